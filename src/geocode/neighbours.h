/* What else stands in the same list: positions found before, by township and road. A list goes along its
 * roads, so a text that may mean several places means the one near the others. */
#ifndef TER_GEOCODE_NEIGHBOURS_H
#define TER_GEOCODE_NEIGHBOURS_H

#include "base/geometry.h"

/* Zero-initialise. Keeps the last TER_MOST_NEIGHBOURS. */
enum { TER_MOST_NEIGHBOURS = 4096 };
struct ter_neighbours {
    struct ter_neighbour {
        uint64_t list; /* hash of township and road */
        struct ter_lonlat at;
    } * items;
    size_t count, next, capacity;
};

void ter_neighbours_add(
    struct ter_neighbours *neighbours, const char *township, const char *road, struct ter_lonlat at);
void ter_neighbours_free(struct ter_neighbours *neighbours);
#define TER_AUTO_NEIGHBOURS __attribute__((cleanup(ter_neighbours_free)))

/* Distance to the nearest neighbour of the same township and road; INFINITY when there is none. Neither said:
 * no neighbours. */
double ter_neighbours_distance_m(
    const struct ter_neighbours *neighbours, const char *township, const char *road, struct ter_lonlat at);

#endif
