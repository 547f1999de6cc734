/* Owns reach along roads for a coverage: the graph, and what records become as its sources. Knows nothing of
 * what is covered. */
#include "cover_roads.h"
#include "coverage_run.h"

#include <math.h>
#include <stdlib.h>

enum { SECONDS_A_MINUTE = 60 };

bool ter_cover_graph_read(struct ter_cover_run *run, struct ter_error *err)
{
    if (run->request->reach == TER_REACH_RADIUS)
        return true;
    if (!ter_road_graph_read(run->registry, run->plane.epsg, &run->graph, err))
        return ter_wrap(err, "roads");
    if (run->graph->edge_count)
        return true;
    if (run->request->reach == TER_REACH_ROADS)
        return ter_fail(err, TER_USAGE,
            "--along-roads: the gazetteer has no roads (terrier gazetteer import FILE brings them)");
    ter_cover_note(run, "there are no roads: times are those of the straight line times a detour factor",
        "没有道路数据：时间按直线距离乘绕行系数估算");
    return true;
}

double ter_cover_turnout_s(const struct ter_cover_run *run, const struct ter_cover_source *source)
{
    const struct ter_turnout *usual = ter_speeds_turnout(run->request->speeds, source->class_);
    return SECONDS_A_MINUTE * (isnan(source->turnout_min) ? usual->minutes : source->turnout_min);
}

/* A record of unknown error is no source of what is certain, and an exact one of what is possible. */
static void choose(
    const struct ter_cover_run *run, bool shut_too, bool certain, struct ter_cover_sources *sources)
{
    const struct ter_coverage *coverage = run->coverage;
    for (size_t i = 0; i < coverage->source_count; i++) {
        const struct ter_cover_source *source = &coverage->sources[i];
        double error_m = ter_cover_source_error_m(run, source);
        struct ter_road_source start = {
            run->at[i], isnan(error_m) ? 0 : error_m, ter_cover_turnout_s(run, source)};
        if (!ter_cover_source_reaches(source, shut_too) || (certain && isnan(error_m)))
            continue;
        if (certain || run->request->reach != TER_REACH_MINUTES)
            ter_cover_sources_add(sources, start);
        else
            ter_cover_spread(run, start, sources);
    }
}

static bool make(struct ter_cover_run *run, double limit, const struct ter_road_source *sources, size_t count,
    enum ter_reading reading, struct ter_cover *ret_cover, struct ter_error *err)
{
    const struct ter_coverage_request *request = run->request;
    const struct ter_norm *side = ter_norms_find(request->norms, request->layer->name, "side_depth_m", NULL);
    if (request->reach == TER_REACH_MINUTES)
        return ter_cover_travel(
            run->graph, request->speeds, sources, count, reading, limit * SECONDS_A_MINUTE, ret_cover, err);
    struct ter_hoses hoses = {run->graph, request->speeds, limit,
        ter_norm_value(side, request->speeds->settings[TER_SPEED_SIDE_M].value)};
    return ter_cover_hoses(&hoses, sources, count, reading, ret_cover, err);
}

static bool make_one(struct ter_cover_run *run, double limit, bool shut_too, bool certain,
    struct ter_cover *ret_cover, struct ter_error *err)
{
    struct ter_cover_sources sources = {0};
    choose(run, shut_too, certain, &sources);
    bool made = make(run, limit, sources.items, sources.count,
        certain ? TER_READING_CERTAIN : TER_READING_POSSIBLE, ret_cover, err);
    free(sources.items);
    return made;
}

bool ter_cover_pair_on_roads(struct ter_cover_run *run, double limit, bool shut_too,
    struct ter_cover_pair *ret_pair, struct ter_error *err)
{
    if (!make_one(run, limit, shut_too, true, &ret_pair->certain, err))
        return false;
    if (make_one(run, limit, shut_too, false, &ret_pair->possible, err))
        return true;
    ter_cover_close(&ret_pair->certain);
    return false;
}
