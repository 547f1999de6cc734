/* A plane that touches the globe at a place: short distances and directions as plain arithmetic. */
#ifndef TER_BASE_PLANE_H
#define TER_BASE_PLANE_H

#include "geometry.h"

/* Metres east and north of the plane's origin. */
struct ter_xy {
    double x, y;
};

/* Within 10 km of the origin distances are right to 0.1 % below 60 degrees of latitude. */
struct ter_plane {
    struct ter_lonlat origin;
    double x_m, y_m; /* metres a degree of longitude and of latitude */
};

struct ter_plane ter_plane_at(struct ter_lonlat origin);
struct ter_xy ter_plane_to(const struct ter_plane *plane, struct ter_lonlat point);
struct ter_lonlat ter_plane_from(const struct ter_plane *plane, struct ter_xy point);

double ter_xy_distance_m(struct ter_xy a, struct ter_xy b);
double ter_xy_azimuth_deg(struct ter_xy from, struct ter_xy to); /* clockwise from north, 0 … 360 */
struct ter_xy ter_xy_move(struct ter_xy from, double azimuth_deg, double distance_m);

/* The angle between two directions, 0 … 180. */
double ter_turn_deg(double azimuth_a_deg, double azimuth_b_deg);

/* The point of the segment a-b nearest to `point`, as the part of the way from a to b, 0 … 1. */
double ter_xy_nearest_part(struct ter_xy a, struct ter_xy b, struct ter_xy point);

/* How far a place lies outside the area of these rings, metres; 0 inside (even-odd rule: holes are outside).
 * INFINITY where there are no rings. */
double ter_rings_outside_m(const struct ter_points *rings, struct ter_lonlat at);

#endif
