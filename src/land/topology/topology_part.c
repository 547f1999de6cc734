/* Owns the check of one part of a layer, in one thread: which of its tiles are sound, and what the others
 * hold. Knows nothing of other parts.
 *
 * A tile is sound where each edge in it is there once for a record west of it and once for one east of it:
 * then the number of records is the same everywhere in the tile, and one position tells whether it is one.
 * Only tiles that are not sound are cut further, down to a few records, which then are cut out of the tile
 * one and all. */
#include "topology_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    FEW_RECORDS = 12, /* a tile that is not sound is cut up to so few … */
    MOST_LEVELS = 12, /* … but not for ever */
};
static const double nothing_m2 = 1e-6;

/* An edge with the side on which its record lies, for the balance of sides. */
struct sided {
    double x1, y1, x2, y2; /* the first end is the lesser: by y, then by x */
    uint32_t item;         /* index in the part's records */
    int side;              /* +1: the record lies left of it as it runs, -1: right */
};

struct ter_part_tool {
    const struct ter_ellipsoid *ellipsoid;
    struct ter_slabs *slabs;
    struct ter_carver *carver;
    struct sided *edges; /* of all records of the part, record by record */
    size_t count, capacity;
    size_t *first; /* of each record's edges; one more than there are records */
    size_t first_capacity;
    struct ter_map balance; /* by an edge's positions: how many more lie left than right */
};

struct ter_part_tool *ter_part_tool_open(const struct ter_ellipsoid *ellipsoid)
{
    struct ter_part_tool *tool = ter_alloc(sizeof *tool);
    tool->ellipsoid = ellipsoid;
    tool->slabs = ter_slabs_open();
    tool->carver = ter_carver_open();
    return tool;
}

void ter_part_tool_close(struct ter_part_tool *tool)
{
    if (!tool)
        return;
    ter_slabs_close(tool->slabs);
    ter_carver_close(tool->carver);
    ter_map_free(&tool->balance);
    free(tool->edges);
    free(tool->first);
    free(tool);
}

void ter_faults_free(struct ter_faults *faults)
{
    free(faults->voids);
    free(faults->contacts);
    free(faults->shared);
    ter_buf_free(&faults->wkb);
    *faults = (struct ter_faults){0};
}

void ter_faults_clear(struct ter_faults *faults)
{
    faults->void_count = faults->contact_count = faults->shared_count = 0;
    faults->wkb.size = 0;
}

void ter_faults_append(struct ter_faults *all, const struct ter_faults *more)
{
    uint32_t shift = (uint32_t)all->void_count;
    size_t bytes = all->wkb.size;
    all->voids =
        ter_grow(all->voids, &all->void_capacity, all->void_count + more->void_count, sizeof *all->voids);
    for (size_t i = 0; i < more->void_count; i++) {
        all->voids[all->void_count] = more->voids[i];
        all->voids[all->void_count++].start += bytes;
    }
    all->contacts = ter_grow(all->contacts, &all->contact_capacity, all->contact_count + more->contact_count,
        sizeof *all->contacts);
    for (size_t i = 0; i < more->contact_count; i++) {
        all->contacts[all->contact_count] = more->contacts[i];
        all->contacts[all->contact_count++].of += shift;
    }
    all->shared = ter_grow(
        all->shared, &all->shared_capacity, all->shared_count + more->shared_count, sizeof *all->shared);
    for (size_t i = 0; i < more->shared_count; i++)
        all->shared[all->shared_count++] = more->shared[i];
    if (more->wkb.size)
        ter_buf_add(&all->wkb, more->wkb.data, more->wkb.size);
}

/* ---- edges with sides ---- */

static void add_sided(
    struct ter_part_tool *tool, struct ter_lonlat a, struct ter_lonlat b, uint32_t item, int side)
{
    bool forward = a.lat < b.lat || (a.lat == b.lat && a.lon < b.lon);
    if (a.lat == b.lat && a.lon == b.lon)
        return;
    tool->edges = ter_grow(tool->edges, &tool->capacity, tool->count + 1, sizeof *tool->edges);
    tool->edges[tool->count++] = forward ? (struct sided){a.lon, a.lat, b.lon, b.lat, item, side}
                                         : (struct sided){b.lon, b.lat, a.lon, a.lat, item, -side};
}

static double turning(const struct ter_lonlat *ring, size_t count)
{
    double sum = 0;
    for (size_t i = 1; i + 1 < count; i++)
        sum += (ring[i].lon - ring[0].lon) * (ring[i + 1].lat - ring[0].lat) -
               (ring[i + 1].lon - ring[0].lon) * (ring[i].lat - ring[0].lat);
    return sum;
}

