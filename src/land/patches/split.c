/* Owns the cutting of an area into parts whose areas add up. Knows nothing of records. */
#include "split.h"

#include "base/messages.h"
#include "land/area/adjust.h"

#include <geos_c.h>
#include <math.h>
#include <stdlib.h>

/* Less than this, in hundredths of a square metre, is what rounding of the cut leaves. */
enum { LEAST_HUNDREDTHS = 1 };

/* The work of one cut. */
struct work {
    GEOSContextHandle_t geos;
    const struct ter_ellipsoid *ellipsoid;
    GEOSGeometry *whole;
    GEOSGeometry **cutters;
    size_t count;
    struct ter_split *split;
};

static void work_free(struct work *work)
{
    for (size_t i = 0; i < work->count; i++)
        GEOSGeom_destroy_r(work->geos, work->cutters[i]);
    free(work->cutters);
    GEOSGeom_destroy_r(work->geos, work->whole);
    if (work->geos)
        GEOS_finish_r(work->geos);
}

void ter_split_free(struct ter_split *split)
{
    for (size_t i = 0; i < split->count; i++)
        ter_buf_free(&split->items[i].wkb);
    free(split->items);
    *split = (struct ter_split){0};
}

static GEOSGeometry *read_wkb(const struct work *work, struct ter_wkb wkb)
{
    GEOSWKBReader *reader = GEOSWKBReader_create_r(work->geos);
    GEOSGeometry *geometry = GEOSWKBReader_read_r(work->geos, reader, wkb.data, wkb.size);
    GEOSWKBReader_destroy_r(work->geos, reader);
    return geometry;
}

/* Of what a cut yields the polygons only, as a MultiPolygon: touching edges give lines and points as well. */
static GEOSGeometry *polygons_of(const struct work *work, const GEOSGeometry *geometry)
{
    int parts = GEOSGetNumGeometries_r(work->geos, geometry), kept = 0;
    TER_AUTO_FREE GEOSGeometry **list = ter_alloc((size_t)(parts + 1) * sizeof *list);
    for (int i = 0; i < parts; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(work->geos, geometry, i);
        if (GEOSGeomTypeId_r(work->geos, part) == GEOS_POLYGON && GEOSisEmpty_r(work->geos, part) == 0)
            list[kept++] = GEOSGeom_clone_r(work->geos, part);
    }
    return GEOSGeom_createCollection_r(work->geos, GEOS_MULTIPOLYGON, list, (unsigned)kept);
}

static bool write_wkb(const struct work *work, const GEOSGeometry *geometry, struct ter_buf *out)
{
    size_t size = 0;
    GEOSWKBWriter *writer = GEOSWKBWriter_create_r(work->geos);
    GEOSWKBWriter_setByteOrder_r(work->geos, writer, GEOS_WKB_NDR);
    unsigned char *bytes = GEOSWKBWriter_write_r(work->geos, writer, geometry, &size);
    GEOSWKBWriter_destroy_r(work->geos, writer);
    if (!bytes)
        return false;
    ter_buf_add(out, bytes, size);
    GEOSFree_r(work->geos, bytes);
    return true;
}

static struct ter_wkb wkb_of(const struct ter_buf *buf)
{
    return (struct ter_wkb){(const uint8_t *)buf->data, buf->size};
}

/* Add a part unless it is nothing; takes the geometry over. */
static bool add_part(struct work *work, GEOSGeometry *geometry, size_t cutter)
{
    struct ter_split *split = work->split;
    TER_AUTO_BUF struct ter_buf wkb = {0};
    double area_m2;
    if (!geometry)
        return false;
    GEOSGeometry *polygons = polygons_of(work, geometry);
    GEOSGeom_destroy_r(work->geos, geometry);
    bool done = polygons && write_wkb(work, polygons, &wkb);
    GEOSGeom_destroy_r(work->geos, polygons);
    if (!done || !ter_ellipsoid_area_m2(work->ellipsoid, wkb_of(&wkb), &area_m2))
        return false;
    if (ter_area_hundredths(area_m2) < LEAST_HUNDREDTHS)
        return true;
    split->items = ter_realloc(split->items, (split->count + 1) * sizeof *split->items);
    split->items[split->count++] = (struct ter_split_part){wkb, cutter, area_m2};
    wkb = (struct ter_buf){0};
    return true;
}

