/* Owns the tests of src/geocode and of the gazetteer it asks: reading texts, resolving them, error radii. */
#include "base/crs.h"
#include "base/text.h"
#include "geocode/abbreviation.h"
#include "geocode/area.h"
#include "geocode/circle.h"
#include "geocode/geocode.h"
#include "geocode/line.h"
#include "geocode/uncertainty.h"
#include "helpers.h"
#include "registry/gazetteer.h"
#include "suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- names --- */

static void expect_same_key(const char *a, const char *b)
{
    TER_AUTO_FREE char *x = ter_gazetteer_key(a);
    TER_AUTO_FREE char *y = ter_gazetteer_key(b);
    ck_assert_msg(strcmp(x, y) == 0, "%s has the key %s, %s has %s", a, x, b, y);
}

START_TEST(key_is_one_for_all_spellings)
{
    static const char *const same[][2] = {
        {"G110", "110国道"},
        {"G110", "国道110"},
        {"G110", "国道G110"},
        {"G110", "g 110"},
        {"Ｇ１１０", "110国道线"},
        {"S103", "103省道"},
        {"X025", "县道025"},
        {"X025", "025县道"},
        {"Y215", "215乡道"},
        {"金四路", "金4路"},
        {"金四路", "金４路"},
        {"金十二路", "金12路"},
        {"⻄沙路", "西沙路"},
        {"K Street", "k  street"},
    };
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        expect_same_key(same[i][0], same[i][1]);
    TER_AUTO_FREE char *ref = ter_gazetteer_key("110国道");
    ck_assert_str_eq(ref, "G110");
}
END_TEST

START_TEST(key_keeps_different_names_apart)
{
    static const char *const apart[][2] = {
        {"G110", "S110"}, {"X025", "X25"}, {"金四路", "金十四路"}, {"百灵路", "100灵路"}, {"4S店", "S4店"}};
    for (size_t i = 0; i < sizeof apart / sizeof apart[0]; i++) {
        TER_AUTO_FREE char *x = ter_gazetteer_key(apart[i][0]);
        TER_AUTO_FREE char *y = ter_gazetteer_key(apart[i][1]);
        ck_assert_msg(strcmp(x, y) != 0, "%s and %s have one key, %s", apart[i][0], apart[i][1], x);
    }
}
END_TEST

