/* Owns the outline of overlapping convex shapes: which pieces of their borders no other shape holds. Knows
 * nothing of GEOS, nor of what is made of the pieces. */
#include "intervals.h"
#include "reach_roads_outline_parts.h"

#include <math.h>
#include <stdlib.h>

void ter_reach_outline_close(struct ter_reach_outline *outline)
{
    if (!outline)
        return;
    free(outline->shapes);
    free(outline->cells);
    free(outline->cell_ends);
    free(outline->planes);
    ter_buf_free(&outline->lines);
    ter_buf_free(&outline->ends);
    free(outline);
}

/* Call it for what the intervals leave of low … high; sorts them. */
static void leave_out(struct ter_intervals *out, double low, double high, struct ter_intervals *holes)
{
    ter_intervals_sort(holes);
    for (size_t i = 0; i < holes->count && low < high; i++) {
        ter_intervals_add(out, low, fmin(high, holes->items[i].low));
        low = fmax(low, holes->items[i].high);
    }
    ter_intervals_add(out, low, high);
}

/* ---- drawing ---- */

struct drawing {
    struct ter_reach_outline *outline;
    const struct ter_outline_shape *shape; /* in hand */
    uint32_t dark_at;                      /* the one of its darks that is in hand; UINT32_MAX: none */
    struct ter_intervals held, hidden, left;
    size_t line_first; /* where the line under way begins */
};

static size_t point_count(const struct ter_reach_outline *outline)
{
    return outline->lines.size / sizeof(struct ter_xy);
}

static void lift(struct drawing *drawing)
{
    size_t count = point_count(drawing->outline);
    if (count > drawing->line_first)
        ter_buf_add(&drawing->outline->ends, &count, sizeof count);
    drawing->line_first = count;
}

static void draw_to(struct drawing *drawing, struct ter_xy from, struct ter_xy to)
{
    struct ter_buf *lines = &drawing->outline->lines;
    size_t count = point_count(drawing->outline);
    const struct ter_xy *last =
        count > drawing->line_first ? (const struct ter_xy *)(const void *)lines->data + count - 1 : NULL;
    if (!last || last->x != from.x || last->y != from.y) {
        lift(drawing);
        ter_buf_add(lines, &from, sizeof from);
    }
    ter_buf_add(lines, &to, sizeof to);
}

static struct ter_xy between(const struct ter_outline_segment *segment, double part)
{
    if (part <= 0 || part >= 1)
        return part <= 0 ? segment->from : segment->to;
    return (struct ter_xy){segment->from.x + part * (segment->to.x - segment->from.x),
        segment->from.y + part * (segment->to.y - segment->from.y)};
}

enum run { RUNS_ELSEWHERE, RUNS_ALONG, RUNS_BACK };

/* Whether a segment runs along a half-plane's border, which it then has on its left, or back on its right. */
static enum run run_of(
    const struct ter_outline_segment *segment, struct ter_xy origin, struct ter_half_plane plane)
{
    static const double on_m = 1e-6;
    double x = segment->to.x - segment->from.x, y = segment->to.y - segment->from.y;
    double at_from = plane.x * (segment->from.x - origin.x) + plane.y * (segment->from.y - origin.y),
           at_to = plane.x * (segment->to.x - origin.x) + plane.y * (segment->to.y - origin.y);
    if (fabs(at_from - plane.least) > on_m || fabs(at_to - plane.least) > on_m)
        return RUNS_ELSEWHERE;
    return plane.y * x - plane.x * y > 0 ? RUNS_ALONG : RUNS_BACK;
}

/* A barrier on which darks of two shapes end is drawn by the first of them, and by none where they lie on
 * both its sides. */
static bool ends_alike(const struct drawing *drawing, const struct ter_outline_shape *shape,
    struct ter_outline_area behind, const struct ter_outline_segment *segment)
{
    if (drawing->dark_at == UINT32_MAX)
        return false;
    enum run run = run_of(segment, shape->strip->a, drawing->outline->planes[behind.first + 2]);
    return run == RUNS_BACK || (run == RUNS_ALONG && shape < drawing->shape);
}

