/* Owns the tests of the layers' triggers, through plain SQL as QGIS, OGR or anybody sends it. */
#include "registering.h"
#include "suites.h"

#include "registry/derive.h"

#include <stdlib.h>
#include <string.h>

#define POINT(x, y) "MakePoint(" #x ", " #y ", 4490)"

static struct ter_registry *registry;

static void open_one(void)
{
    ter_test_dir_open();
    registry = register_open();
    register_sql(registry, "INSERT INTO hydrant (geom, flow_lps, remark, source_row, precision, placed_note) "
                           "VALUES (" POINT(111.1, 40.7) ", 15, 'first', 3, 'road', 'note')");
}

static void close_one(void)
{
    ter_registry_close(registry);
    ter_test_dir_close();
}

static int64_t entries(void)
{
    return register_int(registry, "SELECT count(*) FROM history");
}

START_TEST(insert_gets_its_defaults)
{
    register_text_is(registry, "SELECT code || status || method || uncertainty_m FROM hydrant",
        "H-000001in_servicemanual20.0");
    /* Since when it has that status, nobody knows. */
    ck_assert_int_eq(register_int(registry, "SELECT status_since IS NULL FROM hydrant"), 1);
    ck_assert_int_eq(register_int(registry, "SELECT updated_at IS NOT NULL FROM hydrant"), 1);
    register_sql(registry, "INSERT INTO hydrant (method, uncertainty_m) VALUES ('manual', 5)");
    ck_assert_int_eq(
        register_int(registry, "SELECT method IS NULL AND uncertainty_m IS NULL FROM hydrant WHERE id = 2"),
        1);
    register_text_is(registry,
        "SELECT group_concat(operation || ' ' || tool || ' ' || record_id, ';') FROM history",
        "insert outside 1;insert outside 2");
}
END_TEST

/* QGIS copies every column when a feature is pasted, updated_at included. */
START_TEST(pasted_record_is_an_insert_first)
{
    register_sql(registry,
        "INSERT INTO hydrant (updated_at, status, remark) VALUES ('2020-01-01T00:00:00.000Z', "
        "'planned', 'copy')");
    register_text_is(registry, "SELECT group_concat(operation) FROM history WHERE record_id = 2", "insert");
    register_sql(
        registry, "INSERT INTO hydrant (code, updated_at) VALUES ('mine', '2020-01-01T00:00:00.000Z')");
    register_text_is(
        registry, "SELECT operation FROM history WHERE record_id = 3 ORDER BY id LIMIT 1", "insert");
    register_text_is(registry, "SELECT code FROM hydrant WHERE id = 2", "H-000002");
    ck_assert_int_eq(register_int(registry, "SELECT updated_at > '2024' FROM hydrant WHERE id = 2"), 1);
}
END_TEST

