/* Owns the parts that coverage measures: points, lines and rings in the working plane, each in one township.
 * Knows nothing of what covers them. */
#include "coverage_parts.h"

#include "analysis/area.h"
#include "base/progress.h"

#include <math.h>
#include <stdlib.h>

/* What is being read. */
struct reading {
    struct ter_cover_parts *parts;
    const struct ter_cover_plane *plane;
    struct ter_cover_units *units;
    GEOSContextHandle_t geos;
    size_t feature, word; /* the unit that the feature itself names */
    bool areas;           /* polygons are measured, not lines */
    size_t broken;
};

void ter_cover_parts_free(struct ter_cover_parts *parts)
{
    free(parts->items);
    free(parts->points);
    free(parts->ring_ends);
    *parts = (struct ter_cover_parts){0};
}

static void add_point(struct ter_cover_parts *parts, struct ter_xy at)
{
    parts->points =
        ter_grow(parts->points, &parts->point_capacity, parts->point_count + 1, sizeof *parts->points);
    parts->points[parts->point_count++] = at;
}

static struct ter_cover_part *add_part(struct ter_cover_parts *parts, size_t feature, size_t unit)
{
    parts->items = ter_grow(parts->items, &parts->capacity, parts->count + 1, sizeof *parts->items);
    struct ter_cover_part *part = &parts->items[parts->count++];
    *part = (struct ter_cover_part){
        .feature = (uint32_t)feature,
        .unit = unit == SIZE_MAX ? UINT32_MAX : (uint32_t)unit,
        .first = parts->point_count,
        .first_ring = parts->ring_count,
        .size = 1,
    };
    return part;
}

/* The coordinates of a line or ring, in this order or the other way round. */
static bool add_sequence(
    struct ter_cover_parts *parts, GEOSContextHandle_t geos, const GEOSGeometry *line, bool reverse)
{
    const GEOSCoordSequence *sequence = GEOSGeom_getCoordSeq_r(geos, line);
    unsigned count = 0;
    if (!sequence || GEOSCoordSeq_getSize_r(geos, sequence, &count) != 1)
        return false;
    for (unsigned i = 0; i < count; i++) {
        struct ter_xy at;
        if (GEOSCoordSeq_getXY_r(geos, sequence, reverse ? count - 1 - i : i, &at.x, &at.y) != 1)
            return false;
        add_point(parts, at);
    }
    return true;
}

static void end_ring(struct ter_cover_parts *parts, const struct ter_cover_part *part)
{
    parts->ring_ends =
        ter_grow(parts->ring_ends, &parts->ring_capacity, parts->ring_count + 1, sizeof *parts->ring_ends);
    parts->ring_ends[parts->ring_count++] = parts->point_count - part->first;
}

static bool add_ring(struct ter_cover_parts *parts, const struct ter_cover_part *part,
    GEOSContextHandle_t geos, const GEOSGeometry *ring, bool outer)
{
    char left = 0; /* whether it runs counterclockwise */
    const GEOSCoordSequence *sequence = ring ? GEOSGeom_getCoordSeq_r(geos, ring) : NULL;
    if (!sequence || GEOSCoordSeq_isCCW_r(geos, sequence, &left) != 1 ||
        !add_sequence(parts, geos, ring, (left != 0) != outer))
        return false;
    end_ring(parts, part);
    return true;
}

static bool unreadable(struct ter_error *err)
{
    return ter_fail(err, TER_FAILED, "its geometry is broken");
}

bool ter_cover_parts_add_polygon(struct ter_cover_parts *parts, GEOSContextHandle_t geos,
    const GEOSGeometry *polygon, size_t feature, size_t unit, struct ter_error *err)
{
    struct ter_cover_part part = *add_part(parts, feature, unit);
    int holes = GEOSGetNumInteriorRings_r(geos, polygon);
    bool done = holes >= 0 && GEOSArea_r(geos, polygon, &part.size) == 1 &&
                add_ring(parts, &part, geos, GEOSGetExteriorRing_r(geos, polygon), true);
    for (int i = 0; i < holes && done; i++)
        done = add_ring(parts, &part, geos, GEOSGetInteriorRingN_r(geos, polygon, i), false);
    part.count = parts->point_count - part.first;
    part.ring_count = parts->ring_count - part.first_ring;
    parts->items[parts->count - 1] = part;
    return done || unreadable(err);
}

