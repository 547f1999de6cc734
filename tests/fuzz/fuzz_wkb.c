/* Any bytes as WKB: positions and parts must stay within what was read, and what an import makes of a shape
 * can be read again. */
#include "base/geometry.h"
#include "fuzz.h"
#include "import/geometry_check.h"

#include <math.h>
#include <sanitizer/lsan_interface.h>
#include <stdlib.h>

#pragma weak __lsan_disable
#pragma weak __lsan_enable

static bool on_the_globe(const struct ter_points *points)
{
    for (size_t i = 0; i < points->count; i++)
        if (!(fabs(points->items[i].lon) <= 180 && fabs(points->items[i].lat) <= 90))
            return false;
    return true;
}

/* GEOS 3.11 loses rings where it gives up a drawing half-way (PolygonBuilder, when an overlay throws): what
 * it leaks is not ours to free. */
static bool check(struct ter_geometry_checker *checker, struct ter_wkb wkb, const struct ter_points *points,
    struct ter_wkb *ret_wkb)
{
    struct ter_error err = {0};
    if (__lsan_disable)
        __lsan_disable();
    bool good = ter_geometry_check(checker, wkb, points, ret_wkb, &err);
    if (__lsan_enable)
        __lsan_enable();
    return good;
}

static void clean(struct ter_wkb wkb, const struct ter_points *points)
{
    struct ter_geometry_checker *checker = ter_geometry_checker_open();
    TER_AUTO_POINTS struct ter_points again = {0};
    struct ter_wkb result;
    if (check(checker, wkb, points, &result) &&
        !(ter_wkb_points(result, &again) && ter_wkb_type(result) == ter_wkb_type(wkb)))
        abort();
    ter_geometry_checker_close(checker);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ter_wkb wkb = {data, size};
    TER_AUTO_POINTS struct ter_points points = {0};
    struct ter_lonlat point;
    bool is_point = ter_wkb_to_point(wkb, &point);
    bool read = ter_wkb_points(wkb, &points);
    if (is_point && (!read || points.count != 1))
        abort();
    if (read && ter_wkb_type(wkb) == TER_GEOMETRY_NONE)
        abort();
    for (size_t i = 0; i < points.part_count; i++)
        if (points.parts[i] > points.count || (i && points.parts[i] < points.parts[i - 1]))
            abort();
    ter_bbox_of(points.items, points.count);
    if (read && points.count && points.count < 1000 && ter_wkb_type(wkb) < TER_GEOMETRYCOLLECTION &&
        on_the_globe(&points))
        clean(wkb, &points);
    return 0;
}
