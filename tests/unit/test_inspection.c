/* Owns the tests of inspections: what is due and why, quotas counted from events, and what an event's result
 * means for its record. */
#include "plan/inspection/inspection.h"

#include "base/day.h"
#include "plan/order/outcome.h"
#include "registering.h"
#include "registry/find.h"
#include "registry/not_found.h"
#include "suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct ter_registry *registry;
static struct ter_error err;

static void open_one(void)
{
    ter_test_dir_open();
    registry = register_open();
}

static void close_one(void)
{
    ter_registry_close(registry);
    ter_test_dir_close();
}

static int day(const char *text)
{
    int number;
    ck_assert(ter_day_read(text, &number));
    return number;
}

static struct ter_inspection_list *find(
    const char *layer, const char *check, const char *on, const char *before)
{
    static struct ter_checks *checks; /* the list borrows them */
    struct ter_inspection_list *list;
    ter_checks_free(checks);
    ck_assert_msg(ter_checks_shipped(&checks, &err), "%s", err.message);
    struct ter_inspection_request request = {.layer = register_layer(registry, layer),
        .checks = checks,
        .check = check,
        .on = day(on),
        .before = day(before ? before : on)};
    ck_assert_msg(ter_inspection_find(registry, &request, TER_EN, &list, &err), "%s", err.message);
    return list;
}

static const struct ter_inspection_item *item_of(const struct ter_inspection_list *list, const char *code)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->records[list->items[i].record].code, code) == 0)
            return &list->items[i];
    return NULL;
}

/* ---- what is due ---- */

static void load_hydrants(void)
{
    struct load load = {.fields = "code|inspected_on|status"};
    LOAD(registry, &load, "A|2023-03-01|in_service", "B||in_service", "C|2024-02-01|limited",
        "D||out_of_service", "E||planned");
}

START_TEST(never_inspected_is_due_and_said_so)
{
    load_hydrants();
    TER_AUTO(ter_inspection_free)
    struct ter_inspection_list *list = find("hydrant", "yearly_check", "2024-03-02", NULL);
    const struct ter_inspection_sum *sum = &list->sums[0];
    ck_assert_uint_eq(sum->checked, 3); /* what is out of service or planned is nobody's to check */
    ck_assert_uint_eq(sum->overdue, 1);
    ck_assert_uint_eq(sum->never, 1);
    ck_assert_uint_eq(sum->in_time, 1);
    ck_assert_int_eq(item_of(list, "A")->days_left, -1);
    ck_assert_int_eq(item_of(list, "B")->state, TER_INSPECTION_NEVER);
    ck_assert(!item_of(list, "B")->dated && !item_of(list, "B")->seen);
    ck_assert_ptr_null(item_of(list, "C"));
}
END_TEST

START_TEST(what_falls_due_by_a_day_is_listed_with_days_left)
{
    load_hydrants();
    TER_AUTO(ter_inspection_free)
    struct ter_inspection_list *list = find("hydrant", "yearly_check", "2024-03-01", "2025-02-01");
    ck_assert_int_eq(item_of(list, "A")->state, TER_INSPECTION_DUE); /* the last day still counts */
    ck_assert_int_eq(item_of(list, "C")->days_left, day("2025-02-01") - day("2024-03-01"));
    ck_assert_uint_eq(list->sums[0].in_time, 0);
}
END_TEST

START_TEST(the_season_is_shown_done_by_an_event_in_it)
{
    struct load load = {.layer = "event", .fields = "about_layer|about_code|kind|happened_on|result"};
    load_hydrants();
    LOAD(registry, &load, "hydrant|A|maintenance|2023-10-01|", "hydrant|B|inspection|2023-08-01|works",
        "hydrant|C|inspection|2023-10-02|not_found");
    TER_AUTO(ter_inspection_free)
    struct ter_inspection_list *list = find("hydrant", "frost_check", "2023-11-10", NULL);
    ck_assert_ptr_null(item_of(list, "A"));
    ck_assert_int_eq(item_of(list, "B")->state, TER_INSPECTION_OVERDUE);
    ck_assert_int_eq(item_of(list, "B")->last, day("2023-08-01"));
    ck_assert_int_eq(item_of(list, "C")->state, TER_INSPECTION_OVERDUE); /* nobody saw it */
    ter_inspection_free(list);
    list = find("hydrant", "frost_check", "2023-09-14", NULL);
    ck_assert_uint_eq(list->count, 0); /* the season has not begun */
    ck_assert_uint_eq(list->sums[0].in_time, 3);
}
END_TEST

