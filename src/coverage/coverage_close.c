/* Owns what would close the gaps: the mends and plans ranked by what each adds, then new places for the rest.
 * Knows nothing of how demands and candidates are matched. */
#include "coverage_demand.h"
#include "coverage_places.h"

#include <math.h>
#include <stdlib.h>

/* The work of closing. */
struct closing {
    struct ter_cover_run *run;
    struct ter_demands demands;
    struct ter_candidate *candidates; /* of the step in hand */
    size_t candidate_count;
    size_t step_capacity;
    struct ter_cover_places places;
    size_t *chosen; /* the sites that were proposed */
    size_t chosen_count, chosen_capacity;
};

static void closing_free(struct closing *closing)
{
    ter_demands_free(&closing->demands);
    ter_cover_places_free(&closing->places);
    free(closing->candidates);
    free(closing->chosen);
}

/* ---- the steps ---- */

/* Which township a place lies in, as a text of its own; NULL where that is not known. */
static char *township_of(const struct closing *closing, const struct ter_candidate *candidate)
{
    const struct ter_cover_run *run = closing->run;
    size_t unit = ter_cover_units_at(run->units, candidate->at);
    const char *name = unit != SIZE_MAX                ? ter_cover_units_name(run->units, unit)
                       : candidate->source != SIZE_MAX ? run->coverage->sources[candidate->source].township
                                                       : NULL;
    return name ? ter_strdup(name) : NULL;
}

/* Take a candidate: what it meets beyond all before it. */
static bool take_step(
    struct closing *closing, const struct ter_cover_pairs *pairs, size_t chosen, struct ter_error *err)
{
    struct ter_coverage *coverage = closing->run->coverage;
    const struct ter_candidate *candidate = &closing->candidates[chosen];
    struct ter_demands *demands = &closing->demands;
    struct ter_cover_step step = {.kind = candidate->kind, .at = {candidate->at.x, candidate->at.y}};
    if (!ter_cover_plane_move(closing->run->plane.back, &step.at, 1, err))
        return false;
    step.code = candidate->source == SIZE_MAX ? NULL : ter_strdup(coverage->sources[candidate->source].code);
    step.township = township_of(closing, candidate);
    step.gains = ter_alloc((coverage->over_count + 1) * sizeof *step.gains);
    for (size_t i = 0; i < coverage->over_count; i++)
        step.gains[i] = coverage->overs[i].measure == TER_COVER_AREA_M2 ? (double)NAN : 0;
    for (size_t k = pairs->first[chosen]; k < pairs->first[chosen + 1]; k++) {
        uint32_t demand = pairs->covers[k];
        if (demands->met[demand])
            continue;
        demands->met[demand] = 1;
        step.gains[demands->overs[demand]] += demands->sizes[demand];
        step.score += demands->weights[demand];
    }
    coverage->steps =
        ter_grow(coverage->steps, &closing->step_capacity, coverage->step_count + 1, sizeof *coverage->steps);
    coverage->steps[coverage->step_count++] = step;
    if (candidate->kind == TER_CLOSE_NEW) {
        closing->chosen = ter_grow(
            closing->chosen, &closing->chosen_capacity, closing->chosen_count + 1, sizeof *closing->chosen);
        closing->chosen[closing->chosen_count++] = candidate->site;
    }
    return true;
}

