/* Owns the surface of a reach: its tiles, drawn at the first question by all cores, and what is asked of them
 * with GEOS. Knows nothing of roads. */
#include "reach_roads_tile.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

struct ter_reach_surface {
    const struct ter_road_reach *reach;
    pthread_mutex_t lock; /* GEOS's geometries keep boxes that they make when first asked */
    bool made, failed;
    GEOSContextHandle_t geos;
    struct ter_box box;
    double size_m; /* of a tile */
    size_t columns, rows;
    struct ter_reach_tile *tiles;
    double m2;

    struct ter_xy *border; /* pairs of points: the segments of the border */
    size_t border_count, border_capacity;
    struct ter_box_tree *border_tree;
};

struct ter_reach_surface *ter_reach_surface_new(const struct ter_road_reach *reach)
{
    struct ter_reach_surface *surface = ter_alloc(sizeof *surface);
    surface->reach = reach;
    pthread_mutex_init(&surface->lock, NULL);
    return surface;
}

void ter_reach_surface_free(struct ter_reach_surface *surface)
{
    if (!surface)
        return;
    for (size_t i = 0; surface->tiles && i < surface->columns * surface->rows; i++)
        GEOSGeom_destroy_r(surface->geos, surface->tiles[i].area);
    if (surface->geos)
        GEOS_finish_r(surface->geos);
    pthread_mutex_destroy(&surface->lock);
    ter_box_tree_close(surface->border_tree);
    free(surface->border);
    free(surface->tiles);
    free(surface);
}

/* ---- tiles ---- */

/* Some hundred strips a tile: GEOS's work grows faster than its share of them. */
static void lay_tiles(struct ter_reach_surface *surface)
{
    enum { STRIPS_A_TILE = 250, MOST_A_SIDE = 1000 };
    const struct ter_road_reach *reach = surface->reach;
    struct ter_box all = ter_box_round(NULL, 0);
    for (size_t i = 0; i < reach->strip_count; i++) {
        struct ter_box box = ter_strip_box(&reach->strips[i]);
        all = i ? (struct ter_box){fmin(all.west, box.west), fmin(all.south, box.south),
                      fmax(all.east, box.east), fmax(all.north, box.north)}
                : box;
    }
    if (!reach->strip_count)
        return;
    double width = all.east - all.west, height = all.north - all.south;
    double size = sqrt(width * height * STRIPS_A_TILE / (double)reach->strip_count);
    surface->size_m = fmax(fmax(size, 6 * reach->side_m), fmax(width, height) / MOST_A_SIDE);
    surface->box = all;
    surface->columns = (size_t)(width / surface->size_m) + 1;
    surface->rows = (size_t)(height / surface->size_m) + 1;
    surface->tiles = ter_alloc(surface->columns * surface->rows * sizeof *surface->tiles);
    for (size_t i = 0; i < surface->columns * surface->rows; i++) {
        size_t row = i / surface->columns, column = i % surface->columns;
        double west = all.west + (double)column * surface->size_m;
        double south = all.south + (double)row * surface->size_m;
        surface->tiles[i].box =
            (struct ter_box){west, south, west + surface->size_m, south + surface->size_m};
    }
}

struct range {
    size_t west, south, east, north;
};

static struct range tiles_of(const struct ter_reach_surface *surface, const struct ter_box *box)
{
    double west = floor((box->west - surface->box.west) / surface->size_m),
           east = floor((box->east - surface->box.west) / surface->size_m),
           south = floor((box->south - surface->box.south) / surface->size_m),
           north = floor((box->north - surface->box.south) / surface->size_m);
    return (struct range){(size_t)fmax(0, west), (size_t)fmax(0, south),
        (size_t)fmin((double)surface->columns - 1, fmax(0, east)),
        (size_t)fmin((double)surface->rows - 1, fmax(0, north))};
}

/* Tile by tile the strips that touch it: first[tile] … first[tile + 1] of items, ascending. */
struct lists {
    uint32_t *items;
    size_t *first;
};