START_TEST(refusals_roll_back_and_the_next_is_stored)
{
    static const struct {
        const char *sql, *message;
    } cases[] = {
        {"UPDATE hydrant SET status = 'broken'", "hydrant.status: this is not one of the permitted values"},
        {"UPDATE hydrant SET status = NULL", "hydrant.status: must not be empty"},
        {"UPDATE hydrant SET status = 'planned'", "hydrant.status: this change of status is not permitted"},
        {"UPDATE hydrant SET defect = '无水'", "hydrant.defect: this is not one of the permitted values"},
        {"UPDATE hydrant SET target_date = '2023-02-30'", "hydrant.target_date: "},
        {"UPDATE hydrant SET target_date = '2023-02-29'", "hydrant.target_date: "},
        {"UPDATE hydrant SET target_date = '2023-3-5'", "hydrant.target_date: "},
        {"UPDATE hydrant SET target_date = '2023-03-05 12:00:00'", "hydrant.target_date: "},
        {"UPDATE hydrant SET target_date = 'now'", "hydrant.target_date: "},
        {"UPDATE hydrant SET target_date = 2460000.5", "hydrant.target_date: "},
        {"UPDATE hydrant SET target_date = ''", "hydrant.target_date: "},
        {"UPDATE hydrant SET target_date = x'00'", "hydrant.target_date: "},
        {"UPDATE hydrant SET flow_lps = 'much'", "hydrant.flow_lps: "},
        {"UPDATE hydrant SET flow_lps = -1", "hydrant.flow_lps: "},
        {"UPDATE hydrant SET flow_lps = 1000.5", "hydrant.flow_lps: "},
        {"UPDATE hydrant SET flow_lps = 9e999", "hydrant.flow_lps: "},
        {"UPDATE hydrant SET uncertainty_m = 9e999", "hydrant.uncertainty_m: "},
        {"UPDATE hydrant SET flow_lps = x'00'", "hydrant.flow_lps: "},
        {"UPDATE hydrant SET source_row = 1.5", "hydrant.source_row: "},
        {"UPDATE hydrant SET remark = x'00ff'", "hydrant.remark: "},
        {"UPDATE hydrant SET id = 7", "hydrant.id: an id never changes"},
        {"UPDATE OR REPLACE hydrant SET id = 7", "hydrant.id: an id never changes"},
        {"UPDATE hydrant SET code = 'W-1' WHERE id = 1", "hydrant.code: the code is empty or taken"},
        {"UPDATE OR REPLACE hydrant SET code = 'W-1' WHERE id = 1", "hydrant.code: "},
        {"UPDATE OR IGNORE hydrant SET code = 'W-1' WHERE id = 1", "hydrant.code: "},
        {"UPDATE hydrant SET code = ''", "hydrant.code: "},
        {"UPDATE hydrant SET code = NULL", "hydrant.code: "},
        {"UPDATE hydrant SET updated_at = NULL", "hydrant.updated_at: is kept by the registry"},
        {"INSERT INTO hydrant (code) VALUES ('W-1')", "hydrant.code: a record with this code exists"},
        {"INSERT OR REPLACE INTO hydrant (code) VALUES ('W-1')", "hydrant.code: "},
        {"INSERT OR IGNORE INTO hydrant (code) VALUES ('W-1')", "hydrant.code: "},
        {"INSERT OR REPLACE INTO hydrant (id, remark) VALUES (1, 'gone')",
            "hydrant.id: a record with this id"},
        {"REPLACE INTO hydrant (id, code) VALUES (1, 'W-1')", "hydrant.id: "},
        {"INSERT INTO hydrant (id, code) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET remark = 'gone'",
            "id"},
        {"INSERT INTO hydrant (status) VALUES ('')", "hydrant.status: "},
        {"INSERT INTO hydrant (kind) VALUES ('Crane')", "hydrant.kind: "},
        {"INSERT INTO township (code) VALUES ('T-1')", "township.name: must not be empty"},
    };
    register_sql(registry, "INSERT INTO hydrant (code) VALUES ('W-1')");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        TER_AUTO_FREE char *before = register_dump(registry);
        register_sql(registry, "BEGIN; UPDATE hydrant SET remark = 'lost with the refusal' WHERE id = 1");
        const char *message = register_refused(registry, cases[i].sql);
        ck_assert_msg(strstr(message, cases[i].message) != NULL, "%s: \"%s\"", cases[i].sql, message);
        TER_AUTO_FREE char *after = register_dump(registry);
        ck_assert_msg(strcmp(before, after) == 0, "left a trace: %s", cases[i].sql);
        TER_AUTO_FREE char *good = ter_format("UPDATE hydrant SET remark = 'good %zu' WHERE id = 1", i);
        TER_AUTO_FREE char *stored = ter_format("good %zu", i);
        register_sql(registry, good);
        register_text_is(registry, "SELECT remark FROM hydrant WHERE id = 1", stored);
    }
}
END_TEST

/* Every permitted transition passes and every other one is refused: the whole table. */
START_TEST(transitions_are_those_of_the_definition)
{
    const struct ter_layer *layer = register_layer(registry, "hydrant");
    const struct ter_domain *domain = layer->fields[layer->role[TER_ROLE_STATUS]].domain;
    for (size_t i = 0; i < domain->count; i++)
        for (size_t j = 0; j < domain->count; j++) {
            const char *from = domain->choices[i].value, *to = domain->choices[j].value;
            TER_AUTO_FREE char *insert =
                ter_format("DELETE FROM hydrant; INSERT INTO hydrant (status) VALUES "
                           "('%s')",
                    from);
            TER_AUTO_FREE char *update = ter_format("UPDATE hydrant SET status = '%s'", to);
            register_sql(registry, insert);
            if (ter_layer_transition_allowed(layer, from, to))
                register_sql(registry, update);
            else
                register_refused(registry, update);
        }
}
END_TEST

