/* Stretches of a line, as pairs of numbers along it. */
#ifndef TER_ROADS_INTERVALS_H
#define TER_ROADS_INTERVALS_H

#include "base/memory.h"

struct ter_interval {
    double low, high;
};

/* Zero-initialise; the owner frees the items. */
struct ter_intervals {
    struct ter_interval *items;
    size_t count, capacity;
};

/* Append a stretch; nothing where it has no length. */
void ter_intervals_add(struct ter_intervals *intervals, double low, double high);

/* Sort by where they begin. */
void ter_intervals_sort(struct ter_intervals *intervals);

#endif
