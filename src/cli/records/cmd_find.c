/* Owns `terrier find`. */
#include "base/progress.h"
#include "cli/output.h"
#include "cli/township_hint.h"
#include "filter.h"
#include "region.h"

static bool stream(struct ter_cursor *cursor, struct ter_output *output, struct ter_error *err)
{
    const struct ter_record *record;
    for (;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return ter_output_end(output, err);
        if (!ter_interrupt_check(err) || !ter_output_add(output, record, ter_find_distance_m(cursor), err))
            return false;
    }
}

static bool find(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO(ter_area_close) struct ter_area *area = NULL;
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    TER_AUTO(ter_output_free) struct ter_output *output = NULL;
    const struct ter_layer *layer;
    struct ter_filter_args filter;
    if (!ter_args_open(args, TER_READ, &registry, err) ||
        !ter_registry_layer(registry, args->words[0], &layer, err) ||
        !ter_filter_from_args(args, layer, &filter, err) ||
        !ter_region_from_args(registry, args, &filter.filter, &area, err) ||
        !ter_find_open(registry, layer, &filter.filter, &cursor, err))
        return false;
    if (!args->quiet)
        ter_township_hint(registry, layer, &filter.filter);
    struct ter_output_options options = {
        .out = stdout,
        .format = args->format,
        .layer = layer,
        .epsg = ter_registry_epsg(registry),
        .lang = ter_args_lang(args, registry),
        .has_distance = filter.filter.has_near,
        .quiet = args->quiet,
        .limit = filter.filter.limit,
    };
    return ter_output_open(&options, &output, err) && stream(cursor, output, err);
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    if (!find(args, err))
        ter_wrap(err, "find %s", args->words[0]);
    return ter_exit_for(err);
}

static const struct ter_option own_options[] = {TER_FILTER_OPTIONS, {0}};

const struct ter_command ter_command_find = {
    .name = "find",
    .usage = "LAYER",
    .summary = "list the records that pass all filters",
    .options = own_options,
    .formats = "table json csv geojson",
    .details = "Filters combine: a record must pass each of them; of a repeated one, any. The table shows "
               "the fields "
               "that are filled; json, csv and geojson show all of them, under the names of the layer file.",
    .examples = "terrier find hydrant --township 察素齐镇 --status out_of_service\n"
                "terrier find hydrant --near 111.16,40.73 --within 500 --status 正常\n"
                "terrier find hydrant --where \"defect = 'seized'\" --format geojson > seized.geojson",
    .min_words = 1,
    .max_words = 1,
    .run = run,
};
