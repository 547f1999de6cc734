/* Owns the shapes of an outline: their sides as half-planes, and what they hold of a segment. Knows nothing
 * of what is drawn. */
#include "reach_roads_outline_parts.h"

#include <math.h>
#include <stdlib.h>

double ter_outline_turn(const struct ter_corners *corners)
{
    double sum = 0;
    const struct ter_xy *items = corners->items;
    for (size_t i = 1; i + 1 < corners->count; i++)
        sum += (items[i].x - items[0].x) * (items[i + 1].y - items[0].y) -
               (items[i + 1].x - items[0].x) * (items[i].y - items[0].y);
    return sum;
}

static struct ter_outline_area add_area(
    struct ter_reach_outline *outline, const struct ter_corners *corners, struct ter_xy origin)
{
    static const double no_side_m = 1e-9;
    double sign = ter_outline_turn(corners) < 0 ? -1 : 1;
    struct ter_outline_area area = {(uint32_t)outline->plane_count, 0};
    outline->planes = ter_grow(outline->planes, &outline->plane_capacity,
        outline->plane_count + corners->count, sizeof *outline->planes);
    for (size_t i = 0; i < corners->count; i++) {
        struct ter_xy a = corners->items[i], b = corners->items[(i + 1) % corners->count];
        double length = ter_xy_distance_m(a, b);
        if (length <= no_side_m)
            continue;
        double x = -sign * (b.y - a.y) / length, y = sign * (b.x - a.x) / length;
        outline->planes[outline->plane_count++] =
            (struct ter_half_plane){x, y, x * (a.x - origin.x) + y * (a.y - origin.y)};
        area.count++;
    }
    return area;
}

void ter_outline_dark(const struct ter_road_reach *reach, const struct ter_strip *strip, uint32_t number,
    struct ter_corners *ret_dark)
{
    const struct ter_half_plane *planes = reach->shadows[strip->first_shadow + number].planes;
    struct ter_corners whole, half;
    ter_strip_corners(strip, &whole);
    ter_corners_cut(&whole, strip->a, planes[0], &half);
    ter_corners_cut(&half, strip->a, planes[1], &whole);
    ter_corners_cut(&whole, strip->a, planes[2], ret_dark);
}

static void add_shadow(struct ter_reach_outline *outline, const struct ter_shadow *shadow)
{
    outline->planes = ter_grow(
        outline->planes, &outline->plane_capacity, outline->plane_count + 3, sizeof *outline->planes);
    for (size_t k = 0; k < 3; k++) {
        struct ter_half_plane plane = shadow->planes[k];
        double length = hypot(plane.x, plane.y);
        outline->planes[outline->plane_count++] =
            (struct ter_half_plane){plane.x / length, plane.y / length, plane.least / length};
    }
}

static struct ter_outline_shape new_shape(struct ter_reach_outline *outline, uint32_t number)
{
    const struct ter_strip *strip = &outline->reach->strips[number];
    struct ter_corners corners;
    ter_strip_corners(strip, &corners);
    struct ter_outline_shape shape = {.strip = strip, .number = number, .box = ter_strip_box(strip)};
    shape.area = add_area(outline, &corners, strip->a);
    shape.m2 = fabs(ter_outline_turn(&corners)) / 2;
    shape.inner_m = strip->radius_m * cos(M_PI / (double)corners.count) - TER_OUTLINE_DEEP_M;
    shape.first_dark = (uint32_t)outline->plane_count;
    shape.dark_count = strip->shadow_count;
    for (uint32_t i = 0; i < strip->shadow_count; i++)
        add_shadow(outline, &outline->reach->shadows[strip->first_shadow + i]);
    return shape;
}

static int by_size(const void *a, const void *b)
{
    const struct ter_outline_shape *one = a, *other = b;
    if (one->m2 != other->m2)
        return one->m2 < other->m2 ? 1 : -1;
    return (one->number > other->number) - (one->number < other->number);
}

/* ---- cells ---- */

static size_t cell_of(const struct ter_reach_outline *outline, double part)
{
    double cell = floor(part * (double)outline->cells_a_side);
    return cell > 0 ? (size_t)fmin(cell, (double)outline->cells_a_side - 1) : 0;
}

struct ter_outline_cells ter_outline_cells(const struct ter_reach_outline *outline, const struct ter_box *box)
{
    const struct ter_box *all = &outline->box;
    double width = all->east - all->west, height = all->north - all->south;
    return (struct ter_outline_cells){cell_of(outline, (box->west - all->west) / width),
        cell_of(outline, (box->south - all->south) / height),
        cell_of(outline, (box->east - all->west) / width),
        cell_of(outline, (box->north - all->south) / height)};
}

uint32_t *ter_outline_cell(
    const struct ter_reach_outline *outline, size_t column, size_t row, size_t *ret_count)
{
    size_t cell = row * outline->cells_a_side + column, first = cell ? outline->cell_ends[cell - 1] : 0;
    *ret_count = outline->cell_ends[cell] - first;
    return outline->cells + first;
}

/* Count the shapes of each cell, at the next cell's place, or put them in: then each place moves to its end.
 */
