/* Owns what points from one table to another: events to records, history to layers, the gazetteer's names to
 * places and roads; and the life-cycles that the history tells of. */
#include "check_parts.h"

#include <string.h>

/* Run a statement that gives layer, code and line, and report each row. `name` is bound where it is asked
 * for. */
static bool report_all(struct ter_check *check, enum ter_check_kind kind, enum ter_severity severity,
    bool fixable, const char *sql, const char *name, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(check->db, sql, &select, err))
        return false;
    if (name)
        ter_db_bind_text(select, 1, name);
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        const char *detail = (const char *)sqlite3_column_text(select, 2);
        ter_check_report(check, kind, severity, (const char *)sqlite3_column_text(select, 0),
            (const char *)sqlite3_column_text(select, 1), fixable, "%s", detail ? detail : "");
    }
}

/* Life-cycles ----------------------------------------------------------------------------------------- */

/* What a record's status was after a change is in its next before-image, or in the record as it is. What is
 * undone goes back against the life-cycle, and may. */
bool ter_check_life_cycles(struct ter_check *check, struct ter_error *err)
{
    for (size_t i = 0; i < check->registry->layer_count; i++) {
        if (!check->usable[i])
            continue;
        const char *name = check->registry->layers[i]->name;
        TER_AUTO_FREE char *sql = ter_format(
            "WITH step AS (SELECT record_id, at_utc, tool, operation, json_extract(before, '$.code') AS "
            "code, "
            "json_extract(before, '$.status') AS old, lead(json_extract(before, '$.status')) OVER later AS "
            "next, "
            "lead(1, 1, 0) OVER later AS has_next FROM main.history WHERE layer = ?1 AND before IS NOT NULL "
            "AND json_valid(before) WINDOW later AS (PARTITION BY record_id ORDER BY id)), "
            "change AS (SELECT step.*, iif(has_next, next, (SELECT status FROM main.\"%s\" r WHERE r.id = "
            "record_id)) AS "
            "new FROM step WHERE operation = 'update' AND tool NOT IN ('undo', 'log', 'merge', 'check')) "
            "SELECT ?1, code, 'status ' || old || ' became ' || new || ' on ' || substr(at_utc, 1, 10) || ' "
            "by ' || tool "
            "|| ', which the life-cycle does not permit' FROM change WHERE old <> new AND NOT EXISTS (SELECT "
            "1 FROM "
            "main.status_transition t WHERE t.layer = ?1 AND t.old = change.old AND t.new = change.new)",
            name);
        if (!report_all(check, TER_CHECK_LIFE_CYCLE, TER_WARNING, false, sql, name, err))
            return false;
    }
    return true;
}

/* References ------------------------------------------------------------------------------------------ */

static const char *const reference_sql[] = {
    "SELECT NULL, NULL, 'the history has ' || count(*) || ' entries of a layer ' || layer || ', which does "
    "not exist' "
    "FROM main.history WHERE layer NOT IN (SELECT name FROM main.layer) GROUP BY layer",
    "SELECT 'place', 'id ' || id, 'source ' || source_id || ' of ' || name || ' is not in the register' FROM "
    "main.place WHERE source_id NOT IN (SELECT id FROM main.source)",
    "SELECT 'road', 'id ' || id, 'source ' || source_id || ' of ' || coalesce(name, ref, 'a road') || "
    "' is not in the register' FROM main.road WHERE source_id NOT IN (SELECT id FROM main.source)",
    "SELECT layer, NULL, 'the history has ' || count(*) || ' entries of a source that is not in the "
    "register' FROM "
    "main.history WHERE source_id IS NOT NULL AND source_id NOT IN (SELECT id FROM main.source) GROUP BY "
    "layer",
};

