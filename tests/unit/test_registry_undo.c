/* Owns the tests of taking changes back, and of merging two records: all of it exact, or refused with a line.
 */
#include "registering.h"
#include "suites.h"

#include "registry/merge_records.h"
#include "registry/undo.h"

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

static int64_t newest(void)
{
    return register_int(registry, "SELECT max(id) FROM history");
}

static struct ter_undone undo(int64_t entry)
{
    struct ter_undone undone = {0};
    struct ter_error err = {0};
    ck_assert_msg(ter_undo(registry, &entry, 1, NULL, &undone, &err), "%s", err.message);
    ck_assert_int_eq(undone.last_entry, newest());
    return undone;
}

/* Refused, with nothing changed. */
static void undo_refused(int64_t entry, enum ter_code code, const char *expected)
{
    struct ter_undone undone;
    struct ter_error err = {0};
    TER_AUTO_FREE char *before = register_dump(registry);
    ck_assert_msg(!ter_undo(registry, &entry, 1, NULL, &undone, &err), "undone: %lld", (long long)entry);
    ck_assert_msg(err.code == code && strstr(err.message, expected), "\"%s\" does not say \"%s\"",
        err.message, expected);
    TER_AUTO_FREE char *after = register_dump(registry);
    ck_assert_str_eq(before, after);
}

/* Remember the layer as it stands, without the time of the last change; and compare with it. */
static void remember(const char *name)
{
    TER_AUTO_FREE char *sql = ter_format(
        "CREATE TEMP TABLE \"%s\" AS SELECT * FROM hydrant; UPDATE \"%s\" SET updated_at = NULL", name, name);
    register_sql(registry, sql);
}

static void is_as(const char *name)
{
    TER_AUTO_BUF struct ter_buf columns = {0};
    for (size_t i = 0; i < layer->field_count; i++)
        if (i != layer->role[TER_ROLE_UPDATED_AT])
            ter_buf_printf(
                &columns, "quote(\"%s\"), typeof(\"%s\"), ", layer->fields[i].name, layer->fields[i].name);
    TER_AUTO_FREE char *sql =
        ter_format("SELECT (SELECT count(*) FROM hydrant) = (SELECT count(*) FROM \"%s\") AND NOT "
                   "EXISTS (SELECT %s quote(geom) FROM hydrant EXCEPT SELECT %s quote(geom) FROM \"%s\")",
            name, columns.data, columns.data, name);
    ck_assert_msg(register_int(registry, sql) == 1, "the layer is not as it was at %s", name);
    ck_assert_int_eq(register_int(registry, "SELECT CheckSpatialIndex('hydrant', 'geom')"), 1);
}

static void insert_odd_one(void)
{
    register_sql(registry, "INSERT INTO hydrant (code, flow_lps, pressure_mpa, remark, road, source_row, "
                           "target_date, geom, method, "
                           "uncertainty_m, precision, placed_note, status_since) VALUES ('A1', 1.0 / 3, 0.1 "
                           "+ 0.2, 'a' || char(10) || '\"b\" "
                           "\\ 路', '', 9007199254740993, '2026-02-28', MakePoint(111.16180000000001, "
                           "40.700000000000003, 4490), "
                           "'surveyed', 0.1, 'address', 'GPS', '2020-01-01')");
}

/* --- undo --- */

START_TEST(update_goes_back_and_forth_exactly)
{
    insert_odd_one();
    remember("first");
    register_sql(registry,
        "UPDATE hydrant SET flow_lps = NULL, pressure_mpa = 1.0 / 7, remark = NULL, road = 'R', source_row = "
        "1, "
        "target_date = NULL, geom = MakePoint(1, 2, 4490), code = 'B1', status = 'limited'");
    remember("second");
    struct ter_undone undone = undo(2);
    ck_assert(undone.updated == 1 && undone.inserted == 0 && undone.deleted == 0 && undone.first_entry == 3);
    is_as("first");
    register_text_is(registry, "SELECT tool || ' ' || note || ' ' || operation FROM history WHERE id = 3",
        "undo undo of 2 update");
    undo(3);
    is_as("second");
    undo(4);
    is_as("first");
    ck_assert_int_eq(register_int(registry, "SELECT updated_at IS NOT NULL FROM hydrant"), 1);
}
END_TEST

START_TEST(delete_and_insert_go_back_exactly)
{
    insert_odd_one();
    register_sql(
        registry, "INSERT INTO hydrant (code, remark, placed_note) VALUES ('A2', 'no position', 'kept')");
    remember("both");
    register_sql(registry, "DELETE FROM hydrant");
    undo(3);
    undo(4);
    is_as("both");
    undo_refused(3, TER_FAILED, "is there again");
    ck_assert_int_eq(undo(1).deleted, 1);
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM hydrant WHERE code = 'A1'"), 0);
    undo(newest());
    is_as("both");
    undo_refused(99, TER_NOT_FOUND, "no entry 99");
}
END_TEST

