/* Polygons as heaps of edges: what an odd number of edges lies west of is inside. Order, direction and rings
 * do not matter, so that cutting at a box takes each edge by itself and cannot go wrong on a shape. */
#ifndef TER_LAND_EDGES_H
#define TER_LAND_EDGES_H

#include "base/geometry.h"

/* Never level (those along a parallel bound nothing that the others do not); from south to north. */
struct ter_edge {
    double x1, y1, x2, y2; /* degrees, y1 < y2 */
    uint32_t of;           /* which polygon it belongs to */
};

/* Zero-initialise; ter_edges_free ends it. */
struct ter_edges {
    struct ter_edge *items;
    size_t count, capacity;
};
void ter_edges_free(struct ter_edges *edges);
#define TER_AUTO_EDGES __attribute__((cleanup(ter_edges_free)))

/* Append the edges of all rings of a polygon's WKB, as those of polygon `of`; the box of all its positions is
 * ret_box. False where the WKB is no polygon or broken; nothing is appended then. */
bool ter_edges_read(struct ter_edges *edges, struct ter_wkb polygon, uint32_t of, struct ter_bbox *ret_box);

void ter_edges_add(struct ter_edges *edges, struct ter_edge edge);

/* Append the part of a heap (of one polygon) within the box. The box's own west and east sides close it where
 * the polygon goes on beyond. ret_crossing: how many of the edges are not such sides. */
void ter_edges_cut(const struct ter_edge *from, size_t count, struct ter_bbox box,
    struct ter_edges *ret_edges, size_t *ret_crossing);

double ter_edge_x_at(const struct ter_edge *edge, double y);

#endif
