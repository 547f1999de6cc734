/* Owns the tests of what `event list` asks of queries: conditions on fields, newest first, by the declared
 * indexes. */
#include "registering.h"
#include "suites.h"

#include "registry/find.h"
#include "registry/store.h"

#include <string.h>

static struct ter_registry *registry;
static const struct ter_layer *layer;

static void add(
    const char *about_layer, const char *about_code, const char *kind, const char *day, double lon)
{
    struct ter_change changes[4];
    const char *const names[] = {"about_layer", "about_code", "kind", "happened_on"};
    const char *const values[] = {about_layer, about_code, kind, day};
    struct ter_error err = {0};
    uint8_t point[TER_WKB_POINT_SIZE];
    struct ter_wkb wkb = {point, sizeof point};
    int64_t id;
    for (size_t i = 0; i < 4; i++)
        changes[i] = (struct ter_change){
            ter_layer_field_index(layer, ter_layer_field(layer, names[i])), ter_value_text(values[i])};
    ter_wkb_from_point((struct ter_lonlat){lon, 40.7}, point);
    ck_assert_msg(
        ter_store_insert(registry, layer, changes, 4, lon > 0 ? &wkb : NULL, &id, &err), "%s", err.message);
}

static void open_with_events(void)
{
    struct ter_write_context context = {.tool = "event add"};
    struct ter_error err = {0};
    ter_test_dir_open();
    registry = register_open();
    layer = register_layer(registry, "event");
    ck_assert_msg(ter_registry_begin(registry, &context, &err), "%s", err.message);
    add("hydrant", "A1", "inspection", "2023-05-04", 0);
    add("hydrant", "A1", "repair", "2023-07-01", 0);
    add("hydrant", "A2", "repair", "2023-06-01", 111.1);
    add("station", "A1", "inspection", "2023-07-01", 0);
    add(NULL, NULL, "violation", "2023-06-15", 111.3);
    add("hydrant", "A'1\" OR 1", "repair", "2023-01-01", 0);
    ck_assert_msg(ter_registry_commit(registry, &err), "%s", err.message);
}

static void close_all(void)
{
    ter_registry_close(registry);
    ter_test_dir_close();
}

static struct ter_condition condition(const char *field, bool at_least, const char *value)
{
    return (struct ter_condition){ter_layer_field_index(layer, ter_layer_field(layer, field)),
        at_least ? TER_AT_LEAST : TER_EQUAL, ter_value_text(value)};
}

/* The ids that a filter gives, in their order: "2 1". */
static void expect(const struct ter_filter *filter, const char *ids)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    TER_AUTO_BUF struct ter_buf got = {0};
    struct ter_error err = {0};
    const struct ter_record *record;
    ter_buf_text(&got, "");
    ck_assert_msg(ter_find_open(registry, layer, filter, &cursor, &err), "%s", err.message);
    for (;;) {
        ck_assert_msg(ter_find_next(cursor, &record, &err), "%s", err.message);
        if (!record)
            break;
        ter_buf_printf(&got, "%s%lld", got.size ? " " : "", (long long)record->values[0].integer);
    }
    ck_assert_str_eq(got.data, ids);
}

START_TEST(conditions_hold_all_at_once)
{
    struct ter_condition conditions[] = {condition("about_layer", false, "hydrant"),
        condition("about_code", false, "A1"), condition("happened_on", true, "2023-05-05")};
    expect(&(struct ter_filter){.conditions = conditions, .condition_count = 1}, "1 2 3 6");
    expect(&(struct ter_filter){.conditions = conditions, .condition_count = 2}, "1 2");
    expect(&(struct ter_filter){.conditions = conditions, .condition_count = 3}, "2");
}
END_TEST

START_TEST(values_are_never_sql)
{
    struct ter_condition odd = condition("about_code", false, "A'1\" OR 1");
    expect(&(struct ter_filter){.conditions = &odd, .condition_count = 1}, "6");
}
END_TEST

START_TEST(newest_first_and_the_later_entry_before_the_earlier)
{
    const struct ter_field *day = ter_layer_field(layer, "happened_on");
    expect(&(struct ter_filter){.newest_by = day}, "4 2 5 3 1 6");
    expect(&(struct ter_filter){.newest_by = day, .limit = 2}, "4 2");
}
END_TEST

/* Values are bound in the order of the marks: the box's four stand between the lists and the conditions. */
START_TEST(conditions_combine_with_other_filters)
{
    struct ter_condition repair = condition("kind", false, "repair");
    static const char *const recorded[] = {"recorded"};
    struct ter_filter filter = {.has_bbox = true,
        .bbox = {111, 40, 112, 41},
        .statuses = recorded,
        .status_count = 1,
        .where = "happened_on < '2024-01-01'",
        .conditions = &repair,
        .condition_count = 1};
    expect(&filter, "3");
    filter.condition_count = 0;
    expect(&filter, "3 5");
    struct ter_filter near = {
        .has_near = true, .near_to = {111.3, 40.7}, .conditions = &repair, .condition_count = 1};
    expect(&near, "3");
}
END_TEST

START_TEST(indexes_answer_the_usual_questions)
{
    struct ter_condition about[] = {
        condition("about_layer", false, "hydrant"), condition("about_code", false, "A1")};
    struct ter_condition since[] = {
        condition("kind", false, "repair"), condition("happened_on", true, "2023-01-01")};
    const struct {
        const struct ter_condition *conditions;
        const char *step;
    } cases[] = {{about, "(about_layer=? AND about_code=?)"}, {since, "(kind=? AND happened_on>?)"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
        TER_AUTO(ter_statement_free) sqlite3_stmt *explain = NULL;
        struct ter_error err = {0};
        struct ter_filter filter = {.conditions = cases[i].conditions,
            .condition_count = 2,
            .newest_by = ter_layer_field(layer, "happened_on")};
        ck_assert_msg(ter_find_open(registry, layer, &filter, &cursor, &err), "%s", err.message);
        sqlite3_stmt *query = sqlite3_next_stmt(registry->db, NULL);
        while (query && !strstr(sqlite3_sql(query), "ORDER BY"))
            query = sqlite3_next_stmt(registry->db, query);
        ck_assert_ptr_nonnull(query);
        TER_AUTO_FREE char *sql = ter_format("EXPLAIN QUERY PLAN %s", sqlite3_sql(query));
        ck_assert_int_eq(sqlite3_prepare_v2(registry->db, sql, -1, &explain, NULL), SQLITE_OK);
        ck_assert_int_eq(sqlite3_step(explain), SQLITE_ROW);
        const char *plan = (const char *)sqlite3_column_text(explain, 3);
        ck_assert_msg(strstr(plan, cases[i].step) != NULL, "not by %s: %s", cases[i].step, plan);
    }
}
END_TEST

Suite *suite_events(void)
{
    Suite *suite = suite_create("events");
    TCase *tcase = tcase_create("list");
    tcase_add_checked_fixture(tcase, open_with_events, close_all);
    tcase_add_test(tcase, conditions_hold_all_at_once);
    tcase_add_test(tcase, values_are_never_sql);
    tcase_add_test(tcase, newest_first_and_the_later_entry_before_the_earlier);
    tcase_add_test(tcase, conditions_combine_with_other_filters);
    tcase_add_test(tcase, indexes_answer_the_usual_questions);
    suite_add_tcase(suite, tcase);
    return suite;
}
