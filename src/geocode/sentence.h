/* The sentence that says where a text was placed, and why there. */
#ifndef TER_GEOCODE_SENTENCE_H
#define TER_GEOCODE_SENTENCE_H

#include "rungs.h"

/* Write ret_explain, by enum ter_lang. `best` is NULL where there is no position. */
TER_CHECKED bool ter_sentence_write(const struct ter_offers *offers, const struct ter_spot *best,
    char *ret_explain[2], struct ter_error *err);

#endif
