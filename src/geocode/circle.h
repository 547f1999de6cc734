/* Circles on the ground: a point and how far from it a thing may be. */
#ifndef TER_GEOCODE_CIRCLE_H
#define TER_GEOCODE_CIRCLE_H

#include "base/geometry.h"

struct ter_circle {
    struct ter_lonlat at;
    double radius_m;
};

/* The smallest circle that covers both. */
struct ter_circle ter_circle_round(struct ter_circle a, struct ter_circle b);

#endif