/* The rings of one polygon at `at`; returns where it ends. Only for WKB that ter_wkb_points has read. */
static const uint8_t *add_polygon(struct ter_part_tool *tool, const uint8_t *at, uint32_t item)
{
    uint32_t rings, count;
    TER_AUTO_FREE struct ter_lonlat *ring = NULL;
    size_t capacity = 0;
    memcpy(&rings, at + 5, sizeof rings);
    at += 9;
    for (uint32_t r = 0; r < rings; r++) {
        memcpy(&count, at, sizeof count);
        at += sizeof count;
        ring = ter_grow(ring, &capacity, (size_t)count + 1, sizeof *ring);
        memcpy(ring, at, count * sizeof *ring);
        at += count * sizeof *ring;
        int side = (turning(ring, count) > 0) == (r == 0) ? 1 : -1;
        for (uint32_t i = 0; i + 1 < count; i++)
            add_sided(tool, ring[i], ring[i + 1], item, side);
    }
    return at;
}

static void read_edges(struct ter_part_tool *tool, const struct ter_part *part)
{
    tool->count = 0;
    tool->first = ter_grow(tool->first, &tool->first_capacity, part->count + 1, sizeof *tool->first);
    for (size_t i = 0; i < part->count; i++) {
        const uint8_t *wkb = (const uint8_t *)part->wkb.data + part->records[i].start;
        struct ter_wkb shape = {wkb, part->records[i].size};
        tool->first[i] = tool->count;
        if (ter_wkb_type(shape) == TER_POLYGON) {
            add_polygon(tool, wkb, (uint32_t)i);
        } else {
            uint32_t polygons;
            memcpy(&polygons, wkb + 5, sizeof polygons);
            const uint8_t *at = wkb + 9;
            for (uint32_t p = 0; p < polygons; p++)
                at = add_polygon(tool, at, (uint32_t)i);
        }
    }
    tool->first[part->count] = tool->count;
}

/* ---- whether a tile is sound ---- */

struct tile {
    struct ter_part *part;
    struct ter_bbox box;
    const uint32_t *items; /* indexes in the part's records: those that the box meets */
    size_t count;
    int level;
};

static bool box_meets(struct ter_bbox a, struct ter_bbox b)
{
    return a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;
}

static bool edge_meets(const struct sided *edge, struct ter_bbox box)
{
    double west = edge->x1 < edge->x2 ? edge->x1 : edge->x2, east = edge->x1 < edge->x2 ? edge->x2 : edge->x1;
    return edge->y1 <= box.north && edge->y2 >= box.south && west <= box.east && east >= box.west;
}

/* Whether each edge has a record on either side, and only one. */
static bool is_balanced(struct ter_part_tool *tool, const struct tile *tile)
{
    size_t open = 0;
    ter_map_free(&tool->balance);
    for (size_t i = 0; i < tile->count; i++)
        for (size_t e = tool->first[tile->items[i]]; e < tool->first[tile->items[i] + 1]; e++) {
            const struct sided *edge = &tool->edges[e];
            if (!edge_meets(edge, tile->box))
                continue;
            int64_t *sum = ter_map_put(&tool->balance, ter_hash(0, &edge->x1, 4 * sizeof edge->x1), NULL);
            open -= *sum != 0;
            *sum += edge->side;
            open += *sum != 0;
        }
    return open == 0;
}

/* How many records there are at the tile's middle: each by the number of its edges that lie west of it. */
static size_t records_at_middle(const struct ter_part_tool *tool, const struct tile *tile)
{
    double x = (tile->box.west + tile->box.east) / 2, y = (tile->box.south + tile->box.north) / 2;
    size_t records = 0;
    for (size_t i = 0; i < tile->count; i++) {
        size_t west = 0;
        for (size_t e = tool->first[tile->items[i]]; e < tool->first[tile->items[i] + 1]; e++) {
            const struct sided *edge = &tool->edges[e];
            if (edge->y1 <= y && edge->y2 > y)
                west += edge->x1 + (edge->x2 - edge->x1) * ((y - edge->y1) / (edge->y2 - edge->y1)) < x;
        }
        records += west % 2;
    }
    return records;
}

/* ---- tiles that are not ---- */

static struct ter_wkb shape_of(const struct tile *tile, size_t i)
{
    const struct ter_part_record *record = &tile->part->records[tile->items[i]];
    return (struct ter_wkb){(const uint8_t *)tile->part->wkb.data + record->start, record->size};
}

