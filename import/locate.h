/* From a row's cells or geometry to a record's position. */
#ifndef TER_IMPORT_LOCATE_H
#define TER_IMPORT_LOCATE_H

#include "columns.h"
#include "position.h"

struct ter_locator;

/* Decide from the sample in `options` what the file's numbers are, and prepare for its rows. Notes say what
 * was assumed. `columns` must outlive the locator. */
TER_CHECKED bool ter_locator_open(const struct ter_layer *layer, const struct ter_source_info *info,
    const struct ter_columns *columns, const struct ter_map_options *options, struct ter_strings *notes,
    struct ter_locator **ret_locator, struct ter_error *err);
void ter_locator_close(struct ter_locator *locator);
TER_DEFINE_AUTO(struct ter_locator, ter_locator_close)

/* The row's position: *ret_wkb is empty where it has none, and lives until the next call. On failure
 * *ret_column says which column is to blame, or TER_NO_COLUMN for the geometry. */
TER_CHECKED bool ter_locator_read(struct ter_locator *locator, const struct ter_source_row *row,
    struct ter_wkb *ret_wkb, int *ret_column, struct ter_error *err);

/* What the last position may be off by for being converted from its datum, metres. */
double ter_locator_shift_uncertainty_m(const struct ter_locator *locator);

/* What was mended of the last row's geometry, valid until the next; NULL where nothing was. */
const struct ter_geometry_mending *ter_locator_mending(const struct ter_locator *locator);

/* Say what was read how, once all rows came. */
void ter_locator_note(const struct ter_locator *locator, struct ter_strings *notes);

#endif
