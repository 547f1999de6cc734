/* Owns the tests of the history: that before-images are exact, and that it reads back as it happened. */
#include "registering.h"
#include "suites.h"

#include "registry/history.h"
#include "registry/store.h"

#include <stdlib.h>
#include <string.h>

static struct ter_registry *registry;
static const struct ter_layer *layer;

static void open_empty(void)
{
    ter_test_dir_open();
    registry = register_open();
    layer = register_layer(registry, "hydrant");
}

static void close_it(void)
{
    ter_registry_close(registry);
    ter_test_dir_close();
}

/* --- before-images --- */

static const char odd_text[] =
    "\"quoted\" 'single' \\ back\nnew\tline\r \x01 路灯 🚒 \xef\xbf\xbd </script> %s";

START_TEST(before_images_are_exact)
{
    sqlite3_stmt *insert = NULL;
    ck_assert_int_eq(
        sqlite3_prepare_v2(registry->db,
            "INSERT INTO hydrant (flow_lps, uncertainty_m, source_row, remark, road, geom) VALUES (?, ?, ?, "
            "?, ?, MakePoint(111.16180000000001, 40.7, 4490))",
            -1, &insert, NULL),
        SQLITE_OK);
    sqlite3_bind_double(insert, 1, 0.1);
    sqlite3_bind_double(insert, 2, 1e300);
    sqlite3_bind_int64(insert, 3, 9007199254740993);
    sqlite3_bind_text(insert, 4, odd_text, -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 5, "", -1, SQLITE_STATIC);
    ck_assert_int_eq(sqlite3_step(insert), SQLITE_DONE);
    sqlite3_finalize(insert);
    register_sql(registry, "CREATE TEMP TABLE old AS SELECT * FROM hydrant");
    register_sql(registry,
        "UPDATE hydrant SET flow_lps = 1.0 / 3, uncertainty_m = 5e-324, source_row = 1, remark = "
        "NULL, road = NULL, geom = MakePoint(1, 2, 4490)");
    register_sql(registry, "UPDATE hydrant SET flow_lps = 7, uncertainty_m = 8");
    register_sql(registry, "DELETE FROM hydrant");
    static const char *const checks[] = {"SELECT before ->> '$.flow_lps' = 0.1 AND before ->> "
                                         "'$.uncertainty_m' = 1e300 AND before ->> '$.source_row' = "
                                         "9007199254740993 AND before ->> '$.road' = '' FROM history WHERE "
                                         "operation = 'update' ORDER BY id LIMIT 1",
        "SELECT before ->> '$.remark' = remark AND before_geom = geom AND typeof(before ->> '$.flow_lps') = "
        "'real' "
        "FROM history, old WHERE operation = 'update' ORDER BY history.id LIMIT 1",
        "SELECT before ->> '$.flow_lps' = 1.0 / 3 AND before ->> '$.uncertainty_m' = 5e-324 AND "
        "json_type(before, '$.remark') = 'null' AND geom_changed = 0 AND before_geom IS NULL "
        "FROM history WHERE operation = 'update' ORDER BY id LIMIT 1 OFFSET 1",
        "SELECT before ->> '$.flow_lps' = 7 AND geom_changed AND before_geom = MakePoint(1, 2, 4490) AND "
        "record_id = 1 "
        "FROM history WHERE operation = 'delete'",
        "SELECT count(*) = 4 FROM history"};
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        ck_assert_msg(register_int(registry, checks[i]) == 1, "%s", checks[i]);
    const json_t *remark = NULL; /* through jansson too */
    TER_AUTO(ter_history_close) struct ter_history *history = NULL;
    const struct ter_history_entry *entry;
    struct ter_error err = {0};
    ck_assert_msg(
        ter_history_open(registry, &(struct ter_history_filter){0}, &history, &err), "%s", err.message);
    for (int i = 0; i < 3; i++)
        ck_assert_msg(ter_history_next(history, &entry, &err) && entry, "%s", err.message);
    remark = json_object_get(entry->before, "remark");
    ck_assert_str_eq(json_string_value(remark), odd_text);
    ck_assert(json_is_null(json_object_get(entry->after, "remark")));
    ck_assert(json_integer_value(json_object_get(entry->before, "source_row")) == 9007199254740993);
    ck_assert(json_real_value(json_object_get(entry->before, "flow_lps")) == 0.1);
}
END_TEST

