/* What stands between the cells of a CSV. */
#ifndef TER_IMPORT_CSV_DELIMITER_H
#define TER_IMPORT_CSV_DELIMITER_H

#include "headings.h"

enum { TER_DELIMITER_LINES = 20, TER_DELIMITER_BYTES = 64 * 1024 };

/* Choose among comma, semicolon, tab and vertical bar by the first lines of a text, which is ended by NUL:
 * the one that shows most known headings in a line, else the one that the first line has most of, else any
 * line. `known` may be NULL. */
char ter_csv_find_delimiter(const char *text, const struct ter_headings *known);

const char *ter_csv_name_delimiter(char delimiter); /* "comma"; "character" for what has no name here */

/* Read --delimiter: one of the names, "\t", or the character itself. */
TER_CHECKED bool ter_csv_read_delimiter(const char *text, char *ret_delimiter, struct ter_error *err);

#endif
