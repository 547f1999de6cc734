/* A coverage as tables for people. */
#ifndef TER_CLI_COVERAGE_TABLE_H
#define TER_CLI_COVERAGE_TABLE_H

#include "coverage/coverage.h"

#include <stdio.h>

/* `more` are notes that come before the answer's own, or NULL. `brief`: the figures alone. */
void ter_coverage_table(
    const struct ter_coverage *coverage, const struct ter_strings *more, bool brief, FILE *out);

#endif
