/* Owns the adding up of what work orders brought back. Knows nothing of files. */
#include "order_totals.h"

#include "registry/find.h"

#include <stdlib.h>
#include <string.h>

void ter_order_totals_free(struct ter_order_totals *totals)
{
    for (size_t i = 0; i < totals->count; i++) {
        free(totals->items[i].township);
        ter_order_parts_free(&totals->items[i].parts);
    }
    free(totals->items);
    ter_order_parts_free(&totals->parts);
    *totals = (struct ter_order_totals){0};
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* The line that an item, or an event of it, belongs to. */
static struct ter_order_total *line_of(struct ter_order_totals *totals, const struct ter_order *order,
    const struct ter_order_item *item, enum ter_order_by by, int year)
{
    struct ter_order_total key = {0};
    if (by == TER_ORDER_BY_ROUND)
        key = (struct ter_order_total){.number = order->number, .round = item->round};
    if (by == TER_ORDER_BY_TOWNSHIP)
        key.township = item->township;
    if (by == TER_ORDER_BY_YEAR)
        key.year = year;
    for (size_t i = 0; i < totals->count; i++) {
        struct ter_order_total *line = &totals->items[i];
        if (same_text(line->number, key.number) && line->round == key.round && line->year == key.year &&
            same_text(line->township, key.township))
            return line;
    }
    totals->items = ter_grow(totals->items, &totals->capacity, totals->count + 1, sizeof *totals->items);
    key.township = key.township ? ter_strdup(key.township) : NULL;
    totals->items[totals->count] = key;
    return &totals->items[totals->count++];
}

/* The event layer's fields that are asked for. */
struct fields {
    const struct ter_layer *events;
    size_t parts, cost, day, about_layer, about_code, document;
};

static const char *text_of(const struct ter_record *record, size_t field)
{
    struct ter_value value = record->values[field];
    return value.type == TER_VALUE_TEXT ? value.text : NULL;
}

static void add_event(struct ter_order_totals *totals, struct ter_order_total *line,
    const struct fields *fields, const struct ter_record *event)
{
    const char *parts = text_of(event, fields->parts);
    struct ter_value cost = event->values[fields->cost];
    line->events++;
    line->cost_known += cost.type != TER_VALUE_NULL;
    line->cost_unknown += cost.type == TER_VALUE_NULL;
    line->cost_yuan += ter_value_number(cost, 0);
    ter_order_parts_add(&line->parts, parts);
    ter_order_parts_add(&totals->parts, parts);
}

static bool add_item(struct ter_registry *registry, const struct fields *fields,
    const struct ter_order *order, const struct ter_order_item *item, enum ter_order_by by,
    struct ter_order_totals *totals, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const char *statuses[] = {"recorded", "settled"};
    struct ter_condition conditions[] = {
        {fields->about_layer, TER_EQUAL, ter_value_text(order->layer)},
        {fields->about_code, TER_EQUAL, ter_value_text(item->code)},
        {fields->document, TER_EQUAL, ter_value_text(order->number)},
    };
    struct ter_filter filter = {.conditions = conditions,
        .condition_count = sizeof conditions / sizeof *conditions,
        .statuses = statuses,
        .status_count = sizeof statuses / sizeof *statuses};
    const struct ter_record *event;
    int last_year = 0;
    if (by != TER_ORDER_BY_YEAR)
        line_of(totals, order, item, by, 0)->records++;
    if (!ter_find_open(registry, fields->events, &filter, &cursor, err))
        return false;
    for (bool first = true;; first = false) {
        if (!ter_find_next(cursor, &event, err))
            return false;
        if (!event)
            return true;
        const char *day = text_of(event, fields->day);
        int year = day ? (int)strtol(day, NULL, 10) : 0;
        struct ter_order_total *line = line_of(totals, order, item, by, year);
        line->answered += by == TER_ORDER_BY_YEAR ? year != last_year : first;
        line->records += by == TER_ORDER_BY_YEAR && year != last_year;
        last_year = year;
        add_event(totals, line, fields, event);
    }
}

bool ter_order_totals_add(struct ter_registry *registry, const struct ter_order *order, enum ter_order_by by,
    struct ter_order_totals *totals, struct ter_error *err)
{
    struct fields fields;
    const struct {
        const char *name;
        size_t *index;
    } wanted[] = {{"parts", &fields.parts}, {"cost_yuan", &fields.cost}, {"happened_on", &fields.day},
        {"about_layer", &fields.about_layer}, {"about_code", &fields.about_code},
        {"document_no", &fields.document}};
    if (!ter_registry_layer(registry, "event", &fields.events, err))
        return false;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        const struct ter_field *field;
        if (!ter_layer_need_field(fields.events, wanted[i].name, &field, err))
            return false;
        *wanted[i].index = ter_layer_field_index(fields.events, field);
    }
    for (size_t i = 0; i < order->count; i++)
        if (!add_item(registry, &fields, order, &order->items[i], by, totals, err))
            return false;
    return true;
}