START_TEST(status_goes_back_against_the_life_cycle)
{
    register_sql(registry,
        "INSERT INTO hydrant (status, status_since) VALUES ('planned', date('now')); UPDATE hydrant "
        "SET status = 'in_service'");
    register_sql(registry, "UPDATE hydrant SET status_since = '2026-01-01'");
    ck_assert_int_eq(
        register_int(registry,
            "SELECT count(*) FROM status_transition WHERE layer = 'hydrant' AND old = 'in_service' "
            "AND new = 'planned'"),
        0);
    undo(3);
    undo(2);
    register_text_is(registry, "SELECT status || (status_since = date('now')) FROM hydrant", "planned1");
    register_refused(registry, "UPDATE hydrant SET status = 'limited'"); /* the check stands again */
}
END_TEST

START_TEST(later_changes_stand_in_the_way)
{
    insert_odd_one();
    register_sql(registry, "UPDATE hydrant SET remark = 'x', flow_lps = 5");                      /* 2 */
    register_sql(registry, "UPDATE hydrant SET road = 'R'");                                      /* 3 */
    register_sql(registry, "UPDATE hydrant SET remark = 'y'");                                    /* 4 */
    register_sql(registry, "UPDATE hydrant SET geom = MakePoint(5, 6, 4490)");                    /* 5 */
    register_sql(registry, "UPDATE hydrant SET geom = MakePoint(7, 8, 4490), method = 'manual'"); /* 6 */
    undo_refused(2, TER_FAILED, "entry 4 (outside, ");
    undo_refused(2, TER_FAILED, "changed remark after it; undo that first");
    undo_refused(5, TER_FAILED, "entry 6 (outside, ");
    undo_refused(5, TER_FAILED, "changed its position after it");
    undo_refused(1, TER_FAILED, "entry 6 (outside, ");
    undo(3); /* nobody touched road since */
    register_text_is(registry, "SELECT road || remark FROM hydrant", "y");
    undo(6);
    undo(5);
    undo(4);
    undo(2); /* what was undone itself is no obstacle */
    register_text_is(registry, "SELECT flow_lps = 1.0 / 3 FROM hydrant", "1");
    undo_refused(2, TER_FAILED, "(undo, "); /* twice is once too often */
    ck_assert_int_eq(undo(1).deleted, 1);
    undo_refused(4, TER_FAILED, "deleted its record after it");
    undo_refused(1, TER_FAILED, "deleted its record after it");
}
END_TEST

START_TEST(what_the_layer_refuses_stays_refused)
{
    insert_odd_one();
    register_sql(registry, "UPDATE hydrant SET code = 'A2'; INSERT INTO hydrant (code) VALUES ('A1')");
    undo_refused(2, TER_FAILED, "the code A1 belongs to another record by now (id 2)");
    register_sql(registry, "DELETE FROM hydrant WHERE id = 2; INSERT INTO hydrant (code) VALUES ('A1')");
    undo_refused(4, TER_FAILED, "the code A1 belongs to another record by now (id 3)");
    register_sql(registry,
        "UPDATE hydrant SET kind = 'pond' WHERE id = 3; UPDATE hydrant SET kind = 'tank' WHERE id = 3; "
        "DELETE FROM domain_value WHERE layer = 'hydrant' AND value = 'pond'");
    undo_refused(newest(), TER_FAILED, "hydrant.kind: this is not one of the permitted values");
}
END_TEST

