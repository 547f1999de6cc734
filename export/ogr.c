/* Owns a GDAL file from its making to its end: dataset, layers, fields, checks, the move into place. What one
 * format needs and others do not is in its table (export/ogr.h). */
#include "ogr.h"

#include <cpl_conv.h>
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
        {"Unexpected I/O failure", "the disk may be full, or the file larger than this system permits"},
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
bool ter_ogr_fail(const struct ter_ogr_writer *writer, const struct ter_gdal_log *log, const char *step,
    struct ter_error *err)
{
    int reason = writer->sink ? ter_sink_errno(writer->sink) : 0;
    if (reason)
        return ter_fail(err, TER_FAILED, "%s: %s", writer->writer.target, ter_staging_reason(reason));
    return ter_fail(err, TER_FAILED, "%s: %s: %s", writer->writer.target, step, reword(log));
}

static bool went_wrong(const struct ter_ogr_writer *writer, const struct ter_gdal_log *log)
{
    return log->failed || (writer->sink && ter_sink_errno(writer->sink));
}

bool ter_ogr_run(struct ter_ogr_writer *writer, const char *sql)
{
    CPLErrorReset();
    OGRLayerH result = GDALDatasetExecuteSQL(writer->dataset, sql, NULL, NULL);
    if (result)
        GDALDatasetReleaseResultSet(writer->dataset, result);
    return CPLGetLastErrorType() < CE_Failure;
}

char *ter_ogr_quote(const char *text)
{
    struct ter_buf quoted = {0};
    ter_buf_text(&quoted, "'");
    for (; *text; text++)
        ter_buf_text(&quoted, *text == '\'' ? "''" : (char[]){*text, '\0'});
    ter_buf_text(&quoted, "'");
    return ter_buf_take(&quoted);
}

void ter_ogr_describe(const struct ter_ogr_writer *writer, struct ter_buf *out)
{
    const struct ter_plan *plan = writer->writer.plan;
    TER_AUTO_BUF struct ter_buf crs = {0};
    ter_plan_describe_crs(plan, &crs);
    ter_buf_text(out, plan->layer->description.text[plan->lang]);
    if (crs.size)
        ter_buf_printf(out, " %s", crs.data);
    if (writer->writer.options.attribution)
        ter_buf_printf(out, " %s", writer->writer.options.attribution);
}

/* ---- layers ---- */

static OGRSpatialReferenceH make_crs(const struct ter_ogr_writer *writer)
{
    OGRSpatialReferenceH crs = OSRNewSpatialReference(NULL);
    OSRSetAxisMappingStrategy(crs, OAMS_TRADITIONAL_GIS_ORDER);
    if (OSRImportFromEPSG(crs, writer->writer.plan->epsg) == OGRERR_NONE)
        return crs;
    OSRDestroySpatialReference(crs);
    return NULL;
}

static bool create_field(struct ter_ogr_writer *writer, size_t column)
{
    const struct ter_plan_column *planned = &writer->writer.plan->columns[column];
    OGRFieldType type = field_types[planned->field->type];
    if (type == OFTDate && !writer->format->dates)
        type = OFTString;
    OGRFieldDefnH definition = OGR_Fld_Create(planned->name, type);
    if (writer->format->define)
        writer->format->define(writer, column, definition);
    OGRErr result = OGR_L_CreateField(writer->layer, definition, FALSE);
    OGR_Fld_Destroy(definition);
    return result == OGRERR_NONE;
}

static bool create_fields(struct ter_ogr_writer *writer)
{
    const struct ter_plan *plan = writer->writer.plan;
    free(writer->field_of);
    writer->field_of = ter_alloc((plan->count + 1) * sizeof *writer->field_of);
    for (size_t i = 0, field = 0; i < plan->count; i++) {
        bool skip = writer->format->id_is_fid && plan->columns[i].at == plan->layer->role[TER_ROLE_ID];
        writer->field_of[i] = skip ? -1 : (int)field++;
        if (!skip && !create_field(writer, i))
            return false;
    }
    return true;
}

