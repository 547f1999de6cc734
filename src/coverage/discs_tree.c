/* Owns the tree of frames: halves of halves, divided at the median of their middles, packed in arrays. Knows
 * nothing of what the frames stand for. */
#include "discs_tree.h"

#include <math.h>
#include <stdlib.h>

enum { LEAF_ITEMS = 6, DEEPEST = 64, MOST_WAITING = 1024 };

struct item {
    struct ter_frame frame;
    uint32_t number;
};

struct node {
    struct ter_frame_group group;
    uint32_t first, count; /* of a leaf's items */
    uint32_t right;        /* 0: a leaf; else this is the right child, and the left one is the next node */
};

struct ter_frame_tree {
    struct item *items;
    uint32_t *order;
    struct node *nodes;
    size_t node_count;
};

bool ter_frame_meets(const struct ter_frame *a, const struct ter_frame *b)
{
    return a->low.x <= b->high.x && b->low.x <= a->high.x && a->low.y <= b->high.y && b->low.y <= a->high.y;
}

struct ter_frame ter_frame_round(struct ter_xy at, double reach_m)
{
    return (struct ter_frame){{at.x - reach_m, at.y - reach_m}, {at.x + reach_m, at.y + reach_m}};
}

static double lesser(double a, double b)
{
    return a < b ? a : b;
}

static double greater(double a, double b)
{
    return a > b ? a : b;
}

struct ter_frame ter_frame_join(struct ter_frame a, struct ter_frame b)
{
    return (struct ter_frame){{lesser(a.low.x, b.low.x), lesser(a.low.y, b.low.y)},
        {greater(a.high.x, b.high.x), greater(a.high.y, b.high.y)}};
}