START_TEST(a_whole_import_goes_and_comes_back)
{
    struct load load = {.fields = "source_row|road|@"};
    LOAD(registry, &load, "1|A|111 40", "2|B|", "3|C|111.5 40.5");
    remember("loaded");
    register_sql(registry, "UPDATE hydrant SET remark = 'x' WHERE id = 2");
    undo_refused(1, TER_FAILED,
        "of the 3 records that it brought, 1 changed or were deleted after it, the last by entry 2");
    undo(2);
    struct ter_undone undone = undo(1);
    ck_assert(undone.deleted == 3 && undone.last_entry - undone.first_entry == 2);
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM hydrant"), 0);
    int64_t entries[] = {undone.last_entry, undone.first_entry + 1, undone.first_entry};
    struct ter_error err = {0};
    ck_assert_msg(ter_undo(registry, entries, 3, "mistaken", &undone, &err), "%s", err.message);
    is_as("loaded");
    register_text_is(
        registry, "SELECT note LIKE 'undo of %: mistaken' FROM history ORDER BY id DESC LIMIT 1", "1");
    undo(1);
    /* What was undone was not deleted by hand: the same file may come again. */
    LOAD(registry, &load, "1|A|111 40", "2|B|", "3|C|111.5 40.5");
    register_counts(&load, 3, 0, 0, 0);
    ck_assert_int_eq(load.result.kept_deleted, 0);
    register_sql(registry, "DELETE FROM hydrant WHERE road = 'A'");
    LOAD(registry, &load, "1|A|111 40", "2|B|", "3|C|111.5 40.5");
    register_counts(&load, 0, 0, 2, 0);
    ck_assert_int_eq(load.result.kept_deleted, 1);
    undo(newest());
    LOAD(registry, &load, "1|A|111 40", "2|B|", "3|C|111.5 40.5");
    register_counts(&load, 0, 0, 3, 0);
}
END_TEST

/* All of several entries, or none. */
START_TEST(several_are_undone_together)
{
    insert_odd_one();
    remember("first");
    register_sql(registry,
        "UPDATE hydrant SET remark = '1'; UPDATE hydrant SET remark = '2'; UPDATE hydrant SET remark = "
        "'3'");
    struct ter_undone undone;
    struct ter_error err = {0};
    TER_AUTO_FREE char *before = register_dump(registry);
    ck_assert(!ter_undo(registry, (int64_t[]){4, 2}, 2, NULL, &undone, &err));
    TER_AUTO_FREE char *after = register_dump(registry);
    ck_assert_str_eq(before, after);
    ck_assert_msg(ter_undo(registry, (int64_t[]){4, 3, 2}, 3, NULL, &undone, &err), "%s", err.message);
    ck_assert_int_eq(undone.updated, 3);
    is_as("first");
}
END_TEST

/* --- merge --- */

static struct ter_merged merge(const char *keep, const char *other)
{
    struct ter_merged merged = {0};
    struct ter_error err = {0};
    ck_assert_msg(ter_merge_records(registry, layer, keep, other, "twice", &merged, &err), "%s", err.message);
    return merged;
}

static size_t field(const char *name)
{
    return ter_layer_field_index(layer, ter_layer_field(layer, name));
}

START_TEST(merge_fills_gaps_and_lists_conflicts)
{
    register_sql(registry, "INSERT INTO hydrant (code, flow_lps, kind, road, township, geom, method, "
                           "uncertainty_m, precision, placed_note) "
                           "VALUES ('K', NULL, 'pillar', 'R', NULL, MakePoint(1, 2, 4490), 'geocoded', 3, "
                           "'road', 'n'), ('O', 1.0 / 3, "
                           "'underground', 'R', 'T', MakePoint(3, 4, 4490), 'imported', 50, NULL, NULL)");
    register_sql(registry,
        "INSERT INTO event (code, about_layer, about_code, kind, happened_on) VALUES ('E1', 'hydrant', "
        "'O', (SELECT value FROM domain_value WHERE layer = 'event' AND domain = 'kind' LIMIT 1), "
        "'2026-01-01'), ('E2', 'station', 'O', (SELECT value FROM domain_value WHERE layer = 'event' AND "
        "domain = 'kind' LIMIT 1), '2026-01-01')");
    remember("two");
    struct ter_merged merged = merge("K", "O");
    ck_assert(
        merged.taken[field("flow_lps")] && merged.taken[field("township")] && !merged.taken[field("road")]);
    ck_assert(merged.conflict[field("kind")] && !merged.conflict[field("road")] &&
              !merged.conflict[field("uncertainty_m")]);
    ck_assert(merged.position_taken && merged.pointing == 1);
    ck_assert_int_eq(merged.last_entry - merged.first_entry, 2);
    register_text_is(registry,
        "SELECT code || kind || (flow_lps = 1.0 / 3) || township || X(geom) || method || uncertainty_m || "
        "(precision IS "
        "NULL) || (placed_note IS NULL) FROM hydrant",
        "Kpillar1T3.0imported50.011");
    register_text_is(
        registry, "SELECT group_concat(about_code) FROM (SELECT * FROM event ORDER BY code)", "K,O");
    register_text_is(registry, "SELECT tool || '|' || note FROM history WHERE operation = 'delete'",
        "merge|merged into K: twice");
    struct ter_undone undone;
    struct ter_error err = {0};
    int64_t entries[] = {merged.last_entry, merged.last_entry - 1, merged.first_entry};
    ck_assert_msg(ter_undo(registry, entries, 3, NULL, &undone, &err), "%s", err.message);
    is_as("two");
    register_text_is(registry, "SELECT about_code FROM event WHERE code = 'E1'", "O");
    ter_merged_free(&merged);
}
END_TEST

