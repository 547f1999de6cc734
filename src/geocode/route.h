/* The way along a road: walks from a place, the arms that leave a junction. */
#ifndef TER_GEOCODE_ROUTE_H
#define TER_GEOCODE_ROUTE_H

#include "line.h"

/* Where one arrives who follows a road. */
struct ter_arrival {
    struct ter_xy at;
    double heading_deg; /* of the way there */
    double short_m;     /* what the road is too short by */
    double turn_deg; /* how far the way turns from the direction asked for: mean of its start and its whole */
};

/* Follow the road from `from` over distance_m, on the branch that leads most nearly in the direction, from
 * line to line and across gaps of the name in a straight road, never back. Lines that pass within reach_m of
 * `from` are starts. Returns false when none leads that way within widest_turn_deg. */
bool ter_track_walk(const struct ter_track *track, struct ter_xy from, double reach_m, double azimuth_deg,
    double widest_turn_deg, double distance_m, struct ter_arrival *ret_arrival);

/* The true azimuths in which a road leaves a junction of this radius, carriageways of one arm taken together.
 * Returns their number. */
enum { TER_MOST_ARMS = 8 };
size_t ter_track_arms(
    const struct ter_track *track, struct ter_xy centre, double radius_m, double ret_azimuths[TER_MOST_ARMS]);

#endif
