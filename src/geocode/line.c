/* Owns the geometry of roads as lines. Knows nothing of names, texts or error radii, nor of the way along. */
#include "line.h"

#include "base/crs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How far from one another the carriageways of one road may be, side roads included. */
static const double carriageways_m = 60, parallel_deg = 35;

/* At junctions carriageways begin and end: one that does so this near to the cross-section belongs to it. */
static const double level_m = 25;

/* ---- on the plane ---- */

/* The degrees within reach_m of the origin; rejected on them, a line far away costs no arithmetic. */
static struct ter_bbox window(const struct ter_plane *plane, double reach_m)
{
    struct ter_lonlat low = ter_plane_from(plane, (struct ter_xy){-reach_m, -reach_m});
    struct ter_lonlat high = ter_plane_from(plane, (struct ter_xy){reach_m, reach_m});
    return (struct ter_bbox){low.lon, low.lat, high.lon, high.lat};
}

static struct ter_bbox box_of(const struct ter_route *route, size_t line)
{
    const struct ter_road *road = route->lines[line];
    return route->boxes ? route->boxes[line] : ter_bbox_of(road->points, road->point_count);
}

static bool touches(struct ter_bbox window, struct ter_bbox box)
{
    return box.west <= window.east && box.east >= window.west && box.south <= window.north &&
           box.north >= window.south;
}

/* Take over the points of the line's road, from `points` on. */
static void put_points(const struct ter_plane *plane, struct ter_track_line *line, struct ter_xy *points)
{
    line->points = points;
    line->count = line->road->point_count;
    line->low = (struct ter_xy){INFINITY, INFINITY};
    line->high = (struct ter_xy){-INFINITY, -INFINITY};
    for (size_t i = 0; i < line->count; i++) {
        struct ter_xy at = points[i] = ter_plane_to(plane, line->road->points[i]);
        line->low = (struct ter_xy){fmin(line->low.x, at.x), fmin(line->low.y, at.y)};
        line->high = (struct ter_xy){fmax(line->high.x, at.x), fmax(line->high.y, at.y)};
    }
}

void ter_track_build(
    struct ter_route route, struct ter_lonlat origin, double reach_m, struct ter_track *ret_track)
{
    struct ter_track track = {.plane = ter_plane_at(origin)};
    struct ter_bbox near = window(&track.plane, reach_m);
    size_t points = 0;
    track.lines = ter_alloc((route.count + 1) * sizeof *track.lines);
    for (size_t i = 0; i < route.count; i++)
        if (!isfinite(reach_m) || touches(near, box_of(&route, i))) {
            track.lines[track.count++] = (struct ter_track_line){.road = route.lines[i]};
            points += route.lines[i]->point_count;
        }
    struct ter_xy *next = track.points = ter_alloc((points + 1) * sizeof *track.points);
    for (size_t i = 0; i < track.count; i++) {
        put_points(&track.plane, &track.lines[i], next);
        next += track.lines[i].count;
    }
    *ret_track = track;
}

void ter_track_free(struct ter_track *track)
{
    free(track->lines);
    free(track->points);
    *track = (struct ter_track){0};
}

bool ter_track_near(const struct ter_track *track, size_t line, struct ter_xy point, double reach_m)
{
    const struct ter_track_line *own = &track->lines[line];
    return point.x >= own->low.x - reach_m && point.x <= own->high.x + reach_m &&
           point.y >= own->low.y - reach_m && point.y <= own->high.y + reach_m;
}

struct ter_foot ter_track_foot_on(const struct ter_track *track, size_t line, struct ter_xy point)
{
    const struct ter_track_line *own = &track->lines[line];
    struct ter_foot best = {.line = line, .distance_m = INFINITY};
    double nearest2 = INFINITY; /* squared */
    for (size_t i = 0; i + 1 < own->count; i++) {
        struct ter_xy a = own->points[i], b = own->points[i + 1];
        double part = ter_xy_nearest_part(a, b, point);
        struct ter_xy at = {a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)};
        double x = at.x - point.x, y = at.y - point.y;
        if (x * x + y * y < nearest2) {
            nearest2 = x * x + y * y;
            best = (struct ter_foot){.line = line, .segment = i, .at = at};
        }
    }
    best.distance_m = sqrt(nearest2);
    return best;
}

