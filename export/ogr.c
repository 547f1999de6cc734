/* Owns a GDAL file from its making to its end: dataset, layer, fields, checks, the move into place. What one
 * format needs and others do not is in its table (export/ogr.h). */
#include "ogr.h"

#include <cpl_conv.h>
#include <inttypes.h>
#include <ogr_srs_api.h>
#include <stdlib.h>
#include <string.h>

static const OGRFieldType field_types[] = {
    [TER_FIELD_TEXT] = OFTString,
    [TER_FIELD_INTEGER] = OFTInteger64,
    [TER_FIELD_REAL] = OFTReal,
    [TER_FIELD_DATE] = OFTDate,
};

static struct ter_ogr_writer *cast(struct ter_writer *writer)
{
    return (struct ter_ogr_writer *)writer;
}

/* What drivers say that write past the sink, in plain words. */
static const char *reword(const struct ter_gdal_log *log)
{
    static const struct {
        const char *said, *meant;
    } phrases[] = {
        {"disk is full", "the disk is full"},
        {"disk I/O error", "the disk reports an error; it may be full"},
        {"readonly database", "you have no permission to write there"},
    };
    if (!log->failed)
        return "GDAL gives no reason";
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (strstr(log->message, phrases[i].said))
            return phrases[i].meant;
    return log->message;
}

/* The system's reason beats GDAL's, which often says no more than that something failed. */
static bool fail_gdal(const struct ter_ogr_writer *writer, const struct ter_gdal_log *log, const char *step,
    struct ter_error *err)
{
    int reason = writer->sink ? ter_sink_errno(writer->sink) : 0;
    if (reason)
        return ter_fail(err, TER_FAILED, "%s: %s", writer->path, ter_staging_reason(reason));
    return ter_fail(err, TER_FAILED, "%s: %s: %s", writer->path, step, reword(log));
}

static bool went_wrong(const struct ter_ogr_writer *writer, const struct ter_gdal_log *log)
{
    return log->failed || (writer->sink && ter_sink_errno(writer->sink));
}

/* ---- opening ---- */

static OGRSpatialReferenceH make_crs(const struct ter_ogr_writer *writer)
{
    int epsg = writer->options.epsg;
    bool null_transformation = epsg == 4490 && writer->format->epsg_instead == 4326;
    OGRSpatialReferenceH crs = OSRNewSpatialReference(NULL);
    OSRSetAxisMappingStrategy(crs, OAMS_TRADITIONAL_GIS_ORDER);
    if (OSRImportFromEPSG(crs, null_transformation ? 4326 : epsg) == OGRERR_NONE)
        return crs;
    OSRDestroySpatialReference(crs);
    return NULL;
}

static bool create_field(struct ter_ogr_writer *writer, const char *name, OGRFieldType type, size_t field)
{
    OGRFieldDefnH definition = OGR_Fld_Create(name, type);
    if (field < writer->options.layer->field_count && writer->format->define)
        writer->format->define(writer, field, definition);
    OGRErr result = OGR_L_CreateField(writer->layer, definition, FALSE);
    OGR_Fld_Destroy(definition);
    return result == OGRERR_NONE;
}

static bool create_fields(struct ter_ogr_writer *writer)
{
    const struct ter_layer *layer = writer->options.layer;
    for (size_t i = 0; i < layer->field_count; i++) {
        OGRFieldType type = field_types[layer->fields[i].type];
        if (type == OFTDate && !writer->format->dates)
            type = OFTString;
        if (!create_field(writer, layer->fields[i].name, type, i))
            return false;
    }
    if (!writer->format->position_fields)
        return true;
    if (!writer->is_point)
        return create_field(writer, "wkt", OFTString, SIZE_MAX);
    return create_field(writer, "lon", OFTReal, SIZE_MAX) && create_field(writer, "lat", OFTReal, SIZE_MAX);
}

