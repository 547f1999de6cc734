/* Owns the tests of the nearest by the way along roads: a town of streets with gaps, a motorway and a railway
 * with one bridge, against all shortest ways by Floyd and Warshall on the drawing board, in metres. */
#include "registering.h"
#include "suites.h"

#include "base/crs.h"
#include "registry/gazetteer.h"
#include "roads/nearest_roads.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SIDE = 8,
    NODES = SIDE * SIDE,
    EDGES = 2 * SIDE * (SIDE - 1),
    EPSG = 32649,
    POINTS = 14,
    PLACES = 400
};
static const double rail_x = 350;
static const struct ter_lonlat origin = {111.5, 40.8};

static struct ter_registry *registry;
static struct ter_road_graph *graph;
static struct ter_speeds *speeds;
static uint64_t seed;

/* ---- the drawing board ---- */

struct street {
    size_t a, b; /* nodes */
    bool there, bridge, motorway;
};

static struct ter_xy nodes[NODES];
static struct street streets[EDGES];
static double between[NODES][NODES];

static void draw_town(void)
{
    size_t count = 0;
    for (size_t i = 0; i < NODES; i++) {
        size_t row = i / SIDE, column = i % SIDE;
        nodes[i] = (struct ter_xy){(double)column * 100 + register_random(&seed) * 30,
            (double)row * 100 + register_random(&seed) * 30};
    }
    for (size_t i = 0; i < NODES; i++)
        for (size_t up = 0; up < 2; up++)
            if (up ? i / SIDE + 1 < SIDE : i % SIDE + 1 < SIDE)
                streets[count++] = (struct street){i, up ? i + SIDE : i + 1, register_random(&seed) > 0.2,
                    !up && i / SIDE == 5, up && i % SIDE == 6};
}

static bool split_by_rail(struct ter_xy a, struct ter_xy b)
{
    return (a.x - rail_x) * (b.x - rail_x) < 0;
}

/* A hose passes the street from end to end. */
static bool passes(const struct street *street)
{
    return street->there && !street->motorway &&
           (street->bridge || !split_by_rail(nodes[street->a], nodes[street->b]));
}

static void measure_town(void)
{
    for (size_t i = 0; i < NODES; i++)
        for (size_t j = 0; j < NODES; j++)
            between[i][j] = i == j ? 0 : INFINITY;
    for (size_t i = 0; i < EDGES; i++)
        if (passes(&streets[i]))
            between[streets[i].a][streets[i].b] = between[streets[i].b][streets[i].a] =
                ter_xy_distance_m(nodes[streets[i].a], nodes[streets[i].b]);
    for (size_t k = 0; k < NODES; k++)
        for (size_t i = 0; i < NODES; i++)
            for (size_t j = 0; j < NODES; j++)
                between[i][j] = fmin(between[i][j], between[i][k] + between[k][j]);
}

/* Where a place meets its nearest street without crossing the railway. */
struct foot {
    size_t street;
    struct ter_xy at;
    double away_m;
};

static struct foot foot_of(struct ter_xy place)
{
    struct foot best = {.away_m = INFINITY};
    for (size_t i = 0; i < EDGES; i++) {
        if (!streets[i].there || streets[i].motorway)
            continue;
        struct ter_xy a = nodes[streets[i].a], b = nodes[streets[i].b];
        double part = ter_xy_nearest_part(a, b, place);
        struct ter_xy at = {a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)};
        if (!split_by_rail(place, at) && ter_xy_distance_m(place, at) < best.away_m)
            best = (struct foot){i, at, ter_xy_distance_m(place, at)};
    }
    return best;
}

/* From a foot to an end of its street; the railway stops it. */
static double to_end(const struct foot *foot, size_t end)
{
    return !streets[foot->street].bridge && split_by_rail(foot->at, nodes[end])
               ? INFINITY
               : ter_xy_distance_m(foot->at, nodes[end]);
}

static double way_m(struct ter_xy from, struct ter_xy to)
{
    struct foot p = foot_of(from), q = foot_of(to);
    const size_t p_ends[] = {streets[p.street].a, streets[p.street].b},
                 q_ends[] = {streets[q.street].a, streets[q.street].b};
    double best = INFINITY;
    if (p.street == q.street && (streets[p.street].bridge || !split_by_rail(p.at, q.at)))
        best = ter_xy_distance_m(p.at, q.at);
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; j < 2; j++)
            best = fmin(best, to_end(&p, p_ends[i]) + between[p_ends[i]][q_ends[j]] + to_end(&q, q_ends[j]));
    return p.away_m + best + q.away_m;
}

/* ---- the register ---- */

