/* Which records a gap lies between. */
#ifndef TER_LAND_TOPOLOGY_NEIGHBOURS_H
#define TER_LAND_TOPOLOGY_NEIGHBOURS_H

#include "topology_walk.h"

struct ter_gap_neighbour {
    char *code;
    double shared_deg; /* the length of the border */
};
struct ter_gap_neighbours {
    struct ter_gap_neighbour *items; /* the longest border first */
    size_t count, capacity;
};
void ter_gap_neighbours_free(struct ter_gap_neighbours *neighbours);
#define TER_AUTO_GAP_NEIGHBOURS __attribute__((cleanup(ter_gap_neighbours_free)))

/* Find the walk's records that border on a gap; none of one with very many records round it. */
TER_CHECKED bool ter_gap_neighbours_find(const struct ter_walk *walk, struct ter_wkb gap,
    struct ter_gap_neighbours *ret_neighbours, struct ter_error *err);

/* Their codes in one line, the first of many. */
void ter_gap_neighbours_print(const struct ter_gap_neighbours *neighbours, struct ter_buf *out);

#endif