START_TEST(numerals_are_read)
{
    static const struct {
        const char *text;
        double value;
        size_t used;
    } cases[] = {
        {"一百二十米", 120, 12},
        {"三百五", 350, 9},
        {"三百零五", 305, 12},
        {"两千", 2000, 6},
        {"十五", 15, 6},
        {"二〇〇", 200, 9},
        {"四", 4, 3},
        {"一万二千", 12000, 12},
        {"百灵", 0, 0},
        {"万家沟", 0, 0},
        {"米", 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double value = 0;
        ck_assert_msg(ter_names_numeral(cases[i].text, &value) == cases[i].used, "%s", cases[i].text);
        ck_assert_msg(value == cases[i].value, "%s is read as %g", cases[i].text, value);
    }
}
END_TEST

static bool has_form(const char *key, const char *form)
{
    TER_AUTO_STRINGS struct ter_strings forms = {0};
    ter_abbreviation_forms(key, &forms);
    for (size_t i = 0; i < forms.count; i++)
        if (strcmp(forms.items[i], form) == 0)
            return true;
    return false;
}

START_TEST(circle_covers_both)
{
    struct ter_circle a = {{111.0, 40.0}, 100}, inside = {{111.0, 40.0005}, 10}, b = {{111.01, 40.0}, 50};
    struct ter_circle same = ter_circle_round(a, inside), both = ter_circle_round(a, b);
    ck_assert_double_eq(same.radius_m, 100);
    ck_assert_double_eq(ter_circle_round(inside, a).radius_m, 100);
    ck_assert_double_eq_tol(both.radius_m, (ter_distance_m(a.at, b.at) + 150) / 2, 0.01);
    ck_assert_double_eq_tol(ter_distance_m(both.at, a.at) + a.radius_m, both.radius_m, 0.01);
    ck_assert_double_eq_tol(ter_distance_m(both.at, b.at) + b.radius_m, both.radius_m, 0.01);
}
END_TEST

START_TEST(stated_distance_is_an_estimate)
{
    ck_assert_double_eq(ter_distance_error_m(200, 5), 15);
    ck_assert_double_eq(ter_distance_error_m(0, 0), 0);
    ck_assert_double_eq(ter_distance_error_m(-5, 1), 1);
}
END_TEST

START_TEST(street_names_have_short_and_long_forms)
{
    ck_assert(has_form("main st", "main street"));
    ck_assert(has_form("main street", "main st"));
    ck_assert(has_form("n main st", "north main street"));
    ck_assert(has_form("main ave n", "main avenue north"));
    ck_assert(!has_form("main street", "main street"));
    ck_assert(!has_form("main street", "main avenue"));
    TER_AUTO_STRINGS struct ter_strings none = {0};
    ter_abbreviation_forms("street", &none); /* a word for a street is no name */
    ter_abbreviation_forms("", &none);
    ter_abbreviation_forms("和平路", &none);
    ter_abbreviation_forms("a b c d e f g h i j k l m n st", &none);
    ck_assert_uint_eq(none.count, 0);
}
END_TEST

START_TEST(boundary_comes_before_the_circle)
{
    struct ter_lonlat square[] = {{111, 40}, {111.1, 40}, {111.1, 40.1}, {111, 40.1}, {111, 40}};
    size_t parts[] = {5};
    struct ter_lonlat outside = {111.2, 40.05}, inside = {111.05, 40.05}, just_outside = {111.101, 40.05};
    struct ter_area area = {.known = true, .place = {.at = inside, .extent_m = 50000}};
    ck_assert(ter_area_allows(&area, outside, 0));
    area.rings = (struct ter_points){square, 5, 5, parts, 1, 1};
    ck_assert(!ter_area_allows(&area, outside, 0));
    ck_assert(ter_area_allows(&area, inside, 0));
    ck_assert(!ter_area_allows(&area, just_outside, 50));
    ck_assert(ter_area_allows(&area, just_outside, 100));
    struct ter_area nothing = {0};
    ck_assert(ter_area_allows(&nothing, outside, 0));
}
END_TEST

/* --- error radii --- */

START_TEST(radius_of_an_offset_is_the_published_one)
{
    /* STANDARDS: 200 m north of a junction is 166 m without a road, 28 m with (8 gazetteer + 15 junction + 5
     * digits) */
    ck_assert_double_eq(ter_distance_precision_m(200), 5);
    double error_m = 8 + ter_junction_radius_m(0) + ter_distance_precision_m(200);
    ck_assert_double_eq(error_m, 28);
    ck_assert_double_eq_tol(ter_offset_radius_m(200, error_m, ter_point_tolerance_deg(TER_N)), 165.8, 0.05);
    ck_assert_double_eq(ter_offset_radius_m(0, 28, 45), 28);
    ck_assert_double_eq(ter_point_tolerance_deg(TER_NE), 22.5);
}
END_TEST

START_TEST(precision_of_a_distance_is_half_its_second_digit)
{
    ck_assert_double_eq_tol(ter_distance_precision_m(85), 0.5, 1e-9);
    ck_assert_double_eq_tol(ter_distance_precision_m(370), 5, 1e-9);
    ck_assert_double_eq_tol(ter_distance_precision_m(1200), 50, 1e-9);
    ck_assert_double_eq_tol(ter_distance_precision_m(5), 0.05, 1e-9);
    ck_assert_double_eq(ter_distance_precision_m(0), 0);
}
END_TEST

/* --- resolving --- */

static struct ter_registry *registry;
static struct ter_error err;
static int64_t source_id;

static const struct ter_lonlat centre = {111.01, 40.0};

static void add_road(const char *name, const char *township, const struct ter_lonlat *points, size_t count)
{
    struct ter_road road = {.uncertainty_m = 8, .point_count = count};
    TER_AUTO_FREE char *own_name = ter_strdup(name);
    TER_AUTO_FREE char *own_township = ter_strdup(township);
    TER_AUTO_FREE struct ter_lonlat *line = ter_memdup(points, count * sizeof *points);
    road.name = own_name;
    road.township = *township ? own_township : NULL;
    road.points = line;
    ck_assert_msg(ter_gazetteer_add_road(registry, source_id, &road, &err), "%s", err.message);
}
#define ADD_ROAD(name, township, ...)                                                                        \
    do {                                                                                                     \
        const struct ter_lonlat line_[] = {__VA_ARGS__};                                                     \
        add_road(name, township, line_, sizeof line_ / sizeof line_[0]);                                     \
    } while (0)

static void add_place(const char *name, const char *kind, const char *township, struct ter_lonlat at,
    double uncertainty_m, double extent_m)
{
    struct ter_place place = {.at = at, .uncertainty_m = uncertainty_m, .extent_m = extent_m};
    TER_AUTO_FREE char *own_name = ter_strdup(name);
    TER_AUTO_FREE char *own_kind = ter_strdup(kind);
    TER_AUTO_FREE char *own_township = ter_strdup(township);
    place.name = own_name;
    place.kind = own_kind;
    place.township = *township ? own_township : NULL;
    ck_assert_msg(ter_gazetteer_add_place(registry, source_id, &place, &err), "%s", err.message);
}

/* Replace the gazetteer's part of this name by what is added until finish_more. */
static void begin_more(void)
{
    struct ter_write_context context = {.tool = "test"};
    ck_assert(ter_registry_begin(registry, &context, &err));
    ck_assert(ter_gazetteer_replace(registry, "more", "g", "1", NULL, &source_id, &err));
}

static void finish_more(void)
{
    ck_assert_msg(ter_gazetteer_finish(registry, source_id, &err), "%s", err.message);
    ck_assert_msg(ter_registry_commit(registry, &err), "%s", err.message);
}

/* Two townships. In 甲镇: 东西街 runs east-west, 南北路 crosses it and bends after 111 m, 环路 crosses 东西街
 * twice, 折路 three times within 60 m, 远路 not at all, 大桥路 is made of two lines. */
static void fill_gazetteer(void)
{
    struct ter_write_context context = {.tool = "test"};
    ck_assert(ter_registry_begin(registry, &context, &err));
    ck_assert_msg(
        ter_gazetteer_replace(registry, "test", "f", "0", NULL, &source_id, &err), "%s", err.message);
    ADD_ROAD("东西街", "甲镇", {111.00, 40.0}, {111.01, 40.0}, {111.02, 40.0});
    ADD_ROAD("南北路", "甲镇", {111.01, 39.99}, {111.01, 40.0}, {111.01, 40.001}, {111.012, 40.003});
    ADD_ROAD("环路", "甲镇", {111.002, 40.002}, {111.002, 39.998}, {111.006, 39.998}, {111.006, 40.002});
    ADD_ROAD(
        "折路", "甲镇", {111.0150, 40.0002}, {111.0152, 39.9998}, {111.0154, 40.0002}, {111.0156, 39.9998});
    ADD_ROAD("远路", "甲镇", {111.00, 40.01}, {111.02, 40.01});
    ADD_ROAD("大桥路", "甲镇", {111.018, 40.0}, {111.018, 40.001});
    ADD_ROAD("大桥路", "甲镇", {111.018, 40.003}, {111.018, 40.001});
    ADD_ROAD("乙街", "乙镇", {111.5, 40.5}, {111.51, 40.5});
    add_place("甲镇", "town", "甲镇", centre, 100, 3000);
    add_place("乙镇", "town", "乙镇", (struct ter_lonlat){111.5, 40.5}, 100, 3000);
    add_place("前村", "village", "甲镇", (struct ter_lonlat){111.015, 40.005}, 200, 300);
    add_place("前村", "village", "乙镇", (struct ter_lonlat){111.505, 40.505}, 200, 300);
    add_place("后村", "village", "甲镇", (struct ter_lonlat){111.005, 40.005}, 200, 300);
    add_place("农业银行", "poi", "甲镇", (struct ter_lonlat){111.005, 40.0002}, 10, 20);
    add_place("测试旗", "county", "", (struct ter_lonlat){111.2, 40.2}, 500, 60000);
    ck_assert(ter_gazetteer_finish(registry, source_id, &err));
    ck_assert_msg(ter_registry_commit(registry, &err), "%s", err.message);
}

static void open_registry(void)
{
    ter_test_dir_open();
    const char *path = ter_test_path("geocode.sqlite");
    struct ter_registry_options options = {.name = "test"};
    ck_assert_msg(ter_registry_create(path, &options, &err), "%s", err.message);
    ck_assert_msg(ter_registry_open(path, TER_WRITE, &registry, &err), "%s", err.message);
    fill_gazetteer();
}

static void close_registry(void)
{
    ter_registry_close(registry);
    ter_test_dir_close();
}

static void resolve(
    const char *text, const char *township, const char *road, struct ter_geocode_result *ret_result)
{
    struct ter_geocode_query query = {.text = text, .township = township, .road = road};
    TER_AUTO(ter_geocoder_close) struct ter_geocoder *geocoder = NULL;
    ck_assert_msg(ter_geocoder_open(registry, &geocoder, &err), "%s", err.message);
    ck_assert_msg(ter_geocode(geocoder, &query, ret_result, &err), "%s", err.message);
    ck_assert(!ret_result->has_position || ret_result->uncertainty_m > 0);
}

static void expect(const char *text, const char *township, const char *road, enum ter_precision precision,
    struct ter_lonlat at, double tolerance_m, double radius_m)
{
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    resolve(text, township, road, &result);
    ck_assert_msg(result.has_position, "%s has no position", text);
    ck_assert_msg(result.precision == precision, "%s is placed on %s: %s", text,
        ter_precision_name(result.precision), result.explain[TER_EN]);
    ck_assert_msg(ter_distance_m(result.at, at) <= tolerance_m, "%s is %.2f m off: %s", text,
        ter_distance_m(result.at, at), result.explain[TER_EN]);
    if (radius_m > 0)
        ck_assert_msg(fabs(result.uncertainty_m - radius_m) < 0.6, "%s has the radius %.1f m, not %.1f", text,
            result.uncertainty_m, radius_m);
}

START_TEST(junction_stands_where_the_roads_cross)
{
    expect("东西街与南北路交叉口", "甲镇", NULL, TER_PRECISION_JUNCTION, centre, 0.5, 8 + 15);
    expect("南北路口", "甲镇", "东西街", TER_PRECISION_JUNCTION, centre, 0.5, 8 + 15);
    expect("南北路和东西街十字路口", NULL, NULL, TER_PRECISION_JUNCTION, centre, 0.5, 8 + 15);
}
END_TEST

START_TEST(offset_follows_the_bend_of_the_road)
{
    struct ter_lonlat bend = {111.01, 40.001}, beyond = {111.012, 40.003};
    double first_m = ter_distance_m(centre, bend);
    struct ter_lonlat at = ter_move(bend, ter_azimuth_deg(bend, beyond), 200 - first_m);
    expect("东西街北200米", "甲镇", "南北路", TER_PRECISION_OFFSET, at, 0.5, 28 + 10);
    struct ter_lonlat aside = ter_move(at, ter_azimuth_deg(bend, beyond) + 90, 3.5 + 2); /* kerb and 2 m */
    expect("东西街与南北路交叉口向北200米路东", "甲镇", NULL, TER_PRECISION_OFFSET, aside, 0.5, 28 + 10);
    expect("南北路口往西二百米", "甲镇", "东西街", TER_PRECISION_OFFSET, ter_move(centre, 270, 200), 0.5,
        28 + 10);
}
END_TEST

START_TEST(offset_passes_from_one_line_of_a_road_to_the_next)
{
    struct ter_lonlat start = {111.018, 40.0};
    expect("东西街北200米", "甲镇", "大桥路", TER_PRECISION_OFFSET, ter_move(start, 0, 200), 0.5, 28 + 10);
}
END_TEST

START_TEST(offset_beyond_the_end_of_the_road_widens_the_radius)
{
    struct ter_lonlat start = {111.018, 40.0}, end = {111.018, 40.003};
    double short_m = 400 - ter_distance_m(start, end);
    expect("东西街北400米", "甲镇", "大桥路", TER_PRECISION_OFFSET, end, 0.5, 28 + 20 + short_m);
}
END_TEST

START_TEST(offset_that_no_road_takes_has_the_wide_radius)
{
    expect("东西街与南北路交叉口西南200米", "甲镇", NULL, TER_PRECISION_OFFSET, ter_move(centre, 225, 200),
        0.5, ter_offset_radius_m(200, 28 + 10, 22.5));
}
END_TEST

START_TEST(direction_without_a_distance_stays_at_the_junction)
{
    expect("南北路口东，南侧辅路", "甲镇", "东西街", TER_PRECISION_JUNCTION, centre, 20,
        23 + ter_unmeasured_reach_m());
    expect("南北路口东北角人行道旁", "甲镇", "东西街", TER_PRECISION_JUNCTION, centre, 10,
        23 + ter_relation_reach_m(TER_CORNER));
}
END_TEST

START_TEST(crossings_close_together_are_one_junction)
{
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    resolve("东西街与折路交叉口", "甲镇", NULL, &result);
    ck_assert_int_eq(result.precision, TER_PRECISION_JUNCTION);
    ck_assert_int_eq(result.status, TER_MATCHED);
    ck_assert_double_gt(result.uncertainty_m, 23 + 10);
    ck_assert_double_lt(result.uncertainty_m, 23 + 60);
}
END_TEST

START_TEST(crossings_far_apart_stay_ambiguous)
{
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    resolve("东西街与环路交叉口", "甲镇", NULL, &result);
    ck_assert_int_eq(result.status, TER_AMBIGUOUS);
    ck_assert_uint_eq(result.candidate_count, 2);
    ck_assert_int_ge(result.precision, TER_PRECISION_ROAD);
    for (size_t i = 0; i < 2; i++)
        ck_assert_double_le(ter_distance_m(result.at, result.candidates[i].at), result.uncertainty_m);
}
END_TEST

START_TEST(roads_that_do_not_meet_are_no_junction)
{
    static const char *const texts[] = {
        "东西街与远路交叉口", "东西街与无名路交叉口", "东西街与无名路交叉口北200米"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
        resolve(texts[i], "甲镇", NULL, &result);
        ck_assert_msg(result.precision == TER_PRECISION_ROAD, "%s: %s", texts[i], result.explain[TER_EN]);
        /* the circle covers the whole road */
        ck_assert_double_ge(
            result.uncertainty_m, ter_distance_m(result.at, (struct ter_lonlat){111.0, 40.0}));
        ck_assert_double_ge(
            result.uncertainty_m, ter_distance_m(result.at, (struct ter_lonlat){111.02, 40.0}));
    }
}
END_TEST

START_TEST(place_carries_its_own_radius)
{
    struct ter_lonlat bank = {111.005, 40.0002};
    expect("农业银行对面", "甲镇", NULL, TER_PRECISION_PLACE, bank, 0.5,
        10 + 20 + ter_relation_reach_m(TER_OPPOSITE));
    expect("农业银行门口", "甲镇", "东西街", TER_PRECISION_PLACE, bank, 0.5,
        10 + 20 + ter_relation_reach_m(TER_FRONT));
    expect("前村村口", "甲镇", NULL, TER_PRECISION_PLACE, (struct ter_lonlat){111.015, 40.005}, 0.5,
        200 + 300 + ter_relation_reach_m(TER_FRONT));
}
END_TEST

START_TEST(distance_from_a_place_follows_the_road)
{
    struct ter_lonlat beside = {111.005, 40.0};
    expect("农业银行东80米", "甲镇", "东西街", TER_PRECISION_OFFSET, ter_move(beside, 90, 80), 0.5,
        30 + ter_relation_reach_m(TER_ALONG) + 0.5 + 4);
}
END_TEST

START_TEST(stretch_between_two_places)
{
    expect("后村至前村路段", "甲镇", NULL, TER_PRECISION_SEGMENT, (struct ter_lonlat){111.01, 40.005}, 1,
        ter_distance_m((struct ter_lonlat){111.005, 40.005}, (struct ter_lonlat){111.015, 40.005}) / 2 + 500);
}
END_TEST

START_TEST(township_decides_between_villages_of_one_name)
{
    expect("前村村口", "甲镇", NULL, TER_PRECISION_PLACE, (struct ter_lonlat){111.015, 40.005}, 1, 0);
    expect("前村村口", "乙镇", NULL, TER_PRECISION_PLACE, (struct ter_lonlat){111.505, 40.505}, 1, 0);
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    resolve("前村村口", NULL, NULL, &result);
    ck_assert_int_eq(result.status, TER_AMBIGUOUS);
    ck_assert_uint_eq(result.candidate_count, 2);
    ck_assert_int_eq(result.precision, TER_PRECISION_NONE);
}
END_TEST

START_TEST(nothing_is_placed_outside_its_township)
{
    static const char *const texts[] = {"农业银行门口", "东西街与南北路交叉口", "东西街"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
        resolve(texts[i], "乙镇", NULL, &result);
        ck_assert_msg(result.precision == TER_PRECISION_TOWNSHIP, "%s: %s", texts[i], result.explain[TER_EN]);
        ck_assert_str_eq(result.township, "乙镇");
    }
    TER_AUTO_GEOCODE struct ter_geocode_result unknown = {0};
    resolve("农业银行门口", "丙镇", NULL, &unknown); /* a township that the gazetteer does not know */
    ck_assert_int_eq(unknown.precision, TER_PRECISION_NONE);
    ck_assert_int_eq(unknown.status, TER_UNMATCHED);
}
END_TEST

START_TEST(what_is_not_known_is_not_guessed)
{
    static const char *const texts[] = {
        NULL, "", "   ", "，，（）", "\xff\xfe", "无名饭店", "路", "北200米", "200"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
        resolve(texts[i], NULL, NULL, &result);
        ck_assert_int_eq(result.status, TER_UNMATCHED);
        ck_assert_int_eq(result.precision, TER_PRECISION_NONE);
        ck_assert_double_eq_tol(result.uncertainty_m, 60500, 0.1); /* the whole county */
        json_t *json = ter_geocode_json("1", texts[i], &result, TER_ZH);
        ck_assert(json_is_object(json));
        json_decref(json);
    }
}
END_TEST

static void expect_words(const char *text, const char *township, const char *en, const char *zh)
{
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    resolve(text, township, NULL, &result);
    ck_assert_msg(strstr(result.explain[TER_EN], en), "%s: %s", text, result.explain[TER_EN]);
    ck_assert_msg(strstr(result.explain[TER_ZH], zh), "%s: %s", text, result.explain[TER_ZH]);
}

START_TEST(street_beats_the_stop_that_is_called_after_it)
{
    struct ter_lonlat stop = {111.012, 40.0};
    begin_more();
    ADD_ROAD("Mill Lane End", "", {111.015, 39.995}, {111.015, 40.005});
    ADD_ROAD("Zollstrasse", "", {111.012, 39.995}, {111.012, 40.005});
    ADD_ROAD("Landstrasse", "", {111.00, 40.002}, {111.02, 40.002});
    add_place("Zollstrasse", "stop", "", stop, 8, 20);
    add_place("Zollstrasse", "platform", "", stop, 8, 20);
    add_place("Steg", "village", "", (struct ter_lonlat){111.018, 40.004}, 8, 0);
    ADD_ROAD("Steg", "", {111.018, 40.004}, {111.03, 40.004});
    finish_more();
    expect("Landstrasse and Zollstrasse", NULL, NULL, TER_PRECISION_JUNCTION,
        (struct ter_lonlat){111.012, 40.002}, 0.5, 23);
    expect_words("0.5 miles east of Landstrasse and Zollstrasse", NULL, "805 m east", "805米");
    TER_AUTO_GEOCODE struct ter_geocode_result street = {0}, beside = {0}, village = {0};
    resolve("Zollstrasse", NULL, NULL, &street);
    ck_assert_int_eq(street.precision, TER_PRECISION_ROAD);
    ck_assert_double_gt(street.uncertainty_m, 550);
    resolve("opposite Zollstrasse", NULL, NULL, &beside); /* nobody stands opposite a street */
    ck_assert_int_eq(beside.precision, TER_PRECISION_PLACE);
    resolve("Steg", NULL, NULL, &village); /* people live there: either may be meant */
    ck_assert_int_eq(village.status, TER_AMBIGUOUS);
    ck_assert_uint_eq(village.candidate_count, 2);
    for (size_t i = 0; i < 2; i++)
        ck_assert_double_le(ter_distance_m(village.at, village.candidates[i].at), village.uncertainty_m);
}
END_TEST

START_TEST(three_roads_name_several_junctions)
{
    static const char *const texts[] = {"远路横路口、东西街横路口", "东西街与横路与远路"};
    begin_more();
    ADD_ROAD("横路", "甲镇", {111.008, 39.999}, {111.008, 40.02});
    finish_more();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
        resolve(texts[i], NULL, NULL, &result);
        ck_assert_msg(result.status == TER_AMBIGUOUS, "%s: %s", texts[i], result.explain[TER_EN]);
        ck_assert_uint_eq(result.candidate_count, 2);
        for (size_t j = 0; j < 2; j++)
            ck_assert_double_le(ter_distance_m(result.at, result.candidates[j].at), result.uncertainty_m);
    }
    /* of a column and two roads that meet, these two */
    expect("东西街与南北路交叉口", "甲镇", "环路", TER_PRECISION_JUNCTION, centre, 0.5, 23);
}
END_TEST

