/* Owns the polygons of a coverage: what is covered for certain and possibly, and the gaps inside what ought
 * to be. Knows nothing of figures. */
#include "base/progress.h"
#include "coverage_run.h"

#include <math.h>
#include <stdlib.h>

/* The polygons of what is possibly covered, each with its box, for many differences. */
struct covered {
    GEOSContextHandle_t geos;
    GEOSGeometry *all;
    GEOSSTRtree *tree; /* of its polygons */
};

static bool draw(const struct ter_cover_run *run, const struct ter_cover *cover, double m2,
    struct ter_cover_shape *ret_shape, struct ter_buf *ret_plane, struct ter_error *err)
{
    ret_shape->m2 = m2;
    if (!cover->calls->polygons(cover->self, TER_COVER_CHORD_M, ret_plane, err))
        return false;
    if (!ret_plane->size) /* reaches nothing */
        return true;
    return ter_cover_plane_wkb(run->plane.back,
        (struct ter_wkb){(const uint8_t *)ret_plane->data, ret_plane->size}, &ret_shape->wkb, err);
}

static void covered_free(struct covered *covered)
{
    if (covered->tree)
        GEOSSTRtree_destroy_r(covered->geos, covered->tree);
    GEOSGeom_destroy_r(covered->geos, covered->all);
}

/* Covers draw valid polygons; to prove it again would take longer than everything else. */
static GEOSGeometry *read_valid(GEOSContextHandle_t geos, const struct ter_buf *wkb)
{
    GEOSWKBReader *reader = GEOSWKBReader_create_r(geos);
    GEOSGeometry *shape = GEOSWKBReader_read_r(geos, reader, (const unsigned char *)wkb->data, wkb->size);
    GEOSWKBReader_destroy_r(geos, reader);
    return shape;
}

static bool covered_open(struct covered *covered, const struct ter_buf *wkb, struct ter_error *err)
{
    enum { NODE = 10 };
    covered->all = wkb->size ? read_valid(covered->geos, wkb) : NULL;
    covered->tree = GEOSSTRtree_create_r(covered->geos, NODE);
    if (covered->tree && !wkb->size)
        return true;
    if (!covered->all || !covered->tree)
        return ter_fail(err, TER_FAILED, "the covered area cannot be drawn");
    int count = GEOSGetNumGeometries_r(covered->geos, covered->all);
    for (int i = 0; i < count; i++) {
        const GEOSGeometry *polygon = GEOSGetGeometryN_r(covered->geos, covered->all, i);
        if (GEOSisEmpty_r(covered->geos, polygon) == 0)
            GEOSSTRtree_insert_r(covered->geos, covered->tree, polygon, (void *)(uintptr_t)polygon);
    }
    return true;
}

/* Polygons that a query has found. */
struct found {
    const GEOSGeometry **items;
    size_t count, capacity;
};

static void add_found(void *item, void *user)
{
    struct found *found = user;
    found->items = ter_grow(found->items, &found->capacity, found->count + 1, sizeof *found->items);
    found->items[found->count++] = item;
}

/* The polygons that were found as one shape: GEOS takes them away in one go, where one after another each
 * would go through all that is left. */
static GEOSGeometry *together(GEOSContextHandle_t geos, const struct found *found)
{
    TER_AUTO_FREE GEOSGeometry **copies = ter_alloc((found->count + 1) * sizeof(GEOSGeometry *));
    for (size_t i = 0; i < found->count; i++)
        copies[i] = GEOSGeom_clone_r(geos, found->items[i]);
    return GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, copies, (unsigned)found->count);
}

/* What of a shape is not covered; NULL where GEOS cannot say. */
static GEOSGeometry *uncovered(const struct covered *covered, const GEOSGeometry *shape)
{
    struct found found = {0};
    GEOSSTRtree_query_r(covered->geos, covered->tree, shape, add_found, &found);
    GEOSGeometry *taken = found.count ? together(covered->geos, &found) : NULL;
    GEOSGeometry *rest = !found.count ? GEOSGeom_clone_r(covered->geos, shape)
                         : taken      ? GEOSDifference_r(covered->geos, shape, taken)
                                      : NULL;
    GEOSGeom_destroy_r(covered->geos, taken);
    free(found.items);
    return rest;
}

