/* Owns the choice of records for a work order, and their order on it. Knows nothing of sheets. */
#include "order_draft.h"

#include "outcome.h"

#include <stdlib.h>
#include <string.h>

/* ---- which statuses ---- */

static bool leads(const struct ter_layer *layer, const char *status, bool to_available)
{
    for (size_t i = 0; i < layer->available.count; i++) {
        const char *available = layer->available.items[i];
        if (to_available ? ter_layer_transition_allowed(layer, status, available)
                         : ter_layer_transition_allowed(layer, available, status))
            return true;
    }
    return false;
}

static bool is_available(const struct ter_layer *layer, const char *status)
{
    for (size_t i = 0; i < layer->available.count; i++)
        if (strcmp(layer->available.items[i], status) == 0)
            return true;
    return false;
}

size_t ter_order_broken(const struct ter_layer *layer, const char **ret_statuses, size_t max)
{
    const struct ter_domain *domain = layer->fields[layer->role[TER_ROLE_STATUS]].domain;
    size_t count = 0;
    for (size_t i = 0; i < domain->count && count < max; i++) {
        const char *status = domain->choices[i].value;
        if (!is_available(layer, status) && leads(layer, status, true) && leads(layer, status, false))
            ret_statuses[count++] = status;
    }
    return count;
}

/* ---- which records ---- */

/* The order's capacity is not kept: it is the next power of two. */
static void add(struct ter_order *order, const struct ter_layer *layer, const struct ter_record *record)
{
    struct ter_value township = record->values[layer->role[TER_ROLE_TOWNSHIP]];
    if ((order->count & (order->count - 1)) == 0)
        order->items =
            ter_realloc(order->items, (order->count ? order->count * 2 : 1) * sizeof *order->items);
    order->items[order->count++] = (struct ter_order_item){
        .code = ter_strdup(record->values[layer->role[TER_ROLE_CODE]].text),
        .township = township.type == TER_VALUE_TEXT ? ter_strdup(township.text) : NULL,
    };
}

bool ter_order_draft_found(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_filter *filter, struct ter_order *order, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    if (!ter_find_open(registry, layer, filter, &cursor, err))
        return false;
    for (;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return true;
        add(order, layer, record);
    }
}

static void leave_out(
    const struct ter_layer *layer, const struct ter_record *record, struct ter_order_left *left)
{
    TER_AUTO_BUF struct ter_buf status = {0};
    size_t role = layer->role[TER_ROLE_STATUS];
    const char *code = record->values[layer->role[TER_ROLE_CODE]].text;
    struct ter_value since = record->values[layer->role[TER_ROLE_STATUS_SINCE]];
    bool dated = since.type == TER_VALUE_TEXT, zh = left->lang == TER_ZH;
    ter_field_print(&layer->fields[role], record->values[role], left->lang, &status);
    ter_strings_add(&left->codes, code);
    ter_strings_printf(&left->why,
        !dated ? "%s %s%s"
        : zh   ? "%s %s（%s 起）"
               : "%s %s since %s",
        code, status.data, dated ? since.text : "");
}

static bool add_planned(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_filter *filter, const struct ter_outcomes *outcomes, struct ter_order *order,
    struct ter_order_left *left, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    if (!ter_find_open(registry, layer, filter, &cursor, err) || !ter_find_next(cursor, &record, err))
        return false;
    if (record && !filter->status_count && ter_outcome_is_mended(outcomes, layer, record->values))
        leave_out(layer, record, left);
    else if (record)
        add(order, layer, record);
    return true;
}

bool ter_order_draft_planned(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_saved_plan *plan, int year, const struct ter_filter *filter, struct ter_order *order,
    struct ter_order_left *left, struct ter_error *err)
{
    TER_AUTO(ter_outcomes_free) struct ter_outcomes *outcomes = NULL;
    if (!ter_outcomes_shipped(&outcomes, err))
        return false;
    for (size_t i = 0; i < plan->count; i++) {
        struct ter_filter one = *filter;
        if (year && plan->items[i].year != year)
            continue;
        one.code = plan->items[i].code;
        if (!add_planned(registry, layer, &one, outcomes, order, left, err))
            return false;
    }
    return true;
}

/* ---- in which order ---- */

/* What an item is sorted by; `at` keeps what is equal as it was. */
struct place {
    struct ter_order_item item;
    size_t at, township_count, township_first;
};

static bool same_township(const struct ter_order_item *a, const struct ter_order_item *b)
{
    return a->township && b->township ? strcmp(a->township, b->township) == 0 : a->township == b->township;
}

static int compare(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static int by_place(const void *a, const void *b)
{
    const struct place *left = a, *right = b;
    int unknown = compare(!left->item.township, !right->item.township);
    int larger = compare(right->township_count, left->township_count);
    int first = compare(left->township_first, right->township_first);
    /* what is in no round comes last */
    int round = compare((size_t)(left->item.round - 1), (size_t)(right->item.round - 1));
    return unknown ? unknown : larger ? larger : first ? first : round ? round : compare(left->at, right->at);
}

void ter_order_draft_group(struct ter_order *order)
{
    TER_AUTO_FREE struct place *places = ter_alloc((order->count + 1) * sizeof *places);
    for (size_t i = 0; i < order->count; i++) {
        places[i] = (struct place){.item = order->items[i], .at = i, .township_first = i};
        for (size_t j = 0; j < i; j++)
            if (same_township(&places[j].item, &places[i].item)) {
                places[i].township_first = places[j].township_first;
                break;
            }
        places[places[i].township_first].township_count++;
    }
    for (size_t i = 0; i < order->count; i++)
        places[i].township_count = places[places[i].township_first].township_count;
    if (order->count)
        qsort(places, order->count, sizeof *places, by_place);
    for (size_t i = 0; i < order->count; i++)
        order->items[i] = places[i].item;
}
