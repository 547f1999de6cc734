/* Lines and polygons in degrees: cleaned where nothing of their shape changes, else refused. */
#ifndef TER_IMPORT_GEOMETRY_CHECK_H
#define TER_IMPORT_GEOMETRY_CHECK_H

#include "base/geometry.h"

/* What was mended, in geometries. */
struct ter_geometry_mended {
    int64_t closed;    /* rings that did not end where they began */
    int64_t doubled;   /* positions that repeated the one before */
    int64_t reordered; /* holes that stood before the ring they lie in */
    int64_t flat;      /* holes without area */
    int64_t rebuilt;   /* rings that touch or cross themselves without changing the area */
};

struct ter_geometry_checker;
struct ter_geometry_checker *ter_geometry_checker_open(void);
void ter_geometry_checker_close(struct ter_geometry_checker *checker);

/* Check a geometry of type 1-6 whose bytes ter_wkb_points could read, and whose positions are finite. The
 * result lives until the next call: rings closed, without repeated positions, outer ring first and
 * counter-clockwise, holes clockwise. Fails where a line has no length, a ring no area, or a polygon crosses
 * itself so that mending would change its area; the error names the place as LON,LAT. */
TER_CHECKED bool ter_geometry_check(struct ter_geometry_checker *checker, struct ter_wkb wkb,
    const struct ter_points *points, struct ter_wkb *ret_wkb, struct ter_error *err);

const struct ter_geometry_mended *ter_geometry_checker_mended(const struct ter_geometry_checker *checker);

#endif