static bool create_layer(struct ter_ogr_writer *writer)
{
    const struct ter_layer *layer = writer->writer.plan->layer;
    TER_AUTO_FREE char *stem = ter_strdup(CPLGetBasename(writer->target));
    OGRSpatialReferenceH crs = make_crs(writer);
    if (!crs)
        return false;
    char **options = writer->format->layer_options ? writer->format->layer_options(writer) : NULL;
    /* The numbers of enum ter_geometry_type are those of WKB; NONE is not GDAL's 0, "unknown". */
    OGRwkbGeometryType type =
        layer->geometry == TER_GEOMETRY_NONE ? wkbNone : (OGRwkbGeometryType)layer->geometry;
    writer->layer = GDALDatasetCreateLayer(
        writer->dataset, writer->format->stem_is_layer ? stem : layer->name, crs, type, options);
    CSLDestroy(options);
    OSRRelease(crs);
    if (!writer->layer || !create_fields(writer))
        return false;
    writer->feature = OGR_F_Create(OGR_L_GetLayerDefn(writer->layer));
    return true;
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
    return writer->dataset && (!writer->format->transaction ||
                                  GDALDatasetStartTransaction(writer->dataset, FALSE) == OGRERR_NONE);
}

static bool begin(struct ter_writer *base, struct ter_error *err)
{
    struct ter_ogr_writer *writer = cast(base);
    const struct ter_ogr_format *format = writer->format;
    if (!writer->dataset && format->connect && !format->connect(writer, err))
        return false;
    if (format->begin && !format->begin(writer, err))
        return false;
    struct ter_gdal_log log = {0};
    ter_gdal_listen(&log);
    bool created = (writer->dataset || create_dataset(writer)) &&
                   (!format->prepare || format->prepare(writer)) && create_layer(writer);
    ter_gdal_deaf();
    return created && !went_wrong(writer, &log) ? true
                                                : ter_ogr_fail(writer, &log, "the layer cannot be made", err);
}

/* ---- records ---- */

static bool put(struct ter_writer *base, const struct ter_planned *record, struct ter_error *err)
{
    struct ter_ogr_writer *writer = cast(base);
    struct ter_gdal_log log = {0};
    ter_gdal_listen(&log);
    bool ready = (!writer->format->admit || writer->format->admit(writer, record, err)) &&
                 ter_ogr_fill(writer, record, err);
    bool written = ready && OGR_L_CreateFeature(writer->layer, writer->feature) == OGRERR_NONE;
    ter_gdal_deaf();
    if (!ready)
        return ter_wrap(err, "%s: record %s", base->target, record->code);
    if (!written || went_wrong(writer, &log)) {
        TER_AUTO_FREE char *step = ter_format("record %s", record->code);
        return ter_ogr_fail(writer, &log, step, err);
    }
    return true;
}

static bool end_layer(struct ter_writer *base, struct ter_error *err)
{
    struct ter_ogr_writer *writer = cast(base);
    struct ter_gdal_log log = {0};
    ter_gdal_listen(&log);
    bool done = !writer->format->describe || writer->format->describe(writer);
    writer->written = ter_grow(
        writer->written, &writer->written_capacity, writer->written_count + 1, sizeof *writer->written);
    writer->written[writer->written_count++] =
        (struct ter_ogr_written){ter_strdup(OGR_L_GetName(writer->layer)), base->plan->written};
    OGR_F_Destroy(writer->feature);
    writer->feature = NULL;
    writer->layer = NULL;
    ter_gdal_deaf();
    return done && !went_wrong(writer, &log)
               ? true
               : ter_ogr_fail(writer, &log, "what describes the layer cannot be written", err);
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
    bool done = !writer->format->seal || writer->format->seal(writer);
    done = done &&
           (!writer->format->transaction || GDALDatasetCommitTransaction(writer->dataset) == OGRERR_NONE);
    if (done)
        GDALFlushCache(writer->dataset);
    close_dataset(writer);
    ter_gdal_deaf();
    return done && !went_wrong(writer, &log) ? true : ter_ogr_fail(writer, &log, "closing the file", err);
}

