/* Owns `terrier export`. */
#include "base/messages.h"
#include "base/progress.h"
#include "cli/records/filter.h"
#include "cli/records/region.h"
#include "export_changes.h"
#include "export_request.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* One layer on its way: which of its records, and how many so far. */
struct job {
    const struct ter_args *args;
    struct ter_registry *registry;
    const struct ter_layer *layer;
    struct ter_writer *writer;
    struct ter_changes *changes; /* NULL: all records, not only what changed */
    struct ter_value *values;    /* a record of the changes, with its extra column */
    int64_t written, deleted;
};

static bool write_record(struct job *job, const struct ter_record *record, struct ter_error *err)
{
    struct ter_record extended = *record;
    if (job->changes) {
        struct ter_value id = record->values[job->layer->role[TER_ROLE_ID]];
        struct ter_value change = ter_changes_of(job->changes, id.integer);
        if (change.type == TER_VALUE_NULL)
            return true;
        memcpy(job->values, record->values, record->count * sizeof *job->values);
        job->values[extended.count++] = change;
        extended.values = job->values;
    }
    job->written++;
    return job->writer->write(job->writer, &extended, err);
}

static bool write_deleted(struct job *job, struct ter_error *err)
{
    const struct ter_record *record = NULL;
    do {
        if (!ter_changes_next_deleted(job->changes, &record, err))
            return false;
        if (record && !job->writer->write(job->writer, record, err))
            return false;
        job->deleted += record != NULL;
    } while (record);
    return true;
}

static bool stream(
    struct job *job, struct ter_cursor *cursor, struct ter_progress *progress, struct ter_error *err)
{
    const struct ter_record *record;
    for (int64_t count = 0;; count++) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return !job->changes || write_deleted(job, err);
        if (!ter_interrupt_check(err) || !write_record(job, record, err))
            return false;
        ter_progress_update(progress, count);
    }
}

/* With a filter the number of records is known only at the end, and the progress has no bar. */
static bool write_filtered(struct job *job, const struct ter_filter *filter, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    bool filtered = filter->has_near || filter->has_bbox || filter->township_count || filter->status_count ||
                    filter->where || filter->limit || filter->region || filter->as_of;
    int64_t total = 0;
    if ((!filtered && !ter_registry_count(job->registry, job->layer, &total, err)) ||
        !ter_find_open(job->registry, job->layer, filter, &cursor, err))
        return false;
    struct ter_progress progress = {0};
    ter_progress_begin(&progress, "export", total);
    bool done = stream(job, cursor, &progress, err);
    ter_progress_end(&progress);
    return done;
}

static bool write_all(struct job *job, struct ter_error *err)
{
    struct ter_filter_args filter;
    TER_AUTO(ter_area_close) struct ter_area *area = NULL;
    return ter_filter_from_args(job->args, job->layer, &filter, err) &&
           ter_region_from_args(job->registry, job->args, &filter.filter, &area, err) &&
           write_filtered(job, &filter.filter, err);
}

/* The first layer opens the file, the others go on in it. */
static bool begin_layer(struct job *job, const struct ter_export_request *request, struct ter_error *err)
{
    struct ter_write_options options = request->options;
    TER_AUTO_FREE size_t *fields = NULL;
    if (!ter_export_request_fields(request, job->layer, &fields, &options.field_count, err))
        return false;
    options.layer = job->layer;
    options.fields = fields;
    options.extra = job->changes ? ter_changes_field(job->changes) : NULL;
    return job->writer ? job->writer->next(job->writer, &options, err)
                       : ter_writer_open(request->target, &options, &job->writer, err);
}

static void add_line(const struct job *job, struct ter_strings *lines)
{
    TER_AUTO_BUF struct ter_buf line = {0};
    ter_buf_printf(&line,
        job->changes ? ter_message("%lld new or changed record%s of %s") : ter_message("%lld record%s of %s"),
        (long long)job->written, ter_plural(job->written), job->layer->name);
    if (job->deleted)
        ter_buf_printf(&line,
            ter_message(" and %lld deleted (marked in column %s: leave %s out of an import)"),
            (long long)job->deleted, ter_changes_field(job->changes)->name,
            job->deleted == 1 ? "it" : "them");
    ter_strings_add(lines, line.data);
}

static bool write_layer(struct job *job, const struct ter_export_request *request, struct ter_strings *lines,
    struct ter_error *err)
{
    TER_AUTO(ter_changes_close) struct ter_changes *changes = NULL;
    TER_AUTO_FREE struct ter_value *values = ter_alloc((job->layer->field_count + 1) * sizeof *values);
    if (request->since && !ter_changes_open(job->registry, job->layer, request->since, &changes, err))
        return false;
    job->changes = changes;
    job->values = values;
    job->written = job->deleted = 0;
    if (!begin_layer(job, request, err) || !write_all(job, err))
        return false;
    add_line(job, lines);
    return true;
}

