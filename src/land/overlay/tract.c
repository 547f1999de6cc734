/* Owns what is asked of GEOS to make areas: widening, joining, cutting, in the plane of a working system.
 * Knows nothing of records, nor of what an area is for. */
#include "tract.h"

#include "base/crs.h"
#include "base/messages.h"

#include <geos_c.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* An edge of so many degrees, straight in degrees, leaves the straight edge of the plane by 2 cm at most. */
static const double longest_edge_deg = 0.01;

struct ter_tracts {
    GEOSContextHandle_t geos;
    struct ter_transform *there, *back;
    int metric_epsg;
    char message[200]; /* GEOS's last one */
};

struct ter_tract {
    struct ter_tracts *tracts;
    GEOSGeometry *shape;
};

static void keep_message(const char *message, void *user)
{
    struct ter_tracts *tracts = user;
    snprintf(tracts->message, sizeof tracts->message, "%.*s", (int)sizeof tracts->message - 1, message);
}

static bool fail(const struct ter_tracts *tracts, const char *what, struct ter_error *err)
{
    return ter_fail(err, TER_FAILED, "%s fails: %s", what,
        *tracts->message ? tracts->message : ter_message("no reason was given"));
}

/* Take over the shape; false for NULL. */
static bool wrap(struct ter_tracts *tracts, GEOSGeometry *shape, const char *what,
    struct ter_tract **ret_tract, struct ter_error *err)
{
    if (!shape)
        return fail(tracts, what, err);
    *ret_tract = ter_alloc(sizeof **ret_tract);
    **ret_tract = (struct ter_tract){tracts, shape};
    return true;
}

/* ---- only areas ---- */

static void add_polygons(
    GEOSContextHandle_t geos, const GEOSGeometry *shape, GEOSGeometry **items, unsigned *count)
{
    if (GEOSisEmpty_r(geos, shape) != 0)
        return;
    if (GEOSGeomTypeId_r(geos, shape) == GEOS_POLYGON) {
        items[(*count)++] = GEOSGeom_clone_r(geos, shape);
        return;
    }
    int parts = GEOSGeomTypeId_r(geos, shape) >= GEOS_MULTIPOINT ? GEOSGetNumGeometries_r(geos, shape) : 0;
    for (int i = 0; i < parts; i++)
        add_polygons(geos, GEOSGetGeometryN_r(geos, shape, i), items, count);
}

static size_t count_polygons(GEOSContextHandle_t geos, const GEOSGeometry *shape)
{
    size_t count = GEOSGeomTypeId_r(geos, shape) == GEOS_POLYGON;
    int parts = GEOSGeomTypeId_r(geos, shape) >= GEOS_MULTIPOINT ? GEOSGetNumGeometries_r(geos, shape) : 0;
    for (int i = 0; i < parts; i++)
        count += count_polygons(geos, GEOSGetGeometryN_r(geos, shape, i));
    return count;
}

/* The polygons of any shape as a MultiPolygon; ends the shape. NULL stays NULL. */
static GEOSGeometry *only_areas(GEOSContextHandle_t geos, GEOSGeometry *shape)
{
    if (!shape)
        return NULL;
    TER_AUTO_FREE GEOSGeometry **items =
        ter_alloc((count_polygons(geos, shape) + 1) * sizeof(GEOSGeometry *));
    unsigned count = 0;
    add_polygons(geos, shape, items, &count);
    GEOSGeom_destroy_r(geos, shape);
    return GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, items, count);
}

/* ---- in and out ---- */

struct move {
    const struct ter_transform *transform;
    struct ter_error *err;
};

static int move_position(double *x, double *y, void *user)
{
    struct move *move = user;
    return ter_transform_apply(move->transform, x, y, 1, move->err);
}

/* A new shape with long edges divided, in the other system; NULL with err or GEOS's message set. */
static GEOSGeometry *carry(struct ter_tracts *tracts, const GEOSGeometry *shape,
    const struct ter_transform *transform, double longest_edge, struct ter_error *err)
{
    struct move move = {transform, err};
    GEOSGeometry *dense = GEOSGeom_getDimensions_r(tracts->geos, shape) == 0
                              ? GEOSGeom_clone_r(tracts->geos, shape)
                              : GEOSDensify_r(tracts->geos, shape, longest_edge);
    GEOSGeometry *moved = dense ? GEOSGeom_transformXY_r(tracts->geos, dense, move_position, &move) : NULL;
    GEOSGeom_destroy_r(tracts->geos, dense);
    return moved;
}

static GEOSGeometry *read_wkb(struct ter_tracts *tracts, struct ter_wkb wkb)
{
    GEOSWKBReader *reader = GEOSWKBReader_create_r(tracts->geos);
    GEOSGeometry *shape = GEOSWKBReader_read_r(tracts->geos, reader, wkb.data, wkb.size);
    GEOSWKBReader_destroy_r(tracts->geos, reader);
    return shape;
}

