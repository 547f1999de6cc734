/* Owns the step from a record to GDAL's feature: values by type, geometry. Knows nothing of files. */
#include "ogr.h"

#include "base/text.h"

#include <cpl_conv.h>
#include <stdio.h>

static const char *const type_words[] = {
    [TER_FIELD_TEXT] = "a text",
    [TER_FIELD_INTEGER] = "a whole number",
    [TER_FIELD_REAL] = "a number",
    [TER_FIELD_DATE] = "a date",
};

static bool fail_type(const struct ter_field *field, struct ter_value value, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    ter_value_print(value, &text);
    return ter_fail(err, TER_FAILED,
        "\"%s\" in field %s is not %s; mend it with terrier set, then export again",
        text.data ? text.data : "", field->name, type_words[field->type]);
}

static bool fits_type(const struct ter_field *field, struct ter_value value)
{
    switch (field->type) {
    case TER_FIELD_TEXT:
        return true;
    case TER_FIELD_INTEGER:
        return value.type == TER_VALUE_INT;
    case TER_FIELD_REAL:
        return value.type != TER_VALUE_TEXT;
    case TER_FIELD_DATE:
        return value.type == TER_VALUE_TEXT && ter_text_is_date(value.text);
    }
    return false;
}

static bool put_text(struct ter_ogr_writer *writer, size_t at, struct ter_value value, struct ter_error *err)
{
    if (writer->format->fit && !writer->format->fit(writer, at, &value, err))
        return false;
    OGR_F_SetFieldString(writer->feature, (int)at, value.text);
    return true;
}

static void put_date(struct ter_ogr_writer *writer, size_t at, const char *date)
{
    int year = 0, month = 0, day = 0;
    if (sscanf(date, "%4d-%2d-%2d", &year, &month, &day) == 3)
        OGR_F_SetFieldDateTime(writer->feature, (int)at, year, month, day, 0, 0, 0, 0);
}

static bool put_value(struct ter_ogr_writer *writer, size_t at, struct ter_value value, struct ter_error *err)
{
    const struct ter_field *field = &writer->options.layer->fields[at];
    if (value.type == TER_VALUE_NULL) {
        OGR_F_SetFieldNull(writer->feature, (int)at);
        return true;
    }
    if (!fits_type(field, value))
        return fail_type(field, value, err);
    if (field->type == TER_FIELD_DATE && writer->format->dates)
        put_date(writer, at, value.text);
    else if (value.type == TER_VALUE_TEXT)
        return put_text(writer, at, value, err);
    else if (value.type == TER_VALUE_INT)
        OGR_F_SetFieldInteger64(writer->feature, (int)at, value.integer);
    else
        OGR_F_SetFieldDouble(writer->feature, (int)at, value.real);
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
    return OGR_G_ForceTo(geometry, (OGRwkbGeometryType)writer->options.layer->geometry, NULL);
}

static void put_wkt(struct ter_ogr_writer *writer, OGRGeometryH geometry)
{
    char *wkt = NULL;
    if (OGR_G_ExportToWkt(geometry, &wkt) == OGRERR_NONE)
        OGR_F_SetFieldString(writer->feature, (int)writer->options.layer->field_count, wkt);
    CPLFree(wkt);
    OGR_G_DestroyGeometry(geometry);
}

static void put_no_geometry(struct ter_ogr_writer *writer)
{
    int at = (int)writer->options.layer->field_count;
    writer->unplaced++;
    if (!writer->format->position_fields)
        OGR_F_SetGeometryDirectly(writer->feature, NULL);
    for (int i = at; i < OGR_F_GetFieldCount(writer->feature); i++)
        OGR_F_SetFieldNull(writer->feature, i);
}

static bool put_geometry(struct ter_ogr_writer *writer, struct ter_wkb wkb, struct ter_error *err)
{
    int at = (int)writer->options.layer->field_count;
    struct ter_lonlat point;
    if (!wkb.data || writer->options.layer->geometry == TER_GEOMETRY_NONE) {
        put_no_geometry(writer);
        return true;
    }
    if (writer->is_point) {
        if (!ter_wkb_to_point(wkb, &point))
            return ter_fail(err, TER_FAILED, "its geometry is not a point");
        if (!writer->format->position_fields) {
            put_point(writer->feature, point);
            return true;
        }
        OGR_F_SetFieldDouble(writer->feature, at, point.lon);
        OGR_F_SetFieldDouble(writer->feature, at + 1, point.lat);
        return true;
    }
    OGRGeometryH geometry = parse_geometry(writer, wkb);
    if (!geometry)
        return ter_fail(err, TER_FAILED, "its geometry cannot be read");
    if (writer->format->position_fields)
        put_wkt(writer, geometry);
    else
        OGR_F_SetGeometryDirectly(writer->feature, geometry);
    return true;
}

bool ter_ogr_fill(struct ter_ogr_writer *writer, const struct ter_record *record, struct ter_error *err)
{
    for (size_t i = 0; i < record->count; i++)
        if (!put_value(writer, i, record->values[i], err))
            return false;
    struct ter_value id = record->values[writer->options.layer->role[TER_ROLE_ID]];
    bool keep = writer->format->keeps_fid && id.type == TER_VALUE_INT;
    OGR_F_SetFID(writer->feature, keep ? id.integer : OGRNullFID);
    return put_geometry(writer, record->geometry, err);
}
