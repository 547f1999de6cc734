/* The nearest points to a place by the way along roads, for many places: one search from all points outward.
 *
 * The way is that of hoses and of people on foot: straight to the nearest way along which a hose can be laid,
 * along such ways in either direction, straight from the road to the place; all three count. What is farther
 * than TER_SPEED_OFF_ROAD_M from any such way has none. It passes no railway, river or motorway on its own
 * level. Everything is in the working plane of the graph. */
#ifndef TER_ROADS_NEAREST_ROADS_H
#define TER_ROADS_NEAREST_ROADS_H

#include "road_search.h"
#include "speeds.h"

struct ter_nearest_roads;

/* Search from these points, for the `k` (1 … TER_ROAD_MOST_RANKS) nearest of every place and no way longer
 * than max_m (INFINITY: any). A point with x NaN is nowhere. The graph must outlive the search. */
struct ter_nearest_roads *ter_nearest_roads_open(const struct ter_road_graph *graph,
    const struct ter_speeds *speeds, const struct ter_xy *points, size_t count, size_t k, double max_m)
    __attribute__((returns_nonnull, warn_unused_result));
void ter_nearest_roads_close(struct ter_nearest_roads *nearest);
TER_DEFINE_AUTO(struct ter_nearest_roads, ter_nearest_roads_close)

struct ter_nearest_way {
    size_t point;      /* its place in the array of points */
    double way_m;      /* the whole way */
    double off_road_m; /* of it, at both ends */
};

/* Find the nearest by the way, the nearest first; returns how many there are. */
size_t ter_nearest_roads_find(const struct ter_nearest_roads *nearest, struct ter_xy at,
    struct ter_nearest_way ret_ways[TER_ROAD_MOST_RANKS]);

/* Append the way that was found, from the point to the place (struct ter_xy). */
void ter_nearest_roads_draw(const struct ter_nearest_roads *nearest, struct ter_xy at,
    const struct ter_nearest_way *way, struct ter_buf *ret_points);

/* How many of the points have no road that they can go to. */
size_t ter_nearest_roads_aside(const struct ter_nearest_roads *nearest);

#endif
