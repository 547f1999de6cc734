/* Owns the tests of the check: each fault is made on purpose, must be named, and, where it can be mended,
 * must be gone after. */
#include "registering.h"
#include "suites.h"

#include "registry/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define POINT(x, y) "MakePoint(" #x ", " #y ", 4490)"

static struct ter_registry *registry;

/* The register of all tests, made once: making one takes longer than checking it. */
static char *template_bytes;
static size_t template_size;

static void make_template(void)
{
    ter_test_dir_open();
    registry = register_open();
    register_sql(registry,
        "INSERT INTO hydrant (code, geom, kind, uncertainty_m, township, location_text) VALUES "
        "('A1', " POINT(111.10, 40.70) ", 'pillar', 5, '甲镇', '路口北50米'),"
                                       "('A2', " POINT(
                                           111.20, 40.80) ", 'wall', 5, '甲镇', '桥头'),"
                                                          "('A3', NULL, 'pillar', NULL, '乙乡', '桥头')");
    register_sql(registry, "INSERT INTO township (code, name, geom) VALUES ('T1', '甲镇', GeomFromText("
                           "'MULTIPOLYGON(((111 40, 112 40, 112 41, 111 41, 111 40)))', 4490))");
    struct ter_error err = {0}; /* every write of the program itself refreshes the extents */
    ck_assert(ter_registry_begin(registry, &(struct ter_write_context){.tool = "test"}, &err));
    ck_assert(ter_registry_commit(registry, &err));
    register_sql(registry, "PRAGMA wal_checkpoint(TRUNCATE)");
    ter_registry_close(registry);
    registry = NULL;
    template_bytes = ter_test_read(ter_test_path("r.sqlite"), &template_size);
    ter_test_dir_close();
}

static void free_template(void)
{
    free(template_bytes);
}

static void reopen(void)
{
    struct ter_error err = {0};
    ter_registry_close(registry);
    registry = NULL;
    ck_assert_msg(ter_registry_open(ter_test_path("r.sqlite"), TER_MEND, &registry, &err), "%s", err.message);
    sqlite3_db_config(registry->db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL); /* damage is done as others could */
}

static void open_one(void)
{
    ter_test_dir_open();
    ter_test_write("r.sqlite", template_bytes, template_size);
    reopen();
}

static void close_one(void)
{
    ter_registry_close(registry);
    ter_test_dir_close();
}

/* Write past a table's triggers, which stand again after. */
static void past_triggers(const char *table, const char *sql)
{
    struct ter_buf drop = {0}, restore = {0};
    sqlite3_stmt *rows = NULL;
    ck_assert_int_eq(
        sqlite3_prepare_v2(registry->db,
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? ORDER BY rowid", -1,
            &rows, NULL),
        SQLITE_OK);
    sqlite3_bind_text(rows, 1, table, -1, SQLITE_TRANSIENT);
    while (sqlite3_step(rows) == SQLITE_ROW) {
        ter_buf_printf(&drop, "DROP TRIGGER \"%s\";", sqlite3_column_text(rows, 0));
        ter_buf_printf(&restore, "%s;", sqlite3_column_text(rows, 1));
    }
    sqlite3_finalize(rows);
    register_sql(registry, drop.data);
    register_sql(registry, sql);
    register_sql(registry, restore.data);
    ter_buf_free(&drop);
    ter_buf_free(&restore);
}

/* What a run told: one line a finding. */
struct told {
    struct ter_buf lines;
    struct ter_check_result result;
};

static void note_finding(void *user, const struct ter_finding *finding)
{
    struct told *told = user;
    ck_assert_ptr_nonnull(finding->advice);
    ter_buf_printf(&told->lines, "%s %s %s %s%s: %s\n", finding->severity == TER_FAULT ? "fault" : "warning",
        finding->kind, finding->layer ? finding->layer : "-", finding->code ? finding->code : "-",
        finding->fixable ? " (fixable)" : "", finding->detail);
}

static void note_mended(void *user, const char *kind, const char *layer, const char *detail)
{
    ter_buf_printf(user, "%s %s: %s\n", kind, layer ? layer : "-", detail);
}

static const struct ter_check_options usual = {.duplicates_m = 2};

