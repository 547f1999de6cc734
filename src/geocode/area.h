/* Areas that a location must lie in: a township by its boundary or its circle, the county. */
#ifndef TER_GEOCODE_AREA_H
#define TER_GEOCODE_AREA_H

#include "base/plane.h"
#include "registry/gazetteer.h"

struct ter_area {
    bool known;              /* the gazetteer has it, and only once: */
    struct ter_place place;  /* its circle is place.uncertainty_m + ter_area_extent_m */
    struct ter_points rings; /* its boundary, where the register has it */
    struct ter_plane plane;  /* at the middle of its box; all 0 where nothing is known of its extent */
    struct ter_bbox box;     /* of boundary or circle */
};

/* The township of a name. *ret_area is not known when the gazetteer has none, or several, of that name. */
TER_CHECKED bool ter_area_township(
    struct ter_registry *registry, const char *name, struct ter_area *ret_area, struct ter_error *err);
TER_CHECKED bool ter_area_county(
    struct ter_registry *registry, struct ter_area *ret_area, struct ter_error *err);
void ter_area_clear(struct ter_area *area);

/* Radius of the circle round the place that covers the area, errors included. */
double ter_area_radius_m(const struct ter_area *area);

/* Whether nothing is known of where it ends: it allows every position. */
bool ter_area_is_open(const struct ter_area *area);

/* Say whether a position that may be off by slack_m can lie in the area; true where nothing is known of it.
 */
bool ter_area_allows(const struct ter_area *area, struct ter_lonlat at, double slack_m);

/* Whether all that lies in this box is certainly outside, off by slack_m. */
bool ter_area_misses(const struct ter_area *area, struct ter_bbox box, double slack_m);

bool ter_place_is_township(const struct ter_place *place);
bool ter_place_is_county(const struct ter_place *place);

#endif