START_TEST(status_since_follows_the_status)
{
    register_sql(registry, "UPDATE hydrant SET status_since = '2020-01-01'");
    register_sql(registry, "UPDATE hydrant SET remark = 'x'");
    register_text_is(registry, "SELECT status_since FROM hydrant", "2020-01-01");
    register_sql(registry, "UPDATE hydrant SET status = 'limited'");
    ck_assert_int_eq(register_int(registry, "SELECT status_since = date('now') FROM hydrant"), 1);
    register_sql(registry, "UPDATE hydrant SET status = 'in_service', status_since = '2021-05-06'");
    register_text_is(registry, "SELECT status_since FROM hydrant", "2021-05-06");
}
END_TEST

/* OGR writes every column back. `set` is appended after the columns and so wins. */
static void rewrite_all(const char *set)
{
    const struct ter_layer *layer = register_layer(registry, "hydrant");
    TER_AUTO_BUF struct ter_buf sql = {0};
    ter_buf_text(&sql, "UPDATE hydrant SET geom = geom");
    for (size_t i = 1; i < layer->field_count; i++)
        if (strcmp(layer->fields[i].name, set) != 0)
            ter_buf_printf(&sql, ", \"%s\" = \"%s\"", layer->fields[i].name, layer->fields[i].name);
        else
            ter_buf_printf(&sql, ", \"%s\" = 'changed'", set);
    register_sql(registry, sql.data);
}

START_TEST(rewriting_everything_is_no_change)
{
    int64_t before = entries();
    register_sql(registry, "CREATE TEMP TABLE copy AS SELECT * FROM hydrant");
    rewrite_all("");
    ck_assert_int_eq(entries(), before);
    ck_assert_int_eq(
        register_int(registry, "SELECT count(*) FROM (SELECT * FROM hydrant EXCEPT SELECT * FROM copy)"), 0);
    rewrite_all("remark");
    ck_assert_int_eq(entries(), before + 1);
    register_text_is(registry,
        "SELECT json_extract(before, '$.remark') || geom_changed FROM history ORDER BY id DESC", "first0");
    /* Still where and how it was placed. */
    register_text_is(registry, "SELECT method || precision || placed_note || uncertainty_m FROM hydrant",
        "manualroadnote20.0");
}
END_TEST

START_TEST(moved_from_outside_is_placed_by_hand)
{
    register_sql(registry, "UPDATE hydrant SET method = 'geocoded', precision = 'road', uncertainty_m = 800, "
                           "placed_note = 'road 金四路'");
    int64_t before = entries();
    register_sql(registry, "UPDATE hydrant SET geom = " POINT(111.2, 40.8));
    ck_assert_int_eq(entries(), before + 1);
    ck_assert_int_eq(
        register_int(registry, "SELECT method = 'manual' AND uncertainty_m = 20 AND precision IS NULL "
                               "AND placed_note IS NULL FROM hydrant"),
        1);
    register_text_is(registry,
        "SELECT json_extract(before, '$.method') || geom_changed || (before_geom = " POINT(
            111.1, 40.7) ") FROM "
                         "history ORDER BY id DESC",
        "geocoded11");
    /* A radius and a note given with the move are kept. */
    register_sql(
        registry, "UPDATE hydrant SET geom = " POINT(111.3, 40.8) ", uncertainty_m = 3, placed_note = 'GPS'");
    ck_assert_int_eq(
        register_int(registry, "SELECT method = 'manual' AND uncertainty_m = 3 AND placed_note = 'GPS' "
                               "FROM hydrant"),
        1);
    /* Without a position there is no method and no radius; with one there always is. */
    register_sql(registry, "UPDATE hydrant SET geom = NULL");
    ck_assert_int_eq(
        register_int(registry, "SELECT method IS NULL AND uncertainty_m IS NULL AND precision IS NULL "
                               "AND placed_note IS NULL FROM hydrant"),
        1);
    register_sql(registry, "UPDATE hydrant SET geom = " POINT(111.3, 40.8));
    register_sql(registry, "UPDATE hydrant SET method = NULL, uncertainty_m = NULL");
    ck_assert_int_eq(
        register_int(registry, "SELECT method = 'manual' AND uncertainty_m = 20 FROM hydrant"), 1);
}
END_TEST

