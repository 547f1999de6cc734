/* A work order as a page: one sheet of A4 on its side a township, to be filled in with a pen. */
#ifndef TER_REPORT_ORDER_H
#define TER_REPORT_ORDER_H

#include "plan/order/order_sheets.h"

#include <stdio.h>

struct ter_order_report {
    const struct ter_order_sheets *sheets;
    const char *number, *issued_on;
    const char *register_name;
    const struct ter_strings *documents;
    const char *attribution; /* of the map's data; NULL: none */
    const char *command;     /* that lists the order again */
};

TER_CHECKED bool ter_order_report_write(
    const struct ter_order_report *report, FILE *out, struct ter_error *err);

#endif
