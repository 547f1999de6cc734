/* Owns the making of a record's geometry: type, coordinate system, place on the globe. Knows nothing of files
 * and columns. */
#include "position.h"

#include "base/crs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct ter_positioner {
    const struct ter_layer *layer;
    int epsg;
    bool
        geographic; /* what comes is longitude and latitude, and can be checked before anything is computed */
    struct ter_transform *transform; /* NULL: nothing to do */
    struct ter_points points;        /* of the geometry in hand */
    double *x, *y;
    size_t x_capacity, y_capacity;
    struct ter_buf wkb;
    uint8_t point[TER_WKB_POINT_SIZE];
};

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

static bool check_grid(int epsg, double x, double y, struct ter_error *err)
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
            "east %.10g, north %.10g look swapped; name the columns with --map longitude=… --map latitude=…",
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

static bool check_globe(
    const struct ter_positioner *positioner, struct ter_lonlat point, struct ter_error *err)
{
    if (ter_lonlat_check(point, err))
        return true;
    if (positioner->geographic && fabs(point.lon) > 1000 && fabs(point.lat) > 1000)
        return ter_fail(err, TER_FAILED,
            "%.10g, %.10g are not degrees; say which projected coordinate system they are in with --crs",
            point.lon, point.lat);
    return false;
}

