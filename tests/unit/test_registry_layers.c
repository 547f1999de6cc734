/* Owns the tests of layers that come to a registry that exists: a user's own, new versions, a newer program.
 * They protect records and history from a definition that no longer explains them. */
#include "registering.h"
#include "suites.h"

#include "registry/history.h"
#include "registry/layers.h"
#include "registry/store.h"

#include <stdlib.h>
#include <string.h>

/* The layer file of the walk-through with some texts replaced: "old", "new", …, NULL. The caller frees it. */
static char *lamp(const char *const *replace)
{
    TER_AUTO_FREE char *path =
        ter_format("%s/docs/examples/street-lamps/street_lamp.json", TERRIER_SOURCE_DIR);
    char *text = ter_test_read(path, NULL);
    for (; replace && replace[0]; replace += 2) {
        char *at = strstr(text, replace[0]);
        ck_assert_msg(at != NULL, "the example lacks %s", replace[0]);
        char *next = ter_format("%.*s%s%s", (int)(at - text), text, replace[1], at + strlen(replace[0]));
        free(text);
        text = next;
    }
    return text;
}
#define LAMP(...) lamp((const char *const[]){__VA_ARGS__, NULL})
#define VERSION(n) "\"version\": 1", "\"version\": " #n

static struct ter_layer_change add(struct ter_registry *registry, char *text)
{
    struct ter_layer_change change;
    struct ter_error err = {0};
    ck_assert_msg(
        ter_layers_add(registry, text, strlen(text), "lamp.json", false, &change, &err), "%s", err.message);
    free(text);
    return change;
}

static void adds(struct ter_registry *registry, char *text, enum ter_layer_outcome outcome)
{
    TER_AUTO_LAYER_CHANGE struct ter_layer_change change = add(registry, text);
    ck_assert_int_eq(change.outcome, outcome);
}

/* A refusal changes nothing in the file, and says where, in one line. */
static void refuses(struct ter_registry *registry, char *text, const char *path, const char *why)
{
    TER_AUTO_LAYER_CHANGE struct ter_layer_change change = {0};
    struct ter_error err = {0};
    TER_AUTO_FREE char *before = register_dump(registry);
    ck_assert_msg(!ter_layers_add(registry, text, strlen(text), "lamp.json", false, &change, &err),
        "not refused: %s", path);
    TER_AUTO_FREE char *start = ter_format("lamp.json: at %s: ", path);
    ck_assert_msg(strncmp(err.message, start, strlen(start)) == 0, "\"%s\" is not at %s", err.message, path);
    ck_assert_msg(strstr(err.message, why) != NULL, "\"%s\" does not say \"%s\"", err.message, why);
    ck_assert_ptr_null(strchr(err.message, '\n'));
    TER_AUTO_FREE char *after = register_dump(registry);
    ck_assert_str_eq(before, after);
    free(text);
}

static struct ter_registry *open_again(struct ter_registry *registry)
{
    struct ter_error err = {0};
    TER_AUTO_FREE char *path = ter_strdup(ter_registry_path(registry));
    ter_registry_close(registry);
    struct ter_registry *next = NULL;
    ck_assert_msg(ter_registry_open(path, TER_WRITE, &next, &err), "%s", err.message);
    return next;
}

static void load_lamps(struct ter_registry *registry)
{
    struct load load = {.layer = "street_lamp", .fields = "code|kind|status|fault|@"};
    LOAD(registry, &load, "A1|led|lit||111.1 40.7", "A2|sodium|faulty|dark|111.2 40.8", "|led|||");
    register_counts(&load, 3, 0, 0, 0);
}

/* A layer of one's own ---------------------------------------------------------------------------------- */

