/* Owns who is mended in which year. Knows nothing of why a record ranks where it does. */
#include "repair.h"

#include "quota.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Money is counted in fen, so that sums are exact. */
static const double fen = 100;

/* One run. */
struct sharing {
    struct ter_plan *plan;
    const struct ter_plan_request *request;
    size_t *township; /* of each item */
    uint64_t *cost;   /* of each item, fen; 0: not known */
    size_t *order;    /* in which items are chosen */
};

static void sharing_free(struct sharing *sharing)
{
    free(sharing->township);
    free(sharing->cost);
    free(sharing->order);
}

/* ---- townships ---- */

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static int by_backlog(const void *a, const void *b)
{
    const struct ter_plan_township *x = a, *y = b;
    if (!x->name || !y->name)
        return (x->name == NULL) - (y->name == NULL);
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return strcmp(x->name, y->name);
}

size_t ter_plan_township_of(const struct ter_plan *plan, const struct ter_plan_item *item)
{
    for (size_t i = 0; i < plan->township_count; i++)
        if (same(plan->townships[i].name, item->township))
            return i;
    return SIZE_MAX;
}

static void find_townships(struct sharing *sharing)
{
    struct ter_plan *plan = sharing->plan;
    size_t capacity = 0;
    for (size_t i = 0; i < plan->list.count; i++) {
        const struct ter_plan_item *item = &plan->list.items[i];
        size_t at = ter_plan_township_of(plan, item);
        if (at == SIZE_MAX) {
            plan->townships =
                ter_grow(plan->townships, &capacity, plan->township_count + 1, sizeof *plan->townships);
            at = plan->township_count++;
            plan->townships[at] =
                (struct ter_plan_township){.name = item->township ? ter_strdup(item->township) : NULL};
        }
        plan->townships[at].count++;
    }
    if (plan->township_count)
        qsort(plan->townships, plan->township_count, sizeof *plan->townships, by_backlog);
    for (size_t i = 0; i < plan->list.count; i++)
        sharing->township[i] = ter_plan_township_of(plan, &plan->list.items[i]);
}

/* ---- years ---- */

static void give_year(struct sharing *sharing, size_t index, size_t year)
{
    sharing->plan->list.items[index].year = sharing->plan->from_year + (int)year;
}

static bool is_open(const struct sharing *sharing, size_t index)
{
    return sharing->plan->list.items[index].year == 0 && (!sharing->plan->is_budget || sharing->cost[index]);
}

/* What each township still has to do: records, or their costs. */
static uint64_t *measure_backlog(const struct sharing *sharing)
{
    uint64_t *backlog = ter_alloc((sharing->plan->township_count + 1) * sizeof *backlog);
    for (size_t i = 0; i < sharing->plan->list.count; i++)
        if (is_open(sharing, i))
            backlog[sharing->township[i]] += sharing->plan->is_budget ? sharing->cost[i] : 1;
    return backlog;
}

/* Give the year to the best of each township as far as its share goes; what that leaves over of the money
 * goes to the best of all. Records cost 1 where the years are quotas, so that nothing is left over there. */
static void fill_year(struct sharing *sharing, size_t year, uint64_t allowed)
{
    struct ter_plan *plan = sharing->plan;
    TER_AUTO_FREE uint64_t *backlog = measure_backlog(sharing);
    TER_AUTO_FREE uint64_t *shares = ter_alloc((plan->township_count + 1) * sizeof *shares);
    if (plan->by_township)
        ter_quota_share(allowed, backlog, plan->township_count, shares);
    for (int pass = plan->by_township ? 0 : 1; pass < 2; pass++)
        for (size_t at = 0; at < plan->list.count; at++) {
            size_t i = sharing->order[at];
            uint64_t cost = plan->is_budget ? sharing->cost[i] : 1;
            uint64_t *share = &shares[sharing->township[i]];
            if (!is_open(sharing, i) || cost > allowed || (pass == 0 && cost > *share))
                continue;
            give_year(sharing, i, year);
            allowed -= cost;
            *share -= pass == 0 ? cost : 0;
        }
}

