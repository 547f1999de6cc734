/* Owns what is due for inspection: records against checks. Knows nothing of rounds and of output. */
#include "inspection.h"

#include "analysis/area.h"
#include "analysis/deadlines.h"
#include "base/day.h"
#include "base/messages.h"
#include "base/progress.h"
#include "inspection_events.h"
#include "registry/find.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct run {
    struct ter_registry *registry;
    const struct ter_inspection_request *request;
    enum ter_lang lang;
    struct ter_inspection_list *list;
    struct ter_seen_events events;
    struct ter_calendar calendar;
    struct ter_dues dues;           /* of the present record */
    const struct ter_value *values; /* of the present record */
    size_t record;                  /* the present one in the list, SIZE_MAX: not taken yet */
    const struct ter_record *now;
};

static void run_free(struct run *run)
{
    ter_seen_events_free(&run->events);
    ter_calendar_free(&run->calendar);
    ter_dues_free(&run->dues);
}

static const char *text_of(const struct run *run, size_t field)
{
    return run->values[field].type == TER_VALUE_TEXT ? run->values[field].text : NULL;
}

static char *copy_of(const struct run *run, size_t field)
{
    const char *text = text_of(run, field);
    return text ? ter_strdup(text) : NULL;
}

/* ---- items ---- */

/* Keep the present record, once. */
static bool keep_record(struct run *run, struct ter_error *err)
{
    const struct ter_layer *layer = run->request->layer;
    struct ter_inspection_list *list = run->list;
    const struct ter_field *name = ter_layer_field(layer, "name");
    if (run->record != SIZE_MAX)
        return true;
    struct ter_inspected record = {.at = {(double)NAN, (double)NAN}};
    if (run->now->geometry.data && !ter_geometry_centre(run->now->geometry, &record.at, err))
        return ter_wrap(err, "%s %s", layer->name, text_of(run, layer->role[TER_ROLE_CODE]));
    record.placed = run->now->geometry.data;
    record.code = copy_of(run, layer->role[TER_ROLE_CODE]);
    record.name = name ? copy_of(run, ter_layer_field_index(layer, name)) : NULL;
    record.township = copy_of(run, layer->role[TER_ROLE_TOWNSHIP]);
    record.location = copy_of(run, layer->role[TER_ROLE_LOCATION_TEXT]);
    record.uncertainty_m = ter_value_number(run->values[layer->role[TER_ROLE_UNCERTAINTY_M]], (double)NAN);
    list->records =
        ter_grow(list->records, &list->record_capacity, list->record_count + 1, sizeof *list->records);
    run->record = list->record_count;
    list->records[list->record_count++] = record;
    return true;
}

static bool add_item(struct run *run, struct ter_inspection_item item, struct ter_error *err)
{
    struct ter_inspection_list *list = run->list;
    if (!keep_record(run, err))
        return false;
    item.record = run->record;
    list->items = ter_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = item;
    return true;
}

/* A check with a day: count it, and list it where it is due. */
static bool add_dated(
    struct run *run, struct ter_inspection_sum *sum, struct ter_inspection_item item, struct ter_error *err)
{
    sum->checked++;
    if (item.state != TER_INSPECTION_NEVER) {
        if (item.due > run->request->before) {
            sum->in_time++;
            return true;
        }
        item.state = item.due < run->request->on ? TER_INSPECTION_OVERDUE : TER_INSPECTION_DUE;
    }
    sum->overdue += item.state == TER_INSPECTION_OVERDUE;
    sum->due += item.state == TER_INSPECTION_DUE;
    sum->never += item.state == TER_INSPECTION_NEVER;
    item.days_left = item.dated ? item.due - run->request->on : 0;
    return add_item(run, item, err);
}

static const struct ter_seen_event *last_of(const struct run *run, const struct ter_check *check)
{
    const struct ter_layer *layer = run->request->layer;
    size_t count;
    const struct ter_seen_event *events =
        ter_seen_events_about(&run->events, layer->name, text_of(run, layer->role[TER_ROLE_CODE]), &count);
    while (count-- > 0)
        if (ter_seen_event_counts(check, &events[count]))
            return &events[count];
    return NULL;
}

