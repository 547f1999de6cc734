/* Merged cells: a township written once over the rows of its hydrants. */
#ifndef TER_IMPORT_FILL_DOWN_H
#define TER_IMPORT_FILL_DOWN_H

#include "layer/value.h"

/* A cell over several rows, by its column from 0 and its rows as the file counts them. */
struct ter_merge {
    size_t column;
    int64_t first, last;
};

struct ter_fill_column; /* what was last seen in a column */

struct ter_fill {
    struct ter_fill_column *columns;
    size_t column_count;
    const bool *marked;             /* per column: its merged cells stand for each of their rows */
    const struct ter_merge *merges; /* in the order of column and first row */
    size_t merge_count;
    bool all; /* blank cells without a merge, too: --fill-down */
};

/* Make ready for a table; what the arguments point to must outlive the filling. */
void ter_fill_begin(struct ter_fill *fill, size_t column_count, const bool *marked);
void ter_fill_free(struct ter_fill *fill);

/* Fill the marked columns of the next row in place. The texts live until the next call. */
void ter_fill_row(struct ter_fill *fill, int64_t number, struct ter_value *values);

/* Say what was filled, and what looked as if it were to be filled. */
void ter_fill_notes(const struct ter_fill *fill, const char *const *columns, struct ter_strings *notes);

#endif