START_TEST(patrols_of_a_week_are_counted_against_the_quota)
{
    struct load towns = {.layer = "township", .fields = "code|name"};
    struct load load = {
        .layer = "event", .fields = "about_layer|about_code|kind|happened_on|township|location_text|status"};
    LOAD(registry, &towns, "T1|察素齐镇", "T2|毕克齐镇");
    /* 2023-10-02 is a Monday. */
    LOAD(registry, &load, "||patrol|2023-10-02|察素齐镇|a|", "||patrol|2023-10-08|察素齐镇|b|",
        "||patrol|2023-10-01|毕克齐镇|c|", "||patrol|2023-10-04|毕克齐镇|d|",
        "||patrol|2023-10-05|毕克齐镇|e|withdrawn", "hydrant|H|inspection|2023-10-05|毕克齐镇|f|",
        "||patrol|2023-10-09|毕克齐镇|g|");
    TER_AUTO(ter_inspection_free)
    struct ter_inspection_list *list = find("township", NULL, "2023-10-08", NULL);
    const struct ter_inspection_item *one = item_of(list, "T1"), *two = item_of(list, "T2");
    ck_assert_int_eq(one->state, TER_INSPECTION_MET);
    ck_assert_uint_eq(one->done, 2);
    ck_assert_int_eq(
        two->state, TER_INSPECTION_SHORT); /* of the week before, withdrawn, of a hydrant: none */
    ck_assert_uint_eq(two->done, 1);
    ck_assert(two->quota == 2);
    ck_assert_int_eq(two->period_from, day("2023-10-02"));
    ck_assert_int_eq(two->period_to, day("2023-10-08"));
    ck_assert_uint_eq(list->sums[0].checked, 2);
    ck_assert(ter_inspection_is_due(two) && !ter_inspection_is_due(one));
}
END_TEST

START_TEST(an_area_that_names_no_quota_has_none)
{
    struct load load = {.layer = "duty_area", .fields = "code|name|patrols|deputy_patrols|period"};
    struct load events = {.layer = "event", .fields = "about_layer|about_code|kind|happened_on"};
    LOAD(registry, &load, "D1|a|1|2|month", "D2|b|||month", "D3|c|1||");
    LOAD(registry, &events, "duty_area|D1|patrol|2023-10-31", "duty_area|D1|patrol|2023-09-30",
        "duty_area|D2|patrol|2023-10-05");
    TER_AUTO(ter_inspection_free)
    struct ter_inspection_list *list = find("duty_area", "chief_patrols", "2023-10-31", NULL);
    ck_assert(item_of(list, "D1")->quota == 3 && item_of(list, "D1")->done == 1);
    ck_assert_int_eq(item_of(list, "D2")->state, TER_INSPECTION_NO_QUOTA);
    ck_assert_int_eq(item_of(list, "D3")->state, TER_INSPECTION_NO_QUOTA);
    ck_assert(isnan(item_of(list, "D3")->quota));
    ck_assert_uint_eq(list->sums[0].no_quota, 2);
}
END_TEST

START_TEST(what_is_not_checked_is_refused_with_what_is)
{
    TER_AUTO(ter_checks_free) struct ter_checks *checks = NULL;
    struct ter_inspection_list *list;
    ck_assert(ter_checks_shipped(&checks, &err));
    struct ter_inspection_request request = {
        .layer = register_layer(registry, "event"), .checks = checks, .on = 10, .before = 10};
    ck_assert(!ter_inspection_find(registry, &request, TER_EN, &list, &err));
    ck_assert_msg(strstr(err.message, "hydrant, site, duty_area, township"), "%s", err.message);
    request.layer = register_layer(registry, "hydrant");
    request.check = "yearly";
    ck_assert(!ter_inspection_find(registry, &request, TER_EN, &list, &err));
    ck_assert_msg(strstr(err.message, "yearly_check, frost_check"), "%s", err.message);
    request.check = NULL;
    request.before = 9;
    ck_assert(!ter_inspection_find(registry, &request, TER_EN, &list, &err));
}
END_TEST

