/* How far hoses reach along roads, and the area that any reach on roads makes.
 *
 * A hose is laid from the hydrant straight to the nearest way along which hoses can be laid, then along such
 * ways; both count as its length. From any point so reached it goes up to `side_m` to the side, in a straight
 * line and on top of that length. It does not pass railways, rivers and canals, and motorways on its own
 * level: neither along the way, nor on the last stretch to the side; bridges and tunnels pass. A hydrant with
 * no such way within side_m reaches the circle of side_m round itself, no more.
 *
 * The area is made of strips beside the reached pieces of road, square where the length runs out, so that it
 * holds no road that is not reached; round bends and ends of roads the side depth goes all round, at a
 * junction no farther than the length still left there. Nothing is drawn behind a barrier. Bridges, tunnels
 * and motorways are reached themselves; nothing beside them is.
 *
 * Points, lines and the network itself are answered exactly, from the strips; polygons and areas from their
 * outline on a grid of 0.1 mm, whose arcs have TER_REACH_QUADRANT chords a quarter: these lie within 0.5 % of
 * the radius (0.5 m of 100 m) of the arc, inside it, so areas come out slightly small.
 * Everything is in the working plane of the graph. */
#ifndef TER_ROADS_REACH_ROADS_H
#define TER_ROADS_REACH_ROADS_H

#include "road_graph.h"
#include "speeds.h"

enum { TER_REACH_QUADRANT = 8 };

/* ---- a reach: the same questions as of discs ---- */

/* Several threads may ask at once. The graph must outlive it. */
struct ter_road_reach;
void ter_road_reach_close(struct ter_road_reach *reach);
TER_DEFINE_AUTO(struct ter_road_reach, ter_road_reach_close)

double ter_road_reach_area_m2(const struct ter_road_reach *reach);
bool ter_road_reach_contains(const struct ter_road_reach *reach, struct ter_xy at);
double ter_road_reach_line_m(const struct ter_road_reach *reach, const struct ter_xy *line, size_t count);
void ter_road_reach_uncovered(const struct ter_road_reach *reach, const struct ter_xy *line, size_t count,
    void (*piece)(void *user, const struct ter_xy *line, size_t count), void *user);

/* Whether a place is covered wherever within margin_m it really is; a margin below 0: whether it may be
 * covered if it is up to -margin_m away. By the distance to the polygons' border. */
bool ter_road_reach_holds(const struct ter_road_reach *reach, struct ter_xy at, double margin_m);

/* Area in common with a polygon: outer rings counterclockwise, holes clockwise, each closed (first point =
 * last), part_ends as in struct ter_points. */
double ter_road_reach_rings_m2(
    const struct ter_road_reach *reach, const struct ter_xy *points, const size_t *part_ends, size_t parts);

/* The area as a valid MultiPolygon in the working plane, on a grid of 1 mm; no bytes where there is none. */
TER_CHECKED bool ter_road_reach_polygons(
    const struct ter_road_reach *reach, struct ter_buf *ret_wkb, struct ter_error *err);

/* ---- the network itself ---- */

/* The same two questions for a line that is a road of the gazetteer, or a part of one: covered is what of
 * that very road is reached, exactly; the side depth of other roads does not count, and bridges, tunnels and
 * motorways do. Use these where the roads are what ought to be covered. */
double ter_road_reach_road_m(const struct ter_road_reach *reach, const struct ter_xy *line, size_t count);
void ter_road_reach_road_uncovered(const struct ter_road_reach *reach, const struct ter_xy *line,
    size_t count, void (*piece)(void *user, const struct ter_xy *line, size_t count), void *user);

/* Call `piece` for every piece of the network that counts (hoses: where a hose can be laid; engines: where
 * they drive), cut exactly where reach begins and ends, edge by edge. `metres` are ground metres; `edge` is
 * an index of the graph. */
void ter_road_reach_network(const struct ter_road_reach *reach,
    void (*piece)(
        void *user, size_t edge, bool reached, double metres, const struct ter_xy *line, size_t count),
    void *user);

/* How many of the sources have no way within the side depth. */
size_t ter_road_reach_aside(const struct ter_road_reach *reach);

/* ---- hoses ---- */

/* What becomes of a source's error radius. */
enum ter_reading {
    TER_READING_CERTAIN, /* it shortens the reach: what is certainly reached */
    TER_READING_GIVEN,   /* it is ignored */
    TER_READING_POSSIBLE /* it lengthens the reach: what is possibly reached */
};

struct ter_road_source {
    struct ter_xy at;
    double uncertainty_m; /* error radius, >= 0 */
    double start_s;       /* of a station: turnout; hoses take no notice */
};

/* The reach of hydrants: length_m - u, length_m, or length_m + u from each. */
struct ter_hoses {
    const struct ter_road_graph *graph;
    const struct ter_speeds *speeds;
    double length_m, side_m; /* > 0 */
};
TER_CHECKED bool ter_hoses_reach(const struct ter_hoses *hoses, const struct ter_road_source *sources,
    size_t count, enum ter_reading reading, struct ter_road_reach **ret_reach, struct ter_error *err);

#endif
