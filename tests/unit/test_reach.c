/* Owns the tests of hoses along roads: how far they go, what they do not pass, and that places, lines, areas
 * and polygons of one reach tell the same story. Protects the reach that a brigade counts on. */
#include "roading.h"
#include "suites.h"

#include "roads/reach_roads.h"

#include <math.h>
#include <stdlib.h>

static struct ter_speeds *speeds;
static struct ter_road_reach *reach;

static void lay(const struct ter_road_graph *graph, const struct ter_road_source *sources, size_t count,
    double length_m, double side_m, enum ter_reading reading)
{
    struct ter_error err = {0};
    const struct ter_hoses hoses = {graph, speeds, length_m, side_m};
    ter_road_reach_close(reach);
    reach = NULL;
    ck_assert_msg(ter_hoses_reach(&hoses, sources, count, reading, &reach, &err), "%s", err.message);
}

static struct ter_road_source hydrant(double x_m, double y_m, double uncertainty_m)
{
    return (struct ter_road_source){roading_plane(x_m, y_m), uncertainty_m, 0};
}

static bool reaches(double x_m, double y_m)
{
    return ter_road_reach_contains(reach, roading_plane(x_m, y_m));
}

struct lengths {
    double in_m, out_m;
};

static void measure(
    void *user, size_t edge, bool reached, double metres, const struct ter_xy *line, size_t count)
{
    struct lengths *lengths = user;
    (void)edge;
    ck_assert(count >= 2 && line);
    *(reached ? &lengths->in_m : &lengths->out_m) += metres;
}

static struct lengths network(void)
{
    struct lengths lengths = {0, 0};
    ter_road_reach_network(reach, measure, &lengths);
    return lengths;
}

static void near_m(double value_m, double expected_m, double tolerance_m)
{
    ck_assert_msg(fabs(value_m - expected_m) <= tolerance_m, "%.4f, not %.4f", value_m, expected_m);
}

/* ---- lengths ---- */

START_TEST(a_hose_ends_exactly_where_its_length_does)
{
    struct ter_road_source source = hydrant(200, 10, 0);
    lay(NETWORK(WAY(0, 0, 1000, 0)), &source, 1, 150, 50, TER_READING_GIVEN);
    near_m(network().in_m, 2 * (150 - 10), 0.1); /* the 10 m to the road are part of the hose */
    near_m(network().out_m, 1000 - 280, 0.1);
    ck_assert(reaches(339, 49) && reaches(339, -49) && reaches(61, 30));
    ck_assert(!reaches(341, 0) && !reaches(341, 30) && !reaches(59, 0) && !reaches(200, -51));
    struct ter_xy line[] = {roading_plane(0, 20), roading_plane(1000, 20)};
    near_m(ter_road_reach_line_m(reach, line, 2), 280, 0.2);
    struct ter_xy road[] = {roading_plane(0, 0), roading_plane(1000, 0)};
    near_m(ter_road_reach_road_m(reach, road, 2), 280, 0.2);
}
END_TEST

START_TEST(an_error_radius_shortens_what_is_certain)
{
    struct ter_road_graph *graph = NETWORK(WAY(0, 0, 1000, 0));
    struct ter_road_source source = hydrant(500, 0, 60);
    lay(graph, &source, 1, 150, 50, TER_READING_CERTAIN);
    near_m(network().in_m, 180, 0.1);
    double certain_m2 = ter_road_reach_area_m2(reach);
    lay(graph, &source, 1, 150, 50, TER_READING_POSSIBLE);
    near_m(network().in_m, 420, 0.2);
    ck_assert(ter_road_reach_area_m2(reach) > certain_m2);
    source.uncertainty_m = 150; /* too coarse to say */
    lay(graph, &source, 1, 150, 50, TER_READING_CERTAIN);
    ck_assert(network().in_m == 0 && ter_road_reach_area_m2(reach) == 0 && !reaches(500, 0));
    TER_AUTO_BUF struct ter_buf wkb = {0};
    ck_assert(ter_road_reach_polygons(reach, &wkb, &(struct ter_error){0}) && !wkb.size);
}
END_TEST

START_TEST(hydrants_far_from_any_road_keep_to_their_circle)
{
    struct ter_road_source source = hydrant(500, 80, 0);
    lay(NETWORK(WAY(0, 0, 1000, 0)), &source, 1, 150, 50, TER_READING_GIVEN);
    ck_assert_uint_eq(ter_road_reach_aside(reach), 1);
    ck_assert(network().in_m == 0 && reaches(500, 125) && !reaches(500, 28));
    near_m(ter_road_reach_area_m2(reach), M_PI * 2500, M_PI * 2500 * 0.01);
}
END_TEST

/* ---- what hoses do not pass ---- */

static struct way of_class(struct way way, const char *class_, enum ter_way kind)
{
    way.road.class_ = (char *)(uintptr_t)class_;
    way.road.way = kind;
    return way;
}

