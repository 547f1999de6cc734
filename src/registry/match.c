/* Owns the recognition of records that a source brings again. Every row has a 64-bit key:
 *   by key      a hash of the identifying field, looked for in the whole layer
 *   by row      the number that the source itself gives its rows (序号), looked for among the source's
 * records by content  a hash of all that the file gives, likewise; rows that are left over are then matched
 * with records that are left over by their place in the file, so that a changed cell is a change and an
 * inserted row is new */
#include "match.h"

#include "base/json.h"

#include <stdlib.h>
#include <string.h>

enum mode { BY_KEY, BY_ROW, BY_CONTENT };

/* Records that share a key (by content only: elsewhere a key has one). */
struct link {
    int64_t id;
    size_t next; /* index + 1; 0: the last */
};

struct ter_matcher {
    const struct ter_layer *layer;
    const struct ter_load_options *options;
    enum mode mode;
    size_t key_field;
    struct ter_map records; /* key -> index + 1 in links */
    struct link *links;
    size_t link_count, link_capacity;
    struct ter_map deleted;  /* key -> how many such records were deleted */
    struct ter_map seen;     /* key -> row that had it first; not by content */
    struct ter_map by_place; /* by content: source_row -> id of the records left over */
    int64_t *matched;        /* by content: id for each staged row, 0 where none */
    size_t next_row;
    int64_t of_source; /* records of the source */
    int64_t found;     /* those that a row matched */
};

void ter_match_close(struct ter_matcher *matcher)
{
    if (!matcher)
        return;
    ter_map_free(&matcher->records);
    ter_map_free(&matcher->deleted);
    ter_map_free(&matcher->seen);
    ter_map_free(&matcher->by_place);
    free(matcher->links);
    free(matcher->matched);
    free(matcher);
}

/* Keys ------------------------------------------------------------------------------------------------ */

static uint64_t hash_value(uint64_t seed, struct ter_value value)
{
    double number = ter_value_number(value, 0); /* 1 and 1.0 are the same */
    if (value.type == TER_VALUE_TEXT)
        return ter_hash(seed, value.text, value.size);
    return value.type == TER_VALUE_NULL ? ter_hash(seed, "", 0) : ter_hash(seed + 1, &number, sizeof number);
}

static uint64_t hash_content(
    const struct ter_matcher *matcher, const struct ter_value *values, struct ter_wkb geometry)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < matcher->layer->field_count; i++)
        if (matcher->options->given[i])
            hash = hash_value(hash, values[i]);
    return matcher->options->has_geometry ? ter_hash(hash, geometry.data, geometry.size) : hash;
}

static uint64_t key_of(
    const struct ter_matcher *matcher, const struct ter_value *values, struct ter_wkb geometry)
{
    if (matcher->mode == BY_CONTENT)
        return hash_content(matcher, values, geometry);
    return hash_value(0, values[matcher->key_field]);
}

static void choose_mode(struct ter_matcher *matcher)
{
    const struct ter_load_options *options = matcher->options;
    size_t code = matcher->layer->role[TER_ROLE_CODE], row = matcher->layer->role[TER_ROLE_SOURCE_ROW];
    matcher->mode = BY_CONTENT;
    if (options->key != SIZE_MAX || options->given[code]) {
        matcher->mode = BY_KEY;
        matcher->key_field = options->key != SIZE_MAX ? options->key : code;
    } else if (options->given[row]) {
        matcher->mode = BY_ROW;
        matcher->key_field = row;
    }
}

/* What is there -------------------------------------------------------------------------------------- */

static void add_record(struct ter_matcher *matcher, uint64_t key, int64_t id)
{
    matcher->links =
        ter_grow(matcher->links, &matcher->link_capacity, matcher->link_count + 1, sizeof *matcher->links);
    int64_t *head = ter_map_put(&matcher->records, key, NULL);
    matcher->links[matcher->link_count++] = (struct link){id, (size_t)*head};
    *head = (int64_t)matcher->link_count;
}

