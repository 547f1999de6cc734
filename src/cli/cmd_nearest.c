/* Owns `terrier nearest`: a join of features with the records nearest to them. */
#include "analysis/nearest.h"
#include "base/progress.h"
#include "base/text.h"
#include "export/writer.h"
#include "filter.h"
#include "for_features.h"
#include "output.h"
#include "region.h"
#include "target.h"

#include <math.h>
#include <string.h>

/* What comes out is a layer like others, so that it prints and exports as they do. */
enum result_field { ID, FOR_CODE, RANK, CODE, DISTANCE_M, UNCERTAINTY_M, FOR_UNCERTAINTY_M, FIELDS };

static struct ter_field result_fields[FIELDS] = {
    [ID] = {"id", TER_FIELD_INTEGER, {{"row", "序号"}}, .shp = "ID"},
    [FOR_CODE] = {"for_code", TER_FIELD_TEXT, {{"for", "对象"}}, .shp = "FOR_CODE"},
    [RANK] = {"rank", TER_FIELD_INTEGER, {{"rank", "次序"}}, .shp = "RANK"},
    [CODE] = {"code", TER_FIELD_TEXT, {{"nearest", "最近的记录"}}, .shp = "CODE"},
    [DISTANCE_M] = {"distance_m", TER_FIELD_REAL, {{"distance (m)", "距离(米)"}}, .shp = "DIST_M"},
    [UNCERTAINTY_M] = {"uncertainty_m", TER_FIELD_REAL, {{"its uncertainty (m)", "其误差半径(米)"}},
        .shp = "UNCERT_M"},
    [FOR_UNCERTAINTY_M] = {"for_uncertainty_m", TER_FIELD_REAL,
        {{"uncertainty of the first (m)", "对象误差半径(米)"}}, .shp = "FOR_UNC_M"},
};

static struct ter_layer result_layer(char *name, char *title_en, char *title_zh)
{
    struct ter_layer layer = {
        .name = name,
        .version = 1,
        .title = {{title_en, title_zh}},
        .description = {{"The nearest records to each feature, with geodesic distances.",
            "每个对象最近的记录及其椭球面距离。"}},
        .geometry = TER_POINT,
        .fields = result_fields,
        .field_count = FIELDS,
    };
    for (size_t role = 0; role < TER_ROLE_COUNT; role++)
        layer.role[role] = FIELDS;
    layer.role[TER_ROLE_ID] = ID;
    layer.role[TER_ROLE_CODE] = FOR_CODE;
    return layer;
}

/* One run of the command. */
struct join {
    const struct ter_args *args;
    struct ter_registry *registry;
    const struct ter_layer *layer;
    struct ter_located found, features;
    bool to_itself; /* a record is not its own nearest */
    size_t k;
    double max_m;
    struct ter_strings notes;
    struct ter_output *output; /* one of the two */
    struct ter_writer *writer;
    int64_t rows, alone, unplaced; /* features without any near enough, without a position */
};

static void join_free(struct join *join)
{
    ter_located_free(&join->found);
    ter_located_free(&join->features);
    ter_strings_free(&join->notes);
    ter_output_free(join->output);
    ter_writer_close(join->writer);
}

static bool read_limits(struct join *join, struct ter_error *err)
{
    enum { MOST = 1000 };
    static const double earth_m = 20040000; /* no two places are further apart */
    const char *k = ter_args_value(join->args, "k");
    int64_t count = 1;
    if (k && !(ter_text_int(k, &count) && count >= 1 && count <= MOST))
        return ter_fail(err, TER_USAGE, "-k \"%s\" is not a whole number from 1 to %d", k, MOST);
    join->k = (size_t)count;
    join->max_m = INFINITY;
    return !ter_args_value(join->args, "max") ||
           ter_args_number(join->args, "max", 0, earth_m, 0, &join->max_m, err);
}

/* --available stands for the statuses in which the layer's things can be used. */
static bool add_available(const struct join *join, struct ter_filter *filter, struct ter_error *err)
{
    const struct ter_strings *available = &join->layer->available;
    if (!ter_args_switch(join->args, "available"))
        return true;
    if (filter->status_count)
        return ter_fail(err, TER_USAGE, "--available and --status exclude each other");
    if (!available->count)
        return ter_fail(err, TER_USAGE, "layer %s does not say in which statuses its records are available",
            join->layer->name);
    filter->statuses = (const char *const *)available->items;
    filter->status_count = available->count;
    return true;
}

