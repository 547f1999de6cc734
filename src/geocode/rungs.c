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
        (struct ter_spot){precision, at, radius_m, {[TER_EN] = en, [TER_ZH] = zh}, township, false};
}

void ter_offer_covers_several(struct ter_offers *offers)
{
    offers->ambiguous = true;
    if (offers->count)
        offers->spots[offers->count - 1].one_of_several = true;
}

void ter_offer_candidate(struct ter_offers *offers, struct ter_lonlat at, double score, char *en, char *zh)
{
    offers->candidates = ter_grow(offers->candidates, &offers->candidate_capacity,
        offers->candidate_count + 1, sizeof *offers->candidates);
    offers->candidates[offers->candidate_count++] =
        (struct ter_candidate){.at = at, .score = score, .explain = {[TER_EN] = en, [TER_ZH] = zh}};
}

void ter_offer_note(struct ter_offers *offers, char *en, char *zh)
{
    ter_buf_printf(&offers->notes[TER_EN], "; %s", en);
    ter_buf_printf(&offers->notes[TER_ZH], "；%s", zh);
    free(en);
    free(zh);
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
    ter_buf_free(&offers->notes[TER_EN]);
    ter_buf_free(&offers->notes[TER_ZH]);
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

static bool is_known_road(const struct ter_scene *scene, size_t anchor)
{
    return ter_anchor_is_road(&scene->parse->anchors[anchor]) && scene->parse->anchors[anchor].matched &&
           !scene->found[anchor].class_word;
}

bool ter_road_is_stated(const struct ter_scene *scene)
{
    size_t along = scene->parse->along;
    return along < scene->parse->anchor_count && is_known_road(scene, along);
}

size_t ter_main_road(const struct ter_scene *scene)
{
    if (ter_road_is_stated(scene))
        return scene->parse->along;
    for (int pass = 0; pass < 2; pass++) /* those of the column first */
        for (size_t i = 0; i < scene->parse->anchor_count; i++)
            if (is_known_road(scene, i) && (pass > 0 || scene->parse->anchors[i].in_column))
                return i;
    return SIZE_MAX;
}

double ter_told_m(double distance_m)
{
    return distance_m < 10 ? round(distance_m * 10) / 10 : round(distance_m);
}

void ter_offer_named(
    struct ter_offers *offers, struct ter_lonlat at, double score, const char *name, const char *township)
{
    bool said = township && *township;
    ter_offer_candidate(offers, at, score, ter_format("%s%s%s", name, said ? ", " : "", said ? township : ""),
        ter_format("%s%s%s", said ? township : "", said ? " · " : "", name));
}

const char *ter_anchor_name(const struct ter_scene *scene, size_t anchor)
{
    const struct ter_anchor *own = &scene->parse->anchors[anchor];
    return own->read_as ? own->read_as : own->text;
}
