/* Coverage: which records count, what is certain and what possible, and that rows add up to the whole.
 * Figures are held against a loop over all pairs. */
#include "base/crs.h"
#include "base/plane.h"
#include "coverage/coverage.h"
#include "import/wkt.h"
#include "registering.h"
#include "suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct ter_error err;

/* ---- norms ---- */

static struct ter_norms *shipped(void)
{
    struct ter_norms *norms;
    ck_assert_msg(ter_norms_shipped(&norms, &err), "%s", err.message);
    return norms;
}

START_TEST(norms_ship_with_sources_in_both_languages)
{
    TER_AUTO(ter_norms_free) struct ter_norms *norms = shipped();
    ck_assert(ter_norm_value(ter_norms_find(norms, "hydrant", "radius_m", NULL), 0) == 150);
    ck_assert(ter_norm_value(ter_norms_find(norms, "hydrant", "spacing_m", NULL), 0) == 120);
    ck_assert(ter_norm_value(ter_norms_find(norms, "hydrant", "side_depth_m", NULL), 0) == 50);
    ck_assert(ter_norm_value(ter_norms_find(norms, "station", "minutes", NULL), 0) == 5);
    ck_assert(ter_norm_value(ter_norms_find(norms, "station", "district_km2", "second"), 0) == 4);
    ck_assert_ptr_null(ter_norms_find(norms, "station", "district_km2", "support"));
    for (size_t i = 0; i < norms->count; i++) {
        ck_assert(*norms->items[i].source.text[TER_EN] && *norms->items[i].source.text[TER_ZH]);
        ck_assert(strchr("vs?", norms->items[i].state));
    }
}
END_TEST

START_TEST(norms_of_ones_own_replace_only_what_they_name)
{
    static const char text[] =
        "{\"version\": 1, \"norms\": [{\"layer\": \"hydrant\", \"name\": \"radius_m\", \"value\": 80,"
        "\"title\": {\"en\": \"a\", \"zh\": \"b\"}, \"source\": {\"en\": \"c\", \"zh\": \"d\"}}]}";
    TER_AUTO(ter_norms_free) struct ter_norms *norms = NULL;
    ck_assert_msg(ter_norms_parse(text, strlen(text), "mine", &norms, &err), "%s", err.message);
    const struct ter_norm *radius = ter_norms_find(norms, "hydrant", "radius_m", NULL);
    ck_assert(ter_norm_value(radius, 0) == 80);
    ck_assert_int_eq(radius->state, 'u');
    ck_assert(ter_norm_value(ter_norms_find(norms, "hydrant", "spacing_m", NULL), 0) == 120);
}
END_TEST

static const struct {
    const char *text, *fault;
} bad_norms[] = {
    {"[]", "must be an object"},
    {"{\"version\": 2}", "/version"},
    {"{\"version\": 1, \"norm\": []}", "did you mean \"norms\""},
    {"{\"version\": 1, \"norms\": {}}", "must be a list"},
    {"{\"version\": 1, \"norms\": [{\"layer\": \"x\", \"name\": \"y\", \"value\": -1}]}", "/norms/0/value"},
    {"{\"version\": 1, \"norms\": [{\"layer\": \"x\", \"name\": \"y\", \"value\": [2, 1]}]}", "more than"},
    {"{\"version\": 1, \"norms\": [{\"layer\": \"x\", \"name\": \"y\", \"value\": []}]}", "one to eight"},
    {"{\"version\": 1, \"norms\": [{\"layer\": \"x\", \"name\": \"y\", \"value\": 1, \"class\": \"z\"}]}",
        "go together"},
    {"{\"version\": 1, \"norms\": [{\"layer\": \"x\", \"name\": \"y\", \"value\": 1, \"state\": \"w\"}]}",
        "/norms/0/state"},
    {"{\"version\": 1, \"norms\": [{\"layer\": \"x\", \"name\": \"y\", \"value\": 1}]}", "title"},
    {"{\"version\": 1, \"standings\": [{\"layer\": \"x\", \"mended\": []}]}", "unknown member"},
};

