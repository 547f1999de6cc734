/* Owns the tests of which row of an import is which record: new, known, deleted, missing, twice. What becomes
 * of a known record is in test_registry_merge.c. */
#include "registering.h"
#include "suites.h"

#include <stdlib.h>
#include <string.h>

static struct ter_registry *registry;

static void open_empty(void)
{
    ter_test_dir_open();
    registry = register_open();
}

static void close_it(void)
{
    ter_registry_close(registry);
    ter_test_dir_close();
}

static int64_t sources(void)
{
    return register_int(registry, "SELECT count(*) FROM source");
}

START_TEST(first_load_stores_all_with_provenance)
{
    struct load load = {.fields = "road|flow_lps|status|@"};
    LOAD(registry, &load, "金四路|12.5||111.1 40.7", "金三道||planned|", "|9|limited|111.2 40.8");
    register_counts(&load, 3, 0, 0, 0);
    register_text_is(registry,
        "SELECT group_concat(code || ' ' || status || ' ' || source_row || ' ' || ifnull(method, '-') || ' ' "
        "|| "
        "ifnull(uncertainty_m, '-'), ';') FROM hydrant",
        "H-000001 in_service 1 imported 50.0;H-000002 planned 2 - -;H-000003 limited 3 imported 50.0");
    register_text_is(registry,
        "SELECT group_concat(operation || ' ' || record_id || ' ' || last_id || ' ' || tool || ' ' || "
        "source_id) FROM "
        "history",
        "insert 1 3 import 1");
    register_text_is(registry, "SELECT name || kind || layer || rows_stored || rows_rejected FROM source",
        "listlayerhydrant30");
    ck_assert_int_eq(
        register_int(registry, "SELECT count(*) FROM hydrant WHERE updated_at IS NULL OR source_id <> 1"), 0);
}
END_TEST

/* The same file again must change nothing, whatever its cells leave open: a blank is filled by the registry.
 */