static struct ter_lonlat lonlat(struct ter_xy at)
{
    struct ter_lonlat east = ter_move(origin, 90, at.x);
    return ter_move((struct ter_lonlat){east.lon, origin.lat}, 0, at.y);
}

static struct ter_xy plane(const struct ter_transform *transform, struct ter_xy at)
{
    struct ter_lonlat point = lonlat(at);
    struct ter_error err = {0};
    ck_assert(ter_transform_apply(transform, &point.lon, &point.lat, 1, &err));
    return (struct ter_xy){point.lon, point.lat};
}

static void add_line(int64_t source, struct ter_road road, struct ter_xy a, struct ter_xy b)
{
    struct ter_lonlat points[] = {lonlat(a), lonlat(b)};
    struct ter_error err = {0};
    road.points = points;
    road.point_count = 2;
    road.uncertainty_m = 5;
    ck_assert_msg(ter_gazetteer_add_road(registry, source, &road, &err), "%s", err.message);
}

static void store_town(void)
{
    struct ter_error err = {0};
    const struct ter_write_context context = {.tool = "test"};
    int64_t source;
    ck_assert(ter_registry_begin(registry, &context, &err) &&
              ter_gazetteer_replace(registry, "town", NULL, NULL, NULL, &source, &err));
    for (size_t i = 0; i < EDGES; i++)
        if (streets[i].there)
            add_line(source,
                (struct ter_road){
                    .class_ = (char *)(uintptr_t)(streets[i].motorway ? "motorway" : "residential"),
                    .bridge = streets[i].bridge || streets[i].motorway, /* up there it bars nobody */
                    .oneway = i % 3 == 0},
                nodes[streets[i].a], nodes[streets[i].b]);
    add_line(source, (struct ter_road){.class_ = (char *)(uintptr_t) "rail", .way = TER_RAILWAY},
        (struct ter_xy){rail_x, -500}, (struct ter_xy){rail_x, 1500});
    ck_assert(ter_gazetteer_finish(registry, source, &err) && ter_registry_commit(registry, &err));
    ck_assert_msg(ter_road_graph_read(registry, EPSG, &graph, &err), "%s", err.message);
}

