/* The road network as a graph in a metric working plane: where ways connect, how long they are, which of them
 * is nearest to a place, and what bars the way beside them.
 *
 * Ways connect where they share a position to 1e-7 degree (1 cm), be it their end or not, and where the end
 * of one lies within TER_ROAD_SNAP_M of another's vertex or line on the same layer. They do not connect where
 * one merely passes over or under the other, nor where two lines cross without a vertex in common. */
#ifndef TER_ROADS_ROAD_GRAPH_H
#define TER_ROADS_ROAD_GRAPH_H

#include "base/plane.h"
#include "registry/registry.h"

#define TER_ROAD_SNAP_M 0.5

/* A piece of one way between two nodes, with none between. A loop has the same node at both ends. */
struct ter_road_edge {
    uint32_t from, to; /* nodes */
    uint32_t first_vertex,
        vertex_count;       /* of graph->vertices, at least 2; the first and the last are its nodes */
    uint32_t line;          /* of graph->line_ids */
    double length_m;        /* on the ground: within 1e-6 of the geodesic along its vertices */
    double plane_m;         /* of the same line in the working plane */
    uint8_t speed_class;    /* of graph->classes */
    int8_t oneway;          /* 1: from `from` to `to` only, -1: from `to` to `from` only, 0: both ways */
    uint8_t bridge, tunnel; /* 0 or 1 */
    int8_t layer;           /* -5 … 5 */
    uint8_t way;            /* enum ter_way (registry/gazetteer.h): always TER_ROAD */
};

/* What hoses do not cross. */
enum ter_road_bar {
    TER_BAR_RAILWAY = 1,
    TER_BAR_WATER = 2, /* rivers and canals; streams and ditches bar nobody */
    TER_BAR_MOTORWAY = 4,
    TER_BAR_ALL = 7,
};

struct ter_road_index; /* of edges and barriers, by place */

struct ter_road_graph {
    struct ter_xy *nodes;
    size_t node_count;
    struct ter_road_edge *edges;
    size_t edge_count;
    struct ter_xy *vertices;
    size_t vertex_count;

    /* The arcs that leave node i are arcs[first[i]] … arcs[first[i + 1] - 1]. An arc is edge << 1 |
     * backwards: backwards it leads from edge.to to edge.from. Every edge is there both ways, whatever its
     * `oneway` says: who searches decides (engines heed it, hoses do not). */
    uint32_t *first, *arcs;

    int64_t *line_ids; /* rows of the gazetteer's table road */
    size_t line_count;

    /* The classes of ways that occur, OpenStreetMap's values of `highway` ("residential", "motorway_link" …);
     * [0] is "" and stands for ways without a class, and for what exceeds 255 classes. A roundabout has the
     * class of its road. Map them to speeds by name, once. */
    char **classes;
    size_t class_count;

    size_t unnamed_count; /* lines of roads without name and number: 0 in a register filled by an older
                             program */
    double uncertainty_m; /* of the roads that are least accurate */
    int epsg;             /* of the working plane */
    struct ter_road_index *index;
};

/* Read all roads of the gazetteer, and its railways and waterways as barriers. A register without roads gives
 * an empty graph. */
TER_CHECKED bool ter_road_graph_read(struct ter_registry *registry, int working_epsg,
    struct ter_road_graph **ret_graph, struct ter_error *err);
void ter_road_graph_close(struct ter_road_graph *graph);
TER_DEFINE_AUTO(struct ter_road_graph, ter_road_graph_close)

static inline uint32_t ter_road_arc_edge(uint32_t arc)
{
    return arc >> 1;
}

/* The node that an arc leads to. */
static inline uint32_t ter_road_arc_end(const struct ter_road_graph *graph, uint32_t arc)
{
    const struct ter_road_edge *edge = &graph->edges[arc >> 1];
    return arc & 1 ? edge->from : edge->to;
}

/* Whether traffic may take an arc. */
static inline bool ter_road_arc_open(const struct ter_road_graph *graph, uint32_t arc)
{
    int8_t oneway = graph->edges[arc >> 1].oneway;
    return arc & 1 ? oneway <= 0 : oneway >= 0;
}

/* ---- places on edges ---- */

/* Ground metres from the edge's `from`, 0 … length_m. */
struct ter_xy ter_road_edge_at(
    const struct ter_road_graph *graph, const struct ter_road_edge *edge, double along_m);

/* Append the piece of an edge between two places on it, in that order (from_m > to_m: against the edge).
 * Points that repeat the last one of the buffer are left out. The buffer holds struct ter_xy. */
void ter_road_edge_piece(const struct ter_road_graph *graph, const struct ter_road_edge *edge, double from_m,
    double to_m, struct ter_buf *ret_points);

/* The nearest point of the network. */
struct ter_road_foot {
    size_t edge;
    double along_m; /* from the edge's `from`, ground metres */
    double away_m;  /* from the place asked for, in the plane */
    struct ter_xy at;
};

/* Find the nearest point of an edge that `admits` says yes to (NULL: any), at most farthest_m away (INFINITY:
 * any). False where there is none. Of equally near edges the first counts. */
bool ter_road_graph_foot(const struct ter_road_graph *graph, struct ter_xy at, double farthest_m,
    bool (*admits)(void *user, const struct ter_road_edge *edge), void *user, struct ter_road_foot *ret_foot);

/* Call `found` once for each edge whose line comes within radius_m of the place, in no particular order. */
void ter_road_graph_near(const struct ter_road_graph *graph, struct ter_xy at, double radius_m,
    void (*found)(void *user, size_t edge), void *user);

/* ---- barriers ---- */

struct ter_road_crossing {
    enum ter_road_bar bar;
    double part;      /* of the way from a to b, or along_m of an edge */
    struct ter_xy at; /* where */
};

/* Whether the straight way over the ground from a to b meets a barrier of one of these kinds (enum
 * ter_road_bar, or-ed). Barriers on bridges and in tunnels bar nobody. ret_first (may be NULL) gets the
 * meeting nearest to a. */
bool ter_road_graph_barred(const struct ter_road_graph *graph, struct ter_xy a, struct ter_xy b,
    unsigned bars, struct ter_road_crossing *ret_first);

/* Where an edge meets barriers at its own level: neither the edge nor the barrier is a bridge or a tunnel,
 * and both are on one layer. Level crossings, fords. The part is in metres from the edge's `from`, ascending.
 * A motorway does not meet itself, nor the ways that share a node with it. The array belongs to the graph; it
 * is made for all edges at the first call. */
size_t ter_road_edge_crossings(
    const struct ter_road_graph *graph, size_t edge, const struct ter_road_crossing **ret_crossings);

#endif
