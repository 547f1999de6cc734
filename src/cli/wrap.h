/* Texts in lines of a bearable width on a terminal. */
#ifndef TER_CLI_WRAP_H
#define TER_CLI_WRAP_H

#include <stddef.h>
#include <stdio.h>

enum { TER_LINE_COLUMNS = 80 };

/* Print a text that starts at column `indent`, wrapped between words, its later lines indented as far; words
 * too long for a line break between Chinese characters. A blank line begins a paragraph, a line that starts
 * with a blank stays a line of its own; other line breaks are blanks. NULL is an empty text. */
void ter_print_wrapped(const char *text, size_t indent, FILE *out);

#endif
