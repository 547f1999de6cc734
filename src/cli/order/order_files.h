/* A work order as files: a workbook to fill in, and a page to print. */
#ifndef TER_CLI_ORDER_FILES_H
#define TER_CLI_ORDER_FILES_H

#include "cli/cli.h"
#include "export/staging.h"
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

/* Files that are whole and wait beside their places. Zero-initialise; what is not published goes with it. */
struct ter_order_files {
    struct ter_staging *staged[TER_MAX_ARGUMENTS];
    size_t count;
};
void ter_order_files_free(struct ter_order_files *files);
#define TER_AUTO_ORDER_FILES __attribute__((cleanup(ter_order_files_free)))

/* Write all of them, where nobody sees them yet. End it with ter_order_files_free, also after a failure. */
TER_CHECKED bool ter_order_files_stage(const struct ter_args *args, struct ter_registry *registry,
    const struct ter_order *order, struct ter_order_files *ret_files, struct ter_error *err);

/* Move them into their places. */
TER_CHECKED bool ter_order_files_publish(struct ter_order_files *files, struct ter_error *err);

#endif
