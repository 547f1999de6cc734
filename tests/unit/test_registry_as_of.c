/* Owns the tests of the look back: a layer as it stood at a moment is what a snapshot of that moment holds.
 */
#include "registering.h"
#include "suites.h"

#include "base/crs.h"
#include "registry/blob.h"
#include "registry/find.h"
#include "registry/merge_records.h"
#include "registry/moment.h"
#include "registry/store.h"
#include "registry/undo.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { STEPS = 300 };

static struct ter_registry *registry;
static const struct ter_layer *layer;
static uint64_t seed;

static void open_empty(void)
{
    ter_test_dir_open();
    registry = register_open();
    layer = register_layer(registry, "hydrant");
    seed = 20261122;
}

static void close_it(void)
{
    ter_registry_close(registry);
    ter_test_dir_close();
}

static int64_t pick(int64_t below)
{
    return (int64_t)(register_random(&seed) * (double)below);
}

static void run_sql(const char *format, ...) TER_PRINTF(1, 2);
static void run_sql(const char *format, ...)
{
    char sql[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sql, sizeof sql, format, arguments);
    va_end(arguments);
    register_sql(registry, sql);
}

/* The moment of a step, one a minute. */
static const char *moment(int step)
{
    static char text[48];
    snprintf(text, sizeof text, "2026-01-01T%02d:%02d:00.000Z", step / 60, step % 60);
    return text;
}

/* --- one random step --- */

static int64_t any_id(void)
{
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT id FROM hydrant ORDER BY id LIMIT 1 OFFSET %lld",
        (long long)pick(register_int(registry, "SELECT count(*) FROM hydrant")));
    return register_int(registry, sql);
}

static void insert_one(void)
{
    double real = register_random(&seed);
    switch (pick(3)) {
    case 0:
        run_sql("INSERT INTO hydrant (flow_lps, remark, township, geom) VALUES (%.17g, 'x', 'T%lld', "
                "MakePoint(%.17g, 40.5, 4490))",
            real * 900, (long long)pick(9), 111 + real);
        break;
    case 1:
        run_sql("INSERT INTO hydrant (road, target_date, status) VALUES ('路 \"%lld\"', '2026-0%lld-11', "
                "'planned')",
            (long long)pick(9), (long long)pick(9) + 1);
        break;
    default: /* into a gap below, where there is one */
        run_sql(
            "INSERT INTO hydrant (id, remark) SELECT coalesce((SELECT h.id - 1 FROM hydrant h WHERE h.id > 1 "
            "AND NOT EXISTS (SELECT 1 FROM hydrant l WHERE l.id = h.id - 1) ORDER BY h.id LIMIT 1), (SELECT "
            "max(id) + 1 FROM hydrant)), 'low %.3f'",
            real);
    }
}

static void change_one(void)
{
    long long id = any_id();
    switch (pick(7)) {
    case 0:
        run_sql("UPDATE hydrant SET flow_lps = %.17g WHERE id = %lld", register_random(&seed) * 900, id);
        break;
    case 1:
        run_sql("UPDATE hydrant SET geom = MakePoint(%.17g, %.17g, 4490) WHERE id = %lld",
            111 + register_random(&seed), 40 + register_random(&seed), id);
        break;
    case 2:
        run_sql("UPDATE hydrant SET geom = NULL WHERE id = %lld", id);
        break;
    case 3:
        run_sql("UPDATE hydrant SET status = coalesce((SELECT new FROM status_transition t WHERE layer = "
                "'hydrant' "
                "AND old = status ORDER BY new LIMIT 1 OFFSET %lld), status) WHERE id = %lld",
            (long long)pick(2), id);
        break;
    case 4:
        run_sql("UPDATE hydrant SET remark = NULL, road = 'a\n\"b\" \\ %lld' WHERE id = %lld",
            (long long)pick(99), id);
        break;
    case 5:
        run_sql("UPDATE hydrant SET code = 'C-%lld-' || (SELECT count(*) FROM history) WHERE id = %lld",
            (long long)pick(1000), id);
        break;
    default:
        run_sql("UPDATE hydrant SET township = 'T%lld', target_date = '2026-12-01' WHERE id %% 5 = %lld",
            (long long)pick(9), (long long)pick(5));
    }
}

static void place_one(void)
{
    struct ter_position position = {
        {111 + register_random(&seed), 40 + register_random(&seed)}, "geocoded", "road", 12.5, "test", NULL};
    struct ter_error err = {0};
    int64_t id = any_id();
    ck_assert(ter_registry_begin(registry, &(struct ter_write_context){.tool = "geocode"}, &err));
    ck_assert_msg(ter_store_place(registry, layer, id, &position, &err), "%s", err.message);
    ck_assert(ter_registry_commit(registry, &err));
}

