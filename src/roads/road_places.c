/* Owns places on edges: where a length along an edge is, pieces of edges, and the edge nearest to a place.
 * Knows nothing of how a graph is made, nor of barriers. */
#include "road_graph_parts.h"

#include <math.h>
#include <string.h>

/* ---- along an edge ---- */

/* Ground metres to metres of the plane: the plane's scale hardly changes along one edge. */
static double plane_along(const struct ter_road_edge *edge, double along_m)
{
    double part = edge->length_m > 0 ? along_m / edge->length_m : 0;
    return fmin(fmax(part, 0), 1) * edge->plane_m;
}

static struct ter_xy between(struct ter_xy a, struct ter_xy b, double part)
{
    return (struct ter_xy){a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)};
}

/* The segment that holds a length, and the place on it. The ends of the edge are given as they stand. */
static struct ter_xy walk(const struct ter_road_graph *graph, const struct ter_road_edge *edge,
    double plane_m, uint32_t *ret_segment)
{
    const struct ter_xy *line = graph->vertices + edge->first_vertex;
    uint32_t last = edge->vertex_count - 2;
    if (plane_m >= edge->plane_m) {
        *ret_segment = last;
        return line[edge->vertex_count - 1];
    }
    for (uint32_t i = 0;; i++) {
        double length = ter_xy_distance_m(line[i], line[i + 1]);
        if (plane_m <= length || i == last) {
            *ret_segment = i;
            return between(line[i], line[i + 1], length > 0 ? fmin(plane_m / length, 1) : 0);
        }
        plane_m -= length;
    }
}

struct ter_xy ter_road_edge_at(
    const struct ter_road_graph *graph, const struct ter_road_edge *edge, double along_m)
{
    uint32_t segment;
    return walk(graph, edge, plane_along(edge, along_m), &segment);
}

static void add_point(struct ter_buf *points, struct ter_xy point)
{
    if (points->size >= sizeof point) {
        struct ter_xy last;
        memcpy(&last, points->data + points->size - sizeof last, sizeof last);
        if (last.x == point.x && last.y == point.y)
            return;
    }
    ter_buf_add(points, &point, sizeof point);
}

void ter_road_edge_piece(const struct ter_road_graph *graph, const struct ter_road_edge *edge, double from_m,
    double to_m, struct ter_buf *ret_points)
{
    const struct ter_xy *line = graph->vertices + edge->first_vertex;
    uint32_t from, to;
    struct ter_xy first = walk(graph, edge, plane_along(edge, from_m), &from);
    struct ter_xy last = walk(graph, edge, plane_along(edge, to_m), &to);
    add_point(ret_points, first);
    for (uint32_t i = from; from_m <= to_m && i < to; i++)
        add_point(ret_points, line[i + 1]);
    for (uint32_t i = from; from_m > to_m && i > to; i--)
        add_point(ret_points, line[i]);
    add_point(ret_points, last);
}

/* ---- the nearest edge ---- */

void ter_road_edges_index(struct ter_road_graph *graph)
{
    TER_AUTO_FREE struct ter_box *boxes = ter_alloc((graph->edge_count + 1) * sizeof *boxes);
    for (size_t i = 0; i < graph->edge_count; i++)
        boxes[i] =
            ter_box_round(graph->vertices + graph->edges[i].first_vertex, graph->edges[i].vertex_count);
    graph->index->edges = ter_box_tree_open(boxes, graph->edge_count);
}

struct seeking {
    const struct ter_road_graph *graph;
    struct ter_xy at;
    bool (*admits)(void *user, const struct ter_road_edge *edge);
    void *user;
    bool found;
    double best, farthest; /* squared */
    size_t edge;
    uint32_t segment;
    double part;
};

/* The square of the distance to the edge's nearest point; keeps the best of all edges. */
static double seek_on(void *user, size_t number)
{
    struct seeking *seeking = user;
    const struct ter_road_edge *edge = &seeking->graph->edges[number];
    const struct ter_xy *line = seeking->graph->vertices + edge->first_vertex;
    double nearest = INFINITY;
    if (seeking->admits && !seeking->admits(seeking->user, edge))
        return INFINITY;
    for (uint32_t i = 0; i + 1 < edge->vertex_count; i++) {
        double part = ter_xy_nearest_part(line[i], line[i + 1], seeking->at);
        struct ter_xy foot = between(line[i], line[i + 1], part);
        double x = foot.x - seeking->at.x, y = foot.y - seeking->at.y, squared = x * x + y * y;
        if (squared >= nearest)
            continue;
        nearest = squared;
        if (squared > seeking->farthest || squared > seeking->best ||
            (squared == seeking->best && seeking->found && seeking->edge < number))
            continue;
        seeking->found = true;
        seeking->best = squared;
        seeking->edge = number;
        seeking->segment = i;
        seeking->part = part;
    }
    return sqrt(nearest);
}

static double length_before(
    const struct ter_road_graph *graph, const struct ter_road_edge *edge, uint32_t segment, double part)
{
    const struct ter_xy *line = graph->vertices + edge->first_vertex;
    double plane_m = part * ter_xy_distance_m(line[segment], line[segment + 1]);
    for (uint32_t i = 0; i < segment; i++)
        plane_m += ter_xy_distance_m(line[i], line[i + 1]);
    return edge->plane_m > 0 ? fmin(plane_m / edge->plane_m, 1) * edge->length_m : 0;
}

bool ter_road_graph_foot(const struct ter_road_graph *graph, struct ter_xy at, double farthest_m,
    bool (*admits)(void *user, const struct ter_road_edge *edge), void *user, struct ter_road_foot *ret_foot)
{
    struct seeking seeking = {graph, at, admits, user, false, INFINITY, farthest_m * farthest_m, 0, 0, 0};
    if (!(farthest_m >= 0))
        return false;
    ter_box_tree_nearest(graph->index->edges, at, farthest_m, seek_on, &seeking);
    if (!seeking.found)
        return false;
    const struct ter_road_edge *edge = &graph->edges[seeking.edge];
    const struct ter_xy *line = graph->vertices + edge->first_vertex + seeking.segment;
    *ret_foot = (struct ter_road_foot){
        .edge = seeking.edge,
        .along_m = length_before(graph, edge, seeking.segment, seeking.part),
        .away_m = sqrt(seeking.best),
        .at = between(line[0], line[1], seeking.part),
    };
    return true;
}

/* ---- edges near a place ---- */

struct nearing {
    const struct ter_road_graph *graph;
    struct ter_xy at;
    double radius_m;
    void (*found)(void *user, size_t edge);
    void *user;
};

static void near(void *user, size_t number)
{
    const struct nearing *nearing = user;
    const struct ter_road_edge *edge = &nearing->graph->edges[number];
    const struct ter_xy *line = nearing->graph->vertices + edge->first_vertex;
    for (uint32_t i = 0; i + 1 < edge->vertex_count; i++) {
        double part = ter_xy_nearest_part(line[i], line[i + 1], nearing->at);
        if (ter_xy_distance_m(between(line[i], line[i + 1], part), nearing->at) <= nearing->radius_m) {
            nearing->found(nearing->user, number);
            return;
        }
    }
}

void ter_road_graph_near(const struct ter_road_graph *graph, struct ter_xy at, double radius_m,
    void (*found)(void *user, size_t edge), void *user)
{
    struct nearing nearing = {graph, at, radius_m, found, user};
    struct ter_box box = {at.x - radius_m, at.y - radius_m, at.x + radius_m, at.y + radius_m};
    ter_box_tree_within(graph->index->edges, &box, near, &nearing);
}
