/* The shapes whose outline is looked for, as polygons with chords. For the files reach_roads_outline*.c only.
 */
#ifndef TER_ROADS_REACH_ROADS_OUTLINE_PARTS_H
#define TER_ROADS_REACH_ROADS_OUTLINE_PARTS_H

#include "reach_roads_corners.h"
#include "reach_roads_outline.h"

/* A shape holds what lies at least so deep in it: pieces then stick out across the border that ends them. */
#define TER_OUTLINE_DEEP_M 5e-4

/* A convex polygon by its sides' half-planes, counted from the strip's a. */
struct ter_outline_area {
    uint32_t first, count;
};

struct ter_outline_shape {
    struct ter_box box;
    const struct ter_strip *strip;
    uint32_t number;    /* in the reach */
    double inner_m, m2; /* of a circle: what lies so near to a is inside for sure */
    struct ter_outline_area area;
    uint32_t first_dark, dark_count; /* what barriers hide: three half-planes each */
};

struct ter_reach_outline {
    const struct ter_road_reach *reach;
    struct ter_box box;
    struct ter_outline_shape *shapes; /* large ones first: they hold most */
    size_t shape_count;
    uint32_t *cells; /* the box cut into cells: cell by cell the shapes whose boxes meet it */
    size_t *cell_ends;
    size_t cells_a_side;
    struct ter_half_plane *planes;
    size_t plane_count, plane_capacity;
    struct ter_buf lines, ends; /* points, and the index one past each line's last one */
};

struct ter_outline_segment {
    struct ter_xy from, to;
    struct ter_box box;
};

static inline struct ter_outline_area ter_outline_behind(const struct ter_outline_shape *shape, uint32_t dark)
{
    return (struct ter_outline_area){shape->first_dark + 3 * dark, 3};
}

/* Asked very often: it must be here to be inlined. */
static inline bool ter_outline_meet(const struct ter_box *a, const struct ter_box *b)
{
    return a->west <= b->east && b->west <= a->east && a->south <= b->north && b->south <= a->north;
}

/* Twice the area, positive counterclockwise. */
double ter_outline_turn(const struct ter_corners *corners);

/* Which part of a shape its shadow of that number hides. */
void ter_outline_dark(const struct ter_road_reach *reach, const struct ter_strip *strip, uint32_t number,
    struct ter_corners *ret_dark);

/* Take the shapes in, large ones first. */
void ter_outline_add_shapes(struct ter_reach_outline *outline, const uint32_t *strips, size_t count);

/* The cells that a box meets; those outside count to the nearest ones. */
struct ter_outline_cells {
    size_t west, south, east, north;
};
struct ter_outline_cells ter_outline_cells(
    const struct ter_reach_outline *outline, const struct ter_box *box);

/* The shapes of a cell: their numbers, and how many. */
uint32_t *ter_outline_cell(
    const struct ter_reach_outline *outline, size_t column, size_t row, size_t *ret_count);

/* The part of a segment at least `deep` inside an area: from *low to *high, which come in as 0 and 1. */
bool ter_outline_cut(const struct ter_reach_outline *outline, struct ter_outline_area area,
    struct ter_xy origin, double deep, const struct ter_outline_segment *segment, double *low, double *high);

/* The part that a shape holds, its darks left aside. */
bool ter_outline_held(const struct ter_reach_outline *outline, const struct ter_outline_shape *shape,
    const struct ter_outline_segment *segment, double *low, double *high);

#endif
