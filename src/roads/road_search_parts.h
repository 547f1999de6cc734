/* What the parts of the search share: costs beside the graph's arcs, and the arithmetic of one edge. */
#ifndef TER_ROADS_ROAD_SEARCH_PARTS_H
#define TER_ROADS_ROAD_SEARCH_PARTS_H

#include "road_search.h"

/* An arc as the search walks it: beside graph->arcs, all it needs in one place. */
struct ter_road_hop {
    double cost; /* INFINITY: closed, or a stop stands on the edge */
    uint32_t end, arc;
};

struct ter_road_costs {
    const struct ter_road_graph *graph;
    double *edges;               /* [edge * 2 + backwards], without regard to stops */
    struct ter_road_stop *stops; /* by edge and part */
    size_t stop_count;
    struct ter_road_hop *hops;
};

struct ter_road_search {
    const struct ter_road_costs *costs;
    struct ter_road_start *starts; /* by edge and part */
    size_t start_count;
    struct ter_road_label *labels; /* [node * ranks + rank] */
    size_t ranks;
    double limit;
};

/* The stops of an edge, the starts on an edge: neighbours in their arrays. */
size_t ter_road_stops_of(
    const struct ter_road_costs *costs, size_t edge, const struct ter_road_stop **ret_stops);
size_t ter_road_starts_of(
    const struct ter_road_search *search, size_t edge, const struct ter_road_start **ret_starts);

/* Between which stops a place lies: starts from low to high reach it, and the ends of the edge as said. */
struct ter_road_room {
    double low, high;
    bool from_end, to_end; /* the edge's ends are in the same room */
};
struct ter_road_room ter_road_room(const struct ter_road_costs *costs, size_t edge, double part);

/* The cost after moving along an edge between two parts of it; INFINITY where it is closed that way. */
double ter_road_moved(const struct ter_road_costs *costs, size_t edge, double cost, double from, double to);

static inline bool ter_road_nearer(double cost, uint32_t source, double than_cost, uint32_t than_source)
{
    return cost < than_cost || (cost == than_cost && source < than_source);
}

#endif
