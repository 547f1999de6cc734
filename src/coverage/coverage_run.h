/* One computation of a coverage, as its steps hand it on. For the files coverage*.c only. */
#ifndef TER_COVERAGE_COVERAGE_RUN_H
#define TER_COVERAGE_COVERAGE_RUN_H

#include "cover.h"
#include "coverage_parts.h"
#include "roads/reach_roads.h"
#include "roads/road_graph.h"

struct ter_cover_run {
    struct ter_registry *registry;
    const struct ter_coverage_request *request;
    struct ter_coverage *coverage; /* what has been found so far */
    struct ter_cover_plane plane;
    struct ter_cover_units *units;
    struct ter_cover_parts *parts; /* of each over */
    struct ter_xy *at;             /* of each source; only where it has a position */
    struct ter_road_graph *graph;  /* where reach goes along roads */
};

bool ter_cover_zh(const struct ter_cover_run *run);
void ter_cover_note(struct ter_cover_run *run, const char *en, const char *zh); /* a fixed sentence */

/* Read the records and decide which of them count: coverage->sources. */
TER_CHECKED bool ter_cover_sources_read(struct ter_cover_run *run, struct ter_error *err);

/* The radius of error that counts: 0 with --assume-exact; NaN: not known. */
double ter_cover_source_error_m(const struct ter_cover_run *run, const struct ter_cover_source *source);

/* The reach of a source at a level: the limit, or its class's own norm. */
double ter_cover_source_limit(
    const struct ter_cover_run *run, const struct ter_cover_source *source, double limit);

/* Whether a source reaches anything; `shut_too`: also those of --without. */
bool ter_cover_source_reaches(const struct ter_cover_source *source, bool shut_too);

/* What is reached at a limit, by the sources used and, with `shut_too`, by those of --without. */
struct ter_cover_pair {
    struct ter_cover certain, possible;
};
TER_CHECKED bool ter_cover_pair_make(struct ter_cover_run *run, double limit, bool shut_too,
    struct ter_cover_pair *ret_pair, struct ter_error *err);
void ter_cover_pair_close(struct ter_cover_pair *pair);
#define TER_AUTO_COVER_PAIR __attribute__((cleanup(ter_cover_pair_close)))

/* The same along roads: coverage_roadside.c. */
TER_CHECKED bool ter_cover_pair_on_roads(struct ter_cover_run *run, double limit, bool shut_too,
    struct ter_cover_pair *ret_pair, struct ter_error *err);

/* Read the roads where reach goes along them. */
TER_CHECKED bool ter_cover_graph_read(struct ter_cover_run *run, struct ter_error *err);

/* Where reach along roads begins. */
struct ter_cover_sources {
    struct ter_road_source *items;
    size_t count, capacity;
};
void ter_cover_sources_add(struct ter_cover_sources *sources, struct ter_road_source source);

/* Add a station, and, where its radius of error exceeds the side depth of roads, every road within that as a
 * place where it may stand: what it possibly reaches begins at any of them. */
void ter_cover_spread(
    const struct ter_cover_run *run, struct ter_road_source station, struct ter_cover_sources *sources);

/* From the alarm to the wheels turning: as the record says, else as its class takes. */
double ter_cover_turnout_s(const struct ter_cover_run *run, const struct ter_cover_source *source);

/* First, second and third due, districts, and what they cross: of reach in minutes only. */
TER_CHECKED bool ter_cover_stations_find(struct ter_cover_run *run, struct ter_error *err);

/* Rank what would close the gaps, where that is asked for. */
TER_CHECKED bool ter_cover_close_gaps(struct ter_cover_run *run, struct ter_error *err);

/* Fill in the figures of a level. */
TER_CHECKED bool ter_cover_level_measure(struct ter_cover_run *run, const struct ter_cover_pair *pair,
    struct ter_cover_level *level, struct ter_error *err);

/* Fill in its points and pieces, and the worst of all. */
TER_CHECKED bool ter_cover_level_list(struct ter_cover_run *run, const struct ter_cover_pair *pair,
    struct ter_cover_level *level, struct ter_error *err);

/* Fill in its polygons. */
TER_CHECKED bool ter_cover_level_draw(struct ter_cover_run *run, const struct ter_cover_pair *pair,
    struct ter_cover_level *level, struct ter_error *err);

/* Say what was assumed, and what there is to know. */
void ter_cover_explain(struct ter_cover_run *run);

void ter_cover_level_free(struct ter_cover_level *level);

#endif
