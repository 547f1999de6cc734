/* Owns the tests of what lies at junctions and along roads: sides, corners, stretches, levels, lists,
 * spellings. */
#include "base/crs.h"
#include "base/plane.h"
#include "geocode/geocode.h"
#include "geocode/lines.h"
#include "geocode/neighbours.h"
#include "geocode/uncertainty.h"
#include "helpers.h"
#include "registry/gazetteer.h"
#include "suites.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_POINTS = 8 };

static struct ter_registry *registry;
static struct ter_geocoder *geocoder;
static struct ter_error err;
static int64_t source_id;

static const struct ter_lonlat origin = {111.0, 40.0};

/* --- a gazetteer in metres from the origin --- */

static struct ter_lonlat at(double x, double y)
{
    struct ter_plane plane = ter_plane_at(origin);
    return ter_plane_from(&plane, (struct ter_xy){x, y});
}

struct line {
    const char *name, *class_;
    int lanes, oneway;
    bool bridge;
    enum ter_way way;
    struct ter_xy points[MOST_POINTS];
    size_t count;
};

static void add_line(const struct line *line)
{
    TER_AUTO_FREE char *name = ter_strdup(line->name);
    TER_AUTO_FREE char *class_ = ter_strdup(line->class_ ? line->class_ : "tertiary");
    struct ter_lonlat points[MOST_POINTS];
    for (size_t i = 0; i < line->count; i++)
        points[i] = at(line->points[i].x, line->points[i].y);
    struct ter_road road = {.name = name,
        .class_ = class_,
        .points = points,
        .point_count = line->count,
        .uncertainty_m = 8,
        .way = line->way,
        .oneway = line->oneway,
        .bridge = line->bridge,
        .layer = line->bridge,
        .lanes = line->lanes};
    ck_assert_msg(ter_gazetteer_add_road(registry, source_id, &road, &err), "%s", err.message);
}

static void add_place(
    const char *name, const char *kind, const char *township, double x, double y, double extent_m)
{
    TER_AUTO_FREE char *own_name = ter_strdup(name);
    TER_AUTO_FREE char *own_kind = ter_strdup(kind);
    TER_AUTO_FREE char *own_township = township ? ter_strdup(township) : NULL;
    struct ter_place place = {.name = own_name,
        .kind = own_kind,
        .township = own_township,
        .at = at(x, y),
        .uncertainty_m = 10,
        .extent_m = extent_m};
    ck_assert_msg(ter_gazetteer_add_place(registry, source_id, &place, &err), "%s", err.message);
}

/* 春光路 runs north, crossed by 夏雨街 at the origin, 秋叶街 600 m and 冬雪街 900 m north of it, and by a
 * dual carriageway, 长安大道, 300 m north. 斜坡路 and 横山路 cross at 20 degrees to the compass, 3 km east.
 * 高架路 passes over 夏雨街, and so does a railway. 双桥路 crosses 夏雨街 twice, 4 km apart. 甲镇 lies round
 * the origin. */
