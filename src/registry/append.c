/* Owns the writing of new records in bulk. The layer's triggers are out of the way meanwhile (in the same
 * transaction, so a crash brings them back): what they would check was checked while staging, and what they
 * would write, the code, the defaults, the spatial index and the history, is written here.
 *
 * Rows go in by batches: each INSERT into an AUTOINCREMENT table reads and writes sqlite_sequence, which
 * costs as much as the row itself. */
#include "append.h"

#include "aside.h"
#include "blob.h"
#include "generated_codes.h"
#include "rtree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH_ROWS = 32, ARENA_SIZE = 1 << 20 };

/* A row on its way: its values (in appender.values) and its blob point into the arena. */
struct pending {
    int64_t id, number;
    bool generated; /* the code is ours to choose */
    const char *blob;
    size_t blob_size;
};

struct ter_appender {
    struct ter_registry *registry;
    struct ter_append_options options;
    sqlite3_stmt *batch, *single, *exists;
    struct ter_buf restore; /* SQL that puts triggers and indexes back */
    int64_t first_id, next_id, inserted;
    struct pending rows[BATCH_ROWS];
    struct ter_value *values; /* BATCH_ROWS times the layer's fields */
    size_t count;
    char *arena;
    size_t arena_used, arena_size;
    struct ter_buf blob;
    struct ter_generated_codes codes;
    struct ter_rtree_entries boxes;
};

void ter_append_close(struct ter_appender *appender)
{
    if (!appender)
        return;
    sqlite3_finalize(appender->batch);
    sqlite3_finalize(appender->single);
    sqlite3_finalize(appender->exists);
    ter_buf_free(&appender->restore);
    ter_buf_free(&appender->blob);
    ter_generated_codes_free(&appender->codes);
    ter_rtree_entries_free(&appender->boxes);
    free(appender->values);
    free(appender->arena);
    free(appender);
}

/* Beginning ------------------------------------------------------------------------------------------- */

static bool prepare_insert(
    struct ter_appender *appender, size_t rows, sqlite3_stmt **ret_insert, struct ter_error *err)
{
    const struct ter_layer *layer = appender->options.layer;
    TER_AUTO_BUF struct ter_buf sql = {0};
    ter_buf_printf(&sql, "INSERT OR IGNORE INTO \"%s\" (", layer->name);
    ter_db_columns(layer, "", &sql);
    ter_buf_text(&sql, ", geom) VALUES ");
    for (size_t row = 0; row < rows; row++) {
        ter_buf_text(&sql, row ? ", (?" : "(?");
        for (size_t i = 0; i < layer->field_count; i++)
            ter_buf_text(&sql, ", ?");
        ter_buf_text(&sql, ")");
    }
    return ter_db_prepare(appender->registry->db, sql.data, ret_insert, err);
}

static bool find_next_id(struct ter_appender *appender, struct ter_error *err)
{
    const char *name = appender->options.layer->name;
    TER_AUTO_FREE char *sql =
        ter_format("SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = '%s'), 0), "
                   "coalesce((SELECT max(id) FROM \"%s\"), 0)) + 1",
            name, name);
    bool done = ter_db_int(appender->registry->db, sql, 1, &appender->next_id, err);
    appender->first_id = appender->next_id;
    appender->codes = (struct ter_generated_codes){.layer = appender->options.layer,
        .first_id = appender->first_id,
        .expected = appender->options.expected};
    return done;
}

bool ter_append_open(struct ter_registry *registry, const struct ter_append_options *options,
    struct ter_appender **ret_appender, struct ter_error *err)
{
    TER_AUTO(ter_append_close) struct ter_appender *appender = ter_alloc(sizeof *appender);
    TER_AUTO_FREE char *exists = ter_format("SELECT 1 FROM \"%s\" WHERE id = ?", options->layer->name);
    int64_t there;
    appender->registry = registry;
    appender->options = *options;
    appender->boxes.memory = options->memory;
    appender->values = ter_alloc(BATCH_ROWS * options->layer->field_count * sizeof *appender->values);
    appender->arena = ter_alloc(ARENA_SIZE);
    appender->arena_size = ARENA_SIZE;
    if (!ter_registry_count(registry, options->layer, &there, err) || !find_next_id(appender, err) ||
        !ter_aside_put(registry->db, options->layer->name, (int64_t)options->expected > there,
            &appender->restore, err) ||
        !prepare_insert(appender, BATCH_ROWS, &appender->batch, err) ||
        !prepare_insert(appender, 1, &appender->single, err) ||
        !ter_db_prepare(registry->db, exists, &appender->exists, err))
        return false;
    *ret_appender = appender;
    appender = NULL;
    return true;
}

