/* Owns the way from arcs to closed rings. An arc goes on with the arc that begins at the same crossing, and a
 * crossing is known by its two discs, never by coordinates. Knows nothing of polygons.
 *
 * Crossings that rounding cannot tell apart (three circles through one point) are one node. At a node through
 * which several outlines run, each turns so that it keeps to its own side of the inside; an outline that
 * comes through a node twice is divided there into rings. */
#include "discs_rings.h"

#include "base/map.h"

#include <math.h>
#include <stdlib.h>

struct stitching {
    const struct ter_discs *discs;
    struct ter_map numbers; /* crossing -> node number + 1 */
    uint32_t *parents;      /* of nodes: those that are one have one root */
    size_t node_count, node_capacity;
    uint32_t *begins, *ends; /* the nodes of each arc */
    struct ter_xy *places;   /* of nodes */
    size_t *firsts;          /* of each node in `out` */
    uint32_t *out;           /* arcs, by the node where they begin */
    uint32_t *next;          /* the arc with which an arc goes on */
    bool *walked;
};

static void stitching_free(struct stitching *s)
{
    ter_map_free(&s->numbers);
    free(s->parents);
    free(s->begins);
    free(s->ends);
    free(s->places);
    free(s->firsts);
    free(s->out);
    free(s->next);
    free(s->walked);
}

/* ---- nodes ---- */

static uint32_t node_of(struct stitching *s, uint64_t crossing)
{
    int64_t *number = ter_map_put(&s->numbers, crossing, NULL);
    if (!*number) {
        s->parents = ter_grow(s->parents, &s->node_capacity, s->node_count + 1, sizeof *s->parents);
        s->parents[s->node_count] = (uint32_t)s->node_count;
        *number = (int64_t)++s->node_count;
    }
    return (uint32_t)(*number - 1);
}

static uint32_t root_of(struct stitching *s, uint32_t node)
{
    while (s->parents[node] != node) {
        s->parents[node] = s->parents[s->parents[node]];
        node = s->parents[node];
    }
    return node;
}

static void unite(struct stitching *s, uint32_t a, uint32_t b)
{
    a = root_of(s, a);
    b = root_of(s, b);
    s->parents[a > b ? a : b] = a > b ? b : a;
}

static bool is_stitched(const struct ter_arc *arc)
{
    return !ter_arc_is_circle(arc) && !ter_arc_is_point(arc);
}

static void name_nodes(struct stitching *s)
{
    const struct ter_discs *discs = s->discs;
    s->begins = ter_alloc(discs->arc_count * sizeof *s->begins);
    s->ends = ter_alloc(discs->arc_count * sizeof *s->ends);
    for (size_t i = 0; i < discs->arc_count; i++) {
        const struct ter_arc *arc = &discs->arcs[i];
        if (ter_arc_is_circle(arc))
            continue;
        s->begins[i] = node_of(s, ter_crossing(arc->disc, arc->after));
        s->ends[i] = node_of(s, ter_crossing(arc->before, arc->disc));
        if (ter_arc_is_point(arc))
            unite(s, s->begins[i], s->ends[i]);
    }
    for (size_t i = 0; i < discs->meeting_count; i++)
        unite(s, node_of(s, discs->meetings[i].one), node_of(s, discs->meetings[i].other));
    for (size_t i = 0; i < discs->arc_count; i++)
        if (is_stitched(&discs->arcs[i])) {
            s->begins[i] = root_of(s, s->begins[i]);
            s->ends[i] = root_of(s, s->ends[i]);
        }
}

/* A node's place is the beginning of the first arc there: one place, whoever asks. */
static void sort_by_node(struct stitching *s)
{
    const struct ter_discs *discs = s->discs;
    s->firsts = ter_alloc((s->node_count + 2) * sizeof *s->firsts);
    s->out = ter_alloc(discs->arc_count * sizeof *s->out);
    s->places = ter_alloc(s->node_count * sizeof *s->places);
    for (size_t i = 0; i < discs->arc_count; i++)
        if (is_stitched(&discs->arcs[i]))
            s->firsts[s->begins[i] + 2]++;
    for (size_t i = 2; i < s->node_count + 2; i++)
        s->firsts[i] += s->firsts[i - 1];
    for (size_t i = discs->arc_count; i-- > 0;)
        if (is_stitched(&discs->arcs[i]))
            s->places[s->begins[i]] = ter_arc_at(discs, &discs->arcs[i], 0);
    for (size_t i = 0; i < discs->arc_count; i++)
        if (is_stitched(&discs->arcs[i]))
            s->out[s->firsts[s->begins[i] + 1]++] = (uint32_t)i;
}