START_TEST(the_better_position_wins)
{
    static const struct {
        const char *keep, *other; /* method, radius */
        bool taken;
    } cases[] = {
        {"'manual', 20", "'surveyed', 90", true},
        {"'surveyed', 90", "'manual', 1", false},
        {"'geocoded', 1", "'imported', 900", true},
        {"'imported', 50", "'manual', 51", true},
        {"'manual', 20", "'manual', 19.5", true},
        {"'manual', 20", "'manual', 20", false},
        {"'manual', 19.5", "'manual', 20", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TER_AUTO_FREE char *sql =
            ter_format("INSERT INTO hydrant (code, method, uncertainty_m, geom) VALUES ('K', %s, "
                       "MakePoint(1, 1, 4490)), ('O', %s, MakePoint(2, 2, 4490))",
                cases[i].keep, cases[i].other);
        register_sql(registry, sql);
        struct ter_merged merged = merge("K", "O");
        ck_assert_msg(merged.position_taken == cases[i].taken, "%s or %s", cases[i].keep, cases[i].other);
        ck_assert_int_eq(register_int(registry, "SELECT X(geom) FROM hydrant"), cases[i].taken ? 2 : 1);
        ter_merged_free(&merged);
        register_sql(registry, "DELETE FROM hydrant");
    }
    register_sql(registry,
        "INSERT INTO hydrant (code) VALUES ('K'); INSERT INTO hydrant (code, geom) VALUES ('O', "
        "MakePoint(2, 2, 4490))");
    struct ter_merged merged = merge("O", "K"); /* a position against none */
    ck_assert(!merged.position_taken);
    ter_merged_free(&merged);
}
END_TEST

START_TEST(merge_refuses_what_is_no_pair)
{
    static const struct {
        const char *keep, *other, *expected;
        enum ter_code code;
    } cases[] = {
        {"A1", "A1", "A1 and A1 are the same record", TER_USAGE},
        {"A1", "A9", "no record \"A9\"", TER_NOT_FOUND},
        {"A9", "A1", "no record \"A9\"", TER_NOT_FOUND},
        {"A1", "' OR 1 --", "no record \"' OR 1 --\"", TER_NOT_FOUND},
    };
    insert_odd_one();
    TER_AUTO_FREE char *before = register_dump(registry);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ter_merged merged = {0};
        struct ter_error err = {0};
        ck_assert(!ter_merge_records(registry, layer, cases[i].keep, cases[i].other, NULL, &merged, &err));
        ck_assert_msg(err.code == cases[i].code && strstr(err.message, cases[i].expected), "%s", err.message);
    }
    TER_AUTO_FREE char *after = register_dump(registry);
    ck_assert_str_eq(before, after);
}
END_TEST

/* The source of the record that goes is known again by the one that stays, if that had none. */
START_TEST(merge_takes_the_source_along)
{
    struct load load = {.fields = "source_row|road"};
    LOAD(registry, &load, "7|A");
    register_sql(registry, "INSERT INTO hydrant (code, remark) VALUES ('K', 'by hand')");
    struct ter_merged merged = merge("K", "H-000001");
    ck_assert(merged.taken[field("source_id")] && merged.taken[field("source_row")]);
    ter_merged_free(&merged);
    register_text_is(registry, "SELECT code || source_row || road FROM hydrant", "K7A");
}
END_TEST

Suite *suite_registry_undo(void)
{
    Suite *suite = suite_create("registry_undo");
    TCase *tcase = tcase_create("undo and merge");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, open_empty, close_it);
    tcase_add_test(tcase, update_goes_back_and_forth_exactly);
    tcase_add_test(tcase, delete_and_insert_go_back_exactly);
    tcase_add_test(tcase, status_goes_back_against_the_life_cycle);
    tcase_add_test(tcase, later_changes_stand_in_the_way);
    tcase_add_test(tcase, what_the_layer_refuses_stays_refused);
    tcase_add_test(tcase, a_whole_import_goes_and_comes_back);
    tcase_add_test(tcase, several_are_undone_together);
    tcase_add_test(tcase, merge_fills_gaps_and_lists_conflicts);
    tcase_add_test(tcase, the_better_position_wins);
    tcase_add_test(tcase, merge_refuses_what_is_no_pair);
    tcase_add_test(tcase, merge_takes_the_source_along);
    suite_add_tcase(suite, tcase);
    return suite;
}
