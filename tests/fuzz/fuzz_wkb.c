/* Any bytes as WKB: positions and parts must stay within what was read, and what an import makes of a shape
 * can be read again. */
#include "base/geometry.h"
#include "fuzz.h"
#include "import/geometry_check.h"

#include <math.h>
#include <stdlib.h>

static bool on_the_globe(const struct ter_points *points)
{
    for (size_t i = 0; i < points->count; i++)
        if (!(fabs(points->items[i].lon) <= 180 && fabs(points->items[i].lat) <= 90))
            return false;
    return true;
}

static void clean(struct ter_wkb wkb, const struct ter_points *points)
{
    struct ter_geometry_checker *checker = ter_geometry_checker_open();
    TER_AUTO_POINTS struct ter_points again = {0};
    struct ter_wkb result;
    struct ter_error err = {0};
    if (ter_geometry_check(checker, wkb, points, &result, &err) &&
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
