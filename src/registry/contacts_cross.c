/* Owns the contacts of lines that share no vertex: crossings, ends that touch, and ends that point at a line.
 * Knows nothing of names: keys are numbers.
 *
 * Lines are cut in chunks of a few segments. A chunk is entered in each strip of latitude that its box
 * reaches, and a strip is swept from west to east: only chunks whose boxes overlap are compared, segment by
 * segment. */
#include "contacts.h"

#include "base/progress.h"

#include <math.h>
#include <stdlib.h>

#define TOUCH_M 2.0

/* A road that stops short of the one it leads to, because a connecting piece without a name lies between, is
 * taken to meet it. In a city centre of OpenStreetMap one in a hundred of the ends of named roads stops 12-15
 * m before the next named road, and none that truly leads nowhere stops less than 26 m before one. */
#define GAP_M 25.0

/* The direction of an end is that of its last metres: the last segment may be a centimetre long. */
#define DIRECTION_M 5.0

enum { CHUNK_SEGMENTS = 16, STRIP = 200000 /* units: 2.2 km */ };

struct box {
    int32_t west, south, east, north;
};

struct chunk {
    struct box box;
    uint32_t line;
    uint32_t first, count; /* vertices; count 1: an end, its box widened by GAP_M */
};

/* The nearest line that an end points at. */
struct pointed {
    uint32_t chunk; /* of the end */
    float distance_m;
    struct ter_contact contact;
};

struct entry {
    int32_t strip, west;
    uint32_t chunk;
};

struct sweep {
    const struct ter_network *network;
    struct ter_contacts *contacts;
    struct chunk *chunks;
    size_t chunk_count, chunk_capacity;
    struct entry *entries;
    size_t entry_count, entry_capacity;
    struct pointed *pointed;
    size_t pointed_count, pointed_capacity;
};

static void sweep_free(struct sweep *sweep)
{
    free(sweep->chunks);
    free(sweep->entries);
    free(sweep->pointed);
}

/* ---- chunks ---- */

static int32_t strip_of(int32_t y)
{
    return (int32_t)(((int64_t)y + 900000000) / STRIP);
}

static void add_chunk(struct sweep *sweep, struct chunk chunk)
{
    sweep->chunks =
        ter_grow(sweep->chunks, &sweep->chunk_capacity, sweep->chunk_count + 1, sizeof *sweep->chunks);
    for (int32_t strip = strip_of(chunk.box.south); strip <= strip_of(chunk.box.north); strip++) {
        sweep->entries =
            ter_grow(sweep->entries, &sweep->entry_capacity, sweep->entry_count + 1, sizeof *sweep->entries);
        sweep->entries[sweep->entry_count++] =
            (struct entry){strip, chunk.box.west, (uint32_t)sweep->chunk_count};
    }
    sweep->chunks[sweep->chunk_count++] = chunk;
}

static struct box box_of(const struct ter_vertex *vertices, size_t count)
{
    struct box box = {vertices[0].x, vertices[0].y, vertices[0].x, vertices[0].y};
    for (size_t i = 1; i < count; i++) {
        box.west = vertices[i].x < box.west ? vertices[i].x : box.west;
        box.east = vertices[i].x > box.east ? vertices[i].x : box.east;
        box.south = vertices[i].y < box.south ? vertices[i].y : box.south;
        box.north = vertices[i].y > box.north ? vertices[i].y : box.north;
    }
    return box;
}

static int32_t clamp(double value)
{
    return (int32_t)fmin(fmax(value, INT32_MIN), INT32_MAX);
}

static void add_end(struct sweep *sweep, uint32_t line, uint32_t vertex)
{
    struct ter_vertex at = sweep->network->vertices[vertex];
    double up = GAP_M / TER_METRES_A_UNIT, across = up / fmax(0.01, cos(at.y * (1e-7 * M_PI / 180)));
    struct box box = {clamp(at.x - across), clamp(at.y - up), clamp(at.x + across), clamp(at.y + up)};
    add_chunk(sweep, (struct chunk){box, line, vertex, 1});
}

static void add_chunks(struct sweep *sweep, uint32_t number)
{
    const struct ter_line *line = &sweep->network->lines[number];
    for (uint32_t at = 0; at + 1 < line->count; at += CHUNK_SEGMENTS) {
        uint32_t count = line->count - at <= CHUNK_SEGMENTS ? line->count - at : CHUNK_SEGMENTS + 1;
        const struct ter_vertex *vertices = sweep->network->vertices + line->first + at;
        add_chunk(sweep, (struct chunk){box_of(vertices, count), number, line->first + at, count});
    }
    add_end(sweep, number, line->first);
    add_end(sweep, number, line->first + line->count - 1);
}

/* ---- crossings ---- */

