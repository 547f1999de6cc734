/* Owns the drawing of one tile of a reach's surface with GEOS. Knows nothing of the tiles beside it.
 *
 * Tiles are made from their outlines; where one does not close, all shapes are united. Then long lines
 * without shadows are buffered, each for itself; circles, ends of lines and what is cut by shadows are
 * polygons of their own. GEOS unites them pair by pair, neighbours first: buffering them all at once takes
 * ten times as long. */
#include "reach_roads_tile.h"

#include "reach_roads_corners.h"
#include "reach_roads_faces.h"

#include <math.h>
#include <stdlib.h>

static GEOSGeometry *polygon(GEOSContextHandle_t geos, const struct ter_corners *corners)
{
    if (corners->count < 3)
        return NULL;
    GEOSCoordSequence *points = GEOSCoordSeq_create_r(geos, (unsigned)corners->count + 1, 2);
    for (size_t i = 0; points && i <= corners->count; i++)
        GEOSCoordSeq_setXY_r(geos, points, (unsigned)i, corners->items[i % corners->count].x,
            corners->items[i % corners->count].y);
    GEOSGeometry *ring = points ? GEOSGeom_createLinearRing_r(geos, points) : NULL;
    return ring ? GEOSGeom_createPolygon_r(geos, ring, NULL, 0) : NULL;
}

/* Geometries on their way into one; `failed` once GEOS has refused anything. */
struct heap {
    GEOSContextHandle_t geos;
    GEOSGeometry **items;
    size_t count, capacity;
    bool failed;
};

static void pile(struct heap *heap, GEOSGeometry *geometry)
{
    if (!geometry) {
        heap->failed = true;
        return;
    }
    heap->items = ter_grow(heap->items, &heap->capacity, heap->count + 1, sizeof *heap->items);
    heap->items[heap->count++] = geometry;
}

static GEOSGeometry *gather(struct heap *heap, int type)
{
    GEOSGeometry *all = GEOSGeom_createCollection_r(heap->geos, type, heap->items, (unsigned)heap->count);
    if (all)
        heap->count = 0; /* they are its own now */
    return all;
}

static void heap_free(struct heap *heap)
{
    for (size_t i = 0; i < heap->count; i++)
        GEOSGeom_destroy_r(heap->geos, heap->items[i]);
    free(heap->items);
}

/* Take the shadows out of a shape, one after the other: there are few. */
static void pile_shaded(struct heap *heap, const struct ter_road_reach *reach, const struct ter_strip *strip)
{
    struct ter_corners whole;
    ter_strip_corners(strip, &whole);
    GEOSGeometry *shape = polygon(heap->geos, &whole);
    for (uint32_t i = 0; i < strip->shadow_count && shape; i++) {
        const struct ter_half_plane *planes = reach->shadows[strip->first_shadow + i].planes;
        struct ter_corners half, dark;
        ter_corners_cut(&whole, strip->a, planes[0], &dark);
        ter_corners_cut(&dark, strip->a, planes[1], &half);
        ter_corners_cut(&half, strip->a, planes[2], &dark);
        GEOSGeometry *shadow = polygon(heap->geos, &dark);
        if (!shadow)
            continue;
        GEOSGeometry *left = GEOSDifference_r(heap->geos, shape, shadow);
        GEOSGeom_destroy_r(heap->geos, shadow);
        GEOSGeom_destroy_r(heap->geos, shape);
        shape = left;
    }
    pile(heap, shape);
}

/* ---- lines ---- */

static bool continues(const struct ter_strip *strip, const struct ter_strip *next)
{
    return next->kind == TER_STRIP_BESIDE && !next->shadow_count && strip->b.x == next->a.x &&
           strip->b.y == next->a.y;
}

static GEOSGeometry *line_of(GEOSContextHandle_t geos, const struct ter_xy *points, size_t count)
{
    GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(geos, (unsigned)count, 2);
    for (size_t i = 0; sequence && i < count; i++)
        GEOSCoordSeq_setXY_r(geos, sequence, (unsigned)i, points[i].x, points[i].y);
    return sequence ? GEOSGeom_createLineString_r(geos, sequence) : NULL;
}

static GEOSGeometry *beside(GEOSContextHandle_t geos, const GEOSGeometry *line, double side_m)
{
    GEOSBufferParams *style = GEOSBufferParams_create_r(geos);
    GEOSBufferParams_setEndCapStyle_r(geos, style, GEOSBUF_CAP_FLAT);
    GEOSBufferParams_setJoinStyle_r(geos, style, GEOSBUF_JOIN_ROUND);
    GEOSBufferParams_setQuadrantSegments_r(geos, style, TER_REACH_QUADRANT);
    GEOSGeometry *area = GEOSBufferWithParams_r(geos, line, style, side_m);
    GEOSBufferParams_destroy_r(geos, style);
    return area;
}

/* Where the line that begins with the rectangle at `at` ends in the list. A bend that the list holds without
 * both its rectangles stays for itself. */
static size_t line_end(const struct ter_road_reach *reach, const uint32_t *strips, size_t count, size_t at)
{
    for (;;) {
        const struct ter_strip *strip = &reach->strips[strips[at]];
        size_t next = at + 1;
        bool bend = next < count && strips[next] == strips[at] + 1 &&
                    reach->strips[strips[next]].kind == TER_STRIP_BEND &&
                    !reach->strips[strips[next]].shadow_count;
        next += bend;
        if (next >= count || strips[next] != strips[at] + 1 + bend ||
            !continues(strip, &reach->strips[strips[next]]))
            return at;
        at = next;
    }
}

