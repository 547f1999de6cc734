/* The convex shapes of a reach as polygons: a rectangle, a wedge or a circle, and what half-planes leave of
 * it. Arcs have TER_REACH_QUADRANT chords a quarter (within 0.5 % of the radius), large circles more: chords
 * stay within half a metre up to a radius of 24 km. */
#ifndef TER_ROADS_REACH_ROADS_CORNERS_H
#define TER_ROADS_REACH_ROADS_CORNERS_H

#include "reach_roads_parts.h"

enum { TER_MOST_CORNERS = 512 };
struct ter_corners {
    struct ter_xy items[TER_MOST_CORNERS];
    size_t count;
};

/* Counterclockwise, but for bends to the right. A bend begins with its middle; a rectangle has its four
 * corners: left and right of a, right and left of b. Shapes that meet share their corners to the last bit. */
void ter_strip_corners(const struct ter_strip *strip, struct ter_corners *ret_corners);

/* Keep what lies in a half-plane, which is counted from `origin`. */
void ter_corners_cut(const struct ter_corners *from, struct ter_xy origin, struct ter_half_plane plane,
    struct ter_corners *ret_left);

#endif
