/* Rows of a table that are none of its records: totals, notes under it, its headings again. */
#ifndef TER_IMPORT_FOOTER_H
#define TER_IMPORT_FOOTER_H

#include "layer/value.h"

/* Say why a row is no record, or NULL when nothing speaks against it. */
const char *ter_footer_reason(
    const struct ter_value *values, const char *const *columns, size_t column_count);

#endif