static struct ter_check *check_open(const struct ter_check_options *options)
{
    struct ter_error err = {0};
    struct ter_check *check = NULL;
    ck_assert(ter_check_open(registry, options, &check, &err));
    return check;
}

static void look(struct ter_check *check, struct told *told)
{
    struct ter_error err = {0};
    ter_buf_clear(&told->lines);
    ter_buf_text(&told->lines, "");
    ck_assert_msg(ter_check_run(check, note_finding, told, &told->result, &err), "%s", err.message);
}

static void must_hold(const struct ter_buf *lines, const char *line)
{
    ck_assert_msg(lines->data && strstr(lines->data, line), "missing: %s\ntold:\n%s", line,
        lines->data ? lines->data : "nothing");
}

static void must_tell(const char *line)
{
    struct told told = {0};
    TER_AUTO(ter_check_close) struct ter_check *check = check_open(&usual);
    look(check, &told);
    must_hold(&told.lines, line);
    ter_buf_free(&told.lines);
}

static void must_be_clean(const struct ter_check_options *options)
{
    struct told told = {0};
    TER_AUTO(ter_check_close) struct ter_check *check = check_open(options);
    look(check, &told);
    ck_assert_msg(!told.result.faults && !told.result.warnings, "%s", told.lines.data);
    ter_buf_free(&told.lines);
}

/* Check that a fault is told, mend it, and check that this was said and that nothing is left. */
static void must_mend(const char *fault, const char *line)
{
    struct ter_error err = {0};
    struct told told = {0};
    struct ter_buf done = {0};
    TER_AUTO(ter_check_close) struct ter_check *check = check_open(&usual);
    look(check, &told);
    must_hold(&told.lines, fault);
    ck_assert_msg(ter_check_mend(check, note_mended, &done, &err), "%s", err.message);
    must_hold(&done, line);
    ck_assert_int_eq(sqlite3_get_autocommit(registry->db), 1);
    look(check, &told);
    ck_assert_msg(!told.result.faults && !told.result.warnings, "%s", told.lines.data);
    ter_buf_free(&told.lines);
    ter_buf_free(&done);
}

/* -------------------------------------------------------------------------------------------------------- */

START_TEST(healthy_register_is_clean)
{
    must_be_clean(&usual);
    ck_assert_int_eq(register_int(registry, "SELECT CheckSpatialIndex()"), 1);
    ck_assert_uint_gt(ter_check_kind_count(), 10);
    for (size_t i = 0; i < ter_check_kind_count(); i++)
        ck_assert(*ter_check_kind_name(i) && *ter_check_kind_finds(i));
}
END_TEST

/* A check changes nothing, and needs no right to write. */
START_TEST(reading_is_enough)
{
    struct ter_error err = {0};
    register_sql(registry, "PRAGMA wal_checkpoint(TRUNCATE)");
    ter_registry_close(registry);
    size_t before_size, after_size;
    TER_AUTO_FREE char *before = ter_test_read(ter_test_path("r.sqlite"), &before_size);
    ck_assert(ter_registry_open(ter_test_path("r.sqlite"), TER_READ, &registry, &err));
    must_be_clean(&usual);
    TER_AUTO_FREE char *after = ter_test_read(ter_test_path("r.sqlite"), &after_size);
    ck_assert_uint_eq(before_size, after_size);
    ck_assert_int_eq(memcmp(before, after, before_size), 0);
}
END_TEST

