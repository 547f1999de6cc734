/* Owns which candidate would meet which demand, in a straight line and along roads. Knows nothing of
 * choosing. */
#include "base/map.h"
#include "base/progress.h"
#include "cover_roads.h"
#include "coverage_demand.h"

#include <math.h>
#include <stdlib.h>

enum { SECONDS_A_MINUTE = 60 };

static double main_limit(const struct ter_cover_run *run)
{
    return run->coverage->levels[run->coverage->main_level].limit;
}

/* ---- in a straight line ---- */

/* Keep the pairs that are marked. */
static void keep(struct ter_cover_pairs *pairs, const uint8_t *kept)
{
    size_t count = 0, from = 0;
    for (size_t i = 0; i < pairs->candidate_count; i++) {
        size_t end = pairs->first[i + 1];
        for (size_t k = from; k < end; k++)
            if (kept[k])
                pairs->covers[count++] = pairs->covers[k];
        from = end;
        pairs->first[i + 1] = count;
    }
}

static size_t pair_count(const struct ter_cover_pairs *pairs)
{
    return pairs->candidate_count ? pairs->first[pairs->candidate_count] : 0;
}

static double reach_of(const struct ter_cover_run *run, const struct ter_candidate *candidate)
{
    return candidate->source == SIZE_MAX
               ? main_limit(run)
               : ter_cover_source_limit(run, &run->coverage->sources[candidate->source], main_limit(run));
}

/* A demand may itself lie farther away than it stands. */
static void pair_by_radius(const struct ter_cover_run *run, const struct ter_demands *demands,
    const struct ter_candidate *candidates, size_t count, struct ter_cover_pairs *pairs)
{
    TER_AUTO_FREE struct ter_disc *discs = ter_alloc((count + 1) * sizeof *discs);
    for (size_t i = 0; i < count; i++)
        discs[i] = (struct ter_disc){candidates[i].at, reach_of(run, &candidates[i]) - candidates[i].error_m};
    ter_cover_pairs_within(pairs, discs, count, demands->at, demands->count);
    TER_AUTO_FREE uint8_t *kept = ter_alloc(pair_count(pairs) + 1);
    for (size_t i = 0; i < count; i++)
        for (size_t k = pairs->first[i]; k < pairs->first[i + 1]; k++) {
            uint32_t demand = pairs->covers[k];
            double away_m = ter_xy_distance_m(discs[i].at, demands->at[demand]);
            kept[k] = away_m <= discs[i].radius_m - demands->errors_m[demand];
        }
    keep(pairs, kept);
}

/* ---- hoses along roads ---- */

/* Candidates whose reaches cannot touch are searched from together: each is then the only one of its group
 * that can meet a demand near it. */
struct groups {
    uint32_t *candidates; /* group after group */
    size_t *first;
    size_t count;
};

static void groups_free(struct groups *groups)
{
    free(groups->candidates);
    free(groups->first);
}

/* A group has at most one candidate of each square of `apart_m`, and no two of neighbouring squares: squares
 * take turns as the fields of a chessboard do, both ways. */
static size_t *number_groups(
    const struct ter_candidate *candidates, size_t count, double apart_m, size_t *ret_count)
{
    TER_AUTO_MAP struct ter_map squares = {0};
    size_t *groups = ter_alloc((count + 1) * sizeof *groups);
    *ret_count = 0;
    for (size_t i = 0; i < count; i++) {
        double square[2] = {
            floor(candidates[i].at.x / apart_m) + 0.0, floor(candidates[i].at.y / apart_m) + 0.0};
        size_t turn = 2 * (fmod(square[0], 2) != 0) + (fmod(square[1], 2) != 0);
        int64_t *held = ter_map_put(&squares, ter_hash(0, square, sizeof square), NULL);
        groups[i] = 4 * (size_t)(*held)++ + turn;
        if (groups[i] >= *ret_count)
            *ret_count = groups[i] + 1;
    }
    return groups;
}

static void make_groups(
    const struct ter_candidate *candidates, size_t count, double apart_m, struct groups *ret_groups)
{
    struct groups groups = {0};
    TER_AUTO_FREE size_t *number = number_groups(candidates, count, apart_m, &groups.count);
    groups.candidates = ter_alloc((count + 1) * sizeof *groups.candidates);
    groups.first = ter_alloc((groups.count + 2) * sizeof *groups.first);
    for (size_t i = 0; i < count; i++)
        groups.first[number[i] + 2]++;
    for (size_t i = 2; i < groups.count + 2; i++)
        groups.first[i] += groups.first[i - 1];
    for (size_t i = 0; i < count; i++)
        groups.candidates[groups.first[number[i] + 1]++] = (uint32_t)i;
    *ret_groups = groups;
}

/* What is being paired. */
struct pairing {
    struct ter_cover_run *run;
    const struct ter_demands *demands;
    const struct ter_candidate *candidates;
    size_t count;
};

