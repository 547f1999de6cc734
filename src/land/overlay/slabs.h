/* How much of one polygon lies in others, by slabs between parallels.
 *
 * Between two neighbouring positions' latitudes nothing but straight edges passes; where two of them cross,
 * the slab is cut there. In a slab the widths between edges grow evenly, so that areas are sums of widths:
 * continuous in every coordinate, whatever touches, overlaps or coincides. No topology is built, none can
 * fail. */
#ifndef TER_LAND_SLABS_H
#define TER_LAND_SLABS_H

#include "edges.h"
#include "land/area/ellipsoid.h"

/* Scratch memory of one thread. */
struct ter_slabs;
struct ter_slabs *ter_slabs_open(void) __attribute__((returns_nonnull));
void ter_slabs_close(struct ter_slabs *slabs);
TER_DEFINE_AUTO(struct ter_slabs, ter_slabs_close)

/* Sums to which a measurement adds, in square metres. */
struct ter_slab_sums {
    double patch_m2;  /* of the patch */
    double inside_m2; /* of it, in any zone */
    double *zones_m2; /* of it, in zone i */
};

/* Measure heaps of closed edges: `patch` (whose `of` is not looked at) and `zones`, where edge.of is below
 * zone_count. */
void ter_slabs_measure(struct ter_slabs *slabs, const struct ter_parallel *parallel,
    const struct ter_edge *patch, size_t patch_count, const struct ter_edge *zones, size_t count,
    size_t zone_count, struct ter_slab_sums *sums);

#endif
