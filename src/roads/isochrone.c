/* Owns isochrones: areas of several times, each holding the one before it. Knows nothing of how they are
 * drawn.
 */
#include "travel.h"

#include "reach_roads_tile.h"

static GEOSGeometry *read(GEOSContextHandle_t geos, const struct ter_buf *wkb)
{
    if (!wkb->size)
        return GEOSGeom_createEmptyCollection_r(geos, GEOS_MULTIPOLYGON);
    GEOSWKBReader *reader = GEOSWKBReader_create_r(geos);
    GEOSGeometry *geometry = GEOSWKBReader_read_r(geos, reader, (const unsigned char *)wkb->data, wkb->size);
    GEOSWKBReader_destroy_r(geos, reader);
    return geometry;
}

/* Strips grow with the time, but their round corners are drawn with chords: the union makes sure. */
static bool hold(GEOSContextHandle_t geos, const struct ter_buf *inner, struct ter_buf *outer)
{
    static const double grid_m = 0.001;
    GEOSGeometry *one = read(geos, inner), *other = read(geos, outer);
    GEOSGeometry *both = one && other ? GEOSUnionPrec_r(geos, one, other, grid_m) : NULL;
    ter_buf_clear(outer);
    bool done = both && ter_reach_write(geos, both, outer);
    GEOSGeom_destroy_r(geos, one);
    GEOSGeom_destroy_r(geos, other);
    GEOSGeom_destroy_r(geos, both);
    return done;
}

bool ter_travel_isochrones(const struct ter_travel *travel, const double *limits_s, size_t count,
    struct ter_buf *ret_wkb, struct ter_error *err)
{
    GEOSContextHandle_t geos = GEOS_init_r();
    bool done = true;
    for (size_t i = 0; i < count && done; i++) {
        struct ter_road_reach *reach = NULL;
        done = ter_travel_reach(travel, limits_s[i], &reach, err) &&
               ter_road_reach_polygons(reach, &ret_wkb[i], err);
        ter_road_reach_close(reach);
        if (done && i && !hold(geos, &ret_wkb[i - 1], &ret_wkb[i]))
            done = ter_fail(err, TER_FAILED, "the isochrones cannot be joined: GEOS gives up on them");
    }
    GEOS_finish_r(geos);
    return done;
}
