/* Owns the tests of bulk loads as a user meets them: what a repeated import changes, and what it leaves. */
#include "registering.h"
#include "suites.h"

#include "registry/store.h"

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

/* Place a record as the geocoder or a user does. */
static void place(int64_t id, const char *method, double lon, double lat)
{
    struct ter_position position = {{lon, lat}, method, "road", 300, "by test", NULL};
    struct ter_error err = {0};
    struct ter_write_context context = {.tool = strcmp(method, "geocoded") == 0 ? "geocode" : "place"};
    ck_assert(ter_registry_begin(registry, &context, &err));
    ck_assert_msg(ter_store_place(registry, register_layer(registry, "hydrant"), id, &position, &err), "%s",
        err.message);
    ck_assert_msg(ter_registry_commit(registry, &err), "%s", err.message);
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

START_TEST(changed_cell_is_one_update)
{
    struct load load = {.fields = "road|flow_lps"};
    LOAD(registry, &load, "A|1", "B|2", "C|3");
    LOAD(registry, &load, "A|1", "B|2.5", "C|3");
    register_counts(&load, 0, 1, 2, 0);
    register_text_is(registry,
        "SELECT operation || tool || record_id || source_id || json_extract(before, '$.flow_lps') FROM "
        "history ORDER BY id DESC",
        "updateimport222.0");
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM history"), 2);
    ck_assert_int_eq(register_int(registry, "SELECT source_id FROM hydrant WHERE id = 2"), 2);
    ck_assert_int_eq(register_int(registry, "SELECT source_id FROM hydrant WHERE id = 3"), 1);
    LOAD(registry, &load, "A|1", "B|", "C|3"); /* a cell that the source empties is a change too */
    register_counts(&load, 0, 1, 2, 0);
    ck_assert_int_eq(register_int(registry, "SELECT flow_lps IS NULL FROM hydrant WHERE id = 2"), 1);
}
END_TEST

START_TEST(hand_edits_are_kept_for_good)
{
    struct load load = {.fields = "source_row|road|flow_lps"};
    LOAD(registry, &load, "1|A|10", "2|B|20");
    register_sql(registry, "UPDATE hydrant SET flow_lps = 12 WHERE id = 1");
    LOAD(registry, &load, "1|A|10", "2|B|20");
    register_counts(&load, 0, 0, 2, 0);
    ck_assert_int_eq(load.result.kept_edited, 1);
    ck_assert_int_eq(load.result.conflicts, 0);
    /* The source changes another value of the record: that is taken, and the hand's stays, also later. */
    for (int round = 0; round < 3; round++) {
        LOAD(registry, &load, "1|A2|10", "2|B|20");
        register_counts(&load, 0, round == 0, round == 0 ? 1 : 2, 0);
        ck_assert_int_eq(load.result.kept_edited, 1);
        register_text_is(registry, "SELECT road || flow_lps FROM hydrant WHERE id = 1", "A212.0");
    }
    /* Both changed it. */
    for (int round = 0; round < 2; round++) {
        LOAD(registry, &load, "1|A2|14", "2|B|20");
        register_counts(&load, 0, 0, 2, 0);
        ck_assert_int_eq(load.result.conflicts, 1);
        register_text_is(registry, "SELECT flow_lps FROM hydrant WHERE id = 1", "12.0");
    }
    /* The source comes round to the hand's value: nothing to keep any more. */
    LOAD(registry, &load, "1|A2|12", "2|B|20");
    ck_assert_int_eq(load.result.conflicts + load.result.kept_edited, 0);
}
END_TEST

START_TEST(hand_edits_are_kept_by_content_too)
{
    struct load load = {.fields = "road|flow_lps"};
    LOAD(registry, &load, "A|10", "B|20", "C|30");
    register_sql(registry,
        "UPDATE hydrant SET flow_lps = 22 WHERE id = 2; UPDATE hydrant SET road = 'CC' WHERE id = 3");
    for (int round = 0; round < 2; round++) {
        LOAD(registry, &load, "A|11", "B|20", "C|30");
        register_counts(&load, 0, round == 0, round == 0 ? 2 : 3, 0);
        ck_assert_int_eq(load.result.kept_edited, 2);
    }
    register_text_is(registry, "SELECT group_concat(road || flow_lps) FROM hydrant", "A11.0,B22.0,CC30.0");
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

START_TEST(changed_location_clears_only_geocoded)
{
    struct load load = {.fields = "source_row|location_text"};
    LOAD(registry, &load, "1|路口北85米", "2|路口北85米", "3|路口");
    place(1, "geocoded", 111.1, 40.7);
    place(2, "manual", 111.2, 40.7);
    LOAD(registry, &load, "1|路口北85米", "2|路口北85米", "3|路口");
    register_counts(&load, 0, 0, 3, 0);
    ck_assert_int_eq(load.result.kept_edited, 0); /* a machine's position is no hand's edit */
    LOAD(registry, &load, "1|路口南85米", "2|路口南85米", "3|路口");
    register_counts(&load, 0, 2, 1, 0);
    ck_assert_int_eq(load.result.unplaced, 1);
    ck_assert_int_eq(
        register_int(registry, "SELECT geom IS NULL AND method IS NULL AND uncertainty_m IS NULL AND "
                               "precision IS NULL FROM hydrant WHERE id = 1"),
        1);
    ck_assert_int_eq(
        register_int(registry, "SELECT X(geom) = 111.2 AND method = 'manual' FROM hydrant WHERE id = 2"), 1);
}
END_TEST

START_TEST(positions_of_the_source_and_of_hands)
{
    struct load load = {.fields = "source_row|location_text|@"};
    LOAD(registry, &load, "1|a|111.1 40.1", "2|b|111.2 40.2", "3|c|", "4|d|", "5|e|111.5 40.5");
    register_sql(registry, "UPDATE hydrant SET geom = MakePoint(112, 41, 4490) WHERE id = 1");
    place(3, "geocoded", 111.33, 40.33);
    LOAD(registry, &load, "1|a|111.1 40.1", "2|b|111.2 40.2", "3|c|", "4|d|", "5|e|111.5 40.5");
    register_counts(&load, 0, 0, 5, 0);
    ck_assert_int_eq(load.result.kept_edited, 1);
    /* Moved by the source; the hand's own; surveyed at last where a text was all there was; taken away. */
    LOAD(registry, &load, "1|a|111.11 40.1", "2|b|111.22 40.2", "3|c|111.3 40.3", "4|d|111.4 40.4", "5|e|");
    register_counts(&load, 0, 4, 1, 0);
    ck_assert_int_eq(load.result.conflicts, 1);
    register_text_is(registry,
        "SELECT group_concat(printf('%s %s %s %s', X(geom), method, precision, uncertainty_m), ';') FROM "
        "hydrant",
        "112.0 manual  20.0;111.22 imported  50.0;111.3 imported  50.0;111.4 imported  50.0;   ");
    LOAD(registry, &load, "1|a|111.11 40.1", "2|b|111.22 40.2", "3|c|111.3 40.3", "4|d|111.4 40.4", "5|e|");
    register_counts(&load, 0, 0, 5, 0);
    /* A file with positions for some: the text of a geocoded record changed. */
    place(5, "geocoded", 111.55, 40.55);
    LOAD(registry, &load, "1|a|111.11 40.1", "2|b|111.22 40.2", "3|c|111.3 40.3", "4|d|111.4 40.4", "5|E|");
    register_counts(&load, 0, 1, 4, 0);
    ck_assert_int_eq(load.result.unplaced, 1);
}
END_TEST

START_TEST(forbidden_transition_is_rejected_with_its_reason)
{
    struct load load = {.fields = "source_row|status|road"};
    LOAD(registry, &load, "1|in_service|A", "2|retired|B", "3|planned|C");
    LOAD(registry, &load, "1|planned|A2", "2|in_service|B", "3|in_service|C");
    register_counts(&load, 0, 1, 0, 2);
    ck_assert_int_eq(load.rejected_row, 2);
    ck_assert_str_eq(load.reason, "status may not go from retired to in_service");
    register_text_is(
        registry, "SELECT group_concat(status || road) FROM hydrant", "in_serviceA,retiredB,in_serviceC");
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
        changed_cell_is_one_update, hand_edits_are_kept_for_good, hand_edits_are_kept_by_content_too,
        deleted_stays_deleted, missing_is_counted_and_left, duplicate_keys_are_rejected,
        by_content_finds_its_rows_again, by_key_updates_whoever_brought_it,
        changed_location_clears_only_geocoded, positions_of_the_source_and_of_hands,
        forbidden_transition_is_rejected_with_its_reason, dry_run_leaves_no_trace};
    Suite *suite = suite_create("registry_load");
    TCase *tcase = tcase_create("load");
    tcase_add_checked_fixture(tcase, open_empty, close_it);
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    return suite;
}
