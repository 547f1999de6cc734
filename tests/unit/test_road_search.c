/* Owns the tests of the search on roads: random small networks against a plain search without any cunning,
 * and the answers on edges against each other. Protects every travel time and every reach of a hose. */
#include "helpers.h"
#include "roads/road_search.h"
#include "suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NODES = 12, MOST_EDGES = 24, MOST_STARTS = 8, MOST_STOPS = 4, ASKED = 12 };

/* ---- random numbers that are the same everywhere ---- */

static uint64_t state;

static uint32_t roll(uint32_t below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % below;
}

static double chance(void)
{
    return roll(1 << 30) / (double)(1 << 30);
}

/* ---- a network ---- */

static struct {
    struct ter_road_graph graph;
    struct ter_xy nodes[MOST_NODES];
    struct ter_road_edge edges[MOST_EDGES];
    struct ter_xy vertices[MOST_EDGES * 2];
    uint32_t first[MOST_NODES + 1], arcs[MOST_EDGES * 2];
    double costs[MOST_EDGES * 2];
    struct ter_road_stop stops[MOST_STOPS];
    size_t stop_count;
    struct ter_road_start starts[MOST_STARTS];
    size_t start_count;
} net;

static void index_arcs(void)
{
    struct ter_road_graph *graph = &net.graph;
    uint32_t count = 0;
    for (uint32_t node = 0; node < graph->node_count; node++) {
        net.first[node] = count;
        for (uint32_t edge = 0; edge < graph->edge_count; edge++) {
            if (net.edges[edge].from == node)
                net.arcs[count++] = edge << 1;
            if (net.edges[edge].to == node)
                net.arcs[count++] = edge << 1 | 1;
        }
    }
    net.first[graph->node_count] = count;
    graph->nodes = net.nodes;
    graph->edges = net.edges;
    graph->vertices = net.vertices;
    graph->vertex_count = graph->edge_count * 2;
    graph->first = net.first;
    graph->arcs = net.arcs;
}

/* Loops, edges beside each other and one-way streets occur; whole numbers make ties. */
static void make_net(uint32_t seed, bool whole)
{
    memset(&net, 0, sizeof net);
    state = seed * 7919u + 17;
    net.graph.node_count = 2 + roll(MOST_NODES - 1);
    net.graph.edge_count = 1 + roll(MOST_EDGES);
    for (size_t i = 0; i < net.graph.node_count; i++)
        net.nodes[i] = (struct ter_xy){1000 * chance(), 1000 * chance()};
    for (uint32_t i = 0; i < net.graph.edge_count; i++) {
        struct ter_road_edge *edge = &net.edges[i];
        edge->from = roll((uint32_t)net.graph.node_count);
        edge->to = roll((uint32_t)net.graph.node_count);
        edge->first_vertex = 2 * i;
        edge->vertex_count = 2;
        edge->length_m = edge->plane_m = 1;
        net.vertices[2 * i] = net.nodes[edge->from];
        net.vertices[2 * i + 1] = net.nodes[edge->to];
        double cost = whole ? roll(4) : 100 * chance();
        int oneway = roll(4) ? 0 : roll(2) ? 1 : -1;
        net.costs[2 * i] = oneway >= 0 ? cost : INFINITY;
        net.costs[2 * i + 1] = oneway <= 0 ? (roll(3) || whole ? cost : 2 * cost) : INFINITY;
    }
    net.start_count = roll(MOST_STARTS + 1);
    for (size_t i = 0; i < net.start_count; i++)
        net.starts[i] = (struct ter_road_start){roll(5), roll((uint32_t)net.graph.edge_count),
            whole ? roll(3) / 2.0 : chance(), whole ? roll(3) : 30 * chance()};
    net.stop_count = roll(3) ? 0 : roll(MOST_STOPS + 1);
    for (size_t i = 0; i < net.stop_count; i++)
        net.stops[i] = (struct ter_road_stop){roll((uint32_t)net.graph.edge_count), 0.01 + 0.98 * chance()};
    index_arcs();
}

static double cost_of(void *user, const struct ter_road_edge *edge, bool backwards)
{
    (void)user;
    return net.costs[2 * (edge - net.edges) + backwards];
}

/* ---- the plain search ---- */

static bool passes(uint32_t edge, double from, double to)
{
    for (size_t i = 0; i < net.stop_count; i++)
        if (net.stops[i].edge == edge && ((from < net.stops[i].part && net.stops[i].part < to) ||
                                             (to < net.stops[i].part && net.stops[i].part < from)))
            return false;
    return true;
}

static double along(uint32_t edge, double from, double to)
{
    if (!passes(edge, from, to))
        return INFINITY;
    return from == to ? 0 : fabs(to - from) * net.costs[2 * edge + (to < from)];
}

