/* Owns the reading of events for inspections. Knows nothing of what is due. */
#include "inspection_events.h"

#include "base/day.h"
#include "base/progress.h"
#include "registry/find.h"

#include <stdlib.h>
#include <string.h>

static const char event_layer[] = "event", withdrawn[] = "withdrawn", nothing[] = "-";

void ter_seen_events_free(struct ter_seen_events *events)
{
    for (size_t i = 0; i < events->count; i++) {
        free(events->items[i].layer);
        free(events->items[i].code);
        free(events->items[i].township);
        free(events->items[i].kind);
    }
    free(events->items);
    *events = (struct ter_seen_events){0};
}

static const char *text_of(const struct ter_layer *events, const struct ter_record *record, const char *name)
{
    const struct ter_field *field = ter_layer_field(events, name);
    struct ter_value value =
        field ? record->values[ter_layer_field_index(events, field)] : (struct ter_value){0};
    return value.type == TER_VALUE_TEXT ? value.text : "";
}

static bool is_listed(const struct ter_strings *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i], text) == 0)
            return true;
    return false;
}

static int by_record(const void *left, const void *right)
{
    const struct ter_seen_event *a = left, *b = right;
    int order = strcmp(a->layer, b->layer);
    order = order ? order : strcmp(a->code, b->code);
    return order ? order : (a->day > b->day) - (a->day < b->day);
}

static void take(struct ter_seen_events *list, const struct ter_layer *events,
    const struct ter_record *record, const struct ter_strings *not_counted, int until)
{
    int day;
    if (!ter_day_read(text_of(events, record, "happened_on"), &day) || day > until ||
        strcmp(text_of(events, record, "status"), withdrawn) == 0 ||
        is_listed(not_counted, text_of(events, record, "result")))
        return;
    list->items = ter_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = (struct ter_seen_event){ter_strdup(text_of(events, record, "about_layer")),
        ter_strdup(text_of(events, record, "about_code")), ter_strdup(text_of(events, record, "township")),
        ter_strdup(text_of(events, record, "kind")), day};
}

bool ter_seen_events_read(struct ter_registry *registry, const struct ter_strings *not_counted, int until,
    struct ter_seen_events *ret_events, struct ter_error *err)
{
    const struct ter_layer *events;
    struct ter_filter filter = {0};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    if (!ter_registry_layer(registry, event_layer, &events, err) ||
        !ter_find_open(registry, events, &filter, &cursor, err))
        return false;
    for (;;) {
        if (!ter_interrupt_check(err) || !ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            break;
        take(ret_events, events, record, not_counted, until);
    }
    if (ret_events->count)
        qsort(ret_events->items, ret_events->count, sizeof *ret_events->items, by_record);
    return true;
}

bool ter_seen_event_counts(const struct ter_check *check, const struct ter_seen_event *event)
{
    return is_listed(&check->kinds, event->kind) &&
           (!check->about_layers.count ||
               is_listed(&check->about_layers, *event->layer ? event->layer : nothing));
}

static bool is_before(const struct ter_seen_event *event, const char *layer, const char *code)
{
    int order = strcmp(event->layer, layer);
    return order < 0 || (order == 0 && strcmp(event->code, code) < 0);
}

const struct ter_seen_event *ter_seen_events_about(
    const struct ter_seen_events *events, const char *layer, const char *code, size_t *ret_count)
{
    size_t low = 0, high = events->count, count = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_before(&events->items[middle], layer, code))
            low = middle + 1;
        else
            high = middle;
    }
    while (low + count < events->count && strcmp(events->items[low + count].layer, layer) == 0 &&
           strcmp(events->items[low + count].code, code) == 0)
        count++;
    *ret_count = count;
    return count ? &events->items[low] : NULL;
}
