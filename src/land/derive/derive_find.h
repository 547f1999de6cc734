/* What the finders of a recipe's terms share. */
#ifndef TER_LAND_DERIVE_FIND_H
#define TER_LAND_DERIVE_FIND_H

#include "derive.h"
#include "registry/gazetteer.h"

/* The search for one term. */
struct ter_derive_find {
    const struct ter_derive_request *request;
    const struct ter_recipe_term *term;
    size_t term_index;
    struct ter_sources *sources;
    struct ter_strings *notes;
};

/* Add what the gazetteer has of the term's name: ways (roads; waterways and places that are water), one
 * place, all villages of a township. Each fails where there is nothing, with what the name may have meant. */
TER_CHECKED bool ter_derive_find_ways(struct ter_derive_find *find, struct ter_error *err);
TER_CHECKED bool ter_derive_find_place(struct ter_derive_find *find, struct ter_error *err);
TER_CHECKED bool ter_derive_find_villages(struct ter_derive_find *find, struct ter_error *err);

#endif
