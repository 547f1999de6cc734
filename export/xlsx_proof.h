/* Whether a workbook holds what was written into it. For this folder only. */
#ifndef TER_EXPORT_XLSX_PROOF_H
#define TER_EXPORT_XLSX_PROOF_H

#include "base/memory.h"

/* Count the rows of each sheet in the file. The library that writes workbooks keeps the rows in temporary
 * files and does not notice when one of them ends on a full disk. */
TER_CHECKED bool ter_xlsx_prove(const char *path, const int64_t *rows, size_t sheets, struct ter_error *err);

#endif