START_TEST(bad_norms_say_where)
{
    struct ter_norms *norms = NULL;
    ck_assert(!ter_norms_parse(bad_norms[_i].text, strlen(bad_norms[_i].text), "mine", &norms, &err));
    ck_assert_msg(strstr(err.message, bad_norms[_i].fault) && strstr(err.message, "mine"), "%s", err.message);
    ck_assert_ptr_null(norms);
}
END_TEST

/* ---- scenarios ---- */

START_TEST(scenarios_are_read_against_today)
{
    struct ter_scenario_request request = {0};
    static const struct {
        const char *text;
        enum ter_scenario_kind kind;
        const char *day;
    } good[] = {
        {NULL, TER_SCENARIO_NOW, "2024-06-15"},
        {"now", TER_SCENARIO_NOW, "2024-06-15"},
        {"repaired", TER_SCENARIO_REPAIRED, "2024-06-15"},
        {"planned", TER_SCENARIO_PLANNED, "2024-06-15"},
        {"2024-06-15", TER_SCENARIO_NOW, "2024-06-15"},
        {"2024-06-16", TER_SCENARIO_AHEAD, "2024-06-16"},
        {"2024-06-14", TER_SCENARIO_PAST, "2024-06-14"},
    };
    static const char *const bad[] = {"", "later", "2024-02-30", "2024-6-1", "planed"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        ck_assert(ter_scenario_parse(good[i].text, "2024-06-15", &request, &err));
        ck_assert_int_eq(request.kind, good[i].kind);
        ck_assert_str_eq(request.day, good[i].day);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert(!ter_scenario_parse(bad[i], "2024-06-15", &request, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "did you mean \"planned\""));
}
END_TEST

START_TEST(only_what_can_come_back_counts)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    TER_AUTO(ter_norms_free) struct ter_norms *norms = shipped();
    static const struct {
        const char *layer, *status;
        enum ter_standing standing;
    } cases[] = {
        {"hydrant", "in_service", TER_STANDING_AVAILABLE},
        {"hydrant", "limited", TER_STANDING_AVAILABLE},
        {"hydrant", "out_of_service", TER_STANDING_BROKEN},
        {"hydrant", "under_repair", TER_STANDING_BROKEN},
        {"hydrant", "planned", TER_STANDING_PLANNED},
        {"hydrant", "retired", TER_STANDING_GONE},
        {"station", "building", TER_STANDING_PLANNED},
        {"station", "closed", TER_STANDING_GONE},
        /* no table speaks of these: the life-cycle does */
        {"township", "in_force", TER_STANDING_AVAILABLE},
        {"township", "abolished", TER_STANDING_GONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct ter_layer *layer = register_layer(registry, cases[i].layer);
        ck_assert_msg(ter_scenario_standing(norms, layer, cases[i].status) == cases[i].standing, "%s %s",
            cases[i].layer, cases[i].status);
    }
    const struct ter_layer *station = register_layer(registry, "station");
    size_t due = ter_scenario_due_field(station, "planned");
    ck_assert_str_eq(station->fields[due].name, "target_date"); /* not the day on which work begins */
    ck_assert(ter_scenario_due_field(register_layer(registry, "hydrant"), "retired") == SIZE_MAX);
}
END_TEST

START_TEST(a_day_to_come_has_what_is_promised_by_then)
{
    struct ter_scenario_request ahead = {TER_SCENARIO_AHEAD, "2025-12-31", {0}};
    struct ter_scenario_request now = {TER_SCENARIO_NOW, "2024-06-15", {0}};
    struct ter_scenario_request repaired = {TER_SCENARIO_REPAIRED, "2024-06-15", {0}};
    ck_assert(ter_scenario_counts(&ahead, TER_STANDING_BROKEN, "2025-12-31"));
    ck_assert(!ter_scenario_counts(&ahead, TER_STANDING_BROKEN, "2026-01-01"));
    ck_assert(!ter_scenario_counts(&ahead, TER_STANDING_PLANNED, NULL));
    ck_assert(!ter_scenario_counts(&ahead, TER_STANDING_GONE, "2025-01-01"));
    ck_assert(!ter_scenario_counts(&now, TER_STANDING_BROKEN, "2020-01-01"));
    ck_assert(ter_scenario_counts(&repaired, TER_STANDING_BROKEN, NULL));
    ck_assert(!ter_scenario_counts(&repaired, TER_STANDING_PLANNED, NULL));
}
END_TEST

/* ---- figures ---- */

enum { HYDRANTS = 60, HOUSES = 400, REACH_M = 150 };

struct place {
    struct ter_lonlat at;
    double error_m;
};

static struct place chance_place(uint64_t *chance, double most_error_m)
{
    struct place place = {{111.10 + 0.03 * register_random(chance), 40.70 + 0.02 * register_random(chance)},
        floor(most_error_m * register_random(chance))};
    place.at.lon = round(place.at.lon * 1e7) / 1e7;
    place.at.lat = round(place.at.lat * 1e7) / 1e7;
    return place;
}

static void load_hydrants(struct ter_registry *registry, const struct place *hydrants)
{
    char lines[HYDRANTS][120];
    const char *pointers[HYDRANTS];
    struct load load = {.fields = "code|status|uncertainty_m|@"};
    for (size_t i = 0; i < HYDRANTS; i++) {
        snprintf(lines[i], sizeof lines[i], "H%zu|in_service|%g|%.7f %.7f", i, hydrants[i].error_m + 1,
            hydrants[i].at.lon, hydrants[i].at.lat);
        pointers[i] = lines[i];
    }
    register_load(registry, &load, pointers, HYDRANTS);
    register_counts(&load, HYDRANTS, 0, 0, 0);
}

static void add_houses(struct ter_cover_over *over, const struct place *houses)
{
    static const char *const townships[] = {"East", "West", NULL};
    uint8_t point[TER_WKB_POINT_SIZE];
    over->name = ter_strdup("houses");
    over->title = ter_strdup("houses");
    over->measure = TER_COVER_COUNT;
    for (size_t i = 0; i < HOUSES; i++) {
        ter_wkb_from_point(houses[i].at, point);
        ter_cover_over_add(
            over, "", NULL, townships[i % 3], (struct ter_wkb){point, sizeof point}, houses[i].error_m, 1);
    }
}

static struct ter_xy moved(const struct ter_transform *transform, struct ter_lonlat at)
{
    ck_assert(ter_transform_apply(transform, &at.lon, &at.lat, 1, &err));
    return (struct ter_xy){at.lon, at.lat};
}

/* The same by a loop over all pairs: possible with slack 1, certain with slack -1. */
static double by_loop(const struct ter_transform *transform, const struct place *hydrants,
    const struct place *houses, double slack)
{
    double count = 0;
    for (size_t i = 0; i < HOUSES; i++) {
        struct ter_xy house = moved(transform, houses[i].at);
        bool held = false;
        for (size_t k = 0; k < HYDRANTS; k++)
            held = held || ter_xy_distance_m(house, moved(transform, hydrants[k].at)) <=
                               REACH_M + slack * (hydrants[k].error_m + 1 + houses[i].error_m);
        count += held;
    }
    return count;
}

START_TEST(certain_and_possible_are_what_a_loop_finds)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    TER_AUTO(ter_norms_free) struct ter_norms *norms = shipped();
    TER_AUTO(ter_coverage_free) struct ter_coverage *coverage = NULL;
    TER_AUTO(ter_transform_close) struct ter_transform *transform = NULL;
    struct place hydrants[HYDRANTS], houses[HOUSES];
    uint64_t chance = (uint64_t)_i + 7;
    for (size_t i = 0; i < HYDRANTS; i++)
        hydrants[i] = chance_place(&chance, 200);
    for (size_t i = 0; i < HOUSES; i++)
        houses[i] = chance_place(&chance, _i ? 60 : 0);
    load_hydrants(registry, hydrants);
    struct ter_coverage_request request = {.layer = register_layer(registry, "hydrant"),
        .norms = norms,
        .limits = {REACH_M},
        .limit_count = 1,
        .overs = ter_alloc(sizeof *request.overs),
        .over_count = 1,
        .close = -1,
        .shapes = true};
    ck_assert(ter_scenario_parse(NULL, "2024-06-15", &request.scenario, &err));
    add_houses(request.overs, houses);
    ck_assert_msg(ter_coverage_compute(registry, &request, &coverage, &err), "%s", err.message);
    ck_assert(ter_transform_open(4490, coverage->epsg, &transform, &err));

    const struct ter_cover_level *level = &coverage->levels[0];
    ck_assert(level->figures[0].total == HOUSES);
    ck_assert(level->figures[0].certain == by_loop(transform, hydrants, houses, -1));
    ck_assert(level->figures[0].possible == by_loop(transform, hydrants, houses, 1));
    ck_assert(level->figures[0].certain < level->figures[0].possible);

    struct ter_cover_figures sum = {0};
    ck_assert_uint_eq(coverage->township_count, 3);
    ck_assert_ptr_null(coverage->townships[2].name);
    for (size_t row = 0; row < 3; row++) {
        sum.total += level->townships[row].total;
        sum.certain += level->townships[row].certain;
        sum.possible += level->townships[row].possible;
    }
    ck_assert(sum.total == level->figures[0].total && sum.certain == level->figures[0].certain &&
              sum.possible == level->figures[0].possible);

    size_t gaps = 0, coarse = 0;
    for (size_t i = 0; i < level->point_count; i++)
        gaps += level->points[i].certainty == TER_GAP;
    ck_assert(gaps == ter_cover_gap_of(level->figures[0]));
    ck_assert(level->point_count == HOUSES - level->figures[0].certain);
    for (size_t i = 0; i < HYDRANTS; i++)
        coarse += hydrants[i].error_m + 1 >= REACH_M;
    ck_assert_uint_eq(coverage->too_coarse.count, coarse);
    ck_assert_uint_eq(coverage->use_counts[TER_SOURCE_TOO_COARSE], coarse);
    ck_assert(level->certain.wkb.size && level->possible.wkb.size && level->certain_m2 < level->possible_m2);
    ck_assert(coverage->has_gaps);
    ter_coverage_request_free(&request);
}
END_TEST