/* Add what a shape holds; true where that is all of it. */
static bool hold(
    struct drawing *drawing, const struct ter_outline_shape *shape, const struct ter_outline_segment *segment)
{
    const struct ter_reach_outline *outline = drawing->outline;
    double low = 0, high = 1;
    if (!ter_outline_meet(&shape->box, &segment->box) ||
        !ter_outline_held(outline, shape, segment, &low, &high))
        return false;
    if (!shape->dark_count) {
        ter_intervals_add(&drawing->held, low, high);
        return low <= 0 && high >= 1;
    }
    drawing->hidden.count = 0;
    for (uint32_t i = 0; i < shape->dark_count; i++) {
        double from = low, to = high;
        if (!ends_alike(drawing, shape, ter_outline_behind(shape, i), segment) &&
            ter_outline_cut(outline, ter_outline_behind(shape, i), shape->strip->a, -TER_OUTLINE_DEEP_M,
                segment, &from, &to))
            ter_intervals_add(&drawing->hidden, from, to);
    }
    leave_out(&drawing->held, low, high, &drawing->hidden);
    return false;
}

/* Cut a segment to a box somewhat larger than the tile; false where it is outside. */
static bool clip(const struct ter_box *box, struct ter_outline_segment *segment)
{
    static const double beyond_m = 0.01;
    struct ter_half_plane planes[] = {{1, 0, -beyond_m}, {-1, 0, box->west - box->east - beyond_m},
        {0, 1, -beyond_m}, {0, -1, box->south - box->north - beyond_m}};
    double low = 0, high = 1;
    struct ter_xy corner = {box->west, box->south};
    if (!ter_half_planes_cut(planes, 4, corner, segment->from, segment->to, &low, &high))
        return false;
    struct ter_outline_segment whole = *segment;
    segment->from = between(&whole, low);
    segment->to = between(&whole, high);
    struct ter_xy ends[] = {segment->from, segment->to};
    segment->box = ter_box_round(ends, 2);
    return true;
}

/* What lies behind the shape's own barriers is no border of it, nor where two of its darks share a side. */
static void hide(struct drawing *drawing, const struct ter_outline_segment *segment)
{
    const struct ter_outline_shape *shape = drawing->shape;
    struct ter_reach_outline *outline = drawing->outline;
    for (uint32_t i = 0; i < shape->dark_count; i++) {
        struct ter_outline_area behind = ter_outline_behind(shape, i);
        double low = 0, high = 1;
        if (i == drawing->dark_at)
            continue;
        for (uint32_t k = 0; k < 2 && drawing->dark_at != UINT32_MAX; k++)
            if (run_of(segment, shape->strip->a, outline->planes[behind.first + k]) == RUNS_BACK) {
                struct ter_half_plane *plane = &outline->planes[behind.first + k];
                double least = plane->least;
                plane->least -= 2 * TER_OUTLINE_DEEP_M;
                if (ter_outline_cut(
                        outline, behind, shape->strip->a, TER_OUTLINE_DEEP_M, segment, &low, &high))
                    ter_intervals_add(&drawing->held, low, high);
                plane->least = least;
                low = 0;
                high = 1;
            }
        if (ter_outline_cut(outline, behind, shape->strip->a, TER_OUTLINE_DEEP_M, segment, &low, &high))
            ter_intervals_add(&drawing->held, low, high);
    }
}

/* Add what the shapes of a cell hold of a side; true where that is all of it. The shape that holds all is
 * likely to hold the next side, too, and comes first then. */
static bool hold_in_cell(
    struct drawing *drawing, size_t column, size_t row, const struct ter_outline_segment *segment)
{
    const struct ter_reach_outline *outline = drawing->outline;
    size_t count;
    uint32_t *numbers = ter_outline_cell(outline, column, row, &count);
    for (size_t i = 0; i < count; i++) {
        const struct ter_outline_shape *shape = &outline->shapes[numbers[i]];
        if (shape == drawing->shape || !hold(drawing, shape, segment))
            continue;
        uint32_t holder = numbers[i];
        numbers[i] = numbers[0];
        numbers[0] = holder;
        return true;
    }
    return false;
}

