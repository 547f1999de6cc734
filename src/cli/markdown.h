/* Pages of Markdown, as GitHub shows it: texts escaped, paragraphs wrapped, tables. */
#ifndef TER_CLI_MARKDOWN_H
#define TER_CLI_MARKDOWN_H

#include "base/memory.h"

#include <stdio.h>

/* Write a text within a line, or within a cell of a table, with whatever means something to Markdown escaped;
 * line breaks become blanks. */
void ter_markdown_text(const char *text, FILE *out);

/* Write `code` in backticks, for a cell of a table too. */
void ter_markdown_code(const char *code, FILE *out);

/* Write paragraphs, which a blank line parts, each wrapped and followed by a blank line. */
void ter_markdown_paragraphs(const char *text, FILE *out);

/* Write the headings of a table and the line below them; ended by NULL. */
void ter_markdown_headings(FILE *out, ...) __attribute__((sentinel));

/* The name by which a heading is linked to: lower case, blanks as dashes. The caller frees it. */
char *ter_markdown_anchor(const char *heading);

/* The pages of `terrier help`. */
void ter_help_markdown(FILE *out);                                  /* all commands */
TER_CHECKED bool ter_help_layers(FILE *out, struct ter_error *err); /* the layers that ship */

/* What bash needs to complete command lines: a script. */
TER_CHECKED bool ter_help_completion(FILE *out, struct ter_error *err);

#endif