/* GEOS cuts valid polygons only; ends the shape. */
static GEOSGeometry *make_valid(GEOSContextHandle_t geos, GEOSGeometry *shape)
{
    if (!shape || GEOSGeom_getDimensions_r(geos, shape) < 2)
        return shape;
    GEOSGeometry *valid =
        GEOSisValid_r(geos, shape) == 1 ? GEOSGeom_clone_r(geos, shape) : GEOSMakeValid_r(geos, shape);
    GEOSGeom_destroy_r(geos, shape);
    return only_areas(geos, valid);
}

bool ter_tract_read(
    struct ter_tracts *tracts, struct ter_wkb wkb, struct ter_tract **ret_tract, struct ter_error *err)
{
    struct ter_error moved = {0};
    *tracts->message = '\0';
    GEOSGeometry *given = wkb.data ? read_wkb(tracts, wkb) : NULL;
    if (!given)
        return ter_fail(err, TER_FAILED, "its geometry is broken: %s",
            *tracts->message ? tracts->message : ter_message("there is none"));
    GEOSGeometry *shape = carry(tracts, given, tracts->there, longest_edge_deg, &moved);
    GEOSGeom_destroy_r(tracts->geos, given);
    if (!shape && moved.code)
        return ter_fail(err, moved.code, "%s", moved.message);
    return wrap(tracts, make_valid(tracts->geos, shape), "reading a geometry", ret_tract, err);
}

static void put_u32(struct ter_buf *out, uint32_t value)
{
    const uint8_t bytes[4] = {
        (uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16), (uint8_t)(value >> 24)};
    ter_buf_add(out, bytes, sizeof bytes);
}

static void put_header(struct ter_buf *out, enum ter_geometry_type type, uint32_t count)
{
    ter_buf_add(out, "\1", 1); /* little-endian */
    put_u32(out, (uint32_t)type);
    put_u32(out, count);
}

static void put_ring(GEOSContextHandle_t geos, const GEOSGeometry *ring, bool outer, struct ter_buf *out)
{
    const GEOSCoordSequence *positions = GEOSGeom_getCoordSeq_r(geos, ring);
    unsigned count = 0;
    char ccw = 0;
    double x = 0, y = 0;
    (void)GEOSCoordSeq_getSize_r(geos, positions, &count);
    (void)GEOSCoordSeq_isCCW_r(geos, positions, &ccw);
    put_u32(out, count);
    for (unsigned i = 0; i < count; i++) {
        uint8_t point[TER_WKB_POINT_SIZE];
        (void)GEOSCoordSeq_getXY_r(geos, positions, (bool)ccw == outer ? i : count - 1 - i, &x, &y);
        ter_wkb_from_point((struct ter_lonlat){x, y}, point);
        ter_buf_add(out, point + 5, 16);
    }
}

static void put_polygon(GEOSContextHandle_t geos, const GEOSGeometry *polygon, struct ter_buf *out)
{
    int holes = GEOSGetNumInteriorRings_r(geos, polygon);
    put_header(out, TER_POLYGON, 1 + (uint32_t)(holes > 0 ? holes : 0));
    put_ring(geos, GEOSGetExteriorRing_r(geos, polygon), true, out);
    for (int i = 0; i < holes; i++)
        put_ring(geos, GEOSGetInteriorRingN_r(geos, polygon, i), false, out);
}

bool ter_tract_write(const struct ter_tract *tract, struct ter_buf *ret_wkb, struct ter_error *err)
{
    struct ter_tracts *tracts = tract->tracts;
    GEOSContextHandle_t geos = tracts->geos;
    const double longest_edge_m = longest_edge_deg * 111195;
    struct ter_error moved = {0};
    ter_buf_clear(ret_wkb);
    if (GEOSisEmpty_r(geos, tract->shape) != 0)
        return true;
    GEOSGeometry *shape = carry(tracts, tract->shape, tracts->back, longest_edge_m, &moved);
    if (!shape && moved.code)
        return ter_fail(err, moved.code, "%s", moved.message);
    shape = only_areas(geos, make_valid(geos, shape)); /* corners can fall together in rounding */
    if (!shape || GEOSNormalize_r(geos, shape) != 0) {
        GEOSGeom_destroy_r(geos, shape);
        return fail(tracts, "writing an area", err);
    }
    int parts = GEOSGetNumGeometries_r(geos, shape);
    if (parts > 0)
        put_header(ret_wkb, TER_MULTIPOLYGON, (uint32_t)parts);
    for (int i = 0; i < parts; i++)
        put_polygon(geos, GEOSGetGeometryN_r(geos, shape, i), ret_wkb);
    GEOSGeom_destroy_r(geos, shape);
    return true;
}

/* ---- making ---- */

/* Segments a quarter of a circle. */
static int quarter_segments(double radius_m)
{
    enum { FEWEST = 8, MOST = 512 };
    if (radius_m <= TER_TRACT_CHORD_M)
        return FEWEST;
    double segments = ceil(M_PI / 4 / acos(1 - TER_TRACT_CHORD_M / radius_m));
    return segments < FEWEST ? FEWEST : segments > MOST ? MOST : (int)segments;
}

