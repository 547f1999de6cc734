/* Owns the townships of a coverage: their polygons in the working plane, and what lies in which. Knows
 * nothing of what is covered. */
#include "base/text.h"
#include "coverage_parts.h"
#include "registry/find.h"

#include <stdlib.h>
#include <string.h>

struct unit {
    char *name, *key;
    GEOSGeometry *shape; /* NULL: known by word only */
    const GEOSPreparedGeometry *prepared;
    double west, south, east, north;
};

struct ter_cover_units {
    GEOSContextHandle_t geos;
    struct unit *items;
    size_t count, capacity, drawn;
};

void ter_cover_units_close(struct ter_cover_units *units)
{
    if (!units)
        return;
    for (size_t i = 0; i < units->count; i++) {
        free(units->items[i].name);
        free(units->items[i].key);
        GEOSPreparedGeom_destroy_r(units->geos, units->items[i].prepared);
        GEOSGeom_destroy_r(units->geos, units->items[i].shape);
    }
    free(units->items);
    GEOS_finish_r(units->geos);
    free(units);
}

static GEOSGeometry *valid_polygon(GEOSContextHandle_t geos, GEOSGeometry *shape)
{
    enum { ANY_SEGMENTS = 8 };
    if (GEOSisValid_r(geos, shape) == 1)
        return shape;
    GEOSGeometry *valid = GEOSMakeValid_r(geos, shape);
    GEOSGeometry *areas = valid ? GEOSBuffer_r(geos, valid, 0, ANY_SEGMENTS) : NULL; /* drops stray lines */
    GEOSGeom_destroy_r(geos, valid);
    GEOSGeom_destroy_r(geos, shape);
    return areas;
}

/* A ring as a polygon, closed where its file has forgotten to; NULL for less than a triangle. */
static GEOSGeometry *ring_polygon(GEOSContextHandle_t geos, const struct ter_lonlat *points, size_t count)
{
    bool closed = count && points[0].lon == points[count - 1].lon && points[0].lat == points[count - 1].lat;
    if (count < (closed ? 4u : 3u))
        return NULL;
    GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(geos, (unsigned)(count + !closed), 2);
    for (size_t i = 0; i < count + !closed; i++)
        GEOSCoordSeq_setXY_r(geos, sequence, (unsigned)i, points[i % count].lon, points[i % count].lat);
    GEOSGeometry *ring = GEOSGeom_createLinearRing_r(geos, sequence);
    GEOSGeometry *polygon = ring ? GEOSGeom_createPolygon_r(geos, ring, NULL, 0) : NULL;
    return polygon ? valid_polygon(geos, polygon) : NULL;
}

/* GEOS refuses rings that are not closed: join what an odd number of rings encloses. */
static GEOSGeometry *from_rings(GEOSContextHandle_t geos, struct ter_wkb wkb)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    GEOSGeometry *all = NULL;
    if (!ter_wkb_points(wkb, &points))
        return NULL;
    for (size_t part = 0, from = 0; part < points.part_count; from = points.parts[part++]) {
        GEOSGeometry *ring = ring_polygon(geos, points.items + from, points.parts[part] - from);
        GEOSGeometry *sum = ring && all ? GEOSSymDifference_r(geos, all, ring) : NULL;
        if (!ring)
            continue;
        if (all) {
            GEOSGeom_destroy_r(geos, ring);
            GEOSGeom_destroy_r(geos, all);
        }
        all = all ? sum : ring;
    }
    return all;
}

GEOSGeometry *ter_cover_shape_read(GEOSContextHandle_t geos, struct ter_wkb wkb)
{
    enum ter_geometry_type type = ter_wkb_type(wkb);
    GEOSWKBReader *reader = GEOSWKBReader_create_r(geos);
    GEOSGeometry *shape = GEOSWKBReader_read_r(geos, reader, wkb.data, wkb.size);
    GEOSWKBReader_destroy_r(geos, reader);
    if (!shape && (type == TER_POLYGON || type == TER_MULTIPOLYGON))
        return from_rings(geos, wkb);
    bool is_area = shape && GEOSGeom_getDimensions_r(geos, shape) == 2;
    return is_area ? valid_polygon(geos, shape) : shape;
}

