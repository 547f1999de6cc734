/* Areas cut into tiles of few edges, in one index: what a small shape lies in costs the same, however large
 * and winding the area is. Where an area fills its tile there are no edges at all. */
#ifndef TER_LAND_TILES_H
#define TER_LAND_TILES_H

#include "edges.h"
#include "roads/box_tree.h"

struct ter_tile {
    struct ter_bbox box;
    uint32_t area;                /* which of the areas */
    uint32_t count;               /* of edges; 0: the area fills the tile */
    const struct ter_edge *edges; /* closed; edge.of is the area */
};

struct ter_tiles;
struct ter_tiles *ter_tiles_open(void) __attribute__((returns_nonnull));
void ter_tiles_close(struct ter_tiles *tiles);
TER_DEFINE_AUTO(struct ter_tiles, ter_tiles_close)

/* Cut up another polygon or multipolygon; the first one is area 0. False where it is none, or broken: it then
 * counts as an area without extent. */
bool ter_tiles_add(struct ter_tiles *tiles, struct ter_wkb polygon);
size_t ter_tiles_areas(const struct ter_tiles *tiles);

/* After the last one: make the index. From now on threads may share the tiles. */
void ter_tiles_seal(struct ter_tiles *tiles);

/* Call `each` for each tile that the box meets. */
void ter_tiles_within(const struct ter_tiles *tiles, struct ter_bbox box,
    void (*each)(void *user, const struct ter_tile *tile), void *user);

#endif
