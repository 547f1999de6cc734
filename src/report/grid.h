/* A table of a report: sorts by a click on a heading, repeats its headings on each printed page. */
#ifndef TER_REPORT_GRID_H
#define TER_REPORT_GRID_H

#include "page.h"

struct ter_grid_column {
    const char *title;
    const char *unit; /* NULL or "": none */
    bool number;      /* stands to the right and sorts by value */
};

/* Rows fill themselves: each cell goes to the next column. */
struct ter_grid {
    struct ter_page *page;
    size_t columns, at;
    const struct ter_grid_column *column;
};

/* Begin a table. `name` tells scripts and tests which one it is ("by-township"); `column` must live until the
 * end. */
void ter_grid_begin(struct ter_grid *grid, struct ter_page *page, const char *name, const char *caption,
    const struct ter_grid_column *column, size_t columns);
void ter_grid_text(struct ter_grid *grid, const char *text); /* NULL: blank */
/* A short text that must not be broken: a date, a code. */
void ter_grid_word(struct ter_grid *grid, const char *text);
/* A number as people read it, sorted by its value; NaN sorts last. */
void ter_grid_number(struct ter_grid *grid, double value, struct ter_figure shown);

/* A position, on one line; a blank where it is none. */
void ter_grid_position(struct ter_grid *grid, struct ter_lonlat at);

/* A place by its number on the map: a click shows it there. */
void ter_grid_place(struct ter_grid *grid, size_t number, struct ter_lonlat at);

/* The rows that follow are totals: they stay at the end. */
void ter_grid_totals(struct ter_grid *grid);
void ter_grid_end(struct ter_grid *grid);

#endif
