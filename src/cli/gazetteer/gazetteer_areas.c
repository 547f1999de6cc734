/* Owns the administrative areas of one file. Knows nothing of how rows are read or stored. */
#include "gazetteer_areas.h"

#include "analysis/area.h"

#include <stdlib.h>
#include <string.h>

enum { TOWNSHIP_LEVEL = 8, MOST_WATCHED = 4096, FEWEST_WATCHED = 5 };

struct admin_area {
    int64_t number;
    char *name;
    int level;
    double radius_m;
    struct ter_area *area;
};

struct ter_gazetteer_areas {
    struct admin_area *items;
    size_t count, capacity;
    struct ter_lonlat watched[MOST_WATCHED]; /* of all places that passed */
    size_t passed;
    uint64_t chance;
};

struct ter_gazetteer_areas *ter_gazetteer_areas_open(void)
{
    struct ter_gazetteer_areas *areas = ter_alloc(sizeof *areas);
    areas->chance = 88172645463325252;
    return areas;
}

void ter_gazetteer_areas_close(struct ter_gazetteer_areas *areas)
{
    if (!areas)
        return;
    for (size_t i = 0; i < areas->count; i++) {
        free(areas->items[i].name);
        ter_area_close(areas->items[i].area);
    }
    free(areas->items);
    free(areas);
}

void ter_gazetteer_areas_add(struct ter_gazetteer_areas *areas, int64_t number, const char *name, int level,
    double radius_m, struct ter_wkb polygon)
{
    struct admin_area item = {.number = number, .level = level, .radius_m = radius_m};
    struct ter_error ignored = {0}; /* a broken polygon answers no question; its row is stored all the same */
    if (level < 1 || level > TOWNSHIP_LEVEL || !ter_area_open(polygon, &item.area, &ignored))
        return;
    item.name = ter_strdup(name);
    areas->items = ter_grow(areas->items, &areas->capacity, areas->count + 1, sizeof *areas->items);
    areas->items[areas->count++] = item;
}

/* A sample in which every place has the same chance (Vitter's algorithm R); the same for the same file. */
void ter_gazetteer_areas_watch(struct ter_gazetteer_areas *areas, struct ter_lonlat at)
{
    size_t place = areas->passed++;
    if (place >= MOST_WATCHED) {
        areas->chance ^= areas->chance << 13; /* xorshift, Marsaglia 2003 */
        areas->chance ^= areas->chance >> 7;
        areas->chance ^= areas->chance << 17;
        place = (size_t)(areas->chance % areas->passed);
    }
    if (place < MOST_WATCHED)
        areas->watched[place] = at;
}

static size_t watched_count(const struct ter_gazetteer_areas *areas)
{
    return areas->passed < MOST_WATCHED ? areas->passed : MOST_WATCHED;
}

static bool holds(const struct admin_area *item, struct ter_lonlat at)
{
    uint8_t point[TER_WKB_POINT_SIZE];
    if (!ter_bbox_contains(ter_area_region(item->area)->box, at))
        return false;
    ter_wkb_from_point(at, point);
    return ter_area_meets(item->area, (struct ter_wkb){point, sizeof point});
}

static bool holds_nearly_all(const struct ter_gazetteer_areas *areas, const struct admin_area *item)
{
    size_t inside = 0, count = watched_count(areas);
    for (size_t i = 0; i < count; i++)
        inside += holds(item, areas->watched[i]);
    return count >= FEWEST_WATCHED && inside * 10 >= count * 9;
}

int64_t ter_gazetteer_areas_county(const struct ter_gazetteer_areas *areas)
{
    const struct admin_area *county = NULL;
    for (size_t i = 0; i < areas->count; i++) {
        const struct admin_area *item = &areas->items[i];
        if (item->level < TOWNSHIP_LEVEL && (!county || item->radius_m < county->radius_m) &&
            holds_nearly_all(areas, item))
            county = item;
    }
    return county ? county->number : -1;
}

const char *ter_gazetteer_areas_township(const struct ter_gazetteer_areas *areas, struct ter_lonlat at)
{
    for (size_t i = 0; i < areas->count; i++)
        if (areas->items[i].level == TOWNSHIP_LEVEL && holds(&areas->items[i], at))
            return areas->items[i].name;
    return NULL;
}
