/* The draft of a work order: which records are to be on it, in which order. */
#ifndef TER_PLAN_ORDER_DRAFT_H
#define TER_PLAN_ORDER_DRAFT_H

#include "registry/find.h"
#include "registry/orders.h"
#include "registry/plans.h"

/* The statuses of things that want a mend: not available, but following one that is and leading back to one.
 * Texts are the layer's. */
size_t ter_order_broken(const struct ter_layer *layer, const char **ret_statuses, size_t max);

/* Put the records that pass the filter on the order, in their own order. */
TER_CHECKED bool ter_order_draft_found(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_filter *filter, struct ter_order *order, struct ter_error *err);

/* Records that no mend ends any more: they came into service, or were retired, since they were planned. */
struct ter_order_left {
    struct ter_strings codes;
    struct ter_strings why; /* for people: "H-000015 in service since 2023-09-01" */
    enum ter_lang lang;     /* … in this language */
};

/* Put those of a saved plan on it that also pass the filter, by rank: of one year (0: of any, or of none).
 * Without a filter of statuses, what wants no mend any more is left out, and said. */
TER_CHECKED bool ter_order_draft_planned(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_saved_plan *plan, int year, const struct ter_filter *filter, struct ter_order *order,
    struct ter_order_left *left, struct ter_error *err);

/* Let the records of a township stand together, the township with the most of them first, those without one
 * last; within it by round, else as they were. */
void ter_order_draft_group(struct ter_order *order);

#endif
