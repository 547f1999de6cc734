/* What the gazetteer knows of a location's anchors. */
#ifndef TER_GEOCODE_LOOKUP_H
#define TER_GEOCODE_LOOKUP_H

#include "area.h"
#include "geocode.h"
#include "line.h"
#include "lines.h"
#include "neighbours.h"
#include "registry/learnt.h"

/* What is common to the texts of one session. */
struct ter_session {
    struct ter_registry *registry;
    struct ter_known_names *known; /* NULL until a name was not found */
    struct ter_learnt_texts *learnt;
    struct ter_line_cache lines;
    struct ter_area county;
    struct ter_area **towns;
    size_t town_count, town_capacity;
    struct ter_map towns_by_name; /* hash of the name -> index of a town */
    size_t texts;
};

/* What one anchor was found to be: lines of a road, or places, or neither. */
struct ter_found {
    char *key;
    struct ter_place *places;
    size_t place_count;
    size_t places_elsewhere; /* of this name, but not where the text must lie */
    bool class_word;         /* 铁路: a word for a class of ways */
    bool lines_asked;
    struct ter_route route; /* those lines that may be meant; once asked for */
    struct ter_bbox *boxes; /* of each line of the route */
    size_t *groups;         /* of each line of the route: see lines.h */
    size_t lines_elsewhere;
    bool corrected; /* found under another spelling: */
    enum ter_likeness likeness;
};

/* One location with all that was looked up for it. */
struct ter_scene {
    struct ter_session *session;
    struct ter_parse *parse;
    const struct ter_geocode_query *query;
    struct ter_found *found;     /* one for each anchor */
    char *township;              /* as the column or the text names it, NULL: not said */
    const struct ter_area *town; /* of that name; NULL: not said */
    char *town_key;
};

/* Look up the places, and whether the roads exist. What lies in another township than the one stated, or
 * outside the county, is left out. Marks the anchors that were found. */
TER_CHECKED bool ter_scene_open(struct ter_session *session, const struct ter_geocode_query *query,
    struct ter_parse *parse, struct ter_scene *ret_scene, struct ter_error *err);
void ter_scene_free(struct ter_scene *scene);

/* Ask for an anchor again under the spelling anchor->read_as. */
TER_CHECKED bool ter_scene_ask_again(struct ter_scene *scene, size_t anchor, struct ter_error *err);

/* The lines of an anchor; loaded when first asked for. Empty for a word for a class of ways. */
TER_CHECKED bool ter_scene_route(
    const struct ter_scene *scene, size_t anchor, struct ter_route *ret_route, struct ter_error *err);

/* Say whether a position with a radius can lie in the stated township and the county. */
bool ter_scene_allows(const struct ter_scene *scene, struct ter_lonlat at, double radius_m);

/* Whether a thing tagged with this township (NULL: not tagged) lies in another than the one stated. */
bool ter_scene_elsewhere(const struct ter_scene *scene, const char *township);

/* Length of a village's name without the ending that may be left out (村), 0 when it has none. */
size_t ter_village_stem(const char *key);

/* The township by the gazetteer's name, else as said; NULL: neither. */
const char *ter_scene_township(const struct ter_scene *scene);

/* Forget what has grown too large. Between two texts. */
void ter_session_trim(struct ter_session *session);
void ter_session_clear(struct ter_session *session);

#endif