static bool create_layer(struct ter_ogr_writer *writer, const char *path)
{
    const struct ter_ogr_format *format = writer->format;
    const struct ter_layer *layer = writer->options.layer;
    TER_AUTO_FREE char *stem = ter_strdup(CPLGetBasename(path));
    OGRSpatialReferenceH crs = format->position_fields ? NULL : make_crs(writer);
    if (!crs && !format->position_fields)
        return false;
    char **options = format->layer_options ? format->layer_options(writer) : NULL;
    /* The numbers of enum ter_geometry_type are those of WKB; NONE is not GDAL's 0, "unknown". */
    OGRwkbGeometryType type = format->position_fields || layer->geometry == TER_GEOMETRY_NONE
                                  ? wkbNone
                                  : (OGRwkbGeometryType)layer->geometry;
    writer->layer = GDALDatasetCreateLayer(
        writer->dataset, format->stem_is_layer ? stem : layer->name, crs, type, options);
    CSLDestroy(options);
    if (crs)
        OSRRelease(crs);
    return writer->layer && create_fields(writer);
}

static bool create_dataset(struct ter_ogr_writer *writer)
{
    TER_AUTO_FREE char *path = ter_staging_path(writer->staging);
    TER_AUTO_FREE char *sink_path = ter_sink_path(path);
    GDALDriverH driver = GDALGetDriverByName(writer->format->driver);
    if (!driver) {
        CPLError(CE_Failure, CPLE_AppDefined, "this GDAL has no driver \"%s\"", writer->format->driver);
        return false;
    }
    writer->dataset =
        GDALCreate(driver, writer->format->through_sink ? sink_path : path, 0, 0, 0, GDT_Unknown, NULL);
    if (!writer->dataset || (writer->format->prepare && !writer->format->prepare(writer)) ||
        !create_layer(writer, path))
        return false;
    writer->feature = OGR_F_Create(OGR_L_GetLayerDefn(writer->layer));
    return !writer->format->transaction || GDALDatasetStartTransaction(writer->dataset, FALSE) == OGRERR_NONE;
}

/* ---- writing ---- */

static const char *code_of(
    const struct ter_ogr_writer *writer, const struct ter_record *record, struct ter_buf *out)
{
    size_t code = writer->options.layer->role[TER_ROLE_CODE];
    ter_buf_text(out, "record ");
    ter_value_print(record->values[code], out);
    return out->data;
}

static bool fail_record(
    const struct ter_ogr_writer *writer, const struct ter_record *record, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf code = {0};
    return ter_wrap(err, "%s: %s", writer->path, code_of(writer, record, &code));
}

static bool write_record(struct ter_writer *base, const struct ter_record *record, struct ter_error *err)
{
    struct ter_ogr_writer *writer = cast(base);
    if (record->count != writer->options.layer->field_count)
        return ter_fail(err, TER_FAILED, "%s: a record of %zu values for a layer of %zu fields", writer->path,
            record->count, writer->options.layer->field_count);
    struct ter_gdal_log log = {0};
    ter_gdal_listen(&log);
    bool ready = (!writer->format->admit || writer->format->admit(writer, record, err)) &&
                 ter_ogr_fill(writer, record, err);
    bool written = ready && OGR_L_CreateFeature(writer->layer, writer->feature) == OGRERR_NONE;
    ter_gdal_deaf();
    if (!ready)
        return fail_record(writer, record, err);
    if (!written || went_wrong(writer, &log)) {
        TER_AUTO_BUF struct ter_buf code = {0};
        return fail_gdal(writer, &log, code_of(writer, record, &code), err);
    }
    writer->written++;
    return true;
}

/* ---- the end ---- */

static void close_dataset(struct ter_ogr_writer *writer)
{
    if (writer->feature)
        OGR_F_Destroy(writer->feature);
    if (writer->dataset)
        GDALClose(writer->dataset);
    writer->feature = NULL;
    writer->dataset = NULL;
    writer->layer = NULL;
}

/* GDALClose returns nothing in GDAL 3.6: what it said is in the log, what it did not say is in the sink. */
static bool finish_dataset(struct ter_ogr_writer *writer, struct ter_error *err)
{
    struct ter_gdal_log log = {0};
    ter_gdal_listen(&log);
    bool done = !writer->format->describe || writer->format->describe(writer);
    done = done &&
           (!writer->format->transaction || GDALDatasetCommitTransaction(writer->dataset) == OGRERR_NONE);
    if (done)
        GDALFlushCache(writer->dataset);
    close_dataset(writer);
    ter_gdal_deaf();
    return done && !went_wrong(writer, &log) ? true : fail_gdal(writer, &log, "closing the file", err);
}

