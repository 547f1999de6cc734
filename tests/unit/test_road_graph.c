/* Owns the tests of the road graph: where ways connect and where not, lengths, the nearest edge, barriers.
 * Small networks are drawn in metres from a point in the Tumed plain; a whole country is compared with a
 * computation of its own. */
#include "registering.h"
#include "suites.h"

#include "base/crs.h"
#include "registry/gazetteer.h"
#include "roads/box_tree.h"
#include "roads/road_graph.h"
#include "roads/road_ground.h"
#include "roads/road_plane.h"

#include <gdal.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PLAIN_EPSG = 32649, ALPS_EPSG = 32632 };
static const struct ter_lonlat origin = {111.5, 40.8};

static struct ter_registry *registry;
static struct ter_road_graph *graph;

static struct ter_lonlat lonlat(double x_m, double y_m)
{
    struct ter_lonlat east = ter_move(origin, 90, x_m);
    return ter_move((struct ter_lonlat){east.lon, origin.lat}, 0, y_m);
}

static struct ter_xy plane(double x_m, double y_m)
{
    TER_AUTO(ter_transform_close) struct ter_transform *transform = NULL;
    struct ter_lonlat at = lonlat(x_m, y_m);
    struct ter_error err = {0};
    ck_assert(ter_transform_open(ter_registry_epsg(registry), PLAIN_EPSG, &transform, &err) &&
              ter_transform_apply(transform, &at.lon, &at.lat, 1, &err));
    return (struct ter_xy){at.lon, at.lat};
}

/* A line and its points in metres: x, y, x, y … */
struct way {
    struct ter_road road;
    double at[24];
    size_t numbers;
};
#define WAY(...)                                                                                             \
    (struct way)                                                                                             \
    {                                                                                                        \
        .road = {.class_ = (char *)(uintptr_t) "residential", .uncertainty_m = 8}, .at = {__VA_ARGS__},      \
        .numbers = sizeof((double[]){__VA_ARGS__}) / sizeof(double)                                          \
    }

static void begin(int64_t *ret_source)
{
    struct ter_error err = {0};
    const struct ter_write_context context = {.tool = "test"};
    ck_assert_msg(ter_registry_begin(registry, &context, &err) &&
                      ter_gazetteer_replace(registry, "test", NULL, NULL, NULL, ret_source, &err),
        "%s", err.message);
}

static void add(int64_t source, const struct ter_road *road)
{
    struct ter_error err = {0};
    ck_assert_msg(ter_gazetteer_add_road(registry, source, road, &err), "%s", err.message);
}

static void finish(int64_t source, int epsg)
{
    struct ter_error err = {0};
    ck_assert_msg(ter_gazetteer_finish(registry, source, &err) && ter_registry_commit(registry, &err), "%s",
        err.message);
    ter_road_graph_close(graph);
    graph = NULL;
    ck_assert_msg(ter_road_graph_read(registry, epsg, &graph, &err), "%s", err.message);
}

static void network(const struct way *ways, size_t count)
{
    int64_t source;
    begin(&source);
    for (size_t i = 0; i < count; i++) {
        struct ter_lonlat points[12];
        struct ter_road road = ways[i].road;
        road.points = points;
        road.point_count = ways[i].numbers / 2;
        for (size_t j = 0; j < road.point_count; j++)
            points[j] = lonlat(ways[i].at[2 * j], ways[i].at[2 * j + 1]);
        add(source, &road);
    }
    finish(source, PLAIN_EPSG);
}
#define NETWORK(...)                                                                                         \
    network((const struct way[]){__VA_ARGS__}, sizeof((const struct way[]){__VA_ARGS__}) / sizeof(struct way))

static void has(size_t nodes, size_t edges)
{
    ck_assert_uint_eq(graph->node_count, nodes);
    ck_assert_uint_eq(graph->edge_count, edges);
    ck_assert_uint_eq(graph->first[graph->node_count], 2 * edges);
    for (uint32_t node = 0; node < graph->node_count; node++)
        for (uint32_t i = graph->first[node]; i < graph->first[node + 1]; i++) {
            const struct ter_road_edge *edge = &graph->edges[ter_road_arc_edge(graph->arcs[i])];
            ck_assert_uint_eq(graph->arcs[i] & 1 ? edge->to : edge->from, node);
        }
    for (size_t i = 0; i < edges; i++) { /* the ends of edges are their nodes */
        const struct ter_road_edge *edge = &graph->edges[i];
        const struct ter_xy *line = graph->vertices + edge->first_vertex;
        ck_assert(edge->vertex_count >= 2 && edge->first_vertex + edge->vertex_count <= graph->vertex_count);
        ck_assert(ter_xy_distance_m(line[0], graph->nodes[edge->from]) == 0);
        ck_assert(ter_xy_distance_m(line[edge->vertex_count - 1], graph->nodes[edge->to]) == 0);
    }
}

