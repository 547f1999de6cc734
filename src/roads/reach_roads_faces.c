/* Owns the making of areas from an outline: its pieces and the box's frame cut the box into faces, and each
 * face is inside or not. Knows nothing of how the outline was found.
 *
 * An outline that lacks a piece would join what is reached with what is not. Such a ring does not close, so
 * that the polygonizer leaves its other pieces over: what it leaves over is looked at, and must have the same
 * on both sides. */
#include "reach_roads_faces.h"

#include "reach_roads_outline.h"

#include <math.h>
#include <stdlib.h>

struct drawing {
    GEOSContextHandle_t geos;
    struct ter_reach_outline *outline;
    GEOSGeometry **lines;
    size_t count, capacity;
    bool failed;
};

static void add_line(void *user, const struct ter_xy *line, size_t count)
{
    struct drawing *drawing = user;
    GEOSCoordSequence *points = GEOSCoordSeq_create_r(drawing->geos, (unsigned)count, 2);
    for (size_t i = 0; points && i < count; i++)
        GEOSCoordSeq_setXY_r(drawing->geos, points, (unsigned)i, line[i].x, line[i].y);
    GEOSGeometry *one = points ? GEOSGeom_createLineString_r(drawing->geos, points) : NULL;
    if (!one) {
        drawing->failed = true;
        return;
    }
    drawing->lines = ter_grow(drawing->lines, &drawing->capacity, drawing->count + 1, sizeof *drawing->lines);
    drawing->lines[drawing->count++] = one;
}

/* All pieces and the frame. */
static GEOSGeometry *collect(struct drawing *drawing, const struct ter_box *box)
{
    struct ter_xy frame[] = {{box->west, box->south}, {box->east, box->south}, {box->east, box->north},
        {box->west, box->north}, {box->west, box->south}};
    ter_reach_outline_pieces(drawing->outline, add_line, drawing);
    add_line(drawing, frame, sizeof frame / sizeof *frame);
    GEOSGeometry *all = drawing->failed ? NULL
                                        : GEOSGeom_createCollection_r(drawing->geos, GEOS_MULTILINESTRING,
                                              drawing->lines, (unsigned)drawing->count);
    if (all)
        drawing->count = 0; /* they are its own now */
    for (size_t i = 0; i < drawing->count; i++)
        GEOSGeom_destroy_r(drawing->geos, drawing->lines[i]);
    free(drawing->lines);
    return all;
}

/* Whether a line that the polygonizer has left over has the same on both sides; it goes by its longest
 * segment, at the middle. */
static bool is_idle(const struct drawing *drawing, const GEOSGeometry *line, const struct ter_box *box)
{
    static const double short_m = 0.02, beside_m = 1e-5;
    const GEOSCoordSequence *points = GEOSGeom_getCoordSeq_r(drawing->geos, line);
    unsigned count = 0;
    double longest = short_m;
    struct ter_xy a = {0, 0}, b, middle = {0, 0}, side = {0, 0};
    if (!points || !GEOSCoordSeq_getSize_r(drawing->geos, points, &count))
        return false;
    for (unsigned i = 0; i < count; i++, a = b) {
        GEOSCoordSeq_getXY_r(drawing->geos, points, i, &b.x, &b.y);
        double length = i ? ter_xy_distance_m(a, b) : 0;
        if (length <= longest)
            continue;
        longest = length;
        middle = (struct ter_xy){(a.x + b.x) / 2, (a.y + b.y) / 2};
        side = (struct ter_xy){(a.y - b.y) / length * beside_m, (b.x - a.x) / length * beside_m};
    }
    struct ter_box place = {middle.x, middle.y, middle.x, middle.y};
    return longest <= short_m || !ter_boxes_meet(&place, box) ||
           ter_reach_outline_holds(drawing->outline, (struct ter_xy){middle.x + side.x, middle.y + side.y}) ==
               ter_reach_outline_holds(
                   drawing->outline, (struct ter_xy){middle.x - side.x, middle.y - side.y});
}