static void fill_lists(const struct ter_reach_surface *surface, struct lists *lists, bool counting)
{
    const struct ter_road_reach *reach = surface->reach;
    for (size_t i = 0; i < reach->strip_count; i++) {
        struct ter_box box = ter_strip_box(&reach->strips[i]);
        struct range range = tiles_of(surface, &box);
        if (reach->strips[i].bare)
            continue;
        for (size_t row = range.south; row <= range.north; row++)
            for (size_t column = range.west; column <= range.east; column++) {
                size_t tile = row * surface->columns + column;
                if (counting)
                    lists->first[tile + 2]++;
                else
                    lists->items[lists->first[tile + 1]++] = (uint32_t)i;
            }
    }
}

static struct lists make_lists(const struct ter_reach_surface *surface)
{
    size_t tiles = surface->columns * surface->rows;
    struct lists lists = {.first = ter_alloc((tiles + 2) * sizeof *lists.first)};
    fill_lists(surface, &lists, true);
    for (size_t i = 2; i < tiles + 2; i++)
        lists.first[i] += lists.first[i - 1];
    lists.items = ter_alloc((lists.first[tiles + 1] + 1) * sizeof *lists.items);
    fill_lists(surface, &lists, false);
    return lists;
}

/* ---- drawing ---- */

struct drawing {
    struct ter_reach_surface *surface;
    struct lists lists;
    atomic_size_t next;
    atomic_bool failed;
};

static void *draw_tiles(void *user)
{
    struct drawing *drawing = user;
    struct ter_reach_surface *surface = drawing->surface;
    GEOSContextHandle_t geos = GEOS_init_r();
    for (size_t tile; (tile = atomic_fetch_add(&drawing->next, 1)) < surface->columns * surface->rows;) {
        size_t first = drawing->lists.first[tile], count = drawing->lists.first[tile + 1] - first;
        if (count && !ter_reach_tile_draw(
                         geos, surface->reach, drawing->lists.items + first, count, &surface->tiles[tile]))
            atomic_store(&drawing->failed, true);
    }
    GEOS_finish_r(geos);
    return NULL;
}

