/* Owns the list of positions that an analysis works on. Knows nothing of what is computed with it. */
#include "located.h"

#include "area.h"
#include "base/progress.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Four arrays with one capacity. */
static void make_room(struct ter_located *list)
{
    if (list->count < list->capacity)
        return;
    list->capacity = list->capacity ? 2 * list->capacity : 1024;
    list->at = ter_realloc(list->at, list->capacity * sizeof *list->at);
    list->ids = ter_realloc(list->ids, list->capacity * sizeof *list->ids);
    list->uncertainty_m = ter_realloc(list->uncertainty_m, list->capacity * sizeof *list->uncertainty_m);
    list->code_starts = ter_realloc(list->code_starts, list->capacity * sizeof *list->code_starts);
}

void ter_located_add(struct ter_located *list, int64_t id, const char *code, size_t code_size,
    struct ter_lonlat at, double uncertainty_m)
{
    make_room(list);
    size_t index = list->count++;
    list->at[index] = at;
    list->ids[index] = id;
    list->uncertainty_m[index] = uncertainty_m;
    list->code_starts[index] = list->codes.size;
    list->placed += !isnan(at.lon);
    ter_buf_add(&list->codes, code, code_size);
    ter_buf_add(&list->codes, "", 1);
}

static bool add_record(struct ter_located *list, const struct ter_layer *layer,
    const struct ter_record *record, bool keep_unplaced, struct ter_error *err)
{
    struct ter_value id = record->values[layer->role[TER_ROLE_ID]];
    struct ter_value code = record->values[layer->role[TER_ROLE_CODE]];
    struct ter_lonlat at = {(double)NAN, (double)NAN};
    if (record->geometry.data && !ter_geometry_centre(record->geometry, &at, err))
        return ter_wrap(err, "%s %s", layer->name, code.type == TER_VALUE_TEXT ? code.text : "?");
    if (!isnan(at.lon) || keep_unplaced)
        ter_located_add(list, id.integer, code.type == TER_VALUE_TEXT ? code.text : "",
            code.type == TER_VALUE_TEXT ? code.size : 0, at,
            ter_value_number(record->values[layer->role[TER_ROLE_UNCERTAINTY_M]], (double)NAN));
    return true;
}

bool ter_located_read(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_filter *filter, bool keep_unplaced, struct ter_located *list, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const size_t fields[] = {
        layer->role[TER_ROLE_ID], layer->role[TER_ROLE_CODE], layer->role[TER_ROLE_UNCERTAINTY_M]};
    struct ter_filter lean = *filter;
    lean.fields = fields;
    lean.field_count = sizeof fields / sizeof *fields;
    if (!ter_find_open(registry, layer, &lean, &cursor, err))
        return false;
    for (const struct ter_record *record;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return true;
        if (!ter_interrupt_check(err) || !add_record(list, layer, record, keep_unplaced, err))
            return false;
    }
}

const char *ter_located_code(const struct ter_located *list, size_t index)
{
    return list->codes.data + list->code_starts[index];
}

bool ter_located_has_position(const struct ter_located *list, size_t index)
{
    return !isnan(list->at[index].lon);
}

void ter_located_free(struct ter_located *list)
{
    free(list->at);
    free(list->ids);
    free(list->uncertainty_m);
    free(list->code_starts);
    ter_buf_free(&list->codes);
    *list = (struct ter_located){0};
}
