/* Owns the one pass over every record of every layer: its code, values, status, position and source; what
 * needs more than the record itself is asked of the row checks. And the mending of single records. */
#include "check_parts.h"

#include "base/crs.h"
#include "base/map.h"
#include "base/messages.h"
#include "base/progress.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static const struct ter_row_check *const row_checks[] = {
    &ter_row_check_index, &ter_row_check_township, &ter_row_check_duplicates, &ter_row_check_guards};
enum { ROW_CHECKS = sizeof row_checks / sizeof *row_checks };

struct pass {
    struct ter_check *check;
    const struct ter_layer *layer;
    struct ter_bbox area;   /* of the reference system */
    struct ter_map sources; /* ids */
    sqlite3_stmt *select;
    struct ter_value *values;
    struct ter_buf wkb;
    void *states[ROW_CHECKS];
};

/* One record ------------------------------------------------------------------------------------------ */

static void report(struct pass *pass, const struct ter_check_row *row, enum ter_check_kind kind, bool fixable,
    const char *detail)
{
    ter_check_report(pass->check, kind, TER_FAULT, pass->layer->name, row->code, fixable, "%s", detail);
}

static void check_value(struct pass *pass, const struct ter_check_row *row, size_t index)
{
    const struct ter_field *field = &pass->layer->fields[index];
    struct ter_value value = row->values[index];
    struct ter_error err = {0};
    bool is_status = index == pass->layer->role[TER_ROLE_STATUS];
    enum ter_check_kind kind = is_status ? TER_CHECK_STATUS : TER_CHECK_VALUE;
    if (sqlite3_column_type(pass->select, (int)index) == SQLITE_BLOB)
        ter_check_report(pass->check, kind, TER_FAULT, pass->layer->name, row->code, false,
            "%s holds bytes instead of a value", field->name);
    else if (value.type == TER_VALUE_TEXT && !ter_text_valid(value.text, value.size, NULL))
        ter_check_report(pass->check, kind, TER_FAULT, pass->layer->name, row->code, false,
            "%s is not valid UTF-8", field->name);
    else if (!ter_field_check(field, value, &err))
        report(pass, row, kind, false, err.message);
}

/* What stands for a code until the insert trigger gives one: of the table, and of QGIS's form. */
static bool is_placeholder(const char *code)
{
    return strcmp(code, "(auto)") == 0 || strcmp(code, "(new)") == 0;
}

static void check_code(struct pass *pass, const struct ter_check_row *row)
{
    struct ter_value code = row->values[pass->layer->role[TER_ROLE_CODE]];
    if (code.type != TER_VALUE_TEXT || !code.size)
        report(pass, row, TER_CHECK_CODE, true, "the code is empty");
    else if (is_placeholder(code.text))
        report(pass, row, TER_CHECK_CODE, true, "the code was never generated: it is a placeholder");
    if (row->values[pass->layer->role[TER_ROLE_UPDATED_AT]].type == TER_VALUE_NULL)
        report(pass, row, TER_CHECK_UNTRACKED, true,
            "no history since it was made: it was inserted while the triggers were away");
}

static bool is_null(const struct ter_check_row *row, enum ter_role role)
{
    return row->values[row->layer->role[role]].type == TER_VALUE_NULL;
}

static void check_position(struct pass *pass, const struct ter_check_row *row)
{
    if (!row->blob) {
        if (!is_null(row, TER_ROLE_UNCERTAINTY_M) || !is_null(row, TER_ROLE_METHOD) ||
            !is_null(row, TER_ROLE_PRECISION))
            report(pass, row, TER_CHECK_POSITION, true, "a radius or a method without a position");
        return;
    }
    if (is_null(row, TER_ROLE_METHOD))
        report(pass, row, TER_CHECK_POSITION, true, "nothing says how the position came about (method)");
    if (is_null(row, TER_ROLE_UNCERTAINTY_M))
        report(pass, row, TER_CHECK_POSITION, true, "the position has no error radius (uncertainty_m)");
    else if (pass->layer->geometry == TER_POINT && !(ter_check_radius_m(row) > 0))
        report(pass, row, TER_CHECK_POSITION, true, "the position's error radius is not above 0 m");
}

static void check_source(struct pass *pass, const struct ter_check_row *row)
{
    struct ter_value source = row->values[pass->layer->role[TER_ROLE_SOURCE_ID]];
    if (source.type == TER_VALUE_INT && !ter_map_get(&pass->sources, (uint64_t)source.integer))
        ter_check_report(pass->check, TER_CHECK_SOURCE, TER_FAULT, pass->layer->name, row->code, false,
            "source %lld is not in the register", (long long)source.integer);
}

