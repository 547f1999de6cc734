/* Owns the measuring of polygons against each other by slabs. Knows edges in degrees; nothing of tiles or
 * records. */
#include "slabs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Lines that rounding cannot tell apart do not cross: 1e-13 degree is a hundredth of a micrometre. */
static const double apart_deg = 1e-13;

enum { PATCH = 0 }; /* owner of an edge; zone i is i + 1 */

struct moving {     /* an edge on its way north */
    double west_of; /* x at the slab's south side */
    double x_north; /* … at its north side */
    const struct ter_edge *edge;
    uint32_t owner;
};

struct order {
    double key;
    uint32_t item;
};

struct ter_slabs {
    struct order *starts; /* edges by their southern end */
    size_t start_capacity;
    double *cuts; /* the slabs' sides */
    size_t cut_count, cut_capacity;
    double *crossings;
    size_t crossing_count, crossing_capacity;
    struct moving *active, *sub;
    size_t active_capacity, sub_capacity;
    uint8_t *inside; /* by owner */
    size_t inside_capacity;
    uint32_t *entered; /* the zones that one is in */
    size_t entered_capacity;
};

struct ter_slabs *ter_slabs_open(void)
{
    return ter_alloc(sizeof(struct ter_slabs));
}

void ter_slabs_close(struct ter_slabs *slabs)
{
    if (!slabs)
        return;
    free(slabs->starts);
    free(slabs->cuts);
    free(slabs->crossings);
    free(slabs->active);
    free(slabs->sub);
    free(slabs->inside);
    free(slabs->entered);
    free(slabs);
}

/* ---- sorting small arrays in place ---- */

static size_t first_gap(size_t count)
{
    size_t gap = 1;
    while (gap < count / 3)
        gap = gap * 3 + 1;
    return gap;
}

static void sort_numbers(double *items, size_t count)
{
    for (size_t gap = first_gap(count); gap; gap /= 3)
        for (size_t i = gap; i < count; i++) {
            double item = items[i];
            size_t at = i;
            for (; at >= gap && items[at - gap] > item; at -= gap)
                items[at] = items[at - gap];
            items[at] = item;
        }
}

static void sort_starts(struct order *items, size_t count)
{
    for (size_t gap = first_gap(count); gap; gap /= 3)
        for (size_t i = gap; i < count; i++) {
            struct order item = items[i];
            size_t at = i;
            for (; at >= gap && items[at - gap].key > item.key; at -= gap)
                items[at] = items[at - gap];
            items[at] = item;
        }
}

/* ---- one slab ---- */

struct measuring {
    struct ter_slabs *slabs;
    const struct ter_parallel *parallel;
    struct ter_slab_sums *sums;
};

static void toggle(struct ter_slabs *slabs, uint32_t owner, size_t *entered)
{
    slabs->inside[owner] ^= 1;
    if (owner == PATCH)
        return;
    if (slabs->inside[owner]) {
        slabs->entered[(*entered)++] = owner;
        return;
    }
    size_t at = 0;
    while (slabs->entered[at] != owner)
        at++;
    slabs->entered[at] = slabs->entered[--*entered];
}

/* Sum up a slab that nothing crosses, from west to east. A width grows evenly and the land in a degree hardly
 * bends: Simpson's rule is exact. */
static void sum_slab(
    const struct measuring *m, const struct moving *items, size_t count, double south, double north)
{
    struct ter_slabs *slabs = m->slabs;
    double height = (north - south) / 6;
    double middle = 2 * ter_parallel_m2(m->parallel, (south + north) / 2);
    double at_south = height * (ter_parallel_m2(m->parallel, south) + middle);
    double at_north = height * (ter_parallel_m2(m->parallel, north) + middle);
    size_t entered = 0;
    for (size_t i = 0; i < count; i++) {
        toggle(slabs, items[i].owner, &entered);
        if (!slabs->inside[PATCH] || i + 1 == count)
            continue;
        double area = (items[i + 1].west_of - items[i].west_of) * at_south +
                      (items[i + 1].x_north - items[i].x_north) * at_north;
        m->sums->patch_m2 += area;
        if (entered)
            m->sums->inside_m2 += area;
        for (size_t zone = 0; zone < entered; zone++)
            m->sums->zones_m2[slabs->entered[zone] - 1] += area;
    }
    for (size_t i = 0; i < count; i++) /* only a heap that is not closed leaves anything */
        slabs->inside[items[i].owner] = 0;
}

