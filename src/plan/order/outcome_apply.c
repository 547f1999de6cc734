/* Owns the work of events that came in together on the records they are about: reading, order, storing, what
 * is said of it. Knows nothing of what a result means. */
#include "base/progress.h"
#include "outcome.h"
#include "registry/find.h"

#include <stdlib.h>
#include <string.h>

static const char event_layer[] = "event", withdrawn[] = "withdrawn";

/* The fields of an event that matter here. */
enum part {
    PART_CODE,
    PART_STATUS,
    PART_LAYER,
    PART_ABOUT,
    PART_KIND,
    PART_RESULT,
    PART_FINDING,
    PART_DAY,
    PARTS
};
static const char *const part_names[PARTS] = {
    "code", "status", "about_layer", "about_code", "kind", "result", "finding", "happened_on"};

struct noted {
    char *parts[PARTS]; /* NULL: not said */
    size_t number;      /* as they were read */
};

struct noted_list {
    struct noted *items;
    size_t count, capacity;
};

static void free_list(struct noted_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        for (size_t k = 0; k < PARTS; k++)
            free(list->items[i].parts[k]);
    free(list->items);
}

static void note(struct noted_list *list, const struct ter_layer *events, const struct ter_record *record)
{
    list->items = ter_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    struct noted *item = &list->items[list->count];
    *item = (struct noted){.number = list->count};
    for (size_t i = 0; i < PARTS; i++) {
        const struct ter_field *field = ter_layer_field(events, part_names[i]);
        struct ter_value value =
            field ? record->values[ter_layer_field_index(events, field)] : (struct ter_value){0};
        item->parts[i] = value.type == TER_VALUE_TEXT ? ter_strdup(value.text) : NULL;
    }
    list->count++;
}

static int by_day(const void *left, const void *right)
{
    const struct noted *a = left, *b = right;
    int order = strcmp(a->parts[PART_DAY], b->parts[PART_DAY]);
    return order ? order : (a->number > b->number) - (a->number < b->number);
}

static bool read_since(struct ter_registry *registry, const struct ter_layer *events, int64_t after_id,
    struct noted_list *list, struct ter_error *err)
{
    struct ter_condition later = {events->role[TER_ROLE_ID], TER_AT_LEAST, ter_value_int(after_id + 1)};
    struct ter_filter filter = {.conditions = &later, .condition_count = 1};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    if (!ter_find_open(registry, events, &filter, &cursor, err))
        return false;
    for (;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            break;
        note(list, events, record);
        struct noted *item = &list->items[list->count - 1];
        bool counts = item->parts[PART_LAYER] && item->parts[PART_ABOUT] && item->parts[PART_KIND] &&
                      item->parts[PART_DAY] &&
                      !(item->parts[PART_STATUS] && strcmp(item->parts[PART_STATUS], withdrawn) == 0);
        if (!counts) {
            list->count--;
            for (size_t k = 0; k < PARTS; k++)
                free(item->parts[k]);
        }
    }
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, by_day);
    return true;
}

/* ---- one event ---- */

struct applying {
    struct ter_registry *registry;
    const struct ter_outcomes *outcomes;
    enum ter_lang lang;
    struct ter_outcome_report *report;
};

static void say(struct applying *applying, const struct noted *item, const char *what)
{
    ter_strings_printf(&applying->report->said, "%s, %s %s, %s: %s",
        item->parts[PART_CODE] ? item->parts[PART_CODE] : "?", item->parts[PART_LAYER],
        item->parts[PART_ABOUT], item->parts[PART_DAY], what);
}

static void count(struct applying *applying, const struct noted *item, const struct ter_outcome *outcome)
{
    struct ter_outcome_report *report = applying->report;
    report->applied += outcome->count > 0;
    report->contradictions += outcome->contradiction;
    report->not_found += outcome->not_found;
    if (outcome->why)
        say(applying, item, outcome->why);
}

/* Look at the record and judge; the changes borrow from the layer, the table and the event. */
static bool judge(struct applying *applying, const struct ter_layer *layer, const struct noted *item,
    int64_t *ret_id, struct ter_outcome *ret_outcome, struct ter_error *err)
{
    struct ter_filter filter = {.code = item->parts[PART_ABOUT]};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    struct ter_outcome_event event = {
        item->parts[PART_KIND], item->parts[PART_RESULT], item->parts[PART_FINDING], item->parts[PART_DAY]};
    *ret_id = 0;
    if (!ter_find_open(applying->registry, layer, &filter, &cursor, err) ||
        !ter_find_next(cursor, &record, err))
        return false;
    if (!record)
        return true;
    *ret_id = record->values[layer->role[TER_ROLE_ID]].integer;
    ter_outcome_of(applying->outcomes, layer, record->values, &event, applying->lang, ret_outcome);
    return true;
}

static const struct ter_layer *layer_of(const struct ter_registry *registry, const char *name)
{
    for (size_t i = 0; i < ter_registry_layer_count(registry); i++)
        if (strcmp(ter_registry_layer_at(registry, i)->name, name) == 0)
            return ter_registry_layer_at(registry, i);
    return NULL;
}

static bool apply_one(struct applying *applying, const struct noted *item, struct ter_error *err)
{
    static const char *const unknown[] = {
        "the register has no such record: the event stands by itself", "登记中没有这条记录：仅保存工作记录"};
    TER_AUTO_OUTCOME struct ter_outcome outcome = {0};
    const struct ter_layer *layer = layer_of(applying->registry, item->parts[PART_LAYER]);
    int64_t id = 0;
    if (layer && !judge(applying, layer, item, &id, &outcome, err))
        return false;
    if (!id) {
        applying->report->unknown++;
        say(applying, item, unknown[applying->lang]);
        return true;
    }
    count(applying, item, &outcome);
    return !outcome.count ||
           ter_store_update(applying->registry, layer, id, outcome.changes, outcome.count, NULL, err) ||
           ter_wrap(err, "%s %s", layer->name, item->parts[PART_ABOUT]);
}

bool ter_outcome_apply_since(struct ter_registry *registry, const struct ter_outcomes *outcomes,
    int64_t after_id, enum ter_lang lang, struct ter_outcome_report *ret_report, struct ter_error *err)
{
    __attribute__((cleanup(free_list))) struct noted_list list = {0};
    const struct ter_layer *events;
    struct applying applying = {registry, outcomes, lang, ret_report};
    if (!ter_registry_layer(registry, event_layer, &events, err) ||
        !read_since(registry, events, after_id, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (!ter_interrupt_check(err) || !apply_one(&applying, &list.items[i], err))
            return false;
    return true;
}

bool ter_outcome_last_event(struct ter_registry *registry, int64_t *ret_id, struct ter_error *err)
{
    const struct ter_layer *events;
    if (!ter_registry_layer(registry, event_layer, &events, err))
        return false;
    const size_t id_alone[] = {events->role[TER_ROLE_ID]};
    struct ter_filter filter = {.fields = id_alone, .field_count = 1};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    if (!ter_find_open(registry, events, &filter, &cursor, err))
        return false;
    for (*ret_id = 0;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return true;
        *ret_id = record->values[id_alone[0]].integer;
    }
}

void ter_outcome_report_free(struct ter_outcome_report *report)
{
    ter_strings_free(&report->said);
}
