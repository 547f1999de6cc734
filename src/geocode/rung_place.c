/* Owns which place a location means: one, one of several, or a road of its name. What lies at it or from it
 * is another file's. */
#include "at_place.h"
#include "crossing.h"
#include "namesakes.h"
#include "road_or_place.h"
#include "score.h"

#include <math.h>
#include <stdlib.h>

/* ---- several places of one name ---- */

/* Leave those away from the road that is said, where some are near it. */
static bool keep_near_road(const struct ter_scene *scene, const struct ter_found *found, bool *ret_keep,
    size_t *ret_kept, struct ter_error *err)
{
    *ret_kept = 0;
    for (size_t i = 0; i < found->place_count; i++) {
        ret_keep[i] = true;
        if (ter_road_is_stated(scene) && !ter_place_is_by_road(scene, &found->places[i], &ret_keep[i], err))
            return false;
        *ret_kept += ret_keep[i];
    }
    return true;
}

static void list_candidates(
    struct ter_offers *offers, const struct ter_found *found, const bool *keep, size_t kept)
{
    double score = ter_score_reading(offers->scene) / (double)kept;
    for (size_t i = 0; i < found->place_count; i++) {
        const struct ter_place *place = &found->places[i];
        if (keep[i])
            ter_offer_named(offers, place->at, score, place->name, place->township);
    }
    offers->ambiguous = true;
}

/* Several shops or stops of one name within a village's extent: their circle. */
static bool offer_close(struct ter_offers *offers, size_t anchor, const size_t *which, size_t count,
    bool *ret_offered, struct ter_error *err)
{
    const struct ter_place *all = offers->scene->found[anchor].places;
    TER_AUTO_FREE struct ter_place *places = ter_alloc((count + 1) * sizeof *places);
    struct ter_circle circle;
    *ret_offered = false;
    for (size_t i = 0; i < count; i++)
        places[i] = all[which[i]]; /* borrowed: nothing of it is freed here */
    if (!count || !ter_places_are_close(places, count, &circle))
        return true;
    places[0].at = circle.at;
    places[0].extent_m = fmax(circle.radius_m - places[0].uncertainty_m, 0);
    *ret_offered = true;
    return ter_offer_at_place(offers, anchor, &places[0], err);
}

static bool offer_one_of(struct ter_offers *offers, size_t anchor, struct ter_error *err)
{
    const struct ter_found *found = &offers->scene->found[anchor];
    TER_AUTO_FREE bool *keep = ter_alloc(found->place_count + 1);
    TER_AUTO_FREE struct ter_lonlat *at = ter_alloc(found->place_count * sizeof *at);
    TER_AUTO_FREE size_t *which = ter_alloc(found->place_count * sizeof *which);
    size_t kept, count = 0;
    bool close;
    enum ter_telling why;
    if (!keep_near_road(offers->scene, found, keep, &kept, err))
        return false;
    for (size_t i = 0; i < found->place_count; i++)
        if (keep[i]) {
            which[count] = i;
            at[count++] = found->places[i].at;
        }
    if (count == 1)
        return ter_offer_at_place(offers, anchor, &found->places[which[0]], err);
    size_t told = ter_tell_apart(offers->scene, at, count, &why);
    if (told != SIZE_MAX) {
        ter_offer_note(offers, ter_format("of %zu places of that name the one near the others", count),
            ter_format("同名地点%zu处，取与其他位置相近的一处", count));
        return ter_offer_at_place(offers, anchor, &found->places[which[told]], err);
    }
    if (!offer_close(offers, anchor, which, count, &close, err))
        return false;
    if (count && !close)
        list_candidates(offers, found, keep, kept);
    return true;
}

/* ---- a village and a road of one name ---- */

static bool is_bare(const struct ter_parse *parse)
{
    return parse->anchor_count == 1 && parse->relation == TER_AT && parse->direction == TER_POINT_NONE &&
           !parse->has_distance && parse->gate == TER_POINT_NONE;
}

/* Either is meant: one circle round both, and both are candidates. */
static bool offer_either(struct ter_offers *offers, size_t anchor, bool *ret_offered, struct ter_error *err)
{
    const struct ter_scene *scene = offers->scene;
    const struct ter_found *found = &scene->found[anchor];
    const char *name = ter_anchor_name(scene, anchor);
    struct ter_route route;
    bool also = false;
    *ret_offered = false;
    if (!is_bare(scene->parse) || found->place_count != 1 || !ter_place_is_settlement(found->places) ||
        found->places->by_area)
        return true;
    if (!ter_is_also_road(scene, anchor, &also, err) || !ter_scene_route(scene, anchor, &route, err))
        return false;
    if (!also)
        return true;
    struct ter_circle road, place = ter_place_circle(found->places);
    road.at = ter_route_middle(route, &road.radius_m);
    road.radius_m += ter_route_uncertainty_m(route);
    struct ter_circle both = ter_circle_round(place, road);
    double score = ter_score_reading(scene) / 2;
    ter_offer(offers, ter_place_is_township(found->places) ? TER_PRECISION_TOWNSHIP : TER_PRECISION_ROAD,
        both.at, both.radius_m, found->places->township,
        ter_format("%s, the settlement or the road of that name", name),
        ter_format("%s（同名的居民点或道路）", name));
    ter_offer_covers_several(offers);
    ter_offer_candidate(
        offers, place.at, score, ter_format("the settlement %s", name), ter_format("居民点%s", name));
    ter_offer_candidate(offers, road.at, score, ter_format("the road %s", name), ter_format("道路%s", name));
    *ret_offered = true;
    return true;
}

bool ter_rung_place(struct ter_offers *offers, struct ter_error *err)
{
    const struct ter_scene *scene = offers->scene;
    for (size_t i = 0; scene->parse->relation != TER_BETWEEN && i < scene->parse->anchor_count; i++) {
        const struct ter_found *found = &scene->found[i];
        bool either;
        if (!found->place_count)
            continue;
        if (!offer_either(offers, i, &either, err))
            return false;
        if (either)
            continue;
        if (!(found->place_count == 1 ? ter_offer_at_place(offers, i, &found->places[0], err)
                                      : offer_one_of(offers, i, err)))
            return false;
    }
    return true;
}
