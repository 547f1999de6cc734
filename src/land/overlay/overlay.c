/* Owns the measuring of a shape against tiles: what is counted whole, what is cut. Knows nothing of records.
 */
#include "overlay.h"

#include "slabs.h"

#include <math.h>
#include <stdlib.h>

enum {
    CELL_EDGES = 64,  /* a cell with more edges of the shape is cut in two … */
    CELL_TILES = 4,   /* … or with more tiles for each area, which is what meets at a corner … */
    CELL_LEVELS = 30, /* … but not for ever */
};
static const double cell_deg = 0.5;    /* a parallel's polynomial reaches half a degree */
static const double nothing_m2 = 1e-6; /* the width of a rounding error along a long border */

struct ter_overlay {
    const struct ter_tiles *tiles;
    const struct ter_ellipsoid *ellipsoid;
    struct ter_slabs *slabs;
    struct ter_edges shape, zones;
    const struct ter_tile **met; /* the tiles round the shape, by area */
    size_t met_count, met_capacity;
    uint32_t *places; /* beside `met`: the place of its area among those met */
    size_t place_capacity;
    double *sums; /* by place */
    size_t sum_capacity;
    bool *whole; /* by place: the area fills the cell in hand */
    size_t whole_capacity;
};

void ter_overlay_parts_free(struct ter_overlay_parts *parts)
{
    free(parts->items);
    *parts = (struct ter_overlay_parts){0};
}

struct ter_overlay *ter_overlay_open(const struct ter_tiles *tiles, const struct ter_ellipsoid *ellipsoid)
{
    struct ter_overlay *overlay = ter_alloc(sizeof *overlay);
    overlay->tiles = tiles;
    overlay->ellipsoid = ellipsoid;
    overlay->slabs = ter_slabs_open();
    return overlay;
}

void ter_overlay_close(struct ter_overlay *overlay)
{
    if (!overlay)
        return;
    ter_slabs_close(overlay->slabs);
    ter_edges_free(&overlay->shape);
    ter_edges_free(&overlay->zones);
    free(overlay->met);
    free(overlay->places);
    free(overlay->sums);
    free(overlay->whole);
    free(overlay);
}

static void add_met(void *user, const struct ter_tile *tile)
{
    struct ter_overlay *overlay = user;
    overlay->met =
        ter_grow(overlay->met, &overlay->met_capacity, overlay->met_count + 1, sizeof(struct ter_tile *));
    overlay->met[overlay->met_count++] = tile;
}

static int by_area(const void *a, const void *b)
{
    const struct ter_tile *one = *(const struct ter_tile *const *)a,
                          *other = *(const struct ter_tile *const *)b;
    if (one->area != other->area)
        return one->area < other->area ? -1 : 1;
    return (one > other) - (one < other); /* sums are the same in every run */
}

/* Find the tiles round the shape and number their areas. */
static size_t meet(struct ter_overlay *overlay, struct ter_bbox box)
{
    size_t areas = 0;
    overlay->met_count = 0;
    ter_tiles_within(overlay->tiles, box, add_met, overlay);
    if (overlay->met_count > 1)
        qsort(overlay->met, overlay->met_count, sizeof(struct ter_tile *), by_area);
    overlay->places =
        ter_grow(overlay->places, &overlay->place_capacity, overlay->met_count + 1, sizeof *overlay->places);
    for (size_t i = 0; i < overlay->met_count; i++) {
        areas += i == 0 || overlay->met[i]->area != overlay->met[i - 1]->area;
        overlay->places[i] = (uint32_t)areas - 1;
    }
    overlay->sums = ter_grow(overlay->sums, &overlay->sum_capacity, areas + 1, sizeof *overlay->sums);
    overlay->whole = ter_grow(overlay->whole, &overlay->whole_capacity, areas + 1, sizeof *overlay->whole);
    for (size_t i = 0; i < areas; i++)
        overlay->sums[i] = 0;
    return areas;
}

