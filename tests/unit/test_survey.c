/* Owns the tests of surveyed positions: what they replace, what they leave, and that nothing else changes. */
#include "registering.h"
#include "suites.h"

#include "registry/survey.h"

#include <stdlib.h>
#include <string.h>

static struct ter_registry *registry;
static const struct ter_layer *layer;
static const struct ter_source source = {.name = "GPS", .file = "gps.csv", .sha256 = "00"};

/* The last row that was refused. */
static struct {
    int64_t row;
    char reason[256];
} refused;

static void take_refused(void *user, int64_t row, const char *reason)
{
    (void)user;
    refused.row = row;
    strncpy(refused.reason, reason, sizeof refused.reason - 1);
}

static void open_with_records(void)
{
    struct load load = {.fields = "code|road|source_row|method|uncertainty_m|@"};
    ter_test_dir_open();
    registry = register_open();
    layer = register_layer(registry, "hydrant");
    memset(&refused, 0, sizeof refused);
    LOAD(registry, &load, "A|r|11|imported|50|111.1 40.7", "B|r|12|||", "C|s|13|surveyed|4|111.3 40.7",
        "D|t|14|manual|1|111.4 40.7", "E|u|15|geocoded|1|111.5 40.7");
    register_counts(&load, 5, 0, 0, 0);
}

static void close_all(void)
{
    ter_registry_close(registry);
    ter_test_dir_close();
}

static struct ter_survey *begin(const char *key)
{
    struct ter_survey *survey = NULL;
    struct ter_error err = {0};
    size_t field = ter_layer_field_index(layer, ter_layer_field(layer, key));
    ck_assert_msg(ter_survey_open(registry, layer, field, &source, &survey, &err), "%s", err.message);
    return survey;
}

static void fix(struct ter_survey *survey, int64_t row, const char *key, double lon, double uncertainty_m)
{
    ter_survey_add(survey, row, ter_value_text(key), (struct ter_lonlat){lon, 40.5}, uncertainty_m);
}

/* Commit and close; check placed, unchanged, kept and rejected. */
static void finish(struct ter_survey *survey, bool dry_run, int64_t placed, int64_t unchanged, int64_t kept,
    int64_t rejected)
{
    struct ter_survey_result result;
    struct ter_error err = {0};
    ck_assert_msg(
        ter_survey_commit(survey, dry_run, 0, take_refused, NULL, &result, &err), "%s", err.message);
    ter_survey_close(survey);
    ck_assert_int_eq(result.placed, placed);
    ck_assert_int_eq(result.unchanged, unchanged);
    ck_assert_int_eq(result.kept, kept);
    ck_assert_int_eq(result.rejected, rejected);
}

START_TEST(whatever_is_no_survey_is_replaced)
{
    struct ter_survey *survey = begin("code");
    fix(survey, 1, "A", 111.11, 60);
    fix(survey, 2, "B", 111.22, 60);
    fix(survey, 3, "D", 111.44, 60);
    fix(survey, 4, "E", 111.55, 60);
    finish(survey, false, 4, 0, 0, 0);
    ck_assert_int_eq(
        register_int(registry, "SELECT count(*) FROM hydrant WHERE method = 'surveyed' AND uncertainty_m = "
                               "60 AND placed_note = 'GPS' AND precision IS NULL"),
        4);
    ck_assert_int_eq(
        register_int(registry, "SELECT count(*) FROM \"idx_hydrant_geom\" WHERE xmin BETWEEN 111.219 AND "
                               "111.221 AND ymin BETWEEN 40.49 AND 40.51"),
        1);
}
END_TEST

/* The bound itself: as good a survey replaces, a worse one does not. */
START_TEST(a_better_survey_stays)
{
    struct ter_survey *survey = begin("code");
    fix(survey, 1, "C", 111.33, 4.001);
    finish(survey, false, 0, 0, 1, 0);
    register_text_is(registry, "SELECT placed_note FROM hydrant WHERE code = 'C'", NULL);
    survey = begin("code");
    fix(survey, 1, "C", 111.33, 4);
    finish(survey, false, 1, 0, 0, 0);
    register_text_is(registry, "SELECT placed_note FROM hydrant WHERE code = 'C'", "GPS");
}
END_TEST