START_TEST(a_railway_stops_the_hose_and_hides_what_is_behind)
{
    struct ter_road_source source = hydrant(0, 0, 0);
    lay(NETWORK(WAY(-500, 0, 500, 0), of_class(WAY(100, -300, 100, 300), "rail", TER_RAILWAY)), &source, 1,
        150, 50, TER_READING_GIVEN);
    near_m(network().in_m, 150 + 100, 0.1);
    ck_assert(reaches(99, 0) && reaches(99, 40) && !reaches(101, 0) && !reaches(101, 40));
    /* along the road runs a river */
    lay(NETWORK(WAY(-500, 0, 500, 0), of_class(WAY(-500, 20, 500, 20), "river", TER_WATERWAY)), &source, 1,
        150, 50, TER_READING_GIVEN);
    near_m(network().in_m, 300, 0.1);
    ck_assert(reaches(0, 19) && !reaches(0, 21) && reaches(0, -49));
    near_m(ter_road_reach_area_m2(reach), 300 * 70, 300);
}
END_TEST

START_TEST(bridges_pass_and_motorways_are_not_walked)
{
    struct ter_road_source source = hydrant(0, 0, 0);
    struct way bridge = WAY(80, 0, 120, 0);
    bridge.road.bridge = true;
    bridge.road.layer = 1;
    lay(NETWORK(WAY(-500, 0, 80, 0), bridge, WAY(120, 0, 500, 0),
            of_class(WAY(100, -300, 100, 300), "rail", TER_RAILWAY)),
        &source, 1, 150, 50, TER_READING_GIVEN);
    near_m(network().in_m, 300, 0.1);
    ck_assert(reaches(140, 40) && !reaches(100, 45)); /* nobody climbs down from the bridge */
    lay(NETWORK(of_class(WAY(-500, 0, 500, 0), "motorway", TER_ROAD)), &source, 1, 150, 50,
        TER_READING_GIVEN);
    ck_assert(network().in_m == 0 && network().out_m == 0);
    ck_assert_uint_eq(ter_road_reach_aside(reach), 1);
}
END_TEST

/* ---- one story ---- */

/* A town of crooked streets with a railway through it. */
static struct ter_road_graph *town(void)
{
    enum { SIDE = 6, WAYS = 2 * SIDE + 1 };
    struct way ways[WAYS];
    for (int i = 0; i < 2 * SIDE; i++)
        ways[i] = WAY(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    for (int i = 0; i < SIDE; i++)
        for (int k = 0; k < SIDE; k++) {
            double x = 90.0 * i + 17.0 * ((i * 7 + k * 5) % 4), y = 110.0 * k + 13.0 * ((i + 2 * k) % 3);
            double *north = &ways[i].at[2 * k], *east = &ways[SIDE + k].at[2 * i];
            north[0] = east[0] = x;
            north[1] = east[1] = y;
        }
    ways[2 * SIDE] = of_class(WAY(-50, 150, 300, 250, 600, 420), "rail", TER_RAILWAY);
    return roading_network(ways, WAYS);
}

static double square_m2(struct ter_xy at, double half_m)
{
    struct ter_xy ring[] = {{at.x - half_m, at.y - half_m}, {at.x + half_m, at.y - half_m},
        {at.x + half_m, at.y + half_m}, {at.x - half_m, at.y + half_m}, {at.x - half_m, at.y - half_m}};
    size_t end = 5;
    return ter_road_reach_rings_m2(reach, ring, &end, 1);
}

static void places_agree_with_areas(void)
{
    uint64_t random = 5;
    size_t inside = 0, asked = 0;
    for (int i = 0; i < 300; i++) {
        struct ter_xy at =
            roading_plane(register_random(&random) * 700 - 100, register_random(&random) * 800 - 100);
        bool within = ter_road_reach_contains(reach, at);
        /* Chords lie within half a metre of the circles: places that near to the border do not count. */
        if (ter_road_reach_holds(reach, at, within ? 0.6 : -0.6) != within)
            continue;
        asked++;
        inside += within;
        double share = square_m2(at, 0.1) / 0.04;
        ck_assert_msg(fabs(share - within) < 0.01,
            "place %d (%.2f, %.2f) is %s, and of the square round it %.3f", i, at.x, at.y,
            within ? "inside" : "outside", share);
    }
    ck_assert_msg(
        inside > 30 && asked - inside > 30, "%zu of %zu inside: the test tells nothing", inside, asked);
}

static void add_length(void *user, const struct ter_xy *line, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++)
        *(double *)user += ter_xy_distance_m(line[i], line[i + 1]);
}

