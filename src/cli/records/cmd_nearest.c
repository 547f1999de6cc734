/* Owns `terrier nearest`: a join of features with the records nearest to them, in a straight line; along
 * roads it is nearest_along's. */
#include "analysis/nearest.h"
#include "base/messages.h"
#include "base/progress.h"
#include "base/text.h"
#include "cli/target.h"
#include "filter.h"
#include "for_features.h"
#include "nearest_join.h"
#include "region.h"
#include "roads/road_search.h"

#include <math.h>
#include <string.h>

static void join_free(struct ter_nearest_join *join)
{
    ter_located_free(&join->found);
    ter_located_free(&join->features);
    ter_strings_free(&join->notes);
    ter_nearest_rows_close(join->rows);
}

bool ter_nearest_join_same(const struct ter_nearest_join *join, size_t feature, size_t record)
{
    return join->to_itself && join->found.ids[record] == join->features.ids[feature];
}

struct ter_nearest_row ter_nearest_join_row(const struct ter_nearest_join *join, size_t feature,
    size_t record, size_t rank, uint8_t point[TER_WKB_POINT_SIZE])
{
    const double none = (double)NAN;
    bool found = record != SIZE_MAX, placed = ter_located_has_position(&join->features, feature);
    if (placed)
        ter_wkb_from_point(join->features.at[feature], point);
    return (struct ter_nearest_row){
        .for_code = ter_located_code(&join->features, feature),
        .code = found ? ter_located_code(&join->found, record) : NULL,
        .rank = rank,
        .way_m = none,
        .off_road_m = none,
        .distance_m = none,
        .uncertainty_m = found ? join->found.uncertainty_m[record] : none,
        .for_uncertainty_m = join->features.uncertainty_m[feature],
        .geometry = {placed ? point : NULL, placed ? TER_WKB_POINT_SIZE : 0},
    };
}

static bool read_limits(struct ter_nearest_join *join, struct ter_error *err)
{
    enum { MOST = 1000 };
    static const double earth_m = 20040000; /* no two places are further apart */
    const char *k = ter_args_value(join->args, "k");
    int64_t count = 1;
    if (k && !(ter_text_int(k, &count) && count >= 1 && count <= MOST))
        return ter_fail(err, TER_USAGE, "-k \"%s\" is not a whole number from 1 to %d", k, MOST);
    join->k = (size_t)count;
    join->along = ter_args_switch(join->args, "along-roads");
    join->max_m = INFINITY;
    return !ter_args_value(join->args, "max") ||
           ter_args_number(join->args, "max", 0, earth_m, 0, &join->max_m, err);
}

/* --available stands for the statuses in which the layer's things can be used. */
static bool add_available(
    const struct ter_nearest_join *join, struct ter_filter *filter, struct ter_error *err)
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

static bool read_found(struct ter_nearest_join *join, struct ter_error *err)
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

static bool emit(struct ter_nearest_join *join, size_t feature, const struct ter_nearest_hit *hit,
    size_t rank, struct ter_error *err)
{
    uint8_t point[TER_WKB_POINT_SIZE];
    struct ter_nearest_row row =
        ter_nearest_join_row(join, feature, hit ? hit->point : SIZE_MAX, rank, point);
    if (hit)
        row.distance_m = hit->distance_m;
    return ter_nearest_rows_add(join->rows, &row, err);
}

/* Drop the feature itself from what was found for it. */
static size_t without_itself(
    const struct ter_nearest_join *join, size_t feature, struct ter_nearest_hit *hits, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count && kept < join->k; i++)
        if (!ter_nearest_join_same(join, feature, hits[i].point))
            hits[kept++] = hits[i];
    return kept;
}