START_TEST(unknown_road_makes_the_known_one_uncertain)
{
    TER_AUTO_GEOCODE struct ter_geocode_result alone = {0}, both = {0};
    resolve("大桥路", "甲镇", NULL, &alone);
    resolve("大桥路无名路", "甲镇", NULL, &both);
    ck_assert_int_eq(both.precision, TER_PRECISION_ROAD);
    ck_assert_double_eq_tol(both.uncertainty_m, alone.uncertainty_m + ter_unmapped_reach_m(), 0.2);
    ck_assert(strstr(both.explain[TER_EN], "beyond what is mapped"));
    ck_assert(!strstr(alone.explain[TER_EN], "beyond what is mapped"));
}
END_TEST

START_TEST(interchange_is_no_junction_and_has_ramps)
{
    struct ter_road above = {.uncertainty_m = 8, .point_count = 2, .bridge = true, .layer = 1};
    struct ter_lonlat line[] = {{111.004, 39.99}, {111.004, 40.005}};
    begin_more();
    above.name = (char[]){"高架路"};
    above.points = line;
    ck_assert_msg(ter_gazetteer_add_road(registry, source_id, &above, &err), "%s", err.message);
    finish_more();
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    resolve("东西街与高架路互通", NULL, NULL, &result);
    ck_assert_msg(strstr(result.explain[TER_EN], "passes over or under"), "%s", result.explain[TER_EN]);
    ck_assert(!strstr(result.explain[TER_EN], "junction"));
    ck_assert(strstr(result.explain[TER_ZH], "立体交叉"));
    ck_assert_double_eq_tol(result.uncertainty_m, ter_interchange_reach_m(), 0.2);
    expect(
        "东西街与南北路立交", "甲镇", NULL, TER_PRECISION_JUNCTION, centre, 0.5, ter_interchange_reach_m());
}
END_TEST