static uint32_t root_of(uint32_t *parent, uint32_t at)
{
    while (parent[at] != at)
        at = parent[at] = parent[parent[at]];
    return at;
}

static size_t parts_of_graph(void)
{
    TER_AUTO_FREE uint32_t *parent = ter_alloc((graph->node_count + 1) * sizeof *parent);
    size_t parts = graph->node_count;
    for (uint32_t i = 0; i < graph->node_count; i++)
        parent[i] = i;
    for (size_t i = 0; i < graph->edge_count; i++) {
        uint32_t a = root_of(parent, graph->edges[i].from), b = root_of(parent, graph->edges[i].to);
        parts -= a != b;
        parent[a] = b;
    }
    return parts;
}

static double total_m(void)
{
    double sum_m = 0;
    for (size_t i = 0; i < graph->edge_count; i++)
        sum_m += graph->edges[i].length_m;
    return sum_m;
}

/* ---- where ways connect ---- */

START_TEST(ways_connect_at_a_vertex_that_they_share)
{
    NETWORK(WAY(-100, 0, 0, 0, 100, 0), WAY(0, -100, 0, 0, 0, 100));
    has(5, 4);
    ck_assert_uint_eq(parts_of_graph(), 1);
    ck_assert(fabs(total_m() - 400) < 1e-3);
    ck_assert_uint_eq(graph->line_count, 2);
    ck_assert_uint_eq(graph->unnamed_count, 2);
    ck_assert(graph->uncertainty_m == 8);
}
END_TEST

START_TEST(ways_that_only_cross_do_not_connect)
{
    NETWORK(WAY(-100, 0, 100, 0), WAY(0, -100, 0, 100));
    has(4, 2);
    ck_assert_uint_eq(parts_of_graph(), 2);
}
END_TEST

/* An end beside a line, beside a vertex, too far away, and on another level. */
START_TEST(ends_beside_a_way_are_joined_to_it)
{
    NETWORK(WAY(-100, 0, 0, 0, 100, 0), WAY(50, -100, 50, -0.4));
    has(4, 3);
    ck_assert_uint_eq(parts_of_graph(), 1);
    NETWORK(WAY(-100, 0, 0, 0, 100, 0), WAY(0.3, -100, 0.3, -0.3));
    has(4, 3);
    NETWORK(
        WAY(-100, 0, 0, 0, 100, 0), WAY(0.2, -100, 0.2, -0.45)); /* the vertex is farther, the line is not */
    has(4, 3);
    NETWORK(WAY(-100, 0, 0, 0, 100, 0), WAY(50, -100, 50, -0.6));
    has(4, 2);
    struct way above = WAY(50, -100, 50, -0.4);
    above.road.layer = 1;
    NETWORK(WAY(-100, 0, 0, 0, 100, 0), above);
    has(4, 2);
}
END_TEST

START_TEST(ends_near_one_another_become_one)
{
    NETWORK(WAY(-100, 0, -0.2, 0), WAY(0.2, 0, 100, 0), WAY(0, 0.1, 0, 100));
    has(4, 3);
    NETWORK(WAY(0, -100, 0, 100), WAY(-100, 0, -0.2, 0), WAY(0.2, 0, 100, 0)); /* both sides of a line */
    ck_assert_uint_eq(parts_of_graph(), 1);
}
END_TEST

START_TEST(two_ends_on_one_segment_keep_their_order)
{
    NETWORK(WAY(0, 0, 100, 0), WAY(70, 50, 70, 0.2), WAY(30, 50, 30, 0.2));
    has(6, 5);
    double lengths[3], sum_m = 0;
    for (size_t i = 0; i < 3; i++)
        sum_m += lengths[i] = graph->edges[i].length_m;
    ck_assert(fabs(lengths[0] - 30) < 0.01 && fabs(lengths[1] - 40) < 0.01 && fabs(sum_m - 100) < 0.01);
}
END_TEST

START_TEST(repeated_positions_are_nothing)
{
    NETWORK(WAY(0, 0, 0, 0, 50, 0, 50, 0, 50, 0, 100, 0), WAY(7, 7, 7, 7));
    has(2, 1);
    ck_assert_uint_eq(graph->edges->vertex_count, 3);
    ck_assert(fabs(total_m() - 100) < 1e-3);
}
END_TEST