static size_t add_unit(struct ter_cover_units *units, const char *name)
{
    units->items = ter_grow(units->items, &units->capacity, units->count + 1, sizeof *units->items);
    units->items[units->count] = (struct unit){.name = ter_strdup(name), .key = ter_text_key(name)};
    return units->count++;
}

static size_t find_unit(const struct ter_cover_units *units, const char *key)
{
    for (size_t i = 0; i < units->count; i++)
        if (strcmp(units->items[i].key, key) == 0)
            return i;
    return SIZE_MAX;
}

/* Several records of one name are one township. */
static bool merge_shape(struct ter_cover_units *units, size_t at, GEOSGeometry *shape)
{
    struct unit *unit = &units->items[at];
    if (unit->shape) {
        GEOSGeometry *both = GEOSUnion_r(units->geos, unit->shape, shape);
        GEOSGeom_destroy_r(units->geos, unit->shape);
        GEOSGeom_destroy_r(units->geos, shape);
        shape = both;
    }
    unit->shape = shape;
    return shape != NULL;
}

static bool add_polygon(struct ter_cover_units *units, const struct ter_cover_plane *plane, const char *name,
    struct ter_wkb wkb, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf moved = {0};
    if (!ter_cover_plane_wkb(plane->to, wkb, &moved, err))
        return false;
    GEOSGeometry *shape =
        ter_cover_shape_read(units->geos, (struct ter_wkb){(const uint8_t *)moved.data, moved.size});
    if (!shape || GEOSisEmpty_r(units->geos, shape) != 0) {
        GEOSGeom_destroy_r(units->geos, shape);
        return ter_fail(err, TER_FAILED, "its polygon is broken (terrier check names the fault)");
    }
    TER_AUTO_FREE char *key = ter_text_key(name);
    size_t at = find_unit(units, key);
    return merge_shape(units, at == SIZE_MAX ? add_unit(units, name) : at, shape) ||
           ter_fail(err, TER_FAILED, "its polygons cannot be joined");
}

static bool prepare_units(struct ter_cover_units *units, struct ter_error *err)
{
    for (size_t i = 0; i < units->count; i++) {
        struct unit *unit = &units->items[i];
        unit->prepared = GEOSPrepare_r(units->geos, unit->shape);
        if (!unit->prepared || GEOSGeom_getXMin_r(units->geos, unit->shape, &unit->west) != 1 ||
            GEOSGeom_getYMin_r(units->geos, unit->shape, &unit->south) != 1 ||
            GEOSGeom_getXMax_r(units->geos, unit->shape, &unit->east) != 1 ||
            GEOSGeom_getYMax_r(units->geos, unit->shape, &unit->north) != 1)
            return ter_fail(err, TER_FAILED, "township %s: its polygon cannot be prepared", unit->name);
    }
    units->drawn = units->count;
    return true;
}

static bool read_polygons(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_cover_plane *plane, struct ter_cover_units *units, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_field *name_field = ter_layer_field(layer, "name");
    size_t name_at = name_field ? ter_layer_field_index(layer, name_field) : layer->role[TER_ROLE_CODE];
    struct ter_filter in_force = {
        .statuses = (const char *const *)layer->available.items, .status_count = layer->available.count};
    if (!ter_find_open(registry, layer, &in_force, &cursor, err))
        return false;
    for (const struct ter_record *record;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return true;
        struct ter_value name = record->values[name_at];
        if (record->geometry.data && name.type == TER_VALUE_TEXT &&
            !add_polygon(units, plane, name.text, record->geometry, err))
            return ter_wrap(err, "township %s", name.text);
    }
}

