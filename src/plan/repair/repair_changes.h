/* What a plan made today says otherwise than one that was approved before. */
#ifndef TER_PLAN_REPAIR_CHANGES_H
#define TER_PLAN_REPAIR_CHANGES_H

#include "registry/plans.h"
#include "repair.h"

enum ter_plan_change_kind {
    TER_PLAN_DONE,    /* it was in the plan, and can be used again */
    TER_PLAN_NEW,     /* it is broken now, and was not in the plan */
    TER_PLAN_MOVED,   /* another year */
    TER_PLAN_DROPPED, /* it was in the plan, and is neither broken nor of use */
    TER_PLAN_SAME,
    TER_PLAN_CHANGE_KINDS,
};

struct ter_plan_change {
    enum ter_plan_change_kind kind;
    char *code;
    char *township;                 /* or NULL */
    int year_before, year_now;      /* 0: none */
    size_t rank_before, rank_now;   /* 0: not in the plan */
    double score_before, score_now; /* NaN: not in the plan */
    char *why;                      /* for people; NULL where nothing is known */
};

/* Those of the saved plan by its ranks, then the new ones by theirs. Zero-initialise. */
struct ter_plan_changes {
    struct ter_plan_change *items;
    size_t count, capacity;
    size_t counts[TER_PLAN_CHANGE_KINDS];
};

/* Compare. `townships` are those that the plan was restricted to (none: all). Fails with TER_USAGE where the
 * saved plan is one of another layer. */
TER_CHECKED bool ter_plan_compare(struct ter_registry *registry, const struct ter_plan *plan,
    const struct ter_plan_request *request, const struct ter_saved_plan *saved,
    struct ter_plan_changes *ret_changes, struct ter_error *err);
void ter_plan_changes_free(struct ter_plan_changes *changes);
#define TER_AUTO_PLAN_CHANGES __attribute__((cleanup(ter_plan_changes_free)))

const char *ter_plan_change_name(enum ter_plan_change_kind kind); /* "done", "new", … */
const char *ter_plan_change_title(enum ter_plan_change_kind kind, enum ter_lang lang);

#endif