START_TEST(loops_and_parallel_edges_are_kept)
{
    NETWORK(WAY(0, 0, 50, 50, 100, 0), WAY(0, 0, 50, -50, 100, 0), WAY(0, 0, -50, 10, -50, -10, 0, 0));
    has(2, 3);
    ck_assert_uint_eq(graph->edges[2].from, graph->edges[2].to);
    ck_assert_uint_eq(parts_of_graph(), 1);
    NETWORK(WAY(0, 0, 100, 0, 100, 100, 0, 100, 0, 0), WAY(100, 100, 200, 100)); /* a ring with one road */
    has(3, 3);
    NETWORK(WAY(0, 0, 100, 0, 100, 50, 50, 50, 50, 0, 50, -50)); /* passes no vertex of its own twice */
    has(2, 1);
    NETWORK(WAY(0, 0, 50, 0, 100, 0, 100, 50, 50, 50, 50, 0, 50, -50)); /* and here it does */
    has(3, 3);
}
END_TEST

START_TEST(directions_and_classes_are_those_of_the_line)
{
    struct way along = WAY(0, 0, 50, 0, 100, 0), against = WAY(50, 0, 50, 80),
               ring = WAY(0, 0, -9, 9, -9, -9, 0, 0);
    along.road.oneway = ring.road.oneway = 1;
    along.road.class_ = (char *)(uintptr_t) "primary";
    against.road.oneway = -1;
    against.road.class_ = NULL;
    ring.road.ring = true;
    ring.road.class_ = (char *)(uintptr_t) "primary";
    NETWORK(along, against, ring);
    has(4, 4);
    ck_assert_str_eq(graph->classes[0], "");
    ck_assert_str_eq(graph->classes[graph->edges[0].speed_class], "primary");
    ck_assert_str_eq(graph->classes[graph->edges[3].speed_class], "primary");
    ck_assert_uint_eq(graph->edges[2].speed_class, 0);
    for (uint32_t edge = 0; edge < 4; edge++) {
        bool forward = graph->edges[edge].oneway == 1;
        ck_assert(ter_road_arc_open(graph, edge << 1) == forward);
        ck_assert(ter_road_arc_open(graph, edge << 1 | 1) == !forward);
    }
}
END_TEST

START_TEST(a_register_without_roads_has_an_empty_graph)
{
    struct ter_road_foot foot;
    ck_assert(ter_road_graph_read(registry, PLAIN_EPSG, &graph, &(struct ter_error){0}));
    has(0, 0);
    ck_assert(!ter_road_graph_foot(graph, (struct ter_xy){0, 0}, INFINITY, NULL, NULL, &foot));
    ck_assert(!ter_road_graph_barred(graph, (struct ter_xy){0, 0}, (struct ter_xy){1, 1}, TER_BAR_ALL, NULL));
}
END_TEST

START_TEST(an_unknown_system_is_refused)
{
    struct ter_error err = {0};
    struct ter_road_graph *none = NULL;
    ck_assert(!ter_road_graph_read(registry, 1, &none, &err) && !none && *err.message);
}
END_TEST

/* ---- lengths ---- */

START_TEST(lengths_are_those_of_the_geodesic)
{
    uint64_t random = 7;
    struct ter_road_ground ground = ter_road_ground_open(-84.5, 84.5);
    for (int i = 0; i < 20000; i++) {
        struct ter_lonlat a = {register_random(&random) * 360 - 180, register_random(&random) * 168 - 84};
        double metres = pow(10, register_random(&random) * 5 - 1); /* 0.1 m … 10 km */
        struct ter_lonlat b = ter_move(a, register_random(&random) * 360, metres);
        double expected_m = ter_distance_m(a, b), length_m = ter_road_ground_m(&ground, a, b);
        ck_assert_msg(fabs(length_m - expected_m) <= 1e-6 * expected_m + 1e-8, "%.9f m for %.9f at %.3f",
            length_m, expected_m, a.lat);
    }
    ter_road_ground_close(&ground);
}
END_TEST