static void lines_agree_with_places(void)
{
    uint64_t random = 9;
    for (int i = 0; i < 20; i++) {
        struct ter_xy line[] = {
            roading_plane(register_random(&random) * 700 - 100, register_random(&random) * 800 - 100),
            roading_plane(register_random(&random) * 700 - 100, register_random(&random) * 800 - 100)};
        double length_m = ter_xy_distance_m(line[0], line[1]), sampled_m = 0, left_m = 0;
        enum { STEPS = 1000 };
        for (int k = 0; k < STEPS; k++) {
            double part = (k + 0.5) / STEPS;
            struct ter_xy at = {
                line[0].x + part * (line[1].x - line[0].x), line[0].y + part * (line[1].y - line[0].y)};
            sampled_m += ter_road_reach_contains(reach, at) ? length_m / STEPS : 0;
        }
        double covered_m = ter_road_reach_line_m(reach, line, 2);
        ter_road_reach_uncovered(reach, line, 2, add_length, &left_m);
        near_m(covered_m, sampled_m, length_m / STEPS * 12 + 0.01);
        near_m(covered_m + left_m, length_m, 1e-6);
    }
}

static void polygons_have_the_area(void)
{
    TER_AUTO_BUF struct ter_buf wkb = {0};
    TER_AUTO(ter_validator_close) struct ter_validator *validator = ter_validator_open();
    ck_assert(ter_road_reach_polygons(reach, &wkb, &(struct ter_error){0}));
    TER_AUTO_FREE char *fault = NULL;
    struct ter_lonlat at;
    ck_assert_msg(
        ter_validator_check(validator, (struct ter_wkb){(const uint8_t *)wkb.data, wkb.size}, &fault, &at),
        "%s at %f %f", fault, at.lon, at.lat);
    TER_AUTO_POINTS struct ter_points points = {0};
    ck_assert(ter_wkb_points((struct ter_wkb){(const uint8_t *)wkb.data, wkb.size}, &points));
    double m2 = 0;
    for (size_t part = 0, i = 0; part < points.part_count; i = points.parts[part++])
        for (size_t first = i; i + 1 < points.parts[part]; i++) {
            const struct ter_lonlat *a = &points.items[first], *b = &points.items[i], *c = b + 1;
            ck_assert_msg(b->lon != c->lon || b->lat != c->lat, "a vertex stands there twice");
            m2 += ((b->lon - a->lon) * (c->lat - a->lat) - (c->lon - a->lon) * (b->lat - a->lat)) / 2;
        }
    near_m(fabs(m2), ter_road_reach_area_m2(reach), 2);
}

START_TEST(places_lines_areas_and_polygons_tell_one_story)
{
    struct ter_road_graph *graph = town();
    struct ter_road_source sources[] = {
        hydrant(100, 120, 10), hydrant(300, 330, 40), hydrant(480, 60, 0), hydrant(130, 560, 90)};
    for (int reading = TER_READING_CERTAIN; reading <= TER_READING_POSSIBLE; reading++) {
        lay(graph, sources, 4, 150, 50, (enum ter_reading)reading);
        places_agree_with_areas();
        lines_agree_with_places();
        polygons_have_the_area();
    }
}
END_TEST

static void road_agrees(
    void *user, size_t edge, bool reached, double metres, const struct ter_xy *line, size_t count)
{
    (void)user;
    (void)edge;
    near_m(ter_road_reach_road_m(reach, line, count), reached ? metres : 0, 0.05 + metres * 1e-3);
}

START_TEST(roads_are_covered_where_they_themselves_are_reached)
{
    struct ter_road_source sources[] = {hydrant(100, 120, 10), hydrant(300, 330, 40)};
    lay(town(), sources, 2, 150, 50, TER_READING_GIVEN);
    ter_road_reach_network(reach, road_agrees, NULL);
}
END_TEST

START_TEST(a_hose_without_length_is_refused)
{
    struct ter_error err = {0};
    struct ter_road_reach *none = NULL;
    const struct ter_hoses hoses = {NETWORK(WAY(0, 0, 10, 0)), speeds, 0, 50};
    ck_assert(!ter_hoses_reach(&hoses, NULL, 0, TER_READING_GIVEN, &none, &err) && !none && *err.message);
    lay(hoses.graph, NULL, 0, 150, 50, TER_READING_GIVEN); /* nobody, and nothing is reached */
    ck_assert(ter_road_reach_area_m2(reach) == 0 && !reaches(5, 0));
}
END_TEST

static void open_all(void)
{
    roading_open();
    ck_assert(ter_speeds_shipped(&speeds, &(struct ter_error){0}));
}

static void close_all(void)
{
    ter_road_reach_close(reach);
    reach = NULL;
    ter_speeds_free(speeds);
    speeds = NULL;
    roading_close();
}

Suite *suite_reach(void)
{
    const TTest *const tests[] = {a_hose_ends_exactly_where_its_length_does,
        an_error_radius_shortens_what_is_certain, hydrants_far_from_any_road_keep_to_their_circle,
        a_railway_stops_the_hose_and_hides_what_is_behind, bridges_pass_and_motorways_are_not_walked,
        places_lines_areas_and_polygons_tell_one_story, roads_are_covered_where_they_themselves_are_reached,
        a_hose_without_length_is_refused};
    Suite *suite = suite_create("reach");
    TCase *tcase = tcase_create("reach");
    tcase_add_checked_fixture(tcase, open_all, close_all);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    return suite;
}
