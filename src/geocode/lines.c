/* Owns the session's memory of lines. Knows nothing of texts. */
#include "lines.h"

#include "base/plane.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_POINTS = 400000, MOST_ENTRIES = 20000 }; /* some 10 MB */
static const double group_gap_m = 2000;

/* ---- groups ---- */

/* The lines in the order of their southern edges, so that a search for near ones ends early. */
struct southern {
    struct ter_bbox box;
    size_t line;
};

static int by_south(const void *a, const void *b)
{
    double x = ((const struct southern *)a)->box.south, y = ((const struct southern *)b)->box.south;
    return (x > y) - (x < y);
}

static bool near(const struct ter_plane *plane, struct ter_bbox a, struct ter_bbox b)
{
    double x = fmax(0, fmax(b.west - a.east, a.west - b.east)) * plane->x_m;
    double y = fmax(0, fmax(b.south - a.north, a.south - b.north)) * plane->y_m;
    return x * x + y * y < group_gap_m * group_gap_m;
}

/* The first line of a group; each line points to one nearer to it. */
static size_t root(size_t *parents, size_t line)
{
    while (parents[line] != line)
        line = parents[line] = parents[parents[line]];
    return line;
}

static void join_near(const struct southern *lines, size_t count, size_t *parents)
{
    for (size_t i = 0; i < count; i++) {
        struct ter_plane plane = ter_plane_at((struct ter_lonlat){lines[i].box.west, lines[i].box.south});
        double farthest = lines[i].box.north + group_gap_m / plane.y_m;
        for (size_t j = i + 1; j < count && lines[j].box.south <= farthest; j++) {
            size_t a = root(parents, lines[i].line), b = root(parents, lines[j].line);
            if (a != b && near(&plane, lines[i].box, lines[j].box))
                parents[a > b ? a : b] = a > b ? b : a;
        }
    }
}

/* A name that stands for roads in hundreds of towns is then held against a township by its groups. */
static void find_group_boxes(struct ter_lines *lines)
{
    lines->group_boxes = ter_alloc((lines->group_count + 1) * sizeof *lines->group_boxes);
    for (size_t i = 0; i < lines->group_count; i++)
        lines->group_boxes[i] = (struct ter_bbox){INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < lines->count; i++) {
        struct ter_bbox *box = &lines->group_boxes[lines->groups[i]], more = lines->boxes[i];
        *box = (struct ter_bbox){fmin(box->west, more.west), fmin(box->south, more.south),
            fmax(box->east, more.east), fmax(box->north, more.north)};
        lines->uncertainty_m = fmax(lines->uncertainty_m, lines->roads[i].uncertainty_m);
    }
}

/* Number the groups in the order of their first lines. */
static void find_groups(struct ter_lines *lines)
{
    TER_AUTO_FREE struct southern *sorted = ter_alloc((lines->count + 1) * sizeof *sorted);
    TER_AUTO_FREE size_t *parents = ter_alloc((lines->count + 1) * sizeof *parents);
    lines->boxes = ter_alloc((lines->count + 1) * sizeof *lines->boxes);
    lines->groups = ter_alloc((lines->count + 1) * sizeof *lines->groups);
    for (size_t i = 0; i < lines->count; i++) {
        lines->boxes[i] = ter_bbox_of(lines->roads[i].points, lines->roads[i].point_count);
        sorted[i] = (struct southern){lines->boxes[i], i};
        parents[i] = i;
    }
    qsort(sorted, lines->count, sizeof *sorted, by_south);
    join_near(sorted, lines->count, parents);
    for (size_t i = 0; i < lines->count; i++) {
        size_t first = root(parents, i);
        lines->groups[i] = first == i ? lines->group_count++ : lines->groups[first];
    }
    find_group_boxes(lines);
}

/* ---- memory ---- */

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

static size_t put(struct ter_line_cache *cache, struct ter_lines lines, struct ter_line_use use)
{
    for (size_t i = 0; i < lines.count; i++)
        cache->points += lines.roads[i].point_count;
    cache->entries = ter_grow(cache->entries, &cache->capacity, cache->count + 1, sizeof *cache->entries);
    cache->uses = ter_grow(cache->uses, &cache->use_capacity, cache->count + 1, sizeof *cache->uses);
    cache->entries[cache->count] = lines;
    cache->uses[cache->count] = use;
    *ter_map_put(&cache->by_key, use.hash, NULL) = (int64_t)cache->count;
    return cache->count++;
}

bool ter_lines_get(struct ter_line_cache *cache, struct ter_registry *registry, const char *key,
    size_t *ret_entry, struct ter_error *err)
{
    uint64_t hash = ter_hash(0, key, strlen(key));
    int64_t *place = ter_map_get(&cache->by_key, hash);
    if (place) {
        *ret_entry = (size_t)*place;
        cache->uses[*ret_entry].asked++;
        return true;
    }
    struct ter_lines lines;
    if (!load(registry, key, &lines, err))
        return false;
    *ret_entry = put(cache, lines, (struct ter_line_use){hash, 0});
    return true;
}

static void forget(struct ter_lines *lines)
{
    ter_roads_free(lines->roads, lines->count);
    free(lines->boxes);
    free(lines->groups);
    free(lines->group_boxes);
}

/* Lists name a few roads again and again, and many once: those stay that were asked for again. */
void ter_lines_trim(struct ter_line_cache *cache)
{
    if (cache->points <= MOST_POINTS && cache->count <= MOST_ENTRIES)
        return;
    struct ter_line_cache kept = {0};
    for (size_t i = 0; i < cache->count; i++) {
        struct ter_line_use use = {cache->uses[i].hash, cache->uses[i].asked / 2};
        if (use.asked && kept.points < MOST_POINTS / 2 && kept.count < MOST_ENTRIES / 2)
            put(&kept, cache->entries[i], use);
        else
            forget(&cache->entries[i]);
    }
    cache->count = 0;
    ter_lines_clear(cache);
    *cache = kept;
}

void ter_lines_clear(struct ter_line_cache *cache)
{
    for (size_t i = 0; i < cache->count; i++)
        forget(&cache->entries[i]);
    free(cache->entries);
    free(cache->uses);
    ter_map_free(&cache->by_key);
    *cache = (struct ter_line_cache){0};
}