static int64_t take_record(struct ter_matcher *matcher, uint64_t key)
{
    int64_t *head = ter_map_get(&matcher->records, key);
    if (!head || !*head)
        return 0;
    const struct link *link = &matcher->links[*head - 1];
    *head = (int64_t)link->next;
    return link->id;
}

/* With a key the whole layer is looked at, else what the source brought before. */
static bool list_records(struct ter_matcher *matcher, struct ter_registry *registry, const char *source_name,
    struct ter_origin *origin, struct ter_error *err)
{
    static const char of_source[] =
        "source_id IN (SELECT id FROM source WHERE kind = 'layer' AND layer = ?1 AND name = ?2)";
    const char *key_name = matcher->layer->fields[matcher->key_field].name;
    TER_AUTO_FREE char *sql = ter_format("SELECT id, %s, \"%s\" FROM \"%s\" WHERE %s%s ORDER BY id DESC",
        of_source, key_name, matcher->layer->name, matcher->mode == BY_KEY ? "1 OR " : "", of_source);
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(registry->db, sql, &select, err))
        return false;
    ter_db_bind_text(select, 1, matcher->layer->name);
    ter_db_bind_text(select, 2, source_name);
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        int64_t id = sqlite3_column_int64(select, 0);
        matcher->of_source += sqlite3_column_int(select, 1);
        if (matcher->mode != BY_CONTENT) {
            if (sqlite3_column_type(select, 2) != SQLITE_NULL)
                add_record(matcher, hash_value(0, ter_db_value(select, 2)), id);
            continue;
        }
        const struct ter_origin_record *record;
        if (!ter_origin_read(origin, id, &record, err))
            return false;
        add_record(matcher, hash_content(matcher, record->source, record->source_geometry), id);
    }
}

static struct ter_value value_of(const json_t *json)
{
    if (json_is_number(json))
        return json_is_integer(json) ? ter_value_int(json_integer_value(json))
                                     : ter_value_real(json_real_value(json));
    return ter_value_text(json_string_value(json));
}

/* Records of the source that were deleted by hand: a row that brings one again is left out. An import that
 * was undone may come again. */
static bool list_deleted(struct ter_matcher *matcher, struct ter_registry *registry, const char *source_name,
    struct ter_error *err)
{
    static const char sql[] =
        "SELECT before FROM history WHERE layer = ?1 AND operation = 'delete' AND tool <> 'undo' "
        "AND NOT EXISTS (SELECT 1 FROM history later WHERE later.layer = ?1 AND "
        "later.record_id = history.record_id AND later.id > history.id) AND "
        "json_extract(before, '$.source_id')"
        " IN (SELECT id FROM source WHERE kind = 'layer' AND layer = ?1 AND name = ?2)";
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO_FREE struct ter_value *values = ter_alloc(matcher->layer->field_count * sizeof *values);
    if (!ter_db_prepare(registry->db, sql, &select, err))
        return false;
    ter_db_bind_text(select, 1, matcher->layer->name);
    ter_db_bind_text(select, 2, source_name);
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        TER_AUTO(ter_json_free) json_t *image = NULL;
        if (!ter_json_parse((const char *)sqlite3_column_text(select, 0),
                (size_t)sqlite3_column_bytes(select, 0), "history", &image, err))
            return false;
        for (size_t i = 0; i < matcher->layer->field_count; i++)
            values[i] = value_of(json_object_get(image, matcher->layer->fields[i].name));
        ++*ter_map_put(&matcher->deleted, key_of(matcher, values, (struct ter_wkb){0}), NULL);
    }
}

/* By content ----------------------------------------------------------------------------------------- */

static bool note_place(struct ter_matcher *matcher, sqlite3_stmt *select, int64_t id, struct ter_error *err)
{
    bool row;
    sqlite3_reset(select);
    sqlite3_bind_int64(select, 1, id);
    if (!ter_db_step(select, &row, err))
        return false;
    if (row && sqlite3_column_type(select, 0) == SQLITE_INTEGER)
        *ter_map_put(&matcher->by_place, (uint64_t)sqlite3_column_int64(select, 0), NULL) = id;
    return true;
}