static bool add_line(struct reading *reading, const GEOSGeometry *line, size_t unit, struct ter_error *err)
{
    struct ter_cover_parts *parts = reading->parts;
    struct ter_cover_part part = *add_part(parts, reading->feature, unit);
    bool done =
        GEOSLength_r(reading->geos, line, &part.size) == 1 && add_sequence(parts, reading->geos, line, false);
    part.count = parts->point_count - part.first;
    parts->items[parts->count - 1] = part;
    return done || unreadable(err);
}

/* What is left of a cut has also points and lines where areas only touch: they have no area, and no part. */
static bool put_piece(void *user, size_t unit, const GEOSGeometry *piece, struct ter_error *err)
{
    struct reading *reading = user;
    int count = GEOSGetNumGeometries_r(reading->geos, piece);
    for (int i = 0; i < count; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(reading->geos, piece, i);
        int type = part ? GEOSGeomTypeId_r(reading->geos, part) : -1;
        size_t in = unit == SIZE_MAX ? reading->word : unit;
        if (part && GEOSisEmpty_r(reading->geos, part) == 1)
            continue;
        if (type == GEOS_POLYGON && reading->areas &&
            !ter_cover_parts_add_polygon(reading->parts, reading->geos, part, reading->feature, in, err))
            return false;
        if ((type == GEOS_LINESTRING || type == GEOS_LINEARRING) && !reading->areas &&
            !add_line(reading, part, in, err))
            return false;
        if (type > GEOS_POLYGON && !put_piece(user, unit, part, err))
            return false;
    }
    return true;
}

static bool read_shape(
    struct reading *reading, const struct ter_cover_feature *feature, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf moved = {0};
    if (!ter_cover_plane_wkb(reading->plane->to, feature->shape, &moved, err))
        return false;
    GEOSGeometry *shape =
        ter_cover_shape_read(reading->geos, (struct ter_wkb){(const uint8_t *)moved.data, moved.size});
    reading->broken += !shape;
    bool done = !shape || ter_cover_units_cut(reading->units, shape, put_piece, reading, err);
    GEOSGeom_destroy_r(reading->geos, shape);
    return done;
}

static bool read_point(
    struct reading *reading, const struct ter_cover_feature *feature, struct ter_error *err)
{
    struct ter_lonlat at;
    struct ter_xy xy;
    if (!ter_geometry_centre(feature->shape, &at, err) || !ter_cover_plane_to(reading->plane, at, &xy, err))
        return false;
    size_t unit = ter_cover_units_at(reading->units, xy);
    add_part(reading->parts, reading->feature, unit == SIZE_MAX ? reading->word : unit)->count = 1;
    add_point(reading->parts, xy);
    return true;
}

static bool has_position(const struct ter_cover_feature *feature)
{
    struct ter_lonlat at;
    return feature->shape.data &&
           (!ter_wkb_to_point(feature->shape, &at) || (isfinite(at.lon) && isfinite(at.lat)));
}

bool ter_cover_parts_read(struct ter_cover_over *over, const struct ter_cover_plane *plane,
    struct ter_cover_units *units, struct ter_cover_parts *ret_parts, struct ter_error *err)
{
    struct ter_cover_parts parts = {0};
    struct reading reading = {.parts = &parts,
        .plane = plane,
        .units = units,
        .geos = ter_cover_units_geos(units),
        .areas = over->measure == TER_COVER_AREA_M2};
    bool done = true;
    for (size_t i = 0; i < over->count && done; i++) {
        const struct ter_cover_feature *feature = &over->features[i];
        if (!has_position(feature))
            continue;
        reading.feature = i;
        reading.word = ter_cover_units_word(units, feature->township);
        done = ter_interrupt_check(err) &&
               ((over->measure == TER_COVER_COUNT ? read_point(&reading, feature, err)
                                                  : read_shape(&reading, feature, err)) ||
                   ter_wrap(err, "%s %s", over->name, feature->code));
    }
    if (!done) {
        ter_cover_parts_free(&parts);
        return false;
    }
    over->broken = reading.broken;
    *ret_parts = parts;
    return true;
}
