/* Owns the cutting of records out of a tile (GEOS). Knows nothing of which records they are. */
#include "topology_parts.h"

#include <geos_c.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double on_side_deg =
    1e-10; /* a position on a tile's side, as GEOS computes it: 10 micrometres */
static const double nothing_deg2 = 1e-17; /* a hundred-thousandth of a square centimetre */

struct ter_carver {
    GEOSContextHandle_t geos;
    GEOSWKBReader *reader;
    GEOSWKBWriter *writer;
};

struct ter_carver *ter_carver_open(void)
{
    struct ter_carver *carver = ter_alloc(sizeof *carver);
    carver->geos = GEOS_init_r();
    carver->reader = GEOSWKBReader_create_r(carver->geos);
    carver->writer = GEOSWKBWriter_create_r(carver->geos);
    GEOSWKBWriter_setByteOrder_r(carver->geos, carver->writer, GEOS_WKB_NDR);
    return carver;
}

void ter_carver_close(struct ter_carver *carver)
{
    if (!carver)
        return;
    GEOSWKBReader_destroy_r(carver->geos, carver->reader);
    GEOSWKBWriter_destroy_r(carver->geos, carver->writer);
    GEOS_finish_r(carver->geos);
    free(carver);
}

static GEOSGeometry *make_box(GEOSContextHandle_t geos, struct ter_bbox box)
{
    GEOSCoordSequence *ring = GEOSCoordSeq_create_r(geos, 5, 2);
    const double corners[5][2] = {{box.west, box.south}, {box.east, box.south}, {box.east, box.north},
        {box.west, box.north}, {box.west, box.south}};
    for (unsigned i = 0; i < 5; i++)
        GEOSCoordSeq_setXY_r(geos, ring, i, corners[i][0], corners[i][1]);
    return GEOSGeom_createPolygon_r(geos, GEOSGeom_createLinearRing_r(geos, ring), NULL, 0);
}

static GEOSGeometry *replaced(GEOSContextHandle_t geos, GEOSGeometry *old, GEOSGeometry *new)
{
    GEOSGeom_destroy_r(geos, old);
    return new;
}

/* The record within the box; NULL where it has nothing there. */
static GEOSGeometry *read_clipped(struct ter_carver *carver, const GEOSGeometry *box, struct ter_wkb wkb)
{
    GEOSContextHandle_t geos = carver->geos;
    GEOSGeometry *shape = GEOSWKBReader_read_r(geos, carver->reader, wkb.data, wkb.size);
    if (shape && GEOSisValid_r(geos, shape) != 1)
        shape = replaced(geos, shape, GEOSMakeValid_r(geos, shape));
    if (shape)
        shape = replaced(geos, shape, GEOSIntersection_r(geos, shape, box));
    return shape;
}

/* ---- what is left ---- */

static void add_contact(
    struct ter_faults *faults, bool upright, bool positive, double line, double a, double b)
{
    if (fabs(a - b) <= on_side_deg)
        return;
    faults->contacts = ter_grow(
        faults->contacts, &faults->contact_capacity, faults->contact_count + 1, sizeof *faults->contacts);
    faults->contacts[faults->contact_count++] =
        (struct ter_contact){line, fmin(a, b), fmax(a, b), (uint32_t)faults->void_count, upright, positive};
}

static bool both_on(double a, double b, double line)
{
    return fabs(a - line) <= on_side_deg && fabs(b - line) <= on_side_deg;
}

static void add_contacts(
    struct ter_faults *faults, struct ter_bbox box, struct ter_lonlat a, struct ter_lonlat b)
{
    if (both_on(a.lon, b.lon, box.west))
        add_contact(faults, true, true, box.west, a.lat, b.lat);
    if (both_on(a.lon, b.lon, box.east))
        add_contact(faults, true, false, box.east, a.lat, b.lat);
    if (both_on(a.lat, b.lat, box.south))
        add_contact(faults, false, true, box.south, a.lon, b.lon);
    if (both_on(a.lat, b.lat, box.north))
        add_contact(faults, false, false, box.north, a.lon, b.lon);
}