static int by_value(const void *a, const void *b)
{
    return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

static struct ter_xy somewhere(void)
{
    return (struct ter_xy){register_random(&seed) * 820 - 50, register_random(&seed) * 820 - 50};
}

static double drawn_m(const struct ter_buf *line)
{
    const struct ter_xy *points = (const struct ter_xy *)(const void *)line->data;
    double sum_m = 0;
    for (size_t i = 1; i < line->size / sizeof *points; i++)
        sum_m += ter_xy_distance_m(points[i - 1], points[i]);
    return sum_m;
}

static void town_is_right(void)
{
    TER_AUTO(ter_transform_close) struct ter_transform *transform = NULL;
    struct ter_error err = {0};
    struct ter_xy drawn[POINTS], points[POINTS];
    draw_town();
    measure_town();
    store_town();
    ck_assert(ter_transform_open(ter_registry_epsg(registry), EPSG, &transform, &err));
    for (size_t i = 0; i < POINTS; i++)
        points[i] = plane(transform, drawn[i] = somewhere());
    points[3].x = (double)NAN; /* nowhere */
    TER_AUTO(ter_nearest_roads_close)
    struct ter_nearest_roads *nearest = ter_nearest_roads_open(graph, speeds, points, POINTS, 3, INFINITY);
    size_t reached = 0;
    for (size_t i = 0; i < PLACES; i++) {
        struct ter_xy place = somewhere(), at = plane(transform, place);
        struct ter_nearest_way ways[TER_ROAD_MOST_RANKS];
        double expected[POINTS] = {0};
        size_t count = ter_nearest_roads_find(nearest, at, ways), expected_count = 0;
        for (size_t j = 0; j < POINTS; j++) {
            double metres = j == 3 ? INFINITY : way_m(drawn[j], place);
            if (metres < INFINITY)
                expected[expected_count++] = metres;
        }
        qsort(expected, expected_count, sizeof *expected, by_value);
        ck_assert_msg(count == (expected_count < 3 ? expected_count : 3), "place %zu: %zu of %zu", i, count,
            expected_count);
        for (size_t j = 0; j < count; j++) {
            TER_AUTO_BUF struct ter_buf line = {0};
            reached++;
            ck_assert_msg(fabs(ways[j].way_m - expected[j]) < 0.5, "place %zu, rank %zu: %.3f, not %.3f", i,
                j, ways[j].way_m, expected[j]);
            ck_assert(fabs(ways[j].way_m - way_m(drawn[ways[j].point], place)) < 0.5);
            ter_nearest_roads_draw(nearest, at, &ways[j], &line);
            ck_assert_msg(fabs(drawn_m(&line) - ways[j].way_m) < 1e-3 * ways[j].way_m,
                "drawn: %.3f, not %.3f", drawn_m(&line), ways[j].way_m);
            const struct ter_xy *drawing = (const struct ter_xy *)(const void *)line.data;
            ck_assert(ter_xy_distance_m(drawing[0], points[ways[j].point]) == 0);
            ck_assert(ter_xy_distance_m(drawing[line.size / sizeof *drawing - 1], at) == 0);
        }
    }
    ck_assert_uint_gt(reached, PLACES);
}

START_TEST(ways_are_the_shortest_that_a_loop_finds)
{
    seed = (uint64_t)_i + 1;
    town_is_right();
}
END_TEST

START_TEST(ways_are_no_longer_than_the_limit)
{
    TER_AUTO(ter_transform_close) struct ter_transform *transform = NULL;
    struct ter_nearest_way ways[TER_ROAD_MOST_RANKS];
    struct ter_error err = {0};
    seed = 5;
    draw_town();
    for (size_t i = 0; i < EDGES; i++)
        streets[i].there = true;
    store_town();
    ck_assert(ter_transform_open(ter_registry_epsg(registry), EPSG, &transform, &err));
    struct ter_xy hydrant = plane(transform, nodes[0]), house = plane(transform, nodes[1]),
                  field = plane(transform, (struct ter_xy){-2000, -2000});
    double apart_m = ter_xy_distance_m(nodes[0], nodes[1]);
    TER_AUTO(ter_nearest_roads_close)
    struct ter_nearest_roads *wide = ter_nearest_roads_open(graph, speeds, &hydrant, 1, 1, apart_m + 1);
    TER_AUTO(ter_nearest_roads_close)
    struct ter_nearest_roads *narrow = ter_nearest_roads_open(graph, speeds, &hydrant, 1, 1, apart_m - 1);
    TER_AUTO(ter_nearest_roads_close)
    struct ter_nearest_roads *afield = ter_nearest_roads_open(graph, speeds, &field, 1, 1, INFINITY);
    ck_assert_uint_eq(ter_nearest_roads_find(wide, house, ways), 1);
    ck_assert_uint_eq(ter_nearest_roads_find(narrow, house, ways), 0);
    ck_assert_uint_eq(
        ter_nearest_roads_find(wide, field, ways), 0); /* farther from a road than any way begins */
    ck_assert_uint_eq(ter_nearest_roads_find(afield, house, ways), 0);
    ck_assert_uint_eq(ter_nearest_roads_aside(afield), 1);
    ck_assert_uint_eq(ter_nearest_roads_aside(wide), 0);
}
END_TEST

START_TEST(without_points_or_roads_nothing_is_near)
{
    struct ter_nearest_way ways[TER_ROAD_MOST_RANKS];
    const struct ter_xy here = {5e5, 4.5e6};
    struct ter_error err = {0};
    ck_assert(ter_road_graph_read(registry, EPSG, &graph, &err));
    TER_AUTO(ter_nearest_roads_close)
    struct ter_nearest_roads *nearest = ter_nearest_roads_open(graph, speeds, NULL, 0, 1, INFINITY);
    ck_assert_uint_eq(ter_nearest_roads_find(nearest, here, ways), 0);
    TER_AUTO(ter_nearest_roads_close)
    struct ter_nearest_roads *one = ter_nearest_roads_open(graph, speeds, &here, 1, 3, INFINITY);
    ck_assert_uint_eq(ter_nearest_roads_find(one, here, ways), 0);
    ck_assert_uint_eq(ter_nearest_roads_aside(one), 1);
}
END_TEST

static void open_town(void)
{
    struct ter_error err = {0};
    ter_test_dir_open();
    registry = register_open();
    graph = NULL;
    ck_assert_msg(ter_speeds_shipped(&speeds, &err), "%s", err.message);
}

static void close_town(void)
{
    ter_speeds_free(speeds);
    ter_road_graph_close(graph);
    ter_registry_close(registry);
    ter_test_dir_close();
}

Suite *suite_nearest_roads(void)
{
    Suite *suite = suite_create("nearest_roads");
    TCase *tcase = tcase_create("nearest_roads");
    tcase_add_checked_fixture(tcase, open_town, close_town);
    tcase_add_loop_test(tcase, ways_are_the_shortest_that_a_loop_finds, 0, 4);
    tcase_add_test(tcase, ways_are_no_longer_than_the_limit);
    tcase_add_test(tcase, without_points_or_roads_nothing_is_near);
    suite_add_tcase(suite, tcase);
    return suite;
}
