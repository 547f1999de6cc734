/* Owns the look for what others changed between a long read and the write that follows from it. Knows that
 * the history has an entry for each change of a record, whoever made it, and that its ids grow. */
#include "meanwhile.h"

#include "internal.h"

static bool last_entry(struct ter_registry *registry, int64_t *ret_entry, struct ter_error *err)
{
    return ter_db_int(registry->db, "SELECT max(id) FROM history", 0, ret_entry, err);
}

bool ter_meanwhile_read(
    struct ter_registry *registry, struct ter_meanwhile *ret_meanwhile, struct ter_error *err)
{
    ret_meanwhile->now = 0;
    return last_entry(registry, &ret_meanwhile->read, err);
}

bool ter_meanwhile_write(
    struct ter_registry *registry, struct ter_meanwhile *meanwhile, struct ter_error *err)
{
    return last_entry(registry, &meanwhile->now, err);
}

bool ter_meanwhile_changed(struct ter_registry *registry, const struct ter_meanwhile *meanwhile,
    const struct ter_layer *layer, int64_t id, bool *ret_changed, struct ter_error *err)
{
    static const char sql[] =
        "SELECT 1 FROM history WHERE layer = ? AND record_id = ? AND id > ? AND id <= ? LIMIT 1";
    sqlite3_stmt *select;
    *ret_changed = false;
    if (meanwhile->now <= meanwhile->read)
        return true;
    if (!ter_db_cached(registry, sql, &select, err))
        return false;
    ter_db_bind_text(select, 1, layer->name);
    sqlite3_bind_int64(select, 2, id);
    sqlite3_bind_int64(select, 3, meanwhile->read);
    sqlite3_bind_int64(select, 4, meanwhile->now);
    bool done = ter_db_step(select, ret_changed, err);
    sqlite3_reset(select);
    return done;
}

/* Named by its code, which a record that was deleted meanwhile has no more. */
static bool refuse(
    struct ter_registry *registry, const struct ter_layer *layer, int64_t id, struct ter_error *err)
{
    TER_AUTO_FREE char *sql = ter_format("SELECT code FROM \"%s\" WHERE id = ?", layer->name);
    sqlite3_stmt *select;
    bool row;
    if (!ter_db_cached(registry, sql, &select, err))
        return false;
    sqlite3_bind_int64(select, 1, id);
    if (!ter_db_step(select, &row, err))
        return false;
    ter_fail(err, TER_BUSY, "%s %s was changed meanwhile; nothing was stored; try again", layer->name,
        row ? (const char *)sqlite3_column_text(select, 0) : "(deleted)");
    sqlite3_reset(select);
    return false;
}

bool ter_meanwhile_unchanged(struct ter_registry *registry, const struct ter_meanwhile *meanwhile,
    const struct ter_layer *layer, int64_t id, struct ter_error *err)
{
    bool changed;
    return ter_meanwhile_changed(registry, meanwhile, layer, id, &changed, err) &&
           (!changed || refuse(registry, layer, id, err));
}
