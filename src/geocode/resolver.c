/* Owns the choice between the rungs. Knows nothing of how they come to their offers. */
#include "resolver.h"

#include "rungs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static ter_rung *const rungs[] = {
    ter_rung_place,
    ter_rung_junction,
    ter_rung_road_end,
    ter_rung_stretch,
    ter_rung_road,
    ter_rung_area,
};

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

static enum ter_geocode_status judge(const struct ter_offers *offers, const struct ter_spot *best)
{
    if (!best || best->precision == TER_PRECISION_NONE)
        return offers->ambiguous ? TER_AMBIGUOUS : TER_UNMATCHED;
    return offers->ambiguous && best->precision >= TER_PRECISION_ROAD ? TER_AMBIGUOUS : TER_MATCHED;
}

/* The names that the gazetteer does not know, for the explanation. */
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
        const char *nowhere, *unknown, *comma, *unit, *stop;
    } words[] = {
        [TER_EN] = {"no position: the gazetteer knows nothing that it names",
            "; not in the gazetteer: ", ", ", "; metres taken as the unit", "."},
        [TER_ZH] = {"无法定位：地名库不认识其中的地名", "；地名库中没有：", "、", "；距离未注单位，按米计",
            "。"},
    };
    const struct ter_parse *parse = offers->scene->parse;
    for (int lang = 0; lang < 2; lang++) {
        struct ter_buf text = {0};
        if (best)
            ter_buf_printf(&text, lang == TER_ZH ? "%s，误差半径%.0f米" : "%s, within %.0f m",
                best->why[lang], best->radius_m);
        else
            ter_buf_text(&text, words[lang].nowhere);
        if (offers->candidate_count)
            ter_buf_printf(&text, lang == TER_ZH ? "；有%zu个可能位置" : "; %zu positions are possible",
                offers->candidate_count);
        list_unknown(parse, words[lang].unknown, words[lang].comma, &text);
        if (parse->unit_assumed)
            ter_buf_text(&text, words[lang].unit);
        ter_buf_text(&text, words[lang].stop);
        result->explain[lang] = ter_buf_take(&text);
    }
}

void ter_resolve(const struct ter_scene *scene, struct ter_geocode_result *result)
{
    struct ter_offers offers = {.scene = scene};
    for (size_t i = 0; i < sizeof rungs / sizeof rungs[0]; i++)
        rungs[i](&offers);
    const struct ter_spot *best = best_spot(&offers);
    const char *township = scene->town_known ? scene->town.name : scene->township;
    result->status = judge(&offers, best);
    result->precision = best ? best->precision : TER_PRECISION_NONE;
    result->has_position = best != NULL;
    if (best) {
        result->at = best->at;
        result->uncertainty_m = ceil(best->radius_m * 10) / 10; /* outwards: a radius must not shrink */
        township = township ? township : best->township;
    }
    result->township = township ? ter_strdup(township) : NULL;
    explain(&offers, best, result);
    result->candidates = offers.candidates;
    result->candidate_count = offers.candidate_count;
    offers.candidates = NULL;
    offers.candidate_count = 0;
    ter_offers_free(&offers);
}
