/* Owns the reader for everything that GDAL opens. Knows nothing of what a column means.
 *
 * A row's number is the feature's id where the file keeps ids of its own (GeoPackage, SQLite); elsewhere GDAL
 * only counts, from 0, and the number is the feature's place in the file, from 1. */
#include "base/messages.h"
#include "base/text.h"
#include "gdal_door.h"
#include "gdal_quiet.h"
#include "gpx_days.h"
#include "ogr_geometry.h"
#include "ogr_texts.h"
#include "reader.h"
#include "shapefile_parts.h"

#include <cpl_string.h>
#include <gdal.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ogr {
    struct ter_reader reader;
    GDALDatasetH dataset;
    OGRLayerH layer;
    OGRFeatureH feature; /* whose texts the row borrows */
    OGRFeatureDefnH definition;
    char **columns;
    struct ter_value *values;
    struct ter_buf *texts; /* of each column: texts made here */
    struct ter_buf wkb;
    struct ter_source_row row;
    struct ter_ogr_texts encoding;
    struct ter_ogr_losses losses;
    struct ter_strings days; /* of a GPX: by track, a last column of its own */
    bool has_days;
    bool own_ids;
    bool swap; /* the file has latitude first */
};

static void register_drivers(void)
{
    static bool registered;
    if (registered)
        return;
    /* LIBKML makes each byte of a Chinese name an underscore, and of names that are then the same only the
     * last one's value remains. */
    CPLSetConfigOption("LIBKML_LAUNDER_FIELD_NAMES", "NO");
    GDALAllRegister();
    registered = true;
}

static void read_date(struct ogr *ogr, int field, struct ter_buf *text)
{
    int year, month, day, hour, minute, zone;
    float second;
    if (!OGR_F_GetFieldAsDateTimeEx(ogr->feature, field, &year, &month, &day, &hour, &minute, &second, &zone))
        return;
    ter_buf_printf(text, "%04d-%02d-%02d", year, month, day);
    if (hour || minute || second >= 1)
        ter_buf_printf(text, " %02d:%02d:%02d", hour, minute, (int)second);
}

static bool read_value(struct ogr *ogr, int field, struct ter_value *ret_value, struct ter_error *err)
{
    struct ter_buf *text = &ogr->texts[field];
    const char *string = NULL;
    *ret_value = (struct ter_value){0};
    if (!OGR_F_IsFieldSetAndNotNull(ogr->feature, field))
        return true;
    switch (OGR_Fld_GetType(OGR_FD_GetFieldDefn(ogr->definition, field))) {
    case OFTInteger:
    case OFTInteger64:
        *ret_value = ter_value_int(OGR_F_GetFieldAsInteger64(ogr->feature, field));
        return true;
    case OFTReal: {
        double real = OGR_F_GetFieldAsDouble(ogr->feature, field);
        if (isfinite(real)) /* NaN is how some formats write "none" */
            *ret_value = ter_value_real(real);
        return true;
    }
    case OFTDate:
    case OFTDateTime:
        ter_buf_clear(text);
        read_date(ogr, field, text);
        string = text->data;
        break;
    default:
        if (!ter_ogr_text(&ogr->encoding, OGR_F_GetFieldAsString(ogr->feature, field), text, &string, err))
            return ter_wrap(err, "column %s", ogr->columns[field]);
    }
    if (string && *string)
        *ret_value = ter_value_text(string);
    return true;
}

static bool read_geometry(struct ogr *ogr, struct ter_error *err)
{
    ogr->row.geometry = (struct ter_wkb){0};
    OGRGeometryH geometry = OGR_F_GetGeometryRef(ogr->feature);
    if (!geometry)
        return true;
    if (ogr->swap)
        OGR_G_SwapXY(geometry);
    ter_ogr_count_losses(geometry, &ogr->losses);
    if (!ter_ogr_to_wkb(geometry, &ogr->wkb, err))
        return false;
    if (ogr->wkb.size)
        ogr->row.geometry = (struct ter_wkb){(const uint8_t *)ogr->wkb.data, ogr->wkb.size};
    return true;
}

