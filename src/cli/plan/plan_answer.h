/* What a repair plan answers on the terminal: shared by `plan repair` and its report. */
#ifndef TER_CLI_PLAN_ANSWER_H
#define TER_CLI_PLAN_ANSWER_H

#include "plan/repair/repair_changes.h"
#include "plan_repair_rounds.h"

/* All of it is borrowed. */
struct ter_plan_answer {
    const struct ter_args *args;
    const struct ter_plan *plan;
    const struct ter_plan_changes *changes; /* NULL: nothing was compared */
    struct ter_plan_rounds *rounds;
};

/* Print what was asked for: what differs, rounds, or the list (people get the list before its rounds), then
 * what there is to know. */
TER_CHECKED bool ter_plan_answer_print(const struct ter_plan_answer *answer, struct ter_error *err);

#endif