/* ---- the three kinds of checks ---- */

static bool judge_deadline(struct run *run, struct ter_inspection_sum *sum, struct ter_error *err)
{
    for (size_t i = 0; i < run->dues.count; i++) {
        const struct ter_due *due = &run->dues.items[i];
        if (strcmp(due->rule->name, sum->check->deadline) != 0)
            continue;
        struct ter_inspection_item item = {.check = sum->check,
            .state = due->known ? TER_INSPECTION_DUE : TER_INSPECTION_NEVER,
            .dated = due->known,
            .due = due->known ? due->due : 0,
            .seen = due->known && due->rule->amount > 0,
            .last = due->known ? due->from : 0,
            .quota = (double)NAN};
        return add_dated(run, sum, item, err);
    }
    return true;
}

/* Due in the season of the year asked for, until an event since its first day shows it done. Before the
 * season nothing is due; what the last one missed is no longer of use. */
static bool judge_season(struct run *run, struct ter_inspection_sum *sum, struct ter_error *err)
{
    const struct ter_check *check = sum->check;
    int year = ter_day_year(run->request->on);
    int from = ter_day_of(year, check->from_month, check->from_date);
    int to = ter_day_of(year, check->to_month, check->to_date);
    const struct ter_seen_event *last = last_of(run, check);
    struct ter_inspection_item item = {.check = check,
        .state = TER_INSPECTION_DUE,
        .dated = true,
        .due = to,
        .seen = last != NULL,
        .last = last ? last->day : 0,
        .quota = (double)NAN};
    sum->checked++;
    if (run->request->before < from || (last && last->day >= from)) {
        sum->in_time++;
        return true;
    }
    item.state = to < run->request->on ? TER_INSPECTION_OVERDUE : TER_INSPECTION_DUE;
    item.days_left = to - run->request->on;
    sum->overdue += item.state == TER_INSPECTION_OVERDUE;
    sum->due += item.state == TER_INSPECTION_DUE;
    return add_item(run, item, err);
}

static double quota_of(const struct run *run, const struct ter_check *check)
{
    double sum = 0;
    bool known = !check->fields.count;
    for (size_t i = 0; i < check->fields.count; i++) {
        const struct ter_field *field = ter_layer_field(run->request->layer, check->fields.items[i]);
        double number = field
                            ? ter_value_number(
                                  run->values[ter_layer_field_index(run->request->layer, field)], (double)NAN)
                            : (double)NAN;
        known = known || !isnan(number);
        sum += isnan(number) ? 0 : number;
    }
    return !known ? (double)NAN : check->fields.count ? sum : check->number;
}

static enum ter_check_period period_of(const struct run *run, const struct ter_check *check)
{
    const struct ter_field *field =
        check->period_field ? ter_layer_field(run->request->layer, check->period_field) : NULL;
    if (!field)
        return check->period;
    return ter_check_period_of(text_of(run, ter_layer_field_index(run->request->layer, field)));
}

static bool concerns(const struct run *run, const struct ter_check *check, const struct ter_seen_event *event,
    const char *unit)
{
    const struct ter_layer *layer = run->request->layer;
    const char *code = text_of(run, layer->role[TER_ROLE_CODE]);
    if (check->by_township)
        return unit && strcmp(event->township, unit) == 0;
    return code && strcmp(event->layer, layer->name) == 0 && strcmp(event->code, code) == 0;
}

