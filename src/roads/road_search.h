/* Shortest ways on a road graph from many starts at once, for any cost of an edge.
 *
 * Costs grow evenly along an edge, so the costs of both its ends, and of the starts on it, give the cost of
 * every place on it exactly. Where two starts are equally near, the one with the lower number counts. Memory
 * is linear; the answer does not depend on the order of anything but the starts. */
#ifndef TER_ROADS_ROAD_SEARCH_H
#define TER_ROADS_ROAD_SEARCH_H

#include "road_graph.h"

/* ---- costs ---- */

/* A place on an edge that nothing passes. */
struct ter_road_stop {
    uint32_t edge;
    double part; /* of the edge's length from its `from`, 0 … 1 */
};

struct ter_road_costs;

/* Ask for the cost of every edge both ways (>= 0; INFINITY: closed that way). The stops may come in any order
 * and are copied. The graph must outlive the costs. */
struct ter_road_costs *ter_road_costs_open(const struct ter_road_graph *graph,
    double (*cost)(void *user, const struct ter_road_edge *edge, bool backwards), void *user,
    const struct ter_road_stop *stops, size_t stop_count);
void ter_road_costs_close(struct ter_road_costs *costs);
TER_DEFINE_AUTO(struct ter_road_costs, ter_road_costs_close)

/* ---- the search ---- */

/* Where a source enters the network. A source may have several starts. */
struct ter_road_start {
    uint32_t source; /* any number below UINT32_MAX */
    uint32_t edge;
    double part; /* of the edge's length from its `from`, 0 … 1 */
    double cost; /* with which it starts, >= 0 */
};

enum { TER_ROAD_MOST_RANKS = 3 };
struct ter_road_search;

/* Search: the `ranks` (1 … TER_ROAD_MOST_RANKS) nearest sources of every node whose cost does not exceed
 * `limit` (INFINITY: any). The starts are copied; the costs must outlive the search. */
struct ter_road_search *ter_road_search_open(const struct ter_road_costs *costs,
    const struct ter_road_start *starts, size_t start_count, int ranks, double limit);
void ter_road_search_close(struct ter_road_search *search);
TER_DEFINE_AUTO(struct ter_road_search, ter_road_search_close)

/* ---- its answers ---- */

#define TER_ROAD_NOBODY UINT32_MAX
struct ter_road_label {
    double cost;     /* INFINITY with TER_ROAD_NOBODY */
    uint32_t source; /* TER_ROAD_NOBODY: nobody, and all ranks after it */
    uint32_t arc;    /* by which the way reaches the node; its first arc leads from the start itself */
    bool first;      /* the arc is that first one: the start lies on its edge */
};

/* A node's labels, nearest first: `ranks` of them. */
const struct ter_road_label *ter_road_search_node(const struct ter_road_search *search, uint32_t node);

/* The nearest sources of a place on an edge, nearest first; returns how many were found (at most `ranks`).
 * Costs beyond the limit may be missing, never wrong. */
struct ter_road_due {
    double cost;
    uint32_t source;
};
size_t ter_road_search_at(const struct ter_road_search *search, size_t edge, double part,
    struct ter_road_due ret_dues[TER_ROAD_MOST_RANKS]);

/* A piece of an edge along which the nearest source is one and the same, and its cost grows evenly. */
struct ter_road_stretch {
    double from, to;           /* parts of the edge's length, from <= to */
    double from_cost, to_cost; /* at these ends */
    uint32_t source;
};

/* Cut an edge into stretches as far as the cost does not exceed `limit` (at most the search's own), ascending
 * by part. Stretches of no length are left out. */
void ter_road_search_stretches(const struct ter_road_search *search, size_t edge, double limit,
    void (*found)(void *user, const struct ter_road_stretch *stretch), void *user);

/* Append the nearest source's way to a place on an edge: points from its start to the place (struct ter_xy).
 * False where nobody reaches it. */
bool ter_road_search_way(
    const struct ter_road_search *search, size_t edge, double part, struct ter_buf *ret_points);

#endif
