/* Owns the three-way merge of an import: the row now (`row`), what the source said last (`source`), and the
 * record as it stands (`now`). A value is taken over where the source changed it and nobody else did. */
#include "merge.h"

#include "base/text.h"
#include "guards.h"
#include "store.h"

#include <stdio.h>
#include <string.h>

enum outcome { LEAVE, TAKE, KEEP_EDIT, CONFLICT };

static enum outcome decide(bool source_changed, bool edited, bool agree)
{
    if (agree)
        return LEAVE;
    if (source_changed)
        return edited ? CONFLICT : TAKE;
    return KEEP_EDIT;
}

/* Seven decimals are what exports write: a position that differs by less is the same, rounded. */
static bool same_geometry(struct ter_wkb a, struct ter_wkb b)
{
    return ter_wkb_same(a, b, 1e-7);
}

static void note(struct ter_merge *merge, enum outcome outcome)
{
    merge->kept_edited += outcome == KEEP_EDIT;
    merge->conflicts += outcome == CONFLICT;
}

/* Fields whose values the position was worked out from. */
static bool locates(const struct ter_layer *layer, size_t field)
{
    const char *name = layer->fields[field].name;
    return field == layer->role[TER_ROLE_LOCATION_TEXT] || field == layer->role[TER_ROLE_TOWNSHIP] ||
           strcmp(name, "road") == 0;
}

/* Fields that say how the record got its position. */
static const enum ter_role position_roles[] = {
    TER_ROLE_METHOD, TER_ROLE_PRECISION, TER_ROLE_UNCERTAINTY_M, TER_ROLE_PLACED_NOTE};
enum { POSITION_ROLE_COUNT = sizeof position_roles / sizeof *position_roles };

static bool is_of_position(const struct ter_layer *layer, size_t field)
{
    for (size_t i = 0; i < POSITION_ROLE_COUNT; i++)
        if (field == layer->role[position_roles[i]])
            return true;
    return false;
}

/* Where a file leaves one of these blank, the registry has filled it in: a blank says nothing against that.
 */
static bool is_filled_in(const struct ter_layer *layer, size_t field)
{
    return field == layer->role[TER_ROLE_CODE] || field == layer->role[TER_ROLE_STATUS] ||
           field == layer->role[TER_ROLE_STATUS_SINCE] || field == layer->role[TER_ROLE_SOURCE_ROW] ||
           is_of_position(layer, field);
}

static bool text_is(struct ter_value value, const char *text)
{
    return value.type == TER_VALUE_TEXT && strcmp(value.text, text) == 0;
}

/* The work of one row. */
struct row_merge {
    struct ter_registry *registry;
    const struct ter_layer *layer;
    const struct ter_load_options *options;
    const struct ter_origin_record *record;
    const struct ter_record *row;
    enum outcome geometry;
    bool by_machine; /* the present position is the geocoder's: nobody's work is lost with it */
    bool moved_text;
    struct ter_change changes[TER_MAX_FIELDS + 1];
    size_t count;
    struct ter_merge *merge;
};

static void add_change(struct row_merge *work, size_t field, struct ter_value value)
{
    work->changes[work->count++] = (struct ter_change){field, value};
}

static bool refuse(struct row_merge *work, const char *what, const char *from, const char *to)
{
    *work->merge = (struct ter_merge){.kind = TER_MERGE_REFUSED};
    snprintf(work->merge->reason, sizeof work->merge->reason, "%s may not go from %s to %s", what, from, to);
    return true;
}

/* What a trigger would refuse would undo the whole import: it is refused here, for this row alone. */
static bool refused(struct row_merge *work, size_t field, bool *ret_refused, struct ter_error *err)
{
    const struct ter_layer *layer = work->layer;
    struct ter_value now = work->record->now[field], new = work->row->values[field];
    *ret_refused = false;
    if (field == layer->role[TER_ROLE_STATUS] && now.type == TER_VALUE_TEXT && new.type == TER_VALUE_TEXT &&
        !ter_layer_transition_allowed(layer, now.text, new.text))
        *ret_refused = refuse(work, "status", now.text, new.text);
    if (field != layer->role[TER_ROLE_CODE] || new.type != TER_VALUE_TEXT)
        return true;
    TER_AUTO_FREE char *sql = ter_format("SELECT 1 FROM \"%s\" WHERE code = ?", layer->name);
    TER_AUTO(ter_statement_reset) sqlite3_stmt *taken = NULL;
    bool row = false;
    if (!ter_db_cached(work->registry, sql, &taken, err))
        return false;
    ter_db_bind_value(taken, 1, new);
    if (!ter_db_step(taken, &row, err))
        return false;
    if (row) {
        *work->merge =
            (struct ter_merge){.kind = TER_MERGE_REFUSED, .reason = "a record with this code exists"};
        *ret_refused = true;
    }
    return true;
}

/* The record as it would be, put before the layer's guards. */
static bool refused_by_guard(struct row_merge *work, bool *ret_refused, struct ter_error *err)
{
    const struct ter_layer *layer = work->layer;
    struct ter_value values[TER_MAX_FIELDS];
    TER_AUTO_FREE char *refusal = NULL;
    memcpy(values, work->record->now, layer->field_count * sizeof *values);
    for (size_t i = 0; i < work->count; i++)
        values[work->changes[i].field] = work->changes[i].value;
    if (!ter_guards_admit(work->registry, layer, work->record->now, values, ter_registry_lang(work->registry),
            &refusal, err))
        return false;
    *ret_refused = refusal != NULL;
    if (!refusal)
        return true;
    *work->merge = (struct ter_merge){.kind = TER_MERGE_REFUSED};
    size_t size = ter_text_cut(refusal, sizeof work->merge->reason - 1);
    memcpy(work->merge->reason, refusal, size);
    return true;
}

