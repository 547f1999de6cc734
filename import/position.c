/* Owns the making of a record's geometry: type, order, datum, coordinate system, place on the globe. Knows
 * nothing of files and columns, nor of what makes a good polygon (geometry_check.c). */
#include "position.h"

#include "base/crs.h"
#include "base/messages.h"
#include "geometry_check.h"
#include "grids.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct ter_positioner {
    const struct ter_layer *layer;
    struct ter_positions given;
    bool
        geographic; /* what comes is longitude and latitude, and can be checked before anything is computed */
    struct ter_bbox source_area;     /* positions outside are refused … */
    struct ter_bbox storage_area;    /* … counted … */
    struct ter_bbox neighbourhood;   /* … and counted: far from where the register is */
    struct ter_transform *transform; /* NULL: nothing to do */
    struct ter_points points;        /* of the geometry in hand */
    double *x, *y;
    size_t x_capacity, y_capacity;
    struct ter_buf wkb;
    uint8_t point[TER_WKB_POINT_SIZE];
    struct ter_geometry_checker *checker; /* opened for the first line or polygon */
    bool checked;                         /* it judged the last geometry */
    bool shifted;                         /* the geometry in hand, by its datum */
    struct {
        int64_t empty, shifted, unshifted, far, outside;
    } counts;
};

static const double far_m = 100000;

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

static bool check_area(
    const struct ter_positioner *positioner, struct ter_lonlat point, struct ter_error *err)
{
    struct ter_bbox area = positioner->source_area;
    if (ter_bbox_contains(area, point))
        return true;
    return ter_fail(err, TER_FAILED,
        "%.7g,%.7g is outside the area of EPSG:%d (%.4g,%.4g to %.4g,%.4g); --crs names another system",
        point.lon, point.lat, positioner->given.from_epsg, area.west, area.south, area.east, area.north);
}

static void unshift(struct ter_positioner *positioner, double *x, double *y)
{
    struct ter_lonlat point = {*x, *y};
    if (!ter_datum_applies(positioner->given.datum, point))
        return;
    point = ter_datum_to_wgs84(positioner->given.datum, point);
    *x = point.lon;
    *y = point.lat;
    positioner->shifted = true;
}

