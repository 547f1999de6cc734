/* `terrier import event` of a work order's workbook that came back filled in. */
#ifndef TER_CLI_ORDER_IMPORT_H
#define TER_CLI_ORDER_IMPORT_H

#include "cli/cli.h"

/* Say whether the command's words name a work order's workbook: it has an order's number and its headings. */
bool ter_order_import_is(const struct ter_args *args);

/* Take it back. */
enum ter_exit ter_order_import(const struct ter_args *args, struct ter_error *err);

#endif
