/* A named road as lines on a plane: the nearest point, its width, its cross-section, its middle and ends. */
#ifndef TER_GEOCODE_LINE_H
#define TER_GEOCODE_LINE_H

#include "base/plane.h"
#include "registry/gazetteer.h"

/* A road as its name means it: all lines of that name. Borrows them. */
struct ter_route {
    const struct ter_road **lines;
    size_t count;
    const struct ter_bbox *boxes; /* of the lines; NULL: not known */
};

struct ter_track_line {
    const struct ter_road *road;
    struct ter_xy *points;
    size_t count;
    struct ter_xy low, high; /* its box */
};

/* The lines of a route near a place, in metres. */
struct ter_track {
    struct ter_plane plane;
    struct ter_track_line *lines;
    size_t count;
    struct ter_xy *points; /* of all lines */
};

/* Those lines that come within reach_m (INFINITY: all) of the origin. */
void ter_track_build(
    struct ter_route route, struct ter_lonlat origin, double reach_m, struct ter_track *ret_track);
void ter_track_free(struct ter_track *track);
#define TER_AUTO_TRACK __attribute__((cleanup(ter_track_free)))

/* A point of one line. */
struct ter_foot {
    size_t line;
    size_t segment; /* between points[segment] and points[segment + 1] */
    struct ter_xy at;
    double distance_m;
};

/* Whether a line can come within reach_m of a point: its box does. */
bool ter_track_near(const struct ter_track *track, size_t line, struct ter_xy point, double reach_m);

/* The point of a line, or of the whole track, nearest to `point`; distance_m is INFINITY when there is none.
 */
struct ter_foot ter_track_foot_on(const struct ter_track *track, size_t line, struct ter_xy point);
struct ter_foot ter_track_foot(const struct ter_track *track, struct ter_xy point);

/* The direction of the road at a foot, along its points. */
double ter_track_heading_deg(const struct ter_track *track, const struct ter_foot *foot);

/* The carriageways of a road at a place, across its direction: metres to the right of the place (to the left
 * below 0). The centre lines of the outermost, and the kerbs beyond them. */
struct ter_span {
    double left_m, right_m;
    double left_kerb_m, right_kerb_m;
};
struct ter_span ter_track_span(const struct ter_track *track, struct ter_xy at, double heading_deg);

/* The point `right_m` to the right of a place for who looks along heading_deg. */
struct ter_xy ter_xy_aside(struct ter_xy at, double heading_deg, double right_m);

/* Width of one line's carriageway: 3.5 m a lane; where lanes are not known, what its class usually has. */
double ter_road_width_m(const struct ter_road *road);

/* The end of the road that lies farthest in a direction. */
struct ter_xy ter_track_end(const struct ter_track *track, double azimuth_deg);

/* A point on the route, and the radius of the circle round it that covers the whole route. */
struct ter_lonlat ter_route_middle(struct ter_route route, double *ret_radius_m);

/* The first line whose box comes within reach_m of a place; SIZE_MAX when there is none. */
size_t ter_route_find(struct ter_route route, struct ter_lonlat at, double reach_m);

double ter_route_uncertainty_m(struct ter_route route);

#endif