/* Each made past the triggers of hydrant; `mended` NULL: told with advice, and left as it is. */
static const struct record_case {
    const char *sql, *told, *mended;
} record_cases[] = {
    {"UPDATE hydrant SET code = '(auto)' WHERE id = 1",
        "fault code hydrant id 1 (fixable): the code was never generated", "code hydrant: 1 codes generated"},
    {"UPDATE hydrant SET code = '' WHERE id = 1", "fault code hydrant id 1 (fixable): the code is empty",
        "code hydrant: 1 codes generated"},
    /* The code that would be generated is taken. */
    {"UPDATE hydrant SET code = 'H-000001' WHERE id = 2; UPDATE hydrant SET code = '(auto)' WHERE id = 1",
        "fault code hydrant id 1 (fixable)", "code hydrant: 1 codes generated"},
    {"INSERT INTO hydrant (code, kind, status) VALUES ('new', 'wall', 'in_service')",
        "fault untracked hydrant new (fixable)", "untracked hydrant: 1 records taken under history"},
    {"UPDATE hydrant SET method = NULL WHERE id = 1", "fault position hydrant A1 (fixable): nothing says how",
        "position hydrant: 1 records"},
    {"UPDATE hydrant SET uncertainty_m = NULL WHERE id = 1",
        "fault position hydrant A1 (fixable): the position has no error radius",
        "position hydrant: 1 records"},
    {"UPDATE hydrant SET uncertainty_m = 0 WHERE id = 1",
        "fault position hydrant A1 (fixable): the position's error", "position hydrant: 1 records"},
    {"UPDATE hydrant SET uncertainty_m = 10 WHERE id = 3",
        "fault position hydrant A3 (fixable): a radius or a method", "position hydrant: 1 records"},
    {"UPDATE hydrant SET kind = 'tap' WHERE id = 1", "fault value hydrant A1: \"tap\" is not a kind", NULL},
    {"UPDATE hydrant SET flow_lps = 'much' WHERE id = 1", "fault value hydrant A1: \"much\" is not a number",
        NULL},
    {"UPDATE hydrant SET flow_lps = -1 WHERE id = 1", "fault value hydrant A1: ", NULL},
    {"UPDATE hydrant SET target_date = '2023-02-30' WHERE id = 1", "fault value hydrant A1: \"2023-02-30\"",
        NULL},
    {"UPDATE hydrant SET remark = x'0102' WHERE id = 1", "fault value hydrant A1: remark holds bytes", NULL},
    {"UPDATE hydrant SET remark = CAST(x'ff41' AS TEXT) WHERE id = 1",
        "fault value hydrant A1: remark is not valid UTF-8", NULL},
    {"UPDATE hydrant SET status = 'broken' WHERE id = 1",
        "fault status hydrant A1: \"broken\" is not a status", NULL},
    {"UPDATE hydrant SET status = NULL WHERE id = 1", "fault status hydrant A1: status must not be empty",
        NULL},
    {"UPDATE hydrant SET source_id = 99 WHERE id = 1", "fault source hydrant A1: source 99", NULL},
    {"UPDATE hydrant SET geom = x'00' WHERE id = 1", "fault geometry hydrant A1: the geometry is damaged",
        NULL},
    {"UPDATE hydrant SET geom = x'' WHERE id = 1", "fault geometry hydrant A1: the geometry is damaged",
        NULL},
    {"UPDATE hydrant SET geom = GeomFromText('LINESTRING(111 40, 111.1 40)', 4490) WHERE id = 1",
        "fault geometry hydrant A1: the geometry is a LineString instead of a Point", NULL},
    {"UPDATE hydrant SET geom = MakePoint(111.1, 40.7, 4326) WHERE id = 1",
        "fault geometry hydrant A1: the geometry is in EPSG:4326 instead of EPSG:4490", NULL},
    {"UPDATE hydrant SET geom = " POINT(200, 40) " WHERE id = 1",
        "fault geometry hydrant A1: 200,40 is not on the globe", NULL},
    {"UPDATE hydrant SET geom = " POINT(40.7, 111.1) " WHERE id = 1",
        "fault geometry hydrant A1: 40.7,111.1 is not", NULL},
    {"UPDATE hydrant SET geom = " POINT(1e999, 40) " WHERE id = 1",
        "fault geometry hydrant A1: a coordinate is not a", NULL},
    {"UPDATE hydrant SET geom = " POINT(10, 40) " WHERE id = 1",
        "warning geometry hydrant A1: 10,40 is outside the area of EPSG:4490", NULL},
    /* The box in the blob's head says 0 where the point says 111.1. */
    {"UPDATE hydrant SET geom = CAST(substr(geom, 1, 6) || zeroblob(32) || substr(geom, 39) AS BLOB) WHERE "
     "id = 1",
        "fault geometry hydrant A1: the box stored with", NULL},
};

