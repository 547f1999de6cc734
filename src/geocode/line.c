/* Owns the geometry of roads as lines. Knows nothing of names, texts or error radii.
 *
 * Crossings are looked for in a plane that touches the globe at the lines (degrees, with longitude scaled by
 * the cosine of the latitude); distances and positions on the way are geodesic. */
#include "line.h"

#include "base/crs.h"

#include <math.h>
#include <stdlib.h>

#define TOUCH_M 2.0
#define METRES_A_DEGREE 111320.0

struct plane {
    double x, y; /* metres from the origin */
};

static struct plane to_plane(struct ter_lonlat origin, struct ter_lonlat point)
{
    double scale = cos(origin.lat * M_PI / 180);
    return (struct plane){
        (point.lon - origin.lon) * METRES_A_DEGREE * scale, (point.lat - origin.lat) * METRES_A_DEGREE};
}

static struct ter_lonlat between(struct ter_lonlat a, struct ter_lonlat b, double part)
{
    return (struct ter_lonlat){a.lon + (b.lon - a.lon) * part, a.lat + (b.lat - a.lat) * part};
}

/* ---- nearest points ---- */

/* A point of one line. */
struct spot {
    const struct ter_road *line;
    size_t segment; /* between points[segment] and points[segment + 1] */
    struct ter_lonlat at;
    double distance_m;
};

static struct spot nearest_on_line(const struct ter_road *line, struct ter_lonlat point)
{
    struct spot best = {line, 0, {0, 0}, INFINITY};
    double best_squared = INFINITY;
    for (size_t i = 0; i + 1 < line->point_count; i++) {
        struct plane a = to_plane(point, line->points[i]), b = to_plane(point, line->points[i + 1]);
        double dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
        double part = length > 0 ? fmin(1, fmax(0, -(a.x * dx + a.y * dy) / length)) : 0;
        double squared = pow(a.x + part * dx, 2) + pow(a.y + part * dy, 2);
        if (squared < best_squared) {
            best_squared = squared;
            best.segment = i;
            best.at = between(line->points[i], line->points[i + 1], part);
        }
    }
    if (best_squared < INFINITY)
        best.distance_m = ter_distance_m(point, best.at);
    return best;
}

double ter_route_project(struct ter_route route, struct ter_lonlat point, struct ter_lonlat *ret_nearest)
{
    double nearest_m = INFINITY;
    for (size_t i = 0; i < route.count; i++) {
        struct spot spot = nearest_on_line(&route.lines[i], point);
        if (spot.distance_m < nearest_m) {
            nearest_m = spot.distance_m;
            *ret_nearest = spot.at;
        }
    }
    return nearest_m;
}

/* ---- where roads meet ---- */

static void add_meeting(struct ter_meeting **meetings, size_t *count, size_t *capacity, struct ter_lonlat at)
{
    *meetings = ter_grow(*meetings, capacity, *count + 1, sizeof **meetings);
    (*meetings)[(*count)++] = (struct ter_meeting){at, 0};
}

/* Where segment a-b meets segment c-d; ends that fall short by up to TOUCH_M count as meeting. */
static bool segments_meet(const struct ter_lonlat *ab, const struct ter_lonlat *cd, struct ter_lonlat *ret_at)
{
    struct plane b = to_plane(ab[0], ab[1]), c = to_plane(ab[0], cd[0]), d = to_plane(ab[0], cd[1]);
    double ex = d.x - c.x, ey = d.y - c.y;
    double length_ab = hypot(b.x, b.y), length_cd = hypot(ex, ey);
    double cross = b.x * ey - b.y * ex;
    if (length_ab == 0 || length_cd == 0)
        return false;
    if (fabs(cross) < 1e-6 * length_ab * length_cd) { /* parallel: they may still touch end to end */
        for (int i = 0; i < 4; i++)
            if (ter_distance_m(ab[i / 2], cd[i % 2]) <= TOUCH_M) {
                *ret_at = ab[i / 2];
                return true;
            }
        return false;
    }
    double part_ab = (c.x * ey - c.y * ex) / cross, part_cd = (c.x * b.y - c.y * b.x) / cross;
    double slack_ab = TOUCH_M / length_ab, slack_cd = TOUCH_M / length_cd;
    if (part_ab < -slack_ab || part_ab > 1 + slack_ab || part_cd < -slack_cd || part_cd > 1 + slack_cd)
        return false;
    *ret_at = between(ab[0], ab[1], fmin(1, fmax(0, part_ab)));
    return true;
}