static void fill_cells(struct ter_reach_outline *outline, size_t *ends, bool counting)
{
    for (size_t i = 0; i < outline->shape_count; i++) {
        struct ter_outline_cells cells = ter_outline_cells(outline, &outline->shapes[i].box);
        for (size_t row = cells.south; row <= cells.north; row++)
            for (size_t column = cells.west; column <= cells.east; column++) {
                size_t cell = row * outline->cells_a_side + column;
                if (counting)
                    ends[cell + 1]++;
                else
                    outline->cells[ends[cell]++] = (uint32_t)i;
            }
    }
}

static void make_cells(struct ter_reach_outline *outline)
{
    enum { MOST_A_SIDE = 24 };
    outline->cells_a_side = 1 + (size_t)fmin(MOST_A_SIDE - 1, sqrt((double)outline->shape_count) / 2);
    size_t count = outline->cells_a_side * outline->cells_a_side;
    outline->cell_ends = ter_alloc((count + 1) * sizeof *outline->cell_ends);
    fill_cells(outline, outline->cell_ends, true);
    for (size_t i = 1; i <= count; i++)
        outline->cell_ends[i] += outline->cell_ends[i - 1];
    outline->cells = ter_alloc((outline->cell_ends[count] + 1) * sizeof *outline->cells);
    fill_cells(outline, outline->cell_ends, false);
}

void ter_outline_add_shapes(struct ter_reach_outline *outline, const uint32_t *strips, size_t count)
{
    outline->shapes = ter_alloc((count + 1) * sizeof *outline->shapes);
    for (size_t i = 0; i < count; i++)
        outline->shapes[outline->shape_count++] = new_shape(outline, strips[i]);
    qsort(outline->shapes, outline->shape_count, sizeof *outline->shapes, by_size);
    make_cells(outline);
}

/* ---- what a shape holds ---- */

bool ter_outline_cut(const struct ter_reach_outline *outline, struct ter_outline_area area,
    struct ter_xy origin, double deep, const struct ter_outline_segment *segment, double *low, double *high)
{
    double from_x = segment->from.x - origin.x, from_y = segment->from.y - origin.y,
           to_x = segment->to.x - origin.x, to_y = segment->to.y - origin.y;
    const struct ter_half_plane *planes = outline->planes + area.first;
    for (uint32_t i = 0; i < area.count; i++) {
        double least = planes[i].least + deep, at_from = planes[i].x * from_x + planes[i].y * from_y - least,
               at_to = planes[i].x * to_x + planes[i].y * to_y - least;
        if (at_from < 0 && at_to < 0)
            return false;
        if (at_from < 0)
            *low = fmax(*low, at_from / (at_from - at_to));
        else if (at_to < 0)
            *high = fmin(*high, at_from / (at_from - at_to));
    }
    return *low < *high;
}

static bool near(struct ter_xy a, struct ter_xy b, double within_m)
{
    return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) <= within_m * within_m;
}

bool ter_outline_held(const struct ter_reach_outline *outline, const struct ter_outline_shape *shape,
    const struct ter_outline_segment *segment, double *low, double *high)
{
    const struct ter_strip *strip = shape->strip;
    if (strip->kind == TER_STRIP_ROUND && shape->inner_m > 0 &&
        near(segment->from, strip->a, shape->inner_m) && near(segment->to, strip->a, shape->inner_m))
        return true;
    if (strip->kind == TER_STRIP_ROUND) { /* it has many sides: most segments are told without them */
        double part = ter_xy_nearest_part(segment->from, segment->to, strip->a);
        struct ter_xy nearest = {segment->from.x + part * (segment->to.x - segment->from.x),
            segment->from.y + part * (segment->to.y - segment->from.y)};
        if (!near(nearest, strip->a, strip->radius_m))
            return false;
    }
    return ter_outline_cut(outline, shape->area, strip->a, TER_OUTLINE_DEEP_M, segment, low, high);
}

static bool contains(
    const struct ter_reach_outline *outline, const struct ter_outline_shape *shape, struct ter_xy at)
{
    const struct ter_outline_segment place = {at, at, {at.x, at.y, at.x, at.y}};
    double low = 0, high = 1;
    if (!ter_outline_meet(&shape->box, &place.box) ||
        !ter_outline_cut(outline, shape->area, shape->strip->a, 0, &place, &low, &high))
        return false;
    for (uint32_t k = 0; k < shape->dark_count; k++)
        if (ter_outline_cut(outline, ter_outline_behind(shape, k), shape->strip->a, 0, &place, &low, &high))
            return false;
    return true;
}

bool ter_reach_outline_holds(const struct ter_reach_outline *outline, struct ter_xy at)
{
    struct ter_box box = {at.x, at.y, at.x, at.y};
    struct ter_outline_cells cell = ter_outline_cells(outline, &box);
    size_t count;
    const uint32_t *numbers = ter_outline_cell(outline, cell.west, cell.south, &count);
    for (size_t i = 0; i < count; i++)
        if (contains(outline, &outline->shapes[numbers[i]], at))
            return true;
    return false;
}
