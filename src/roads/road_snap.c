/* Owns the joining of roads that end beside another without touching it. Knows nothing of edges.
 *
 * Ends stand in a grid; every segment of a road is held against the ends of the cells that it passes, so the
 * work grows with the segments, whatever the number of ends. */
#include "base/plane.h"
#include "road_ground.h"
#include "road_points.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct end {
    uint32_t point, cell;
    int8_t layer;
};

/* One way of joining an end to a line. */
struct joint {
    uint32_t point, line, segment;
    double part, away_m;
};

struct snap {
    const struct ter_road_lines *lines;
    struct ter_road_points *points;
    struct ter_road_ground ground;
    double snap_m, snap_lon, snap_lat;
    struct ter_bbox box;         /* of the ends */
    double cells_lon, cells_lat; /* a degree */
    size_t columns, rows;
    struct end *ends; /* by cell */
    size_t end_count;
    uint32_t *starts; /* of each cell in ends */
    struct joint *joints;
    size_t joint_count, joint_capacity;
};

/* ---- the grid of ends ---- */

static size_t part_of(double value, double low, double per_cell, size_t count)
{
    double part = (value - low) * per_cell;
    return part <= 0 ? 0 : part >= (double)count ? count - 1 : (size_t)part;
}

static size_t column_of(const struct snap *snap, double lon)
{
    return part_of(lon, snap->box.west, snap->cells_lon, snap->columns);
}

static size_t row_of(const struct snap *snap, double lat)
{
    return part_of(lat, snap->box.south, snap->cells_lat, snap->rows);
}

/* Of the lines that end at one point on one layer, one stands for all: they would be joined alike. */
static void list_ends(struct snap *snap, struct end *ends)
{
    enum { NONE = INT8_MAX }; /* no line lies so high */
    const struct ter_road_points *points = snap->points;
    TER_AUTO_FREE int8_t *layers = ter_alloc(points->count + 1); /* of each point, the last one listed */
    memset(layers, NONE, points->count);
    snap->box = (struct ter_bbox){INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < snap->lines->count; i++) {
        const struct ter_road_line *line = &snap->lines->items[i];
        uint32_t both[] = {points->of[line->first], points->of[line->first + line->count - 1]};
        for (size_t j = 0; line->way == TER_ROAD && j < 2; j++) {
            if (layers[both[j]] == line->layer)
                continue;
            struct ter_lonlat at = points->at[both[j]];
            layers[both[j]] = line->layer;
            snap->box = (struct ter_bbox){fmin(snap->box.west, at.lon), fmin(snap->box.south, at.lat),
                fmax(snap->box.east, at.lon), fmax(snap->box.north, at.lat)};
            ends[snap->end_count++] = (struct end){.point = both[j], .layer = line->layer};
        }
    }
}

static void lay_grid(struct snap *snap)
{
    static const double narrowest_deg = 1e-4; /* 10 m: well above the snap */
    snap->columns = snap->rows = (size_t)sqrt((double)snap->end_count * 4) + 1;
    snap->cells_lon = 1 / fmax((snap->box.east - snap->box.west) / (double)snap->columns, narrowest_deg);
    snap->cells_lat = 1 / fmax((snap->box.north - snap->box.south) / (double)snap->rows, narrowest_deg);
}

/* Counting sort by cell: afterwards the ends of a cell stand from starts[cell] to before starts[cell + 1]. */
static void sort_ends(struct snap *snap, struct end *ends)
{
    size_t cells = snap->columns * snap->rows;
    snap->starts = ter_alloc((cells + 1) * sizeof *snap->starts);
    snap->ends = ter_alloc((snap->end_count + 1) * sizeof *snap->ends);
    for (size_t i = 0; i < snap->end_count; i++) {
        struct ter_lonlat at = snap->points->at[ends[i].point];
        ends[i].cell = (uint32_t)(row_of(snap, at.lat) * snap->columns + column_of(snap, at.lon));
        snap->starts[ends[i].cell]++;
    }
    for (size_t i = 0; i < cells; i++)
        snap->starts[i + 1] += snap->starts[i];
    for (size_t i = snap->end_count; i--;)
        snap->ends[--snap->starts[ends[i].cell]] = ends[i];
}

