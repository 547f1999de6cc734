/* Owns what is asked of a reach and answered exactly: places, lines, the network itself. Knows nothing of how
 * it came about, and no GEOS. */
#include "intervals.h"
#include "reach_roads_parts.h"

#include <math.h>
#include <stdlib.h>

static double least(double a, double b)
{
    return a < b ? a : b;
}

/* ---- places ---- */

struct place {
    const struct ter_road_reach *reach;
    struct ter_xy at;
    bool inside;
};

static bool hidden(const struct ter_road_reach *reach, const struct ter_strip *strip, struct ter_xy at)
{
    for (uint32_t i = 0; i < strip->shadow_count; i++) {
        double low = 0, high = 1;
        if (ter_half_planes_cut(
                reach->shadows[strip->first_shadow + i].planes, 3, strip->a, at, at, &low, &high))
            return true;
    }
    return false;
}

static void look(void *user, size_t item)
{
    struct place *place = user;
    const struct ter_strip *strip = &place->reach->strips[item];
    double low = 0, high = 1;
    if (place->inside || strip->bare)
        return;
    struct ter_convex convex = ter_strip_convex(strip);
    place->inside = ter_convex_cut(&convex, strip->a, place->at, place->at, &low, &high) &&
                    !hidden(place->reach, strip, place->at);
}

bool ter_road_reach_contains(const struct ter_road_reach *reach, struct ter_xy at)
{
    struct place place = {reach, at, false};
    struct ter_box box = {at.x, at.y, at.x, at.y};
    ter_box_tree_within(reach->tree, &box, look, &place);
    return place.inside;
}

/* ---- lines ---- */

/* Sort, and join what overlaps. */
static void join(struct ter_intervals *intervals)
{
    size_t kept = 0;
    ter_intervals_sort(intervals);
    for (size_t i = 0; i < intervals->count; i++) {
        struct ter_interval next = intervals->items[i];
        if (kept && next.low <= intervals->items[kept - 1].high)
            intervals->items[kept - 1].high = fmax(intervals->items[kept - 1].high, next.high);
        else
            intervals->items[kept++] = next;
    }
    intervals->count = kept;
}

/* What is left of low … high outside the holes. */
static void add_outside(struct ter_intervals *out, double low, double high, const struct ter_intervals *holes)
{
    for (size_t i = 0; i < holes->count && low < high; i++) {
        ter_intervals_add(out, low, least(high, holes->items[i].low));
        low = fmax(low, holes->items[i].high);
    }
    ter_intervals_add(out, low, high);
}

struct crossing {
    const struct ter_road_reach *reach;
    bool road; /* the line is a road: only reached pieces of that very road count */
    struct ter_xy from, to;
    struct ter_intervals inside, shadow;
};

/* A road lies on its reached piece, and goes the same way: others only cross it. */
static void cross_road(struct crossing *crossing, const struct ter_strip *strip)
{
    static const double within_m = 0.05, parallel = 0.999;
    struct ter_xy one = {strip->b.x - strip->a.x, strip->b.y - strip->a.y},
                  other = {crossing->to.x - crossing->from.x, crossing->to.y - crossing->from.y};
    if (strip->kind != TER_STRIP_BESIDE ||
        fabs(one.x * other.x + one.y * other.y) < parallel * hypot(one.x, one.y) * hypot(other.x, other.y))
        return;
    struct ter_strip narrow = *strip;
    narrow.radius_m = within_m;
    struct ter_convex convex = ter_strip_convex(&narrow);
    double low = 0, high = 1;
    if (ter_convex_cut(&convex, strip->a, crossing->from, crossing->to, &low, &high))
        ter_intervals_add(&crossing->inside, low, high);
}

static void cross(void *user, size_t item)
{
    struct crossing *crossing = user;
    const struct ter_strip *strip = &crossing->reach->strips[item];
    if (crossing->road) {
        cross_road(crossing, strip);
        return;
    }
    if (strip->bare)
        return;
    struct ter_convex convex = ter_strip_convex(strip);
    double low = 0, high = 1;
    if (!ter_convex_cut(&convex, strip->a, crossing->from, crossing->to, &low, &high))
        return;
    crossing->shadow.count = 0;
    for (uint32_t i = 0; i < strip->shadow_count; i++) {
        double from = low, to = high;
        if (ter_half_planes_cut(crossing->reach->shadows[strip->first_shadow + i].planes, 3, strip->a,
                crossing->from, crossing->to, &from, &to))
            ter_intervals_add(&crossing->shadow, from, to);
    }
    join(&crossing->shadow);
    add_outside(&crossing->inside, low, high, &crossing->shadow);
}

/* The parts of a segment inside, ascending and apart. */
static void cross_segment(struct crossing *crossing, struct ter_xy from, struct ter_xy to)
{
    struct ter_xy ends[] = {from, to};
    struct ter_box box = ter_box_round(ends, 2);
    crossing->from = from;
    crossing->to = to;
    crossing->inside.count = 0;
    ter_box_tree_within(crossing->reach->tree, &box, cross, crossing);
    join(&crossing->inside);
}

static void crossing_free(struct crossing *crossing)
{
    free(crossing->inside.items);
    free(crossing->shadow.items);
}