START_TEST(faults_of_records)
{
    const struct record_case *one = &record_cases[_i];
    past_triggers("hydrant", one->sql);
    if (!one->mended) {
        must_tell(one->told);
    } else {
        must_mend(one->told, one->mended);
        ck_assert_int_eq(
            register_int(registry, "SELECT count(*) FROM hydrant WHERE code IN ('', '(auto)')"), 0);
    }
}
END_TEST

START_TEST(mended_records_have_history)
{
    past_triggers("hydrant", "UPDATE hydrant SET uncertainty_m = NULL, method = NULL WHERE id = 2");
    must_mend("fault position hydrant A2", "position hydrant: 1 records");
    register_text_is(registry,
        "SELECT tool || ' ' || operation || ' ' || note FROM history ORDER BY id DESC LIMIT 1",
        "check update check --fix: position");
    register_text_is(registry,
        "SELECT method || ' ' || uncertainty_m || ' ' || placed_note FROM hydrant WHERE id = 2",
        "manual 20.0 radius assumed");
    ck_assert_int_eq(
        register_int(registry, "SELECT before_geom IS NULL FROM history ORDER BY id DESC LIMIT 1"), 1);
    past_triggers("hydrant", "INSERT INTO hydrant (kind, status) VALUES ('wall', 'in_service')");
    must_mend("fault untracked hydrant id 4", "untracked hydrant: 1 records");
    register_text_is(
        registry, "SELECT tool || ' ' || operation FROM history WHERE record_id = 4", "check insert");
    register_text_is(registry, "SELECT code FROM hydrant WHERE id = 4", "H-000004");
}
END_TEST

START_TEST(polygons_that_cross_themselves)
{
    register_sql(registry, "INSERT INTO township (code, name, geom) VALUES ('T2', '乙乡', GeomFromText("
                           "'MULTIPOLYGON(((111 42, 112 43, 112 42, 111 43, 111 42)))', 4490))");
    must_tell("fault geometry township T2: Self-intersection[111.5 42.5]");
}
END_TEST

