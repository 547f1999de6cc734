/* Owns what the discs cover of lines: each segment is cut by the discs themselves. Knows nothing of outlines.
 */
#include "discs_parts.h"

#include <math.h>
#include <stdlib.h>

/* A segment while the discs along it are gathered. */
struct segment {
    const struct ter_discs *discs;
    struct ter_xy from, along; /* along: a unit vector */
    double length_m;
    struct ter_stretches *stretches;
    uint64_t pieces; /* those of 64 equal ones that some disc covers wholly */
};

static uint64_t pieces_between(double from, double to)
{
    int first = (int)ceil(from * 64), last = (int)floor(to * 64);
    if (first >= last)
        return 0;
    return (last >= 64 ? UINT64_MAX : (UINT64_C(1) << last) - 1) & ~((UINT64_C(1) << first) - 1);
}

/* Add what a disc covers of the segment; false when the whole of it is covered. */
static bool cut_by_disc(void *user, uint32_t number)
{
    struct segment *segment = user;
    const struct ter_disc *disc = &segment->discs->discs[number];
    double x = disc->at.x - segment->from.x, y = disc->at.y - segment->from.y;
    double middle_m = x * segment->along.x + y * segment->along.y;
    double away_m = x * segment->along.y - y * segment->along.x;
    double half2 = (disc->radius_m - away_m) * (disc->radius_m + away_m);
    if (half2 <= 0)
        return true;
    double half_m = sqrt(half2);
    double from = fmax((middle_m - half_m) / segment->length_m, 0);
    double to = fmin((middle_m + half_m) / segment->length_m, 1);
    if (from >= to)
        return true;
    struct ter_stretches *stretches = segment->stretches;
    stretches->items =
        ter_grow(stretches->items, &stretches->capacity, stretches->count + 1, sizeof *stretches->items);
    stretches->items[stretches->count++] = (struct ter_stretch){from, to};
    segment->pieces |= pieces_between(from, to);
    return segment->pieces != UINT64_MAX;
}

static int by_start(const void *a, const void *b)
{
    const struct ter_stretch *x = a, *y = b;
    return x->from < y->from ? -1 : x->from > y->from;
}

static void join_overlapping(struct ter_stretches *stretches)
{
    size_t kept = 0;
    if (stretches->count)
        qsort(stretches->items, stretches->count, sizeof *stretches->items, by_start);
    for (size_t i = 0; i < stretches->count; i++) {
        struct ter_stretch *last = kept ? &stretches->items[kept - 1] : NULL;
        if (last && stretches->items[i].from <= last->to)
            last->to = fmax(last->to, stretches->items[i].to);
        else
            stretches->items[kept++] = stretches->items[i];
    }
    stretches->count = kept;
}

void ter_discs_cover_segment(
    const struct ter_discs *discs, struct ter_xy a, struct ter_xy b, struct ter_stretches *stretches)
{
    double length_m = ter_xy_distance_m(a, b);
    stretches->count = 0;
    if (!(length_m > 0))
        return;
    struct segment segment = {
        discs, a, {(b.x - a.x) / length_m, (b.y - a.y) / length_m}, length_m, stretches, 0};
    struct ter_frame_walk walk = {
        .within = ter_frame_join((struct ter_frame){a, a}, (struct ter_frame){b, b}),
        .near = {(a.x + b.x) / 2, (a.y + b.y) / 2},
        .visits = cut_by_disc,
        .user = &segment,
    };
    if (ter_frame_tree_walk(discs->tree, &walk)) {
        join_overlapping(stretches);
    } else {
        stretches->items[0] = (struct ter_stretch){0, 1};
        stretches->count = 1;
    }
}

double ter_discs_line_m(const struct ter_discs *discs, const struct ter_xy *line, size_t count)
{
    struct ter_stretches stretches = {0};
    double covered_m = 0;
    for (size_t i = 1; i < count; i++) {
        double length_m = ter_xy_distance_m(line[i - 1], line[i]);
        ter_discs_cover_segment(discs, line[i - 1], line[i], &stretches);
        for (size_t j = 0; j < stretches.count; j++)
            covered_m += (stretches.items[j].to - stretches.items[j].from) * length_m;
    }
    free(stretches.items);
    return covered_m;
}

/* ---- the pieces that are not covered ---- */

struct pieces {
    struct ter_xy *line; /* the piece in hand */
    size_t count, capacity;
    void (*piece)(void *user, const struct ter_xy *line, size_t count);
    void *user;
};

static void extend(struct pieces *pieces, struct ter_xy at)
{
    pieces->line = ter_grow(pieces->line, &pieces->capacity, pieces->count + 1, sizeof *pieces->line);
    pieces->line[pieces->count++] = at;
}

static void hand_over(struct pieces *pieces)
{
    if (pieces->count > 1)
        pieces->piece(pieces->user, pieces->line, pieces->count);
    pieces->count = 0;
}

static struct ter_xy part_of(struct ter_xy a, struct ter_xy b, double part)
{
    if (part >= 1)
        return b; /* exactly: the next segment begins there */
    return (struct ter_xy){a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part};
}

/* Go along a segment; a piece that is open where it begins goes on, one that is open where it ends stays so.
 */
static void go_along(
    struct pieces *pieces, struct ter_xy a, struct ter_xy b, const struct ter_stretches *stretches)
{
    double at = 0;
    for (size_t i = 0; i <= stretches->count; i++) {
        double from = i < stretches->count ? stretches->items[i].from : 1;
        if (from > at) {
            if (!pieces->count)
                extend(pieces, part_of(a, b, at));
            extend(pieces, part_of(a, b, from));
        }
        if (i < stretches->count) {
            hand_over(pieces);
            at = stretches->items[i].to;
        }
    }
}

void ter_discs_uncovered(const struct ter_discs *discs, const struct ter_xy *line, size_t count,
    void (*piece)(void *user, const struct ter_xy *line, size_t count), void *user)
{
    struct pieces pieces = {.piece = piece, .user = user};
    struct ter_stretches stretches = {0};
    for (size_t i = 1; i < count; i++) {
        ter_discs_cover_segment(discs, line[i - 1], line[i], &stretches);
        if (line[i].x != line[i - 1].x || line[i].y != line[i - 1].y)
            go_along(&pieces, line[i - 1], line[i], &stretches);
    }
    hand_over(&pieces);
    free(pieces.line);
    free(stretches.items);
}
