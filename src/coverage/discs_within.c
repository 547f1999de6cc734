/* Owns the area that a polygon and the union of discs share: along the polygon's edges where they are
 * covered, along the arcs where they are inside the polygon (Green's theorem). Knows nothing of rings of
 * arcs.
 *
 * Where an edge cuts an arc the two are cut by different sums, whose results are the same but for rounding;
 * an arc is cut rather once too often, since what it is cut into is judged by the middle of each part. */
#include "discs_parts.h"
#include "discs_strips.h"

#include <math.h>
#include <stdlib.h>

struct rings {
    const struct ter_xy *points;
    const size_t *ends;
    size_t count;
    struct ter_frame frame;
    struct ter_xy origin; /* the middle of it */
    struct ter_strips *strips;
};

/* An edge that ends on a circle must cut it, whatever rounding says. */
static const double beyond_the_ends = 1e-9;

static double cross(struct ter_xy a, struct ter_xy b)
{
    return a.x * b.y - a.y * b.x;
}

static struct ter_xy about(struct ter_xy at, struct ter_xy origin)
{
    return (struct ter_xy){at.x - origin.x, at.y - origin.y};
}

static size_t first_of(const struct rings *rings, size_t ring)
{
    return ring ? rings->ends[ring - 1] : 0;
}

/* The point after `at` of a ring; the last one's is the first. */
static struct ter_xy after(const struct rings *rings, size_t ring, size_t at)
{
    return rings->points[at + 1 < rings->ends[ring] ? at + 1 : first_of(rings, ring)];
}

static double signed_area_m2(const struct rings *rings, size_t ring)
{
    double twice_m2 = 0;
    for (size_t i = first_of(rings, ring); i < rings->ends[ring]; i++)
        twice_m2 +=
            cross(about(rings->points[i], rings->origin), about(after(rings, ring, i), rings->origin));
    return twice_m2 / 2;
}

/* Whether an odd number of the other rings encloses a ring. Rings may touch: some of its edges' middles vote.
 */
static bool is_hole(const struct rings *rings, size_t ring)
{
    enum { VOTES = 5 };
    size_t first = first_of(rings, ring), count = rings->ends[ring] - first;
    int inside = 0;
    for (size_t i = 0; i < VOTES && rings->count > 1; i++) {
        size_t at = first + count * i / VOTES;
        struct ter_xy a = rings->points[at], b = after(rings, ring, at);
        struct ter_xy middle = {(a.x + b.x) / 2, (a.y + b.y) / 2};
        inside += ter_strips_enclose(rings->strips, middle, ring) ? 1 : -1;
    }
    return inside > 0;
}

/* 1 where a ring has the polygon's inside on its left, -1 where on its right. */
static double side_of(const struct rings *rings, size_t ring, double area_m2)
{
    return (area_m2 >= 0) == is_hole(rings, ring) ? -1 : 1;
}

/* What the covered stretches of a ring's edges add. */
static double edges_m2(const struct ter_discs *discs, const struct rings *rings, size_t ring)
{
    struct ter_stretches stretches = {0};
    double twice_m2 = 0;
    for (size_t i = first_of(rings, ring); i < rings->ends[ring]; i++) {
        struct ter_xy a = rings->points[i], b = after(rings, ring, i);
        ter_discs_cover_segment(discs, a, b, &stretches);
        double whole = cross(about(a, rings->origin), about(b, rings->origin));
        for (size_t j = 0; j < stretches.count; j++)
            twice_m2 += (stretches.items[j].to - stretches.items[j].from) * whole;
    }
    free(stretches.items);
    return twice_m2 / 2;
}

/* ---- the arcs inside the polygon ---- */

struct arc_cuts {
    const struct ter_discs *discs;
    const struct rings *rings;
    const struct ter_arc *arc;
    double *turned_rad; /* where edges cut it, from its beginning */
    size_t count, capacity;
    long double sum_m2;
};

static void cut_at(struct arc_cuts *cuts, double x, double y)
{
    double turned = atan2(y, x) - cuts->arc->from_rad;
    turned -= 2 * M_PI * floor(turned / (2 * M_PI));
    if (turned >= cuts->arc->sweep_rad)
        return;
    cuts->turned_rad = ter_grow(cuts->turned_rad, &cuts->capacity, cuts->count + 1, sizeof *cuts->turned_rad);
    cuts->turned_rad[cuts->count++] = turned;
}

