/* Owns the tests of the views of a layer, through plain SQL as QGIS sends it: what they show on either side
 * of every line that they draw, what can be written through them, and how they follow their layer. */
#include "registering.h"
#include "suites.h"

#include "registry/derive.h"
#include "registry/layers.h"
#include "registry/views.h"

#include <stdlib.h>
#include <string.h>

#define POINT(x, y) "MakePoint(" #x ", " #y ", 4490)"
#define DAY(n) "date('now', 'localtime', '" #n " days')"

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

static void shows(const char *view, const char *codes)
{
    TER_AUTO_FREE char *sql =
        ter_format("SELECT group_concat(code, ' ') FROM (SELECT code FROM \"%s\" ORDER BY code)", view);
    register_text_is(registry, sql, codes);
}

START_TEST(availability_is_that_of_the_definition)
{
    register_sql(registry, "INSERT INTO hydrant (code, status) VALUES ('a', 'in_service'), ('b', 'limited'), "
                           "('c', 'out_of_service'), ('d', 'retired'), ('e', 'planned')");
    shows("hydrant_not_available", "c d e");
    /* a township is in force or was abolished for good, a target has no place, land use knows no availability
     */
    ck_assert(!ter_view_suits(register_layer(registry, "township"), TER_VIEW_NOT_AVAILABLE));
    ck_assert(!ter_view_suits(register_layer(registry, "target"), TER_VIEW_NOT_AVAILABLE));
    ck_assert(!ter_view_suits(register_layer(registry, "land_use"), TER_VIEW_NOT_AVAILABLE));
}
END_TEST

START_TEST(positions_to_review_are_those_of_terrier_review)
{
    register_sql(registry,
        "INSERT INTO hydrant (code, uncertainty_m, geom) VALUES ('a', 100, " POINT(
            111, 40) "), "
                     "('b', 100.5, " POINT(111, 40) "), ('c', NULL, NULL), ('d', 5, " POINT(111, 40) ")");
    shows("hydrant_to_review", "b c");
    ck_assert(!ter_view_suits(register_layer(registry, "grazing_ban"), TER_VIEW_TO_REVIEW));
}
END_TEST

/* A deadline of today is not missed yet; one that runs in another status is none. */
START_TEST(overdue_begins_the_day_after)
{
    register_sql(registry,
        "INSERT INTO hydrant (code, status, target_date) VALUES ('a', 'out_of_service', " DAY(
            -1) "), "
                "('b', 'out_of_service', " DAY(0) "), ('c', 'out_of_service', " DAY(
                    +1) "), "
                        "('d', 'in_service', " DAY(
                            -9) "), ('e', 'planned', NULL), ('f', 'out_of_service', NULL)");
    shows("hydrant_overdue", "a");
    shows("hydrant_planned_works", "b c e"); /* e is to be built, f only broken */
    register_text_is(
        registry, "SELECT deadline || ' ' || days_overdue FROM hydrant_overdue", "build or mend by 1");
    register_text_is(
        registry, "SELECT group_concat(ifnull(days_left, '-'), ' ') FROM hydrant_planned_works", "0 1 -");
}
END_TEST

/* Two deadlines of a station: each counts by itself, and the first that matters is named. */
START_TEST(several_deadlines_stand_apart)
{
    register_sql(registry,
        "INSERT INTO station (code, name, status, begin_by, target_date) VALUES "
        "('a', 'a', 'planned', " DAY(-5) ", " DAY(+5) "), ('b', 'b', 'building', " DAY(-5) ", " DAY(
            +9) "), "
                "('c', 'c', 'planned', NULL, " DAY(-2) "), ('d', 'd', 'building', NULL, NULL), "
                                                       "('e', 'e', 'in_service', " DAY(-5) ", NULL)");
    shows("station_overdue", "a c");
    shows("station_planned_works", "a b d");
    register_text_is(registry, "SELECT deadline || ' ' || days_overdue FROM station_overdue WHERE code = 'a'",
        "work to begin 5");
    register_text_is(registry,
        "SELECT deadline || ' ' || days_left FROM station_planned_works WHERE code = 'a'",
        "to be in service 5");
}
END_TEST

/* The view's date for a record with these columns. */
static void due_on(const char *layer, const char *columns, const char *values, const char *due)
{
    TER_AUTO_FREE char *sql =
        ter_format("DELETE FROM %s; INSERT INTO %s (%s) VALUES (%s)", layer, layer, columns, values);
    TER_AUTO_FREE char *ask = ter_format("SELECT max(deadline_on) FROM %s_overdue", layer);
    register_sql(registry, sql);
    register_text_is(registry, ask, due);
}

/* Months end where the day is missing; working days leave out weekends and holidays, and count the weekends
 * that are worked in their stead. */
