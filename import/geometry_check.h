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
    int64_t changed;   /* the same, where the area changed: only with permission */
};

/* What was mended of one geometry. */
struct ter_geometry_mending {
    struct ter_geometry_mended counts;
    const char *fault;     /* why its lines were drawn anew; NULL: they were not */
    struct ter_lonlat at;  /* where that is, else the first of what was mended */
    struct ter_wkb before; /* as it was, closed and in order, where its lines were drawn anew */
};

struct ter_geometry_checker;
struct ter_geometry_checker *ter_geometry_checker_open(void);
void ter_geometry_checker_close(struct ter_geometry_checker *checker);

/* Permit that mending changes an area: a bow-tie becomes its two halves, parts that overlap become one. */
void ter_geometry_checker_permit(struct ter_geometry_checker *checker);

/* Check a geometry of type 1-6 whose bytes ter_wkb_points could read, and whose positions are finite. The
 * result lives until the next call: rings closed, without repeated positions, outer ring first and
 * counter-clockwise, holes clockwise. Fails where a line has no length, a ring no area, or a polygon crosses
 * itself so that mending would change its area; the error names the place as LON,LAT. */
TER_CHECKED bool ter_geometry_check(struct ter_geometry_checker *checker, struct ter_wkb wkb,
    const struct ter_points *points, struct ter_wkb *ret_wkb, struct ter_error *err);

const struct ter_geometry_mended *ter_geometry_checker_mended(const struct ter_geometry_checker *checker);

/* The same of the last geometry, valid until the next; NULL where nothing was mended. */
const struct ter_geometry_mending *ter_geometry_checker_last(const struct ter_geometry_checker *checker);

#endif