static const struct line gazetteer[] = {
    {.name = "春光路",
        .lanes = 2,
        .points = {{0, -500}, {0, 0}, {0, 300}, {0, 600}, {0, 900}, {0, 1200}},
        .count = 6},
    {.name = "夏雨街", .lanes = 2, .points = {{-500, 0}, {0, 0}, {5000, 0}}, .count = 3},
    {.name = "秋叶街", .lanes = 2, .points = {{-500, 600}, {0, 600}, {500, 600}}, .count = 3},
    {.name = "冬雪街", .lanes = 2, .points = {{-500, 900}, {0, 900}, {500, 900}}, .count = 3},
    {.name = "长安大道", .lanes = 3, .oneway = 1, .points = {{-800, 290}, {0, 290}, {800, 290}}, .count = 3},
    {.name = "长安大道", .lanes = 3, .oneway = 1, .points = {{800, 310}, {0, 310}, {-800, 310}}, .count = 3},
    {.name = "斜坡路", .lanes = 2, .points = {{2829, -470}, {3000, 0}, {3171, 470}}, .count = 3},
    {.name = "横山路", .lanes = 2, .points = {{2530, 171}, {3000, 0}, {3470, -171}}, .count = 3},
    {.name = "高架路", .bridge = true, .points = {{200, -500}, {200, 500}}, .count = 2},
    {.name = "京包铁路",
        .class_ = "rail",
        .bridge = true,
        .way = TER_RAILWAY,
        .points = {{-300, -500}, {-300, 500}},
        .count = 2},
    {.name = "双桥路",
        .points = {{400, -300}, {400, 300}, {2000, 1500}, {4400, 300}, {4400, -300}},
        .count = 5},
    {.name = "环湖路", .points = {{-600, 0}, {-600, -400}, {-3000, -400}}, .count = 3},
    {.name = "环湖路", .points = {{-600, -400}, {-400, -600}, {-200, -600}}, .count = 3},
    {.name = "环湖路", .points = {{-200, -600}, {-200, -900}}, .count = 2},
    {.name = "西村街", .points = {{-700, 0}, {-600, 0}}, .count = 2},
    {.name = "南村街", .points = {{-300, -900}, {-200, -900}, {0, -900}}, .count = 3},
    {.name = "斜街", .points = {{-3100, -3050}, {-3000, -3000}, {-2900, -2950}}, .count = 3},
    {.name = "直街", .points = {{-3000, -3200}, {-3000, -3000}, {-3000, -2800}}, .count = 3},
    {.name = "多处路", .points = {{-500, 20000}, {500, 20000}}, .count = 2},
    {.name = "多处路", .points = {{1500, 20500}, {1600, 20500}}, .count = 2},
    {.name = "多处路", .points = {{0, 30000}, {500, 30000}}, .count = 2},
    {.name = "远方路", .points = {{-500, 9000}, {500, 9000}}, .count = 2},
};

static void fill(void)
{
    struct ter_write_context context = {.tool = "test"};
    ck_assert(ter_registry_begin(registry, &context, &err));
    ck_assert_msg(
        ter_gazetteer_replace(registry, "test", "f", "0", NULL, &source_id, &err), "%s", err.message);
    for (size_t i = 0; i < sizeof gazetteer / sizeof gazetteer[0]; i++)
        add_line(&gazetteer[i]);
    add_place("甲镇", "town", "甲镇", 0, 0, 12000);
    add_place("阿林召村", "village", "甲镇", -2000, 3000, 300);
    add_place("北淖村", "village", "甲镇", 3000, 3000, 300);
    add_place("体育馆", "poi", "甲镇", 40, 450, 60);
    add_place("人民医院", "poi", "甲镇", 60, -200, 20);
    add_place("人民医院", "poi", "甲镇", 4000, 5000, 20);
    ck_assert_msg(ter_gazetteer_finish(registry, source_id, &err), "%s", err.message);
    ck_assert_msg(ter_registry_commit(registry, &err), "%s", err.message);
}

static void start(void)
{
    ter_test_dir_open();
    const char *path = ter_test_path("crossing.sqlite");
    struct ter_registry_options options = {.name = "test"};
    ck_assert_msg(ter_registry_create(path, &options, &err), "%s", err.message);
    ck_assert_msg(ter_registry_open(path, TER_WRITE, &registry, &err), "%s", err.message);
    fill();
    ck_assert_msg(ter_geocoder_open(registry, &geocoder, &err), "%s", err.message);
}

static void end(void)
{
    ter_geocoder_close(geocoder);
    ter_registry_close(registry);
    ter_test_dir_close();
}

static void resolve(const char *text, const char *road, struct ter_geocode_result *ret_result)
{
    struct ter_geocode_query query = {.text = text, .township = "甲镇", .road = road};
    ck_assert_msg(ter_geocode(geocoder, &query, ret_result, &err), "%s", err.message);
}

static void expect(
    const char *text, const char *road, enum ter_precision precision, double x, double y, double tolerance_m)
{
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    resolve(text, road, &result);
    struct ter_plane plane = ter_plane_at(origin);
    struct ter_xy found = ter_plane_to(&plane, result.at);
    ck_assert_msg(result.precision == precision && result.status == TER_MATCHED, "%s is placed on %s: %s",
        text, ter_precision_name(result.precision), result.explain[TER_EN]);
    ck_assert_msg(hypot(found.x - x, found.y - y) <= tolerance_m, "%s is at %.1f, %.1f, not %.1f, %.1f: %s",
        text, found.x, found.y, x, y, result.explain[TER_EN]);
    ck_assert_msg(result.uncertainty_m >= 8, "%s", text);
}