static bool write_wkb(GEOSContextHandle_t geos, const GEOSGeometry *shape, struct ter_buf *ret_wkb)
{
    size_t size = 0;
    GEOSWKBWriter *writer = GEOSWKBWriter_create_r(geos);
    GEOSWKBWriter_setByteOrder_r(geos, writer, GEOS_WKB_NDR);
    unsigned char *bytes = GEOSWKBWriter_write_r(geos, writer, shape, &size);
    if (bytes)
        ter_buf_add(ret_wkb, bytes, size);
    GEOSFree_r(geos, bytes);
    GEOSWKBWriter_destroy_r(geos, writer);
    return bytes != NULL;
}

/* Slivers along chords are no gaps: what is thinner than the chords' tolerance goes. */
static GEOSGeometry *polygons_only(GEOSContextHandle_t geos, GEOSGeometry *shape)
{
    TER_AUTO_FREE GEOSGeometry **kept = NULL;
    unsigned count = 0;
    int parts = GEOSGetNumGeometries_r(geos, shape);
    kept = ter_alloc((size_t)(parts > 0 ? parts : 1) * sizeof(GEOSGeometry *));
    for (int i = 0; i < parts; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(geos, shape, i);
        double m2 = 0, length_m = 0;
        if (GEOSGeomTypeId_r(geos, part) == GEOS_POLYGON && GEOSArea_r(geos, part, &m2) == 1 &&
            GEOSLength_r(geos, part, &length_m) == 1 && m2 > TER_COVER_CHORD_M * length_m / 2)
            kept[count++] = GEOSGeom_clone_r(geos, part);
    }
    GEOSGeom_destroy_r(geos, shape);
    return count ? GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, kept, count) : NULL;
}

/* Take over `gap`. */
static bool add_gap(struct ter_cover_run *run, struct ter_cover_level *level, GEOSContextHandle_t geos,
    GEOSGeometry *gap, size_t over, size_t township, size_t *capacity, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf plane = {0};
    struct ter_cover_gap item = {.over = over, .township = township};
    gap = polygons_only(geos, gap);
    if (!gap)
        return true;
    bool written = GEOSArea_r(geos, gap, &item.shape.m2) == 1 && write_wkb(geos, gap, &plane);
    GEOSGeom_destroy_r(geos, gap);
    if (!written)
        return ter_fail(err, TER_FAILED, "a gap cannot be drawn");
    if (!ter_cover_plane_wkb(
            run->plane.back, (struct ter_wkb){(const uint8_t *)plane.data, plane.size}, &item.shape.wkb, err))
        return false;
    level->gaps = ter_grow(level->gaps, capacity, level->gap_count + 1, sizeof *level->gaps);
    level->gaps[level->gap_count++] = item;
    return true;
}

/* A part as GEOS has it. */
static GEOSGeometry *part_polygon(
    GEOSContextHandle_t geos, const struct ter_cover_parts *parts, const struct ter_cover_part *part)
{
    TER_AUTO_FREE GEOSGeometry **rings = ter_alloc(part->ring_count * sizeof(GEOSGeometry *));
    size_t from = part->first;
    for (size_t i = 0; i < part->ring_count; i++) {
        size_t to = part->first + parts->ring_ends[part->first_ring + i];
        GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(geos, (unsigned)(to - from), 2);
        for (size_t at = from; at < to; at++)
            GEOSCoordSeq_setXY_r(
                geos, sequence, (unsigned)(at - from), parts->points[at].x, parts->points[at].y);
        rings[i] = GEOSGeom_createLinearRing_r(geos, sequence);
        from = to;
    }
    return GEOSGeom_createPolygon_r(geos, rings[0], rings + 1, (unsigned)part->ring_count - 1);
}

/* The gaps of one over in one township, as one shape. */
struct gap_parts {
    GEOSGeometry **items;
    size_t count, capacity;
};

