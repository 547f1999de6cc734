/* Owns lists of stretches along a line. Knows nothing of what lies there. */
#include "intervals.h"

#include <stdlib.h>

static int by_low(const void *a, const void *b)
{
    const struct ter_interval *one = a, *other = b;
    return (one->low > other->low) - (one->low < other->low);
}

void ter_intervals_add(struct ter_intervals *intervals, double low, double high)
{
    if (high <= low)
        return;
    intervals->items =
        ter_grow(intervals->items, &intervals->capacity, intervals->count + 1, sizeof *intervals->items);
    intervals->items[intervals->count++] = (struct ter_interval){low, high};
}

void ter_intervals_sort(struct ter_intervals *intervals)
{
    if (intervals->count)
        qsort(intervals->items, intervals->count, sizeof *intervals->items, by_low);
}
