/* Owns the tests of deadlines: which run for a record, when they fall due, and that the views' SQL gives the
 * same days as the functions in C on records that nobody chose. */
#include "analysis/deadlines.h"
#include "registering.h"
#include "registry/due.h"
#include "registry/find.h"
#include "registry/layers.h"
#include "suites.h"

#include <stdlib.h>
#include <string.h>

static struct ter_registry *registry;

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

#define LABEL(text) "{\"en\": \"" text "\", \"zh\": \"" text "\"}"
#define FIELD(name, type, shp)                                                                               \
    "{\"name\": \"" name "\", \"type\": \"" type "\", \"shp\": \"" shp "\", \"title\": " LABEL(name) "}"
#define STATUS(name) "{\"value\": \"" name "\", \"title\": " LABEL(name) "}"
#define DEADLINE(name, from, more)                                                                           \
    "{\"name\": \"" name "\", \"title\": " LABEL(name) ", \"from\": \"" from                                 \
                                                       "\", \"open_while\": [\"on\"]" more "}"

/* All units, and conditions on other fields. */
static const char lamps[] =
    "{\"name\": \"lamp\", \"version\": 1, \"title\": " LABEL("lamps") ", \"description\": " LABEL(
        "lamps") ","
                 " \"geometry\": \"None\", \"code\": {\"prefix\": \"L-\", \"digits\": 4}, \"fields\": "
                 "[" FIELD("a_on", "date", "A") "," FIELD("b_on", "date", "B") "," FIELD(
                     "day", "text", "D") "," FIELD("missing", "integer",
                     "M") "],"
                          " \"status\": {\"initial\": \"on\", \"values\": [" STATUS("on") "," STATUS(
                              "off") "],"
                                     " \"transitions\": {\"on\": [\"off\"], \"off\": [\"on\"]}}, "
                                     "\"deadlines\": [" DEADLINE("itself", "a_on", "") "," DEADLINE("days",
                                         "a_on",
                                         ", \"within\": {\"days\": 30}") "," DEADLINE("months", "b_on",
                                         ", \"within\": {\"months\": 6}") "," DEADLINE("one_day", "b_on",
                                         ", \"within\": {\"working_days\": 1}") "," DEADLINE("five_days",
                                         "a_on",
                                         ", \"within\": {\"working_days\": 5}, \"where\": {\"day\": "
                                         "[\"w\"]}") "," DEADLINE("sixty_days", "b_on",
                                         ", \"within\": {\"working_days\": 60}, \"where\": {\"missing\": "
                                         "{\"min\": 3}}") "]}";

static void add_lamps(void)
{
    struct ter_layer_change change = {0};
    struct ter_error err = {0};
    ck_assert_msg(
        ter_layers_add(registry, lamps, strlen(lamps), "lamp.json", false, &change, &err), "%s", err.message);
    ter_layer_change_free(&change);
}

static void random_date(uint64_t *state, struct ter_buf *sql)
{
    char day[TER_DAY_SIZE];
    int first = ter_day_of(2022, 11, 1), span = ter_day_of(2027, 3, 1) - first;
    if (register_random(state) < 0.2) {
        ter_buf_text(sql, "NULL");
        return;
    }
    ter_day_write(first + (int)(register_random(state) * span), day);
    ter_buf_printf(sql, "'%s'", day);
}

static void add_random_lamps(int count)
{
    uint64_t state = 20231007;
    TER_AUTO_BUF struct ter_buf sql = {0};
    ter_buf_text(&sql, "BEGIN;");
    for (int i = 0; i < count; i++) {
        ter_buf_text(&sql, "INSERT INTO lamp (status, a_on, b_on, day, missing) VALUES (");
        ter_buf_text(&sql, register_random(&state) < 0.8 ? "'on', " : "'off', ");
        random_date(&state, &sql);
        ter_buf_text(&sql, ", ");
        random_date(&state, &sql);
        ter_buf_printf(&sql, ", %s, %d);", register_random(&state) < 0.5 ? "'w'" : "NULL",
            (int)(register_random(&state) * 6));
    }
    ter_buf_text(&sql, "COMMIT");
    register_sql(registry, sql.data);
}

/* What SQL says of each deadline of one record. */
static void sql_says(const struct ter_layer *layer, int64_t id, size_t rule, char *ret_day)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO_BUF struct ter_buf sql = {0};
    struct ter_error err = {0};
    bool row;
    ter_buf_text(&sql, "SELECT ");
    ter_due_sql(layer, &layer->deadlines[rule], &sql);
    ter_buf_printf(&sql, " FROM \"%s\" WHERE id = %lld", layer->name, (long long)id);
    ck_assert_msg(ter_db_prepare(registry->db, sql.data, &select, &err), "%s", err.message);
    ck_assert(ter_db_step(select, &row, &err) && row);
    const char *day = (const char *)sqlite3_column_text(select, 0);
    snprintf(ret_day, TER_DAY_SIZE, "%s", day ? day : "-");
}

