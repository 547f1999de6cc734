/* Owns the questions to the gazetteer: which names to ask for, and which answers lie in the wrong place.
 * Knows nothing of relations and distances. */
#include "lookup.h"

#include "abbreviation.h"
#include "base/crs.h"
#include "registry/known_names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const township_endings[] = {"镇", "乡", "苏木", "街道"};
static const char *const village_endings[] = {"村", "嘎查"};

enum { MOST_TOWNS = 4096, TEXTS_BEFORE_NAMES = 8 };

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

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

size_t ter_village_stem(const char *key)
{
    return stem_length(key, village_endings, COUNT(village_endings));
}

/* 毕克齐 and 毕克齐镇 are one township. Keys are compared. */
static bool same_township(const char *x, const char *y)
{
    size_t m = stem_length(x, township_endings, COUNT(township_endings));
    size_t n = stem_length(y, township_endings, COUNT(township_endings));
    if (m && n)
        return strcmp(x, y) == 0;
    m = m ? m : strlen(x);
    n = n ? n : strlen(y);
    return m == n && memcmp(x, y, m) == 0;
}

bool ter_scene_elsewhere(const struct ter_scene *scene, const char *township)
{
    if (!scene->township || !township || !*township)
        return false;
    const char *own = ter_scene_township(scene);
    if (strcmp(own, township) == 0)
        return false;
    TER_AUTO_FREE char *key = ter_gazetteer_key(township);
    TER_AUTO_FREE char *own_key = ter_gazetteer_key(own);
    return !same_township(own_key, key) && !same_township(scene->town_key, key);
}

const char *ter_scene_township(const struct ter_scene *scene)
{
    return scene->town && scene->town->known ? scene->town->place.name : scene->township;
}

bool ter_scene_allows(const struct ter_scene *scene, struct ter_lonlat at, double radius_m)
{
    return (!scene->town || ter_area_allows(scene->town, at, radius_m)) &&
           ter_area_allows(&scene->session->county, at, radius_m);
}

/* ---- the township ---- */

static const char *stated_township(const struct ter_geocode_query *query, const struct ter_parse *parse)
{
    if (query->township && *query->township)
        return query->township;
    for (size_t i = 0; i < parse->anchor_count; i++)
        if (parse->anchors[i].kind == TER_ANCHOR_TOWN)
            return parse->anchors[i].text;
    return NULL;
}

/* The township's area, asked once a session. */
static bool find_township(
    struct ter_session *session, const char *name, const struct ter_area **ret_area, struct ter_error *err)
{
    uint64_t hash = ter_hash(0, name, strlen(name));
    const int64_t *place = ter_map_get(&session->towns_by_name, hash);
    if (place) {
        *ret_area = session->towns[*place];
        return true;
    }
    struct ter_area area;
    if (!ter_area_township(session->registry, name, &area, err))
        return false;
    session->towns =
        ter_grow(session->towns, &session->town_capacity, session->town_count + 1, sizeof *session->towns);
    struct ter_area *town = ter_alloc(sizeof *town);
    *town = area;
    *ter_map_put(&session->towns_by_name, hash, NULL) = (int64_t)session->town_count;
    session->towns[session->town_count++] = town;
    *ret_area = town;
    return true;
}

static void forget_towns(struct ter_session *session)
{
    for (size_t i = 0; i < session->town_count; i++) {
        ter_area_clear(session->towns[i]);
        free(session->towns[i]);
    }
    session->town_count = 0;
    ter_map_free(&session->towns_by_name);
}

/* ---- the anchors ---- */

static void drop_places_elsewhere(const struct ter_scene *scene, struct ter_found *found)
{
    size_t kept = 0;
    for (size_t i = 0; i < found->place_count; i++) {
        const struct ter_place *place = &found->places[i];
        double radius_m = place->uncertainty_m + place->extent_m;
        bool out =
            ter_scene_elsewhere(scene, place->township) || !ter_scene_allows(scene, place->at, radius_m);
        if (out && !ter_place_is_county(place))
            ter_place_clear(&found->places[i]);
        else
            found->places[kept++] = found->places[i];
    }
    found->places_elsewhere = found->place_count - kept;
    found->place_count = kept;
}

static bool find_places(
    const struct ter_scene *scene, const char *key, struct ter_found *found, struct ter_error *err)
{
    if (!ter_gazetteer_places(scene->session->registry, key, &found->places, &found->place_count, err))
        return false;
    drop_places_elsewhere(scene, found);
    return true;
}

/* Whether a road of this name exists. Its lines are not loaded where the names are in memory. */
static bool road_exists(const struct ter_scene *scene, size_t anchor, bool *ret_exists, struct ter_error *err)
{
    const struct ter_found *found = &scene->found[anchor];
    const struct ter_known_names *known = scene->session->known;
    *ret_exists = found->class_word;
    if (found->class_word)
        return true;
    if (known && (!scene->town || scene->town->known)) {
        *ret_exists = ter_known_names_find(known, found->key, strlen(found->key)) & TER_KNOWN_ROAD;
        return true;
    }
    struct ter_route route;
    if (!ter_scene_route(scene, anchor, &route, err))
        return false;
    *ret_exists = route.count > 0;
    return true;
}

