/* Owns the summing up of what two records share, of which each tile has a part. Knows nothing of records. */
#include "topology_parts.h"

#include <stdlib.h>

static int by_pair(const void *a, const void *b)
{
    const struct ter_shared *one = a, *other = b;
    if (one->a != other->a)
        return one->a < other->a ? -1 : 1;
    return (one->b > other->b) - (one->b < other->b);
}

static int largest_shared(const void *a, const void *b)
{
    const struct ter_shared *one = a, *other = b;
    if (one->area_m2 != other->area_m2)
        return one->area_m2 > other->area_m2 ? -1 : 1;
    return by_pair(a, b);
}

size_t ter_shared_sum_up(struct ter_faults *faults)
{
    size_t kept = 0;
    for (size_t i = 0; i < faults->shared_count; i++)
        if (faults->shared[i].a > faults->shared[i].b) {
            uint32_t a = faults->shared[i].a;
            faults->shared[i].a = faults->shared[i].b;
            faults->shared[i].b = a;
        }
    if (!faults->shared_count)
        return 0;
    qsort(faults->shared, faults->shared_count, sizeof *faults->shared, by_pair);
    for (size_t i = 0; i < faults->shared_count; i++)
        if (kept && by_pair(&faults->shared[kept - 1], &faults->shared[i]) == 0)
            faults->shared[kept - 1].area_m2 += faults->shared[i].area_m2;
        else
            faults->shared[kept++] = faults->shared[i];
    qsort(faults->shared, kept, sizeof *faults->shared, largest_shared);
    return kept;
}