/* By the middle of the slab: at its sides, edges that meet there have no order but rounding's. */
static void sort_moving(struct moving *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct moving item = items[i];
        double middle = item.west_of + item.x_north;
        size_t at = i;
        for (; at && items[at - 1].west_of + items[at - 1].x_north > middle; at--)
            items[at] = items[at - 1];
        items[at] = item;
    }
}

static void add_crossing(
    struct ter_slabs *slabs, const struct moving *a, const struct moving *b, double south, double north)
{
    double before = b->west_of - a->west_of, after = b->x_north - a->x_north;
    double y = south + (north - south) * (before / (before - after));
    if (!(y > south && y < north))
        return;
    slabs->crossings = ter_grow(
        slabs->crossings, &slabs->crossing_capacity, slabs->crossing_count + 2, sizeof *slabs->crossings);
    slabs->crossings[slabs->crossing_count++] = y;
}

/* Edges that stand the other way round at one of the slab's sides cross in it. */
static void find_crossings(
    struct ter_slabs *slabs, const struct moving *items, size_t count, double south, double north)
{
    slabs->crossing_count = 0;
    double east_south = -INFINITY, east_north = -INFINITY; /* so far: most slabs have no pair out of order */
    for (size_t i = 0; i < count; i++) {
        if (items[i].west_of < east_south - apart_deg || items[i].x_north < east_north - apart_deg)
            for (size_t j = 0; j < i; j++)
                if (items[j].west_of > items[i].west_of + apart_deg ||
                    items[j].x_north > items[i].x_north + apart_deg)
                    add_crossing(slabs, &items[j], &items[i], south, north);
        east_south = fmax(east_south, items[i].west_of);
        east_north = fmax(east_north, items[i].x_north);
    }
}

static void sum_between(
    const struct measuring *m, const struct moving *items, size_t count, double south, double north)
{
    struct ter_slabs *slabs = m->slabs;
    slabs->sub = ter_grow(slabs->sub, &slabs->sub_capacity, count + 1, sizeof *slabs->sub);
    for (size_t i = 0; i < count; i++) {
        slabs->sub[i] = items[i];
        slabs->sub[i].west_of = ter_edge_x_at(items[i].edge, south);
        slabs->sub[i].x_north = ter_edge_x_at(items[i].edge, north);
    }
    sort_moving(slabs->sub, count);
    sum_slab(m, slabs->sub, count, south, north);
}

static void measure_slab(
    const struct measuring *m, struct moving *items, size_t count, double south, double north)
{
    struct ter_slabs *slabs = m->slabs;
    sort_moving(items, count);
    find_crossings(slabs, items, count, south, north);
    if (!slabs->crossing_count) {
        sum_slab(m, items, count, south, north);
        return;
    }
    sort_numbers(slabs->crossings, slabs->crossing_count);
    slabs->crossings[slabs->crossing_count] = north; /* add_crossing has made room */
    for (size_t i = 0; i <= slabs->crossing_count; i++) {
        double top = slabs->crossings[i];
        if (top > south)
            sum_between(m, items, count, south, top);
        south = top;
    }
}

/* ---- all slabs ---- */

static void add_cut(struct ter_slabs *slabs, double y, double south, double north)
{
    if (y >= south && y <= north)
        slabs->cuts[slabs->cut_count++] = y;
}

static void list_cuts(
    struct ter_slabs *slabs, const struct ter_edge *edges, size_t count, double south, double north)
{
    for (size_t i = 0; i < count; i++) {
        add_cut(slabs, edges[i].y1, south, north);
        add_cut(slabs, edges[i].y2, south, north);
    }
}