/* Records of a layer with about_layer and about_code (as `event` has) that are about nothing there is. */
static bool check_about(struct ter_check *check, const struct ter_layer *layer, struct ter_error *err)
{
    TER_AUTO_FREE char *unknown = ter_format("SELECT ?1, code, 'is about a record of layer ' || about_layer "
                                             "|| ', which does not exist' FROM main.\"%s\" "
                                             "WHERE about_layer NOT IN (SELECT name FROM main.layer)",
        layer->name);
    if (!report_all(check, TER_CHECK_REFERENCE, TER_FAULT, false, unknown, layer->name, err))
        return false;
    for (size_t i = 0; i < check->registry->layer_count; i++) {
        if (!check->usable[i])
            continue;
        const char *about = check->registry->layers[i]->name;
        TER_AUTO_FREE char *sql = ter_format(
            "SELECT ?1, e.code, 'is about %s ' || about_code || ', which does not exist' FROM main.\"%s\" e "
            "WHERE about_layer = '%s' AND about_code IS NOT NULL AND NOT EXISTS (SELECT 1 FROM main.\"%s\" r "
            "WHERE r.code = e.about_code)",
            about, layer->name, about, about);
        if (!report_all(check, TER_CHECK_REFERENCE, TER_FAULT, false, sql, layer->name, err))
            return false;
    }
    return true;
}

bool ter_check_references(struct ter_check *check, struct ter_error *err)
{
    for (size_t i = 0; i < sizeof reference_sql / sizeof *reference_sql; i++)
        if (!report_all(check, TER_CHECK_REFERENCE, TER_FAULT, false, reference_sql[i], NULL, err))
            return false;
    for (size_t i = 0; i < check->registry->layer_count; i++) {
        const struct ter_layer *layer = check->registry->layers[i];
        if (check->usable[i] && ter_layer_field(layer, "about_layer") &&
            ter_layer_field(layer, "about_code") && !check_about(check, layer, err))
            return false;
    }
    return true;
}

/* Names ----------------------------------------------------------------------------------------------- */

static const struct names {
    const char *table, *find, *mend, *mended;
} names[] = {
    {"place",
        "SELECT 'place', NULL, 'the name ' || key || ' belongs to no place' FROM main.place_name WHERE "
        "place_id NOT "
        "IN (SELECT id FROM main.place)",
        "DELETE FROM main.place_name WHERE place_id NOT IN (SELECT id FROM main.place)",
        "names without a place"},
    {"road",
        "SELECT 'road', NULL, 'the name ' || key || ' belongs to no road' FROM main.road_name WHERE road_id "
        "NOT IN "
        "(SELECT id FROM main.road)",
        "DELETE FROM main.road_name WHERE road_id NOT IN (SELECT id FROM main.road)", "names without a road"},
    {"junction",
        "SELECT 'junction', NULL, 'the junction of ' || key_a || ' and ' || key_b || ' belongs to no road' "
        "FROM "
        "main.junction WHERE key_a NOT IN (SELECT key FROM main.road_name) OR key_b NOT IN (SELECT key FROM "
        "main.road_name)",
        "DELETE FROM main.junction WHERE key_a NOT IN (SELECT key FROM main.road_name) OR key_b NOT IN "
        "(SELECT "
        "key FROM main.road_name)",
        "junctions without a road"},
};
enum { NAME_TABLES = sizeof names / sizeof *names };

bool ter_check_names(struct ter_check *check, struct ter_error *err)
{
    for (size_t i = 0; i < NAME_TABLES; i++)
        if (!report_all(check, TER_CHECK_NAMES, TER_FAULT, true, names[i].find, NULL, err))
            return false;
    return true;
}

bool ter_mend_names(struct ter_check *check, struct ter_error *err)
{
    for (size_t i = 0; i < NAME_TABLES; i++) {
        if (!ter_db_exec(check->db, names[i].mend, err))
            return false;
        int rows = sqlite3_changes(check->db);
        if (rows)
            ter_check_say(check, names[i].table, "%d %s dropped", rows, names[i].mended);
    }
    return true;
}
