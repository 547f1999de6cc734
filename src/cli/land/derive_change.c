/* Owns the comparing of zones with what their recipes give now, and the replacing of their shapes. Knows
 * nothing of output. */
#include "derive_change.h"

#include "base/progress.h"
#include "cli/records/record.h"
#include "registry/find.h"

#include <stdlib.h>
#include <string.h>

static struct ter_wkb wkb_of(const struct ter_buf *buf)
{
    return (struct ter_wkb){(const uint8_t *)buf->data, buf->size};
}

/* ---- one zone ---- */

static bool read_zone(
    struct ter_derive_changes *changes, struct ter_derive_change *change, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_layer *layer = changes->layer;
    const struct ter_record *record;
    int64_t id;
    if (!ter_record_read(changes->registry, layer, change->was->code, &id, &cursor, &record, err))
        return false;
    const struct ter_value *status = &record->values[layer->role[TER_ROLE_STATUS]];
    change->status = ter_strdup(status->type == TER_VALUE_TEXT ? status->text : layer->initial_status);
    if (record->geometry.data)
        ter_buf_add(&change->before, record->geometry.data, record->geometry.size);
    return true;
}

/* The run that gave the present shape, among those of one zone. */
static void recognise(struct ter_derive_change *change, const struct ter_recipe_run *runs, size_t count)
{
    char sha256[TER_SHA256_HEX_SIZE];
    ter_sha256_bytes(change->before.data, change->before.size, sha256);
    change->edited = true;
    for (size_t i = 0; i < count && change->edited; i++)
        if (strcmp(runs[i].shape_sha256, sha256) == 0) {
            change->was = &runs[i];
            change->edited = false;
        }
}

/* Less is the noise of computing it again on another machine. */
static bool is_noise(const struct ter_shape_changes *shapes)
{
    static const double nothing_m2 = 0.01;
    return shapes->added_m2 < nothing_m2 && shapes->removed_m2 < nothing_m2;
}

static bool compare(
    struct ter_derive_changes *changes, struct ter_derive_change *change, struct ter_error *err)
{
    int epsg = ter_registry_epsg(changes->registry);
    const char *recipe = change->was->recipe, *sources = change->was->sources;
    if (!ter_recipe_read(recipe, strlen(recipe), &change->recipe, err) ||
        !ter_derive_run_do(
            changes->registry, changes->layer, change->was->code, &change->recipe, &change->run, err) ||
        !ter_sources_compare(
            &change->recipe, sources, strlen(sources), &change->run.sources, &change->sources, err) ||
        !ter_shapes_compare(
            epsg, wkb_of(&change->before), ter_derive_run_wkb(&change->run), &change->shapes, err))
        return false;
    if (is_noise(&change->shapes))
        change->state = TER_DERIVE_SAME;
    else if (strcmp(change->status, changes->layer->initial_status) != 0)
        change->state = TER_DERIVE_SETTLED;
    else
        change->state = change->edited ? TER_DERIVE_EDITED : TER_DERIVE_CHANGED;
    return true;
}

static bool judge(struct ter_derive_changes *changes, struct ter_derive_change *change,
    const struct ter_recipe_run *runs, size_t count, struct ter_error *err)
{
    struct ter_error why = {0};
    *change = (struct ter_derive_change){.was = runs};
    if (!runs->exists) {
        change->state = TER_DERIVE_GONE;
        return true;
    }
    if (!read_zone(changes, change, err))
        return false;
    recognise(change, runs, count);
    if (compare(changes, change, &why))
        return true;
    if (why.code == TER_INTERRUPTED || why.code == TER_BUSY)
        return ter_fail(err, why.code, "%s", why.message);
    change->state = TER_DERIVE_FAILED;
    change->why = ter_strdup(why.message);
    return true;
}

/* ---- all of them ---- */

static bool is_wanted(const char *code, const char *const *codes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(code, codes[i]) == 0)
            return true;
    return !count;
}

static size_t runs_of_code(const struct ter_derive_changes *changes, size_t at)
{
    size_t end = at;
    while (end < changes->run_count && strcmp(changes->runs[end].code, changes->runs[at].code) == 0)
        end++;
    return end - at;
}

