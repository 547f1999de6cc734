/* Nominal districts: where each station is first due. The cells of a Voronoi diagram of places, each with the
 * station that is there first, joined by station: they neither overlap nor leave gaps. The places lie along
 * the roads; where stations drive in a straight line, on a grid too. A border lies within half the places'
 * spacing of the true one. */
#ifndef TER_ROADS_DISTRICTS_H
#define TER_ROADS_DISTRICTS_H

#include "travel.h"

struct ter_district_request {
    const struct ter_road_graph *graph;
    const struct ter_travel *travel;
    double spacing_m; /* of the places; 0: 50, or so that there are 100,000 of them */
    const struct ter_xy
        *rings; /* the area asked about, as in ter_road_reach_rings_m2; NULL: what is reached */
    const size_t *part_ends;
    size_t parts;
    double limit_s; /* without rings: in this time (at most the travel's own) */
};

struct ter_district {
    size_t station;
    double m2;          /* in the working plane */
    struct ter_buf wkb; /* MultiPolygon in the working plane; owned */
};

/* Make the districts, one for each station that is first anywhere, by station; freed by
 * ter_districts_free. */
TER_CHECKED bool ter_districts_make(const struct ter_district_request *request,
    struct ter_district **ret_districts, size_t *ret_count, struct ter_error *err);
void ter_districts_free(struct ter_district *districts, size_t count);

/* Report the stretches of railways, rivers, canals and motorways on the ground inside a district; their
 * length is that of the line in the plane. Barriers on bridges and in tunnels are not among them. */
TER_CHECKED bool ter_district_barriers(const struct ter_district *district,
    const struct ter_road_graph *graph,
    void (*stretch)(void *user, enum ter_road_bar bar, const struct ter_xy *line, size_t count), void *user,
    struct ter_error *err);

#endif