START_TEST(village_comes_before_its_stops)
{
    struct ter_lonlat village = {111.05, 40.05};
    begin_more();
    add_place("Nendeln", "village", "", village, 8, 800);
    add_place("Nendeln", "stop", "", ter_move(village, 0, 850), 8, 20);
    add_place("Nendeln", "street_lamp", "", ter_move(village, 0, 860), 8, 20);
    add_place("Nendeln", "shop", "", ter_move(village, 0, 9000), 8, 20);
    add_place("同店", "shop", "", village, 8, 20);
    add_place("同店", "shop", "", village, 8, 20); /* from another source */
    add_place("双店", "shop", "", village, 8, 20);
    add_place("双店", "shop", "", ter_move(village, 90, 400), 8, 20);
    add_place("远店", "shop", "", village, 8, 20);
    add_place("远店", "shop", "", ter_move(village, 90, 5000), 8, 20);
    finish_more();
    TER_AUTO_GEOCODE struct ter_geocode_result one = {0}, far = {0};
    resolve("Nendeln", NULL, NULL, &one);
    ck_assert_int_eq(one.status, TER_MATCHED);
    ck_assert_double_ge(one.uncertainty_m, ter_distance_m(one.at, ter_move(village, 0, 860)) + 28);
    ck_assert_double_ge(one.uncertainty_m, ter_distance_m(one.at, village) + 808);
    ck_assert_double_lt(one.uncertainty_m, 900);
    expect("同店", NULL, NULL, TER_PRECISION_PLACE, village, 0.5, 28 + ter_relation_reach_m(TER_AT));
    expect("双店", NULL, NULL, TER_PRECISION_PLACE, ter_move(village, 90, 200), 1,
        228 + ter_relation_reach_m(TER_AT));
    resolve("远店", NULL, NULL, &far);
    ck_assert_int_eq(far.status, TER_AMBIGUOUS);
    ck_assert_uint_eq(far.candidate_count, 2);
}
END_TEST

