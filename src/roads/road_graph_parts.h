/* What the files of the road graph share. */
#ifndef TER_ROADS_ROAD_GRAPH_PARTS_H
#define TER_ROADS_ROAD_GRAPH_PARTS_H

#include "box_tree.h"
#include "registry/road_lines.h"
#include "road_graph.h"
#include "road_points.h"

/* A few segments of one barrier. */
struct ter_road_barrier {
    uint32_t first_vertex, vertex_count; /* of index->vertices */
    uint8_t bar;                         /* enum ter_road_bar */
    int8_t layer;
    uint32_t edge; /* of a motorway; else UINT32_MAX */
};

struct ter_road_index {
    struct ter_box_tree *edges;
    struct ter_box_tree *barriers;
    struct ter_road_barrier *barrier_items;
    size_t barrier_count, barrier_capacity;
    struct ter_xy *vertices; /* of railways and waterways, then of motorways */
    size_t vertex_count, vertex_capacity;
    struct ter_road_crossing *crossings; /* by edge; made at the first question */
    uint32_t *first_crossing;            /* of each edge; NULL: not made yet */
};

/* Make the graph's barriers from the railways and waterways among the lines, and from its own motorways;
 * `plane` are the points of the lines in the working plane. */
void ter_road_barriers_make(struct ter_road_graph *graph, const struct ter_road_lines *lines,
    const struct ter_road_points *points, const struct ter_xy *plane);
void ter_road_barriers_free(struct ter_road_index *index);

void ter_road_edges_index(struct ter_road_graph *graph);

/* As ter_road_graph_read, from lines that stand in memory; takes their classes. */
TER_CHECKED bool ter_road_graph_make(struct ter_road_lines *lines, int storage_epsg, int working_epsg,
    struct ter_road_graph **ret_graph, struct ter_error *err);

#endif