static bool boxes_apart(const struct ter_road *a, const struct ter_road *b)
{
    struct ter_bbox x = ter_bbox_of(a->points, a->point_count), y = ter_bbox_of(b->points, b->point_count);
    double slack = 1e-4; /* degrees, some 10 m */
    return x.west > y.east + slack || y.west > x.east + slack || x.south > y.north + slack ||
           y.south > x.north + slack;
}

/* The circle round the crossings of one junction. */
static struct ter_meeting surround(const struct ter_meeting *crossings, size_t count)
{
    struct ter_bbox box = {
        crossings[0].at.lon, crossings[0].at.lat, crossings[0].at.lon, crossings[0].at.lat};
    for (size_t i = 1; i < count; i++) {
        box.west = fmin(box.west, crossings[i].at.lon);
        box.south = fmin(box.south, crossings[i].at.lat);
        box.east = fmax(box.east, crossings[i].at.lon);
        box.north = fmax(box.north, crossings[i].at.lat);
    }
    struct ter_meeting junction = {{(box.west + box.east) / 2, (box.south + box.north) / 2}, 0};
    for (size_t i = 0; i < count; i++)
        junction.radius_m = fmax(junction.radius_m, ter_distance_m(junction.at, crossings[i].at));
    return junction;
}

/* Make one junction of crossings that lie together, each within reach of another of them; in place. */
static size_t merge_meetings(struct ter_meeting *meetings, size_t count)
{
    size_t junctions = 0;
    for (size_t start = 0, end; start < count; start = end) {
        end = start + 1;
        for (size_t i = start; i < end; i++)
            for (size_t j = end; j < count; j++) {
                if (ter_distance_m(meetings[i].at, meetings[j].at) > TER_JUNCTION_SPREAD_M)
                    continue;
                struct ter_meeting near = meetings[j];
                meetings[j] = meetings[end];
                meetings[end++] = near;
            }
        meetings[junctions++] = surround(meetings + start, end - start);
    }
    return junctions;
}

size_t ter_route_meetings(struct ter_route a, struct ter_route b, struct ter_meeting **ret_meetings)
{
    struct ter_meeting *meetings = NULL;
    size_t count = 0, capacity = 0;
    for (size_t i = 0; i < a.count; i++)
        for (size_t j = 0; j < b.count; j++) {
            const struct ter_road *x = &a.lines[i], *y = &b.lines[j];
            if (x->id == y->id || boxes_apart(x, y))
                continue;
            for (size_t m = 0; m + 1 < x->point_count; m++)
                for (size_t n = 0; n + 1 < y->point_count; n++) {
                    struct ter_lonlat at;
                    if (segments_meet(x->points + m, y->points + n, &at))
                        add_meeting(&meetings, &count, &capacity, at);
                }
        }
    *ret_meetings = meetings;
    return merge_meetings(meetings, count);
}

/* ---- along a road ---- */

static double turn_deg(double a, double b)
{
    double difference = fabs(fmod(a - b + 720, 360));
    return difference > 180 ? 360 - difference : difference;
}

/* Follow one line from a point on it, forwards or backwards; returns what is left of the distance. */
static double follow(const struct spot *from, bool forward, double distance_m, struct ter_lonlat *ret_at)
{
    const struct ter_road *line = from->line;
    struct ter_lonlat at = from->at;
    size_t next = forward ? from->segment + 1 : from->segment;
    for (;;) {
        double step_m = ter_distance_m(at, line->points[next]);
        if (step_m >= distance_m) {
            *ret_at = step_m > 0 ? ter_move(at, ter_azimuth_deg(at, line->points[next]), distance_m) : at;
            return 0;
        }
        distance_m -= step_m;
        at = line->points[next];
        if (forward ? next + 1 >= line->point_count : next == 0)
            break;
        next += forward ? 1 : (size_t)-1;
    }
    *ret_at = at;
    return distance_m;
}