static void expect_said(const char *text, const char *road, enum ter_precision precision, const char *words)
{
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    resolve(text, road, &result);
    ck_assert_msg(result.precision == precision, "%s is placed on %s: %s", text,
        ter_precision_name(result.precision), result.explain[TER_EN]);
    ck_assert_msg(strstr(result.explain[TER_EN], words), "%s: %s", text, result.explain[TER_EN]);
}

/* --- along roads --- */

START_TEST(without_a_side_it_is_the_middle_of_the_carriageways)
{
    expect("春光路与长安大道交叉口", NULL, TER_PRECISION_JUNCTION, 0, 300, 1);
    expect("春光路东200米", "长安大道", TER_PRECISION_OFFSET, 200, 300, 1);
}
END_TEST

START_TEST(with_a_side_it_is_the_carriageway_on_that_side)
{
    expect("春光路东200米路北", "长安大道", TER_PRECISION_OFFSET, 200, 310 + 5.25 + 2, 1);
    expect("春光路东200米路南", "长安大道", TER_PRECISION_OFFSET, 200, 290 - 5.25 - 2, 1);
    expect("夏雨街北200米西侧辅路", "春光路", TER_PRECISION_OFFSET, -3.5 - 2, 200, 1);
}
END_TEST

START_TEST(side_that_the_road_cannot_have_is_said)
{
    expect_said("夏雨街北200米路南", "春光路", TER_PRECISION_OFFSET, "no south side");
    expect("夏雨街北200米路南", "春光路", TER_PRECISION_OFFSET, 0, 200, 1);
}
END_TEST

START_TEST(corner_lies_between_the_arms)
{
    expect("春光路与夏雨街交叉口东北角", NULL, TER_PRECISION_JUNCTION, 5.5, 5.5, 1);
    expect("春光路与夏雨街交叉口西南角", NULL, TER_PRECISION_JUNCTION, -5.5, -5.5, 1);
    /* the grid is turned by 20 degrees: between its arms */
    struct ter_xy corner = ter_xy_move((struct ter_xy){3000, 0}, 45 + 20, 5.5 * M_SQRT2);
    expect("斜坡路与横山路交叉口东北角", NULL, TER_PRECISION_JUNCTION, corner.x, corner.y, 1);
}
END_TEST

START_TEST(stretch_is_its_middle_and_covers_both_ends)
{
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    expect("春光路（夏雨街至秋叶街段）", NULL, TER_PRECISION_SEGMENT, 0, 300, 1);
    resolve("春光路（夏雨街至秋叶街段）", NULL, &result);
    ck_assert_double_ge(result.uncertainty_m, 300);
    ck_assert_double_le(result.uncertainty_m, 300 + 30);
}
END_TEST

/* Straight on, 环湖路 leads away to the west. */
START_TEST(stretch_follows_the_fork_that_leads_there)
{
    double way_m = 400 + hypot(200, 200) + 200 + 300, part = (way_m / 2 - 400) / hypot(200, 200);
    expect(
        "环湖路（西村街至南村街段）", NULL, TER_PRECISION_SEGMENT, -600 + 200 * part, -400 - 200 * part, 1);
    expect_said("环湖路（西村街至南村街段）", NULL, TER_PRECISION_SEGMENT, "the middle of 环湖路 between");
}
END_TEST

/* 斜街 runs east-north-east and has a north side; 直街 runs north and has none. */
START_TEST(side_at_a_junction_is_that_of_the_road_that_has_it)
{
    expect_said("直街与斜街交叉口路北", NULL, TER_PRECISION_JUNCTION, "on the north side of 斜街");
    expect_said("直街与斜街交叉口路西", NULL, TER_PRECISION_JUNCTION, "on the west side of 直街");
    expect_said("斜街与直街交叉口路西", NULL, TER_PRECISION_JUNCTION, "on the west side of 直街");
}
END_TEST