START_TEST(a_layer_of_ones_own_is_like_any)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    size_t shipped = ter_registry_layer_count(registry);
    adds(registry, lamp(NULL), TER_LAYER_ADDED);
    ck_assert_uint_eq(ter_registry_layer_count(registry), shipped + 1); /* the open handle knows it */
    load_lamps(registry);
    register_text_is(registry, "SELECT code FROM street_lamp WHERE id = 3", "L-00003");
    register_text_is(registry, "SELECT status FROM street_lamp WHERE id = 3", "lit");
    ck_assert_int_eq(register_int(registry, "SELECT CheckSpatialIndex('street_lamp', 'geom')"), 1);
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM geometry_columns WHERE f_table_name = "
                                            "'street_lamp' AND geometry_type = 1 AND srid = 4490"),
        1);
    ck_assert_int_eq(
        register_int(registry, "SELECT count(*) FROM layer_styles WHERE f_table_name = 'street_lamp'"), 2);
    register_refused(registry, "UPDATE street_lamp SET kind = 'candle' WHERE code = 'A1'");
    register_refused(registry, "UPDATE street_lamp SET height_m = 41 WHERE code = 'A1'");
    register_refused(registry, "INSERT INTO street_lamp (code) VALUES ('A1')");
    register_sql(registry, "UPDATE street_lamp SET status = 'removed' WHERE code = 'A1'");
    register_refused(registry, "UPDATE street_lamp SET status = 'lit' WHERE code = 'A1'");
    register_text_is(registry, "SELECT tool FROM history ORDER BY id DESC", "outside");
    registry = open_again(registry);
    ck_assert_uint_eq(ter_registry_layer_count(registry), shipped + 1);
}
END_TEST

START_TEST(the_same_file_again_changes_nothing)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    adds(registry, lamp(NULL), TER_LAYER_ADDED);
    TER_AUTO_FREE char *before = register_dump(registry);
    adds(registry, lamp(NULL), TER_LAYER_UNCHANGED);
    adds(registry, LAMP("\"version\": 1,", "\n\n\t\"version\":1 ,"), TER_LAYER_UNCHANGED);
    TER_AUTO_FREE char *after = register_dump(registry);
    ck_assert_str_eq(before, after);
    refuses(registry, LAMP("Street lamps", "Lamps"), "/version", "raise it to 2");
}
END_TEST

START_TEST(a_dry_run_leaves_no_trace)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    TER_AUTO_LAYER_CHANGE struct ter_layer_change change = {0};
    TER_AUTO_FREE char *text = lamp(NULL), *before = register_dump(registry);
    struct ter_error err = {0};
    ck_assert(ter_layers_add(registry, text, strlen(text), "lamp.json", true, &change, &err));
    ck_assert_int_eq(change.outcome, TER_LAYER_ADDED);
    ck_assert_uint_eq(ter_registry_layer_count(registry), ter_layer_shipped_count());
    TER_AUTO_FREE char *after = register_dump(registry);
    ck_assert_str_eq(before, after);
}
END_TEST

START_TEST(names_that_are_taken_are_refused)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    register_sql(registry, "CREATE TABLE Street_Lamp (mine TEXT); CREATE VIEW my_view AS SELECT 1");
    refuses(registry, lamp(NULL), "/name", "a table \"street_lamp\"");
    refuses(registry, LAMP("\"street_lamp\"", "\"my_view\""), "/name", "a view \"my_view\"");
    register_text_is(registry, "SELECT count(*) FROM street_lamp", "0");
}
END_TEST

/* New versions ------------------------------------------------------------------------------------------ */

