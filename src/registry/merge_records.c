/* Owns the union of two records: which value stays, which position is the better one, and what pointed to the
 * record that goes. */
#include "merge_records.h"

#include "internal.h"
#include "store.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct work {
    struct ter_registry *registry;
    const struct ter_layer *layer;
    const char *keep, *other, *note;
    int64_t keep_id, other_id;
    bool keep_placed, other_placed;
    struct ter_merged *merged;
};

void ter_merged_free(struct ter_merged *merged)
{
    for (size_t i = 0; i < merged->field_count; i++) {
        ter_value_free(&merged->kept[i]);
        ter_value_free(&merged->other[i]);
    }
    free(merged->kept);
    free(merged->other);
    *merged = (struct ter_merged){0};
}

static bool read_record(
    struct work *work, int64_t id, struct ter_value *values, bool *ret_placed, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf sql = {0};
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    bool row;
    ter_buf_text(&sql, "SELECT ");
    ter_db_columns(work->layer, "", &sql);
    ter_buf_printf(&sql, ", geom IS NOT NULL FROM \"%s\" WHERE id = ?", work->layer->name);
    if (!ter_db_prepare(work->registry->db, sql.data, &select, err))
        return false;
    sqlite3_bind_int64(select, 1, id);
    if (!ter_db_step(select, &row, err))
        return false;
    for (size_t i = 0; row && i < work->layer->field_count; i++)
        values[i] = ter_value_copy(ter_db_value(select, (int)i));
    *ret_placed = row && sqlite3_column_int(select, (int)work->layer->field_count);
    return true;
}

static bool read_both(struct work *work, struct ter_error *err)
{
    struct ter_merged *merged = work->merged;
    size_t count = work->layer->field_count;
    if (!ter_store_id(work->registry, work->layer, work->keep, &work->keep_id, err) ||
        !ter_store_id(work->registry, work->layer, work->other, &work->other_id, err))
        return false;
    if (work->keep_id == work->other_id)
        return ter_fail(err, TER_USAGE, "%s and %s are the same record", work->keep, work->other);
    merged->kept = ter_alloc(count * sizeof *merged->kept);
    merged->other = ter_alloc(count * sizeof *merged->other);
    merged->field_count = count;
    return read_record(work, work->keep_id, merged->kept, &work->keep_placed, err) &&
           read_record(work, work->other_id, merged->other, &work->other_placed, err);
}

/* Values ---------------------------------------------------------------------------------------------- */

/* How much trust the way deserves in which a position came about. */
static int rank(struct ter_value method)
{
    static const char *const methods[] = {"geocoded", "imported", "manual", "surveyed"};
    for (int i = 0; method.type == TER_VALUE_TEXT && i < 4; i++)
        if (strcmp(methods[i], method.text) == 0)
            return i + 1;
    return 0;
}

static bool other_is_better_placed(const struct work *work)
{
    const size_t *role = work->layer->role;
    const struct ter_value *kept = work->merged->kept, *other = work->merged->other;
    if (!work->keep_placed || !work->other_placed)
        return work->other_placed;
    int kept_rank = rank(kept[role[TER_ROLE_METHOD]]), other_rank = rank(other[role[TER_ROLE_METHOD]]);
    if (kept_rank != other_rank)
        return other_rank > kept_rank;
    return ter_value_number(other[role[TER_ROLE_UNCERTAINTY_M]], (double)INFINITY) <
           ter_value_number(kept[role[TER_ROLE_UNCERTAINTY_M]], (double)INFINITY);
}

/* Fields that go along with another, or are nobody's to merge. */
enum group { BY_ITSELF, NEVER, WITH_POSITION, WITH_SOURCE, WITH_STATUS, WITH_TEXT };

static enum group group_of(const struct ter_layer *layer, size_t field)
{
    static const struct {
        enum ter_role role;
        enum group group;
    } groups[] = {
        {TER_ROLE_ID, NEVER},
        {TER_ROLE_CODE, NEVER},
        {TER_ROLE_UPDATED_AT, NEVER},
        {TER_ROLE_METHOD, WITH_POSITION},
        {TER_ROLE_PRECISION, WITH_POSITION},
        {TER_ROLE_UNCERTAINTY_M, WITH_POSITION},
        {TER_ROLE_PLACED_NOTE, WITH_POSITION},
        {TER_ROLE_SOURCE_ID, WITH_SOURCE},
        {TER_ROLE_SOURCE_ROW, WITH_SOURCE},
        {TER_ROLE_STATUS_SINCE, WITH_STATUS},
        {TER_ROLE_LOCATION_CORRECTED, WITH_TEXT},
    };
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (layer->role[groups[i].role] == field)
            return groups[i].group;
    return BY_ITSELF;
}

static bool is_null(struct ter_value value)
{
    return value.type == TER_VALUE_NULL;
}

/* Both records say the same in the field that leads the group, or the kept one takes over what the other
 * says. */
static bool leads(const struct work *work, enum ter_role role)
{
    size_t field = work->layer->role[role];
    const struct ter_value *kept = work->merged->kept, *other = work->merged->other;
    return is_null(kept[field]) || ter_value_equal(kept[field], other[field]);
}

/* Whether the kept record may get a value of the other's that it lacks. */
static bool may_take(const struct work *work, enum group group)
{
    switch (group) {
    case WITH_SOURCE: /* a row number means something beside its own source alone */
        return is_null(work->merged->kept[work->layer->role[TER_ROLE_SOURCE_ID]]);
    case WITH_STATUS:
        return leads(work, TER_ROLE_STATUS);
    case WITH_TEXT:
        return leads(work, TER_ROLE_LOCATION_TEXT);
    case BY_ITSELF:
        return true;
    default:
        return false;
    }
}