START_TEST(the_quick_projection_is_that_of_proj)
{
    enum { POINTS = 20000 };
    static const int pairs[][2] = {{4490, PLAIN_EPSG}, {4490, 4546}, {4326, 32749}, {4326, 2154}};
    for (size_t pair = 0; pair < sizeof pairs / sizeof *pairs; pair++) {
        TER_AUTO(ter_transform_close) struct ter_transform *transform = NULL;
        TER_AUTO_FREE struct ter_lonlat *points = ter_alloc(POINTS * sizeof *points);
        TER_AUTO_FREE struct ter_xy *quick = NULL;
        struct ter_error err = {0};
        uint64_t random = 3;
        for (size_t i = 0; i < POINTS; i++)
            points[i] =
                (struct ter_lonlat){110.9 + register_random(&random), 40.2 + register_random(&random)};
        points[1] = points[POINTS - 1];
        ck_assert(ter_road_plane_to(points, POINTS, pairs[pair][0], pairs[pair][1], &quick, &err));
        ck_assert(ter_xy_distance_m(quick[1], quick[POINTS - 1]) == 0);
        ck_assert(ter_transform_open(pairs[pair][0], pairs[pair][1], &transform, &err));
        for (size_t i = 0; i < POINTS; i++) {
            double x = points[i].lon, y = points[i].lat;
            ck_assert(ter_transform_apply(transform, &x, &y, 1, &err));
            ck_assert_msg(hypot(x - quick[i].x, y - quick[i].y) < 1e-6, "EPSG:%d, position %zu: off by %g m",
                pairs[pair][1], i, hypot(x - quick[i].x, y - quick[i].y));
        }
    }
}
END_TEST

START_TEST(pieces_of_an_edge_end_where_they_are_cut)
{
    NETWORK(WAY(0, 0, 30, 0, 30, 40, 100, 40));
    const struct ter_road_edge *edge = graph->edges;
    TER_AUTO_BUF struct ter_buf buf = {0};
    ck_assert(fabs(edge->length_m - 140) < 1e-2);
    ck_assert(ter_xy_distance_m(ter_road_edge_at(graph, edge, 50), plane(30, 20)) < 0.01);
    ck_assert(ter_xy_distance_m(ter_road_edge_at(graph, edge, -5), graph->nodes[edge->from]) == 0);
    ck_assert(ter_xy_distance_m(ter_road_edge_at(graph, edge, 1e9), graph->nodes[edge->to]) == 0);
    ter_road_edge_piece(graph, edge, 10, 100, &buf);
    ter_road_edge_piece(graph, edge, 100, 140, &buf);
    const struct ter_xy *points = (const struct ter_xy *)(const void *)buf.data;
    ck_assert_uint_eq(buf.size / sizeof *points, 5);
    ck_assert(ter_xy_distance_m(points[0], plane(10, 0)) < 0.01);
    ck_assert(ter_xy_distance_m(points[3], plane(60, 40)) < 0.01);
    ter_buf_clear(&buf);
    ter_road_edge_piece(graph, edge, 100, 10, &buf);
    points = (const struct ter_xy *)(const void *)buf.data;
    ck_assert_uint_eq(buf.size / sizeof *points, 4);
    ck_assert(ter_xy_distance_m(points[1], plane(30, 40)) < 0.01);
    ck_assert(ter_xy_distance_m(points[3], plane(10, 0)) < 0.01);
    ter_buf_clear(&buf);
    ter_road_edge_piece(graph, edge, 30, 30, &buf);
    ck_assert_uint_eq(buf.size / sizeof *points, 1);
}
END_TEST

/* ---- the nearest edge ---- */

static bool is_footway(void *user, const struct ter_road_edge *edge)
{
    (void)user;
    return strcmp(graph->classes[edge->speed_class], "footway") == 0;
}

START_TEST(the_foot_is_on_an_edge_that_is_admitted)
{
    struct way far = WAY(-100, 50, 100, 50);
    struct ter_road_foot foot;
    far.road.class_ = (char *)(uintptr_t) "footway";
    NETWORK(WAY(-100, 0, 100, 0), far);
    ck_assert(ter_road_graph_foot(graph, plane(20, 10), 10.1, NULL, NULL, &foot));
    ck_assert(foot.edge == 0 && fabs(foot.along_m - 120) < 0.02 && fabs(foot.away_m - 10) < 0.01);
    ck_assert(ter_road_graph_foot(graph, plane(20, 10), INFINITY, is_footway, NULL, &foot));
    ck_assert(foot.edge == 1 && fabs(foot.away_m - 40) < 0.02);
    ck_assert(!ter_road_graph_foot(graph, plane(20, 10), 30, is_footway, NULL, &foot));
    ck_assert(!ter_road_graph_foot(graph, plane(20, 10), 9.9, NULL, NULL, &foot));
    ck_assert(!ter_road_graph_foot(graph, plane(20, 10), NAN, NULL, NULL, &foot));
}
END_TEST