START_TEST(a_new_version_may_permit_more)
{
    static const char *const steps[][2] = {
        {"\"aliases\": [\"街道\", \"路段\"]}",
            "\"aliases\": [\"街\"]},\n{\"name\": \"power_w\", \"type\": \"integer\", "
            "\"shp\": \"POWER\", \"title\": {\"en\": \"power\", \"zh\": \"功率\"}}"},
        {"{\"value\": \"led\"", "{\"value\": \"solar\", \"title\": {\"en\": \"solar\", \"zh\": \"太阳能\"}}, "
                                "{\"value\": \"led\""},
        {"{\"value\": \"removed\"", "{\"value\": \"stored\", \"title\": {\"en\": \"stored\", \"zh\": "
                                    "\"入库\"}}, {\"value\": \"removed\""},
        {"\"removed\": []", "\"removed\": [\"lit\"]"},
        {"\"min\": 2, \"max\": 40", "\"min\": 1"},
        {"\"domain\": \"fault\", ", ""},
        {"Street lamps", "Lamps"},
        {"#d55e00", "#ff0000"},
        {"\"shp\": \"HEIGHT_M\"", "\"shp\": \"HGT\""},
        {"\"days\": 7", "\"months\": 1"},
        {"\"manual\": 10", "\"manual\": 25"},
        {"[[\"township\", \"status\"]]", "[[\"road\"], [\"status\"]]"},
        {"\"by\": \"status\"", "\"by\": \"kind\""},
        {"\"severity\": 4", "\"severity\": 5"},
    };
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    adds(registry, lamp(NULL), TER_LAYER_ADDED);
    load_lamps(registry);
    enum { STEPS = sizeof steps / sizeof *steps };
    const char *replace[2 * STEPS + 3] = {0};
    for (size_t i = 0; i < STEPS; i++) {
        TER_AUTO_FREE char *version = ter_format("\"version\": %zu", i + 2);
        replace[2 * i] = steps[i][0];
        replace[2 * i + 1] = steps[i][1];
        replace[2 * i + 2] = "\"version\": 1";
        replace[2 * i + 3] = version;
        replace[2 * i + 4] = NULL;
        adds(registry, lamp(replace), TER_LAYER_UPGRADED);
    }
    register_sql(registry,
        "UPDATE street_lamp SET power_w = 60, kind = 'solar', fault = 'stolen', height_m = 99 "
        "WHERE code = 'A1'");
    register_refused(registry, "UPDATE street_lamp SET power_w = 'much' WHERE code = 'A1'");
    register_sql(registry, "UPDATE street_lamp SET status = 'removed' WHERE code = 'A2'");
    register_sql(registry, "UPDATE street_lamp SET status = 'lit' WHERE code = 'A2'");
    register_text_is(registry,
        "SELECT group_concat(layer_version) FROM (SELECT layer_version FROM history "
        "WHERE layer = 'street_lamp' ORDER BY id)",
        "1,15,15,15");
    ck_assert_int_eq(
        register_int(registry, "SELECT count(*) FROM layer_version WHERE layer = 'street_lamp'"), 1 + STEPS);
    register_text_is(registry,
        "SELECT group_concat(name) FROM sqlite_master WHERE type = 'index' AND "
        "tbl_name = 'street_lamp' AND sql IS NOT NULL AND name NOT LIKE '%by_hand' ORDER BY name",
        "street_lamp_by_road,street_lamp_by_status");
    ck_assert_int_eq(
        register_int(registry, "SELECT count(*) FROM layer_styles WHERE f_table_name = 'street_lamp' "
                               "AND styleName = 'Lamps' AND styleQML LIKE '%solar%'"),
        2);
    ck_assert_int_eq(register_int(registry, "SELECT CheckSpatialIndex('street_lamp', 'geom')"), 1);
    register_text_is(registry, "PRAGMA integrity_check", "ok");
}
END_TEST

