/* What coverage is asked for, read from a command line: shared by `coverage` and its report. */
#ifndef TER_CLI_COVERAGE_REQUEST_H
#define TER_CLI_COVERAGE_REQUEST_H

#include "cli/cli.h"
#include "coverage/coverage.h"

/* Initialisers for a `static const struct ter_option options[]`: put them beside the command's own. */
// clang-format off
#define TER_COVERAGE_OPTIONS                                                                                 \
    {"radius", "M", "reach in a straight line, metres (default: the norm's)", false},                        \
    {"along-roads", NULL, "reach along the roads of the gazetteer; metres may follow as a word", false},     \
    {"minutes", "T[,T…]", "reach by driving time, minutes", false},                                          \
    {"over", "LAYER|FILE[:SRC_LAYER]|roads",                                                                 \
        "what ought to be covered; repeat for several (default: roads, sites, townships)", true},            \
    {"as", "count|area", "polygons of --over: how many of them, or their area (default: area)", false},      \
    {"weight", "FIELD", "weigh the points of --over by this field or column", false},                        \
    {"scenario", "now|repaired|planned|DATE", "which records count (default: now)", false},                  \
    {"without", "CODE,…", "these are shut: what is lost?", true},                                            \
    {"assume-exact", NULL, "take every position for exact", false},                                          \
    {"close", "N", "rank the mends and plans by what each adds, and propose up to N new places", false},     \
    {"exact", NULL, "with --close: prove the choice of new places optimal", false},                          \
    {"norms", "FILE", "a table of norms in place of the shipped one", false},                                \
    {"speeds", "FILE", "a table of speeds in place of the shipped one", false}
// clang-format on

/* A request with the tables that it borrows from. Zero-initialise; never copy. */
struct ter_coverage_args {
    struct ter_coverage_request request;
    struct ter_norms *norms;
    struct ter_speeds *speeds;
    struct ter_strings notes; /* what was assumed while reading files */
};

/* Read it. The layer is the command's first word ("hydrant"), or `layer` where that is not NULL; reads the
 * features of every --over too. End it with ter_coverage_args_free, also after a failure, but not before the
 * answer. */
TER_CHECKED bool ter_coverage_args_read(const struct ter_args *args, struct ter_registry *registry,
    const char *layer, struct ter_coverage_args *ret_args, struct ter_error *err);
void ter_coverage_args_free(struct ter_coverage_args *args);
#define TER_AUTO_COVERAGE_ARGS __attribute__((cleanup(ter_coverage_args_free)))

#endif
