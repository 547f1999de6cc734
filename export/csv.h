/* Cells of CSV as RFC 4180 writes them. */
#ifndef TER_EXPORT_CSV_H
#define TER_EXPORT_CSV_H

#include "base/memory.h"

/* Append a cell, in quotes where it needs them. */
void ter_csv_add(struct ter_buf *out, const char *text, size_t size);

/* The same for a text in a file that a spreadsheet may open: what the spreadsheet would take for a formula
 * (= + - @ tab or carriage return in front) gets an apostrophe before it, and so does what begins with
 * apostrophes and goes on like this, so that taking one off gives back every text. */
void ter_csv_add_guarded(struct ter_buf *out, const char *text, size_t size);

#endif
