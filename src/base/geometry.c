/* Owns positions, boxes, the reading of WKB and the judgement of polygons. */
#include "geometry.h"

#include "messages.h"
#include "text.h"

#include <geos_c.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *ter_geometry_name(enum ter_geometry_type type)
{
    static const char *const names[] = {"None", "Point", "LineString", "Polygon", "MultiPoint",
        "MultiLineString", "MultiPolygon", "GeometryCollection"};
    return type >= 0 && type <= TER_GEOMETRYCOLLECTION ? names[type] : "unknown";
}

/* A cursor over bytes of which none can be trusted. */
struct cursor {
    const uint8_t *at, *end;
};

static bool take_u32(struct cursor *cursor, uint32_t *ret_value)
{
    if (cursor->end - cursor->at < 4)
        return false;
    const uint8_t *b = cursor->at;
    *ret_value = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    cursor->at += 4;
    return true;
}

static double double_at(const uint8_t *bytes)
{
    uint64_t bits = 0;
    for (int i = 7; i >= 0; i--)
        bits = bits << 8 | bytes[i];
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static bool take_header(struct cursor *cursor, enum ter_geometry_type *ret_type)
{
    if (cursor->at == cursor->end || *cursor->at != 1)
        return false;
    cursor->at++;
    uint32_t type;
    if (!take_u32(cursor, &type) || type < TER_POINT || type > TER_GEOMETRYCOLLECTION)
        return false;
    *ret_type = (enum ter_geometry_type)type;
    return true;
}

enum ter_geometry_type ter_wkb_type(struct ter_wkb wkb)
{
    enum ter_geometry_type type = TER_GEOMETRY_NONE;
    if (!wkb.data)
        return type;
    struct cursor cursor = {wkb.data, wkb.data + wkb.size};
    return take_header(&cursor, &type) ? type : TER_GEOMETRY_NONE;
}

static void put_double(uint8_t *bytes, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(bits >> (8 * i));
}

void ter_wkb_from_point(struct ter_lonlat point, uint8_t ret_wkb[TER_WKB_POINT_SIZE])
{
    static const uint8_t header[5] = {1, TER_POINT, 0, 0, 0};
    memcpy(ret_wkb, header, sizeof header);
    put_double(ret_wkb + 5, point.lon);
    put_double(ret_wkb + 13, point.lat);
}

bool ter_wkb_to_point(struct ter_wkb wkb, struct ter_lonlat *ret_point)
{
    if (wkb.size != TER_WKB_POINT_SIZE || ter_wkb_type(wkb) != TER_POINT)
        return false;
    *ret_point = (struct ter_lonlat){double_at(wkb.data + 5), double_at(wkb.data + 13)};
    return true;
}

static bool take_part(struct cursor *cursor, uint32_t count, struct ter_points *points)
{
    if (count > (size_t)(cursor->end - cursor->at) / 16)
        return false;
    points->items = ter_grow(points->items, &points->capacity, points->count + count, sizeof *points->items);
    for (uint32_t i = 0; i < count; i++, cursor->at += 16)
        points->items[points->count++] =
            (struct ter_lonlat){double_at(cursor->at), double_at(cursor->at + 8)};
    points->parts =
        ter_grow(points->parts, &points->part_capacity, points->part_count + 1, sizeof *points->parts);
    points->parts[points->part_count++] = points->count;
    return true;
}

static bool take_geometry(struct cursor *cursor, int depth, struct ter_points *points)
{
    enum ter_geometry_type type;
    uint32_t count = 1;
    if (depth > 4 || !take_header(cursor, &type))
        return false;
    if (type != TER_POINT && !take_u32(cursor, &count))
        return false;
    if (type == TER_POINT || type == TER_LINESTRING)
        return take_part(cursor, count, points);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t positions;
        bool taken = type == TER_POLYGON
                         ? take_u32(cursor, &positions) && take_part(cursor, positions, points)
                         : take_geometry(cursor, depth + 1, points);
        if (!taken)
            return false;
    }
    return true;
}

bool ter_wkb_points(struct ter_wkb wkb, struct ter_points *ret_points)
{
    if (!wkb.data)
        return false;
    struct cursor cursor = {wkb.data, wkb.data + wkb.size};
    return take_geometry(&cursor, 0, ret_points);
}

/* Walks as take_geometry does, and writes. */
static uint8_t *put_points(uint8_t *at, const struct ter_lonlat **next)
{
    struct cursor head = {at + 1, at + 9};
    uint32_t type = 0, count = 1;
    take_u32(&head, &type);
    at += 5;
    if (type != TER_POINT) {
        take_u32(&head, &count);
        at += 4;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t positions = 1;
        if (type > TER_POLYGON) {
            at = put_points(at, next);
            continue;
        }
        if (type == TER_POLYGON) {
            head = (struct cursor){at, at + 4};
            take_u32(&head, &positions);
            at += 4;
        }
        for (; positions; positions--, at += 16, (*next)++) {
            put_double(at, (*next)->lon);
            put_double(at + 8, (*next)->lat);
        }
    }
    return at;
}

