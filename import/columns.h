/* Which column of a file is which field of a layer. */
#ifndef TER_IMPORT_COLUMNS_H
#define TER_IMPORT_COLUMNS_H

#include "mapping.h"

enum { TER_NO_COLUMN = -1 };

struct ter_columns {
    int *of_field;     /* for each of the layer's fields its column, or TER_NO_COLUMN */
    int x, y;          /* columns of a position, or TER_NO_COLUMN both */
    int pair;          /* column that holds both numbers, or TER_NO_COLUMN */
    int wkt;           /* column of a geometry as WKT, or TER_NO_COLUMN */
    bool use_geometry; /* the file's own geometries are used */
    struct ter_strings notes;
};

/* All headings that the layer, the positions' columns and --map would understand, for a reader to find their
 * row by (reader.h). The caller frees them. */
struct ter_headings *ter_columns_known(const struct ter_layer *layer, const struct ter_map_options *options)
    __attribute__((returns_nonnull, warn_unused_result));

/* Resolve headings, --map and --set; see ter_mapping_open for what is refused. */
TER_CHECKED bool ter_columns_resolve(const struct ter_layer *layer, const struct ter_source_info *info,
    const struct ter_map_options *options, struct ter_columns *ret_columns, struct ter_error *err);
/* Say whether anything gives positions. */
bool ter_columns_have_position(const struct ter_columns *columns);
void ter_columns_free(struct ter_columns *columns);

#endif