START_TEST(lines_of_a_name_are_kept_in_groups)
{
    struct ter_line_cache cache = {0};
    size_t entry;
    ck_assert(ter_lines_get(&cache, registry, "多处路", &entry, &err));
    const struct ter_lines *lines = &cache.entries[entry];
    ck_assert_uint_eq(lines->count, 3);
    ck_assert_uint_eq(lines->group_count, 2);
    for (size_t i = 0; i < 3; i++) {
        bool far = lines->roads[i].points[0].lat > at(0, 25000).lat;
        ck_assert_uint_eq(
            lines->groups[i] == lines->groups[0], far == (lines->boxes[0].north > at(0, 25000).lat));
    }
    ter_lines_clear(&cache);
}
END_TEST

START_TEST(names_asked_for_again_outlive_the_others)
{
    struct ter_line_cache cache = {0};
    size_t entry;
    char key[32];
    for (int i = 0; i < 3; i++)
        ck_assert(ter_lines_get(&cache, registry, "多处路", &entry, &err));
    ck_assert(ter_lines_get(&cache, registry, "春光路", &entry, &err));
    for (int i = 0; i < 20000; i++) {
        snprintf(key, sizeof key, "unknown %d", i);
        ck_assert(ter_lines_get(&cache, registry, key, &entry, &err));
    }
    ck_assert_uint_eq(cache.count, 20002);
    ter_lines_trim(&cache);
    ck_assert_uint_eq(cache.count, 1);
    ck_assert(ter_lines_get(&cache, registry, "多处路", &entry, &err));
    ck_assert_uint_eq(cache.count, 1);
    ck_assert_uint_eq(cache.entries[entry].count, 3);
    ck_assert_uint_eq(cache.points, 6);
    ter_lines_clear(&cache);
}
END_TEST

START_TEST(stretch_without_one_end_goes_down_to_the_road)
{
    expect_said("春光路（夏雨街至远方路段）", NULL, TER_PRECISION_ROAD, "春光路 and 远方路 do not meet");
}
END_TEST

/* --- levels --- */

START_TEST(roads_on_different_levels_are_no_junction)
{
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    expect_said("高架路与夏雨街交叉口", NULL, TER_PRECISION_ROAD, "only cross on different levels");
    resolve("高架路与夏雨街交叉口", NULL, &result);
    ck_assert_uint_eq(result.candidate_count, 1);
    ck_assert_double_le(ter_distance_m(result.candidates[0].at, at(200, 0)), 1);
}
END_TEST

START_TEST(bridges_are_the_crossing_of_what_they_name)
{
    expect("高架路夏雨街桥下", NULL, TER_PRECISION_JUNCTION, 200, 0, 1);
    expect("铁路桥洞", "夏雨街", TER_PRECISION_JUNCTION, -300, 0, 1);
    expect("铁路西100米", "夏雨街", TER_PRECISION_OFFSET, -400, 0, 1);
}
END_TEST

START_TEST(roads_that_do_not_meet_are_said)
{
    expect_said("春光路与远方路交叉口", NULL, TER_PRECISION_ROAD, "春光路 and 远方路 do not meet");
}
END_TEST

/* --- one of several --- */

START_TEST(the_list_tells_which_of_several_crossings_is_meant)
{
    TER_AUTO_NEIGHBOURS struct ter_neighbours neighbours = {0};
    struct ter_geocode_query query = {
        .text = "双桥路口", .township = "甲镇", .road = "夏雨街", .neighbours = &neighbours};
    TER_AUTO_GEOCODE struct ter_geocode_result alone = {0}, together = {0};
    ck_assert(ter_geocode(geocoder, &query, &alone, &err));
    ck_assert_int_eq(alone.status, TER_AMBIGUOUS);
    ck_assert_uint_eq(alone.candidate_count, 2);
    ter_neighbours_add(&neighbours, "甲镇", "别的路", at(4400, 0));
    ter_neighbours_add(&neighbours, "甲镇", "夏雨街", at(100, 0));
    ck_assert(ter_geocode(geocoder, &query, &together, &err));
    ck_assert_int_eq(together.status, TER_MATCHED);
    ck_assert_double_le(ter_distance_m(together.at, at(400, 0)), 1);
    ck_assert_ptr_nonnull(strstr(together.explain[TER_EN], "near the others of its list"));
}
END_TEST

