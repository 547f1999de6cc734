/* Owns the decision whether a violation is fined, and how much. Knows nothing of the register: the facts are
 * handed over (land/fine_case.h collects them). */
#include "fines.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char in_ban[] = "grazing_in_ban", over_capacity[] = "over_capacity";

struct decision {
    const struct ter_rates *rates;
    const struct ter_fine_facts *facts;
    struct ter_fine fine;
};

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* One question after the other: the first answer ends it. */
static bool ends(struct decision *decision, enum ter_fine_outcome outcome)
{
    decision->fine.outcome = outcome;
    return true;
}

static const struct ter_fine_paper *find_paper(
    const struct ter_fine_facts *facts, const char *kind, const char *result, const char *after)
{
    for (size_t i = facts->paper_count; i-- > 0;) { /* the latest first */
        const struct ter_fine_paper *paper = &facts->papers[i];
        if (same(paper->kind, kind) && (!result || same(paper->result, result)) &&
            (!after || strcmp(paper->on, after) > 0))
            return paper;
    }
    return NULL;
}

static bool check_event(struct decision *decision)
{
    const struct ter_fine_facts *facts = decision->facts;
    const char *offence = facts->offence ? facts->offence : in_ban;
    if (!same(facts->kind, "violation"))
        return ends(decision, TER_FINE_NOT_A_VIOLATION);
    if (same(facts->status, "withdrawn"))
        return ends(decision, TER_FINE_WITHDRAWN);
    decision->fine.paper = find_paper(facts, "penalty", NULL, NULL);
    if (decision->fine.paper)
        return ends(decision, TER_FINE_ALREADY);
    decision->fine.rule = ter_rates_rule(decision->rates, offence, NULL);
    return !decision->fine.rule || (!same(offence, in_ban) && !same(offence, over_capacity))
               ? ends(decision, TER_FINE_OTHER_OFFENCE)
               : false;
}

/* Zones ----------------------------------------------------------------------------------------------- */

static bool is_ban(const struct decision *decision, const struct ter_layer *layer)
{
    return strcmp(layer->name, decision->rates->layer) == 0;
}

static const char *kind_of(const struct ter_zone *zone)
{
    return ter_zone_text(zone->layer, zone->values, "kind");
}

static bool ends_at(struct decision *decision, const struct ter_zone *zone, enum ter_fine_outcome outcome)
{
    decision->fine.zone = zone;
    return ends(decision, outcome);
}

/* In the reserve, or perhaps in it, others punish; also where it is a draft still, for the reserve itself is
 * none. */
static bool check_reserve(struct decision *decision)
{
    const struct ter_zones *zones = decision->facts->zones;
    const struct ter_zone *close = NULL;
    for (size_t i = 0; i < zones->count; i++) {
        const struct ter_zone *zone = &zones->items[i];
        if (!is_ban(decision, zone->layer) || !ter_rates_is_reserve(decision->rates, kind_of(zone)))
            continue;
        if (zone->call == TER_CALL_INSIDE) {
            decision->fine.rule = ter_rates_rule(decision->rates, in_ban, kind_of(zone));
            return ends_at(decision, zone, TER_FINE_RESERVE);
        }
        if (zone->call == TER_CALL_TOO_CLOSE)
            close = zone;
    }
    return close ? ends_at(decision, close, TER_FINE_RESERVE_TOO_CLOSE) : false;
}

/* How well a zone carries a fine: the best one decides. */
static enum ter_fine_outcome carry(const struct ter_rates *rates, const struct ter_zone *zone)
{
    const char *boundary = ter_zone_text(zone->layer, zone->values, "boundary");
    if (zone->call == TER_CALL_OUTSIDE)
        return TER_FINE_OUTSIDE;
    if (zone->force != TER_FORCE_YES)
        return TER_FINE_NOT_IN_FORCE;
    if (!ter_rates_boundary_carries(rates, boundary))
        return TER_FINE_DERIVED;
    return zone->call == TER_CALL_TOO_CLOSE ? TER_FINE_TOO_CLOSE : TER_FINE_DUE;
}

