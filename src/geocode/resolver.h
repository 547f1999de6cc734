/* From what a location says and what the gazetteer knows to a position. */
#ifndef TER_GEOCODE_RESOLVER_H
#define TER_GEOCODE_RESOLVER_H

#include "lookup.h"

/* Try the rungs, take the one with the smallest radius, and say why. Fills all of the result but `parse`. */
TER_CHECKED bool ter_resolve(
    struct ter_scene *scene, struct ter_geocode_result *ret_result, struct ter_error *err);

#endif
