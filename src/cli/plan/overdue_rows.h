/* Open deadlines as plain rows, for the terminal and for files. */
#ifndef TER_CLI_OVERDUE_ROWS_H
#define TER_CLI_OVERDUE_ROWS_H

#include "analysis/overdue.h"
#include "cli/rows.h"

/* Fill rows with the deadlines of these states, a set of bits 1 << enum ter_overdue_state. */
void ter_overdue_rows(
    const struct ter_overdue *overdue, unsigned states, enum ter_lang lang, struct ter_rows *ret_rows);

#endif
