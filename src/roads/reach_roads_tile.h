/* A tile of a reach's surface: what lies in its box, drawn with GEOS. */
#ifndef TER_ROADS_REACH_ROADS_TILE_H
#define TER_ROADS_REACH_ROADS_TILE_H

#include "reach_roads_parts.h"

#include <geos_c.h>

struct ter_reach_tile {
    struct ter_box box;
    GEOSGeometry *area; /* NULL: no strip touches it */
    double m2;
};

/* Draw one tile from the strips that touch it (their indices, ascending); false where GEOS fails. The context
 * is the calling thread's own. */
bool ter_reach_tile_draw(GEOSContextHandle_t geos, const struct ter_road_reach *reach, const uint32_t *strips,
    size_t count, struct ter_reach_tile *tile);

/* Append the polygons of a geometry as one MultiPolygon in WKB; nothing where there are none. */
bool ter_reach_write(GEOSContextHandle_t geos, const GEOSGeometry *geometry, struct ter_buf *ret_wkb);

#endif