/* ---- which arc goes on with which ---- */

/* An arc at a node, as seen from the node. */
struct ray {
    double direction_rad;
    uint32_t arc;
    bool arrives;
    bool taken;
};

static int clockwise(const void *a, const void *b)
{
    const struct ray *x = a, *y = b;
    if (x->direction_rad != y->direction_rad)
        return x->direction_rad > y->direction_rad ? -1 : 1;
    return x->arrives != y->arrives ? (x->arrives ? -1 : 1) : (x->arc < y->arc ? -1 : x->arc > y->arc);
}

/* Arcs may leave a node in one direction and part later: they are compared a little way out. */
static struct ray ray_of(const struct stitching *s, uint32_t number, bool arrives, double away_m)
{
    const struct ter_arc *arc = &s->discs->arcs[number];
    double turned = fmin(away_m / s->discs->discs[arc->disc].radius_m, arc->sweep_rad);
    struct ter_xy node = s->places[arrives ? s->ends[number] : s->begins[number]];
    struct ter_xy at = ter_arc_at(s->discs, arc, arrives ? arc->sweep_rad - turned : turned);
    return (struct ray){atan2(at.y - node.y, at.x - node.x), number, arrives, false};
}

static double least_length_m(const struct stitching *s, const struct ray *rays, size_t count)
{
    double least_m = INFINITY;
    for (size_t i = 0; i < count; i++) {
        const struct ter_arc *arc = &s->discs->arcs[rays[i].arc];
        least_m = fmin(least_m, arc->sweep_rad * s->discs->discs[arc->disc].radius_m);
    }
    return least_m;
}

/* Who arrives has the inside on the left, which is clockwise of the way back, up to the first arc that
 * leaves. */
static void pair(struct stitching *s, struct ray *rays, size_t count)
{
    double away_m = least_length_m(s, rays, count) / 2;
    for (size_t i = 0; i < count; i++)
        rays[i] = ray_of(s, rays[i].arc, rays[i].arrives, away_m);
    if (count > 1)
        qsort(rays, count, sizeof *rays, clockwise);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 1; rays[i].arrives && j < count; j++) {
            struct ray *other = &rays[(i + j) % count];
            if (other->arrives || other->taken)
                continue;
            other->taken = true;
            s->next[rays[i].arc] = other->arc;
            break;
        }
}

static int by_node(const void *a, const void *b, void *user)
{
    const struct stitching *s = user;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return s->ends[x] != s->ends[y] ? (s->ends[x] < s->ends[y] ? -1 : 1) : (x < y ? -1 : x > y);
}

/* The arcs that arrive where several leave, or where none does. */
static void pair_at_crowded_nodes(struct stitching *s, uint32_t *arriving, size_t count)
{
    struct ray *rays = NULL;
    size_t capacity = 0;
    if (count)
        qsort_r(arriving, count, sizeof *arriving, by_node, s);
    for (size_t i = 0, end; i < count; i = end) {
        uint32_t node = s->ends[arriving[i]];
        size_t rays_here = 0;
        for (end = i; end < count && s->ends[arriving[end]] == node; end++) {
            rays = ter_grow(rays, &capacity, rays_here + 1, sizeof *rays);
            rays[rays_here++] = (struct ray){.arc = arriving[end], .arrives = true};
        }
        for (size_t j = s->firsts[node]; j < s->firsts[node + 1]; j++) {
            rays = ter_grow(rays, &capacity, rays_here + 1, sizeof *rays);
            rays[rays_here++] = (struct ray){.arc = s->out[j]};
        }
        pair(s, rays, rays_here);
    }
    free(rays);
}