START_TEST(unknown_name_falls_to_the_place_at_its_beginning)
{
    static const char *const texts[] = {"甲镇政府", "甲镇政府门口", "甲镇第一小学"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
        resolve(texts[i], NULL, NULL, &result);
        ck_assert_msg(result.precision == TER_PRECISION_TOWNSHIP, "%s: %s", texts[i], result.explain[TER_EN]);
        ck_assert_str_eq(result.township, "甲镇");
        ck_assert(strstr(result.explain[TER_EN], "not in the gazetteer: 甲镇"));
    }
    expect("后村村委会", NULL, NULL, TER_PRECISION_PLACE, (struct ter_lonlat){111.005, 40.005}, 1, 0);
    TER_AUTO_GEOCODE struct ter_geocode_result two = {0}, inside = {0}, elsewhere = {0};
    resolve("前村村委会", NULL, NULL, &two); /* two villages of that name: neither */
    ck_assert_int_eq(two.precision, TER_PRECISION_NONE);
    resolve("大后村饭店", NULL, NULL, &inside); /* only at the beginning */
    ck_assert_int_eq(inside.precision, TER_PRECISION_NONE);
    resolve("后村村委会", "乙镇", NULL, &elsewhere);
    ck_assert_str_eq(elsewhere.township, "乙镇");
    ck_assert_int_eq(elsewhere.precision, TER_PRECISION_TOWNSHIP);
}
END_TEST