/* The best that the year's money could buy of what the years before have left. */
static void prove_year(struct sharing *sharing, size_t year, uint64_t allowed)
{
    struct ter_plan *plan = sharing->plan;
    struct ter_plan_proof *proof = &plan->proofs[plan->proof_count++];
    TER_AUTO_FREE uint64_t *costs = ter_alloc((plan->list.count + 1) * sizeof *costs);
    TER_AUTO_FREE double *values = ter_alloc((plan->list.count + 1) * sizeof *values);
    size_t count = 0;
    for (size_t i = 0; i < plan->list.count; i++)
        if (is_open(sharing, i)) {
            costs[count] = sharing->cost[i];
            values[count++] = plan->list.items[i].score;
        }
    *proof = (struct ter_plan_proof){.year = plan->from_year + (int)year};
    proof->proved = ter_quota_best(allowed, costs, values, count, &proof->best);
}

static void close_proof(struct sharing *sharing)
{
    struct ter_plan *plan = sharing->plan;
    struct ter_plan_proof *proof = &plan->proofs[plan->proof_count - 1];
    for (size_t i = 0; i < plan->list.count; i++)
        if (plan->list.items[i].year == proof->year)
            proof->chosen += plan->list.items[i].score;
    proof->best = fmax(proof->best, proof->chosen); /* sums in another order */
    proof->share = proof->best > 0 ? proof->chosen / proof->best : 1;
}

/* One item on its way into the order by value. */
struct valued {
    double points_a_fen;
    size_t index;
};

static int by_value(const void *a, const void *b)
{
    const struct valued *x = a, *y = b;
    if (x->points_a_fen != y->points_a_fen)
        return x->points_a_fen < y->points_a_fen ? 1 : -1;
    return (x->index > y->index) - (x->index < y->index);
}

/* By rank, or by what a record is worth for its cost; of equals the better rank. */
static void put_in_order(struct sharing *sharing)
{
    size_t count = sharing->plan->list.count;
    TER_AUTO_FREE struct valued *valued = ter_alloc((count + 1) * sizeof *valued);
    sharing->order = ter_alloc((count + 1) * sizeof *sharing->order);
    for (size_t i = 0; i < count; i++) {
        double cost = (double)sharing->cost[i];
        valued[i] = (struct valued){cost > 0 ? sharing->plan->list.items[i].score / cost : 0, i};
    }
    if (count && sharing->request->by_value)
        qsort(valued, count, sizeof *valued, by_value);
    for (size_t i = 0; i < count; i++)
        sharing->order[i] = valued[i].index;
}

static void share_out(struct sharing *sharing)
{
    const struct ter_plan_request *request = sharing->request;
    for (size_t year = 0; year < request->year_count; year++) {
        double scale = request->is_budget ? fen : 1;
        uint64_t allowed = (uint64_t)llround(request->years[year] * scale);
        if (request->exact)
            prove_year(sharing, year, allowed);
        fill_year(sharing, year, allowed);
        if (request->exact)
            close_proof(sharing);
    }
}

/* ---- figures ---- */

static void add_to_year(struct ter_plan_year *year, const struct ter_plan_item *item)
{
    year->count++;
    year->points += item->score;
    if (isnan(item->cost_yuan))
        year->unpriced++;
    else
        year->cost_yuan += item->cost_yuan;
}

static void explain_no_year(const struct ter_plan *plan, struct ter_plan_item *item)
{
    bool zh = plan->lang == TER_ZH;
    const char *why = !plan->is_budget         ? zh ? "超出各年名额" : "beyond the quotas"
                      : isnan(item->cost_yuan) ? zh ? "费用不详" : "its cost is not known"
                      : zh                     ? "各年余款均不足"
                                               : "no year has enough money left";
    item->why_no_year = plan->year_count ? ter_strdup(why) : NULL;
}

