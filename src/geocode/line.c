/* Owns the geometry of roads as lines. Knows nothing of names, texts or error radii, nor of the way along. */
#include "line.h"

#include "base/crs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How far from one another the carriageways of one road may be, side roads included. */
static const double carriageways_m = 60, parallel_deg = 35;

/* ---- on the plane ---- */

static bool within_reach(const struct ter_plane *plane, const struct ter_road *road, double reach_m)
{
    struct ter_bbox box = ter_bbox_of(road->points, road->point_count);
    struct ter_xy low = ter_plane_to(plane, (struct ter_lonlat){box.west, box.south});
    struct ter_xy high = ter_plane_to(plane, (struct ter_lonlat){box.east, box.north});
    return low.x <= reach_m && high.x >= -reach_m && low.y <= reach_m && high.y >= -reach_m;
}

void ter_track_build(
    struct ter_route route, struct ter_lonlat origin, double reach_m, struct ter_track *ret_track)
{
    struct ter_track track = {.plane = ter_plane_at(origin)};
    size_t points = 0;
    track.lines = ter_alloc((route.count + 1) * sizeof *track.lines);
    for (size_t i = 0; i < route.count; i++)
        if (!isfinite(reach_m) || within_reach(&track.plane, route.lines[i], reach_m)) {
            track.lines[track.count++] = (struct ter_track_line){.road = route.lines[i]};
            points += route.lines[i]->point_count;
        }
    struct ter_xy *next = track.points = ter_alloc((points + 1) * sizeof *track.points);
    for (size_t i = 0; i < track.count; i++) {
        struct ter_track_line *line = &track.lines[i];
        line->points = next;
        line->count = line->road->point_count;
        for (size_t j = 0; j < line->count; j++)
            *next++ = ter_plane_to(&track.plane, line->road->points[j]);
    }
    *ret_track = track;
}

void ter_track_free(struct ter_track *track)
{
    free(track->lines);
    free(track->points);
    *track = (struct ter_track){0};
}

struct ter_foot ter_track_foot_on(const struct ter_track *track, size_t line, struct ter_xy point)
{
    const struct ter_track_line *own = &track->lines[line];
    struct ter_foot best = {.line = line, .distance_m = INFINITY};
    for (size_t i = 0; i + 1 < own->count; i++) {
        struct ter_xy a = own->points[i], b = own->points[i + 1];
        double part = ter_xy_nearest_part(a, b, point);
        struct ter_xy at = {a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)};
        double distance_m = ter_xy_distance_m(at, point);
        if (distance_m < best.distance_m)
            best = (struct ter_foot){line, i, at, distance_m};
    }
    return best;
}

struct ter_foot ter_track_foot(const struct ter_track *track, struct ter_xy point)
{
    struct ter_foot best = {.distance_m = INFINITY};
    for (size_t i = 0; i < track->count; i++) {
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

/* Where a segment crosses the perpendicular at `at`, if it does and runs with the road. */
static bool crosses_section(
    struct ter_xy a, struct ter_xy b, struct ter_xy at, double heading_deg, double *ret_right_m)
{
    double turn = heading_deg * M_PI / 180, s = sin(turn), c = cos(turn);
    double ahead_a = (a.x - at.x) * s + (a.y - at.y) * c, ahead_b = (b.x - at.x) * s + (b.y - at.y) * c;
    if ((ahead_a > 0) == (ahead_b > 0))
        return false;
    double right_a = (a.x - at.x) * c - (a.y - at.y) * s, right_b = (b.x - at.x) * c - (b.y - at.y) * s;
    double angle = ter_turn_deg(heading_deg, ter_xy_azimuth_deg(a, b));
    *ret_right_m = right_a + (right_b - right_a) * ahead_a / (ahead_a - ahead_b);
    return fabs(*ret_right_m) <= carriageways_m && (angle <= parallel_deg || angle >= 180 - parallel_deg);
}

struct ter_span ter_track_span(const struct ter_track *track, struct ter_xy at, double heading_deg)
{
    struct ter_span span = {0};
    double right_m;
    struct ter_foot own = ter_track_foot(track, at);
    if (own.distance_m < 1)
        widen(&span, 0, ter_road_width_m(track->lines[own.line].road));
    for (size_t i = 0; i < track->count; i++) {
        const struct ter_track_line *line = &track->lines[i];
        for (size_t j = 0; j + 1 < line->count; j++)
            if (crosses_section(line->points[j], line->points[j + 1], at, heading_deg, &right_m))
                widen(&span, right_m, ter_road_width_m(line->road));
    }
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
    struct ter_bbox box = ter_bbox_of(route.lines[0]->points, route.lines[0]->point_count);
    for (size_t i = 1; i < route.count; i++) {
        struct ter_bbox more = ter_bbox_of(route.lines[i]->points, route.lines[i]->point_count);
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

double ter_route_uncertainty_m(struct ter_route route)
{
    double uncertainty_m = 0;
    for (size_t i = 0; i < route.count; i++)
        uncertainty_m = fmax(uncertainty_m, route.lines[i]->uncertainty_m);
    return uncertainty_m;
}
