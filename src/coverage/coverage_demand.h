/* What is not covered for certain, as demands that candidates could meet: for the ranking of what closes the
 * gaps. For the files coverage*.c only. */
#ifndef TER_COVERAGE_COVERAGE_DEMAND_H
#define TER_COVERAGE_COVERAGE_DEMAND_H

#include "closing.h"
#include "coverage_run.h"
#include "siting.h"

#define TER_DEMAND_UNIT_M 10.0 /* lines are cut into units of at most that */

/* Points and units of line, over after over. Areas are no demands. */
struct ter_demands {
    struct ter_xy *at;
    double *sizes;    /* in the over's own measure, weighed */
    double *errors_m; /* of the points themselves */
    double *weights;  /* shares of their over's whole gap */
    uint32_t *overs;
    uint8_t *met; /* not 0: covered by what was chosen before */
    size_t count, capacity;
    double *gaps; /* the whole of each over */
};

TER_CHECKED bool ter_demands_find(struct ter_cover_run *run, const struct ter_cover_pair *pair,
    struct ter_demands *ret_demands, struct ter_error *err);
void ter_demands_free(struct ter_demands *demands);

/* A place that could cover something. */
struct ter_candidate {
    struct ter_xy at;
    double error_m;
    enum ter_close_kind kind;
    size_t source;    /* SIZE_MAX: a new place */
    double turnout_s; /* of stations */
    size_t site;      /* of a new place */
};

/* Which candidate meets which demand for certain. */
TER_CHECKED bool ter_demands_pair(struct ter_cover_run *run, const struct ter_demands *demands,
    const struct ter_candidate *candidates, size_t count, struct ter_cover_pairs *ret_pairs,
    struct ter_error *err);

#endif
