/* Owns the reading of one filled-in row. Knows neither the order nor the record that it is about. */
#include "order_answer.h"

#include "base/json.h"
#include "base/messages.h"
#include "base/text.h"
#include "outcome.h"

#include <stdlib.h>
#include <string.h>

static const char kind[] = "repair";

/* What a crew can say. `says` is the word for the record: a result that changes it is offered only where the
 * table of outcomes knows what it does to this layer. */
static const struct {
    const char *result;
    bool changes;
} offered[] = {
    {"mended", true},
    {"works_limited", true},
    {"not_mended", false},
    {"not_found", false},
};

/* Whether a repair with this result can put a record of the layer into another status. */
static bool has_effect(const struct ter_outcomes *outcomes, const struct ter_layer *layer, const char *result)
{
    const struct ter_domain *statuses = layer->fields[layer->role[TER_ROLE_STATUS]].domain;
    TER_AUTO_FREE struct ter_value *values = ter_alloc((layer->field_count + 1) * sizeof *values);
    struct ter_outcome_event event = {.kind = kind, .result = result, .happened_on = "2000-01-01"};
    bool found = false;
    for (size_t i = 0; !found && i < statuses->count; i++) {
        TER_AUTO_OUTCOME struct ter_outcome outcome = {0};
        values[layer->role[TER_ROLE_STATUS]] = ter_value_text(statuses->choices[i].value);
        ter_outcome_of(outcomes, layer, values, &event, TER_EN, &outcome);
        found = outcome.status != NULL;
    }
    return found;
}

bool ter_order_results(const struct ter_layer *layer, const struct ter_layer *events,
    struct ter_order_results *ret_results, struct ter_error *err)
{
    const struct ter_field *field = ter_layer_field(events, "result");
    TER_AUTO(ter_outcomes_free) struct ter_outcomes *outcomes = NULL;
    struct ter_order_results results = {0};
    if (!ter_outcomes_shipped(&outcomes, err))
        return false;
    for (size_t i = 0; i < sizeof offered / sizeof *offered; i++) {
        const struct ter_choice *choice = ter_domain_choice(field->domain, offered[i].result);
        if (choice && (!offered[i].changes || has_effect(outcomes, layer, offered[i].result)))
            results.items[results.count++] = choice;
    }
    *ret_results = results;
    return true;
}

/* ---- reading ---- */

void ter_order_fault_free(struct ter_order_fault *fault)
{
    free(fault->reason);
    *fault = (struct ter_order_fault){0};
}

static bool fail(struct ter_order_fault *fault, enum ter_order_column column, char *reason)
{
    *fault = (struct ter_order_fault){column, reason};
    return false;
}

static bool read_result(const struct ter_layer *events, const struct ter_order_results *results,
    const char *text, struct ter_order_answer *answer, struct ter_order_fault *fault)
{
    TER_AUTO_BUF struct ter_buf known = {0};
    answer->result = ter_domain_choice(ter_layer_field(events, "result")->domain, text);
    for (size_t i = 0; i < results->count; i++) {
        if (answer->result == results->items[i])
            return true;
        ter_buf_printf(&known, "%s%s (%s)", i ? ", " : "", results->items[i]->title.text[TER_EN],
            results->items[i]->title.text[TER_ZH]);
    }
    return fail(fault, TER_ORDER_RESULT,
        ter_format(ter_message("\"%s\" is no result of a repair (known: %s)"), text,
            known.data ? known.data : ter_message("none")));
}

static bool read_date(const struct ter_layer *events, const char *text, const char *issued_on,
    const char *today, struct ter_order_answer *answer, struct ter_order_fault *fault)
{
    struct ter_value value;
    struct ter_error err = {0};
    if (!text)
        return fail(
            fault, TER_ORDER_DATE, ter_strdup(ter_message("a result needs the day on which it was reached")));
    if (!ter_field_read(ter_layer_field(events, "happened_on"), text, answer->date, &value, &err) ||
        value.type != TER_VALUE_TEXT)
        return fail(fault, TER_ORDER_DATE, ter_strdup(err.message));
    memmove(answer->date, value.text, strlen(value.text) + 1);
    if (strcmp(answer->date, issued_on) < 0)
        return fail(fault, TER_ORDER_DATE,
            ter_format(ter_message("%s is before %s, when the order was issued"), answer->date, issued_on));
    if (strcmp(answer->date, today) > 0)
        return fail(fault, TER_ORDER_DATE, ter_format(ter_message("%s is still to come"), answer->date));
    return true;
}

static bool read_cost(const struct ter_layer *events, const char *text, struct ter_order_answer *answer,
    struct ter_order_fault *fault)
{
    char scratch[TER_SCRATCH_SIZE];
    struct ter_value value;
    struct ter_error err = {0};
    if (!text)
        return true;
    if (!ter_field_read(ter_layer_field(events, "cost_yuan"), text, scratch, &value, &err))
        return fail(fault, TER_ORDER_COST, ter_strdup(err.message));
    answer->has_cost = value.type != TER_VALUE_NULL;
    answer->cost_yuan = ter_value_number(value, 0);
    return true;
}

bool ter_order_answer_read(const struct ter_layer *events, const struct ter_order_results *results,
    const struct ter_order_filled *row, const char *issued_on, const char *today,
    struct ter_order_answer *ret_answer, struct ter_order_fault *ret_fault)
{
    *ret_answer = (struct ter_order_answer){
        .parts = row->cells[TER_ORDER_PARTS],
        .unit = row->cells[TER_ORDER_UNIT],
        .remark = row->cells[TER_ORDER_REMARK],
    };
    return read_result(events, results, row->cells[TER_ORDER_RESULT], ret_answer, ret_fault) &&
           read_date(events, row->cells[TER_ORDER_DATE], issued_on, today, ret_answer, ret_fault) &&
           read_cost(events, row->cells[TER_ORDER_COST], ret_answer, ret_fault);
}

char *ter_order_answer_text(const struct ter_order_answer *answer)
{
    char cost[TER_NUMBER_SIZE];
    TER_AUTO(ter_json_free) json_t *json = json_object();
    ter_json_set(json, "result", ter_json_string(answer->result->value));
    ter_json_set(json, "date", ter_json_string(answer->date));
    ter_json_set(json, "parts", ter_json_string(answer->parts));
    if (answer->has_cost)
        ter_text_number(answer->cost_yuan, cost);
    ter_json_set(json, "cost", ter_json_string(answer->has_cost ? cost : NULL));
    ter_json_set(json, "unit", ter_json_string(answer->unit));
    ter_json_set(json, "remark", ter_json_string(answer->remark));
    return ter_json_text(json);
}