START_TEST(generated_codes_step_aside)
{
    register_sql(registry, "INSERT INTO hydrant (code) VALUES ('H-000003')"); /* the id of the next but one */
    register_sql(registry, "INSERT INTO hydrant (remark) VALUES ('third')");
    ck_assert_int_eq(register_int(registry, "SELECT code LIKE 'H-000003-____' FROM hydrant WHERE id = 3"), 1);
    register_sql(registry, "INSERT INTO hydrant (code) VALUES (NULL), (''), ('(new)')");
    register_text_is(
        registry, "SELECT group_concat(code, ' ') FROM hydrant WHERE id > 3", "H-000004 H-000005 H-000006");
    /* Ids are not used again, so neither are codes. */
    register_sql(registry, "DELETE FROM hydrant WHERE id = 6; INSERT INTO hydrant (remark) VALUES ('new')");
    register_text_is(registry, "SELECT code FROM hydrant ORDER BY id DESC", "H-000007");
    /* Also not by an insert that replaces on conflict. */
    register_sql(registry,
        "INSERT INTO hydrant (code) VALUES ('H-000009'); INSERT OR REPLACE INTO hydrant (remark) "
        "VALUES ('next')");
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM hydrant WHERE code LIKE 'H-000009%'"), 2);
}
END_TEST

START_TEST(recursive_triggers_end_and_lose_nothing)
{
    register_sql(registry, "PRAGMA recursive_triggers = ON");
    register_sql(registry, "INSERT INTO hydrant (geom, remark) VALUES (" POINT(111.5, 40.5) ", 'second')");
    register_sql(
        registry, "UPDATE hydrant SET geom = " POINT(111.6, 40.6) ", status = 'limited' WHERE id = 2");
    ck_assert_int_eq(
        register_int(registry, "SELECT method = 'manual' AND status = 'limited' AND X(geom) = 111.6 AND "
                               "uncertainty_m = 20 FROM hydrant WHERE id = 2"),
        1);
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM history WHERE record_id = 2 AND "
                                            "before_geom = " POINT(111.5, 40.5)),
        1);
    register_refused(registry, "INSERT OR REPLACE INTO hydrant (id) VALUES (2)");
    register_sql(registry, "DELETE FROM hydrant WHERE id = 2");
    register_text_is(registry,
        "SELECT operation || json_extract(before, '$.remark') FROM history ORDER BY id DESC", "deletesecond");
    ck_assert_int_eq(
        register_int(registry, "SELECT count(*) FROM history WHERE record_id = 2 AND operation IN "
                               "('insert', 'delete')"),
        2);
}
END_TEST

/* A layer as wide as permitted must have triggers that SQLite still takes. */
START_TEST(widest_layer_works)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    ter_buf_text(&text, "{\"name\": \"wide\", \"version\": 1, \"title\": {\"en\": \"w\", \"zh\": \"w\"}, "
                        "\"description\": {\"en\": \"w\", \"zh\": \"w\"}, \"geometry\": \"MultiLineString\", "
                        "\"code\": {\"prefix\": \"W\", \"digits\": 1}, \"uncertainty_m\": {\"manual\": 1, "
                        "\"imported\": 2}, \"fields\": [");
    for (int i = 0; i < TER_MAX_FIELDS - 14; i++)
        ter_buf_printf(&text,
            "%s{\"name\": \"f%d\", \"type\": \"real\", \"shp\": \"F%d\", \"required\": false, \"min\": -5, "
            "\"title\": {\"en\": \"f%d\", \"zh\": \"f%d\"}}",
            i ? ", " : "", i, i, i, i);
    ter_buf_text(&text,
        "], \"status\": {\"initial\": \"on\", \"values\": [{\"value\": \"on\", \"title\": {\"en\": "
        "\"on\", \"zh\": \"on\"}}], \"transitions\": {}}, \"style\": {\"by\": \"status\"}}");
    TER_AUTO(ter_layer_free) struct ter_layer *layer = NULL;
    struct ter_error err = {0};
    ck_assert_msg(ter_layer_parse(text.data, text.size, "wide", &layer, &err), "%s", err.message);
    ck_assert_uint_eq(layer->field_count, TER_MAX_FIELDS);
    ck_assert_msg(ter_derive_layer(registry->db, layer, 4490, TER_EN, &err), "%s", err.message);
    register_sql(registry,
        "INSERT INTO wide (f1, geom) VALUES (0.1, GeomFromText('MULTILINESTRING((1 1, 2 2))', "
        "4490)); UPDATE wide SET f45 = 2");
    ck_assert_int_eq(
        register_int(registry, "SELECT json_extract(before, '$.f1') = 0.1 AND json_extract(before, "
                               "'$.f45') IS NULL FROM history WHERE layer = 'wide' AND operation = "
                               "'update'"),
        1);
    register_refused(registry, "UPDATE wide SET f44 = -6");
}
END_TEST

