/* Owns the walk from well-known binary to GeoJSON. Knows nothing of records or reference systems. */
#include "geojson.h"

#include <math.h>
#include <string.h>

enum { DEEPEST = 8 }; /* collections within collections */

struct walk {
    const uint8_t *at, *end;
    ter_geojson_convert_fn *convert;
    void *user;
};

static bool take(struct walk *walk, void *ret_bytes, size_t size)
{
    if ((size_t)(walk->end - walk->at) < size)
        return false;
    memcpy(ret_bytes, walk->at, size);
    walk->at += size;
    return true;
}

static double rounded(double degrees)
{
    double value = round(degrees * 1e7) / 1e7;
    return value == 0 ? 0 : value; /* no -0.0 */
}

static json_t *read_position(struct walk *walk)
{
    struct ter_lonlat point;
    if (!take(walk, &point.lon, sizeof point.lon) || !take(walk, &point.lat, sizeof point.lat))
        return NULL;
    if (walk->convert && !walk->convert(walk->user, &point))
        return NULL;
    json_t *position = json_array();
    json_array_append_new(position, ter_json_number(rounded(point.lon)));
    json_array_append_new(position, ter_json_number(rounded(point.lat)));
    return position;
}

typedef json_t *read_fn(struct walk *walk);

/* A count, and so many items. */
static json_t *read_list(struct walk *walk, read_fn *read)
{
    uint32_t count;
    if (!take(walk, &count, sizeof count))
        return NULL;
    TER_AUTO(ter_json_free) json_t *list = json_array();
    for (uint32_t i = 0; i < count; i++)
        if (json_array_append_new(list, read(walk)) != 0) /* refuses NULL */
            return NULL;
    return json_incref(list);
}

static json_t *read_positions(struct walk *walk)
{
    return read_list(walk, read_position);
}

static double coordinate(const json_t *ring, size_t index, size_t axis)
{
    return json_number_value(json_array_get(json_array_get(ring, index), axis));
}

/* Twice the signed area in square degrees: positive when the ring runs counter-clockwise. */
static double signed_area(const json_t *ring)
{
    double sum = 0, x0 = coordinate(ring, 0, 0), y0 = coordinate(ring, 0, 1);
    for (size_t i = 0; i + 1 < json_array_size(ring); i++)
        sum += (coordinate(ring, i, 0) - x0) * (coordinate(ring, i + 1, 1) - y0) -
               (coordinate(ring, i + 1, 0) - x0) * (coordinate(ring, i, 1) - y0);
    return sum;
}

static json_t *reversed(const json_t *ring)
{
    json_t *turned = json_array();
    for (size_t i = json_array_size(ring); i-- > 0;)
        json_array_append(turned, json_array_get(ring, i));
    return turned;
}

static json_t *read_rings(struct walk *walk)
{
    json_t *rings = read_list(walk, read_positions);
    for (size_t i = 0; i < json_array_size(rings); i++) {
        json_t *ring = json_array_get(rings, i);
        double area = signed_area(ring);
        if (i == 0 ? area < 0 : area > 0)
            json_array_set_new(rings, i, reversed(ring));
    }
    return rings;
}

static bool read_header(struct walk *walk, uint32_t *ret_type)
{
    uint8_t order;
    return take(walk, &order, 1) && order == 1 && take(walk, ret_type, sizeof *ret_type);
}

/* A member of a Multi… geometry has a header of its own. */
static json_t *member(struct walk *walk, uint32_t wanted, read_fn *read)
{
    uint32_t type;
    return read_header(walk, &type) && type == wanted ? read(walk) : NULL;
}

static json_t *member_point(struct walk *walk)
{
    return member(walk, TER_POINT, read_position);
}

static json_t *member_line(struct walk *walk)
{
    return member(walk, TER_LINESTRING, read_positions);
}

static json_t *member_polygon(struct walk *walk)
{
    return member(walk, TER_POLYGON, read_rings);
}

static json_t *read_geometry(struct walk *walk, int depth);

static json_t *read_members(struct walk *walk, int depth)
{
    uint32_t count;
    if (!take(walk, &count, sizeof count))
        return NULL;
    TER_AUTO(ter_json_free) json_t *list = json_array();
    for (uint32_t i = 0; i < count; i++)
        if (json_array_append_new(list, read_geometry(walk, depth + 1)) != 0)
            return NULL;
    return json_incref(list);
}

static json_t *read_coordinates(struct walk *walk, uint32_t type)
{
    switch (type) {
    case TER_POINT:
        return read_position(walk);
    case TER_LINESTRING:
        return read_positions(walk);
    case TER_POLYGON:
        return read_rings(walk);
    case TER_MULTIPOINT:
        return read_list(walk, member_point);
    case TER_MULTILINESTRING:
        return read_list(walk, member_line);
    case TER_MULTIPOLYGON:
        return read_list(walk, member_polygon);
    default:
        return NULL;
    }
}

static json_t *read_geometry(struct walk *walk, int depth)
{
    uint32_t type;
    if (depth > DEEPEST || !read_header(walk, &type))
        return NULL;
    bool collection = type == TER_GEOMETRYCOLLECTION;
    json_t *content = collection ? read_members(walk, depth) : read_coordinates(walk, type);
    if (!content)
        return NULL;
    json_t *geometry = json_object();
    ter_json_set(geometry, "type", ter_json_string(ter_geometry_name((enum ter_geometry_type)type)));
    ter_json_set(geometry, collection ? "geometries" : "coordinates", content);
    return geometry;
}

json_t *ter_geojson_from_wkb(struct ter_wkb wkb, ter_geojson_convert_fn *convert, void *user)
{
    if (!wkb.data)
        return json_null();
    struct walk walk = {wkb.data, wkb.data + wkb.size, convert, user};
    json_t *geometry = read_geometry(&walk, 0);
    return geometry ? geometry : json_null();
}
