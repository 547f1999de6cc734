/* Owns the course of a coverage: what counts, what it reaches, how much of everything that is. Knows nothing
 * of files and of how answers are shown. */
#include "coverage_run.h"
#include "discs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool check_request(const struct ter_coverage_request *request, struct ter_error *err)
{
    const struct ter_layer *layer = request->layer;
    if (layer->geometry != TER_POINT)
        return ter_fail(err, TER_USAGE, "layer %s holds geometries of type %s; coverage is of points",
            layer->name, ter_geometry_name(layer->geometry));
    if (!layer->available.count)
        return ter_fail(err, TER_USAGE,
            "layer %s does not say in which statuses its records are available (\"available\" of its status)",
            layer->name);
    if (!request->limit_count)
        return ter_fail(err, TER_USAGE,
            "there is no norm for layer %s reached this way; say how far: --radius M or --minutes T",
            layer->name);
    return true;
}

static char *scenario_title(const struct ter_coverage_request *request)
{
    static const char *const forms[][2] = {
        [TER_SCENARIO_NOW] = {"as it stands on %s", "%s 现状"},
        [TER_SCENARIO_REPAIRED] = {"with all mended (as of %s)", "全部修复后（%s）"},
        [TER_SCENARIO_PLANNED] = {"with all mended and all plans built (as of %s)",
            "全部修复且规划建成后（%s）"},
        [TER_SCENARIO_AHEAD] = {"on %s, if target dates are kept", "%s，按期限完成时"},
        [TER_SCENARIO_PAST] = {"as it stood on %s", "%s 当日状况"},
    };
    struct ter_buf title = {0};
    const char *form = forms[request->scenario.kind][request->lang], *hole = strstr(form, "%s");
    ter_buf_add(&title, form, (size_t)(hole - form));
    ter_buf_text(&title, request->scenario.day);
    ter_buf_text(&title, hole + 2);
    return ter_buf_take(&title);
}

/* The words that --scenario takes. */
static const char *scenario_word(const struct ter_scenario_request *scenario)
{
    static const char *const words[] = {"now", "repaired", "planned"};
    return scenario->kind <= TER_SCENARIO_PLANNED ? words[scenario->kind] : scenario->day;
}

/* The limit that the norm itself names stands for the whole; else the largest. */
static size_t choose_main(const struct ter_coverage_request *request)
{
    const struct ter_norm *norm = request->reach == TER_REACH_MINUTES
                                      ? ter_norms_find(request->norms, request->layer->name, "minutes", NULL)
                                      : NULL;
    for (size_t i = 0; norm && i < request->limit_count; i++)
        if (request->limits[i] == ter_norm_value(norm, 0))
            return i;
    return request->limit_count - 1;
}

static struct ter_coverage *new_answer(const struct ter_coverage_request *request)
{
    struct ter_coverage *coverage = ter_alloc(sizeof *coverage);
    coverage->kind = ter_strdup(request->layer->name);
    coverage->kind_title = ter_strdup(request->layer->title.text[request->lang]);
    coverage->lang = request->lang;
    coverage->reach = request->reach;
    coverage->scenario = ter_strdup(scenario_word(&request->scenario));
    coverage->scenario_title = scenario_title(request);
    coverage->day = ter_strdup(request->scenario.day);
    coverage->assume_exact = request->assume_exact;
    coverage->overs = request->overs;
    coverage->over_count = request->over_count;
    coverage->levels = ter_alloc(request->limit_count * sizeof *coverage->levels);
    coverage->level_count = request->limit_count;
    for (size_t i = 0; i < request->limit_count; i++)
        coverage->levels[i].limit = request->limits[i];
    coverage->main_level = choose_main(request);
    coverage->exact_gap = (double)NAN;
    return coverage;
}

static void grow_box(struct ter_bbox *box, bool *any, struct ter_lonlat at)
{
    if (!*any)
        *box = (struct ter_bbox){at.lon, at.lat, at.lon, at.lat};
    *any = true;
    *box = (struct ter_bbox){
        fmin(box->west, at.lon), fmin(box->south, at.lat), fmax(box->east, at.lon), fmax(box->north, at.lat)};
}

