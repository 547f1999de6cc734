/* Headings that a caller would understand: how a reader finds their row without knowing what they mean. */
#ifndef TER_IMPORT_HEADINGS_H
#define TER_IMPORT_HEADINGS_H

#include "base/memory.h"

struct ter_headings;

/* What is known of one heading. */
struct ter_heading {
    char *key;  /* in the form of ter_text_key */
    bool fills; /* a merged cell under it stands for each of its rows */
};

struct ter_headings *ter_headings_new(void) __attribute__((returns_nonnull, warn_unused_result));
void ter_headings_free(struct ter_headings *headings);
TER_DEFINE_AUTO(struct ter_headings, ter_headings_free)

/* Add a heading in any spelling; of two that are compared alike the first counts. With a unit in brackets at
 * its end it is also known without. */
void ter_headings_add(struct ter_headings *headings, const char *text, bool fills);

/* Look up a cell's text, which may have a unit in brackets behind it; NULL when it is no known heading. */
const struct ter_heading *ter_headings_find(const struct ter_headings *headings, const char *text);

#endif
