/* Owns the recognition of records that a source brings again. Rows and records are brought together by their
 * keys (match_keys.h); rows without a key are matched by content among the records that no key has claimed,
 * and what is still left over by its place in the file: so a changed cell is a change and an inserted row is
 * new.
 *
 * Each of these steps is a join of two sorted lists, and so are the answers sorted in the order of the rows:
 * memory stays the same whatever the number of rows and records. Of a record, one bit is held. */
#include "match.h"

#include "base/map.h"
#include "base/progress.h"
#include "match_join.h"
#include "match_keys.h"

#include <stdlib.h>
#include <string.h>

enum { USUAL_MEMORY = 64 << 20, SORTERS = 5 /* that stand beside one another */ };

struct ter_matcher {
    struct ter_match_keys keys;
    struct ter_registry *registry;
    const char *source_name;
    struct ter_origin *origin;
    bool settle; /* the source has records here, and its rows are looked for by all means */
    size_t record_count;
    struct ter_joiner joiner;
    bool any_deleted;
    struct ter_map deleted;               /* key -> how many such records were deleted */
    const struct ter_join_answer *answer; /* the next one; NULL: no more */
    uint64_t next_row;
    int64_t of_source; /* records of the source */
    int64_t found;     /* those that a row matched */
};

void ter_match_close(struct ter_matcher *matcher)
{
    if (!matcher)
        return;
    ter_map_free(&matcher->deleted);
    ter_sorter_close(matcher->joiner.answers);
    free(matcher->joiner.taken);
    free(matcher);
}

/* What is there -------------------------------------------------------------------------------------- */

typedef bool for_record_fn(struct ter_matcher *matcher, void *user, const struct ter_join_record *record,
    struct ter_value key, struct ter_error *err);

/* Call `each` for the records that may be matched: by key those of the whole layer, else those that the
 * source brought before. The key of what is passed is not set. */
static bool for_records(struct ter_matcher *matcher, for_record_fn *each, void *user, struct ter_error *err)
{
    static const char of_source[] =
        "source_id IN (SELECT id FROM source WHERE kind = 'layer' AND layer = ?1 AND name = ?2)";
    const struct ter_layer *layer = matcher->keys.layer;
    TER_AUTO_FREE char *sql = ter_format("SELECT id, %s, \"%s\" FROM \"%s\" WHERE %s%s ORDER BY id",
        of_source, layer->fields[matcher->keys.field].name, layer->name,
        matcher->keys.mode == TER_MATCH_BY_KEY ? "1 OR " : "", of_source);
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(matcher->registry->db, sql, &select, err))
        return false;
    ter_db_bind_text(select, 1, layer->name);
    ter_db_bind_text(select, 2, matcher->source_name);
    struct ter_join_record listed = {0};
    for (bool row;; listed.index++) {
        if (!ter_interrupt_check(err) || !ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        listed.id = sqlite3_column_int64(select, 0);
        listed.of_source = sqlite3_column_int(select, 1) != 0;
        if (!each(matcher, user, &listed, ter_db_value(select, 2), err))
            return false;
    }
}

/* By its key, and where a hand has changed that since by what the source calls it, which comes first. */
struct names {
    struct ter_sorter *sources, *present;
};

static bool add_named(struct ter_sorter *records, const struct ter_join_record *listed, struct ter_value key,
    struct ter_error *err)
{
    struct ter_join_record named = *listed;
    named.key = ter_match_key(key);
    return key.type == TER_VALUE_NULL || ter_sorter_add(records, &named, err);
}

static bool add_names(struct ter_matcher *matcher, void *user, const struct ter_join_record *listed,
    struct ter_value key, struct ter_error *err)
{
    const struct names *names = user;
    const struct ter_origin_record *record;
    matcher->record_count++;
    matcher->of_source += listed->of_source;
    if (matcher->keys.mode == TER_MATCH_BY_CONTENT)
        return true;
    if (!listed->of_source || !ter_origin_edited(matcher->origin, listed->id))
        return add_named(names->sources, listed, key, err);
    if (!ter_origin_read(matcher->origin, listed->id, &record, err))
        return false;
    struct ter_value source = record->source[matcher->keys.field];
    bool renamed = source.type != TER_VALUE_NULL && !ter_value_equal(source, key);
    return !renamed ? add_named(names->sources, listed, key, err)
                    : add_named(names->sources, listed, source, err) &&
                          add_named(names->present, listed, key, err);
}

static bool add_content(struct ter_matcher *matcher, void *user, const struct ter_join_record *listed,
    struct ter_value key, struct ter_error *err)
{
    const struct ter_origin_record *record;
    struct ter_join_record content = *listed;
    (void)key;
    if (!listed->of_source || ter_join_is_taken(&matcher->joiner, listed->index))
        return true;
    if (!ter_origin_read(matcher->origin, listed->id, &record, err))
        return false;
    content.key = ter_match_content(&matcher->keys, record->source, record->source_geometry);
    return ter_sorter_add(user, &content, err);
}