static bool level(const struct ter_line *a, const struct ter_line *b)
{
    return !a->off_ground && !b->off_ground && a->layer == b->layer;
}

static bool boxes_apart(struct box a, struct box b)
{
    return a.west > b.east || b.west > a.east || a.south > b.north || b.south > a.north;
}

static bool same(struct ter_vertex a, struct ter_vertex b)
{
    return a.x == b.x && a.y == b.y;
}

/* Where segment p-q crosses segment r-s; a vertex that they share is no crossing. */
static bool crossing(const struct ter_vertex *pq, const struct ter_vertex *rs, struct ter_vertex *ret_at)
{
    if (same(pq[0], rs[0]) || same(pq[0], rs[1]) || same(pq[1], rs[0]) || same(pq[1], rs[1]))
        return false;
    double ax = (double)pq[1].x - pq[0].x, ay = (double)pq[1].y - pq[0].y;
    double bx = (double)rs[1].x - rs[0].x, by = (double)rs[1].y - rs[0].y;
    double cx = (double)rs[0].x - pq[0].x, cy = (double)rs[0].y - pq[0].y;
    double turn = ax * by - ay * bx;
    if (turn == 0)
        return false;
    double part = (cx * by - cy * bx) / turn, other = (cx * ay - cy * ax) / turn;
    if (part < 0 || part > 1 || other < 0 || other > 1)
        return false;
    *ret_at = (struct ter_vertex){clamp(pq[0].x + part * ax), clamp(pq[0].y + part * ay)};
    return true;
}

static void cross(struct sweep *sweep, const struct chunk *a, const struct chunk *b)
{
    const struct ter_vertex *p = sweep->network->vertices + a->first,
                            *r = sweep->network->vertices + b->first;
    const struct ter_line *lines = sweep->network->lines;
    for (uint32_t i = 0; i + 1 < a->count; i++) {
        struct box box = box_of(p + i, 2);
        if (boxes_apart(box, b->box))
            continue;
        for (uint32_t j = 0; j + 1 < b->count; j++) {
            struct ter_vertex at;
            if (!boxes_apart(box, box_of(r + j, 2)) && crossing(p + i, r + j, &at))
                ter_contacts_add(sweep->contacts,
                    (struct ter_contact){a->line, b->line, at, 0, level(&lines[a->line], &lines[b->line])});
        }
    }
}

/* ---- ends ---- */

struct metres {
    double x, y;
};

static struct metres metres_from(struct ter_vertex origin, struct ter_vertex at)
{
    return (struct metres){
        ((double)at.x - origin.x) * TER_METRES_A_UNIT * cos(origin.y * (1e-7 * M_PI / 180)),
        ((double)at.y - origin.y) * TER_METRES_A_UNIT};
}

/* The vertex from which an end of a line is seen straight. */
static struct ter_vertex vertex_before(const struct ter_network *network, const struct chunk *end)
{
    const struct ter_line *line = &network->lines[end->line];
    bool last = end->first != line->first;
    const struct ter_vertex *at = network->vertices + end->first;
    uint32_t back = 1;
    while (back + 1 < line->count &&
           ter_vertex_distance_m(*at, last ? at[-(ptrdiff_t)back] : at[back]) < DIRECTION_M)
        back++;
    return last ? at[-(ptrdiff_t)back] : at[back];
}

/* How far ahead of the origin, in direction `ahead` (a unit vector), segment c-d is hit; INFINITY: it is not.
 */
static double distance_ahead(struct metres ahead, struct metres c, struct metres d)
{
    double turn = ahead.x * (d.y - c.y) - ahead.y * (d.x - c.x);
    if (turn == 0)
        return INFINITY;
    double distance_m = (c.x * (d.y - c.y) - c.y * (d.x - c.x)) / turn;
    double part = (c.x * ahead.y - c.y * ahead.x) / turn;
    return distance_m >= 0 && part >= 0 && part <= 1 ? distance_m : INFINITY;
}

static double distance_to(struct metres c, struct metres d)
{
    double dx = d.x - c.x, dy = d.y - c.y, length = dx * dx + dy * dy;
    double part = length > 0 ? fmin(1, fmax(0, -(c.x * dx + c.y * dy) / length)) : 0;
    return hypot(c.x + part * dx, c.y + part * dy);
}