/* The line of the route that goes on most nearly straight where another has ended. */
static bool continuation(struct ter_route route, const struct ter_road *ended, struct ter_lonlat at,
    double azimuth_deg, struct spot *ret_spot, bool *ret_forward)
{
    double best_turn = 90;
    for (size_t i = 0; i < route.count; i++) {
        const struct ter_road *line = &route.lines[i];
        for (int end = 0; end < 2 && line != ended; end++) {
            size_t point = end ? line->point_count - 1 : 0, beside = end ? point - 1 : 1;
            if (ter_distance_m(line->points[point], at) > TOUCH_M)
                continue;
            double turn = turn_deg(azimuth_deg, ter_azimuth_deg(line->points[point], line->points[beside]));
            if (turn >= best_turn)
                continue;
            best_turn = turn;
            *ret_spot = (struct spot){line, end ? point - 1 : 0, line->points[point], 0};
            *ret_forward = !end;
        }
    }
    return best_turn < 90;
}

/* Follow the route, from line to line; returns what is left of the distance. */
static double follow_route(
    struct ter_route route, struct spot spot, bool forward, double distance_m, struct ter_lonlat *ret_at)
{
    for (size_t lines = 0; lines <= route.count; lines++) { /* a ring of lines is walked round once */
        struct ter_lonlat start = spot.at;
        const struct ter_road *line = spot.line;
        distance_m = follow(&spot, forward, distance_m, ret_at);
        size_t last = forward ? line->point_count - 2 : 1;
        struct ter_lonlat before = line->points[last];
        double azimuth = ter_azimuth_deg(ter_distance_m(before, *ret_at) > 0 ? before : start, *ret_at);
        if (distance_m <= 0 || !continuation(route, line, *ret_at, azimuth, &spot, &forward))
            break;
    }
    return distance_m;
}

bool ter_route_walk(struct ter_route route, struct ter_lonlat from, double reach_m, double azimuth_deg,
    double widest_turn_deg, double distance_m, struct ter_lonlat *ret_at, double *ret_short_m)
{
    double best = INFINITY;
    for (size_t i = 0; i < route.count; i++) {
        struct spot spot = nearest_on_line(&route.lines[i], from);
        if (spot.distance_m > reach_m + TOUCH_M)
            continue;
        for (int forward = 0; forward < 2; forward++) {
            struct ter_lonlat at;
            double short_m = follow_route(route, spot, forward, distance_m, &at);
            if (ter_distance_m(spot.at, at) < distance_m / 20)
                continue; /* the road ends here, or comes back */
            double score = turn_deg(azimuth_deg, ter_azimuth_deg(spot.at, at));
            if (score > widest_turn_deg)
                continue;
            score += widest_turn_deg * short_m / distance_m;
            if (score >= best)
                continue;
            best = score;
            *ret_at = at;
            *ret_short_m = short_m;
        }
    }
    return isfinite(best);
}

struct ter_lonlat ter_route_end(struct ter_route route, double azimuth_deg)
{
    struct ter_lonlat best = route.lines[0].points[0], origin = best;
    double farthest = -INFINITY, angle = azimuth_deg * M_PI / 180;
    for (size_t i = 0; i < route.count; i++) {
        const struct ter_road *line = &route.lines[i];
        for (int end = 0; end < 2; end++) {
            struct ter_lonlat point = line->points[end ? line->point_count - 1 : 0];
            struct plane at = to_plane(origin, point);
            double ahead = at.x * sin(angle) + at.y * cos(angle);
            if (ahead > farthest) {
                farthest = ahead;
                best = point;
            }
        }
    }
    return best;
}

struct ter_lonlat ter_route_middle(struct ter_route route, double *ret_radius_m)
{
    struct ter_bbox box = ter_bbox_of(route.lines[0].points, route.lines[0].point_count);
    for (size_t i = 1; i < route.count; i++) {
        struct ter_bbox more = ter_bbox_of(route.lines[i].points, route.lines[i].point_count);
        box.west = fmin(box.west, more.west);
        box.south = fmin(box.south, more.south);
        box.east = fmax(box.east, more.east);
        box.north = fmax(box.north, more.north);
    }
    struct ter_lonlat middle = {(box.west + box.east) / 2, (box.south + box.north) / 2};
    ter_route_project(route, middle, &middle);
    *ret_radius_m = 0;
    for (size_t i = 0; i < route.count; i++)
        for (size_t j = 0; j < route.lines[i].point_count; j++)
            *ret_radius_m = fmax(*ret_radius_m, ter_distance_m(middle, route.lines[i].points[j]));
    return middle;
}