static void load_some(int step)
{
    struct load load = {.fields = "source_row|flow_lps|township|@"};
    char source[16], row[64];
    snprintf(source, sizeof source, "list%lld", (long long)pick(4)); /* some come again, with other values */
    load.source = source;
    snprintf(row, sizeof row, "1|%d.5|T1|111.%03d 40.7", step % 90, step);
    if (pick(2))
        LOAD(registry, &load, row, "2|1|T2|", "3|2|T3|111.3 40.3", "4||T4|111.4 40.4");
    else
        LOAD(registry, &load, row);
}

/* A refusal is an answer too: the state is what counts. */
static void undo_one(void)
{
    int64_t entry = 1 + pick(register_int(registry, "SELECT max(id) FROM history"));
    struct ter_undone undone;
    struct ter_error err = {0};
    if (pick(2)) /* the last ones can be undone more often */
        entry = register_int(registry, "SELECT max(id) FROM history") - pick(3);
    (void)!ter_undo(registry, &entry, 1, NULL, &undone, &err);
}

static void read_code(int64_t id, char *ret_code, size_t size)
{
    sqlite3_stmt *select = NULL;
    sqlite3_prepare_v2(registry->db, "SELECT code FROM hydrant WHERE id = ?", -1, &select, NULL);
    sqlite3_bind_int64(select, 1, id);
    ck_assert_int_eq(sqlite3_step(select), SQLITE_ROW);
    snprintf(ret_code, size, "%s", sqlite3_column_text(select, 0));
    sqlite3_finalize(select);
}

static void merge_two(void)
{
    char keep[64], other[64];
    struct ter_merged merged = {0};
    struct ter_error err = {0};
    read_code(any_id(), keep, sizeof keep);
    read_code(any_id(), other, sizeof other);
    if (strcmp(keep, other) != 0)
        ck_assert_msg(
            ter_merge_records(registry, layer, keep, other, NULL, &merged, &err), "%s", err.message);
    ter_merged_free(&merged);
}

static void take_step(int step)
{
    int64_t before = register_int(registry, "SELECT coalesce(max(id), 0) FROM history");
    int64_t what = step < 5 ? 0 : pick(20);
    if (what < 4)
        insert_one();
    else if (what < 11)
        change_one();
    else if (what < 13)
        run_sql("DELETE FROM hydrant WHERE id = %lld", (long long)any_id());
    else if (what < 15)
        load_some(step);
    else if (what < 18)
        undo_one();
    else if (what < 19)
        merge_two();
    else
        place_one();
    run_sql("UPDATE history SET at_utc = '%s' WHERE id > %lld", moment(step), (long long)before);
    run_sql("CREATE TEMP TABLE snap_%d AS SELECT * FROM hydrant", step);
}

/* --- the comparison --- */

static bool same_value(struct ter_value a, struct ter_value b)
{
    if (a.type != b.type)
        return false;
    uint64_t x = 0, y = 0; /* to the last bit, also of zeros */
    if (a.type != TER_VALUE_REAL)
        return ter_value_equal(a, b);
    memcpy(&x, &a.real, sizeof x);
    memcpy(&y, &b.real, sizeof y);
    return x == y;
}

static sqlite3_stmt *select_snap(int step, const char *where)
{
    sqlite3_stmt *rows = NULL;
    TER_AUTO_BUF struct ter_buf sql = {0};
    ter_buf_text(&sql, "SELECT ");
    ter_db_columns(layer, "", &sql);
    ter_buf_printf(&sql, ", geom FROM snap_%d WHERE %s ORDER BY id", step, where);
    ck_assert_msg(sqlite3_prepare_v2(registry->db, sql.data, -1, &rows, NULL) == SQLITE_OK, "%s: %s",
        sql.data, sqlite3_errmsg(registry->db));
    return rows;
}

