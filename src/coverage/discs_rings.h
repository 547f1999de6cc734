/* The outline of a union of discs as closed rings of arcs. */
#ifndef TER_COVERAGE_DISCS_RINGS_H
#define TER_COVERAGE_DISCS_RINGS_H

#include "discs_parts.h"

struct ter_ring_step {
    uint32_t arc;
    struct ter_xy from, to; /* where it begins and ends; what begins where another ends has the same point */
};

/* Zero-initialise. Rings of one outline bound one connected inside: an outer ring and the holes that touch
 * it, or holes that touch each other. The inside is on the left: outer rings run counter-clockwise. */
struct ter_ring {
    size_t first, count; /* of its steps */
    size_t outline;
};
struct ter_disc_rings {
    struct ter_ring_step *steps;
    size_t step_count, step_capacity;
    struct ter_ring *rings;
    size_t count, capacity;
    size_t outlines;
};

/* Fails where the arcs do not close. */
TER_CHECKED bool ter_discs_find_rings(
    const struct ter_discs *discs, struct ter_disc_rings *ret_rings, struct ter_error *err);
void ter_disc_rings_free(struct ter_disc_rings *rings);
#define TER_AUTO_DISC_RINGS __attribute__((cleanup(ter_disc_rings_free)))

#endif
