/* Ground metres between positions a short way apart, for very many of them: arithmetic with the ellipsoid's
 * radii in place of a geodesic. */
#ifndef TER_ROADS_ROAD_GROUND_H
#define TER_ROADS_ROAD_GROUND_H

#include "base/geometry.h"

struct ter_road_ground {
    double south_deg, step_deg;
    struct ter_road_radii {
        double x_m, y_m; /* metres a degree of longitude and of latitude */
    } * at;              /* by latitude, from the south on */
    size_t count;
};

/* Prepare for latitudes between these. */
struct ter_road_ground ter_road_ground_open(double south_deg, double north_deg);
void ter_road_ground_close(struct ter_road_ground *ground);

/* Within 1e-6 of the geodesic, relatively, up to 85 degrees of latitude. */
double ter_road_ground_m(const struct ter_road_ground *ground, struct ter_lonlat a, struct ter_lonlat b);

/* The radii at a latitude. */
struct ter_road_radii ter_road_ground_at(const struct ter_road_ground *ground, double lat_deg);

#endif
