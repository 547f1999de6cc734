/* Repair plans: scores against hand-computed figures, the order against a plain greedy choice, quotas that
 * add up, money against every possible choice, and approved plans with what has become of them. */
#include "base/crs.h"
#include "base/day.h"
#include "coverage/discs.h"
#include "plan/repair/quota.h"
#include "plan/repair/repair_changes.h"
#include "registering.h"
#include "suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct ter_error err;

#define FIELDS "code|status|defect|township|uncertainty_m|status_since|target_date|@"

static void close_to(double value, double expected, double tolerance)
{
    ck_assert_msg(fabs(value - expected) <= tolerance, "%.9f is not %.9f", value, expected);
}

/* ---- a request with the shipped tables ---- */

struct asking {
    struct ter_registry *registry;
    struct ter_norms *norms;
    struct ter_plan_weights *weights;
    struct ter_plan_request request;
};

static void asking_free(struct asking *asking)
{
    ter_norms_free(asking->norms);
    ter_plan_weights_free(asking->weights);
    ter_registry_close(asking->registry);
}
#define AUTO_ASKING __attribute__((cleanup(asking_free)))

static struct asking ask(void)
{
    struct asking asking = {.registry = register_open()};
    ck_assert_msg(ter_norms_shipped(&asking.norms, &err), "%s", err.message);
    ck_assert_msg(ter_plan_weights_shipped(&asking.weights, &err), "%s", err.message);
    asking.request = (struct ter_plan_request){
        .priority = {.layer = register_layer(asking.registry, "hydrant"),
            .norms = asking.norms,
            .weights = asking.weights,
            .on = ter_day_of(2023, 6, 30)},
        .from_year = 2023,
    };
    return asking;
}

static struct ter_plan *make(struct asking *asking)
{
    struct ter_plan *plan = NULL;
    ck_assert_msg(ter_plan_make(asking->registry, &asking->request, &plan, &err), "%s", err.message);
    return plan;
}

static const struct ter_plan_item *item(const struct ter_plan *plan, const char *code)
{
    for (size_t i = 0; i < plan->list.count; i++)
        if (strcmp(plan->list.items[i].code, code) == 0)
            return &plan->list.items[i];
    ck_abort_msg("%s is not in the plan", code);
    return NULL;
}

/* ---- scores ---- */

START_TEST(scores_are_those_computed_by_hand)
{
    AUTO_ASKING struct asking asking = ask();
    struct load load = {.fields = FIELDS},
                sites = {.layer = "site", .fields = "name|people|beds|uncertainty_m|@"};
    LOAD(asking.registry, &load, "A|out_of_service|no_water|T|50|2023-01-01|2023-07-30|111.1 40.7",
        "B|under_repair|leaking|T|50|2023-01-01||111.1 40.7", "C|in_service||T|10|||111.2 40.7",
        "P|planned||T|10|||111.1 40.7", "R|retired||T|10|||111.1 40.7");
    /* 0.0007 degrees of longitude are 59 m, 0.0012 are 101 m: beyond 150 - 50 - 10. */
    LOAD(asking.registry, &sites, "near|100|40|10|111.1007 40.7", "far|400||10|111.1012 40.7",
        "vague|400||200|111.1 40.7");
    TER_AUTO(ter_plan_free) struct ter_plan *plan = make(&asking);
    ck_assert_uint_eq(plan->list.count, 2);
    const struct ter_plan_item *a = item(plan, "A"), *b = item(plan, "B");
    const double points[TER_PLAN_PARTS] = {30, 15 * 100.0 * 100 / (150 * 150), 5, 20 * 100.0 / 500,
        10 * 180.0 / 1095, 15 * (365.0 - 30) / 365, 5 * 2.0 / 3};
    double sum = 0;
    for (int part = 0; part < TER_PLAN_PARTS; part++) {
        close_to(a->parts[part].points, points[part], 1e-4);
        ck_assert_int_eq(a->parts[part].state, TER_PLAN_KNOWN);
        sum += a->parts[part].points;
    }
    close_to(a->score, sum, 1e-6);
    close_to(a->assessed, 100, 0);
    ck_assert_uint_eq(a->rank, 1);
    ck_assert_str_eq(a->needs, "main");
    /* The other stands at the same place and adds nothing to it. */
    close_to(b->parts[TER_PLAN_CERTAIN].points + b->parts[TER_PLAN_POSSIBLE].points, 0, 0);
    close_to(b->parts[TER_PLAN_SEVERITY].points, 12, 1e-9);
    ck_assert_int_eq(b->parts[TER_PLAN_TARGET].state, TER_PLAN_NONE);
}
END_TEST

