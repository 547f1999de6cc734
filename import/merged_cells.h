/* What GDAL does not tell of a workbook: merged cells, its dates' first day, its size unpacked. Part of the
 * GDAL module. */
#ifndef TER_IMPORT_MERGED_CELLS_H
#define TER_IMPORT_MERGED_CELLS_H

#include "fill_down.h"

/* Refuse a workbook (.xlsx, .ods) that is no archive, or too large unpacked to be held in memory. */
TER_CHECKED bool ter_workbook_check(const char *path, struct ter_error *err);

/* Find the cells of a sheet that are merged over several rows, in the order that struct ter_fill wants. The
 * caller frees the array. A workbook with another layout than usual has none; one that counts its dates from
 * 1904 is refused, since GDAL reads them as if from 1900. */
TER_CHECKED bool ter_workbook_merges(const char *path, const char *sheet, struct ter_merge **ret_merges,
    size_t *ret_count, struct ter_error *err);

#endif