static const char *const squares[] = {
    "MULTIPOLYGON(((111.09 40.69,111.12 40.69,111.12 40.72,111.09 40.72,111.09 40.69)))",
    ("MULTIPOLYGON(((111.12 40.69,111.15 40.69,111.15 40.72,111.12 40.72,111.12 40.69),"
     "(111.13 40.7,111.13 40.71,111.14 40.71,111.14 40.7,111.13 40.7)))"),
    "MULTIPOLYGON(((111.13 40.7,111.14 40.7,111.14 40.71,111.13 40.71,111.13 40.7)))",
};
enum { SQUARES = 3 };

static void add_squares(struct ter_registry *registry, struct ter_cover_over *over)
{
    over->name = ter_strdup("towns");
    over->title = ter_strdup("towns");
    over->measure = TER_COVER_AREA_M2;
    for (size_t i = 0; i < SQUARES; i++) {
        TER_AUTO_BUF struct ter_buf wkb = {0};
        TER_AUTO_FREE char *sql = ter_format("INSERT INTO township (name, status, geom) VALUES ('T%zu', "
                                             "'in_force', GeomFromText('%s', 4490))",
            i, squares[i]);
        register_sql(registry, sql);
        ck_assert(ter_wkt_read(squares[i], &wkb, &err));
        ter_cover_over_add(over, "", NULL, NULL, (struct ter_wkb){(const uint8_t *)wkb.data, wkb.size}, 0, 1);
    }
}