START_TEST(deadlines_count_days_months_and_working_days)
{
    static const char verified[] = "status, judgement, verified_on";
    due_on("land_use", "status, occurred_on", "'found', '2023-02-27'", "2023-03-02");
    due_on("herd", "counted_on", "'2023-01-15'", "2023-04-15");
    due_on("herd", "counted_on", "'2023-11-30'", "2024-02-29");
    due_on("herd", "counted_on", "'2022-11-30'", "2023-02-28");
    due_on("herd", "counted_on", "'2023-12-31'", "2024-03-31");
    due_on("land_use", verified, "'verified', 'unlawful', '2023-11-06'", "2023-11-13"); /* Monday */
    due_on("land_use", verified, "'verified', 'unlawful', '2023-11-03'", "2023-11-10"); /* Friday */
    due_on("land_use", verified, "'verified', 'unlawful', '2023-11-04'", "2023-11-10"); /* Saturday */
    due_on("land_use", verified, "'verified', 'unlawful', '2023-11-05'", "2023-11-10"); /* Sunday */
    due_on("land_use", verified, "'verified', 'unlawful', '2023-11-09'", "2023-11-16");
    due_on("land_use", verified, "'verified', 'unlawful', '2023-09-27'", "2023-10-10"); /* National Day */
    due_on("land_use", verified, "'verified', 'lawful', '2023-09-27'", NULL);
    due_on("herd", "status, counted_on", "'dissolved', '2023-11-09'", NULL);
}
END_TEST

/* Each goes to the table, whose triggers refuse and record as they always do. */
START_TEST(writing_through_a_view)
{
    register_sql(registry, "INSERT INTO hydrant (code, status, geom) VALUES ('a', 'out_of_service', " POINT(
                               111.1, 40.7) "), ('b', 'out_of_service', NULL)");
    register_sql(registry, "UPDATE hydrant_not_available SET remark = 'r' WHERE code = 'a'");
    register_sql(registry, "UPDATE hydrant_not_available SET geom = " POINT(111.2, 40.8) " WHERE id = 1");
    register_text_is(registry,
        "SELECT h.remark || h.method || (SELECT count(*) FROM idx_hydrant_geom WHERE xmin > 111.15) FROM "
        "hydrant h "
        "WHERE id = 1",
        "rmanual1");
    register_sql(registry, "BEGIN; UPDATE hydrant_not_available SET remark = 'lost' WHERE id = 1");
    const char *message =
        register_refused(registry, "UPDATE hydrant_not_available SET status = 'planned' WHERE id = 1");
    ck_assert_ptr_nonnull(strstr(message, "hydrant.status: this change of status is not permitted"));
    message = register_refused(registry, "UPDATE hydrant_not_available SET id = 9 WHERE id = 1");
    ck_assert_ptr_nonnull(strstr(message, "an id never changes"));
    message = register_refused(registry, "INSERT INTO hydrant_not_available (code) VALUES ('c')");
    ck_assert_ptr_nonnull(strstr(message, "hydrant_not_available: add new records to the layer Hydrants / "));
    register_sql(registry, "UPDATE hydrant_not_available SET status = 'in_service' WHERE id = 1");
    shows("hydrant_not_available", "b");
    register_sql(registry, "DELETE FROM hydrant_not_available");
    register_text_is(registry, "SELECT group_concat(code || remark) FROM hydrant", "ar");
    register_text_is(registry, "SELECT group_concat(operation || record_id, ' ') FROM history",
        "insert1 insert2 update1 update1 update1 delete2");
}
END_TEST

START_TEST(a_target_is_written_through_its_view)
{
    register_sql(registry, "INSERT INTO target (code, subject, due_on) VALUES ('t', 'other', " DAY(-1) ")");
    register_sql(registry, "UPDATE target_overdue SET status = 'met' WHERE rowid = 1");
    register_text_is(registry, "SELECT status FROM target", "met");
    shows("target_overdue", NULL);
}
END_TEST

/* QGIS hides what lies outside of the extent that the statistics say. */
START_TEST(extents_keep_up_from_outside)
{
    static const char box[] =
        "SELECT group_concat(x, ' ') FROM (SELECT DISTINCT (row_count > 0) || ' ' || extent_min_x "
        "|| ' ' || extent_max_y AS x FROM (SELECT row_count, extent_min_x, extent_max_y FROM "
        "geometry_columns_statistics WHERE f_table_name = 'hydrant' UNION ALL SELECT 1, "
        "extent_min_x, extent_max_y FROM views_geometry_columns_statistics WHERE view_name LIKE "
        "'hydrant%'))";
    ck_assert_int_eq(
        register_int(registry, "SELECT count(*) FROM views_geometry_columns WHERE f_table_name = 'hydrant'"),
        4);
    struct ter_error err = {0};
    struct ter_write_context context = {.tool = "test"};
    ck_assert(ter_registry_begin(registry, &context, &err) && ter_registry_commit(registry, &err));
    register_sql(registry, "INSERT INTO hydrant (geom) VALUES (" POINT(111, 40) ")");
    register_text_is(registry, box, "1 111.0 40.0");
    register_sql(registry, "INSERT INTO hydrant (geom) VALUES (NULL)");
    register_sql(registry, "UPDATE hydrant SET geom = " POINT(110, 41) " WHERE id = 1");
    register_text_is(registry, box, "1 110.0 41.0");
    register_sql(registry, "DELETE FROM hydrant");
    ck_assert_int_eq(register_int(registry,
                         "SELECT row_count FROM geometry_columns_statistics WHERE f_table_name = 'hydrant'"),
        0);
}
END_TEST

