/* Owns the tests of guards: what a layer file may say, that C and the triggers refuse the same changes, and
 * that a refusal leaves the connection able to write. */
#include "layer/guard.h"
#include "registering.h"
#include "registry/find.h"
#include "registry/guards.h"
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

/* A layer of one guard. */
static char *lamp(int version, const char *guard)
{
    return ter_format("{\"name\": \"lamp\", \"version\": %d, \"title\": {\"en\": \"l\", \"zh\": \"l\"}, "
                      "\"description\": {\"en\": "
                      "\"l\", \"zh\": \"l\"}, \"geometry\": \"None\", \"code\": {\"prefix\": \"L-\", "
                      "\"digits\": 4}, \"fields\": "
                      "[{\"name\": \"a\", \"type\": \"integer\", \"shp\": \"A\", \"title\": {\"en\": \"a\", "
                      "\"zh\": \"a\"}}], "
                      "\"status\": {\"initial\": \"on\", \"values\": [{\"value\": \"on\", \"title\": "
                      "{\"en\": \"on\", \"zh\": "
                      "\"on\"}}, {\"value\": \"off\", \"title\": {\"en\": \"off\", \"zh\": \"off\"}}], "
                      "\"transitions\": {\"on\": "
                      "[\"off\"], \"off\": []}, \"guards\": [%s]}}",
        version, guard);
}

#define WORDS                                                                                                \
    "\"title\": {\"en\": \"t\", \"zh\": \"t\"}, \"refusal\": {\"en\": \"it's no\", \"zh\": \"不行\"}"

START_TEST(mistakes_are_named)
{
    static const char *const wrong[][2] = {
        {"{\"name\": \"g\", " WORDS ", \"to\": [\"off\"]}", "needs nothing"},
        {"{\"name\": \"g\", " WORDS ", \"to\": [\"of\"], \"needs\": {\"a\": [1]}}",
            "not one of /status/values"},
        {"{\"name\": \"g\", " WORDS ", \"to\": [\"on\"], \"from\": [\"off\"], \"needs\": {\"a\": [1]}}",
            "no way leads from \"off\""},
        {"{\"name\": \"g\", " WORDS ", \"from\": [\"on\"], \"needs\": {\"a\": [1]}}", "no \"to\""},
        {"{\"name\": \"g\", " WORDS ", \"to\": [\"off\"], \"needs\": {\"b\": [1]}}",
            "/status/guards/0/needs/b: \"b\" is not a field"},
        {"{\"name\": \"g\", " WORDS ", \"to\": [\"off\"], \"event\": {\"kind\": [\"inspektion\"]}}",
            "did you mean \"inspection\"?"},
        {"{\"name\": \"g\", " WORDS ", \"to\": [\"off\"], \"event\": {\"kind\": [\"patrol\"], \"given\": "
         "[\"by_unti\"]}}",
            "did you mean \"by_unit\"?"},
        {"{\"name\": \"g\", " WORDS ", \"event\": {\"kind\": [\"patrol\"]}}", "give the guard a \"to\""},
        {"{\"name\": \"g\", " WORDS
         ", \"to\": [\"off\"], \"event\": {\"kind\": [\"patrol\"], \"also_about\": \"x\"}}",
            "not a text field"},
        {"{\"name\": \"g\", " WORDS ", \"to\": [\"off\"], \"needs\": {\"a\": [1]}}, {\"name\": \"g\", " WORDS
         ", \"to\": [\"off\"], \"needs\": {\"a\": [1]}}",
            "name of another guard"},
        {"{\"name\": \"g\", \"title\": {\"en\": \"t\", \"zh\": \"t\"}, \"to\": [\"off\"], \"needs\": {\"a\": "
         "[1]}}",
            "refusal: is missing"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        TER_AUTO_FREE char *text = lamp(1, wrong[i][0]);
        struct ter_layer *layer = NULL;
        struct ter_error err = {0};
        ck_assert_msg(
            !ter_layer_parse(text, strlen(text), "lamp.json", &layer, &err), "%s was read", wrong[i][0]);
        ck_assert_msg(strstr(err.message, wrong[i][1]) != NULL, "%s: %s", wrong[i][0], err.message);
    }
}
END_TEST

/* Change one record in C's judgement and by the trigger: they must agree. */
static void change(int64_t id, const char *set, bool expected)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_layer *layer = register_layer(registry, "land_use");
    TER_AUTO_FREE char *sql = ter_format("UPDATE land_use SET %s WHERE id = %lld", set, (long long)id);
    TER_AUTO_FREE char *where = ter_format("id = %lld", (long long)id);
    TER_AUTO_FREE char *after = ter_format(
        "CREATE TEMP TABLE after_it AS SELECT * FROM land_use WHERE %s; UPDATE after_it SET %s", where, set);
    struct ter_filter filter = {.where = where};
    struct ter_error err = {0};
    const struct ter_record *record;
    struct ter_value old[TER_MAX_FIELDS], new[TER_MAX_FIELDS];
    TER_AUTO_FREE char *refusal = NULL;
    register_sql(registry, after);
    ck_assert(ter_find_open(registry, layer, &filter, &cursor, &err));
    ck_assert(ter_find_next(cursor, &record, &err) && record);
    for (size_t i = 0; i < layer->field_count; i++) {
        TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
        TER_AUTO_FREE char *one = ter_format("SELECT \"%s\" FROM after_it", layer->fields[i].name);
        bool row;
        old[i] = ter_value_copy(record->values[i]);
        ck_assert(ter_db_prepare(registry->db, one, &select, &err) && ter_db_step(select, &row, &err) && row);
        new[i] = ter_value_copy(ter_db_value(select, 0));
    }
    ck_assert(ter_guards_admit(registry, layer, old, new, TER_EN, &refusal, &err));
    ck_assert_msg((refusal == NULL) == expected, "%s: C says %s", set, refusal ? refusal : "yes");
    ter_find_close(cursor);
    cursor = NULL;
    register_sql(registry, "DROP TABLE temp.after_it");
    if (expected)
        register_sql(registry, sql);
    else
        register_refused(registry, sql);
    for (size_t i = 0; i < layer->field_count; i++) {
        ter_value_free(&old[i]);
        ter_value_free(&new[i]);
    }
}

