/* The order in which broken records are to be mended: a score of 0 to 100 for each, with all its parts.
 *
 * A part that cannot be judged (the position is too coarse, a date is not known) earns nothing, and says so;
 * its weight is not given to the other parts. `assessed` is the sum of the weights that could be judged. */
#ifndef TER_PLAN_PRIORITY_H
#define TER_PLAN_PRIORITY_H

#include "coverage/norms.h"
#include "priority_weights.h"
#include "registry/registry.h"

/* How a part of the score came about. */
enum ter_plan_state {
    TER_PLAN_KNOWN,
    TER_PLAN_AT_LEAST, /* the measure is a lower bound */
    TER_PLAN_NONE,     /* there is none, and that is known: no target date */
    TER_PLAN_UNKNOWN,  /* the record does not say */
    TER_PLAN_COARSE,   /* the position is too coarse to say */
    TER_PLAN_UNPLACED, /* the record has no position */
    TER_PLAN_NO_NORM,  /* no norm says how far this layer reaches */
    TER_PLAN_STATES,
};

struct ter_plan_score {
    enum ter_plan_state state;
    double measure; /* in the part's own unit (priority_weights.h); NaN where there is none */
    double value;   /* 0 … 1 */
    double points;  /* value * weight */
};

/* One broken record. Texts are owned; those that may be NULL say so. */
struct ter_plan_item {
    int64_t id;
    char *code;
    char *township;       /* NULL: the record names none */
    char *status;         /* as it is stored */
    char *defect;         /* as it is stored, or NULL */
    char *defect_title;   /* for people, or NULL */
    char *needs;          /* what the mend needs (digger, valve …), or NULL */
    char *location;       /* the text of its location, or NULL */
    char *target;         /* the day by which it is to be ready, YYYY-MM-DD, or NULL */
    char *since;          /* the day since when it is so, YYYY-MM-DD, or NULL */
    struct ter_lonlat at; /* NaN: no position */
    double uncertainty_m; /* NaN: not known */

    struct ter_plan_score parts[TER_PLAN_PARTS];
    double certain_gain_m2, possible_gain_m2; /* what the mend adds; NaN: not measured */
    double score;                             /* the sum of the points, to six decimals */
    double assessed;                          /* the sum of the weights of those parts that could be judged */
    size_t rank;                              /* 1: the first to be done */

    /* What repair.h adds. */
    int year;          /* 0: in none of the plan's years */
    double cost_yuan;  /* NaN: not known */
    char *why_no_year; /* for people, where year is 0; NULL otherwise */
};
void ter_plan_item_free(struct ter_plan_item *item);

/* Which records, and what to judge them by. All of it is borrowed. */
struct ter_priority_request {
    const struct ter_layer *layer; /* has available statuses */
    enum ter_lang lang;
    const struct ter_norms *norms;
    const struct ter_plan_weights *weights;
    const char *const *statuses; /* stored values; none: those that a mend ends */
    size_t status_count;
    const char *const *townships; /* only these; none: all */
    size_t township_count;
    int on; /* the day (base/day.h) on which ages and days left are judged */
};

/* The records in the order of rank. Zero-initialise. */
struct ter_priority_list {
    struct ter_plan_item *items;
    size_t count, capacity;
    double radius_m;          /* of the norm; NaN: none */
    int epsg;                 /* the metric working system; 0: nothing was measured */
    size_t coarse, unplaced;  /* how many of the items */
    struct ter_strings notes; /* what there is to know, one line each */
};

/* Score and rank. What a mend adds to coverage is counted on top of what is in service and of all records
 * with a better rank (lazy greedy, so that the order is that of choosing the best again and again). Ties go
 * to the graver defect, then to the nearer target date, then to the record that came first into the register.
 * Fails with TER_USAGE where the layer knows no available status, or a status is not one of its own. */
TER_CHECKED bool ter_priority_rank(struct ter_registry *registry, const struct ter_priority_request *request,
    struct ter_priority_list *ret_list, struct ter_error *err);
void ter_priority_list_free(struct ter_priority_list *list);
#define TER_AUTO_PRIORITY_LIST __attribute__((cleanup(ter_priority_list_free)))

const char *ter_plan_state_name(enum ter_plan_state state); /* "known", "too_coarse", … */

/* The same for people: "position too coarse". */
const char *ter_plan_state_title(enum ter_plan_state state, enum ter_lang lang);

#endif