static void point_at(
    struct sweep *sweep, uint32_t end_chunk, uint32_t line, struct metres ahead, double distance_m)
{
    const struct chunk *end = &sweep->chunks[end_chunk];
    struct ter_vertex at = sweep->network->vertices[end->first];
    double across = cos(at.y * (1e-7 * M_PI / 180));
    struct ter_vertex hit = {clamp(at.x + ahead.x * distance_m / (TER_METRES_A_UNIT * across)),
        clamp(at.y + ahead.y * distance_m / TER_METRES_A_UNIT)};
    sweep->pointed =
        ter_grow(sweep->pointed, &sweep->pointed_capacity, sweep->pointed_count + 1, sizeof *sweep->pointed);
    sweep->pointed[sweep->pointed_count++] =
        (struct pointed){end_chunk, (float)distance_m, {end->line, line, hit, 0, true}};
}

static void meet_end(struct sweep *sweep, uint32_t end_chunk, const struct chunk *chunk)
{
    const struct chunk *end = &sweep->chunks[end_chunk];
    const struct ter_network *network = sweep->network;
    const struct ter_line *line = &network->lines[end->line], *other = &network->lines[chunk->line];
    struct ter_vertex at = network->vertices[end->first];
    struct metres back = metres_from(at, vertex_before(network, end));
    double length = hypot(back.x, back.y), nearest_m = INFINITY, ahead_m = INFINITY;
    if (!level(line, other) || length == 0)
        return;
    struct metres ahead = {-back.x / length, -back.y / length};
    for (uint32_t i = 0; i + 1 < chunk->count; i++) {
        struct metres c = metres_from(at, network->vertices[chunk->first + i]);
        struct metres d = metres_from(at, network->vertices[chunk->first + i + 1]);
        nearest_m = fmin(nearest_m, distance_to(c, d));
        ahead_m = fmin(ahead_m, distance_ahead(ahead, c, d));
    }
    bool met = line->met[end->first != line->first];
    if (nearest_m <= TOUCH_M)
        ter_contacts_add(sweep->contacts, (struct ter_contact){end->line, chunk->line, at, 0, true});
    else if (ahead_m <= GAP_M && !met && line->road && other->road)
        point_at(sweep, end_chunk, chunk->line, ahead, ahead_m);
}

static int compare_pointed(const void *a, const void *b)
{
    const struct pointed *p = a, *q = b;
    if (p->chunk != q->chunk)
        return p->chunk < q->chunk ? -1 : 1;
    return (p->distance_m > q->distance_m) - (p->distance_m < q->distance_m);
}

/* Of all that lies ahead of an end it meets only the nearest. */
static void meet_nearest(struct sweep *sweep)
{
    if (sweep->pointed_count)
        qsort(sweep->pointed, sweep->pointed_count, sizeof *sweep->pointed, compare_pointed);
    for (size_t i = 0; i < sweep->pointed_count; i++)
        if (!i || sweep->pointed[i].chunk != sweep->pointed[i - 1].chunk)
            ter_contacts_add(sweep->contacts, sweep->pointed[i].contact);
}

/* ---- the sweep ---- */

static int compare_entries(const void *a, const void *b)
{
    const struct entry *p = a, *q = b;
    if (p->strip != q->strip)
        return p->strip < q->strip ? -1 : 1;
    return (p->west > q->west) - (p->west < q->west);
}

/* Two entries of one strip; chunks that share several strips are compared in the southernmost. */
static void compare(struct sweep *sweep, const struct entry *p, const struct entry *q)
{
    const struct chunk *a = &sweep->chunks[p->chunk], *b = &sweep->chunks[q->chunk];
    if (boxes_apart(a->box, b->box) || (a->count == 1 && b->count == 1))
        return;
    int32_t south = a->box.south > b->box.south ? a->box.south : b->box.south;
    if (strip_of(south) != p->strip || !ter_network_differ(sweep->network, a->line, b->line))
        return;
    if (a->count == 1)
        meet_end(sweep, p->chunk, b);
    else if (b->count == 1)
        meet_end(sweep, q->chunk, a);
    else
        cross(sweep, a, b);
}

bool ter_contacts_cross(struct ter_network *network, struct ter_contacts *contacts, struct ter_error *err)
{
    struct sweep sweep = {.network = network, .contacts = contacts};
    bool done = true;
    for (uint32_t i = 0; i < network->line_count; i++)
        if (network->lines[i].key_count)
            add_chunks(&sweep, i);
    if (sweep.entry_count)
        qsort(sweep.entries, sweep.entry_count, sizeof *sweep.entries, compare_entries);
    for (size_t i = 0; done && i < sweep.entry_count; i++) {
        const struct entry *entry = &sweep.entries[i];
        int32_t east = sweep.chunks[entry->chunk].box.east;
        for (size_t j = i + 1;
             j < sweep.entry_count && sweep.entries[j].strip == entry->strip && sweep.entries[j].west <= east;
             j++)
            compare(&sweep, entry, &sweep.entries[j]);
        done = i % 4096 || ter_interrupt_check(err);
    }
    meet_nearest(&sweep);
    sweep_free(&sweep);
    return done;
}