/* Costs of one source at all nodes: tried until nothing improves. */
static void plain_nodes(uint32_t source, double costs[MOST_NODES])
{
    for (size_t i = 0; i < MOST_NODES; i++)
        costs[i] = INFINITY;
    for (size_t i = 0; i < net.start_count; i++) {
        const struct ter_road_start *start = &net.starts[i];
        const struct ter_road_edge *edge = &net.edges[start->edge];
        if (start->source != source)
            continue;
        costs[edge->from] = fmin(costs[edge->from], start->cost + along(start->edge, start->part, 0));
        costs[edge->to] = fmin(costs[edge->to], start->cost + along(start->edge, start->part, 1));
    }
    for (size_t round = 0; round < net.graph.node_count; round++)
        for (uint32_t i = 0; i < net.graph.edge_count; i++) {
            const struct ter_road_edge *edge = &net.edges[i];
            costs[edge->to] = fmin(costs[edge->to], costs[edge->from] + along(i, 0, 1));
            costs[edge->from] = fmin(costs[edge->from], costs[edge->to] + along(i, 1, 0));
        }
}

static double plain_at(uint32_t source, uint32_t edge, double part)
{
    double costs[MOST_NODES];
    plain_nodes(source, costs);
    double best = fmin(
        costs[net.edges[edge].from] + along(edge, 0, part), costs[net.edges[edge].to] + along(edge, 1, part));
    for (size_t i = 0; i < net.start_count; i++)
        if (net.starts[i].source == source && net.starts[i].edge == edge)
            best = fmin(best, net.starts[i].cost + along(edge, net.starts[i].part, part));
    return best;
}

/* The nearest sources in order; sources are numbered 0 … 4. */
static size_t plain_dues(uint32_t edge, double part, size_t ranks, struct ter_road_due *ret_dues)
{
    size_t count = 0;
    bool taken[5] = {false};
    double costs[5];
    for (uint32_t source = 0; source < 5; source++)
        costs[source] = plain_at(source, edge, part);
    for (; count < ranks; count++) {
        uint32_t best = 5;
        for (uint32_t source = 0; source < 5; source++)
            if (!taken[source] && costs[source] < INFINITY && (best == 5 || costs[source] < costs[best]))
                best = source;
        if (best == 5)
            break;
        taken[best] = true;
        ret_dues[count] = (struct ter_road_due){costs[best], best};
    }
    return count;
}

/* ---- the comparison ---- */

static bool same(double a, double b)
{
    return fabs(a - b) <= 1e-9 * (1 + fabs(b));
}

static void compare_places(const struct ter_road_search *search, uint32_t seed, size_t ranks)
{
    for (int i = 0; i < ASKED; i++) {
        uint32_t edge = roll((uint32_t)net.graph.edge_count);
        double part = i % 4 == 0 ? roll(2) : chance();
        struct ter_road_due dues[TER_ROAD_MOST_RANKS], plain[TER_ROAD_MOST_RANKS];
        size_t count = ter_road_search_at(search, edge, part, dues);
        size_t expected = plain_dues(edge, part, ranks, plain);
        ck_assert_msg(count == expected, "net %u, edge %u at %g: %zu sources, not %zu", seed, edge, part,
            count, expected);
        for (size_t rank = 0; rank < count; rank++)
            ck_assert_msg(same(dues[rank].cost, plain[rank].cost),
                "net %u, edge %u at %g, rank %zu: cost %.12g of %u, not %.12g of %u", seed, edge, part, rank,
                dues[rank].cost, dues[rank].source, plain[rank].cost, plain[rank].source);
    }
}

START_TEST(answers_as_the_plain_search)
{
    for (uint32_t seed = 0; seed < 400; seed++)
        for (int ranks = 1; ranks <= TER_ROAD_MOST_RANKS; ranks++) {
            make_net(seed, seed % 4 == 3);
            TER_AUTO(ter_road_costs_close)
            struct ter_road_costs *costs =
                ter_road_costs_open(&net.graph, cost_of, NULL, net.stops, net.stop_count);
            TER_AUTO(ter_road_search_close)
            struct ter_road_search *search =
                ter_road_search_open(costs, net.starts, net.start_count, ranks, INFINITY);
            compare_places(search, seed, (size_t)ranks);
        }
}
END_TEST

struct ruler {
    const struct ter_road_search *search;
    uint32_t edge;
    double limit, last, reached;
};