static const struct record_case file_cases[] = {
    {"DELETE FROM idx_hydrant_geom WHERE pkid = 1",
        "fault spatial-index hydrant A1 (fixable): the spatial index does not find this record",
        "spatial-index hydrant: spatial index made anew: 2 entries"},
    {"INSERT INTO idx_hydrant_geom VALUES (99, 1, 2, 1, 2)",
        "fault spatial-index hydrant - (fixable): the spatial index has an entry for id 99",
        "spatial-index hydrant: spatial index made anew: 2 entries"},
    {"INSERT INTO idx_hydrant_geom VALUES (3, 1, 2, 1, 2)",
        "has an entry for id 3, which is no record with a geometry",
        "spatial-index hydrant: spatial index made anew: 2 entries"},
    {"UPDATE idx_hydrant_geom SET xmin = 1, xmax = 2 WHERE pkid = 2",
        "fault spatial-index hydrant A2 (fixable): the spatial index finds this record elsewhere",
        "spatial-index hydrant: spatial index made anew: 2 entries"},
    {"DELETE FROM idx_hydrant_geom_rowid",
        "fault spatial-index hydrant - (fixable): the spatial index is damaged",
        "spatial-index hydrant: spatial index made anew: 2 entries"},
    {"DELETE FROM idx_hydrant_geom_node", "fault spatial-index hydrant",
        "spatial index made anew: 2 entries"},
    {"UPDATE idx_hydrant_geom_node SET data = x'00ff00ff'", "fault spatial-index hydrant",
        "spatial index made anew: 2 entries"},
    {"INSERT INTO idx_road_geom VALUES (5, 1, 2, 1, 2)", "fault spatial-index road - (fixable)",
        "spatial-index road: spatial index made anew: 0 entries"},
    {"DROP TRIGGER ter_hydrant_bu", "fault schema hydrant - (fixable): trigger ter_hydrant_bu is missing",
        "schema hydrant: trigger ter_hydrant_bu made anew"},
    {"DROP TRIGGER ter_hydrant_bu; CREATE TRIGGER ter_hydrant_bu BEFORE UPDATE ON hydrant BEGIN SELECT 1; "
     "END",
        "fault schema hydrant - (fixable): trigger ter_hydrant_bu was altered",
        "schema hydrant: trigger ter_hydrant_bu made anew"},
    {"DROP TRIGGER giu_hydrant_geom", "fault schema hydrant - (fixable): trigger giu_hydrant_geom is missing",
        "schema hydrant: trigger giu_hydrant_geom made anew"},
    {"DROP INDEX hydrant_by_status", "fault schema hydrant - (fixable): index hydrant_by_status is missing",
        "schema hydrant: index hydrant_by_status made anew"},
    {"DROP INDEX history_record", "fault schema history - (fixable): index history_record is missing",
        "schema history: index history_record made anew"},
    {"DELETE FROM geometry_columns WHERE f_table_name = 'hydrant'",
        "fault schema hydrant - (fixable): the registration in geometry_columns", "layers registered again"},
    {"DELETE FROM domain_value WHERE layer = 'hydrant' AND value = 'wall'",
        "fault schema hydrant - (fixable): domain kind has lost its value wall",
        "values put back into domains"},
    {"DELETE FROM status_transition WHERE layer = 'hydrant' AND old = 'planned' AND new = 'retired'",
        "fault schema hydrant - (fixable): the life-cycle has lost its step planned -> retired",
        "steps put back into life-cycles"},
    {"CREATE TRIGGER spy AFTER UPDATE ON hydrant BEGIN SELECT 1; END",
        "fault stranger hydrant -: trigger spy", NULL},
    {"CREATE TRIGGER spy AFTER UPDATE ON geometry_columns_statistics BEGIN SELECT 1; END",
        "fault stranger geometry_columns_statistics -: trigger spy", NULL},
    {"CREATE VIEW mine AS SELECT * FROM hydrant", "warning stranger mine -: view mine", NULL},
    {"CREATE UNIQUE INDEX only_one ON hydrant (owner)", "fault stranger hydrant -: index only_one is unique",
        NULL},
    {"ALTER TABLE hydrant ADD COLUMN colour TEXT", "warning stranger hydrant -: column colour", NULL},
    {"INSERT INTO status_transition VALUES ('hydrant', 'retired', 'planned')",
        "warning stranger hydrant -: the life-cycle permits retired -> planned", NULL},
    {"INSERT INTO domain_value (layer, domain, value, position, title_en, title_zh) VALUES ('hydrant', "
     "'kind', 'tap', 99, "
     "'tap', '龙头')",
        "warning stranger hydrant -: domain kind has the value tap", NULL},
    {"ALTER TABLE hydrant DROP COLUMN remark", "error in trigger", NULL}, /* SQLite itself refuses that */
    {"DROP TABLE place_name", "fault schema place_name -: the table is missing", NULL},
    {"DROP TABLE herd", "fault schema herd -: the table is missing", NULL},
    {"INSERT INTO place_name VALUES ('nowhere', 999)", "fault names place - (fixable): the name nowhere",
        "names place: 1 names without a place dropped"},
    {"INSERT INTO road_name VALUES ('nowhere', 999)", "fault names road - (fixable): the name nowhere",
        "names road: 1 names without a road dropped"},
    {"INSERT INTO junction VALUES ('here', 'there', 1, 111, 40, 0, 8, 0, 1)",
        "fault names junction - (fixable): the junction of here and there belongs to no road",
        "names junction: 1 junctions without a road dropped"},
    {"INSERT INTO write_context VALUES (1, 'ghost', NULL, NULL)", "fault write-context - - (fixable)",
        "write-context -: the table write_context emptied"},
    {"UPDATE geometry_columns_statistics SET row_count = 50 WHERE f_table_name = 'hydrant'",
        "warning extent hydrant - (fixable): the statistics say 50 rows, the table has 3",
        "extent -: extents"},
    {"UPDATE geometry_columns_statistics SET extent_max_x = 150 WHERE f_table_name = 'hydrant'",
        "warning extent hydrant - (fixable): the extent in the statistics", "extent -: extents"},
    {"INSERT INTO history (layer, layer_version, record_id, last_id, operation, at_utc, tool) VALUES "
     "('gone', 1, 1, 1, "
     "'insert', '2020', 'x')",
        "fault reference - -: the history has 1 entries of a layer gone", NULL},
    {"INSERT INTO place (source_id, name, kind, uncertainty_m) VALUES (77, 'here', 'village', 5)",
        "fault reference place id 1: source 77 of here", NULL},
    {"INSERT INTO event (about_layer, about_code, happened_on, kind) SELECT 'hydrant', 'A9', '2023-01-01', "
     "value FROM domain_value "
     "WHERE layer = "
     "'event' AND domain = 'kind' LIMIT 1",
        "is about hydrant A9, which does not exist", NULL},
    {"INSERT INTO status_transition VALUES ('hydrant', 'in_service', 'planned'); UPDATE hydrant SET status = "
     "'planned' "
     "WHERE id = 2; DELETE FROM status_transition WHERE layer = 'hydrant' AND new = 'planned'",
        "warning life-cycle hydrant A2: status in_service became planned", NULL},
    {"INSERT INTO hydrant (code, geom, kind) VALUES ('A4', MakePoint(111.10001, 40.7, 4490), 'pillar')",
        "warning duplicate hydrant A4: 0.8 m from A1, and of the same kind", NULL},
    {"INSERT INTO hydrant (code, township, location_text) VALUES ('A5', '乙乡', '桥头')",
        "warning same-text hydrant A3: 2 records of 乙乡 have the text \"桥头\" (to A5)", NULL},
    {"INSERT INTO event (code, kind, happened_on, document_no) VALUES ('E1', 'order', '2023-05-01', "
     "'令〔2023〕1号'), "
     "('E2', 'notice', '2023-05-01', '令〔2023〕1号'), ('E3', 'order', '2024-05-01', '令〔2023〕1号'), "
     "('E4', 'order', '2023-06-01', '令〔2023〕１号')",
        "warning document event E4: the order number 令〔2023〕１号 of 2023 was given to E1 before", NULL},
    {"UPDATE hydrant SET geom = MakePoint(112.01, 40.5, 4490), uncertainty_m = 500 WHERE id = 1",
        "warning township hydrant A1: 848 m outside 甲镇, with a radius of 500 m", NULL},
};