START_TEST(a_new_version_may_not_permit_less)
{
    static const struct {
        const char *from, *to, *path, *why;
    } cases[] = {
        {"\"Point\"", "\"MultiPolygon\"", "/geometry", "was Point and cannot become MultiPolygon"},
        {"\"prefix\": \"L-\"", "\"prefix\": \"S-\"", "/code", "L-00001"},
        {"\"digits\": 5", "\"digits\": 6", "/code", "L-00001"},
        {"\"height_m\", \"type\": \"real\"", "\"height_m\", \"type\": \"integer\"", "/fields/2/type",
            "was real and cannot become integer"},
        {"\"name\": \"road\"", "\"name\": \"street\"", "/fields", "\"road\" is gone"},
        {"\"shp\": \"ROAD\"", "\"required\": true, \"shp\": \"ROAD\"", "/fields/0/required",
            "may have it empty"},
        {"\"shp\": \"ROAD\"", "\"automatic\": true, \"shp\": \"ROAD\"", "/fields/0/automatic",
            "cannot change"},
        {"\"shp\": \"ROAD\"", "\"domain\": \"kind\", \"shp\": \"ROAD\"", "/fields/0/domain",
            "any text so far"},
        {"\"min\": 2", "\"min\": 3", "/fields/2/min", "stricter"},
        {"\"max\": 40", "\"max\": 39.5", "/fields/2/max", "stricter"},
        {"\"fields\": [",
            "\"fields\": [{\"name\": \"pole\", \"type\": \"text\", \"shp\": \"POLE\", \"required\": true, "
            "\"title\": {\"en\": \"pole\", \"zh\": \"杆\"}}, ",
            "/fields/0/required", "no value for a new field"},
        {"{\"value\": \"sodium\"", "{\"value\": \"natrium\"", "/domains/kind", "\"sodium\" is gone"},
        {"\"initial\": \"lit\"", "\"initial\": \"faulty\"", "/status/initial", "was \"lit\""},
        {"\"lit\": [\"faulty\", \"removed\"]", "\"lit\": [\"faulty\"]", "/status/transitions/lit",
            "\"removed\" is gone"},
    };
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    adds(registry, lamp(NULL), TER_LAYER_ADDED);
    load_lamps(registry);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        refuses(registry, LAMP(VERSION(2), cases[i].from, cases[i].to), cases[i].path, cases[i].why);
    refuses(registry,
        LAMP(VERSION(2), "{\"value\": \"removed\"", "{\"value\": \"gone\"", "\"removed\": []", "\"gone\": []",
            "\"lit\": [\"faulty\", \"removed\"]", "\"lit\": [\"faulty\"]",
            "\"faulty\": [\"lit\", \"removed\"]", "\"faulty\": [\"lit\"]"),
        "/status/values", "\"removed\" is gone");
    adds(registry, LAMP(VERSION(3)), TER_LAYER_UPGRADED);
    refuses(registry, LAMP(VERSION(2)), "/version", "is 2, but the register has version 3 already");
}
END_TEST

START_TEST(a_column_of_somebodys_own_is_in_the_way)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    adds(registry, lamp(NULL), TER_LAYER_ADDED);
    register_sql(registry, "ALTER TABLE street_lamp ADD COLUMN POWER_W VARCHAR(20)"); /* as QGIS would */
    char *with_power = LAMP(VERSION(2), "\"fields\": [",
        "\"fields\": [{\"name\": \"power_w\", \"type\": \"integer\", \"shp\": \"POWER\", \"title\": {\"en\": "
        "\"power\", "
        "\"zh\": \"功率\"}}, ");
    refuses(registry, with_power, "/fields", "that somebody added");
    adds(registry, LAMP(VERSION(2)), TER_LAYER_UPGRADED); /* what is not in the way stays */
    load_lamps(registry);
}
END_TEST

START_TEST(a_style_changed_in_qgis_is_kept)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    adds(registry, lamp(NULL), TER_LAYER_ADDED);
    register_sql(registry,
        "UPDATE layer_styles SET styleQML = '<qgis/>' WHERE f_table_name = 'street_lamp' AND "
        "f_table_catalog IS NULL");
    TER_AUTO_LAYER_CHANGE struct ter_layer_change change =
        add(registry, LAMP(VERSION(2), "#d55e00", "#ff0000", "Street lamps", "Lamps"));
    ck_assert(change.style_kept);
    register_text_is(registry,
        "SELECT styleQML FROM layer_styles WHERE f_table_name = 'street_lamp' AND "
        "f_table_catalog IS NULL",
        "<qgis/>");
    register_text_is(registry,
        "SELECT styleName FROM layer_styles WHERE f_table_name = 'street_lamp' AND "
        "f_table_catalog = '' AND styleQML LIKE '%255,0,0%'",
        "Lamps");
    /* A style of one's own beside ours, made the default, changes nothing for ours. */
    register_sql(registry, "DELETE FROM layer_styles WHERE styleQML = '<qgis/>'");
    TER_AUTO_LAYER_CHANGE struct ter_layer_change again =
        add(registry, LAMP(VERSION(3), "#d55e00", "#00ff00"));
    ck_assert(!again.style_kept);
    ck_assert_int_eq(
        register_int(registry, "SELECT count(*) FROM layer_styles WHERE f_table_name = 'street_lamp'"), 1);
}
END_TEST

