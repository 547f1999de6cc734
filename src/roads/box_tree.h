/* A packed tree of boxes in the plane: many boxes at once, then questions. */
#ifndef TER_ROADS_BOX_TREE_H
#define TER_ROADS_BOX_TREE_H

#include "base/plane.h"

struct ter_box {
    double west, south, east, north;
};

struct ter_box_tree;

/* Sort the boxes into a tree; they need not be kept. Item i is boxes[i]. At most 2^32 - 2 boxes. */
struct ter_box_tree *ter_box_tree_open(const struct ter_box *boxes, size_t count)
    __attribute__((returns_nonnull, warn_unused_result));
void ter_box_tree_close(struct ter_box_tree *tree);
TER_DEFINE_AUTO(struct ter_box_tree, ter_box_tree_close)

/* Call `found` for each item whose box has something in common with `box`, in no particular order. */
void ter_box_tree_within(const struct ter_box_tree *tree, const struct ter_box *box,
    void (*found)(void *user, size_t item), void *user);

/* Visit items from near boxes to far ones: `measure` is asked for the item's true distance and answers
 * INFINITY for one that does not count. No item is asked whose box is farther than the nearest distance so
 * far, or than `farthest`. */
void ter_box_tree_nearest(const struct ter_box_tree *tree, struct ter_xy at, double farthest,
    double (*measure)(void *user, size_t item), void *user);

/* The smallest box round some points; the box of none is empty (west > east). */
struct ter_box ter_box_round(const struct ter_xy *points, size_t count);
bool ter_boxes_meet(const struct ter_box *a, const struct ter_box *b);
struct ter_box ter_box_grown(struct ter_box box, double by);

#endif