struct ter_foot ter_track_foot(const struct ter_track *track, struct ter_xy point)
{
    struct ter_foot best = {.distance_m = INFINITY};
    for (size_t i = 0; i < track->count; i++) {
        if (!ter_track_near(track, i, point, best.distance_m))
            continue;
        struct ter_foot foot = ter_track_foot_on(track, i, point);
        if (foot.distance_m < best.distance_m)
            best = foot;
    }
    return best;
}

double ter_track_heading_deg(const struct ter_track *track, const struct ter_foot *foot)
{
    const struct ter_xy *points = track->lines[foot->line].points + foot->segment;
    return ter_xy_azimuth_deg(points[0], points[1]);
}

/* ---- across ---- */

double ter_road_width_m(const struct ter_road *road)
{
    static const double lane_m = 3.5;
    static const struct {
        const char *class_;
        int one_way, both_ways;
    } usual[] = {
        {"motorway", 3, 6},
        {"trunk", 3, 4},
        {"primary", 3, 4},
        {"secondary", 2, 4},
        {"service", 1, 1},
        {"track", 1, 1},
        {"footway", 1, 1},
        {"path", 1, 1},
    };
    if (road->lanes > 0)
        return lane_m * road->lanes;
    for (size_t i = 0; road->class_ && i < sizeof usual / sizeof usual[0]; i++)
        if (strcmp(road->class_, usual[i].class_) == 0)
            return lane_m * (road->oneway ? usual[i].one_way : usual[i].both_ways);
    return lane_m * 2;
}

struct ter_xy ter_xy_aside(struct ter_xy at, double heading_deg, double right_m)
{
    return ter_xy_move(at, heading_deg + 90, right_m);
}

static void widen(struct ter_span *span, double right_m, double width_m)
{
    span->left_m = fmin(span->left_m, right_m);
    span->right_m = fmax(span->right_m, right_m);
    span->left_kerb_m = fmin(span->left_kerb_m, right_m - width_m / 2);
    span->right_kerb_m = fmax(span->right_kerb_m, right_m + width_m / 2);
}

/* A place and a direction of the road there. */
struct section {
    struct ter_xy at;
    double heading_deg, sin, cos;
};

/* A point as metres to the right of the place (x) and ahead of it (y). */
static struct ter_xy seen_from(const struct section *section, struct ter_xy point)
{
    double x = point.x - section->at.x, y = point.y - section->at.y;
    return (struct ter_xy){x * section->cos - y * section->sin, x * section->sin + y * section->cos};
}

static bool is_parallel(const struct section *section, struct ter_xy a, struct ter_xy b)
{
    double angle = ter_turn_deg(section->heading_deg, ter_xy_azimuth_deg(a, b));
    return angle <= parallel_deg || angle >= 180 - parallel_deg;
}

/* Where a segment crosses the perpendicular, if it does and runs with the road. */
static bool crosses_section(
    const struct section *section, struct ter_xy a, struct ter_xy b, double *ret_right_m)
{
    struct ter_xy p = seen_from(section, a), q = seen_from(section, b);
    if ((p.y > 0) == (q.y > 0))
        return false;
    *ret_right_m = p.x + (q.x - p.x) * p.y / (p.y - q.y);
    return fabs(*ret_right_m) <= carriageways_m && is_parallel(section, a, b);
}

/* How far to the right a line lies that ends before the section is reached: it may bend towards its end, so
 * the end itself and where its last segment points to are both looked at, and the nearer is taken. */
static bool ends_before_section(
    const struct section *section, struct ter_xy end, struct ter_xy before, double *ret_right_m)
{
    struct ter_xy p = seen_from(section, end), q = seen_from(section, before);
    if (fabs(p.y) > level_m || fabs(p.x) > carriageways_m || fabs(q.y) < fabs(p.y) || p.y * q.y < 0 ||
        !is_parallel(section, end, before))
        return false;
    double pointed_m = p.x - (q.x - p.x) * p.y / (q.y - p.y);
    *ret_right_m = fabs(pointed_m) < fabs(p.x) ? pointed_m : p.x;
    return true;
}