static const struct {
    const char *text, *fault;
} bad_checks[] = {
    {"{\"version\": 1, \"checks\": {}}", "/checks"},
    {"{\"version\": 1, \"check\": []}", "did you mean \"checks\""},
#define CHECK(more)                                                                                          \
    "{\"version\": 1, \"checks\": [{\"name\": \"a\", \"layer\": \"b\", \"title\": {\"en\": \"a\", "          \
    "\"zh\": \"b\"}, \"source\": {\"en\": \"a\", \"zh\": \"b\"}" more "}]}"
    {CHECK(""), "needs one of deadline, season and quota"},
    {CHECK(", \"season\": {\"from\": \"10-01\", \"to\": \"09-01\"}, \"kinds\": [\"patrol\"]"),
        "before it ends"},
    {CHECK(", \"season\": {\"from\": \"13-01\", \"to\": \"14-01\"}, \"kinds\": [\"patrol\"]"), "MM-DD"},
    {CHECK(", \"season\": {\"from\": \"09-01\", \"to\": \"10-01\"}"), "needs kinds"},
    {CHECK(", \"quota\": {\"period\": \"week\", \"about\": \"record\"}, \"kinds\": [\"patrol\"]"),
        "either a number"},
    {CHECK(", \"quota\": {\"number\": 2, \"about\": \"record\"}, \"kinds\": [\"patrol\"]"), "either period"},
    {CHECK(
         ", \"quota\": {\"number\": 2, \"period\": \"week\", \"about\": \"town\"}, \"kinds\": [\"patrol\"]"),
        "about must be"},
};

START_TEST(bad_checks_are_refused_with_their_place)
{
    struct ter_checks *checks = NULL;
    ck_assert(!ter_checks_parse(bad_checks[_i].text, strlen(bad_checks[_i].text), "mine", &checks, &err));
    ck_assert_msg(strstr(err.message, bad_checks[_i].fault), "%s", err.message);
}
END_TEST

START_TEST(periods_begin_and_end_where_calendars_say)
{
    int first, last;
    ter_check_period_days(TER_PERIOD_WEEK, day("2023-10-08"), &first, &last); /* a Sunday */
    ck_assert(first == day("2023-10-02") && last == day("2023-10-08"));
    ter_check_period_days(TER_PERIOD_MONTH, day("2024-02-29"), &first, &last);
    ck_assert(first == day("2024-02-01") && last == day("2024-02-29"));
    ter_check_period_days(TER_PERIOD_QUARTER, day("2023-12-31"), &first, &last);
    ck_assert(first == day("2023-10-01") && last == day("2023-12-31"));
}
END_TEST

/* ---- what a result means ---- */