struct ter_frame ter_frame_none(void)
{
    return (struct ter_frame){{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
}

double ter_frame_distance2(const struct ter_frame *frame, struct ter_xy from)
{
    double x = greater(greater(frame->low.x - from.x, from.x - frame->high.x), 0);
    double y = greater(greater(frame->low.y - from.y, from.y - frame->high.y), 0);
    return x * x + y * y;
}

static struct ter_xy middle(const struct ter_frame *frame)
{
    return (struct ter_xy){(frame->low.x + frame->high.x) / 2, (frame->low.y + frame->high.y) / 2};
}

static double key(const struct item *item, bool by_y)
{
    return by_y ? item->frame.low.y + item->frame.high.y : item->frame.low.x + item->frame.high.x;
}

static void swap(struct item *a, struct item *b)
{
    struct item kept = *a;
    *a = *b;
    *b = kept;
}

/* Put the item that belongs at `target` there, smaller ones before it (Hoare's selection). The pivot is the
 * median of three; items equal to it are swapped too, so that heaps of equal frames are halved evenly. */
static void divide(struct item *items, ptrdiff_t count, ptrdiff_t target, bool by_y)
{
    ptrdiff_t low = 0, high = count - 1;
    while (low < high) {
        double a = key(&items[low], by_y), b = key(&items[(low + high) / 2], by_y),
               c = key(&items[high], by_y);
        double pivot = greater(lesser(a, b), lesser(greater(a, b), c));
        ptrdiff_t i = low, j = high;
        while (i <= j) {
            while (key(&items[i], by_y) < pivot)
                i++;
            while (key(&items[j], by_y) > pivot)
                j--;
            if (i <= j)
                swap(&items[i++], &items[j--]);
        }
        if (target <= j)
            high = j;
        else if (target >= i)
            low = i;
        else
            return;
    }
}

/* Make the node of the items from `first` on, and those below it. */
static void build(struct ter_frame_tree *tree, size_t first, size_t count)
{
    struct node *node = &tree->nodes[tree->node_count++];
    struct ter_frame all = ter_frame_none(), middles = ter_frame_none();
    double reach_m = 0;
    for (size_t i = first; i < first + count; i++) {
        struct ter_xy at = middle(&tree->items[i].frame);
        all = ter_frame_join(all, tree->items[i].frame);
        middles = ter_frame_join(middles, (struct ter_frame){at, at});
        reach_m =
            greater(reach_m, greater(tree->items[i].frame.high.x - at.x, tree->items[i].frame.high.y - at.y));
    }
    *node = (struct node){{all, middles, reach_m}, (uint32_t)first, (uint32_t)count, 0};
    if (count <= LEAF_ITEMS)
        return;
    bool by_y = middles.high.y - middles.low.y > middles.high.x - middles.low.x;
    size_t half = count / 2;
    divide(tree->items + first, (ptrdiff_t)count, (ptrdiff_t)half, by_y);
    build(tree, first, half);
    node->right = (uint32_t)tree->node_count;
    build(tree, first + half, count - half);
}

struct ter_frame_tree *ter_frame_tree_open(const struct ter_frame *frames, size_t count)
{
    struct ter_frame_tree *tree = ter_alloc(sizeof *tree);
    tree->items = ter_alloc(count * sizeof *tree->items);
    tree->order = ter_alloc(count * sizeof *tree->order);
    for (size_t i = 0; i < count; i++)
        tree->items[i] = (struct item){frames[i], (uint32_t)i};
    /* A leaf has at least LEAF_ITEMS / 2 items where it is not the root; inner nodes are fewer than leaves.
     */
    tree->nodes = ter_alloc((count / (LEAF_ITEMS / 2) * 2 + 1) * sizeof *tree->nodes);
    build(tree, 0, count);
    for (size_t i = 0; i < count; i++)
        tree->order[i] = tree->items[i].number;
    return tree;
}

void ter_frame_tree_close(struct ter_frame_tree *tree)
{
    if (!tree)
        return;
    free(tree->items);
    free(tree->order);
    free(tree->nodes);
    free(tree);
}

const uint32_t *ter_frame_tree_order(const struct ter_frame_tree *tree)
{
    return tree->order;
}

/* ---- the walk ---- */

/* Nodes to be entered, the nearest on top of a heap. Should they become very many, the last one is taken
 * next: a step down leaves one behind, and 2^32 items are halved 32 times at most, so there is always room.
 */
struct waiting {
    struct {
        double away2;
        uint32_t node;
    } nodes[MOST_WAITING];
    size_t count;
    bool last_first;
};

static void put(struct waiting *waiting, double away2, uint32_t node)
{
    size_t at = waiting->count++;
    for (size_t up; at && !waiting->last_first; at = up) {
        up = (at - 1) / 2;
        if (waiting->nodes[up].away2 <= away2)
            break;
        waiting->nodes[at] = waiting->nodes[up];
    }
    waiting->nodes[at].away2 = away2;
    waiting->nodes[at].node = node;
    waiting->last_first |= waiting->count > MOST_WAITING - DEEPEST;
}

static uint32_t take(struct waiting *waiting)
{
    size_t last = --waiting->count, at = 0;
    uint32_t node = waiting->nodes[waiting->last_first ? last : 0].node;
    for (size_t child; !waiting->last_first && (child = 2 * at + 1) <= last; at = child) {
        child += child < last && waiting->nodes[child + 1].away2 < waiting->nodes[child].away2;
        if (waiting->nodes[child].away2 >= waiting->nodes[last].away2)
            break;
        waiting->nodes[at] = waiting->nodes[child];
    }
    if (!waiting->last_first)
        waiting->nodes[at] = waiting->nodes[last];
    return node;
}

static void put_child(struct waiting *waiting, const struct ter_frame_tree *tree, uint32_t number,
    const struct ter_frame_walk *walk)
{
    const struct node *node = &tree->nodes[number];
    if (!ter_frame_meets(&node->group.all, &walk->within) ||
        (walk->enters && !walk->enters(walk->user, &node->group)))
        return;
    put(waiting, ter_frame_distance2(&node->group.middles, walk->near), number);
}

static bool visit_leaf(
    const struct ter_frame_tree *tree, const struct node *leaf, const struct ter_frame_walk *walk)
{
    const struct item *first = tree->items + leaf->first;
    for (const struct item *item = first; item < first + leaf->count; item++)
        if (ter_frame_meets(&item->frame, &walk->within) && !walk->visits(walk->user, item->number))
            return false;
    return true;
}

bool ter_frame_tree_walk(const struct ter_frame_tree *tree, const struct ter_frame_walk *walk)
{
    struct waiting waiting;
    waiting.count = 0;
    waiting.last_first = false;
    put_child(&waiting, tree, 0, walk);
    while (waiting.count) {
        uint32_t at = take(&waiting);
        const struct node *node = &tree->nodes[at];
        if (node->right) {
            put_child(&waiting, tree, at + 1, walk);
            put_child(&waiting, tree, node->right, walk);
        } else if (!visit_leaf(tree, node, walk)) {
            return false;
        }
    }
    return true;
}