static bool transform(
    struct ter_positioner *positioner, double *x, double *y, size_t count, struct ter_error *err)
{
    for (size_t i = 0; i < count; i++)
        if (positioner->geographic ? !check_globe(positioner, (struct ter_lonlat){x[i], y[i]}, err)
                                   : !check_grid(positioner->epsg, x[i], y[i], err))
            return false;
    if (!positioner->transform)
        return true;
    if (!ter_transform_apply(positioner->transform, x, y, count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!check_globe(positioner, (struct ter_lonlat){x[i], y[i]}, err))
            return false;
    return true;
}

bool ter_position_from_pair(
    struct ter_positioner *positioner, double x, double y, struct ter_wkb *ret_wkb, struct ter_error *err)
{
    if (!transform(positioner, &x, &y, 1, err))
        return false;
    ter_wkb_from_point((struct ter_lonlat){x, y}, positioner->point);
    *ret_wkb = (struct ter_wkb){positioner->point, sizeof positioner->point};
    return true;
}

static uint32_t read_u32(const char *bytes)
{
    const uint8_t *b = (const uint8_t *)bytes;
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

/* Put new positions into a geometry that ter_wkb_points has read, in the order in which it read them. */
static char *put_points(char *at, const struct ter_lonlat **next)
{
    enum ter_geometry_type type = (enum ter_geometry_type)read_u32(at + 1);
    at += 5;
    uint32_t count = 1;
    if (type != TER_POINT) {
        count = read_u32(at);
        at += 4;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t positions = 1;
        if (type > TER_POLYGON) {
            at = put_points(at, next);
            continue;
        }
        if (type == TER_POLYGON) {
            positions = read_u32(at);
            at += 4;
        }
        for (; positions; positions--, at += 16) {
            uint8_t point[TER_WKB_POINT_SIZE];
            ter_wkb_from_point(*(*next)++, point);
            memcpy(at, point + 5, 16);
        }
    }
    return at;
}

bool ter_position_fits(enum ter_geometry_type wanted, enum ter_geometry_type have)
{
    if (wanted == TER_GEOMETRY_NONE || have == TER_GEOMETRY_NONE)
        return false;
    return have == wanted || have == TER_GEOMETRYCOLLECTION || have + 3 == wanted || have == wanted + 3;
}

/* Copy the geometry as the layer's type: a single one is wrapped as a Multi… of one, a Multi… of one
 * unwrapped. */
static bool take_typed(struct ter_positioner *positioner, struct ter_wkb wkb, struct ter_error *err)
{
    enum ter_geometry_type wanted = positioner->layer->geometry, have = ter_wkb_type(wkb);
    struct ter_buf *out = &positioner->wkb;
    ter_buf_clear(out);
    if (have == TER_GEOMETRY_NONE || !ter_position_fits(wanted, have) ||
        (have == TER_GEOMETRYCOLLECTION && wanted != have))
        return ter_fail(err, TER_FAILED, "a %s; layer %s holds %ss", ter_geometry_name(have),
            positioner->layer->name, ter_geometry_name(wanted));
    if (have + 3 == wanted) {
        const uint8_t head[9] = {1, (uint8_t)wanted, 0, 0, 0, 1, 0, 0, 0};
        ter_buf_add(out, head, sizeof head);
    } else if (have == wanted + 3) {
        uint32_t count = wkb.size >= 9 ? read_u32((const char *)wkb.data + 5) : 0;
        if (count != 1)
            return ter_fail(err, TER_FAILED, "a %s of %u parts; layer %s holds single %ss",
                ter_geometry_name(have), count, positioner->layer->name, ter_geometry_name(wanted));
        wkb.data += 9;
        wkb.size -= 9;
    }
    ter_buf_add(out, wkb.data, wkb.size);
    return true;
}

static bool transform_points(struct ter_positioner *positioner, struct ter_error *err)
{
    struct ter_points *points = &positioner->points;
    positioner->x =
        ter_grow(positioner->x, &positioner->x_capacity, points->count + 1, sizeof *positioner->x);
    positioner->y =
        ter_grow(positioner->y, &positioner->y_capacity, points->count + 1, sizeof *positioner->y);
    for (size_t i = 0; i < points->count; i++) {
        positioner->x[i] = points->items[i].lon;
        positioner->y[i] = points->items[i].lat;
    }
    if (!transform(positioner, positioner->x, positioner->y, points->count, err))
        return false;
    for (size_t i = 0; i < points->count; i++)
        points->items[i] = (struct ter_lonlat){positioner->x[i], positioner->y[i]};
    return true;
}

bool ter_position_from_wkb(
    struct ter_positioner *positioner, struct ter_wkb wkb, struct ter_wkb *ret_wkb, struct ter_error *err)
{
    if (!take_typed(positioner, wkb, err))
        return false;
    struct ter_wkb typed = {(const uint8_t *)positioner->wkb.data, positioner->wkb.size};
    struct ter_points *points = &positioner->points;
    points->count = points->part_count = 0;
    if (!ter_wkb_points(typed, points))
        return ter_fail(err, TER_FAILED, "the geometry is damaged");
    if (!points->count)
        return ter_fail(err, TER_FAILED, "the geometry has no positions");
    if (!transform_points(positioner, err))
        return false;
    const struct ter_lonlat *next = points->items;
    put_points(positioner->wkb.data, &next);
    *ret_wkb = typed;
    return true;
}

bool ter_positioner_open(const struct ter_layer *layer, int from_epsg, int storage_epsg,
    struct ter_positioner **ret_positioner, struct ter_error *err)
{
    TER_AUTO(ter_positioner_close) struct ter_positioner *positioner = ter_alloc(sizeof *positioner);
    struct ter_error not_geographic = {0};
    positioner->layer = layer;
    positioner->epsg = from_epsg;
    positioner->geographic =
        from_epsg == storage_epsg || ter_crs_check_geographic(from_epsg, NULL, &not_geographic);
    if (from_epsg != storage_epsg &&
        !ter_transform_open(from_epsg, storage_epsg, &positioner->transform, err))
        return false;
    *ret_positioner = positioner;
    positioner = NULL;
    return true;
}

void ter_positioner_close(struct ter_positioner *positioner)
{
    if (!positioner)
        return;
    ter_transform_close(positioner->transform);
    ter_points_free(&positioner->points);
    ter_buf_free(&positioner->wkb);
    free(positioner->x);
    free(positioner->y);
    free(positioner);
}