bool ter_cover_units_open(struct ter_registry *registry, const struct ter_cover_plane *plane,
    struct ter_cover_units **ret_units, struct ter_error *err)
{
    TER_AUTO(ter_cover_units_close) struct ter_cover_units *units = ter_alloc(sizeof *units);
    const struct ter_layer *layer;
    struct ter_error none;
    units->geos = GEOS_init_r();
    if (ter_registry_layer(registry, "township", &layer, &none) && layer->geometry == TER_MULTIPOLYGON &&
        !read_polygons(registry, layer, plane, units, err))
        return false;
    if (!prepare_units(units, err))
        return false;
    *ret_units = units;
    units = NULL;
    return true;
}

size_t ter_cover_units_word(struct ter_cover_units *units, const char *word)
{
    if (!word)
        return SIZE_MAX;
    TER_AUTO_FREE char *key = ter_text_key(word);
    if (!*key)
        return SIZE_MAX;
    size_t at = find_unit(units, key);
    return at == SIZE_MAX ? add_unit(units, word) : at < units->drawn ? SIZE_MAX : at;
}

size_t ter_cover_units_count(const struct ter_cover_units *units)
{
    return units->count;
}

size_t ter_cover_units_drawn(const struct ter_cover_units *units)
{
    return units->drawn;
}

const char *ter_cover_units_name(const struct ter_cover_units *units, size_t unit)
{
    return units->items[unit].name;
}

GEOSContextHandle_t ter_cover_units_geos(const struct ter_cover_units *units)
{
    return units->geos;
}

const GEOSGeometry *ter_cover_units_shape(const struct ter_cover_units *units, size_t unit)
{
    return units->items[unit].shape;
}

size_t ter_cover_units_at(const struct ter_cover_units *units, struct ter_xy at)
{
    GEOSGeometry *point = NULL;
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < units->drawn && found == SIZE_MAX; i++) {
        const struct unit *unit = &units->items[i];
        if (at.x < unit->west || at.x > unit->east || at.y < unit->south || at.y > unit->north)
            continue;
        if (!point)
            point = GEOSGeom_createPointFromXY_r(units->geos, at.x, at.y);
        if (point && GEOSPreparedIntersects_r(units->geos, unit->prepared, point) == 1)
            found = i;
    }
    GEOSGeom_destroy_r(units->geos, point);
    return found;
}

/* Take out of *rest what lies in the unit and hand it on. */
static bool cut_one(const struct ter_cover_units *units, size_t at, GEOSGeometry **rest,
    bool (*put)(void *user, size_t unit, const GEOSGeometry *piece, struct ter_error *err), void *user,
    struct ter_error *err)
{
    const struct unit *unit = &units->items[at];
    if (GEOSPreparedIntersects_r(units->geos, unit->prepared, *rest) != 1)
        return true;
    bool whole = GEOSPreparedCovers_r(units->geos, unit->prepared, *rest) == 1;
    GEOSGeometry *inside = whole ? *rest : GEOSIntersection_r(units->geos, *rest, unit->shape);
    GEOSGeometry *outside = whole ? NULL : GEOSDifference_r(units->geos, *rest, unit->shape);
    if (!whole)
        GEOSGeom_destroy_r(units->geos, *rest);
    *rest = outside;
    bool cut = inside && (whole || outside);
    bool done = cut ? put(user, at, inside, err)
                    : ter_fail(err, TER_FAILED, "its geometry cannot be cut along township %s", unit->name);
    GEOSGeom_destroy_r(units->geos, inside);
    return done;
}

bool ter_cover_units_cut(const struct ter_cover_units *units, const GEOSGeometry *shape,
    bool (*put)(void *user, size_t unit, const GEOSGeometry *piece, struct ter_error *err), void *user,
    struct ter_error *err)
{
    if (!units->drawn)
        return put(user, SIZE_MAX, shape, err);
    GEOSGeometry *rest = GEOSGeom_clone_r(units->geos, shape);
    bool done = rest != NULL;
    for (size_t i = 0; i < units->drawn && done && rest; i++)
        done = cut_one(units, i, &rest, put, user, err);
    done = done && (!rest || GEOSisEmpty_r(units->geos, rest) == 1 || put(user, SIZE_MAX, rest, err));
    GEOSGeom_destroy_r(units->geos, rest);
    return done;
}