static void decide(struct work *work)
{
    struct ter_merged *merged = work->merged;
    merged->position_taken = other_is_better_placed(work);
    for (size_t i = 0; i < merged->field_count; i++) {
        enum group group = group_of(work->layer, i);
        bool same = ter_value_equal(merged->kept[i], merged->other[i]);
        if (group == WITH_POSITION)
            merged->taken[i] = merged->position_taken && !same;
        else
            merged->taken[i] =
                is_null(merged->kept[i]) && !is_null(merged->other[i]) && may_take(work, group);
        merged->conflict[i] =
            group == BY_ITSELF && !same && !is_null(merged->kept[i]) && !is_null(merged->other[i]);
    }
}

/* Writing --------------------------------------------------------------------------------------------- */

static bool set_note(struct work *work, const char *what, const char *code, struct ter_error *err)
{
    TER_AUTO_FREE char *text =
        ter_format("%s %s%s%s", what, code, work->note ? ": " : "", work->note ? work->note : "");
    sqlite3_stmt *update;
    if (!ter_db_cached(work->registry, "UPDATE write_context SET note = ?", &update, err))
        return false;
    ter_db_bind_text(update, 1, text);
    return ter_db_run(update, err);
}

/* Values and geometry go from row to row inside SQLite, as they are. */
static bool take_values(struct work *work, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf sql = {0};
    sqlite3_stmt *update;
    size_t count = 0;
    ter_buf_printf(&sql, "UPDATE \"%s\" AS k SET ", work->layer->name);
    for (size_t i = 0; i < work->merged->field_count; i++) {
        const char *name = work->layer->fields[i].name;
        if (work->merged->taken[i])
            ter_buf_printf(&sql, "%s\"%s\" = o.\"%s\"", count++ ? ", " : "", name, name);
    }
    if (work->merged->position_taken)
        ter_buf_printf(&sql, "%sgeom = o.geom", count++ ? ", " : "");
    ter_buf_printf(&sql, " FROM \"%s\" AS o WHERE k.id = ?1 AND o.id = ?2", work->layer->name);
    if (!count)
        return true;
    if (!set_note(work, "merged with", work->other, err) ||
        !ter_db_cached(work->registry, sql.data, &update, err))
        return false;
    sqlite3_bind_int64(update, 1, work->keep_id);
    sqlite3_bind_int64(update, 2, work->other_id);
    return ter_db_run(update, err);
}

static bool redirect(struct work *work, const char *sql, struct ter_error *err)
{
    sqlite3_stmt *update;
    if (!ter_db_cached(work->registry, sql, &update, err))
        return false;
    ter_db_bind_text(update, 1, work->keep);
    ter_db_bind_text(update, 2, work->other);
    if (sqlite3_bind_parameter_count(update) > 2)
        ter_db_bind_text(update, 3, work->layer->name);
    if (!ter_db_run(update, err))
        return false;
    work->merged->pointing += sqlite3_changes64(work->registry->db);
    return true;
}

/* Events and whatever else names a record by layer and code; patches by the code of what they were split
 * from. */
static bool redirect_all(struct work *work, struct ter_error *err)
{
    if (!set_note(work, "merged with", work->other, err))
        return false;
    for (size_t i = 0; i < ter_registry_layer_count(work->registry); i++) {
        const struct ter_layer *layer = ter_registry_layer_at(work->registry, i);
        TER_AUTO_FREE char *about = ter_format(
            "UPDATE \"%s\" SET about_code = ?1 WHERE about_layer = ?3 AND about_code = ?2", layer->name);
        if (ter_layer_field(layer, "about_layer") && ter_layer_field(layer, "about_code") &&
            !redirect(work, about, err))
            return ter_wrap(err, "layer %s", layer->name);
    }
    TER_AUTO_FREE char *parent = ter_format(
        "UPDATE \"%s\" SET parent_code = ?1 WHERE parent_code = ?2 AND code <> ?1", work->layer->name);
    return !ter_layer_field(work->layer, "parent_code") || redirect(work, parent, err);
}

static bool delete_other(struct work *work, struct ter_error *err)
{
    TER_AUTO_FREE char *sql = ter_format("DELETE FROM \"%s\" WHERE id = ?", work->layer->name);
    sqlite3_stmt *delete;
    if (!set_note(work, "merged into", work->keep, err) || !ter_db_cached(work->registry, sql, &delete, err))
        return false;
    sqlite3_bind_int64(delete, 1, work->other_id);
    return ter_db_run(delete, err);
}

static bool merge(struct work *work, struct ter_error *err)
{
    static const char newest[] = "SELECT max(id) FROM history";
    struct ter_merged *merged = work->merged;
    if (!read_both(work, err) || !ter_db_int(work->registry->db, newest, 0, &merged->first_entry, err))
        return false;
    merged->first_entry++;
    decide(work);
    return take_values(work, err) && redirect_all(work, err) && delete_other(work, err) &&
           ter_db_int(work->registry->db, newest, 0, &merged->last_entry, err);
}

bool ter_merge_records(struct ter_registry *registry, const struct ter_layer *layer, const char *keep,
    const char *other, const char *note, struct ter_merged *ret_merged, struct ter_error *err)
{
    struct ter_write_context context = {.tool = "merge"};
    struct ter_merged merged = {0};
    struct work work = {
        .registry = registry, .layer = layer, .keep = keep, .other = other, .note = note, .merged = &merged};
    if (!ter_registry_begin(registry, &context, err))
        return false;
    if (!merge(&work, err) || !ter_registry_commit(registry, err)) {
        ter_registry_rollback(registry);
        ter_merged_free(&merged);
        return false;
    }
    *ret_merged = merged;
    return true;
}
