/* Owns the demands behind the gaps, and which candidate would meet which. Knows nothing of choosing. */
#include "coverage_demand.h"

#include "base/progress.h"
#include "cover_roads.h"

#include <math.h>
#include <stdlib.h>

enum { SECONDS_A_MINUTE = 60 };

void ter_demands_free(struct ter_demands *demands)
{
    free(demands->at);
    free(demands->sizes);
    free(demands->errors_m);
    free(demands->weights);
    free(demands->overs);
    free(demands->met);
    free(demands->gaps);
    *demands = (struct ter_demands){0};
}

static void make_room(struct ter_demands *demands)
{
    if (demands->count < demands->capacity)
        return;
    size_t capacity = demands->capacity = demands->capacity ? 2 * demands->capacity : 1024;
    demands->at = ter_realloc(demands->at, capacity * sizeof *demands->at);
    demands->sizes = ter_realloc(demands->sizes, capacity * sizeof *demands->sizes);
    demands->errors_m = ter_realloc(demands->errors_m, capacity * sizeof *demands->errors_m);
    demands->weights = ter_realloc(demands->weights, capacity * sizeof *demands->weights);
    demands->overs = ter_realloc(demands->overs, capacity * sizeof *demands->overs);
    demands->met = ter_realloc(demands->met, capacity);
}

static void add(struct ter_demands *demands, size_t over, struct ter_xy at, double size, double error_m)
{
    make_room(demands);
    size_t index = demands->count++;
    demands->at[index] = at;
    demands->sizes[index] = size;
    demands->errors_m[index] = error_m;
    demands->overs[index] = (uint32_t)over;
    demands->met[index] = 0;
    demands->gaps[over] += size;
}

/* An uncovered piece on its way into units. */
struct cutting {
    struct ter_demands *demands;
    size_t over;
    bool failed;
    struct ter_error *err;
};

static void add_piece(void *user, const struct ter_xy *line, size_t count)
{
    struct cutting *cutting = user;
    struct ter_siting_line piece = {line, count};
    TER_AUTO_SITING_UNITS struct ter_siting_units units = {0};
    if (cutting->failed)
        return;
    cutting->failed = !ter_siting_units(&piece, 1, TER_DEMAND_UNIT_M, &units, cutting->err);
    for (size_t i = 0; i < units.count && !cutting->failed; i++)
        add(cutting->demands, cutting->over, units.items[i].at, units.items[i].length_m, 0);
}

static bool find_in(struct ter_cover_run *run, const struct ter_cover_pair *pair, size_t at,
    struct ter_demands *demands, struct ter_error *err)
{
    const struct ter_cover_over *over = &run->coverage->overs[at];
    const struct ter_cover_parts *parts = &run->parts[at];
    const struct ter_cover *certain = &pair->certain;
    struct cutting cutting = {demands, at, false, err};
    for (size_t i = 0; i < parts->count && over->measure != TER_COVER_AREA_M2; i++) {
        const struct ter_cover_part *part = &parts->items[i];
        const struct ter_xy *points = parts->points + part->first;
        const struct ter_cover_feature *feature = &over->features[part->feature];
        if (over->measure == TER_COVER_LENGTH_M)
            certain->calls->uncovered(certain->self, points, part->count, add_piece, &cutting);
        else if (!certain->calls->holds(certain->self, *points, feature->uncertainty_m))
            add(demands, at, *points, feature->weight, feature->uncertainty_m);
        if (cutting.failed || !ter_interrupt_check(err))
            return false;
    }
    return true;
}

bool ter_demands_find(struct ter_cover_run *run, const struct ter_cover_pair *pair,
    struct ter_demands *ret_demands, struct ter_error *err)
{
    struct ter_demands demands = {.gaps = ter_alloc((run->coverage->over_count + 1) * sizeof *demands.gaps)};
    for (size_t i = 0; i < run->coverage->over_count; i++)
        if (!find_in(run, pair, i, &demands, err)) {
            ter_demands_free(&demands);
            return false;
        }
    for (size_t i = 0; i < demands.count; i++) {
        double gap = demands.gaps[demands.overs[i]];
        demands.weights[i] = gap > 0 ? demands.sizes[i] / gap : 0;
    }
    *ret_demands = demands;
    return true;
}

