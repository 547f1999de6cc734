/* Workbooks as GDAL opens them. Part of the GDAL module. */
#ifndef TER_IMPORT_SHEET_H
#define TER_IMPORT_SHEET_H

#include "base/error.h"

#include <gdal.h>
#include <stdint.h>

/* While on: every row is data, every cell is text. Sheets are parsed when they are first looked at: the
 * options must hold until then. */
void ter_sheet_options(bool on);

/* Open a workbook. */
TER_CHECKED bool ter_sheet_dataset(const char *path, GDALDatasetH *ret_dataset, struct ter_error *err);

/* Parse a sheet. GDAL gives what comes before a fault as if it were all. */
TER_CHECKED bool ter_sheet_load(OGRLayerH layer, int64_t *ret_rows, struct ter_error *err);

#endif
