/* Owns a packed tree of boxes: sorted along a Hilbert curve, then sixteen boxes to one, level by level. Knows
 * nothing of what the boxes hold. */
#include "box_tree.h"

#include <math.h>
#include <stdlib.h>

enum { FANOUT = 16, MOST_LEVELS = 9, CURVE_BITS = 16 };

/* Single precision, rounded outwards: half the memory to walk through. */
struct small_box {
    float west, south, east, north;
};

/* Level 0 are the items in the order of the curve; box i of a level holds boxes i * FANOUT … of the one
 * below. All levels stand in one array, the items first. */
struct ter_box_tree {
    struct small_box *boxes;
    uint32_t *items; /* of level 0 */
    size_t starts[MOST_LEVELS + 1];
    int levels;
};

struct ter_box ter_box_round(const struct ter_xy *points, size_t count)
{
    struct ter_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < count; i++) {
        box.west = points[i].x < box.west ? points[i].x : box.west;
        box.east = points[i].x > box.east ? points[i].x : box.east;
        box.south = points[i].y < box.south ? points[i].y : box.south;
        box.north = points[i].y > box.north ? points[i].y : box.north;
    }
    return box;
}

bool ter_boxes_meet(const struct ter_box *a, const struct ter_box *b)
{
    return a->west <= b->east && b->west <= a->east && a->south <= b->north && b->south <= a->north;
}

struct ter_box ter_box_grown(struct ter_box box, double by)
{
    return (struct ter_box){box.west - by, box.south - by, box.east + by, box.north + by};
}

static float below(double value)
{
    float near = (float)value;
    return (double)near > value ? nextafterf(near, -INFINITY) : near;
}

static float above(double value)
{
    float near = (float)value;
    return (double)near < value ? nextafterf(near, INFINITY) : near;
}

/* ---- building ---- */

/* The place of a cell along a Hilbert curve of CURVE_BITS bits (Warren, Hacker's Delight, 16-2). In the lower
 * half x and y change places, on its right mirrored too: by masks, since no branch could be foreseen. */
static uint32_t place_on_curve(uint32_t x, uint32_t y)
{
    uint32_t place = 0;
    for (int bit = CURVE_BITS - 1; bit >= 0; bit--) {
        uint32_t right = x >> bit & 1, up = y >> bit & 1;
        uint32_t lower = up - 1, mirrored = lower & (0 - right), changed = (x ^ y) & lower;
        place = place << 2 | (right * 3 ^ up);
        x ^= changed ^ mirrored;
        y ^= changed ^ mirrored;
    }
    return place;
}

struct sorting {
    uint32_t key, item;
};

/* A byte of the key at a time: 256 places to write to stay in the cache. */
static void sort_by_key(struct sorting *items, size_t count)
{
    enum { RADIX = 256 };
    TER_AUTO_FREE struct sorting *other = ter_realloc(NULL, count * sizeof *other);
    struct sorting *from = items, *to = other;
    for (int shift = 0; shift < 32; shift += 8) {
        size_t starts[RADIX + 1] = {0};
        for (size_t i = 0; i < count; i++)
            starts[(from[i].key >> shift & 0xff) + 1]++;
        for (size_t i = 0; i < RADIX; i++)
            starts[i + 1] += starts[i];
        for (size_t i = 0; i < count; i++)
            to[starts[from[i].key >> shift & 0xff]++] = from[i];
        struct sorting *kept = from;
        from = to;
        to = kept;
    }
}

static uint32_t cell_of(double middle, double low, double size)
{
    double most = (1 << CURVE_BITS) - 1, cell = size > 0 ? (middle - low) / size * most : 0;
    return (uint32_t)fmin(fmax(cell, 0), most);
}

static void sort_items(struct ter_box_tree *tree, const struct ter_box *boxes, size_t count)
{
    TER_AUTO_FREE struct sorting *order = ter_alloc((count + 1) * sizeof *order);
    struct ter_box all = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < count; i++) {
        all.west = boxes[i].west < all.west ? boxes[i].west : all.west;
        all.south = boxes[i].south < all.south ? boxes[i].south : all.south;
        all.east = boxes[i].east > all.east ? boxes[i].east : all.east;
        all.north = boxes[i].north > all.north ? boxes[i].north : all.north;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t x = cell_of((boxes[i].west + boxes[i].east) / 2, all.west, all.east - all.west);
        uint32_t y = cell_of((boxes[i].south + boxes[i].north) / 2, all.south, all.north - all.south);
        order[i] = (struct sorting){place_on_curve(x, y), (uint32_t)i};
    }
    sort_by_key(order, count);
    for (size_t i = 0; i < count; i++) {
        const struct ter_box *box = &boxes[order[i].item];
        tree->items[i] = order[i].item;
        tree->boxes[i] =
            (struct small_box){below(box->west), below(box->south), above(box->east), above(box->north)};
    }
}

