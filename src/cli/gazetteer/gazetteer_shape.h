/* Shapes of gazetteer files: moved into the register's coordinate system, and the circle that covers them. */
#ifndef TER_CLI_GAZETTEER_SHAPE_H
#define TER_CLI_GAZETTEER_SHAPE_H

#include "base/crs.h"

/* Write the geometry over what `ret_wkb` held, with its positions transformed (NULL: as they are) and checked
 * to lie on the globe. */
TER_CHECKED bool ter_shape_transform(struct ter_wkb wkb, const struct ter_transform *transform,
    struct ter_buf *ret_wkb, struct ter_error *err);

/* The smallest circle that covers all positions, to about one part in a hundred: its centre and its radius in
 * metres. The radius holds every position; it is 0 for one. */
void ter_shape_circle(
    const struct ter_lonlat *points, size_t count, struct ter_lonlat *ret_centre, double *ret_radius_m);

/* Write a line as WKB over what `ret_wkb` held. */
void ter_shape_line(const struct ter_lonlat *points, size_t count, struct ter_buf *ret_wkb);

#endif