START_TEST(sentence_says_what_is_known)
{
    expect_words("乙街", "甲镇", "乙街 is in the gazetteer, but not in 甲镇", "地名库中有乙街，但不在甲镇");
    expect_words("甲镇乙街", NULL, "乙街 is in the gazetteer, but not in 甲镇", "但不在甲镇");
    expect_words("无名街", "甲镇", "not in the gazetteer: 无名街", "地名库中没有：无名街");
    expect_words("农业银行", "甲镇", "at 农业银行, within", "农业银行，误差");
    expect_words("农业银行门口", "甲镇", "in front of 农业银行", "农业银行门前");
    expect_words("农业银行对面", "甲镇", "opposite 农业银行", "农业银行对面");
    expect_words("前村村口", "甲镇", "at the entrance of 前村", "前村村口");
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    resolve("前村至后村路段", NULL, NULL, &result); /* 前村 is one of two */
    ck_assert_msg(!strstr(result.explain[TER_EN], "knows nothing"), "%s", result.explain[TER_EN]);
    TER_AUTO_GEOCODE struct ter_geocode_result several = {0};
    resolve("前村", NULL, NULL, &several);
    ck_assert_uint_eq(several.candidate_count, 2);
    ck_assert(strstr(several.candidates[0].explain[TER_ZH], "镇 · 前村"));
    ck_assert(strstr(several.candidates[0].explain[TER_EN], "前村, "));
}
END_TEST

