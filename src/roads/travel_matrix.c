/* Owns the travel between every two of many places. Knows nothing of who travels, and why. */
#include "travel_matrix.h"

#include "base/crs.h"
#include "base/progress.h"
#include "reach_roads_parts.h"
#include "road_plane.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Roads that join fewer than this part of the largest network's edges are no network: a car park in the map
 * that nobody connected. */
static const double least_network = 0.01;

struct link {
    uint32_t to;
    double seconds, metres;
};

/* The network that is driven: links of node i are links[first[i]] … links[first[i + 1] - 1]. */
struct network {
    const struct ter_road_graph *graph;
    double *edge_s;  /* of each edge, whole; INFINITY: not driven */
    bool *entrances; /* edge by edge: whether one can turn off it, and it belongs to a network */
    uint32_t *first;
    struct link *links;
};

/* A place on the network. */
struct foot {
    bool straight; /* it is on none */
    uint32_t edge;
    double part, access_s, access_m;
    struct ter_xy at; /* the place itself */
};

static void network_free(struct network *network)
{
    free(network->edge_s);
    free(network->entrances);
    free(network->first);
    free(network->links);
}

/* ---- the network ---- */

static bool open_to(const struct ter_road_edge *edge, bool backwards)
{
    return backwards ? edge->oneway <= 0 : edge->oneway >= 0;
}

static void time_edges(struct network *network, const struct ter_speeds *speeds, double share)
{
    const struct ter_road_graph *graph = network->graph;
    network->edge_s = ter_alloc((graph->edge_count + 1) * sizeof *network->edge_s);
    TER_AUTO_FREE double *m_s = ter_alloc((graph->class_count + 1) * sizeof *m_s);
    for (size_t i = 0; i < graph->class_count; i++)
        m_s[i] = ter_speeds_of(speeds, graph->classes[i])->km_h / 3.6 * share;
    for (size_t i = 0; i < graph->edge_count; i++) {
        const struct ter_road_edge *edge = &graph->edges[i];
        double speed = m_s[edge->speed_class];
        network->edge_s[i] = speed > 0 ? edge->length_m / speed : (double)INFINITY;
    }
}

static uint32_t root_of(uint32_t *parents, uint32_t node)
{
    while (parents[node] != node)
        node = parents[node] = parents[parents[node]];
    return node;
}

/* Leave out edges of small networks that nothing joins to the others. */
static void find_entrances(struct network *network)
{
    const struct ter_road_graph *graph = network->graph;
    TER_AUTO_FREE uint32_t *parents = ter_alloc((graph->node_count + 1) * sizeof *parents);
    TER_AUTO_FREE uint32_t *sizes = ter_alloc((graph->node_count + 1) * sizeof *sizes);
    uint32_t largest = 0;
    network->entrances = ter_alloc(graph->edge_count + 1);
    for (uint32_t i = 0; i < graph->node_count; i++)
        parents[i] = i;
    for (size_t i = 0; i < graph->edge_count; i++)
        if (isfinite(network->edge_s[i]))
            parents[root_of(parents, graph->edges[i].from)] = root_of(parents, graph->edges[i].to);
    for (size_t i = 0; i < graph->edge_count; i++)
        if (isfinite(network->edge_s[i])) {
            uint32_t *size = &sizes[root_of(parents, graph->edges[i].from)];
            largest = ++*size > largest ? *size : largest;
        }
    for (size_t i = 0; i < graph->edge_count; i++)
        network->entrances[i] = isfinite(network->edge_s[i]) &&
                                ter_reach_has_sides(graph, &graph->edges[i]) &&
                                sizes[root_of(parents, graph->edges[i].from)] >= least_network * largest;
}

static void link_nodes(struct network *network)
{
    const struct ter_road_graph *graph = network->graph;
    size_t count = 0;
    network->first = ter_alloc((graph->node_count + 1) * sizeof *network->first);
    network->links = ter_alloc((2 * graph->edge_count + 1) * sizeof *network->links);
    for (size_t node = 0; node < graph->node_count; node++) {
        network->first[node] = (uint32_t)count;
        for (uint32_t i = graph->first[node]; i < graph->first[node + 1]; i++) {
            uint32_t arc = graph->arcs[i], edge = ter_road_arc_edge(arc);
            if (isfinite(network->edge_s[edge]) && ter_road_arc_open(graph, arc))
                network->links[count++] = (struct link){
                    ter_road_arc_end(graph, arc), network->edge_s[edge], graph->edges[edge].length_m};
        }
    }
    network->first[graph->node_count] = (uint32_t)count;
}

