/* The rounds of a repair plan: year by year, what crews mend on one day. */
#ifndef TER_PLAN_REPAIR_ROUNDS_H
#define TER_PLAN_REPAIR_ROUNDS_H

#include "plan/rounds/rounds.h"
#include "repair.h"

/* What is asked beside the plan. All of it is borrowed, and lives as long as the rounds. */
struct ter_repair_rounds_request {
    double day_min;    /* a crew's day */
    size_t crews;      /* 0: not said */
    const char *depot; /* as ter_round_depots_read takes it; NULL: not said */
    const struct ter_round_rules *rules;
};

struct ter_repair_rounds_year {
    int year;                          /* 0: of a plan without years */
    struct ter_rounds_request request; /* a stop's payload is its place in the plan's list */
    struct ter_rounds *rounds;         /* their notes say where crews set out, too */
    struct ter_round_stop *stops;
    struct ter_round_depots depots;
};

struct ter_repair_rounds {
    struct ter_repair_rounds_request request;
    struct ter_repair_rounds_year *years;
    size_t year_count;
    struct ter_round_ground ground;
};

/* Make the rounds of each year; of all records, where the plan has no years. The plan outlives them. */
TER_CHECKED bool ter_repair_rounds_make(struct ter_registry *registry, const struct ter_plan *plan,
    const struct ter_repair_rounds_request *request, struct ter_repair_rounds **ret_rounds,
    struct ter_error *err);
void ter_repair_rounds_free(struct ter_repair_rounds *rounds);
TER_DEFINE_AUTO(struct ter_repair_rounds, ter_repair_rounds_free)

#endif
