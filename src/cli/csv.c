/* Owns cells of CSV on their way to a stream; how they are quoted is known to export/csv.h. */
#include "csv.h"

#include "base/text.h"
#include "export/csv.h"

#include <string.h>

void ter_csv_cell(FILE *out, bool first, const char *text)
{
    TER_AUTO_BUF struct ter_buf cell = {0};
    if (!first)
        fputc(',', out);
    if (!text)
        return;
    double number;
    if (ter_text_double(text, &number)) /* -5 is no formula */
        ter_csv_add(&cell, text, strlen(text));
    else
        ter_csv_add_guarded(&cell, text, strlen(text));
    fwrite(cell.data, 1, cell.size, out);
}
