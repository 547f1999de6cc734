/* Owns the tests of junctions: which lines meet where, and which only pass one another. Positions are metres
 * from a point in the Tumed plain. */
#include "registering.h"
#include "suites.h"

#include "base/crs.h"
#include "registry/gazetteer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct ter_registry *registry;

static struct ter_lonlat lonlat(double x_m, double y_m)
{
    const struct ter_lonlat origin = {111.5, 40.8};
    struct ter_lonlat east = ter_move(origin, 90, x_m);
    return ter_move((struct ter_lonlat){east.lon, origin.lat}, 0, y_m);
}

/* A line and its points in metres: x, y, x, y … */
struct way {
    struct ter_road road;
    double at[24];
    size_t numbers;
};
#define WAY(name_, ...)                                                                                      \
    {                                                                                                        \
        .road = {.name = (char *)(uintptr_t)(name_), .uncertainty_m = 8}, .at = {__VA_ARGS__},               \
        .numbers = sizeof((double[]){__VA_ARGS__}) / sizeof(double)                                          \
    }

static void import(const char *source, const struct way *ways, size_t count)
{
    struct ter_error err = {0};
    const struct ter_write_context context = {.tool = "test"};
    int64_t id;
    ck_assert_msg(ter_registry_begin(registry, &context, &err) &&
                      ter_gazetteer_replace(registry, source, NULL, NULL, NULL, &id, &err),
        "%s", err.message);
    for (size_t i = 0; i < count; i++) {
        struct ter_lonlat points[12];
        struct ter_road road = ways[i].road;
        road.points = points;
        road.point_count = ways[i].numbers / 2;
        for (size_t j = 0; j < road.point_count; j++)
            points[j] = lonlat(ways[i].at[2 * j], ways[i].at[2 * j + 1]);
        ck_assert_msg(ter_gazetteer_add_road(registry, id, &road, &err), "%s", err.message);
    }
    ck_assert_msg(
        ter_gazetteer_finish(registry, id, &err) && ter_registry_commit(registry, &err), "%s", err.message);
}
#define IMPORT(source, ...)                                                                                  \
    import(source, (const struct way[]){__VA_ARGS__},                                                        \
        sizeof((const struct way[]){__VA_ARGS__}) / sizeof(struct way))

/* Asked both ways round: the answer must be the same. The caller frees it. */
static size_t junctions(const char *a, const char *b, struct ter_junction **ret_junctions)
{
    struct ter_error err = {0};
    struct ter_junction *swapped = NULL;
    size_t count = 0, again = 0;
    ck_assert_msg(ter_gazetteer_junctions(registry, a, b, ret_junctions, &count, &err), "%s", err.message);
    ck_assert_msg(ter_gazetteer_junctions(registry, b, a, &swapped, &again, &err), "%s", err.message);
    ck_assert_uint_eq(count, again);
    ck_assert(!count || memcmp(*ret_junctions, swapped, count * sizeof **ret_junctions) == 0);
    free(swapped);
    return count;
}

/* The only junction of the two lies here, within a decimetre. */
static void meets(const char *a, const char *b, double x_m, double y_m, double radius_m, bool at_grade)
{
    TER_AUTO_FREE struct ter_junction *found = NULL;
    size_t count = junctions(a, b, &found);
    ck_assert_msg(count == 1, "%s x %s: %zu junctions", a, b, count);
    double off_m = ter_distance_m(found->at, lonlat(x_m, y_m));
    ck_assert_msg(off_m < 0.1, "%s x %s: off by %.2f m", a, b, off_m);
    ck_assert_msg(fabs(found->radius_m - radius_m) < 0.3, "%s x %s: radius %.2f", a, b, found->radius_m);
    ck_assert_int_eq(found->at_grade, at_grade);
}

static void meets_not(const char *a, const char *b)
{
    TER_AUTO_FREE struct ter_junction *found = NULL;
    ck_assert_msg(junctions(a, b, &found) == 0, "%s x %s", a, b);
}

