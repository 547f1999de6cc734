/* Owns the deadlines of one record: which run, and when they fall due. Knows no query and no report. */
#include "deadlines.h"

#include "layer/condition.h"

#include <stdlib.h>
#include <string.h>

void ter_dues_free(struct ter_dues *dues)
{
    free(dues->items);
    *dues = (struct ter_dues){0};
}

static bool listed(const struct ter_strings *values, struct ter_value value)
{
    for (size_t i = 0; value.type == TER_VALUE_TEXT && i < values->count; i++)
        if (strcmp(values->items[i], value.text) == 0)
            return true;
    return false;
}

static int due_day(const struct ter_deadline *rule, const struct ter_calendar *calendar, int from)
{
    switch (rule->unit) {
    case TER_DAYS:
        return from + rule->amount;
    case TER_WORKING_DAYS:
        return ter_calendar_add(calendar, from, rule->amount);
    case TER_MONTHS:
        return ter_day_add_months(from, rule->amount);
    }
    return from;
}

static struct ter_due judge(
    const struct ter_deadline *rule, struct ter_value start, const struct ter_calendar *calendar, int today)
{
    struct ter_due due = {.rule = rule,
        .counts_working_days = rule->amount && rule->unit == TER_WORKING_DAYS,
        .holidays_known = true};
    due.known = start.type == TER_VALUE_TEXT && ter_day_read(start.text, &due.from);
    if (!due.known)
        return due;
    due.due = due_day(rule, calendar, due.from);
    due.days_left = due.due - today;
    if (due.counts_working_days) {
        due.working_days_left = ter_calendar_between(calendar, today, due.due);
        due.holidays_known = ter_calendar_knows_between(calendar, due.from, due.due);
    }
    return due;
}

void ter_deadlines_of(const struct ter_layer *layer, const struct ter_value *values,
    const struct ter_calendar *calendar, int today, struct ter_dues *ret_dues)
{
    ret_dues->count = 0;
    for (size_t i = 0; i < layer->deadline_count; i++) {
        const struct ter_deadline *rule = &layer->deadlines[i];
        if (!listed(&rule->open_while, values[layer->role[TER_ROLE_STATUS]]) ||
            !ter_conditions_hold(rule->where, layer, values))
            continue;
        ret_dues->items =
            ter_grow(ret_dues->items, &ret_dues->capacity, ret_dues->count + 1, sizeof *ret_dues->items);
        ret_dues->items[ret_dues->count++] = judge(rule, values[rule->from], calendar, today);
    }
}

const struct ter_due *ter_dues_first(const struct ter_dues *dues)
{
    const struct ter_due *first = NULL;
    for (size_t i = 0; i < dues->count; i++)
        if (dues->items[i].known && (!first || dues->items[i].due < first->due))
            first = &dues->items[i];
    return first;
}

void ter_deadlines_mark(const struct ter_layer *layer, bool *marks)
{
    if (layer->deadline_count)
        marks[layer->role[TER_ROLE_STATUS]] = true;
    for (size_t i = 0; i < layer->deadline_count; i++) {
        marks[layer->deadlines[i].from] = true;
        ter_conditions_mark(layer->deadlines[i].where, marks);
    }
}