static int64_t count_features(GDALDatasetH dataset, const char *layer)
{
    int64_t count = -1;
    TER_AUTO_FREE char *sql = ter_format("SELECT COUNT(*) FROM \"%s\"", layer);
    OGRLayerH result = GDALDatasetExecuteSQL(dataset, sql, NULL, NULL);
    OGRFeatureH row = result ? OGR_L_GetNextFeature(result) : NULL;
    if (row)
        count = OGR_F_GetFieldAsInteger64(row, 0);
    OGR_F_Destroy(row);
    if (result)
        GDALDatasetReleaseResultSet(dataset, result);
    return count;
}

static bool recount(struct ter_ogr_writer *writer, GDALDatasetH dataset, struct ter_error *err)
{
    for (size_t i = 0; i < writer->written_count; i++) {
        const struct ter_ogr_written *written = &writer->written[i];
        int64_t count = dataset ? count_features(dataset, written->name) : -1;
        if (count != written->count)
            return ter_fail(err, TER_FAILED, "%s: %lld records were written and %lld can be read back",
                writer->writer.target, (long long)written->count, (long long)(count < 0 ? 0 : count));
    }
    return true;
}

static bool check_reopened(struct ter_ogr_writer *writer, struct ter_error *err)
{
    TER_AUTO_FREE char *path = ter_staging_path(writer->staging);
    struct ter_gdal_log log = {0};
    ter_gdal_listen(&log);
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
    bool good =
        recount(writer, dataset, err) &&
        (!writer->format->reopened || writer->format->reopened(writer, GDALDatasetGetLayer(dataset, 0), err));
    if (dataset)
        GDALClose(dataset);
    ter_gdal_deaf();
    return good;
}

static bool finish(struct ter_writer *base, struct ter_error *err)
{
    struct ter_ogr_writer *writer = cast(base);
    if (!finish_dataset(writer, err) || (writer->format->recount && !check_reopened(writer, err)))
        return false;
    if (!writer->staging)
        ter_strings_add(&base->files, base->target);
    else if (!ter_staging_publish(writer->staging, writer->format->stale, &base->files, err))
        return false;
    if (writer->format->note)
        writer->format->note(writer);
    return true;
}

static void close_writer(struct ter_writer *base)
{
    struct ter_ogr_writer *writer = cast(base);
    struct ter_gdal_log ignored = {0};
    ter_gdal_listen(&ignored);
    if (writer->dataset && writer->format->transaction)
        GDALDatasetRollbackTransaction(writer->dataset);
    close_dataset(writer);
    ter_gdal_deaf();
    if (writer->format->end)
        writer->format->end(writer);
    for (size_t i = 0; i < writer->written_count; i++)
        free(writer->written[i].name);
    free(writer->written);
    free(writer->field_of);
    free(writer->target);
    ter_sink_close(writer->sink);
    ter_staging_close(writer->staging);
    ter_file_free_base(base);
}

bool ter_ogr_open(const struct ter_ogr_format *format, const char *target,
    const struct ter_write_options *options, struct ter_writer **ret_writer, struct ter_error *err)
{
    static const struct ter_file_calls calls = {begin, put, end_layer, finish, close_writer};
    (void)options;
    ter_gdal_start();
    struct ter_ogr_writer *writer = ter_alloc(sizeof *writer);
    writer->writer.calls = &calls;
    TER_AUTO(ter_writer_close) struct ter_writer *guard = &writer->writer;
    writer->format = format;
    writer->target = ter_strdup(target);
    if (!format->connect && !ter_staging_open(target, &writer->staging, err))
        return false;
    if (format->through_sink)
        writer->sink = ter_sink_open(ter_staging_folder(writer->staging));
    *ret_writer = guard;
    guard = NULL;
    return true;
}
