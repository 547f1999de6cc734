/* Owns the comparison of images. What an entry left stands in the record's next before-image, or, where
 * nothing followed, in the record. All of it happens inside SQLite, so that no value passes through a form of
 * ours. */
#include "effect.h"

#include <string.h>

void ter_entry_clear(struct ter_entry *entry)
{
    ter_auto_free_pointer(&entry->code);
}

bool ter_entry_read(
    struct ter_registry *registry, int64_t id, struct ter_entry *ret_entry, struct ter_error *err)
{
    static const char sql[] = "SELECT layer, record_id, last_id, operation, "
                              "json_extract(before, '$.code') FROM history WHERE id = ?";
    sqlite3_stmt *select;
    bool row;
    if (!ter_db_cached(registry, sql, &select, err))
        return false;
    sqlite3_bind_int64(select, 1, id);
    if (!ter_db_step(select, &row, err))
        return false;
    if (!row)
        return ter_fail(
            err, TER_NOT_FOUND, "the history has no entry %lld; terrier log shows them", (long long)id);
    const char *operation = ter_db_text(select, 3);
    const char *code = (const char *)sqlite3_column_text(select, 4);
    *ret_entry = (struct ter_entry){.registry = registry,
        .id = id,
        .record_id = sqlite3_column_int64(select, 1),
        .last_id = sqlite3_column_int64(select, 2),
        .operation = strcmp(operation, "insert") == 0   ? TER_ENTRY_INSERT
                     : strcmp(operation, "update") == 0 ? TER_ENTRY_UPDATE
                                                        : TER_ENTRY_DELETE,
        .code = code ? ter_strdup(code) : NULL};
    bool done = ter_registry_layer(registry, ter_db_text(select, 0), &ret_entry->layer, err);
    sqlite3_reset(select);
    return done;
}

static bool is_kept_by_clock(const struct ter_layer *layer, size_t field)
{
    return field == layer->role[TER_ROLE_UPDATED_AT] || field == layer->role[TER_ROLE_ID];
}

/* Two columns a field: did the entry change it (the images before and after differ), and is it something else
 * now. "After" is the next image of the record, or the record itself. */
static void effect_sql(const struct ter_layer *layer, struct ter_buf *out)
{
    ter_buf_text(
        out, "SELECT t.id IS NOT NULL, e.geom_changed, g.id IS NOT NULL AND g.before_geom IS NOT t.geom");
    for (size_t i = 0; i < layer->field_count; i++) {
        const char *name = layer->fields[i].name;
        ter_buf_printf(out,
            ", json_extract(e.before, '$.%s') IS NOT CASE WHEN n.id IS NULL THEN t.\"%s\" ELSE "
            "json_extract(n.before, '$.%s') END, n.id IS NOT NULL AND json_extract(n.before, '$.%s') IS NOT "
            "t.\"%s\"",
            name, name, name, name, name);
    }
    ter_buf_printf(out,
        " FROM history AS e"
        " LEFT JOIN history AS n ON n.id = (SELECT id FROM history WHERE layer = '%s' AND record_id = ?2 AND "
        "id "
        "> ?1 ORDER BY id LIMIT 1)"
        " LEFT JOIN history AS g ON g.id = (SELECT id FROM history WHERE layer = '%s' AND record_id = ?2 AND "
        "id "
        "> ?1 AND (geom_changed OR operation = 'delete') ORDER BY id LIMIT 1)"
        " LEFT JOIN \"%s\" AS t ON t.id = ?2 WHERE e.id = ?1",
        layer->name, layer->name, layer->name);
}

bool ter_effect_read(const struct ter_entry *entry, int64_t entry_id, int64_t record_id,
    struct ter_effect *ret_effect, struct ter_error *err)
{
    const struct ter_layer *layer = entry->layer;
    TER_AUTO_BUF struct ter_buf sql = {0};
    sqlite3_stmt *select;
    bool row;
    effect_sql(layer, &sql);
    if (!ter_db_cached(entry->registry, sql.data, &select, err))
        return false;
    sqlite3_bind_int64(select, 1, entry_id);
    sqlite3_bind_int64(select, 2, record_id);
    if (!ter_db_step(select, &row, err))
        return false;
    ret_effect->present = row && sqlite3_column_int(select, 0);
    ret_effect->geom_changed = row && sqlite3_column_int(select, 1);
    ret_effect->geom_overtaken = row && sqlite3_column_int(select, 2);
    for (size_t i = 0; i < layer->field_count; i++) {
        bool counts = row && !is_kept_by_clock(layer, i);
        ret_effect->changed[i] = counts && sqlite3_column_int(select, 3 + 2 * (int)i);
        ret_effect->overtaken[i] = counts && sqlite3_column_int(select, 4 + 2 * (int)i);
    }
    sqlite3_reset(select);
    return true;
}

bool ter_effect_is_overtaken(const struct ter_entry *entry, const struct ter_effect *effect)
{
    bool all = entry->operation == TER_ENTRY_INSERT;
    bool any = !effect->present || (effect->geom_overtaken && (all || effect->geom_changed));
    for (size_t i = 0; i < entry->layer->field_count; i++)
        any = any || (effect->overtaken[i] && (all || effect->changed[i]));
    return any;
}

/* Whether a later update touched what is overtaken of an effect. */
static bool had_a_part(
    const struct ter_entry *entry, const struct ter_effect *later, const struct ter_effect *effect)
{
    bool all = entry->operation == TER_ENTRY_INSERT;
    if (later->geom_changed && effect->geom_overtaken && (all || effect->geom_changed))
        return true;
    for (size_t i = 0; i < entry->layer->field_count; i++)
        if (later->changed[i] && effect->overtaken[i] && (all || effect->changed[i]))
            return true;
    return false;
}

bool ter_effect_obstacle(
    const struct ter_entry *entry, const struct ter_effect *effect, int64_t *ret_id, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    int64_t newest = 0;
    if (!ter_db_prepare(entry->registry->db,
            "SELECT id, operation = 'update' FROM history WHERE layer = ?1 AND record_id = ?2 AND id > ?3 "
            "ORDER BY id DESC",
            &select, err))
        return false;
    ter_db_bind_text(select, 1, entry->layer->name);
    sqlite3_bind_int64(select, 2, entry->record_id);
    sqlite3_bind_int64(select, 3, entry->id);
    for (bool row;;) {
        struct ter_effect later;
        if (!ter_db_step(select, &row, err))
            return false;
        int64_t id = row ? sqlite3_column_int64(select, 0) : newest;
        newest = newest ? newest : id;
        if (row && !ter_effect_read(entry, id, entry->record_id, &later, err))
            return false;
        if (!row || !effect->present ||
            (sqlite3_column_int(select, 1) && had_a_part(entry, &later, effect))) {
            *ret_id = id;
            return true;
        }
    }
}
