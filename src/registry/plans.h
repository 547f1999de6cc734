/* Approved plans, kept in the register for later runs to be compared with. */
#ifndef TER_REGISTRY_PLANS_H
#define TER_REGISTRY_PLANS_H

#include "registry.h"

struct ter_saved_item {
    char *code;
    int64_t rank;   /* 1: the first to be done */
    int year;       /* 0: in none of the plan's years */
    char *township; /* or NULL */
    double score;
    double cost_yuan; /* NaN: not known */
};

/* Zero-initialise; ter_saved_plan_free ends it. */
struct ter_saved_plan {
    char *name;
    char *layer;
    char *made_at;                /* UTC, as the history writes it; given by the register */
    char *request;                /* what was asked, as a JSON object */
    struct ter_saved_item *items; /* by rank */
    size_t count, capacity;
};
void ter_saved_plan_free(struct ter_saved_plan *plan);
#define TER_AUTO_SAVED_PLAN __attribute__((cleanup(ter_saved_plan_free)))

/* Append an item; texts are copied. */
void ter_saved_plan_add(struct ter_saved_plan *plan, const struct ter_saved_item *item);

/* Keep a plan, inside a write transaction. An existing name is refused with TER_FAILED unless `replace`. */
TER_CHECKED bool ter_plans_save(
    struct ter_registry *registry, const struct ter_saved_plan *plan, bool replace, struct ter_error *err);

/* Read a plan with its items; fails with TER_NOT_FOUND and a did-you-mean. */
TER_CHECKED bool ter_plans_read(
    struct ter_registry *registry, const char *name, struct ter_saved_plan *ret_plan, struct ter_error *err);

/* Whether there is a plan of this name. */
TER_CHECKED bool ter_plans_have(
    struct ter_registry *registry, const char *name, bool *ret_there, struct ter_error *err);

/* One plan of the list: without its items, but with how many there are. */
struct ter_plan_entry {
    char *name, *layer, *made_at, *request;
    int64_t items, without_year;
    int first_year, last_year; /* 0: none */
};
struct ter_plan_entries {
    struct ter_plan_entry *items;
    size_t count, capacity;
};
void ter_plan_entries_free(struct ter_plan_entries *entries);
#define TER_AUTO_PLAN_ENTRIES __attribute__((cleanup(ter_plan_entries_free)))

/* All plans, the first saved first. */
TER_CHECKED bool ter_plans_list(
    struct ter_registry *registry, struct ter_plan_entries *ret_entries, struct ter_error *err);

/* Forget a plan, inside a write transaction; fails with TER_NOT_FOUND and a did-you-mean. */
TER_CHECKED bool ter_plans_drop(struct ter_registry *registry, const char *name, struct ter_error *err);

#endif
