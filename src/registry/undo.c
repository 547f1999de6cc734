/* Owns the way back. Values go from a before-image to the record inside SQLite, never through text of ours,
 * and geometries as the blobs they were.
 *
 * An entry can be reverted where the record still has what the entry gave it: what it gave stands in the
 * record's next before-image, or, where nothing followed, in the record. So entries are undone last first,
 * and what was undone itself is no obstacle to undoing what came before. */
#include "undo.h"

#include "base/messages.h"
#include "effect.h"

#include <string.h>

/* Refusals -------------------------------------------------------------------------------------------- */

/* "entry 9 (set, 2026-11-22 09:30:00 UTC)" */
static bool name_entry(struct ter_registry *registry, int64_t id, struct ter_buf *out, struct ter_error *err)
{
    sqlite3_stmt *select;
    bool row;
    if (!ter_db_cached(registry, "SELECT tool, at_utc FROM history WHERE id = ?", &select, err))
        return false;
    sqlite3_bind_int64(select, 1, id);
    if (!ter_db_step(select, &row, err))
        return false;
    const char *at = row ? ter_db_text(select, 1) : "";
    ter_buf_printf(out, ter_message("entry %lld (%s, %.10s %.8s UTC)"), (long long)id,
        row ? (const char *)sqlite3_column_text(select, 0) : "", at, strlen(at) > 11 ? at + 11 : "");
    sqlite3_reset(select);
    return true;
}

static void list_overtaken(
    const struct ter_entry *entry, const struct ter_effect *effect, struct ter_buf *out)
{
    for (size_t i = 0; i < entry->layer->field_count; i++)
        if (effect->changed[i] && effect->overtaken[i])
            ter_buf_printf(out, "%s%s", out->size ? ", " : "", entry->layer->fields[i].name);
    if (effect->geom_changed && effect->geom_overtaken)
        ter_buf_printf(out, ter_message("%sits position"), out->size ? " and " : "");
}

static bool refuse(const struct ter_entry *entry, const struct ter_effect *effect, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf obstacle = {0}, fields = {0};
    int64_t later;
    if (!ter_effect_obstacle(entry, effect, &later, err) ||
        !name_entry(entry->registry, later, &obstacle, err))
        return false;
    if (!effect->present)
        return ter_fail(err, TER_FAILED, "%s deleted its record after it", obstacle.data);
    if (entry->operation == TER_ENTRY_INSERT)
        return ter_fail(err, TER_FAILED, "%s changed its record after it; undo that first", obstacle.data);
    list_overtaken(entry, effect, &fields);
    return ter_fail(err, TER_FAILED, "%s changed %s after it; undo that first", obstacle.data, fields.data);
}

static bool check_code_free(const struct ter_entry *entry, struct ter_error *err)
{
    TER_AUTO_FREE char *sql =
        ter_format("SELECT id FROM \"%s\" WHERE code = ? AND id <> ?", entry->layer->name);
    sqlite3_stmt *select;
    bool row;
    if (!entry->code)
        return true;
    if (!ter_db_cached(entry->registry, sql, &select, err))
        return false;
    ter_db_bind_text(select, 1, entry->code);
    sqlite3_bind_int64(select, 2, entry->record_id);
    if (!ter_db_step(select, &row, err))
        return false;
    int64_t holder = row ? sqlite3_column_int64(select, 0) : 0;
    sqlite3_reset(select);
    return !row ||
           ter_fail(err, TER_FAILED,
               "the code %s belongs to another record by now (id %lld); give that one another code first",
               entry->code, (long long)holder);
}

/* One way back for each operation ---------------------------------------------------------------------- */

static bool run(const struct ter_entry *entry, const char *sql, struct ter_error *err)
{
    sqlite3_stmt *statement;
    if (!ter_db_cached(entry->registry, sql, &statement, err))
        return false;
    sqlite3_bind_int64(statement, 1, entry->id);
    return ter_db_run(statement, err);
}

static bool revert_update(const struct ter_entry *entry, struct ter_undone *undone, struct ter_error *err)
{
    const struct ter_layer *layer = entry->layer;
    TER_AUTO_BUF struct ter_buf sql = {0};
    struct ter_effect effect;
    size_t count = 0;
    if (!ter_effect_read(entry, entry->id, entry->record_id, &effect, err))
        return false;
    ter_buf_printf(&sql, "UPDATE \"%s\" AS t SET ", layer->name);
    for (size_t i = 0; i < layer->field_count; i++) {
        const char *name = layer->fields[i].name;
        if (effect.changed[i])
            ter_buf_printf(
                &sql, "%s\"%s\" = json_extract(h.before, '$.%s')", count++ ? ", " : "", name, name);
    }
    if (effect.geom_changed)
        ter_buf_printf(&sql, "%sgeom = h.before_geom", count++ ? ", " : "");
    if (ter_effect_is_overtaken(entry, &effect))
        return refuse(entry, &effect, err);
    if (!count)
        return ter_fail(err, TER_FAILED, "it changed nothing that could go back");
    ter_buf_text(&sql, " FROM history AS h WHERE h.id = ?1 AND t.id = h.record_id");
    if ((effect.changed[layer->role[TER_ROLE_CODE]] && !check_code_free(entry, err)) ||
        !run(entry, sql.data, err))
        return false;
    undone->updated++;
    return true;
}

