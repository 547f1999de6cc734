/* Rounds for crews: which places one crew visits in one day, in what order, and when it is where.
 *
 * Each stop belongs to a kit (what a crew must bring: rounds.json), to the depot that is nearest by travel
 * time, and to one round. A round leaves its depot, makes its calls and comes back within the day: setting
 * out, travel and the work at each stop all count. What the answer makes least is travel and setting out over
 * all rounds. Travel is the quickest way by road, one-way streets heeded; where there are no roads, the
 * straight line times a detour factor (speeds.json), and a note says so. The same request gives the same
 * rounds.
 *
 * A stop whose position is known too coarsely to drive to is not routed: it goes into a round of its township
 * with `to_locate`, which has an order and no times. */
#ifndef TER_PLAN_ROUNDS_H
#define TER_PLAN_ROUNDS_H

#include "rounds_rules.h"

#include "registry/registry.h"
#include "roads/road_graph.h"
#include "roads/speeds.h"

/* ---- what is asked ---- */

/* One place to visit. Texts are borrowed for as long as the request lives. */
struct ter_round_stop {
    struct ter_lonlat at;
    bool placed; /* false: it has no position; such stops are all to be located first */
    double uncertainty_m;
    const char *needs;    /* what the work needs ("digger", "valve", "inspection" …), NULL: nothing said */
    double service_min;   /* NAN: as the rules say for its needs */
    const char *township; /* or NULL */
    size_t payload;       /* the caller's own index of it */
};

struct ter_round_depot {
    struct ter_lonlat at;
    const char *name;
};

/* The roads and speeds that rounds drive on. */
struct ter_round_ground {
    struct ter_road_graph *graph; /* NULL: none */
    struct ter_speeds *speeds;
    int epsg; /* of positions */
};

/* Read the register's roads; one without roads gives a ground without a graph. */
TER_CHECKED bool ter_round_ground_open(
    struct ter_registry *registry, struct ter_round_ground *ret_ground, struct ter_error *err);
void ter_round_ground_close(struct ter_round_ground *ground);
#define TER_AUTO_ROUND_GROUND __attribute__((cleanup(ter_round_ground_close)))

struct ter_rounds_request {
    const struct ter_round_stop *stops;
    size_t stop_count;
    const struct ter_round_depot *depots; /* at least one where any stop is driven to */
    size_t depot_count;
    const struct ter_round_rules *rules;
    const struct ter_round_ground *ground;
    double day_min; /* a crew's day, minutes, > 0 */
    size_t crews;   /* crews that work side by side: rounds get days and crews; 0: not said */
    enum ter_lang lang;
};

/* Where crews set out: the stations in service that are known well enough to drive to, else the middle of
 * each township, else the middle of the stops. `given` ("LON,LAT", a code of the layer station, or a
 * township's name; NULL: by the order above) chooses one. Free with ter_round_depots_free. */
struct ter_round_depots {
    struct ter_round_depot *items;
    size_t count;
    struct ter_strings names; /* owns the names of the items */
    char *how;                /* what they are, in words for a title block */
};
TER_CHECKED bool ter_round_depots_read(struct ter_registry *registry, const char *given,
    const struct ter_round_rules *rules, const struct ter_round_stop *stops, size_t stop_count,
    enum ter_lang lang, struct ter_round_depots *ret_depots, struct ter_error *err);
void ter_round_depots_free(struct ter_round_depots *depots);
#define TER_AUTO_ROUND_DEPOTS __attribute__((cleanup(ter_round_depots_free)))

/* The length of a crew's day as people write it: "8" and "7.5" are hours, "8h", "450min". A number above 24
 * without a unit is refused. */
TER_CHECKED bool ter_crew_day_read(const char *text, double *ret_minutes, struct ter_error *err);

/* ---- what is answered ---- */

struct ter_round_call {
    size_t stop;                 /* of the request's stops */
    double travel_min, travel_m; /* from the call before, or from the depot; NAN where to_locate */
    double arrive_min;           /* since the start of the day; NAN where to_locate */
    double service_min;
};

struct ter_round {
    size_t depot;                    /* of the request's depots; SIZE_MAX where to_locate */
    const struct ter_round_kit *kit; /* NULL where to_locate: whatever its stops need */
    bool to_locate;                  /* positions too coarse: a list, not a way */
    const char *township;            /* of a to_locate round; NULL: not known, and for other rounds */
    struct ter_round_call *calls;
    size_t call_count;
    double back_min, back_m;     /* from the last call to the depot */
    double travel_min, travel_m; /* all of it, way back included; NAN where to_locate */
    double service_min;
    double total_min;      /* setting out, travel and service; NAN where to_locate */
    size_t day, crew;      /* from 1; 0: no crews were given, or to_locate */
    size_t coarse;         /* calls whose position wants a look (above TER_REVIEW_ABOVE_M) */
    double farthest_off_m; /* the widest radius among its calls */
};

/* A stop that no round can hold. */
struct ter_round_left {
    size_t stop;
    char *reason; /* in the request's language */
};

struct ter_rounds {
    struct ter_round *items; /* by depot, kit, then as made; those to locate last, by township */
    size_t count;
    struct ter_round_left *left;
    size_t left_count;
    double travel_min, travel_m, service_min, total_min; /* of all that are routed */
    size_t routed_stops, to_locate_stops;
    struct ter_strings notes; /* what the answer rests on: roads, detour factor, assumptions */
};

TER_CHECKED bool ter_rounds_make(
    const struct ter_rounds_request *request, struct ter_rounds **ret_rounds, struct ter_error *err);
void ter_rounds_free(struct ter_rounds *rounds);
TER_DEFINE_AUTO(struct ter_rounds, ter_rounds_free)

#endif