static bool read_found(struct join *join, struct ter_error *err)
{
    TER_AUTO(ter_area_close) struct ter_area *area = NULL;
    struct ter_filter_args filter;
    if (join->layer->geometry != TER_POINT)
        return ter_fail(err, TER_USAGE,
            "layer %s holds geometries of type %s; the nearest is looked for among points", join->layer->name,
            ter_geometry_name(join->layer->geometry));
    return ter_filter_from_args(join->args, join->layer, &filter, err) &&
           ter_region_from_args(join->registry, join->args, &filter.filter, &area, err) &&
           add_available(join, &filter.filter, err) &&
           ter_located_read(join->registry, join->layer, &filter.filter, false, &join->found, err);
}

static bool emit(
    struct join *join, size_t feature, const struct ter_nearest_hit *hit, size_t rank, struct ter_error *err)
{
    struct ter_value values[FIELDS] = {0};
    uint8_t point[TER_WKB_POINT_SIZE];
    struct ter_record record = {values, FIELDS, {NULL, 0}};
    double own_m = join->features.uncertainty_m[feature];
    values[ID] = ter_value_int(++join->rows);
    values[FOR_CODE] = ter_value_text(ter_located_code(&join->features, feature));
    if (!isnan(own_m))
        values[FOR_UNCERTAINTY_M] = ter_value_real(own_m);
    if (hit) {
        double uncertainty_m = join->found.uncertainty_m[hit->point];
        values[RANK] = ter_value_int((int64_t)rank);
        values[CODE] = ter_value_text(ter_located_code(&join->found, hit->point));
        values[DISTANCE_M] = ter_value_real(round(hit->distance_m * 1000) / 1000);
        if (!isnan(uncertainty_m))
            values[UNCERTAINTY_M] = ter_value_real(uncertainty_m);
    }
    if (ter_located_has_position(&join->features, feature)) {
        ter_wkb_from_point(join->features.at[feature], point);
        record.geometry = (struct ter_wkb){point, sizeof point};
    }
    return join->writer ? join->writer->write(join->writer, &record, err)
                        : ter_output_add(join->output, &record, (double)NAN, err);
}

/* Drop the feature itself from what was found for it. */
static size_t without_itself(
    const struct join *join, size_t feature, struct ter_nearest_hit *hits, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count && kept < join->k; i++)
        if (!join->to_itself || join->found.ids[hits[i].point] != join->features.ids[feature])
            hits[kept++] = hits[i];
    return kept;
}

static bool join_feature(struct join *join, struct ter_nearest_index *index, size_t feature,
    struct ter_nearest_hit *hits, struct ter_error *err)
{
    size_t count = 0;
    if (ter_located_has_position(&join->features, feature)) {
        count =
            ter_nearest_find(index, join->features.at[feature], join->k + join->to_itself, join->max_m, hits);
        count = without_itself(join, feature, hits, count);
        join->alone += !count;
    } else {
        join->unplaced++;
    }
    if (!count)
        return emit(join, feature, NULL, 0, err);
    for (size_t i = 0; i < count; i++)
        if (!emit(join, feature, &hits[i], i + 1, err))
            return false;
    return true;
}

static bool join_all(struct join *join, struct ter_error *err)
{
    TER_AUTO(ter_nearest_close)
    struct ter_nearest_index *index = ter_nearest_open(join->found.at, join->found.count);
    TER_AUTO_FREE struct ter_nearest_hit *hits = ter_alloc((join->k + 1) * sizeof *hits);
    struct ter_progress progress = {0};
    ter_progress_begin(&progress, "nearest", (int64_t)join->features.count);
    bool done = true;
    for (size_t i = 0; done && i < join->features.count; i++) {
        done = ter_interrupt_check(err) && join_feature(join, index, i, hits, err);
        ter_progress_update(&progress, (int64_t)i);
    }
    ter_progress_end(&progress);
    return done;
}

static bool open_result(struct join *join, const struct ter_layer *layer, struct ter_error *err)
{
    const char *path = ter_args_value(join->args, "to");
    enum ter_lang lang = ter_args_lang(join->args, join->registry);
    int epsg = ter_registry_epsg(join->registry);
    struct ter_write_options to_file = {.layer = layer, .epsg = epsg, .lang = lang};
    struct ter_output_options to_screen = {.out = stdout,
        .format = join->args->format,
        .layer = layer,
        .epsg = epsg,
        .lang = lang,
        .quiet = true};
    return path ? ter_writer_open(path, &to_file, &join->writer, err)
                : ter_output_open(&to_screen, &join->output, err);
}

