/* Owns the distance from a point to lines drawn in degrees. Knows nothing of records and of GEOS.
 *
 * A local map ranks the edges: metres east by the mean latitude's parallel, metres north along the meridian.
 * Within 100 km it is wrong by less than 1 %, and an edge of 5 km, straight in degrees, bends on it by less
 * than a metre up to 75 degrees of latitude; longer edges are taken in pieces. So whatever is within 3 % and
 * a metre or two of the best may be the nearest: there the geodesic decides, minimised along the edge. */
#include "boundary.h"

#include "base/crs.h"

#include <math.h>

static const double candidate_share = 1.03, candidate_m = 2, piece_deg = 0.045, most_pieces = 10000;

struct metres {
    double x, y;
};

static const double degree = M_PI / 180;

/* Longitudes are counted from the place, the short way round. */
static double turn(double lon_difference)
{
    return remainder(lon_difference, 360);
}

static struct metres to_map(struct ter_lonlat from, struct ter_lonlat point)
{
    static const double a = 6378137.0, e2 = 0.00669438002290;
    double mean = (from.lat + point.lat) / 2 * degree, w2 = 1 - e2 * sin(mean) * sin(mean);
    return (struct metres){turn(point.lon - from.lon) * degree * cos(mean) * a / sqrt(w2),
        (point.lat - from.lat) * degree * a * (1 - e2) / (w2 * sqrt(w2))};
}

/* The distance from the map's origin to an edge, and where on it the foot stands (0 … 1). */
static double edge_on_map(struct metres a, struct metres b, double *ret_foot)
{
    double dx = b.x - a.x, dy = b.y - a.y, length2 = dx * dx + dy * dy;
    double foot = length2 > 0 ? -(a.x * dx + a.y * dy) / length2 : 0;
    *ret_foot = fmax(0, fmin(1, foot));
    return hypot(a.x + *ret_foot * dx, a.y + *ret_foot * dy);
}

static double distance_at(struct ter_lonlat from, struct ter_lonlat a, struct ter_lonlat b, double foot)
{
    struct ter_lonlat at = {a.lon + foot * turn(b.lon - a.lon), a.lat + foot * (b.lat - a.lat)};
    return ter_distance_m(from, at);
}

/* The shortest geodesic to an edge: golden section in a stretch round the map's foot, which is off by at most
 * a few per cent of the distance. */
static double edge_exactly(
    struct ter_lonlat from, struct ter_lonlat a, struct ter_lonlat b, double foot, double map_m)
{
    enum { STEPS = 60 };
    const double golden = 0.6180339887498949;
    double length_m = ter_distance_m(a, b);
    double reach = length_m > 0 ? (0.05 * map_m + candidate_m) / length_m : 1;
    double low = fmax(0, foot - reach), high = fmin(1, foot + reach);
    double best = fmin(distance_at(from, a, b, low), distance_at(from, a, b, high));
    double left = high - golden * (high - low), right = low + golden * (high - low);
    double left_m = distance_at(from, a, b, left), right_m = distance_at(from, a, b, right);
    for (int i = 0; i < STEPS; i++) {
        if (left_m < right_m) {
            high = right;
            right = left;
            right_m = left_m;
            left = high - golden * (high - low);
            left_m = distance_at(from, a, b, left);
        } else {
            low = left;
            left = right;
            left_m = right_m;
            right = low + golden * (high - low);
            right_m = distance_at(from, a, b, right);
        }
    }
    return fmin(best, fmin(left_m, right_m));
}

/* One search among edges: on the map only, or exactly those that the map has within limit_m. */
struct pass {
    struct ter_lonlat from;
    bool exactly;
    double limit_m;
    double best_m;
};

static void take_piece(struct pass *pass, struct ter_lonlat a, struct ter_lonlat b)
{
    double foot, map_m = edge_on_map(to_map(pass->from, a), to_map(pass->from, b), &foot);
    if (pass->exactly && map_m <= pass->limit_m)
        map_m = edge_exactly(pass->from, a, b, foot, map_m);
    else if (pass->exactly)
        return;
    pass->best_m = fmin(pass->best_m, map_m);
}

static void take_edge(struct pass *pass, struct ter_lonlat a, struct ter_lonlat b)
{
    double width = turn(b.lon - a.lon), height = b.lat - a.lat;
    int pieces = (int)fmin(most_pieces, fmax(1, ceil(fmax(fabs(width), fabs(height)) / piece_deg)));
    struct ter_lonlat from = a;
    for (int i = 1; i <= pieces; i++) {
        double share = (double)i / pieces;
        struct ter_lonlat to = {a.lon + width * share, a.lat + height * share};
        take_piece(pass, from, to);
        from = to;
    }
}

static double nearest_edge(struct pass pass, const struct ter_points *points)
{
    size_t at = 0;
    for (size_t part = 0; part < points->part_count; part++) {
        size_t end = points->parts[part];
        for (; at + 1 < end; at++)
            take_edge(&pass, points->items[at], points->items[at + 1]);
        at = end;
    }
    return pass.best_m;
}

double ter_boundary_distance_m(struct ter_lonlat from, struct ter_wkb geometry)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    if (!ter_wkb_points(geometry, &points))
        return INFINITY;
    struct pass pass = {.from = from, .best_m = INFINITY};
    double map_m = nearest_edge(pass, &points);
    pass.exactly = true;
    pass.limit_m = map_m * candidate_share + candidate_m;
    return isfinite(map_m) ? nearest_edge(pass, &points) : INFINITY;
}
