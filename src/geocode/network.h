/* The lines of one road as a graph, and the shortest ways in it. */
#ifndef TER_GEOCODE_NETWORK_H
#define TER_GEOCODE_NETWORK_H

#include "line.h"

struct ter_network_edge {
    size_t a, b; /* nodes */
    double length_m;
};

/* A node on a segment of a line, or beside it. */
struct ter_network_tie {
    size_t line, segment;
    double along_m; /* from the segment's first point */
    size_t node;
};

struct ter_network {
    const struct ter_track *track; /* borrowed */
    struct ter_xy *nodes;
    size_t node_count, node_capacity;
    size_t **vertices; /* the node of each vertex of each line */
    size_t *vertex_nodes;
    struct ter_network_tie *ties;
    size_t tie_count, tie_capacity;
    struct ter_network_edge *edges;
    size_t edge_count, edge_capacity;
    size_t *first, *edges_at; /* the edges of node i: edges_at[first[i]] … edges_at[first[i + 1] - 1] */
};

void ter_network_build(const struct ter_track *track, struct ter_network *ret_network);
void ter_network_free(struct ter_network *network);
#define TER_AUTO_NETWORK __attribute__((cleanup(ter_network_free)))

/* Until ways are asked for nodes may be added, and tied to lines where they have a foot on them. */
size_t ter_network_add_node(struct ter_network *network, struct ter_xy at);
void ter_network_tie(struct ter_network *network, size_t node, const struct ter_foot *foot);

/* Where ways begin, and what they have behind them there. */
struct ter_network_source {
    size_t node;
    double level_m;
};

/* How far each node is from the nearest of these sources; INFINITY where the road does not lead there within
 * farthest_m. The array is the caller's. */
double *ter_network_ways(
    struct ter_network *network, const struct ter_network_source *sources, size_t count, double farthest_m);

#endif