void ter_append_reserve(struct ter_appender *appender, const struct ter_record *record)
{
    struct ter_value code = record->values[appender->options.layer->role[TER_ROLE_CODE]];
    if (code.type == TER_VALUE_TEXT)
        ter_generated_codes_reserve(&appender->codes, code.text);
}

/* Writing --------------------------------------------------------------------------------------------- */

static void bind_row(const struct ter_appender *appender, size_t row, sqlite3_stmt *statement, int at)
{
    size_t fields = appender->options.layer->field_count;
    const struct pending *pending = &appender->rows[row];
    for (size_t i = 0; i < fields; i++)
        ter_db_bind_value(statement, at++, appender->values[row * fields + i]);
    if (pending->blob_size)
        sqlite3_bind_blob64(statement, at, pending->blob, pending->blob_size, SQLITE_STATIC);
    else
        sqlite3_bind_null(statement, at);
}

static void note_inserted(struct ter_appender *appender, const struct pending *pending)
{
    struct ter_bbox box;
    appender->inserted++;
    if (pending->blob_size && ter_blob_bbox(pending->blob, pending->blob_size, &box))
        ter_rtree_add(&appender->boxes, pending->id, box);
}

/* A generated code that a hand has given already gets a tail. */
static bool insert_single(struct ter_appender *appender, size_t row, struct ter_error *err)
{
    const struct pending *pending = &appender->rows[row];
    int code = (int)appender->options.layer->role[TER_ROLE_CODE] + 1;
    bind_row(appender, row, appender->single, 1);
    for (int attempt = 0; attempt < TER_CODE_ATTEMPTS; attempt++) {
        char text[TER_CODE_SIZE];
        if (attempt) {
            attempt = ter_generated_codes_make(&appender->codes, pending->id, attempt, text);
            ter_db_bind_text(appender->single, code, text);
        }
        if (!ter_db_run(appender->single, err))
            return ter_wrap(err, "row %lld", (long long)pending->number);
        if (sqlite3_changes(appender->registry->db)) {
            note_inserted(appender, pending);
            return true;
        }
        if (!pending->generated)
            break;
    }
    appender->options.reject(appender->options.user, pending->number, "a record with this code exists");
    return true;
}

static bool is_there(struct ter_appender *appender, int64_t id, bool *ret_there, struct ter_error *err)
{
    sqlite3_bind_int64(appender->exists, 1, id);
    bool done = ter_db_step(appender->exists, ret_there, err);
    sqlite3_reset(appender->exists);
    return done;
}

/* A full batch goes in with one statement; where codes were taken some of it is ignored, and looked at
 * singly. */
static bool insert_batch(struct ter_appender *appender, struct ter_error *err)
{
    int width = (int)appender->options.layer->field_count + 1;
    for (size_t row = 0; row < BATCH_ROWS; row++)
        bind_row(appender, row, appender->batch, (int)row * width + 1);
    if (!ter_db_run(appender->batch, err))
        return ter_wrap(err, "rows from %lld", (long long)appender->rows[0].number);
    bool all = sqlite3_changes(appender->registry->db) == BATCH_ROWS;
    for (size_t row = 0; row < BATCH_ROWS; row++) {
        bool there = all;
        if (!all && !is_there(appender, appender->rows[row].id, &there, err))
            return false;
        if (there)
            note_inserted(appender, &appender->rows[row]);
        else if (!insert_single(appender, row, err))
            return false;
    }
    return true;
}

static bool flush(struct ter_appender *appender, struct ter_error *err)
{
    bool done = true;
    if (appender->count == BATCH_ROWS)
        done = insert_batch(appender, err);
    else
        for (size_t row = 0; row < appender->count && done; row++)
            done = insert_single(appender, row, err);
    appender->count = 0;
    appender->arena_used = 0;
    return done;
}

/* Gathering ------------------------------------------------------------------------------------------- */

static void give(struct ter_value *value, struct ter_value otherwise)
{
    if (value->type == TER_VALUE_NULL)
        *value = otherwise;
}

/* What the insert trigger would have given a new record. */
static void complete(const struct ter_appender *appender, bool placed, int64_t number, const char *code,
    struct ter_value *values)
{
    const struct ter_layer *layer = appender->options.layer;
    const size_t *role = layer->role;
    values[role[TER_ROLE_ID]] = ter_value_int(appender->next_id);
    values[role[TER_ROLE_SOURCE_ID]] = ter_value_int(appender->options.source_id);
    values[role[TER_ROLE_UPDATED_AT]] = ter_value_text(appender->options.now_utc);
    give(&values[role[TER_ROLE_CODE]], ter_value_text(code));
    give(&values[role[TER_ROLE_STATUS]], ter_value_text(layer->initial_status));
    give(&values[role[TER_ROLE_SOURCE_ROW]], ter_value_int(number));
    if (placed) {
        give(&values[role[TER_ROLE_METHOD]], ter_value_text("imported"));
        give(&values[role[TER_ROLE_UNCERTAINTY_M]], ter_value_real(layer->imported_uncertainty_m));
    } else
        values[role[TER_ROLE_METHOD]] = values[role[TER_ROLE_UNCERTAINTY_M]] =
            values[role[TER_ROLE_PRECISION]] = (struct ter_value){0};
}