START_TEST(of_equally_near_edges_the_first_counts)
{
    struct ter_road_foot foot;
    NETWORK(WAY(0, 0, 50, 50), WAY(0, 0, -50, 50), WAY(0, 0, 0, 80));
    ck_assert(ter_road_graph_foot(graph, plane(0, -20), INFINITY, NULL, NULL, &foot));
    ck_assert(foot.edge == 0 && foot.along_m == 0);
}
END_TEST

static void mark_item(void *user, size_t item)
{
    bool *seen = user;
    ck_assert(!seen[item]);
    seen[item] = true;
}

START_TEST(a_tree_of_boxes_finds_what_a_loop_finds)
{
    static const size_t sizes[] = {0, 1, 16, 17, 257, 5000};
    uint64_t random = 5;
    for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++) {
        TER_AUTO_FREE struct ter_box *boxes = ter_alloc((sizes[size] + 1) * sizeof *boxes);
        for (size_t i = 0; i < sizes[size]; i++) {
            double x = 4e5 + register_random(&random) * 1e4, y = 4.5e6 + register_random(&random) * 1e4;
            boxes[i] = (struct ter_box){x, y, x + register_random(&random) * 50, y + 1e-4};
        }
        TER_AUTO(ter_box_tree_close) struct ter_box_tree *tree = ter_box_tree_open(boxes, sizes[size]);
        for (int round = 0; round < 50; round++) {
            double x = 4e5 + register_random(&random) * 1e4, y = 4.5e6 + register_random(&random) * 1e4;
            struct ter_box asked = {x, y, x + 800, y + 800};
            TER_AUTO_FREE bool *seen = ter_alloc(sizes[size] + 1);
            ter_box_tree_within(tree, &asked, mark_item, seen);
            for (size_t i = 0; i < sizes[size]; i++)
                ck_assert(
                    seen[i] || !ter_boxes_meet(&boxes[i], &asked)); /* rounded outwards: more is allowed */
        }
    }
}
END_TEST

/* ---- barriers ---- */

static struct way kind(struct way way, enum ter_way which, const char *class_)
{
    way.road.way = which;
    way.road.class_ = (char *)(uintptr_t)class_;
    return way;
}

START_TEST(railways_rivers_and_motorways_bar_the_ground)
{
    struct ter_road_crossing first;
    NETWORK(WAY(-500, -500, -400, -500), kind(WAY(0, -50, 0, 50), TER_RAILWAY, "rail"),
        kind(WAY(20, -50, 20, 50), TER_WATERWAY, "river"), kind(WAY(40, -50, 40, 50), TER_ROAD, "motorway"),
        kind(WAY(-20, -50, -20, 50), TER_WATERWAY, "stream"),
        kind(WAY(-30, -50, -30, 50), TER_RAILWAY, "tram"));
    ck_assert(!ter_road_graph_barred(graph, plane(-40, 0), plane(-1, 0), TER_BAR_ALL, NULL));
    ck_assert(ter_road_graph_barred(graph, plane(-40, 0), plane(100, 0), TER_BAR_ALL, &first));
    ck_assert(first.bar == TER_BAR_RAILWAY && ter_xy_distance_m(first.at, plane(0, 0)) < 0.01);
    ck_assert(ter_road_graph_barred(graph, plane(100, 0), plane(-40, 0), TER_BAR_ALL, &first));
    ck_assert(first.bar == TER_BAR_MOTORWAY && fabs(first.part - 60.0 / 140) < 1e-3);
    ck_assert(ter_road_graph_barred(graph, plane(100, 0), plane(-40, 0), TER_BAR_WATER, &first));
    ck_assert(first.bar == TER_BAR_WATER);
    ck_assert(!ter_road_graph_barred(graph, plane(-1, 60), plane(100, 60), TER_BAR_WATER, NULL));
    ck_assert(!ter_road_graph_barred(graph, plane(5, 0), plane(5, 0), TER_BAR_ALL, NULL));
}
END_TEST

START_TEST(bridges_and_tunnels_let_pass)
{
    struct way bridge = kind(WAY(0, -50, 0, 50), TER_RAILWAY, "rail"),
               tunnel = kind(WAY(20, -50, 20, 50), TER_ROAD, "motorway");
    bridge.road.bridge = true;
    tunnel.road.tunnel = true;
    NETWORK(WAY(-500, -500, -400, -500), bridge, tunnel);
    ck_assert(!ter_road_graph_barred(graph, plane(-40, 0), plane(100, 0), TER_BAR_ALL, NULL));
}
END_TEST

