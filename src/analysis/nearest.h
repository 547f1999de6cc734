/* The nearest points to a place, for many places: exact by the geodesic, over the dateline and the poles too.
 */
#ifndef TER_ANALYSIS_NEAREST_H
#define TER_ANALYSIS_NEAREST_H

#include "base/geometry.h"

struct ter_nearest_index;

/* Prepare for questions about these points, which must outlive the index. */
struct ter_nearest_index *ter_nearest_open(const struct ter_lonlat *points, size_t count)
    __attribute__((returns_nonnull, warn_unused_result));
void ter_nearest_close(struct ter_nearest_index *index);
TER_DEFINE_AUTO(struct ter_nearest_index, ter_nearest_close)

struct ter_nearest_hit {
    size_t point;      /* its place in the array of points */
    double distance_m; /* ter_distance_m */
};

/* Find the k points nearest to `from` that are at most max_m metres away (INFINITY: any), the nearest first,
 * equally distant ones in the order of the array. Returns how many there are, at most k. */
size_t ter_nearest_find(struct ter_nearest_index *index, struct ter_lonlat from, size_t k, double max_m,
    struct ter_nearest_hit *ret_hits);

#endif
