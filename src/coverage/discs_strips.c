/* Owns horizontal strips over the edges of rings. Knows nothing of what the rings enclose. */
#include "discs_strips.h"

#include <math.h>
#include <stdlib.h>

/* Strips are so many that an edge touches about this many of them, and no more than there are edges. */
static const double strips_an_edge = 3;

struct ter_strips {
    struct ter_edge *edges;
    size_t edge_count;
    double low_y, height_m; /* of the lowest strip's foot; of one strip */
    size_t count;
    size_t *firsts;    /* of each strip in `members`, and the end of the last one */
    uint32_t *members; /* edges */
};

static size_t strip_at(const struct ter_strips *strips, double y)
{
    double strip = floor((y - strips->low_y) / strips->height_m);
    return !(strip > 0) ? 0 : strip >= (double)strips->count ? strips->count - 1 : (size_t)strip;
}

static size_t lowest_strip(const struct ter_strips *strips, const struct ter_edge *edge)
{
    return strip_at(strips, fmin(edge->from.y, edge->to.y));
}

static size_t highest_strip(const struct ter_strips *strips, const struct ter_edge *edge)
{
    return strip_at(strips, fmax(edge->from.y, edge->to.y));
}

static void gather_edges(
    struct ter_strips *strips, const struct ter_xy *points, const size_t *ring_ends, size_t rings)
{
    size_t total = rings ? ring_ends[rings - 1] : 0;
    strips->edges = ter_alloc(total * sizeof *strips->edges);
    for (size_t ring = 0, first = 0; ring < rings; first = ring_ends[ring++])
        for (size_t i = first; i < ring_ends[ring]; i++) {
            struct ter_xy to = points[i + 1 < ring_ends[ring] ? i + 1 : first];
            if (points[i].x != to.x || points[i].y != to.y)
                strips->edges[strips->edge_count++] = (struct ter_edge){points[i], to, (uint32_t)ring};
        }
}

static void lay_out(struct ter_strips *strips)
{
    double low = INFINITY, high = -INFINITY, climbed = 0;
    for (size_t i = 0; i < strips->edge_count; i++) {
        const struct ter_edge *edge = &strips->edges[i];
        low = fmin(low, edge->from.y);
        high = fmax(high, edge->from.y);
        climbed += fabs(edge->to.y - edge->from.y);
    }
    double edges = (double)strips->edge_count, height = high - low;
    bool flat = !(high > low);
    strips->count = flat ? 1 : (size_t)fmin(edges, strips_an_edge * edges * height / climbed) + 1;
    strips->low_y = strips->edge_count ? low : 0;
    strips->height_m = flat ? 1 : height / (double)strips->count;
}

/* Counting sort: an edge is a member of each strip that it touches. */
static void fill(struct ter_strips *strips)
{
    strips->firsts = ter_alloc((strips->count + 2) * sizeof *strips->firsts);
    for (size_t i = 0; i < strips->edge_count; i++)
        for (size_t s = lowest_strip(strips, &strips->edges[i]);
             s <= highest_strip(strips, &strips->edges[i]); s++)
            strips->firsts[s + 2]++;
    for (size_t s = 2; s < strips->count + 2; s++)
        strips->firsts[s] += strips->firsts[s - 1];
    strips->members = ter_alloc(strips->firsts[strips->count + 1] * sizeof *strips->members);
    for (size_t i = 0; i < strips->edge_count; i++)
        for (size_t s = lowest_strip(strips, &strips->edges[i]);
             s <= highest_strip(strips, &strips->edges[i]); s++)
            strips->members[strips->firsts[s + 1]++] = (uint32_t)i;
}

struct ter_strips *ter_strips_open(const struct ter_xy *points, const size_t *ring_ends, size_t rings)
{
    struct ter_strips *strips = ter_alloc(sizeof *strips);
    gather_edges(strips, points, ring_ends, rings);
    lay_out(strips);
    fill(strips);
    return strips;
}

void ter_strips_close(struct ter_strips *strips)
{
    if (!strips)
        return;
    free(strips->edges);
    free(strips->firsts);
    free(strips->members);
    free(strips);
}

/* Where an edge that is not level crosses a height; its ends exactly. */
static double crossing_x(const struct ter_edge *edge, double y)
{
    if (y == edge->from.y)
        return edge->from.x;
    if (y == edge->to.y)
        return edge->to.x;
    return edge->from.x + (edge->to.x - edge->from.x) * ((y - edge->from.y) / (edge->to.y - edge->from.y));
}

/* An edge has its lower end and not its upper one, so that a ray through a vertex counts once. */
static bool spans(const struct ter_edge *edge, double y)
{
    return (edge->from.y <= y) != (edge->to.y <= y);
}

bool ter_strips_enclose(const struct ter_strips *strips, struct ter_xy at, size_t except)
{
    size_t strip = strip_at(strips, at.y);
    bool odd = false;
    for (size_t i = strips->firsts[strip]; i < strips->firsts[strip + 1]; i++) {
        const struct ter_edge *edge = &strips->edges[strips->members[i]];
        if (edge->ring != except && spans(edge, at.y) && crossing_x(edge, at.y) < at.x)
            odd = !odd;
    }
    return odd;
}

size_t ter_strips_left_of(const struct ter_strips *strips, struct ter_xy at)
{
    size_t strip = strip_at(strips, at.y), ring = SIZE_MAX;
    double nearest = -INFINITY;
    for (size_t i = strips->firsts[strip]; i < strips->firsts[strip + 1]; i++) {
        const struct ter_edge *edge = &strips->edges[strips->members[i]];
        double x = spans(edge, at.y) ? crossing_x(edge, at.y) : INFINITY;
        if (x < at.x && x > nearest) {
            nearest = x;
            ring = edge->ring;
        }
    }
    return ring;
}

void ter_strips_between(const struct ter_strips *strips, double low_y, double high_y,
    void (*visit)(void *user, const struct ter_edge *edge), void *user)
{
    size_t lowest = strip_at(strips, low_y), highest = strip_at(strips, high_y);
    for (size_t strip = lowest; strip <= highest; strip++)
        for (size_t i = strips->firsts[strip]; i < strips->firsts[strip + 1]; i++) {
            const struct ter_edge *edge = &strips->edges[strips->members[i]];
            size_t first = lowest_strip(strips, edge);
            if (strip == (first > lowest ? first : lowest)) /* in other strips it was, or will be, seen */
                visit(user, edge);
        }
}
