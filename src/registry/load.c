/* Owns bulk loads: stage, match, merge what is known, and write what is new in one short transaction.
 *
 * New rows are written with the layer's triggers out of the way (they are part of the same transaction, so a
 * crash brings them back): everything they would check was checked while staging, and what they would write,
 * the code, the defaults, one line of history for the whole range and the spatial index, is written here, a
 * thousandfold faster. */
#include "load.h"

#include "base/progress.h"
#include "blob.h"
#include "derive.h"
#include "internal.h"
#include "journal.h"
#include "match.h"
#include "merge.h"
#include "rtree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct ter_load {
    struct ter_registry *registry;
    const struct ter_layer *layer;
    struct ter_source source;
    struct ter_load_options options;
    struct ter_stage *stage;
};

/* The work of one commit. */
struct work {
    struct ter_load *load;
    sqlite3 *db;
    const struct ter_layer *layer;
    int64_t source_id, first_id, next_id;
    sqlite3_stmt *insert;
    struct ter_rtree_entries boxes;
    struct ter_buf blob;
    char code[64];
    struct ter_map given_codes; /* codes that new rows bring along: none of them is generated for another */
    char now_utc[32];
    ter_load_reject_fn *reject;
    void *user;
    struct ter_load_result *result;
};

bool ter_load_open(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_source *source, const struct ter_load_options *options, struct ter_load **ret_load,
    struct ter_error *err)
{
    TER_AUTO(ter_load_close) struct ter_load *load = ter_alloc(sizeof *load);
    load->registry = registry;
    load->layer = layer;
    load->source = *source;
    load->options = *options;
    if (!ter_stage_open(layer->field_count, &load->stage, err))
        return false;
    *ret_load = load;
    load = NULL;
    return true;
}

bool ter_load_add(
    struct ter_load *load, const struct ter_record *record, int64_t number, struct ter_error *err)
{
    /* The triggers that would refuse it are out of the way while new rows are written. */
    enum ter_geometry_type type = ter_wkb_type(record->geometry);
    if (record->geometry.data && type != load->layer->geometry)
        return ter_fail(err, TER_FAILED, "row %lld: layer %s holds %s geometries, not %s", (long long)number,
            load->layer->name, ter_geometry_name(load->layer->geometry),
            type == TER_GEOMETRY_NONE ? "a broken one" : ter_geometry_name(type));
    return ter_stage_add(load->stage, record, number, err);
}

void ter_load_close(struct ter_load *load)
{
    if (!load)
        return;
    ter_stage_close(load->stage);
    free(load);
}

void ter_load_result_free(struct ter_load_result *result)
{
    ter_strings_free(&result->notes);
}

/* Known records --------------------------------------------------------------------------------------- */

static void reject_row(struct work *work, int64_t number, const char *reason)
{
    work->result->rejected++;
    if (work->reject)
        work->reject(work->user, number, reason);
}

static bool merge_row(struct work *work, struct ter_origin *origin, int64_t id,
    const struct ter_record *record, int64_t number, struct ter_error *err)
{
    struct ter_merge merge;
    struct ter_merger merger = {
        work->load->registry, work->layer, &work->load->options, origin, work->source_id};
    if (!ter_merge_row(&merger, id, record, &merge, err))
        return ter_wrap(err, "row %lld", (long long)number);
    work->result->kept_edited += merge.kept_edited;
    work->result->conflicts += merge.conflicts;
    work->result->unplaced += merge.unplaced;
    work->result->updated += merge.kind == TER_MERGE_UPDATED;
    work->result->unchanged += merge.kind == TER_MERGE_UNCHANGED;
    if (merge.kind == TER_MERGE_REFUSED)
        reject_row(work, number, merge.reason);
    return true;
}

/* Deal with every row but the new ones, which are marked in `is_new` by their place in the stage. */
static bool merge_known(struct work *work, struct ter_matcher *matcher, struct ter_origin *origin,
    uint8_t *is_new, struct ter_error *err)
{
    struct ter_stage *stage = work->load->stage;
    const struct ter_record *record;
    int64_t number;
    if (!ter_stage_rewind(stage, err))
        return false;
    for (size_t i = 0;; i++) {
        if (!ter_interrupt_check(err) || !ter_stage_next(stage, &record, &number, err))
            return false;
        if (!record)
            break;
        struct ter_match match = ter_match_row(matcher, record, number);
        char reason[96];
        switch (match.kind) {
        case TER_MATCH_NEW:
            is_new[i] = 1;
            break;
        case TER_MATCH_RECORD:
            if (!merge_row(work, origin, match.id, record, number, err))
                return false;
            break;
        case TER_MATCH_DELETED:
            work->result->kept_deleted++;
            break;
        case TER_MATCH_DUPLICATE:
            snprintf(reason, sizeof reason, "row %lld has the same key", (long long)match.first_row);
            reject_row(work, number, reason);
            break;
        case TER_MATCH_NO_KEY:
            reject_row(work, number, "the key field is empty");
            break;
        }
    }
    work->result->missing = ter_match_missing(matcher);
    return true;
}