/* ---- cells ---- */

static bool fills(const struct ter_tile *tile, struct ter_bbox box)
{
    return tile->count == 0 && tile->box.west <= box.west && tile->box.east >= box.east &&
           tile->box.south <= box.south && tile->box.north >= box.north;
}

/* A piece of the shape and the tiles that it may lie in, as indexes into `met`. */
struct cell {
    struct ter_bbox box;
    const struct ter_edge *edges;
    size_t count;
    const uint32_t *tiles;
    size_t tile_count;
    int level;
};

static void mark_whole(struct ter_overlay *overlay, const struct cell *cell, size_t areas, bool whole)
{
    if (!whole)
        for (size_t i = 0; i < areas; i++)
            overlay->whole[i] = false;
    for (size_t i = 0; whole && i < cell->tile_count; i++)
        if (fills(overlay->met[cell->tiles[i]], cell->box))
            overlay->whole[overlay->places[cell->tiles[i]]] = true;
}

static void add_tile_edges(struct ter_edges *edges, const struct ter_tile *tile, uint32_t place)
{
    if (tile->count == 0) {
        struct ter_bbox box = tile->box;
        ter_edges_add(edges, (struct ter_edge){box.west, box.south, box.west, box.north, place});
        ter_edges_add(edges, (struct ter_edge){box.east, box.south, box.east, box.north, place});
    }
    for (size_t i = 0; i < tile->count; i++) {
        struct ter_edge edge = tile->edges[i];
        edge.of = place;
        ter_edges_add(edges, edge);
    }
}

static void measure_here(
    struct ter_overlay *overlay, const struct cell *cell, size_t areas, struct ter_slab_sums *total)
{
    struct ter_parallel parallel =
        ter_parallel_at(overlay->ellipsoid, (cell->box.south + cell->box.north) / 2);
    struct ter_slab_sums sums = {.zones_m2 = overlay->sums};
    bool any_whole = false;
    overlay->zones.count = 0;
    mark_whole(overlay, cell, areas, false);
    mark_whole(overlay, cell, areas, true);
    for (size_t i = 0; i < cell->tile_count; i++) {
        uint32_t tile = cell->tiles[i], place = overlay->places[tile];
        if (overlay->whole[place])
            any_whole = true;
        else
            add_tile_edges(&overlay->zones, overlay->met[tile], place);
    }
    ter_slabs_measure(overlay->slabs, &parallel, cell->edges, cell->count, overlay->zones.items,
        overlay->zones.count, areas, &sums);
    for (size_t i = 0; any_whole && i < areas; i++)
        if (overlay->whole[i])
            overlay->sums[i] += sums.patch_m2;
    total->patch_m2 += sums.patch_m2;
    total->inside_m2 += any_whole ? sums.patch_m2 : sums.inside_m2;
}

/* Cutting helps as long as it leaves tiles or edges behind; along the border of two tiles it never would. */
static bool is_crowded(const struct ter_overlay *overlay, const struct cell *cell)
{
    size_t areas = 0;
    if (cell->level == CELL_LEVELS)
        return false;
    for (size_t i = 0; i < cell->tile_count; i++)
        areas += i == 0 || overlay->places[cell->tiles[i]] != overlay->places[cell->tiles[i - 1]];
    return cell->count > CELL_EDGES || cell->tile_count > CELL_TILES * areas ||
           cell->box.north - cell->box.south > cell_deg;
}