static void check_row(struct pass *pass, struct ter_check_row *row)
{
    for (size_t i = 0; i < pass->layer->field_count; i++)
        if (i != pass->layer->role[TER_ROLE_CODE])
            check_value(pass, row, i);
    check_code(pass, row);
    check_source(pass, row);
    if (row->blob)
        ter_check_geometry(pass->check, pass->area, row, &pass->wkb);
    if (pass->layer->geometry != TER_GEOMETRY_NONE)
        check_position(pass, row);
    for (size_t i = 0; i < ROW_CHECKS; i++)
        if (pass->states[i])
            row_checks[i]->row(pass->check, pass->states[i], row);
}

/* The pass -------------------------------------------------------------------------------------------- */

static void read_row(struct pass *pass, struct ter_check_row *row, char *name, size_t name_size)
{
    const struct ter_layer *layer = pass->layer;
    for (size_t i = 0; i < layer->field_count; i++)
        pass->values[i] = ter_db_value(pass->select, (int)i);
    int geom = (int)layer->field_count;
    *row = (struct ter_check_row){.layer = layer, .values = pass->values};
    row->id = pass->values[layer->role[TER_ROLE_ID]].integer;
    if (sqlite3_column_type(pass->select, geom) != SQLITE_NULL) {
        row->blob = sqlite3_column_blob(pass->select, geom);
        row->blob_size = (size_t)sqlite3_column_bytes(pass->select, geom);
        row->blob = row->blob ? row->blob : ""; /* an empty blob is a damaged geometry, not none */
    }
    struct ter_value code = pass->values[layer->role[TER_ROLE_CODE]];
    bool usable = code.type == TER_VALUE_TEXT && code.size && !is_placeholder(code.text) &&
                  ter_text_valid(code.text, code.size, NULL);
    row->code = name;
    if (usable)
        row->code = code.text;
    else
        snprintf(name, name_size, "id %lld", (long long)row->id);
}

static bool scan(struct pass *pass, struct ter_error *err)
{
    struct ter_progress progress;
    struct ter_check_row row;
    int64_t total, done = 0;
    char name[32];
    if (!ter_registry_count(pass->check->registry, pass->layer, &total, err))
        return false;
    TER_AUTO_FREE char *label = ter_format(ter_message("checking %s"), pass->layer->name);
    ter_progress_begin(&progress, label, total);
    bool there = true, good = true;
    while (good && there) {
        good = ter_interrupt_check(err) && ter_db_step(pass->select, &there, err);
        if (good && there) {
            ter_progress_update(&progress, ++done);
            read_row(pass, &row, name, sizeof name);
            check_row(pass, &row);
        }
    }
    ter_progress_end(&progress);
    return good;
}

static bool check_layer(struct pass *pass, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf sql = {0};
    bool good = true;
    ter_buf_text(&sql, "SELECT ");
    ter_db_columns(pass->layer, "", &sql);
    ter_buf_printf(&sql, ", geom FROM main.\"%s\" ORDER BY id", pass->layer->name);
    pass->values = ter_alloc(pass->layer->field_count * sizeof *pass->values);
    for (size_t i = 0; i < ROW_CHECKS; i++) {
        pass->states[i] = NULL;
        good = good && row_checks[i]->begin(pass->check, pass->layer, &pass->states[i], err);
    }
    good = good && ter_db_prepare(pass->check->db, sql.data, &pass->select, err) && scan(pass, err);
    for (size_t i = 0; i < ROW_CHECKS; i++)
        if (pass->states[i])
            row_checks[i]->end(pass->check, pass->states[i], good);
    sqlite3_finalize(pass->select);
    pass->select = NULL;
    free(pass->values);
    return good || ter_wrap(err, "layer %s", pass->layer->name);
}

static bool read_sources(struct pass *pass, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(pass->check->db, "SELECT id FROM main.source", &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        ter_map_put(&pass->sources, (uint64_t)sqlite3_column_int64(select, 0), NULL);
    }
}

bool ter_check_records(struct ter_check *check, struct ter_error *err)
{
    struct pass pass = {.check = check};
    bool good = ter_crs_area(check->registry->epsg, &pass.area, err) && read_sources(&pass, err);
    for (size_t i = 0; good && i < check->registry->layer_count; i++) {
        pass.layer = check->registry->layers[i];
        good = !check->usable[i] || check_layer(&pass, err);
    }
    ter_map_free(&pass.sources);
    ter_buf_free(&pass.wkb);
    return good;
}

