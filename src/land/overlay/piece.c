/* Owns the cutting of shapes that are to be drawn. Knows nothing of their areas. */
#include "piece.h"

#include "base/crs.h"

#include <geos_c.h>
#include <stdlib.h>

struct ter_pieces {
    GEOSContextHandle_t geos;
    GEOSWKBReader *reader;
    GEOSWKBWriter *writer;
};

struct ter_pieces *ter_pieces_open(void)
{
    struct ter_pieces *pieces = ter_alloc(sizeof *pieces);
    pieces->geos = GEOS_init_r();
    pieces->reader = GEOSWKBReader_create_r(pieces->geos);
    pieces->writer = GEOSWKBWriter_create_r(pieces->geos);
    GEOSWKBWriter_setByteOrder_r(pieces->geos, pieces->writer, GEOS_WKB_NDR);
    return pieces;
}

void ter_pieces_close(struct ter_pieces *pieces)
{
    if (!pieces)
        return;
    GEOSWKBReader_destroy_r(pieces->geos, pieces->reader);
    GEOSWKBWriter_destroy_r(pieces->geos, pieces->writer);
    GEOS_finish_r(pieces->geos);
    free(pieces);
}

static GEOSGeometry *read_valid(struct ter_pieces *pieces, struct ter_wkb wkb)
{
    GEOSGeometry *geometry = GEOSWKBReader_read_r(pieces->geos, pieces->reader, wkb.data, wkb.size);
    if (!geometry || GEOSisValid_r(pieces->geos, geometry) == 1)
        return geometry;
    GEOSGeometry *valid = GEOSMakeValid_r(pieces->geos, geometry);
    GEOSGeom_destroy_r(pieces->geos, geometry);
    return valid;
}

/* The polygons of a result, which may bring lines and points along. */
static GEOSGeometry *polygons_of(GEOSContextHandle_t geos, const GEOSGeometry *result)
{
    int count = GEOSGetNumGeometries_r(geos, result);
    TER_AUTO_FREE GEOSGeometry **polygons =
        ter_alloc(((size_t)(count > 0 ? count : 0) + 1) * sizeof(GEOSGeometry *));
    unsigned kept = 0;
    for (int i = 0; i < count; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(geos, result, i);
        if (GEOSGeomTypeId_r(geos, part) == GEOS_POLYGON && GEOSisEmpty_r(geos, part) == 0)
            polygons[kept++] = GEOSGeom_clone_r(geos, part);
    }
    return kept ? GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, polygons, kept) : NULL;
}

static bool write_polygons(struct ter_pieces *pieces, const GEOSGeometry *result, struct ter_buf *ret_wkb)
{
    GEOSGeometry *polygons = polygons_of(pieces->geos, result);
    size_t size = 0;
    unsigned char *bytes =
        polygons ? GEOSWKBWriter_write_r(pieces->geos, pieces->writer, polygons, &size) : NULL;
    if (bytes)
        ter_buf_add(ret_wkb, bytes, size);
    GEOSFree_r(pieces->geos, bytes);
    GEOSGeom_destroy_r(pieces->geos, polygons);
    return bytes != NULL;
}

bool ter_pieces_cut(
    struct ter_pieces *pieces, struct ter_wkb shape, struct ter_wkb area, struct ter_buf *ret_wkb)
{
    GEOSGeometry *one = read_valid(pieces, shape), *other = read_valid(pieces, area);
    GEOSGeometry *result = one && other ? GEOSIntersection_r(pieces->geos, one, other) : NULL;
    ter_buf_clear(ret_wkb);
    bool done = result && write_polygons(pieces, result, ret_wkb);
    GEOSGeom_destroy_r(pieces->geos, result);
    GEOSGeom_destroy_r(pieces->geos, other);
    GEOSGeom_destroy_r(pieces->geos, one);
    return done;
}

bool ter_pieces_join(
    struct ter_pieces *pieces, const struct ter_wkb *wkbs, size_t count, struct ter_buf *ret_wkb)
{
    GEOSContextHandle_t geos = pieces->geos;
    TER_AUTO_FREE GEOSGeometry **parts = ter_alloc((count + 1) * sizeof(GEOSGeometry *));
    unsigned kept = 0;
    ter_buf_clear(ret_wkb);
    for (size_t i = 0; i < count; i++) {
        parts[kept] = read_valid(pieces, wkbs[i]);
        kept += parts[kept] != NULL;
    }
    GEOSGeometry *all = GEOSGeom_createCollection_r(geos, GEOS_GEOMETRYCOLLECTION, parts, kept);
    GEOSGeometry *joined = all ? GEOSUnaryUnion_r(geos, all) : NULL;
    bool done = joined && write_polygons(pieces, joined, ret_wkb);
    GEOSGeom_destroy_r(geos, joined);
    GEOSGeom_destroy_r(geos, all);
    return done;
}

static double outline_m(struct ter_wkb polygon)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    double length_m = 0;
    if (!ter_wkb_points(polygon, &points))
        return 0;
    for (size_t part = 0, first = 0; part < points.part_count; first = points.parts[part++])
        for (size_t i = first; i + 1 < points.parts[part]; i++)
            length_m += ter_distance_m(points.items[i], points.items[i + 1]);
    return length_m;
}

bool ter_pieces_look(struct ter_pieces *pieces, struct ter_wkb polygon, double area_m2,
    struct ter_lonlat *ret_at, double *ret_width_m)
{
    GEOSContextHandle_t geos = pieces->geos;
    GEOSGeometry *shape = read_valid(pieces, polygon);
    GEOSGeometry *point = shape ? GEOSPointOnSurface_r(geos, shape) : NULL;
    struct ter_lonlat at;
    bool done = point && GEOSisEmpty_r(geos, point) == 0 && GEOSGeomGetX_r(geos, point, &at.lon) == 1 &&
                GEOSGeomGetY_r(geos, point, &at.lat) == 1;
    GEOSGeom_destroy_r(geos, point);
    GEOSGeom_destroy_r(geos, shape);
    if (!done)
        return false;
    double length_m = outline_m(polygon);
    *ret_at = at;
    *ret_width_m = length_m > 0 ? 2 * area_m2 / length_m : 0;
    return true;
}
