/* Why a record has another year than in an approved plan. For this folder only. */
#ifndef TER_PLAN_REPAIR_REASONS_H
#define TER_PLAN_REPAIR_REASONS_H

#include "registry/plans.h"
#include "repair.h"

/* What an approved plan was asked for, as it was saved, and what each township got of it. Zero-initialise. */
struct ter_plan_former {
    const struct ter_saved_plan *saved; /* borrowed */
    bool known;                         /* false: the plan does not say what it was asked for */
    bool is_budget, by_township;
    int from_year;
    double years[TER_PLAN_MOST_YEARS];
    size_t year_count;
};

/* Read it; what is not understood is not known. */
void ter_plan_former_read(const struct ter_saved_plan *saved, struct ter_plan_former *ret_former);

/* The reason as far as the two plans tell, for people: other years, quotas or budgets, another share of its
 * township, then its position where that has changed the same way. The caller frees it. */
char *ter_plan_why_moved(const struct ter_plan *plan, const struct ter_plan_former *former,
    const struct ter_saved_item *before, const struct ter_plan_item *now) __attribute__((returns_nonnull));

#endif
