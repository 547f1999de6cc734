/* Owns the questions to the gazetteer: which names to ask for, and which answers lie in the wrong township.
 * Knows nothing of relations and distances. */
#include "lookup.h"

#include "base/crs.h"
#include "registry/gazetteer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const township_kinds[] = {"town", "township"};
static const char *const township_endings[] = {"镇", "乡", "苏木", "街道"};
static const char *const village_endings[] = {"村", "嘎查"};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

bool ter_place_is_township(const struct ter_place *place)
{
    for (size_t i = 0; i < COUNT(township_kinds); i++)
        if (strcmp(place->kind, township_kinds[i]) == 0)
            return true;
    return false;
}

bool ter_place_is_county(const struct ter_place *place)
{
    return strcmp(place->kind, "county") == 0;
}

/* Length of a name without the ending that may be left out, 0 when it has none. */
static size_t stem_length(const char *name, const char *const *endings, size_t count)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < count; i++) {
        size_t ending = strlen(endings[i]);
        if (length > ending && strcmp(name + length - ending, endings[i]) == 0)
            return length - ending;
    }
    return 0;
}

/* 毕克齐 and 毕克齐镇 are one township. */
static bool same_township(const char *a, const char *b)
{
    TER_AUTO_FREE char *x = ter_gazetteer_key(a);
    TER_AUTO_FREE char *y = ter_gazetteer_key(b);
    size_t m = stem_length(x, township_endings, COUNT(township_endings));
    size_t n = stem_length(y, township_endings, COUNT(township_endings));
    if (m && n)
        return strcmp(x, y) == 0;
    m = m ? m : strlen(x);
    n = n ? n : strlen(y);
    return m == n && memcmp(x, y, m) == 0;
}

static bool elsewhere(const struct ter_scene *scene, const char *township)
{
    if (!scene->township || !township || !*township)
        return false;
    if (scene->town_known && same_township(scene->town.name, township))
        return false;
    return !same_township(scene->township, township);
}

/* ---- the township ---- */

static const char *stated_township(const struct ter_context *context, const struct ter_parse *parse)
{
    if (context->township && *context->township)
        return context->township;
    for (size_t i = 0; i < parse->anchor_count; i++)
        if (parse->anchors[i].kind == TER_ANCHOR_TOWN)
            return parse->anchors[i].text;
    return NULL;
}

static bool find_township(struct ter_registry *registry, struct ter_scene *scene, struct ter_error *err)
{
    struct ter_place *places = NULL;
    size_t count = 0, found = 0;
    TER_AUTO_FREE char *key = ter_gazetteer_key(scene->township);
    if (!ter_gazetteer_places(registry, key, &places, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (ter_place_is_township(&places[i]) && ++found == 1) {
            scene->town = places[i];
            places[i] = (struct ter_place){0};
        }
    scene->town_known = found == 1;
    if (found > 1) /* two townships of one name: neither can be told from the other */
        ter_place_clear(&scene->town);
    ter_places_free(places, count);
    return true;
}

/* ---- the anchors ---- */

static void drop_elsewhere(const struct ter_scene *scene, struct ter_found *found)
{
    size_t kept = 0;
    for (size_t i = 0; i < found->road_count; i++) {
        if (elsewhere(scene, found->roads[i].township))
            ter_road_clear(&found->roads[i]);
        else
            found->roads[kept++] = found->roads[i];
    }
    found->road_count = kept;
    kept = 0;
    for (size_t i = 0; i < found->place_count; i++) {
        const struct ter_place *place = &found->places[i];
        bool out =
            elsewhere(scene, place->township) || !ter_scene_allows(scene, place->at, place->uncertainty_m);
        if (out && !ter_place_is_county(place))
            ter_place_clear(&found->places[i]);
        else
            found->places[kept++] = found->places[i];
    }
    found->place_count = kept;
}

static bool find_roads(
    struct ter_registry *registry, const char *name, struct ter_found *found, struct ter_error *err)
{
    TER_AUTO_FREE char *key = ter_gazetteer_key(name);
    return ter_gazetteer_roads(registry, key, &found->roads, &found->road_count, err);
}

static bool find_places(
    struct ter_registry *registry, const char *name, struct ter_found *found, struct ter_error *err)
{
    TER_AUTO_FREE char *key = ter_gazetteer_key(name);
    return ter_gazetteer_places(registry, key, &found->places, &found->place_count, err);
}

/* Ask for an anchor under its name; a village also without its ending. A name that is no place may be a road.
 */
static bool find_anchor(
    struct ter_registry *registry, struct ter_anchor *anchor, struct ter_found *found, struct ter_error *err)
{
    if (anchor->kind == TER_ANCHOR_FEATURE)
        return true;
    if (ter_anchor_is_road(anchor))
        return find_roads(registry, anchor->text, found, err);
    if (!find_places(registry, anchor->text, found, err))
        return false;
    size_t stem = stem_length(anchor->text, village_endings, COUNT(village_endings));
    if (!found->place_count && stem && anchor->kind == TER_ANCHOR_VILLAGE) {
        TER_AUTO_FREE char *name = ter_strndup(anchor->text, stem);
        return find_places(registry, name, found, err);
    }
    if (!found->place_count && anchor->kind == TER_ANCHOR_PLACE) {
        if (!find_roads(registry, anchor->text, found, err))
            return false;
        if (found->road_count)
            anchor->kind = TER_ANCHOR_ROAD;
    }
    return true;
}

bool ter_scene_open(struct ter_registry *registry, const struct ter_context *context, struct ter_parse *parse,
    struct ter_scene *ret_scene, struct ter_error *err)
{
    struct ter_scene scene = {.parse = parse};
    const char *township = stated_township(context, parse);
    scene.township = township ? ter_strdup(township) : NULL;
    scene.found = ter_alloc((parse->anchor_count + 1) * sizeof *scene.found);
    if ((township && !find_township(registry, &scene, err)) ||
        !ter_gazetteer_county(registry, &scene.county, &scene.county_known, err))
        goto failed;
    for (size_t i = 0; i < parse->anchor_count; i++) {
        if (!find_anchor(registry, &parse->anchors[i], &scene.found[i], err))
            goto failed;
        drop_elsewhere(&scene, &scene.found[i]);
        parse->anchors[i].matched = scene.found[i].road_count || scene.found[i].place_count;
    }
    *ret_scene = scene;
    return true;
failed:
    ter_scene_free(&scene);
    return false;
}

void ter_scene_free(struct ter_scene *scene)
{
    for (size_t i = 0; scene->found && i < scene->parse->anchor_count; i++) {
        ter_roads_free(scene->found[i].roads, scene->found[i].road_count);
        ter_places_free(scene->found[i].places, scene->found[i].place_count);
    }
    free(scene->found);
    free(scene->township);
    ter_place_clear(&scene->town);
    ter_place_clear(&scene->county);
    *scene = (struct ter_scene){0};
}

bool ter_scene_allows(const struct ter_scene *scene, struct ter_lonlat at, double radius_m)
{
    const struct ter_place *town = &scene->town;
    return !scene->town_known ||
           ter_distance_m(at, town->at) <= town->uncertainty_m + town->extent_m + radius_m;
}

struct ter_route ter_scene_route(const struct ter_scene *scene, size_t anchor)
{
    return (struct ter_route){scene->found[anchor].roads, scene->found[anchor].road_count};
}

double ter_route_uncertainty_m(struct ter_route route)
{
    double uncertainty_m = 0;
    for (size_t i = 0; i < route.count; i++)
        uncertainty_m = fmax(uncertainty_m, route.lines[i].uncertainty_m);
    return uncertainty_m;
}
