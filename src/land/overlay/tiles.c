/* Owns the cutting of areas into tiles. Knows nothing of what is asked of them. */
#include "tiles.h"

#include <stdlib.h>

enum {
    TILE_EDGES = 16,  /* a tile of so few is not cut any further */
    TILE_LEVELS = 24, /* nor one that was cut so often: many edges that meet in one position */
};

struct ter_tiles {
    struct ter_tile *items;
    size_t count, capacity;
    struct ter_edges edges; /* of all tiles, in their order */
    size_t areas;
    struct ter_box_tree *tree; /* NULL: not sealed yet */
};

struct ter_tiles *ter_tiles_open(void)
{
    return ter_alloc(sizeof(struct ter_tiles));
}

void ter_tiles_close(struct ter_tiles *tiles)
{
    if (!tiles)
        return;
    ter_box_tree_close(tiles->tree);
    ter_edges_free(&tiles->edges);
    free(tiles->items);
    free(tiles);
}

size_t ter_tiles_areas(const struct ter_tiles *tiles)
{
    return tiles->areas;
}

static void add_tile(struct ter_tiles *tiles, struct ter_bbox box, const struct ter_edges *edges)
{
    tiles->items = ter_grow(tiles->items, &tiles->capacity, tiles->count + 1, sizeof *tiles->items);
    tiles->items[tiles->count++] = (struct ter_tile){
        .box = box, .area = (uint32_t)tiles->areas, .count = (uint32_t)(edges ? edges->count : 0)};
    for (size_t i = 0; edges && i < edges->count; i++)
        ter_edges_add(&tiles->edges, edges->items[i]);
}

/* Without a crossing edge the tile is all inside, with a side from end to end, or all outside, without any -
 * or a level border runs right through it. */
static bool is_filled(const struct ter_edges *edges, struct ter_bbox box)
{
    return edges->items[0].y1 == box.south && edges->items[0].y2 == box.north;
}

static void cut(
    struct ter_tiles *tiles, struct ter_bbox box, const struct ter_edges *edges, size_t crossing, int level)
{
    if (!edges->count)
        return;
    if (!crossing && is_filled(edges, box)) {
        add_tile(tiles, box, NULL);
        return;
    }
    if (crossing <= TILE_EDGES || level == TILE_LEVELS) {
        add_tile(tiles, box, edges);
        return;
    }
    bool upright = box.north - box.south > box.east - box.west;
    struct ter_bbox halves[2] = {box, box};
    if (upright)
        halves[0].north = halves[1].south = (box.south + box.north) / 2;
    else
        halves[0].east = halves[1].west = (box.west + box.east) / 2;
    for (int i = 0; i < 2; i++) {
        TER_AUTO_EDGES struct ter_edges part = {0};
        size_t left;
        ter_edges_cut(edges->items, edges->count, halves[i], &part, &left);
        cut(tiles, halves[i], &part, left, level + 1);
    }
}

bool ter_tiles_add(struct ter_tiles *tiles, struct ter_wkb polygon)
{
    TER_AUTO_EDGES struct ter_edges edges = {0};
    struct ter_bbox box;
    bool read = ter_edges_read(&edges, polygon, (uint32_t)tiles->areas, &box);
    if (read)
        cut(tiles, box, &edges, edges.count, 0);
    tiles->areas++;
    return read;
}

void ter_tiles_seal(struct ter_tiles *tiles)
{
    TER_AUTO_FREE struct ter_box *boxes = ter_alloc((tiles->count + 1) * sizeof *boxes);
    const struct ter_edge *next = tiles->edges.items;
    for (size_t i = 0; i < tiles->count; i++) {
        struct ter_tile *tile = &tiles->items[i];
        tile->edges = next;
        next += tile->count;
        boxes[i] = (struct ter_box){tile->box.west, tile->box.south, tile->box.east, tile->box.north};
    }
    tiles->tree = ter_box_tree_open(boxes, tiles->count);
}

struct search {
    const struct ter_tiles *tiles;
    struct ter_bbox box;
    void (*found)(void *user, const struct ter_tile *tile);
    void *user;
};

/* The tree's boxes are rounded outwards. */
static void found(void *user, size_t item)
{
    const struct search *search = user;
    const struct ter_tile *tile = &search->tiles->items[item];
    if (tile->box.west <= search->box.east && tile->box.east >= search->box.west &&
        tile->box.south <= search->box.north && tile->box.north >= search->box.south)
        search->found(search->user, tile);
}

void ter_tiles_within(const struct ter_tiles *tiles, struct ter_bbox box,
    void (*each)(void *user, const struct ter_tile *tile), void *user)
{
    struct search search = {tiles, box, each, user};
    struct ter_box plain = {box.west, box.south, box.east, box.north};
    ter_box_tree_within(tiles->tree, &plain, found, &search);
}
