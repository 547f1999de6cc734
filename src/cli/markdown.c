/* Owns the writing of Markdown. Knows nothing of what the pages say. */
#include "markdown.h"

#include "base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

enum { LINE_COLUMNS = 110 };

static void escape(char c, FILE *out)
{
    if (strchr("|*<>[]`\\", c))
        fputc('\\', out);
    fputc(c == '\n' ? ' ' : c, out);
}

void ter_markdown_text(const char *text, FILE *out)
{
    for (; text && *text; text++)
        escape(*text, out);
}

void ter_markdown_code(const char *code, FILE *out)
{
    fputc('`', out);
    for (; *code; code++)
        fprintf(out, *code == '|' ? "\\%c" : "%c", *code);
    fputc('`', out);
}

void ter_markdown_paragraphs(const char *text, FILE *out)
{
    size_t column = 0;
    while (*text) {
        size_t length = strcspn(text, " \n"), breaks;
        TER_AUTO_FREE char *word = ter_strndup(text, length);
        size_t width = ter_text_width(word);
        if (column && length)
            fputc(column + 1 + width > LINE_COLUMNS ? '\n' : ' ', out);
        column = column + 1 + width > LINE_COLUMNS ? width : column + (column && length) + width;
        ter_markdown_text(word, out);
        text += length;
        breaks = strspn(text, "\n");
        if (breaks > 1) {
            fputs("\n\n", out);
            column = 0;
        }
        text += breaks ? breaks : *text != '\0';
    }
    fputs("\n\n", out);
}

void ter_markdown_headings(FILE *out, ...)
{
    va_list cells;
    size_t count = 0;
    va_start(cells, out);
    for (const char *cell; (cell = va_arg(cells, const char *)); count++)
        fprintf(out, "| %s ", cell);
    va_end(cells);
    fputs("|\n", out);
    while (count--)
        fputs("|---", out);
    fputs("|\n", out);
}

char *ter_markdown_anchor(const char *heading)
{
    char *anchor = ter_strdup(heading);
    for (char *c = anchor; *c; c++)
        *c = *c == ' ' ? '-' : (char)tolower((unsigned char)*c);
    return anchor;
}