static const char *keep(struct ter_appender *appender, const void *bytes, size_t size)
{
    char *kept = appender->arena + appender->arena_used;
    if (size)
        memcpy(kept, bytes, size);
    kept[size] = '\0';
    appender->arena_used += size + 1;
    return kept;
}

/* Bytes that a row may take: its texts, blob and code. */
static size_t size_of_row(const struct ter_appender *appender, const struct ter_record *record)
{
    size_t size = appender->blob.size + TER_CODE_SIZE + record->count;
    for (size_t i = 0; i < record->count; i++)
        size += record->values[i].type == TER_VALUE_TEXT ? record->values[i].size + 1 : 0;
    return size + strlen(appender->options.now_utc) + strlen(appender->options.layer->initial_status) + 64;
}

/* See that a row of this size fits; the arena may move only while nothing points into it. */
static bool make_room(struct ter_appender *appender, size_t size, struct ter_error *err)
{
    if (appender->arena_used + size <= appender->arena_size)
        return true;
    if (!flush(appender, err))
        return false;
    if (size > appender->arena_size) {
        appender->arena = ter_realloc(appender->arena, size);
        appender->arena_size = size;
    }
    return true;
}

bool ter_append_row(
    struct ter_appender *appender, const struct ter_record *record, int64_t number, struct ter_error *err)
{
    const struct ter_layer *layer = appender->options.layer;
    char code[TER_CODE_SIZE] = "";
    ter_buf_clear(&appender->blob);
    if (record->geometry.data &&
        !ter_blob_from_wkb(record->geometry, appender->registry->epsg, &appender->blob, err))
        return ter_wrap(err, "row %lld", (long long)number);
    if (!make_room(appender, size_of_row(appender, record), err))
        return false;
    struct pending *pending = &appender->rows[appender->count];
    struct ter_value *values = &appender->values[appender->count++ * layer->field_count];
    bool generated = record->values[layer->role[TER_ROLE_CODE]].type == TER_VALUE_NULL;
    if (generated)
        ter_generated_codes_make(&appender->codes, appender->next_id, 0, code);
    memcpy(values, record->values, layer->field_count * sizeof *values);
    complete(appender, record->geometry.data != NULL, number, code, values);
    for (size_t i = 0; i < layer->field_count; i++)
        if (values[i].type == TER_VALUE_TEXT)
            values[i].text = keep(appender, values[i].text, values[i].size);
    *pending = (struct pending){appender->next_id++, number, generated, NULL, appender->blob.size};
    if (appender->blob.size)
        pending->blob = keep(appender, appender->blob.data, appender->blob.size);
    return appender->count < BATCH_ROWS || flush(appender, err);
}

/* Ending ---------------------------------------------------------------------------------------------- */

static bool write_range(const struct ter_appender *appender, struct ter_error *err)
{
    static const char sql[] =
        "INSERT INTO history (layer, layer_version, record_id, last_id, operation, at_utc, tool, source_id)"
        " VALUES (?, ?, ?, ?, 'insert', ?, 'import', ?)";
    const struct ter_append_options *options = &appender->options;
    TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
    if (!appender->inserted)
        return true;
    if (!ter_db_prepare(appender->registry->db, sql, &insert, err))
        return false;
    ter_db_bind_text(insert, 1, options->layer->name);
    sqlite3_bind_int(insert, 2, options->layer->version);
    sqlite3_bind_int64(insert, 3, appender->first_id);
    sqlite3_bind_int64(insert, 4, appender->next_id - 1);
    ter_db_bind_text(insert, 5, options->now_utc);
    sqlite3_bind_int64(insert, 6, options->source_id);
    return ter_db_run(insert, err);
}

bool ter_append_finish(struct ter_appender *appender, int64_t *ret_inserted, struct ter_error *err)
{
    sqlite3 *db = appender->registry->db;
    if (!flush(appender, err) || !ter_rtree_insert(db, appender->options.layer->name, &appender->boxes, err))
        return false;
    /* A statement that stands ready on the table would keep its triggers from coming back. */
    sqlite3_finalize(appender->batch);
    sqlite3_finalize(appender->single);
    appender->batch = appender->single = NULL;
    if ((appender->restore.size && !ter_db_exec(db, appender->restore.data, err)) ||
        !write_range(appender, err))
        return false;
    *ret_inserted += appender->inserted;
    return true;
}