START_TEST(shared_vertices_and_crossings_are_junctions)
{
    IMPORT("osm", WAY("甲路", -500, 0, 0, 0, 500, 0), WAY("乙路", 0, -500, 0, 0, 0, 500),
        WAY("丙路", 200, -300, 200, 300), WAY("丁路", 480, 100, 480, 300));
    meets("甲路", "乙路", 0, 0, 0, true);
    meets("甲路", "丙路", 200, 0, 0, true); /* no vertex is shared */
    meets_not("乙路", "丙路");
    meets_not("甲路", "丁路");
    meets_not("甲路", "甲路");
    meets_not("甲路", "戊路");
    meets_not("", "甲路");
}
END_TEST

START_TEST(bridges_and_tunnels_pass_at_another_level)
{
    struct way ways[] = {WAY("甲路", -500, 0, 500, 0), WAY("桥路", 0, -300, 0, 300),
        WAY("洞路", 100, -300, 100, 300), WAY("高架路", 200, -300, 200, 300),
        WAY("接桥路", 300, -300, 300, 0, 300, 300), WAY("甲路", 500, 0, 900, 0)};
    ways[1].road.bridge = ways[2].road.tunnel = ways[4].road.bridge = true;
    ways[3].road.layer = 1;
    ways[0].at[0] = -500;
    import("osm", ways, 6);
    meets("甲路", "桥路", 0, 0, 0, false);
    meets("甲路", "洞路", 100, 0, 0, false);
    meets("甲路", "高架路", 200, 0, 0, false);
    meets("甲路", "接桥路", 300, 0, 0, false); /* the vertex there is not one of both */
}
END_TEST

/* OpenStreetMap draws each carriageway: four nodes, 30 m apart, are one junction with a radius. */
START_TEST(dual_carriageways_make_one_junction)
{
    struct way ways[] = {WAY("甲大道", -500, 15, 500, 15), WAY("甲大道", 500, -15, -500, -15),
        WAY("乙大道", 15, -500, 15, 500), WAY("乙大道", -15, 500, -15, -500),
        WAY("乙大道", 300, -500, 300, 500)};
    ways[1].road.lanes = 3;
    ways[2].road.lanes = 4;
    ways[3].road.uncertainty_m = 12;
    import("osm", ways, 4);
    meets("甲大道", "乙大道", 0, 0, hypot(15, 15), true);
    TER_AUTO_FREE struct ter_junction *found = NULL;
    junctions("甲大道", "乙大道", &found);
    ck_assert_int_eq(found->lanes, 4);
    ck_assert_double_eq(found->uncertainty_m, 12);
    import("osm", ways, 5); /* 285 m further on they meet again */
    TER_AUTO_FREE struct ter_junction *both = NULL;
    ck_assert_uint_eq(junctions("甲大道", "乙大道", &both), 2);
}
END_TEST

/* An interchange: the ramps meet on the ground 60 m beside the bridge, which is no second place. */
START_TEST(a_bridge_beside_the_junction_is_no_second_place)
{
    struct way ways[] = {
        WAY("甲路", -500, 0, 60, 0, 500, 0), WAY("乙路", 0, -500, 0, 500), WAY("乙路", 0, 500, 60, 0)};
    ways[1].road.bridge = true;
    import("osm", ways, 3);
    meets("甲路", "乙路", 60, 0, 0, true);
}
END_TEST

START_TEST(roads_of_a_roundabout_meet_in_its_centre)
{
    struct way ways[] = {WAY(NULL, 20, 0, 0, 20, -20, 0), WAY(NULL, -20, 0, 0, -20, 20, 0),
        WAY("甲路", 20, 0, 500, 0), WAY("乙路", 0, 20, 0, 500), WAY("甲路", -20, 0, -500, 0),
        WAY("丙路", 0, -20, 0, -500), WAY("丁路", 300, 100, 300, 200)};
    ways[0].road.ring = ways[1].road.ring = true;
    import("osm", ways, 7);
    meets("甲路", "乙路", 0, 0, 20, true);
    meets("乙路", "丙路", 0, 0, 20, true);
    meets("甲路", "丙路", 0, 0, 20, true);
    meets_not("甲路", "丁路");
}
END_TEST