START_TEST(what_cannot_be_judged_earns_nothing_and_says_so)
{
    AUTO_ASKING struct asking asking = ask();
    struct load load = {.fields = FIELDS};
    LOAD(asking.registry, &load, "coarse|out_of_service|no_water||150|||111.1 40.7",
        "nowhere|out_of_service|||||2020-01-01|",
        "known|out_of_service|no_water|T|149|2023-06-30||111.1 40.7");
    TER_AUTO(ter_plan_free) struct ter_plan *plan = make(&asking);
    const struct ter_plan_item *coarse = item(plan, "coarse"), *nowhere = item(plan, "nowhere");
    ck_assert_int_eq(coarse->parts[TER_PLAN_CERTAIN].state, TER_PLAN_COARSE);
    ck_assert_int_eq(coarse->parts[TER_PLAN_SITES].state, TER_PLAN_COARSE);
    ck_assert_int_eq(coarse->parts[TER_PLAN_SHARE].state, TER_PLAN_UNKNOWN);
    /* Imported today, after the day of the plan: nobody knows since when. */
    ck_assert_int_eq(coarse->parts[TER_PLAN_AGE].state, TER_PLAN_UNKNOWN);
    close_to(coarse->score, 30, 0);
    close_to(coarse->assessed, 30 + 15, 0);
    ck_assert(isnan(coarse->certain_gain_m2));
    ck_assert_int_eq(nowhere->parts[TER_PLAN_POSSIBLE].state, TER_PLAN_UNPLACED);
    ck_assert_int_eq(nowhere->parts[TER_PLAN_SEVERITY].state, TER_PLAN_UNKNOWN);
    close_to(nowhere->score, 15, 0); /* overdue */
    ck_assert_int_eq(item(plan, "known")->parts[TER_PLAN_CERTAIN].state, TER_PLAN_KNOWN);
    ck_assert_int_eq(item(plan, "known")->parts[TER_PLAN_AGE].state, TER_PLAN_KNOWN);
    ck_assert_uint_eq(plan->list.coarse, 1);
    ck_assert_uint_eq(plan->list.unplaced, 1);
}
END_TEST

START_TEST(an_age_that_only_the_import_tells_is_a_lower_bound)
{
    AUTO_ASKING struct asking asking = ask();
    struct load load = {.fields = FIELDS};
    LOAD(asking.registry, &load, "A|out_of_service|no_water|T|20|||111.1 40.7");
    asking.request.priority.on = ter_day_today() + 100;
    TER_AUTO(ter_plan_free) struct ter_plan *plan = make(&asking);
    ck_assert_int_eq(item(plan, "A")->parts[TER_PLAN_AGE].state, TER_PLAN_AT_LEAST);
    close_to(item(plan, "A")->parts[TER_PLAN_AGE].measure, 100, 1); /* the import may have been at midnight */
}
END_TEST

START_TEST(statuses_and_townships_choose_what_is_planned)
{
    AUTO_ASKING struct asking asking = ask();
    struct load load = {.fields = FIELDS};
    static const char *const limited[] = {"limited"}, *const here[] = {"T"}, *const gone[] = {"retired"};
    LOAD(asking.registry, &load, "A|out_of_service|no_water|T|20|||111.1 40.7",
        "B|out_of_service|no_water|U|20|||111.2 40.7", "L|limited|leaking|T|20|||111.3 40.7");
    asking.request.priority.townships = here;
    asking.request.priority.township_count = 1;
    TER_AUTO(ter_plan_free) struct ter_plan *plan = make(&asking), *worn = NULL;
    ck_assert_uint_eq(plan->list.count, 1);
    asking.request.priority.statuses = limited;
    asking.request.priority.status_count = 1;
    worn = make(&asking);
    ck_assert_uint_eq(worn->list.count, 1);
    /* It can be used as it is, so that a mend adds nothing to coverage. */
    ck_assert_int_eq(item(worn, "L")->parts[TER_PLAN_CERTAIN].state, TER_PLAN_KNOWN);
    close_to(item(worn, "L")->parts[TER_PLAN_CERTAIN].points, 0, 0);
    asking.request.priority.statuses = gone;
    struct ter_plan *none = NULL;
    ck_assert(!ter_plan_make(asking.registry, &asking.request, &none, &err));
    ck_assert_msg(strstr(err.message, "cannot be mended"), "%s", err.message);
}
END_TEST

START_TEST(a_layer_without_available_statuses_has_nothing_to_mend)
{
    AUTO_ASKING struct asking asking = ask();
    struct ter_plan *plan = NULL;
    asking.request.priority.layer = register_layer(asking.registry, "target");
    ck_assert(!ter_plan_make(asking.registry, &asking.request, &plan, &err));
    ck_assert_int_eq(err.code, TER_USAGE);
    ck_assert_msg(strstr(err.message, "target") && strstr(err.message, "none is broken"), "%s", err.message);
}
END_TEST

START_TEST(an_empty_register_gives_an_empty_plan)
{
    AUTO_ASKING struct asking asking = ask();
    asking.request.years[0] = 5;
    asking.request.year_count = 1;
    asking.request.by_township = true;
    TER_AUTO(ter_plan_free) struct ter_plan *plan = make(&asking);
    ck_assert_uint_eq(plan->list.count, 0);
    ck_assert_uint_eq(plan->years[0].count, 0);
}
END_TEST

