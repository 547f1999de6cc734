/* Owns the choice between a road and a place of one name. Knows nothing of positions. */
#include "road_or_place.h"

#include "crossing.h"
#include "namesakes.h"
#include "registry/known_names.h"

#include <stdlib.h>
#include <string.h>

bool ter_is_also_road(const struct ter_scene *scene, size_t anchor, bool *ret_also, struct ter_error *err)
{
    const struct ter_known_names *known = scene->session->known;
    const char *key = scene->found[anchor].key;
    struct ter_route route;
    *ret_also = false;
    if (!key || (known && !(ter_known_names_find(known, key, strlen(key)) & TER_KNOWN_ROAD)))
        return true;
    if (!ter_scene_route(scene, anchor, &route, err))
        return false;
    *ret_also = route.count && route.lines[0]->way == TER_ROAD;
    return true;
}

static bool has_settlement(const struct ter_found *found)
{
    for (size_t i = 0; i < found->place_count; i++)
        if (ter_place_is_settlement(&found->places[i]))
            return true;
    return false;
}

/* Whether a way of this name meets a road that the text names beside it. */
static bool meets_another(
    const struct ter_scene *scene, size_t anchor, bool *ret_meets, struct ter_error *err)
{
    *ret_meets = false;
    for (size_t i = 0; i < scene->parse->anchor_count && !*ret_meets; i++) {
        TER_AUTO_FREE struct ter_crossing *crossings = NULL;
        size_t count;
        if (i == anchor || !scene->found[i].key || strcmp(scene->found[i].key, scene->found[anchor].key) == 0)
            continue;
        if (!ter_crossings_find(scene, anchor, i, &crossings, &count, err))
            return false;
        *ret_meets = count > 0;
    }
    return true;
}

/* A door or a gate is a building's; people who mean a street do not stand opposite it. */
static bool speaks_of_building(const struct ter_parse *parse)
{
    return parse->gate != TER_POINT_NONE || parse->relation == TER_FRONT || parse->relation == TER_OPPOSITE;
}

static bool read_as_road(struct ter_scene *scene, size_t anchor, struct ter_error *err)
{
    struct ter_anchor *own = &scene->parse->anchors[anchor];
    own->kind = TER_ANCHOR_ROAD;
    own->feature = TER_FEATURE_NONE; /* a bridge that is a road is crossed, not passed under */
    return ter_scene_ask_again(scene, anchor, err);
}

bool ter_prefer_roads(struct ter_scene *scene, struct ter_error *err)
{
    const struct ter_parse *parse = scene->parse;
    for (size_t i = 0; i < parse->anchor_count; i++) {
        bool road, meets;
        if (parse->anchors[i].kind != TER_ANCHOR_PLACE || !scene->found[i].place_count)
            continue;
        if (!ter_is_also_road(scene, i, &road, err) || (road && !meets_another(scene, i, &meets, err)))
            return false;
        /* of a village and a road of its name a bare name means either: both are offered (rung_place.c) */
        bool means_road =
            road && (meets || (!has_settlement(&scene->found[i]) && !speaks_of_building(parse)));
        if (means_road && !read_as_road(scene, i, err))
            return false;
    }
    return true;
}
