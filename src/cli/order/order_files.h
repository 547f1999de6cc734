/* A work order as files: a workbook to fill in, and a page to print. */
#ifndef TER_CLI_ORDER_FILES_H
#define TER_CLI_ORDER_FILES_H

#include "cli/cli.h"
#include "registry/orders.h"

#define TER_ORDER_FILE_OPTIONS                                                                               \
    {"to", "FILE", "a workbook to fill in (.xlsx) or a page to print (.html); repeat for both", true},       \
    {                                                                                                        \
        "overwrite", NULL, "replace a file that is there already", false                                     \
    }

/* Say whether the files named by --to may be written: known endings, and nothing there that may be somebody's
 * work. */
TER_CHECKED bool ter_order_files_check(
    const struct ter_args *args, const struct ter_registry *registry, struct ter_error *err);

/* Write them. */
TER_CHECKED bool ter_order_files_write(const struct ter_args *args, struct ter_registry *registry,
    const struct ter_order *order, struct ter_error *err);

#endif