START_TEST(edges_know_what_they_meet_on_their_level)
{
    struct way over = WAY(-100, 40, 100, 40), lower = kind(WAY(60, -50, 60, 60), TER_WATERWAY, "canal");
    const struct ter_road_crossing *crossings;
    over.road.bridge = true;
    lower.road.layer = -1;
    /* a level crossing with a vertex in common, a ford without, a bridge over both, a canal below the street
     */
    NETWORK(WAY(-100, 0, 0, 0, 100, 0), over, kind(WAY(0, -50, 0, 0, 0, 50), TER_RAILWAY, "rail"),
        kind(WAY(30, -50, 30, 50), TER_WATERWAY, "river"), lower);
    ck_assert_uint_eq(graph->edge_count, 2);
    ck_assert_uint_eq(ter_road_edge_crossings(graph, 0, &crossings), 2);
    ck_assert(crossings[0].bar == TER_BAR_RAILWAY && fabs(crossings[0].part - 100) < 0.01);
    ck_assert(crossings[1].bar == TER_BAR_WATER && fabs(crossings[1].part - 130) < 0.01);
    ck_assert_uint_eq(ter_road_edge_crossings(graph, 1, &crossings), 0);
}
END_TEST

START_TEST(a_motorway_does_not_meet_its_own_ramps)
{
    const struct ter_road_crossing *crossings;
    NETWORK(kind(WAY(-100, 0, 0, 0, 100, 0), TER_ROAD, "motorway"),
        kind(WAY(0, 0, 50, 20), TER_ROAD, "motorway_link"), WAY(-50, -50, -50, 50));
    ck_assert_uint_eq(graph->edge_count, 4);
    ck_assert_uint_eq(ter_road_edge_crossings(graph, 0, &crossings), 0);
    ck_assert_uint_eq(ter_road_edge_crossings(graph, 2, &crossings), 0);
    ck_assert_uint_eq(ter_road_edge_crossings(graph, 3, &crossings), 1);
    ck_assert(crossings->bar == TER_BAR_MOTORWAY && fabs(crossings->part - 50) < 0.01);
}
END_TEST

/* ---- a whole country ---- */

struct place {
    double lon, lat;
    uint32_t part; /* in the forest of connected ways */
};

/* What is expected: gathered from GDAL's own reading of the file, connected by sorting. */
struct expected {
    struct place *places; /* all positions of all roads */
    uint32_t *firsts;     /* of each line; one more at the end */
    int8_t *layers;
    uint32_t *parent;
    size_t lines, count, capacity, line_capacity, layer_capacity;
    double length_m;
};

static void gather_line(struct expected *expected, OGRGeometryH geometry, int layer)
{
    int points = OGR_G_GetPointCount(geometry);
    expected->firsts =
        ter_grow(expected->firsts, &expected->line_capacity, expected->lines + 2, sizeof *expected->firsts);
    expected->layers =
        ter_grow(expected->layers, &expected->layer_capacity, expected->lines + 1, sizeof *expected->layers);
    expected->layers[expected->lines] = (int8_t)layer;
    for (int i = 0; i < points; i++) {
        struct place place = {OGR_G_GetX(geometry, i), OGR_G_GetY(geometry, i), 0};
        expected->places =
            ter_grow(expected->places, &expected->capacity, expected->count + 1, sizeof *expected->places);
        if (i) {
            struct place *last = &expected->places[expected->count - 1];
            expected->length_m += ter_distance_m(
                (struct ter_lonlat){last->lon, last->lat}, (struct ter_lonlat){place.lon, place.lat});
        }
        expected->places[expected->count++] = place;
    }
    expected->firsts[++expected->lines] = (uint32_t)expected->count;
}

static int layer_of(OGRFeatureH feature)
{
    int field = OGR_F_GetFieldIndex(feature, "other_tags");
    const char *tags = field >= 0 ? OGR_F_GetFieldAsString(feature, field) : "";
    const char *found = strstr(tags, "\"layer\"=>\"");
    return found ? atoi(found + 10) : 0;
}

