/* Owns the choice between the rungs. Knows nothing of how they come to their offers. */
#include "resolver.h"

#include "correct.h"
#include "rungs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* In this order; the later ones are not asked where an earlier one has placed the text. */
static ter_rung *const fine_rungs[] = {
    ter_rung_place, ter_rung_junction, ter_rung_road_end, ter_rung_stretch};
static ter_rung *const coarse_rungs[] = {ter_rung_road, ter_rung_area};

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

/* ---- the sentence ---- */

/* The names that the gazetteer does not know. */
static void list_unknown(
    const struct ter_parse *parse, const char *before, const char *comma, struct ter_buf *out)
{
    for (size_t i = 0; i < parse->anchor_count; i++) {
        const struct ter_anchor *anchor = &parse->anchors[i];
        if (anchor->matched || anchor->kind == TER_ANCHOR_FEATURE)
            continue;
        ter_buf_printf(out, "%s%s", before, anchor->text);
        before = comma;
    }
}

static void explain(
    const struct ter_offers *offers, const struct ter_spot *best, struct ter_geocode_result *result)
{
    static const struct {
        const char *nowhere, *anywhere, *unknown, *comma, *unit, *stop;
    } words[] = {
        [TER_EN] = {"no position: the gazetteer knows nothing that it names",
            "no position: nothing says which one is meant", "; not in the gazetteer: ", ", ",
            "; metres taken as the unit", "."},
        [TER_ZH] = {"无法定位：地名库不认识其中的地名", "无法定位：没有说明是哪一处", "；地名库中没有：",
            "、", "；距离未注单位，按米计", "。"},
    };
    const struct ter_parse *parse = offers->scene->parse;
    for (int lang = 0; lang < 2; lang++) {
        struct ter_buf text = {0};
        if (best)
            ter_buf_printf(&text, lang == TER_ZH ? "%s，误差半径%.0f米" : "%s, within %.0f m",
                best->why[lang], best->radius_m);
        else
            ter_buf_text(&text, offers->candidate_count > 1 ? words[lang].anywhere : words[lang].nowhere);
        if (offers->notes[lang].size)
            ter_buf_text(&text, offers->notes[lang].data);
        if (offers->candidate_count > 1)
            ter_buf_printf(&text, lang == TER_ZH ? "；有%zu个可能位置" : "; %zu positions are possible",
                offers->candidate_count);
        list_unknown(parse, words[lang].unknown, words[lang].comma, &text);
        if (parse->unit_assumed)
            ter_buf_text(&text, words[lang].unit);
        ter_buf_text(&text, words[lang].stop);
        result->explain[lang] = ter_buf_take(&text);
    }
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
    if (!ter_correct_names(scene, &offers, err) || !collect(&offers, err)) {
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
    explain(&offers, best, ret_result);
    drop_candidates_from(&offers, MOST_CANDIDATES);
    hand_over_candidates(&offers, ret_result);
    ter_offers_free(&offers);
    return true;
}