static struct small_box round_boxes(const struct small_box *boxes, size_t count)
{
    struct small_box all = boxes[0];
    for (size_t i = 1; i < count; i++) {
        all.west = boxes[i].west < all.west ? boxes[i].west : all.west;
        all.south = boxes[i].south < all.south ? boxes[i].south : all.south;
        all.east = boxes[i].east > all.east ? boxes[i].east : all.east;
        all.north = boxes[i].north > all.north ? boxes[i].north : all.north;
    }
    return all;
}

static size_t boxes_above(size_t count)
{
    return (count + FANOUT - 1) / FANOUT;
}

struct ter_box_tree *ter_box_tree_open(const struct ter_box *boxes, size_t count)
{
    struct ter_box_tree *tree = ter_alloc(sizeof *tree);
    size_t total = count;
    tree->levels = count ? 1 : 0;
    tree->starts[1] = count;
    for (size_t level = count; level > FANOUT; tree->levels++) {
        level = boxes_above(level);
        total += level;
        tree->starts[tree->levels + 1] = total;
    }
    tree->boxes = ter_alloc((total + 1) * sizeof *tree->boxes);
    tree->items = ter_alloc((count + 1) * sizeof *tree->items);
    sort_items(tree, boxes, count);
    for (int level = 1; level < tree->levels; level++)
        for (size_t i = tree->starts[level]; i < tree->starts[level + 1]; i++) {
            size_t first = tree->starts[level - 1] + (i - tree->starts[level]) * FANOUT;
            size_t left = tree->starts[level] - first;
            tree->boxes[i] = round_boxes(tree->boxes + first, left < FANOUT ? left : FANOUT);
        }
    return tree;
}

void ter_box_tree_close(struct ter_box_tree *tree)
{
    if (!tree)
        return;
    free(tree->boxes);
    free(tree->items);
    free(tree);
}

/* ---- questions ---- */

/* A run of boxes of one level that stand under one box of the next. */
struct run {
    size_t first, end;
};

static struct run run_below(const struct ter_box_tree *tree, int level, size_t box)
{
    size_t first = tree->starts[level - 1] + (box - tree->starts[level]) * FANOUT;
    size_t end = first + FANOUT;
    return (struct run){first, end < tree->starts[level] ? end : tree->starts[level]};
}

static struct run run_at_top(const struct ter_box_tree *tree)
{
    return tree->levels ? (struct run){tree->starts[tree->levels - 1], tree->starts[tree->levels]}
                        : (struct run){0, 0};
}

struct within {
    const struct ter_box_tree *tree;
    struct small_box box;
    void (*found)(void *user, size_t item);
    void *user;
};

static void find_within(const struct within *search, int level, struct run run)
{
    const struct ter_box_tree *tree = search->tree;
    for (size_t i = run.first; i < run.end; i++) {
        const struct small_box *box = &tree->boxes[i];
        if (box->west > search->box.east || box->east < search->box.west || box->south > search->box.north ||
            box->north < search->box.south)
            continue;
        if (level)
            find_within(search, level - 1, run_below(tree, level, i));
        else
            search->found(search->user, tree->items[i]);
    }
}

void ter_box_tree_within(const struct ter_box_tree *tree, const struct ter_box *box,
    void (*found)(void *user, size_t item), void *user)
{
    struct within search = {
        tree, {below(box->west), below(box->south), above(box->east), above(box->north)}, found, user};
    find_within(&search, tree->levels - 1, run_at_top(tree));
}

struct nearest {
    const struct ter_box_tree *tree;
    struct ter_xy at;
    double limit; /* the nearest so far, squared */
    double (*measure)(void *user, size_t item);
    void *user;
};

static double squared_distance(const struct small_box *box, struct ter_xy at)
{
    double x = at.x < (double)box->west   ? (double)box->west - at.x
               : at.x > (double)box->east ? at.x - (double)box->east
                                          : 0;
    double y = at.y < (double)box->south   ? (double)box->south - at.y
               : at.y > (double)box->north ? at.y - (double)box->north
                                           : 0;
    return x * x + y * y;
}

/* At most FANOUT boxes, nearest first. */
static void find_nearest(struct nearest *search, int level, struct run run)
{
    struct {
        double distance;
        size_t box;
    } order[FANOUT];
    size_t count = 0;
    for (size_t i = run.first; i < run.end; i++) {
        double distance = squared_distance(&search->tree->boxes[i], search->at);
        if (distance > search->limit)
            continue;
        size_t at = count++;
        for (; at && order[at - 1].distance > distance; at--)
            order[at] = order[at - 1];
        order[at].distance = distance;
        order[at].box = i;
    }
    for (size_t i = 0; i < count && order[i].distance <= search->limit; i++) {
        if (level) {
            find_nearest(search, level - 1, run_below(search->tree, level, order[i].box));
            continue;
        }
        double true_distance = search->measure(search->user, search->tree->items[order[i].box]);
        search->limit =
            fmin(search->limit, true_distance * true_distance * (1 + 1e-12)); /* ties are asked too */
    }
}

void ter_box_tree_nearest(const struct ter_box_tree *tree, struct ter_xy at, double farthest,
    double (*measure)(void *user, size_t item), void *user)
{
    struct nearest search = {tree, at, farthest * farthest, measure, user};
    find_nearest(&search, tree->levels - 1, run_at_top(tree));
}