static bool revert_delete(const struct ter_entry *entry, struct ter_undone *undone, struct ter_error *err)
{
    const struct ter_layer *layer = entry->layer;
    TER_AUTO_BUF struct ter_buf sql = {0}, values = {0};
    struct ter_effect effect;
    if (!ter_effect_read(entry, entry->id, entry->record_id, &effect, err))
        return false;
    if (effect.present)
        return ter_fail(err, TER_FAILED, "the record %s that it deleted is there again", entry->code);
    ter_buf_printf(&sql, "INSERT INTO \"%s\" (id", layer->name);
    for (size_t i = 0; i < layer->field_count; i++) {
        if (i == layer->role[TER_ROLE_ID] || i == layer->role[TER_ROLE_UPDATED_AT])
            continue;
        ter_buf_printf(&sql, ", \"%s\"", layer->fields[i].name);
        ter_buf_printf(&values, ", json_extract(before, '$.%s')", layer->fields[i].name);
    }
    ter_buf_printf(&sql, ", geom) SELECT record_id%s, before_geom FROM history WHERE id = ?1", values.data);
    if (!check_code_free(entry, err) || !run(entry, sql.data, err))
        return false;
    undone->inserted++;
    return true;
}

/* How many records of a range are not as they came. Those that nothing else in the history names are. */
static bool count_overtaken(
    const struct ter_entry *entry, int64_t *ret_count, int64_t *ret_last, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(entry->registry->db,
            "SELECT record_id, max(id) FROM history WHERE layer = ?1 AND record_id BETWEEN ?2 AND ?3 AND id "
            "> ?4 "
            "GROUP BY record_id",
            &select, err))
        return false;
    ter_db_bind_text(select, 1, entry->layer->name);
    sqlite3_bind_int64(select, 2, entry->record_id);
    sqlite3_bind_int64(select, 3, entry->last_id);
    sqlite3_bind_int64(select, 4, entry->id);
    *ret_count = *ret_last = 0;
    for (bool row;;) {
        struct ter_effect effect;
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        if (!ter_effect_read(entry, entry->id, sqlite3_column_int64(select, 0), &effect, err))
            return false;
        if (!ter_effect_is_overtaken(entry, &effect))
            continue;
        ++*ret_count;
        if (sqlite3_column_int64(select, 1) > *ret_last)
            *ret_last = sqlite3_column_int64(select, 1);
    }
}

static bool check_range(const struct ter_entry *entry, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf last = {0};
    int64_t count, last_id;
    if (!count_overtaken(entry, &count, &last_id, err))
        return false;
    if (!count)
        return true;
    return name_entry(entry->registry, last_id, &last, err) &&
           ter_fail(err, TER_FAILED,
               "of the %lld records that it brought, %lld changed or were deleted after it, the last by %s; "
               "undo that first",
               (long long)(entry->last_id - entry->record_id + 1), (long long)count, last.data);
}

static bool revert_insert(const struct ter_entry *entry, struct ter_undone *undone, struct ter_error *err)
{
    TER_AUTO_FREE char *sql =
        ter_format("DELETE FROM \"%s\" WHERE id BETWEEN (SELECT record_id FROM history WHERE id = "
                   "?1) AND (SELECT last_id FROM history WHERE id = ?1)",
            entry->layer->name);
    struct ter_effect effect;
    if (entry->last_id > entry->record_id) {
        if (!check_range(entry, err))
            return false;
    } else {
        if (!ter_effect_read(entry, entry->id, entry->record_id, &effect, err))
            return false;
        if (ter_effect_is_overtaken(entry, &effect))
            return refuse(entry, &effect, err);
    }
    if (!run(entry, sql, err))
        return false;
    undone->deleted += sqlite3_changes64(entry->registry->db);
    return true;
}

/* ----------------------------------------------------------------------------------------------------- */

static bool set_note(struct ter_registry *registry, int64_t id, const char *note, struct ter_error *err)
{
    TER_AUTO_FREE char *text =
        ter_format("undo of %lld%s%s", (long long)id, note ? ": " : "", note ? note : "");
    sqlite3_stmt *update;
    if (!ter_db_cached(registry, "UPDATE write_context SET note = ?", &update, err))
        return false;
    ter_db_bind_text(update, 1, text);
    return ter_db_run(update, err);
}

static bool revert(struct ter_registry *registry, int64_t id, const char *note, struct ter_undone *undone,
    struct ter_error *err)
{
    static bool (*const ways[])(const struct ter_entry *, struct ter_undone *, struct ter_error *) = {
        [TER_ENTRY_INSERT] = revert_insert,
        [TER_ENTRY_UPDATE] = revert_update,
        [TER_ENTRY_DELETE] = revert_delete};
    TER_AUTO_ENTRY struct ter_entry entry = {0};
    if (!ter_entry_read(registry, id, &entry, err))
        return false;
    return (set_note(registry, id, note, err) && ways[entry.operation](&entry, undone, err)) ||
           ter_wrap(err, "entry %lld cannot be undone", (long long)id);
}

static bool revert_all(struct ter_registry *registry, const int64_t *entries, size_t count, const char *note,
    struct ter_undone *undone, struct ter_error *err)
{
    static const char newest[] = "SELECT max(id) FROM history";
    if (!ter_db_int(registry->db, newest, 0, &undone->first_entry, err))
        return false;
    undone->first_entry++;
    for (size_t i = 0; i < count; i++)
        if (!revert(registry, entries[i], note, undone, err))
            return false;
    return ter_db_int(registry->db, newest, 0, &undone->last_entry, err);
}

bool ter_undo(struct ter_registry *registry, const int64_t *entries, size_t count, const char *note,
    struct ter_undone *ret_undone, struct ter_error *err)
{
    struct ter_write_context context = {.tool = "undo"};
    struct ter_undone undone = {0};
    if (!ter_registry_begin(registry, &context, err))
        return false;
    if (!revert_all(registry, entries, count, note, &undone, err) || !ter_registry_commit(registry, err)) {
        ter_registry_rollback(registry);
        return false;
    }
    *ret_undone = undone;
    return true;
}