/* From the file's numbers to the register's system, in place. */
static bool transform(
    struct ter_positioner *positioner, double *x, double *y, size_t count, struct ter_error *err)
{
    positioner->shifted = false;
    for (size_t i = 0; i < count; i++) {
        if (positioner->given.swap) {
            double first = x[i];
            x[i] = y[i];
            y[i] = first;
        }
        if (positioner->geographic ? !check_globe(positioner, (struct ter_lonlat){x[i], y[i]}, err)
                                   : !ter_grid_check(positioner->given.from_epsg, x[i], y[i], err))
            return false;
        unshift(positioner, &x[i], &y[i]);
    }
    if (positioner->transform && !ter_transform_apply(positioner->transform, x, y, count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct ter_lonlat point = {x[i], y[i]};
        if ((positioner->transform && !check_globe(positioner, point, err)) ||
            !check_area(positioner, point, err))
            return false;
    }
    return true;
}

static void count_place(struct ter_positioner *positioner, struct ter_bbox box)
{
    struct ter_lonlat corners[2] = {{box.west, box.south}, {box.east, box.north}};
    bool far = false, outside = false;
    for (int i = 0; i < 2; i++) {
        far = far || !ter_bbox_contains(positioner->neighbourhood, corners[i]);
        outside = outside || !ter_bbox_contains(positioner->storage_area, corners[i]);
    }
    positioner->counts.far += far;
    positioner->counts.outside += outside && !far;
    positioner->counts.shifted += positioner->shifted;
    positioner->counts.unshifted +=
        !positioner->shifted && ter_datum_uncertainty_m(positioner->given.datum) > 0;
}

bool ter_position_from_pair(
    struct ter_positioner *positioner, double x, double y, struct ter_wkb *ret_wkb, struct ter_error *err)
{
    if (!transform(positioner, &x, &y, 1, err))
        return false;
    count_place(positioner, (struct ter_bbox){x, y, x, y});
    ter_wkb_from_point((struct ter_lonlat){x, y}, positioner->point);
    *ret_wkb = (struct ter_wkb){positioner->point, sizeof positioner->point};
    return true;
}

static uint32_t read_u32(const char *bytes)
{
    const uint8_t *b = (const uint8_t *)bytes;
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
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

/* A geometry without positions; a point writes it as NaN. */
static bool is_empty(const struct ter_points *points)
{
    return !points->count ||
           (points->count == 1 && isnan(points->items[0].lon) && isnan(points->items[0].lat));
}

static bool check_shape(struct ter_positioner *positioner, struct ter_wkb *wkb, struct ter_error *err)
{
    enum ter_geometry_type type = positioner->layer->geometry;
    if (type == TER_POINT || type == TER_MULTIPOINT || type == TER_GEOMETRYCOLLECTION)
        return true;
    if (!positioner->checker)
        positioner->checker = ter_geometry_checker_open();
    if (positioner->given.mend)
        ter_geometry_checker_permit(positioner->checker);
    positioner->checked = true;
    return ter_geometry_check(positioner->checker, *wkb, &positioner->points, wkb, err);
}

bool ter_position_from_wkb(
    struct ter_positioner *positioner, struct ter_wkb wkb, struct ter_wkb *ret_wkb, struct ter_error *err)
{
    struct ter_points *points = &positioner->points;
    points->count = points->part_count = 0;
    positioner->checked = false;
    if (!ter_wkb_points(wkb, points))
        return ter_fail(err, TER_FAILED, "the geometry is damaged");
    if (is_empty(points)) {
        positioner->counts.empty++;
        *ret_wkb = (struct ter_wkb){0};
        return true;
    }
    if (!take_typed(positioner, wkb, err) || !transform_points(positioner, err))
        return false;
    ter_wkb_put_points(positioner->wkb.data, points->items);
    struct ter_wkb typed = {(const uint8_t *)positioner->wkb.data, positioner->wkb.size};
    if (!check_shape(positioner, &typed, err))
        return false;
    count_place(positioner, ter_bbox_of(points->items, points->count));
    *ret_wkb = typed;
    return true;
}

bool ter_positioner_geographic(const struct ter_positioner *positioner)
{
    return positioner->geographic;
}

double ter_position_shift_uncertainty_m(const struct ter_positioner *positioner)
{
    return positioner->shifted ? ter_datum_uncertainty_m(positioner->given.datum) : 0;
}

const struct ter_geometry_mending *ter_positioner_mending(const struct ter_positioner *positioner)
{
    return positioner->checked ? ter_geometry_checker_last(positioner->checker) : NULL;
}

static void say(struct ter_strings *notes, int64_t count, const char *one, const char *many)
{
    if (count)
        ter_note(notes, "%lld %s", (long long)count, count == 1 ? one : many);
}

void ter_positioner_note(const struct ter_positioner *positioner, struct ter_strings *notes)
{
    const struct ter_geometry_mended none = {0}, *mended = positioner->checker ? ter_geometry_checker_mended(
                                                                                     positioner->checker)
                                                                               : &none;
    say(notes, positioner->counts.empty, ter_message("geometry is empty: its record has no position"),
        ter_message("geometries are empty: their records have no position"));
    say(notes, positioner->counts.unshifted,
        ter_message("position lies outside China, where no datum shifts it: left as it is"),
        ter_message("positions lie outside China, where no datum shifts them: left as they are"));
    say(notes, mended->closed, ter_message("ring was closed: it did not end where it began"),
        ter_message("rings were closed: they did not end where they began"));
    say(notes, mended->doubled, ter_message("position that repeated the one before was left out"),
        ter_message("positions that repeated the one before were left out"));
    say(notes, mended->reordered, ter_message("polygon had a hole before the ring round it: put in order"),
        ter_message("polygons had a hole before the ring round it: put in order"));
    say(notes, mended->flat, ter_message("hole without area was left out"),
        ter_message("holes without area were left out"));
    say(notes, mended->rebuilt,
        ter_message("polygon was drawn anew, with the same area: its rings touched themselves"),
        ter_message("polygons were drawn anew, with the same area: their rings touched themselves"));
    say(notes, mended->changed, ter_message("polygon was drawn anew, with another area: its rings crossed"),
        ter_message("polygons were drawn anew, with another area: their rings crossed"));
    if (positioner->counts.far)
        ter_note(notes, "%lld position%s more than %g km from %s: taken as they are",
            (long long)positioner->counts.far, positioner->counts.far == 1 ? " lies" : "s lie", far_m / 1000,
            positioner->given.area.of);
    if (positioner->counts.outside)
        ter_note(notes, "%lld position%s outside the area that EPSG:%d is made for: taken as they are",
            (long long)positioner->counts.outside, positioner->counts.outside == 1 ? " lies" : "s lie",
            positioner->given.storage_epsg);
}

static const struct ter_bbox globe = {-180, -90, 180, 90};

static bool open_areas(struct ter_positioner *positioner, struct ter_error *err)
{
    const struct ter_positions *given = &positioner->given;
    bool degrees;
    if (!ter_axes_area(given->from_epsg, &positioner->source_area, &positioner->geographic, err) ||
        !ter_axes_area(given->storage_epsg, &positioner->storage_area, &degrees, err))
        return false;
    positioner->neighbourhood = given->area.of ? ter_bbox_grow(given->area.box, far_m) : globe;
    return true;
}

bool ter_positioner_open(const struct ter_layer *layer, const struct ter_positions *positions,
    struct ter_positioner **ret_positioner, struct ter_error *err)
{
    TER_AUTO(ter_positioner_close) struct ter_positioner *positioner = ter_alloc(sizeof *positioner);
    positioner->layer = layer;
    positioner->given = *positions;
    if (!open_areas(positioner, err))
        return false;
    if (positions->from_epsg != positions->storage_epsg &&
        !ter_transform_open(positions->from_epsg, positions->storage_epsg, &positioner->transform, err))
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
    ter_geometry_checker_close(positioner->checker);
    ter_points_free(&positioner->points);
    ter_buf_free(&positioner->wkb);
    free(positioner->x);
    free(positioner->y);
    free(positioner);
}