/* A before-image that is older than a field must not show the field as changed. */
START_TEST(history_from_before_a_field_stays_readable)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    TER_AUTO(ter_history_close) struct ter_history *history = NULL;
    const struct ter_history_entry *entry = NULL;
    struct ter_error err = {0};
    adds(registry, lamp(NULL), TER_LAYER_ADDED);
    load_lamps(registry);
    register_sql(registry, "UPDATE street_lamp SET road = 'x' WHERE code = 'A1'");
    adds(registry,
        LAMP(VERSION(2), "\"fields\": [",
            "\"fields\": [{\"name\": \"power_w\", \"type\": \"integer\", "
            "\"shp\": \"POWER\", \"title\": {\"en\": \"power\", \"zh\": \"功率\"}}, "),
        TER_LAYER_UPGRADED);
    const struct ter_history_filter filter = {.layer = register_layer(registry, "street_lamp"), .code = "A1"};
    ck_assert_msg(ter_history_open(registry, &filter, &history, &err), "%s", err.message);
    ck_assert_msg(ter_history_next(history, &entry, &err), "%s", err.message);
    ck_assert_ptr_nonnull(json_object_get(entry->after, "road"));
    ck_assert_ptr_null(json_object_get(entry->after, "power_w"));
}
END_TEST

/* A newer program --------------------------------------------------------------------------------------- */

/* A registry that the first published state of the program made: schema 1, two layers, 21 hydrants. */
static const char *first_registry(void)
{
    const char *path = ter_test_path("first.sqlite");
    TER_AUTO_FREE char *command =
        ter_format("gzip -dc '%s/tests/data/registry-v1.sqlite.gz' >'%s'", TERRIER_SOURCE_DIR, path);
    ck_assert_msg(system(command) == 0, "%s", command);
    return path;
}

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
    sqlite3_close(db);
}

/* All rows of a query as text. */
static void append_rows(sqlite3 *db, const char *sql, struct ter_buf *out)
{
    sqlite3_stmt *rows = NULL;
    ck_assert_msg(
        sqlite3_prepare_v2(db, sql, -1, &rows, NULL) == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
    ter_buf_printf(out, "-- %s\n", sql);
    while (sqlite3_step(rows) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(rows); i++) {
            const char *text = (const char *)sqlite3_column_text(rows, i);
            ter_buf_printf(out, "%s|", text ? text : "NULL");
        }
        ter_buf_text(out, "\n");
    }
    sqlite3_finalize(rows);
}

/* What stands in the file of terrier's making. SpatiaLite's own tables and triggers are its version's matter;
 * the order of a layer's columns is the one thing that an old file keeps. */
static char *description(sqlite3 *db)
{
#define OURS                                                                                                 \
    "(tbl_name IN (SELECT name FROM layer) OR tbl_name IN ('meta', 'layer', 'layer_version', "               \
    "'domain_value', "                                                                                       \
    "'status_transition', 'source', 'history', 'write_context', 'place', 'place_name', 'road', "             \
    "'road_name', "                                                                                          \
    "'junction', 'known_name', 'name_form', 'layer_styles'))"
    static const char *const queries[] = {
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE " OURS
        " AND (type = 'index' OR name GLOB 'ter_*' "
        "OR (type = 'table' AND name NOT IN (SELECT name FROM layer))) ORDER BY type, name",
        "SELECT layer.name, column.name, column.type, \"notnull\", dflt_value, pk FROM layer, "
        "pragma_table_info(layer.name) AS column ORDER BY 1, 2",
        "SELECT name FROM sqlite_master WHERE name IN (SELECT 'idx_' || name || '_geom' FROM layer) ORDER BY "
        "1",
        "SELECT * FROM domain_value ORDER BY 1, 2, 3",
        "SELECT * FROM status_transition ORDER BY 1, 2, 3",
        "SELECT * FROM layer ORDER BY position",
        "SELECT f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, "
        "styleSLD, "
        "useAsDefault, description, owner, ui FROM layer_styles ORDER BY f_table_name, f_table_catalog",
        "SELECT * FROM geometry_columns ORDER BY 1, 2",
        "SELECT * FROM meta ORDER BY 1",
        "PRAGMA user_version",
        "PRAGMA application_id",
    };
    struct ter_buf out = {0};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
        append_rows(db, queries[i], &out);
    return ter_buf_take(&out);
}