START_TEST(faults_of_the_file)
{
    const struct record_case *one = &file_cases[_i];
    if (strcmp(one->told, "error in trigger") == 0) {
        ck_assert_int_ne(sqlite3_exec(registry->db, one->sql, NULL, NULL, NULL), SQLITE_OK);
        return;
    }
    register_sql(registry, one->sql);
    reopen(); /* as another program leaves it */
    if (!one->mended) {
        must_tell(one->told);
    } else {
        must_mend(one->told, one->mended);
        ck_assert_int_eq(register_int(registry, "SELECT CheckSpatialIndex('hydrant', 'geom')"), 1);
    }
}
END_TEST

/* After the mending a trigger guards again. */
START_TEST(mended_triggers_guard)
{
    register_sql(registry, "DROP TRIGGER ter_hydrant_bu; DROP TRIGGER ter_hydrant_au");
    must_mend("trigger ter_hydrant_au is missing", "trigger ter_hydrant_bu made anew");
    register_refused(registry, "UPDATE hydrant SET kind = 'tap'");
    int64_t before = register_int(registry, "SELECT count(*) FROM history");
    register_sql(registry, "UPDATE hydrant SET kind = 'crane' WHERE id = 1");
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM history"), before + 1);
    must_be_clean(&usual);
}
END_TEST

/* Not told: what may be right. */
START_TEST(honest_about_radii)
{
    register_sql(registry,
        "UPDATE hydrant SET geom = MakePoint(112.01, 40.5, 4490), uncertainty_m = 900 WHERE id = 1");
    register_sql(registry, "UPDATE hydrant SET township = 'unknown' WHERE id = 2");
    register_sql(registry, "INSERT INTO hydrant (code, geom, kind, uncertainty_m) VALUES "
                           "('B1', MakePoint(111.2, 40.8, 4490), 'wall', 300)," /* known too badly */
                           "('B2', MakePoint(111.2, 40.8, 4490), 'pond', 5)");  /* another kind */
    register_sql(registry, "INSERT INTO hydrant (code, geom, kind, uncertainty_m, method) VALUES "
                           "('B3', MakePoint(111.2, 40.8, 4490), 'wall', 5, 'geocoded')");
    must_mend("extent hydrant", "extent -"); /* plain SQL leaves only the extents behind */
    must_be_clean(&(struct ter_check_options){.quick = true});
}
END_TEST

