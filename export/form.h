/* Workbooks that people fill in: sheets with a title block, a table whose last columns are open, a map, and a
 * sheet of totals that counts while they are filled. Knows nothing of what the rows are. */
#ifndef TER_EXPORT_FORM_H
#define TER_EXPORT_FORM_H

#include "base/drawing.h"
#include "layer/layer.h"

enum ter_form_kind {
    TER_FORM_FIXED,  /* printed, not to be changed */
    TER_FORM_COUNT,  /* the same, a number */
    TER_FORM_TEXT,   /* from here on open */
    TER_FORM_CHOICE, /* one of the column's choices */
    TER_FORM_DATE,   /* from the form's earliest day to today */
    TER_FORM_AMOUNT, /* a number, 0 or more */
    TER_FORM_PAPER,  /* for the pen: closed in the workbook */
};

struct ter_form_column {
    const char *title;
    double width; /* characters of the usual size; a Chinese one counts two */
    enum ter_form_kind kind;
    const struct ter_strings *choices; /* of a choice */
    const char *hint;                  /* shown while a cell of the column is chosen; NULL: none */
};

/* A line of the title block: a label, and beside it what it says. */
struct ter_form_line {
    char *label, *text;
};

struct ter_form_sheet {
    const char *name, *title; /* of the tab, and above the sheet */
    const struct ter_form_line *lines;
    size_t line_count;
    const char *const *cells; /* row after row, as many as there are columns; NULL: blank */
    size_t row_count;
    const struct ter_drawing *map; /* NULL: none */
    const char *map_title, *map_legend;
};

/* The sheet of totals. Columns are indexes of the form's columns. */
struct ter_form_totals {
    const char *name, *title;
    const char *by_group, *by_sheet, *by_year;                 /* headings of its three tables */
    const char *group, *sheet, *year;                          /* … and of their first columns */
    const char *rows, *answered, *known, *unknown, *sum, *all; /* headings of the others; "Total" */
    const char *no_group;
    size_t group_column; /* SIZE_MAX: rows are in no groups */
    size_t answer_column, date_column, amount_column;
    size_t groups;         /* 1 … groups, and rows in none */
    int first_year, years; /* that are counted */
    const char *parts_title, *parts_name, *parts_count, *no_parts;
    const struct ter_form_part {
        const char *name;
        double count;
    } * parts; /* known so far */
    size_t part_count;
};

struct ter_form {
    enum ter_lang lang;
    const char *title;
    const char *name,
        *name_line;       /* a defined name ("terrier_order") for the first sheet's line with this label */
    const char *earliest; /* the first day that a date may be, YYYY-MM-DD */
    const struct ter_form_column *columns;
    size_t column_count;
    const struct ter_form_sheet *sheets;
    size_t sheet_count;
    const struct ter_form_totals *totals;
};

/* Write the workbook to `path`, which it replaces once it is whole. */
TER_CHECKED bool ter_form_write(const struct ter_form *form, const char *path, struct ter_error *err);

#endif