/* Anybody may write such a cell with plain SQL: it must not close the history, nor the next import. */
START_TEST(odd_bytes_do_not_close_the_history)
{
    struct load load = {.fields = "source_row|road"};
    LOAD(registry, &load, "1|A", "2|B", "3|C");
    register_sql(registry,
        "UPDATE hydrant SET remark = CAST(x'e781ff61' AS TEXT) WHERE id = 1; UPDATE hydrant SET "
        "remark = 'a' || char(0) || 'b\\u0000' WHERE id = 2; UPDATE hydrant SET remark = 'x'");
    TER_AUTO(ter_history_close) struct ter_history *history = NULL;
    const struct ter_history_entry *entry;
    struct ter_error err = {0};
    int count = 0;
    ck_assert_msg(ter_history_open(registry, &(struct ter_history_filter){.layer = layer}, &history, &err),
        "%s", err.message);
    do {
        ck_assert_msg(ter_history_next(history, &entry, &err), "%s", err.message);
        count += entry != NULL;
        if (entry && count == 3)
            ck_assert_str_eq(
                json_string_value(json_object_get(entry->before, "remark")), "\ufffd\ufffd\ufffda");
    } while (entry);
    ck_assert_int_eq(count, 6);
    LOAD(registry, &load, "1|A", "2|B2", "3|C");
    register_counts(&load, 0, 1, 2, 0);
}
END_TEST

/* --- reading --- */

static struct ter_history *open_history(const char *code, int64_t limit)
{
    struct ter_history *history = NULL;
    struct ter_error err = {0};
    struct ter_history_filter filter = {.layer = layer, .code = code, .limit = limit};
    ck_assert_msg(ter_history_open(registry, &filter, &history, &err), "%s", err.message);
    return history;
}

static const struct ter_history_entry *next(struct ter_history *history)
{
    const struct ter_history_entry *entry = NULL;
    struct ter_error err = {0};
    ck_assert_msg(ter_history_next(history, &entry, &err), "%s", err.message);
    return entry;
}

START_TEST(newest_first_with_only_what_changed)
{
    struct load load = {.fields = "road|flow_lps|@"};
    struct ter_error err = {0};
    LOAD(registry, &load, "A|1|111 40", "B|2|", "C|3|");
    register_sql(registry, "UPDATE hydrant SET flow_lps = 1.5 WHERE id = 1");
    register_sql(registry, "UPDATE hydrant SET geom = MakePoint(111.5, 40, 4490) WHERE id = 1");
    struct ter_change change = {layer->role[TER_ROLE_STATUS], ter_value_text("limited")};
    ck_assert(
        ter_registry_begin(registry, &(struct ter_write_context){.tool = "set", .note = "看过"}, &err) &&
        ter_store_update(registry, layer, 1, &change, 1, NULL, &err) && ter_registry_commit(registry, &err));
    struct ter_history *history = open_history("H-000001", 0);
    const struct ter_history_entry *entry = next(history);
    ck_assert_str_eq(entry->tool, "set");
    ck_assert_str_eq(entry->note, "看过");
    ck_assert_str_eq(entry->code, "H-000001");
    ck_assert_str_eq(json_string_value(json_object_get(entry->after, "status")), "limited");
    ck_assert_uint_eq(json_object_size(entry->after), 2); /* and status_since */
    ck_assert(!entry->moved);
    entry = next(history);
    ck_assert_str_eq(entry->tool, "outside");
    ck_assert(entry->moved);
    ck_assert_str_eq(json_string_value(json_object_get(entry->after, "method")), "manual");
    ck_assert_ptr_null(json_object_get(entry->after, "flow_lps"));
    entry = next(history);
    ck_assert_uint_eq(json_object_size(entry->after), 1);
    ck_assert(json_number_value(json_object_get(entry->after, "flow_lps")) == 1.5);
    ck_assert(json_number_value(json_object_get(entry->before, "flow_lps")) == 1);
    entry = next(history);
    ck_assert_str_eq(entry->operation, "insert");
    ck_assert(entry->record_id == 1 && entry->last_id == 3 && entry->source_id == 1);
    ck_assert(!entry->code && !entry->before && !entry->after);
    ck_assert_ptr_null(next(history));
    ter_history_close(history);
    history = open_history("H-000003", 0); /* only the range holds it */
    ck_assert_int_eq(next(history)->last_id, 3);
    ck_assert_ptr_null(next(history));
    ter_history_close(history);
    history = open_history(NULL, 2);
    ck_assert_str_eq(next(history)->tool, "set");
    ck_assert_str_eq(next(history)->tool, "outside");
    ck_assert_ptr_null(next(history));
    ter_history_close(history);
}
END_TEST