static bool judge_quota(struct run *run, struct ter_inspection_sum *sum, struct ter_error *err)
{
    const struct ter_check *check = sum->check;
    const struct ter_layer *layer = run->request->layer;
    const struct ter_field *name = ter_layer_field(layer, "name");
    const char *unit = strcmp(layer->name, "township") == 0 && name
                           ? text_of(run, ter_layer_field_index(layer, name))
                           : text_of(run, layer->role[TER_ROLE_TOWNSHIP]);
    struct ter_inspection_item item = {.check = check, .quota = quota_of(run, check)};
    enum ter_check_period period = period_of(run, check);
    sum->checked++;
    if (isnan(item.quota) || period == TER_PERIOD_NONE) {
        item.state = TER_INSPECTION_NO_QUOTA;
        item.quota = (double)NAN;
        sum->no_quota++;
        return add_item(run, item, err);
    }
    ter_check_period_days(period, run->request->on, &item.period_from, &item.period_to);
    for (size_t i = 0; i < run->events.count; i++) {
        const struct ter_seen_event *event = &run->events.items[i];
        if (!ter_seen_event_counts(check, event) || !concerns(run, check, event, unit))
            continue;
        item.done += event->day >= item.period_from && event->day <= item.period_to;
        if (!item.seen || event->day > item.last)
            item.last = event->day;
        item.seen = true;
    }
    bool met = (double)item.done >= item.quota;
    item.state = met ? TER_INSPECTION_MET : TER_INSPECTION_SHORT;
    item.dated = true;
    item.due = item.period_to;
    item.days_left = item.period_to - run->request->on;
    sum->met += met;
    sum->short_of += !met;
    return add_item(run, item, err);
}

/* ---- records ---- */

static bool is_listed(const struct ter_strings *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (text && strcmp(list->items[i], text) == 0)
            return true;
    return !list->count;
}

static bool judge_record(struct run *run, struct ter_error *err)
{
    static bool (*const judges[])(struct run *, struct ter_inspection_sum *, struct ter_error *) = {
        [TER_CHECK_DEADLINE] = judge_deadline,
        [TER_CHECK_SEASON] = judge_season,
        [TER_CHECK_QUOTA] = judge_quota,
    };
    const char *status = text_of(run, run->request->layer->role[TER_ROLE_STATUS]);
    run->record = SIZE_MAX;
    ter_deadlines_of(run->request->layer, run->values, &run->calendar, run->request->on, &run->dues);
    for (size_t i = 0; i < run->list->sum_count; i++) {
        struct ter_inspection_sum *sum = &run->list->sums[i];
        if (is_listed(&sum->check->statuses, status) && !judges[sum->check->kind](run, sum, err))
            return false;
    }
    return true;
}

static bool judge_all(struct run *run, struct ter_error *err)
{
    struct ter_filter filter = {
        .townships = run->request->townships, .township_count = run->request->township_count};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    if (!ter_find_open(run->registry, run->request->layer, &filter, &cursor, err))
        return false;
    for (;;) {
        if (!ter_interrupt_check(err) || !ter_find_next(cursor, &run->now, err))
            return false;
        if (!run->now)
            return true;
        run->values = run->now->values;
        if (!judge_record(run, err))
            return false;
    }
}

/* ---- which checks ---- */

static bool refuse(const struct ter_inspection_request *request, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf known = {0};
    const char *last = "";
    for (size_t i = 0; i < request->checks->count; i++) {
        const struct ter_check *check = &request->checks->items[i];
        bool of_layer = strcmp(check->layer, request->layer->name) == 0;
        const char *name = request->check && of_layer ? check->name : check->layer;
        if ((request->check && !of_layer) || strcmp(name, last) == 0)
            continue;
        ter_buf_printf(&known, "%s%s", known.size ? ", " : "", name);
        last = name;
    }
    if (request->check && known.size)
        return ter_fail(err, TER_NOT_FOUND, "layer %s has no check \"%s\"; it has: %s", request->layer->name,
            request->check, known.data);
    return ter_fail(err, TER_NOT_FOUND,
        "nothing says how often layer %s is to be looked at; --checks FILE.json can, and there are checks "
        "of: %s",
        request->layer->name, known.data ? known.data : ter_message("no layer"));
}

