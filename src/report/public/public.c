/* Owns the choice of what everybody may see. Knows no page and no file. */
#include "public.h"

#include "land/zones/zones.h"

#include <stdlib.h>
#include <string.h>

/* The layer as others see it: public fields only. Roles point at nothing, so that no writer finds an id. */
static void make_shown(const struct ter_layer *layer, struct ter_public *shown)
{
    size_t count = 0;
    shown->fields = ter_alloc(layer->field_count * sizeof *shown->fields);
    shown->from = ter_alloc(layer->field_count * sizeof *shown->from);
    for (size_t i = 0; i < layer->field_count; i++) {
        if (!layer->fields[i].is_public)
            continue;
        shown->from[count] = i;
        shown->fields[count++] = layer->fields[i];
    }
    shown->shown = (struct ter_layer){
        .name = layer->name,
        .version = layer->version,
        .title = layer->title,
        .description = layer->description,
        .geometry = layer->geometry,
        .fields = shown->fields,
        .field_count = count,
    };
    for (size_t role = 0; role < TER_ROLE_COUNT; role++)
        shown->shown.role[role] = count;
    for (size_t i = 0; i < count; i++)
        if (shown->fields[i].domain && (strcmp(shown->fields[i].name, "kind") == 0 || !shown->styled))
            shown->styled = &shown->fields[i];
}

static size_t style_of(const struct ter_public *shown, const struct ter_value *values)
{
    if (!shown->styled)
        return 0;
    struct ter_value value = values[shown->styled - shown->fields];
    size_t at = 0;
    while (
        at < shown->styled->domain->count &&
        (value.type != TER_VALUE_TEXT || strcmp(shown->styled->domain->choices[at].value, value.text) != 0))
        at++;
    return at;
}

static void add(struct ter_public *shown, const struct ter_record *record, bool draft)
{
    shown->records = ter_grow(shown->records, &shown->capacity, shown->count + 1, sizeof *shown->records);
    struct ter_public_record *one = &shown->records[shown->count++];
    *one = (struct ter_public_record){.draft = draft};
    one->values = ter_alloc(shown->shown.field_count * sizeof *one->values);
    for (size_t i = 0; i < shown->shown.field_count; i++)
        one->values[i] = ter_value_copy(record->values[shown->from[i]]);
    if (record->geometry.data)
        ter_buf_add(&one->wkb, record->geometry.data, record->geometry.size);
    else
        shown->undrawn++;
    one->style = style_of(shown, one->values);
}

static void take(struct ter_public *shown, const struct ter_layer *layer, const struct ter_record *record,
    const char *date, bool drafts)
{
    const char *status = ter_zone_text(layer, record->values, "status");
    enum ter_force force = ter_force_on(layer, record->values, date, TER_BASIS_PRESENT);
    bool draft = force == TER_FORCE_COMING && (!status || strcmp(status, layer->initial_status) == 0);
    if (force == TER_FORCE_OVER || force == TER_FORCE_EXPIRED)
        return;
    if (draft && !drafts)
        shown->held_back++;
    else
        add(shown, record, draft);
}

static bool check_layer(const struct ter_layer *layer, struct ter_error *err)
{
    if (!ter_layer_is_public(layer))
        return ter_fail(err, TER_USAGE,
            "layer %s is not public: none of its own fields is marked \"public\": true in its layer file",
            layer->name);
    return layer->geometry != TER_GEOMETRY_NONE ||
           ter_fail(err, TER_USAGE, "layer %s has no map", layer->name);
}

bool ter_public_read(struct ter_registry *registry, const struct ter_layer *layer, const char *date,
    bool drafts, enum ter_lang lang, struct ter_public *ret_public, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    struct ter_filter filter = {0};
    const struct ter_record *record;
    if (!check_layer(layer, err) || !ter_find_open(registry, layer, &filter, &cursor, err))
        return false;
    struct ter_public shown = {.lang = lang};
    make_shown(layer, &shown);
    bool good;
    while ((good = ter_find_next(cursor, &record, err)) && record)
        take(&shown, layer, record, date, drafts);
    if (!good) {
        ter_public_free(&shown);
        return false;
    }
    *ret_public = shown;
    return true;
}

void ter_public_free(struct ter_public *shown)
{
    for (size_t i = 0; i < shown->count; i++) {
        for (size_t j = 0; j < shown->shown.field_count; j++)
            ter_value_free(&shown->records[i].values[j]);
        free(shown->records[i].values);
        ter_buf_free(&shown->records[i].wkb);
    }
    free(shown->records);
    free(shown->fields);
    free(shown->from);
    *shown = (struct ter_public){0};
}