static bool gap_of_part(const struct ter_cover_pair *pair, const struct covered *covered,
    const struct ter_cover_parts *parts, const struct ter_cover_part *part, struct gap_parts *gaps,
    struct ter_error *err)
{
    const struct ter_cover *possible = &pair->possible;
    double covered_m2 = possible->calls->rings_m2(
        possible->self, parts->points + part->first, parts->ring_ends + part->first_ring, part->ring_count);
    if (part->size - covered_m2 <= part->size * 1e-9)
        return true;
    GEOSGeometry *polygon = part_polygon(covered->geos, parts, part);
    bool whole = covered_m2 <= 0;
    GEOSGeometry *gap = !polygon || whole ? polygon : uncovered(covered, polygon);
    if (gap != polygon)
        GEOSGeom_destroy_r(covered->geos, polygon);
    if (!gap)
        return ter_fail(err, TER_FAILED, "a gap cannot be cut out");
    gaps->items = ter_grow(gaps->items, &gaps->capacity, gaps->count + 1, sizeof(GEOSGeometry *));
    gaps->items[gaps->count++] = gap;
    return true;
}

/* Put the pieces of a township together; they are disjoint, or lie over one another where features do. */
static GEOSGeometry *joined(GEOSContextHandle_t geos, struct gap_parts *gaps)
{
    GEOSGeometry *all =
        GEOSGeom_createCollection_r(geos, GEOS_GEOMETRYCOLLECTION, gaps->items, (unsigned)gaps->count);
    GEOSGeometry *whole = all ? GEOSUnaryUnion_r(geos, all) : NULL;
    GEOSGeom_destroy_r(geos, all);
    gaps->count = 0;
    return whole;
}

static bool draw_over(struct ter_cover_run *run, const struct ter_cover_pair *pair,
    const struct covered *covered, size_t at, struct ter_cover_level *level, size_t *capacity,
    struct ter_error *err)
{
    const struct ter_cover_parts *parts = &run->parts[at];
    size_t rows = run->coverage->township_count;
    struct gap_parts *gaps = ter_alloc(rows * sizeof *gaps);
    bool done = true;
    for (size_t i = 0; i < parts->count && done; i++) {
        uint32_t unit = parts->items[i].unit;
        done = ter_interrupt_check(err) && gap_of_part(pair, covered, parts, &parts->items[i],
                                               &gaps[unit == UINT32_MAX ? rows - 1 : unit], err);
    }
    for (size_t row = 0; row < rows; row++) {
        GEOSGeometry *gap = done && gaps[row].count ? joined(covered->geos, &gaps[row]) : NULL;
        done = done && (!gap || add_gap(run, level, covered->geos, gap, at, row, capacity, err));
        for (size_t i = 0; i < gaps[row].count; i++)
            GEOSGeom_destroy_r(covered->geos, gaps[row].items[i]);
        free(gaps[row].items);
    }
    free(gaps);
    return done;
}

static bool draw_unit(struct ter_cover_run *run, const struct covered *covered, size_t unit,
    struct ter_cover_level *level, size_t *capacity, struct ter_error *err)
{
    GEOSGeometry *gap = uncovered(covered, ter_cover_units_shape(run->units, unit));
    return gap ? add_gap(run, level, covered->geos, gap, SIZE_MAX, unit, capacity, err)
               : ter_fail(err, TER_FAILED, "the gap of township %s cannot be cut out",
                     ter_cover_units_name(run->units, unit));
}

/* Polygons that were asked for have the gaps; else the townships. */
static bool draw_gaps(struct ter_cover_run *run, const struct ter_cover_pair *pair,
    const struct covered *covered, struct ter_cover_level *level, struct ter_error *err)
{
    const struct ter_coverage *coverage = run->coverage;
    size_t capacity = 0, areas = 0;
    for (size_t i = 0; i < coverage->over_count; i++) {
        if (coverage->overs[i].measure != TER_COVER_AREA_M2)
            continue;
        areas++;
        if (!draw_over(run, pair, covered, i, level, &capacity, err))
            return ter_wrap(err, "%s", coverage->overs[i].name);
    }
    for (size_t unit = 0; !areas && unit < ter_cover_units_drawn(run->units); unit++)
        if (!draw_unit(run, covered, unit, level, &capacity, err))
            return false;
    return true;
}

bool ter_cover_level_draw(struct ter_cover_run *run, const struct ter_cover_pair *pair,
    struct ter_cover_level *level, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf certain = {0}, possible = {0};
    struct covered covered = {.geos = ter_cover_units_geos(run->units)};
    bool done = draw(run, &pair->certain, level->certain_m2, &level->certain, &certain, err) &&
                draw(run, &pair->possible, level->possible_m2, &level->possible, &possible, err) &&
                covered_open(&covered, &possible, err) && draw_gaps(run, pair, &covered, level, err);
    covered_free(&covered);
    return done;
}