/* Records, history and gazetteer, with the columns that schema 1 has. */
static char *content(const char *path)
{
    static const char *const queries[] = {
        "SELECT id, code, kind, diameter_mm, road, defect, status, status_since, township, location_text, "
        "location_corrected, hex(geom), method, precision, uncertainty_m, placed_note, source_id, "
        "source_row, "
        "updated_at FROM hydrant ORDER BY id",
        "SELECT id, code, name, kind, status FROM township",
        "SELECT id, layer, layer_version, record_id, last_id, operation, at_utc, tool, note, source_id, "
        "before, "
        "geom_changed, hex(before_geom) FROM history ORDER BY id",
        "SELECT id, name, kind, hex(geom) FROM place ORDER BY id",
        "SELECT id, name, class, hex(geom) FROM road ORDER BY id",
        "SELECT * FROM place_name ORDER BY 1, 2",
        /* the motorway is found by the word for its class since schema 3 */
        "SELECT * FROM road_name WHERE key <> '高速' ORDER BY 1, 2",
        "SELECT * FROM source ORDER BY id",
        ("SELECT name, seq FROM sqlite_sequence WHERE name IN ('hydrant', 'township', 'history', 'source') "
         "ORDER BY 1"),
    };
    struct ter_buf out = {0};
    sqlite3 *db = NULL;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
        append_rows(db, queries[i], &out);
    sqlite3_close(db);
    return ter_buf_take(&out);
}

/* The first line in which two descriptions differ: both are long. */
static void same_description(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    ck_assert_msg(*a == *b, "migrated: %.300s\n----- fresh: %.300s", a, b);
}

START_TEST(an_old_registry_becomes_like_a_fresh_one)
{
    struct ter_error err = {0};
    const char *path = first_registry();
    TER_AUTO_FREE char *before = content(path);
    TER_AUTO(ter_registry_close) struct ter_registry *old = NULL, *fresh = NULL;
    ck_assert(!ter_registry_open(path, TER_READ, &old, &err));
    ck_assert_msg(strstr(err.message, "any command that writes brings it up to date"), "%s", err.message);
    ck_assert_msg(ter_registry_open(path, TER_WRITE, &old, &err), "%s", err.message);
    TER_AUTO_FREE char *after = content(path);
    ck_assert_str_eq(before, after);

    const struct ter_registry_options options = {.name = ter_registry_name(old), .lang = TER_ZH};
    ck_assert_msg(ter_registry_create(ter_test_path("fresh.sqlite"), &options, &err), "%s", err.message);
    ck_assert_msg(
        ter_registry_open(ter_test_path("fresh.sqlite"), TER_WRITE, &fresh, &err), "%s", err.message);
    TER_AUTO_FREE char *migrated_text = description(old->db), *fresh_text = description(fresh->db);
    same_description(migrated_text, fresh_text);
    register_text_is(old, "PRAGMA integrity_check", "ok");
    ck_assert_int_eq(register_int(old, "SELECT CheckSpatialIndex('hydrant', 'geom')"), 1);
}
END_TEST