static void TER_PRINTF(2, 3) say(FILE *out, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vfprintf(out, format, list);
    va_end(list);
    putc('\n', out);
}

/* Standard output belongs to the data: what there is to say goes to standard error then. */
static void summarise(
    const struct ter_args *args, const struct ter_writer *writer, const struct ter_strings *lines)
{
    if (args->quiet)
        return;
    bool to_file = writer->files.count > 0;
    for (size_t i = 0; to_file && i < lines->count; i++)
        say(stdout, ter_message("%s written to %s"), lines->items[i], writer->files.items[0]);
    for (size_t i = 1; i < writer->files.count; i++)
        say(stdout, ter_message("  beside it: %s"), writer->files.items[i]);
    for (size_t i = 0; i < writer->notes.count; i++)
        say(to_file ? stdout : stderr, to_file ? ter_message("  note: %s") : ter_message("terrier: note: %s"),
            writer->notes.items[i]);
}

static bool write_layers(struct job *job, const struct ter_export_request *request, struct ter_strings *lines,
    struct ter_error *err)
{
    for (size_t i = 0; i < request->layer_count; i++) {
        job->layer = request->layers[i];
        if (!write_layer(job, request, lines, err))
            return false;
    }
    return job->writer && job->writer->commit(job->writer, err); /* a request names one layer or more */
}

static bool export_layers(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO_EXPORT_REQUEST struct ter_export_request request = {0};
    TER_AUTO_STRINGS struct ter_strings lines = {0};
    struct job job = {.args = args};
    if (!ter_args_open(args, TER_READ, &registry, err) ||
        !ter_export_request_read(args, registry, &request, err))
        return false;
    job.registry = registry;
    bool done = write_layers(&job, &request, &lines, err);
    if (done)
        summarise(args, job.writer, &lines);
    ter_writer_close(job.writer);
    return done;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    if (!export_layers(args, err))
        ter_wrap(err, "export %s", args->words[0]);
    return ter_exit_for(err);
}

static const struct ter_option options[] = {
    {"to", "FILE",
        "the file (.geojson .geojsonl .geojsons .shp .gpkg .fgb .kml .xlsx .csv), \"-\" for standard output, "
        "or postgresql://USER@HOST/DB?schema=NAME",
        false},
    {"crs", "EPSG:n", "reference system of the file (default: the register's own; GeoJSON and KML: WGS 84)",
        false},
    {"fields", "A,B,C", "only these fields, in this order", false},
    {"since", "DATE", "only what changed from that day on, with a column that says how", false},
    {"encoding", "NAME", "of a Shapefile's texts: UTF-8 (default) or CP936", false},
    {"wkt", NULL, ".csv and .xlsx: points, too, as WKT in one column", false},
    {"no-bom", NULL, ".csv: without the mark by which Excel knows UTF-8", false},
    {"overwrite", NULL, "replace tables of others in a GeoPackage or a database, too", false},
    TER_FILTER_OPTIONS,
    {0},
};

const struct ter_command ter_command_export = {
    .name = "export",
    .usage = "LAYER… --to FILE",
    .summary = "write records to a file for other programs",
    .options = options,
    .formats = "geojson geojsonseq csv",
    .details =
        "An old file is replaced once the new one is whole; a failed export leaves it as it was. Several "
        "layers "
        "go into one .gpkg, .xlsx, .kml or database. --format names the form for standard output. With "
        "--lang, "
        "headings and values are written in words of that language, else as the register stores them; an "
        "import understands both.\n\n"
        "--since gives what to take over elsewhere, by code: column change says new, changed or deleted. "
        "Deleted records have their fields as they last were and no geometry, and are listed whatever the "
        "filters; leave them out of an import.\n\n"
        "docs/formats.md tells what each format can hold. The filters are those of find.",
    .examples = "terrier export hydrant --to hydrants.geojson\n"
                "terrier export hydrant --to broken.shp --status out_of_service --encoding CP936\n"
                "terrier export hydrant station --to 消防.xlsx --lang zh\n"
                "terrier export hydrant --to changes.csv --since 2023-11-01 --fields code,status,defect\n"
                "terrier export hydrant --to - --format geojsonseq | grep 察素齐镇\n"
                "terrier export hydrant station --to 'postgresql://gis@server/county?schema=fire'",
    .min_words = 1,
    .max_words = 64,
    .run = run,
};
