/* Which row of a table holds the headings: lists of offices have titles above them. */
#ifndef TER_IMPORT_HEADER_ROW_H
#define TER_IMPORT_HEADER_ROW_H

#include "headings.h"

enum { TER_HEAD_ROWS = 20 }; /* how many rows with text are looked at */

/* One of a file's first rows. */
struct ter_head_row {
    int64_t number; /* as people count it */
    char **cells;
    size_t count;
};

struct ter_head {
    struct ter_head_row rows[TER_HEAD_ROWS];
    size_t count;
};

/* Append a row of `count` blank cells and return it, or NULL when there is no room. */
struct ter_head_row *ter_head_add(struct ter_head *head, int64_t number, size_t count);
void ter_head_free(struct ter_head *head);

struct ter_header {
    char **columns; /* trimmed; "" where a column has none */
    bool *fills;    /* per column: as struct ter_heading says */
    size_t column_count;
    size_t rows; /* so many rows of the head are titles and headings; what follows is the table */
};
void ter_header_free(struct ter_header *header);

struct ter_header_question {
    const char *unit;                 /* "row" or "line": what the numbers count */
    const struct ter_headings *known; /* NULL: the first row has the headings */
    int64_t asked;                    /* --header-row; 0: find it */
};

/* Take the row with most known headings, the first of equals, and the one under it where the two together
 * make more. Without any known heading it is the first row. Rows above it are told in a note. Fails when the
 * row asked for is not there or blank, or two columns have one heading. */
TER_CHECKED bool ter_header_find(const struct ter_head *head, const struct ter_header_question *question,
    struct ter_header *ret_header, struct ter_strings *notes, struct ter_error *err);

#endif
