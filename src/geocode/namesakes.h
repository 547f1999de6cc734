/* Places of one name: which of them are one place, and which a bare name does not mean. */
#ifndef TER_GEOCODE_NAMESAKES_H
#define TER_GEOCODE_NAMESAKES_H

#include "circle.h"
#include "lookup.h"

/* Whether people live there and call it by that name: a hamlet, village, town; not a stop or a shop. */
bool ter_place_is_settlement(const struct ter_place *place);

/* The circle round a place that covers it, errors included. */
struct ter_circle ter_place_circle(const struct ter_place *place);

/* Make one of places that are one: of all that an anchor found. A settlement stands before stops and shops
 * that carry its name; those inside or close to it only widen its circle. */
void ter_settle_namesakes(struct ter_found *found);

/* Make one circle of `count` places where all lie within a village's extent of the first. */
bool ter_places_are_close(const struct ter_place *places, size_t count, struct ter_circle *ret_circle);

#endif
