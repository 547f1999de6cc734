/* Owns short distances on the ellipsoid: a table of its radii by latitude, and Pythagoras at the middle
 * latitude. Knows nothing of roads.
 *
 * The error of the formula grows with the square of the distance: at 2 km, and with it 1e-8 of the whole at
 * 45 degrees, 1e-6 at 85. What is longer is left to the geodesic. Between the table's rows, 0.01 degree
 * apart, linear interpolation is right to 1e-8. */
#include "road_ground.h"

#include "base/crs.h"
#include "base/plane.h"

#include <math.h>
#include <stdlib.h>

static const double longest_m = 2000, step_deg = 0.01;

struct ter_road_ground ter_road_ground_open(double south_deg, double north_deg)
{
    struct ter_road_ground ground = {.south_deg = south_deg, .step_deg = step_deg};
    double span = fmax(north_deg - south_deg, 0);
    ground.count = (size_t)(span / step_deg) + 2;
    ground.at = ter_alloc(ground.count * sizeof *ground.at);
    for (size_t i = 0; i < ground.count; i++) {
        struct ter_plane plane = ter_plane_at((struct ter_lonlat){0, south_deg + (double)i * step_deg});
        ground.at[i] = (struct ter_road_radii){plane.x_m, plane.y_m};
    }
    return ground;
}

void ter_road_ground_close(struct ter_road_ground *ground)
{
    free(ground->at);
    *ground = (struct ter_road_ground){0};
}

struct ter_road_radii ter_road_ground_at(const struct ter_road_ground *ground, double lat_deg)
{
    double row = (lat_deg - ground->south_deg) * (1 / step_deg);
    size_t i = row > 0 ? (size_t)row : 0;
    i = i + 1 < ground->count ? i : ground->count - 2;
    double part = row - (double)i;
    const struct ter_road_radii *p = &ground->at[i], *q = p + 1;
    return (struct ter_road_radii){p->x_m + part * (q->x_m - p->x_m), p->y_m + part * (q->y_m - p->y_m)};
}

double ter_road_ground_m(const struct ter_road_ground *ground, struct ter_lonlat a, struct ter_lonlat b)
{
    struct ter_road_radii radii = ter_road_ground_at(ground, (a.lat + b.lat) / 2);
    double x = (b.lon - a.lon) * radii.x_m, y = (b.lat - a.lat) * radii.y_m;
    double squared = x * x + y * y;
    return squared <= longest_m * longest_m ? sqrt(squared) : ter_distance_m(a, b);
}
