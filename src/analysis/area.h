/* Areas that records are asked against, and the point that stands for a shape. Planar in degrees, as QGIS's
 * predicates on the same data are: an edge is straight on a plate carrée map. */
#ifndef TER_ANALYSIS_AREA_H
#define TER_ANALYSIS_AREA_H

#include "registry/find.h"

struct ter_area;

/* Prepare a polygon or multipolygon for many questions. One that crosses itself is taken as even-odd filling
 * draws it. Fails on other types. */
TER_CHECKED bool ter_area_open(struct ter_wkb polygon, struct ter_area **ret_area, struct ter_error *err);
void ter_area_close(struct ter_area *area);
TER_DEFINE_AUTO(struct ter_area, ter_area_close)

/* Whether a geometry has something in common with the area: a point lies in it or on its edge, a line or
 * polygon shares more with it than edges. False for broken geometries. */
bool ter_area_meets(const struct ter_area *area, struct ter_wkb geometry);

/* The same as a filter; lives as long as the area. */
const struct ter_region *ter_area_region(const struct ter_area *area);

/* The point that stands for a shape: itself, the middle of a line's length or a polygon's area (planar);
 * the middle of its box where it is too degenerate for that. Fails without any position. */
TER_CHECKED bool ter_geometry_centre(struct ter_wkb wkb, struct ter_lonlat *ret_at, struct ter_error *err);

#endif
