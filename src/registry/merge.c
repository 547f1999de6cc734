/* Owns the three-way merge of an import: the row now (`row`), what the source said last (`source`), and the
 * record as it stands (`now`). A value is taken over where the source changed it and nobody else did. */
#include "merge.h"

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

static bool same_geometry(struct ter_wkb a, struct ter_wkb b)
{
    return a.size == b.size && (!a.size || memcmp(a.data, b.data, a.size) == 0);
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

static bool text_is(struct ter_value value, const char *text)
{
    return value.type == TER_VALUE_TEXT && strcmp(value.text, text) == 0;
}

static bool refused(const struct ter_layer *layer, const struct ter_origin_record *record,
    struct ter_value status, struct ter_merge *merge)
{
    struct ter_value now = record->now[layer->role[TER_ROLE_STATUS]];
    if (now.type != TER_VALUE_TEXT || status.type != TER_VALUE_TEXT ||
        ter_layer_transition_allowed(layer, now.text, status.text))
        return false;
    merge->kind = TER_MERGE_REFUSED;
    snprintf(merge->reason, sizeof merge->reason, "status may not go from %s to %s", now.text, status.text);
    return true;
}

bool ter_merge_row(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_load_options *options, struct ter_origin *origin, int64_t source_id, int64_t id,
    const struct ter_record *row, struct ter_merge *ret_merge, struct ter_error *err)
{
    const struct ter_origin_record *record;
    struct ter_change changes[TER_MAX_FIELDS + 1];
    size_t count = 0;
    bool moved_text = false;
    *ret_merge = (struct ter_merge){.kind = TER_MERGE_UNCHANGED};
    if (!ter_origin_read(origin, id, &record, err))
        return false;
    for (size_t i = 0; i < layer->field_count; i++) {
        if (!options->given[i] || layer->fields[i].automatic)
            continue;
        struct ter_value now = record->now[i], source = record->source[i], new = row->values[i];
        enum outcome outcome =
            decide(!ter_value_equal(new, source), !ter_value_equal(now, source), ter_value_equal(new, now));
        note(ret_merge, outcome);
        if (outcome != TAKE)
            continue;
        if (i == layer->role[TER_ROLE_STATUS] && refused(layer, record, new, ret_merge))
            return true;
        moved_text = moved_text || locates(layer, i);
        changes[count++] = (struct ter_change){i, new};
    }
    const struct ter_wkb nowhere = {0}, *geometry = NULL;
    if (options->has_geometry) {
        enum outcome outcome = decide(!same_geometry(row->geometry, record->source_geometry),
            !same_geometry(record->now_geometry, record->source_geometry),
            same_geometry(row->geometry, record->now_geometry));
        note(ret_merge, outcome);
        geometry = outcome == TAKE ? &row->geometry : NULL;
    } else if (moved_text && text_is(record->now[layer->role[TER_ROLE_METHOD]], "geocoded")) {
        geometry = &nowhere; /* it was placed by a text that no longer holds; geocode places it anew */
        ret_merge->unplaced = true;
    }
    if (!count && !geometry)
        return true;
    ret_merge->kind = TER_MERGE_UPDATED;
    changes[count++] = (struct ter_change){layer->role[TER_ROLE_SOURCE_ID], ter_value_int(source_id)};
    return ter_store_update(registry, layer, id, changes, count, geometry, err);
}
