/* Owns heaps of edges and the cutting of them. Knows nothing of areas on the globe. */
#include "edges.h"

#include <math.h>
#include <stdlib.h>

void ter_edges_free(struct ter_edges *edges)
{
    free(edges->items);
    *edges = (struct ter_edges){0};
}

void ter_edges_add(struct ter_edges *edges, struct ter_edge edge)
{
    if (edge.y1 == edge.y2)
        return;
    edges->items = ter_grow(edges->items, &edges->capacity, edges->count + 1, sizeof *edges->items);
    edges->items[edges->count++] =
        edge.y1 < edge.y2 ? edge : (struct ter_edge){edge.x2, edge.y2, edge.x1, edge.y1, edge.of};
}

static void add_ring(struct ter_edges *edges, const struct ter_lonlat *ring, size_t count, uint32_t of)
{
    for (size_t i = 0; i < count; i++) {
        struct ter_lonlat a = ring[i], b = ring[(i + 1) % count];
        ter_edges_add(edges, (struct ter_edge){a.lon, a.lat, b.lon, b.lat, of});
    }
}

bool ter_edges_read(struct ter_edges *edges, struct ter_wkb polygon, uint32_t of, struct ter_bbox *ret_box)
{
    enum ter_geometry_type type = ter_wkb_type(polygon);
    TER_AUTO_POINTS struct ter_points points = {0};
    if ((type != TER_POLYGON && type != TER_MULTIPOLYGON) || !ter_wkb_points(polygon, &points) ||
        !points.count)
        return false;
    for (size_t part = 0, first = 0; part < points.part_count; first = points.parts[part++])
        add_ring(edges, points.items + first, points.parts[part] - first, of);
    *ret_box = ter_bbox_of(points.items, points.count);
    return true;
}

double ter_edge_x_at(const struct ter_edge *edge, double y)
{
    if (y <= edge->y1) /* the ends are met exactly: neighbours go on from there */
        return edge->x1;
    if (y >= edge->y2)
        return edge->x2;
    return edge->x1 + (edge->x2 - edge->x1) * ((y - edge->y1) / (edge->y2 - edge->y1));
}

static double y_at(const struct ter_edge *edge, double x)
{
    double y = edge->y1 + (edge->y2 - edge->y1) * ((x - edge->x1) / (edge->x2 - edge->x1));
    return fmin(fmax(y, edge->y1), edge->y2);
}

/* Where the polygon goes on beyond a side of the box: the ends of what was seen there. An end that is met
 * twice is none, so that a thousand edges beyond leave a handful of stretches. */
struct side {
    double *ends;
    size_t count, capacity;
};

static void add_stretch(struct side *side, double y1, double y2)
{
    side->ends = ter_grow(side->ends, &side->capacity, side->count + 2, sizeof *side->ends);
    side->ends[side->count++] = y1;
    side->ends[side->count++] = y2;
}

static int by_value(const void *a, const void *b)
{
    double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

static void add_side(struct ter_edges *edges, struct side *side, double x, uint32_t of)
{
    if (side->count)
        qsort(side->ends, side->count, sizeof *side->ends, by_value);
    size_t kept = 0;
    for (size_t i = 0; i < side->count; i++)
        if (kept && side->ends[kept - 1] == side->ends[i])
            kept--;
        else
            side->ends[kept++] = side->ends[i];
    for (size_t i = 0; i + 1 < kept; i += 2)
        ter_edges_add(edges, (struct ter_edge){x, side->ends[i], x, side->ends[i + 1], of});
    free(side->ends);
}

static void cut_at_side(struct ter_edge *edge, double x, bool west, struct side *side)
{
    bool out1 = west ? edge->x1 < x : edge->x1 > x, out2 = west ? edge->x2 < x : edge->x2 > x;
    if (out1 && out2) {
        add_stretch(side, edge->y1, edge->y2);
        edge->y1 = edge->y2;
    } else if (out1) {
        double y = y_at(edge, x);
        add_stretch(side, edge->y1, y);
        edge->x1 = x;
        edge->y1 = y;
    } else if (out2) {
        double y = y_at(edge, x);
        add_stretch(side, y, edge->y2);
        edge->x2 = x;
        edge->y2 = y;
    }
}

void ter_edges_cut(const struct ter_edge *from, size_t count, struct ter_bbox box,
    struct ter_edges *ret_edges, size_t *ret_crossing)
{
    struct side west = {0}, east = {0};
    size_t before = ret_edges->count;
    uint32_t of = count ? from[0].of : 0;
    for (size_t i = 0; i < count; i++) {
        struct ter_edge edge = from[i];
        if (edge.y2 <= box.south || edge.y1 >= box.north)
            continue;
        double x1 = ter_edge_x_at(&edge, box.south), x2 = ter_edge_x_at(&edge, box.north);
        edge = (struct ter_edge){x1, fmax(edge.y1, box.south), x2, fmin(edge.y2, box.north), of};
        cut_at_side(&edge, box.west, true, &west);
        cut_at_side(&edge, box.east, false, &east);
        if (edge.x1 == edge.x2 && (edge.x1 == box.west || edge.x1 == box.east))
            add_stretch(edge.x1 == box.west ? &west : &east, edge.y1, edge.y2);
        else
            ter_edges_add(ret_edges, edge);
    }
    *ret_crossing = ret_edges->count - before;
    add_side(ret_edges, &west, box.west, of);
    add_side(ret_edges, &east, box.east, of);
}