void ter_wkb_put_points(void *wkb, const struct ter_lonlat *points)
{
    put_points(wkb, &points);
}

/* Between coordinates stand headers and counts, which must be equal: what is compared as coordinates is known
 * once both were read. */
bool ter_wkb_same(struct ter_wkb a, struct ter_wkb b, double tolerance_deg)
{
    if (!a.data || !b.data || a.size != b.size)
        return !a.data && !b.data;
    if (memcmp(a.data, b.data, a.size) == 0)
        return true;
    TER_AUTO_POINTS struct ter_points left = {0}, right = {0};
    bool same = ter_wkb_type(a) == ter_wkb_type(b) && ter_wkb_points(a, &left) && ter_wkb_points(b, &right) &&
                left.count == right.count && left.part_count == right.part_count;
    for (size_t i = 0; same && i < left.part_count; i++)
        same = left.parts[i] == right.parts[i];
    for (size_t i = 0; same && i < left.count; i++)
        same = fabs(left.items[i].lon - right.items[i].lon) <= tolerance_deg &&
               fabs(left.items[i].lat - right.items[i].lat) <= tolerance_deg;
    return same;
}

void ter_points_free(struct ter_points *points)
{
    free(points->items);
    free(points->parts);
    *points = (struct ter_points){0};
}

struct ter_bbox ter_bbox_of(const struct ter_lonlat *points, size_t count)
{
    if (!count)
        return (struct ter_bbox){0};
    struct ter_bbox box = {points[0].lon, points[0].lat, points[0].lon, points[0].lat};
    for (size_t i = 1; i < count; i++) {
        box.west = fmin(box.west, points[i].lon);
        box.east = fmax(box.east, points[i].lon);
        box.south = fmin(box.south, points[i].lat);
        box.north = fmax(box.north, points[i].lat);
    }
    return box;
}

bool ter_bbox_contains(struct ter_bbox box, struct ter_lonlat point)
{
    return point.lon >= box.west && point.lon <= box.east && point.lat >= box.south && point.lat <= box.north;
}

/* Split "a,b,…" into exactly `count` numbers. */
static bool parse_numbers(const char *text, double *ret_numbers, size_t count)
{
    TER_AUTO_FREE char *copy = ter_strdup(text);
    char *at = copy;
    for (size_t i = 0; i < count; i++) {
        char *comma = strchr(at, ',');
        if ((comma == NULL) != (i + 1 == count))
            return false;
        if (comma)
            *comma = '\0';
        if (!ter_text_double(ter_text_trim(at), &ret_numbers[i]))
            return false;
        at = comma ? comma + 1 : at;
    }
    return true;
}

bool ter_lonlat_check(struct ter_lonlat point, struct ter_error *err)
{
    if (!isfinite(point.lon) || !isfinite(point.lat))
        return ter_fail(err, TER_FAILED, "the position is not a number");
    if (fabs(point.lat) > 90 && fabs(point.lon) <= 90 && fabs(point.lat) <= 180)
        return ter_fail(err, TER_FAILED,
            "latitude %.10g is outside -90 … 90; the pair looks swapped: longitude comes first "
            "(%.10g,%.10g?)",
            point.lat, point.lat, point.lon);
    if (fabs(point.lat) > 90)
        return ter_fail(err, TER_FAILED, "latitude %.10g is outside -90 … 90", point.lat);
    if (fabs(point.lon) > 180)
        return ter_fail(err, TER_FAILED, "longitude %.10g is outside -180 … 180", point.lon);
    return true;
}

bool ter_lonlat_parse(const char *text, struct ter_lonlat *ret_point, struct ter_error *err)
{
    double numbers[2];
    if (!parse_numbers(text, numbers, 2))
        return ter_fail(
            err, TER_USAGE, "\"%s\" is not a position; write LON,LAT in degrees, such as 111.16,40.73", text);
    struct ter_lonlat point = {numbers[0], numbers[1]};
    if (!ter_lonlat_check(point, err)) {
        err->code = TER_USAGE;
        return ter_wrap(err, "\"%s\"", text);
    }
    *ret_point = point;
    return true;
}

bool ter_bbox_parse(const char *text, struct ter_bbox *ret_box, struct ter_error *err)
{
    double n[4];
    if (!parse_numbers(text, n, 4))
        return ter_fail(err, TER_USAGE,
            "\"%s\" is not a box; write W,S,E,N in degrees, such as 111.0,40.5,111.3,40.8", text);
    struct ter_lonlat corners[2] = {{n[0], n[1]}, {n[2], n[3]}};
    for (int i = 0; i < 2; i++)
        if (!ter_lonlat_check(corners[i], err)) {
            err->code = TER_USAGE;
            return ter_wrap(err, "box \"%s\"", text);
        }
    if (n[0] > n[2] || n[1] > n[3])
        return ter_fail(
            err, TER_USAGE, "box \"%s\": west must not exceed east, nor south north; write W,S,E,N", text);
    *ret_box = (struct ter_bbox){n[0], n[1], n[2], n[3]};
    return true;
}

