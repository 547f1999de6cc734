/* A table on standard output whose columns align also with Chinese text. */
#ifndef TER_CLI_TABLE_H
#define TER_CLI_TABLE_H

#include "base/memory.h"

#include <stdio.h>

struct ter_table {
    size_t columns;
    struct ter_strings cells; /* row after row, the first being the headings */
    bool *right;              /* columns of numbers stand to the right */
    bool *hidden;
};

enum { TER_CELL_COLUMNS = 40 }; /* a usual width for ter_table_add_cut */

void ter_table_begin(struct ter_table *table, size_t columns);
void ter_table_add(
    struct ter_table *table, const char *cell); /* NULL prints as blank; newlines become spaces */
void ter_table_add_cut(
    struct ter_table *table, const char *cell, size_t max_columns); /* ends in … when cut */
void ter_table_align_right(struct ter_table *table, size_t column);
void ter_table_hide_blank_columns(
    struct ter_table *table); /* those without a cell below the heading; not the first */
size_t ter_table_rows(const struct ter_table *table); /* without the headings */
void ter_table_print(const struct ter_table *table, FILE *out);
void ter_table_free(struct ter_table *table);
#define TER_AUTO_TABLE __attribute__((cleanup(ter_table_free)))

#endif
