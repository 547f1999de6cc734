/* The end of a workbook. For this folder only. */
#ifndef TER_EXPORT_XLSX_CLOSE_H
#define TER_EXPORT_XLSX_CLOSE_H

#include <stdbool.h>

#include <xlsxwriter.h>

/* Write the workbook to its file and free it, whether that succeeds or not. errno is the system's reason, 0
 * where there was none. */
lxw_error ter_xlsx_close(lxw_workbook *book);

/* Whether a number of the system's says better than the library why a workbook could not be written. */
bool ter_xlsx_is_reason(int error_number);

#endif
