/* The union of discs of different radii in a plane: what lies within reach of at least one of many points.
 *
 * It is kept as the arcs of its outline, not as polygons: areas are exact, and polygons are drawn from the
 * arcs to whatever tolerance is asked for. Coordinates are metres of a working system (ter_crs_metric). All
 * questions may be asked from several threads at once. */
#ifndef TER_COVERAGE_DISCS_H
#define TER_COVERAGE_DISCS_H

#include "base/plane.h"

struct ter_disc {
    struct ter_xy at;
    double radius_m; /* zero or less: reaches nothing */
};

struct ter_discs; /* immutable once built */

/* Build the union. Any order of the same discs gives the same union. Fails on positions and radii that are
 * not finite. */
TER_CHECKED bool ter_discs_open(
    const struct ter_disc *discs, size_t count, struct ter_discs **ret_discs, struct ter_error *err);
void ter_discs_close(struct ter_discs *discs);
TER_DEFINE_AUTO(struct ter_discs, ter_discs_close)

/* The area of the union, right to 1e-9 of itself. */
double ter_discs_area_m2(const struct ter_discs *discs);

/* Whether a point is no farther from any centre than its radius; the edge belongs to the disc. */
bool ter_discs_contain(const struct ter_discs *discs, struct ter_xy at);

/* The same with room to spare: whether some disc's edge is at least margin_m (which may be below 0) beyond
 * the point. A point that may be up to u metres away is covered for certain with margin u, possibly with -u.
 */
bool ter_discs_hold(const struct ter_discs *discs, struct ter_xy at, double margin_m);

/* How much of a line is covered, metres. */
double ter_discs_line_m(const struct ter_discs *discs, const struct ter_xy *line, size_t count);

/* Hand over the pieces of a line that are not covered, in its order, each with two points or more, cut where
 * the line enters and leaves a disc. A piece is valid during the call. */
void ter_discs_uncovered(const struct ter_discs *discs, const struct ter_xy *line, size_t count,
    void (*piece)(void *user, const struct ter_xy *line, size_t count), void *user);

/* The area that a polygon or multipolygon and the union share. The rings come one after another, in any
 * direction, closed or not; part_ends[i] is the index one past ring i's last point. What an odd number of
 * rings encloses is inside. */
double ter_discs_rings_m2(
    const struct ter_discs *discs, const struct ter_xy *points, const size_t *part_ends, size_t parts);

/* The union as a valid MultiPolygon (WKB) in plane coordinates, appended to ret_wkb; outer rings run
 * counter-clockwise, holes clockwise. The polygons lie within the discs, nowhere farther from the outline
 * than chord_m (> 0; what is less than a micrometre at a radius of 150 m does not count). Fails where an
 * outline does not close, which would be a fault of this program. */
TER_CHECKED bool ter_discs_polygons(
    const struct ter_discs *discs, double chord_m, struct ter_buf *ret_wkb, struct ter_error *err);

#endif