static struct ter_value day_of(const struct ogr *ogr)
{
    size_t track = (size_t)OGR_F_GetFID(ogr->feature);
    bool known = track < ogr->days.count && *ogr->days.items[track];
    return known ? ter_value_text(ogr->days.items[track]) : (struct ter_value){0};
}

static bool ogr_next(struct ter_reader *reader, const struct ter_source_row **ret_row, struct ter_error *err)
{
    struct ogr *ogr = (struct ogr *)reader;
    OGR_F_Destroy(ogr->feature);
    ter_gdal_begin_quiet();
    ogr->feature = OGR_L_GetNextFeature(ogr->layer);
    /* An error in the middle of a file looks like its end. */
    if (!ter_gdal_end_quiet() && !ogr->feature)
        return ter_fail(err, TER_FAILED, "cannot be read after row %lld: %s", (long long)ogr->row.number,
            ter_gdal_says());
    *ret_row = NULL;
    if (!ogr->feature) {
        ter_ogr_note_losses(&ogr->losses, &reader->notes);
        ter_ogr_texts_end(&ogr->encoding);
        ogr->losses = (struct ter_ogr_losses){0}; /* said once */
        return true;
    }
    ogr->row.done++;
    ogr->row.number = ogr->own_ids ? OGR_F_GetFID(ogr->feature) : ogr->row.done;
    ter_gdal_begin_quiet();
    bool read = read_geometry(ogr, err);
    size_t fields = reader->info.column_count - ogr->has_days;
    for (size_t i = 0; i < fields && read; i++)
        read = read_value(ogr, (int)i, &ogr->values[i], err);
    if (ogr->has_days)
        ogr->values[fields] = day_of(ogr);
    ter_gdal_end_quiet();
    if (!read)
        return ter_wrap(err, "row %lld", (long long)ogr->row.number);
    *ret_row = &ogr->row;
    return true;
}

static void ogr_close(struct ter_reader *reader)
{
    struct ogr *ogr = (struct ogr *)reader;
    OGR_F_Destroy(ogr->feature);
    for (size_t i = 0; i < reader->info.column_count; i++) {
        free(ogr->columns[i]);
        ter_buf_free(&ogr->texts[i]);
    }
    free(ogr->columns);
    free(ogr->texts);
    free(ogr->values);
    ter_ogr_texts_free(&ogr->encoding);
    ter_buf_free(&ogr->wkb);
    ter_strings_free(&ogr->days);
    ter_strings_free(&reader->notes);
    ter_gdal_begin_quiet();
    if (ogr->dataset)
        GDALClose(ogr->dataset); /* opened for reading: nothing can be lost */
    ter_gdal_end_quiet();
    free(ogr);
}

static bool open_dataset(struct ogr *ogr, const char *path, const char *encoding, struct ter_error *err)
{
    TER_AUTO_FREE char *option = encoding ? ter_format("ENCODING=%s", encoding) : NULL;
    const char *const options[] = {option, NULL};
    ter_gdal_begin_quiet();
    if (ogr->dataset)
        GDALClose(ogr->dataset);
    ogr->dataset =
        GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, NULL, options, NULL);
    ter_gdal_end_quiet();
    if (!ogr->dataset)
        return ter_fail(err, TER_FAILED,
            "no reader understands this file; a list can be .csv, .xlsx, .geojson, .gpkg or .shp (%s)",
            ter_gdal_says());
    return true;
}

static bool is_read_by(const struct ogr *ogr, const char *name)
{
    GDALDriverH driver = GDALGetDatasetDriver(ogr->dataset);
    return driver && strcmp(GDALGetDriverShortName(driver), name) == 0;
}

/* GDAL's older driver for KML takes over where it was built without libkml. */
static void note_plain_kml(struct ogr *ogr)
{
    if (is_read_by(ogr, "KML"))
        ter_note(&ogr->reader.notes,
            "this GDAL reads only name and description of the places in a KML, no further values; save it as "
            "GeoJSON");
}

/* A Shapefile that does not state its encoding is read as ISO 8859-1 by GDAL, which fits every file and
 * turns GBK into nonsense. Ask for the bytes as they are instead, and judge what they are. */