/* By place only a record without a code of its own: one that the file names and now lacks is another thing.
 */
static bool may_match_by_place(const struct ter_matcher *matcher, const struct ter_value *values)
{
    const struct ter_layer *layer = matcher->keys.layer;
    struct ter_value code = values[layer->role[TER_ROLE_CODE]], id = values[layer->role[TER_ROLE_ID]];
    if (matcher->keys.mode != TER_MATCH_BY_KEY)
        return true;
    TER_AUTO_FREE char *generated =
        ter_format("%s%0*lld", layer->code_prefix, layer->code_digits, (long long)id.integer);
    return code.type == TER_VALUE_TEXT && strncmp(code.text, generated, strlen(generated)) == 0;
}

static bool add_place(struct ter_matcher *matcher, void *user, const struct ter_join_record *listed,
    struct ter_value key, struct ter_error *err)
{
    const struct ter_origin_record *record;
    struct ter_join_record placed = *listed;
    (void)key;
    if (!listed->of_source || ter_join_is_taken(&matcher->joiner, listed->index))
        return true;
    if (!ter_origin_read(matcher->origin, listed->id, &record, err))
        return false;
    struct ter_value place = record->now[matcher->keys.layer->role[TER_ROLE_SOURCE_ROW]];
    placed.key = (uint64_t)place.integer;
    return place.type != TER_VALUE_INT || !may_match_by_place(matcher, record->now) ||
           ter_sorter_add(user, &placed, err);
}

static uint64_t key_of(const struct ter_matcher *matcher, const struct ter_value *values)
{
    return ter_match_has_key(&matcher->keys, values)
               ? ter_match_key(values[matcher->keys.field])
               : ter_match_content(&matcher->keys, values, (struct ter_wkb){0});
}

/* Records of the source that were deleted by hand: a row that brings one again is left out. An import that
 * was undone may come again. */
static bool list_deleted(struct ter_matcher *matcher, struct ter_error *err)
{
    static const char sql[] =
        "SELECT before, record_id FROM history WHERE layer = ?1 AND operation = 'delete' AND tool <> 'undo' "
        "AND NOT EXISTS (SELECT 1 FROM history later WHERE later.layer = ?1 AND "
        "later.record_id = history.record_id AND later.id > history.id) AND "
        "json_extract(before, '$.source_id')"
        " IN (SELECT id FROM source WHERE kind = 'layer' AND layer = ?1 AND name = ?2)";
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(matcher->registry->db, sql, &select, err))
        return false;
    ter_db_bind_text(select, 1, matcher->keys.layer->name);
    ter_db_bind_text(select, 2, matcher->source_name);
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        TER_AUTO(ter_json_free) json_t *image = NULL;
        const struct ter_origin_record *record;
        if (!ter_db_json(select, 0, &image, err) ||
            !ter_origin_read_deleted(matcher->origin, sqlite3_column_int64(select, 1), image, &record, err))
            return false;
        matcher->any_deleted = true;
        ++*ter_map_put(&matcher->deleted, key_of(matcher, record->source), NULL);
    }
}

/* The steps ------------------------------------------------------------------------------------------- */

/* The staged rows: those with a key, and where it matters those without. */
static bool list_rows(struct ter_matcher *matcher, struct ter_stage *stage, struct ter_sorter *by_key,
    struct ter_sorter *by_content, struct ter_error *err)
{
    const struct ter_record *record;
    struct ter_join_row row = {0};
    for (;; row.index++) {
        if (!ter_interrupt_check(err) || !ter_stage_next(stage, &record, &row.number, err))
            return false;
        if (!record)
            return ter_stage_rewind(stage, err);
        bool keyed = ter_match_has_key(&matcher->keys, record->values);
        if (!keyed && !matcher->settle)
            continue;
        row.key = keyed ? ter_match_key(record->values[matcher->keys.field])
                        : ter_match_content(&matcher->keys, record->values, record->geometry);
        if (!ter_sorter_add(keyed ? by_key : by_content, &row, err))
            return false;
    }
}

static bool match_names(
    struct ter_matcher *matcher, struct ter_sorter *rows, const struct names *names, struct ter_error *err)
{
    TER_AUTO(ter_sorter_close) struct ter_sorter *left = ter_join_sorter(&matcher->joiner);
    struct ter_join of_source = {.rows = rows, .records = names->sources, .left = left, .unique = true};
    struct ter_join present = {.rows = left, .records = names->present, .unique = true};
    return ter_join(&matcher->joiner, &of_source, err) && ter_join(&matcher->joiner, &present, err);
}

/* By what `list` says of each record. */
static bool match_otherwise(struct ter_matcher *matcher, for_record_fn *list, struct ter_sorter *rows,
    struct ter_sorter *left, struct ter_error *err)
{
    TER_AUTO(ter_sorter_close) struct ter_sorter *records = ter_join_sorter(&matcher->joiner);
    struct ter_join join = {.rows = rows, .records = records, .left = left, .left_by_number = true};
    return !ter_sorter_count(rows) ||
           (for_records(matcher, list, records, err) && ter_join(&matcher->joiner, &join, err));
}

