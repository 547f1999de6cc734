/* Geometry of named roads: where two meet, the way along one, the circle that covers one. */
#ifndef TER_GEOCODE_LINE_H
#define TER_GEOCODE_LINE_H

#include "registry/gazetteer.h"

/* A road as its name means it: all lines of that name. Borrows them. */
struct ter_route {
    const struct ter_road *lines;
    size_t count;
};

/* A place where two roads meet. Several crossings within TER_JUNCTION_SPREAD_M are one junction. */
struct ter_meeting {
    struct ter_lonlat at;
    double radius_m; /* of the circle round `at` that holds the crossings */
};
enum { TER_JUNCTION_SPREAD_M = 100 };

/* All places where two roads meet: at shared vertices, crossings, or where one ends on the other (within 2
 * m). Returns their number; the array is the caller's. */
size_t ter_route_meetings(struct ter_route a, struct ter_route b, struct ter_meeting **ret_meetings);

/* The point of a road nearest to a position, and its distance; infinite for a route without lines. */
double ter_route_project(struct ter_route route, struct ter_lonlat point, struct ter_lonlat *ret_nearest);

/* Where one arrives who follows the road from `from` over distance_m in the direction that comes nearest to
 * azimuth_deg. Returns false when no branch of the road leads that way, within widest_turn_deg. ret_short_m
 * is what the road is too short by; `reach_m` is how far from `from` the road may pass. */
bool ter_route_walk(struct ter_route route, struct ter_lonlat from, double reach_m, double azimuth_deg,
    double widest_turn_deg, double distance_m, struct ter_lonlat *ret_at, double *ret_short_m);

/* The end of the road that lies farthest in a direction. */
struct ter_lonlat ter_route_end(struct ter_route route, double azimuth_deg);

/* A point on the road, and the radius of the circle round it that covers the whole road. */
struct ter_lonlat ter_route_middle(struct ter_route route, double *ret_radius_m);

#endif