/* Draw what no other shape holds of a side. */
static void draw_side(struct drawing *drawing, struct ter_xy from, struct ter_xy to)
{
    struct ter_outline_segment segment = {.from = from, .to = to};
    if ((from.x == to.x && from.y == to.y) || !clip(&drawing->outline->box, &segment))
        return;
    drawing->held.count = drawing->left.count = 0;
    hide(drawing, &segment);
    struct ter_outline_cells cells = ter_outline_cells(drawing->outline, &segment.box);
    for (size_t row = cells.south; row <= cells.north; row++)
        for (size_t column = cells.west; column <= cells.east; column++)
            if (hold_in_cell(drawing, column, row, &segment))
                return;
    leave_out(&drawing->left, 0, 1, &drawing->held);
    for (size_t i = 0; i < drawing->left.count; i++)
        draw_to(drawing, between(&segment, drawing->left.items[i].low),
            between(&segment, drawing->left.items[i].high));
}

/* Whether two rectangles that follow each other go straight on. */
static bool goes_on(const struct ter_strip *strip, const struct ter_strip *next)
{
    static const double straight = 1 - 1e-12; /* the same as where bends are left out */
    double x = strip->b.x - strip->a.x, y = strip->b.y - strip->a.y, next_x = next->b.x - next->a.x,
           next_y = next->b.y - next->a.y;
    return strip->kind == TER_STRIP_BESIDE && next->kind == TER_STRIP_BESIDE && strip->b.x == next->a.x &&
           strip->b.y == next->a.y &&
           x * next_x + y * next_y >= straight * hypot(x, y) * hypot(next_x, next_y);
}

static bool turns_left(const struct ter_strip *bend)
{
    return bend->b.x * bend->c.y - bend->b.y * bend->c.x > 0;
}

/* Which half of a rectangle's end it shares with the shape that follows it there. */
struct shared {
    bool left, right;
};

static struct shared share(const struct ter_strip *strip, const struct ter_strip *neighbour, bool follows)
{
    struct shared none = {false, false};
    if (!neighbour || strip->shadow_count || neighbour->shadow_count || neighbour->bare)
        return none;
    struct ter_xy end = follows ? strip->b : strip->a;
    if (neighbour->kind == TER_STRIP_BEND && neighbour->a.x == end.x && neighbour->a.y == end.y)
        return (struct shared){!turns_left(neighbour), turns_left(neighbour)};
    bool straight = follows ? goes_on(strip, neighbour) : goes_on(neighbour, strip);
    return (struct shared){straight, straight};
}

static void draw_rectangle(struct drawing *drawing, const struct ter_outline_shape *shape)
{
    const struct ter_road_reach *reach = drawing->outline->reach;
    const struct ter_strip *strip = shape->strip, *before = shape->number ? strip - 1 : NULL,
                           *after = shape->number + 1 < reach->strip_count ? strip + 1 : NULL;
    struct ter_corners corners;
    ter_strip_corners(strip, &corners);
    struct ter_xy *at = corners.items;
    struct shared start = share(strip, before, false), end = share(strip, after, true);
    if (end.left && end.right) { /* where it goes straight on, the corners may differ by a hair's breadth */
        struct ter_corners next;
        ter_strip_corners(after, &next);
        at[2] = next.items[1];
        at[3] = next.items[0];
    }
    if (!start.left)
        draw_side(drawing, at[0], strip->a);
    if (!start.right)
        draw_side(drawing, strip->a, at[1]);
    draw_side(drawing, at[1], at[2]);
    if (!end.right)
        draw_side(drawing, at[2], strip->b);
    if (!end.left)
        draw_side(drawing, strip->b, at[3]);
    draw_side(drawing, at[3], at[0]);
}

/* A bend stands between its two rectangles in the list; both take it for granted. */
static void draw_bend(struct drawing *drawing, const struct ter_outline_shape *shape)
{
    struct ter_corners corners;
    ter_strip_corners(shape->strip, &corners);
    const struct ter_strip *strip = shape->strip;
    if (strip->shadow_count || strip[-1].shadow_count)
        draw_side(drawing, corners.items[0], corners.items[1]);
    for (size_t i = 1; i + 1 < corners.count; i++)
        draw_side(drawing, corners.items[i], corners.items[i + 1]);
    if (strip->shadow_count || strip[1].shadow_count)
        draw_side(drawing, corners.items[corners.count - 1], corners.items[0]);
}

