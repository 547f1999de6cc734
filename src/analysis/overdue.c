/* Owns the search for open deadlines through layers. Knows no report and no words. */
#include "overdue.h"

#include "base/progress.h"
#include "registry/find.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Fields that name who is responsible, and what the thing is called; the first that a layer has. */
static const char *const unit_fields[] = {"managing_unit", "supervisor", "unit", "owner"};
static const char *const name_fields[] = {"name", "location_corrected", "location_text"};

/* One layer on its way: what its columns are, and the query's fields. */
struct walk {
    const struct ter_overdue_request *request;
    const struct ter_layer *layer;
    size_t names[sizeof name_fields / sizeof *name_fields], name_count;
    size_t unit; /* SIZE_MAX: none */
    size_t fields[TER_MAX_FIELDS], field_count;
    struct ter_dues dues;
};

static size_t field_named(const struct ter_layer *layer, const char *name)
{
    const struct ter_field *field = ter_layer_field(layer, name);
    return field && field->type == TER_FIELD_TEXT ? ter_layer_field_index(layer, field) : SIZE_MAX;
}

static void find_fields(struct walk *walk)
{
    static const enum ter_role roles[] = {
        TER_ROLE_ID, TER_ROLE_CODE, TER_ROLE_STATUS, TER_ROLE_TOWNSHIP, TER_ROLE_UNCERTAINTY_M};
    bool marks[TER_MAX_FIELDS + TER_ROLE_COUNT] = {false};
    const struct ter_layer *layer = walk->layer;
    walk->unit = SIZE_MAX;
    for (size_t i = 0; i < sizeof unit_fields / sizeof *unit_fields && walk->unit == SIZE_MAX; i++)
        walk->unit = field_named(layer, unit_fields[i]);
    for (size_t i = 0; i < sizeof name_fields / sizeof *name_fields; i++) {
        size_t field = field_named(layer, name_fields[i]);
        if (field != SIZE_MAX)
            marks[walk->names[walk->name_count++] = field] = true;
    }
    if (walk->unit != SIZE_MAX)
        marks[walk->unit] = true;
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        marks[layer->role[roles[i]]] = true;
    ter_deadlines_mark(layer, marks);
    for (size_t i = 0; i < layer->field_count; i++)
        if (marks[i])
            walk->fields[walk->field_count++] = i;
}

static char *text_of(struct ter_value value)
{
    return value.type == TER_VALUE_TEXT && value.size ? ter_strdup(value.text) : NULL;
}

static char *name_of(const struct walk *walk, const struct ter_value *values)
{
    for (size_t i = 0; i < walk->name_count; i++) {
        char *name = text_of(values[walk->names[i]]);
        if (name)
            return name;
    }
    return NULL;
}

static enum ter_overdue_state state_of(const struct ter_due *due, int within_days)
{
    if (!due->known)
        return TER_OVERDUE_UNKNOWN;
    if (due->days_left < 0)
        return TER_OVERDUE_LATE;
    return due->days_left <= within_days ? TER_OVERDUE_SOON : TER_OVERDUE_LATER;
}

static void add_item(const struct walk *walk, const struct ter_record *record, const struct ter_due *due,
    struct ter_overdue *overdue)
{
    const struct ter_layer *layer = walk->layer;
    const struct ter_value *values = record->values;
    overdue->items = ter_grow(overdue->items, &overdue->capacity, overdue->count + 1, sizeof *overdue->items);
    struct ter_overdue_item *item = &overdue->items[overdue->count++];
    *item = (struct ter_overdue_item){
        .layer = layer,
        .due = *due,
        .state = state_of(due, walk->request->within_days),
        .code = text_of(values[layer->role[TER_ROLE_CODE]]),
        .name = name_of(walk, values),
        .township = text_of(values[layer->role[TER_ROLE_TOWNSHIP]]),
        .unit = walk->unit == SIZE_MAX ? NULL : text_of(values[walk->unit]),
        .status = text_of(values[layer->role[TER_ROLE_STATUS]]),
        .placed = record->geometry.data != NULL,
        .uncertainty_m = ter_value_number(values[layer->role[TER_ROLE_UNCERTAINTY_M]], NAN),
    };
    overdue->counts[item->state]++;
    overdue->counts_working_days = overdue->counts_working_days || due->counts_working_days;
    overdue->holidays_known = overdue->holidays_known && due->holidays_known;
}

