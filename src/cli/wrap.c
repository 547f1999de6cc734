/* Owns the breaking of texts into lines. Knows nothing of what they say. */
#include "wrap.h"

#include "base/text.h"

#include <string.h>

static size_t break_line(size_t indent, FILE *out)
{
    fprintf(out, "\n%*s", (int)indent, "");
    return indent;
}

/* Print a word that no line holds; between two wide characters, or behind one, it may break. */
static size_t print_long(const char *word, size_t column, size_t indent, FILE *out)
{
    bool after_wide = false;
    while (*word) {
        uint32_t codepoint;
        size_t size = ter_text_next(word, &codepoint);
        TER_AUTO_FREE char *one = ter_strndup(word, size);
        size_t width = ter_text_width(one);
        /* a full stop or a comma is not the first of a line: two columns are kept for it */
        if (column + width + 2 > TER_LINE_COLUMNS && after_wide && width > 1 && codepoint >= 0x3400 &&
            codepoint < 0xff00)
            column = break_line(indent, out);
        fputs(one, out);
        column += width;
        after_wide = width > 1;
        word += size;
    }
    return column;
}

void ter_print_wrapped(const char *text, size_t indent, FILE *out)
{
    size_t column = indent;
    while (text && *text) {
        size_t length = strcspn(text, " \n");
        TER_AUTO_FREE char *word = ter_strndup(text, length);
        size_t width = ter_text_width(word);
        bool fits = column + 1 + width <= TER_LINE_COLUMNS, is_long = indent + width > TER_LINE_COLUMNS;
        if (column > indent && !fits && !is_long)
            column = break_line(indent, out);
        if (column > indent && width)
            column += (size_t)fprintf(out, " ");
        column = print_long(word, column, indent, out);
        text += length;
        if (text[0] == '\n' && (text[1] == '\n' || text[1] == ' ')) {
            size_t breaks = strspn(text, "\n"), blanks = strspn(text + breaks, " ");
            fprintf(out, "%s%*s", breaks > 1 ? "\n\n" : "\n", (int)(indent + blanks), "");
            text += breaks + blanks;
            column = indent;
        } else {
            text += *text != '\0';
        }
    }
    fputc('\n', out);
}