START_TEST(same_again_changes_nothing)
{
    static const struct {
        const char *fields, *first, *second, *third;
    } cases[] = {
        {"road|flow_lps", "金四路|0.1", "金三道|", "|3"},
        {"road|@", "A|111.1 40.7", "B|", "C|111.3333333333333 40.1"},
        {"road|status", "A|", "B|planned", "C|"},
        {"code|road", "W-1|A", "W-2|B", "W-3|C"},
        {"code|road", "W-1|A", "|B", "|C"},
        {"code|road", "|A", "H-000001|B", "H-000003|C"},
        {"source_row|road", "10|A", "11|B", "12|C"},
        {"source_row|road", "10|A", "|B", "|C"},
        {"road|status_since", "A|", "B|2020-01-01", "C|"},
        {"road|uncertainty_m", "A|30", "B|", "C|0.1"},
        {"road|method|uncertainty_m|@", "A|||111.1 40.7", "B|surveyed|2|111.2 40.7", "C|imported|40|"},
        {"road|location_corrected", "A|x", "A|x", "A|x"},
        {"updated_at|id|source_id|road", "2020|77|9|A", "|78||B", "|||C"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        TER_AUTO_FREE char *name = ter_format("list %zu", i);
        struct load load = {.source = name, .fields = cases[i].fields};
        register_sql(registry, "DELETE FROM hydrant");
        LOAD(registry, &load, cases[i].first, cases[i].second, cases[i].third);
        ck_assert_msg(load.result.inserted == 3, "%s: %lld inserted: %s", cases[i].fields,
            (long long)load.result.inserted, load.reason);
        for (int again = 0; again < 2; again++) {
            TER_AUTO_FREE char *before = register_dump(registry);
            int64_t source_count = sources();
            LOAD(registry, &load, cases[i].first, cases[i].second, cases[i].third);
            ck_assert_msg(load.result.unchanged == 3 && load.result.rejected == 0 &&
                              load.result.inserted == 0 && load.result.kept_edited == 0 &&
                              load.result.conflicts == 0,
                "\"%s\" (%s) again: inserted %lld updated %lld kept %lld conflicts %lld rejected %lld %s",
                cases[i].fields, cases[i].first, (long long)load.result.inserted,
                (long long)load.result.updated, (long long)load.result.kept_edited,
                (long long)load.result.conflicts, (long long)load.result.rejected, load.reason);
            ck_assert_int_eq(sources(), source_count);
            TER_AUTO_FREE char *after = register_dump(registry);
            ck_assert_msg(strcmp(before, after) == 0, "\"%s\" again left a trace", cases[i].fields);
        }
    }
}
END_TEST

START_TEST(deleted_stays_deleted)
{
    static const char *const fields[] = {"road|flow_lps", "source_row|flow_lps", "code|flow_lps"};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        for (int edited_first = 0; edited_first < 2; edited_first++) {
            struct load load = {.source = fields[i], .fields = fields[i]};
            register_sql(registry, "DELETE FROM hydrant; DELETE FROM source; DELETE FROM history");
            LOAD(registry, &load, "1|10", "2|20", "3|30");
            if (edited_first)
                register_sql(registry, "UPDATE hydrant SET flow_lps = 21 WHERE flow_lps = 20");
            register_sql(registry, "DELETE FROM hydrant WHERE flow_lps IN (20, 21)");
            LOAD(registry, &load, "1|10", "2|20", "3|30");
            register_counts(&load, 0, 0, 2, 0);
            ck_assert_int_eq(load.result.kept_deleted, 1);
            ck_assert_int_eq(load.result.missing, 0);
            ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM hydrant"), 2);
        }
}
END_TEST

START_TEST(missing_is_counted_and_left)
{
    struct load load = {.fields = "code|flow_lps"}, other = {.source = "other", .fields = "code|remark"};
    LOAD(registry, &load, "W-1|10", "W-2|20", "W-3|30");
    LOAD(registry, &load, "W-1|10", "W-3|31");
    register_counts(&load, 0, 1, 1, 0);
    ck_assert_int_eq(load.result.missing, 1);
    LOAD(registry, &other, "X-1|a");
    ck_assert_int_eq(other.result.missing, 0);
    LOAD(registry, &other, "W-1|a"); /* a record of the other source; X-1 is missing */
    register_counts(&other, 0, 1, 0, 0);
    ck_assert_int_eq(other.result.missing, 1);
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM hydrant"), 4);
}
END_TEST

START_TEST(duplicate_keys_are_rejected)
{
    struct load load = {.fields = "code|road"}, by_road = {.fields = "road|flow_lps", .key = "road"};
    LOAD(registry, &load, "W-1|A", "W-2|B", "W-1|C");
    register_counts(&load, 2, 0, 0, 1);
    ck_assert_int_eq(load.rejected_row, 3);
    ck_assert_msg(strstr(load.reason, "row 1 "), "%s", load.reason);
    register_text_is(registry, "SELECT road FROM hydrant WHERE code = 'W-1'", "A");
    ck_assert_int_eq(register_int(registry, "SELECT rows_rejected FROM source"), 1);
    LOAD(registry, &by_road, "|1", "D|2", "D|3");
    register_counts(&by_road, 1, 0, 0, 2);
    /* The code of a record that another source brought. */
    struct load other = {.source = "other", .fields = "code|source_row|road", .key = "source_row"};
    LOAD(registry, &other, "W-2|9|Z", "W-9|8|Z");
    register_counts(&other, 1, 0, 0, 1);
    ck_assert_int_eq(other.rejected_row, 1);
    ck_assert_msg(strstr(other.reason, "a record with this code exists"), "%s", other.reason);
}
END_TEST

START_TEST(by_content_finds_its_rows_again)
{
    struct load load = {.fields = "road|flow_lps"};
    LOAD(registry, &load, "A|1", "A|1", "B|2", "C|3");
    register_counts(&load, 4, 0, 0, 0); /* equal content twice is two records */
    LOAD(registry, &load, "A|1", "A|1", "NEW|9", "B|2", "C|3");
    register_counts(&load, 1, 0, 4, 0);
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM history WHERE operation = 'update'"), 0);
    register_text_is(registry, "SELECT road FROM hydrant WHERE id = 5", "NEW");
    LOAD(registry, &load, "A|1", "NEW|9", "B|2", "C|3"); /* one of the two equal ones is gone */
    register_counts(&load, 0, 0, 4, 0);
    ck_assert_int_eq(load.result.missing, 1);
    LOAD(registry, &load, "C|3", "B|2", "NEW|9", "A|1", "A|1"); /* sorted differently: no change */
    register_counts(&load, 0, 0, 5, 0);
}
END_TEST

START_TEST(by_key_updates_whoever_brought_it)
{
    struct load load = {.fields = "code|road", .source = "one"},
                two = {.fields = "code|flow_lps", .source = "two"};
    register_sql(registry, "INSERT INTO hydrant (code, road) VALUES ('W-7', 'by hand')");
    LOAD(registry, &load, "W-1|A", "W-2|B");
    LOAD(registry, &two, "W-2|5", "W-3|6", "W-7|7");
    register_counts(&two, 1, 2, 0, 0);
    register_text_is(registry,
        "SELECT group_concat(code || ifnull(road, '-') || ifnull(flow_lps, '-')) FROM hydrant",
        "W-7by hand7.0,W-1A-,W-2B5.0,W-3-6.0");
}
END_TEST

/* Cells that the registry fills in by itself, blank in the file, in rows that move down. */
START_TEST(blank_cells_do_not_blur_an_inserted_row)
{
    static const char *const fields[] = {"road|status|@", "road|code|status", "road|method|uncertainty_m"};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct load load = {.source = fields[i], .fields = fields[i]};
        register_sql(registry, "DELETE FROM hydrant");
        LOAD(registry, &load, "A||", "B||", "C||");
        LOAD(registry, &load, "NEW||", "A||", "B||", "C||");
        register_counts(&load, 1, 0, 3, 0);
        LOAD(registry, &load, "A||", "B||", "C||");
        register_counts(&load, 0, 0, 3, 0);
        ck_assert_int_eq(load.result.missing, 1);
    }
}
END_TEST

