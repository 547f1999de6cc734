/* Owns the costs of edges and the stops on them. Knows nothing of sources. */
#include "road_search_parts.h"

#include <math.h>
#include <stdlib.h>

static int by_edge_and_part(const void *a, const void *b)
{
    const struct ter_road_stop *one = a, *other = b;
    if (one->edge != other->edge)
        return one->edge < other->edge ? -1 : 1;
    return (one->part > other->part) - (one->part < other->part);
}

static void fill_hops(struct ter_road_costs *costs)
{
    const struct ter_road_graph *graph = costs->graph;
    size_t arc_count = graph->node_count ? graph->first[graph->node_count] : 0;
    costs->hops = ter_alloc((arc_count ? arc_count : 1) * sizeof *costs->hops);
    for (size_t i = 0; i < arc_count; i++) {
        uint32_t arc = graph->arcs[i];
        const struct ter_road_stop *stops;
        bool stopped = costs->stop_count && ter_road_stops_of(costs, arc >> 1, &stops) > 0;
        costs->hops[i] =
            (struct ter_road_hop){stopped ? INFINITY : costs->edges[arc], ter_road_arc_end(graph, arc), arc};
    }
}

struct ter_road_costs *ter_road_costs_open(const struct ter_road_graph *graph,
    double (*cost)(void *user, const struct ter_road_edge *edge, bool backwards), void *user,
    const struct ter_road_stop *stops, size_t stop_count)
{
    struct ter_road_costs *costs = ter_alloc(sizeof *costs);
    *costs = (struct ter_road_costs){.graph = graph, .stop_count = stop_count};
    costs->edges = ter_alloc((graph->edge_count ? graph->edge_count : 1) * 2 * sizeof *costs->edges);
    for (size_t i = 0; i < graph->edge_count * 2; i++)
        costs->edges[i] = cost(user, &graph->edges[i / 2], i & 1);
    if (stop_count) {
        costs->stops = ter_memdup(stops, stop_count * sizeof *stops);
        qsort(costs->stops, stop_count, sizeof *stops, by_edge_and_part);
    }
    fill_hops(costs);
    return costs;
}

void ter_road_costs_close(struct ter_road_costs *costs)
{
    if (!costs)
        return;
    free(costs->edges);
    free(costs->stops);
    free(costs->hops);
    free(costs);
}

size_t ter_road_stops_of(
    const struct ter_road_costs *costs, size_t edge, const struct ter_road_stop **ret_stops)
{
    size_t low = 0, high = costs->stop_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (costs->stops[middle].edge < edge)
            low = middle + 1;
        else
            high = middle;
    }
    size_t end = low;
    while (end < costs->stop_count && costs->stops[end].edge == edge)
        end++;
    *ret_stops = costs->stops + low;
    return end - low;
}

/* A stop at the very place bars neither side of it. */
struct ter_road_room ter_road_room(const struct ter_road_costs *costs, size_t edge, double part)
{
    struct ter_road_room room = {0, 1, true, true};
    const struct ter_road_stop *stops;
    size_t count = costs->stop_count ? ter_road_stops_of(costs, edge, &stops) : 0;
    for (size_t i = 0; i < count; i++)
        if (stops[i].part < part) {
            room.low = stops[i].part;
            room.from_end = false;
        } else if (stops[i].part > part && room.to_end) {
            room.high = stops[i].part;
            room.to_end = false;
        }
    return room;
}

double ter_road_moved(const struct ter_road_costs *costs, size_t edge, double cost, double from, double to)
{
    double part = fabs(to - from);
    return part > 0 ? cost + part * costs->edges[edge * 2 + (to < from)] : cost;
}
