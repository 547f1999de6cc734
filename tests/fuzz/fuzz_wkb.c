/* Any bytes as WKB: positions and parts must stay within what was read. */
#include "base/geometry.h"
#include "fuzz.h"

#include <stdlib.h>

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
    return 0;
}