/* --- more than memory holds --- */

/* A file in its second year, by key, by row number or by content: rows that came before, some changed, some
 * gone, some deleted by hand, new ones between them, keys that come twice, rows without one. */
static void add_year(struct ter_strings *lines, int year, const char *mode)
{
    for (int i = 0; i < 200; i++) {
        int road = year == 2 && i % 7 == 0 ? i + 1000 : i;
        if (year == 2 && i % 11 == 0)
            continue;
        if (strcmp(mode, "code") == 0 && i % 5)
            ter_strings_printf(lines, "W-%d|%d|", year == 2 && i % 40 == 1 ? i + 1 : i, road);
        else if (strcmp(mode, "source_row") == 0 && i % 5)
            ter_strings_printf(lines, "%d|%d|", i + 500, road);
        else
            ter_strings_printf(lines, "|%d|%d 40.5", road % 300, 100 + i % 9);
        if (year == 2 && i % 13 == 0)
            ter_strings_printf(lines, "|new %d|", i);
    }
}

/* Both years, and what came of them. */
static char *two_years(const char *mode, const char *key, size_t memory)
{
    TER_AUTO_FREE char *fields = ter_format("%s|road|@", mode);
    TER_AUTO_BUF struct ter_buf text = {0};
    struct load load = {.fields = fields, .key = key, .memory = memory};
    close_it();
    open_empty();
    for (int year = 1; year <= 2; year++) {
        TER_AUTO_STRINGS struct ter_strings lines = {0};
        add_year(&lines, year, mode);
        register_load(registry, &load, (const char *const *)lines.items, lines.count);
        const struct ter_load_result *result = &load.result;
        ter_buf_printf(&text, "%lld %lld %lld %lld %lld %lld %lld %s\n", (long long)result->inserted,
            (long long)result->updated, (long long)result->unchanged, (long long)result->rejected,
            (long long)result->kept_deleted, (long long)result->kept_edited, (long long)result->missing,
            load.reason);
        register_sql(registry, "DELETE FROM hydrant WHERE id % 17 = 0;"
                               "UPDATE hydrant SET code = 'X-' || code WHERE id % 19 = 0;"
                               "UPDATE hydrant SET road = road || 'x' WHERE id % 23 = 0");
    }
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    struct ter_error err = {0};
    ck_assert(ter_db_prepare(registry->db,
        "SELECT id, code, road, source_row, hex(geom) FROM hydrant ORDER BY id", &select, &err));
    for (bool row = true; row;) {
        ck_assert(ter_db_step(select, &row, &err));
        for (int i = 0; row && i < 5; i++)
            ter_buf_printf(&text, "%s ", (const char *)sqlite3_column_text(select, i));
    }
    return ter_buf_take(&text);
}

