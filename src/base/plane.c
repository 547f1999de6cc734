/* Owns flat arithmetic near a place. Knows nothing of what the points are. */
#include "plane.h"

#include <math.h>

static const double degree = M_PI / 180;

/* Radii of curvature of GRS 80 at the origin: along the parallel and along the meridian. */
struct ter_plane ter_plane_at(struct ter_lonlat origin)
{
    static const double a = 6378137.0, e2 = 0.00669438002290;
    double s = sin(origin.lat * degree), w2 = 1 - e2 * s * s;
    return (struct ter_plane){
        origin, degree * cos(origin.lat * degree) * a / sqrt(w2), degree * a * (1 - e2) / (w2 * sqrt(w2))};
}

struct ter_xy ter_plane_to(const struct ter_plane *plane, struct ter_lonlat point)
{
    return (struct ter_xy){
        (point.lon - plane->origin.lon) * plane->x_m, (point.lat - plane->origin.lat) * plane->y_m};
}

struct ter_lonlat ter_plane_from(const struct ter_plane *plane, struct ter_xy point)
{
    return (struct ter_lonlat){
        plane->origin.lon + point.x / plane->x_m, plane->origin.lat + point.y / plane->y_m};
}

double ter_xy_distance_m(struct ter_xy a, struct ter_xy b)
{
    return hypot(b.x - a.x, b.y - a.y);
}

double ter_xy_azimuth_deg(struct ter_xy from, struct ter_xy to)
{
    double azimuth = atan2(to.x - from.x, to.y - from.y) / degree;
    return azimuth < 0 ? azimuth + 360 : azimuth;
}

struct ter_xy ter_xy_move(struct ter_xy from, double azimuth_deg, double distance_m)
{
    return (struct ter_xy){
        from.x + distance_m * sin(azimuth_deg * degree), from.y + distance_m * cos(azimuth_deg * degree)};
}

double ter_turn_deg(double azimuth_a_deg, double azimuth_b_deg)
{
    return fabs(remainder(azimuth_a_deg - azimuth_b_deg, 360));
}

double ter_xy_nearest_part(struct ter_xy a, struct ter_xy b, struct ter_xy point)
{
    double dx = b.x - a.x, dy = b.y - a.y, length2 = dx * dx + dy * dy;
    double part = length2 > 0 ? ((point.x - a.x) * dx + (point.y - a.y) * dy) / length2 : 0;
    return fmin(1, fmax(0, part));
}

/* Say whether the ray from the origin to the east crosses the edge a-b. */
static bool ray_crosses(struct ter_xy a, struct ter_xy b)
{
    return (a.y > 0) != (b.y > 0) && a.x + (b.x - a.x) * a.y / (a.y - b.y) > 0;
}

double ter_rings_outside_m(const struct ter_points *rings, struct ter_lonlat at)
{
    struct ter_plane plane = ter_plane_at(at);
    double nearest_m = INFINITY;
    bool inside = false;
    for (size_t part = 0, i = 0; part < rings->part_count; i = rings->parts[part++])
        for (; i + 1 < rings->parts[part]; i++) {
            struct ter_xy a = ter_plane_to(&plane, rings->items[i]);
            struct ter_xy b = ter_plane_to(&plane, rings->items[i + 1]);
            double along = ter_xy_nearest_part(a, b, (struct ter_xy){0, 0});
            nearest_m = fmin(nearest_m, hypot(a.x + along * (b.x - a.x), a.y + along * (b.y - a.y)));
            inside ^= ray_crosses(a, b);
        }
    return inside ? 0 : nearest_m;
}
