/* Owns the reading of the history. It is written by the layers' triggers (triggers.c) and by bulk loads
 * (load.c). */
#include "history.h"

#include "base/progress.h"
#include "internal.h"
#include "layer/value_json.h"
#include "moment.h"

#include <stdlib.h>
#include <string.h>

struct ter_history {
    struct ter_registry *registry;
    sqlite3_stmt *entries;
    sqlite3_stmt *next_image; /* the before-image that followed an update, if any */
    json_t *before, *after;
    char *code;
    struct ter_history_entry entry;
};

void ter_history_close(struct ter_history *history)
{
    if (!history)
        return;
    sqlite3_finalize(history->entries);
    sqlite3_finalize(history->next_image);
    json_decref(history->before);
    json_decref(history->after);
    free(history->code);
    free(history);
}

static bool find_id(
    struct ter_registry *registry, const char *sql, const char *code, int64_t *ret_id, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    bool row;
    if (!ter_db_prepare(registry->db, sql, &select, err))
        return false;
    ter_db_bind_text(select, 1, code);
    if (!ter_db_step(select, &row, err))
        return false;
    *ret_id = row ? sqlite3_column_int64(select, 0) : 0;
    return true;
}

/* The record that carries a code, or was the last to carry it. */
static bool record_of(struct ter_registry *registry, const struct ter_layer *layer, const char *code,
    int64_t *ret_id, struct ter_error *err)
{
    TER_AUTO_FREE char *now = ter_format("SELECT id FROM \"%s\" WHERE code = ?", layer->name);
    TER_AUTO_FREE char *before = ter_format("SELECT record_id FROM history WHERE layer = '%s' AND "
                                            "json_extract(before, '$.code') = ? ORDER BY id DESC LIMIT 1",
        layer->name);
    if (!find_id(registry, now, code, ret_id, err) ||
        (!*ret_id && !find_id(registry, before, code, ret_id, err)))
        return false;
    return *ret_id ||
           ter_fail(err, TER_NOT_FOUND, "layer %s has and had no record \"%s\"", layer->name, code);
}

