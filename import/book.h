/* A whole workbook as texts: all sheets, all rows, without a thought for headings. For forms that people fill
 * in and move about; tables of many rows go through a reader. */
#ifndef TER_IMPORT_BOOK_H
#define TER_IMPORT_BOOK_H

#include "base/memory.h"

struct ter_book_row {
    int64_t number; /* as the workbook counts */
    char **cells;   /* as many as the sheet is wide; NULL: blank */
};

struct ter_book_sheet {
    char *name;
    size_t width;
    struct ter_book_row *rows; /* those with any text */
    size_t count, capacity;
};

struct ter_book {
    struct ter_book_sheet *sheets;
    size_t count;
};

/* Whether a file's name is that of a workbook (.xlsx, .ods …). */
bool ter_book_is_named(const char *path);

/* Read it; `most` rows of each sheet (0: all). Errors do not name the file. Dates come as 2023/03/05. */
TER_CHECKED bool ter_book_read(
    const char *path, size_t most, struct ter_book *ret_book, struct ter_error *err);
void ter_book_free(struct ter_book *book);
#define TER_AUTO_BOOK __attribute__((cleanup(ter_book_free)))

#endif
