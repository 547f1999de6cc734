/* Owns the question which positions are one point, by a hash of their units of 1e-7 degree. Knows nothing of
 * edges. */
#include "road_points.h"

#include "registry/gazetteer.h"

#include <stdlib.h>

enum { AHEAD = 12 }; /* so many positions are fetched before they are needed */

/* Half away from zero; without the library's rounding, which is a call a number. */
static int64_t unit(double degrees)
{
    double units = degrees * 1e7;
    return (int64_t)(units < 0 ? units - 0.5 : units + 0.5);
}

static uint64_t key_of(struct ter_lonlat at)
{
    int64_t x = unit(at.lon), y = unit(at.lat);
    return (uint64_t)(uint32_t)(int32_t)x << 32 | (uint32_t)(int32_t)y;
}

static size_t slot_of(uint64_t key, int bits)
{
    return (size_t)(key * 0x9e3779b97f4a7c15u >> (64 - bits));
}

/* Slots hold a point's number plus one; 0 is free. */
struct table {
    uint32_t *slots;
    int bits;
};

static struct table table_for(size_t count)
{
    struct table table = {.bits = 4};
    while (((size_t)1 << table.bits) < 2 * count)
        table.bits++;
    table.slots = ter_alloc(sizeof *table.slots << table.bits);
    return table;
}

static uint32_t find_point(
    struct table table, struct ter_road_points *points, uint64_t *keys, uint64_t key, struct ter_lonlat at)
{
    size_t mask = ((size_t)1 << table.bits) - 1, slot = slot_of(key, table.bits);
    for (; table.slots[slot]; slot = (slot + 1) & mask)
        if (keys[table.slots[slot] - 1] == key)
            return table.slots[slot] - 1;
    uint32_t point = (uint32_t)points->count++;
    keys[point] = key;
    points->at[point] = at;
    table.slots[slot] = point + 1;
    return point;
}

static void number_points(struct ter_road_points *points, const struct ter_road_lines *lines)
{
    size_t count = lines->point_count;
    struct table table = table_for(count);
    TER_AUTO_FREE uint64_t *keys = ter_alloc((count + 1) * sizeof *keys);
    uint64_t coming[AHEAD];
    for (size_t i = 0; i < count + AHEAD; i++) {
        if (i >= AHEAD)
            points->of[i - AHEAD] =
                find_point(table, points, keys, coming[i % AHEAD], lines->points[i - AHEAD]);
        if (i < count) {
            coming[i % AHEAD] = key_of(lines->points[i]);
            __builtin_prefetch(&table.slots[slot_of(coming[i % AHEAD], table.bits)]);
        }
    }
    free(table.slots);
}

/* A position that repeats the one before it passes the point once. */
static void mark_nodes(struct ter_road_points *points, const struct ter_road_lines *lines)
{
    TER_AUTO_FREE bool *passed = ter_alloc((points->count + 1) * sizeof *passed);
    for (size_t i = 0; i < lines->count; i++) {
        const struct ter_road_line *line = &lines->items[i];
        const uint32_t *of = points->of + line->first;
        if (line->way != TER_ROAD)
            continue;
        points->is_node[of[0]] = points->is_node[of[line->count - 1]] = true;
        for (uint32_t j = 0; j < line->count; j++) {
            if (j && of[j] == of[j - 1])
                continue;
            if (passed[of[j]])
                points->is_node[of[j]] = true;
            passed[of[j]] = true;
        }
    }
}

struct ter_road_points ter_road_points_open(const struct ter_road_lines *lines)
{
    struct ter_road_points points = {
        .of = ter_alloc((lines->point_count + 1) * sizeof *points.of),
        .at = ter_alloc((lines->point_count + 1) * sizeof *points.at),
    };
    number_points(&points, lines);
    points.is_node = ter_alloc((points.count + 1) * sizeof *points.is_node);
    mark_nodes(&points, lines);
    return points;
}

void ter_road_points_close(struct ter_road_points *points)
{
    free(points->of);
    free(points->at);
    free(points->is_node);
    free(points->inserts);
    *points = (struct ter_road_points){0};
}