static bool choose_checks(struct run *run, struct ter_error *err)
{
    const struct ter_inspection_request *request = run->request;
    struct ter_inspection_list *list = run->list;
    list->sums = ter_alloc((request->checks->count + 1) * sizeof *list->sums);
    for (size_t i = 0; i < request->checks->count; i++) {
        const struct ter_check *check = &request->checks->items[i];
        if (strcmp(check->layer, request->layer->name) == 0 &&
            (!request->check || strcmp(check->name, request->check) == 0))
            list->sums[list->sum_count++].check = check;
    }
    return list->sum_count ? true : refuse(request, err);
}

static bool find_deadlines(const struct run *run, struct ter_error *err)
{
    for (size_t i = 0; i < run->list->sum_count; i++) {
        const struct ter_check *check = run->list->sums[i].check;
        bool there = check->kind != TER_CHECK_DEADLINE;
        for (size_t k = 0; k < run->request->layer->deadline_count; k++)
            there = there || strcmp(run->request->layer->deadlines[k].name, check->deadline) == 0;
        if (!there)
            return ter_fail(err, TER_FAILED,
                "check %s: layer %s has no deadline \"%s\" in this register; any command that writes brings "
                "a "
                "file of an older program up to date",
                check->name, check->layer, check->deadline);
    }
    return true;
}

/* ---- order and notes ---- */

static int compare(const void *left, const void *right, void *user)
{
    const struct ter_inspection_list *list = user;
    const struct ter_inspection_item *a = left, *b = right;
    if (a->state != b->state)
        return a->state < b->state ? -1 : 1;
    if (a->dated && b->dated && a->due != b->due)
        return a->due < b->due ? -1 : 1;
    if (a->record != b->record)
        return strcmp(list->records[a->record].code, list->records[b->record].code);
    return a->check < b->check ? -1 : a->check > b->check;
}

static void note_all(struct run *run)
{
    bool holidays = true;
    for (size_t i = 0; i < run->list->sum_count; i++)
        ter_strings_printf(&run->list->notes, "%s: %s", run->list->sums[i].check->title.text[run->lang],
            run->list->sums[i].check->source.text[run->lang]);
    for (size_t i = 0; i < run->request->layer->deadline_count; i++)
        holidays = holidays && (run->request->layer->deadlines[i].unit != TER_WORKING_DAYS ||
                                   ter_calendar_knows(&run->calendar, ter_day_year(run->request->on)));
    if (!holidays)
        ter_strings_add(&run->list->notes,
            run->lang == TER_ZH
                ? "该年节假日未知，按周一至周五计工作日"
                : "the holidays of the year are not known: working days are Monday to Friday");
}

bool ter_inspection_find(struct ter_registry *registry, const struct ter_inspection_request *request,
    enum ter_lang lang, struct ter_inspection_list **ret_list, struct ter_error *err)
{
    TER_AUTO(ter_inspection_free) struct ter_inspection_list *list = ter_alloc(sizeof *list);
    __attribute__((cleanup(run_free))) struct run run = {
        .registry = registry, .request = request, .lang = lang, .list = list};
    if (request->before < request->on)
        return ter_fail(err, TER_USAGE, "--before lies before the day it is seen on");
    if (!choose_checks(&run, err) || !find_deadlines(&run, err) ||
        !ter_calendar_read(registry, &run.calendar, err) ||
        !ter_seen_events_read(registry, &request->checks->not_counted, request->on, &run.events, err) ||
        !judge_all(&run, err))
        return false;
    if (list->count)
        qsort_r(list->items, list->count, sizeof *list->items, compare, list);
    note_all(&run);
    *ret_list = list;
    list = NULL;
    return true;
}

void ter_inspection_free(struct ter_inspection_list *list)
{
    for (size_t i = 0; list && i < list->record_count; i++) {
        free(list->records[i].code);
        free(list->records[i].name);
        free(list->records[i].township);
        free(list->records[i].location);
    }
    if (list) {
        free(list->records);
        free(list->items);
        free(list->sums);
        ter_strings_free(&list->notes);
    }
    free(list);
}

bool ter_inspection_is_due(const struct ter_inspection_item *item)
{
    return item->state <= TER_INSPECTION_SHORT;
}