static struct ter_hoses hoses_of(const struct ter_cover_run *run)
{
    const struct ter_coverage_request *request = run->request;
    const struct ter_norm *side = ter_norms_find(request->norms, request->layer->name, "side_depth_m", NULL);
    return (struct ter_hoses){run->graph, request->speeds, main_limit(run),
        ter_norm_value(side, request->speeds->settings[TER_SPEED_SIDE_M].value)};
}

static struct ter_road_source source_of(const struct ter_candidate *candidate)
{
    return (struct ter_road_source){candidate->at, candidate->error_m, candidate->turnout_s};
}

/* Mark the pairs of one group. */
static bool mark_group(const struct pairing *pairing, const struct ter_hoses *hoses, const uint32_t *group,
    size_t count, const struct ter_cover_pairs *pairs, uint8_t *kept, struct ter_error *err)
{
    const struct ter_demands *demands = pairing->demands;
    TER_AUTO_COVER struct ter_cover cover = {0};
    TER_AUTO_FREE struct ter_road_source *sources = ter_alloc((count + 1) * sizeof *sources);
    for (size_t i = 0; i < count; i++)
        sources[i] = source_of(&pairing->candidates[group[i]]);
    if (!ter_cover_hoses(hoses, sources, count, TER_READING_CERTAIN, &cover, err))
        return false;
    for (size_t i = 0; i < count; i++)
        for (size_t k = pairs->first[group[i]]; k < pairs->first[group[i] + 1]; k++) {
            uint32_t demand = pairs->covers[k];
            kept[k] = cover.calls->holds(cover.self, demands->at[demand], demands->errors_m[demand]);
        }
    return true;
}

static bool pair_by_hoses(const struct pairing *pairing, struct ter_cover_pairs *pairs, struct ter_error *err)
{
    __attribute__((cleanup(groups_free))) struct groups groups = {0};
    struct ter_hoses hoses = hoses_of(pairing->run);
    struct ter_progress progress = {0};
    double reach_m = hoses.length_m + hoses.side_m, error_m = 0;
    bool done = true;
    for (size_t i = 0; i < pairing->demands->count; i++)
        error_m = fmax(error_m, pairing->demands->errors_m[i]);
    /* A place that may itself be farther off than a hose reaches is met by nobody. */
    make_groups(pairing->candidates, pairing->count, 2 * reach_m + fmin(error_m, reach_m) + 1, &groups);
    TER_AUTO_FREE struct ter_disc *discs = ter_alloc((pairing->count + 1) * sizeof *discs);
    for (size_t i = 0; i < pairing->count; i++)
        discs[i] = (struct ter_disc){pairing->candidates[i].at, reach_m};
    ter_cover_pairs_within(pairs, discs, pairing->count, pairing->demands->at, pairing->demands->count);
    TER_AUTO_FREE uint8_t *kept = ter_alloc(pair_count(pairs) + 1);
    ter_progress_begin(&progress, "candidates", (int64_t)pairing->count);
    for (size_t i = 0; i < groups.count && done; i++) {
        ter_progress_update(&progress, (int64_t)groups.first[i]);
        done = ter_interrupt_check(err) && mark_group(pairing, &hoses, groups.candidates + groups.first[i],
                                               groups.first[i + 1] - groups.first[i], pairs, kept, err);
    }
    ter_progress_end(&progress);
    keep(pairs, kept);
    return done;
}

/* ---- engines ---- */

/* They may go anywhere: one candidate after another. */
static bool pair_by_travel(
    const struct pairing *pairing, struct ter_cover_pairs *pairs, struct ter_error *err)
{
    const struct ter_cover_run *run = pairing->run;
    const struct ter_demands *demands = pairing->demands;
    TER_AUTO_FREE uint32_t *met = ter_alloc((demands->count + 1) * sizeof *met);
    for (size_t i = 0; i < pairing->count; i++) {
        TER_AUTO_COVER struct ter_cover cover = {0};
        struct ter_road_source source = source_of(&pairing->candidates[i]);
        size_t found = 0;
        if (!ter_interrupt_check(err) ||
            !ter_cover_travel(run->graph, run->request->speeds, &source, 1, TER_READING_CERTAIN,
                main_limit(run) * SECONDS_A_MINUTE, &cover, err))
            return false;
        for (size_t k = 0; k < demands->count; k++)
            if (cover.calls->holds(cover.self, demands->at[k], demands->errors_m[k]))
                met[found++] = (uint32_t)k;
        ter_cover_pairs_add(pairs, met, found);
    }
    return true;
}

bool ter_demands_pair(struct ter_cover_run *run, const struct ter_demands *demands,
    const struct ter_candidate *candidates, size_t count, struct ter_cover_pairs *ret_pairs,
    struct ter_error *err)
{
    struct pairing pairing = {run, demands, candidates, count};
    if (run->request->reach == TER_REACH_ROADS)
        return pair_by_hoses(&pairing, ret_pairs, err);
    if (run->request->reach == TER_REACH_MINUTES)
        return pair_by_travel(&pairing, ret_pairs, err);
    pair_by_radius(run, demands, candidates, count, ret_pairs);
    return true;
}
