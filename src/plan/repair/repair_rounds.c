/* Owns how a repair plan's records are given to rounds. How a round is made is plan/rounds/rounds.h's. */
#include "repair_rounds.h"

#include <math.h>
#include <stdlib.h>

static size_t gather(const struct ter_plan *plan, int year, struct ter_round_stop *stops)
{
    size_t count = 0;
    for (size_t i = 0; i < plan->list.count; i++) {
        const struct ter_plan_item *item = &plan->list.items[i];
        if (item->year == year)
            stops[count++] = (struct ter_round_stop){.at = item->at,
                .placed = !isnan(item->at.lon),
                .uncertainty_m = item->uncertainty_m,
                .needs = item->needs,
                .service_min = (double)NAN,
                .township = item->township,
                .payload = i};
    }
    return count;
}

static bool make_year(struct ter_registry *registry, const struct ter_plan *plan, int number,
    struct ter_repair_rounds *rounds, struct ter_error *err)
{
    const struct ter_repair_rounds_request *asked = &rounds->request;
    struct ter_repair_rounds_year *year = &rounds->years[rounds->year_count++];
    year->year = number;
    year->stops = ter_alloc((plan->list.count + 1) * sizeof *year->stops);
    size_t count = gather(plan, number, year->stops);
    if (!ter_round_depots_read(
            registry, asked->depot, asked->rules, year->stops, count, plan->lang, &year->depots, err))
        return false;
    year->request = (struct ter_rounds_request){.stops = year->stops,
        .stop_count = count,
        .depots = year->depots.items,
        .depot_count = year->depots.count,
        .rules = asked->rules,
        .ground = &rounds->ground,
        .day_min = asked->day_min,
        .crews = asked->crews,
        .lang = plan->lang};
    if (!ter_rounds_make(&year->request, &year->rounds, err))
        return false;
    ter_strings_add(&year->rounds->notes, year->depots.how);
    return true;
}

bool ter_repair_rounds_make(struct ter_registry *registry, const struct ter_plan *plan,
    const struct ter_repair_rounds_request *request, struct ter_repair_rounds **ret_rounds,
    struct ter_error *err)
{
    TER_AUTO(ter_repair_rounds_free) struct ter_repair_rounds *rounds = ter_alloc(sizeof *rounds);
    rounds->request = *request;
    rounds->years = ter_alloc((plan->year_count + 1) * sizeof *rounds->years);
    if (!ter_round_ground_open(registry, &rounds->ground, err))
        return false;
    for (size_t i = 0; i < plan->year_count; i++)
        if (!make_year(registry, plan, plan->years[i].year, rounds, err))
            return false;
    if (!plan->year_count && !make_year(registry, plan, 0, rounds, err))
        return false;
    *ret_rounds = rounds;
    rounds = NULL;
    return true;
}

void ter_repair_rounds_free(struct ter_repair_rounds *rounds)
{
    if (!rounds)
        return;
    for (size_t i = 0; i < rounds->year_count; i++) {
        ter_rounds_free(rounds->years[i].rounds);
        ter_round_depots_free(&rounds->years[i].depots);
        free(rounds->years[i].stops);
    }
    free(rounds->years);
    ter_round_ground_close(&rounds->ground);
    free(rounds);
}