/* Entries of one record are found by the index on it; the ranges that may hold it are few. */
static bool open_entries(struct ter_history *history, const struct ter_history_filter *filter,
    int64_t record_id, struct ter_error *err)
{
    char since_utc[TER_MOMENT_SIZE] = "";
    TER_AUTO_BUF struct ter_buf sql = {0};
    ter_buf_text(&sql,
        "SELECT id, layer, record_id, last_id, operation, at_utc, tool, note, source_id, before, "
        "geom_changed FROM history WHERE id BETWEEN ?1 AND ?2");
    if (filter->since && !ter_moment_read(filter->since, TER_MOMENT_FIRST, since_utc, err))
        return ter_wrap(err, "--since");
    if (filter->since)
        ter_buf_text(&sql, " AND at_utc >= ?3");
    if (filter->layer && !filter->code)
        ter_buf_text(&sql, " AND layer = ?4");
    if (filter->code)
        ter_buf_text(&sql,
            " AND id IN (SELECT id FROM history WHERE layer = ?4 AND record_id = ?5 UNION ALL SELECT "
            "id FROM history WHERE layer = ?4 AND last_id > record_id AND ?5 > record_id AND ?5 <= "
            "last_id)");
    ter_buf_text(&sql, " ORDER BY id DESC LIMIT ?6");
    if (!ter_db_prepare(history->registry->db, sql.data, &history->entries, err))
        return false;
    sqlite3_bind_int64(history->entries, 1, filter->first_id);
    sqlite3_bind_int64(history->entries, 2, filter->last_id > 0 ? filter->last_id : INT64_MAX);
    sqlite3_bind_text(history->entries, 3, since_utc, -1, SQLITE_TRANSIENT);
    if (filter->layer)
        sqlite3_bind_text(history->entries, 4, filter->layer->name, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(history->entries, 5, record_id);
    sqlite3_bind_int64(history->entries, 6, filter->limit > 0 ? filter->limit : -1);
    return true;
}

bool ter_history_open(struct ter_registry *registry, const struct ter_history_filter *filter,
    struct ter_history **ret_history, struct ter_error *err)
{
    static const char next_sql[] =
        "SELECT before FROM history WHERE layer = ?1 AND record_id = ?2 AND id > ?3 ORDER BY id LIMIT 1";
    TER_AUTO(ter_history_close) struct ter_history *history = ter_alloc(sizeof *history);
    int64_t record_id = 0;
    history->registry = registry;
    if ((filter->code && !record_of(registry, filter->layer, filter->code, &record_id, err)) ||
        !open_entries(history, filter, record_id, err) ||
        !ter_db_prepare(registry->db, next_sql, &history->next_image, err))
        return false;
    *ret_history = history;
    history = NULL;
    return true;
}

/* The record as it is now, in the form of a before-image; NULL when it is gone. */
static bool present_image(struct ter_registry *registry, const struct ter_layer *layer, int64_t id,
    json_t **ret_image, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf columns = {0};
    ter_db_columns(layer, "", &columns);
    TER_AUTO_FREE char *sql = ter_format("SELECT %s FROM \"%s\" WHERE id = ?", columns.data, layer->name);
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    bool row;
    *ret_image = NULL;
    if (!ter_db_prepare(registry->db, sql, &select, err))
        return false;
    sqlite3_bind_int64(select, 1, id);
    if (!ter_db_step(select, &row, err))
        return false;
    if (!row)
        return true;
    json_t *image = json_object();
    for (size_t i = 0; i < layer->field_count; i++) {
        ter_json_set(image, layer->fields[i].name, ter_value_to_json(ter_db_value(select, (int)i)));
    }
    *ret_image = image;
    return true;
}

/* What followed an update: the next before-image of the record, or the record as it is now. */
static bool image_after(struct ter_history *history, json_t **ret_image, struct ter_error *err)
{
    const struct ter_history_entry *entry = &history->entry;
    bool row;
    sqlite3_reset(history->next_image);
    ter_db_bind_text(history->next_image, 1, entry->layer);
    sqlite3_bind_int64(history->next_image, 2, entry->record_id);
    sqlite3_bind_int64(history->next_image, 3, entry->id);
    if (!ter_db_step(history->next_image, &row, err))
        return false;
    if (row && sqlite3_column_type(history->next_image, 0) == SQLITE_TEXT)
        return ter_db_json(history->next_image, 0, ret_image, err);
    const struct ter_layer *layer;
    return ter_registry_layer(history->registry, entry->layer, &layer, err) &&
           present_image(history->registry, layer, entry->record_id, ret_image, err);
}

static bool same_json(const json_t *a, const json_t *b)
{
    if (!a) /* an image from before the layer had the field */
        return json_is_null(b);
    if (json_is_number(a) && json_is_number(b) && !(json_is_integer(a) && json_is_integer(b)))
        return json_number_value(a) == json_number_value(b);
    return json_equal(a, b);
}

/* Keep of `after` what differs from `before`; the clock's own field is no change. */
static json_t *changed_only(const json_t *before, json_t *after)
{
    json_t *changed = json_object();
    const char *key;
    json_t *value;
    json_object_foreach(after, key, value)
    {
        const json_t *old = json_object_get(before, key);
        if (strcmp(key, "updated_at") != 0 && !same_json(old, value))
            json_object_set(changed, key, value);
    }
    return changed;
}

static bool read_images(struct ter_history *history, struct ter_error *err)
{
    struct ter_history_entry *entry = &history->entry;
    json_decref(history->before);
    json_decref(history->after);
    history->before = history->after = NULL;
    free(history->code);
    history->code = NULL;
    if (sqlite3_column_type(history->entries, 9) == SQLITE_TEXT &&
        !ter_db_json(history->entries, 9, &history->before, err))
        return false;
    TER_AUTO(ter_json_free) json_t *after = NULL;
    if (entry->last_id == entry->record_id && strcmp(entry->operation, "delete") != 0 &&
        !image_after(history, &after, err))
        return false;
    const char *code = json_string_value(json_object_get(after ? after : history->before, "code"));
    history->code = code ? ter_strdup(code) : NULL;
    if (strcmp(entry->operation, "update") == 0 && after && history->before)
        history->after = changed_only(history->before, after);
    entry->code = history->code;
    entry->before = history->before;
    entry->after = history->after;
    return true;
}

bool ter_history_next(
    struct ter_history *history, const struct ter_history_entry **ret_entry, struct ter_error *err)
{
    sqlite3_stmt *row_of = history->entries;
    bool row;
    *ret_entry = NULL;
    if (!ter_interrupt_check(err) || !ter_db_step(row_of, &row, err))
        return false;
    if (!row)
        return true;
    history->entry = (struct ter_history_entry){
        .id = sqlite3_column_int64(row_of, 0),
        .layer = ter_db_text(row_of, 1),
        .record_id = sqlite3_column_int64(row_of, 2),
        .last_id = sqlite3_column_int64(row_of, 3),
        .operation = ter_db_text(row_of, 4),
        .at_utc = ter_db_text(row_of, 5),
        .tool = ter_db_text(row_of, 6),
        .note = (const char *)sqlite3_column_text(row_of, 7),
        .source_id = sqlite3_column_int64(row_of, 8),
        .moved = sqlite3_column_int(row_of, 10) && strcmp(ter_db_text(row_of, 4), "update") == 0,
    };
    if (!read_images(history, err))
        return ter_wrap(err, "history entry %lld", (long long)history->entry.id);
    *ret_entry = &history->entry;
    return true;
}
