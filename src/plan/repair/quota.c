/* Owns the arithmetic of sharing out. Knows nothing of what is shared. */
#include "quota.h"

#include <math.h>
#include <stdlib.h>

/* ---- the largest remainder ---- */

struct remainder {
    unsigned __int128 rest; /* of the division, the same divisor for all */
    uint64_t weight;
    size_t party;
};

static int larger_first(const void *a, const void *b)
{
    const struct remainder *x = a, *y = b;
    if (x->rest != y->rest)
        return x->rest < y->rest ? 1 : -1;
    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    return (x->party > y->party) - (x->party < y->party);
}

void ter_quota_share(uint64_t whole, const uint64_t *weights, size_t count, uint64_t *ret_shares)
{
    TER_AUTO_FREE struct remainder *remainders = ter_alloc((count + 1) * sizeof *remainders);
    uint64_t sum = 0, left;
    for (size_t i = 0; i < count; i++)
        sum += weights[i];
    left = whole = whole < sum ? whole : sum;
    for (size_t i = 0; i < count; i++) {
        unsigned __int128 exact = (unsigned __int128)whole * weights[i];
        ret_shares[i] = sum ? (uint64_t)(exact / sum) : 0;
        remainders[i] = (struct remainder){sum ? exact % sum : 0, weights[i], i};
        left -= ret_shares[i];
    }
    if (count)
        qsort(remainders, count, sizeof *remainders, larger_first);
    for (size_t i = 0; i < left; i++) /* fewer than parties with a remainder */
        ret_shares[remainders[i].party]++;
}

/* ---- the best that money buys ---- */

static uint64_t common_measure(uint64_t a, uint64_t b)
{
    while (b) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

bool ter_quota_best(
    uint64_t budget, const uint64_t *costs, const double *values, size_t count, double *ret_value)
{
    static const uint64_t most_steps = 100 * 1000 * 1000;
    uint64_t measure = 0, sum = 0;
    for (size_t i = 0; i < count; i++) {
        measure = common_measure(measure, costs[i]);
        sum += costs[i];
    }
    *ret_value = 0;
    if (!count)
        return true;
    measure = measure ? measure : 1; /* all of them are free */
    uint64_t room = (budget < sum ? budget : sum) / measure;
    if ((room + 1) > most_steps / count)
        return false;
    TER_AUTO_FREE double *best = ter_alloc((room + 1) * sizeof *best); /* for each sum of money */
    for (size_t i = 0; i < count; i++) {
        uint64_t cost = costs[i] / measure;
        for (uint64_t money = room + 1; money-- > cost;)
            best[money] = fmax(best[money], best[money - cost] + values[i]);
    }
    *ret_value = best[room];
    return true;
}
