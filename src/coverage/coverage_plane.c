/* Owns the working plane of a coverage: which one, and the way there and back. Knows nothing of what is
 * measured in it. */
#include "coverage_parts.h"

#include <stdlib.h>

bool ter_cover_plane_open(
    int storage_epsg, struct ter_bbox data, struct ter_cover_plane *ret_plane, struct ter_error *err)
{
    struct ter_cover_plane plane = {0};
    if (!ter_crs_metric(storage_epsg, data, &plane.epsg, err) ||
        !ter_transform_open(storage_epsg, plane.epsg, &plane.to, err) ||
        !ter_transform_open(plane.epsg, storage_epsg, &plane.back, err)) {
        ter_cover_plane_close(&plane);
        return ter_wrap(err, "working system");
    }
    *ret_plane = plane;
    return true;
}

void ter_cover_plane_close(struct ter_cover_plane *plane)
{
    ter_transform_close(plane->to);
    ter_transform_close(plane->back);
    *plane = (struct ter_cover_plane){0};
}

bool ter_cover_plane_to(
    const struct ter_cover_plane *plane, struct ter_lonlat at, struct ter_xy *ret_xy, struct ter_error *err)
{
    if (!ter_transform_apply(plane->to, &at.lon, &at.lat, 1, err))
        return false;
    *ret_xy = (struct ter_xy){at.lon, at.lat};
    return true;
}

bool ter_cover_plane_move(
    const struct ter_transform *transform, struct ter_lonlat *points, size_t count, struct ter_error *err)
{
    TER_AUTO_FREE double *x = ter_alloc((2 * count + 1) * sizeof *x);
    double *y = x + count;
    for (size_t i = 0; i < count; i++) {
        x[i] = points[i].lon;
        y[i] = points[i].lat;
    }
    if (!ter_transform_apply(transform, x, y, count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        points[i] = (struct ter_lonlat){x[i], y[i]};
    return true;
}

bool ter_cover_plane_wkb(
    const struct ter_transform *transform, struct ter_wkb wkb, struct ter_buf *ret_wkb, struct ter_error *err)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    ter_buf_clear(ret_wkb);
    if (!wkb.size) /* a station that is first nowhere has no district */
        return true;
    if (!ter_wkb_points(wkb, &points))
        return ter_fail(err, TER_FAILED, "its geometry is broken");
    if (!ter_cover_plane_move(transform, points.items, points.count, err))
        return false;
    ter_buf_add(ret_wkb, wkb.data, wkb.size);
    ter_wkb_put_points(ret_wkb->data, points.items);
    return true;
}
