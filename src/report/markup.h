/* HTML and SVG, element by element, escaped by default: no text of the data becomes markup or script. */
#ifndef TER_REPORT_MARKUP_H
#define TER_REPORT_MARKUP_H

#include "base/json.h"

#include <stdio.h>

enum { TER_MARKUP_DEPTH = 64 };

/* A stream of markup. Zero-initialise but for `out`; ter_markup_finish ends it. A failed write shows there.
 */
struct ter_markup {
    FILE *out;
    const char *open[TER_MARKUP_DEPTH]; /* the elements not yet ended; names are literals of the program */
    size_t depth;
    bool in_tag; /* the start tag of the innermost may still take attributes */
};

/* Begin an element; its attributes follow at once, then its content, then its end. Elements of HTML that have
 * no content (br, meta, input, col) are ended too, and leave no end tag. */
void ter_markup_begin(struct ter_markup *markup, const char *element);
void ter_markup_attribute(struct ter_markup *markup, const char *name, const char *value);
void ter_markup_attributef(struct ter_markup *markup, const char *name, const char *format, ...)
    TER_PRINTF(3, 4);
void ter_markup_text(struct ter_markup *markup, const char *text); /* NULL writes nothing */
void ter_markup_textf(struct ter_markup *markup, const char *format, ...) TER_PRINTF(2, 3);
void ter_markup_end(struct ter_markup *markup);

/* A whole element of one text; `class` may be NULL. */
void ter_markup_element(struct ter_markup *markup, const char *element, const char *class, const char *text);
void ter_markup_elementf(struct ter_markup *markup, const char *element, const char *class,
    const char *format, ...) TER_PRINTF(4, 5);

/* Begin an element with a class. */
void ter_markup_begin_class(struct ter_markup *markup, const char *element, const char *class);

/* Bytes as they are: only what ships inside the program (its style sheet, its scripts). */
void ter_markup_asset(struct ter_markup *markup, const void *bytes, size_t size);

/* A value for the page's scripts, in a block of data with this id that no text in it can end. */
void ter_markup_data(struct ter_markup *markup, const char *id, const json_t *value);

/* Say whether all was written. All elements must have been ended. */
TER_CHECKED bool ter_markup_finish(struct ter_markup *markup, struct ter_error *err);

#endif
