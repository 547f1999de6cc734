/* The rounds of a repair plan as --crew-day asks for them, in the forms of plan_rounds.h: shared by
 * `plan repair` and its report. */
#ifndef TER_CLI_PLAN_REPAIR_ROUNDS_H
#define TER_CLI_PLAN_REPAIR_ROUNDS_H

#include "plan/repair/repair_rounds.h"
#include "plan_rounds.h"

/* A command that calls this takes TER_ROUND_OPTIONS. Zero-initialise. */
struct ter_plan_rounds {
    const struct ter_plan *plan;
    struct ter_round_options options;
    struct ter_repair_rounds *made; /* NULL: --crew-day was not given */
};

/* The options alone: what is wrong with them is said before any work. */
TER_CHECKED bool ter_plan_rounds_read(
    const struct ter_args *args, struct ter_plan_rounds *rounds, struct ter_error *err);
TER_CHECKED bool ter_plan_rounds_make(struct ter_registry *registry, const struct ter_plan *plan,
    struct ter_plan_rounds *rounds, struct ter_error *err);
void ter_plan_rounds_free(struct ter_plan_rounds *rounds);

/* Print to standard output as --format says; where rounds were made. */
TER_CHECKED bool ter_plan_rounds_print(
    struct ter_plan_rounds *rounds, enum ter_format format, struct ter_error *err);

/* Write to a report's file that is no page. */
TER_CHECKED bool ter_plan_rounds_write(
    struct ter_plan_rounds *rounds, const struct ter_report_target *target, struct ter_error *err);

#endif
