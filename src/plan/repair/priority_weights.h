/* What counts how much for the order of repairs: a table of weights. Data, never code. */
#ifndef TER_PLAN_PRIORITY_WEIGHTS_H
#define TER_PLAN_PRIORITY_WEIGHTS_H

#include "layer/layer.h"

enum ter_plan_part {
    TER_PLAN_SEVERITY, /* of the defect, 0 … 5 */
    TER_PLAN_CERTAIN,  /* what the mend adds to certain coverage, as a share of the norm's whole disc */
    TER_PLAN_POSSIBLE, /* what it adds to possible coverage, as a share of its own possible disc */
    TER_PLAN_SITES,    /* people or beds in sites within the norm's radius */
    TER_PLAN_AGE,      /* days since the defect is known */
    TER_PLAN_TARGET,   /* days left until the target date; below 0: overdue */
    TER_PLAN_SHARE,    /* broken ones of all in the township, 0 … 1 */
    TER_PLAN_PARTS,
};

/* One part: its value grows evenly from 0 at the measure `zero` to 1 at the measure `full`. */
struct ter_plan_weight {
    double weight; /* points at the value 1 */
    double zero, full;
    struct ter_label title, unit, reason;
};

struct ter_plan_weights {
    struct ter_plan_weight parts[TER_PLAN_PARTS]; /* the weights sum to 100 */
    double coarse_from; /* a radius of error from so many norm radii on is too coarse */
    struct ter_label coarse_reason;
    char *site_layer;           /* the layer of sites */
    struct ter_strings site_by; /* its fields that weigh, the largest counts */
    double site_without;        /* the weight of a site that gives none of them */
    struct ter_label site_reason;
};

/* The table that ships. */
TER_CHECKED bool ter_plan_weights_shipped(struct ter_plan_weights **ret_weights, struct ter_error *err);

/* Read a table; parts that it does not name keep the shipped values. `name` names the text in errors, which
 * say what is wrong where (/parts/3/weight). */
TER_CHECKED bool ter_plan_weights_parse(const char *text, size_t size, const char *name,
    struct ter_plan_weights **ret_weights, struct ter_error *err);
void ter_plan_weights_free(struct ter_plan_weights *weights);
TER_DEFINE_AUTO(struct ter_plan_weights, ter_plan_weights_free)

const char *ter_plan_part_name(enum ter_plan_part part); /* "severity", "coverage", … */

/* The value of a measure, 0 … 1. */
double ter_plan_weight_value(const struct ter_plan_weight *weight, double measure);

#endif