/* New records ----------------------------------------------------------------------------------------- */

static bool prepare_insert(struct work *work, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf sql = {0};
    ter_buf_printf(&sql, "INSERT OR IGNORE INTO \"%s\" (", work->layer->name);
    ter_db_columns(work->layer, "", &sql);
    ter_buf_text(&sql, ", geom) VALUES (?");
    for (size_t i = 0; i < work->layer->field_count; i++)
        ter_buf_text(&sql, ", ?");
    ter_buf_text(&sql, ")");
    return ter_db_prepare(work->db, sql.data, &work->insert, err);
}

static uint64_t code_key(const char *code)
{
    return ter_hash(0, code, strlen(code));
}

/* Only a file that gives codes to some of its rows and not to others needs to know them beforehand. */
static bool list_given_codes(struct work *work, const uint8_t *is_new, struct ter_error *err)
{
    struct ter_stage *stage = work->load->stage;
    size_t code = work->layer->role[TER_ROLE_CODE];
    const struct ter_record *record;
    int64_t number;
    if (!work->load->options.given[code])
        return true;
    if (!ter_stage_rewind(stage, err))
        return false;
    for (size_t i = 0;; i++) {
        if (!ter_stage_next(stage, &record, &number, err))
            return false;
        if (!record)
            return true;
        if (is_new[i] && record->values[code].type == TER_VALUE_TEXT)
            ter_map_put(&work->given_codes, code_key(record->values[code].text), NULL);
    }
}

enum { CODE_ATTEMPTS = 100 };

/* The code that the next record gets if it brings none: with a tail where a row has it, from `attempt` on.
 * Returns the attempt that was left. */
static int set_code(struct work *work, int attempt)
{
    const struct ter_layer *layer = work->layer;
    int length = snprintf(work->code, sizeof work->code, "%s%0*lld", layer->code_prefix, layer->code_digits,
        (long long)work->next_id);
    for (; attempt < CODE_ATTEMPTS; attempt++) {
        if (attempt)
            snprintf(work->code + length, sizeof work->code - (size_t)length, "-%d", attempt + 1);
        if (!ter_map_get(&work->given_codes, code_key(work->code)))
            break;
    }
    return attempt;
}

/* The value a new record gets in a field: the row's own, or what the insert trigger would have given. */
static struct ter_value initial_value(
    const struct work *work, size_t field, const struct ter_record *record, int64_t number)
{
    const struct ter_layer *layer = work->layer;
    const size_t *role = layer->role;
    struct ter_value value = record->values[field];
    bool placed = record->geometry.data != NULL;
    if (field == role[TER_ROLE_ID])
        return ter_value_int(work->next_id);
    if (field == role[TER_ROLE_SOURCE_ID])
        return ter_value_int(work->source_id);
    if (field == role[TER_ROLE_UPDATED_AT])
        return ter_value_text(work->now_utc);
    if ((field == role[TER_ROLE_METHOD] || field == role[TER_ROLE_UNCERTAINTY_M] ||
            field == role[TER_ROLE_PRECISION]) &&
        !placed)
        return (struct ter_value){0};
    if (value.type != TER_VALUE_NULL)
        return value;
    if (field == role[TER_ROLE_CODE])
        return ter_value_text(work->code);
    if (field == role[TER_ROLE_STATUS])
        return ter_value_text(layer->initial_status);
    if (field == role[TER_ROLE_SOURCE_ROW])
        return ter_value_int(number);
    if (field == role[TER_ROLE_METHOD])
        return ter_value_text("imported");
    if (field == role[TER_ROLE_UNCERTAINTY_M])
        return ter_value_real(layer->imported_uncertainty_m);
    return value;
}