static void compare_record(int step, const struct ter_record *record, sqlite3_stmt *row)
{
    int count = (int)layer->field_count;
    for (int i = 0; i < count; i++) {
        TER_AUTO_BUF struct ter_buf is = {0}, was = {0};
        ter_value_print(record->values[i], &is);
        ter_value_print(ter_db_value(row, i), &was);
        ck_assert_msg(same_value(record->values[i], ter_db_value(row, i)),
            "step %d, id %lld, %s: \"%s\" was \"%s\"", step, (long long)record->values[0].integer,
            layer->fields[i].name, is.data ? is.data : "", was.data ? was.data : "");
    }
    TER_AUTO_BUF struct ter_buf wkb = {0};
    struct ter_error err = {0};
    if (sqlite3_column_type(row, count) != SQLITE_NULL)
        ck_assert(ter_blob_to_wkb(
            sqlite3_column_blob(row, count), (size_t)sqlite3_column_bytes(row, count), &wkb, &err));
    ck_assert_msg(record->geometry.size == wkb.size &&
                      (!wkb.size || memcmp(record->geometry.data, wkb.data, wkb.size) == 0),
        "step %d, id %lld: another geometry", step, (long long)record->values[0].integer);
}

static struct ter_cursor *open_cursor(const struct ter_filter *filter)
{
    struct ter_cursor *cursor = NULL;
    struct ter_error err = {0};
    ck_assert_msg(ter_find_open(registry, layer, filter, &cursor, &err), "%s", err.message);
    return cursor;
}

static const struct ter_record *next(struct ter_cursor *cursor)
{
    const struct ter_record *record = NULL;
    struct ter_error err = {0};
    ck_assert_msg(ter_find_next(cursor, &record, &err), "%s", err.message);
    return record;
}

/* The records that pass a filter are those of the snapshot that pass a condition. */
static void compare(int step, struct ter_filter filter, const char *where)
{
    filter.as_of = moment(step);
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = open_cursor(&filter);
    sqlite3_stmt *rows = select_snap(step, where);
    for (int64_t given = 0;; given++) {
        const struct ter_record *record = next(cursor);
        bool row = sqlite3_step(rows) == SQLITE_ROW && !(filter.limit && given >= filter.limit);
        ck_assert_msg((record != NULL) == row, "step %d, %s: %s after %lld", step, where,
            row ? "ends" : "goes on", (long long)given);
        if (!record)
            break;
        compare_record(step, record, rows);
    }
    sqlite3_finalize(rows);
}

/* Nearest first: each step is no nearer than the one before, and none is left out. */
static void compare_near(int step)
{
    struct ter_filter filter = {
        .has_near = true, .near_to = {111.4, 40.5}, .within_m = 30000, .as_of = moment(step)};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = open_cursor(&filter);
    sqlite3_stmt *rows = select_snap(step, "geom IS NOT NULL");
    int count = (int)layer->field_count, expected = 0, given = 0;
    while (sqlite3_step(rows) == SQLITE_ROW) {
        struct ter_bbox box;
        ck_assert(
            ter_blob_bbox(sqlite3_column_blob(rows, count), (size_t)sqlite3_column_bytes(rows, count), &box));
        expected +=
            ter_distance_m(filter.near_to, (struct ter_lonlat){box.west, box.south}) <= filter.within_m;
    }
    sqlite3_finalize(rows);
    double last_m = 0;
    for (const struct ter_record *record; (record = next(cursor)) != NULL; given++) {
        struct ter_lonlat at;
        ck_assert(ter_wkb_to_point(record->geometry, &at));
        ck_assert(ter_find_distance_m(cursor) >= last_m);
        last_m = ter_find_distance_m(cursor);
        ck_assert_double_eq(ter_distance_m(filter.near_to, at), last_m);
    }
    ck_assert_msg(given == expected, "step %d: %d near instead of %d", step, given, expected);
}

static void compare_filters(int step)
{
    static const char *const townships[] = {"T1", "T3"}, *const statuses[] = {"in_service", "limited"};
    compare(
        step, (struct ter_filter){.townships = townships, .township_count = 2}, "township IN ('T1', 'T3')");
    compare(step, (struct ter_filter){.statuses = statuses, .status_count = 2, .limit = 3},
        "status IN ('in_service', 'limited')");
    compare(step,
        (struct ter_filter){.where = "flow_lps < 400 AND target_date IS NULL OR remark LIKE 'low%'"},
        "flow_lps < 400 AND target_date IS NULL OR remark LIKE 'low%'");
    compare(step,
        (struct ter_filter){
            .where = "target_date > '2026-06-30'", .townships = townships, .township_count = 2},
        "target_date > '2026-06-30' AND township IN ('T1', 'T3')");
    compare(step, (struct ter_filter){.has_bbox = true, .bbox = {111.1, 40.2, 111.45, 40.7}},
        "X(geom) BETWEEN 111.1 AND 111.45 AND Y(geom) BETWEEN 40.2 AND 40.7");
    compare_near(step);
}