/* ---- ends beside segments ---- */

static bool passes(const struct snap *snap, const struct ter_road_line *line, uint32_t point)
{
    for (uint32_t i = 0; i < line->count; i++)
        if (snap->points->of[line->first + i] == point)
            return true;
    return false;
}

static struct ter_xy metres_from(struct ter_lonlat origin, struct ter_road_radii radii, struct ter_lonlat at)
{
    return (struct ter_xy){(at.lon - origin.lon) * radii.x_m, (at.lat - origin.lat) * radii.y_m};
}

static void add_joint(struct snap *snap, struct joint joint)
{
    snap->joints = ter_grow(snap->joints, &snap->joint_capacity, snap->joint_count + 1, sizeof *snap->joints);
    snap->joints[snap->joint_count++] = joint;
}

/* A vertex within the snap counts as nearer than any place between vertices. */
static void hold_against(struct snap *snap, const struct end *end, uint32_t number, uint32_t segment)
{
    const struct ter_road_line *line = &snap->lines->items[number];
    const struct ter_road_points *points = snap->points;
    const uint32_t *of = points->of + line->first + segment;
    struct ter_lonlat at = points->at[end->point];
    struct ter_road_radii radii = ter_road_ground_at(&snap->ground, at.lat);
    const struct ter_xy origin = {0, 0};
    struct ter_xy a = metres_from(at, radii, points->at[of[0]]),
                  b = metres_from(at, radii, points->at[of[1]]);
    double part = ter_xy_nearest_part(a, b, origin);
    struct ter_xy foot = {a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)};
    double away_m = hypot(foot.x, foot.y), to_a = hypot(a.x, a.y), to_b = hypot(b.x, b.y);
    if (away_m > snap->snap_m || end->layer != line->layer || passes(snap, line, end->point))
        return;
    if (to_a <= snap->snap_m || to_b <= snap->snap_m)
        add_joint(snap, (struct joint){end->point, number, segment, to_a <= to_b ? 0 : 1,
                            fmin(to_a, to_b) - snap->snap_m});
    else
        add_joint(snap, (struct joint){end->point, number, segment, part, away_m});
}

static void look_beside(struct snap *snap, uint32_t number, uint32_t segment)
{
    const struct ter_road_line *line = &snap->lines->items[number];
    const uint32_t *of = snap->points->of + line->first + segment;
    struct ter_lonlat a = snap->points->at[of[0]], b = snap->points->at[of[1]];
    bool eastward = a.lon < b.lon, northward = a.lat < b.lat;
    struct ter_bbox box = {(eastward ? a.lon : b.lon) - snap->snap_lon,
        (northward ? a.lat : b.lat) - snap->snap_lat, (eastward ? b.lon : a.lon) + snap->snap_lon,
        (northward ? b.lat : a.lat) + snap->snap_lat};
    size_t west = column_of(snap, box.west), east = column_of(snap, box.east);
    size_t north = row_of(snap, box.north);
    for (size_t row = row_of(snap, box.south); row <= north; row++) {
        const uint32_t *starts = snap->starts + row * snap->columns;
        for (uint32_t i = starts[west]; i < starts[east + 1]; i++) {
            const struct end *end = &snap->ends[i];
            if (end->point != of[0] && end->point != of[1] &&
                ter_bbox_contains(box, snap->points->at[end->point]))
                hold_against(snap, end, number, segment);
        }
    }
}

/* ---- joining ---- */

