/* Positions as columns of a table, for CSV and workbooks. For this folder only. */
#ifndef TER_EXPORT_TABLE_H
#define TER_EXPORT_TABLE_H

#include "format.h"

/* The headings of the columns for the position: "lon" and "lat", "x" and "y" in a projected system, or "wkt"
 * alone. ret_count gets 2, 1, or 0 for a layer without geometry. */
void ter_table_position_headings(
    const struct ter_writer *writer, const char *ret_headings[2], size_t *ret_count);

#endif
