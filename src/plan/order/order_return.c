/* Owns the judgement of filled-in rows. What a cell says is order_answer.h's, what follows from a good row
 * order_store.c's. */
#include "order_return_parts.h"

#include "base/json.h"
#include "base/messages.h"
#include "registry/find.h"

#include <stdlib.h>
#include <string.h>

void ter_order_verdict_free(struct ter_order_verdict *verdict)
{
    free(verdict->reason);
    free(verdict->event_code);
    *verdict = (struct ter_order_verdict){0};
}

void ter_order_return_close(struct ter_order_return *back)
{
    if (!back)
        return;
    ter_outcomes_free(back->outcomes);
    free(back->today);
    free(back->seen);
    free(back);
}

bool ter_order_return_open(struct ter_registry *registry, struct ter_order *order, int64_t source_id,
    const char *today, enum ter_lang lang, struct ter_order_return **ret_return, struct ter_error *err)
{
    TER_AUTO(ter_order_return_close) struct ter_order_return *back = ter_alloc(sizeof *back);
    back->registry = registry;
    back->order = order;
    back->source_id = source_id;
    back->today = ter_strdup(today);
    back->lang = lang;
    back->seen = ter_alloc(order->count + 1);
    if (!ter_registry_layer(registry, order->layer, &back->layer, err) ||
        !ter_registry_layer(registry, "event", &back->events, err) ||
        !ter_order_results(back->layer, back->events, &back->results, err) ||
        !ter_outcomes_shipped(&back->outcomes, err))
        return false;
    *ret_return = back;
    back = NULL;
    return true;
}

static void judging_free(struct ter_order_judging *judging)
{
    for (size_t i = 0; judging->values && i < judging->back->layer->field_count; i++)
        ter_value_free(&judging->values[i]);
    free(judging->values);
}

/* A verdict ends the judgement: the steps give false, and the error is untouched. */
static bool decide(
    struct ter_order_judging *judging, enum ter_order_fate fate, enum ter_order_column column, char *reason)
{
    judging->verdict->fate = fate;
    judging->verdict->column = column;
    judging->verdict->reason = reason;
    return false;
}

bool ter_order_reject(struct ter_order_judging *judging, enum ter_order_column column, char *reason)
{
    return decide(judging, TER_ORDER_REJECTED, column, reason);
}

/* ---- steps of the judgement: true goes on, false ends it, with err where the register failed ---- */

/* The record's values outlive the cursor: what follows writes. */
static bool read_record(struct ter_order_judging *judging, const char *code, struct ter_error *err)
{
    const struct ter_layer *layer = judging->back->layer;
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    struct ter_filter filter = {.code = code};
    const struct ter_record *record;
    if (!ter_find_open(judging->back->registry, layer, &filter, &cursor, err) ||
        !ter_find_next(cursor, &record, err))
        return false;
    if (!record)
        return true;
    judging->record_id = record->values[layer->role[TER_ROLE_ID]].integer;
    judging->values = ter_alloc((layer->field_count + 1) * sizeof *judging->values);
    for (size_t i = 0; i < layer->field_count; i++)
        judging->values[i] = ter_value_copy(record->values[i]);
    return true;
}

static bool find_item(
    struct ter_order_judging *judging, const struct ter_order_filled *row, struct ter_error *err)
{
    struct ter_order_return *back = judging->back;
    const char *code = row->cells[TER_ORDER_CODE];
    if (!code)
        return ter_order_reject(judging, TER_ORDER_CODE, ter_strdup("the row has no code"));
    judging->item = ter_order_item(back->order, code);
    if (!read_record(judging, code, err))
        return false;
    if (!judging->values)
        return ter_order_reject(judging, TER_ORDER_CODE,
            judging->item
                ? ter_format(
                      ter_message("%s \"%s\" is no longer in the register (terrier log %s %s tells why)"),
                      back->layer->name, code, back->layer->name, code)
                : ter_format(ter_message("layer %s has no record \"%s\""), back->layer->name, code));
    if (!judging->item)
        return ter_order_reject(judging, TER_ORDER_CODE,
            ter_format(ter_message("\"%s\" is not on work order %s"), code, back->order->number));
    bool *seen = &back->seen[judging->item - back->order->items];
    if (*seen)
        return ter_order_reject(judging, TER_ORDER_CODE,
            ter_format(ter_message("\"%s\" has a row with a result already in this file"), code));
    *seen = true;
    return true;
}