static int compare_joints(const void *a, const void *b)
{
    const struct joint *p = a, *q = b;
    if (p->point != q->point)
        return p->point < q->point ? -1 : 1;
    if (p->line != q->line)
        return p->line < q->line ? -1 : 1;
    return (p->away_m > q->away_m) - (p->away_m < q->away_m);
}

static int compare_inserts(const void *a, const void *b)
{
    const struct ter_road_insert *p = a, *q = b;
    if (p->line != q->line)
        return p->line < q->line ? -1 : 1;
    if (p->segment != q->segment)
        return p->segment < q->segment ? -1 : 1;
    return (p->part > q->part) - (p->part < q->part);
}

static uint32_t root_of(uint32_t *parent, uint32_t point)
{
    while (parent[point] != point)
        point = parent[point] = parent[parent[point]];
    return point;
}

/* Of the points that become one the first keeps its place. */
static void join_points(uint32_t *parent, uint32_t p, uint32_t q)
{
    p = root_of(parent, p);
    q = root_of(parent, q);
    parent[p > q ? p : q] = p > q ? q : p;
}

static void join(struct snap *snap)
{
    struct ter_road_points *points = snap->points;
    TER_AUTO_FREE uint32_t *parent = ter_alloc((points->count + 1) * sizeof *parent);
    for (size_t i = 0; i < points->count; i++)
        parent[i] = (uint32_t)i;
    qsort(snap->joints, snap->joint_count, sizeof *snap->joints, compare_joints);
    for (size_t i = 0; i < snap->joint_count; i++) {
        const struct joint *joint = &snap->joints[i];
        if (i && joint[-1].point == joint->point && joint[-1].line == joint->line)
            continue;
        uint32_t first = snap->lines->items[joint->line].first + joint->segment;
        if (joint->part == 0 || joint->part == 1) {
            join_points(parent, joint->point, points->of[first + (joint->part == 1)]);
            continue;
        }
        points->inserts = ter_grow(
            points->inserts, &points->insert_capacity, points->insert_count + 1, sizeof *points->inserts);
        points->inserts[points->insert_count++] =
            (struct ter_road_insert){joint->line, joint->segment, joint->part, joint->point};
    }
    for (size_t i = 0; i < snap->lines->point_count; i++)
        points->of[i] = root_of(parent, points->of[i]);
    for (size_t i = 0; i < points->insert_count; i++)
        points->inserts[i].point = root_of(parent, points->inserts[i].point);
    for (size_t i = 0; i < snap->joint_count; i++)
        points->is_node[root_of(parent, snap->joints[i].point)] = true;
    if (points->insert_count)
        qsort(points->inserts, points->insert_count, sizeof *points->inserts, compare_inserts);
}

void ter_road_points_snap(struct ter_road_points *points, const struct ter_road_lines *lines, double snap_m)
{
    struct snap snap = {.lines = lines, .points = points, .snap_m = snap_m};
    TER_AUTO_FREE struct end *ends = ter_alloc((2 * lines->count + 1) * sizeof *ends);
    list_ends(&snap, ends);
    if (!snap.end_count)
        return;
    snap.ground = ter_road_ground_open(snap.box.south, snap.box.north);
    bool southern = fabs(snap.box.south) > fabs(snap.box.north); /* where degrees of longitude are shortest */
    struct ter_road_radii radii =
        ter_road_ground_at(&snap.ground, southern ? snap.box.south : snap.box.north);
    snap.snap_lon = snap_m / fmax(radii.x_m, 1);
    snap.snap_lat = snap_m / radii.y_m;
    lay_grid(&snap);
    sort_ends(&snap, ends);
    for (uint32_t i = 0; i < lines->count; i++)
        for (uint32_t j = 0; lines->items[i].way == TER_ROAD && j + 1 < lines->items[i].count; j++)
            look_beside(&snap, i, j);
    if (snap.joint_count)
        join(&snap);
    ter_road_ground_close(&snap.ground);
    free(snap.ends);
    free(snap.starts);
    free(snap.joints);
}