static void c_says(const struct ter_dues *dues, const struct ter_deadline *rule, char *ret_day)
{
    snprintf(ret_day, TER_DAY_SIZE, "-");
    for (size_t i = 0; i < dues->count; i++)
        if (dues->items[i].rule == rule && dues->items[i].known)
            ter_day_write(dues->items[i].due, ret_day);
}

/* Hold each record's deadlines in C beside SQL; and those that the view calls overdue. */
static int compare_layer(const char *name, const struct ter_calendar *calendar)
{
    const struct ter_layer *layer = register_layer(registry, name);
    const struct ter_filter all = {0};
    struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    struct ter_error err = {0};
    TER_AUTO_DUES struct ter_dues dues = {0};
    int today = ter_day_today(), compared = 0, late = 0;
    ck_assert(ter_find_open(registry, layer, &all, &cursor, &err));
    for (; ter_find_next(cursor, &record, &err) && record;) {
        int64_t id = record->values[layer->role[TER_ROLE_ID]].integer;
        ter_deadlines_of(layer, record->values, calendar, today, &dues);
        for (size_t rule = 0; rule < layer->deadline_count; rule++) {
            char in_c[TER_DAY_SIZE], in_sql[TER_DAY_SIZE];
            c_says(&dues, &layer->deadlines[rule], in_c);
            sql_says(layer, id, rule, in_sql);
            ck_assert_msg(strcmp(in_c, in_sql) == 0, "%s %lld %s: %s in C, %s in SQL", name, (long long)id,
                layer->deadlines[rule].name, in_c, in_sql);
            compared += strcmp(in_c, "-") != 0;
        }
        const struct ter_due *first = ter_dues_first(&dues);
        TER_AUTO_FREE char *sql =
            ter_format("SELECT days_overdue FROM %s_overdue WHERE id = %lld", name, (long long)id);
        int64_t overdue = register_int(registry, sql);
        ck_assert_int_eq(overdue, first && first->days_left < 0 ? -first->days_left : -1);
        late += overdue > 0;
    }
    ter_find_close(cursor);
    ck_assert_int_gt(late, 0);
    return compared;
}

START_TEST(views_and_functions_agree)
{
    TER_AUTO_CALENDAR struct ter_calendar calendar = {0}, holiday = {0};
    struct ter_error err = {0};
    add_lamps();
    add_random_lamps(600);
    ck_assert(ter_calendar_read(registry, &calendar, &err));
    ck_assert_int_eq(calendar.count, 141);
    ck_assert_int_gt(compare_layer("lamp", &calendar), 1500);
    /* without a calendar, and with one that stops all work for two months */
    register_sql(registry, "DELETE FROM calendar_day");
    compare_layer("lamp", &holiday);
    register_sql(registry,
        "WITH RECURSIVE d(day) AS (SELECT '2024-02-01' UNION ALL SELECT date(day, '+1 day') "
        "FROM d WHERE day < '2024-03-31') INSERT INTO calendar_day SELECT day, 0, NULL, "
        "NULL FROM d");
    ck_assert(ter_calendar_read(registry, &holiday, &err));
    ck_assert_int_eq(holiday.count, 60);
    compare_layer("lamp", &holiday);
}
END_TEST

/* One record of a shipped layer, judged on a day: "name due days_left" of each open deadline, "name ?" of
 * those without a date. */
static void open_deadlines(
    const char *layer_name, const char *columns, const char *values, const char *today, const char *expected)
{
    TER_AUTO_FREE char *sql = ter_format(
        "DELETE FROM %s; INSERT INTO %s (%s) VALUES (%s)", layer_name, layer_name, columns, values);
    const struct ter_layer *layer = register_layer(registry, layer_name);
    const struct ter_filter all = {0};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    TER_AUTO_CALENDAR struct ter_calendar calendar = {0};
    TER_AUTO_DUES struct ter_dues dues = {0};
    TER_AUTO_BUF struct ter_buf said = {0};
    const struct ter_record *record;
    struct ter_error err = {0};
    int day;
    register_sql(registry, sql);
    ck_assert(ter_day_read(today, &day) && ter_calendar_read(registry, &calendar, &err));
    ck_assert(ter_find_open(registry, layer, &all, &cursor, &err) && ter_find_next(cursor, &record, &err));
    ter_deadlines_of(layer, record->values, &calendar, day, &dues);
    ter_buf_text(&said, "");
    for (size_t i = 0; i < dues.count; i++) {
        char due[TER_DAY_SIZE];
        ter_day_write(dues.items[i].due, due);
        ter_buf_printf(&said, "%s%s", said.size ? ", " : "", dues.items[i].rule->name);
        if (dues.items[i].known)
            ter_buf_printf(&said, " %s %d", due, dues.items[i].days_left);
        else
            ter_buf_text(&said, " ?");
    }
    ck_assert_str_eq(said.data, expected);
}