static bool find_feet(const struct network *network, const struct ter_speeds *speeds, int epsg,
    const struct ter_lonlat *places, size_t count, double share, struct foot *feet, struct ter_error *err)
{
    TER_AUTO_FREE struct ter_xy *plane = NULL;
    if (!ter_road_plane_to(places, count, epsg, network->graph->epsg, &plane, err))
        return false;
    double access_m_s = speeds->settings[TER_SPEED_ACCESS_KM_H].value / 3.6 * share;
    for (size_t i = 0; i < count; i++) {
        struct ter_road_foot found;
        feet[i].straight = !ter_reach_foot(network->graph, plane[i],
            speeds->settings[TER_SPEED_OFF_ROAD_M].value, network->entrances, 0, &found);
        if (feet[i].straight)
            continue;
        double length_m = network->graph->edges[found.edge].length_m;
        feet[i].edge = (uint32_t)found.edge;
        feet[i].part = length_m > 0 ? fmin(1, found.along_m / length_m) : 0;
        feet[i].access_m = found.away_m;
        feet[i].at = plane[i];
        feet[i].access_s = found.away_m / access_m_s;
    }
    return true;
}

/* ---- one search ---- */

struct open_node {
    double seconds;
    uint32_t node;
};

struct search {
    const struct network *network;
    double *seconds, *metres; /* to each node */
    struct open_node *heap;
    size_t heap_count, heap_capacity;
};

static void push(struct search *search, uint32_t node, double seconds)
{
    search->heap =
        ter_grow(search->heap, &search->heap_capacity, search->heap_count + 1, sizeof *search->heap);
    size_t at = search->heap_count++;
    for (; at && search->heap[(at - 1) / 2].seconds > seconds; at = (at - 1) / 2)
        search->heap[at] = search->heap[(at - 1) / 2];
    search->heap[at] = (struct open_node){seconds, node};
}

static struct open_node pop(struct search *search)
{
    struct open_node top = search->heap[0], last = search->heap[--search->heap_count];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < search->heap_count; at = child) {
        if (child + 1 < search->heap_count && search->heap[child + 1].seconds < search->heap[child].seconds)
            child++;
        if (!(search->heap[child].seconds < last.seconds))
            break;
        search->heap[at] = search->heap[child];
    }
    if (search->heap_count)
        search->heap[at] = last;
    return top;
}

static void reach(struct search *search, uint32_t node, double seconds, double metres)
{
    if (!(seconds < search->seconds[node]))
        return;
    search->seconds[node] = seconds;
    search->metres[node] = metres;
    push(search, node, seconds);
}

/* Drive from a foot until all wanted nodes are reached, or all that can be. */
static void drive(struct search *search, const struct foot *from, const bool *wanted, size_t wanted_count)
{
    const struct network *network = search->network;
    const struct ter_road_edge *edge = &network->graph->edges[from->edge];
    double edge_s = network->edge_s[from->edge];
    for (size_t i = 0; i < network->graph->node_count; i++)
        search->seconds[i] = (double)INFINITY;
    search->heap_count = 0;
    if (open_to(edge, false))
        reach(search, edge->to, (1 - from->part) * edge_s, (1 - from->part) * edge->length_m);
    if (open_to(edge, true))
        reach(search, edge->from, from->part * edge_s, from->part * edge->length_m);
    while (search->heap_count && wanted_count) {
        struct open_node top = pop(search);
        if (top.seconds > search->seconds[top.node])
            continue;
        wanted_count -= wanted[top.node];
        for (uint32_t i = network->first[top.node]; i < network->first[top.node + 1]; i++) {
            const struct link *link = &network->links[i];
            reach(search, link->to, top.seconds + link->seconds, search->metres[top.node] + link->metres);
        }
    }
}

struct way {
    double seconds, metres;
};

static void take_quicker(struct way *way, double seconds, double metres)
{
    if (seconds < way->seconds)
        *way = (struct way){seconds, metres};
}

/* From the foot that was driven from to another one: through either end of its edge, or along the edge that
 * both are on. */
static struct way way_to(const struct search *search, const struct foot *from, const struct foot *to)
{
    const struct ter_road_edge *edge = &search->network->graph->edges[to->edge];
    double edge_s = search->network->edge_s[to->edge];
    struct way way = {(double)INFINITY, (double)INFINITY};
    if (open_to(edge, false))
        take_quicker(&way, search->seconds[edge->from] + to->part * edge_s,
            search->metres[edge->from] + to->part * edge->length_m);
    if (open_to(edge, true))
        take_quicker(&way, search->seconds[edge->to] + (1 - to->part) * edge_s,
            search->metres[edge->to] + (1 - to->part) * edge->length_m);
    double apart = to->part - from->part;
    if (from->edge == to->edge && (apart == 0 || open_to(edge, apart < 0)))
        take_quicker(&way, fabs(apart) * edge_s, fabs(apart) * edge->length_m);
    way.seconds += from->access_s + to->access_s;
    way.metres += from->access_m + to->access_m;
    /* Neighbours off the road: nobody goes to the road and back. */
    double apart_m = ter_xy_distance_m(from->at, to->at), access_m = from->access_m + to->access_m;
    if (access_m > 0 && apart_m <= access_m)
        take_quicker(&way, apart_m / access_m * (from->access_s + to->access_s), apart_m);
    return way;
}

