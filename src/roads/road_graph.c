/* Owns the making of a road graph: from the gazetteer's lines to nodes, edges and arcs in the working plane.
 * Knows nothing of speeds, nor of what is asked of it. */
#include "road_graph.h"

#include "base/progress.h"
#include "road_graph_parts.h"
#include "road_ground.h"
#include "road_plane.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- edges ---- */

enum { NO_NODE = UINT32_MAX };

struct making {
    struct ter_road_graph *graph;
    const struct ter_road_lines *lines;
    const struct ter_road_points *points;
    const struct ter_xy *plane;
    struct ter_road_ground ground;
    uint32_t *node_of; /* of each point */
    size_t next_insert;
    struct ter_road_edge edge; /* the one in hand */
    uint32_t from, last;       /* the points that it began at, and has come to */
};

static uint32_t node_at(struct making *making, uint32_t point)
{
    struct ter_road_graph *graph = making->graph;
    if (making->node_of[point] == NO_NODE) {
        making->node_of[point] = (uint32_t)graph->node_count;
        graph->nodes[graph->node_count++] = making->plane[point];
    }
    return making->node_of[point];
}

static void add_vertex(struct making *making, uint32_t point)
{
    struct ter_road_graph *graph = making->graph;
    graph->vertices[graph->vertex_count++] = making->plane[point];
    making->last = point;
}

/* Edges of one line that follow one another share the vertex between them. */
static void begin_edge(struct making *making)
{
    making->from = making->last;
    making->edge.first_vertex = (uint32_t)making->graph->vertex_count - 1;
    making->edge.length_m = making->edge.plane_m = 0;
}

static void end_edge(struct making *making)
{
    struct ter_road_graph *graph = making->graph;
    making->edge.from = node_at(making, making->from);
    making->edge.to = node_at(making, making->last);
    making->edge.vertex_count = (uint32_t)graph->vertex_count - making->edge.first_vertex;
    graph->edges[graph->edge_count++] = making->edge;
}

/* A position that repeats the one before it is left out. */
static void go_on(struct making *making, uint32_t point)
{
    const struct ter_road_points *points = making->points;
    if (point == making->last)
        return;
    making->edge.length_m += ter_road_ground_m(&making->ground, points->at[making->last], points->at[point]);
    making->edge.plane_m += hypot(making->plane[point].x - making->plane[making->last].x,
        making->plane[point].y - making->plane[making->last].y);
    add_vertex(making, point);
    if (points->is_node[point]) {
        end_edge(making);
        begin_edge(making);
    }
}

static void begin_line(struct making *making, const struct ter_road_line *line)
{
    struct ter_road_graph *graph = making->graph;
    graph->line_ids[graph->line_count] = line->id;
    graph->unnamed_count += !line->named;
    graph->uncertainty_m = fmax(graph->uncertainty_m, line->uncertainty_m);
    making->edge = (struct ter_road_edge){
        .line = (uint32_t)graph->line_count++,
        .speed_class = line->class_,
        .oneway = line->oneway,
        .bridge = line->bridge,
        .tunnel = line->tunnel,
        .layer = line->layer,
        .way = TER_ROAD,
    };
}

static void add_line(struct making *making, uint32_t number)
{
    const struct ter_road_line *line = &making->lines->items[number];
    const struct ter_road_points *points = making->points;
    const uint32_t *of = points->of + line->first;
    size_t edges = making->graph->edge_count;
    begin_line(making, line);
    add_vertex(making, of[0]);
    begin_edge(making);
    for (uint32_t i = 1; i < line->count; i++) {
        for (; making->next_insert < points->insert_count; making->next_insert++) {
            const struct ter_road_insert *insert = &points->inserts[making->next_insert];
            if (insert->line != number || insert->segment != i - 1)
                break;
            go_on(making, insert->point);
        }
        go_on(making, of[i]);
    }
    if (making->graph->edge_count == edges)
        making->graph->vertex_count--; /* all its positions are one */
}

/* Room for all at once: an array that grows is copied, and each copy is of fresh pages. What is not filled
 * in the end costs addresses only. */
static void make_room(
    struct ter_road_graph *graph, const struct ter_road_lines *lines, const struct ter_road_points *points)
{
    size_t most_edges = points->insert_count, most_vertices = lines->point_count + points->insert_count;
    for (size_t i = 0; i < lines->point_count; i++)
        most_edges += points->is_node[points->of[i]];
    graph->nodes = ter_realloc(NULL, points->count * sizeof *graph->nodes);
    graph->edges = ter_realloc(NULL, most_edges * sizeof *graph->edges);
    graph->vertices = ter_realloc(NULL, most_vertices * sizeof *graph->vertices);
    graph->line_ids = ter_realloc(NULL, lines->count * sizeof *graph->line_ids);
}