START_TEST(deleted_records_by_their_code)
{
    struct ter_error err = {0};
    struct ter_history *history = NULL;
    register_sql(registry,
        "INSERT INTO hydrant (code, remark) VALUES ('W-1', 'first'), ('W-2', 'other'); UPDATE "
        "hydrant SET remark = 'second' WHERE id = 1; DELETE FROM hydrant WHERE id = 1");
    history = open_history("W-1", 0);
    const struct ter_history_entry *entry = next(history);
    ck_assert_str_eq(entry->operation, "delete");
    ck_assert_str_eq(entry->code, "W-1");
    ck_assert_ptr_null(entry->after);
    ck_assert(!entry->moved);
    ck_assert_str_eq(json_string_value(json_object_get(entry->before, "remark")), "second");
    entry = next(history);
    ck_assert_str_eq(json_string_value(json_object_get(entry->after, "remark")), "second");
    entry = next(history);
    ck_assert_str_eq(entry->operation, "insert");
    ck_assert_str_eq(entry->code, "W-1");
    ck_assert_ptr_null(next(history));
    ter_history_close(history);
    /* A new record under the old code has its own history; an old code still leads to its record. */
    register_sql(
        registry, "INSERT INTO hydrant (code) VALUES ('W-1'); UPDATE hydrant SET code = 'W-9' WHERE id = 2");
    history = open_history("W-1", 0);
    ck_assert_int_eq(next(history)->record_id, 3);
    ck_assert_ptr_null(next(history));
    ter_history_close(history);
    history = open_history("W-2", 0);
    ck_assert_int_eq(next(history)->record_id, 2);
    ter_history_close(history);
    history = NULL;
    struct ter_history_filter filter = {.layer = layer, .code = "W-1' OR 1"};
    ck_assert(!ter_history_open(registry, &filter, &history, &err));
    ck_assert_int_eq(err.code, TER_NOT_FOUND);
    ck_assert_ptr_null(history);
}
END_TEST

START_TEST(placing_is_history_once)
{
    struct ter_position position = {{111.2, 40.7}, "geocoded", "junction", 28.5, "金四路与金三道", "更正"};
    struct ter_error err = {0};
    register_sql(registry, "INSERT INTO hydrant (location_text) VALUES ('金四路与金三道交叉口')");
    for (int round = 0; round < 3; round++) {
        ck_assert(ter_registry_begin(registry, &(struct ter_write_context){.tool = "geocode"}, &err));
        ck_assert_msg(ter_store_place(registry, layer, 1, &position, &err), "%s", err.message);
        ck_assert(ter_registry_commit(registry, &err));
    }
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM history WHERE operation = 'update'"), 1);
    register_text_is(registry,
        "SELECT method || precision || uncertainty_m || placed_note || location_corrected FROM hydrant",
        "geocodedjunction28.5金四路与金三道更正");
    ck_assert(ter_registry_begin(registry, &(struct ter_write_context){.tool = "geocode"}, &err));
    position.uncertainty_m = 0;
    ck_assert(!ter_store_place(registry, layer, 1, &position, &err));
    position.uncertainty_m = 5;
    position.at.lat = 111;
    ck_assert(!ter_store_place(registry, layer, 1, &position, &err));
    ck_assert_msg(strstr(err.message, "111") != NULL, "%s", err.message);
    ter_registry_rollback(registry);
}
END_TEST

Suite *suite_registry_history(void)
{
    Suite *suite = suite_create("registry_history");
    TCase *tcase = tcase_create("history");
    tcase_add_checked_fixture(tcase, open_empty, close_it);
    tcase_add_test(tcase, before_images_are_exact);
    tcase_add_test(tcase, odd_bytes_do_not_close_the_history);
    tcase_add_test(tcase, newest_first_with_only_what_changed);
    tcase_add_test(tcase, deleted_records_by_their_code);
    tcase_add_test(tcase, placing_is_history_once);
    suite_add_tcase(suite, tcase);
    return suite;
}
