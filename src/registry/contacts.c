/* Owns the contacts of lines at the vertices that they share, and at roundabouts. Knows nothing of names:
 * keys are numbers. */
#include "contacts.h"

#include "base/progress.h"

#include <math.h>
#include <stdlib.h>

/* Larger than any roundabout: a ring road is a road. */
#define WIDEST_RING_M 250

void ter_contacts_add(struct ter_contacts *contacts, struct ter_contact contact)
{
    contacts->items =
        ter_grow(contacts->items, &contacts->capacity, contacts->count + 1, sizeof *contacts->items);
    contacts->items[contacts->count++] = contact;
}

double ter_vertex_distance_m(struct ter_vertex a, struct ter_vertex b)
{
    double dy = (double)b.y - a.y, dx = ((double)b.x - a.x) * cos(a.y * (1e-7 * M_PI / 180));
    return hypot(dx, dy) * TER_METRES_A_UNIT;
}

bool ter_network_has_key(const struct ter_network *network, uint32_t line, uint32_t key)
{
    const struct ter_line *it = &network->lines[line];
    for (uint32_t i = 0; i < it->key_count; i++)
        if (network->keys[it->first_key + i] == key)
            return true;
    return false;
}

static bool has_more(const struct ter_network *network, uint32_t a, uint32_t b)
{
    const struct ter_line *it = &network->lines[a];
    for (uint32_t i = 0; i < it->key_count; i++)
        if (!ter_network_has_key(network, b, network->keys[it->first_key + i]))
            return true;
    return false;
}

bool ter_network_differ(const struct ter_network *network, uint32_t a, uint32_t b)
{
    return a != b && has_more(network, a, b) && has_more(network, b, a);
}

/* ---- roundabouts ---- */

/* A line that touches a line of a roundabout. */
struct touch {
    uint32_t ring, line;
};

/* The lines of one roundabout share vertices: a forest in which each points to an earlier one. */
struct rings {
    uint32_t *parent; /* of each line */
    struct touch *touches;
    size_t count, capacity;
};

static void rings_free(struct rings *rings)
{
    free(rings->parent);
    free(rings->touches);
}

static uint32_t root_of(struct rings *rings, uint32_t line)
{
    while (rings->parent[line] != line)
        line = rings->parent[line] = rings->parent[rings->parent[line]];
    return line;
}

static void add_touch(struct rings *rings, uint32_t ring, uint32_t line)
{
    rings->touches = ter_grow(rings->touches, &rings->capacity, rings->count + 1, sizeof *rings->touches);
    rings->touches[rings->count++] = (struct touch){ring, line};
}

static int compare_touches(const void *a, const void *b)
{
    const struct touch *x = a, *y = b;
    return x->ring != y->ring ? (x->ring < y->ring ? -1 : 1) : (x->line > y->line) - (x->line < y->line);
}

struct box {
    int32_t west, south, east, north;
};

static void grow_box(struct box *box, const struct ter_network *network, const struct ter_line *line)
{
    for (uint32_t i = 0; i < line->count; i++) {
        struct ter_vertex at = network->vertices[line->first + i];
        box->west = at.x < box->west ? at.x : box->west;
        box->east = at.x > box->east ? at.x : box->east;
        box->south = at.y < box->south ? at.y : box->south;
        box->north = at.y > box->north ? at.y : box->north;
    }
}

/* The roads of one roundabout meet in its centre; the ring's own name, where it has one, is among them. */
static void join_at_ring(const struct ter_network *network, const struct touch *touches, size_t count,
    struct box box, struct ter_contacts *contacts)
{
    struct ter_vertex centre = {
        (int32_t)(((int64_t)box.west + box.east) / 2), (int32_t)(((int64_t)box.south + box.north) / 2)};
    double width_m = ter_vertex_distance_m(
        (struct ter_vertex){box.west, centre.y}, (struct ter_vertex){box.east, centre.y});
    double height_m = ter_vertex_distance_m(
        (struct ter_vertex){centre.x, box.south}, (struct ter_vertex){centre.x, box.north});
    double radius_m = fmax(width_m, height_m) / 2;
    if (radius_m > WIDEST_RING_M)
        return;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            if (ter_network_differ(network, touches[i].line, touches[j].line))
                ter_contacts_add(contacts,
                    (struct ter_contact){touches[i].line, touches[j].line, centre, (float)radius_m, true});
}

static void join_at_rings(
    const struct ter_network *network, struct rings *rings, struct ter_contacts *contacts)
{
    for (uint32_t i = 0; i < network->line_count; i++)
        if (network->lines[i].ring)
            add_touch(rings, i, i); /* so that the whole ring is seen below */
    for (size_t i = 0; i < rings->count; i++)
        rings->touches[i].ring = root_of(rings, rings->touches[i].ring);
    if (rings->count)
        qsort(rings->touches, rings->count, sizeof *rings->touches, compare_touches);
    for (size_t start = 0, end; start < rings->count; start = end) {
        struct box box = {INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};
        size_t kept = start;
        for (end = start; end < rings->count && rings->touches[end].ring == rings->touches[start].ring;
             end++) {
            if (end > start && rings->touches[end].line == rings->touches[end - 1].line)
                continue;
            const struct ter_line *line = &network->lines[rings->touches[end].line];
            if (line->ring)
                grow_box(&box, network, line);
            if (line->key_count)
                rings->touches[kept++] = rings->touches[end];
        }
        join_at_ring(network, rings->touches + start, kept - start, box, contacts);
    }
}