static void summarise(const struct join *join)
{
    const struct ter_args *args = join->args;
    bool zh = ter_args_lang(args, join->registry) == TER_ZH;
    if (join->writer)
        ter_say(args, zh ? "%lld 行写入 %s" : "%lld rows written to %s", (long long)join->rows,
            join->writer->files.items[0]);
    ter_say(args, zh ? "%zu 个对象，%zu 条 %s 记录" : "features: %1$zu; records of %3$s: %2$zu",
        join->features.count, join->found.count, join->layer->name);
    if (join->alone && isfinite(join->max_m))
        ter_say(args, zh ? "%lld 个对象在 %g 米内没有记录" : "features with none within %2$g m: %1$lld",
            (long long)join->alone, join->max_m);
    else if (join->alone)
        ter_say(
            args, zh ? "%lld 个对象没有可连接的记录" : "features with none: %lld", (long long)join->alone);
    if (join->unplaced)
        ter_say(args, zh ? "%lld 个对象没有位置" : "features without a position: %lld",
            (long long)join->unplaced);
    for (size_t i = 0; i < join->notes.count; i++)
        ter_say(args, "  %s", join->notes.items[i]);
    for (size_t i = 0; join->writer && i < join->writer->notes.count; i++)
        ter_say(args, "  %s", join->writer->notes.items[i]);
}

static bool check_target(const struct join *join, struct ter_error *err)
{
    const char *path = ter_args_value(join->args, "to");
    TER_AUTO_FREE char *input = ter_for_features_path(join->args);
    return !path || ter_target_check(join->registry, "--to", path, input, err);
}

static bool run_join(struct join *join, struct ter_error *err)
{
    const struct ter_layer *for_layer;
    if (ter_args_value(join->args, "to") && ter_args_value(join->args, "format"))
        return ter_fail(err, TER_USAGE, "--to names the form by its extension; leave out --format");
    if (!check_target(join, err) || !read_limits(join, err) || !read_found(join, err) ||
        !ter_for_features_read(join->registry, join->args, &join->features, &for_layer, &join->notes, err))
        return false;
    join->to_itself = for_layer == join->layer;
    TER_AUTO_FREE char *name = ter_format("nearest_%s", join->layer->name);
    TER_AUTO_FREE char *title_en = ter_format("Nearest: %s", join->layer->title.text[TER_EN]);
    TER_AUTO_FREE char *title_zh = ter_format("最近的%s", join->layer->title.text[TER_ZH]);
    struct ter_layer layer = result_layer(name, title_en, title_zh);
    bool done = open_result(join, &layer, err) && join_all(join, err) &&
                (join->writer ? join->writer->commit(join->writer, err) : ter_output_end(join->output, err));
    if (done)
        summarise(join);
    ter_writer_close(join->writer); /* before the layer it was opened with ends */
    ter_output_free(join->output);
    join->writer = NULL;
    join->output = NULL;
    return done;
}

static bool nearest(const struct ter_args *args, bool *ret_attention, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    __attribute__((cleanup(join_free))) struct join join = {.args = args};
    if (!ter_args_open(args, TER_READ, &registry, err) ||
        !ter_registry_layer(registry, args->words[0], &join.layer, err))
        return false;
    join.registry = registry;
    if (!run_join(&join, err))
        return false;
    *ret_attention = join.alone || join.unplaced;
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    bool attention = false;
    if (!nearest(args, &attention, err)) {
        ter_wrap(err, "nearest %s", args->words[0]);
        return ter_exit_for(err);
    }
    return attention ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

static const struct ter_option options[] = {
    {"for", "LAYER|FILE[:SRC_LAYER]", "the features whose nearest records are wanted", false},
    {"k", "K", "so many for each (default 1)", false},
    {"max", "M", "none further away than so many metres", false},
    {"available", NULL, "only records in a status in which they can be used", false},
    {"key", "COLUMN", "with a file: the column that names its features (default: code or id, else the row)",
        false},
    {"to", "FILE", "write a file (.gpkg, .geojson, .shp, .csv) in place of the table", false},
    TER_FILTER_OPTIONS,
    {0},
};

const struct ter_command ter_command_nearest = {
    .name = "nearest",
    .usage = "LAYER --for LAYER|FILE[:SRC_LAYER]",
    .summary = "join features with the records nearest to them",
    .options = options,
    .formats = "table json csv geojson",
    .details =
        "Each feature of --for gets its K nearest records of LAYER, the nearest first, with the geodesic "
        "distance in metres and both error radii. A line or polygon stands for its centroid; a record is "
        "not its own nearest. Filters choose among the records of LAYER. A feature with none near enough, "
        "or without a position, keeps its row with nothing in it (exit code 3).",
    .examples = "terrier nearest hydrant --for site --available\n"
                "terrier nearest hydrant --for buildings.gpkg --available --max 150 --to uncovered.gpkg\n"
                "terrier nearest station --for hydrant -k 2 --format csv",
    .min_words = 1,
    .max_words = 1,
    .run = run,
};
