/* Owns the look back: which records were different at a moment, and where in the history their values stand.
 *
 * The history holds before-images. The first entry of a record after the moment has its values; if that entry
 * is an insert, the record was not there. Its geometry stands in the first entry after the moment that
 * changed or deleted it, else in the record itself. Ids only grow, so whatever came in bulk after the moment
 * lies above all that was there before: one number, however many records.
 *
 * Only ids are noted down, in a temporary table, once for each layer and moment; values are read from the
 * history when a query asks for them. */
#include "as_of.h"

#include "moment.h"

#include <string.h>

/* Entries are written one after another: their clock and their ids rise together. Where the clock was set
 * back in between, what comes out is still a state that the register truly had. */
static bool find_cut(sqlite3 *db, const char *last_utc, int64_t *ret_cut, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    int64_t low = 0, high = 0;
    if (!ter_db_int(db, "SELECT max(id) + 1 FROM main.history", 1, &high, err) ||
        !ter_db_prepare(
            db, "SELECT id, at_utc FROM main.history WHERE id >= ? ORDER BY id LIMIT 1", &select, err))
        return false;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        bool row;
        sqlite3_reset(select);
        sqlite3_bind_int64(select, 1, middle);
        if (!ter_db_step(select, &row, err))
            return false;
        if (row && strcmp(ter_db_text(select, 1), last_utc) <= 0)
            low = sqlite3_column_int64(select, 0) + 1;
        else
            high = middle;
    }
    *ret_cut = high;
    return true;
}

/* Only the rows after the cut are read, by their ids, whatever the size of the history before it. */
static bool note_changes(struct ter_registry *registry, struct ter_as_of *as_of, struct ter_error *err)
{
    static const char table[] =
        "CREATE TEMP TABLE IF NOT EXISTS ter_as_of_change (layer TEXT, cut INTEGER, record_id INTEGER, entry "
        "INTEGER, geom_entry INTEGER, PRIMARY KEY (layer, cut, record_id)) WITHOUT ROWID";
    static const char sql[] =
        "INSERT OR REPLACE INTO temp.ter_as_of_change"
        " SELECT ?1, ?2, record_id, min(id), (SELECT id FROM main.history AS g WHERE g.layer = ?1 AND "
        "g.record_id = h.record_id AND g.id >= ?2 AND (g.geom_changed OR g.operation = 'delete') ORDER BY "
        "g.id LIMIT 1)"
        " FROM main.history AS h WHERE id >= ?2 AND +layer = ?1 AND last_id = record_id AND record_id < ?3"
        " GROUP BY record_id";
    sqlite3_stmt *insert;
    if (!ter_db_exec(registry->db, table, err) || !ter_db_cached(registry, sql, &insert, err))
        return false;
    ter_db_bind_text(insert, 1, as_of->layer->name);
    sqlite3_bind_int64(insert, 2, as_of->cut);
    sqlite3_bind_int64(insert, 3, as_of->ceiling);
    if (!ter_db_run(insert, err))
        return false;
    as_of->changed = as_of->ceiling < INT64_MAX || sqlite3_changes(registry->db) > 0;
    return true;
}

bool ter_as_of_open(struct ter_registry *registry, const struct ter_layer *layer, const char *moment,
    struct ter_as_of *ret_as_of, struct ter_error *err)
{
    struct ter_as_of as_of = {.layer = layer};
    char last_utc[TER_MOMENT_SIZE];
    if (!ter_moment_read(moment, TER_MOMENT_LAST, last_utc, err) ||
        !find_cut(registry->db, last_utc, &as_of.cut, err))
        return false;
    TER_AUTO_FREE char *ceiling = ter_format(
        "SELECT min(record_id) FROM main.history WHERE layer = '%s' AND id >= %lld AND last_id > record_id",
        layer->name, (long long)as_of.cut);
    if (!ter_db_int(registry->db, ceiling, INT64_MAX, &as_of.ceiling, err) ||
        !note_changes(registry, &as_of, err))
        return false;
    *ret_as_of = as_of;
    return true;
}

void ter_as_of_unchanged(const struct ter_as_of *as_of, struct ter_buf *out)
{
    const char *name = as_of->layer->name;
    ter_buf_printf(out,
        " AND id < %lld AND NOT EXISTS (SELECT 1 FROM temp.ter_as_of_change AS c WHERE c.layer = '%s' AND "
        "c.cut = %lld AND c.record_id = \"%s\".id)",
        (long long)as_of->ceiling, name, (long long)as_of->cut, name);
}

/* A value out of an image, of the same kind as the table's column, so that it compares like it. A field that
 * the layer gained since is not in the image: NULL. A cast would read a date as a number. */
static void add_field(const struct ter_field *field, struct ter_buf *out)
{
    static const char *const kinds[] = {
        [TER_FIELD_TEXT] = "TEXT", [TER_FIELD_INTEGER] = "INTEGER", [TER_FIELD_REAL] = "REAL"};
    if (field->type == TER_FIELD_DATE)
        ter_buf_printf(out, "json_extract(h.before, '$.%s') AS \"%s\", ", field->name, field->name);
    else
        ter_buf_printf(out, "CAST(json_extract(h.before, '$.%s') AS %s) AS \"%s\", ", field->name,
            kinds[field->type], field->name);
}

void ter_as_of_former(const struct ter_as_of *as_of, struct ter_buf *out)
{
    const struct ter_layer *layer = as_of->layer;
    ter_buf_text(out, "(SELECT ");
    for (size_t i = 0; i < layer->field_count; i++)
        if (i == layer->role[TER_ROLE_ID])
            ter_buf_text(out, "c.record_id AS id, ");
        else
            add_field(&layer->fields[i], out);
    ter_buf_printf(out,
        "CASE WHEN c.geom_entry IS NULL THEN p.geom ELSE g.before_geom END AS geom"
        " FROM temp.ter_as_of_change AS c"
        " JOIN main.history AS h ON h.id = c.entry"
        " LEFT JOIN main.history AS g ON g.id = c.geom_entry"
        " LEFT JOIN main.\"%s\" AS p ON p.id = c.record_id"
        " WHERE c.layer = '%s' AND c.cut = %lld AND h.operation <> 'insert') AS \"%s\"",
        layer->name, layer->name, (long long)as_of->cut, layer->name);
}
