/* Owns the nearest by the way along roads: where points enter the network, and the way back from a place to
 * its point. The search itself is road_search's. */
#include "nearest_roads.h"

#include "reach_roads_parts.h"

#include <math.h>
#include <stdlib.h>

struct ter_nearest_roads {
    const struct ter_road_graph *graph;
    bool *counts; /* of each edge: a hose can be laid along it */
    struct ter_xy *points;
    struct ter_road_start *starts; /* by point */
    size_t *start_of;              /* of each point; SIZE_MAX: none */
    size_t start_count, aside;
    double max_m, off_road_m; /* the longest way, and the longest to a road */
    size_t ranks;
    struct ter_road_costs *costs;
    struct ter_road_search *search;
};

/* ---- the network ---- */

static void choose_edges(struct ter_nearest_roads *nearest, const struct ter_speeds *speeds)
{
    const struct ter_road_graph *graph = nearest->graph;
    bool by_class[UINT8_MAX + 1] = {false};
    for (size_t i = 0; i < graph->class_count && i <= UINT8_MAX; i++)
        by_class[i] = ter_speeds_of(speeds, graph->classes[i])->hose;
    nearest->counts = ter_alloc(graph->edge_count + 1);
    for (size_t i = 0; i < graph->edge_count; i++)
        nearest->counts[i] = by_class[graph->edges[i].speed_class];
}

static double length_of(void *user, const struct ter_road_edge *edge, bool backwards)
{
    const struct ter_nearest_roads *nearest = user;
    (void)backwards; /* nobody on foot heeds one-way streets */
    return nearest->counts[edge - nearest->graph->edges] ? edge->length_m : INFINITY;
}

static double part_of(const struct ter_road_edge *edge, double along_m)
{
    return edge->length_m > 0 ? fmin(fmax(along_m / edge->length_m, 0), 1) : 0;
}

static void weigh(struct ter_nearest_roads *nearest)
{
    TER_AUTO_FREE struct ter_road_stop *stops = NULL;
    size_t count = 0, capacity = 0;
    for (size_t edge = 0; edge < nearest->graph->edge_count; edge++) {
        const struct ter_road_crossing *crossings;
        size_t crossing_count =
            nearest->counts[edge] ? ter_road_edge_crossings(nearest->graph, edge, &crossings) : 0;
        for (size_t i = 0; i < crossing_count; i++) {
            stops = ter_grow(stops, &capacity, count + 1, sizeof *stops);
            stops[count++] = (struct ter_road_stop){
                (uint32_t)edge, part_of(&nearest->graph->edges[edge], crossings[i].part)};
        }
    }
    nearest->costs = ter_road_costs_open(nearest->graph, length_of, nearest, stops, count);
}

/* ---- the search ---- */

static bool foot_of(const struct ter_nearest_roads *nearest, struct ter_xy at, struct ter_road_foot *ret_foot)
{
    return ter_reach_foot(nearest->graph, at, nearest->off_road_m, nearest->counts, TER_BAR_ALL, ret_foot);
}

static void enter(struct ter_nearest_roads *nearest, size_t point)
{
    struct ter_road_foot foot;
    nearest->start_of[point] = SIZE_MAX;
    if (isnan(nearest->points[point].x))
        return;
    if (!foot_of(nearest, nearest->points[point], &foot)) {
        nearest->aside++;
        return;
    }
    nearest->start_of[point] = nearest->start_count;
    nearest->starts[nearest->start_count++] = (struct ter_road_start){(uint32_t)point, (uint32_t)foot.edge,
        part_of(&nearest->graph->edges[foot.edge], foot.along_m), foot.away_m};
}

struct ter_nearest_roads *ter_nearest_roads_open(const struct ter_road_graph *graph,
    const struct ter_speeds *speeds, const struct ter_xy *points, size_t count, size_t k, double max_m)
{
    struct ter_nearest_roads *nearest = ter_alloc(sizeof *nearest);
    *nearest = (struct ter_nearest_roads){
        .graph = graph,
        .points = ter_alloc((count + 1) * sizeof *nearest->points),
        .starts = ter_alloc((count + 1) * sizeof *nearest->starts),
        .start_of = ter_alloc((count + 1) * sizeof *nearest->start_of),
        .max_m = max_m,
        .off_road_m = fmin(max_m, speeds->settings[TER_SPEED_OFF_ROAD_M].value),
        .ranks = k < TER_ROAD_MOST_RANKS ? k : TER_ROAD_MOST_RANKS,
    };
    for (size_t i = 0; i < count; i++)
        nearest->points[i] = points[i];
    choose_edges(nearest, speeds);
    weigh(nearest);
    for (size_t i = 0; i < count; i++)
        enter(nearest, i);
    nearest->search = ter_road_search_open(
        nearest->costs, nearest->starts, nearest->start_count, (int)nearest->ranks, max_m);
    return nearest;
}

