/* Names that the gazetteer spells otherwise. */
#ifndef TER_GEOCODE_CORRECT_H
#define TER_GEOCODE_CORRECT_H

#include "rungs.h"

/* Read names that were not found as the only name of the gazetteer that is like them, and say so; where there
 * are several, list them. Roads with a slip of the pen only where they then meet the other road that is
 * named. */
TER_CHECKED bool ter_correct_names(struct ter_scene *scene, struct ter_offers *offers, struct ter_error *err);

/* The text with the spellings that were used; NULL when all stood as written. */
char *ter_corrected_text(const struct ter_scene *scene);

#endif