static bool are_idle(const struct drawing *drawing, const GEOSGeometry *lines, const struct ter_box *box)
{
    int count = lines ? GEOSGetNumGeometries_r(drawing->geos, lines) : 0;
    for (int i = 0; i < count; i++)
        if (!is_idle(drawing, GEOSGetGeometryN_r(drawing->geos, lines, i), box))
            return false;
    return true;
}

static bool is_inside(const struct drawing *drawing, const GEOSGeometry *face)
{
    struct ter_xy at = {NAN, NAN};
    GEOSGeometry *point = GEOSPointOnSurface_r(drawing->geos, face);
    if (point) {
        GEOSGeomGetX_r(drawing->geos, point, &at.x);
        GEOSGeomGetY_r(drawing->geos, point, &at.y);
    }
    GEOSGeom_destroy_r(drawing->geos, point);
    return ter_reach_outline_holds(drawing->outline, at);
}

/* Faces share whole edges. */
static GEOSGeometry *join(const struct drawing *drawing, const GEOSGeometry *faces)
{
    int total = GEOSGetNumGeometries_r(drawing->geos, faces);
    TER_AUTO_FREE GEOSGeometry **inside = ter_alloc(((size_t)total + 1) * sizeof *inside);
    unsigned count = 0;
    for (int i = 0; i < total; i++) {
        const GEOSGeometry *face = GEOSGetGeometryN_r(drawing->geos, faces, i);
        if (is_inside(drawing, face))
            inside[count++] = GEOSGeom_clone_r(drawing->geos, face);
    }
    GEOSGeometry *all = GEOSGeom_createCollection_r(drawing->geos, GEOS_MULTIPOLYGON, inside, count);
    if (count < 2)
        return all;
    GEOSGeometry *joined = all ? GEOSCoverageUnion_r(drawing->geos, all) : NULL;
    GEOSGeom_destroy_r(drawing->geos, all);
    return joined;
}

/* What the lines, cut where they meet, enclose and the outline holds. */
static GEOSGeometry *make_area(const struct drawing *drawing, GEOSGeometry *noded, const struct ter_box *box)
{
    GEOSContextHandle_t geos = drawing->geos;
    GEOSGeometry *cuts = NULL, *dangles = NULL, *bad = NULL, *area = NULL;
    GEOSGeometry *faces = noded ? GEOSPolygonize_full_r(geos, noded, &cuts, &dangles, &bad) : NULL;
    if (faces && are_idle(drawing, cuts, box) && are_idle(drawing, dangles, box))
        area = join(drawing, faces);
    GEOSGeom_destroy_r(geos, noded);
    GEOSGeom_destroy_r(geos, faces);
    GEOSGeom_destroy_r(geos, cuts);
    GEOSGeom_destroy_r(geos, dangles);
    GEOSGeom_destroy_r(geos, bad);
    return area;
}

/* On a grid lines always meet, but that takes some times as long. */
GEOSGeometry *ter_reach_faces_draw(GEOSContextHandle_t geos, const struct ter_road_reach *reach,
    const uint32_t *strips, size_t count, const struct ter_box *box)
{
    static const double grid_m = 1e-4;
    TER_AUTO(ter_reach_outline_close)
    struct ter_reach_outline *outline = ter_reach_outline_open(reach, strips, count, box);
    struct drawing drawing = {.geos = geos, .outline = outline};
    GEOSGeometry *lines = collect(&drawing, box);
    GEOSGeometry *area = lines ? make_area(&drawing, GEOSUnaryUnion_r(geos, lines), box) : NULL;
    if (lines && !area)
        area = make_area(&drawing, GEOSUnaryUnionPrec_r(geos, lines, grid_m), box);
    GEOSGeom_destroy_r(geos, lines);
    return area;
}