static bool check_zone(struct decision *decision)
{
    const struct ter_zones *zones = decision->facts->zones;
    enum ter_fine_outcome best = TER_FINE_OUTSIDE;
    for (size_t i = 0; i < zones->count; i++) {
        const struct ter_zone *zone = &zones->items[i];
        enum ter_fine_outcome outcome = is_ban(decision, zone->layer) ? carry(decision->rates, zone) : best;
        if (outcome < best) {
            best = outcome;
            decision->fine.zone = zone;
        }
    }
    if (best == TER_FINE_DUE)
        return false;
    for (size_t i = 0; best == TER_FINE_OUTSIDE && i < zones->undrawn_count; i++)
        decision->fine.undrawn_bans += is_ban(decision, zones->undrawn[i].layer);
    return ends(decision, decision->fine.undrawn_bans ? TER_FINE_NOT_DRAWN : best);
}

/* A reserve that is known by its name only may lie anywhere. */
static bool check_reserve_drawn(struct decision *decision)
{
    const struct ter_zones *zones = decision->facts->zones;
    for (size_t i = 0; !decision->facts->outside_reserve && i < zones->undrawn_count; i++) {
        const struct ter_undrawn *undrawn = &zones->undrawn[i];
        if (is_ban(decision, undrawn->layer) &&
            ter_rates_is_reserve(decision->rates, ter_zone_text(undrawn->layer, undrawn->values, "kind"))) {
            decision->fine.undrawn = undrawn;
            return ends(decision, TER_FINE_RESERVE_NOT_DRAWN);
        }
    }
    return false;
}

/* What the zone's record says of the fine must not contradict the rule. */
static bool rates_differ(const struct ter_zone *zone, const struct ter_rate_rule *rule, double *ret_own_yuan)
{
    const struct ter_field *field = ter_layer_field(zone->layer, "yuan_per_unit");
    *ret_own_yuan =
        field ? ter_value_number(zone->values[ter_layer_field_index(zone->layer, field)], (double)NAN)
              : (double)NAN;
    return isfinite(*ret_own_yuan) && *ret_own_yuan != rule->yuan_per_unit;
}

static bool check_rate(struct decision *decision)
{
    const struct ter_zone *zone = decision->fine.zone;
    const struct ter_rate_rule *rule = ter_rates_rule(decision->rates, in_ban, kind_of(zone));
    double own_yuan;
    decision->fine.rule = rule;
    decision->fine.rate_yuan = rule->yuan_per_unit;
    if (!rates_differ(zone, rule, &own_yuan))
        return false;
    decision->fine.rate_yuan = own_yuan;
    return ends(decision, TER_FINE_RATES_DIFFER);
}

enum ter_fine_outcome ter_fine_of_zone(
    const struct ter_rates *rates, const struct ter_zone *zone, const struct ter_rate_rule **ret_rule)
{
    const struct ter_rate_rule *rule = ter_rates_rule(rates, in_ban, kind_of(zone));
    enum ter_fine_outcome outcome = carry(rates, zone);
    double own_yuan;
    if (ret_rule)
        *ret_rule = rule;
    if (!rule || (!rule->has_yuan && outcome != TER_FINE_OUTSIDE))
        return TER_FINE_RESERVE;
    return outcome == TER_FINE_DUE && rates_differ(zone, rule, &own_yuan) ? TER_FINE_RATES_DIFFER : outcome;
}

static bool check_place(struct decision *decision)
{
    bool capacity = same(decision->facts->offence, over_capacity);
    decision->fine.rate_yuan = decision->fine.rule->yuan_per_unit;
    if (capacity && same(decision->facts->herd_in_reserve, "yes")) {
        decision->fine.rule = NULL;
        return ends(decision, TER_FINE_RESERVE);
    }
    if (!decision->facts->zones)
        return capacity && same(decision->facts->herd_in_reserve, "no")
                   ? false
                   : ends(decision, TER_FINE_NO_POSITION);
    if (check_reserve(decision) || (!capacity && check_zone(decision)))
        return true;
    if (!same(decision->facts->herd_in_reserve, "no") && check_reserve_drawn(decision))
        return true;
    return !capacity && check_rate(decision);
}

/* Animals --------------------------------------------------------------------------------------------- */

/* Animals that cannot be read are a mistake to be mended, whatever the rest says. */
static bool read_animals(struct decision *decision, double *ret_by_kind, struct ter_error *err)
{
    const struct ter_fine_facts *facts = decision->facts;
    if (facts->livestock && !ter_rates_animals(decision->rates, facts->livestock, ret_by_kind, err))
        return ter_wrap(err, "livestock");
    decision->fine.units = isfinite(*ret_by_kind) ? *ret_by_kind : facts->sheep_units;
    return true;
}