struct ter_validator {
    GEOSContextHandle_t geos;
    GEOSWKBReader *reader;
    GEOSWKBWriter *writer;
};

struct ter_validator *ter_validator_open(void)
{
    struct ter_validator *validator = ter_alloc(sizeof *validator);
    validator->geos = GEOS_init_r(); /* without handlers it keeps quiet */
    validator->reader = GEOSWKBReader_create_r(validator->geos);
    validator->writer = GEOSWKBWriter_create_r(validator->geos);
    GEOSWKBWriter_setOutputDimension_r(validator->geos, validator->writer, 2);
    GEOSWKBWriter_setByteOrder_r(validator->geos, validator->writer, GEOS_WKB_NDR);
    return validator;
}

void ter_validator_close(struct ter_validator *validator)
{
    if (!validator)
        return;
    GEOSWKBReader_destroy_r(validator->geos, validator->reader);
    GEOSWKBWriter_destroy_r(validator->geos, validator->writer);
    GEOS_finish_r(validator->geos);
    free(validator);
}

bool ter_validator_check(
    struct ter_validator *validator, struct ter_wkb polygon, char **ret_fault, struct ter_lonlat *ret_at)
{
    GEOSContextHandle_t geos = validator->geos;
    GEOSGeometry *shape = GEOSWKBReader_read_r(geos, validator->reader, polygon.data, polygon.size);
    GEOSGeometry *place = NULL;
    char *reason = NULL;
    bool valid = shape && GEOSisValidDetail_r(geos, shape, 0, &reason, &place) == 1;
    if (!valid) {
        *ret_fault = ter_strdup(reason ? reason : ter_message("unreadable"));
        *ret_at = (struct ter_lonlat){0, 0};
        if (place) {
            (void)GEOSGeomGetX_r(geos, place, &ret_at->lon);
            (void)GEOSGeomGetY_r(geos, place, &ret_at->lat);
        }
    }
    GEOSFree_r(geos, reason);
    GEOSGeom_destroy_r(geos, place);
    GEOSGeom_destroy_r(geos, shape);
    return valid;
}

/* Add every polygon of a shape to a list of WKBs; lines and points are left out. */
static uint32_t add_polygons(struct ter_validator *validator, const GEOSGeometry *shape, struct ter_buf *out)
{
    GEOSContextHandle_t geos = validator->geos;
    if (GEOSGeomTypeId_r(geos, shape) == GEOS_POLYGON) {
        size_t size = 0;
        unsigned char *bytes =
            GEOSisEmpty_r(geos, shape) ? NULL : GEOSWKBWriter_write_r(geos, validator->writer, shape, &size);
        ter_buf_add(out, bytes, size);
        GEOSFree_r(geos, bytes);
        return size > 0;
    }
    uint32_t count = 0;
    int parts = GEOSGeomTypeId_r(geos, shape) >= GEOS_MULTIPOINT ? GEOSGetNumGeometries_r(geos, shape) : 0;
    for (int i = 0; i < parts; i++)
        count += add_polygons(validator, GEOSGetGeometryN_r(geos, shape, i), out);
    return count;
}

static bool make_valid(struct ter_validator *validator, struct ter_wkb polygon,
    enum GEOSMakeValidMethods method, struct ter_buf *ret_wkb)
{
    GEOSContextHandle_t geos = validator->geos;
    GEOSGeometry *shape = GEOSWKBReader_read_r(geos, validator->reader, polygon.data, polygon.size);
    GEOSMakeValidParams *how = GEOSMakeValidParams_create_r(geos);
    (void)GEOSMakeValidParams_setMethod_r(geos, how, method);
    GEOSGeometry *rebuilt = shape ? GEOSMakeValidWithParams_r(geos, shape, how) : NULL;
    GEOSMakeValidParams_destroy_r(geos, how);
    static const uint8_t head[9] = {1, TER_MULTIPOLYGON, 0, 0, 0, 0, 0, 0, 0};
    ter_buf_clear(ret_wkb);
    ter_buf_add(ret_wkb, head, sizeof head);
    uint32_t count = rebuilt ? add_polygons(validator, rebuilt, ret_wkb) : 0;
    for (int i = 0; i < 4; i++)
        ret_wkb->data[5 + i] = (char)(count >> (8 * i));
    GEOSGeom_destroy_r(geos, rebuilt);
    GEOSGeom_destroy_r(geos, shape);
    return count > 0;
}

bool ter_validator_rebuild(struct ter_validator *validator, struct ter_wkb polygon, struct ter_buf *ret_wkb)
{
    return make_valid(validator, polygon, GEOS_MAKE_VALID_LINEWORK, ret_wkb);
}

bool ter_validator_join(struct ter_validator *validator, struct ter_wkb polygon, struct ter_buf *ret_wkb)
{
    return make_valid(validator, polygon, GEOS_MAKE_VALID_STRUCTURE, ret_wkb);
}
