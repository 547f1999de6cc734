/* Owns names that nobody knows but whose beginning is a township's or a village's: 善岱镇政府. */
#include "namesakes.h"
#include "rungs.h"

#include "base/text.h"
#include "registry/known_names.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_CHARACTERS = 48, FEWEST_CHARACTERS = 2 };

/* What lies along a road that is said may be this far from it. */
static const double roadside_m = 300;

/* The places where a name may be divided, in bytes: after each character; in names of several words, after
 * each word. */
static size_t list_ends(const char *name, bool spaced, size_t ret_ends[MOST_CHARACTERS])
{
    size_t count = 0, characters = 0;
    uint32_t codepoint;
    for (size_t at = 0; name[at] && count < MOST_CHARACTERS;) {
        at += ter_text_next(name + at, &codepoint);
        characters++;
        if (name[at] && characters >= FEWEST_CHARACTERS && (!spaced || name[at] == ' '))
            ret_ends[count++] = at;
    }
    return count;
}

static void keep_settlements(const struct ter_scene *scene, struct ter_found *found)
{
    size_t kept = 0;
    for (size_t i = 0; i < found->place_count; i++) {
        struct ter_place *place = &found->places[i];
        struct ter_circle circle = ter_place_circle(place);
        if (ter_place_is_settlement(place) && (!place->by_area || place->township) &&
            !ter_scene_elsewhere(scene, place->township) &&
            ter_scene_allows(scene, circle.at, circle.radius_m))
            found->places[kept++] = *place;
        else
            ter_place_clear(place);
    }
    found->place_count = kept;
    ter_settle_namesakes(found);
}

/* The settlements of the longest known name at the beginning; none where nothing is known. */
static bool find_beginning(
    const struct ter_scene *scene, const char *name, struct ter_found *found, struct ter_error *err)
{
    const struct ter_known_names *known = scene->session->known;
    size_t ends[MOST_CHARACTERS], count = list_ends(name, scene->parse->language->spaced, ends);
    while (count-- && !found->place_count) {
        TER_AUTO_FREE char *start = ter_strndup(name, ends[count]);
        TER_AUTO_FREE char *key = ter_gazetteer_key(start);
        if (known && !(ter_known_names_find(known, key, strlen(key)) & TER_KNOWN_PLACE))
            continue;
        ter_places_free(found->places, 0);
        found->places = NULL;
        if (!ter_gazetteer_places(scene->session->registry, key, &found->places, &found->place_count, err))
            return false;
        keep_settlements(scene, found);
    }
    return true;
}

/* A settlement away from the road that is said is another of that name. */
static bool is_off_road(
    const struct ter_scene *scene, struct ter_circle circle, bool *ret_off, struct ter_error *err)
{
    size_t road = ter_main_road(scene);
    struct ter_route route;
    *ret_off = false;
    if (road == SIZE_MAX)
        return true;
    if (!ter_scene_route(scene, road, &route, err))
        return false;
    *ret_off = route.count && ter_route_find(route, circle.at, circle.radius_m + roadside_m) == SIZE_MAX;
    return true;
}

static bool offer_within(struct ter_offers *offers, const struct ter_place *place, struct ter_error *err)
{
    const struct ter_scene *scene = offers->scene;
    struct ter_circle circle = ter_place_circle(place);
    bool town = ter_place_is_township(place), off;
    const char *name = place->by_area ? place->township : place->name;
    if (!is_off_road(scene, circle, &off, err))
        return false;
    if (!off)
        ter_offer(offers, town || place->by_area ? TER_PRECISION_TOWNSHIP : TER_PRECISION_PLACE, circle.at,
            circle.radius_m + (scene->parse->has_distance ? scene->parse->distance_m : 0),
            town ? place->name : place->township, ter_format("somewhere in %s", name),
            ter_format("%s范围内", name));
    return true;
}

bool ter_rung_within(struct ter_offers *offers, struct ter_error *err)
{
    const struct ter_scene *scene = offers->scene;
    for (size_t i = 0; i < scene->parse->anchor_count; i++) {
        const struct ter_anchor *anchor = &scene->parse->anchors[i];
        struct ter_found *found = &scene->found[i]; /* the spot borrows its township from there */
        if (anchor->matched || anchor->kind == TER_ANCHOR_FEATURE || ter_anchor_is_road(anchor))
            continue;
        if (!find_beginning(scene, anchor->text, found, err))
            return false;
        /* of several, nothing tells which is meant */
        if (found->place_count == 1 && !offer_within(offers, &found->places[0], err))
            return false;
    }
    return true;
}
