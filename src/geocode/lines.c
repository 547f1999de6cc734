/* Owns the session's memory of lines. Knows nothing of texts. */
#include "lines.h"

#include "base/plane.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_POINTS = 400000, MOST_ENTRIES = 20000 }; /* some 10 MB */
static const double group_gap_m = 2000;

static double gap_m(struct ter_bbox a, struct ter_bbox b)
{
    struct ter_plane plane = ter_plane_at((struct ter_lonlat){a.west, a.south});
    double x = fmax(0, fmax(b.west - a.east, a.west - b.east)) * plane.x_m;
    double y = fmax(0, fmax(b.south - a.north, a.south - b.north)) * plane.y_m;
    return hypot(x, y);
}

/* Number the groups: spread each group's number from line to line. */
static void find_groups(struct ter_lines *lines)
{
    TER_AUTO_FREE struct ter_bbox *boxes = ter_alloc((lines->count + 1) * sizeof *boxes);
    TER_AUTO_FREE size_t *queue = ter_alloc((lines->count + 1) * sizeof *queue);
    lines->groups = ter_alloc((lines->count + 1) * sizeof *lines->groups);
    for (size_t i = 0; i < lines->count; i++) {
        boxes[i] = ter_bbox_of(lines->roads[i].points, lines->roads[i].point_count);
        lines->groups[i] = SIZE_MAX;
    }
    for (size_t i = 0; i < lines->count; i++) {
        if (lines->groups[i] != SIZE_MAX)
            continue;
        size_t head = 0, tail = 0;
        lines->groups[queue[tail++] = i] = lines->group_count;
        while (head < tail) {
            size_t line = queue[head++];
            for (size_t j = 0; j < lines->count; j++)
                if (lines->groups[j] == SIZE_MAX && gap_m(boxes[line], boxes[j]) < group_gap_m)
                    lines->groups[queue[tail++] = j] = lines->group_count;
        }
        lines->group_count++;
    }
}

static bool load(
    struct ter_registry *registry, const char *key, struct ter_lines *ret_lines, struct ter_error *err)
{
    struct ter_lines lines = {0};
    if (!ter_names_is_class_word(key) && !ter_gazetteer_roads(registry, key, &lines.roads, &lines.count, err))
        return false;
    find_groups(&lines);
    *ret_lines = lines;
    return true;
}

bool ter_lines_get(struct ter_line_cache *cache, struct ter_registry *registry, const char *key,
    size_t *ret_entry, struct ter_error *err)
{
    uint64_t hash = ter_hash(0, key, strlen(key));
    int64_t *place = ter_map_get(&cache->by_key, hash);
    if (place) {
        *ret_entry = (size_t)*place;
        return true;
    }
    struct ter_lines lines;
    if (!load(registry, key, &lines, err))
        return false;
    for (size_t i = 0; i < lines.count; i++)
        cache->points += lines.roads[i].point_count;
    cache->entries = ter_grow(cache->entries, &cache->capacity, cache->count + 1, sizeof *cache->entries);
    cache->entries[cache->count] = lines;
    *ter_map_put(&cache->by_key, hash, NULL) = (int64_t)cache->count;
    *ret_entry = cache->count++;
    return true;
}

void ter_lines_trim(struct ter_line_cache *cache)
{
    if (cache->points > MOST_POINTS || cache->count > MOST_ENTRIES)
        ter_lines_clear(cache);
}

void ter_lines_clear(struct ter_line_cache *cache)
{
    for (size_t i = 0; i < cache->count; i++) {
        ter_roads_free(cache->entries[i].roads, cache->entries[i].count);
        free(cache->entries[i].groups);
    }
    free(cache->entries);
    ter_map_free(&cache->by_key);
    *cache = (struct ter_line_cache){0};
}
