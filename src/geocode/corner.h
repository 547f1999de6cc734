/* The corner of a junction: the ground between two arms of its roads. */
#ifndef TER_GEOCODE_CORNER_H
#define TER_GEOCODE_CORNER_H

#include "route.h"

struct ter_corner {
    struct ter_xy at;
    bool on_an_arm; /* a road leads in the direction asked for: the corner beside it is a choice */
};

/* The corner that lies in a direction from the centre of a junction of two roads, whose nodes lie within
 * spread_m; metres in the plane of both tracks, whose origin is the centre. kerb_m: how far from the kerbs.
 */
struct ter_corner ter_corner_find(
    const struct ter_track *a, const struct ter_track *b, double spread_m, double azimuth_deg, double kerb_m);

#endif
