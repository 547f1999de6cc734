/* Owns the reach of hoses: where they enter the network, what they cannot pass, how far they go. Knows
 * nothing of the area's geometry. */
#include "reach_roads.h"

#include "reach_roads_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the way to the road ---- */

struct looking {
    const struct ter_road_graph *graph;
    const bool *counts;
    size_t barred[8]; /* edges that lie behind a barrier */
    size_t barred_count;
};

static bool admits(void *user, const struct ter_road_edge *edge)
{
    const struct looking *looking = user;
    size_t number = (size_t)(edge - looking->graph->edges);
    for (size_t i = 0; i < looking->barred_count; i++)
        if (looking->barred[i] == number)
            return false;
    return looking->counts[number];
}

bool ter_reach_foot(const struct ter_road_graph *graph, struct ter_xy at, double farthest_m,
    const bool *counts, unsigned bars, struct ter_road_foot *ret_foot)
{
    enum { MOST = sizeof((struct looking *)0)->barred / sizeof(size_t) };
    struct looking looking = {.graph = graph, .counts = counts};
    struct ter_road_foot foot;
    while (ter_road_graph_foot(graph, at, farthest_m, admits, &looking, &foot)) {
        if (!bars || !ter_road_graph_barred(graph, at, foot.at, bars, NULL)) {
            *ret_foot = foot;
            return true;
        }
        if (looking.barred_count == MOST)
            return false;
        looking.barred[looking.barred_count++] = foot.edge;
    }
    return false;
}

/* ---- the network of hoses ---- */

static bool *hose_edges(const struct ter_hoses *hoses)
{
    const struct ter_road_graph *graph = hoses->graph;
    bool by_class[UINT8_MAX + 1] = {false};
    for (size_t i = 0; i < graph->class_count && i <= UINT8_MAX; i++)
        by_class[i] = ter_speeds_of(hoses->speeds, graph->classes[i])->hose;
    bool *counts = ter_alloc(graph->edge_count + 1);
    for (size_t i = 0; i < graph->edge_count; i++)
        counts[i] = by_class[graph->edges[i].speed_class];
    return counts;
}

struct walking {
    const struct ter_road_graph *graph;
    const bool *counts;
};

static double walk(void *user, const struct ter_road_edge *edge, bool backwards)
{
    (void)backwards; /* hoses heed no one-way street */
    const struct walking *walking = user;
    return walking->counts[edge - walking->graph->edges] ? edge->length_m : INFINITY;
}

static struct ter_road_costs *hose_costs(const struct ter_road_graph *graph, const bool *counts)
{
    TER_AUTO_FREE struct ter_road_stop *stops = NULL;
    size_t count = 0, capacity = 0;
    for (size_t edge = 0; edge < graph->edge_count; edge++) {
        const struct ter_road_crossing *crossings;
        size_t crossing_count = counts[edge] ? ter_road_edge_crossings(graph, edge, &crossings) : 0;
        for (size_t i = 0; i < crossing_count; i++) {
            double length_m = graph->edges[edge].length_m,
                   part = length_m > 0 ? crossings[i].part / length_m : 0;
            stops = ter_grow(stops, &capacity, count + 1, sizeof *stops);
            stops[count++] = (struct ter_road_stop){(uint32_t)edge, fmin(1, fmax(0, part))};
        }
    }
    struct walking walking = {graph, counts};
    return ter_road_costs_open(graph, walk, &walking, stops, count);
}

/* ---- hydrants ---- */

struct entering {
    const struct ter_hoses *hoses;
    enum ter_reading reading;
    struct ter_road_reach *reach;
    struct ter_road_start *starts;
    size_t start_count;
    double longest_m; /* that any of them reaches */
};

static double read_radius(enum ter_reading reading, double uncertainty_m)
{
    return reading == TER_READING_GIVEN ? 0 : reading == TER_READING_CERTAIN ? -uncertainty_m : uncertainty_m;
}

/* A hydrant enters where it stands nearest to a road. One without a road keeps to its circle. */
static void enter(struct entering *entering, const struct ter_road_source *source, uint32_t number)
{
    const struct ter_hoses *hoses = entering->hoses;
    double more_m = read_radius(entering->reading, source->uncertainty_m);
    double budget_m = hoses->length_m + more_m;
    if (budget_m <= 0)
        return;
    double farthest_m = hoses->side_m + fmax(0, more_m);
    struct ter_road_foot foot;
    if (!ter_reach_foot(hoses->graph, source->at, farthest_m, entering->reach->counts, TER_BAR_ALL, &foot)) {
        entering->reach->aside++;
        ter_reach_add_circle(entering->reach, source->at, hoses->side_m + more_m, false);
        return;
    }
    ter_reach_add_circle(entering->reach, source->at, fmin(hoses->side_m, budget_m), false);
    if (foot.away_m >= budget_m)
        return;
    double length_m = hoses->graph->edges[foot.edge].length_m;
    entering->starts[entering->start_count++] = (struct ter_road_start){number, (uint32_t)foot.edge,
        length_m > 0 ? fmin(1, foot.along_m / length_m) : 0, entering->longest_m - budget_m + foot.away_m};
}

static double longest(
    const struct ter_road_source *sources, size_t count, enum ter_reading reading, double length_m)
{
    double most = 0;
    for (size_t i = 0; i < count; i++)
        most = fmax(most, length_m + read_radius(reading, sources[i].uncertainty_m));
    return most;
}

bool ter_hoses_reach(const struct ter_hoses *hoses, const struct ter_road_source *sources, size_t count,
    enum ter_reading reading, struct ter_road_reach **ret_reach, struct ter_error *err)
{
    if (!(hoses->length_m > 0) || !(hoses->side_m > 0))
        return ter_fail(err, TER_USAGE, "a hose's length and its reach to the side must be above 0 m");
    TER_AUTO(ter_road_reach_close)
    struct ter_road_reach *reach = ter_reach_new(hoses->graph, hoses->side_m, hose_edges(hoses));
    TER_AUTO(ter_road_costs_close) struct ter_road_costs *costs = hose_costs(hoses->graph, reach->counts);
    TER_AUTO_FREE struct ter_road_start *starts = ter_alloc((count + 1) * sizeof *starts);
    /* Sources with less reach start later, so that one limit holds for all. */
    struct entering entering = {
        hoses, reading, reach, starts, 0, longest(sources, count, reading, hoses->length_m)};
    for (size_t i = 0; i < count; i++)
        enter(&entering, &sources[i], (uint32_t)i);
    TER_AUTO(ter_road_search_close)
    struct ter_road_search *search =
        ter_road_search_open(costs, starts, entering.start_count, 1, entering.longest_m);
    ter_reach_take(reach, search, entering.longest_m, 1);
    ter_reach_finish(reach, TER_BAR_ALL);
    *ret_reach = reach;
    reach = NULL;
    return true;
}