bool ter_tract_buffer(
    const struct ter_tract *tract, double width_m, struct ter_tract **ret_tract, struct ter_error *err)
{
    struct ter_tracts *tracts = tract->tracts;
    static const double no_mitre = 5;
    GEOSGeometry *wide = width_m > 0
                             ? GEOSBufferWithStyle_r(tracts->geos, tract->shape, width_m,
                                   quarter_segments(width_m), GEOSBUF_CAP_ROUND, GEOSBUF_JOIN_ROUND, no_mitre)
                             : GEOSGeom_clone_r(tracts->geos, tract->shape);
    return wrap(tracts, only_areas(tracts->geos, wide), "widening", ret_tract, err);
}

bool ter_tract_union(struct ter_tracts *tracts, const struct ter_tract *const *items, size_t count,
    struct ter_tract **ret_tract, struct ter_error *err)
{
    TER_AUTO_FREE GEOSGeometry **shapes = ter_alloc((count + 1) * sizeof(GEOSGeometry *));
    for (size_t i = 0; i < count; i++)
        shapes[i] = GEOSGeom_clone_r(tracts->geos, items[i]->shape);
    GEOSGeometry *all =
        GEOSGeom_createCollection_r(tracts->geos, GEOS_GEOMETRYCOLLECTION, shapes, (unsigned)count);
    GEOSGeometry *whole = all ? GEOSUnaryUnion_r(tracts->geos, all) : NULL;
    GEOSGeom_destroy_r(tracts->geos, all);
    return wrap(tracts, only_areas(tracts->geos, whole), "joining areas", ret_tract, err);
}

bool ter_tract_cut(const struct ter_tract *tract, const struct ter_tract *other, enum ter_tract_cut what,
    struct ter_tract **ret_tract, struct ter_error *err)
{
    struct ter_tracts *tracts = tract->tracts;
    GEOSGeometry *cut = what == TER_TRACT_INSIDE
                            ? GEOSIntersection_r(tracts->geos, tract->shape, other->shape)
                            : GEOSDifference_r(tracts->geos, tract->shape, other->shape);
    return wrap(tracts, only_areas(tracts->geos, cut), "cutting areas", ret_tract, err);
}

void ter_tract_drop_slivers(struct ter_tract *tract, double least_m2)
{
    GEOSContextHandle_t geos = tract->tracts->geos;
    int parts = GEOSGetNumGeometries_r(geos, tract->shape);
    TER_AUTO_FREE GEOSGeometry **kept =
        ter_alloc(((size_t)(parts > 0 ? parts : 0) + 1) * sizeof(GEOSGeometry *));
    unsigned count = 0;
    for (int i = 0; i < parts; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(geos, tract->shape, i);
        double area_m2 = 0;
        if (GEOSArea_r(geos, part, &area_m2) == 1 && area_m2 >= least_m2)
            kept[count++] = GEOSGeom_clone_r(geos, part);
    }
    GEOSGeom_destroy_r(geos, tract->shape);
    tract->shape = GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, kept, count);
}

double ter_tract_plane_m2(const struct ter_tract *tract)
{
    double area_m2 = 0;
    return GEOSArea_r(tract->tracts->geos, tract->shape, &area_m2) == 1 ? area_m2 : (double)NAN;
}

bool ter_tract_is_empty(const struct ter_tract *tract)
{
    return GEOSisEmpty_r(tract->tracts->geos, tract->shape) != 0;
}

void ter_tract_free(struct ter_tract *tract)
{
    if (!tract)
        return;
    GEOSGeom_destroy_r(tract->tracts->geos, tract->shape);
    free(tract);
}

/* ---- where they are made ---- */

int ter_tracts_epsg(const struct ter_tracts *tracts)
{
    return tracts->metric_epsg;
}

bool ter_tracts_open(int epsg, struct ter_bbox box, struct ter_tracts **ret_tracts, struct ter_error *err)
{
    TER_AUTO(ter_tracts_close) struct ter_tracts *tracts = ter_alloc(sizeof *tracts);
    if (!ter_crs_metric(epsg, box, &tracts->metric_epsg, err) ||
        !ter_transform_open(epsg, tracts->metric_epsg, &tracts->there, err) ||
        !ter_transform_open(tracts->metric_epsg, epsg, &tracts->back, err))
        return false;
    tracts->geos = GEOS_init_r();
    GEOSContext_setErrorMessageHandler_r(tracts->geos, keep_message, tracts);
    *ret_tracts = tracts;
    tracts = NULL;
    return true;
}

void ter_tracts_close(struct ter_tracts *tracts)
{
    if (!tracts)
        return;
    if (tracts->geos)
        GEOS_finish_r(tracts->geos);
    ter_transform_close(tracts->there);
    ter_transform_close(tracts->back);
    free(tracts);
}