static void find_next(struct stitching *s)
{
    size_t arcs = s->discs->arc_count, waiting = 0;
    TER_AUTO_FREE uint32_t *arriving = ter_alloc(arcs * sizeof *arriving);
    s->next = ter_alloc(arcs * sizeof *s->next);
    for (size_t i = 0; i < arcs; i++) {
        s->next[i] = UINT32_MAX;
        if (!is_stitched(&s->discs->arcs[i]))
            continue;
        uint32_t node = s->ends[i];
        if (s->firsts[node + 1] - s->firsts[node] == 1)
            s->next[i] = s->out[s->firsts[node]];
        else
            arriving[waiting++] = (uint32_t)i;
    }
    pair_at_crowded_nodes(s, arriving, waiting);
}

/* ---- walks ---- */

static void add_ring(struct ter_disc_rings *rings, const struct ter_ring_step *steps, size_t count)
{
    rings->rings = ter_grow(rings->rings, &rings->capacity, rings->count + 1, sizeof *rings->rings);
    rings->rings[rings->count++] = (struct ter_ring){rings->step_count, count, rings->outlines};
    rings->steps =
        ter_grow(rings->steps, &rings->step_capacity, rings->step_count + count, sizeof *rings->steps);
    for (size_t i = 0; i < count; i++)
        rings->steps[rings->step_count++] = steps[i];
}

struct walk {
    struct ter_ring_step *steps; /* from the start, without the rings that were divided off */
    size_t count, capacity;
    size_t
        *seen; /* of each node: how many steps had been made when the walk came there, + 1; 0: it did not */
};

/* Go on by one arc; where that leads back to a node of the walk, what lies between is a ring. */
static void step(struct stitching *s, struct walk *walk, struct ter_disc_rings *rings, uint32_t arc)
{
    uint32_t begin = s->begins[arc], end = s->ends[arc];
    if (!walk->seen[begin])
        walk->seen[begin] = walk->count + 1;
    walk->steps = ter_grow(walk->steps, &walk->capacity, walk->count + 1, sizeof *walk->steps);
    walk->steps[walk->count++] = (struct ter_ring_step){arc, s->places[begin], s->places[end]};
    s->walked[arc] = true;
    if (!walk->seen[end])
        return;
    size_t since = walk->seen[end] - 1;
    add_ring(rings, walk->steps + since, walk->count - since);
    for (size_t i = since; i < walk->count; i++)
        walk->seen[s->begins[walk->steps[i].arc]] = 0;
    walk->count = since;
}

/* False where the walk comes to an end that is not its beginning. */
static bool walk_from(struct stitching *s, struct walk *walk, struct ter_disc_rings *rings, uint32_t start)
{
    uint32_t arc = start;
    do {
        step(s, walk, rings, arc);
        arc = s->next[arc];
    } while (arc != UINT32_MAX && !s->walked[arc]);
    rings->outlines++;
    return arc == start && !walk->count;
}

static bool walk_all(struct stitching *s, struct ter_disc_rings *rings, struct ter_error *err)
{
    const struct ter_discs *discs = s->discs;
    TER_AUTO_FREE size_t *seen = ter_alloc(s->node_count * sizeof *seen);
    struct walk walk = {.seen = seen};
    bool closed = true;
    s->walked = ter_alloc(discs->arc_count * sizeof *s->walked);
    for (uint32_t i = 0; i < discs->arc_count && closed; i++) {
        const struct ter_arc *arc = &discs->arcs[i];
        if (ter_arc_is_circle(arc)) {
            struct ter_xy at = ter_arc_at(discs, arc, 0);
            add_ring(rings, &(struct ter_ring_step){i, at, at}, 1);
            rings->outlines++;
        } else if (is_stitched(arc) && !s->walked[i]) {
            closed = walk_from(s, &walk, rings, i);
        }
        if (!closed)
            ter_fail(err, TER_FAILED, "the outline of the discs round %.3f, %.3f does not close",
                discs->discs[arc->disc].at.x, discs->discs[arc->disc].at.y);
    }
    free(walk.steps);
    return closed;
}

bool ter_discs_find_rings(
    const struct ter_discs *discs, struct ter_disc_rings *ret_rings, struct ter_error *err)
{
    struct stitching s = {.discs = discs};
    name_nodes(&s);
    sort_by_node(&s);
    find_next(&s);
    bool done = walk_all(&s, ret_rings, err);
    stitching_free(&s);
    return done;
}

void ter_disc_rings_free(struct ter_disc_rings *rings)
{
    free(rings->steps);
    free(rings->rings);
    *rings = (struct ter_disc_rings){0};
}
