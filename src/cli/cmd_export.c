/* Owns `terrier export`. */
#include "base/progress.h"
#include "export/writer.h"
#include "filter.h"
#include "region.h"

#include <inttypes.h>

static bool stream(struct ter_cursor *cursor, struct ter_writer *writer, struct ter_progress *progress,
    int64_t *ret_count, struct ter_error *err)
{
    const struct ter_record *record;
    for (int64_t count = 0;; count++) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record) {
            *ret_count = count;
            return true;
        }
        if (!ter_interrupt_check(err) || !writer->write(writer, record, err))
            return false;
        ter_progress_update(progress, count);
    }
}

/* With a filter the number of records is known only at the end, and the progress has no bar. */
static bool write_all(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_filter *filter, struct ter_writer *writer, int64_t *ret_count, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    bool filtered = filter->has_near || filter->has_bbox || filter->township_count || filter->status_count ||
                    filter->where || filter->limit || filter->region || filter->as_of;
    int64_t total = 0;
    if ((!filtered && !ter_registry_count(registry, layer, &total, err)) ||
        !ter_find_open(registry, layer, filter, &cursor, err))
        return false;
    struct ter_progress progress = {0};
    ter_progress_begin(&progress, "export", total);
    bool done = stream(cursor, writer, &progress, ret_count, err);
    ter_progress_end(&progress);
    return done && writer->commit(writer, err);
}

static void summarise(const struct ter_args *args, const struct ter_writer *writer, int64_t count)
{
    ter_say(args, "%" PRId64 " record%s of %s written to %s", count, ter_plural(count), args->words[0],
        writer->files.items[0]);
    for (size_t i = 1; i < writer->files.count; i++)
        ter_say(args, "  beside it: %s", writer->files.items[i]);
    for (size_t i = 0; i < writer->notes.count; i++)
        ter_say(args, "  note: %s", writer->notes.items[i]);
}

static bool export_layer(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO(ter_writer_close) struct ter_writer *writer = NULL;
    const struct ter_layer *layer;
    struct ter_filter_args filter;
    TER_AUTO(ter_area_close) struct ter_area *area = NULL;
    const char *path = ter_args_value(args, "to");
    if (!path)
        return ter_fail(err, TER_USAGE, "--to FILE is missing: its extension names the format");
    if (!ter_args_open(args, TER_READ, &registry, err) ||
        !ter_registry_layer(registry, args->words[0], &layer, err) ||
        !ter_filter_from_args(args, layer, &filter, err) ||
        !ter_region_from_args(registry, args, &filter.filter, &area, err))
        return false;
    struct ter_write_options options = {
        .layer = layer,
        .epsg = ter_registry_epsg(registry),
        .lang = ter_args_lang(args, registry),
        .encoding = ter_args_value(args, "encoding"),
    };
    int64_t count = 0;
    if (!ter_writer_open(path, &options, &writer, err) ||
        !write_all(registry, layer, &filter.filter, writer, &count, err))
        return false;
    summarise(args, writer, count);
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    if (!export_layer(args, err))
        ter_wrap(err, "export %s", args->words[0]);
    return ter_exit_for(err);
}

static const struct ter_option options[] = {
    {"to", "FILE", "the file to write: .geojson, .shp, .gpkg or .csv", false},
    {"encoding", "NAME", "of a Shapefile's texts: UTF-8 (default) or CP936", false},
    TER_FILTER_OPTIONS,
    {0},
};

const struct ter_command ter_command_export = {
    .name = "export",
    .usage = "LAYER --to FILE",
    .summary = "write records to a file for other programs",
    .options = options,
    .details =
        "An old file is replaced once the new one is whole; a failed export leaves it as it was. "
        "GeoJSON is "
        "RFC 7946 (WGS 84, 7 decimals). A Shapefile has short field names and comes with NAME.fields.csv, "
        "which explains them. The filters are those of find.",
    .examples = "terrier export hydrant --to hydrants.geojson\n"
                "terrier export hydrant --to broken.shp --status out_of_service --encoding CP936\n"
                "terrier export hydrant --to chasuqi.gpkg --township 察素齐镇",
    .min_words = 1,
    .max_words = 1,
    .run = run,
};
