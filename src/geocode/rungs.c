/* Owns the collection of offers, and the small things that all rungs share. */
#include "rungs.h"

#include <math.h>
#include <stdlib.h>

void ter_offer(struct ter_offers *offers, enum ter_precision precision, struct ter_lonlat at, double radius_m,
    const char *township, char *en, char *zh)
{
    if (!isfinite(radius_m) || radius_m <= 0 || !ter_scene_allows(offers->scene, at, radius_m)) {
        free(en);
        free(zh);
        return;
    }
    offers->spots = ter_grow(offers->spots, &offers->capacity, offers->count + 1, sizeof *offers->spots);
    offers->spots[offers->count++] =
        (struct ter_spot){precision, at, radius_m, {[TER_EN] = en, [TER_ZH] = zh}, township};
}

void ter_offer_candidate(struct ter_offers *offers, struct ter_lonlat at, char *en, char *zh)
{
    offers->ambiguous = true;
    offers->candidates = ter_grow(offers->candidates, &offers->candidate_capacity,
        offers->candidate_count + 1, sizeof *offers->candidates);
    offers->candidates[offers->candidate_count++] =
        (struct ter_candidate){.at = at, .explain = {[TER_EN] = en, [TER_ZH] = zh}};
    for (size_t i = 0; i < offers->candidate_count; i++)
        offers->candidates[i].score = 1.0 / (double)offers->candidate_count;
}

void ter_offers_free(struct ter_offers *offers)
{
    for (size_t i = 0; i < offers->count; i++) {
        free(offers->spots[i].why[TER_EN]);
        free(offers->spots[i].why[TER_ZH]);
    }
    free(offers->spots);
    for (size_t i = 0; i < offers->candidate_count; i++) {
        free(offers->candidates[i].explain[TER_EN]);
        free(offers->candidates[i].explain[TER_ZH]);
    }
    free(offers->candidates);
    *offers = (struct ter_offers){0};
}

const char *ter_point_label(enum ter_point point, enum ter_lang lang)
{
    static const char *const labels[][2] = {
        [TER_N] = {"north", "北"},
        [TER_NE] = {"north-east", "东北"},
        [TER_E] = {"east", "东"},
        [TER_SE] = {"south-east", "东南"},
        [TER_S] = {"south", "南"},
        [TER_SW] = {"south-west", "西南"},
        [TER_W] = {"west", "西"},
        [TER_NW] = {"north-west", "西北"},
        [TER_POINT_NONE] = {"", ""},
    };
    return labels[point][lang];
}

size_t ter_column_road(const struct ter_scene *scene)
{
    for (size_t i = 0; i < scene->parse->anchor_count; i++)
        if (scene->parse->anchors[i].in_column && scene->found[i].road_count)
            return i;
    return SIZE_MAX;
}