static void gather_country(const char *path, int64_t source, struct expected *expected)
{
    GDALAllRegister();
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, NULL, NULL);
    OGRLayerH layer =
        GDALDatasetExecuteSQL(dataset, "SELECT * FROM lines WHERE highway IS NOT NULL", NULL, NULL);
    OGRFeatureH feature;
    ck_assert_ptr_nonnull(layer);
    expected->firsts = ter_grow(expected->firsts, &expected->line_capacity, 1, sizeof *expected->firsts);
    expected->firsts[0] = 0;
    while ((feature = OGR_L_GetNextFeature(layer))) {
        OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
        size_t first = expected->count;
        gather_line(expected, geometry, layer_of(feature));
        struct ter_lonlat *points = ter_alloc((expected->count - first) * sizeof *points);
        for (size_t i = first; i < expected->count; i++)
            points[i - first] = (struct ter_lonlat){expected->places[i].lon, expected->places[i].lat};
        add(source, &(struct ter_road){.points = points,
                        .point_count = expected->count - first,
                        .uncertainty_m = 8,
                        .layer = expected->layers[expected->lines - 1]});
        free(points);
        OGR_F_Destroy(feature);
    }
    GDALDatasetReleaseResultSet(dataset, layer);
    GDALClose(dataset);
}

static const struct place *sorted_places;

static int by_position(const void *a, const void *b)
{
    const struct place *p = &sorted_places[*(const uint32_t *)a], *q = &sorted_places[*(const uint32_t *)b];
    if (llrint(p->lat * 1e7) != llrint(q->lat * 1e7))
        return p->lat < q->lat ? -1 : 1;
    return p->lon < q->lon ? -1 : llrint(p->lon * 1e7) > llrint(q->lon * 1e7);
}

static uint32_t line_of(const struct expected *expected, uint32_t place)
{
    uint32_t low = 0, high = (uint32_t)expected->lines;
    while (high - low > 1) {
        uint32_t middle = (low + high) / 2;
        *(expected->firsts[middle] <= place ? &low : &high) = middle;
    }
    return low;
}

static bool is_end(const struct expected *expected, uint32_t place)
{
    uint32_t line = line_of(expected, place);
    return place == expected->firsts[line] || place + 1 == expected->firsts[line + 1];
}

static double metres_beside(struct ter_lonlat at, const struct place *a, const struct place *b)
{
    struct ter_plane flat = ter_plane_at(at);
    struct ter_xy p = ter_plane_to(&flat, (struct ter_lonlat){a->lon, a->lat}),
                  q = ter_plane_to(&flat, (struct ter_lonlat){b->lon, b->lat}), none = {0, 0};
    double part = ter_xy_nearest_part(p, q, none);
    return hypot(p.x + part * (q.x - p.x), p.y + part * (q.y - p.y));
}

/* Connect lines at equal positions, then at ends beside others: for each segment all ends between its
 * latitudes. */
static size_t count_parts(struct expected *expected)
{
    static const double snap_deg = TER_ROAD_SNAP_M / 111000;
    TER_AUTO_FREE uint32_t *order = ter_alloc(expected->count * sizeof *order);
    size_t parts = expected->lines;
    expected->parent = ter_alloc(expected->lines * sizeof *expected->parent);
    for (uint32_t i = 0; i < expected->lines; i++)
        expected->parent[i] = i;
    for (uint32_t i = 0; i < expected->count; i++)
        order[i] = i;
    sorted_places = expected->places;
    qsort(order, expected->count, sizeof *order, by_position);
#define CONNECT(x, y)                                                                                        \
    do {                                                                                                     \
        uint32_t p = root_of(expected->parent, (x)), q = root_of(expected->parent, (y));                     \
        parts -= p != q;                                                                                     \
        expected->parent[p] = q;                                                                             \
    } while (0)
    for (size_t i = 1; i < expected->count; i++)
        if (by_position(&order[i - 1], &order[i]) == 0)
            CONNECT(line_of(expected, order[i - 1]), line_of(expected, order[i]));
    size_t ends = 0;
    for (size_t i = 0; i < expected->count; i++)
        if (is_end(expected, order[i]))
            order[ends++] = order[i];
    for (uint32_t line = 0; line < expected->lines; line++)
        for (uint32_t i = expected->firsts[line]; i + 1 < expected->firsts[line + 1]; i++) {
            const struct place *a = &expected->places[i], *b = a + 1;
            double south = fmin(a->lat, b->lat) - snap_deg, north = fmax(a->lat, b->lat) + snap_deg;
            size_t low = 0, high = ends;
            while (low < high) {
                size_t middle = (low + high) / 2;
                if (expected->places[order[middle]].lat < south)
                    low = middle + 1;
                else
                    high = middle;
            }
            for (; low < ends && expected->places[order[low]].lat <= north; low++) {
                const struct place *end = &expected->places[order[low]];
                uint32_t other = line_of(expected, order[low]);
                if (other != line && expected->layers[other] == expected->layers[line] &&
                    end->lon > fmin(a->lon, b->lon) - 2 * snap_deg &&
                    end->lon < fmax(a->lon, b->lon) + 2 * snap_deg &&
                    metres_beside((struct ter_lonlat){end->lon, end->lat}, a, b) <= TER_ROAD_SNAP_M)
                    CONNECT(line, other);
            }
        }
#undef CONNECT
    return parts;
}