static void add_void(struct ter_faults *faults, const struct ter_ellipsoid *ellipsoid, struct ter_bbox box,
    const void *bytes, size_t size)
{
    struct ter_wkb wkb = {bytes, size};
    TER_AUTO_POINTS struct ter_points points = {0};
    struct ter_void one = {.start = faults->wkb.size, .size = size};
    if (!ter_wkb_points(wkb, &points) || !ter_ellipsoid_area_m2(ellipsoid, wkb, &one.area_m2))
        return;
    for (size_t part = 0, first = 0; part < points.part_count; first = points.parts[part++])
        for (size_t i = first; i + 1 < points.parts[part]; i++)
            add_contacts(faults, box, points.items[i], points.items[i + 1]);
    ter_buf_add(&faults->wkb, bytes, size);
    faults->voids =
        ter_grow(faults->voids, &faults->void_capacity, faults->void_count + 1, sizeof *faults->voids);
    faults->voids[faults->void_count++] = one;
}

static void add_polygons(struct ter_carver *carver, const struct ter_ellipsoid *ellipsoid,
    struct ter_bbox box, const GEOSGeometry *left, struct ter_faults *faults)
{
    GEOSContextHandle_t geos = carver->geos;
    int count = GEOSGetNumGeometries_r(geos, left);
    for (int i = 0; i < count; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(geos, left, i);
        double area_deg2 = 0;
        size_t size = 0;
        if (GEOSGeomTypeId_r(geos, part) != GEOS_POLYGON || !GEOSArea_r(geos, part, &area_deg2) ||
            area_deg2 <= nothing_deg2)
            continue;
        unsigned char *bytes = GEOSWKBWriter_write_r(geos, carver->writer, part, &size);
        if (bytes)
            add_void(faults, ellipsoid, box, bytes, size);
        GEOSFree_r(geos, bytes);
    }
}

void ter_carver_cut(struct ter_carver *carver, const struct ter_ellipsoid *ellipsoid, struct ter_bbox box,
    const struct ter_wkb *records, size_t count, struct ter_faults *faults)
{
    GEOSContextHandle_t geos = carver->geos;
    TER_AUTO_FREE GEOSGeometry **parts = ter_alloc((count + 1) * sizeof(GEOSGeometry *));
    GEOSGeometry *left = make_box(geos, box);
    unsigned kept = 0;
    for (size_t i = 0; i < count; i++) {
        parts[kept] = read_clipped(carver, left, records[i]);
        kept += parts[kept] != NULL;
    }
    GEOSGeometry *all = GEOSGeom_createCollection_r(geos, GEOS_GEOMETRYCOLLECTION, parts, kept);
    GEOSGeometry *covered = all ? GEOSUnaryUnion_r(geos, all) : NULL;
    if (covered)
        left = replaced(geos, left, GEOSDifference_r(geos, left, covered));
    if (left)
        add_polygons(carver, ellipsoid, box, left, faults);
    GEOSGeom_destroy_r(geos, covered);
    GEOSGeom_destroy_r(geos, all);
    GEOSGeom_destroy_r(geos, left);
}

void ter_faults_add_empty(
    struct ter_faults *faults, const struct ter_ellipsoid *ellipsoid, struct ter_bbox box)
{
    static const uint8_t header[] = {1, TER_POLYGON, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0};
    const struct ter_lonlat ring[5] = {{box.west, box.south}, {box.east, box.south}, {box.east, box.north},
        {box.west, box.north}, {box.west, box.south}};
    uint8_t bytes[sizeof header + sizeof ring];
    memcpy(bytes, header, sizeof header);
    memcpy(bytes + sizeof header, ring, sizeof ring);
    add_void(faults, ellipsoid, box, bytes, sizeof bytes);
}
