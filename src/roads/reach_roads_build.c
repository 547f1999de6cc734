/* Owns the making of a reach: pieces of edges from a search, strips beside them, shadows of barriers. Knows
 * nothing of what is asked of it later. */
#include "reach_roads_parts.h"

#include "road_graph_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct ter_road_reach *ter_reach_new(const struct ter_road_graph *graph, double side_m, bool *counts)
{
    struct ter_road_reach *reach = ter_alloc(sizeof *reach);
    *reach = (struct ter_road_reach){.graph = graph, .side_m = side_m, .counts = counts};
    reach->left_m = ter_alloc((graph->node_count ? graph->node_count : 1) * sizeof *reach->left_m);
    for (size_t i = 0; i < graph->node_count; i++)
        reach->left_m[i] = -1;
    return reach;
}

void ter_road_reach_close(struct ter_road_reach *reach)
{
    if (!reach)
        return;
    ter_reach_surface_free(reach->surface);
    ter_box_tree_close(reach->tree);
    free(reach->counts);
    free(reach->pieces);
    free(reach->left_m);
    free(reach->strips);
    free(reach->shadows);
    free(reach);
}

static void add_strip(struct ter_road_reach *reach, struct ter_strip strip)
{
    reach->strips =
        ter_grow(reach->strips, &reach->strip_capacity, reach->strip_count + 1, sizeof *reach->strips);
    reach->strips[reach->strip_count++] = strip;
}

bool ter_reach_has_sides(const struct ter_road_graph *graph, const struct ter_road_edge *edge)
{
    const char *class_ = graph->classes[edge->speed_class];
    return !edge->bridge && !edge->tunnel && strcmp(class_, "motorway") != 0;
}

/* Rectangles beside the segments of a line, and what lies between them at its bends. */
static void add_beside(struct ter_road_reach *reach, const struct ter_xy *line, size_t count, bool bare)
{
    static const double least_m = 1e-5; /* rounding would tell the direction of shorter ones */
    struct ter_strip strip = {.radius_m = reach->side_m, .bare = bare};
    struct ter_xy before = {0, 0}, from = line[0];
    bool bends = false;
    for (size_t i = 1; i < count; i++) {
        double length = ter_xy_distance_m(from, line[i]);
        if (length <= least_m)
            continue;
        struct ter_xy along = {(line[i].x - from.x) / length, (line[i].y - from.y) / length};
        strip.a = from;
        if (bends && !bare && before.x * along.x + before.y * along.y < 1 - 1e-12) {
            strip.kind = TER_STRIP_BEND;
            strip.b = before;
            strip.c = along;
            add_strip(reach, strip);
        }
        strip.kind = TER_STRIP_BESIDE;
        strip.b = from = line[i];
        add_strip(reach, strip);
        before = along;
        bends = true;
    }
}

/* ---- pieces ---- */

static void add_piece(struct ter_road_reach *reach, uint32_t edge, double from, double to)
{
    const struct ter_road_edge *one = &reach->graph->edges[edge];
    TER_AUTO_BUF struct ter_buf line = {0};
    ter_road_edge_piece(reach->graph, one, from * one->length_m, to * one->length_m, &line);
    add_beside(reach, (const struct ter_xy *)(const void *)line.data, line.size / sizeof(struct ter_xy),
        !ter_reach_has_sides(reach->graph, one));
    reach->pieces =
        ter_grow(reach->pieces, &reach->piece_capacity, reach->piece_count + 1, sizeof *reach->pieces);
    reach->pieces[reach->piece_count++] = (struct ter_reach_piece){from, to, edge};
}

struct taking {
    struct ter_road_reach *reach;
    double limit, metres_per_cost;
    uint32_t edge;
    double from, to; /* what is joined so far; from > to: nothing */
};

static void reach_node(struct taking *taking, uint32_t node, double cost)
{
    float left = (float)((taking->limit - cost) * taking->metres_per_cost);
    if (left > taking->reach->left_m[node])
        taking->reach->left_m[node] = left;
}

static void end_piece(struct taking *taking)
{
    if (taking->to > taking->from)
        add_piece(taking->reach, taking->edge, taking->from, taking->to);
    taking->from = 1;
    taking->to = 0;
}