static void feet_like_a_loop(size_t rounds)
{
    uint64_t random = 11;
    for (size_t round = 0; round < rounds; round++) {
        struct ter_xy at = graph->vertices[(size_t)(register_random(&random) * (double)graph->vertex_count)];
        at.x += register_random(&random) * 2000 - 1000;
        at.y += register_random(&random) * 2000 - 1000;
        double nearest_m = INFINITY;
        for (size_t i = 0; i < graph->edge_count; i++)
            for (uint32_t j = 0; j + 1 < graph->edges[i].vertex_count; j++) {
                const struct ter_xy *line = graph->vertices + graph->edges[i].first_vertex + j;
                double part = ter_xy_nearest_part(line[0], line[1], at);
                nearest_m = fmin(nearest_m, hypot(line[0].x + part * (line[1].x - line[0].x) - at.x,
                                                line[0].y + part * (line[1].y - line[0].y) - at.y));
            }
        struct ter_road_foot foot;
        ck_assert(ter_road_graph_foot(graph, at, INFINITY, NULL, NULL, &foot));
        ck_assert_msg(
            fabs(foot.away_m - nearest_m) < 1e-9, "%.6f, and a loop finds %.6f", foot.away_m, nearest_m);
        ck_assert(fabs(ter_xy_distance_m(foot.at, at) - nearest_m) < 1e-6);
        struct ter_xy again = ter_road_edge_at(graph, &graph->edges[foot.edge], foot.along_m);
        ck_assert(ter_xy_distance_m(again, foot.at) < 1e-6);
    }
}

START_TEST(a_country_is_connected_as_a_computation_of_its_own_says)
{
    const char *path = ter_test_data("liechtenstein/liechtenstein_2021.osm.pbf");
    struct expected expected = {0};
    int64_t source;
    if (!path)
        return;
    begin(&source);
    gather_country(path, source, &expected);
    finish(source, ALPS_EPSG);
    size_t parts = count_parts(&expected);
    ck_assert_uint_gt(graph->edge_count, 10000);
    ck_assert_uint_eq(parts_of_graph(), parts);
    /* what is within the snap of another may be drawn straight to it */
    ck_assert_msg(fabs(total_m() - expected.length_m) < 1e-6 * expected.length_m,
        "%.3f m, and GDAL's lines have %.3f", total_m(), expected.length_m);
    feet_like_a_loop(60);
    free(expected.places);
    free(expected.firsts);
    free(expected.layers);
    free(expected.parent);
}
END_TEST

static void open_registry(void)
{
    ter_test_dir_open();
    registry = register_open();
    graph = NULL;
}

static void close_registry(void)
{
    ter_road_graph_close(graph);
    ter_registry_close(registry);
    ter_test_dir_close();
}

Suite *suite_road_graph(void)
{
    const TTest *const tests[] = {ways_connect_at_a_vertex_that_they_share,
        ways_that_only_cross_do_not_connect, ends_beside_a_way_are_joined_to_it,
        ends_near_one_another_become_one, two_ends_on_one_segment_keep_their_order,
        repeated_positions_are_nothing, loops_and_parallel_edges_are_kept,
        directions_and_classes_are_those_of_the_line, a_register_without_roads_has_an_empty_graph,
        an_unknown_system_is_refused, lengths_are_those_of_the_geodesic, the_quick_projection_is_that_of_proj,
        pieces_of_an_edge_end_where_they_are_cut, the_foot_is_on_an_edge_that_is_admitted,
        of_equally_near_edges_the_first_counts, a_tree_of_boxes_finds_what_a_loop_finds,
        railways_rivers_and_motorways_bar_the_ground, bridges_and_tunnels_let_pass,
        edges_know_what_they_meet_on_their_level, a_motorway_does_not_meet_its_own_ramps,
        a_country_is_connected_as_a_computation_of_its_own_says};
    Suite *suite = suite_create("road_graph");
    TCase *tcase = tcase_create("road_graph");
    tcase_add_checked_fixture(tcase, open_registry, close_registry);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    return suite;
}