static bool walk_records(
    struct ter_registry *registry, struct walk *walk, struct ter_overdue *overdue, struct ter_error *err)
{
    const struct ter_overdue_request *request = walk->request;
    const struct ter_filter filter = {
        .townships = request->townships,
        .township_count = request->township_count,
        .as_of = request->as_of,
        .fields = walk->fields,
        .field_count = walk->field_count,
    };
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    if (!ter_find_open(registry, walk->layer, &filter, &cursor, err))
        return false;
    for (;;) {
        if (!ter_interrupt_check(err) || !ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return true;
        overdue->records++;
        ter_deadlines_of(walk->layer, record->values, &overdue->calendar, request->day, &walk->dues);
        for (size_t i = 0; i < walk->dues.count; i++)
            add_item(walk, record, &walk->dues.items[i], overdue);
    }
}

static int by_text(const char *a, const char *b)
{
    if (!a || !b)
        return !a - !b; /* what has none comes last */
    return strcmp(a, b);
}

/* Layers keep their order: only the items of one are sorted. */
static int by_place_and_day(const void *a, const void *b)
{
    const struct ter_overdue_item *x = a, *y = b;
    int order = by_text(x->township, y->township);
    if (!order)
        order = !x->due.known - !y->due.known;
    if (!order && x->due.known)
        order = (x->due.due > y->due.due) - (x->due.due < y->due.due);
    if (!order)
        order = by_text(x->code, y->code);
    return order ? order : (x->due.rule > y->due.rule) - (x->due.rule < y->due.rule);
}

static bool walk_layer(struct ter_registry *registry, const struct ter_overdue_request *request,
    const struct ter_layer *layer, struct ter_overdue *overdue, struct ter_error *err)
{
    struct walk walk = {.request = request, .layer = layer};
    size_t first = overdue->count;
    find_fields(&walk);
    bool done = walk_records(registry, &walk, overdue, err);
    ter_dues_free(&walk.dues);
    if (done && overdue->count > first)
        qsort(overdue->items + first, overdue->count - first, sizeof *overdue->items, by_place_and_day);
    return done;
}

void ter_overdue_free(struct ter_overdue *overdue)
{
    for (size_t i = 0; i < overdue->count; i++) {
        free(overdue->items[i].code);
        free(overdue->items[i].name);
        free(overdue->items[i].township);
        free(overdue->items[i].unit);
        free(overdue->items[i].status);
    }
    free(overdue->items);
    ter_calendar_free(&overdue->calendar);
    *overdue = (struct ter_overdue){0};
}

bool ter_overdue_collect(struct ter_registry *registry, const struct ter_overdue_request *request,
    struct ter_overdue *ret_overdue, struct ter_error *err)
{
    *ret_overdue = (struct ter_overdue){
        .day = request->day, .within_days = request->within_days, .holidays_known = true};
    if (!ter_calendar_read(registry, &ret_overdue->calendar, err))
        return false;
    for (size_t i = 0; i < request->layer_count; i++)
        if (request->layers[i]->deadline_count &&
            !walk_layer(registry, request, request->layers[i], ret_overdue, err))
            return ter_wrap(err, "%s", request->layers[i]->name);
    return true;
}

int ter_overdue_week(const struct ter_overdue *overdue, const struct ter_overdue_item *item)
{
    static const int week = 7;
    return (item->due.due - overdue->day) / week;
}