static bool check_codes(
    const struct ter_derive_changes *changes, const char *const *codes, size_t count, struct ter_error *err)
{
    for (size_t i = 0; i < count; i++) {
        int64_t id;
        bool found = false;
        for (size_t j = 0; !found && j < changes->run_count; j++)
            found = strcmp(changes->runs[j].code, codes[i]) == 0;
        if (found)
            continue;
        if (!ter_store_id(changes->registry, changes->layer, codes[i], &id, err))
            return false;
        return ter_fail(err, TER_NOT_FOUND, "%s was not derived: there is no recipe for it", codes[i]);
    }
    return true;
}

bool ter_derive_changes_find(struct ter_registry *registry, const struct ter_layer *layer,
    const char *const *codes, size_t code_count, struct ter_derive_changes *ret_changes,
    struct ter_error *err)
{
    struct ter_derive_changes *changes = ret_changes;
    changes->registry = registry;
    changes->layer = layer;
    if (!ter_recipe_runs(registry, layer, NULL, &changes->runs, &changes->run_count, err) ||
        !check_codes(changes, codes, code_count, err))
        return false;
    changes->items = ter_alloc((changes->run_count + 1) * sizeof *changes->items);
    for (size_t i = 0, count; i < changes->run_count; i += count) {
        count = runs_of_code(changes, i);
        if (!is_wanted(changes->runs[i].code, codes, code_count))
            continue;
        if (!ter_interrupt_check(err) ||
            !judge(changes, &changes->items[changes->count++], &changes->runs[i], count, err))
            return false;
    }
    return true;
}

static void change_free(struct ter_derive_change *change)
{
    free(change->status);
    free(change->why);
    ter_recipe_free(&change->recipe);
    ter_derive_run_free(&change->run);
    ter_buf_free(&change->before);
    ter_shape_changes_free(&change->shapes);
    ter_source_changes_free(&change->sources);
}

void ter_derive_changes_free(struct ter_derive_changes *changes)
{
    for (size_t i = 0; i < changes->count; i++)
        change_free(&changes->items[i]);
    free(changes->items);
    ter_recipe_runs_free(changes->runs, changes->run_count);
}

/* ---- storing ---- */

static bool is_due(const struct ter_derive_change *change, bool edited_too)
{
    return change->state == TER_DERIVE_CHANGED || (edited_too && change->state == TER_DERIVE_EDITED);
}

/* The record's id, where its shape and status are still those that were compared. */
static bool find_unchanged(struct ter_derive_changes *changes, const struct ter_derive_change *change,
    int64_t *ret_id, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    if (!ter_record_read(changes->registry, changes->layer, change->was->code, ret_id, &cursor, &record, err))
        return false;
    const struct ter_value *status = &record->values[changes->layer->role[TER_ROLE_STATUS]];
    bool same = record->geometry.size == change->before.size &&
                (!change->before.size ||
                    memcmp(record->geometry.data, change->before.data, change->before.size) == 0) &&
                ter_value_equal(*status, ter_value_text(change->status));
    return same || ter_fail(err, TER_FAILED, "%s was changed just now; nothing was replaced: ask again",
                       change->was->code);
}

static bool replace(
    struct ter_derive_changes *changes, struct ter_derive_change *change, struct ter_error *err)
{
    TER_AUTO_DERIVE_VALUES struct ter_derive_values values = {0};
    struct ter_wkb wkb = ter_derive_run_wkb(&change->run);
    int64_t id;
    ter_derive_run_values(&change->run, &change->recipe, changes->layer, &values);
    if (!find_unchanged(changes, change, &id, err) ||
        !ter_store_update(changes->registry, changes->layer, id, values.items, values.count, &wkb, err) ||
        !ter_derive_run_keep(
            &change->run, changes->registry, changes->layer, change->was->code, &change->recipe, err))
        return false;
    change->replaced = true;
    return true;
}

bool ter_derive_changes_store(
    struct ter_derive_changes *changes, bool edited_too, const char *note, struct ter_error *err)
{
    struct ter_write_context context = {.tool = "derive again", .note = note};
    bool any = false, done = true;
    for (size_t i = 0; i < changes->count; i++)
        any = any || is_due(&changes->items[i], edited_too);
    if (!any)
        return true;
    if (!ter_registry_begin(changes->registry, &context, err))
        return false;
    for (size_t i = 0; done && i < changes->count; i++)
        done = !is_due(&changes->items[i], edited_too) || replace(changes, &changes->items[i], err);
    if (done && ter_registry_commit(changes->registry, err))
        return true;
    ter_registry_rollback(changes->registry);
    return false;
}