START_TEST(an_old_registry_works_on)
{
    struct ter_error err = {0};
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    ck_assert_msg(ter_registry_open(first_registry(), TER_WRITE, &registry, &err), "%s", err.message);
    register_sql(registry, "UPDATE hydrant SET remark = 'x' WHERE code = 'H-000001'");
    ck_assert_int_eq(register_int(registry, "SELECT layer_version = (SELECT version FROM layer WHERE name = "
                                            "'hydrant') FROM history ORDER BY id DESC"),
        1);
    register_refused(registry, "UPDATE hydrant SET defect = 'none such' WHERE code = 'H-000001'");
    register_text_is(
        registry, "SELECT group_concat(version) FROM layer_version WHERE layer = 'hydrant'", "1,4");
    /* Once brought up to date, opening it writes nothing more. */
    TER_AUTO_FREE char *before = register_dump(registry);
    registry = open_again(registry);
    ck_assert_int_eq(sqlite3_total_changes(registry->db), 0);
    TER_AUTO_FREE char *after = register_dump(registry);
    ck_assert_str_eq(before, after);
    TER_AUTO(ter_registry_close) struct ter_registry *reader = NULL;
    ck_assert_msg(
        ter_registry_open(ter_test_path("first.sqlite"), TER_READ, &reader, &err), "%s", err.message);
}
END_TEST

START_TEST(a_style_that_qgis_saved_survives_the_migration)
{
    struct ter_error err = {0};
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    const char *path = first_registry();
    run_sql(path, "UPDATE layer_styles SET styleQML = '<mine/>', styleSLD = '<sld/>' WHERE f_table_name = "
                  "'hydrant' AND "
                  "f_table_catalog IS NULL");
    ck_assert_msg(ter_registry_open(path, TER_WRITE, &registry, &err), "%s", err.message);
    register_text_is(registry,
        "SELECT styleQML FROM layer_styles WHERE f_table_name = 'hydrant' AND "
        "f_table_catalog IS NULL",
        "<mine/>");
    ck_assert_int_eq(
        register_int(registry, "SELECT styleQML LIKE '%<qgis%' FROM layer_styles WHERE f_table_name = "
                               "'hydrant' AND f_table_catalog = ''"),
        1);
}
END_TEST

/* The view of the positions to review reads the layer of events, which came after it. */
static void reviews_what_was_not_found(struct ter_registry *registry)
{
    register_sql(registry,
        "UPDATE hydrant SET method = NULL, uncertainty_m = 1, geom = MakePoint(111.1, 40.7, (SELECT srid "
        "FROM geometry_columns WHERE f_table_name = 'hydrant')) WHERE "
        "code = 'H-000001'; INSERT INTO event (about_layer, about_code, kind, happened_on, result) VALUES "
        "('hydrant', 'H-000001', 'inspection', '2024-05-02', 'not_found')");
    ck_assert_int_eq(
        register_int(registry, "SELECT count(*) FROM hydrant_to_review WHERE code = 'H-000001'"), 1);
    register_sql(registry, "UPDATE event SET status = 'withdrawn'");
    ck_assert_int_eq(
        register_int(registry, "SELECT count(*) FROM hydrant_to_review WHERE code = 'H-000001'"), 0);
}

/* A user's own table under the name of a layer that ships later must neither be touched nor bar the file. */
START_TEST(a_table_of_somebodys_own_survives_the_migration)
{
    struct ter_error err = {0};
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    const struct ter_layer *layer = NULL;
    const char *path = first_registry();
    run_sql(path, "CREATE TABLE event (mine TEXT); INSERT INTO event VALUES ('kept')");
    ck_assert_msg(ter_registry_open(path, TER_WRITE, &registry, &err), "%s", err.message);
    register_text_is(registry, "SELECT mine FROM event", "kept");
    ck_assert(!ter_registry_layer(registry, "event", &layer, &err));
    ck_assert(ter_registry_layer(registry, "station", &layer, &err));
    /* A view that named it would fail, and SQLite would then rename no table at all. */
    int to_review = register_int(registry, "SELECT count(*) FROM hydrant_to_review");
    register_sql(registry, "ALTER TABLE event RENAME TO my_event");
    registry = open_again(registry);
    ck_assert_msg(ter_registry_layer(registry, "event", &layer, &err), "%s", err.message);
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM hydrant_to_review"), to_review);
    reviews_what_was_not_found(registry);
}
END_TEST