static void measure(void *user, const struct ter_road_stretch *stretch)
{
    struct ruler *ruler = user;
    ck_assert_msg(
        stretch->from >= ruler->last - 1e-12, "stretches overlap: %g after %g", stretch->from, ruler->last);
    ck_assert(stretch->to > stretch->from);
    ck_assert(
        stretch->to_cost <= ruler->limit * (1 + 1e-12) && stretch->from_cost <= ruler->limit * (1 + 1e-12));
    ruler->last = stretch->to;
    ruler->reached += stretch->to - stretch->from;
    for (int i = 0; i <= 4; i++) {
        double share = 0.001 + 0.998 * i / 4, part = stretch->from + share * (stretch->to - stretch->from);
        double cost = stretch->from_cost + share * (stretch->to_cost - stretch->from_cost);
        struct ter_road_due dues[TER_ROAD_MOST_RANKS];
        ck_assert(ter_road_search_at(ruler->search, ruler->edge, part, dues) > 0);
        ck_assert_msg(same(cost, dues[0].cost),
            "edge %u at %g: %.12g on the stretch of %u, %.12g of %u there", ruler->edge, part, cost,
            stretch->source, dues[0].cost, dues[0].source);
    }
}

/* Between all points where anything can change, nothing may change: what one point in each piece says holds
 * for the whole piece, but for a limit that falls into it, which the costs at its ends give away. */
static double plain_reached(const struct ter_road_search *search, uint32_t edge, double limit)
{
    enum { STEPS = 4000 };
    double reached = 0;
    for (int i = 0; i < STEPS; i++) {
        struct ter_road_due dues[TER_ROAD_MOST_RANKS];
        if (ter_road_search_at(search, edge, (i + 0.5) / STEPS, dues) && dues[0].cost <= limit)
            reached += 1.0 / STEPS;
    }
    return reached;
}

START_TEST(stretches_are_the_lower_envelope)
{
    for (uint32_t seed = 0; seed < 200; seed++) {
        make_net(seed, seed % 4 == 3);
        TER_AUTO(ter_road_costs_close)
        struct ter_road_costs *costs =
            ter_road_costs_open(&net.graph, cost_of, NULL, net.stops, net.stop_count);
        TER_AUTO(ter_road_search_close)
        struct ter_road_search *search =
            ter_road_search_open(costs, net.starts, net.start_count, 1, seed % 2 ? 60 : INFINITY);
        for (uint32_t edge = 0; edge < net.graph.edge_count; edge++) {
            struct ruler ruler = {search, edge, seed % 3 ? 55.5 : 20.5, 0, 0};
            ter_road_search_stretches(search, edge, ruler.limit, measure, &ruler);
            double plain = plain_reached(search, edge, ruler.limit);
            ck_assert_msg(fabs(ruler.reached - plain) < 0.005, "net %u, edge %u: %g reached, not %g", seed,
                edge, ruler.reached, plain);
        }
    }
}
END_TEST

/* A road of 100 m with a stop in its middle and one hydrant on each side. */
START_TEST(nothing_passes_a_stop)
{
    memset(&net, 0, sizeof net);
    net.graph.node_count = 2;
    net.graph.edge_count = 1;
    net.edges[0] =
        (struct ter_road_edge){.from = 0, .to = 1, .vertex_count = 2, .length_m = 100, .plane_m = 100};
    net.costs[0] = net.costs[1] = 100;
    index_arcs();
    struct ter_road_stop stop = {0, 0.5};
    struct ter_road_start starts[] = {{7, 0, 0.4, 0}};
    TER_AUTO(ter_road_costs_close)
    struct ter_road_costs *costs = ter_road_costs_open(&net.graph, cost_of, NULL, &stop, 1);
    TER_AUTO(ter_road_search_close)
    struct ter_road_search *search = ter_road_search_open(costs, starts, 1, 1, INFINITY);
    struct ter_road_due due[TER_ROAD_MOST_RANKS];
    ck_assert_uint_eq(ter_road_search_at(search, 0, 0.5, due), 1);
    ck_assert(same(due[0].cost, 10) && due[0].source == 7);
    ck_assert_uint_eq(ter_road_search_at(search, 0, 0.51, due), 0);
    ck_assert(same(ter_road_search_node(search, 0)->cost, 40));
    ck_assert_uint_eq(ter_road_search_node(search, 1)->source, TER_ROAD_NOBODY);
}
END_TEST

START_TEST(an_empty_network_answers_nothing)
{
    memset(&net, 0, sizeof net);
    TER_AUTO(ter_road_costs_close)
    struct ter_road_costs *costs = ter_road_costs_open(&net.graph, cost_of, NULL, NULL, 0);
    TER_AUTO(ter_road_search_close)
    struct ter_road_search *search = ter_road_search_open(costs, NULL, 0, 3, INFINITY);
    ck_assert_ptr_nonnull(search);
}
END_TEST

Suite *suite_road_search(void)
{
    Suite *suite = suite_create("road_search");
    TER_TEST_CASE(suite, "search", answers_as_the_plain_search, stretches_are_the_lower_envelope,
        nothing_passes_a_stop, an_empty_network_answers_nothing);
    return suite;
}