static void cut_by_edge(void *user, const struct ter_edge *edge)
{
    struct arc_cuts *cuts = user;
    const struct ter_disc *disc = &cuts->discs->discs[cuts->arc->disc];
    struct ter_xy from = about(edge->from, disc->at);
    double length_m = ter_xy_distance_m(edge->from, edge->to);
    struct ter_xy along = {(edge->to.x - edge->from.x) / length_m, (edge->to.y - edge->from.y) / length_m};
    double foot_m = -(from.x * along.x + from.y * along.y), away_m = cross(from, along);
    double half2 = (disc->radius_m - away_m) * (disc->radius_m + away_m);
    if (half2 < 0)
        return;
    double half_m = sqrt(half2), slack_m = beyond_the_ends * (length_m + disc->radius_m);
    for (int side = -1; side <= 1; side += 2) {
        double at_m = foot_m + side * half_m;
        if (at_m >= -slack_m && at_m <= length_m + slack_m)
            cut_at(cuts, from.x + along.x * at_m, from.y + along.y * at_m);
    }
}

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static bool add_arc(void *user, uint32_t number)
{
    struct arc_cuts *cuts = user;
    cuts->arc = &cuts->discs->arcs[number];
    cuts->count = 0;
    struct ter_frame frame = ter_arc_frame(cuts->discs, cuts->arc);
    ter_strips_between(cuts->rings->strips, frame.low.y, frame.high.y, cut_by_edge, cuts);
    if (cuts->count > 1)
        qsort(cuts->turned_rad, cuts->count, sizeof *cuts->turned_rad, by_size);
    double from = 0;
    for (size_t i = 0; i <= cuts->count; i++) {
        double to = i < cuts->count ? cuts->turned_rad[i] : cuts->arc->sweep_rad;
        struct ter_xy middle = ter_arc_at(cuts->discs, cuts->arc, (from + to) / 2);
        if (to > from && ter_strips_enclose(cuts->rings->strips, middle, SIZE_MAX))
            cuts->sum_m2 += ter_arc_area_m2(cuts->discs, cuts->arc, from, to, cuts->rings->origin);
        from = to;
    }
    return true;
}

static double arcs_m2(const struct ter_discs *discs, const struct rings *rings)
{
    struct arc_cuts cuts = {.discs = discs, .rings = rings};
    ter_frame_tree_walk(
        discs->arc_tree, &(struct ter_frame_walk){rings->frame, rings->origin, NULL, add_arc, &cuts});
    free(cuts.turned_rad);
    return (double)cuts.sum_m2;
}

static bool stop(void *user, uint32_t number)
{
    (void)user;
    (void)number;
    return false;
}

static bool has_arcs(const struct ter_discs *discs, const struct rings *rings)
{
    return !ter_frame_tree_walk(
        discs->arc_tree, &(struct ter_frame_walk){rings->frame, rings->origin, NULL, stop, NULL});
}

double ter_discs_rings_m2(
    const struct ter_discs *discs, const struct ter_xy *points, const size_t *part_ends, size_t parts)
{
    struct rings rings = {points, part_ends, parts, ter_frame_none(), {0, 0}, NULL};
    size_t total = parts ? part_ends[parts - 1] : 0;
    for (size_t i = 0; i < total; i++)
        rings.frame = ter_frame_join(rings.frame, (struct ter_frame){points[i], points[i]});
    if (!total)
        return 0;
    rings.origin = (struct ter_xy){
        (rings.frame.low.x + rings.frame.high.x) / 2, (rings.frame.low.y + rings.frame.high.y) / 2};
    bool arcs = has_arcs(discs, &rings);
    if (!arcs && !ter_discs_contain(discs, points[0]))
        return 0; /* no outline runs through its frame: all of it is covered or nothing */
    TER_AUTO(ter_strips_close) struct ter_strips *strips = ter_strips_open(points, part_ends, parts);
    rings.strips = strips;
    double sum_m2 = arcs ? arcs_m2(discs, &rings) : 0;
    for (size_t ring = 0; ring < parts; ring++) {
        double area_m2 = signed_area_m2(&rings, ring);
        sum_m2 += side_of(&rings, ring, area_m2) * (arcs ? edges_m2(discs, &rings, ring) : area_m2);
    }
    return fmax(sum_m2, 0);
}
