/* Very many positions into the working plane. */
#ifndef TER_ROADS_ROAD_PLANE_H
#define TER_ROADS_ROAD_PLANE_H

#include "base/plane.h"

/* Transform positions from the register's system to the working one; the array is the caller's: free it.
 * Within 1e-6 m of ter_transform_apply; equal positions stay equal. */
TER_CHECKED bool ter_road_plane_to(const struct ter_lonlat *points, size_t count, int storage_epsg,
    int working_epsg, struct ter_xy **ret_plane, struct ter_error *err);

#endif
