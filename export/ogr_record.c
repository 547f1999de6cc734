/* Owns the step from a record to GDAL's feature: values by type, geometry. Knows nothing of files. */
#include "ogr.h"

#include <cpl_conv.h>
#include <stdio.h>

static void put_date(struct ter_ogr_writer *writer, int at, const char *date)
{
    int year = 0, month = 0, day = 0;
    if (sscanf(date, "%4d-%2d-%2d", &year, &month, &day) == 3)
        OGR_F_SetFieldDateTime(writer->feature, at, year, month, day, 0, 0, 0, 0);
}

static bool put_value(
    struct ter_ogr_writer *writer, size_t column, struct ter_value value, struct ter_error *err)
{
    const struct ter_field *field = writer->writer.plan->columns[column].field;
    int at = writer->field_of[column];
    if (at < 0)
        return true;
    switch (value.type) {
    case TER_VALUE_NULL:
        OGR_F_SetFieldNull(writer->feature, at);
        break;
    case TER_VALUE_INT:
        OGR_F_SetFieldInteger64(writer->feature, at, value.integer);
        break;
    case TER_VALUE_REAL:
        OGR_F_SetFieldDouble(writer->feature, at, value.real);
        break;
    case TER_VALUE_TEXT:
        if (field->type == TER_FIELD_DATE && writer->format->dates) {
            put_date(writer, at, value.text);
            break;
        }
        if (writer->format->fit && !writer->format->fit(writer, column, &value, err))
            return false;
        OGR_F_SetFieldString(writer->feature, at, value.text);
        break;
    }
    return true;
}

/* The feature keeps its point, so that a million points need not be a million allocations. */
static void put_point(OGRFeatureH feature, struct ter_lonlat at)
{
    OGRGeometryH point = OGR_F_GetGeometryRef(feature);
    if (point) {
        OGR_G_SetPoint_2D(point, 0, at.lon, at.lat);
        return;
    }
    point = OGR_G_CreateGeometry(wkbPoint);
    OGR_G_SetPoint_2D(point, 0, at.lon, at.lat);
    OGR_F_SetGeometryDirectly(feature, point);
}

static OGRGeometryH parse_geometry(const struct ter_ogr_writer *writer, struct ter_wkb wkb)
{
    OGRGeometryH geometry = NULL;
    if (wkb.size > INT32_MAX || OGR_G_CreateFromWkb(wkb.data, NULL, &geometry, (int)wkb.size) != OGRERR_NONE)
        return NULL;
    return OGR_G_ForceTo(geometry, (OGRwkbGeometryType)writer->writer.plan->layer->geometry, NULL);
}

static bool put_geometry(struct ter_ogr_writer *writer, struct ter_wkb wkb, struct ter_error *err)
{
    struct ter_lonlat point;
    if (!wkb.data) {
        OGR_F_SetGeometryDirectly(writer->feature, NULL);
        return true;
    }
    if (ter_plan_holds_points(writer->writer.plan) && ter_wkb_to_point(wkb, &point)) {
        put_point(writer->feature, point);
        return true;
    }
    OGRGeometryH geometry = parse_geometry(writer, wkb);
    if (!geometry)
        return ter_fail(err, TER_FAILED, "its geometry cannot be read");
    OGR_F_SetGeometryDirectly(writer->feature, geometry);
    return true;
}

bool ter_ogr_fill(struct ter_ogr_writer *writer, const struct ter_planned *record, struct ter_error *err)
{
    for (size_t i = 0; i < writer->writer.plan->count; i++)
        if (!put_value(writer, i, record->values[i], err))
            return false;
    OGR_F_SetFID(writer->feature, writer->format->keeps_fid && record->has_id ? record->id : OGRNullFID);
    return put_geometry(writer, record->geometry, err);
}