static void add_well(const char *version, const char *deadlines)
{
    TER_AUTO_FREE char *text = ter_format("{\"name\": \"well\", \"version\": %s, \"title\": {\"en\": \"Bob's "
                                          "wells\", \"zh\": \"井\"}, \"description\": "
                                          "{\"en\": \"w\", \"zh\": \"w\"}, \"geometry\": \"Point\", "
                                          "\"code\": {\"prefix\": \"W-\", \"digits\": 4}, "
                                          "\"uncertainty_m\": {\"manual\": 5, \"imported\": 5}, \"fields\": "
                                          "[{\"name\": \"deadline_on\", \"type\": "
                                          "\"date\", \"shp\": \"DL\", \"title\": {\"en\": \"by\", \"zh\": "
                                          "\"by\"}}], \"status\": {\"initial\": \"on\", "
                                          "\"values\": [{\"value\": \"on\", \"title\": {\"en\": \"on\", "
                                          "\"zh\": \"on\"}}], \"transitions\": {}}%s, "
                                          "\"style\": {\"by\": \"status\"}}",
        version, deadlines);
    struct ter_layer_change change = {0};
    struct ter_error err = {0};
    ck_assert_msg(
        ter_layers_add(registry, text, strlen(text), "well.json", false, &change, &err), "%s", err.message);
    ter_layer_change_free(&change);
}

#define WELL_DEADLINE                                                                                        \
    ", \"deadlines\": [{\"name\": \"d\", \"title\": {\"en\": \"keeper's day\", \"zh\": \"日\"}, \"from\": " \
    "\"deadline_on\", \"open_while\": [\"on\"]}]"

/* A deadline comes and goes with the layer's version, and its views with it; quotes and names are no trouble.
 */
START_TEST(views_follow_their_layer)
{
    static const char views[] =
        "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_master WHERE type = "
        "'view' AND name LIKE 'well%' ORDER BY name)";
    static const char traces[] =
        "SELECT (SELECT count(*) FROM layer_styles WHERE f_table_name = 'well_overdue') || "
        "(SELECT count(*) FROM views_geometry_columns WHERE view_name = 'well_overdue')";
    add_well("1", "");
    register_text_is(registry, views, "well_to_review");
    register_text_is(registry, traces, "00");
    add_well("2", WELL_DEADLINE);
    register_text_is(registry, views, "well_overdue well_planned_works well_to_review");
    register_text_is(registry, traces, "21");
    register_sql(registry, "INSERT INTO well (code, deadline_on) VALUES ('a', '2020-01-01')");
    register_text_is(registry,
        "SELECT deadline_on || ' ' || deadline_on_ || ' ' || deadline FROM well_overdue",
        "2020-01-01 2020-01-01 keeper's day");
    register_sql(registry, "UPDATE layer_styles SET styleQML = 'mine' WHERE f_table_name = 'well_to_review'");
    add_well("3", "");
    register_text_is(registry, views, "well_to_review");
    register_text_is(registry, traces, "00");
    register_text_is(
        registry, "SELECT DISTINCT styleQML FROM layer_styles WHERE f_table_name = 'well_to_review'", "mine");
}
END_TEST

/* What somebody keeps under a view's name is theirs. */
START_TEST(names_that_are_taken_are_left)
{
    register_sql(registry, "CREATE TABLE well_to_review (x); INSERT INTO well_to_review VALUES (7);"
                           "CREATE VIEW well_overdue AS SELECT 8 AS x");
    add_well("1", WELL_DEADLINE);
    ck_assert_int_eq(register_int(registry, "SELECT x FROM well_to_review"), 7);
    ck_assert_int_eq(register_int(registry, "SELECT x FROM well_overdue"), 8);
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM well_planned_works"), 0);
    ck_assert_int_eq(
        register_int(registry, "SELECT count(*) FROM layer_styles WHERE f_table_name = 'well_to_review'"), 0);
}
END_TEST

Suite *suite_registry_views(void)
{
    Suite *suite = suite_create("registry_views");
    TCase *tcase = tcase_create("views");
    tcase_add_checked_fixture(tcase, open_one, close_one);
    tcase_add_test(tcase, availability_is_that_of_the_definition);
    tcase_add_test(tcase, positions_to_review_are_those_of_terrier_review);
    tcase_add_test(tcase, overdue_begins_the_day_after);
    tcase_add_test(tcase, several_deadlines_stand_apart);
    tcase_add_test(tcase, deadlines_count_days_months_and_working_days);
    tcase_add_test(tcase, writing_through_a_view);
    tcase_add_test(tcase, a_target_is_written_through_its_view);
    tcase_add_test(tcase, extents_keep_up_from_outside);
    tcase_add_test(tcase, views_follow_their_layer);
    tcase_add_test(tcase, names_that_are_taken_are_left);
    suite_add_tcase(suite, tcase);
    return suite;
}
