/* Owns what is worked out of a shape on its way into the gazetteer. Knows nothing of names and rows. */
#include "gazetteer_shape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool ter_shape_transform(
    struct ter_wkb wkb, const struct ter_transform *transform, struct ter_buf *ret_wkb, struct ter_error *err)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    if (!ter_wkb_points(wkb, &points) || !points.count)
        return ter_fail(err, TER_FAILED, "the geometry is damaged or empty");
    for (size_t i = 0; i < points.count; i++) {
        struct ter_lonlat *at = &points.items[i];
        if ((transform && !ter_transform_apply(transform, &at->lon, &at->lat, 1, err)) ||
            !ter_lonlat_check(*at, err))
            return false;
    }
    ter_buf_clear(ret_wkb);
    ter_buf_add(ret_wkb, wkb.data, wkb.size);
    ter_wkb_put_points(ret_wkb->data, points.items);
    return true;
}

/* Walk from the middle of the box towards whichever position is farthest, by ever smaller steps: after n
 * steps the radius is within one part in the root of n of the smallest (Bădoiu and Clarkson 2003), and far
 * nearer in practice. Distances are planar here, with degrees of longitude shortened. */
static struct ter_lonlat centre_of(const struct ter_lonlat *points, size_t count)
{
    enum { ROUNDS = 200 };
    struct ter_bbox box = ter_bbox_of(points, count);
    struct ter_lonlat centre = {(box.west + box.east) / 2, (box.south + box.north) / 2};
    double shorter = cos(centre.lat * acos(-1) / 180);
    for (int round = 1; round <= ROUNDS; round++) {
        size_t farthest = 0;
        double most = -1;
        for (size_t i = 0; i < count; i++) {
            double x = (points[i].lon - centre.lon) * shorter, y = points[i].lat - centre.lat;
            if (x * x + y * y > most) {
                most = x * x + y * y;
                farthest = i;
            }
        }
        centre.lon += (points[farthest].lon - centre.lon) / (round + 1);
        centre.lat += (points[farthest].lat - centre.lat) / (round + 1);
    }
    return centre;
}

static double reach_m(struct ter_lonlat centre, const struct ter_lonlat *points, size_t count)
{
    double radius_m = 0;
    for (size_t i = 0; i < count; i++)
        radius_m = fmax(radius_m, ter_distance_m(centre, points[i]));
    return radius_m;
}

void ter_shape_circle(
    const struct ter_lonlat *points, size_t count, struct ter_lonlat *ret_centre, double *ret_radius_m)
{
    *ret_centre = count > 1 ? centre_of(points, count) : count ? points[0] : (struct ter_lonlat){0, 0};
    *ret_radius_m = reach_m(*ret_centre, points, count);
}

void ter_shape_line(const struct ter_lonlat *points, size_t count, struct ter_buf *ret_wkb)
{
    const uint8_t head[] = {1, TER_LINESTRING, 0, 0, 0, (uint8_t)count, (uint8_t)(count >> 8),
        (uint8_t)(count >> 16), (uint8_t)(count >> 24)};
    ter_buf_clear(ret_wkb);
    ter_buf_add(ret_wkb, head, sizeof head);
    for (size_t i = 0; i < count; i++) {
        uint8_t point[TER_WKB_POINT_SIZE];
        ter_wkb_from_point(points[i], point);
        ter_buf_add(ret_wkb, point + 5, sizeof point - 5);
    }
}
