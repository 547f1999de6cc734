/* Owns the register that tests work on, and the short form of loads. */
#include "registering.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Each of hundreds of tests wants an empty register, and making one is the larger part of a short test. So
 * the first test of a run makes it, and the others copy the file; that a register is made well is the concern
 * of the tests of registry/registry.c, which make their own. */
static void make_template(const char *path)
{
    struct ter_error err = {0};
    const char *made = ter_test_path("r.sqlite");
    ck_assert_msg(
        ter_registry_create(made, &(struct ter_registry_options){.lang = TER_EN}, &err), "%s", err.message);
    ck_assert_msg(rename(made, path) == 0, "%s: %s", path, strerror(errno));
}

static void copy_template(const char *from)
{
    size_t size;
    TER_AUTO_FREE char *content = ter_test_read(from, &size);
    ter_test_write("r.sqlite", content, size);
}

struct ter_registry *register_open(void)
{
    struct ter_registry *registry = NULL;
    struct ter_error err = {0};
    const char *template = ter_test_shared("template.sqlite");
    if (!ter_test_exists(template))
        make_template(template);
    copy_template(template);
    ck_assert_msg(
        ter_registry_open(ter_test_path("r.sqlite"), TER_WRITE, &registry, &err), "%s", err.message);
    return registry;
}

const struct ter_layer *register_layer(struct ter_registry *registry, const char *name)
{
    const struct ter_layer *layer = NULL;
    struct ter_error err = {0};
    ck_assert_msg(ter_registry_layer(registry, name, &layer, &err), "%s", err.message);
    return layer;
}

void register_sql(struct ter_registry *registry, const char *sql)
{
    int code = sqlite3_exec(registry->db, sql, NULL, NULL, NULL);
    ck_assert_msg(code == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(registry->db));
}

const char *register_refused(struct ter_registry *registry, const char *sql)
{
    int code = sqlite3_exec(registry->db, sql, NULL, NULL, NULL);
    ck_assert_msg(code != SQLITE_OK, "not refused: %s", sql);
    ck_assert_msg(sqlite3_extended_errcode(registry->db) == SQLITE_CONSTRAINT_TRIGGER, "%s: %s", sql,
        sqlite3_errmsg(registry->db));
    ck_assert_msg(sqlite3_get_autocommit(registry->db), "still in a transaction after: %s", sql);
    return sqlite3_errmsg(registry->db);
}

static sqlite3_stmt *prepare(struct ter_registry *registry, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(registry->db, sql, -1, &statement, NULL);
    ck_assert_msg(code == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(registry->db));
    return statement;
}

int64_t register_int(struct ter_registry *registry, const char *sql)
{
    sqlite3_stmt *statement = prepare(registry, sql);
    int64_t value = -1;
    int code = sqlite3_step(statement);
    ck_assert_msg(code == SQLITE_ROW || code == SQLITE_DONE, "%s: %s", sql, sqlite3_errmsg(registry->db));
    if (code == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL)
        value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
}

void register_text_is(struct ter_registry *registry, const char *sql, const char *expected)
{
    sqlite3_stmt *statement = prepare(registry, sql);
    ck_assert_msg(sqlite3_step(statement) == SQLITE_ROW, "no row: %s", sql);
    const char *text = (const char *)sqlite3_column_text(statement, 0);
    ck_assert_msg((!text && !expected) || (text && expected && strcmp(text, expected) == 0),
        "%s: \"%s\" instead of \"%s\"", sql, text ? text : "NULL", expected ? expected : "NULL");
    sqlite3_finalize(statement);
}

static void dump_rows(struct ter_registry *registry, const char *sql, struct ter_buf *out)
{
    sqlite3_stmt *rows = prepare(registry, sql);
    while (sqlite3_step(rows) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(rows); i++) {
            ter_buf_printf(out, "%d:", sqlite3_column_type(rows, i));
            const void *bytes = sqlite3_column_blob(rows, i);
            ter_buf_add(out, bytes ? bytes : "", bytes ? (size_t)sqlite3_column_bytes(rows, i) : 0);
            ter_buf_text(out, "\x1f");
        }
        ter_buf_text(out, "\n");
    }
    sqlite3_finalize(rows);
}

char *register_dump(struct ter_registry *registry)
{
    struct ter_buf out = {0};
    TER_AUTO_STRINGS struct ter_strings tables = {0};
    sqlite3_stmt *names = prepare(registry, "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT "
                                            "LIKE 'CREATE VIRTUAL%' ORDER BY name");
    while (sqlite3_step(names) == SQLITE_ROW)
        ter_strings_add(&tables, (const char *)sqlite3_column_text(names, 0));
    sqlite3_finalize(names);
    for (size_t i = 0; i < tables.count; i++) {
        TER_AUTO_FREE char *sql = ter_format("SELECT * FROM \"%s\"", tables.items[i]);
        ter_buf_printf(&out, "-- %s\n", tables.items[i]);
        dump_rows(registry, sql, &out);
    }
    dump_rows(registry, "SELECT type, name, sql FROM sqlite_master ORDER BY rowid", &out);
    return ter_buf_take(&out);
}