static bool read_answer(
    struct ter_order_judging *judging, const struct ter_order_filled *row, struct ter_error *err)
{
    struct ter_order_fault fault = {0};
    (void)err;
    if (ter_order_answer_read(judging->back->events, &judging->back->results, row,
            judging->back->order->issued_on, judging->back->today, &judging->answer, &fault))
        return true;
    return ter_order_reject(judging, fault.column, fault.reason);
}

static const char *answered_text(const json_t *answer, const char *name)
{
    const char *text = json_string_value(json_object_get(answer, name));
    return text ? text : "";
}

/* The same answer is no news; another one of the same day and result is a correction, which the register
 * wants on the event itself; after a final one there is nothing to say. */
static bool compare_former(
    struct ter_order_judging *judging, const struct ter_order_filled *row, struct ter_error *err)
{
    const struct ter_order_item *item = judging->item;
    TER_AUTO(ter_json_free) json_t *former = NULL, *now = NULL;
    (void)row;
    if (!item->answer)
        return true;
    TER_AUTO_FREE char *text = ter_order_answer_text(&judging->answer);
    if (!ter_json_parse(item->answer, strlen(item->answer), item->code, &former, err) ||
        !ter_json_parse(text, strlen(text), item->code, &now, err))
        return false;
    judging->verdict->event_code = ter_strdup(item->event_code);
    if (json_equal(former, now))
        return decide(judging, TER_ORDER_UNCHANGED, TER_ORDER_COLUMNS, NULL);
    const char *result = answered_text(former, "result"), *date = answered_text(former, "date");
    if (item->closed)
        return ter_order_reject(judging, TER_ORDER_COLUMNS,
            ter_format(
                ter_message("settled already: %s on %s is event %s; terrier set event %s … corrects it"),
                result, date, item->event_code, item->event_code));
    if (strcmp(date, judging->answer.date) > 0)
        return ter_order_reject(judging, TER_ORDER_DATE,
            ter_format(ter_message("%s is before event %s of %s, which came back earlier"),
                judging->answer.date, item->event_code, date));
    if (strcmp(date, judging->answer.date) == 0 && strcmp(result, judging->answer.result->value) == 0)
        return ter_order_reject(judging, TER_ORDER_COLUMNS,
            ter_format(
                ter_message(
                    "%s on %s is event %s already, with other details; terrier set event %s … corrects it"),
                result, date, item->event_code, item->event_code));
    ter_auto_free_pointer(&judging->verdict->event_code);
    judging->verdict->event_code = NULL;
    return true;
}

static bool check_status(
    struct ter_order_judging *judging, const struct ter_order_filled *row, struct ter_error *err)
{
    const struct ter_layer *layer = judging->back->layer;
    const char *status = judging->values[layer->role[TER_ROLE_STATUS]].text;
    (void)row;
    (void)err;
    if (!ter_layer_status_is_final(layer, status))
        return true;
    return ter_order_reject(judging, TER_ORDER_CODE,
        ter_format(
            ter_message("%s \"%s\" is %s: nothing follows that"), layer->name, judging->item->code, status));
}

/* What both say alike is no conflict. */
static bool check_changes(
    struct ter_order_judging *judging, const struct ter_order_filled *row, struct ter_error *err)
{
    char *changes;
    (void)row;
    bool (*find)(struct ter_registry *, const struct ter_layer *, const struct ter_order_item *, char **,
        struct ter_error *) = ter_order_agrees(judging) ? ter_order_changes_but_mend : ter_order_changes;
    if (!find(judging->back->registry, judging->back->layer, judging->item, &changes, err))
        return false;
    return !changes || decide(judging, TER_ORDER_CONFLICT, TER_ORDER_COLUMNS, changes);
}

static bool store(
    struct ter_order_judging *judging, const struct ter_order_filled *row, struct ter_error *err)
{
    (void)row;
    return ter_order_store(judging, err);
}

bool ter_order_return_row(struct ter_order_return *back, const struct ter_order_filled *row, int64_t number,
    struct ter_order_verdict *ret_verdict, struct ter_error *err)
{
    static bool (*const steps[])(struct ter_order_judging *, const struct ter_order_filled *,
        struct ter_error *) = {find_item, read_answer, compare_former, check_status, check_changes, store};
    __attribute__((cleanup(judging_free))) struct ter_order_judging judging = {
        .back = back, .number = number, .verdict = ret_verdict};
    *ret_verdict = (struct ter_order_verdict){.fate = TER_ORDER_FATES, .column = TER_ORDER_COLUMNS};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (!steps[i](&judging, row, err))
            return ret_verdict->fate != TER_ORDER_FATES;
    ret_verdict->fate = TER_ORDER_TAKEN;
    return true;
}
