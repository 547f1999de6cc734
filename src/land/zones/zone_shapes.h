/* Shapes of zones in degrees: united, cut, and measured on the ellipsoid (GEOS). */
#ifndef TER_LAND_ZONE_SHAPES_H
#define TER_LAND_ZONE_SHAPES_H

#include "land/area/ellipsoid.h"

#include <geos_c.h>

/* Where shapes are made; the owner opens and finishes the context. */
struct ter_zone_canvas {
    GEOSContextHandle_t geos;
    struct ter_ellipsoid ellipsoid;
};

struct ter_zone_shapes {
    GEOSGeometry **items;
    size_t count, capacity;
};

/* A valid geometry, or NULL; the caller destroys it. */
GEOSGeometry *ter_zone_shape_read(const struct ter_zone_canvas *canvas, struct ter_wkb wkb);

/* Take a shape over. */
void ter_zone_shapes_add(struct ter_zone_shapes *shapes, GEOSGeometry *shape);

/* The union of copies, an empty one of none; NULL where GEOS fails. */
GEOSGeometry *ter_zone_shapes_unite(
    const struct ter_zone_canvas *canvas, GEOSGeometry *const *items, size_t count);

void ter_zone_shape_write(
    const struct ter_zone_canvas *canvas, const GEOSGeometry *shape, struct ter_buf *out);
double ter_zone_shape_m2(const struct ter_zone_canvas *canvas, const GEOSGeometry *shape);

/* What two shapes share; 0 where they only touch. */
TER_CHECKED bool ter_zone_shapes_shared_m2(const struct ter_zone_canvas *canvas, const GEOSGeometry *a,
    const GEOSGeometry *b, double *ret_m2, struct ter_error *err);

/* Fail over polygons that GEOS cannot unite. */
bool ter_zone_shapes_failed(struct ter_error *err);

#endif
