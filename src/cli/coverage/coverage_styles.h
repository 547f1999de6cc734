/* How QGIS draws the layers of a coverage. */
#ifndef TER_CLI_COVERAGE_STYLES_H
#define TER_CLI_COVERAGE_STYLES_H

#include "coverage_layers.h"
#include "export/writer.h"

/* The layer's style as QGIS reads it (.qml), with the legend in `lang`; the caller frees it. */
char *ter_coverage_style(const struct ter_layer *layer, enum ter_lang lang) __attribute__((returns_nonnull));

/* The table in which QGIS looks for the styles of a GeoPackage's layers. */
extern const struct ter_layer ter_coverage_style_table;

/* Write one layer's row of that table, which the writer has in hand. */
TER_CHECKED bool ter_coverage_style_write(struct ter_writer *writer, const struct ter_layer *layer,
    enum ter_lang lang, int64_t id, struct ter_error *err);

#endif
