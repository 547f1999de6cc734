/* How soon stations' engines are where: one search from all stations, three due for every place.
 *
 * seconds = turnout + way to the road at the access speed + the roads, each class at its speed, one-way
 * streets heeded. A place has the time of the best road point beside it, TER_SPEED_SIDE_M away at most (round
 * the end of a road the way off it counts at the access speed, and nothing is reached through a barrier, as
 * in reach_roads.h); farther away, the nearest road's plus the whole way off it at the access speed. A
 * station farther than TER_SPEED_OFF_ROAD_M from any drivable road (always where the gazetteer has none)
 * drives in a straight line, times the detour factor; ter_travel_straight counts these, and the answer should
 * say so.
 *
 * An error radius u delays (certain) or advances (possible, not below 0) the start by u at the access speed.
 */
#ifndef TER_ROADS_TRAVEL_H
#define TER_ROADS_TRAVEL_H

#include "reach_roads.h"
#include "road_search.h"

struct ter_travel;

/* Search from all stations; limit_s bounds what is asked later (INFINITY: everything). Graph and speeds must
 * outlive it. */
TER_CHECKED bool ter_travel_open(const struct ter_road_graph *graph, const struct ter_speeds *speeds,
    const struct ter_road_source *stations, size_t count, enum ter_reading reading, double limit_s,
    struct ter_travel **ret_travel, struct ter_error *err);
void ter_travel_close(struct ter_travel *travel);
TER_DEFINE_AUTO(struct ter_travel, ter_travel_close)

enum { TER_TRAVEL_DUES = 3 };
struct ter_travel_due {
    size_t station;
    double seconds;
};

/* First, second and third due; returns how many there are. */
size_t ter_travel_due(
    const struct ter_travel *travel, struct ter_xy at, struct ter_travel_due ret_dues[TER_TRAVEL_DUES]);

/* What is reached within limit_s (at most the search's): the isochrone's strips, side_m deep. The travel must
 * outlive the reach. */
TER_CHECKED bool ter_travel_reach(const struct ter_travel *travel, double limit_s,
    struct ter_road_reach **ret_reach, struct ter_error *err);

/* What stands behind it: the search, whose sources are stations; the graph; where a station turns into the
 * road (false: it drives in a straight line). */
const struct ter_road_search *ter_travel_search(const struct ter_travel *travel);
const struct ter_road_graph *ter_travel_graph(const struct ter_travel *travel);
bool ter_travel_foot(const struct ter_travel *travel, size_t station, struct ter_road_foot *ret_foot);

/* How many stations drive in a straight line. */
size_t ter_travel_straight(const struct ter_travel *travel);

/* Isochrones for several limits (ascending, count of them) as MultiPolygons, each holding the one before it.
 */
TER_CHECKED bool ter_travel_isochrones(const struct ter_travel *travel, const double *limits_s, size_t count,
    struct ter_buf *ret_wkb, struct ter_error *err);

#endif
