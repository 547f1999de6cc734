/* Travel between every two of many places: the quickest way by road, its minutes and its metres. One search a
 * place; one-way streets make the two directions differ. */
#ifndef TER_ROADS_TRAVEL_MATRIX_H
#define TER_ROADS_TRAVEL_MATRIX_H

#include "road_graph.h"
#include "speeds.h"

struct ter_travel_matrix {
    size_t count;
    double *seconds, *metres; /* from place i to place j at [i * count + j]; finite */
    size_t straight_places;   /* places too far from any road: all their ways are straight lines */
    size_t
        straight_ways; /* ways between places on roads that no road joins in that direction: straight too */
};

/* Straight lines are lengthened by the table's detour factor. `graph` NULL or empty: all ways are straight.
 * Positions are in the geographic system `epsg`. `speed_share` (> 0) is the part of the table's speeds that
 * is driven. */
TER_CHECKED bool ter_travel_matrix_make(const struct ter_road_graph *graph, const struct ter_speeds *speeds,
    int epsg, const struct ter_lonlat *places, size_t count, double speed_share,
    struct ter_travel_matrix *ret_matrix, struct ter_error *err);
void ter_travel_matrix_free(struct ter_travel_matrix *matrix);
#define TER_AUTO_TRAVEL_MATRIX __attribute__((cleanup(ter_travel_matrix_free)))

#endif