START_TEST(each_moment_equals_its_snapshot)
{
    for (int step = 0; step < STEPS; step++)
        take_step(step);
    ck_assert_int_gt(register_int(registry, "SELECT count(*) FROM history WHERE tool = 'undo'"), 10);
    ck_assert_int_gt(register_int(registry, "SELECT count(*) FROM history WHERE last_id > record_id"), 2);
    ck_assert_int_gt(register_int(registry, "SELECT count(*) FROM history WHERE operation = 'delete'"), 10);
    for (int step = 0; step < STEPS; step++) {
        compare(step, (struct ter_filter){0}, "1");
        if (step % 7 == 0)
            compare_filters(step);
    }
}
END_TEST

/* --- edges --- */

static int count_as_of(const char *as_of)
{
    struct ter_filter filter = {.as_of = as_of};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = open_cursor(&filter);
    int count = 0;
    while (next(cursor))
        count++;
    return count;
}

/* A day ends at midnight on the wall, not at midnight in UTC. */
START_TEST(a_day_is_that_of_the_clock_on_the_wall)
{
    setenv("TZ", "Asia/Shanghai", 1);
    tzset();
    register_sql(registry, "INSERT INTO hydrant (remark) VALUES ('a'), ('b')");
    register_sql(registry,
        "UPDATE history SET at_utc = '2026-03-05T15:59:59.999Z' WHERE id = 1; UPDATE history SET "
        "at_utc = '2026-03-05T16:00:00.000Z' WHERE id = 2");
    ck_assert_int_eq(count_as_of("2026-03-04"), 0);
    ck_assert_int_eq(count_as_of("2026-03-05"), 1);
    ck_assert_int_eq(count_as_of("2026-03-06"), 2);
    ck_assert_int_eq(count_as_of("2026-03-05T15:59:58Z"), 0);
    ck_assert_int_eq(count_as_of("2026-03-05T15:59:59Z"), 1); /* that second is in it */
    ck_assert_int_eq(count_as_of("2026-03-05T15:59:59.998Z"), 0);
    ck_assert_int_eq(count_as_of("2026-03-05T15:59:59.999Z"), 1);
    char utc[TER_MOMENT_SIZE];
    struct ter_error err = {0};
    ck_assert(ter_moment_read("2026-03-05", TER_MOMENT_FIRST, utc, &err));
    ck_assert_str_eq(utc, "2026-03-04T16:00:00.000Z");
    ck_assert(ter_moment_read("2026-12-31", TER_MOMENT_LAST, utc, &err));
    ck_assert_str_eq(utc, "2026-12-31T15:59:59.999Z");
    unsetenv("TZ");
    tzset();
}
END_TEST

START_TEST(other_texts_are_no_moment)
{
    static const char *const texts[] = {"", "yesterday", "2026-02-30", "2026-3-5", "2026-03-05T24:00:00Z",
        "2026-03-05T10:60:00Z", "2026-02-30T10:00:00Z", "2026-03-05T10:00:00", "2026-03-05 10:00:00Z",
        "2026-03-05T10:00:00.12Z", "2026-03-05T10:00:00Zx", "2026-03-05'; --"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct ter_filter filter = {.as_of = texts[i]};
        struct ter_cursor *cursor = NULL;
        struct ter_error err = {0};
        ck_assert_msg(!ter_find_open(registry, layer, &filter, &cursor, &err), "taken: %s", texts[i]);
        ck_assert_int_eq(err.code, TER_USAGE);
        ck_assert_msg(strstr(err.message, "neither a day") != NULL, "%s", err.message);
    }
}
END_TEST

/* An expression of --where sees the layer alone, also where the query reads the history. */
START_TEST(expressions_reach_no_further)
{
    static const char *const expressions[] = {"(SELECT count(*) FROM history) > 0", "h.before IS NOT NULL",
        "EXISTS (SELECT 1 FROM ter_as_of_change)", "1) OR (1"};
    register_sql(registry,
        "INSERT INTO hydrant (remark) VALUES ('a'); UPDATE hydrant SET remark = 'b'; UPDATE history "
        "SET at_utc = '2026-01-01T00:00:00.000Z' WHERE id = 1");
    for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++) {
        struct ter_filter filter = {.as_of = "2026-01-02", .where = expressions[i]};
        struct ter_cursor *cursor = NULL;
        struct ter_error err = {0};
        ck_assert_msg(!ter_find_open(registry, layer, &filter, &cursor, &err), "read: %s", expressions[i]);
        ck_assert_int_eq(err.code, TER_USAGE);
    }
    struct ter_filter filter = {.as_of = "2026-01-02", .where = "remark = 'a'"};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = open_cursor(&filter);
    ck_assert_ptr_nonnull(next(cursor));
}
END_TEST