/* ---- the order ---- */

enum { RANDOM = 48 };

/* Broken and working hydrants within some 600 m of each other. */
static void load_random(struct ter_registry *registry, uint64_t seed)
{
    static const char *const defects[] = {"no_water", "flooded", "too_deep", "leaking"};
    struct load load = {.fields = FIELDS};
    char text[RANDOM][128];
    const char *lines[RANDOM];
    for (int i = 0; i < RANDOM; i++) {
        bool broken = i % 3 != 0;
        double lon = 111.1 + 0.007 * register_random(&seed), lat = 40.7 + 0.005 * register_random(&seed);
        snprintf(text[i], sizeof text[i], "H%02d|%s|%s|T%d|%d|||%.6f %.6f", i,
            broken ? "out_of_service" : "in_service", broken ? defects[i % 4] : "", i % 5,
            (int)(10 + 120 * register_random(&seed)), lon, lat);
        lines[i] = text[i];
    }
    register_load(registry, &load, lines, RANDOM);
}

static struct ter_discs *union_of(const struct ter_disc *discs, size_t count)
{
    struct ter_discs *all = NULL;
    ck_assert_msg(ter_discs_open(discs, count, &all, &err), "%s", err.message);
    return all;
}

static double union_m2(const struct ter_disc *discs, size_t count)
{
    TER_AUTO(ter_discs_close) struct ter_discs *all = union_of(discs, count);
    return ter_discs_area_m2(all);
}

/* Everything by itself: the discs for certain of what works, then of what is chosen. */
static size_t read_standing(
    struct ter_registry *registry, const struct ter_transform *to, struct ter_disc *discs)
{
    sqlite3_stmt *select = NULL;
    size_t count = 0;
    ck_assert_int_eq(
        sqlite3_prepare_v2(registry->db,
            "SELECT ST_X(geom), ST_Y(geom), uncertainty_m FROM hydrant WHERE status = 'in_service'", -1,
            &select, NULL),
        SQLITE_OK);
    while (sqlite3_step(select) == SQLITE_ROW) {
        double x = sqlite3_column_double(select, 0), y = sqlite3_column_double(select, 1);
        ck_assert(ter_transform_apply(to, &x, &y, 1, &err));
        discs[count++] = (struct ter_disc){{x, y}, 150 - sqlite3_column_double(select, 2)};
    }
    sqlite3_finalize(select);
    return count;
}

static struct ter_disc disc_of(const struct ter_plan_item *chosen, const struct ter_transform *to)
{
    double x = chosen->at.lon, y = chosen->at.lat;
    ck_assert(ter_transform_apply(to, &x, &y, 1, &err));
    return (struct ter_disc){{x, y}, 150 - chosen->uncertainty_m};
}

/* At each step the whole union is measured anew: what was chosen adds what it says, and none that comes later
 * would have added more than its own rank lets it. */
START_TEST(gains_are_those_of_the_whole_union_and_never_grow)
{
    AUTO_ASKING struct asking asking = ask();
    load_random(asking.registry, 7);
    TER_AUTO(ter_plan_free) struct ter_plan *plan = make(&asking);
    TER_AUTO(ter_transform_close) struct ter_transform *to = NULL;
    struct ter_disc discs[RANDOM];
    ck_assert(ter_transform_open(4490, plan->list.epsg, &to, &err));
    size_t count = read_standing(asking.registry, to, discs);
    ck_assert_uint_eq(count, RANDOM / 3);
    for (size_t i = 0; i < plan->list.count; i++) {
        const struct ter_plan_item *chosen = &plan->list.items[i];
        double before_m2 = union_m2(discs, count);
        discs[count] = disc_of(chosen, to);
        close_to(chosen->certain_gain_m2, union_m2(discs, count + 1) - before_m2, 0.01);
        for (size_t k = i + 1; k < plan->list.count; k++) {
            const struct ter_plan_item *later = &plan->list.items[k];
            struct ter_disc kept = discs[count];
            discs[count] = disc_of(later, to);
            double gain_m2 = union_m2(discs, count + 1) - before_m2;
            discs[count] = kept;
            ck_assert_msg(gain_m2 >= later->certain_gain_m2 - 0.01, "a gain has grown");
            double possible_at_most = 5 - later->parts[TER_PLAN_POSSIBLE].points;
            double then =
                later->score - later->parts[TER_PLAN_CERTAIN].points + 15 * gain_m2 / (M_PI * 150 * 150);
            ck_assert_msg(then <= chosen->score + possible_at_most + 1e-4, "%s should have come before %s",
                later->code, chosen->code);
        }
        count++;
    }
}
END_TEST