static int64_t count_features(GDALDatasetH dataset)
{
    int64_t count = -1;
    TER_AUTO_FREE char *sql =
        ter_format("SELECT COUNT(*) FROM \"%s\"", OGR_L_GetName(GDALDatasetGetLayer(dataset, 0)));
    OGRLayerH result = GDALDatasetExecuteSQL(dataset, sql, NULL, NULL);
    OGRFeatureH row = result ? OGR_L_GetNextFeature(result) : NULL;
    if (row)
        count = OGR_F_GetFieldAsInteger64(row, 0);
    OGR_F_Destroy(row);
    if (result)
        GDALDatasetReleaseResultSet(dataset, result);
    return count;
}

static bool check_reopened(struct ter_ogr_writer *writer, struct ter_error *err)
{
    TER_AUTO_FREE char *path = ter_staging_path(writer->staging);
    struct ter_gdal_log log = {0};
    ter_gdal_listen(&log);
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
    int64_t count = dataset ? count_features(dataset) : -1;
    bool good = count == writer->written;
    if (!good)
        ter_fail(err, TER_FAILED, "%s: %" PRId64 " records were written and %" PRId64 " can be read back",
            writer->path, writer->written, count < 0 ? 0 : count);
    else if (writer->format->reopened)
        good = writer->format->reopened(writer, GDALDatasetGetLayer(dataset, 0), err);
    if (dataset)
        GDALClose(dataset);
    ter_gdal_deaf();
    return good;
}

static void add_notes(struct ter_ogr_writer *writer)
{
    struct ter_strings *notes = &writer->writer.notes;
    if (writer->unplaced && writer->options.layer->geometry != TER_GEOMETRY_NONE)
        ter_strings_printf(notes,
            "%" PRId64 " of %" PRId64 " records have no position: written without geometry", writer->unplaced,
            writer->written);
    if (writer->format->note)
        writer->format->note(writer);
}

static bool commit(struct ter_writer *base, struct ter_error *err)
{
    struct ter_ogr_writer *writer = cast(base);
    if (!writer->dataset)
        return ter_fail(err, TER_FAILED, "%s: was already written", writer->path);
    if (!finish_dataset(writer, err))
        return false;
    if (writer->format->recount && !check_reopened(writer, err))
        return false;
    if (!ter_staging_publish(writer->staging, writer->format->stale, &writer->writer.files, err))
        return false;
    add_notes(writer);
    return true;
}

static void close_writer(struct ter_writer *base)
{
    struct ter_ogr_writer *writer = cast(base);
    struct ter_gdal_log ignored = {0};
    ter_gdal_listen(&ignored);
    close_dataset(writer);
    ter_gdal_deaf();
    if (writer->format->end)
        writer->format->end(writer);
    ter_sink_close(writer->sink);
    ter_staging_close(writer->staging);
    ter_strings_free(&writer->writer.notes);
    ter_strings_free(&writer->writer.files);
    free(writer->path);
    free(writer);
}

bool ter_ogr_open(const struct ter_ogr_format *format, const char *path,
    const struct ter_write_options *options, struct ter_writer **ret_writer, struct ter_error *err)
{
    if (options->encoding && !format->encodings)
        return ter_fail(
            err, TER_USAGE, "%s: an encoding can be chosen for a Shapefile only; this is UTF-8", path);
    ter_gdal_start();
    struct ter_ogr_writer *writer = ter_alloc(sizeof *writer);
    writer->writer = (struct ter_writer){.write = write_record, .commit = commit, .close = close_writer};
    TER_AUTO(ter_writer_close) struct ter_writer *guard = &writer->writer;
    writer->format = format;
    writer->options = *options;
    writer->path = ter_strdup(path);
    writer->is_point = options->layer->geometry == TER_POINT;
    if ((format->begin && !format->begin(writer, err)) || !ter_staging_open(path, &writer->staging, err))
        return false;
    if (format->through_sink)
        writer->sink = ter_sink_open(ter_staging_folder(writer->staging));
    struct ter_gdal_log log = {0};
    ter_gdal_listen(&log);
    bool created = create_dataset(writer);
    ter_gdal_deaf();
    if (!created || went_wrong(writer, &log))
        return fail_gdal(writer, &log, "the file cannot be made", err);
    *ret_writer = guard;
    guard = NULL;
    return true;
}