/* Where polygons only touch, a cut leaves lines and points: metres are no square metres, and nothing to draw.
 */
START_TEST(townships_that_touch_share_no_area)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    TER_AUTO(ter_norms_free) struct ter_norms *norms = shipped();
    TER_AUTO(ter_coverage_free) struct ter_coverage *coverage = NULL;
    struct ter_coverage_request request = {.layer = register_layer(registry, "hydrant"),
        .norms = norms,
        .limits = {REACH_M},
        .limit_count = 1,
        .overs = ter_alloc(sizeof *request.overs),
        .over_count = 1,
        .close = -1,
        .shapes = true};
    struct load load = {.fields = "code|status|uncertainty_m|@"};
    if (_i) /* without any hydrant there is nothing to cut away */
        LOAD(registry, &load, "H1|in_service|5|111.12 40.705", "H2|in_service|5|111.13 40.705");
    ck_assert(ter_scenario_parse(NULL, "2024-06-15", &request.scenario, &err));
    add_squares(registry, request.overs);
    ck_assert_msg(ter_coverage_compute(registry, &request, &coverage, &err), "%s", err.message);
    const struct ter_cover_level *level = &coverage->levels[0];
    double total = 0, gaps_m2 = 0;
    ck_assert_uint_eq(coverage->township_count, SQUARES + 1);
    for (size_t row = 0; row < SQUARES; row++) {
        ck_assert_double_eq_tol(level->townships[row].total, level->township_m2[row].total, 1e-3);
        total += level->township_m2[row].total;
    }
    ck_assert_double_eq_tol(level->figures[0].total, total, 1e-3);
    ck_assert_double_eq_tol(level->townships[SQUARES].total, 0, 1e-3);
    for (size_t i = 0; i < level->gap_count; i++)
        gaps_m2 += level->gaps[i].shape.m2;
    ck_assert_uint_eq(level->gap_count, SQUARES);
    ck_assert_double_eq_tol(
        gaps_m2, ter_cover_gap_of(level->figures[0]), 2 * REACH_M * 8 * TER_COVER_CHORD_M);
    ck_assert((level->possible_m2 > 0) == (_i > 0));
    ter_coverage_request_free(&request);
}
END_TEST