/* ---- shared vertices ---- */

struct corner {
    struct ter_vertex at;
    uint32_t line;
};

static int compare_corners(const void *a, const void *b)
{
    const struct corner *p = a, *q = b;
    if (p->at.x != q->at.x)
        return p->at.x < q->at.x ? -1 : 1;
    if (p->at.y != q->at.y)
        return p->at.y < q->at.y ? -1 : 1;
    return (p->line > q->line) - (p->line < q->line);
}

static bool same(struct ter_vertex a, struct ter_vertex b)
{
    return a.x == b.x && a.y == b.y;
}

static void mark_end(struct ter_network *network, const struct corner *corner)
{
    struct ter_line *line = &network->lines[corner->line];
    if (same(network->vertices[line->first], corner->at))
        line->met[0] = true;
    if (same(network->vertices[line->first + line->count - 1], corner->at))
        line->met[1] = true;
}

/* Two lines at one vertex. */
static void share(struct ter_network *network, const struct corner *p, const struct corner *q,
    struct rings *rings, struct ter_contacts *contacts)
{
    bool ring_p = network->lines[p->line].ring, ring_q = network->lines[q->line].ring;
    mark_end(network, p);
    mark_end(network, q);
    if (ring_p && ring_q) {
        uint32_t a = root_of(rings, p->line), b = root_of(rings, q->line);
        rings->parent[a > b ? a : b] = a > b ? b : a;
    } else if (ring_p || ring_q) {
        add_touch(rings, ring_p ? p->line : q->line, ring_p ? q->line : p->line);
    } else if (ter_network_differ(network, p->line, q->line)) {
        ter_contacts_add(contacts, (struct ter_contact){p->line, q->line, p->at, 0, true});
    }
}

static void share_all(struct ter_network *network, struct corner *corners, size_t count, struct rings *rings,
    struct ter_contacts *contacts)
{
    for (size_t start = 0, end; start < count; start = end) {
        for (end = start + 1; end < count && same(corners[start].at, corners[end].at); end++)
            ;
        size_t kept = start + 1; /* a closed line has a vertex twice */
        for (size_t i = start + 1; i < end; i++)
            if (corners[i].line != corners[kept - 1].line)
                corners[kept++] = corners[i];
        for (size_t i = start; i < kept; i++)
            for (size_t j = i + 1; j < kept; j++)
                share(network, &corners[i], &corners[j], rings, contacts);
    }
}

static uint32_t part_of(struct ter_vertex at, uint32_t parts)
{
    uint64_t mixed = ((uint64_t)(uint32_t)at.x << 32 | (uint32_t)at.y) * 0x9e3779b97f4a7c15u;
    return (uint32_t)((mixed >> 32) % parts);
}

/* In parts, by a hash of the position: what is sorted at once stays small whatever the number of vertices. */
bool ter_contacts_share(struct ter_network *network, struct ter_contacts *contacts, struct ter_error *err)
{
    enum { VERTICES_AT_ONCE = 1 << 20 };
    uint32_t parts = (uint32_t)(network->vertex_count / VERTICES_AT_ONCE + 1);
    TER_AUTO_FREE struct corner *corners = NULL;
    size_t capacity = 0;
    struct rings rings = {.parent = ter_alloc((network->line_count + 1) * sizeof *rings.parent)};
    bool done = true;
    for (uint32_t i = 0; i < network->line_count; i++)
        rings.parent[i] = i;
    for (uint32_t part = 0; done && part < parts; part++) {
        size_t count = 0;
        for (uint32_t i = 0; i < network->line_count; i++) {
            const struct ter_line *line = &network->lines[i];
            for (uint32_t j = 0; (line->key_count || line->ring) && j < line->count; j++) {
                struct ter_vertex at = network->vertices[line->first + j];
                if (parts > 1 && part_of(at, parts) != part)
                    continue;
                corners = ter_grow(corners, &capacity, count + 1, sizeof *corners);
                corners[count++] = (struct corner){at, i};
            }
        }
        if (count)
            qsort(corners, count, sizeof *corners, compare_corners);
        share_all(network, corners, count, &rings, contacts);
        done = ter_interrupt_check(err);
    }
    join_at_rings(network, &rings, contacts);
    rings_free(&rings);
    return done;
}

bool ter_contacts_find(struct ter_network *network, struct ter_contacts *ret_contacts, struct ter_error *err)
{
    return ter_contacts_share(network, ret_contacts, err) && ter_contacts_cross(network, ret_contacts, err);
}
