/* Sharing out by the method of the largest remainder, and the choice of what a sum of money buys. */
#ifndef TER_PLAN_QUOTA_H
#define TER_PLAN_QUOTA_H

#include "base/memory.h"

/* Share `whole` out among `count` parties by their weights, in whole units: each gets its exact share rounded
 * down, what is left goes one by one to the largest remainders (Hamilton; of equal remainders to the larger
 * weight, then to the first). Nobody gets more than its weight: a whole above the sum of the weights gives
 * each its weight. Exact for sums below 2^63. */
void ter_quota_share(uint64_t whole, const uint64_t *weights, size_t count, uint64_t *ret_shares);

/* The largest sum of values that a budget buys, each item once (knapsack, by dynamic programming over the
 * greatest common measure of the costs). False where that is too large to compute. Costs are above 0. */
bool ter_quota_best(
    uint64_t budget, const uint64_t *costs, const double *values, size_t count, double *ret_value);

#endif