START_TEST(a_graver_defect_never_ranks_lower)
{
    AUTO_ASKING struct asking asking = ask();
    load_random(asking.registry, 11);
    TER_AUTO(ter_plan_free) struct ter_plan *before = make(&asking);
    for (size_t i = 0; i < before->list.count; i += 5) {
        const struct ter_plan_item *old = &before->list.items[i];
        TER_AUTO_FREE char *grave =
            ter_format("UPDATE hydrant SET defect = 'no_water' WHERE code = '%s'", old->code);
        TER_AUTO_FREE char *back =
            ter_format("UPDATE hydrant SET defect = '%s' WHERE code = '%s'", old->defect, old->code);
        register_sql(asking.registry, grave);
        TER_AUTO(ter_plan_free) struct ter_plan *after = make(&asking);
        ck_assert_uint_le(item(after, old->code)->rank, old->rank);
        register_sql(asking.registry, back);
    }
}
END_TEST

START_TEST(ties_go_to_the_nearer_date_then_to_the_first_record)
{
    AUTO_ASKING struct asking asking = ask();
    struct load load = {.fields = FIELDS};
    LOAD(asking.registry, &load, "A|out_of_service|no_water|T||||", "B|out_of_service|no_water|T||||",
        "C|out_of_service|no_water|T|||2030-01-01|", "D|out_of_service|no_water|T|||2029-01-01|");
    TER_AUTO(ter_plan_free) struct ter_plan *plan = make(&asking);
    const char *order[] = {"D", "C", "A", "B"};
    for (size_t i = 0; i < 4; i++)
        ck_assert_str_eq(plan->list.items[i].code, order[i]);
}
END_TEST

/* ---- sharing out ---- */

