/* Owns how a draft's records are given to rounds. How a round is made is rounds.h's. */
#include "order_rounds.h"

#include "plan/rounds/rounds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The stops of an order, and the texts that they borrow. */
struct stops {
    struct ter_round_stop *items;
    struct ter_strings texts;
};

static void stops_free(struct stops *stops)
{
    free(stops->items);
    ter_strings_free(&stops->texts);
}

/* What the record's defect needs; NULL: nothing is said. */
static const char *need_of(const struct ter_layer *layer, const struct ter_record *record)
{
    for (size_t i = 0; i < layer->field_count; i++) {
        if (!layer->fields[i].domain || record->values[i].type != TER_VALUE_TEXT)
            continue;
        const struct ter_choice *choice = ter_domain_choice(layer->fields[i].domain, record->values[i].text);
        if (choice && choice->needs)
            return choice->needs;
    }
    return NULL;
}

static bool read_stop(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_order_item *item, struct ter_round_stop *stop, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    struct ter_filter filter = {.code = item->code};
    const struct ter_record *record;
    if (!ter_find_open(registry, layer, &filter, &cursor, err) || !ter_find_next(cursor, &record, err))
        return false;
    stop->service_min = NAN;
    stop->township = item->township;
    if (!record)
        return true;
    stop->placed = ter_wkb_to_point(record->geometry, &stop->at);
    stop->uncertainty_m = ter_value_number(record->values[layer->role[TER_ROLE_UNCERTAINTY_M]], INFINITY);
    stop->needs = need_of(layer, record);
    return true;
}

static bool read_stops(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_order *order, struct stops *stops, struct ter_error *err)
{
    stops->items = ter_alloc((order->count + 1) * sizeof *stops->items);
    for (size_t i = 0; i < order->count; i++) {
        stops->items[i].payload = i;
        if (!read_stop(registry, layer, &order->items[i], &stops->items[i], err))
            return ter_wrap(err, "record %s", order->items[i].code);
    }
    return true;
}

/* The items in the order of their rounds' calls; what no round can hold comes last, in none. */
static void apply(const struct ter_rounds *rounds, const struct stops *stops, struct ter_order *order)
{
    TER_AUTO_FREE struct ter_order_item *items = ter_alloc((order->count + 1) * sizeof *items);
    TER_AUTO_FREE bool *taken = ter_alloc(order->count + 1);
    size_t count = 0;
    for (size_t round = 0; round < rounds->count; round++)
        for (size_t call = 0; call < rounds->items[round].call_count; call++) {
            size_t item = stops->items[rounds->items[round].calls[call].stop].payload;
            order->items[item].round = (int64_t)round + 1;
            taken[item] = true;
            items[count++] = order->items[item];
        }
    for (size_t i = 0; i < order->count; i++)
        if (!taken[i])
            items[count++] = order->items[i];
    memcpy(order->items, items, order->count * sizeof *items);
}

bool ter_order_make_rounds(struct ter_registry *registry, const struct ter_layer *layer, double day_min,
    const char *depot, enum ter_lang lang, struct ter_order *order, struct ter_strings *notes,
    struct ter_error *err)
{
    __attribute__((cleanup(stops_free))) struct stops stops = {0};
    TER_AUTO(ter_round_rules_free) struct ter_round_rules *rules = NULL;
    TER_AUTO(ter_rounds_free) struct ter_rounds *rounds = NULL;
    TER_AUTO_ROUND_GROUND struct ter_round_ground ground = {0};
    TER_AUTO_ROUND_DEPOTS struct ter_round_depots depots = {0};
    if (!read_stops(registry, layer, order, &stops, err) || !ter_round_rules_shipped(&rules, err) ||
        !ter_round_ground_open(registry, &ground, err) ||
        !ter_round_depots_read(registry, depot, rules, stops.items, order->count, lang, &depots, err))
        return false;
    struct ter_rounds_request request = {
        .stops = stops.items,
        .stop_count = order->count,
        .depots = depots.items,
        .depot_count = depots.count,
        .rules = rules,
        .ground = &ground,
        .day_min = day_min,
        .lang = lang,
    };
    if (!ter_rounds_make(&request, &rounds, err))
        return false;
    apply(rounds, &stops, order);
    for (size_t i = 0; i < rounds->notes.count; i++)
        ter_strings_add(notes, rounds->notes.items[i]);
    for (size_t i = 0; i < rounds->left_count; i++)
        ter_strings_printf(notes, "%s: %s", order->items[order->count - rounds->left_count + i].code,
            rounds->left[i].reason);
    return true;
}