void ter_nearest_roads_close(struct ter_nearest_roads *nearest)
{
    if (!nearest)
        return;
    ter_road_search_close(nearest->search);
    ter_road_costs_close(nearest->costs);
    free(nearest->counts);
    free(nearest->points);
    free(nearest->starts);
    free(nearest->start_of);
    free(nearest);
}

size_t ter_nearest_roads_aside(const struct ter_nearest_roads *nearest)
{
    return nearest->aside;
}

size_t ter_nearest_roads_find(const struct ter_nearest_roads *nearest, struct ter_xy at,
    struct ter_nearest_way ret_ways[TER_ROAD_MOST_RANKS])
{
    struct ter_road_foot foot;
    struct ter_road_due dues[TER_ROAD_MOST_RANKS];
    size_t found = 0;
    if (!foot_of(nearest, at, &foot))
        return 0;
    double part = part_of(&nearest->graph->edges[foot.edge], foot.along_m);
    size_t count = ter_road_search_at(nearest->search, foot.edge, part, dues);
    for (size_t i = 0; i < count && dues[i].cost + foot.away_m <= nearest->max_m; i++) {
        double entry_m = nearest->starts[nearest->start_of[dues[i].source]].cost;
        ret_ways[found++] =
            (struct ter_nearest_way){dues[i].source, dues[i].cost + foot.away_m, entry_m + foot.away_m};
    }
    return found;
}

/* ---- the way ---- */

/* A piece of an edge, in the direction of the way. */
struct piece {
    uint32_t edge;
    double from, to;
};

struct pieces {
    struct piece *items; /* the last one first */
    size_t count, capacity;
};

static void add_piece(struct pieces *pieces, uint32_t edge, double from, double to)
{
    pieces->items = ter_grow(pieces->items, &pieces->capacity, pieces->count + 1, sizeof *pieces->items);
    pieces->items[pieces->count++] = (struct piece){edge, from, to};
}

/* A node's label of one source; NULL where it has none. */
static const struct ter_road_label *label_of(
    const struct ter_nearest_roads *nearest, uint32_t node, uint32_t source)
{
    const struct ter_road_label *labels = ter_road_search_node(nearest->search, node);
    for (size_t rank = 0; rank < nearest->ranks; rank++)
        if (labels[rank].source == source)
            return &labels[rank];
    return NULL;
}

/* From a node back to its source's start. */
static void trace(
    const struct ter_nearest_roads *nearest, uint32_t node, uint32_t source, struct pieces *pieces)
{
    for (;;) {
        const struct ter_road_label *label = label_of(nearest, node, source);
        double end = label->arc & 1 ? 0 : 1;
        const struct ter_road_start *start = &nearest->starts[nearest->start_of[source]];
        add_piece(pieces, label->arc >> 1, label->first ? start->part : 1 - end, end);
        if (label->first)
            return;
        node = ter_road_arc_end(nearest->graph, label->arc ^ 1);
    }
}

/* By which end of its edge a place is reached, or from the start on that edge: whichever gives its cost. */
static void trace_place(const struct ter_nearest_roads *nearest, const struct ter_road_foot *foot,
    const struct ter_nearest_way *way, struct pieces *pieces)
{
    const struct ter_road_edge *edge = &nearest->graph->edges[foot->edge];
    const struct ter_road_start *start = &nearest->starts[nearest->start_of[way->point]];
    double part = part_of(edge, foot->along_m), cost = way->way_m - foot->away_m, best = INFINITY;
    int by = -1; /* from, to, start */
    for (int end = 0; end < 2; end++) {
        const struct ter_road_label *label =
            label_of(nearest, end ? edge->to : edge->from, (uint32_t)way->point);
        double off = label ? fabs(label->cost + fabs(end - part) * edge->length_m - cost) : INFINITY;
        if (off < best) {
            best = off;
            by = end;
        }
    }
    if (start->edge == foot->edge &&
        fabs(start->cost + fabs(start->part - part) * edge->length_m - cost) <= best)
        by = 2;
    add_piece(pieces, (uint32_t)foot->edge, by == 2 ? start->part : by, part);
    if (by < 2)
        trace(nearest, by ? edge->to : edge->from, (uint32_t)way->point, pieces);
}

static void add_point(struct ter_buf *points, struct ter_xy point)
{
    ter_buf_add(points, &point, sizeof point);
}

void ter_nearest_roads_draw(const struct ter_nearest_roads *nearest, struct ter_xy at,
    const struct ter_nearest_way *way, struct ter_buf *ret_points)
{
    struct ter_road_foot foot;
    struct pieces pieces = {0};
    if (!foot_of(nearest, at, &foot))
        return;
    trace_place(nearest, &foot, way, &pieces);
    add_point(ret_points, nearest->points[way->point]);
    for (size_t i = pieces.count; i-- > 0;) {
        const struct ter_road_edge *edge = &nearest->graph->edges[pieces.items[i].edge];
        ter_road_edge_piece(nearest->graph, edge, pieces.items[i].from * edge->length_m,
            pieces.items[i].to * edge->length_m, ret_points);
    }
    add_point(ret_points, at);
    free(pieces.items);
}
