/* The places whose first due station decides where districts lie. */
#ifndef TER_ROADS_DISTRICTS_PLACES_H
#define TER_ROADS_DISTRICTS_PLACES_H

#include "districts.h"

struct ter_district_place {
    struct ter_xy at;
    size_t station; /* first due there */
};

struct ter_district_places {
    struct ter_district_place *items;
    size_t count, capacity;
};

/* Choose places along the roads, and on a grid over the box (west, south, east, north of two points) where
 * stations drive in a straight line. */
void ter_district_places_choose(const struct ter_district_request *request, const struct ter_xy box[2],
    struct ter_district_places *ret_places);

#endif
