/* Positions at and from one named place. */
#ifndef TER_GEOCODE_AT_PLACE_H
#define TER_GEOCODE_AT_PLACE_H

#include "rungs.h"

/* Offer what the text says to lie at or from this place of an anchor's name. */
TER_CHECKED bool ter_offer_at_place(
    struct ter_offers *offers, size_t anchor, const struct ter_place *place, struct ter_error *err);

/* Whether the road that the text is about passes the place. */
TER_CHECKED bool ter_place_is_by_road(
    const struct ter_scene *scene, const struct ter_place *place, bool *ret_near, struct ter_error *err);

#endif
