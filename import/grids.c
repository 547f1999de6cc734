/* Owns what the numbers of known grids look like. Knows nothing of where they are on the globe. */
#include "grids.h"

#include <stddef.h>

/* Transverse Mercator families of which one knows what an easting looks like: six digits, or with the number
 * of the zone in front eight. Chinese tables call the northing X, so the two are often swapped. */
static const struct grid {
    int first, last; /* EPSG codes */
    bool zoned;
} grids[] = {
    {4491, 4501, true}, {4502, 4512, false},      /* CGCS2000, 6 degrees: zones 13-23, central meridians */
    {4513, 4533, true}, {4534, 4554, false},      /* CGCS2000, 3 degrees: zones 25-45, central meridians */
    {2327, 2337, true}, {2338, 2348, false},      /* Xian 1980, 6 degrees */
    {2349, 2369, true}, {2370, 2390, false},      /* Xian 1980, 3 degrees */
    {2401, 2421, true}, {2422, 2442, false},      /* Beijing 1954, 3 degrees */
    {21413, 21423, true}, {21453, 21463, false},  /* Beijing 1954, 6 degrees */
    {32601, 32660, false}, {32701, 32760, false}, /* UTM */
};

bool ter_grid_check(int epsg, double x, double y, struct ter_error *err)
{
    const struct grid *grid = NULL;
    for (size_t i = 0; i < sizeof grids / sizeof *grids; i++)
        if (epsg >= grids[i].first && epsg <= grids[i].last)
            grid = &grids[i];
    if (!grid)
        return true;
    bool short_x = x >= -1e6 && x < 1.5e6, long_x = x >= 13e6 && x < 46e6;
    bool easting_y = (y >= 1e5 && y < 1e6) || (y >= 13e6 && y < 46e6);
    if (grid->zoned ? long_x : short_x)
        return true;
    if (!short_x && !long_x && easting_y && x > 0 && x < 1e7)
        return ter_fail(err, TER_FAILED,
            "east %.10g, north %.10g look swapped: not in the order of the file's first rows; --axes sets "
            "the order",
            x, y);
    if (long_x)
        return ter_fail(err, TER_FAILED,
            "the easting %.10g begins with a zone number (%d), which EPSG:%d does not have; give the zone's "
            "own --crs",
            x, (int)(x / 1e6), epsg);
    if (short_x)
        return ter_fail(err, TER_FAILED,
            "the easting %.10g has no zone number in front, which EPSG:%d asks for; give the --crs without "
            "zones",
            x, epsg);
    return ter_fail(err, TER_FAILED, "the easting %.10g is outside EPSG:%d", x, epsg);
}
