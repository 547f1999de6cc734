/* The repair plan: what is mended in which year.
 *
 * Broken records in the order of priority.h are given years by quotas (so many a year) or by budgets (so much
 * money a year); what finds no place has no year, and says why. */
#ifndef TER_PLAN_REPAIR_H
#define TER_PLAN_REPAIR_H

#include "priority.h"
#include "repair_costs.h"

enum { TER_PLAN_MOST_YEARS = 30 };

/* All of it is borrowed. */
struct ter_plan_request {
    struct ter_priority_request priority;
    int from_year;                      /* the first of the years */
    double years[TER_PLAN_MOST_YEARS];  /* how many a year, or yuan */
    size_t year_count;                  /* 0: an order without years */
    bool is_budget;                     /* years are yuan */
    const struct ter_plan_costs *costs; /* NULL: no cost is known */
    bool by_value;    /* with a budget: not by rank, but the most points for the money first */
    bool by_township; /* each year is shared out among the townships by their backlog */
    bool exact;       /* with a budget: prove the best choice, too */
};

/* One year of the plan. */
struct ter_plan_year {
    int year;
    double allowed;   /* the quota or the budget */
    size_t count;     /* records */
    double cost_yuan; /* of those with a known cost */
    size_t unpriced;  /* records without one */
    double points;    /* the sum of their scores */
};

/* One township of the plan. */
struct ter_plan_township {
    char *name;                          /* NULL: records that name none */
    size_t count;                        /* broken records */
    size_t by_year[TER_PLAN_MOST_YEARS]; /* … given this year */
    size_t no_year;
    double cost_yuan; /* of those with a year and a known cost */
};

/* The answer of --exact for one year, given what the years before have taken: what was chosen, and the best
 * that the money could buy, as sums of scores. */
struct ter_plan_proof {
    int year;
    bool proved; /* false: too large to prove */
    double chosen, best;
    double share; /* chosen / best, 0 … 1 */
};

struct ter_plan {
    const struct ter_layer *layer; /* borrowed from the registry */
    enum ter_lang lang;
    int on, from_year;
    bool is_budget, by_township, by_value;
    struct ter_priority_list list; /* the records, by rank */
    struct ter_plan_year years[TER_PLAN_MOST_YEARS];
    size_t year_count;
    struct ter_plan_township *townships; /* by falling count, then by name; the unknown last */
    size_t township_count;
    size_t no_year;
    struct ter_plan_proof proofs[TER_PLAN_MOST_YEARS];
    size_t proof_count;
};

TER_CHECKED bool ter_plan_make(struct ter_registry *registry, const struct ter_plan_request *request,
    struct ter_plan **ret_plan, struct ter_error *err);
void ter_plan_free(struct ter_plan *plan);
TER_DEFINE_AUTO(struct ter_plan, ter_plan_free)

/* The index of an item's township in plan->townships. */
size_t ter_plan_township_of(const struct ter_plan *plan, const struct ter_plan_item *item);

#endif
