/* Owns the rule by which a record counts as not found. Knows nothing of who asks. */
#include "not_found.h"

#include "internal.h"

#include <string.h>

static const char event_layer[] = "event";

/* What the rule reads of an event: somebody's own layer, or table, of that name need not have it. */
static const char *const reads[] = {
    "about_layer", "about_code", "kind", "happened_on", "result", "finding", "status"};
enum { READS = sizeof reads / sizeof *reads };

bool ter_not_found_suits(const struct ter_layer *layer)
{
    return layer->geometry != TER_GEOMETRY_NONE && strcmp(layer->name, event_layer) != 0;
}

bool ter_not_found_is_by(const struct ter_layer *layer)
{
    if (strcmp(layer->name, event_layer) != 0)
        return false;
    for (size_t i = 0; i < READS; i++)
        if (!ter_layer_field(layer, reads[i]))
            return false;
    return true;
}

bool ter_not_found_is_told(const struct ter_registry *registry, const struct ter_layer *layer)
{
    for (size_t i = 0; i < registry->layer_count; i++)
        if (ter_not_found_is_by(registry->layers[i]))
            return ter_not_found_suits(layer);
    return false;
}

bool ter_events_are_in(sqlite3 *db, bool *ret_there, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO_BUF struct ter_buf sql = {0};
    *ret_there = false;
    ter_buf_printf(&sql,
        "SELECT 1 FROM layer WHERE name = '%s' AND %d = (SELECT count(*) FROM "
        "pragma_table_info('%s') WHERE name IN (",
        event_layer, READS, event_layer);
    for (size_t i = 0; i < READS; i++)
        ter_buf_printf(&sql, "%s'%s'", i ? ", " : "", reads[i]);
    ter_buf_text(&sql, "))");
    return ter_db_prepare(db, sql.data, &select, err) && ter_db_step(select, ret_there, err);
}

/* The events e about records r that still hold. Names of layers are identifiers. */
static void write_rule(const struct ter_layer *layer, struct ter_buf *out)
{
    ter_buf_printf(out,
        "FROM \"event\" AS e JOIN \"%s\" AS r ON r.code = e.about_code\n"
        "    WHERE e.about_layer = '%s' AND e.result = 'not_found' AND e.status IS NOT 'withdrawn'\n"
        "    AND NOT EXISTS (SELECT 1 FROM \"event\" AS f WHERE f.about_layer = e.about_layer\n"
        "      AND f.about_code = e.about_code AND f.status IS NOT 'withdrawn'\n"
        "      AND f.kind IN ('inspection', 'flow_test', 'maintenance', 'repair') AND f.result IS NOT "
        "'not_found'\n"
        "      AND (f.happened_on > e.happened_on OR (f.happened_on = e.happened_on AND f.id > e.id)))\n"
        "    AND NOT (r.method IN ('manual', 'surveyed') AND EXISTS (SELECT 1 FROM history AS h\n"
        "      WHERE h.layer = '%s' AND h.record_id = r.id AND h.geom_changed\n"
        "      AND date(h.at_utc, 'localtime') >= e.happened_on))",
        layer->name, layer->name, layer->name);
}

void ter_not_found_codes(const struct ter_layer *layer, struct ter_buf *out)
{
    ter_buf_text(out, "(SELECT e.about_code ");
    write_rule(layer, out);
    ter_buf_text(out, ")");
}

bool ter_not_found_said(struct ter_registry *registry, const struct ter_layer *layer, const char *code,
    char **ret_said, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO_BUF struct ter_buf sql = {0};
    bool row;
    *ret_said = NULL;
    if (!ter_not_found_is_told(registry, layer))
        return true;
    ter_buf_text(&sql, "SELECT e.code, e.happened_on, e.finding ");
    write_rule(layer, &sql);
    ter_buf_text(&sql, " AND r.code = ?1 ORDER BY e.happened_on DESC, e.id DESC LIMIT 1");
    if (!ter_db_prepare(registry->db, sql.data, &select, err))
        return false;
    ter_db_bind_text(select, 1, code);
    if (!ter_db_step(select, &row, err))
        return false;
    if (row) {
        const char *finding = (const char *)sqlite3_column_text(select, 2);
        *ret_said = ter_format("%s, %s%s%s", (const char *)sqlite3_column_text(select, 0),
            (const char *)sqlite3_column_text(select, 1), finding ? ": " : "", finding ? finding : "");
    }
    return true;
}