static bool says_nothing(const struct row_merge *work, size_t field)
{
    const struct ter_layer *layer = work->layer;
    if (!work->options->given[field] || layer->fields[field].automatic)
        return true;
    if (work->row->values[field].type == TER_VALUE_NULL && is_filled_in(layer, field))
        return true;
    /* A radius without a position means nothing, and a position by hand has its own. */
    return is_of_position(layer, field) && (!work->row->geometry.data || work->geometry != LEAVE);
}

static bool merge_fields(struct row_merge *work, bool *ret_refused, struct ter_error *err)
{
    *ret_refused = false;
    for (size_t i = 0; i < work->layer->field_count; i++) {
        if (says_nothing(work, i))
            continue;
        struct ter_value now = work->record->now[i], source = work->record->source[i],
                         new = work->row->values[i];
        bool edited = !ter_value_equal(now, source) && !(work->by_machine && is_of_position(work->layer, i));
        enum outcome outcome = decide(!ter_value_equal(new, source), edited, ter_value_equal(new, now));
        note(work->merge, outcome);
        if (outcome != TAKE)
            continue;
        if (!refused(work, i, ret_refused, err))
            return false;
        if (*ret_refused)
            return true;
        work->moved_text = work->moved_text || locates(work->layer, i);
        add_change(work, i, new);
    }
    return true;
}

static void decide_geometry(struct row_merge *work)
{
    const struct ter_origin_record *record = work->record;
    struct ter_wkb new = work->row->geometry;
    work->geometry = LEAVE;
    if (!work->options->has_geometry || (!new.data && !record->source_geometry.data))
        return;
    bool edited = !same_geometry(record->now_geometry, record->source_geometry) && !work->by_machine;
    work->geometry = decide(
        !same_geometry(new, record->source_geometry), edited, same_geometry(new, record->now_geometry));
    note(work->merge, work->geometry);
}

/* A position that is taken over comes with what the file says of it, else with what is assumed of files. */
static void take_position(struct row_merge *work)
{
    const struct ter_layer *layer = work->layer;
    for (size_t i = 0; i < POSITION_ROLE_COUNT; i++) {
        size_t field = layer->role[position_roles[i]];
        struct ter_value value = {0};
        if (work->options->given[field])
            value = work->row->values[field];
        if (value.type == TER_VALUE_NULL && position_roles[i] == TER_ROLE_METHOD)
            value = ter_value_text("imported");
        if (value.type == TER_VALUE_NULL && position_roles[i] == TER_ROLE_UNCERTAINTY_M)
            value = ter_value_real(layer->imported_uncertainty_m);
        add_change(work, field, value);
    }
}

/* A record stays with the source that brought it, also where another one changes it by its key: else its own
 * would not find it again, and bring it a second time. The history says who changed it. */
static bool is_of_other_source(
    const struct row_merge *work, int64_t source_id, bool *ret_other, struct ter_error *err)
{
    static const char sql[] =
        "SELECT 1 FROM source AS mine JOIN source AS present ON mine.kind <> present.kind OR "
        "mine.layer <> present.layer OR mine.name <> present.name WHERE mine.id = ?1 AND "
        "present.id = ?2";
    TER_AUTO(ter_statement_reset) sqlite3_stmt *compare = NULL;
    if (!ter_db_cached(work->registry, sql, &compare, err))
        return false;
    sqlite3_bind_int64(compare, 1, source_id);
    ter_db_bind_value(compare, 2, work->record->now[work->layer->role[TER_ROLE_SOURCE_ID]]);
    return ter_db_step(compare, ret_other, err);
}

bool ter_merge_row(const struct ter_merger *merger, int64_t id, const struct ter_record *row,
    struct ter_merge *ret_merge, struct ter_error *err)
{
    static const struct ter_wkb nowhere = {0};
    const struct ter_layer *layer = merger->layer;
    struct row_merge work = {.registry = merger->registry,
        .layer = layer,
        .options = merger->options,
        .row = row,
        .merge = ret_merge};
    const struct ter_wkb *geometry = NULL;
    bool is_refused;
    *ret_merge = (struct ter_merge){.kind = TER_MERGE_UNCHANGED};
    if (!ter_origin_read(merger->origin, id, &work.record, err))
        return false;
    work.by_machine = text_is(work.record->now[layer->role[TER_ROLE_METHOD]], "geocoded");
    decide_geometry(&work);
    if (!merge_fields(&work, &is_refused, err) || (!is_refused && !refused_by_guard(&work, &is_refused, err)))
        return false;
    if (is_refused)
        return true;
    if (work.geometry == TAKE) {
        geometry = &row->geometry;
        if (row->geometry.data)
            take_position(&work);
    } else if (work.moved_text && work.by_machine && work.geometry == LEAVE) {
        geometry = &nowhere; /* it was placed by a text that no longer holds; geocode places it anew */
        ret_merge->unplaced = true;
    }
    if (!work.count && !geometry)
        return true;
    ret_merge->kind = TER_MERGE_UPDATED;
    struct ter_value former = work.record->now[layer->role[TER_ROLE_SOURCE_ID]];
    ret_merge->former_source_id = former.type == TER_VALUE_INT ? former.integer : 0;
    bool is_of_other;
    if (!is_of_other_source(&work, merger->source_id, &is_of_other, err))
        return false;
    if (!is_of_other)
        add_change(&work, layer->role[TER_ROLE_SOURCE_ID], ter_value_int(merger->source_id));
    return ter_store_update(merger->registry, layer, id, work.changes, work.count, geometry, err);
}
