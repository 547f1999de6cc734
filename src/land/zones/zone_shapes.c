/* Owns what is asked of GEOS about shapes of zones. They stay in degrees, where their edges are straight.
 * Knows no records. */
#include "zone_shapes.h"

#include <stdlib.h>

bool ter_zone_shapes_failed(struct ter_error *err)
{
    return ter_fail(err, TER_FAILED, "a polygon cannot be united; terrier check names the broken ones");
}

/* A valid geometry, or NULL. */
GEOSGeometry *ter_zone_shape_read(const struct ter_zone_canvas *canvas, struct ter_wkb wkb)
{
    GEOSWKBReader *reader = GEOSWKBReader_create_r(canvas->geos);
    GEOSGeometry *shape = GEOSWKBReader_read_r(canvas->geos, reader, wkb.data, wkb.size);
    GEOSWKBReader_destroy_r(canvas->geos, reader);
    if (shape && GEOSisValid_r(canvas->geos, shape) != 1) {
        GEOSGeometry *mended = GEOSMakeValid_r(canvas->geos, shape);
        GEOSGeom_destroy_r(canvas->geos, shape);
        shape = mended;
    }
    return shape;
}

void ter_zone_shapes_add(struct ter_zone_shapes *shapes, GEOSGeometry *shape)
{
    shapes->items = ter_grow(shapes->items, &shapes->capacity, shapes->count + 1, sizeof *shapes->items);
    shapes->items[shapes->count++] = shape;
}

/* The union of copies; an empty one of none. */
GEOSGeometry *ter_zone_shapes_unite(
    const struct ter_zone_canvas *canvas, GEOSGeometry *const *items, size_t count)
{
    GEOSGeometry **copies = ter_alloc((count + 1) * sizeof *copies);
    size_t good = 0;
    for (size_t i = 0; i < count; i++)
        if ((copies[good] = GEOSGeom_clone_r(canvas->geos, items[i])))
            good++;
    GEOSGeometry *all =
        GEOSGeom_createCollection_r(canvas->geos, GEOS_GEOMETRYCOLLECTION, copies, (unsigned)good);
    GEOSGeometry *united = all ? GEOSUnaryUnion_r(canvas->geos, all) : NULL;
    GEOSGeom_destroy_r(canvas->geos, all);
    free(copies);
    return united;
}

void ter_zone_shape_write(
    const struct ter_zone_canvas *canvas, const GEOSGeometry *shape, struct ter_buf *out)
{
    size_t size = 0;
    GEOSWKBWriter *writer = GEOSWKBWriter_create_r(canvas->geos);
    unsigned char *wkb = GEOSWKBWriter_write_r(canvas->geos, writer, shape, &size);
    if (wkb)
        ter_buf_add(out, wkb, size);
    GEOSFree_r(canvas->geos, wkb);
    GEOSWKBWriter_destroy_r(canvas->geos, writer);
}

double ter_zone_shape_m2(const struct ter_zone_canvas *canvas, const GEOSGeometry *shape)
{
    TER_AUTO_BUF struct ter_buf wkb = {0};
    double m2 = 0;
    ter_zone_shape_write(canvas, shape, &wkb);
    struct ter_wkb geometry = {(const uint8_t *)wkb.data, wkb.size};
    return wkb.size && ter_ellipsoid_area_m2(&canvas->ellipsoid, geometry, &m2) ? m2 : 0;
}

/* What two shapes share; 0 where they only touch. */
bool ter_zone_shapes_shared_m2(const struct ter_zone_canvas *canvas, const GEOSGeometry *a,
    const GEOSGeometry *b, double *ret_m2, struct ter_error *err)
{
    GEOSGeometry *shared = GEOSIntersection_r(canvas->geos, a, b);
    if (!shared)
        return ter_zone_shapes_failed(err);
    *ret_m2 = ter_zone_shape_m2(canvas, shared);
    GEOSGeom_destroy_r(canvas->geos, shared);
    return true;
}