/* Stretches of several sources that follow each other are one piece. */
static void take_stretch(void *user, const struct ter_road_stretch *stretch)
{
    static const double touching = 1e-12;
    struct taking *taking = user;
    const struct ter_road_edge *edge = &taking->reach->graph->edges[taking->edge];
    if (stretch->from > taking->to + touching)
        end_piece(taking);
    if (taking->from > taking->to)
        taking->from = stretch->from;
    taking->to = stretch->to;
    if (stretch->from <= 0)
        reach_node(taking, edge->from, stretch->from_cost);
    if (stretch->to >= 1)
        reach_node(taking, edge->to, stretch->to_cost);
}

void ter_reach_take(
    struct ter_road_reach *reach, const struct ter_road_search *search, double limit, double metres_per_cost)
{
    struct taking taking = {reach, limit, metres_per_cost, 0, 1, 0};
    for (; taking.edge < reach->graph->edge_count; taking.edge++)
        if (reach->counts[taking.edge]) {
            ter_road_search_stretches(search, taking.edge, limit, take_stretch, &taking);
            end_piece(&taking);
        }
}

void ter_reach_add_circle(struct ter_road_reach *reach, struct ter_xy at, double radius_m, bool over)
{
    if (radius_m > 0)
        add_strip(
            reach, (struct ter_strip){.kind = TER_STRIP_ROUND, .a = at, .radius_m = radius_m, .over = over});
}

/* A node that is only passed on bridges or underground has no sides either. */
static void add_nodes(struct ter_road_reach *reach)
{
    const struct ter_road_graph *graph = reach->graph;
    for (size_t node = 0; node < graph->node_count; node++) {
        bool sides = false;
        for (uint32_t i = graph->first[node]; i < graph->first[node + 1] && !sides; i++) {
            uint32_t edge = graph->arcs[i] >> 1;
            sides = reach->counts[edge] && ter_reach_has_sides(graph, &graph->edges[edge]);
        }
        if (sides)
            ter_reach_add_circle(reach, graph->nodes[node], fmin(reach->side_m, reach->left_m[node]), false);
    }
}

/* ---- shadows ---- */

struct shading {
    struct ter_road_reach *reach;
    struct ter_strip *strip;
    unsigned bars;
};

static void shade(struct shading *shading, struct ter_xy from, struct ter_xy to)
{
    struct ter_road_reach *reach = shading->reach;
    for (int left = 0; left <= 1; left++) {
        struct ter_shadow shadow;
        if (!ter_strip_shadow(shading->strip, left, from, to, &shadow))
            continue;
        reach->shadows = ter_grow(
            reach->shadows, &reach->shadow_capacity, reach->shadow_count + 1, sizeof *reach->shadows);
        reach->shadows[reach->shadow_count++] = shadow;
        shading->strip->shadow_count++;
    }
}

static void shade_by(void *user, size_t item)
{
    struct shading *shading = user;
    const struct ter_road_index *index = shading->reach->graph->index;
    const struct ter_road_barrier *barrier = &index->barrier_items[item];
    if (!(barrier->bar & shading->bars))
        return;
    const struct ter_xy *line = &index->vertices[barrier->first_vertex];
    for (uint32_t i = 0; i + 1 < barrier->vertex_count; i++)
        shade(shading, line[i], line[i + 1]);
}

static void add_shadows(struct ter_road_reach *reach, unsigned bars)
{
    const struct ter_road_index *index = reach->graph->index;
    if (!index || !index->barriers)
        return;
    for (size_t i = 0; i < reach->strip_count; i++) {
        struct shading shading = {reach, &reach->strips[i], bars};
        if (shading.strip->over || shading.strip->bare)
            continue;
        struct ter_box box = ter_strip_box(shading.strip);
        shading.strip->first_shadow = (uint32_t)reach->shadow_count;
        ter_box_tree_within(index->barriers, &box, shade_by, &shading);
    }
}

void ter_reach_finish(struct ter_road_reach *reach, unsigned bars)
{
    add_nodes(reach);
    add_shadows(reach, bars);
    struct ter_box *boxes = ter_alloc((reach->strip_count ? reach->strip_count : 1) * sizeof *boxes);
    for (size_t i = 0; i < reach->strip_count; i++)
        boxes[i] = ter_strip_box(&reach->strips[i]);
    reach->tree = ter_box_tree_open(boxes, reach->strip_count);
    free(boxes);
    reach->surface = ter_reach_surface_new(reach);
}