/* What the register knows, what the event says, and what follows. */
static const struct {
    const char *status, *since, *defect, *inspected; /* NULL: not known */
    const char *kind, *result, *finding, *on;
    const char *to, *to_defect, *date; /* what is stored; NULL: left alone; "": emptied */
    bool contradiction, not_found;
} outcomes[] = {
    {"in_service", NULL, NULL, NULL, "inspection", "works", NULL, "2023-05-01", NULL, NULL, "2023-05-01", 0,
        0},
    {"in_service", NULL, NULL, "2023-06-01", "inspection", "works", NULL, "2023-05-01", NULL, NULL, NULL, 0,
        0},
    {"in_service", NULL, NULL, NULL, "inspection", "does_not_work", "无水", "2023-05-01", "out_of_service",
        "no_water", "2023-05-01", 0, 0},
    {"limited", NULL, NULL, NULL, "flow_test", "does_not_work", "锈死，打不开", "2023-05-01",
        "out_of_service", "seized", "2023-05-01", 0, 0},
    {"in_service", NULL, NULL, NULL, "inspection", "does_not_work", "nobody knows why", "2023-05-01",
        "out_of_service", NULL, "2023-05-01", 0, 0},
    {"in_service", NULL, NULL, NULL, "inspection", "works_limited", NULL, "2023-05-01", "limited", NULL,
        "2023-05-01", 0, 0},
    /* the register says otherwise: only the date follows */
    {"out_of_service", NULL, "no_water", NULL, "inspection", "works", NULL, "2023-05-01", NULL, NULL,
        "2023-05-01", 1, 0},
    {"out_of_service", NULL, "no_water", NULL, "inspection", "works_limited", NULL, "2023-05-01", NULL, NULL,
        "2023-05-01", 1, 0},
    {"out_of_service", NULL, "no_water", NULL, "inspection", "does_not_work", "锈死", "2023-05-01", NULL,
        NULL, "2023-05-01", 1, 0},
    {"retired", NULL, NULL, NULL, "inspection", "works", NULL, "2023-05-01", NULL, NULL, "2023-05-01", 1, 0},
    {"planned", NULL, NULL, NULL, "repair", "mended", NULL, "2023-05-01", NULL, NULL, NULL, 1, 0},
    /* the same again is none, and a defect that was not known is noted */
    {"out_of_service", NULL, "no_water", NULL, "inspection", "does_not_work", "无水", "2023-05-01", NULL,
        NULL, "2023-05-01", 0, 0},
    {"out_of_service", NULL, NULL, NULL, "inspection", "does_not_work", "无水", "2023-05-01", NULL,
        "no_water", "2023-05-01", 0, 0},
    {"under_repair", NULL, "seized", NULL, "repair", "mended", NULL, "2023-05-01", "in_service", "", NULL, 0,
        0},
    /* older than what the register knows */
    {"in_service", "2023-06-01", NULL, NULL, "inspection", "does_not_work", "无水", "2023-05-01", NULL, NULL,
        "2023-05-01", 0, 0},
    {"in_service", NULL, NULL, "2023-06-01", "inspection", "does_not_work", "无水", "2023-05-01", NULL, NULL,
        NULL, 0, 0},
    /* nobody has seen it */
    {"in_service", NULL, NULL, NULL, "inspection", "not_found", NULL, "2023-05-01", NULL, NULL, NULL, 0, 1},
    {"in_service", NULL, NULL, NULL, "inspection", "cannot_be_tested", "frozen", "2023-05-01", NULL, NULL,
        NULL, 0, 0},
    /* the words of before, and events that say nothing of it */
    {"in_service", NULL, NULL, NULL, "inspection", "in_order", NULL, "2023-05-01", NULL, NULL, "2023-05-01",
        0, 0},
    {"in_service", NULL, NULL, NULL, "inspection", "defect_found", NULL, "2023-05-01", NULL, NULL,
        "2023-05-01", 0, 0},
    {"in_service", NULL, NULL, NULL, "inspection", NULL, NULL, "2023-05-01", NULL, NULL, "2023-05-01", 0, 0},
    {"in_service", NULL, NULL, NULL, "photo", NULL, NULL, "2023-05-01", NULL, NULL, NULL, 0, 0},
};

static void put(struct ter_value *values, const struct ter_layer *layer, const char *field, const char *text)
{
    values[ter_layer_field_index(layer, ter_layer_field(layer, field))] = ter_value_text(text);
}

static void expect(const struct ter_outcome *outcome, const struct ter_layer *layer, const char *field,
    const char *text, size_t *seen)
{
    size_t index = ter_layer_field_index(layer, ter_layer_field(layer, field));
    const struct ter_value *value = NULL;
    for (size_t i = 0; i < outcome->count; i++)
        if (outcome->changes[i].field == index)
            value = &outcome->changes[i].value;
    ck_assert_msg(!value == !text, "case %s", field);
    if (!text)
        return;
    ++*seen;
    ck_assert(*text ? value->type == TER_VALUE_TEXT && strcmp(value->text, text) == 0
                    : value->type == TER_VALUE_NULL);
}

