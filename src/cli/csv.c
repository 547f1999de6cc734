/* Owns the quoting of CSV. */
#include "csv.h"

#include <string.h>

void ter_csv_cell(FILE *out, bool first, const char *text)
{
    if (!first)
        fputc(',', out);
    if (!text)
        return;
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}