static bool draw(struct ter_reach_surface *surface)
{
    enum { MOST_THREADS = 16 };
    struct drawing drawing = {.surface = surface, .lists = make_lists(surface)};
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    pthread_t threads[MOST_THREADS];
    int started = 0;
    while (started < MOST_THREADS && started + 1 < cores &&
           pthread_create(&threads[started], NULL, draw_tiles, &drawing) == 0)
        started++;
    draw_tiles(&drawing);
    for (int i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    free(drawing.lists.items);
    free(drawing.lists.first);
    return !atomic_load(&drawing.failed);
}

/* ---- the border ---- */

static void add_border(
    struct ter_reach_surface *surface, struct ter_xy a, struct ter_xy b, const struct ter_box *box)
{
    static const double near_m = 1e-6;
    if ((fabs(a.x - box->west) < near_m && fabs(b.x - box->west) < near_m) ||
        (fabs(a.x - box->east) < near_m && fabs(b.x - box->east) < near_m) ||
        (fabs(a.y - box->south) < near_m && fabs(b.y - box->south) < near_m) ||
        (fabs(a.y - box->north) < near_m && fabs(b.y - box->north) < near_m))
        return; /* where two tiles meet */
    surface->border = ter_grow(
        surface->border, &surface->border_capacity, surface->border_count * 2 + 2, sizeof *surface->border);
    surface->border[surface->border_count * 2] = a;
    surface->border[surface->border_count * 2 + 1] = b;
    surface->border_count++;
}

static void add_ring(struct ter_reach_surface *surface, const GEOSGeometry *ring, const struct ter_box *box)
{
    const GEOSCoordSequence *points = ring ? GEOSGeom_getCoordSeq_r(surface->geos, ring) : NULL;
    unsigned count = 0;
    struct ter_xy last = {0, 0}, next;
    if (points)
        GEOSCoordSeq_getSize_r(surface->geos, points, &count);
    for (unsigned i = 0; i < count; i++, last = next) {
        GEOSCoordSeq_getXY_r(surface->geos, points, i, &next.x, &next.y);
        if (i)
            add_border(surface, last, next, box);
    }
}

static void collect_border(struct ter_reach_surface *surface)
{
    for (size_t tile = 0; tile < surface->columns * surface->rows; tile++) {
        const struct ter_reach_tile *one = &surface->tiles[tile];
        int parts = one->area ? GEOSGetNumGeometries_r(surface->geos, one->area) : 0;
        for (int part = 0; part < parts; part++) {
            const GEOSGeometry *polygon = GEOSGetGeometryN_r(surface->geos, one->area, part);
            if (GEOSGeomTypeId_r(surface->geos, polygon) != GEOS_POLYGON)
                continue;
            add_ring(surface, GEOSGetExteriorRing_r(surface->geos, polygon), &one->box);
            for (int hole = 0; hole < GEOSGetNumInteriorRings_r(surface->geos, polygon); hole++)
                add_ring(surface, GEOSGetInteriorRingN_r(surface->geos, polygon, hole), &one->box);
        }
    }
    struct ter_box *boxes = ter_alloc((surface->border_count + 1) * sizeof *boxes);
    for (size_t i = 0; i < surface->border_count; i++)
        boxes[i] = ter_box_round(&surface->border[i * 2], 2);
    surface->border_tree = ter_box_tree_open(boxes, surface->border_count);
    free(boxes);
}

/* ---- questions ---- */

/* Make the surface if nobody has yet, and hold the lock. */
static struct ter_reach_surface *take(const struct ter_road_reach *reach)
{
    struct ter_reach_surface *surface = reach->surface;
    pthread_mutex_lock(&surface->lock);
    if (surface->made)
        return surface;
    surface->made = true;
    surface->geos = GEOS_init_r();
    lay_tiles(surface);
    if (!surface->tiles)
        return surface;
    surface->failed = !draw(surface);
    for (size_t i = 0; i < surface->columns * surface->rows; i++)
        surface->m2 += surface->tiles[i].m2;
    return surface;
}

static void leave(struct ter_reach_surface *surface)
{
    pthread_mutex_unlock(&surface->lock);
}

double ter_road_reach_area_m2(const struct ter_road_reach *reach)
{
    struct ter_reach_surface *surface = take(reach);
    double m2 = surface->failed ? NAN : surface->m2;
    leave(surface);
    return m2;
}

static GEOSGeometry *ring_polygon(GEOSContextHandle_t geos, const struct ter_xy *points, size_t count)
{
    if (count < 4)
        return NULL;
    GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(geos, (unsigned)count, 2);
    for (size_t i = 0; sequence && i < count; i++)
        GEOSCoordSeq_setXY_r(geos, sequence, (unsigned)i, points[i].x, points[i].y);
    GEOSGeometry *ring = sequence ? GEOSGeom_createLinearRing_r(geos, sequence) : NULL;
    GEOSGeometry *polygon = ring ? GEOSGeom_createPolygon_r(geos, ring, NULL, 0) : NULL;
    if (polygon && GEOSisValid_r(geos, polygon) != 1) {
        GEOSGeometry *mended = GEOSMakeValid_r(geos, polygon);
        GEOSGeom_destroy_r(geos, polygon);
        polygon = mended;
    }
    return polygon;
}

static double ring_m2(struct ter_reach_surface *surface, const struct ter_xy *points, size_t count)
{
    struct ter_box box = ter_box_round(points, count);
    GEOSGeometry *polygon =
        ter_boxes_meet(&box, &surface->box) ? ring_polygon(surface->geos, points, count) : NULL;
    struct range range = polygon ? tiles_of(surface, &box) : (struct range){1, 1, 0, 0};
    double m2 = 0;
    for (size_t row = range.south; row <= range.north; row++)
        for (size_t column = range.west; column <= range.east; column++) {
            const GEOSGeometry *tile = surface->tiles[row * surface->columns + column].area;
            GEOSGeometry *both = tile ? GEOSIntersection_r(surface->geos, polygon, tile) : NULL;
            double area = 0;
            if (both && GEOSArea_r(surface->geos, both, &area) == 1)
                m2 += area;
            GEOSGeom_destroy_r(surface->geos, both);
        }
    GEOSGeom_destroy_r(surface->geos, polygon);
    return m2;
}

/* Twice the area, positive counterclockwise; from the first point, so that no digits are lost. */
static double turn_of(const struct ter_xy *points, size_t count)
{
    double sum = 0;
    for (size_t i = 1; i + 1 < count; i++)
        sum += (points[i].x - points[0].x) * (points[i + 1].y - points[0].y) -
               (points[i + 1].x - points[0].x) * (points[i].y - points[0].y);
    return sum;
}

double ter_road_reach_rings_m2(
    const struct ter_road_reach *reach, const struct ter_xy *points, const size_t *part_ends, size_t parts)
{
    struct ter_reach_surface *surface = take(reach);
    double m2 = 0;
    for (size_t part = 0, from = 0; part < parts && surface->tiles; from = part_ends[part++]) {
        const struct ter_xy *ring = points + from;
        size_t count = part_ends[part] - from;
        m2 += (turn_of(ring, count) < 0 ? -1 : 1) * ring_m2(surface, ring, count);
    }
    if (surface->failed)
        m2 = NAN;
    leave(surface);
    return m2;
}

struct nearing {
    const struct ter_reach_surface *surface;
    struct ter_xy at;
    double nearest_m;
};

static double to_border(void *user, size_t item)
{
    struct nearing *nearing = user;
    struct ter_xy a = nearing->surface->border[item * 2], b = nearing->surface->border[item * 2 + 1];
    double part = ter_xy_nearest_part(a, b, nearing->at);
    double distance_m =
        ter_xy_distance_m(nearing->at, (struct ter_xy){a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)});
    nearing->nearest_m = fmin(nearing->nearest_m, distance_m);
    return distance_m;
}