static void draw_ring(struct drawing *drawing, const struct ter_corners *corners)
{
    for (size_t i = 0; i < corners->count; i++)
        draw_side(drawing, corners->items[i], corners->items[(i + 1) % corners->count]);
}

/* Whether a side of a dark is part of the shape's border. */
static bool on_border(const struct drawing *drawing, struct ter_xy a, struct ter_xy b)
{
    static const double on_m = 1e-6;
    const struct ter_outline_shape *shape = drawing->shape;
    double x = (a.x + b.x) / 2 - shape->strip->a.x, y = (a.y + b.y) / 2 - shape->strip->a.y;
    const struct ter_half_plane *planes = drawing->outline->planes + shape->area.first;
    for (uint32_t i = 0; i < shape->area.count; i++)
        if (planes[i].x * x + planes[i].y * y - planes[i].least < on_m)
            return true;
    return false;
}

/* A little longer at both ends: it ends on the shape's border, or just short of it. */
static void draw_dark(struct drawing *drawing, const struct ter_corners *dark)
{
    static const double longer_m = 5e-4, no_side_m = 1e-6;
    bool right = ter_outline_turn(dark) < 0;
    for (size_t i = 0; i < dark->count; i++) {
        struct ter_xy one = dark->items[i], other = dark->items[(i + 1) % dark->count];
        struct ter_xy a = right ? other : one, b = right ? one : other; /* dark on the left */
        double length = ter_xy_distance_m(a, b);
        if (length < no_side_m || on_border(drawing, a, b))
            continue;
        double x = (b.x - a.x) / length * longer_m, y = (b.y - a.y) / length * longer_m;
        draw_side(drawing, (struct ter_xy){a.x - x, a.y - y}, (struct ter_xy){b.x + x, b.y + y});
    }
}

static void draw_shape(struct drawing *drawing, const struct ter_outline_shape *shape)
{
    struct ter_reach_outline *outline = drawing->outline;
    drawing->shape = shape;
    drawing->dark_at = UINT32_MAX;
    if (shape->strip->kind == TER_STRIP_BESIDE)
        draw_rectangle(drawing, shape);
    else if (shape->strip->kind == TER_STRIP_BEND)
        draw_bend(drawing, shape);
    else {
        struct ter_corners corners;
        ter_strip_corners(shape->strip, &corners);
        draw_ring(drawing, &corners);
    }
    for (uint32_t i = 0; i < shape->dark_count; i++) {
        struct ter_corners dark;
        ter_outline_dark(outline->reach, shape->strip, i, &dark);
        drawing->dark_at = i;
        if (dark.count >= 3)
            draw_dark(drawing, &dark);
    }
}

struct ter_reach_outline *ter_reach_outline_open(
    const struct ter_road_reach *reach, const uint32_t *strips, size_t count, const struct ter_box *box)
{
    struct ter_reach_outline *outline = ter_alloc(sizeof *outline);
    *outline = (struct ter_reach_outline){.reach = reach, .box = *box};
    ter_outline_add_shapes(outline, strips, count);
    struct drawing drawing = {.outline = outline};
    for (size_t i = 0; i < count; i++)
        draw_shape(&drawing, &outline->shapes[i]);
    lift(&drawing);
    free(drawing.held.items);
    free(drawing.hidden.items);
    free(drawing.left.items);
    return outline;
}

void ter_reach_outline_pieces(const struct ter_reach_outline *outline,
    void (*piece)(void *user, const struct ter_xy *line, size_t count), void *user)
{
    const struct ter_xy *points = (const struct ter_xy *)(const void *)outline->lines.data;
    const size_t *ends = (const size_t *)(const void *)outline->ends.data;
    for (size_t i = 0, from = 0; i < outline->ends.size / sizeof *ends; from = ends[i++])
        piece(user, points + from, ends[i] - from);
}
