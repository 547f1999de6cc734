/* Tracts: areas and lines in the metres of a working system, to be widened, joined and cut (GEOS). */
#ifndef TER_LAND_TRACT_H
#define TER_LAND_TRACT_H

#include "base/geometry.h"

/* Where tracts are made: one working system, chosen by where the data lies (ter_crs_metric). */
struct ter_tracts;
struct ter_tract;

/* Open for data of the geographic system `epsg` within the box. */
TER_CHECKED bool ter_tracts_open(
    int epsg, struct ter_bbox box, struct ter_tracts **ret_tracts, struct ter_error *err);
void ter_tracts_close(struct ter_tracts *tracts); /* after the last of its tracts was freed */
TER_DEFINE_AUTO(struct ter_tracts, ter_tracts_close)

int ter_tracts_epsg(const struct ter_tracts *tracts); /* of the working system */

/* Take over a geometry in degrees. Its edges are straight in degrees: long ones get positions in between, so
 * that they stay where they are to 2 cm. Polygons that cross themselves are drawn anew (even-odd). */
TER_CHECKED bool ter_tract_read(
    struct ter_tracts *tracts, struct ter_wkb wkb, struct ter_tract **ret_tract, struct ter_error *err);
void ter_tract_free(struct ter_tract *tract);
TER_DEFINE_AUTO(struct ter_tract, ter_tract_free)

/* Give it back as a MultiPolygon in degrees, outer rings counter-clockwise; the same tract gives the same
 * bytes. An empty one leaves the buffer empty. Lines and points are left out. */
TER_CHECKED bool ter_tract_write(
    const struct ter_tract *tract, struct ter_buf *ret_wkb, struct ter_error *err);

/* The outline of a circle runs at most so far inside it. */
#define TER_TRACT_CHORD_M 0.1

/* What lies within width_m of a tract, with round ends and corners. A width of 0 keeps areas as they are and
 * drops lines and points. */
TER_CHECKED bool ter_tract_buffer(
    const struct ter_tract *tract, double width_m, struct ter_tract **ret_tract, struct ter_error *err);

/* The union of areas; of none, an empty tract. */
TER_CHECKED bool ter_tract_union(struct ter_tracts *tracts, const struct ter_tract *const *items,
    size_t count, struct ter_tract **ret_tract, struct ter_error *err);

enum ter_tract_cut { TER_TRACT_INSIDE, TER_TRACT_OUTSIDE };

/* What of `tract` lies inside or outside of `other`, without lines and points. */
TER_CHECKED bool ter_tract_cut(const struct ter_tract *tract, const struct ter_tract *other,
    enum ter_tract_cut what, struct ter_tract **ret_tract, struct ter_error *err);

/* Leave out its parts of less than least_m2. */
void ter_tract_drop_slivers(struct ter_tract *tract, double least_m2);

double ter_tract_plane_m2(const struct ter_tract *tract); /* in the working system's plane */
bool ter_tract_is_empty(const struct ter_tract *tract);

#endif