static void count(struct sharing *sharing)
{
    struct ter_plan *plan = sharing->plan;
    for (size_t i = 0; i < plan->list.count; i++) {
        struct ter_plan_item *item = &plan->list.items[i];
        struct ter_plan_township *township = &plan->townships[sharing->township[i]];
        if (!item->year) {
            township->no_year++;
            plan->no_year++;
            explain_no_year(plan, item);
            continue;
        }
        size_t year = (size_t)(item->year - plan->from_year);
        add_to_year(&plan->years[year], item);
        township->by_year[year]++;
        township->cost_yuan += isnan(item->cost_yuan) ? 0 : item->cost_yuan;
    }
}

static void note_costs(struct ter_plan *plan, const struct ter_plan_request *request)
{
    size_t unknown = 0;
    for (size_t i = 0; i < plan->list.count; i++)
        unknown += isnan(plan->list.items[i].cost_yuan);
    if (request->costs && unknown)
        ter_strings_printf(&plan->list.notes,
            plan->lang == TER_ZH
                ? "%2$zu 处中有 %1$zu 处费用不详：费用表中没有其故障或所需工料"
                : "cost not known for %1$zu of %2$zu: the table names neither their defect nor "
                  "their need",
            unknown, plan->list.count);
}

static bool check(const struct ter_plan_request *request, struct ter_error *err)
{
    if (request->is_budget && !request->costs)
        return ter_fail(err, TER_USAGE, "a budget needs to know what mends cost: add --costs FILE");
    if (request->by_value && !request->is_budget)
        return ter_fail(
            err, TER_USAGE, "--choose value weighs points against money: add --budget and --costs");
    if (request->exact && (!request->is_budget || request->by_township))
        return ter_fail(
            err, TER_USAGE, "--exact proves the choice of a --budget that is not shared --by township");
    return true;
}

static bool make(struct ter_registry *registry, const struct ter_plan_request *request, struct ter_plan *plan,
    struct ter_error *err)
{
    __attribute__((cleanup(sharing_free))) struct sharing sharing = {plan, request, NULL, NULL, NULL};
    if (!ter_priority_rank(registry, &request->priority, &plan->list, err))
        return false;
    sharing.township = ter_alloc((plan->list.count + 1) * sizeof *sharing.township);
    sharing.cost = ter_alloc((plan->list.count + 1) * sizeof *sharing.cost);
    for (size_t i = 0; i < plan->list.count; i++) {
        struct ter_plan_item *item = &plan->list.items[i];
        item->cost_yuan = ter_plan_cost_of(request->costs, item->defect, item->needs);
        sharing.cost[i] = isnan(item->cost_yuan) ? 0 : (uint64_t)llround(item->cost_yuan * fen);
    }
    find_townships(&sharing);
    put_in_order(&sharing);
    share_out(&sharing);
    count(&sharing);
    note_costs(plan, request);
    return true;
}

bool ter_plan_make(struct ter_registry *registry, const struct ter_plan_request *request,
    struct ter_plan **ret_plan, struct ter_error *err)
{
    TER_AUTO(ter_plan_free) struct ter_plan *plan = ter_alloc(sizeof *plan);
    *plan = (struct ter_plan){
        .layer = request->priority.layer,
        .lang = request->priority.lang,
        .on = request->priority.on,
        .from_year = request->from_year,
        .is_budget = request->is_budget,
        .by_township = request->by_township,
        .by_value = request->by_value,
        .year_count = request->year_count,
    };
    for (size_t i = 0; i < request->year_count; i++)
        plan->years[i] =
            (struct ter_plan_year){.year = request->from_year + (int)i, .allowed = request->years[i]};
    if (!check(request, err) || !make(registry, request, plan, err))
        return false;
    *ret_plan = plan;
    plan = NULL;
    return true;
}

void ter_plan_free(struct ter_plan *plan)
{
    if (!plan)
        return;
    for (size_t i = 0; i < plan->township_count; i++)
        free(plan->townships[i].name);
    free(plan->townships);
    ter_priority_list_free(&plan->list);
    free(plan);
}
