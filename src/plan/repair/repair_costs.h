/* What a mend costs, by defect or by what it needs: the user's own table. terrier ships no costs. */
#ifndef TER_PLAN_REPAIR_COSTS_H
#define TER_PLAN_REPAIR_COSTS_H

#include "layer/layer.h"

struct ter_plan_cost {
    char *defect; /* a stored value, or NULL */
    char *needs;  /* or NULL; one of the two is given */
    double yuan;  /* above 0 */
    char *source; /* where the figure comes from, or NULL */
};

struct ter_plan_costs {
    struct ter_plan_cost *items;
    size_t count, capacity;
};

/* Begin an empty table. */
struct ter_plan_costs *ter_plan_costs_new(void) __attribute__((returns_nonnull));

/* Add one line. The defect may be named in any way that the layer's domain understands, the need by its code
 * or as lists show it; blank texts and NULL are not given. Fails on what no record could ever have, on a cost
 * that is no amount, and on one that is given twice. */
TER_CHECKED bool ter_plan_costs_add(struct ter_plan_costs *costs, const struct ter_layer *layer,
    const char *defect, const char *needs, double yuan, const char *source, struct ter_error *err);

/* Read a JSON table: {"costs": [{"defect": "no_water", "yuan": 8000, "source": "…"}, {"needs": "digger",
 * …}]}. `name` names the text in errors. */
TER_CHECKED bool ter_plan_costs_parse(const char *text, size_t size, const char *name,
    const struct ter_layer *layer, struct ter_plan_costs **ret_costs, struct ter_error *err);
void ter_plan_costs_free(struct ter_plan_costs *costs);
TER_DEFINE_AUTO(struct ter_plan_costs, ter_plan_costs_free)

/* The cost of a mend, and its source: by its defect, else by what it needs; NaN where neither is known.
 * `costs` may be NULL. */
double ter_plan_cost_of(const struct ter_plan_costs *costs, const char *defect, const char *needs);

#endif
