/* A work order as a workbook. */
#ifndef TER_CLI_ORDER_BOOK_H
#define TER_CLI_ORDER_BOOK_H

#include "plan/order/order_sheets.h"

/* What the workbook says besides its sheets. */
struct ter_order_book {
    const struct ter_order *order;
    const struct ter_order_sheets *sheets;
    const char *register_name;
    const struct ter_strings *documents;
    const char *attribution; /* or NULL */
};

TER_CHECKED bool ter_order_book_write(
    const struct ter_order_book *book, const char *path, struct ter_error *err);

#endif