/* A generated code that a hand has given already gets a tail. */
static bool insert_row(
    struct work *work, const struct ter_record *record, int64_t number, struct ter_error *err)
{
    size_t count = work->layer->field_count, code = work->layer->role[TER_ROLE_CODE];
    bool generated = record->values[code].type == TER_VALUE_NULL;
    ter_buf_clear(&work->blob);
    if (record->geometry.data &&
        !ter_blob_from_wkb(record->geometry, work->load->registry->epsg, &work->blob, err))
        return ter_wrap(err, "row %lld", (long long)number);
    int first = set_code(work, 0);
    for (size_t i = 0; i < count; i++)
        ter_db_bind_value(work->insert, (int)i + 1, initial_value(work, i, record, number));
    if (work->blob.size)
        sqlite3_bind_blob64(work->insert, (int)count + 1, work->blob.data, work->blob.size, SQLITE_STATIC);
    else
        sqlite3_bind_null(work->insert, (int)count + 1);
    for (int attempt = first; attempt < CODE_ATTEMPTS; attempt++) {
        if (attempt > first) {
            attempt = set_code(work, attempt);
            ter_db_bind_value(work->insert, (int)code + 1, ter_value_text(work->code));
        }
        if (!ter_db_run(work->insert, err))
            return ter_wrap(err, "row %lld", (long long)number);
        if (sqlite3_changes(work->db)) {
            struct ter_bbox box;
            if (work->blob.size && ter_blob_bbox(work->blob.data, work->blob.size, &box))
                ter_rtree_add(&work->boxes, work->next_id, box);
            work->next_id++;
            work->result->inserted++;
            return true;
        }
        if (!generated)
            break;
    }
    reject_row(work, number, "a record with this code exists");
    return true;
}

static bool insert_rows(struct work *work, const uint8_t *is_new, struct ter_error *err)
{
    struct ter_stage *stage = work->load->stage;
    struct ter_progress progress;
    const struct ter_record *record;
    int64_t number;
    bool done = ter_stage_rewind(stage, err);
    ter_progress_begin(&progress, "storing", (int64_t)ter_stage_count(stage));
    for (size_t i = 0; done; i++) {
        done = ter_interrupt_check(err) && ter_stage_next(stage, &record, &number, err);
        if (!done || !record)
            break;
        ter_progress_update(&progress, (int64_t)i);
        if (is_new[i])
            done = insert_row(work, record, number, err);
    }
    ter_progress_end(&progress);
    return done;
}

static bool write_range(struct work *work, struct ter_error *err)
{
    static const char sql[] =
        "INSERT INTO history (layer, layer_version, record_id, last_id, operation, at_utc, tool, source_id)"
        " VALUES (?, ?, ?, ?, 'insert', ?, 'import', ?)";
    TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
    if (work->next_id == work->first_id)
        return true;
    if (!ter_db_prepare(work->db, sql, &insert, err))
        return false;
    ter_db_bind_text(insert, 1, work->layer->name);
    sqlite3_bind_int(insert, 2, work->layer->version);
    sqlite3_bind_int64(insert, 3, work->first_id);
    sqlite3_bind_int64(insert, 4, work->next_id - 1);
    ter_db_bind_text(insert, 5, work->now_utc);
    sqlite3_bind_int64(insert, 6, work->source_id);
    return ter_db_run(insert, err);
}

/* What is in the way of a bulk insert: set aside before, put back after, in the same transaction. */
static bool set_aside(sqlite3 *db, const struct ter_layer *layer, bool indexes, struct ter_buf *ret_restore,
    struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO_BUF struct ter_buf drop = {0};
    if (!ter_db_prepare(db,
            "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = ?1 AND sql IS NOT NULL AND (type = "
            "'trigger' OR (?2 AND type = 'index'))",
            &select, err))
        return false;
    ter_db_bind_text(select, 1, layer->name);
    sqlite3_bind_int(select, 2, indexes);
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            break;
        const char *name = (const char *)sqlite3_column_text(select, 1);
        if (strchr(name, '"'))
            return ter_fail(err, TER_FAILED, "the registry holds a trigger or index of a stranger: %s", name);
        ter_buf_printf(&drop, "DROP %s \"%s\";\n", (const char *)sqlite3_column_text(select, 0), name);
        ter_buf_printf(ret_restore, "%s;\n", (const char *)sqlite3_column_text(select, 2));
    }
    sqlite3_finalize(select);
    select = NULL;
    return !drop.size || ter_db_exec(db, drop.data, err);
}

static bool insert_new(struct work *work, const uint8_t *is_new, struct ter_error *err)
{
    size_t new_count = 0;
    int64_t there;
    TER_AUTO_BUF struct ter_buf restore = {0};
    TER_AUTO_FREE char *next_sql =
        ter_format("SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = '%s'), 0), "
                   "coalesce((SELECT max(id) FROM \"%s\"), 0)) + 1",
            work->layer->name, work->layer->name);
    for (size_t i = 0; i < ter_stage_count(work->load->stage); i++)
        new_count += is_new[i];
    if (!new_count)
        return true;
    if (!ter_registry_count(work->load->registry, work->layer, &there, err) ||
        !ter_db_int(work->db, next_sql, 1, &work->next_id, err))
        return false;
    work->first_id = work->next_id;
    bool done = set_aside(work->db, work->layer, (int64_t)new_count > there, &restore, err) &&
                list_given_codes(work, is_new, err) && prepare_insert(work, err) &&
                insert_rows(work, is_new, err);
    sqlite3_finalize(work->insert);
    work->insert = NULL;
    return done && ter_rtree_insert(work->db, work->layer->name, &work->boxes, err) &&
           ter_db_exec(work->db, restore.data, err) && write_range(work, err);
}