static void measure_cell(
    struct ter_overlay *overlay, const struct cell *cell, size_t areas, struct ter_slab_sums *total)
{
    if (!is_crowded(overlay, cell)) {
        measure_here(overlay, cell, areas, total);
        return;
    }
    struct ter_bbox halves[2] = {cell->box, cell->box};
    if (cell->box.north - cell->box.south > cell->box.east - cell->box.west)
        halves[0].north = halves[1].south = (cell->box.south + cell->box.north) / 2;
    else
        halves[0].east = halves[1].west = (cell->box.west + cell->box.east) / 2;
    TER_AUTO_FREE uint32_t *tiles = ter_alloc((cell->tile_count + 1) * sizeof *tiles);
    for (int i = 0; i < 2; i++) {
        TER_AUTO_EDGES struct ter_edges part = {0};
        struct cell half = {.box = halves[i], .tiles = tiles, .level = cell->level + 1};
        size_t crossing;
        ter_edges_cut(cell->edges, cell->count, half.box, &part, &crossing);
        for (size_t t = 0; part.count && t < cell->tile_count; t++) {
            struct ter_bbox tile = overlay->met[cell->tiles[t]]->box;
            if (tile.west < half.box.east && tile.east > half.box.west && tile.south < half.box.north &&
                tile.north > half.box.south)
                tiles[half.tile_count++] = cell->tiles[t];
        }
        half.edges = part.items;
        half.count = part.count;
        if (part.count)
            measure_cell(overlay, &half, areas, total);
    }
}

/* ---- the shape ---- */

static void add_part(struct ter_overlay_parts *parts, uint32_t area, double area_m2)
{
    if (area_m2 < nothing_m2)
        return;
    parts->items = ter_grow(parts->items, &parts->capacity, parts->count + 1, sizeof *parts->items);
    parts->items[parts->count++] = (struct ter_overlay_part){area, area_m2};
}

/* Most shapes lie far from any border: whole in the areas whose tiles are filled, and in no other. */
static bool take_whole(struct ter_overlay *overlay, struct ter_bbox box, struct ter_overlay_parts *parts)
{
    for (size_t i = 0; i < overlay->met_count; i++)
        if (!fills(overlay->met[i], box))
            return false;
    for (size_t i = 0; i < overlay->met_count; i++)
        if (i == 0 || overlay->places[i] != overlay->places[i - 1])
            add_part(parts, overlay->met[i]->area, parts->area_m2);
    parts->inside_m2 = parts->count ? parts->area_m2 : 0;
    return true;
}

static void cut_shape(
    struct ter_overlay *overlay, struct ter_bbox box, size_t areas, struct ter_overlay_parts *parts)
{
    TER_AUTO_FREE uint32_t *tiles = ter_alloc((overlay->met_count + 1) * sizeof *tiles);
    struct ter_slab_sums total = {0};
    for (size_t i = 0; i < overlay->met_count; i++)
        tiles[i] = (uint32_t)i;
    struct cell cell = {box, overlay->shape.items, overlay->shape.count, tiles, overlay->met_count, 0};
    measure_cell(overlay, &cell, areas, &total);
    double scale = total.patch_m2 > 0 ? parts->area_m2 / total.patch_m2 : 0;
    for (size_t i = 0; i < overlay->met_count; i++)
        if (i == 0 || overlay->places[i] != overlay->places[i - 1])
            add_part(parts, overlay->met[i]->area,
                fmin(overlay->sums[overlay->places[i]] * scale, parts->area_m2));
    if (total.inside_m2 * scale >= nothing_m2)
        parts->inside_m2 = fmin(total.inside_m2 * scale, parts->area_m2);
}

bool ter_overlay_measure(
    struct ter_overlay *overlay, struct ter_wkb shape, struct ter_overlay_parts *ret_parts)
{
    struct ter_bbox box;
    overlay->shape.count = 0;
    ret_parts->count = 0;
    ret_parts->inside_m2 = 0;
    if (!ter_edges_read(&overlay->shape, shape, 0, &box) ||
        !ter_ellipsoid_area_m2(overlay->ellipsoid, shape, &ret_parts->area_m2))
        return false;
    size_t areas = meet(overlay, box);
    if (!take_whole(overlay, box, ret_parts))
        cut_shape(overlay, box, areas, ret_parts);
    return true;
}