static void widen_by(struct ter_span *span, const struct section *section, const struct ter_track_line *line)
{
    double right_m;
    for (size_t i = 0; i + 1 < line->count; i++)
        if (crosses_section(section, line->points[i], line->points[i + 1], &right_m))
            widen(span, right_m, ter_road_width_m(line->road));
    for (int last = 0; last < 2; last++) {
        struct ter_xy end = line->points[last ? line->count - 1 : 0];
        struct ter_xy before = line->points[last ? line->count - 2 : 1];
        if (ends_before_section(section, end, before, &right_m))
            widen(span, right_m, ter_road_width_m(line->road));
    }
}

struct ter_span ter_track_span(const struct ter_track *track, struct ter_xy at, double heading_deg)
{
    struct ter_span span = {0};
    struct section section = {at, heading_deg, sin(heading_deg * M_PI / 180), cos(heading_deg * M_PI / 180)};
    struct ter_foot own = ter_track_foot(track, at);
    if (own.distance_m < 1)
        widen(&span, 0, ter_road_width_m(track->lines[own.line].road));
    for (size_t i = 0; i < track->count; i++)
        if (track->lines[i].count >= 2 && ter_track_near(track, i, at, carriageways_m + level_m))
            widen_by(&span, &section, &track->lines[i]);
    return span;
}

/* ---- as a whole ---- */

struct ter_xy ter_track_end(const struct ter_track *track, double azimuth_deg)
{
    struct ter_xy best = {0};
    double farthest = -INFINITY, angle = azimuth_deg * M_PI / 180;
    for (size_t i = 0; i < track->count; i++)
        for (int end = 0; end < 2; end++) {
            struct ter_xy point = track->lines[i].points[end ? track->lines[i].count - 1 : 0];
            double ahead = point.x * sin(angle) + point.y * cos(angle);
            if (ahead > farthest) {
                farthest = ahead;
                best = point;
            }
        }
    return best;
}

static struct ter_lonlat box_middle(struct ter_route route)
{
    struct ter_bbox box = box_of(&route, 0);
    for (size_t i = 1; i < route.count; i++) {
        struct ter_bbox more = box_of(&route, i);
        box.west = fmin(box.west, more.west);
        box.south = fmin(box.south, more.south);
        box.east = fmax(box.east, more.east);
        box.north = fmax(box.north, more.north);
    }
    return (struct ter_lonlat){(box.west + box.east) / 2, (box.south + box.north) / 2};
}

struct ter_lonlat ter_route_middle(struct ter_route route, double *ret_radius_m)
{
    static const double flat_m = 10000, curvature = 1.02; /* beyond 10 km the plane is off by up to 2 % */
    TER_AUTO_TRACK struct ter_track track = {0};
    ter_track_build(route, box_middle(route), INFINITY, &track);
    struct ter_xy at = ter_track_foot(&track, (struct ter_xy){0, 0}).at;
    double radius_m = 0;
    for (size_t i = 0; i < track.count; i++)
        for (size_t j = 0; j < track.lines[i].count; j++)
            radius_m = fmax(radius_m, ter_xy_distance_m(at, track.lines[i].points[j]));
    *ret_radius_m = radius_m > flat_m ? radius_m * curvature : radius_m;
    return ter_plane_from(&track.plane, at);
}

size_t ter_route_find(struct ter_route route, struct ter_lonlat at, double reach_m)
{
    struct ter_plane plane = ter_plane_at(at);
    struct ter_bbox near = window(&plane, reach_m);
    for (size_t i = 0; i < route.count; i++)
        if (touches(near, box_of(&route, i)))
            return i;
    return SIZE_MAX;
}

double ter_route_uncertainty_m(struct ter_route route)
{
    double uncertainty_m = 0;
    for (size_t i = 0; i < route.count; i++)
        uncertainty_m = fmax(uncertainty_m, route.lines[i]->uncertainty_m);
    return uncertainty_m;
}