START_TEST(a_shipped_layer_that_somebody_extended_stays_theirs)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    TER_AUTO_FREE char *text = ter_strdup(register_layer(registry, "township")->json);
    char *version = strstr(text, "\"version\": "), *rest = version + strlen("\"version\": ");
    char *mine = ter_format("%.*s\"version\": 900%s", (int)(version - text), text, rest);
    adds(registry, mine, TER_LAYER_UPGRADED);
    int version_now = register_layer(registry, "township")->version;
    register_sql(registry, "UPDATE meta SET value = 'another program' WHERE key = 'derivation'");
    registry = open_again(registry);
    ck_assert_int_eq(register_layer(registry, "township")->version, version_now);
}
END_TEST

/* Triggers, views, indexes and columns follow the program, though neither schema nor versions changed. */
START_TEST(what_another_program_derived_is_derived_afresh)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    TER_AUTO_FREE char *before = description(registry->db);
    register_sql(registry,
        "DROP TRIGGER ter_hydrant_bi; DROP TRIGGER ter_hydrant_bu; DROP TRIGGER ter_hydrant_ai; "
        "DROP TRIGGER ter_hydrant_au; DROP TRIGGER ter_hydrant_ad; DROP TRIGGER ter_hydrant_ag; "
        "DROP VIEW hydrant_not_available; DROP VIEW hydrant_to_review; DROP VIEW hydrant_overdue; "
        "DROP VIEW hydrant_planned_works; DROP INDEX hydrant_by_status; "
        "ALTER TABLE hydrant DROP COLUMN remark; "
        "CREATE TRIGGER ter_hydrant_bi AFTER INSERT ON hydrant BEGIN SELECT 1; END; "
        "DELETE FROM domain_value WHERE layer = 'hydrant'; "
        "CREATE INDEX mine ON hydrant (owner); "
        "UPDATE meta SET value = 'another program' WHERE key = 'derivation'");
    registry = open_again(registry);
    register_sql(registry, "DROP INDEX mine"); /* it was left alone */
    TER_AUTO_FREE char *after = description(registry->db);
    same_description(after, before);
}
END_TEST

/* All or nothing: the file stays one that the old program can open. */
START_TEST(a_failed_migration_changes_nothing)
{
    struct ter_error err = {0};
    struct ter_registry *registry = NULL;
    const char *path = first_registry();
    run_sql(path, "CREATE TABLE layer_version (mine)");
    TER_AUTO_FREE char *before = content(path);
    ck_assert(!ter_registry_open(path, TER_WRITE, &registry, &err));
    ck_assert_msg(strstr(err.message, "bringing the registry to version 2") != NULL, "%s", err.message);
    TER_AUTO_FREE char *after = content(path);
    ck_assert_str_eq(before, after);
    run_sql(path, "DROP TABLE layer_version");
    ck_assert_msg(ter_registry_open(path, TER_WRITE, &registry, &err), "%s", err.message);
    ter_registry_close(registry);
}
END_TEST

Suite *suite_registry_layers(void)
{
    Suite *suite = suite_create("registry_layers");
    TER_TEST_CASE(suite, "own", a_layer_of_ones_own_is_like_any, the_same_file_again_changes_nothing,
        a_dry_run_leaves_no_trace, names_that_are_taken_are_refused);
    TER_TEST_CASE(suite, "versions", a_new_version_may_permit_more, a_new_version_may_not_permit_less,
        a_column_of_somebodys_own_is_in_the_way, a_style_changed_in_qgis_is_kept,
        history_from_before_a_field_stays_readable);
    TER_TEST_CASE(suite, "newer", an_old_registry_becomes_like_a_fresh_one, an_old_registry_works_on,
        a_style_that_qgis_saved_survives_the_migration, a_table_of_somebodys_own_survives_the_migration,
        a_shipped_layer_that_somebody_extended_stays_theirs, what_another_program_derived_is_derived_afresh,
        a_failed_migration_changes_nothing);
    return suite;
}
