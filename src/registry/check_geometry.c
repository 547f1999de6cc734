/* Owns what can be wrong with one geometry: its bytes, its type and system, its coordinates, its shape. */
#include "check_parts.h"

#include "base/messages.h"
#include "blob.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <spatialite/gaiageo.h>

static void geometry_free(gaiaGeomColl *geometry)
{
    if (geometry)
        gaiaFreeGeomColl(geometry);
}
TER_DEFINE_AUTO(gaiaGeomColl, geometry_free)

static int32_t srid_of(const uint8_t *blob)
{
    uint32_t srid = 0;
    for (int i = 3; i >= 0; i--)
        srid = srid << 8 | blob[2 + i];
    return (int32_t)srid;
}

static bool outside(struct ter_bbox box, struct ter_bbox area)
{
    return !(
        box.west >= area.west && box.east <= area.east && box.south >= area.south && box.north <= area.north);
}

/* Boxes of other writers may be rounded in the last digit. */
static bool same_box(struct ter_bbox a, struct ter_bbox b)
{
    const double tolerance_deg = 1e-9;
    return fabs(a.west - b.west) < tolerance_deg && fabs(a.east - b.east) < tolerance_deg &&
           fabs(a.south - b.south) < tolerance_deg && fabs(a.north - b.north) < tolerance_deg;
}

static bool finite_points(const struct ter_points *points)
{
    for (size_t i = 0; i < points->count; i++)
        if (!isfinite(points->items[i].lon) || !isfinite(points->items[i].lat))
            return false;
    return true;
}

/* What GEOS says of a polygon, e.g. "Self-intersection[111.1 40.7]"; NULL: it is valid. */
static char *shape_fault(struct ter_check *check, const struct ter_check_row *row)
{
    TER_AUTO(geometry_free)
    gaiaGeomColl *geometry = gaiaFromSpatiaLiteBlobWkb(row->blob, (unsigned)row->blob_size);
    if (!geometry)
        return ter_strdup(ter_message("cannot be read"));
    if (gaiaIsValid_r(check->registry->spatialite, geometry) == 1)
        return NULL;
    char *reason = gaiaIsValidReason_r(check->registry->spatialite, geometry);
    char *copy = ter_strdup(reason ? reason : ter_message("it is not a valid shape"));
    free(reason);
    return copy;
}

static bool read_points(struct ter_check_row *row, struct ter_points *points, struct ter_buf *wkb)
{
    struct ter_error ignored = {0};
    ter_buf_clear(wkb);
    if (!ter_blob_to_wkb(row->blob, row->blob_size, wkb, &ignored))
        return false;
    row->geometry = (struct ter_wkb){(const uint8_t *)wkb->data, wkb->size};
    if (ter_wkb_type(row->geometry) == TER_POINT) { /* the commonest by far, without an allocation */
        struct ter_lonlat at;
        if (!ter_wkb_to_point(row->geometry, &at))
            return false;
        row->box = (struct ter_bbox){at.lon, at.lat, at.lon, at.lat};
        return true;
    }
    if (!ter_wkb_points(row->geometry, points) || !points->count)
        return false;
    row->box = ter_bbox_of(points->items, points->count);
    return true;
}

/* The first thing that is wrong, NULL where nothing is; the line is the caller's. */
static char *fault_of(struct ter_check *check, struct ter_check_row *row, struct ter_buf *wkb)
{
    const struct ter_layer *layer = row->layer;
    struct ter_bbox head;
    TER_AUTO_POINTS struct ter_points points = {0};
    if (layer->geometry == TER_GEOMETRY_NONE)
        return ter_strdup("a geometry in a layer without geometry");
    if (!ter_blob_bbox(row->blob, row->blob_size, &head) || !read_points(row, &points, wkb))
        return ter_strdup("the geometry is damaged and cannot be read");
    enum ter_geometry_type type = ter_wkb_type(row->geometry);
    if (type != layer->geometry)
        return ter_format(ter_message("the geometry is a %s instead of a %s"), ter_geometry_name(type),
            ter_geometry_name(layer->geometry));
    if (srid_of(row->blob) != check->registry->epsg)
        return ter_format(
            "the geometry is in EPSG:%d instead of EPSG:%d", srid_of(row->blob), check->registry->epsg);
    if (!finite_points(&points) || !isfinite(row->box.west) || !isfinite(row->box.south))
        return ter_strdup("a coordinate is not a finite number");
    if (outside(row->box, (struct ter_bbox){-180, -90, 180, 90}))
        return ter_format(
            "%.7g,%.7g is not on the globe; longitude comes first", row->box.west, row->box.south);
    if (!same_box(head, row->box))
        return ter_strdup("the box stored with the geometry is not the geometry's");
    return type == TER_POLYGON || type == TER_MULTIPOLYGON ? shape_fault(check, row) : NULL;
}

void ter_check_geometry(
    struct ter_check *check, struct ter_bbox area, struct ter_check_row *row, struct ter_buf *wkb)
{
    TER_AUTO_FREE char *fault = fault_of(check, row, wkb);
    if (fault)
        ter_check_report(
            check, TER_CHECK_GEOMETRY, TER_FAULT, row->layer->name, row->code, false, "%s", fault);
    else if (outside(row->box, area))
        ter_check_report(check, TER_CHECK_GEOMETRY, TER_WARNING, row->layer->name, row->code, false,
            "%.7g,%.7g is outside the area of EPSG:%d (%.7g,%.7g to %.7g,%.7g)", row->box.west,
            row->box.south, check->registry->epsg, area.west, area.south, area.east, area.north);
    if (fault)
        row->geometry = (struct ter_wkb){0};
}
