/* Owns what is asked of GEOS: does a geometry meet an area, where is its centre. Knows nothing of records. */
#include "area.h"

#include <geos_c.h>
#include <stdlib.h>

struct ter_area {
    GEOSContextHandle_t geos;
    GEOSGeometry *polygon;
    const GEOSPreparedGeometry *prepared;
    struct ter_region region;
};

/* GEOS's own messages are of no use to a user; the context is made without any handler. */
static void geos_free(GEOSContextHandle_t geos)
{
    if (geos)
        GEOS_finish_r(geos);
}

static GEOSGeometry *read_wkb(GEOSContextHandle_t geos, struct ter_wkb wkb)
{
    struct ter_lonlat point;
    if (ter_wkb_to_point(wkb, &point))
        return GEOSGeom_createPointFromXY_r(geos, point.lon, point.lat);
    GEOSWKBReader *reader = GEOSWKBReader_create_r(geos);
    GEOSGeometry *geometry = GEOSWKBReader_read_r(geos, reader, wkb.data, wkb.size);
    GEOSWKBReader_destroy_r(geos, reader);
    return geometry;
}

void ter_area_close(struct ter_area *area)
{
    if (!area)
        return;
    GEOSPreparedGeom_destroy_r(area->geos, area->prepared);
    GEOSGeom_destroy_r(area->geos, area->polygon);
    geos_free(area->geos);
    free(area);
}

static bool region_meets(void *user, struct ter_wkb geometry)
{
    return ter_area_meets(user, geometry);
}

/* Put a new geometry in the place of the polygon; false for NULL. */
static bool replace(struct ter_area *area, GEOSGeometry *geometry)
{
    if (!geometry)
        return false;
    GEOSGeom_destroy_r(area->geos, area->polygon);
    area->polygon = geometry;
    return true;
}

/* GEOS says yes and no on valid polygons only. A mended one may bring lines along: a buffer of nothing drops
 * them. */
static bool make_valid(struct ter_area *area)
{
    enum { ANY_SEGMENTS = 8 };
    if (GEOSisValid_r(area->geos, area->polygon) != 1 &&
        !(replace(area, GEOSMakeValid_r(area->geos, area->polygon)) &&
            replace(area, GEOSBuffer_r(area->geos, area->polygon, 0, ANY_SEGMENTS))))
        return false;
    return GEOSisEmpty_r(area->geos, area->polygon) == 0;
}

bool ter_area_open(struct ter_wkb polygon, struct ter_area **ret_area, struct ter_error *err)
{
    enum ter_geometry_type type = ter_wkb_type(polygon);
    TER_AUTO_POINTS struct ter_points points = {0};
    if (type != TER_POLYGON && type != TER_MULTIPOLYGON)
        return ter_fail(err, TER_USAGE, "a %s has no inside", ter_geometry_name(type));
    if (!ter_wkb_points(polygon, &points) || !points.count)
        return ter_fail(err, TER_FAILED, "its polygon is broken or empty");
    TER_AUTO(ter_area_close) struct ter_area *area = ter_alloc(sizeof *area);
    area->geos = GEOS_init_r();
    area->polygon = read_wkb(area->geos, polygon);
    if (!area->polygon || !make_valid(area))
        return ter_fail(err, TER_FAILED, "its polygon is broken: a ring is not closed, or it has no extent");
    area->prepared = GEOSPrepare_r(area->geos, area->polygon);
    if (!area->prepared)
        return ter_fail(err, TER_FAILED, "its polygon cannot be prepared");
    area->region = (struct ter_region){ter_bbox_of(points.items, points.count), region_meets, area};
    *ret_area = area;
    area = NULL;
    return true;
}

bool ter_area_meets(const struct ter_area *area, struct ter_wkb wkb)
{
    GEOSGeometry *geometry = wkb.data ? read_wkb(area->geos, wkb) : NULL;
    if (!geometry)
        return false;
    bool is_point = GEOSGeom_getDimensions_r(area->geos, geometry) == 0;
    bool meets = GEOSPreparedIntersects_r(area->geos, area->prepared, geometry) == 1 &&
                 (is_point || GEOSPreparedTouches_r(area->geos, area->prepared, geometry) != 1);
    GEOSGeom_destroy_r(area->geos, geometry);
    return meets;
}

const struct ter_region *ter_area_region(const struct ter_area *area)
{
    return &area->region;
}

/* GEOS refuses rings of three positions and the like, which files do hold: the middle of their box serves. */
static bool box_centre(struct ter_wkb wkb, struct ter_lonlat *ret_at, struct ter_error *err)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    if (!ter_wkb_points(wkb, &points) || !points.count)
        return ter_fail(err, TER_FAILED, "its geometry is broken or empty");
    struct ter_bbox box = ter_bbox_of(points.items, points.count);
    *ret_at = (struct ter_lonlat){(box.west + box.east) / 2, (box.south + box.north) / 2};
    return true;
}

bool ter_geometry_centre(struct ter_wkb wkb, struct ter_lonlat *ret_at, struct ter_error *err)
{
    if (ter_wkb_to_point(wkb, ret_at))
        return true;
    GEOSContextHandle_t geos = GEOS_init_r();
    GEOSGeometry *geometry = read_wkb(geos, wkb);
    GEOSGeometry *centre = geometry ? GEOSGetCentroid_r(geos, geometry) : NULL;
    struct ter_lonlat at;
    bool done =
        centre && GEOSGeomGetX_r(geos, centre, &at.lon) == 1 && GEOSGeomGetY_r(geos, centre, &at.lat) == 1;
    GEOSGeom_destroy_r(geos, centre);
    GEOSGeom_destroy_r(geos, geometry);
    geos_free(geos);
    if (done)
        *ret_at = at;
    return done || box_centre(wkb, ret_at, err);
}