/* Nursing homes by the quarter, whatever somebody once wrote as the next date; others by that date. */
START_TEST(nursing_homes_are_inspected_each_quarter)
{
    static const char columns[] = "name, kind, inspected_on, inspect_by";
    open_deadlines("site", columns, "'a', 'nursing_home', '2023-11-30', '2024-05-01'", "2024-03-01",
        "quarterly_inspection 2024-02-29 -1");
    open_deadlines(
        "site", columns, "'a', 'nursing_home', NULL, '2024-05-01'", "2024-03-01", "inspection 2024-05-01 61");
    open_deadlines(
        "site", columns, "'a', 'nursing_home', NULL, NULL", "2024-03-01", "quarterly_inspection ?");
    open_deadlines("site", columns, "'a', 'school', '2023-01-01', '2024-03-01'", "2024-03-01",
        "inspection 2024-03-01 0");
    open_deadlines("site", "name, kind, inspected_on, status", "'a', 'nursing_home', '2020-01-01', 'closed'",
        "2024-03-01", "");
}
END_TEST

START_TEST(patrols_are_due_by_their_period)
{
    static const char columns[] = "name, period, patrolled_on, patrol_by";
    open_deadlines(
        "duty_area", columns, "'a', 'week', '2024-02-26', NULL", "2024-03-05", "weekly_patrol 2024-03-04 -1");
    open_deadlines("duty_area", columns, "'a', 'month', '2024-01-31', NULL", "2024-02-29",
        "monthly_patrol 2024-02-29 0");
    open_deadlines("duty_area", columns, "'a', 'quarter', '2023-12-31', '2024-01-01'", "2024-03-05",
        "quarterly_patrol 2024-03-31 26");
    open_deadlines(
        "duty_area", columns, "'a', NULL, '2023-12-31', '2024-01-01'", "2024-01-02", "patrol 2024-01-01 -1");
    open_deadlines(
        "duty_area", columns, "'a', 'week', NULL, '2024-01-01'", "2024-01-02", "patrol 2024-01-01 -1");
}
END_TEST

static struct ter_due lamp_due(const char *from, const char *today, const struct ter_calendar *calendar)
{
    const struct ter_layer *layer = register_layer(registry, "lamp");
    struct ter_value values[TER_MAX_FIELDS] = {0};
    TER_AUTO_DUES struct ter_dues dues = {0};
    struct ter_due found = {0};
    int day;
    values[layer->role[TER_ROLE_STATUS]] = ter_value_text("on");
    values[ter_layer_field_index(layer, ter_layer_field(layer, "a_on"))] = ter_value_text(from);
    values[ter_layer_field_index(layer, ter_layer_field(layer, "day"))] = ter_value_text("w");
    ck_assert(ter_day_read(today, &day));
    ter_deadlines_of(layer, values, calendar, day, &dues);
    for (size_t i = 0; i < dues.count; i++)
        if (strcmp(dues.items[i].rule->name, "five_days") == 0)
            found = dues.items[i];
    return found;
}

/* 5 working days through the National Day of 2023, and whether the answer may be relied on. */
START_TEST(working_days_know_what_they_do_not_know)
{
    TER_AUTO_CALENDAR struct ter_calendar calendar = {0};
    struct ter_error err = {0};
    add_lamps();
    ck_assert(ter_calendar_read(registry, &calendar, &err));
    struct ter_due due = lamp_due("2023-09-27", "2023-10-09", &calendar);
    ck_assert(due.known && due.counts_working_days && due.holidays_known);
    ck_assert_int_eq(due.due, ter_day_of(2023, 10, 10));
    ck_assert_int_eq(due.days_left, 1);
    ck_assert_int_eq(due.working_days_left, 1);
    due = lamp_due("2023-09-27", "2023-10-16", &calendar);
    ck_assert_int_eq(due.days_left, -6);
    ck_assert_int_eq(due.working_days_left, -4); /* 11, 12, 13 and 16 October */
    ck_assert(!lamp_due("2026-12-30", "2026-12-31", &calendar).holidays_known);
    ck_assert(!lamp_due("no date", "2026-12-31", &calendar).known);
}
END_TEST

Suite *suite_deadlines(void)
{
    Suite *suite = suite_create("deadlines");
    TCase *tcase = tcase_create("deadlines");
    tcase_add_checked_fixture(tcase, open_one, close_one);
    tcase_add_test(tcase, views_and_functions_agree);
    tcase_add_test(tcase, nursing_homes_are_inspected_each_quarter);
    tcase_add_test(tcase, patrols_are_due_by_their_period);
    tcase_add_test(tcase, working_days_know_what_they_do_not_know);
    suite_add_tcase(suite, tcase);
    return suite;
}