/* The transaction ------------------------------------------------------------------------------------- */

static bool add_source(struct work *work, struct ter_error *err)
{
    static const char sql[] =
        "INSERT INTO source (name, kind, layer, document, annex, file, sha256, imported_at)"
        " VALUES (?, 'layer', ?, ?, ?, ?, ?, ?)";
    const struct ter_source *source = &work->load->source;
    TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
    if (!ter_db_prepare(work->db, sql, &insert, err))
        return false;
    ter_db_bind_text(insert, 1, source->name);
    ter_db_bind_text(insert, 2, work->layer->name);
    ter_db_bind_text(insert, 3, source->document);
    ter_db_bind_text(insert, 4, source->annex);
    ter_db_bind_text(insert, 5, source->file);
    ter_db_bind_text(insert, 6, source->sha256);
    ter_db_bind_text(insert, 7, work->now_utc);
    if (!ter_db_run(insert, err))
        return false;
    work->source_id = sqlite3_last_insert_rowid(work->db);
    TER_AUTO_FREE char *context =
        ter_format("UPDATE write_context SET source_id = %lld", (long long)work->source_id);
    return ter_db_exec(work->db, context, err);
}

static bool finish_source(struct work *work, int64_t rows_rejected, struct ter_error *err)
{
    TER_AUTO_FREE char *sql =
        ter_format("UPDATE source SET rows_stored = %lld, rows_rejected = %lld WHERE id = %lld",
            (long long)(work->result->inserted + work->result->updated + work->result->unchanged),
            (long long)(rows_rejected + work->result->rejected), (long long)work->source_id);
    return ter_db_exec(work->db, sql, err);
}

/* The maps of the matching are gone before the new rows come: both at once would be the peak of memory. */
static bool match_known(struct work *work, uint8_t *is_new, struct ter_error *err)
{
    struct ter_load *load = work->load;
    TER_AUTO(ter_origin_close) struct ter_origin *origin = NULL;
    TER_AUTO(ter_match_close) struct ter_matcher *matcher = NULL;
    return ter_stage_rewind(load->stage, err) &&
           ter_origin_open(load->registry, load->layer, load->source.name, &origin, err) &&
           ter_match_open(load->registry, load->layer, load->source.name, &load->options, origin, load->stage,
               &matcher, err) &&
           merge_known(work, matcher, origin, is_new, err);
}

static bool store_all(struct work *work, int64_t rows_rejected, struct ter_error *err)
{
    TER_AUTO_FREE uint8_t *is_new = ter_alloc(ter_stage_count(work->load->stage) + 1);
    return add_source(work, err) && match_known(work, is_new, err) && insert_new(work, is_new, err) &&
           finish_source(work, rows_rejected, err);
}

static void set_clock(struct work *work)
{
    struct timespec now;
    struct tm utc;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    size_t length = strftime(work->now_utc, sizeof work->now_utc, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(work->now_utc + length, sizeof work->now_utc - length, ".%03dZ", (int)(now.tv_nsec / 1000000));
}

/* Store, and keep it or not. */
static bool commit(struct work *work, int64_t rows_rejected, struct ter_error *err)
{
    struct ter_registry *registry = work->load->registry;
    struct ter_write_context context = {.tool = "import"};
    if (!ter_registry_begin(registry, &context, err))
        return false;
    bool done = store_all(work, rows_rejected, err);
    /* The same file again leaves no trace, not even a source. */
    bool keep = done && !work->load->options.dry_run && work->result->inserted + work->result->updated > 0;
    if (keep)
        return ter_registry_commit(registry, err);
    ter_registry_rollback(registry);
    return done;
}

bool ter_load_commit(struct ter_load *load, int64_t rows_rejected, ter_load_reject_fn *reject, void *user,
    struct ter_load_result *ret_result, struct ter_error *err)
{
    enum { LARGE_ROWS = 100000 };
    *ret_result = (struct ter_load_result){0};
    struct work work = {.load = load,
        .db = load->registry->db,
        .layer = load->layer,
        .reject = reject,
        .user = user,
        .result = ret_result};
    set_clock(&work);
    bool alone = ter_stage_count(load->stage) >= LARGE_ROWS && ter_journal_alone(load->registry);
    bool done = commit(&work, rows_rejected, err);
    if (alone)
        ter_journal_shared(load->registry);
    ter_rtree_entries_free(&work.boxes);
    ter_buf_free(&work.blob);
    ter_map_free(&work.given_codes);
    return done;
}
