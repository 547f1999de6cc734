/* Whether one name may be another, written wrong: rules on keys alone, and the hashes under which they meet.
 */
#ifndef TER_REGISTRY_LIKENESS_H
#define TER_REGISTRY_LIKENESS_H

#include "similar.h"

enum ter_named { TER_NAMED_ROAD = 1, TER_NAMED_PLACE = 2 };

/* The hashes of a key, of which any two similar names share at least one: below 2^47, which SQLite stores in
 * six bytes. Returns their number; none for a key that is too long or too short for a comparison. */
enum { TER_MOST_FORMS = 44 };
size_t ter_likeness_forms(const char *key, enum ter_named named, uint64_t ret_forms[TER_MOST_FORMS]);

/* Say whether two keys are alike, in which way, and how much is changed (the less the better). */
bool ter_likeness_judge(const char *key, const char *other, enum ter_named named, enum ter_likeness *ret_how,
    unsigned *ret_changed);

#endif
