/* Owns what is kept of a whole workbook, and which files are taken for one. Knows nothing of GDAL, which
 * reads it behind a door. */
#include "book.h"

#include "gdal_door.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool ter_book_is_named(const char *path)
{
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && ter_reader_sheet.extensions[i]; i++)
        if (strcasecmp(dot + 1, ter_reader_sheet.extensions[i]) == 0)
            return true;
    return false;
}

void ter_book_free(struct ter_book *book)
{
    for (size_t i = 0; i < book->count; i++) {
        struct ter_book_sheet *sheet = &book->sheets[i];
        for (size_t row = 0; row < sheet->count; row++) {
            for (size_t cell = 0; cell < sheet->width; cell++)
                free(sheet->rows[row].cells[cell]);
            free(sheet->rows[row].cells);
        }
        free(sheet->rows);
        free(sheet->name);
    }
    free(book->sheets);
    *book = (struct ter_book){0};
}