START_TEST(limit_tells_the_number)
{
    struct told told = {0};
    past_triggers("hydrant", "UPDATE hydrant SET kind = 'tap'");
    TER_AUTO(ter_check_close) struct ter_check *check = check_open(&(struct ter_check_options){.limit = 1});
    look(check, &told);
    ck_assert_int_eq(told.result.faults, 3);
    ck_assert_msg(strstr(told.lines.data, "fault value hydrant A1") &&
                      !strstr(told.lines.data, "value hydrant A2") &&
                      strstr(told.lines.data, "2 more of this kind"),
        "%s", told.lines.data);
    ter_buf_free(&told.lines);
}
END_TEST

START_TEST(wal_grown_large)
{
    register_sql(registry, "UPDATE hydrant SET remark = 'x' WHERE id = 1");
    TER_AUTO_FREE char *wal = ter_format("%s-wal", ter_test_path("r.sqlite"));
    ck_assert_int_eq(truncate(wal, 300 * 1024 * 1024), 0); /* a sparse tail that SQLite does not look at */
    must_mend("warning wal - - (fixable): the write-ahead log", "wal -: the write-ahead log taken over");
    must_be_clean(&usual);
}
END_TEST

/* An index that has lost an entry: it was not there when the record changed. */
START_TEST(index_without_an_entry)
{
    register_sql(registry,
        "CREATE TABLE saved AS SELECT * FROM sqlite_master WHERE name = 'hydrant_by_status';"
        "PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE name = 'hydrant_by_status'");
    reopen();
    register_sql(registry, "UPDATE hydrant SET status = 'limited' WHERE id = 1; PRAGMA writable_schema = ON;"
                           "INSERT INTO sqlite_master SELECT * FROM saved; DROP TABLE saved");
    reopen();
    must_mend("fault integrity - - (fixable): row 1 missing from index hydrant_by_status",
        "integrity -: all indexes made anew");
}
END_TEST

/* A page of a table overwritten: named, and the rest is looked at all the same. */
START_TEST(overwritten_page)
{
    const char *path = ter_test_path("r.sqlite");
    int64_t page = register_int(registry, "SELECT rootpage FROM sqlite_master WHERE name = 'hydrant'");
    int64_t size = register_int(registry, "PRAGMA page_size");
    register_sql(registry, "INSERT INTO place_name VALUES ('nowhere', 999); PRAGMA wal_checkpoint(TRUNCATE)");
    ter_registry_close(registry);
    FILE *file = fopen(path, "r+b");
    ck_assert_ptr_nonnull(file);
    fseek(file, (long)((page - 1) * size), SEEK_SET);
    for (int64_t i = 0; i < size; i++)
        fputc(0x5a, file);
    fclose(file);
    registry = NULL;
    reopen();
    must_tell("fault integrity - -: ");
    must_tell("could not be looked at: ");
    must_tell("fault names place - (fixable)");
}
END_TEST

Suite *suite_registry_check(void)
{
    Suite *suite = suite_create("registry_check");
    TCase *tcase = tcase_create("check");
    tcase_add_unchecked_fixture(tcase, make_template, free_template);
    tcase_add_checked_fixture(tcase, open_one, close_one);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, healthy_register_is_clean);
    tcase_add_test(tcase, reading_is_enough);
    tcase_add_loop_test(tcase, faults_of_records, 0, sizeof record_cases / sizeof *record_cases);
    tcase_add_loop_test(tcase, faults_of_the_file, 0, sizeof file_cases / sizeof *file_cases);
    tcase_add_test(tcase, mended_records_have_history);
    tcase_add_test(tcase, mended_triggers_guard);
    tcase_add_test(tcase, polygons_that_cross_themselves);
    tcase_add_test(tcase, honest_about_radii);
    tcase_add_test(tcase, limit_tells_the_number);
    tcase_add_test(tcase, wal_grown_large);
    tcase_add_test(tcase, index_without_an_entry);
    tcase_add_test(tcase, overwritten_page);
    suite_add_tcase(suite, tcase);
    return suite;
}