START_TEST(the_largest_remainder_shares_out_exactly)
{
    static const struct {
        uint64_t whole, weights[4], shares[4];
    } cases[] = {
        {27, {43, 38, 1, 0}, {14, 13, 0, 0}},
        {10, {1, 1, 1, 0}, {1, 1, 1, 0}}, /* nobody gets more than its weight */
        {2, {1, 1, 1, 0}, {1, 1, 0, 0}},  /* equal remainders: the first */
        {1, {2, 3, 3, 0}, {0, 1, 0, 0}},  /* the larger remainder, then the first */
        {0, {5, 5, 5, 5}, {0, 0, 0, 0}},
        {5, {0, 0, 0, 0}, {0, 0, 0, 0}},
        {1000000000000, {1000000000001, 1000000000001, 2, 0}, {499999999999, 499999999999, 1, 0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t shares[4], sum = 0, weights = 0;
        ter_quota_share(cases[i].whole, cases[i].weights, 4, shares);
        for (size_t k = 0; k < 4; k++) {
            sum += shares[k];
            weights += cases[i].weights[k];
            if (i < 6)
                ck_assert_msg(shares[k] == cases[i].shares[k], "case %zu, party %zu: %llu", i, k,
                    (unsigned long long)shares[k]);
        }
        ck_assert_uint_eq(sum, cases[i].whole < weights ? cases[i].whole : weights);
    }
    ter_quota_share(3, NULL, 0, NULL);
}
END_TEST

START_TEST(quotas_add_up_and_are_fair)
{
    AUTO_ASKING struct asking asking = ask();
    load_random(asking.registry, 3);
    struct ter_plan_request *request = &asking.request;
    request->years[0] = 9, request->years[1] = 0, request->years[2] = 14;
    request->year_count = 3;
    for (int fair = 0; fair < 2; fair++) {
        request->by_township = fair;
        TER_AUTO(ter_plan_free) struct ter_plan *plan = make(&asking);
        ck_assert_uint_eq(plan->list.count, 32);
        ck_assert_uint_eq(plan->years[0].count, 9);
        ck_assert_uint_eq(plan->years[1].count, 0);
        ck_assert_uint_eq(plan->years[2].count, 14);
        ck_assert_uint_eq(plan->no_year, 9);
        size_t sum = 0;
        for (size_t i = 0; i < plan->township_count; i++) {
            const struct ter_plan_township *township = &plan->townships[i];
            sum += township->by_year[0] + township->by_year[2] + township->no_year;
            double share = 9.0 * (double)township->count / 32;
            if (fair)
                ck_assert(fabs((double)township->by_year[0] - share) < 1);
        }
        ck_assert_uint_eq(sum, 32);
        for (size_t i = 0; i < plan->list.count; i++)
            ck_assert((plan->list.items[i].year == 0) == (plan->list.items[i].why_no_year != NULL));
    }
}
END_TEST

/* ---- money ---- */

static struct ter_plan_costs *costs_of(const struct ter_layer *layer, const char *text)
{
    struct ter_plan_costs *costs = NULL;
    ck_assert_msg(ter_plan_costs_parse(text, strlen(text), "costs", layer, &costs, &err), "%s", err.message);
    return costs;
}

START_TEST(a_budget_buys_by_rank_what_it_can_pay)
{
    AUTO_ASKING struct asking asking = ask();
    struct load load = {.fields = FIELDS};
    LOAD(asking.registry, &load, "A|out_of_service|no_water|T||||", "B|out_of_service|damaged|T||||",
        "C|out_of_service|flooded|U||||", "D|out_of_service|seized|U||||", "E|out_of_service|leaking|U||||");
    TER_AUTO(ter_plan_costs_free)
    struct ter_plan_costs *costs = costs_of(asking.request.priority.layer,
        "{\"costs\": [{\"needs\": \"main\", \"yuan\": 900}, {\"defect\": \"损坏\", \"yuan\": 300.5},"
        "{\"needs\": \"pump\", \"yuan\": 100}, {\"defect\": \"leaking\", \"yuan\": 5000},"
        "{\"needs\": \"valve\", \"yuan\": 7}]}");
    asking.request.costs = costs;
    asking.request.is_budget = true;
    asking.request.exact = true;
    asking.request.years[0] = 500, asking.request.years[1] = 900;
    asking.request.year_count = 2;
    TER_AUTO(ter_plan_free) struct ter_plan *plan = make(&asking);
    ck_assert_int_eq(
        item(plan, "A")->year, 2024); /* too dear for the first year, which goes to the next ones */
    ck_assert_int_eq(item(plan, "B")->year, 2023);
    ck_assert_int_eq(item(plan, "C")->year, 2023);
    ck_assert_int_eq(item(plan, "D")->year, 2023);
    ck_assert_int_eq(item(plan, "E")->year, 0); /* its defect's own cost goes before that of its need */
    close_to(item(plan, "E")->cost_yuan, 5000, 0);
    close_to(plan->years[0].cost_yuan, 407.5, 1e-9);
    ck_assert(plan->proofs[0].proved && plan->proofs[0].share == 1);
}
END_TEST

START_TEST(money_may_also_go_where_it_buys_the_most_points)
{
    AUTO_ASKING struct asking asking = ask();
    struct load load = {.fields = FIELDS};
    LOAD(asking.registry, &load, "A|out_of_service|no_water|T||||", "B|out_of_service|leaking|T||||",
        "C|out_of_service|leaking|T||||");
    TER_AUTO(ter_plan_costs_free)
    struct ter_plan_costs *costs = costs_of(asking.request.priority.layer,
        "{\"costs\": [{\"needs\": \"main\", \"yuan\": 100}, {\"needs\": \"valve\", \"yuan\": 30}]}");
    asking.request.costs = costs;
    asking.request.by_value = asking.request.exact = true;
    struct ter_plan *none = NULL;
    asking.request.exact = false;
    ck_assert(!ter_plan_make(asking.registry, &asking.request, &none, &err));
    ck_assert_msg(strstr(err.message, "--budget"), "%s", err.message);
    asking.request.is_budget = asking.request.exact = true;
    asking.request.years[0] = 100;
    asking.request.year_count = 1;
    TER_AUTO(ter_plan_free) struct ter_plan *value = make(&asking);
    ck_assert_int_eq(item(value, "A")->year, 0);
    ck_assert_int_eq(item(value, "B")->year, 2023);
    ck_assert_int_eq(item(value, "C")->year, 2023);
    /* 35 points against 17 + 17: here the rank would have been the best. */
    ck_assert(value->proofs[0].proved);
    close_to(value->proofs[0].share, 34.0 / 35, 1e-9);
    asking.request.by_value = false;
    TER_AUTO(ter_plan_free) struct ter_plan *rank = make(&asking);
    ck_assert_int_eq(item(rank, "A")->year, 2023);
    close_to(rank->proofs[0].share, 1, 0);
}
END_TEST

START_TEST(an_unknown_cost_is_never_guessed)
{
    AUTO_ASKING struct asking asking = ask();
    struct load load = {.fields = FIELDS};
    LOAD(asking.registry, &load, "A|out_of_service|no_water|T||||", "B|out_of_service||T||||");
    TER_AUTO(ter_plan_costs_free)
    struct ter_plan_costs *costs =
        costs_of(asking.request.priority.layer, "{\"costs\": [{\"needs\": \"pump\", \"yuan\": 900}]}");
    asking.request.costs = costs;
    asking.request.is_budget = true;
    asking.request.by_township = true;
    asking.request.years[0] = 1e6;
    asking.request.year_count = 1;
    TER_AUTO(ter_plan_free) struct ter_plan *plan = make(&asking);
    for (size_t i = 0; i < 2; i++) {
        ck_assert(isnan(plan->list.items[i].cost_yuan) && plan->list.items[i].year == 0);
        ck_assert_str_eq(plan->list.items[i].why_no_year, "its cost is not known");
    }
    asking.request.costs = NULL;
    struct ter_plan *none = NULL;
    ck_assert(!ter_plan_make(asking.registry, &asking.request, &none, &err));
    ck_assert_msg(strstr(err.message, "--costs"), "%s", err.message);
}
END_TEST

/* Against every subset. */
START_TEST(the_proven_best_is_the_best_of_all_choices)
{
    enum { ITEMS = 12 };
    uint64_t seed = 5, costs[ITEMS];
    double values[ITEMS], best = 0, proven;
    for (int i = 0; i < ITEMS; i++) {
        costs[i] = 100 * (uint64_t)(1 + 50 * register_random(&seed));
        values[i] = 100 * register_random(&seed);
    }
    for (unsigned chosen = 0; chosen < 1U << ITEMS; chosen++) {
        uint64_t cost = 0;
        double value = 0;
        for (unsigned i = 0; i < ITEMS; i++)
            if (chosen >> i & 1) {
                cost += costs[i];
                value += values[i];
            }
        if (cost <= 9950)
            best = fmax(best, value);
    }
    ck_assert(ter_quota_best(9950, costs, values, ITEMS, &proven));
    close_to(proven, best, 1e-9);
    ck_assert(ter_quota_best(99, costs, values, ITEMS, &proven) && proven == 0);
    ck_assert(ter_quota_best(0, NULL, NULL, 0, &proven) && proven == 0);
    uint64_t odd[] = {1, 1000000000000};
    ck_assert(!ter_quota_best(1000000000000, odd, values, 2, &proven));
}
END_TEST

static const struct {
    const char *text, *fault;
} bad_costs[] = {
    {"[]", "must be an object"},
    {"{\"costs\": 5}", "must hold \"costs\""},
    {"{\"costs\": [{\"yuan\": 5}]}", "give one of the two"},
    {"{\"costs\": [{\"defect\": \"no_water\", \"needs\": \"main\", \"yuan\": 5}]}", "give one of the two"},
    {"{\"costs\": [{\"defect\": \"no_watr\", \"yuan\": 5}]}", "did you mean \"no_water\""},
    {"{\"costs\": [{\"needs\": \"spade\", \"yuan\": 5}]}", "no need of layer hydrant"},
    {"{\"costs\": [{\"needs\": \"main\", \"yuan\": 0}]}", "/costs/0"},
    {"{\"costs\": [{\"needs\": \"main\"}]}", "has no \"yuan\""},
    {"{\"costs\": [{\"needs\": \"main\", \"yuan\": 1}, {\"needs\": \"main\", \"yuan\": 2}]}", "given twice"},
    {"{\"costs\": [{\"defect\": \"无水\", \"yuan\": 1}, {\"defect\": \"no_water\", \"yuan\": 2}]}",
        "given twice"},
};

START_TEST(bad_costs_say_where)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    struct ter_plan_costs *costs = NULL;
    ck_assert(!ter_plan_costs_parse(bad_costs[_i].text, strlen(bad_costs[_i].text), "mine",
        register_layer(registry, "hydrant"), &costs, &err));
    ck_assert_msg(strstr(err.message, bad_costs[_i].fault) && strstr(err.message, "mine"), "%s", err.message);
    ck_assert_ptr_null(costs);
}
END_TEST

/* ---- weights ---- */

static const struct {
    const char *text, *fault;
} bad_weights[] = {
    {"[]", "must be an object"},
    {"{\"version\": 2}", "/version"},
    {"{\"version\": 1, \"part\": []}", "did you mean \"parts\""},
    {"{\"version\": 1, \"parts\": {}}", "must be a list"},
    {"{\"version\": 1, \"parts\": [{\"name\": \"severty\"}]}", "did you mean \"severity\""},
    {"{\"version\": 1, \"parts\": [{\"name\": \"age\", \"weight\": -1}]}", "/parts/0/weight"},
    {"{\"version\": 1, \"parts\": [{\"name\": \"age\", \"weight\": 50}]}", "sum to 140"},
    {"{\"version\": 1, \"parts\": [{\"name\": \"age\", \"full\": 0}]}", "must differ"},
    {"{\"version\": 1, \"parts\": [{\"name\": \"severity\", \"zero\": 9}]}", "above"},
    {"{\"version\": 1, \"parts\": [{\"name\": \"target\", \"full\": 900}]}", "fewer days left"},
    {"{\"version\": 1, \"parts\": [{\"name\": \"age\", \"title\": \"x\"}]}", "both languages"},
    {"{\"version\": 1, \"position\": {\"coarse_from\": 2}}", "/position/coarse_from"},
    {"{\"version\": 1, \"sites\": {\"without\": -1}}", "/sites/without"},
};

START_TEST(bad_weights_say_where)
{
    struct ter_plan_weights *weights = NULL;
    ck_assert(
        !ter_plan_weights_parse(bad_weights[_i].text, strlen(bad_weights[_i].text), "mine", &weights, &err));
    ck_assert_msg(
        strstr(err.message, bad_weights[_i].fault) && strstr(err.message, "mine"), "%s", err.message);
    ck_assert_ptr_null(weights);
}
END_TEST

START_TEST(weights_of_ones_own_replace_only_what_they_name)
{
    static const char text[] = "{\"version\": 1, \"parts\": [{\"name\": \"age\", \"weight\": 0}, {\"name\": "
                               "\"severity\", \"weight\": 40}]}";
    TER_AUTO(ter_plan_weights_free) struct ter_plan_weights *weights = NULL;
    ck_assert_msg(ter_plan_weights_parse(text, strlen(text), "mine", &weights, &err), "%s", err.message);
    close_to(weights->parts[TER_PLAN_SEVERITY].weight, 40, 0);
    close_to(weights->parts[TER_PLAN_AGE].weight, 0, 0);
    close_to(weights->parts[TER_PLAN_AGE].full, 1095, 0);
    ck_assert_str_eq(weights->site_layer, "site");
    for (int part = 0; part < TER_PLAN_PARTS; part++)
        for (int lang = TER_EN; lang <= TER_ZH; lang++)
            ck_assert(*weights->parts[part].title.text[lang] && *weights->parts[part].reason.text[lang]);
}
END_TEST

/* ---- approved plans ---- */

static void save(
    struct asking *asking, const struct ter_plan *plan, const char *name, bool replace, bool may_save)
{
    TER_AUTO_SAVED_PLAN struct ter_saved_plan saved = {
        .name = ter_strdup(name), .layer = ter_strdup("hydrant"), .request = ter_strdup("{}")};
    const struct ter_write_context context = {.tool = "test"};
    for (size_t i = 0; i < plan->list.count; i++) {
        const struct ter_plan_item *one = &plan->list.items[i];
        ter_saved_plan_add(&saved, &(struct ter_saved_item){one->code, (int64_t)one->rank, one->year,
                                       one->township, one->score, one->cost_yuan});
    }
    ck_assert(ter_registry_begin(asking->registry, &context, &err));
    ck_assert_int_eq(ter_plans_save(asking->registry, &saved, replace, &err), may_save);
    if (may_save)
        ck_assert(ter_registry_commit(asking->registry, &err));
    else
        ter_registry_rollback(asking->registry);
}

static const struct ter_plan_change *change_of(const struct ter_plan_changes *changes, const char *code)
{
    for (size_t i = 0; i < changes->count; i++)
        if (strcmp(changes->items[i].code, code) == 0)
            return &changes->items[i];
    ck_abort_msg("nothing is said of %s", code);
    return NULL;
}

START_TEST(an_approved_plan_comes_back_as_it_was_saved)
{
    AUTO_ASKING struct asking asking = ask();
    struct load load = {.fields = FIELDS};
    LOAD(asking.registry, &load, "A|out_of_service|no_water|T||||", "B|out_of_service|leaking|||||");
    asking.request.years[0] = 1;
    asking.request.year_count = 1;
    TER_AUTO(ter_plan_free) struct ter_plan *plan = make(&asking);
    save(&asking, plan, "first", false, true);
    save(&asking, plan, "first", false, false);
    ck_assert_msg(strstr(err.message, "--replace"), "%s", err.message);
    save(&asking, plan, "first", true, true);
    save(&asking, plan, "second", false, true);
    TER_AUTO_SAVED_PLAN struct ter_saved_plan saved = {0}, none = {0};
    ck_assert(ter_plans_read(asking.registry, "first", &saved, &err));
    ck_assert_uint_eq(saved.count, 2);
    ck_assert_str_eq(saved.items[0].code, "A");
    ck_assert_int_eq(saved.items[0].year, 2023);
    ck_assert_int_eq(saved.items[1].year, 0);
    ck_assert_ptr_null(saved.items[1].township);
    ck_assert(isnan(saved.items[1].cost_yuan));
    TER_AUTO_PLAN_ENTRIES struct ter_plan_entries entries = {0};
    ck_assert(ter_plans_list(asking.registry, &entries, &err));
    ck_assert_uint_eq(entries.count, 2);
    ck_assert_int_eq(entries.items[1].items, 2);
    ck_assert_int_eq(entries.items[1].without_year, 1);
    ck_assert(!ter_plans_read(asking.registry, "frist", &none, &err));
    ck_assert_int_eq(err.code, TER_NOT_FOUND);
    ck_assert_msg(strstr(err.message, "did you mean \"first\""), "%s", err.message);
}
END_TEST

START_TEST(what_has_become_of_an_approved_plan)
{
    AUTO_ASKING struct asking asking = ask();
    struct load load = {.fields = FIELDS}, more = {.fields = FIELDS, .source = "more"};
    LOAD(asking.registry, &load, "A|out_of_service|no_water|T||||", "B|out_of_service|damaged|T||||",
        "C|out_of_service|seized|T||||", "D|out_of_service|flooded|T||||", "E|out_of_service|too_deep|U||||",
        "F|out_of_service|leaking|T||||");
    asking.request.years[0] = asking.request.years[1] = 2;
    asking.request.year_count = 2;
    TER_AUTO(ter_plan_free) struct ter_plan *plan = make(&asking);
    save(&asking, plan, "old", false, true);
    register_sql(asking.registry,
        "UPDATE hydrant SET status = 'in_service', status_since = '2023-06-01' WHERE code = 'A'");
    register_sql(asking.registry, "UPDATE hydrant SET status = 'retired' WHERE code = 'B'");
    register_sql(asking.registry, "DELETE FROM hydrant WHERE code = 'D'");
    LOAD(asking.registry, &more, "N|out_of_service|coupling_damaged|T||2023-05-05||");
    static const char *const here[] = {"T"};
    asking.request.priority.townships = here;
    asking.request.priority.township_count = 1;
    TER_AUTO(ter_plan_free) struct ter_plan *now = make(&asking);
    TER_AUTO_SAVED_PLAN struct ter_saved_plan saved = {0};
    TER_AUTO_PLAN_CHANGES struct ter_plan_changes changes = {0};
    ck_assert(ter_plans_read(asking.registry, "old", &saved, &err));
    ck_assert_msg(
        ter_plan_compare(asking.registry, now, &asking.request, &saved, &changes, &err), "%s", err.message);
    ck_assert_int_eq(change_of(&changes, "A")->kind, TER_PLAN_DONE);
    ck_assert_msg(strstr(change_of(&changes, "A")->why, "2023-06-01"), "%s", change_of(&changes, "A")->why);
    ck_assert_int_eq(change_of(&changes, "B")->kind, TER_PLAN_DROPPED);
    ck_assert_int_eq(change_of(&changes, "C")->kind, TER_PLAN_MOVED);
    ck_assert_int_eq(change_of(&changes, "C")->year_before, 2024);
    ck_assert_int_eq(change_of(&changes, "C")->year_now, 2023);
    ck_assert_msg(strstr(change_of(&changes, "D")->why, "no longer"), "%s", change_of(&changes, "D")->why);
    ck_assert_msg(strstr(change_of(&changes, "E")->why, "outside"), "%s", change_of(&changes, "E")->why);
    ck_assert_int_eq(change_of(&changes, "F")->kind, TER_PLAN_MOVED);
    ck_assert_int_eq(change_of(&changes, "N")->kind, TER_PLAN_NEW);
    ck_assert_msg(strstr(change_of(&changes, "N")->why, "2023-05-05"), "%s", change_of(&changes, "N")->why);
    size_t sum = 0;
    for (int kind = 0; kind < TER_PLAN_CHANGE_KINDS; kind++)
        sum += changes.counts[kind];
    ck_assert_uint_eq(sum, changes.count);
    ck_assert_uint_eq(changes.count, 7);
}
END_TEST

START_TEST(plans_of_different_layers_do_not_compare)
{
    AUTO_ASKING struct asking asking = ask();
    TER_AUTO(ter_plan_free) struct ter_plan *plan = make(&asking);
    TER_AUTO_SAVED_PLAN struct ter_saved_plan saved = {
        .name = ter_strdup("x"), .layer = ter_strdup("station")};
    struct ter_plan_changes changes = {0};
    ck_assert(!ter_plan_compare(asking.registry, plan, &asking.request, &saved, &changes, &err));
    ck_assert_msg(strstr(err.message, "layer station"), "%s", err.message);
}
END_TEST

Suite *suite_plan(void)
{
    Suite *suite = suite_create("plan");
    TER_TEST_CASE(suite, "scores", scores_are_those_computed_by_hand,
        what_cannot_be_judged_earns_nothing_and_says_so, an_age_that_only_the_import_tells_is_a_lower_bound,
        statuses_and_townships_choose_what_is_planned, a_layer_without_available_statuses_has_nothing_to_mend,
        an_empty_register_gives_an_empty_plan);
    TER_TEST_CASE(suite, "order", gains_are_those_of_the_whole_union_and_never_grow,
        a_graver_defect_never_ranks_lower, ties_go_to_the_nearer_date_then_to_the_first_record);
    TER_TEST_CASE(suite, "quotas", the_largest_remainder_shares_out_exactly, quotas_add_up_and_are_fair);
    TER_TEST_CASE(suite, "money", a_budget_buys_by_rank_what_it_can_pay,
        money_may_also_go_where_it_buys_the_most_points, an_unknown_cost_is_never_guessed,
        the_proven_best_is_the_best_of_all_choices);
    TER_TEST_CASE(suite, "approved", an_approved_plan_comes_back_as_it_was_saved,
        what_has_become_of_an_approved_plan, plans_of_different_layers_do_not_compare,
        weights_of_ones_own_replace_only_what_they_name);
    TCase *tables = tcase_create("tables");
    tcase_add_checked_fixture(tables, ter_test_dir_open, ter_test_dir_close);
    tcase_add_loop_test(tables, bad_weights_say_where, 0, sizeof bad_weights / sizeof *bad_weights);
    tcase_add_loop_test(tables, bad_costs_say_where, 0, sizeof bad_costs / sizeof *bad_costs);
    suite_add_tcase(suite, tables);
    return suite;
}
