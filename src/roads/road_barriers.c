/* Owns what hoses do not cross: railways, rivers and canals, motorways. Knows nothing of reach.
 *
 * Whether a class of way bars is a table here; a class that is in none of them bars, as far as its kind does.
 */
#include "road_graph_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

enum { CHUNK_SEGMENTS = 8, NO_EDGE = UINT32_MAX };

/* Railways that one steps over, that lie below the ground or that are no more. */
static const char *const open_railways[] = {
    "tram", "subway", "disused", "abandoned", "construction", "miniature", "monorail"};

/* Waters that one steps over. */
static const char *const open_waters[] = {"stream", "ditch", "drain", "brook", "tidal_channel"};

static const char motorway[] = "motorway";

static bool is_one_of(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    return false;
}

/* 0: it bars nobody. What goes over or under the ground does not bar what goes on it. */
static unsigned bar_of(const struct ter_road_line *line, const char *class_)
{
    if (line->bridge || line->tunnel)
        return 0;
    if (line->way == TER_RAILWAY)
        return is_one_of(class_, open_railways, COUNT(open_railways)) ? 0 : TER_BAR_RAILWAY;
    if (line->way == TER_WATERWAY)
        return is_one_of(class_, open_waters, COUNT(open_waters)) ? 0 : TER_BAR_WATER;
    return 0;
}

/* ---- making ---- */

static void add_vertex(struct ter_road_index *index, struct ter_xy at)
{
    index->vertices =
        ter_grow(index->vertices, &index->vertex_capacity, index->vertex_count + 1, sizeof *index->vertices);
    index->vertices[index->vertex_count++] = at;
}

/* Enter the line that the index's last `count` vertices make, in pieces. */
static void add_pieces(struct ter_road_index *index, size_t count, struct ter_road_barrier barrier)
{
    size_t first = index->vertex_count - count;
    for (size_t at = 0; at + 1 < count; at += CHUNK_SEGMENTS) {
        barrier.first_vertex = (uint32_t)(first + at);
        barrier.vertex_count = (uint32_t)(count - at <= CHUNK_SEGMENTS ? count - at : CHUNK_SEGMENTS + 1);
        index->barrier_items = ter_grow(index->barrier_items, &index->barrier_capacity,
            index->barrier_count + 1, sizeof *index->barrier_items);
        index->barrier_items[index->barrier_count++] = barrier;
    }
}

static void add_motorways(struct ter_road_graph *graph)
{
    for (size_t i = 0; i < graph->edge_count; i++) {
        const struct ter_road_edge *edge = &graph->edges[i];
        if (edge->bridge || edge->tunnel || strcmp(graph->classes[edge->speed_class], motorway) != 0)
            continue;
        for (uint32_t j = 0; j < edge->vertex_count; j++)
            add_vertex(graph->index, graph->vertices[edge->first_vertex + j]);
        add_pieces(graph->index, edge->vertex_count,
            (struct ter_road_barrier){.bar = TER_BAR_MOTORWAY, .layer = edge->layer, .edge = (uint32_t)i});
    }
}

void ter_road_barriers_make(struct ter_road_graph *graph, const struct ter_road_lines *lines,
    const struct ter_road_points *points, const struct ter_xy *plane)
{
    struct ter_road_index *index = graph->index;
    for (size_t i = 0; i < lines->count; i++) {
        const struct ter_road_line *line = &lines->items[i];
        unsigned bar = bar_of(line, graph->classes[line->class_]);
        for (uint32_t j = 0; bar && j < line->count; j++)
            add_vertex(index, plane[points->of[line->first + j]]);
        if (bar)
            add_pieces(index, line->count,
                (struct ter_road_barrier){.bar = (uint8_t)bar, .layer = line->layer, .edge = NO_EDGE});
    }
    add_motorways(graph);
    TER_AUTO_FREE struct ter_box *boxes = ter_alloc((index->barrier_count + 1) * sizeof *boxes);
    for (size_t i = 0; i < index->barrier_count; i++)
        boxes[i] = ter_box_round(
            index->vertices + index->barrier_items[i].first_vertex, index->barrier_items[i].vertex_count);
    index->barriers = ter_box_tree_open(boxes, index->barrier_count);
}

