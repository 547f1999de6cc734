/* Owns surveyed positions: which record each means, which it may replace, and their one transaction. Knows
 * nothing of files. */
#include "survey.h"

#include "base/map.h"
#include "base/messages.h"
#include "base/progress.h"
#include "internal.h"
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fix {
    int64_t row;
    char *key;
    struct ter_lonlat at;
    double uncertainty_m;
};

struct ter_survey {
    struct ter_registry *registry;
    const struct ter_layer *layer;
    size_t key;
    struct ter_source source;
    struct fix *fixes;
    size_t count, capacity;
};

/* The work of one commit. */
struct work {
    struct ter_survey *survey;
    struct ter_map ids;  /* hash of a key -> the record's id, or SEVERAL */
    struct ter_map rows; /* hash of a key -> the row that had it first */
    ter_load_reject_fn *reject;
    void *user;
    struct ter_survey_result *result;
};

enum { SEVERAL = -1 };

bool ter_survey_open(struct ter_registry *registry, const struct ter_layer *layer, size_t key,
    const struct ter_source *source, struct ter_survey **ret_survey, struct ter_error *err)
{
    if (layer->geometry != TER_POINT)
        return ter_fail(err, TER_USAGE, "layer %s holds geometries of type %s, which a position cannot place",
            layer->name, ter_geometry_name(layer->geometry));
    struct ter_survey *survey = ter_alloc(sizeof *survey);
    survey->registry = registry;
    survey->layer = layer;
    survey->key = key;
    survey->source = *source;
    *ret_survey = survey;
    return true;
}

void ter_survey_close(struct ter_survey *survey)
{
    if (!survey)
        return;
    for (size_t i = 0; i < survey->count; i++)
        free(survey->fixes[i].key);
    free(survey->fixes);
    free(survey);
}

/* 12, 12.0 and "12" are one key. */
static char *key_text(struct ter_value key)
{
    struct ter_buf text = {0};
    ter_value_print(key, &text);
    return ter_buf_take(&text);
}

void ter_survey_add(
    struct ter_survey *survey, int64_t row, struct ter_value key, struct ter_lonlat at, double uncertainty_m)
{
    survey->fixes = ter_grow(survey->fixes, &survey->capacity, survey->count + 1, sizeof *survey->fixes);
    survey->fixes[survey->count++] = (struct fix){row, key_text(key), at, uncertainty_m};
}

/* Which record ------------------------------------------------------------------------------------------ */

static bool list_keys(struct work *work, struct ter_error *err)
{
    struct ter_survey *survey = work->survey;
    const char *key = survey->layer->fields[survey->key].name;
    TER_AUTO_FREE char *sql =
        ter_format("SELECT id, \"%s\" FROM \"%s\" WHERE \"%s\" IS NOT NULL", key, survey->layer->name, key);
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(survey->registry->db, sql, &select, err))
        return false;
    for (bool row, is_new;;) {
        if (!ter_interrupt_check(err) || !ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        TER_AUTO_FREE char *text = key_text(ter_db_value(select, 1));
        int64_t *id = ter_map_put(&work->ids, ter_hash(0, text, strlen(text)), &is_new);
        *id = is_new ? sqlite3_column_int64(select, 0) : SEVERAL;
    }
}

static void refuse(struct work *work, const struct fix *fix, const char *reason)
{
    work->result->rejected++;
    if (work->reject)
        work->reject(work->user, fix->row, reason);
}

/* No such record: for a code also what may have been meant. */
static void refuse_unknown(struct work *work, const struct fix *fix)
{
    struct ter_survey *survey = work->survey;
    struct ter_error why = {0};
    int64_t id;
    if (survey->key == survey->layer->role[TER_ROLE_CODE] &&
        !ter_store_id(survey->registry, survey->layer, fix->key, &id, &why)) {
        refuse(work, fix, why.message);
        return;
    }
    TER_AUTO_FREE char *reason =
        ter_format(ter_message("no record has %s \"%s\""), survey->layer->fields[survey->key].name, fix->key);
    refuse(work, fix, reason);
}

/* The record that a row means; 0 after a refusal. */
static int64_t find_record(struct work *work, const struct fix *fix)
{
    uint64_t hash = ter_hash(0, fix->key, strlen(fix->key));
    const char *key = work->survey->layer->fields[work->survey->key].name;
    char reason[160];
    bool is_new;
    int64_t *first = ter_map_put(&work->rows, hash, &is_new);
    if (!is_new) {
        snprintf(reason, sizeof reason, "row %lld has the same %s", (long long)*first, key);
        refuse(work, fix, reason);
        return 0;
    }
    *first = fix->row;
    int64_t *id = ter_map_get(&work->ids, hash);
    if (!id) {
        refuse_unknown(work, fix);
    } else if (*id == SEVERAL) {
        snprintf(
            reason, sizeof reason, "several records have this %s; use a --key that tells them apart", key);
        refuse(work, fix, reason);
    }
    return id && *id != SEVERAL ? *id : 0;
}

