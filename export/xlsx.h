/* Workbooks. For this folder only. */
#ifndef TER_EXPORT_XLSX_H
#define TER_EXPORT_XLSX_H

#include "format.h"

TER_CHECKED bool ter_xlsx_open(const char *target, const struct ter_write_options *options,
    struct ter_writer **ret_writer, struct ter_error *err);

/* A name that Excel takes for a sheet and that none of `taken` has in any case: at most 31 characters, none
 * of
 * []:*?/\, no apostrophe at an end. The caller frees it. */
char *ter_xlsx_sheet_name(const char *wanted, const struct ter_strings *taken)
    __attribute__((returns_nonnull));

#endif
