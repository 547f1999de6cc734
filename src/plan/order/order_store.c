/* Owns what a filled-in row that was judged good does to the register. Knows nothing of why it is good. */
#include "order_return_parts.h"

#include "registry/find.h"

#include <stdlib.h>
#include <string.h>

/* What the result means for the record. Where somebody settled that the paper holds, it is judged as if
 * nothing had happened since. */
static bool find_outcome(
    struct ter_order_judging *judging, struct ter_outcome *ret_outcome, struct ter_error *err)
{
    const struct ter_layer *layer = judging->back->layer;
    struct ter_outcome_event event = {
        "repair", judging->answer.result->value, judging->answer.remark, judging->answer.date};
    TER_AUTO_FREE struct ter_value *values =
        ter_memdup(judging->values, (layer->field_count + 1) * sizeof *values);
    (void)err;
    if (judging->item->take == TER_TAKE_REGISTER)
        return true;
    if (judging->item->take == TER_TAKE_PAPER)
        values[layer->role[TER_ROLE_STATUS_SINCE]] = (struct ter_value){0};
    ter_outcome_of(judging->back->outcomes, layer, values, &event, judging->back->lang, ret_outcome);
    judging->verdict->not_found =
        ret_outcome->not_found || strcmp(judging->answer.result->value, "not_found") == 0;
    if (ret_outcome->contradiction)
        return ter_order_reject(judging, TER_ORDER_RESULT, ter_strdup(ret_outcome->why));
    const char *status = judging->values[layer->role[TER_ROLE_STATUS]].text;
    if (ret_outcome->status && strcmp(status, ret_outcome->status) != 0 &&
        !ter_layer_transition_allowed(layer, status, ret_outcome->status))
        return ter_order_reject(judging, TER_ORDER_RESULT,
            ter_format("%s cannot become %s: the layer %s has no such way", status, ret_outcome->status,
                layer->name));
    return true;
}

static bool change_record(
    struct ter_order_judging *judging, const struct ter_outcome *outcome, struct ter_error *err)
{
    const struct ter_layer *layer = judging->back->layer;
    struct ter_change changes[TER_OUTCOME_CHANGES + 1];
    size_t count = 0;
    bool dated = false;
    for (size_t i = 0; i < outcome->count; i++) {
        changes[count++] = outcome->changes[i];
        dated = dated || outcome->changes[i].field == layer->role[TER_ROLE_STATUS_SINCE];
    }
    if (outcome->status && !dated)
        changes[count++] =
            (struct ter_change){layer->role[TER_ROLE_STATUS_SINCE], ter_value_text(judging->answer.date)};
    return ter_store_update(judging->back->registry, layer, judging->record_id, changes, count, NULL, err);
}

static void give(const struct ter_layer *events, struct ter_change *changes, size_t *count, const char *name,
    struct ter_value value)
{
    const struct ter_field *field = ter_layer_field(events, name);
    if (field && value.type != TER_VALUE_NULL)
        changes[(*count)++] = (struct ter_change){ter_layer_field_index(events, field), value};
}

static bool read_code(struct ter_order_judging *judging, int64_t id, char **ret_code, struct ter_error *err)
{
    const struct ter_layer *events = judging->back->events;
    struct ter_condition is_it = {events->role[TER_ROLE_ID], TER_EQUAL, ter_value_int(id)};
    struct ter_filter filter = {.conditions = &is_it, .condition_count = 1};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    if (!ter_find_open(judging->back->registry, events, &filter, &cursor, err) ||
        !ter_find_next(cursor, &record, err))
        return false;
    if (!record)
        return ter_fail(err, TER_FAILED, "the event of %s was not kept", judging->item->code);
    *ret_code = ter_strdup(record->values[events->role[TER_ROLE_CODE]].text);
    return true;
}

static bool add_event(struct ter_order_judging *judging, char **ret_code, struct ter_error *err)
{
    const struct ter_order_return *back = judging->back;
    const struct ter_order_answer *answer = &judging->answer;
    struct ter_change changes[TER_MAX_FIELDS];
    size_t count = 0;
    int64_t id;
    const struct {
        const char *field;
        struct ter_value value;
    } given[] = {
        {"about_layer", ter_value_text(back->layer->name)},
        {"about_code", ter_value_text(judging->item->code)},
        {"kind", ter_value_text("repair")},
        {"happened_on", ter_value_text(answer->date)},
        {"result", ter_value_text(answer->result->value)},
        {"parts", ter_value_text(answer->parts)},
        {"cost_yuan", answer->has_cost ? ter_value_real(answer->cost_yuan) : (struct ter_value){0}},
        {"by_unit", ter_value_text(answer->unit)},
        {"remark", ter_value_text(answer->remark)},
        {"document_no", ter_value_text(back->order->number)},
        {"township", judging->values[back->layer->role[TER_ROLE_TOWNSHIP]]},
        {"source_id", back->source_id ? ter_value_int(back->source_id) : (struct ter_value){0}},
        {"source_row", ter_value_int(judging->number)},
    };
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        give(back->events, changes, &count, given[i].field, given[i].value);
    return ter_store_insert(back->registry, back->events, changes, count, NULL, &id, err) &&
           read_code(judging, id, ret_code, err);
}

static bool is_available(const struct ter_layer *layer, const char *status)
{
    for (size_t i = 0; i < layer->available.count; i++)
        if (strcmp(layer->available.items[i], status) == 0)
            return true;
    return false;
}

bool ter_order_agrees(const struct ter_order_judging *judging)
{
    return strcmp(judging->answer.result->value, "mended") == 0 &&
           ter_outcome_is_mended(judging->back->outcomes, judging->back->layer, judging->values);
}

/* Final is what leaves the record fit for use, and what was settled for the register. */
static bool closes(const struct ter_order_judging *judging, const struct ter_outcome *outcome)
{
    return judging->item->take == TER_TAKE_REGISTER ||
           (outcome->status && is_available(judging->back->layer, outcome->status)) ||
           ter_order_agrees(judging);
}

bool ter_order_store(struct ter_order_judging *judging, struct ter_error *err)
{
    struct ter_order_return *back = judging->back;
    struct ter_order_item *item = judging->item;
    TER_AUTO_OUTCOME struct ter_outcome outcome = {0};
    if (!find_outcome(judging, &outcome, err) || !change_record(judging, &outcome, err) ||
        !add_event(judging, &judging->verdict->event_code, err))
        return false;
    bool closed = closes(judging, &outcome);
    TER_AUTO_FREE char *answer = ter_order_answer_text(&judging->answer);
    if (!ter_order_answer(
            back->registry, back->order, item->code, answer, judging->verdict->event_code, closed, err))
        return false;
    back->order->answered += !item->answer;
    back->order->closed += closed && !item->closed;
    free(item->answer);
    free(item->event_code);
    item->answer = ter_strdup(answer);
    item->event_code = ter_strdup(judging->verdict->event_code);
    item->closed = closed;
    return true;
}
