/* Owns bulk loads: stage, match, merge what is known, and write what is new in one short transaction. New
 * rows go to append.h, rows of known records to merge.h. */
#include "load.h"

#include "append.h"
#include "base/messages.h"
#include "base/progress.h"
#include "guards.h"
#include "internal.h"
#include "journal.h"
#include "match.h"
#include "match_keys.h"
#include "merge.h"

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
    int64_t source_id;
    size_t new_rows;
    int64_t other_id; /* the source whose record was changed last, where that was not this one's */
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
    ter_strings_free(&result->others);
}

/* Known records --------------------------------------------------------------------------------------- */

static void reject_row(struct work *work, int64_t number, const char *reason)
{
    work->result->rejected++;
    if (work->reject)
        work->reject(work->user, number, reason);
}

/* Keep the name of a source whose record a row of this one changed. */
static bool note_other(struct work *work, int64_t source_id, struct ter_error *err)
{
    enum { ENOUGH = 4 };
    struct ter_strings *names = &work->result->others;
    TER_AUTO(ter_statement_reset) sqlite3_stmt *select = NULL;
    bool row;
    if (work->result->of_others++ && source_id == work->other_id)
        return true;
    work->other_id = source_id;
    if (!ter_db_cached(work->load->registry, "SELECT name FROM source WHERE id = ?", &select, err))
        return false;
    sqlite3_bind_int64(select, 1, source_id);
    if (!ter_db_step(select, &row, err))
        return false;
    const char *name = row ? (const char *)sqlite3_column_text(select, 0) : NULL; /* none: entered by hand */
    for (size_t i = 0; name && i < names->count; i++)
        if (strcmp(names->items[i], name) == 0)
            return true;
    if (name && names->count < ENOUGH)
        ter_strings_add(names, name);
    return true;
}

static bool merge_row(struct work *work, struct ter_origin *origin, const struct ter_match *match,
    const struct ter_record *record, int64_t number, struct ter_error *err)
{
    struct ter_merge merge;
    struct ter_merger merger = {
        work->load->registry, work->layer, &work->load->options, origin, work->source_id};
    if (!ter_merge_row(&merger, match->id, record, &merge, err) ||
        (merge.kind == TER_MERGE_UPDATED && !match->of_source &&
            !note_other(work, merge.former_source_id, err)))
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

/* The triggers that ask the guards are away while new rows are written: they are asked here. */
static bool take_new(struct work *work, const struct ter_record *record, int64_t number, uint8_t *is_new,
    size_t index, struct ter_error *err)
{
    TER_AUTO_FREE char *refusal = NULL;
    if (!ter_guards_admit(work->load->registry, work->layer, NULL, record->values,
            ter_registry_lang(work->load->registry), &refusal, err))
        return false;
    if (refusal) {
        reject_row(work, number, refusal);
        return true;
    }
    is_new[index / 8] |= (uint8_t)(1 << (index % 8));
    work->new_rows++;
    return true;
}

static void reject_duplicate(
    struct work *work, const struct ter_record *record, int64_t number, int64_t first_row)
{
    size_t field = ter_match_keys_of(work->layer, &work->load->options).field;
    TER_AUTO_BUF struct ter_buf value = {0};
    ter_value_print(record->values[field], &value);
    TER_AUTO_FREE char *reason = ter_format(ter_message("row %lld has the same %s \"%s\""),
        (long long)first_row, work->layer->fields[field].name, value.data ? value.data : "");
    reject_row(work, number, reason);
}

/* Deal with every row but the new ones, each of which gets its bit in `is_new`. */
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
        struct ter_match match;
        if (!ter_match_row(matcher, record, &match, err))
            return false;
        switch (match.kind) {
        case TER_MATCH_NEW:
            if (!take_new(work, record, number, is_new, i, err))
                return false;
            break;
        case TER_MATCH_RECORD:
            if (!merge_row(work, origin, &match, record, number, err))
                return false;
            break;
        case TER_MATCH_DELETED:
            work->result->kept_deleted++;
            break;
        case TER_MATCH_DUPLICATE:
            reject_duplicate(work, record, number, match.first_row);
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

static void reject_appended(void *user, int64_t number, const char *reason)
{
    reject_row(user, number, reason);
}

/* Go through the stage and hand each new row to `each`. */
static bool for_new_rows(struct work *work, const uint8_t *is_new, struct ter_appender *appender,
    bool (*each)(struct ter_appender *, const struct ter_record *, int64_t, struct ter_error *),
    struct ter_error *err)
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
        if (is_new[i / 8] >> (i % 8) & 1)
            done = each(appender, record, number, err);
    }
    ter_progress_end(&progress);
    return done;
}

