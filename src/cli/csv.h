/* Cells of CSV as RFC 4180 writes them. */
#ifndef TER_CLI_CSV_H
#define TER_CLI_CSV_H

#include <stdbool.h>
#include <stdio.h>

/* Write one cell, after a comma unless it is the row's first, in quotes where it needs them; NULL is empty.
 */
void ter_csv_cell(FILE *out, bool first, const char *text);

#endif