static double rectangle_m(const struct ter_strip *strip)
{
    return strip->kind == TER_STRIP_BESIDE ? ter_xy_distance_m(strip->a, strip->b) : 0;
}

/* Draw a line's strips. GEOS buffers long lines faster, but with flat ends it loses corners of them where the
 * line bends within the depth of the end: there each strip is drawn for itself. */
static void pile_line(
    struct heap *shapes, const struct ter_road_reach *reach, const uint32_t *strips, size_t count)
{
    TER_AUTO_BUF struct ter_buf points = {0};
    double total_m = 0, at_m = 0, margin_m = 3 * reach->side_m;
    ter_buf_add(&points, &reach->strips[strips[0]].a, sizeof(struct ter_xy));
    for (size_t i = 0; i < count; i++) {
        const struct ter_strip *strip = &reach->strips[strips[i]];
        total_m += rectangle_m(strip);
        if (strip->kind == TER_STRIP_BESIDE)
            ter_buf_add(&points, &strip->b, sizeof strip->b);
    }
    for (size_t i = 0; i < count; i++) {
        const struct ter_strip *strip = &reach->strips[strips[i]];
        if (at_m <= margin_m || total_m - at_m - rectangle_m(strip) <= margin_m)
            pile_shaded(shapes, reach, strip);
        at_m += rectangle_m(strip);
    }
    if (total_m <= 2 * margin_m)
        return;
    GEOSGeometry *line = line_of(
        shapes->geos, (const struct ter_xy *)(const void *)points.data, points.size / sizeof(struct ter_xy));
    pile(shapes, line ? beside(shapes->geos, line, reach->side_m) : NULL);
    GEOSGeom_destroy_r(shapes->geos, line);
}

static GEOSGeometry *clip(GEOSContextHandle_t geos, GEOSGeometry *area, const struct ter_box *box)
{
    struct ter_corners corners = {
        {{box->west, box->south}, {box->east, box->south}, {box->east, box->north}, {box->west, box->north}},
        4};
    GEOSGeometry *frame = polygon(geos, &corners);
    GEOSGeometry *inside = area && frame ? GEOSIntersection_r(geos, area, frame) : NULL;
    GEOSGeom_destroy_r(geos, frame);
    GEOSGeom_destroy_r(geos, area);
    return inside;
}

/* On the grid GEOS never gives up, but takes longer. */
static GEOSGeometry *unite(GEOSContextHandle_t geos, const GEOSGeometry *all)
{
    static const double grid_m = 0.001;
    GEOSGeometry *area = GEOSUnaryUnion_r(geos, all);
    return area ? area : GEOSUnaryUnionPrec_r(geos, all, grid_m);
}

/* Where the outline does not close. */
static GEOSGeometry *draw_all(GEOSContextHandle_t geos, const struct ter_road_reach *reach,
    const uint32_t *strips, size_t count, const struct ter_box *box)
{
    struct heap shapes = {.geos = geos};
    for (size_t i = 0; i < count; i++) {
        const struct ter_strip *strip = &reach->strips[strips[i]];
        if (strip->kind == TER_STRIP_BESIDE && !strip->shadow_count) {
            size_t end = line_end(reach, strips, count, i);
            pile_line(&shapes, reach, strips + i, end - i + 1);
            i = end;
        } else {
            pile_shaded(&shapes, reach, strip);
        }
    }
    GEOSGeometry *all = shapes.failed ? NULL : gather(&shapes, GEOS_GEOMETRYCOLLECTION);
    GEOSGeometry *area = all ? unite(geos, all) : NULL;
    GEOSGeom_destroy_r(geos, all);
    heap_free(&shapes);
    return clip(geos, area, box);
}

bool ter_reach_tile_draw(GEOSContextHandle_t geos, const struct ter_road_reach *reach, const uint32_t *strips,
    size_t count, struct ter_reach_tile *tile)
{
    tile->area = ter_reach_faces_draw(geos, reach, strips, count, &tile->box);
    if (!tile->area)
        tile->area = draw_all(geos, reach, strips, count, &tile->box);
    return tile->area && GEOSArea_r(geos, tile->area, &tile->m2) == 1;
}

bool ter_reach_write(GEOSContextHandle_t geos, const GEOSGeometry *geometry, struct ter_buf *ret_wkb)
{
    struct heap polygons = {.geos = geos};
    int parts = GEOSGetNumGeometries_r(geos, geometry);
    for (int i = 0; i < parts; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(geos, geometry, i);
        if (GEOSGeomTypeId_r(geos, part) == GEOS_POLYGON && GEOSisEmpty_r(geos, part) == 0)
            pile(&polygons, GEOSGeom_clone_r(geos, part));
    }
    bool done = !polygons.failed;
    if (polygons.count) {
        GEOSGeometry *all = gather(&polygons, GEOS_MULTIPOLYGON);
        GEOSWKBWriter *writer = GEOSWKBWriter_create_r(geos);
        GEOSWKBWriter_setByteOrder_r(geos, writer, GEOS_WKB_NDR);
        size_t size = 0;
        unsigned char *bytes = all ? GEOSWKBWriter_write_r(geos, writer, all, &size) : NULL;
        done = bytes != NULL;
        if (done)
            ter_buf_add(ret_wkb, bytes, size);
        GEOSFree_r(geos, bytes);
        GEOSWKBWriter_destroy_r(geos, writer);
        GEOSGeom_destroy_r(geos, all);
    }
    heap_free(&polygons);
    return done;
}