static size_t unique(double *items, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!kept || items[kept - 1] < items[i])
            items[kept++] = items[i];
    return kept;
}

static void make_room(struct ter_slabs *slabs, size_t edges, size_t zones)
{
    slabs->starts = ter_grow(slabs->starts, &slabs->start_capacity, edges + 1, sizeof *slabs->starts);
    slabs->cuts = ter_grow(slabs->cuts, &slabs->cut_capacity, 2 * edges + 1, sizeof *slabs->cuts);
    slabs->active = ter_grow(slabs->active, &slabs->active_capacity, edges + 1, sizeof *slabs->active);
    size_t known = slabs->inside_capacity;
    slabs->inside = ter_grow(slabs->inside, &slabs->inside_capacity, zones + 1, sizeof *slabs->inside);
    if (slabs->inside_capacity > known)
        memset(slabs->inside, 0, slabs->inside_capacity);
    slabs->entered = ter_grow(slabs->entered, &slabs->entered_capacity, zones + 1, sizeof *slabs->entered);
}

/* The edges that pass the patch's latitudes, by their southern end. */
static size_t list_starts(struct ter_slabs *slabs, const struct ter_edge *patch, size_t patch_count,
    const struct ter_edge *zones, size_t count, double south, double north)
{
    size_t listed = 0;
    for (size_t i = 0; i < patch_count; i++)
        slabs->starts[listed++] = (struct order){patch[i].y1, (uint32_t)i};
    for (size_t i = 0; i < count; i++)
        if (zones[i].y2 > south && zones[i].y1 < north)
            slabs->starts[listed++] = (struct order){zones[i].y1, (uint32_t)(patch_count + i)};
    sort_starts(slabs->starts, listed);
    return listed;
}

void ter_slabs_measure(struct ter_slabs *slabs, const struct ter_parallel *parallel,
    const struct ter_edge *patch, size_t patch_count, const struct ter_edge *zones, size_t count,
    size_t zone_count, struct ter_slab_sums *sums)
{
    struct measuring measuring = {slabs, parallel, sums};
    double south = INFINITY, north = -INFINITY;
    for (size_t i = 0; i < patch_count; i++) {
        south = patch[i].y1 < south ? patch[i].y1 : south;
        north = patch[i].y2 > north ? patch[i].y2 : north;
    }
    make_room(slabs, patch_count + count, zone_count);
    slabs->cut_count = 0;
    list_cuts(slabs, patch, patch_count, south, north);
    list_cuts(slabs, zones, count, south, north);
    sort_numbers(slabs->cuts, slabs->cut_count);
    slabs->cut_count = unique(slabs->cuts, slabs->cut_count);
    size_t listed = list_starts(slabs, patch, patch_count, zones, count, south, north), next = 0, active = 0;
    for (size_t slab = 0; slab + 1 < slabs->cut_count; slab++) {
        double from = slabs->cuts[slab], to = slabs->cuts[slab + 1];
        size_t kept = 0;
        for (size_t i = 0; i < active; i++)
            if (slabs->active[i].edge->y2 > from) {
                slabs->active[kept] = slabs->active[i];
                slabs->active[kept++].west_of = slabs->active[i].x_north;
            }
        for (; next < listed && slabs->starts[next].key <= from; next++) {
            size_t item = slabs->starts[next].item;
            const struct ter_edge *edge = item < patch_count ? &patch[item] : &zones[item - patch_count];
            slabs->active[kept++] = (struct moving){.edge = edge,
                .west_of = ter_edge_x_at(edge, from),
                .owner = item < patch_count ? PATCH : edge->of + 1};
        }
        active = kept;
        for (size_t i = 0; i < active; i++)
            slabs->active[i].x_north = ter_edge_x_at(slabs->active[i].edge, to);
        measure_slab(&measuring, slabs->active, active, from, to);
    }
}
