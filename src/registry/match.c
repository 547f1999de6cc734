/* Owns the recognition of records that a source brings again. Every row has a 64-bit key:
 *   by key      a hash of the identifying field, looked for in the whole layer
 *   by row      the number that the source itself gives its rows (序号), looked for among the source's
 * records by content  a hash of all that the file gives, likewise Rows without a key are matched by content
 * among the records that no key has claimed, and what is still left over by its place in the file: so a
 * changed cell is a change and an inserted row is new. */
#include "match.h"

#include "base/json.h"

#include <stdlib.h>
#include <string.h>

enum mode { BY_KEY, BY_ROW, BY_CONTENT };

/* A record that a row may match. */
struct known {
    int64_t id;
    bool of_source; /* the source brought it */
    bool taken;     /* a row has matched it */
};

/* Records that share a key. */
struct link {
    size_t known;
    size_t next; /* index + 1; 0: the last */
};

struct ter_matcher {
    const struct ter_layer *layer;
    const struct ter_load_options *options;
    enum mode mode;
    size_t key_field;
    struct known *known;
    size_t known_count, known_capacity;
    struct ter_map records; /* key -> index + 1 in links */
    struct link *links;
    size_t link_count, link_capacity;
    struct ter_map deleted;  /* key -> how many such records were deleted */
    struct ter_map seen;     /* key -> row that had it first; not by content */
    struct ter_map by_place; /* source_row -> index + 1 of a record left over */
    size_t *settled;         /* index + 1 in known for each staged row, 0 where none; NULL: not needed */
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
    free(matcher->known);
    free(matcher->links);
    free(matcher->settled);
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

/* What the registry fills in by itself is no content: a file that leaves it blank must find its rows again.
 */
static bool is_content(const struct ter_matcher *matcher, size_t field)
{
    static const enum ter_role filled[] = {TER_ROLE_CODE, TER_ROLE_STATUS_SINCE, TER_ROLE_SOURCE_ROW,
        TER_ROLE_METHOD, TER_ROLE_PRECISION, TER_ROLE_UNCERTAINTY_M, TER_ROLE_PLACED_NOTE};
    if (!matcher->options->given[field] || matcher->layer->fields[field].automatic)
        return false;
    for (size_t i = 0; i < sizeof filled / sizeof *filled; i++)
        if (field == matcher->layer->role[filled[i]])
            return false;
    return true;
}

static uint64_t hash_content(
    const struct ter_matcher *matcher, const struct ter_value *values, struct ter_wkb geometry)
{
    const struct ter_layer *layer = matcher->layer;
    uint64_t hash = 0;
    for (size_t i = 0; i < layer->field_count; i++)
        if (is_content(matcher, i)) {
            bool initial = i == layer->role[TER_ROLE_STATUS] && values[i].type == TER_VALUE_NULL;
            hash = hash_value(hash, initial ? ter_value_text(layer->initial_status) : values[i]);
        }
    return matcher->options->has_geometry ? ter_hash(hash, geometry.data, geometry.size) : hash;
}

/* Has the row, or the record, a key of its own? Else its content is looked at. */
static bool has_key(const struct ter_matcher *matcher, const struct ter_value *values)
{
    return matcher->mode != BY_CONTENT && values[matcher->key_field].type != TER_VALUE_NULL;
}

static uint64_t key_of(const struct ter_matcher *matcher, const struct ter_value *values)
{
    return has_key(matcher, values) ? hash_value(0, values[matcher->key_field])
                                    : hash_content(matcher, values, (struct ter_wkb){0});
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

static void add_link(struct ter_matcher *matcher, uint64_t key, size_t known)
{
    matcher->links =
        ter_grow(matcher->links, &matcher->link_capacity, matcher->link_count + 1, sizeof *matcher->links);
    int64_t *head = ter_map_put(&matcher->records, key, NULL);
    matcher->links[matcher->link_count++] = (struct link){known, (size_t)*head};
    *head = (int64_t)matcher->link_count;
}

/* Index + 1 of a record with this key that no row has matched yet, and is now; 0: none. */
static size_t take_record(struct ter_matcher *matcher, uint64_t key)
{
    int64_t *head = ter_map_get(&matcher->records, key);
    while (head && *head) {
        const struct link *link = &matcher->links[*head - 1];
        struct known *known = &matcher->known[link->known];
        *head = (int64_t)link->next;
        if (known->taken)
            continue;
        known->taken = true;
        return link->known + 1;
    }
    return 0;
}

/* A key that a hand has changed since: the record is found by what the source calls it, too. */
static bool add_keys(struct ter_matcher *matcher, size_t known, struct ter_value key,
    struct ter_origin *origin, struct ter_error *err)
{
    const struct ter_origin_record *record;
    if (matcher->known[known].of_source && ter_origin_edited(origin, matcher->known[known].id)) {
        if (!ter_origin_read(origin, matcher->known[known].id, &record, err))
            return false;
        struct ter_value source = record->source[matcher->key_field];
        if (source.type != TER_VALUE_NULL && !ter_value_equal(source, key))
            add_link(matcher, hash_value(0, source), known);
    }
    if (key.type != TER_VALUE_NULL)
        add_link(matcher, hash_value(0, key), known);
    return true;
}

/* By key the whole layer is looked at, else what the source brought before. */
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
        matcher->known = ter_grow(
            matcher->known, &matcher->known_capacity, matcher->known_count + 1, sizeof *matcher->known);
        bool of_it = sqlite3_column_int(select, 1);
        matcher->known[matcher->known_count++] =
            (struct known){sqlite3_column_int64(select, 0), of_it, false};
        matcher->of_source += of_it;
        if (matcher->mode != BY_CONTENT &&
            !add_keys(matcher, matcher->known_count - 1, ter_db_value(select, 2), origin, err))
            return false;
    }
}