START_TEST(without_a_county_there_is_no_position)
{
    struct ter_write_context context = {.tool = "test"};
    ck_assert(ter_registry_begin(registry, &context, &err));
    ck_assert(ter_gazetteer_replace(registry, "test", "f", "0", NULL, &source_id, &err));
    ck_assert_msg(ter_gazetteer_finish(registry, source_id, &err), "%s", err.message);
    ck_assert_msg(ter_registry_commit(registry, &err), "%s", err.message);
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    resolve("东西街与南北路交叉口", "甲镇", NULL, &result);
    ck_assert(!result.has_position);
    ck_assert_int_eq(result.status, TER_UNMATCHED);
}
END_TEST

START_TEST(township_that_is_named_first_holds)
{
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    resolve("乙镇东西街", NULL, NULL, &result); /* 东西街 lies in 甲镇 */
    ck_assert_int_eq(result.precision, TER_PRECISION_TOWNSHIP);
    ck_assert_str_eq(result.township, "乙镇");
}
END_TEST

START_TEST(json_has_the_documented_members)
{
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    resolve("东西街北200米西侧辅路", "甲镇", "南北路", &result);
    TER_AUTO(ter_json_free) json_t *json = ter_geocode_json("46", "东西街北200米西侧辅路", &result, TER_EN);
    const json_t *parse = json_object_get(json, "parse");
    ck_assert_str_eq(json_string_value(json_object_get(json, "status")), "matched");
    ck_assert_str_eq(json_string_value(json_object_get(json, "precision")), "offset");
    ck_assert_double_eq(json_number_value(json_object_get(json, "uncertainty_m")), 28 + 10);
    ck_assert_str_eq(json_string_value(json_object_get(json, "township")), "甲镇");
    ck_assert_str_eq(json_string_value(json_object_get(parse, "relation")), "junction");
    ck_assert_str_eq(json_string_value(json_object_get(parse, "direction")), "N");
    ck_assert_str_eq(json_string_value(json_object_get(parse, "side")), "W");
    ck_assert_double_eq(json_number_value(json_object_get(parse, "distance_m")), 200);
    ck_assert_uint_eq(json_array_size(json_object_get(parse, "anchors")), 2);
    ck_assert(json_is_array(json_object_get(json, "candidates")));
}
END_TEST

