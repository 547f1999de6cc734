/* How far a place is from the edge of an area, in metres. */
#ifndef TER_LAND_BOUNDARY_H
#define TER_LAND_BOUNDARY_H

#include "base/geometry.h"

/* Geodesic distance from a place to the nearest point of the lines or rings of a geometry, whose edges are
 * straight in degrees. Within 100 km the result is the true one to a millimetre; further away it may be too
 * large, by less than 0.1 %. INFINITY for a geometry without lines. */
double ter_boundary_distance_m(struct ter_lonlat from, struct ter_wkb geometry);

#endif