/* Records of the source that were deleted by hand: a row that brings one again is left out. An import that
 * was undone may come again. */
static bool list_deleted(struct ter_matcher *matcher, struct ter_registry *registry, const char *source_name,
    struct ter_origin *origin, struct ter_error *err)
{
    static const char sql[] =
        "SELECT before, record_id FROM history WHERE layer = ?1 AND operation = 'delete' AND tool <> 'undo' "
        "AND NOT EXISTS (SELECT 1 FROM history later WHERE later.layer = ?1 AND "
        "later.record_id = history.record_id AND later.id > history.id) AND "
        "json_extract(before, '$.source_id')"
        " IN (SELECT id FROM source WHERE kind = 'layer' AND layer = ?1 AND name = ?2)";
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
        TER_AUTO(ter_json_free) json_t *image = NULL;
        const struct ter_origin_record *record;
        if (!ter_db_json(select, 0, &image, err) ||
            !ter_origin_read_deleted(origin, sqlite3_column_int64(select, 1), image, &record, err))
            return false;
        ++*ter_map_put(&matcher->deleted, key_of(matcher, record->source), NULL);
    }
}

/* Rows without a key ---------------------------------------------------------------------------------- */

/* The keys of this file's rows come first: what they claim is not looked at by content. */
static bool take_keys(
    struct ter_matcher *matcher, struct ter_stage *stage, bool *ret_left, struct ter_error *err)
{
    const struct ter_record *record;
    int64_t number;
    *ret_left = false;
    for (size_t i = 0;; i++) {
        if (!ter_stage_next(stage, &record, &number, err))
            return false;
        if (!record)
            return ter_stage_rewind(stage, err);
        if (!has_key(matcher, record->values))
            *ret_left = true;
        else
            matcher->settled[i] = take_record(matcher, key_of(matcher, record->values));
    }
}

static bool list_contents(struct ter_matcher *matcher, struct ter_origin *origin, struct ter_error *err)
{
    const struct ter_origin_record *record;
    ter_map_free(&matcher->records);
    matcher->link_count = 0;
    for (size_t i = 0; i < matcher->known_count; i++) {
        if (!matcher->known[i].of_source || matcher->known[i].taken)
            continue;
        if (!ter_origin_read(origin, matcher->known[i].id, &record, err))
            return false;
        add_link(matcher, hash_content(matcher, record->source, record->source_geometry), i);
    }
    return true;
}

