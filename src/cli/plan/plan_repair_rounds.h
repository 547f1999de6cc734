/* The rounds of a repair plan: year by year, what crews mend on one day. */
#ifndef TER_CLI_PLAN_REPAIR_ROUNDS_H
#define TER_CLI_PLAN_REPAIR_ROUNDS_H

#include "plan/repair/repair.h"
#include "plan_rounds.h"

/* Make and print the rounds of each year of the plan (of all records, where it has no years), in the form
 * that --format names. A command that calls it takes TER_ROUND_OPTIONS; without --crew-day nothing is done
 * and *ret_made is false. */
TER_CHECKED bool ter_plan_repair_rounds(const struct ter_args *args, struct ter_registry *registry,
    const struct ter_plan *plan, bool *ret_made, struct ter_error *err);

#endif
