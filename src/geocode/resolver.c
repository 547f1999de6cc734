/* Owns the choice between the rungs. Knows nothing of how they come to their offers. */
#include "resolver.h"

#include "correct.h"
#include "namesakes.h"
#include "road_or_place.h"
#include "rungs.h"
#include "sentence.h"

#include <math.h>
#include <stdlib.h>

/* In this order; the later ones are not asked where an earlier one has placed the text. */
static ter_rung *const fine_rungs[] = {
    ter_rung_place, ter_rung_junction, ter_rung_road_end, ter_rung_stretch};
static ter_rung *const coarse_rungs[] = {ter_rung_learnt_hint, ter_rung_road, ter_rung_within, ter_rung_area};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* The smallest radius is the most that is certainly known; the better rung where two are equal. */
static const struct ter_spot *best_spot(const struct ter_offers *offers)
{
    const struct ter_spot *best = NULL;
    for (size_t i = 0; i < offers->count; i++) {
        const struct ter_spot *spot = &offers->spots[i];
        if (!best || spot->radius_m < best->radius_m ||
            (spot->radius_m == best->radius_m && spot->precision < best->precision))
            best = spot;
    }
    return best;
}

static bool try_rungs(ter_rung *const *rungs, size_t count, struct ter_offers *offers, struct ter_error *err)
{
    for (size_t i = 0; i < count; i++)
        if (!rungs[i](offers, err))
            return false;
    return true;
}

/* What each name stands for: a road or a place, which spelling of it, which of its places are one. */
static bool settle_names(struct ter_scene *scene, struct ter_offers *offers, struct ter_error *err)
{
    if (!ter_prefer_roads(scene, err) || !ter_correct_names(scene, offers, err))
        return false;
    for (size_t i = 0; i < scene->parse->anchor_count; i++)
        ter_settle_namesakes(&scene->found[i]);
    return true;
}

/* What people placed stands as they placed it, whatever a map would make of the words. */
static bool collect(struct ter_offers *offers, struct ter_error *err)
{
    if (!ter_rung_learnt(offers, err))
        return false;
    if (offers->count)
        return true;
    if (!try_rungs(fine_rungs, COUNT(fine_rungs), offers, err))
        return false;
    const struct ter_spot *best = best_spot(offers);
    return (best && best->precision < TER_PRECISION_ROAD) ||
           try_rungs(coarse_rungs, COUNT(coarse_rungs), offers, err);
}

static enum ter_geocode_status judge(const struct ter_offers *offers, const struct ter_spot *best)
{
    if (!best || best->precision == TER_PRECISION_NONE)
        return offers->ambiguous ? TER_AMBIGUOUS : TER_UNMATCHED;
    bool several = best->one_of_several || (offers->ambiguous && best->precision >= TER_PRECISION_ROAD);
    return several ? TER_AMBIGUOUS : TER_MATCHED;
}

/* ---- the result ---- */

static int by_score(const void *a, const void *b)
{
    double x = ((const struct ter_candidate *)a)->score, y = ((const struct ter_candidate *)b)->score;
    return (x < y) - (x > y);
}

static void order_candidates(struct ter_offers *offers)
{
    if (offers->candidate_count)
        qsort(offers->candidates, offers->candidate_count, sizeof *offers->candidates, by_score);
}

static void hand_over_candidates(struct ter_offers *offers, struct ter_geocode_result *result)
{
    result->candidates = offers->candidates;
    result->candidate_count = offers->candidate_count;
    offers->candidates = NULL;
    offers->candidate_count = 0;
}

/* Nobody chooses among more: what is missing is a township or an area. */
enum { MOST_CANDIDATES = 20 };

static void drop_candidates_from(struct ter_offers *offers, size_t first)
{
    for (size_t i = first; i < offers->candidate_count; i++) {
        free(offers->candidates[i].explain[TER_EN]);
        free(offers->candidates[i].explain[TER_ZH]);
    }
    offers->candidate_count = offers->candidate_count < first ? offers->candidate_count : first;
}

bool ter_resolve(struct ter_scene *scene, struct ter_geocode_result *ret_result, struct ter_error *err)
{
    struct ter_offers offers = {.scene = scene};
    if (!settle_names(scene, &offers, err) || !collect(&offers, err)) {
        ter_offers_free(&offers);
        return false;
    }
    const struct ter_spot *best = best_spot(&offers);
    const char *township = ter_scene_township(scene);
    ret_result->status = judge(&offers, best);
    ret_result->precision = best ? best->precision : TER_PRECISION_NONE;
    ret_result->has_position = best != NULL;
    if (best) {
        ret_result->at = best->at;
        ret_result->uncertainty_m = ceil(best->radius_m * 10) / 10; /* outwards: a radius must not shrink */
        township = township ? township : best->township;
    }
    ret_result->township = township ? ter_strdup(township) : NULL;
    ret_result->corrected = ter_corrected_text(scene);
    if (ret_result->status == TER_MATCHED && ret_result->precision < TER_PRECISION_ROAD)
        drop_candidates_from(&offers, 0); /* it needs none of the places that it might have meant */
    order_candidates(&offers);
    bool done = ter_sentence_write(&offers, best, ret_result->explain, err);
    drop_candidates_from(&offers, MOST_CANDIDATES);
    hand_over_candidates(&offers, ret_result);
    ter_offers_free(&offers);
    return done;
}
