/* Workbooks that people fill in: what their files share. Part of the GDAL module. */
#ifndef TER_EXPORT_XLSX_FORM_H
#define TER_EXPORT_XLSX_FORM_H

#include "form.h"

#include <xlsxwriter.h>

/* How a cell looks. */
enum ter_form_look {
    TER_LOOK_TITLE,
    TER_LOOK_LABEL,
    TER_LOOK_NOTE, /* wraps, without a frame */
    TER_LOOK_HEADING,
    TER_LOOK_CELL,
    TER_LOOK_NUMBER,
    TER_LOOK_OPEN, /* may be filled in, like those that follow */
    TER_LOOK_OPEN_DATE,
    TER_LOOK_OPEN_AMOUNT,
    TER_LOOK_SUM,
    TER_LOOKS,
};

struct ter_form_book {
    const struct ter_form *form;
    lxw_workbook *book;
    lxw_worksheet *sheet; /* the one in hand … */
    lxw_row_t row;        /* … its next row */
    int64_t filled;       /* … and how many rows have cells */
    lxw_format *looks[TER_LOOKS];
    struct ter_strings names; /* of the sheets, as they were taken */
    lxw_row_t *first_rows;    /* of each sheet's table */
    struct ter_buf *pictures; /* of each sheet: the library reads them when it closes the book */
    lxw_error failed;         /* the first failure */
};

/* Begin a sheet whose name is like this one; and write into its row in hand. */
TER_CHECKED bool ter_form_book_sheet(struct ter_form_book *book, const char *name, struct ter_error *err);
void ter_form_book_text(struct ter_form_book *book, size_t column, const char *text, enum ter_form_look look);
void ter_form_book_number(struct ter_form_book *book, size_t column, double number, enum ter_form_look look);
void ter_form_book_next(struct ter_form_book *book); /* the row is written: go on to the next */

/* Write one township's sheet, and the sheet of totals after all of them. */
TER_CHECKED bool ter_form_book_table(struct ter_form_book *book, size_t which, struct ter_error *err);
TER_CHECKED bool ter_form_book_totals(struct ter_form_book *book, struct ter_error *err);

/* For the module's door: export/form.h. */
TER_CHECKED bool ter_xlsx_form_write(const struct ter_form *form, const char *path, struct ter_error *err);

#endif