static void clear_found(struct ter_found *found)
{
    ter_places_free(found->places, found->place_count);
    free(found->key);
    free(found->route.lines);
    free(found->boxes);
    free(found->groups);
    *found = (struct ter_found){0};
}

static void set_key(struct ter_found *found, const char *key)
{
    char *own = ter_strdup(key);
    bool class_word = found->class_word;
    clear_found(found);
    *found = (struct ter_found){.key = own, .class_word = class_word};
}

/* Ask for a road in the other forms of its words: Main St, Main Street. */
static bool find_form(const struct ter_scene *scene, size_t anchor, bool *ret_found, struct ter_error *err)
{
    TER_AUTO_STRINGS struct ter_strings all = {0};
    TER_AUTO_FREE char *written = ter_strdup(scene->found[anchor].key);
    ter_abbreviation_forms(written, &all);
    for (size_t i = 0; i < all.count && !*ret_found; i++) {
        set_key(&scene->found[anchor], all.items[i]);
        if (!road_exists(scene, anchor, ret_found, err))
            return false;
    }
    if (all.count && !*ret_found)
        set_key(&scene->found[anchor], written);
    return true;
}

static bool find_road(const struct ter_scene *scene, size_t anchor, bool *ret_found, struct ter_error *err)
{
    struct ter_found *found = &scene->found[anchor];
    const char *word = ter_names_class_word(found->key);
    found->class_word = ter_names_is_class_word(word);
    if (found->class_word && strcmp(word, found->key) != 0)
        set_key(found, word);
    return road_exists(scene, anchor, ret_found, err) &&
           (*ret_found || find_form(scene, anchor, ret_found, err));
}

/* Ask for an anchor under its name; a village also without its ending. A name that is no place may be a road.
 */
static bool find_anchor(const struct ter_scene *scene, size_t index, struct ter_error *err)
{
    struct ter_anchor *anchor = &scene->parse->anchors[index];
    struct ter_found *found = &scene->found[index];
    anchor->matched = false;
    if (anchor->kind == TER_ANCHOR_FEATURE)
        return true;
    if (!found->key)
        found->key = ter_gazetteer_key(anchor->read_as ? anchor->read_as : anchor->text);
    if (ter_anchor_is_road(anchor))
        return find_road(scene, index, &anchor->matched, err);
    if (!find_places(scene, found->key, found, err))
        return false;
    size_t stem = ter_village_stem(found->key);
    if (!found->place_count && stem && anchor->kind == TER_ANCHOR_VILLAGE) {
        TER_AUTO_FREE char *key = ter_strndup(found->key, stem);
        ter_places_free(found->places, 0);
        found->places = NULL;
        if (!find_places(scene, key, found, err))
            return false;
    }
    anchor->matched = found->place_count > 0;
    if (anchor->matched || anchor->kind != TER_ANCHOR_PLACE)
        return true;
    if (!find_road(scene, index, &anchor->matched, err))
        return false;
    if (anchor->matched)
        anchor->kind = TER_ANCHOR_ROAD;
    return true;
}

bool ter_scene_ask_again(struct ter_scene *scene, size_t anchor, struct ter_error *err)
{
    struct ter_found *found = &scene->found[anchor];
    clear_found(found);
    return find_anchor(scene, anchor, err);
}

/* The names are read once they have been asked for some times: one text alone is quicker without them. */
static bool read_names(struct ter_session *session, struct ter_error *err)
{
    if (session->known || session->texts++ < TEXTS_BEFORE_NAMES)
        return true;
    return ter_known_names_open(session->registry, &session->known, err);
}

bool ter_scene_open(struct ter_session *session, const struct ter_geocode_query *query,
    struct ter_parse *parse, struct ter_scene *ret_scene, struct ter_error *err)
{
    struct ter_scene scene = {.session = session, .parse = parse, .query = query};
    const char *township = stated_township(query, parse);
    scene.found = ter_alloc((parse->anchor_count + 1) * sizeof *scene.found);
    if (!read_names(session, err))
        goto failed;
    if (township) {
        scene.township = ter_strdup(township);
        scene.town_key = ter_gazetteer_key(township);
        if (!find_township(session, township, &scene.town, err))
            goto failed;
    }
    for (size_t i = 0; i < parse->anchor_count; i++)
        if (!find_anchor(&scene, i, err))
            goto failed;
    *ret_scene = scene;
    return true;
failed:
    ter_scene_free(&scene);
    return false;
}

void ter_scene_free(struct ter_scene *scene)
{
    for (size_t i = 0; scene->found && i < scene->parse->anchor_count; i++)
        clear_found(&scene->found[i]);
    free(scene->found);
    free(scene->township);
    free(scene->town_key);
    *scene = (struct ter_scene){0};
}

void ter_session_trim(struct ter_session *session)
{
    if (session->town_count > MOST_TOWNS)
        forget_towns(session);
    ter_lines_trim(&session->lines);
}

void ter_session_clear(struct ter_session *session)
{
    forget_towns(session);
    free(session->towns);
    ter_known_names_close(session->known);
    ter_learnt_close(session->learnt);
    ter_lines_clear(&session->lines);
    ter_area_clear(&session->county);
    *session = (struct ter_session){0};
}
