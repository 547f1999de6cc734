/* A stretch of road between two places: the middle of the shortest way along it. */
#ifndef TER_GEOCODE_STRETCH_H
#define TER_GEOCODE_STRETCH_H

#include "route.h"

/* Where a stretch begins or ends: all lines that pass within reach_m. */
struct ter_stretch_end {
    struct ter_xy at;
    double reach_m;
};

/* The middle of the shortest way along the road between two places, the mean of both carriageways where the
 * other leads along beside it; the length of that way. False when the road does not lead from one to the
 * other, or only by a long detour. */
bool ter_stretch_find(const struct ter_track *track, struct ter_stretch_end from, struct ter_stretch_end to,
    struct ter_arrival *ret_middle, double *ret_length_m);

/* Ways that are longer are not looked for between places that lie apart_m apart. */
double ter_stretch_longest_m(double apart_m);

/* How far from a place the way to another may lead that is apart_m away. */
double ter_stretch_reach_m(double apart_m);

#endif
