/* What the gazetteer knows of a location's anchors. */
#ifndef TER_GEOCODE_LOOKUP_H
#define TER_GEOCODE_LOOKUP_H

#include "geocode.h"
#include "line.h"

/* What one anchor was found to be: lines of a road, or places, or neither. */
struct ter_found {
    struct ter_road *roads;
    size_t road_count;
    struct ter_place *places;
    size_t place_count;
};

/* One location with all that was looked up for it. */
struct ter_scene {
    struct ter_parse *parse;
    struct ter_found *found; /* one for each anchor */
    char *township;          /* as the column or the text names it, NULL: not said */
    bool town_known;         /* … and found in the gazetteer: */
    struct ter_place town;
    bool county_known;
    struct ter_place county;
};

/* Look everything up. What lies in another township than the one stated is left out. Marks the anchors that
 * were found. */
TER_CHECKED bool ter_scene_open(struct ter_registry *registry, const struct ter_context *context,
    struct ter_parse *parse, struct ter_scene *ret_scene, struct ter_error *err);
void ter_scene_free(struct ter_scene *scene);

bool ter_place_is_township(const struct ter_place *place);
bool ter_place_is_county(const struct ter_place *place);

/* Say whether a position with a radius can lie in the stated township; true where the township is not known.
 */
bool ter_scene_allows(const struct ter_scene *scene, struct ter_lonlat at, double radius_m);

struct ter_route ter_scene_route(const struct ter_scene *scene, size_t anchor);
double ter_route_uncertainty_m(struct ter_route route);

#endif
