/* The lists of `terrier report patches` as plain rows. */
#ifndef TER_CLI_PATCHES_ROWS_H
#define TER_CLI_PATCHES_ROWS_H

#include "cli/rows.h"
#include "report/patches/patches.h"

enum ter_patches_list { TER_LIST_ACT, TER_LIST_THRESHOLDS, TER_LIST_MONTHS, TER_LIST_INSIDE, TER_LISTS };

/* "act", "thresholds", "months", "inside". */
const char *ter_patches_list_name(enum ter_patches_list which);

/* Fill the rows of one list; with `for_scripts` words stand as they are stored, else in the report's
 * language. */
void ter_patches_rows(const struct ter_patches_report *report, enum ter_patches_list which, bool for_scripts,
    struct ter_rows *ret_rows);

#endif