START_TEST(source_replaces_only_itself)
{
    struct ter_write_context context = {.tool = "test"};
    struct ter_gazetteer_stats before, after;
    int64_t first = source_id, again;
    ck_assert(ter_gazetteer_count(registry, &before, &err));
    ck_assert(ter_registry_begin(registry, &context, &err));
    ck_assert(ter_gazetteer_replace(registry, "other", "g", "1", NULL, &source_id, &err));
    add_place("丁村", "village", "甲镇", centre, 5, 0);
    ck_assert(ter_gazetteer_replace(registry, "other", "g", "2", NULL, &again, &err));
    ck_assert_int_eq(source_id, again);
    ck_assert_int_ne(first, again);
    add_place("戊村", "village", "甲镇", centre, 5, 0);
    ck_assert_msg(ter_gazetteer_finish(registry, source_id, &err), "%s", err.message);
    ck_assert_msg(ter_registry_commit(registry, &err), "%s", err.message);
    ck_assert(ter_gazetteer_count(registry, &after, &err));
    ck_assert_int_eq(after.places, before.places + 1);
    ck_assert_int_eq(after.roads, before.roads);
    struct ter_place *places = NULL;
    size_t count;
    ck_assert(ter_gazetteer_places(registry, "丁村", &places, &count, &err));
    ck_assert_uint_eq(count, 0);
    ck_assert(ter_gazetteer_places(registry, "戊村", &places, &count, &err));
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(places[0].township, "甲镇");
    ter_places_free(places, count);
}
END_TEST

static void add_tests(TCase *tcase, const TTest *const *tests, size_t count)
{
    for (size_t i = 0; i < count; i++)
        tcase_add_test(tcase, tests[i]);
}
#define COUNT(tests) (sizeof(tests) / sizeof((tests)[0]))

Suite *suite_geocode(void)
{
    Suite *suite = suite_create("geocode");
    const TTest *const reading[] = {key_is_one_for_all_spellings, key_keeps_different_names_apart,
        numerals_are_read, street_names_have_short_and_long_forms, circle_covers_both,
        stated_distance_is_an_estimate, boundary_comes_before_the_circle,
        radius_of_an_offset_is_the_published_one, precision_of_a_distance_is_half_its_second_digit};
    const TTest *const resolving[] = {junction_stands_where_the_roads_cross,
        offset_follows_the_bend_of_the_road, offset_passes_from_one_line_of_a_road_to_the_next,
        offset_beyond_the_end_of_the_road_widens_the_radius, offset_that_no_road_takes_has_the_wide_radius,
        direction_without_a_distance_stays_at_the_junction, crossings_close_together_are_one_junction,
        crossings_far_apart_stay_ambiguous, roads_that_do_not_meet_are_no_junction,
        place_carries_its_own_radius, distance_from_a_place_follows_the_road, stretch_between_two_places,
        township_decides_between_villages_of_one_name, nothing_is_placed_outside_its_township,
        what_is_not_known_is_not_guessed, street_beats_the_stop_that_is_called_after_it,
        three_roads_name_several_junctions, unknown_road_makes_the_known_one_uncertain,
        interchange_is_no_junction_and_has_ramps, village_comes_before_its_stops,
        unknown_name_falls_to_the_place_at_its_beginning, sentence_says_what_is_known,
        without_a_county_there_is_no_position, json_has_the_documented_members,
        township_that_is_named_first_holds, source_replaces_only_itself};
    TCase *read = tcase_create("reading"), *place = tcase_create("resolving");
    add_tests(read, reading, COUNT(reading));
    tcase_add_checked_fixture(place, open_registry, close_registry);
    add_tests(place, resolving, COUNT(resolving));
    suite_add_tcase(suite, read);
    suite_add_tcase(suite, place);
    return suite;
}
