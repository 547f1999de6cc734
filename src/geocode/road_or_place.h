/* Names that are both a road's and a place's: which the text means. */
#ifndef TER_GEOCODE_ROAD_OR_PLACE_H
#define TER_GEOCODE_ROAD_OR_PLACE_H

#include "lookup.h"

/* Read as roads those names that the text means as roads, though places carry them as well: a stop is called
 * after its street. */
TER_CHECKED bool ter_prefer_roads(struct ter_scene *scene, struct ter_error *err);

/* Whether a road carries the name of a place. Railways and waterways are no roads. */
TER_CHECKED bool ter_is_also_road(
    const struct ter_scene *scene, size_t anchor, bool *ret_also, struct ter_error *err);

#endif