static bool reserve_code(
    struct ter_appender *appender, const struct ter_record *record, int64_t number, struct ter_error *err)
{
    (void)number;
    (void)err;
    ter_append_reserve(appender, record);
    return true;
}

static bool insert_new(struct work *work, const uint8_t *is_new, struct ter_error *err)
{
    TER_AUTO(ter_append_close) struct ter_appender *appender = NULL;
    struct ter_append_options options = {.layer = work->layer,
        .source_id = work->source_id,
        .expected = work->new_rows,
        .memory = work->load->options.memory,
        .now_utc = work->now_utc,
        .reject = reject_appended,
        .user = work};
    if (!options.expected)
        return true;
    /* Only a file that gives codes to some of its rows and not to others needs to know them beforehand. */
    bool codes = work->load->options.given[work->layer->role[TER_ROLE_CODE]];
    return ter_append_open(work->load->registry, &options, &appender, err) &&
           (!codes || for_new_rows(work, is_new, appender, reserve_code, err)) &&
           for_new_rows(work, is_new, appender, ter_append_row, err) &&
           ter_append_finish(appender, &work->result->inserted, err);
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

/* The lists of the matching are gone before the new rows come: both at once would be the peak of memory. */
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
    TER_AUTO_FREE uint8_t *is_new = ter_alloc(ter_stage_count(work->load->stage) / 8 + 1);
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

/* Store, and keep it or not: ret_kept says so. */
static bool commit(struct work *work, int64_t rows_rejected, bool *ret_kept, struct ter_error *err)
{
    struct ter_registry *registry = work->load->registry;
    struct ter_write_context context = {.tool = "import"};
    if (!ter_registry_begin(registry, &context, err))
        return false;
    const struct ter_load_options *options = &work->load->options;
    bool done = store_all(work, rows_rejected, err);
    /* The same file again leaves no trace, not even a source. */
    bool changed = done && work->result->inserted + work->result->updated > 0;
    if (changed && options->stored)
        done = options->stored(options->stored_user, registry, err);
    bool keep = done && changed && !options->dry_run;
    if (keep)
        return *ret_kept = ter_registry_commit(registry, err);
    ter_registry_rollback(registry);
    return done;
}

bool ter_load_commit(struct ter_load *load, int64_t rows_rejected, ter_load_reject_fn *reject, void *user,
    struct ter_load_result *ret_result, struct ter_error *err)
{
    enum { LARGE_ROWS = 100000, FELT_ROWS = 1000 /* the lock for hundredths of a second */ };
    bool kept = false;
    *ret_result = (struct ter_load_result){0};
    struct work work = {.load = load,
        .db = load->registry->db,
        .layer = load->layer,
        .reject = reject,
        .user = user,
        .result = ret_result};
    set_clock(&work);
    bool alone = ter_stage_count(load->stage) >= LARGE_ROWS && ter_journal_alone(load->registry);
    bool done = commit(&work, rows_rejected, &kept, err);
    if (alone)
        ter_journal_shared(load->registry);
    else if (!kept && ter_stage_count(load->stage) >= FELT_ROWS)
        ter_journal_advance(load->registry);
    return done;
}