char *register_schema(struct ter_registry *registry)
{
    struct ter_buf out = {0};
    for (size_t i = 0; i < 3; i++) { /* indexes may come after triggers; the order within a kind counts */
        static const char *const sql[] = {
            "SELECT name, sql FROM sqlite_master WHERE type NOT IN ('index', 'trigger') ORDER BY rowid",
            "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name",
            "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY tbl_name, rowid"};
        dump_rows(registry, sql[i], &out);
    }
    return ter_buf_take(&out);
}

/* Loads ----------------------------------------------------------------------------------------------- */

static void note_reject(void *user, int64_t row_number, const char *reason)
{
    struct load *load = user;
    load->rejected_row = row_number;
    snprintf(load->reason, sizeof load->reason, "%s", reason);
}

static size_t split(char *text, char **ret_parts, size_t max)
{
    size_t count = 0;
    for (char *part; (part = strsep(&text, "|")) != NULL;) {
        ck_assert_uint_lt(count, max);
        ret_parts[count++] = part;
    }
    return count;
}

static size_t field_index(const struct ter_layer *layer, const char *name)
{
    const struct ter_field *field = ter_layer_field(layer, name);
    ck_assert_msg(field != NULL, "no field %s", name);
    return ter_layer_field_index(layer, field);
}

static void add_line(struct ter_load *load, const struct ter_layer *layer, char *const *names,
    size_t name_count, const char *line, int64_t number)
{
    struct ter_value values[TER_MAX_FIELDS] = {0};
    char scratch[TER_MAX_FIELDS][TER_SCRATCH_SIZE];
    uint8_t point[TER_WKB_POINT_SIZE];
    struct ter_record record = {values, layer->field_count, {NULL, 0}};
    struct ter_error err = {0};
    TER_AUTO_FREE char *copy = ter_strdup(line);
    char *cells[TER_MAX_FIELDS];
    ck_assert_uint_eq(split(copy, cells, TER_MAX_FIELDS), name_count);
    for (size_t i = 0; i < name_count; i++) {
        struct ter_lonlat at;
        if (strcmp(names[i], "@") != 0) {
            size_t field = field_index(layer, names[i]);
            if (*cells[i]) /* blank is null, also where the reader of a file would ask for more */
                ck_assert_msg(
                    ter_field_read(&layer->fields[field], cells[i], scratch[i], &values[field], &err), "%s",
                    err.message);
        } else if (sscanf(cells[i], "%lf %lf", &at.lon, &at.lat) == 2) {
            ter_wkb_from_point(at, point);
            record.geometry = (struct ter_wkb){point, sizeof point};
        }
    }
    ck_assert_msg(ter_load_add(load, &record, number, &err), "%s", err.message);
}

void register_load(
    struct ter_registry *registry, struct load *load, const char *const *lines, size_t line_count)
{
    const struct ter_layer *layer = register_layer(registry, load->layer ? load->layer : "hydrant");
    bool given[TER_MAX_FIELDS] = {0};
    struct ter_load_options options = {given, false, SIZE_MAX, load->dry_run, load->memory, NULL, NULL, NULL};
    struct ter_source source = {.name = load->source ? load->source : "list", .file = "list.csv"};
    struct ter_error err = {0};
    TER_AUTO_FREE char *copy = ter_strdup(load->fields);
    char *names[TER_MAX_FIELDS];
    size_t name_count = split(copy, names, TER_MAX_FIELDS);
    for (size_t i = 0; i < name_count; i++)
        if (strcmp(names[i], "@") == 0)
            options.has_geometry = true;
        else
            given[field_index(layer, names[i])] = true;
    if (load->key)
        options.key = field_index(layer, load->key);
    TER_AUTO(ter_load_close) struct ter_load *work = NULL;
    ck_assert_msg(ter_load_open(registry, layer, &source, &options, &work, &err), "%s", err.message);
    for (size_t i = 0; i < line_count; i++)
        add_line(work, layer, names, name_count, lines[i], (int64_t)i + 1);
    *load->reason = '\0';
    ck_assert_msg(
        ter_load_commit(work, 0, note_reject, load, &load->result, &err), "load failed: %s", err.message);
    ter_load_result_free(&load->result);
}

void register_counts(
    const struct load *load, int64_t inserted, int64_t updated, int64_t unchanged, int64_t rejected)
{
    const struct ter_load_result *result = &load->result;
    ck_assert_msg(result->inserted == inserted && result->updated == updated &&
                      result->unchanged == unchanged && result->rejected == rejected,
        "inserted %lld, updated %lld, unchanged %lld, rejected %lld (%s)", (long long)result->inserted,
        (long long)result->updated, (long long)result->unchanged, (long long)result->rejected, load->reason);
}

double register_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0;
}