/* A field that came with a later version of the layer is not in older images. */
START_TEST(fields_gained_since_are_null)
{
    register_sql(registry,
        "INSERT INTO hydrant (flow_lps) VALUES (5); UPDATE hydrant SET flow_lps = 6; UPDATE history "
        "SET before = json_remove(before, '$.owner'); UPDATE hydrant SET owner = 'x'; UPDATE history "
        "SET at_utc = '2026-01-01T00:00:00.000Z' WHERE id = 1");
    struct ter_filter filter = {.as_of = "2026-01-02"};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = open_cursor(&filter);
    const struct ter_record *record = next(cursor);
    ck_assert_ptr_nonnull(record);
    ck_assert_int_eq(
        record->values[ter_layer_field_index(layer, ter_layer_field(layer, "owner"))].type, TER_VALUE_NULL);
    ck_assert(record->values[ter_layer_field_index(layer, ter_layer_field(layer, "flow_lps"))].real == 5);
}
END_TEST

/* Somebody may give a deleted record's id again: its geometry is not that of the former one. */
START_TEST(an_id_given_again_is_another_record)
{
    register_sql(registry, "INSERT INTO hydrant (remark) VALUES ('no position')");
    register_sql(registry,
        "UPDATE history SET at_utc = '2026-01-01T00:00:00.000Z'; DELETE FROM hydrant; INSERT INTO "
        "hydrant (id, remark, geom) VALUES (1, 'another', MakePoint(111, 40, 4490))");
    struct ter_filter filter = {.as_of = "2026-01-02"};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = open_cursor(&filter);
    const struct ter_record *record = next(cursor);
    ck_assert_ptr_nonnull(record);
    ck_assert_ptr_null(record->geometry.data);
    ck_assert_ptr_null(next(cursor));
}
END_TEST

START_TEST(worst_first_and_polygons_look_back_too)
{
    register_sql(registry,
        "INSERT INTO township (code, name, geom) VALUES ('T', 'T', CastToMulti(BuildMbr(111, 40, 112, "
        "41, 4490))); INSERT INTO hydrant (geom, uncertainty_m) VALUES (MakePoint(111, 40, 4490), 5), "
        "(NULL, NULL), (MakePoint(111, 40, 4490), 9)");
    register_sql(registry, "UPDATE history SET at_utc = '2026-01-01T00:00:00.000Z'");
    register_sql(registry,
        "UPDATE township SET geom = CastToMulti(BuildMbr(10, 10, 11, 11, 4490)); UPDATE hydrant SET "
        "geom = NULL WHERE id = 3; UPDATE hydrant SET remark = 'x' WHERE id = 2");
    struct ter_filter worst = {.as_of = "2026-01-02", .worst_first = true};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = open_cursor(&worst);
    ck_assert_int_eq(next(cursor)->values[0].integer, 2);
    ck_assert_int_eq(next(cursor)->values[0].integer, 3);
    ck_assert_int_eq(next(cursor)->values[0].integer, 1);
    ck_assert_ptr_null(next(cursor));
    layer = register_layer(registry, "township");
    struct ter_filter box = {.as_of = "2026-01-02", .has_bbox = true, .bbox = {111.5, 40.5, 113, 42}};
    TER_AUTO(ter_find_close) struct ter_cursor *then = open_cursor(&box);
    ck_assert_ptr_nonnull(next(then));
    box.bbox = (struct ter_bbox){10, 10, 10.5, 10.5};
    TER_AUTO(ter_find_close) struct ter_cursor *later = open_cursor(&box);
    ck_assert_ptr_null(next(later));
}
END_TEST

Suite *suite_registry_as_of(void)
{
    Suite *suite = suite_create("registry_as_of");
    TCase *tcase = tcase_create("as of");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, open_empty, close_it);
    tcase_add_test(tcase, each_moment_equals_its_snapshot);
    tcase_add_test(tcase, a_day_is_that_of_the_clock_on_the_wall);
    tcase_add_test(tcase, other_texts_are_no_moment);
    tcase_add_test(tcase, expressions_reach_no_further);
    tcase_add_test(tcase, fields_gained_since_are_null);
    tcase_add_test(tcase, an_id_given_again_is_another_record);
    tcase_add_test(tcase, worst_first_and_polygons_look_back_too);
    suite_add_tcase(suite, tcase);
    return suite;
}