/* Where the work is: round what covers; without any, round what ought to be covered. */
static bool data_box(const struct ter_coverage *coverage, struct ter_bbox *ret_box, struct ter_error *err)
{
    bool any = false;
    for (size_t i = 0; i < coverage->source_count; i++)
        if (!isnan(coverage->sources[i].at.lon) && coverage->sources[i].use != TER_SOURCE_ASIDE)
            grow_box(ret_box, &any, coverage->sources[i].at);
    for (size_t i = 0; !any && i < coverage->source_count; i++)
        if (!isnan(coverage->sources[i].at.lon))
            grow_box(ret_box, &any, coverage->sources[i].at);
    for (size_t i = 0; !any && i < coverage->over_count; i++)
        for (size_t k = 0; k < coverage->overs[i].count; k++) {
            TER_AUTO_POINTS struct ter_points points = {0};
            if (!ter_wkb_points(coverage->overs[i].features[k].shape, &points))
                continue;
            for (size_t n = 0; n < points.count; n++)
                if (isfinite(points.items[n].lon))
                    grow_box(ret_box, &any, points.items[n]);
        }
    return any ||
           ter_fail(err, TER_FAILED,
               "no record of layer %s has a position, and neither has anything to be covered: there is "
               "nothing to measure (terrier geocode %s, or import positions)",
               coverage->kind, coverage->kind);
}

static bool open_plane(struct ter_cover_run *run, struct ter_error *err)
{
    struct ter_coverage *coverage = run->coverage;
    struct ter_bbox box = {0};
    if (!data_box(coverage, &box, err) ||
        !ter_cover_plane_open(ter_registry_epsg(run->registry), box, &run->plane, err))
        return false;
    coverage->epsg = run->plane.epsg;
    run->at = ter_alloc((coverage->source_count + 1) * sizeof *run->at);
    for (size_t i = 0; i < coverage->source_count; i++) {
        const struct ter_cover_source *source = &coverage->sources[i];
        bool wanted = source->use != TER_SOURCE_ASIDE || run->request->close >= 0;
        if (wanted && !isnan(source->at.lon) &&
            !ter_cover_plane_to(&run->plane, source->at, &run->at[i], err))
            return ter_wrap(err, "%s %s", coverage->kind, source->code);
    }
    return true;
}

static bool read_parts(struct ter_cover_run *run, struct ter_error *err)
{
    struct ter_coverage *coverage = run->coverage;
    if (!ter_cover_units_open(run->registry, &run->plane, &run->units, err))
        return false;
    run->parts = ter_alloc((coverage->over_count + 1) * sizeof *run->parts);
    for (size_t i = 0; i < coverage->over_count; i++)
        if (!ter_cover_parts_read(&coverage->overs[i], &run->plane, run->units, &run->parts[i], err))
            return false;
    size_t count = ter_cover_units_count(run->units);
    coverage->township_count = count + 1;
    coverage->townships = ter_alloc((count + 1) * sizeof *coverage->townships);
    for (size_t i = 0; i < count; i++) {
        coverage->townships[i].name = ter_strdup(ter_cover_units_name(run->units, i));
        coverage->townships[i].drawn = i < ter_cover_units_drawn(run->units);
    }
    return true;
}

bool ter_cover_source_reaches(const struct ter_cover_source *source, bool shut_too)
{
    return source->use <= TER_SOURCE_TOO_COARSE ||
           (shut_too && source->use == TER_SOURCE_WITHOUT && !isnan(source->at.lon));
}

/* A position of unknown radius may be anywhere: it covers nothing for certain, and counts as possible from
 * where it stands, since nothing better is known. */
static bool pair_of_discs(struct ter_cover_run *run, double limit, bool shut_too,
    struct ter_cover_pair *ret_pair, struct ter_error *err)
{
    const struct ter_coverage *coverage = run->coverage;
    size_t count = 0;
    TER_AUTO_FREE struct ter_disc *certain = ter_alloc((2 * coverage->source_count + 1) * sizeof *certain);
    struct ter_disc *possible = certain + coverage->source_count;
    for (size_t i = 0; i < coverage->source_count; i++) {
        const struct ter_cover_source *source = &coverage->sources[i];
        if (!ter_cover_source_reaches(source, shut_too))
            continue;
        double reach_m = ter_cover_source_limit(run, source, limit);
        double error_m = ter_cover_source_error_m(run, source);
        certain[count] = (struct ter_disc){run->at[i], isnan(error_m) ? 0 : reach_m - error_m};
        possible[count++] = (struct ter_disc){run->at[i], isnan(error_m) ? reach_m : reach_m + error_m};
    }
    if (!ter_cover_discs(certain, count, &ret_pair->certain, err))
        return false;
    if (ter_cover_discs(possible, count, &ret_pair->possible, err))
        return true;
    ter_cover_close(&ret_pair->certain);
    return false;
}

bool ter_cover_pair_make(struct ter_cover_run *run, double limit, bool shut_too,
    struct ter_cover_pair *ret_pair, struct ter_error *err)
{
    return run->request->reach == TER_REACH_RADIUS
               ? pair_of_discs(run, limit, shut_too, ret_pair, err)
               : ter_cover_pair_on_roads(run, limit, shut_too, ret_pair, err);
}