static bool open_shapefile(struct ogr *ogr, const char *path, struct ter_error *err)
{
    if (ogr->encoding.asked)
        return open_dataset(ogr, path, ogr->encoding.asked, err);
    OGRLayerH layer = GDALDatasetGetLayer(ogr->dataset, 0);
    const char *stated = layer ? GDALGetMetadataItem(layer, "ENCODING_FROM_CPG", "SHAPEFILE") : NULL;
    const char *driver_id = layer ? GDALGetMetadataItem(layer, "ENCODING_FROM_LDID", "SHAPEFILE") : NULL;
    if (stated || (driver_id && strcmp(driver_id, "ISO-8859-1") != 0))
        return true;
    ogr->encoding.unstated = ter_strdup(path);
    return open_dataset(ogr, path, "", err);
}

static bool choose_layer(struct ogr *ogr, const char *from, struct ter_error *err)
{
    int count = GDALDatasetGetLayerCount(ogr->dataset);
    TER_AUTO_FREE const char **names = ter_alloc((size_t)count * sizeof *names);
    TER_AUTO_BUF struct ter_buf list = {0};
    for (int i = 0; i < count; i++) {
        OGRLayerH layer = GDALDatasetGetLayer(ogr->dataset, i);
        names[i] = OGR_L_GetName(layer);
        ter_buf_printf(&list, "%s%s", i ? ", " : "", names[i]);
        if (from ? strcmp(from, names[i]) == 0 : count == 1)
            ogr->layer = layer;
    }
    if (ogr->layer)
        return true;
    if (!count)
        return ter_fail(err, TER_FAILED, "the file has no layers");
    if (!from)
        return ter_fail(err, TER_USAGE,
            "the file has %d layers, choose one with --from: %s (after --for or --over: FILE:NAME)", count,
            list.data);
    const char *near = ter_text_suggest(from, names, (size_t)count);
    if (near)
        return ter_fail(err, TER_USAGE, "the file has no layer \"%s\"; did you mean \"%s\"?", from, near);
    return ter_fail(err, TER_USAGE, "the file has no layer \"%s\"; it has: %s", from, list.data);
}

static int epsg_of(OGRSpatialReferenceH srs)
{
    const char *authority = OSRGetAuthorityName(srs, NULL), *code = OSRGetAuthorityCode(srs, NULL);
    return authority && code && strcmp(authority, "EPSG") == 0 ? atoi(code) : 0;
}

/* A .prj of Esri's names no code: look for the one system that it describes. */
static int find_epsg(OGRSpatialReferenceH srs)
{
    int epsg = epsg_of(srs);
    if (!epsg && OSRAutoIdentifyEPSG(srs) == OGRERR_NONE)
        epsg = epsg_of(srs);
    if (epsg)
        return epsg;
    int *confidences = NULL, count = 0;
    OGRSpatialReferenceH *matches = OSRFindMatches(srs, NULL, &count, &confidences);
    if (count && confidences[0] >= 90 && (count == 1 || confidences[1] < confidences[0]))
        epsg = epsg_of(matches[0]);
    OSRFreeSRSArray(matches);
    CPLFree(confidences);
    return epsg;
}

static void describe_crs(struct ogr *ogr)
{
    OGRSpatialReferenceH stated = OGR_L_GetSpatialRef(ogr->layer);
    if (!stated)
        return;
    ogr->swap = OSRGetAxisMappingStrategy(stated) == OAMS_AUTHORITY_COMPLIANT &&
                (OSREPSGTreatsAsLatLong(stated) || OSREPSGTreatsAsNorthingEasting(stated));
    OGRSpatialReferenceH srs = OSRClone(stated);
    OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
    ogr->reader.info.epsg = find_epsg(srs);
    if (!ogr->reader.info.epsg)
        ter_note(&ogr->reader.notes,
            "the file's coordinate system \"%s\" has no EPSG code; name the right one with --crs",
            OSRGetName(srs));
    OSRDestroySpatialReference(srs);
}