static bool list_left_over(struct ter_matcher *matcher, struct ter_registry *registry, struct ter_error *err)
{
    TER_AUTO_FREE char *sql = ter_format("SELECT source_row FROM \"%s\" WHERE id = ?", matcher->layer->name);
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(registry->db, sql, &select, err))
        return false;
    size_t walk = 0;
    for (int64_t *head; (head = ter_map_next(&matcher->records, &walk));)
        for (int64_t at = *head; at; at = (int64_t)matcher->links[at - 1].next)
            if (!note_place(matcher, select, matcher->links[at - 1].id, err))
                return false;
    return true;
}

static bool match_content(struct ter_matcher *matcher, struct ter_registry *registry, struct ter_stage *stage,
    struct ter_error *err)
{
    matcher->matched = ter_alloc((ter_stage_count(stage) + 1) * sizeof *matcher->matched);
    if (!matcher->link_count) /* the source's first file: everything is new */
        return true;
    const struct ter_record *record;
    int64_t number;
    for (size_t i = 0;; i++) {
        if (!ter_stage_next(stage, &record, &number, err))
            return false;
        if (!record)
            break;
        matcher->matched[i] = take_record(matcher, hash_content(matcher, record->values, record->geometry));
    }
    return list_left_over(matcher, registry, err);
}

static struct ter_match content_match(struct ter_matcher *matcher, uint64_t key, int64_t number)
{
    struct ter_match match = {.kind = TER_MATCH_RECORD, .id = matcher->matched[matcher->next_row++]};
    int64_t *place = match.id ? NULL : ter_map_get(&matcher->by_place, (uint64_t)number);
    if (place && *place) {
        match.id = *place;
        *place = 0;
    }
    int64_t *deleted = match.id ? NULL : ter_map_get(&matcher->deleted, key);
    if (deleted && *deleted > 0) {
        --*deleted;
        match.kind = TER_MATCH_DELETED;
    } else if (!match.id) {
        match.kind = TER_MATCH_NEW;
    }
    return match;
}

/* ----------------------------------------------------------------------------------------------------- */

bool ter_match_open(struct ter_registry *registry, const struct ter_layer *layer, const char *source_name,
    const struct ter_load_options *options, struct ter_origin *origin, struct ter_stage *stage,
    struct ter_matcher **ret_matcher, struct ter_error *err)
{
    TER_AUTO(ter_match_close) struct ter_matcher *matcher = ter_alloc(sizeof *matcher);
    matcher->layer = layer;
    matcher->options = options;
    choose_mode(matcher);
    if (!list_records(matcher, registry, source_name, origin, err) ||
        !list_deleted(matcher, registry, source_name, err))
        return false;
    if (matcher->mode == BY_CONTENT && !match_content(matcher, registry, stage, err))
        return false;
    *ret_matcher = matcher;
    matcher = NULL;
    return true;
}

struct ter_match ter_match_row(struct ter_matcher *matcher, const struct ter_record *record, int64_t number)
{
    uint64_t key = key_of(matcher, record->values, (struct ter_wkb){0});
    struct ter_match match = {.kind = TER_MATCH_NEW};
    if (matcher->mode == BY_CONTENT) {
        match = content_match(matcher, key, number);
    } else if (record->values[matcher->key_field].type == TER_VALUE_NULL) {
        match.kind = matcher->options->key != SIZE_MAX ? TER_MATCH_NO_KEY : TER_MATCH_NEW;
    } else {
        bool new_key;
        int64_t *first = ter_map_put(&matcher->seen, key, &new_key);
        if (!new_key)
            return (struct ter_match){TER_MATCH_DUPLICATE, 0, *first};
        *first = number;
        match.id = take_record(matcher, key);
        if (match.id)
            match.kind = TER_MATCH_RECORD;
        else if (ter_map_get(&matcher->deleted, key))
            match.kind = TER_MATCH_DELETED;
    }
    matcher->found += match.kind == TER_MATCH_RECORD;
    return match;
}

int64_t ter_match_missing(const struct ter_matcher *matcher)
{
    return matcher->of_source > matcher->found ? matcher->of_source - matcher->found : 0;
}