static bool check_animals(struct decision *decision, double by_kind)
{
    static const double least_difference = 1e-6;
    double counted = decision->facts->sheep_units;
    if (!isfinite(decision->fine.units) || decision->fine.units <= 0)
        return ends(decision, TER_FINE_NO_ANIMALS);
    return isfinite(by_kind) && isfinite(counted) && fabs(by_kind - counted) > least_difference
               ? ends(decision, TER_FINE_ANIMALS_DIFFER)
               : false;
}

static bool check_capacity(struct decision *decision)
{
    double capacity = decision->facts->capacity_units;
    if (!same(decision->facts->offence, over_capacity))
        return false;
    if (!isfinite(capacity))
        return ends(decision, TER_FINE_NO_CAPACITY);
    if (decision->fine.units <= capacity)
        return ends(decision, TER_FINE_WITHIN_CAPACITY);
    decision->fine.units -= capacity;
    return false;
}

/* Papers ---------------------------------------------------------------------------------------------- */

static bool check_lapse(struct decision *decision, const struct ter_fine_paper *order)
{
    const struct ter_fine_facts *facts = decision->facts;
    if (!order->due_on)
        return ends(decision, TER_FINE_NO_LIMIT);
    if (strcmp(facts->today, order->due_on) <= 0)
        return ends(decision, TER_FINE_NOT_LAPSED);
    const struct ter_fine_paper *good = find_paper(facts, "inspection", "corrected", NULL);
    const struct ter_fine_paper *bad = find_paper(facts, "inspection", "not_corrected", order->due_on);
    if (good && (!bad || strcmp(good->on, bad->on) >= 0)) {
        decision->fine.paper = good;
        return ends(decision, TER_FINE_CORRECTED);
    }
    return bad ? false : ends(decision, TER_FINE_NOT_INSPECTED);
}

static bool check_papers(struct decision *decision)
{
    enum ter_rate_needs needs = decision->fine.rule->needs;
    const struct ter_fine_paper *order = find_paper(decision->facts, "order", NULL, NULL);
    if (needs == TER_NEEDS_NOTHING)
        return false;
    if (!order || strcmp(order->on, decision->facts->happened_on) < 0 ||
        strcmp(order->on, decision->facts->today) > 0)
        return ends(decision, TER_FINE_NO_ORDER);
    decision->fine.paper = order;
    if (!order->document_no)
        return ends(decision, TER_FINE_ORDER_UNNUMBERED);
    return needs == TER_NEEDS_LAPSED_ORDER && check_lapse(decision, order);
}

/* To the fen. */
static void reckon(struct ter_fine *fine)
{
    static const double fen = 100;
    fine->amount_yuan = round(fine->units * fine->rate_yuan * fen) / fen;
    fine->reckoning = ter_format("%.10g × %.10g = %.10g", fine->units, fine->rate_yuan, fine->amount_yuan);
}

bool ter_fine_decide(const struct ter_rates *rates, const struct ter_fine_facts *facts,
    struct ter_fine *ret_fine, struct ter_error *err)
{
    struct decision decision = {
        .rates = rates, .facts = facts, .fine = {.units = NAN, .rate_yuan = NAN, .amount_yuan = NAN}};
    double by_kind = NAN;
    if (!read_animals(&decision, &by_kind, err))
        return false;
    bool ended = check_event(&decision) || check_place(&decision) || check_animals(&decision, by_kind) ||
                 check_capacity(&decision) || check_papers(&decision);
    if (!ended)
        reckon(&decision.fine);
    else if (decision.fine.outcome < TER_FINE_RATES_DIFFER && decision.fine.outcome != TER_FINE_RESERVE)
        decision.fine.rule = NULL; /* no rule holds there */
    for (int lang = TER_EN; lang <= TER_ZH; lang++)
        decision.fine.because[lang] = ter_fine_sentence(&decision.fine, facts, (enum ter_lang)lang);
    *ret_fine = decision.fine;
    return true;
}

void ter_fine_free(struct ter_fine *fine)
{
    free(fine->because[TER_EN]);
    free(fine->because[TER_ZH]);
    free(fine->reckoning);
    *fine = (struct ter_fine){0};
}
