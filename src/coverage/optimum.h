/* The choice of what covers most as an integer program, and the module that solves it: CBC brings a dozen
 * libraries along, of which only a proof has need. */
#ifndef TER_COVERAGE_OPTIMUM_H
#define TER_COVERAGE_OPTIMUM_H

#include "base/memory.h"
#include "base/module.h"

/* Demands that the same candidates cover are one group; those that one candidate alone covers are its own. */
struct ter_cover_program {
    size_t candidate_count, most; /* choose at most `most` */
    const double *own;            /* of each candidate: what it alone covers */
    size_t group_count;
    const double *group_weights;
    const size_t *group_first; /* group g can be covered by group_candidates[group_first[g]] …, each once */
    const uint32_t *group_candidates;
};

struct ter_cover_program_answer {
    uint8_t
        *chosen;  /* of each candidate: 1 or 0, all 0 where nothing was found in time; given by the caller */
    double bound; /* no choice covers more */
    bool proved;
};

/* The module's table, under the name TER_OPTIMUM_SYMBOL in terrier-optimum.so. */
#define TER_OPTIMUM_MODULE "terrier-optimum"
#define TER_OPTIMUM_SYMBOL "ter_optimum_module"
struct ter_optimum_module {
    struct ter_module module;
    TER_CHECKED bool (*solve)(const struct ter_cover_program *program, double seconds,
        struct ter_cover_program_answer *answer, struct ter_error *err);
};

#endif
