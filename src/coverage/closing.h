/* What closes the gaps: of many places that could cover something, which few cover the most.
 *
 * Abstract: what a demand is (a hydrant's 10 m of road, a building, a site), what a candidate is (a broken
 * hydrant, a planned one, a new place of siting.h) and what reaches what is the caller's. */
#ifndef TER_COVERAGE_CLOSING_H
#define TER_COVERAGE_CLOSING_H

#include "discs.h"

/* Which candidate covers which demand, candidate after candidate. Zero-initialise. */
struct ter_cover_pairs {
    size_t
        *first; /* candidate c covers covers[first[c]] … covers[first[c + 1] - 1]; NULL without candidates */
    uint32_t *covers;
    size_t candidate_count, first_capacity, capacity;
};
void ter_cover_pairs_free(struct ter_cover_pairs *pairs);
#define TER_AUTO_COVER_PAIRS __attribute__((cleanup(ter_cover_pairs_free)))

/* Append one candidate, with what it covers, each demand once. */
void ter_cover_pairs_add(struct ter_cover_pairs *pairs, const uint32_t *demands, size_t count);

/* Append candidates that cover what lies within their discs (d <= r). A radius of 0 or less covers nothing.
 */
void ter_cover_pairs_within(struct ter_cover_pairs *pairs, const struct ter_disc *candidates, size_t count,
    const struct ter_xy *demands, size_t demand_count);

struct ter_cover_problem {
    const double *weights; /* of each demand: finite, 0 or more */
    size_t demand_count;
    const struct ter_cover_pairs *pairs;
    const double *costs; /* of each candidate, above 0; NULL: all the same */
    const uint8_t
        *already; /* of each demand: not 0 where it is covered without any candidate; NULL: none is */
};

struct ter_cover_choice {
    size_t candidate;
    double gain;          /* the weight that it adds beyond those before it */
    double covered_after; /* the weight covered then, with what is covered already */
};

/* Choose up to `most` candidates, each time the one that adds the most (for its cost, where there are costs;
 * of equals the first), until `share` (0 … 1) of all weight is covered or none adds anything. This covers at
 * least 1 - 1/e of what any choice of as many could (Nemhauser, Wolsey, Fisher 1978), where there are no
 * costs. To rank all candidates: most SIZE_MAX, share 1. The caller frees *ret_choices. Fails on weights and
 * costs out of range, and on demands that do not exist. */
TER_CHECKED bool ter_closing_greedy(const struct ter_cover_problem *problem, size_t most, double share,
    struct ter_cover_choice **ret_choices, size_t *ret_count, struct ter_error *err);

enum { TER_OPTIMUM_MOST_CANDIDATES = 2000 };

struct ter_cover_optimum {
    size_t *candidates; /* ascending; owned */
    size_t count;
    double value; /* the weight that they add to what is covered already */
    double bound; /* no choice of as many adds more; equals `value`, but for rounding, where that is proved */
    double greedy; /* what the greedy choice of as many adds */
    double gap;    /* of the greedy choice to the bound, 0 … 1: (bound - greedy) / bound */
    bool proved;   /* false: the time ran out; `value` is the best found and never less than `greedy` */
};
void ter_cover_optimum_free(struct ter_cover_optimum *optimum);
#define TER_AUTO_COVER_OPTIMUM __attribute__((cleanup(ter_cover_optimum_free)))

/* Find the choice of at most `most` candidates that adds the most, and prove it, by integer programming
 * (CBC), in about `seconds` of processor time at most. 2,000 candidates take 1 to 10 s. Costs do not count
 * here. Fails with TER_USAGE above TER_OPTIMUM_MOST_CANDIDATES, and with TER_FAILED where terrier was built
 * without CBC, saying how to get it. */
TER_CHECKED bool ter_closing_optimum(const struct ter_cover_problem *problem, size_t most, double seconds,
    struct ter_cover_optimum *ret_optimum, struct ter_error *err);

#endif