static void make_edges(struct making *making)
{
    const struct ter_road_points *points = making->points;
    make_room(making->graph, making->lines, points);
    double south = INFINITY, north = -INFINITY;
    for (size_t i = 0; i < points->count; i++) {
        double lat = points->at[i].lat;
        south = lat < south ? lat : south;
        north = lat > north ? lat : north;
    }
    making->ground = ter_road_ground_open(points->count ? south : 0, points->count ? north : 0);
    making->node_of = ter_alloc((points->count + 1) * sizeof *making->node_of);
    memset(making->node_of, 0xff, points->count * sizeof *making->node_of);
    for (uint32_t i = 0; i < making->lines->count; i++)
        if (making->lines->items[i].way == TER_ROAD)
            add_line(making, i);
    ter_road_ground_close(&making->ground);
    free(making->node_of);
}

/* ---- arcs ---- */

static void make_arcs(struct ter_road_graph *graph)
{
    graph->first = ter_alloc((graph->node_count + 1) * sizeof *graph->first);
    graph->arcs = ter_alloc((2 * graph->edge_count + 1) * sizeof *graph->arcs);
    for (size_t i = 0; i < graph->edge_count; i++) {
        graph->first[graph->edges[i].from]++;
        graph->first[graph->edges[i].to]++;
    }
    for (size_t i = 0; i < graph->node_count; i++)
        graph->first[i + 1] += graph->first[i];
    for (size_t i = graph->edge_count; i--;) {
        const struct ter_road_edge *edge = &graph->edges[i];
        graph->arcs[--graph->first[edge->to]] = (uint32_t)i << 1 | 1;
        graph->arcs[--graph->first[edge->from]] = (uint32_t)i << 1;
    }
}

/* ---- the whole ---- */

static void take_classes(struct ter_road_graph *graph, struct ter_road_lines *lines)
{
    graph->class_count = lines->class_count;
    graph->classes = ter_memdup(lines->classes, lines->class_count * sizeof *graph->classes);
    lines->class_count = 0;
}

static bool make(
    struct ter_road_graph *graph, struct ter_road_lines *lines, int storage_epsg, struct ter_error *err)
{
    struct ter_road_points points = ter_road_points_open(lines);
    TER_AUTO_FREE struct ter_xy *plane = NULL;
    ter_road_points_snap(&points, lines, TER_ROAD_SNAP_M);
    bool done = ter_interrupt_check(err) &&
                ter_road_plane_to(points.at, points.count, storage_epsg, graph->epsg, &plane, err);
    if (done) {
        struct making making = {.graph = graph, .lines = lines, .points = &points, .plane = plane};
        make_edges(&making);
        make_arcs(graph);
        take_classes(graph, lines);
        ter_road_edges_index(graph);
        ter_road_barriers_make(graph, lines, &points, plane);
    }
    ter_road_points_close(&points);
    return done;
}

bool ter_road_graph_make(struct ter_road_lines *lines, int storage_epsg, int working_epsg,
    struct ter_road_graph **ret_graph, struct ter_error *err)
{
    enum { MOST_POINTS = INT32_MAX }; /* an arc is an edge's number and one bit */
    TER_AUTO(ter_road_graph_close) struct ter_road_graph *graph = ter_alloc(sizeof *graph);
    graph->epsg = working_epsg;
    graph->index = ter_alloc(sizeof *graph->index);
    if (lines->point_count > MOST_POINTS)
        return ter_fail(err, TER_FAILED, "the gazetteer's ways have %zu positions; a network may have %d",
            lines->point_count, MOST_POINTS);
    if (!make(graph, lines, storage_epsg, err))
        return false;
    *ret_graph = graph;
    graph = NULL;
    return true;
}

bool ter_road_graph_read(
    struct ter_registry *registry, int working_epsg, struct ter_road_graph **ret_graph, struct ter_error *err)
{
    TER_AUTO_ROAD_LINES struct ter_road_lines lines = {0};
    return (ter_road_lines_read(registry, &lines, err) &&
               ter_road_graph_make(&lines, ter_registry_epsg(registry), working_epsg, ret_graph, err)) ||
           ter_wrap(err, "the road network");
}

void ter_road_graph_close(struct ter_road_graph *graph)
{
    if (!graph)
        return;
    for (size_t i = 0; i < graph->class_count; i++)
        free(graph->classes[i]);
    free(graph->classes);
    free(graph->nodes);
    free(graph->edges);
    free(graph->vertices);
    free(graph->first);
    free(graph->arcs);
    free(graph->line_ids);
    if (graph->index) {
        ter_box_tree_close(graph->index->edges);
        ter_road_barriers_free(graph->index);
    }
    free(graph->index);
    free(graph);
}