/* Two squares that overlap between 111.4 and 111.5, and one that is a township no more. */
static void add_townships(void)
{
#define SQUARE(west, east)                                                                                   \
    "GeomFromText('MULTIPOLYGON(((" #west " 40, " #east " 40, " #east " 41, " #west " 41, " #west            \
    " 40)))', 4490)"
    register_sql(registry,
        "INSERT INTO township (name, status, geom) VALUES ('east', 'in_force', " SQUARE(
            111.4, 112) "), ('west', 'in_force', " SQUARE(111, 111.5) "), ('old', "
                                                                      "'abolished', " SQUARE(111, 112) ")");
}

static void township_is(const char *sql, const char *township)
{
    register_sql(registry, sql);
    register_text_is(registry, "SELECT township FROM hydrant ORDER BY id DESC LIMIT 1", township);
}

START_TEST(drawn_points_get_their_township)
{
    township_is("INSERT INTO hydrant (geom) VALUES (" POINT(111.1, 40.7) ")", NULL); /* no polygons yet */
    add_townships();
    township_is("INSERT INTO hydrant (geom) VALUES (" POINT(111.1, 40.7) ")", "west");
    township_is("INSERT INTO hydrant (geom) VALUES (" POINT(111.45, 40.7) ")", NULL); /* which of the two? */
    township_is("INSERT INTO hydrant (geom) VALUES (" POINT(113, 40.7) ")", NULL);
    township_is("INSERT INTO hydrant (geom) VALUES (NULL)", NULL);
    township_is("INSERT INTO hydrant (township, geom) VALUES ('as told', " POINT(111.1, 40.7) ")", "as told");
    register_text_is(registry,
        "SELECT group_concat(operation) FROM history WHERE layer = 'hydrant' AND record_id = 3", "insert");
}
END_TEST

START_TEST(moved_points_get_a_township_once)
{
    add_townships();
    register_sql(registry, "INSERT INTO hydrant (code) VALUES ('a')");
    township_is("UPDATE hydrant SET remark = 'r' WHERE code = 'a'", NULL);
    township_is("UPDATE hydrant SET geom = " POINT(111.8, 40.7) " WHERE code = 'a'", "east");
    /* It stays: check tells where it is wrong. */
    township_is("UPDATE hydrant SET geom = " POINT(111.1, 40.7) " WHERE code = 'a'", "east");
    register_sql(registry, "UPDATE hydrant SET township = NULL WHERE code = 'a'");
    register_sql(registry, "INSERT INTO write_context VALUES (1, 'geocode', NULL, NULL)");
    township_is("UPDATE hydrant SET geom = " POINT(111.2, 40.7) " WHERE code = 'a'", NULL);
}
END_TEST

Suite *suite_registry_triggers(void)
{
    Suite *suite = suite_create("registry_triggers");
    TCase *tcase = tcase_create("triggers");
    tcase_add_checked_fixture(tcase, open_one, close_one);
    tcase_add_test(tcase, insert_gets_its_defaults);
    tcase_add_test(tcase, pasted_record_is_an_insert_first);
    tcase_add_test(tcase, refusals_roll_back_and_the_next_is_stored);
    tcase_add_test(tcase, transitions_are_those_of_the_definition);
    tcase_add_test(tcase, status_since_follows_the_status);
    tcase_add_test(tcase, rewriting_everything_is_no_change);
    tcase_add_test(tcase, moved_from_outside_is_placed_by_hand);
    tcase_add_test(tcase, generated_codes_step_aside);
    tcase_add_test(tcase, recursive_triggers_end_and_lose_nothing);
    tcase_add_test(tcase, widest_layer_works);
    tcase_add_test(tcase, drawn_points_get_their_township);
    tcase_add_test(tcase, moved_points_get_a_township_once);
    suite_add_tcase(suite, tcase);
    return suite;
}
