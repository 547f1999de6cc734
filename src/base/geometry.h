/* Positions, boxes, and geometries as well-known binary.
 *
 * Longitude comes before latitude, everywhere, and the two never travel as loose doubles. Geometries travel
 * between folders as ISO WKB (little-endian, 2D); only src/registry knows SpatiaLite's own blob. */
#ifndef TER_BASE_GEOMETRY_H
#define TER_BASE_GEOMETRY_H

#include "memory.h"

struct ter_lonlat {
    double lon; /* degrees, -180 … 180 */
    double lat; /* degrees, -90 … 90 */
};

struct ter_bbox {
    double west, south, east, north; /* degrees; west <= east (no box crosses the antimeridian) */
};

enum ter_geometry_type { /* the numbers are those of WKB */
    TER_GEOMETRY_NONE = 0,
    TER_POINT = 1,
    TER_LINESTRING = 2,
    TER_POLYGON = 3,
    TER_MULTIPOINT = 4,
    TER_MULTILINESTRING = 5,
    TER_MULTIPOLYGON = 6,
    TER_GEOMETRYCOLLECTION = 7,
};

enum { TER_WKB_POINT_SIZE = 21 };
enum { TER_MOST_VERTICES = 4000000 }; /* of one shape: a province's outline at 1:10,000 has a tenth of that */

struct ter_wkb {
    const uint8_t *data; /* NULL: no geometry */
    size_t size;
};

const char *ter_geometry_name(enum ter_geometry_type type); /* "Point", "MultiPolygon", … */

/* The type written in a WKB header; TER_GEOMETRY_NONE for NULL, a cut header, or a type outside 1-7. */
enum ter_geometry_type ter_wkb_type(struct ter_wkb wkb);

/* Write a point as WKB. */
void ter_wkb_from_point(struct ter_lonlat point, uint8_t ret_wkb[TER_WKB_POINT_SIZE]);

/* Read a WKB point; false when it is not one. */
bool ter_wkb_to_point(struct ter_wkb wkb, struct ter_lonlat *ret_point);

/* Read all positions of any WKB geometry of types 1-7, ring after ring, appended to ret_points (grown with
 * ter_grow; the caller frees it). With ret_parts, the index one past each part's (line's, ring's) last
 * position is appended there too. False when the WKB is cut short, nested too deep or of another type. */
struct ter_points {
    struct ter_lonlat *items;
    size_t count, capacity;
    size_t *parts; /* end index of each part */
    size_t part_count, part_capacity;
};
bool ter_wkb_points(struct ter_wkb wkb, struct ter_points *ret_points);

/* Put other positions into a geometry in place, in the order in which ter_wkb_points has read them; only for
 * a geometry that it could read. */
void ter_wkb_put_points(void *wkb, const struct ter_lonlat *points);
void ter_points_free(struct ter_points *points);
#define TER_AUTO_POINTS __attribute__((cleanup(ter_points_free)))

/* Say whether two geometries are the same but for rounding: same type and parts, and no coordinate farther
 * apart than the tolerance. Two NULLs are the same. */
bool ter_wkb_same(struct ter_wkb a, struct ter_wkb b, double tolerance_deg);

/* Judge of polygons (GEOS), for many of them. Rings must be closed and have four positions. */
struct ter_validator;
struct ter_validator *ter_validator_open(void);
void ter_validator_close(struct ter_validator *validator);
TER_DEFINE_AUTO(struct ter_validator, ter_validator_close)

/* Say whether a polygon or multipolygon is valid as Simple Features have it; where not, GEOS's word for the
 * fault, to be freed by the caller, and its place. */
bool ter_validator_check(
    struct ter_validator *validator, struct ter_wkb polygon, char **ret_fault, struct ter_lonlat *ret_at);

/* Draw the polygon's lines anew as a valid MultiPolygon: what an odd number of rings encloses is inside.
 * False where that gives no area at all. */
bool ter_validator_rebuild(struct ter_validator *validator, struct ter_wkb polygon, struct ter_buf *ret_wkb);

/* The same, but what any part encloses is inside, and what any hole encloses is not: parts that overlap
 * become one, and of a bow-tie both halves stay. */
bool ter_validator_join(struct ter_validator *validator, struct ter_wkb polygon, struct ter_buf *ret_wkb);

/* The box of a list of positions; all zero when the list is empty. */
struct ter_bbox ter_bbox_of(const struct ter_lonlat *points, size_t count);
bool ter_bbox_contains(struct ter_bbox box, struct ter_lonlat point); /* edges belong to the box */

/* A position written "LON,LAT" in decimal degrees. Says which of the two is out of range, and recognises
 * a swapped pair. */
TER_CHECKED bool ter_lonlat_parse(const char *text, struct ter_lonlat *ret_point, struct ter_error *err);

/* Check that a position lies on the globe; the error names the part that does not. */
TER_CHECKED bool ter_lonlat_check(struct ter_lonlat point, struct ter_error *err);

/* A box written "W,S,E,N". */
TER_CHECKED bool ter_bbox_parse(const char *text, struct ter_bbox *ret_box, struct ter_error *err);

#endif
