/* The coverage report's figures by township as the rows of a table file. */
#ifndef TER_CLI_REPORT_COVERAGE_ROWS_H
#define TER_CLI_REPORT_COVERAGE_ROWS_H

#include "coverage/coverage.h"

/* Write one row for each township and each thing that ought to be covered, for each limit, to a .csv or
 * .xlsx. */
TER_CHECKED bool ter_coverage_rows_write(
    const struct ter_coverage *coverage, int epsg, const char *path, struct ter_error *err);

#endif