static bool match_unnamed(struct ter_matcher *matcher, struct ter_sorter *rows, struct ter_error *err)
{
    TER_AUTO(ter_sorter_close) struct ter_sorter *left = ter_join_sorter(&matcher->joiner);
    return match_otherwise(matcher, add_content, rows, left, err) &&
           match_otherwise(matcher, add_place, left, NULL, err);
}

static bool match_rows(
    struct ter_matcher *matcher, struct ter_stage *stage, const struct names *names, struct ter_error *err)
{
    TER_AUTO(ter_sorter_close) struct ter_sorter *by_key = ter_join_sorter(&matcher->joiner);
    TER_AUTO(ter_sorter_close) struct ter_sorter *by_content = ter_join_sorter(&matcher->joiner);
    if (matcher->keys.mode == TER_MATCH_BY_CONTENT && !matcher->settle)
        return true; /* the source's first file has nothing to be found again */
    return list_rows(matcher, stage, by_key, by_content, err) && match_names(matcher, by_key, names, err) &&
           match_unnamed(matcher, by_content, err);
}

static bool next_answer(struct ter_matcher *matcher, struct ter_error *err)
{
    const void *next;
    if (!ter_sorter_next(matcher->joiner.answers, &next, err))
        return false;
    matcher->answer = next;
    return true;
}

static bool list_and_match(struct ter_matcher *matcher, struct ter_stage *stage, struct ter_error *err)
{
    TER_AUTO(ter_sorter_close) struct ter_sorter *sources = ter_join_sorter(&matcher->joiner);
    TER_AUTO(ter_sorter_close) struct ter_sorter *present = ter_join_sorter(&matcher->joiner);
    struct names names = {sources, present};
    if (!for_records(matcher, add_names, &names, err))
        return false;
    /* A row without the key that was asked for is rejected. */
    matcher->settle = matcher->of_source && matcher->keys.options->key == SIZE_MAX;
    matcher->joiner.repeats_take = matcher->settle;
    matcher->joiner.taken = ter_alloc(matcher->record_count / 8 + 1);
    return match_rows(matcher, stage, &names, err);
}

/* ----------------------------------------------------------------------------------------------------- */

bool ter_match_open(struct ter_registry *registry, const struct ter_layer *layer, const char *source_name,
    const struct ter_load_options *options, struct ter_origin *origin, struct ter_stage *stage,
    struct ter_matcher **ret_matcher, struct ter_error *err)
{
    TER_AUTO(ter_match_close) struct ter_matcher *matcher = ter_alloc(sizeof *matcher);
    matcher->keys = ter_match_keys_of(layer, options);
    matcher->registry = registry;
    matcher->source_name = source_name;
    matcher->origin = origin;
    matcher->joiner.memory = (options->memory ? options->memory : USUAL_MEMORY) / SORTERS;
    matcher->joiner.answers = ter_join_sorter(&matcher->joiner);
    if (!list_deleted(matcher, err) || !list_and_match(matcher, stage, err) ||
        !ter_sorter_sort(matcher->joiner.answers, err) || !next_answer(matcher, err))
        return false;
    *ret_matcher = matcher;
    matcher = NULL;
    return true;
}

static bool take_answer(struct ter_matcher *matcher, struct ter_match *ret_match, struct ter_error *err)
{
    const struct ter_join_answer *answer = matcher->answer;
    if (answer->duplicate)
        *ret_match = (struct ter_match){.kind = TER_MATCH_DUPLICATE, .first_row = answer->value};
    else
        *ret_match =
            (struct ter_match){.kind = TER_MATCH_RECORD, .id = answer->value, .of_source = answer->of_source};
    matcher->found += answer->of_source;
    return next_answer(matcher, err);
}

bool ter_match_row(struct ter_matcher *matcher, const struct ter_record *record, struct ter_match *ret_match,
    struct ter_error *err)
{
    uint64_t index = matcher->next_row++;
    *ret_match = (struct ter_match){.kind = TER_MATCH_NEW};
    if (matcher->answer && matcher->answer->index == index)
        return take_answer(matcher, ret_match, err);
    if (matcher->keys.options->key != SIZE_MAX && !ter_match_has_key(&matcher->keys, record->values)) {
        ret_match->kind = TER_MATCH_NO_KEY;
        return true;
    }
    int64_t *deleted =
        matcher->any_deleted ? ter_map_get(&matcher->deleted, key_of(matcher, record->values)) : NULL;
    if (deleted && *deleted > 0) {
        --*deleted;
        ret_match->kind = TER_MATCH_DELETED;
    }
    return true;
}

int64_t ter_match_missing(const struct ter_matcher *matcher)
{
    return matcher->of_source - matcher->found;
}
