/* What ought to be covered, made ready for measuring: in the working plane, cut along the townships. For the
 * files coverage*.c only. */
#ifndef TER_COVERAGE_COVERAGE_PARTS_H
#define TER_COVERAGE_COVERAGE_PARTS_H

#include "base/crs.h"
#include "base/plane.h"
#include "coverage.h"

#include <geos_c.h>

/* ---- the working plane ---- */

struct ter_cover_plane {
    int epsg;
    struct ter_transform *to, *back; /* from and to the register's system */
};

TER_CHECKED bool ter_cover_plane_open(
    int storage_epsg, struct ter_bbox data, struct ter_cover_plane *ret_plane, struct ter_error *err);
void ter_cover_plane_close(struct ter_cover_plane *plane);
TER_CHECKED bool ter_cover_plane_to(
    const struct ter_cover_plane *plane, struct ter_lonlat at, struct ter_xy *ret_xy, struct ter_error *err);
/* The positions are replaced in place; x stands in lon, y in lat. */
TER_CHECKED bool ter_cover_plane_move(
    const struct ter_transform *transform, struct ter_lonlat *points, size_t count, struct ter_error *err);
/* A copy of a geometry with other positions, as WKB; no bytes of no bytes. */
TER_CHECKED bool ter_cover_plane_wkb(const struct ter_transform *transform, struct ter_wkb wkb,
    struct ter_buf *ret_wkb, struct ter_error *err);

/* ---- townships ---- */

struct ter_cover_units; /* the polygons of layer township, and names that only records know */

TER_CHECKED bool ter_cover_units_open(struct ter_registry *registry, const struct ter_cover_plane *plane,
    struct ter_cover_units **ret_units, struct ter_error *err);
void ter_cover_units_close(struct ter_cover_units *units);
TER_DEFINE_AUTO(struct ter_cover_units, ter_cover_units_close)

/* The unit that a word of a record names, added where it is new and not drawn; SIZE_MAX for NULL, blank text
 * and the name of a drawn one: that is decided by position. */
size_t ter_cover_units_word(struct ter_cover_units *units, const char *word);

size_t ter_cover_units_count(const struct ter_cover_units *units); /* without the unknown */
size_t ter_cover_units_drawn(const struct ter_cover_units *units); /* the first ones */
const char *ter_cover_units_name(const struct ter_cover_units *units, size_t unit);
GEOSContextHandle_t ter_cover_units_geos(const struct ter_cover_units *units);
const GEOSGeometry *ter_cover_units_shape(const struct ter_cover_units *units, size_t unit); /* drawn ones */

/* The drawn unit that a place lies in; SIZE_MAX: none. */
size_t ter_cover_units_at(const struct ter_cover_units *units, struct ter_xy at);

/* Cut a line or polygon along the units; `put` gets every piece with its unit, SIZE_MAX for what lies in
 * none. Nothing is counted twice where units overlap: the first has it. `shape` stays the caller's. */
TER_CHECKED bool ter_cover_units_cut(const struct ter_cover_units *units, const GEOSGeometry *shape,
    bool (*put)(void *user, size_t unit, const GEOSGeometry *piece, struct ter_error *err), void *user,
    struct ter_error *err);

/* ---- parts ---- */

/* A point, a line, or a polygon with its holes. */
struct ter_cover_part {
    uint32_t feature, unit; /* UINT32_MAX: in no known township */
    size_t first, count;    /* of `points`; 1 for a point */
    size_t first_ring, ring_count;
    double size; /* metres or square metres; 1 for a point */
};

struct ter_cover_parts {
    struct ter_cover_part *items;
    size_t count, capacity;
    struct ter_xy *points;
    size_t point_count, point_capacity;
    size_t *ring_ends; /* from a part's first point */
    size_t ring_count, ring_capacity;
};

/* Features that count become points: themselves, or for lines and polygons the middle that stands for them.
 * Shapes that are too broken are counted in over->broken. */
TER_CHECKED bool ter_cover_parts_read(struct ter_cover_over *over, const struct ter_cover_plane *plane,
    struct ter_cover_units *units, struct ter_cover_parts *ret_parts, struct ter_error *err);
void ter_cover_parts_free(struct ter_cover_parts *parts);

/* Append the polygon's rings (outer counterclockwise, holes clockwise) as one part; GEOS gives the polygon.
 */
TER_CHECKED bool ter_cover_parts_add_polygon(struct ter_cover_parts *parts, GEOSContextHandle_t geos,
    const GEOSGeometry *polygon, size_t feature, size_t unit, struct ter_error *err);

/* Read plane WKB; polygons come out valid (mended as even-odd filling draws them). NULL where it is broken.
 */
GEOSGeometry *ter_cover_shape_read(GEOSContextHandle_t geos, struct ter_wkb wkb);

#endif