START_TEST(matching_beyond_memory_is_the_same)
{
    static const struct {
        const char *mode, *key;
    } cases[] = {{"code", NULL}, {"code", "code"}, {"source_row", NULL}, {"kind", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        TER_AUTO_FREE char *expected = two_years(cases[i].mode, cases[i].key, 0);
        TER_AUTO_FREE char *spilled = two_years(cases[i].mode, cases[i].key, 1000);
        TER_AUTO_FREE char *least = two_years(cases[i].mode, cases[i].key, 1);
        ck_assert_msg(strcmp(expected, spilled) == 0 && strcmp(expected, least) == 0, "by %s", cases[i].mode);
    }
}
END_TEST

/* A hand gave a record the code that another row of the source has: the source's own name for it counts. */
START_TEST(what_the_source_calls_a_record_comes_first)
{
    struct load load = {.fields = "code|road"};
    LOAD(registry, &load, "W-1|A", "W-2|B");
    register_sql(registry, "UPDATE hydrant SET code = 'W-3' WHERE code = 'W-1'");
    LOAD(registry, &load, "W-3|C", "W-1|A2", "W-2|B");
    register_counts(&load, 0, 1, 1, 1);
    register_text_is(registry, "SELECT group_concat(code || road, ' ') FROM hydrant", "W-3A2 W-2B");
    LOAD(registry, &load, "W-3|C", "W-2|B"); /* alone it is found by what the hand called it */
    register_counts(&load, 0, 1, 1, 0);
}
END_TEST

START_TEST(no_room_for_matching_leaves_nothing)
{
    static const char *const rows[] = {"W-1|A", "W-2|B", "W-3|C"};
    const struct ter_layer *layer = register_layer(registry, "hydrant");
    size_t code = layer->role[TER_ROLE_CODE];
    bool given[TER_MAX_FIELDS] = {0};
    given[code] = true;
    struct ter_load_options options = {given, false, SIZE_MAX, false, 1, NULL, NULL, NULL};
    struct ter_source source = {.name = "list"};
    struct ter_value values[TER_MAX_FIELDS] = {0};
    struct ter_load_result result;
    struct ter_error err = {0};
    TER_AUTO(ter_load_close) struct ter_load *load = NULL;
    TER_AUTO_FREE char *before = register_dump(registry);
    TER_AUTO_FREE char *folder = getenv("TMPDIR") ? ter_strdup(getenv("TMPDIR")) : NULL;
    ck_assert(ter_load_open(registry, layer, &source, &options, &load, &err));
    for (int64_t i = 0; i < 3; i++) {
        values[code] = ter_value_text(rows[i]);
        ck_assert(ter_load_add(load, &(struct ter_record){values, layer->field_count, {0}}, i + 1, &err));
    }
    setenv("TMPDIR", "/nowhere/at/all", 1);
    bool done = ter_load_commit(load, 0, NULL, NULL, &result, &err);
    if (folder)
        setenv("TMPDIR", folder, 1);
    else
        unsetenv("TMPDIR");
    ck_assert(!done);
    ck_assert_msg(strstr(err.message, "temporary file") != NULL, "%s", err.message);
    TER_AUTO_FREE char *after = register_dump(registry);
    ck_assert_msg(strcmp(before, after) == 0, "a failed load left a trace");
}
END_TEST

START_TEST(dry_run_leaves_no_trace)
{
    struct load load = {.fields = "code|road|@"}, trial = load;
    LOAD(registry, &load, "W-1|A|111 40", "W-2|B|");
    TER_AUTO_FREE char *before = register_dump(registry);
    trial.dry_run = true;
    LOAD(registry, &trial, "W-1|A2|111 40", "W-2|B|111.5 40", "W-3|C|111.7 40", "W-3|C|");
    register_counts(&trial, 1, 2, 0, 1);
    TER_AUTO_FREE char *after = register_dump(registry);
    ck_assert_msg(strcmp(before, after) == 0, "a dry run left a trace");
    LOAD(registry, &load, "W-3|C|111.7 40"); /* and does not stand in the way of what follows */
    register_counts(&load, 1, 0, 0, 0);
    register_text_is(registry, "SELECT rtreecheck('idx_hydrant_geom')", "ok");
}
END_TEST

Suite *suite_registry_load(void)
{
    const TTest *const tests[] = {first_load_stores_all_with_provenance, same_again_changes_nothing,
        deleted_stays_deleted, missing_is_counted_and_left, duplicate_keys_are_rejected,
        by_content_finds_its_rows_again, by_key_updates_whoever_brought_it,
        blank_cells_do_not_blur_an_inserted_row, matching_beyond_memory_is_the_same,
        what_the_source_calls_a_record_comes_first, no_room_for_matching_leaves_nothing,
        dry_run_leaves_no_trace};
    Suite *suite = suite_create("registry_load");
    TCase *tcase = tcase_create("load");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, open_empty, close_it);
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    return suite;
}