static void add_visit(const char *code, const char *more, const char *values)
{
    TER_AUTO_FREE char *sql = ter_format("INSERT INTO event (about_layer, about_code, kind, happened_on%s) "
                                         "VALUES ('land_use', '%s', 'inspection', "
                                         "'2023-09-05'%s)",
        more, code, values);
    register_sql(registry, sql);
}

START_TEST(a_satellite_patch_needs_a_visit)
{
    register_sql(registry, "INSERT INTO land_use (code, origin, judgement, status) VALUES ('A', 'satellite', "
                           "'unlawful', 'verified')");
    change(1, "status = 'filed'", false);
    add_visit("A", "", "");
    change(1, "status = 'filed'", false); /* no unit, no position */
    add_visit("A", ", by_unit", ", 'x'");
    change(1, "status = 'filed'", false); /* no position */
    add_visit("B", ", by_unit, geom", ", 'x', MakePoint(111, 40.7, 4490)");
    change(1, "status = 'filed'", false); /* about another patch */
    add_visit("A", ", by_unit, geom, status", ", 'x', MakePoint(111, 40.7, 4490), 'withdrawn'");
    change(1, "status = 'filed'", false);
    add_visit("A", ", by_unit, geom", ", 'x', MakePoint(111, 40.7, 4490)");
    change(1, "status = 'filed'", true);
    /* Parts have the visits of what they were split from, and of what that was. */
    register_sql(registry,
        "INSERT INTO land_use (code, parent_code, origin, judgement, status) VALUES ('A-1', 'A', "
        "'satellite', 'unlawful', 'verified'), ('A-1-1', 'A-1', 'satellite', 'unlawful', "
        "'verified'), ('Q-1', 'Q', 'satellite', 'unlawful', 'verified')");
    change(2, "status = 'filed'", true);
    change(3, "status = 'filed'", true);
    change(4, "status = 'filed'", false);
}
END_TEST

