/* The walk over a layer, part by part. */
#ifndef TER_LAND_TOPOLOGY_WALK_H
#define TER_LAND_TOPOLOGY_WALK_H

#include "topology_parts.h"

/* The records to be checked: ids rise, the rest runs beside them. */
struct ter_walk {
    struct ter_registry *registry;
    const struct ter_layer *layer;
    const struct ter_ellipsoid *ellipsoid;
    const int64_t *ids;
    const struct ter_box *boxes;
    size_t count;
};

/* Check all parts of `all`, which holds every record with some room round it, and append what they hold. */
TER_CHECKED bool ter_walk_parts(
    const struct ter_walk *walk, struct ter_bbox all, struct ter_faults *faults, struct ter_error *err);

#endif