void ter_cover_pair_close(struct ter_cover_pair *pair)
{
    ter_cover_close(&pair->certain);
    ter_cover_close(&pair->possible);
}

static bool run_level(struct ter_cover_run *run, struct ter_cover_level *level, struct ter_error *err)
{
    TER_AUTO_COVER_PAIR struct ter_cover_pair pair = {0};
    if (!ter_cover_pair_make(run, level->limit, false, &pair, err) ||
        !ter_cover_level_measure(run, &pair, level, err) || !ter_cover_level_list(run, &pair, level, err))
        return false;
    return !run->request->shapes || ter_cover_level_draw(run, &pair, level, err);
}

static void take_away(struct ter_cover_figures *from, const struct ter_cover_figures *less, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        from[i].certain -= less[i].certain;
        from[i].possible -= less[i].possible;
    }
}

/* What --without takes away: the same with all of them open, less what there is. */
static bool find_lost(struct ter_cover_run *run, struct ter_error *err)
{
    TER_AUTO_COVER_PAIR struct ter_cover_pair pair = {0};
    struct ter_coverage *coverage = run->coverage;
    const struct ter_cover_level *now = &coverage->levels[coverage->main_level];
    if (!coverage->without.count)
        return true;
    coverage->lost = ter_alloc(sizeof *coverage->lost);
    coverage->lost->limit = now->limit;
    if (!ter_cover_pair_make(run, now->limit, true, &pair, err) ||
        !ter_cover_level_measure(run, &pair, coverage->lost, err))
        return false;
    size_t cells = coverage->over_count * coverage->township_count;
    coverage->lost->certain_m2 -= now->certain_m2;
    coverage->lost->possible_m2 -= now->possible_m2;
    take_away(coverage->lost->figures, now->figures, coverage->over_count);
    take_away(coverage->lost->weighted, now->weighted, coverage->over_count);
    take_away(coverage->lost->townships, now->townships, cells);
    take_away(coverage->lost->township_weights, now->township_weights, cells);
    take_away(coverage->lost->township_m2, now->township_m2, coverage->township_count - 1);
    return true;
}

/* Rounding alone is no gap. */
static bool falls_short(struct ter_cover_figures figures)
{
    return figures.total - figures.certain > 1e-9 * figures.total;
}

static bool find_gaps(const struct ter_coverage *coverage)
{
    const struct ter_cover_level *level = &coverage->levels[coverage->main_level];
    bool gaps = false;
    for (size_t i = 0; i < coverage->over_count; i++)
        gaps = gaps || falls_short(level->figures[i]);
    return gaps;
}

static void run_free(struct ter_cover_run *run)
{
    for (size_t i = 0; run->parts && i < run->request->over_count; i++)
        ter_cover_parts_free(&run->parts[i]);
    free(run->parts);
    free(run->at);
    ter_cover_units_close(run->units);
    ter_road_graph_close(run->graph);
    ter_cover_plane_close(&run->plane);
    ter_coverage_free(run->coverage);
}

/* --assume-exact holds for what ought to be covered, too. */
static void take_for_exact(struct ter_coverage *coverage)
{
    for (size_t i = 0; coverage->assume_exact && i < coverage->over_count; i++)
        for (size_t k = 0; k < coverage->overs[i].count; k++)
            coverage->overs[i].features[k].uncertainty_m = 0;
}

static bool compute(struct ter_cover_run *run, struct ter_error *err)
{
    struct ter_coverage *coverage = run->coverage;
    take_for_exact(coverage);
    if (!ter_cover_sources_read(run, err) || !open_plane(run, err) || !read_parts(run, err) ||
        !ter_cover_graph_read(run, err))
        return false;
    for (size_t i = 0; i < coverage->level_count; i++)
        if (!run_level(run, &coverage->levels[i], err))
            return false;
    if (!find_lost(run, err) || !ter_cover_stations_find(run, err) || !ter_cover_close_gaps(run, err))
        return false;
    coverage->has_gaps = find_gaps(coverage);
    ter_cover_explain(run);
    return true;
}

bool ter_coverage_compute(struct ter_registry *registry, struct ter_coverage_request *request,
    struct ter_coverage **ret_coverage, struct ter_error *err)
{
    __attribute__((cleanup(run_free))) struct ter_cover_run run = {.registry = registry, .request = request};
    if (!check_request(request, err))
        return false;
    run.coverage = new_answer(request);
    if (!compute(&run, err))
        return false;
    *ret_coverage = run.coverage;
    run.coverage = NULL;
    return true;
}