/* Its position ------------------------------------------------------------------------------------------ */

/* Is the record surveyed already, and better? */
static bool surveyed_better(
    struct ter_survey *survey, int64_t id, double uncertainty_m, bool *ret_better, struct ter_error *err)
{
    static const double noise_m = 1e-6;
    TER_AUTO_FREE char *sql = ter_format(
        "SELECT method = 'surveyed' AND uncertainty_m < ? FROM \"%s\" WHERE id = ?", survey->layer->name);
    sqlite3_stmt *select;
    bool row = false;
    if (!ter_db_cached(survey->registry, sql, &select, err))
        return false;
    sqlite3_bind_double(select, 1, uncertainty_m - noise_m);
    sqlite3_bind_int64(select, 2, id);
    bool done = ter_db_step(select, &row, err);
    *ret_better = row && sqlite3_column_int(select, 0);
    sqlite3_reset(select);
    return done;
}

static bool place(struct work *work, const struct fix *fix, struct ter_error *err)
{
    struct ter_survey *survey = work->survey;
    struct ter_position position = {
        .at = fix->at,
        .method = "surveyed",
        .uncertainty_m = fix->uncertainty_m,
        .note = survey->source.name,
    };
    bool better;
    int64_t id = find_record(work, fix);
    if (!id)
        return true;
    if (!surveyed_better(survey, id, fix->uncertainty_m, &better, err))
        return false;
    if (better) {
        work->result->kept++;
        return true;
    }
    sqlite3_int64 before = sqlite3_total_changes64(survey->registry->db);
    if (!ter_store_place(survey->registry, survey->layer, id, &position, err))
        return false;
    bool changed = sqlite3_total_changes64(survey->registry->db) > before;
    work->result->placed += changed;
    work->result->unchanged += !changed;
    return true;
}

static bool place_all(struct work *work, struct ter_error *err)
{
    for (size_t i = 0; i < work->survey->count; i++)
        if (!ter_interrupt_check(err))
            return false;
        else if (!place(work, &work->survey->fixes[i], err))
            return ter_wrap(err, "row %lld", (long long)work->survey->fixes[i].row);
    return true;
}

/* The transaction --------------------------------------------------------------------------------------- */

/* Not of the kind 'layer': the file is no edition of the list that the records came from. */
static bool add_source(struct ter_survey *survey, int64_t *ret_id, struct ter_error *err)
{
    static const char sql[] =
        "INSERT INTO source (name, kind, layer, document, annex, file, sha256, imported_at)"
        " VALUES (?, 'positions', ?, ?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))";
    TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
    if (!ter_db_prepare(survey->registry->db, sql, &insert, err))
        return false;
    ter_db_bind_text(insert, 1, survey->source.name);
    ter_db_bind_text(insert, 2, survey->layer->name);
    ter_db_bind_text(insert, 3, survey->source.document);
    ter_db_bind_text(insert, 4, survey->source.annex);
    ter_db_bind_text(insert, 5, survey->source.file);
    ter_db_bind_text(insert, 6, survey->source.sha256);
    if (!ter_db_run(insert, err))
        return false;
    *ret_id = sqlite3_last_insert_rowid(survey->registry->db);
    TER_AUTO_FREE char *context = ter_format("UPDATE write_context SET source_id = %lld", (long long)*ret_id);
    return ter_db_exec(survey->registry->db, context, err);
}

static bool count_rows(struct work *work, int64_t source_id, int64_t rows_rejected, struct ter_error *err)
{
    TER_AUTO_FREE char *sql =
        ter_format("UPDATE source SET rows_stored = %lld, rows_rejected = %lld WHERE id = %lld",
            (long long)(work->result->placed + work->result->unchanged + work->result->kept),
            (long long)(rows_rejected + work->result->rejected), (long long)source_id);
    return ter_db_exec(work->survey->registry->db, sql, err);
}

static bool write_all(struct work *work, int64_t rows_rejected, struct ter_error *err)
{
    int64_t source_id;
    bool done = add_source(work->survey, &source_id, err) && list_keys(work, err) && place_all(work, err) &&
                count_rows(work, source_id, rows_rejected, err);
    ter_map_free(&work->ids);
    ter_map_free(&work->rows);
    return done;
}

bool ter_survey_commit(struct ter_survey *survey, bool dry_run, int64_t rows_rejected,
    ter_load_reject_fn *reject, void *user, struct ter_survey_result *ret_result, struct ter_error *err)
{
    struct ter_write_context context = {.tool = "import"};
    struct work work = {.survey = survey, .reject = reject, .user = user, .result = ret_result};
    *ret_result = (struct ter_survey_result){0};
    if (!ter_registry_begin(survey->registry, &context, err))
        return false;
    bool done = write_all(&work, rows_rejected, err);
    if (done && !dry_run && ret_result->placed)
        return ter_registry_commit(survey->registry, err);
    ter_registry_rollback(survey->registry);
    return done;
}
