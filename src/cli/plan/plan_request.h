/* What a repair plan is asked for, read from a command line: shared by `plan repair` and its report. */
#ifndef TER_CLI_PLAN_REQUEST_H
#define TER_CLI_PLAN_REQUEST_H

#include "base/json.h"
#include "cli/cli.h"
#include "plan/repair/repair.h"

/* Initialisers for a `static const struct ter_option options[]`: put them beside the command's own. */
// clang-format off
#define TER_PLAN_OPTIONS                                                                                     \
    {"layer", "LAYER", "what is mended (default: hydrant)", false},                                          \
    {"per-year", "N,N,…", "how many are mended in each year", false},                                        \
    {"budget", "YUAN,YUAN,…", "how much money there is in each year; with --costs", false},                  \
    {"costs", "FILE", "what mends cost, by defect or need: .json or .csv", false},                           \
    {"from-year", "YEAR", "the first of the years (default: that of --on)", false},                          \
    {"choose", "rank|value", "with --budget: by rank, or the most points for the money first (default: rank)", false},\
    {"by", "township", "share each year out among the townships by their backlog", false},                   \
    {"township", "TOWNSHIP", "only records of this township; repeat for several", true},                     \
    {"status", "STATUS", "only records in this status; repeat for several (default: all that are broken)",   \
        true},                                                                                               \
    {"on", "DATE", "the day on which ages and target dates are judged (default: today)", false},             \
    {"weights", "FILE", "a table of weights in place of the shipped one", false},                            \
    {"norms", "FILE", "a table of norms in place of the shipped one", false},                                \
    {"exact", NULL, "with --budget: also prove what the best choice would be worth", false}
// clang-format on

/* A request with the tables that it borrows from. Zero-initialise; never copy. */
struct ter_plan_args {
    struct ter_plan_request request;
    struct ter_norms *norms;
    struct ter_plan_weights *weights;
    struct ter_plan_costs *costs; /* NULL: none were given */
    const char *townships[TER_MAX_ARGUMENTS], *statuses[TER_MAX_ARGUMENTS];
};

/* Read it. End it with ter_plan_args_free, also after a failure, but not before the plan. */
TER_CHECKED bool ter_plan_args_read(const struct ter_args *args, struct ter_registry *registry,
    struct ter_plan_args *ret_args, struct ter_error *err);
void ter_plan_args_free(struct ter_plan_args *args);
#define TER_AUTO_PLAN_ARGS __attribute__((cleanup(ter_plan_args_free)))

/* The request as a JSON object, for an approved plan: what was asked, and the weights that decided. */
json_t *ter_plan_args_json(const struct ter_plan_args *args);

#endif