bool ter_road_reach_holds(const struct ter_road_reach *reach, struct ter_xy at, double margin_m)
{
    bool inside = ter_road_reach_contains(reach, at);
    if (margin_m == 0 || inside == (margin_m < 0))
        return inside;
    struct ter_reach_surface *surface = take(reach);
    if (!surface->border_tree)
        collect_border(surface);
    leave(surface);
    struct nearing nearing = {surface, at, INFINITY};
    ter_box_tree_nearest(surface->border_tree, at, fabs(margin_m), to_border, &nearing);
    return inside ? nearing.nearest_m >= margin_m : nearing.nearest_m <= -margin_m;
}

/* One MultiPolygon of all tiles, on a grid of 1 mm: what the tiles' borders have cut grows together again. */
static GEOSGeometry *join_tiles(struct ter_reach_surface *surface)
{
    static const double grid_m = 0.001;
    GEOSContextHandle_t geos = surface->geos;
    size_t tiles = surface->columns * surface->rows, count = 0;
    TER_AUTO_FREE GEOSGeometry **areas = ter_alloc((tiles + 1) * sizeof *areas);
    for (size_t i = 0; i < tiles; i++)
        if (surface->tiles[i].m2 > 0)
            areas[count++] = GEOSGeom_clone_r(geos, surface->tiles[i].area);
    GEOSGeometry *all = GEOSGeom_createCollection_r(geos, GEOS_GEOMETRYCOLLECTION, areas, (unsigned)count);
    GEOSGeometry *joined = all ? GEOSUnaryUnionPrec_r(geos, all, grid_m) : NULL;
    GEOSGeom_destroy_r(geos, all);
    return joined;
}

bool ter_road_reach_polygons(
    const struct ter_road_reach *reach, struct ter_buf *ret_wkb, struct ter_error *err)
{
    struct ter_reach_surface *surface = take(reach);
    bool done = !surface->failed;
    if (done && surface->m2 > 0) {
        GEOSGeometry *joined = join_tiles(surface);
        done = joined && ter_reach_write(surface->geos, joined, ret_wkb);
        GEOSGeom_destroy_r(surface->geos, joined);
    }
    leave(surface);
    return done || ter_fail(err, TER_FAILED, "the area of the reach cannot be drawn: GEOS gives up on it");
}