static double inside_m(struct crossing crossing, const struct ter_xy *line, size_t count)
{
    double metres = 0;
    for (size_t i = 0; i + 1 < count; i++) {
        cross_segment(&crossing, line[i], line[i + 1]);
        double part = 0;
        for (size_t k = 0; k < crossing.inside.count; k++)
            part += crossing.inside.items[k].high - crossing.inside.items[k].low;
        metres += part * ter_xy_distance_m(line[i], line[i + 1]);
    }
    crossing_free(&crossing);
    return metres;
}

double ter_road_reach_line_m(const struct ter_road_reach *reach, const struct ter_xy *line, size_t count)
{
    return inside_m((struct crossing){.reach = reach}, line, count);
}

double ter_road_reach_road_m(const struct ter_road_reach *reach, const struct ter_xy *line, size_t count)
{
    return inside_m((struct crossing){.reach = reach, .road = true}, line, count);
}

/* A line under way: points so far, handed on when it ends. */
struct pen {
    struct ter_buf points;
    void (*piece)(void *user, const struct ter_xy *line, size_t count);
    void *user;
};

static void lift(struct pen *pen)
{
    size_t count = pen->points.size / sizeof(struct ter_xy);
    if (count > 1)
        pen->piece(pen->user, (const struct ter_xy *)(const void *)pen->points.data, count);
    ter_buf_clear(&pen->points);
}

static void draw(struct pen *pen, struct ter_xy from, struct ter_xy to, double low, double high)
{
    struct ter_xy step = {to.x - from.x, to.y - from.y};
    struct ter_xy ends[] = {low > 0 ? (struct ter_xy){from.x + low * step.x, from.y + low * step.y} : from,
        high < 1 ? (struct ter_xy){from.x + high * step.x, from.y + high * step.y} : to};
    if (low > 0)
        lift(pen);
    ter_buf_add(
        &pen->points, pen->points.size ? &ends[1] : ends, pen->points.size ? sizeof *ends : sizeof ends);
    if (high < 1)
        lift(pen);
}

static void draw_outside(struct crossing crossing, struct pen pen, const struct ter_xy *line, size_t count)
{
    struct ter_intervals outside = {0};
    for (size_t i = 0; i + 1 < count; i++) {
        if (line[i].x == line[i + 1].x && line[i].y == line[i + 1].y)
            continue;
        cross_segment(&crossing, line[i], line[i + 1]);
        outside.count = 0;
        add_outside(&outside, 0, 1, &crossing.inside);
        if (!outside.count || outside.items[0].low > 0)
            lift(&pen);
        for (size_t k = 0; k < outside.count; k++)
            draw(&pen, line[i], line[i + 1], outside.items[k].low, outside.items[k].high);
    }
    lift(&pen);
    ter_buf_free(&pen.points);
    free(outside.items);
    crossing_free(&crossing);
}

void ter_road_reach_uncovered(const struct ter_road_reach *reach, const struct ter_xy *line, size_t count,
    void (*piece)(void *user, const struct ter_xy *line, size_t count), void *user)
{
    draw_outside((struct crossing){.reach = reach}, (struct pen){.piece = piece, .user = user}, line, count);
}

void ter_road_reach_road_uncovered(const struct ter_road_reach *reach, const struct ter_xy *line,
    size_t count, void (*piece)(void *user, const struct ter_xy *line, size_t count), void *user)
{
    draw_outside((struct crossing){.reach = reach, .road = true}, (struct pen){.piece = piece, .user = user},
        line, count);
}

/* ---- the network ---- */

struct telling {
    const struct ter_road_reach *reach;
    void (*piece)(
        void *user, size_t edge, bool reached, double metres, const struct ter_xy *line, size_t count);
    void *user;
    struct ter_buf line;
};

static void tell(struct telling *telling, size_t edge, bool reached, double from, double to)
{
    const struct ter_road_edge *one = &telling->reach->graph->edges[edge];
    if (to <= from)
        return;
    ter_buf_clear(&telling->line);
    ter_road_edge_piece(telling->reach->graph, one, from * one->length_m, to * one->length_m, &telling->line);
    telling->piece(telling->user, edge, reached, (to - from) * one->length_m,
        (const struct ter_xy *)(const void *)telling->line.data, telling->line.size / sizeof(struct ter_xy));
}

void ter_road_reach_network(const struct ter_road_reach *reach,
    void (*piece)(
        void *user, size_t edge, bool reached, double metres, const struct ter_xy *line, size_t count),
    void *user)
{
    struct telling telling = {.reach = reach, .piece = piece, .user = user};
    for (size_t edge = 0, next = 0; edge < reach->graph->edge_count; edge++) {
        double at = 0;
        for (; next < reach->piece_count && reach->pieces[next].edge == edge; next++) {
            tell(&telling, edge, false, at, reach->pieces[next].from);
            tell(&telling, edge, true, reach->pieces[next].from, reach->pieces[next].to);
            at = reach->pieces[next].to;
        }
        if (reach->counts[edge])
            tell(&telling, edge, false, at, 1);
    }
    ter_buf_free(&telling.line);
}

size_t ter_road_reach_aside(const struct ter_road_reach *reach)
{
    return reach->aside;
}
