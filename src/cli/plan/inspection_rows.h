/* What is due for inspection, in all its forms. */
#ifndef TER_CLI_INSPECTION_ROWS_H
#define TER_CLI_INSPECTION_ROWS_H

#include "cli/rows.h"
#include "plan/inspection/inspection.h"

struct ter_inspection_shown {
    const struct ter_inspection_list *list;
    const struct ter_inspection_request *request;
    enum ter_lang lang;
    enum ter_format format; /* table, json or csv */
    bool quiet;             /* a table without its notes */
};

/* Print it. The table begins with a line a check that names its denominator. */
TER_CHECKED bool ter_inspection_print(
    const struct ter_inspection_shown *shown, FILE *out, struct ter_error *err);

#endif
