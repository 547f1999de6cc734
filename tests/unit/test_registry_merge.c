/* Owns the tests of what an import does to the records it finds again: the source's changes are taken over,
 * what hands did stays. */
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

START_TEST(a_code_changed_by_hand_is_found_again)
{
    struct load load = {.fields = "code|flow_lps"};
    LOAD(registry, &load, "W-1|10", "W-2|20");
    register_sql(registry, "UPDATE hydrant SET code = 'W-9' WHERE code = 'W-1'");
    LOAD(registry, &load, "W-1|10", "W-2|20");
    register_counts(&load, 0, 0, 2, 0);
    ck_assert_int_eq(load.result.kept_edited, 1);
    LOAD(registry, &load, "W-1|11", "W-2|20");
    register_counts(&load, 0, 1, 1, 0);
    register_text_is(registry, "SELECT flow_lps FROM hydrant WHERE code = 'W-9'", "11.0");
}
END_TEST

/* Exported with codes, mended elsewhere and imported again as another file: the first file still finds its
 * rows. */
START_TEST(another_source_takes_no_record_away)
{
    static const char *const fields[] = {"road|flow_lps", "source_row|flow_lps"};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct load list = {.source = fields[i], .fields = fields[i]},
                    mend = {.source = "mend", .fields = "code|remark"};
        register_sql(registry,
            "DELETE FROM hydrant; DELETE FROM history; DELETE FROM source; DELETE FROM sqlite_sequence");
        LOAD(registry, &list, "1|10", "2|20");
        LOAD(registry, &mend, "H-000001|seen", "H-000002|seen");
        register_counts(&mend, 0, 2, 0, 0);
        LOAD(registry, &list, "1|10", "2|21");
        register_counts(&list, 0, 1, 1, 0);
        ck_assert_int_eq(list.result.missing + list.result.kept_edited, 0);
        register_text_is(
            registry, "SELECT group_concat(flow_lps || remark) FROM hydrant", "10.0seen,21.0seen");
    }
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

Suite *suite_registry_merge(void)
{
    const TTest *const tests[] = {changed_cell_is_one_update, hand_edits_are_kept_for_good,
        hand_edits_are_kept_by_content_too, a_code_changed_by_hand_is_found_again,
        another_source_takes_no_record_away, changed_location_clears_only_geocoded,
        positions_of_the_source_and_of_hands, forbidden_transition_is_rejected_with_its_reason};
    Suite *suite = suite_create("registry_merge");
    TCase *tcase = tcase_create("merge");
    tcase_add_checked_fixture(tcase, open_empty, close_it);
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    return suite;
}