START_TEST(regularisation_wants_all_of_it)
{
    static const char *const missing[] = {"project_class = 'dwelling'", "project_class = NULL",
        "fits_plan = 'no'", "penalised_on = NULL", "farmland_m2 = 0.5", "basic_farmland_m2 = 1",
        "stated_farmland_mu = 0.1", "farmland_m2 = NULL", "judgement = 'pending'"};
    register_sql(registry,
        "INSERT INTO land_use (code, origin, judgement, status, project_class, fits_plan, penalised_on, "
        "farmland_m2) "
        "VALUES ('A', 'patrol', 'unlawful', 'penalised', 'major', 'yes', '2023-09-20', 0)");
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++) {
        TER_AUTO_FREE char *set = ter_format("%s, status = 'regularising'", missing[i]);
        change(1, set, false);
    }
    change(1, "status = 'regularising'", true);
    change(1, "farmland_m2 = 5", true); /* the truth may always be written; check tells of it */
    change(1, "status = 'corrected'", false);
    change(1, "status = 'demolishing'", true);
    change(1, "status = 'corrected'", true);
}
END_TEST

START_TEST(closing_and_dates)
{
    register_sql(registry,
        "INSERT INTO land_use (code, status, judgement, found_on) VALUES ('A', 'verified', "
        "'unlawful', '2023-09-01')");
    change(1, "status = 'closed'", false);
    change(1, "status = 'closed', judgement = 'transferred'", false);
    change(1, "occurred_on = '2023-09-02'", false);
    change(1, "occurred_on = '2023-09-01'", true);
    change(1, "verified_on = '2023-08-31'", false);
    change(1, "status = 'closed', judgement = 'transferred', transferred_to = '水务局'", true);
    register_refused(registry,
        "INSERT INTO land_use (code, found_on, occurred_on) VALUES ('B', '2023-01-01', "
        "'2023-01-02')");
    register_refused(registry, "INSERT INTO land_use (code, status) VALUES ('B', 'filed')");
    register_sql(registry, "INSERT INTO land_use (code) VALUES ('B')");
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM land_use"), 2);
}
END_TEST

START_TEST(an_upgrade_may_bring_guards)
{
    TER_AUTO_FREE char *first = lamp(1, ""),
                       *second = lamp(
                           2, "{\"name\": \"g\", " WORDS ", \"to\": [\"off\"], \"needs\": {\"a\": [1]}}"),
                       *third = lamp(3, "");
    struct ter_layer_change result = {0};
    struct ter_error err = {0};
    ck_assert_msg(
        ter_layers_add(registry, first, strlen(first), "l", false, &result, &err), "%s", err.message);
    ter_layer_change_free(&result);
    register_sql(registry, "INSERT INTO lamp (code, status) VALUES ('x', 'off'), ('y', 'on')");
    result = (struct ter_layer_change){0};
    ck_assert_msg(
        ter_layers_add(registry, second, strlen(second), "l", false, &result, &err), "%s", err.message);
    ck_assert_uint_eq(result.notes.count, 1);
    ck_assert_ptr_nonnull(strstr(result.notes.items[0], "new guard g"));
    ter_layer_change_free(&result);
    const char *said = register_refused(registry, "UPDATE lamp SET status = 'off' WHERE code = 'y'");
    ck_assert_str_eq(said, "lamp.status: it's no / 不行");
    result = (struct ter_layer_change){0};
    ck_assert_msg(
        ter_layers_add(registry, third, strlen(third), "l", false, &result, &err), "%s", err.message);
    ter_layer_change_free(&result);
    register_sql(registry, "UPDATE lamp SET status = 'off' WHERE code = 'y'");
}
END_TEST

Suite *suite_guards(void)
{
    Suite *suite = suite_create("guards");
    TCase *tcase = tcase_create("guards");
    tcase_add_checked_fixture(tcase, open_one, close_one);
    tcase_add_test(tcase, mistakes_are_named);
    tcase_add_test(tcase, a_satellite_patch_needs_a_visit);
    tcase_add_test(tcase, regularisation_wants_all_of_it);
    tcase_add_test(tcase, closing_and_dates);
    tcase_add_test(tcase, an_upgrade_may_bring_guards);
    suite_add_tcase(suite, tcase);
    return suite;
}
