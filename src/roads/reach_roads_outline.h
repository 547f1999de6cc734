/* The outline of a reach inside a box, found shape by shape: of each shape's border only what no other shape
 * holds is drawn, so that GEOS has little to unite. */
#ifndef TER_ROADS_REACH_ROADS_OUTLINE_H
#define TER_ROADS_REACH_ROADS_OUTLINE_H

#include "reach_roads_parts.h"

struct ter_reach_outline;

/* Find the pieces of the outline of these strips inside the box. */
struct ter_reach_outline *ter_reach_outline_open(
    const struct ter_road_reach *reach, const uint32_t *strips, size_t count, const struct ter_box *box);
void ter_reach_outline_close(struct ter_reach_outline *outline);
TER_DEFINE_AUTO(struct ter_reach_outline, ter_reach_outline_close)

/* Report each piece as a line. The pieces cross where they meet, by a hundredth of a millimetre or more, and
 * no two faces that they cut the box into, of which one is reached and one not, lie on one side of them;
 * there may be pieces that run through what is reached, or through what is not. */
void ter_reach_outline_pieces(const struct ter_reach_outline *outline,
    void (*piece)(void *user, const struct ter_xy *line, size_t count), void *user);

/* Whether a place is inside one of the shapes as they are drawn, with chords. */
bool ter_reach_outline_holds(const struct ter_reach_outline *outline, struct ter_xy at);

#endif