START_TEST(the_same_again_leaves_no_trace)
{
    struct ter_survey *survey = begin("code");
    fix(survey, 1, "A", 111.11, 3);
    finish(survey, false, 1, 0, 0, 0);
    TER_AUTO_FREE char *before = register_dump(registry);
    survey = begin("code");
    fix(survey, 1, "A", 111.11, 3);
    fix(survey, 2, "Z", 111.11, 3);
    finish(survey, false, 0, 1, 0, 1);
    survey = begin("code");
    fix(survey, 1, "B", 111.11, 3);
    finish(survey, true, 1, 0, 0, 0);
    TER_AUTO_FREE char *after = register_dump(registry);
    ck_assert_str_eq(before, after);
}
END_TEST

START_TEST(a_key_names_one_record_and_one_row)
{
    struct ter_survey *survey = begin("road");
    fix(survey, 7, "r", 111.11, 3);
    finish(survey, false, 0, 0, 0, 1);
    ck_assert_int_eq(refused.row, 7);
    ck_assert_ptr_nonnull(strstr(refused.reason, "several records have this road"));
    survey = begin("road");
    fix(survey, 8, "s", 111.31, 3);
    fix(survey, 9, "s", 111.32, 3);
    finish(survey, false, 1, 0, 0, 1);
    ck_assert_int_eq(refused.row, 9);
    ck_assert_str_eq(refused.reason, "row 8 has the same road");
    survey = begin("road");
    fix(survey, 3, "x", 111.31, 3);
    finish(survey, false, 0, 0, 0, 1);
    ck_assert_str_eq(refused.reason, "no record has road \"x\"");
}
END_TEST

START_TEST(numbers_are_keys_whatever_their_type)
{
    struct ter_survey *survey = begin("source_row");
    ter_survey_add(survey, 1, ter_value_int(12), (struct ter_lonlat){111.2, 40.5}, 3);
    ter_survey_add(survey, 2, ter_value_real(14), (struct ter_lonlat){111.4, 40.5}, 3);
    finish(survey, false, 2, 0, 0, 0);
    register_text_is(registry, "SELECT group_concat(code) FROM hydrant WHERE placed_note = 'GPS'", "B,D");
}
END_TEST

/* The file is no edition of the list, even of the same name: its rows must not look like the list's own. */
START_TEST(the_list_does_not_take_it_for_its_own)
{
    struct load load = {.source = "GPS", .fields = "code|uncertainty_m|@"};
    struct ter_survey *survey = begin("code");
    fix(survey, 1, "A", 111.11, 3);
    finish(survey, false, 1, 0, 0, 0);
    register_text_is(registry, "SELECT kind FROM source WHERE name = 'GPS'", "positions");
    register_text_is(registry,
        "SELECT s.kind FROM history h JOIN source s ON s.id = h.source_id WHERE h.operation = "
        "'update' AND h.tool = 'import'",
        "positions");
    ck_assert_int_eq(
        register_int(registry,
            "SELECT s.kind = 'layer' FROM hydrant h JOIN source s ON s.id = h.source_id WHERE code = 'A'"),
        1);
    LOAD(registry, &load, "A|50|111.1 40.7");
    register_text_is(registry, "SELECT method FROM hydrant WHERE code = 'A'", "surveyed");
    ck_assert_int_eq(register_int(registry, "SELECT uncertainty_m FROM hydrant WHERE code = 'A'"), 3);
}
END_TEST

START_TEST(only_points_are_surveyed)
{
    struct ter_survey *survey = NULL;
    struct ter_error err = {0};
    ck_assert(!ter_survey_open(registry, register_layer(registry, "township"), 1, &source, &survey, &err));
    ck_assert_int_eq(err.code, TER_USAGE);
    ck_assert_ptr_null(survey);
}
END_TEST

Suite *suite_survey(void)
{
    Suite *suite = suite_create("survey");
    TCase *tcase = tcase_create("positions");
    tcase_add_checked_fixture(tcase, open_with_records, close_all);
    tcase_add_test(tcase, whatever_is_no_survey_is_replaced);
    tcase_add_test(tcase, a_better_survey_stays);
    tcase_add_test(tcase, the_same_again_leaves_no_trace);
    tcase_add_test(tcase, a_key_names_one_record_and_one_row);
    tcase_add_test(tcase, numbers_are_keys_whatever_their_type);
    tcase_add_test(tcase, the_list_does_not_take_it_for_its_own);
    tcase_add_test(tcase, only_points_are_surveyed);
    suite_add_tcase(suite, tcase);
    return suite;
}