/* A ring road is tagged as a roundabout by nobody but by mistake. */
START_TEST(a_ring_road_is_no_junction)
{
    struct way ways[] = {WAY(NULL, 2000, 0, 0, 2000, -2000, 0, 0, -2000, 2000, 0),
        WAY("甲路", 2000, 0, 5000, 0), WAY("乙路", -2000, 0, -5000, 0)};
    ways[0].road.ring = true;
    import("osm", ways, 3);
    meets_not("甲路", "乙路");
}
END_TEST

/* Sketches end about where the other road is; a connecting piece without a name is bridged straight on. */
START_TEST(ends_that_touch_or_lead_to_a_road_meet_it)
{
    struct way ways[] = {WAY("甲路", -500, 0, 500, 0), WAY("乙路", 0, 1.5, 0, 500),
        WAY("丙路", 100, 20, 100, 500), WAY("丁路", 200, 40, 200, 500), WAY("斜路", 300, 20, 400, 20.5),
        WAY("桥路", -100, 15, -100, 300), WAY("沟", -200, 15, -200, 300)};
    ways[5].road.bridge = true;
    ways[6].road.way = TER_WATERWAY;
    import("sketch", ways, 7);
    meets("甲路", "乙路", 0, 1.5, 0, true);
    meets("甲路", "丙路", 100, 0, 0, true);
    meets_not("甲路", "丁路"); /* 40 m short */
    meets_not("甲路", "斜路"); /* 20 m beside, not ahead */
    meets_not("甲路", "桥路");
    meets_not("甲路", "沟");
}
END_TEST

/* Two lines of which one has both names run together: no junction at each vertex. */
START_TEST(roads_that_run_together_do_not_meet_there)
{
    struct way ways[] = {WAY("金山大道", -500, 0, 0, 0), WAY("金山大道", 0, 0, 500, 0),
        WAY(NULL, 500, 0, 900, 0), WAY("乙路", 500, -100, 500, 0, 500, 100)};
    ways[1].road.ref = ways[2].road.ref = (char *)(uintptr_t) "G110;S22";
    import("osm", ways, 4);
    meets_not("金山大道", "G110");
    meets_not("G110", "S22");
    meets("乙路", "G110", 500, 0, 0, true);
    meets("乙路", "金山大道", 500, 0, 0, true);
}
END_TEST

/* "铁路与和平路" is one question, whatever the line is called, and in any word for a railway. */
START_TEST(ways_are_found_by_the_word_for_their_class)
{
    struct way ways[] = {WAY("和平路", -500, 0, 500, 0), WAY(NULL, 0, -500, 0, 500),
        WAY("京包线", 300, -500, 300, 500), WAY(NULL, -300, -500, -300, 500),
        WAY("大黑河", -400, -500, -400, 500)};
    ways[1].road.way = ways[2].road.way = TER_RAILWAY;
    ways[1].road.class_ = ways[2].road.class_ = (char *)(uintptr_t) "rail";
    ways[3].road.class_ = (char *)(uintptr_t) "motorway";
    ways[3].road.bridge = true;
    ways[4].road.way = TER_WATERWAY;
    ways[4].road.class_ = (char *)(uintptr_t) "river";
    import("osm", ways, 5);
    TER_AUTO_FREE struct ter_junction *found = NULL, *again = NULL, *none = NULL;
    ck_assert_uint_eq(junctions("铁路", "和平路", &found), 2);
    ck_assert_uint_eq(junctions("火车道", "和平路", &again), 2);
    ck_assert_uint_eq(junctions("京包线", "铁路", &none), 0);
    meets("和平路", "京包线", 300, 0, 0, true);
    meets("高速公路", "和平路", -300, 0, 0, false);
    meets("河", "和平路", -400, 0, 0, true);
}
END_TEST