void ter_road_barriers_free(struct ter_road_index *index)
{
    ter_box_tree_close(index->barriers);
    free(index->barrier_items);
    free(index->vertices);
    free(index->crossings);
    free(index->first_crossing);
}

/* ---- meeting ---- */

static double turn(struct ter_xy a, struct ter_xy b, struct ter_xy c)
{
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

/* Where a-b meets c-d, touching included, as part of a-b; of a common stretch the end nearer to a. */
static bool meet(struct ter_xy a, struct ter_xy b, struct ter_xy c, struct ter_xy d, double *ret_part)
{
    double at_c = turn(a, b, c), at_d = turn(a, b, d), at_a = turn(c, d, a), at_b = turn(c, d, b);
    if (at_c == 0 && at_d == 0) {
        double length = ter_xy_distance_m(a, b);
        double p =
            length > 0 ? ((c.x - a.x) * (b.x - a.x) + (c.y - a.y) * (b.y - a.y)) / (length * length) : 0;
        double q =
            length > 0 ? ((d.x - a.x) * (b.x - a.x) + (d.y - a.y) * (b.y - a.y)) / (length * length) : 0;
        if (length == 0 && at_a != 0)
            return false;
        *ret_part = fmax(0, fmin(p, q));
        return fmin(p, q) <= 1 && fmax(p, q) >= 0;
    }
    if ((at_c > 0 && at_d > 0) || (at_c < 0 && at_d < 0) || (at_a > 0 && at_b > 0) || (at_a < 0 && at_b < 0))
        return false;
    *ret_part = at_a == at_b ? 0 : at_a / (at_a - at_b);
    return true;
}

struct barring {
    const struct ter_road_index *index;
    struct ter_xy a, b;
    unsigned bars;
    struct ter_road_crossing first;
    bool found;
};

static void bar(void *user, size_t item)
{
    struct barring *barring = user;
    const struct ter_road_barrier *barrier = &barring->index->barrier_items[item];
    const struct ter_xy *line = barring->index->vertices + barrier->first_vertex;
    double part;
    for (uint32_t i = 0; (barrier->bar & barring->bars) && i + 1 < barrier->vertex_count; i++)
        if (meet(barring->a, barring->b, line[i], line[i + 1], &part) &&
            (!barring->found || part < barring->first.part)) {
            barring->found = true;
            barring->first = (struct ter_road_crossing){(enum ter_road_bar)barrier->bar, part,
                {barring->a.x + part * (barring->b.x - barring->a.x),
                    barring->a.y + part * (barring->b.y - barring->a.y)}};
        }
}

bool ter_road_graph_barred(const struct ter_road_graph *graph, struct ter_xy a, struct ter_xy b,
    unsigned bars, struct ter_road_crossing *ret_first)
{
    struct barring barring = {.index = graph->index, .a = a, .b = b, .bars = bars};
    struct ter_box box = {fmin(a.x, b.x), fmin(a.y, b.y), fmax(a.x, b.x), fmax(a.y, b.y)};
    ter_box_tree_within(graph->index->barriers, &box, bar, &barring);
    if (barring.found && ret_first)
        *ret_first = barring.first;
    return barring.found;
}

/* ---- barriers across edges ---- */

struct crossing {
    uint32_t edge;
    struct ter_road_crossing at;
};

struct crossings {
    const struct ter_road_graph *graph;
    const struct ter_road_barrier *barrier;
    struct crossing *items;
    size_t count, capacity;
};

static bool share_node(const struct ter_road_edge *a, const struct ter_road_edge *b)
{
    return a->from == b->from || a->from == b->to || a->to == b->from || a->to == b->to;
}

static void cross_edge(void *user, size_t number)
{
    struct crossings *crossings = user;
    const struct ter_road_graph *graph = crossings->graph;
    const struct ter_road_barrier *barrier = crossings->barrier;
    const struct ter_road_edge *edge = &graph->edges[number];
    const struct ter_xy *road = graph->vertices + edge->first_vertex;
    const struct ter_xy *line = graph->index->vertices + barrier->first_vertex;
    double before_m = 0, part;
    if (edge->bridge || edge->tunnel || edge->layer != barrier->layer ||
        (barrier->edge != NO_EDGE && share_node(edge, &graph->edges[barrier->edge])))
        return;
    for (uint32_t i = 0; i + 1 < edge->vertex_count; i++) {
        double length = ter_xy_distance_m(road[i], road[i + 1]);
        for (uint32_t j = 0; j + 1 < barrier->vertex_count; j++) {
            if (!meet(road[i], road[i + 1], line[j], line[j + 1], &part))
                continue;
            double along_m =
                edge->plane_m > 0 ? (before_m + part * length) / edge->plane_m * edge->length_m : 0;
            struct ter_xy at = {road[i].x + part * (road[i + 1].x - road[i].x),
                road[i].y + part * (road[i + 1].y - road[i].y)};
            crossings->items = ter_grow(
                crossings->items, &crossings->capacity, crossings->count + 1, sizeof *crossings->items);
            crossings->items[crossings->count++] = (struct crossing){
                (uint32_t)number, {(enum ter_road_bar)barrier->bar, fmin(along_m, edge->length_m), at}};
        }
        before_m += length;
    }
}

static int compare_crossings(const void *a, const void *b)
{
    const struct crossing *p = a, *q = b;
    if (p->edge != q->edge)
        return p->edge < q->edge ? -1 : 1;
    if (p->at.part != q->at.part)
        return p->at.part < q->at.part ? -1 : 1;
    return (p->at.bar > q->at.bar) - (p->at.bar < q->at.bar);
}

/* A vertex that road and barrier share is met by up to four pairs of segments. */
static bool repeats(const struct crossing *p, const struct crossing *q)
{
    static const double same_m = 1e-3;
    return p->edge == q->edge && p->at.bar == q->at.bar && q->at.part - p->at.part < same_m;
}

static void keep_crossings(struct ter_road_index *index, struct crossings *found, size_t edge_count)
{
    size_t kept = 0;
    if (found->count)
        qsort(found->items, found->count, sizeof *found->items, compare_crossings);
    for (size_t i = 0; i < found->count; i++)
        if (!kept || !repeats(&found->items[kept - 1], &found->items[i]))
            found->items[kept++] = found->items[i];
    index->crossings = ter_alloc((kept + 1) * sizeof *index->crossings);
    index->first_crossing = ter_alloc((edge_count + 1) * sizeof *index->first_crossing);
    for (size_t i = 0; i < kept; i++) {
        index->crossings[i] = found->items[i].at;
        index->first_crossing[found->items[i].edge + 1]++;
    }
    for (size_t i = 0; i < edge_count; i++)
        index->first_crossing[i + 1] += index->first_crossing[i];
}

static void find_crossings(const struct ter_road_graph *graph, struct ter_road_index *index)
{
    struct crossings found = {.graph = graph};
    for (size_t i = 0; i < index->barrier_count; i++) {
        found.barrier = &index->barrier_items[i];
        struct ter_box box =
            ter_box_round(index->vertices + found.barrier->first_vertex, found.barrier->vertex_count);
        ter_box_tree_within(index->edges, &box, cross_edge, &found);
    }
    keep_crossings(index, &found, graph->edge_count);
    free(found.items);
}

size_t ter_road_edge_crossings(
    const struct ter_road_graph *graph, size_t edge, const struct ter_road_crossing **ret_crossings)
{
    struct ter_road_index *index = graph->index;
    if (!index->first_crossing)
        find_crossings(graph, index);
    *ret_crossings = index->crossings + index->first_crossing[edge];
    return index->first_crossing[edge + 1] - index->first_crossing[edge];
}