static bool is_area(const struct work *work, const GEOSGeometry *geometry)
{
    int type = GEOSGeomTypeId_r(work->geos, geometry);
    return type == GEOS_POLYGON || type == GEOS_MULTIPOLYGON;
}

static bool is_line(const struct work *work, const GEOSGeometry *geometry)
{
    int type = GEOSGeomTypeId_r(work->geos, geometry);
    return type == GEOS_LINESTRING || type == GEOS_MULTILINESTRING;
}

/* By areas ------------------------------------------------------------------------------------------- */

static bool check_overlap(const struct work *work, const GEOSGeometry *rest, const GEOSGeometry *share,
    size_t cutter, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf wkb = {0};
    double area_m2 = 0;
    GEOSGeometry *twice = GEOSDifference_r(work->geos, share, rest);
    GEOSGeometry *polygons = twice ? polygons_of(work, twice) : NULL;
    bool done = polygons && write_wkb(work, polygons, &wkb) &&
                ter_ellipsoid_area_m2(work->ellipsoid, wkb_of(&wkb), &area_m2);
    GEOSGeom_destroy_r(work->geos, twice);
    GEOSGeom_destroy_r(work->geos, polygons);
    if (!done)
        return ter_fail(err, TER_FAILED, "area %zu cannot be cut out", cutter + 1);
    return ter_area_hundredths(area_m2) < LEAST_HUNDREDTHS ||
           ter_fail(err, TER_FAILED,
               "area %zu shares %.2f m2 with one before it: what lies in both cannot go to both", cutter + 1,
               area_m2);
}

static bool cut_by_areas(struct work *work, struct ter_error *err)
{
    GEOSGeometry *rest = GEOSGeom_clone_r(work->geos, work->whole);
    bool done = rest != NULL;
    for (size_t i = 0; done && i < work->count; i++) {
        GEOSGeometry *share = GEOSIntersection_r(work->geos, work->whole, work->cutters[i]);
        GEOSGeometry *left = GEOSDifference_r(work->geos, rest, work->cutters[i]);
        done = share && left && check_overlap(work, rest, share, i, err);
        if (done)
            done = add_part(work, share, i);
        else
            GEOSGeom_destroy_r(work->geos, share);
        GEOSGeom_destroy_r(work->geos, rest);
        rest = left;
    }
    if (done)
        return add_part(work, rest, TER_SPLIT_REST);
    GEOSGeom_destroy_r(work->geos, rest);
    return false;
}

/* Along lines ----------------------------------------------------------------------------------------- */

/* The faces between the outline and the lines; those of holes lie outside. */
static bool cut_along_lines(struct work *work)
{
    GEOSContextHandle_t geos = work->geos;
    GEOSGeometry *net = GEOSBoundary_r(geos, work->whole);
    for (size_t i = 0; net && i < work->count; i++) {
        GEOSGeometry *more = GEOSUnion_r(geos, net, work->cutters[i]);
        GEOSGeom_destroy_r(geos, net);
        net = more;
    }
    const GEOSGeometry *nets[] = {net};
    GEOSGeometry *faces = net ? GEOSPolygonize_r(geos, nets, 1) : NULL;
    GEOSGeom_destroy_r(geos, net);
    bool done = faces != NULL;
    for (int i = 0; done && i < GEOSGetNumGeometries_r(geos, faces); i++) {
        const GEOSGeometry *face = GEOSGetGeometryN_r(geos, faces, i);
        GEOSGeometry *inside = GEOSPointOnSurface_r(geos, face);
        if (inside && GEOSIntersects_r(geos, work->whole, inside) == 1)
            done = add_part(work, GEOSGeom_clone_r(geos, face), TER_SPLIT_REST);
        GEOSGeom_destroy_r(geos, inside);
    }
    GEOSGeom_destroy_r(geos, faces);
    return done;
}