START_TEST(results_follow_the_table)
{
    TER_AUTO(ter_outcomes_free) struct ter_outcomes *table = NULL;
    TER_AUTO_OUTCOME struct ter_outcome outcome = {0};
    const struct ter_layer *layer = register_layer(registry, "hydrant");
    struct ter_value values[TER_MAX_FIELDS] = {0};
    size_t seen = 0;
    ck_assert_msg(ter_outcomes_shipped(&table, &err), "%s", err.message);
    put(values, layer, "status", outcomes[_i].status);
    put(values, layer, "status_since", outcomes[_i].since);
    put(values, layer, "defect", outcomes[_i].defect);
    put(values, layer, "inspected_on", outcomes[_i].inspected);
    struct ter_outcome_event event = {
        outcomes[_i].kind, outcomes[_i].result, outcomes[_i].finding, outcomes[_i].on};
    ter_outcome_of(table, layer, values, &event, TER_EN, &outcome);
    ck_assert_int_eq(outcome.contradiction, outcomes[_i].contradiction);
    ck_assert_int_eq(outcome.not_found, outcomes[_i].not_found);
    ck_assert(!outcome.contradiction || outcome.why);
    expect(&outcome, layer, "status", outcomes[_i].to, &seen);
    expect(&outcome, layer, "status_since", outcomes[_i].to ? outcomes[_i].on : NULL, &seen);
    expect(&outcome, layer, "defect", outcomes[_i].to_defect, &seen);
    expect(&outcome, layer, "inspected_on", outcomes[_i].date, &seen);
    ck_assert_uint_eq(seen, outcome.count); /* and nothing else */
}
END_TEST

START_TEST(imported_events_work_oldest_first)
{
    TER_AUTO(ter_outcomes_free) struct ter_outcomes *table = NULL;
    TER_AUTO_OUTCOME_REPORT struct ter_outcome_report report = {0};
    struct ter_write_context context = {.tool = "test"};
    struct load load = {.fields = "code|status|defect"};
    struct load events = {
        .layer = "event", .fields = "about_layer|about_code|kind|happened_on|result|finding|status"};
    int64_t last;
    LOAD(registry, &load, "A|out_of_service|seized", "B|in_service|", "C|in_service|");
    LOAD(registry, &events, "hydrant|B|inspection|2022-01-01|works||");
    ck_assert(ter_outcomes_shipped(&table, &err));
    ck_assert(ter_outcome_last_event(registry, &last, &err));
    events.source = "another";
    LOAD(registry, &events, "hydrant|A|inspection|2023-07-01|works||", "hydrant|A|repair|2023-06-01|mended||",
        "hydrant|B|inspection|2023-06-01|does_not_work|无水|withdrawn",
        "hydrant|X|inspection|2023-06-01|works||", "hydrant|C|inspection|2023-06-01|not_found||");
    ck_assert(ter_registry_begin(registry, &context, &err));
    ck_assert_msg(ter_outcome_apply_since(registry, table, last, TER_EN, &report, &err), "%s", err.message);
    ck_assert(ter_registry_commit(registry, &err));
    register_text_is(registry, "SELECT status || ' ' || status_since FROM hydrant WHERE code = 'A'",
        "in_service 2023-06-01");
    register_text_is(registry, "SELECT inspected_on FROM hydrant WHERE code = 'A'", "2023-07-01");
    register_text_is(registry, "SELECT defect FROM hydrant WHERE code = 'A'", NULL);
    register_text_is(registry, "SELECT status FROM hydrant WHERE code = 'B'", "in_service");
    register_text_is(
        registry, "SELECT inspected_on FROM hydrant WHERE code = 'B'", NULL); /* that one was before */
    ck_assert_uint_eq(report.applied, 2);
    ck_assert_uint_eq(report.contradictions, 0);
    ck_assert_uint_eq(report.unknown, 1);
    ck_assert_uint_eq(report.not_found, 1);
}
END_TEST

START_TEST(a_result_that_needs_its_reason_is_refused_without)
{
    struct load events = {
        .layer = "event", .fields = "about_layer|about_code|kind|happened_on|result|finding"};
    LOAD(registry, &events, "hydrant|A|inspection|2023-07-01|不可用|",
        "hydrant|A|inspection|2023-07-02|无法测试|冻住", "hydrant|A|inspection|2023-07-03|可用|");
    register_counts(&events, 2, 0, 0, 1);
    register_refused(registry, "INSERT INTO event (kind, happened_on, result) VALUES ('inspection', "
                               "'2023-07-01', 'cannot_be_tested')");
}
END_TEST

