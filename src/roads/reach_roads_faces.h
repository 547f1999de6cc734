/* A tile of a reach made from its outline. */
#ifndef TER_ROADS_REACH_ROADS_FACES_H
#define TER_ROADS_REACH_ROADS_FACES_H

#include "reach_roads_parts.h"

#include <geos_c.h>

/* The area of these strips inside the box: NULL where GEOS fails, or where the outline does not close. */
GEOSGeometry *ter_reach_faces_draw(GEOSContextHandle_t geos, const struct ter_road_reach *reach,
    const uint32_t *strips, size_t count, const struct ter_box *box);

#endif