/* ---- the table ---- */

static struct way straight_way(
    const struct ter_speeds *speeds, struct ter_lonlat from, struct ter_lonlat to, double share)
{
    double metres = ter_distance_m(from, to) * speeds->settings[TER_SPEED_DETOUR].value;
    return (struct way){metres / (speeds->settings[TER_SPEED_STRAIGHT_KM_H].value / 3.6 * share), metres};
}

static void put(struct ter_travel_matrix *matrix, size_t from, size_t to, struct way way)
{
    matrix->seconds[from * matrix->count + to] = way.seconds;
    matrix->metres[from * matrix->count + to] = way.metres;
}

static size_t want_ends(const struct network *network, const struct foot *feet, size_t count, bool *wanted)
{
    size_t wanted_count = 0;
    for (size_t i = 0; i < count; i++)
        if (!feet[i].straight) {
            const struct ter_road_edge *edge = &network->graph->edges[feet[i].edge];
            wanted_count += !wanted[edge->from];
            wanted[edge->from] = true;
            wanted_count += !wanted[edge->to];
            wanted[edge->to] = true;
        }
    return wanted_count;
}

static bool search_all(struct ter_travel_matrix *matrix, const struct network *network,
    const struct foot *feet, struct ter_error *err)
{
    size_t nodes = network->graph->node_count;
    TER_AUTO_FREE bool *wanted = ter_alloc(nodes + 1);
    size_t wanted_count = want_ends(network, feet, matrix->count, wanted);
    struct search search = {.network = network};
    search.seconds = ter_alloc((nodes + 1) * sizeof *search.seconds);
    search.metres = ter_alloc((nodes + 1) * sizeof *search.metres);
    bool done = true;
    for (size_t from = 0; from < matrix->count && done; from++) {
        done = ter_interrupt_check(err);
        if (!done || feet[from].straight)
            continue;
        drive(&search, &feet[from], wanted, wanted_count);
        for (size_t to = 0; to < matrix->count; to++)
            if (!feet[to].straight && to != from)
                put(matrix, from, to, way_to(&search, &feet[from], &feet[to]));
    }
    free(search.seconds);
    free(search.metres);
    free(search.heap);
    return done;
}

static bool by_road(struct ter_travel_matrix *matrix, struct network *network,
    const struct ter_speeds *speeds, int epsg, const struct ter_lonlat *places, double share,
    struct ter_error *err)
{
    TER_AUTO_FREE struct foot *feet = ter_alloc((matrix->count + 1) * sizeof *feet);
    time_edges(network, speeds, share);
    find_entrances(network);
    link_nodes(network);
    if (!find_feet(network, speeds, epsg, places, matrix->count, share, feet, err) ||
        !search_all(matrix, network, feet, err))
        return false;
    for (size_t i = 0; i < matrix->count; i++)
        matrix->straight_places += feet[i].straight;
    for (size_t i = 0; i < matrix->count; i++)
        for (size_t k = 0; k < matrix->count; k++)
            matrix->straight_ways += !feet[i].straight && !feet[k].straight && i != k &&
                                     isinf(matrix->seconds[i * matrix->count + k]);
    return true;
}

bool ter_travel_matrix_make(const struct ter_road_graph *graph, const struct ter_speeds *speeds, int epsg,
    const struct ter_lonlat *places, size_t count, double speed_share, struct ter_travel_matrix *ret_matrix,
    struct ter_error *err)
{
    struct ter_travel_matrix matrix = {.count = count};
    struct network network = {.graph = graph};
    size_t cells = count * count;
    matrix.seconds = ter_alloc((cells + 1) * sizeof *matrix.seconds);
    matrix.metres = ter_alloc((cells + 1) * sizeof *matrix.metres);
    for (size_t i = 0; i < cells; i++)
        matrix.seconds[i] = i / count == i % count ? 0 : (double)INFINITY;
    bool done = true;
    if (graph && graph->edge_count)
        done = by_road(&matrix, &network, speeds, epsg, places, speed_share, err);
    else
        matrix.straight_places = count;
    for (size_t i = 0; i < cells && done; i++)
        if (isinf(matrix.seconds[i]))
            put(&matrix, i / count, i % count,
                straight_way(speeds, places[i / count], places[i % count], speed_share));
    network_free(&network);
    if (!done) {
        ter_travel_matrix_free(&matrix);
        return false;
    }
    *ret_matrix = matrix;
    return true;
}

void ter_travel_matrix_free(struct ter_travel_matrix *matrix)
{
    free(matrix->seconds);
    free(matrix->metres);
    *matrix = (struct ter_travel_matrix){0};
}