/* Areas ----------------------------------------------------------------------------------------------- */

/* The parts add up to the control area, by the one way of sharing out a residual. */
static bool adjust(struct ter_split *split, struct ter_error *err)
{
    TER_AUTO_FREE int64_t *hundredths = ter_alloc(split->count * sizeof *hundredths);
    for (size_t i = 0; i < split->count; i++)
        hundredths[i] = ter_area_hundredths(split->items[i].area_m2);
    if (!ter_adjust(hundredths, split->count, ter_area_hundredths(split->control_m2), err))
        return false;
    for (size_t i = 0; i < split->count; i++)
        split->items[i].area_m2 = (double)hundredths[i] / 100;
    return true;
}

static void choose_control(struct ter_split *split, double stated_m2)
{
    double allowed_m2 = fmax(split->area_m2 / 1000, 1);
    split->stated = stated_m2 > 0 && fabs(stated_m2 - split->area_m2) <= allowed_m2;
    split->control_m2 = split->stated ? stated_m2 : split->area_m2;
}

static bool read_cutters(
    struct work *work, const struct ter_wkb *cutters, size_t count, bool *ret_lines, struct ter_error *err)
{
    size_t lines = 0;
    work->cutters = ter_alloc((count + 1) * sizeof *work->cutters);
    for (size_t i = 0; i < count; i++) {
        GEOSGeometry *cutter = read_wkb(work, cutters[i]);
        if (!cutter)
            return ter_fail(err, TER_FAILED, "geometry %zu to cut by is broken", i + 1);
        work->cutters[work->count++] = cutter;
        bool line = is_line(work, cutter);
        lines += line;
        if (!line && !is_area(work, cutter))
            return ter_fail(err, TER_FAILED, "geometry %zu to cut by is neither an area nor a line", i + 1);
        if (!line && GEOSisValid_r(work->geos, cutter) != 1)
            return ter_fail(err, TER_FAILED, "area %zu to cut by is not valid; mend it first", i + 1);
    }
    if (lines && lines < count)
        return ter_fail(err, TER_FAILED, "there are both areas and lines to cut by; use one of them");
    *ret_lines = lines > 0;
    return true;
}

bool ter_split_area(const struct ter_ellipsoid *ellipsoid, struct ter_wkb area, const struct ter_wkb *cutters,
    size_t count, double stated_m2, struct ter_split *ret_split, struct ter_error *err)
{
    TER_AUTO_SPLIT struct ter_split split = {0};
    __attribute__((cleanup(work_free))) struct work work = {
        .geos = GEOS_init_r(), .ellipsoid = ellipsoid, .split = &split};
    struct ter_error cut = {0};
    double area_m2;
    bool lines = false;
    work.whole = read_wkb(&work, area);
    if (!work.whole || GEOSisValid_r(work.geos, work.whole) != 1 ||
        !ter_ellipsoid_area_m2(ellipsoid, area, &area_m2))
        return ter_fail(err, TER_FAILED, "its own area is not valid; mend it first (terrier check)");
    if (!read_cutters(&work, cutters, count, &lines, err))
        return false;
    if (!(lines ? cut_along_lines(&work) : cut_by_areas(&work, &cut)))
        return ter_fail(
            err, TER_FAILED, "%s", cut.code ? cut.message : ter_message("the area cannot be cut"));
    if (split.count < 2)
        return ter_fail(err, TER_FAILED, "nothing is cut: the %s %s",
            lines ? ter_message("lines") : ter_message("areas"),
            lines ? ter_message("do not cross it from edge to edge")
                  : ter_message("hold all of it, or nothing of it"));
    split.area_m2 = (double)ter_area_hundredths(area_m2) / 100;
    choose_control(&split, stated_m2);
    if (!adjust(&split, err))
        return false;
    *ret_split = split;
    split = (struct ter_split){0};
    return true;
}