/* Drop the pairs whose demand may itself lie too far away. */
static void heed_errors(const struct ter_demands *demands, const struct ter_disc *discs, size_t count,
    struct ter_cover_pairs *pairs)
{
    size_t kept = 0, from = 0;
    for (size_t i = 0; i < count; i++) {
        size_t end = pairs->first[i + 1];
        for (size_t k = from; k < end; k++) {
            uint32_t demand = pairs->covers[k];
            double away_m = ter_xy_distance_m(discs[i].at, demands->at[demand]);
            if (away_m <= discs[i].radius_m - demands->errors_m[demand])
                pairs->covers[kept++] = demand;
        }
        from = end;
        pairs->first[i + 1] = kept;
    }
}

static double reach_of(const struct ter_cover_run *run, const struct ter_candidate *candidate)
{
    const struct ter_coverage *coverage = run->coverage;
    double limit = coverage->levels[coverage->main_level].limit;
    return candidate->source == SIZE_MAX
               ? limit
               : ter_cover_source_limit(run, &coverage->sources[candidate->source], limit);
}

static void pair_by_radius(const struct ter_cover_run *run, const struct ter_demands *demands,
    const struct ter_candidate *candidates, size_t count, struct ter_cover_pairs *pairs)
{
    TER_AUTO_FREE struct ter_disc *discs = ter_alloc((count + 1) * sizeof *discs);
    for (size_t i = 0; i < count; i++)
        discs[i] = (struct ter_disc){candidates[i].at, reach_of(run, &candidates[i]) - candidates[i].error_m};
    ter_cover_pairs_within(pairs, discs, count, demands->at, demands->count);
    if (count)
        heed_errors(demands, discs, count, pairs);
}

/* One candidate's own reach along roads. */
static bool reach_on_roads(struct ter_cover_run *run, const struct ter_candidate *candidate,
    struct ter_cover *ret_cover, struct ter_error *err)
{
    const struct ter_coverage_request *request = run->request;
    const struct ter_coverage *coverage = run->coverage;
    const struct ter_norm *side = ter_norms_find(request->norms, request->layer->name, "side_depth_m", NULL);
    double limit = coverage->levels[coverage->main_level].limit;
    struct ter_road_source source = {candidate->at, candidate->error_m, candidate->turnout_s};
    struct ter_hoses hoses = {run->graph, request->speeds, limit,
        ter_norm_value(side, request->speeds->settings[TER_SPEED_SIDE_M].value)};
    return request->reach == TER_REACH_MINUTES
               ? ter_cover_travel(run->graph, request->speeds, &source, 1, TER_READING_CERTAIN,
                     limit * SECONDS_A_MINUTE, ret_cover, err)
               : ter_cover_hoses(&hoses, &source, 1, TER_READING_CERTAIN, ret_cover, err);
}

/* A hose goes no farther than its length and the depth to the side; engines may go anywhere. */
static bool pair_on_roads(struct ter_cover_run *run, const struct ter_demands *demands,
    const struct ter_candidate *candidates, size_t count, struct ter_cover_pairs *pairs,
    struct ter_error *err)
{
    TER_AUTO_FREE uint32_t *met = ter_alloc((demands->count + 1) * sizeof *met);
    const struct ter_coverage *coverage = run->coverage;
    double farthest_m = run->request->reach == TER_REACH_MINUTES
                            ? (double)INFINITY
                            : 2 * coverage->levels[coverage->main_level].limit + 1000;
    struct ter_progress progress = {0};
    bool done = true;
    ter_progress_begin(&progress, "candidates", (int64_t)count);
    for (size_t i = 0; i < count && done; i++) {
        TER_AUTO_COVER struct ter_cover cover = {0};
        size_t found = 0;
        done = ter_interrupt_check(err) && reach_on_roads(run, &candidates[i], &cover, err);
        for (size_t k = 0; k < demands->count && done; k++)
            if (fabs(demands->at[k].x - candidates[i].at.x) <= farthest_m &&
                fabs(demands->at[k].y - candidates[i].at.y) <= farthest_m &&
                cover.calls->holds(cover.self, demands->at[k], demands->errors_m[k]))
                met[found++] = (uint32_t)k;
        ter_cover_pairs_add(pairs, met, found);
        ter_progress_update(&progress, (int64_t)i);
    }
    ter_progress_end(&progress);
    return done;
}

bool ter_demands_pair(struct ter_cover_run *run, const struct ter_demands *demands,
    const struct ter_candidate *candidates, size_t count, struct ter_cover_pairs *ret_pairs,
    struct ter_error *err)
{
    if (run->request->reach != TER_REACH_RADIUS)
        return pair_on_roads(run, demands, candidates, count, ret_pairs, err);
    pair_by_radius(run, demands, candidates, count, ret_pairs);
    return true;
}