/* ---- not found ---- */

static void review_is(const char *codes)
{
    const struct ter_layer *layer = register_layer(registry, "hydrant");
    struct ter_filter filter = {.to_review = true, .review_above_m = 1e9};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    TER_AUTO_BUF struct ter_buf found = {0};
    const struct ter_record *record;
    ck_assert_msg(ter_find_open(registry, layer, &filter, &cursor, &err), "%s", err.message);
    ter_buf_text(&found, "");
    while (ter_find_next(cursor, &record, &err) && record)
        ter_buf_text(&found, record->values[layer->role[TER_ROLE_CODE]].text);
    ck_assert_str_eq(found.data, codes);
    TER_AUTO_BUF struct ter_buf sql = {0};
    ter_buf_printf(&sql, "SELECT coalesce(group_concat(code, ''), '') FROM hydrant_to_review WHERE "
                         "uncertainty_m IS NOT NULL");
    register_text_is(registry, sql.data, codes); /* the view agrees */
}

START_TEST(not_found_stands_in_review_until_found_or_placed)
{
    struct load load = {.fields = "code|@|uncertainty_m"};
    struct load events = {
        .layer = "event", .fields = "about_layer|about_code|kind|happened_on|result|finding"};
    TER_AUTO_FREE char *said = NULL;
    LOAD(registry, &load, "A|111.1 40.7|20", "B|111.2 40.7|20", "C|111.3 40.7|20");
    review_is("");
    LOAD(registry, &events, "hydrant|A|inspection|2023-07-01|not_found|behind the market",
        "hydrant|B|inspection|2023-07-01|not_found|", "station|C|inspection|2023-07-01|not_found|");
    review_is("AB");
    ck_assert(ter_not_found_said(registry, register_layer(registry, "hydrant"), "A", &said, &err));
    ck_assert_str_eq(said, "E-0000001, 2023-07-01: behind the market");
    events.source = "found";
    LOAD(registry, &events, "hydrant|A|inspection|2023-06-30|works|", "hydrant|A|photo|2023-07-02||");
    review_is("AB"); /* the day before, and a photo: neither found it since */
    events.source = "found later";
    LOAD(registry, &events, "hydrant|A|inspection|2023-07-02|cannot_be_tested|frozen");
    review_is("B");
    register_sql(registry, "UPDATE hydrant SET geom = MakePoint(111.21, 40.71, 4490) WHERE code = 'B'");
    review_is("");
}
END_TEST

Suite *suite_inspection(void)
{
    Suite *suite = suite_create("inspection");
    TCase *stored = tcase_create("stored");
    tcase_add_checked_fixture(stored, open_one, close_one);
    tcase_add_test(stored, never_inspected_is_due_and_said_so);
    tcase_add_test(stored, what_falls_due_by_a_day_is_listed_with_days_left);
    tcase_add_test(stored, the_season_is_shown_done_by_an_event_in_it);
    tcase_add_test(stored, patrols_of_a_week_are_counted_against_the_quota);
    tcase_add_test(stored, an_area_that_names_no_quota_has_none);
    tcase_add_test(stored, what_is_not_checked_is_refused_with_what_is);
    tcase_add_test(stored, imported_events_work_oldest_first);
    tcase_add_test(stored, a_result_that_needs_its_reason_is_refused_without);
    tcase_add_test(stored, not_found_stands_in_review_until_found_or_placed);
    tcase_add_loop_test(stored, results_follow_the_table, 0, sizeof outcomes / sizeof *outcomes);
    suite_add_tcase(suite, stored);
    TCase *written = tcase_create("written");
    tcase_add_test(written, periods_begin_and_end_where_calendars_say);
    tcase_add_loop_test(
        written, bad_checks_are_refused_with_their_place, 0, sizeof bad_checks / sizeof *bad_checks);
    suite_add_tcase(suite, written);
    return suite;
}