START_TEST(a_request_that_means_nothing_is_refused)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    TER_AUTO(ter_norms_free) struct ter_norms *norms = shipped();
    struct ter_coverage *coverage = NULL;
    struct ter_coverage_request request = {
        .norms = norms, .limits = {REACH_M}, .limit_count = 1, .close = -1};
    ck_assert(ter_scenario_parse(NULL, "2024-06-15", &request.scenario, &err));
    request.layer = register_layer(registry, "township");
    ck_assert(!ter_coverage_compute(registry, &request, &coverage, &err) && err.code == TER_USAGE);
    request.layer = register_layer(registry, "hydrant");
    ck_assert(!ter_coverage_compute(registry, &request, &coverage, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "nothing to measure"));
    request.limit_count = 0;
    ck_assert(!ter_coverage_compute(registry, &request, &coverage, &err) && err.code == TER_USAGE);
    ck_assert_ptr_null(coverage);
}
END_TEST

Suite *suite_coverage(void)
{
    Suite *suite = suite_create("coverage");
    TER_TEST_CASE(suite, "norms", norms_ship_with_sources_in_both_languages,
        norms_of_ones_own_replace_only_what_they_name);
    TER_TEST_CASE(suite, "scenarios", scenarios_are_read_against_today, only_what_can_come_back_counts,
        a_day_to_come_has_what_is_promised_by_then);
    TER_TEST_CASE(suite, "refusals", a_request_that_means_nothing_is_refused);
    TCase *bad = tcase_create("bad norms");
    tcase_add_checked_fixture(bad, ter_test_dir_open, ter_test_dir_close);
    tcase_add_loop_test(bad, bad_norms_say_where, 0, (int)(sizeof bad_norms / sizeof *bad_norms));
    suite_add_tcase(suite, bad);
    TCase *figures = tcase_create("figures");
    tcase_add_checked_fixture(figures, ter_test_dir_open, ter_test_dir_close);
    tcase_add_loop_test(figures, certain_and_possible_are_what_a_loop_finds, 0, 4);
    tcase_add_loop_test(figures, townships_that_touch_share_no_area, 0, 2);
    suite_add_tcase(suite, figures);
    return suite;
}
