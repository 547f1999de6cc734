/* The gazetteer inside the registry: places and roads by name, with an uncertainty of their own. */
#ifndef TER_REGISTRY_GAZETTEER_H
#define TER_REGISTRY_GAZETTEER_H

#include "names.h"
#include "registry.h"

/* A named place. Texts may be NULL except name and kind. */
struct ter_place {
    int64_t id;
    char *name;
    char *alt_names; /* separated by ';' */
    char *kind;      /* county, town, village, poi … */
    char *township;  /* the township it lies in */
    struct ter_lonlat at;
    double uncertainty_m; /* how far `at` may be from the place's true reference point */
    double extent_m;      /* radius of the circle round `at` that covers the place; 0 for a point */
    char *source;         /* "sketch", "OpenStreetMap" … */
};

/* A named road or railway: one line. */
struct ter_road {
    int64_t id;
    char *name; /* NULL where only a ref is known */
    char *alt_names;
    char *ref; /* "G110"; several separated by ';' */
    char *class_;
    char *township;
    struct ter_lonlat *points;
    size_t point_count;
    double uncertainty_m;
    char *source;
};

void ter_place_clear(struct ter_place *place);
void ter_road_clear(struct ter_road *road);

/* Replace all that `source_name` brought before by what follows, inside a write transaction: replace, add …,
 * finish. `attribution` (may be NULL) is what must be said wherever the data is shown. */
TER_CHECKED bool ter_gazetteer_replace(struct ter_registry *registry, const char *source_name,
    const char *file, const char *sha256, const char *attribution, int64_t *ret_source_id,
    struct ter_error *err);
TER_CHECKED bool ter_gazetteer_add_place(
    struct ter_registry *registry, int64_t source_id, const struct ter_place *place, struct ter_error *err);
TER_CHECKED bool ter_gazetteer_add_road(
    struct ter_registry *registry, int64_t source_id, const struct ter_road *road, struct ter_error *err);

TER_CHECKED bool ter_gazetteer_finish(
    struct ter_registry *registry, int64_t source_id, struct ter_error *err);

/* Look up by key (ter_gazetteer_key of any of its names or refs), in the order of id. The arrays are the
 * caller's: ter_places_free, ter_roads_free. */
TER_CHECKED bool ter_gazetteer_places(struct ter_registry *registry, const char *key,
    struct ter_place **ret_places, size_t *ret_count, struct ter_error *err);
TER_CHECKED bool ter_gazetteer_roads(struct ter_registry *registry, const char *key,
    struct ter_road **ret_roads, size_t *ret_count, struct ter_error *err);

/* The area that the whole register is about: its only place of kind "county". *ret_found is false when there
 * is none, or more than one. The caller clears the place. */
TER_CHECKED bool ter_gazetteer_county(
    struct ter_registry *registry, struct ter_place *ret_place, bool *ret_found, struct ter_error *err);

void ter_places_free(struct ter_place *places, size_t count);
void ter_roads_free(struct ter_road *roads, size_t count);

struct ter_gazetteer_stats {
    int64_t places, roads;
};
TER_CHECKED bool ter_gazetteer_count(
    struct ter_registry *registry, struct ter_gazetteer_stats *ret_stats, struct ter_error *err);

#endif