static bool join_feature(struct ter_nearest_join *join, struct ter_nearest_index *index, size_t feature,
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

static bool join_all(struct ter_nearest_join *join, struct ter_error *err)
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

static void say_alone(const struct ter_nearest_join *join)
{
    const struct ter_args *args = join->args;
    if (join->along && isinf(join->max_m))
        ter_say(args, "features without a way along roads: %lld", (long long)join->alone);
    else if (join->along)
        ter_say(args, "features with none within %2$g m along roads: %1$lld", (long long)join->alone,
            join->max_m);
    else if (isfinite(join->max_m))
        ter_say(args, "features with none within %2$g m: %1$lld", (long long)join->alone, join->max_m);
    else
        ter_say(args, "features with none: %lld", (long long)join->alone);
}

static void summarise(const struct ter_nearest_join *join)
{
    const struct ter_args *args = join->args;
    ter_nearest_rows_say(join->rows);
    ter_say(args, "features: %1$zu; records of %3$s: %2$zu", join->features.count, join->found.count,
        join->layer->name);
    if (join->alone)
        say_alone(join);
    if (join->unplaced)
        ter_say(args, "features without a position: %lld", (long long)join->unplaced);
    for (size_t i = 0; i < join->notes.count; i++)
        ter_say(args, "  %s", join->notes.items[i]);
    ter_nearest_rows_say_notes(join->rows);
}

static bool check_target(const struct ter_nearest_join *join, struct ter_error *err)
{
    const char *path = ter_args_value(join->args, "to");
    TER_AUTO_FREE char *input = ter_for_features_path(join->args);
    return !path || ter_target_check(join->registry, "--to", path, input, err);
}

/* The search along roads keeps a few labels a node. */
static bool check_along(const struct ter_nearest_join *join, struct ter_error *err)
{
    size_t most = TER_ROAD_MOST_RANKS - join->to_itself;
    return !join->along || join->k <= most ||
           ter_fail(err, TER_USAGE, "-k %zu: along roads at most %zu are looked for%s", join->k, most,
               join->to_itself ? ter_message(" among the features themselves") : "");
}

static bool run_join(struct ter_nearest_join *join, struct ter_error *err)
{
    const struct ter_layer *for_layer;
    if (ter_args_value(join->args, "to") && ter_args_value(join->args, "format"))
        return ter_fail(err, TER_USAGE, "--to names the form by its extension; leave out --format");
    if (!check_target(join, err) || !read_limits(join, err) || !read_found(join, err) ||
        !ter_for_features_read(join->registry, join->args, &join->features, &for_layer, &join->notes, err))
        return false;
    join->to_itself = for_layer == join->layer;
    if (!check_along(join, err) ||
        !ter_nearest_rows_open(join->args, join->registry, join->layer, join->along, &join->rows, err) ||
        !(join->along ? ter_nearest_join_along(join, err) : join_all(join, err)) ||
        !ter_nearest_rows_commit(join->rows, err))
        return false;
    summarise(join);
    return true;
}

static bool nearest(const struct ter_args *args, bool *ret_attention, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    __attribute__((cleanup(join_free))) struct ter_nearest_join join = {.args = args};
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
    {"along-roads", NULL, "by the way along the gazetteer's roads, not in a straight line", false},
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
        "Each feature of --for gets its K nearest records of LAYER, the nearest first, with the\n"
        "geodesic distance in metres and both error radii. A line or polygon stands for its centroid; a\n"
        "record is not its own nearest. Filters choose among the records of LAYER. A feature with none\n"
        "near enough, or without a position, keeps its row with nothing in it (exit code 3).\n"
        "\n"
        "With --along-roads the nearest is the one with the shortest way for a hose, or for somebody on\n"
        "foot: straight to the nearest road, along roads and paths in either direction, straight to the\n"
        "feature. The way passes no motorway, railway, river or canal on its own level. way_m is the\n"
        "whole way, off_road_m what of it is off the road, distance_m the straight line; files and\n"
        "GeoJSON have the way as a line, from the record to the feature. What is more than 500 m from\n"
        "any road has no way. -k is at most 3. How soon engines arrive, with speeds and one-way\n"
        "streets, is said by coverage station.",
    .examples = "terrier nearest hydrant --for site --available\n"
                "terrier nearest hydrant --for buildings.gpkg --available --max 150 --to uncovered.gpkg\n"
                "terrier nearest hydrant --for buildings.gpkg --available --along-roads --to ways.gpkg\n"
                "terrier nearest station --for hydrant -k 2 --format csv",
    .min_words = 1,
    .max_words = 1,
    .run = run,
};
