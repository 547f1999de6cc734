/* The gazetteer inside the registry: places and roads by name, with an uncertainty of their own. */
#ifndef TER_REGISTRY_GAZETTEER_H
#define TER_REGISTRY_GAZETTEER_H

#include "names.h"
#include "registry.h"
#include "similar.h"

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
    bool by_area;         /* `at` is only that of its township: uncertainty_m covers the township */
    char *source;         /* "sketch", "OpenStreetMap" … */
};

enum ter_way { TER_ROAD, TER_RAILWAY, TER_WATERWAY };

/* A way: one line, with or without a name. Texts find those that have a name, a number or a word for their
 * class; the network of roads has all. */
struct ter_road {
    int64_t id;
    char *name; /* NULL where only a ref is known */
    char *alt_names;
    char *ref;    /* "G110"; several separated by ';' */
    char *class_; /* OpenStreetMap's: "motorway", "river" …; NULL: unknown */
    char *township;
    struct ter_lonlat *points;
    size_t point_count;
    double uncertainty_m;
    char *source;
    enum ter_way way;
    int oneway; /* 1: along the points, -1: against them, 0: both ways */
    bool bridge, tunnel;
    bool ring; /* (a part of) a roundabout */
    int layer; /* -5 … 5: above or below the ground */
    int lanes; /* of this line; 0: unknown */
};

/* Where two named ways meet, or one passes over the other. */
struct ter_junction {
    struct ter_lonlat at; /* centre of the circle that holds its nodes: a dual carriageway has several */
    double radius_m;      /* of that circle; 0 for one node */
    double uncertainty_m; /* of the ways that it comes from: the larger */
    int lanes;            /* of the wider way; 0: unknown */
    bool at_grade;        /* false: one passes over the other (bridge, tunnel, another layer) */
};

/* Of the nodes of one pair of ways, those that lie this near to one another are one junction. */
enum { TER_JUNCTION_REACH_M = 100 };

/* At most this many lines come back for one key: names such as 铁路 stand for thousands. */
enum { TER_GAZETTEER_MOST_ROADS = 2000 };

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

/* Ends it: derives the junctions and the forms of names anew, from the lines and names of all sources. */
TER_CHECKED bool ter_gazetteer_finish(
    struct ter_registry *registry, int64_t source_id, struct ter_error *err);

/* Look up by key (ter_gazetteer_key of any of its names or refs, or of a word for its class: 铁路, 高速), in
 * the order of id. The arrays are the caller's: ter_places_free, ter_roads_free. */
TER_CHECKED bool ter_gazetteer_places(struct ter_registry *registry, const char *key,
    struct ter_place **ret_places, size_t *ret_count, struct ter_error *err);
TER_CHECKED bool ter_gazetteer_roads(struct ter_registry *registry, const char *key,
    struct ter_road **ret_roads, size_t *ret_count, struct ter_error *err);

/* Where a way of one key meets, crosses, passes over or under one of the other key, in no particular order;
 * the same either way round. The array is the caller's: free it. */
TER_CHECKED bool ter_gazetteer_junctions(struct ter_registry *registry, const char *key_a, const char *key_b,
    struct ter_junction **ret_junctions, size_t *ret_count, struct ter_error *err);

/* The boundary of a township where the register's layer `township` has it (appended as WKB; nothing where it
 * has none, or several of that name). The ending of its kind may be left out: 毕克齐 is 毕克齐镇. */
TER_CHECKED bool ter_gazetteer_boundary(
    struct ter_registry *registry, const char *township, struct ter_buf *ret_wkb, struct ter_error *err);

/* The area that the whole register is about: its only place of kind "county". *ret_found is false when there
 * is none, or more than one. The caller clears the place. */
TER_CHECKED bool ter_gazetteer_county(
    struct ter_registry *registry, struct ter_place *ret_place, bool *ret_found, struct ter_error *err);

void ter_places_free(struct ter_place *places, size_t count);
void ter_roads_free(struct ter_road *roads, size_t count);

struct ter_gazetteer_stats {
    int64_t places, roads, named_roads, railways, waterways, junctions; /* a number is a name here */
};
TER_CHECKED bool ter_gazetteer_count(
    struct ter_registry *registry, struct ter_gazetteer_stats *ret_stats, struct ter_error *err);

/* What each source brought, in the order of their first import. */
struct ter_gazetteer_source {
    char *name;
    char *file;        /* the last one, or NULL */
    char *attribution; /* or NULL */
    char *imported_at; /* UTC */
    int64_t places, roads;
};
TER_CHECKED bool ter_gazetteer_sources(struct ter_registry *registry,
    struct ter_gazetteer_source **ret_sources, size_t *ret_count, struct ter_error *err);
void ter_gazetteer_sources_free(struct ter_gazetteer_source *sources, size_t count);

#endif
