/* Owns the reading of the history for an export of changes. Knows nothing of where it is written. */
#include "export_changes.h"

#include "base/map.h"
#include "layer/value_json.h"
#include "registry/history.h"
#include "registry/store.h"

#include <stdlib.h>

enum kind { CAME = 1, CHANGED = 2, GONE = 4, PASSED = 8 }; /* passed: came and went since that day */

struct range {
    int64_t first, last;
};

struct ter_changes {
    struct ter_registry *registry;
    const struct ter_layer *layer;
    struct ter_map kinds; /* by id */
    struct range *ranges; /* of records that came in bulk */
    size_t range_count, range_capacity;
    struct gone {
        int64_t id;
        json_t *image;
    } * gone;
    size_t gone_count, gone_capacity, next_gone;
    struct ter_value *values;
    struct ter_record record;
};

/* ---- the column ---- */

static char name_text[] = "change", other_name[] = "_change", shp_text[] = "CHANGE", name_zh[] = "变化";
static char new_text[] = "new", changed_text[] = "changed", deleted_text[] = "deleted", new_zh[] = "新增",
            changed_zh[] = "修改", deleted_zh[] = "删除";
static struct ter_choice choices[] = {
    {.value = new_text, .title = {{new_text, new_zh}}, .severity = -1},
    {.value = changed_text, .title = {{changed_text, changed_zh}}, .severity = -1},
    {.value = deleted_text, .title = {{deleted_text, deleted_zh}}, .severity = -1},
};
static const struct ter_domain domain = {
    .name = name_text, .choices = choices, .count = sizeof choices / sizeof *choices};
static const struct ter_field fields[] = {
    {.name = name_text, .title = {{name_text, name_zh}}, .shp = shp_text, .domain = &domain},
    {.name = other_name, .title = {{other_name, other_name}}, .shp = other_name, .domain = &domain},
};

/* No field of a layer can begin with an underscore. */
const struct ter_field *ter_changes_field(const struct ter_changes *changes)
{
    return &fields[ter_layer_field(changes->layer, name_text) != NULL];
}

/* ---- the history, newest first ---- */

static void add_range(struct ter_changes *changes, int64_t first, int64_t last)
{
    changes->ranges = ter_grow(
        changes->ranges, &changes->range_capacity, changes->range_count + 1, sizeof *changes->ranges);
    changes->ranges[changes->range_count++] = (struct range){first, last};
}

static void add_gone(struct ter_changes *changes, int64_t id, const json_t *image)
{
    changes->gone =
        ter_grow(changes->gone, &changes->gone_capacity, changes->gone_count + 1, sizeof *changes->gone);
    changes->gone[changes->gone_count++] = (struct gone){id, json_deep_copy(image)};
}

/* What a deletion and a later coming-back leave is a change. */
static void take_entry(struct ter_changes *changes, const struct ter_history_entry *entry)
{
    bool insert = entry->operation[0] == 'i', deletion = entry->operation[0] == 'd';
    if (insert && entry->last_id > entry->record_id) {
        add_range(changes, entry->record_id, entry->last_id);
        return;
    }
    int64_t *kind = ter_map_put(&changes->kinds, (uint64_t)entry->record_id, NULL);
    if (deletion && (*kind & CAME)) {
        *kind = CHANGED;
    } else if (deletion && !(*kind & (GONE | CHANGED))) {
        *kind |= GONE;
        add_gone(changes, entry->record_id, entry->before);
    } else if (insert) {
        *kind |= *kind & GONE ? PASSED : CAME;
    } else if (!deletion && !(*kind & GONE)) {
        *kind |= CHANGED;
    }
}

static bool came_in_bulk(const struct ter_changes *changes, int64_t id)
{
    for (size_t i = 0; i < changes->range_count; i++)
        if (id >= changes->ranges[i].first && id <= changes->ranges[i].last)
            return true;
    return false;
}

bool ter_changes_open(struct ter_registry *registry, const struct ter_layer *layer, const char *since,
    struct ter_changes **ret_changes, struct ter_error *err)
{
    TER_AUTO(ter_changes_close) struct ter_changes *changes = ter_alloc(sizeof *changes);
    TER_AUTO(ter_history_close) struct ter_history *history = NULL;
    struct ter_history_filter filter = {.layer = layer, .since = since};
    const struct ter_history_entry *entry;
    changes->registry = registry;
    changes->layer = layer;
    changes->values = ter_alloc((layer->field_count + 1) * sizeof *changes->values);
    if (!ter_history_open(registry, &filter, &history, err))
        return false;
    do {
        if (!ter_history_next(history, &entry, err))
            return false;
        if (entry)
            take_entry(changes, entry);
    } while (entry);
    *ret_changes = changes;
    changes = NULL;
    return true;
}

void ter_changes_close(struct ter_changes *changes)
{
    if (!changes)
        return;
    for (size_t i = 0; i < changes->gone_count; i++)
        json_decref(changes->gone[i].image);
    free(changes->gone);
    free(changes->ranges);
    free(changes->values);
    ter_map_free(&changes->kinds);
    free(changes);
}

/* ---- the answers ---- */

struct ter_value ter_changes_of(struct ter_changes *changes, int64_t id)
{
    const int64_t *kind = ter_map_get(&changes->kinds, (uint64_t)id);
    if ((kind && (*kind & CAME)) || came_in_bulk(changes, id))
        return ter_value_text(new_text);
    return kind && (*kind & CHANGED) ? ter_value_text(changed_text) : (struct ter_value){0};
}

static bool is_listed(struct ter_changes *changes, const struct gone *gone)
{
    struct ter_error unknown = {0};
    const int64_t *kind = ter_map_get(&changes->kinds, (uint64_t)gone->id);
    const char *code = json_string_value(json_object_get(gone->image, "code"));
    int64_t id;
    return code && !(*kind & PASSED) && !came_in_bulk(changes, gone->id) &&
           !ter_store_id(changes->registry, changes->layer, code, &id, &unknown);
}

bool ter_changes_next_deleted(
    struct ter_changes *changes, const struct ter_record **ret_record, struct ter_error *err)
{
    const struct ter_layer *layer = changes->layer;
    (void)err;
    *ret_record = NULL;
    while (
        changes->next_gone < changes->gone_count && !is_listed(changes, &changes->gone[changes->next_gone]))
        changes->next_gone++;
    if (changes->next_gone == changes->gone_count)
        return true;
    const json_t *image = changes->gone[changes->next_gone++].image;
    for (size_t i = 0; i < layer->field_count; i++)
        changes->values[i] = ter_value_from_json(json_object_get(image, layer->fields[i].name));
    changes->values[layer->field_count] = ter_value_text(deleted_text);
    changes->record = (struct ter_record){.values = changes->values, .count = layer->field_count + 1};
    *ret_record = &changes->record;
    return true;
}