START_TEST(what_was_placed_is_told_to_its_neighbours)
{
    TER_AUTO_NEIGHBOURS struct ter_neighbours neighbours = {0};
    struct ter_geocode_query query = {
        .text = "春光路口", .township = "甲镇", .road = "夏雨街", .neighbours = &neighbours};
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    ck_assert(ter_geocode(geocoder, &query, &result, &err));
    ck_assert_uint_eq(neighbours.count, 1);
    for (int i = 0; i < TER_MOST_NEIGHBOURS + 10; i++)
        ter_neighbours_add(&neighbours, "甲镇", "夏雨街", at(0, i));
    ck_assert_uint_eq(neighbours.count, TER_MOST_NEIGHBOURS);
}
END_TEST

START_TEST(the_road_tells_which_of_two_places_is_meant)
{
    expect("人民医院门口", "春光路", TER_PRECISION_PLACE, 60, -200, 1);
}
END_TEST

/* --- places --- */

START_TEST(opposite_is_across_the_road)
{
    expect("体育馆对面", "春光路", TER_PRECISION_PLACE, -3.5 - 2, 450, 1);
}
END_TEST

START_TEST(gate_lies_on_its_side_of_the_place)
{
    TER_AUTO_GEOCODE struct ter_geocode_result gate = {0}, place = {0};
    resolve("体育馆北门", "春光路", &gate);
    resolve("体育馆", "春光路", &place);
    ck_assert_double_gt(gate.at.lat, place.at.lat);
    ck_assert_double_le(ter_distance_m(gate.at, place.at), 60);
}
END_TEST

/* --- spellings --- */

START_TEST(village_of_the_same_sound_is_found_and_said)
{
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    resolve("阿林昭村村口", NULL, &result);
    ck_assert_int_eq(result.precision, TER_PRECISION_PLACE);
    ck_assert_double_le(ter_distance_m(result.at, at(-2000, 3000)), 1);
    ck_assert_str_eq(result.corrected, "阿林召村村口");
    ck_assert_ptr_nonnull(strstr(result.explain[TER_EN], "read 阿林昭村 as 阿林召村 (same sound)"));
    ck_assert_str_eq(result.parse.anchors[0].text, "阿林昭村");
    ck_assert_str_eq(result.parse.anchors[0].read_as, "阿林召村");
}
END_TEST

START_TEST(number_is_never_corrected)
{
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    resolve("南淖村村口", NULL, &result);
    ck_assert_int_eq(result.precision, TER_PRECISION_TOWNSHIP);
    ck_assert_ptr_null(result.corrected);
}
END_TEST

Suite *suite_crossing(void)
{
    Suite *suite = suite_create("crossing");
    const TTest *const tests[] = {without_a_side_it_is_the_middle_of_the_carriageways,
        with_a_side_it_is_the_carriageway_on_that_side, side_that_the_road_cannot_have_is_said,
        corner_lies_between_the_arms, stretch_is_its_middle_and_covers_both_ends,
        stretch_follows_the_fork_that_leads_there, side_at_a_junction_is_that_of_the_road_that_has_it,
        lines_of_a_name_are_kept_in_groups, names_asked_for_again_outlive_the_others,
        stretch_without_one_end_goes_down_to_the_road, roads_on_different_levels_are_no_junction,
        bridges_are_the_crossing_of_what_they_name, roads_that_do_not_meet_are_said,
        the_list_tells_which_of_several_crossings_is_meant, what_was_placed_is_told_to_its_neighbours,
        the_road_tells_which_of_two_places_is_meant, opposite_is_across_the_road,
        gate_lies_on_its_side_of_the_place, village_of_the_same_sound_is_found_and_said,
        number_is_never_corrected};
    TCase *tcase = tcase_create("crossing");
    tcase_add_checked_fixture(tcase, start, end);
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    return suite;
}