/* A sketch of a road that OpenStreetMap has as well must not blur its junctions. */
START_TEST(the_better_source_says_where_a_junction_is)
{
    struct way sketch[] = {WAY("甲路", -500, 40, 500, 40), WAY("丁路", 200, -500, 200, 500)};
    sketch[0].road.uncertainty_m = sketch[1].road.uncertainty_m = 60;
    IMPORT("osm", WAY("甲路", -500, 0, 500, 0), WAY("乙路", 0, -500, 0, 500));
    import("sketch", sketch, 2);
    meets("甲路", "乙路", 0, 0, 0, true);
    TER_AUTO_FREE struct ter_junction *found = NULL;
    ck_assert_uint_eq(junctions("甲路", "丁路", &found), 1); /* of two sources */
    ck_assert_double_eq(found->uncertainty_m, 60);
    import("sketch", sketch, 0);
    meets_not("甲路", "丁路");
    meets("甲路", "乙路", 0, 0, 0, true);
}
END_TEST

/* A line that another program spoilt must not keep the next import from its end. */
START_TEST(a_spoilt_line_is_left_out)
{
    IMPORT(
        "osm", WAY("甲路", -500, 0, 500, 0), WAY("乙路", 0, -500, 0, 500), WAY("丙路", 100, -500, 100, 500));
    register_sql(
        registry, "DROP TRIGGER ggu_road_geom; UPDATE road SET geom = x'0001ff' WHERE name = '丙路'");
    IMPORT("other", WAY("丁路", 200, -500, 200, 500));
    meets("甲路", "乙路", 0, 0, 0, true);
    meets("甲路", "丁路", 200, 0, 0, true);
    meets_not("甲路", "丙路");
}
END_TEST

/* Many lines at once, as a check against a plain comparison of all with all. */
START_TEST(a_grid_of_streets_has_all_its_junctions)
{
    enum { STREETS = 40 };
    static struct way ways[2 * STREETS];
    static char names[2 * STREETS][16];
    for (int i = 0; i < STREETS; i++) {
        struct way along = WAY(NULL, -10, i * 150.0, 3000, i * 150.0 + 20, 6010, i * 150.0);
        struct way across = WAY(NULL, i * 150.0, -50, i * 150.0 + 30, 3000, i * 150.0, 6010);
        ways[2 * i] = along;
        ways[2 * i + 1] = across;
        snprintf(names[2 * i], sizeof *names, "h%d", i);
        snprintf(names[2 * i + 1], sizeof *names, "v%d", i);
        ways[2 * i].road.name = names[2 * i];
        ways[2 * i + 1].road.name = names[2 * i + 1];
    }
    import("osm", ways, 2 * STREETS);
    ck_assert_int_eq(
        register_int(registry, "SELECT count(*) FROM junction WHERE at_grade"), STREETS * STREETS);
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM junction WHERE radius_m > 0"), 0);
}
END_TEST

static void open_registry(void)
{
    ter_test_dir_open();
    registry = register_open();
}

static void close_registry(void)
{
    ter_registry_close(registry);
    ter_test_dir_close();
}

Suite *suite_junctions(void)
{
    Suite *suite = suite_create("junctions");
    TCase *tcase = tcase_create("junctions");
    tcase_add_checked_fixture(tcase, open_registry, close_registry);
    tcase_add_test(tcase, shared_vertices_and_crossings_are_junctions);
    tcase_add_test(tcase, bridges_and_tunnels_pass_at_another_level);
    tcase_add_test(tcase, dual_carriageways_make_one_junction);
    tcase_add_test(tcase, a_bridge_beside_the_junction_is_no_second_place);
    tcase_add_test(tcase, roads_of_a_roundabout_meet_in_its_centre);
    tcase_add_test(tcase, a_ring_road_is_no_junction);
    tcase_add_test(tcase, ends_that_touch_or_lead_to_a_road_meet_it);
    tcase_add_test(tcase, roads_that_run_together_do_not_meet_there);
    tcase_add_test(tcase, ways_are_found_by_the_word_for_their_class);
    tcase_add_test(tcase, the_better_source_says_where_a_junction_is);
    tcase_add_test(tcase, a_spoilt_line_is_left_out);
    tcase_add_test(tcase, a_grid_of_streets_has_all_its_junctions);
    suite_add_tcase(suite, tcase);
    return suite;
}