/* A record's edges within the tile. */
static void cut_record(
    const struct ter_part_tool *tool, const struct tile *tile, size_t i, struct ter_edges *ret_edges)
{
    TER_AUTO_EDGES struct ter_edges edges = {0};
    size_t crossing;
    for (size_t e = tool->first[tile->items[i]]; e < tool->first[tile->items[i] + 1]; e++) {
        const struct sided *edge = &tool->edges[e];
        if (edge->y1 < tile->box.north && edge->y2 > tile->box.south)
            ter_edges_add(&edges, (struct ter_edge){edge->x1, edge->y1, edge->x2, edge->y2, 0});
    }
    ter_edges_cut(edges.items, edges.count, tile->box, ret_edges, &crossing);
}

static void add_shared(struct ter_part_tool *tool, const struct tile *tile, size_t a, size_t b,
    const struct ter_edges *edges, const struct ter_parallel *parallel)
{
    double shared_m2 = 0;
    struct ter_slab_sums sums = {.zones_m2 = &shared_m2};
    struct ter_faults *faults = &tile->part->faults;
    const struct ter_part_record *one = &tile->part->records[tile->items[a]],
                                 *other = &tile->part->records[tile->items[b]];
    if (!edges[a].count || !edges[b].count || !box_meets(one->box, other->box))
        return;
    ter_slabs_measure(
        tool->slabs, parallel, edges[a].items, edges[a].count, edges[b].items, edges[b].count, 1, &sums);
    if (shared_m2 < nothing_m2)
        return;
    faults->shared =
        ter_grow(faults->shared, &faults->shared_capacity, faults->shared_count + 1, sizeof *faults->shared);
    faults->shared[faults->shared_count++] = (struct ter_shared){one->item, other->item, shared_m2};
}

static void find_shared(struct ter_part_tool *tool, const struct tile *tile)
{
    TER_AUTO_FREE struct ter_edges *edges = ter_alloc((tile->count + 1) * sizeof *edges);
    struct ter_parallel parallel = ter_parallel_at(tool->ellipsoid, (tile->box.south + tile->box.north) / 2);
    for (size_t i = 0; i < tile->count; i++)
        cut_record(tool, tile, i, &edges[i]);
    for (size_t a = 0; a < tile->count; a++)
        for (size_t b = a + 1; b < tile->count; b++)
            add_shared(tool, tile, a, b, edges, &parallel);
    for (size_t i = 0; i < tile->count; i++)
        ter_edges_free(&edges[i]);
}

static void find_voids(struct ter_part_tool *tool, const struct tile *tile)
{
    TER_AUTO_FREE struct ter_wkb *shapes = ter_alloc((tile->count + 1) * sizeof *shapes);
    for (size_t i = 0; i < tile->count; i++)
        shapes[i] = shape_of(tile, i);
    ter_carver_cut(tool->carver, tool->ellipsoid, tile->box, shapes, tile->count, &tile->part->faults);
}

static void check_tile(struct ter_part_tool *tool, const struct tile *tile)
{
    if (!tile->count) {
        ter_faults_add_empty(&tile->part->faults, tool->ellipsoid, tile->box);
        return;
    }
    if (is_balanced(tool, tile) && records_at_middle(tool, tile) == 1)
        return;
    if (tile->count <= FEW_RECORDS || tile->level == MOST_LEVELS) {
        find_shared(tool, tile);
        find_voids(tool, tile);
        return;
    }
    struct ter_bbox halves[2] = {tile->box, tile->box};
    if (tile->box.north - tile->box.south > tile->box.east - tile->box.west)
        halves[0].north = halves[1].south = (tile->box.south + tile->box.north) / 2;
    else
        halves[0].east = halves[1].west = (tile->box.west + tile->box.east) / 2;
    TER_AUTO_FREE uint32_t *items = ter_alloc((tile->count + 1) * sizeof *items);
    for (int i = 0; i < 2; i++) {
        struct tile half = {tile->part, halves[i], items, 0, tile->level + 1};
        for (size_t r = 0; r < tile->count; r++)
            if (box_meets(tile->part->records[tile->items[r]].box, half.box))
                items[half.count++] = tile->items[r];
        check_tile(tool, &half);
    }
}

void ter_part_check(struct ter_part_tool *tool, struct ter_part *part)
{
    TER_AUTO_FREE uint32_t *items = ter_alloc((part->count + 1) * sizeof *items);
    for (size_t i = 0; i < part->count; i++)
        items[i] = (uint32_t)i;
    read_edges(tool, part);
    const struct tile tile = {part, part->box, items, part->count, 0};
    check_tile(tool, &tile);
}
