/* A static tree over frames (boxes of things) in a plane, walked from what is near to what is far: where many
 * things lie over each other, the first few decide, and the walk ends. */
#ifndef TER_COVERAGE_DISCS_TREE_H
#define TER_COVERAGE_DISCS_TREE_H

#include "base/plane.h"

struct ter_frame {
    struct ter_xy low, high;
};

bool ter_frame_meets(const struct ter_frame *a, const struct ter_frame *b); /* edges belong to frames */
struct ter_frame ter_frame_round(struct ter_xy at, double reach_m);
struct ter_frame ter_frame_join(struct ter_frame a, struct ter_frame b);
struct ter_frame ter_frame_none(void); /* joins with any other to that other, meets nothing */

double ter_frame_distance2(const struct ter_frame *frame, struct ter_xy from); /* squared; 0 inside */

struct ter_frame_tree;

/* The frames are copied; less than 2^32 of them. Takes n log n time however they are heaped. */
struct ter_frame_tree *ter_frame_tree_open(const struct ter_frame *frames, size_t count);
void ter_frame_tree_close(struct ter_frame_tree *tree);
TER_DEFINE_AUTO(struct ter_frame_tree, ter_frame_tree_close)

/* The items in the order of the tree: those that are near each other in it are near each other in the plane.
 */
const uint32_t *ter_frame_tree_order(const struct ter_frame_tree *tree);

/* The items of one branch of the tree. */
struct ter_frame_group {
    struct ter_frame all;     /* holds their frames */
    struct ter_frame middles; /* holds the middles of their frames */
    double reach_m;           /* no frame is farther than this, along an axis, from its middle */
};

/* One walk through the items whose frames meet `within`, roughly those first that are nearest to `near`. */
struct ter_frame_walk {
    struct ter_frame within;
    struct ter_xy near;
    bool (*enters)(void *user, const struct ter_frame_group *group); /* false: none of them; NULL: always */
    bool (*visits)(void *user, uint32_t item);                       /* false ends the walk */
    void *user;
};
bool ter_frame_tree_walk(
    const struct ter_frame_tree *tree, const struct ter_frame_walk *walk); /* false: ended */

#endif