/* A layer of any or of mixed types counts as a collection. */
static enum ter_geometry_type geometry_of(OGRwkbGeometryType type)
{
    type = OGR_GT_GetLinear(OGR_GT_Flatten(type));
    if (type == wkbNone)
        return TER_GEOMETRY_NONE;
    return type >= wkbPoint && type <= wkbGeometryCollection ? (enum ter_geometry_type)type
                                                             : TER_GEOMETRYCOLLECTION;
}

/* A track's day stands in its points only. */
static void add_days(struct ogr *ogr)
{
    ogr->has_days = is_read_by(ogr, "GPX") && strcmp(OGR_L_GetName(ogr->layer), "tracks") == 0;
    if (!ogr->has_days)
        return;
    ter_gpx_days(ogr->dataset, &ogr->days);
    ogr->columns[ogr->reader.info.column_count++] = ter_strdup(TER_GPX_DAY_COLUMN);
}

static bool describe(struct ogr *ogr, struct ter_error *err)
{
    struct ter_source_info *info = &ogr->reader.info;
    ogr->definition = OGR_L_GetLayerDefn(ogr->layer);
    ogr->encoding.layer = OGR_L_GetName(ogr->layer);
    size_t count = (size_t)OGR_FD_GetFieldCount(ogr->definition);
    ogr->columns = ter_alloc((count + 1) * sizeof *ogr->columns); /* and one for the days of tracks */
    ogr->texts = ter_alloc((count + 1) * sizeof *ogr->texts);
    ogr->row.values = ogr->values = ter_alloc((count + 1) * sizeof *ogr->values);
    info->columns = (const char *const *)ogr->columns;
    for (; info->column_count < count; info->column_count++) {
        size_t i = info->column_count;
        const char *name = NULL, *raw = OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(ogr->definition, (int)i));
        if (!ter_ogr_text(&ogr->encoding, raw, &ogr->texts[i], &name, err))
            return ter_wrap(err, "heading of column %zu", i + 1);
        TER_AUTO_FREE char *copy = ter_strdup(name);
        ogr->columns[i] = ter_strdup(ter_text_trim(copy));
    }
    add_days(ogr);
    info->geometry = geometry_of(OGR_FD_GetGeomType(ogr->definition));
    if (info->geometry != TER_GEOMETRY_NONE)
        describe_crs(ogr);
    GIntBig features = OGR_L_GetFeatureCount(ogr->layer, FALSE);
    info->size_hint = features > 0 ? features : 0;
    ogr->own_ids = *OGR_L_GetFIDColumn(ogr->layer) != '\0';
    return true;
}

static bool open_all(struct ogr *ogr, const char *path, const char *from, struct ter_error *err)
{
    if (!ter_shapefile_check(path, &ogr->reader.notes, err) || !open_dataset(ogr, path, NULL, err) ||
        (is_read_by(ogr, "ESRI Shapefile") && !open_shapefile(ogr, path, err)))
        return false;
    note_plain_kml(ogr);
    ter_gdal_begin_quiet();
    bool done = choose_layer(ogr, from, err) && describe(ogr, err);
    ter_gdal_end_quiet();
    return done;
}

bool ter_ogr_open_reader(const char *path, const struct ter_read_options *options,
    struct ter_reader **ret_reader, struct ter_error *err)
{
    register_drivers();
    struct ogr *ogr = ter_alloc(sizeof *ogr);
    ogr->reader = (struct ter_reader){.kind = &ter_reader_ogr, .next = ogr_next, .close = ogr_close};
    ogr->encoding.asked = options->encoding ? ter_strdup(options->encoding) : NULL;
    ogr->encoding.notes = &ogr->reader.notes;
    TER_AUTO(ter_reader_close) struct ter_reader *reader = &ogr->reader;
    if (!open_all(ogr, path, options->from, err))
        return false;
    *ret_reader = reader;
    reader = NULL;
    return true;
}

const struct ter_import_gdal ter_import_gdal = {{TERRIER_VERSION}, ter_ogr_open_reader, ter_ogr_read_wkt,
    ter_osm_open_reader, ter_sheet_open_reader, ter_sheet_read_book};