/* Choose among the candidates in hand, the best first. */
static bool choose(
    struct closing *closing, const struct ter_cover_pairs *pairs, size_t most, struct ter_error *err)
{
    struct ter_cover_problem problem = {
        .weights = closing->demands.weights,
        .demand_count = closing->demands.count,
        .pairs = pairs,
        .already = closing->demands.met,
    };
    TER_AUTO_FREE struct ter_cover_choice *choices = NULL;
    size_t count = 0;
    if (!ter_closing_greedy(&problem, most, 1, &choices, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!take_step(closing, pairs, choices[i].candidate, err))
            return false;
    return true;
}

/* ---- mends and plans ---- */

static void add_candidate(struct closing *closing, struct ter_candidate candidate, size_t *capacity)
{
    closing->candidates =
        ter_grow(closing->candidates, capacity, closing->candidate_count + 1, sizeof *closing->candidates);
    closing->candidates[closing->candidate_count++] = candidate;
}

/* Records that do not count yet, and could. Those whose place is too coarse would cover nothing for certain.
 */
static void find_records(struct closing *closing)
{
    const struct ter_cover_run *run = closing->run;
    const struct ter_coverage_request *request = run->request;
    size_t capacity = 0, coarse = 0;
    for (size_t i = 0; i < run->coverage->source_count; i++) {
        const struct ter_cover_source *source = &run->coverage->sources[i];
        enum ter_standing standing = ter_scenario_standing(request->norms, request->layer, source->status);
        double error_m = ter_cover_source_error_m(run, source);
        if (source->use != TER_SOURCE_ASIDE || isnan(source->at.lon) ||
            (standing != TER_STANDING_BROKEN && standing != TER_STANDING_PLANNED))
            continue;
        double limit = run->coverage->levels[run->coverage->main_level].limit;
        bool useless = isnan(error_m) || (request->reach != TER_REACH_MINUTES &&
                                             error_m >= ter_cover_source_limit(run, source, limit));
        coarse += useless;
        if (!useless)
            add_candidate(closing,
                (struct ter_candidate){run->at[i], error_m,
                    standing == TER_STANDING_BROKEN ? TER_CLOSE_MEND : TER_CLOSE_BUILD, i,
                    ter_cover_turnout_s(run, source), SIZE_MAX},
                &capacity);
    }
    if (coarse)
        ter_strings_printf(&run->coverage->notes,
            ter_cover_zh(run) ? "%zu 处待修或规划的位置太粗，未参加排序"
                              : "%zu broken or planned ones are too coarse to be ranked",
            coarse);
}

static bool rank_records(struct closing *closing, struct ter_error *err)
{
    TER_AUTO_COVER_PAIRS struct ter_cover_pairs pairs = {0};
    find_records(closing);
    return ter_demands_pair(
               closing->run, &closing->demands, closing->candidates, closing->candidate_count, &pairs, err) &&
           choose(closing, &pairs, SIZE_MAX, err);
}

/* ---- new places ---- */

/* Everything that stands, or will once all is mended and built. */
static struct ter_xy *find_standing(const struct closing *closing, size_t *ret_count)
{
    const struct ter_coverage *coverage = closing->run->coverage;
    struct ter_xy *standing = ter_alloc((coverage->source_count + 1) * sizeof *standing);
    *ret_count = 0;
    for (size_t i = 0; i < coverage->source_count; i++)
        if (ter_cover_source_reaches(&coverage->sources[i], true))
            standing[(*ret_count)++] = closing->run->at[i];
    for (size_t i = 0; i < closing->candidate_count; i++)
        standing[(*ret_count)++] = closing->candidates[i].at;
    return standing;
}

static bool find_places(
    struct closing *closing, const struct ter_cover *certain, double spacing_m, struct ter_error *err)
{
    size_t standing_count, capacity = 0;
    TER_AUTO_FREE struct ter_xy *standing = find_standing(closing, &standing_count);
    if (!ter_cover_places_find(
            closing->run, certain, spacing_m, standing, standing_count, &closing->places, err))
        return false;
    free(closing->candidates);
    closing->candidates = NULL;
    closing->candidate_count = 0;
    for (size_t i = 0; i < closing->places.sites.count; i++)
        add_candidate(closing,
            (struct ter_candidate){closing->places.sites.items[i].at, 0, TER_CLOSE_NEW, SIZE_MAX, 0, i},
            &capacity);
    return true;
}

/* Keep of the candidates in hand those that the proof has chosen. */
static void keep_chosen(struct closing *closing, const struct ter_cover_optimum *optimum)
{
    for (size_t i = 0; i < optimum->count; i++)
        closing->candidates[i] = closing->candidates[optimum->candidates[i]];
    closing->candidate_count = optimum->count;
}

static void note_proof(struct ter_cover_run *run, const struct ter_cover_optimum *optimum)
{
    static const char *const words[][2] = {
        {"60 s did not suffice to prove the choice optimal", "60 秒内未能证明最优"},
        {"the choice of new places is proved optimal", "新增位置的选择已证明最优"},
    };
    ter_strings_printf(&run->coverage->notes,
        ter_cover_zh(run) ? "%s：贪心选择与上界相差 %.2f %%"
                          : "%s; the greedy choice is %.2f %% below the bound",
        words[optimum->proved][ter_cover_zh(run)], 100 * optimum->gap);
}

/* Replace the candidates by the best choice of them. */
static bool prove(struct closing *closing, const struct ter_cover_pairs *pairs, struct ter_error *err)
{
    static const double most_s = 60;
    struct ter_cover_run *run = closing->run;
    TER_AUTO_COVER_OPTIMUM struct ter_cover_optimum optimum = {0};
    struct ter_cover_problem problem = {
        closing->demands.weights, closing->demands.count, pairs, NULL, closing->demands.met};
    if (!ter_closing_optimum(&problem, (size_t)run->request->close, most_s, &optimum, err))
        return ter_wrap(err, "--exact");
    run->coverage->exact_gap = optimum.gap;
    note_proof(run, &optimum);
    keep_chosen(closing, &optimum);
    return true;
}

/* Whether a proof is wanted, and can be had. */
static bool can_prove(struct closing *closing)
{
    struct ter_cover_run *run = closing->run;
    bool few = closing->candidate_count <= TER_OPTIMUM_MOST_CANDIDATES;
    if (run->request->exact && !few)
        ter_strings_printf(&run->coverage->notes,
            ter_cover_zh(run) ? "--exact 未予证明：候选位置有 %zu 处，最多可证明 %d 处；所列为贪心选择"
                              : "--exact: not proved; there are %zu places to choose from, and a proof takes "
                                "up to %d; what "
                                "is listed is the greedy choice",
            closing->candidate_count, TER_OPTIMUM_MOST_CANDIDATES);
    return run->request->exact && few && closing->candidate_count;
}

static bool choose_places(struct closing *closing, struct ter_error *err)
{
    struct ter_cover_run *run = closing->run;
    TER_AUTO_COVER_PAIRS struct ter_cover_pairs pairs = {0}, chosen = {0};
    if (!ter_demands_pair(run, &closing->demands, closing->candidates, closing->candidate_count, &pairs, err))
        return false;
    if (!can_prove(closing))
        return choose(closing, &pairs, (size_t)run->request->close, err);
    return prove(closing, &pairs, err) &&
           ter_demands_pair(
               run, &closing->demands, closing->candidates, closing->candidate_count, &chosen, err) &&
           choose(closing, &chosen, SIZE_MAX, err);
}

/* A few places that reach the most stand farther apart than the norm of spacing allows: say what it asks for.
 */
static bool note_spacing(struct closing *closing, double spacing_m, struct ter_error *err)
{
    size_t more = 0;
    if (!ter_cover_places_between(&closing->places, closing->chosen, closing->chosen_count, &more, err))
        return false;
    if (more)
        ter_strings_printf(&closing->run->coverage->notes,
            ter_cover_zh(closing->run)
                ? "按间距不大于 %g 米，同一路段上所列新增位置之间还需 %zu 处"
                : "a spacing of at most %g m asks for %zu more between new places along the same stretch",
            spacing_m, more);
    return true;
}

static bool propose(struct closing *closing, const struct ter_cover *certain, struct ter_error *err)
{
    struct ter_cover_run *run = closing->run;
    const struct ter_norm *spacing =
        ter_norms_find(run->request->norms, run->request->layer->name, "spacing_m", NULL);
    if (run->request->close == 0)
        return true;
    if (!spacing) {
        ter_cover_note(run, "no new places are proposed: there is no norm of spacing for this layer",
            "该图层没有间距标准，未建议新增位置");
        return true;
    }
    double spacing_m = ter_norm_value(spacing, 0);
    if (!find_places(closing, certain, spacing_m, err))
        return false;
    if (!closing->candidate_count) {
        ter_cover_note(run,
            "no new places are proposed: they stand on roads that are not covered; add --over roads",
            "未建议新增位置：新增位置取自未覆盖的道路，请加 --over roads");
        return true;
    }
    return choose_places(closing, err) && note_spacing(closing, spacing_m, err);
}

bool ter_cover_close_gaps(struct ter_cover_run *run, struct ter_error *err)
{
    __attribute__((cleanup(closing_free))) struct closing closing = {.run = run};
    TER_AUTO_COVER_PAIR struct ter_cover_pair pair = {0};
    const struct ter_coverage *coverage = run->coverage;
    if (run->request->close < 0)
        return true;
    run->coverage->closing = true;
    if (!ter_cover_pair_make(run, coverage->levels[coverage->main_level].limit, false, &pair, err) ||
        !ter_demands_find(run, &pair, &closing.demands, err))
        return false;
    if (!closing.demands.count)
        ter_cover_note(run, "there is nothing left to close: lines and points are covered for certain",
            "没有需要补的缺口：线和点均已一定覆盖");
    return rank_records(&closing, err) && propose(&closing, &pair.certain, err);
}