static bool take_contents(struct ter_matcher *matcher, struct ter_stage *stage, struct ter_error *err)
{
    const struct ter_record *record;
    int64_t number;
    for (size_t i = 0;; i++) {
        if (!ter_stage_next(stage, &record, &number, err))
            return false;
        if (!record)
            return ter_stage_rewind(stage, err);
        if (!has_key(matcher, record->values))
            matcher->settled[i] =
                take_record(matcher, hash_content(matcher, record->values, record->geometry));
    }
}

/* By place only a record without a code of its own: one that the file names and now lacks is another thing.
 */
static bool may_match_by_place(const struct ter_matcher *matcher, const struct ter_value *values)
{
    const struct ter_layer *layer = matcher->layer;
    struct ter_value code = values[layer->role[TER_ROLE_CODE]], id = values[layer->role[TER_ROLE_ID]];
    if (matcher->mode != BY_KEY)
        return true;
    TER_AUTO_FREE char *generated =
        ter_format("%s%0*lld", layer->code_prefix, layer->code_digits, (long long)id.integer);
    return code.type == TER_VALUE_TEXT && strncmp(code.text, generated, strlen(generated)) == 0;
}

static bool list_left_over(struct ter_matcher *matcher, struct ter_origin *origin, struct ter_error *err)
{
    const struct ter_origin_record *record;
    for (size_t i = 0; i < matcher->known_count; i++) {
        if (!matcher->known[i].of_source || matcher->known[i].taken)
            continue;
        if (!ter_origin_read(origin, matcher->known[i].id, &record, err))
            return false;
        struct ter_value place = record->now[matcher->layer->role[TER_ROLE_SOURCE_ROW]];
        if (place.type == TER_VALUE_INT && may_match_by_place(matcher, record->now))
            *ter_map_put(&matcher->by_place, (uint64_t)place.integer, NULL) = (int64_t)i + 1;
    }
    return true;
}

static bool settle(
    struct ter_matcher *matcher, struct ter_origin *origin, struct ter_stage *stage, struct ter_error *err)
{
    bool left;
    matcher->settled = ter_alloc((ter_stage_count(stage) + 1) * sizeof *matcher->settled);
    return take_keys(matcher, stage, &left, err) &&
           (!left || (list_contents(matcher, origin, err) && take_contents(matcher, stage, err) &&
                         list_left_over(matcher, origin, err)));
}

static size_t take_place(struct ter_matcher *matcher, int64_t number)
{
    int64_t *place = ter_map_get(&matcher->by_place, (uint64_t)number);
    size_t known = place ? (size_t)*place : 0;
    if (place)
        *place = 0;
    return known;
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
        !list_deleted(matcher, registry, source_name, origin, err))
        return false;
    /* The source's first file has nothing to be found again, and a row without the key that was asked for is
     * rejected. */
    if (matcher->of_source && options->key == SIZE_MAX && !settle(matcher, origin, stage, err))
        return false;
    *ret_matcher = matcher;
    matcher = NULL;
    return true;
}

struct ter_match ter_match_row(struct ter_matcher *matcher, const struct ter_record *record, int64_t number)
{
    bool keyed = has_key(matcher, record->values), new_key;
    uint64_t key = key_of(matcher, record->values);
    size_t known = matcher->settled ? matcher->settled[matcher->next_row++] : 0;
    if (keyed) {
        int64_t *first = ter_map_put(&matcher->seen, key, &new_key);
        if (!new_key)
            return (struct ter_match){TER_MATCH_DUPLICATE, 0, *first};
        *first = number;
        known = matcher->settled ? known : take_record(matcher, key);
    } else if (matcher->options->key != SIZE_MAX) {
        return (struct ter_match){.kind = TER_MATCH_NO_KEY};
    } else if (!known) {
        known = take_place(matcher, number);
    }
    if (known) {
        matcher->found += matcher->known[known - 1].of_source;
        return (struct ter_match){TER_MATCH_RECORD, matcher->known[known - 1].id, 0};
    }
    int64_t *deleted = ter_map_get(&matcher->deleted, key);
    if (!deleted || *deleted <= 0)
        return (struct ter_match){.kind = TER_MATCH_NEW};
    --*deleted;
    return (struct ter_match){.kind = TER_MATCH_DELETED};
}

int64_t ter_match_missing(const struct ter_matcher *matcher)
{
    return matcher->of_source - matcher->found;
}
