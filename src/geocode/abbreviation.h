/* Words that stand abbreviated in names of streets: "N Main St" is "North Main Street". */
#ifndef TER_GEOCODE_ABBREVIATION_H
#define TER_GEOCODE_ABBREVIATION_H

#include "base/memory.h"

/* The other ways to write a name's key (appended): its last word, and a direction before or after it, in each
 * of their forms. None for a name that has no such word. */
void ter_abbreviation_forms(const char *key, struct ter_strings *ret_forms);

#endif
