/* Owns the memory of a list's positions. Knows nothing of texts and how they were placed. */
#include "neighbours.h"

#include "base/crs.h"
#include "base/map.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool said(const char *text)
{
    return text && *text;
}

static uint64_t hash_list(const char *township, const char *road)
{
    uint64_t hash = ter_hash(0, township ? township : "", township ? strlen(township) : 0);
    return ter_hash(hash ^ 1, road ? road : "", road ? strlen(road) : 0);
}

void ter_neighbours_add(
    struct ter_neighbours *neighbours, const char *township, const char *road, struct ter_lonlat at)
{
    if (!said(township) && !said(road))
        return;
    if (neighbours->count < TER_MOST_NEIGHBOURS) {
        neighbours->count++;
        neighbours->items =
            ter_grow(neighbours->items, &neighbours->capacity, neighbours->count, sizeof *neighbours->items);
    }
    neighbours->items[neighbours->next] = (struct ter_neighbour){hash_list(township, road), at};
    neighbours->next = (neighbours->next + 1) % TER_MOST_NEIGHBOURS;
}

void ter_neighbours_free(struct ter_neighbours *neighbours)
{
    free(neighbours->items);
    *neighbours = (struct ter_neighbours){0};
}

double ter_neighbours_distance_m(
    const struct ter_neighbours *neighbours, const char *township, const char *road, struct ter_lonlat at)
{
    double nearest_m = INFINITY;
    uint64_t list = hash_list(township, road);
    for (size_t i = 0; neighbours && i < neighbours->count && (said(township) || said(road)); i++)
        if (neighbours->items[i].list == list)
            nearest_m = fmin(nearest_m, ter_distance_m(at, neighbours->items[i].at));
    return nearest_m;
}