/* Mending --------------------------------------------------------------------------------------------- */

/* Run a statement on each layer that wants this kind of mending, and tell how many records it changed. */
static bool mend_layers(struct ter_check *check, enum ter_check_kind kind,
    char *(*sql_for)(const struct ter_layer *), const char *what, struct ter_error *err)
{
    for (size_t i = 0; i < check->registry->layer_count; i++) {
        const struct ter_layer *layer = check->registry->layers[i];
        if (!check->usable[i] || !ter_check_wants_mending(check, kind, layer->name))
            continue;
        TER_AUTO_FREE char *sql = sql_for(layer);
        if (!ter_db_exec(check->db, sql, err))
            return ter_wrap(err, "layer %s", layer->name);
        ter_check_say(check, layer->name, "%d %s", sqlite3_changes(check->db), what);
    }
    return true;
}

/* A radius that nobody gave is the layer's own for positions of that origin. */
static char *positions_sql(const struct ter_layer *layer)
{
    return ter_format(
        "UPDATE main.\"%s\" SET "
        "precision = iif(geom IS NULL, NULL, precision), "
        "method = iif(geom IS NULL, NULL, coalesce(method, iif(source_id IS NULL, 'manual', 'imported'))), "
        "uncertainty_m = CASE WHEN geom IS NULL THEN NULL WHEN uncertainty_m IS NULL OR (%d AND "
        "uncertainty_m <= 0) "
        "THEN iif(coalesce(method, iif(source_id IS NULL, 'manual', '')) = 'manual', %.17g, %.17g) "
        "ELSE uncertainty_m END, "
        "placed_note = CASE WHEN geom IS NULL THEN NULL WHEN uncertainty_m IS NULL OR (%d AND uncertainty_m "
        "<= 0) "
        "THEN coalesce(placed_note || '; ', '') || 'radius assumed' ELSE placed_note END "
        "WHERE (geom IS NULL AND (method IS NOT NULL OR precision IS NOT NULL OR uncertainty_m IS NOT NULL)) "
        "OR (geom IS NOT NULL AND (method IS NULL OR uncertainty_m IS NULL OR (%d AND uncertainty_m <= 0)))",
        layer->name, layer->geometry == TER_POINT, layer->manual_uncertainty_m, layer->imported_uncertainty_m,
        layer->geometry == TER_POINT, layer->geometry == TER_POINT);
}

bool ter_mend_positions(struct ter_check *check, struct ter_error *err)
{
    return mend_layers(check, TER_CHECK_POSITION, positions_sql,
        "records: a missing method or radius is now the layer's own, a radius without position is gone", err);
}

/* As the trigger of a new record does it; a code that is taken gets a tail. */
static char *codes_sql(const struct ter_layer *layer)
{
    return ter_format(
        "UPDATE main.\"%s\" SET code = printf('%s%%0%dd', id) || CASE WHEN EXISTS (SELECT 1 FROM "
        "main.\"%s\" o WHERE o.code = printf('%s%%0%dd', \"%s\".id)) THEN '-' || "
        "lower(hex(randomblob(2))) ELSE '' END WHERE code IS NULL OR code IN ('', '(auto)', '(new)')",
        layer->name, layer->code_prefix, layer->code_digits, layer->name, layer->code_prefix,
        layer->code_digits, layer->name);
}

bool ter_mend_codes(struct ter_check *check, struct ter_error *err)
{
    return mend_layers(check, TER_CHECK_CODE, codes_sql, "codes generated", err);
}

static char *first_lines_sql(const struct ter_layer *layer)
{
    return ter_format(
        "INSERT INTO main.history (layer, layer_version, record_id, last_id, operation, at_utc, tool, note) "
        "SELECT '%s', %d, r.id, r.id, 'insert', strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ', 'now'), c.tool, c.note "
        "FROM "
        "main.\"%s\" r, main.write_context c WHERE r.updated_at IS NULL AND NOT EXISTS (SELECT 1 FROM "
        "main.history h WHERE h.layer = '%s' AND h.record_id = r.id)",
        layer->name, layer->version, layer->name, layer->name);
}

static char *untracked_sql(const struct ter_layer *layer)
{
    TER_AUTO_FREE char *history = first_lines_sql(layer);
    return ter_format(
        "%s; UPDATE main.\"%s\" SET updated_at = strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ', 'now') WHERE "
        "updated_at IS NULL",
        history, layer->name);
}

bool ter_mend_untracked(struct ter_check *check, struct ter_error *err)
{
    return mend_layers(
        check, TER_CHECK_UNTRACKED, untracked_sql, "records taken under history from now on", err);
}
