/* Owns what a recipe's names stand for in the gazetteer. Knows nothing of layers and files. */
#include "base/messages.h"
#include "base/text.h"
#include "derive_find.h"
#include "registry/road_names.h"
#include "registry/villages.h"

#include <stdlib.h>
#include <string.h>

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

static bool is_settlement(const char *kind)
{
    static const char *const kinds[] = {"village", "hamlet", "town", "suburb", "quarter", "neighbourhood"};
    return is_one_of(kind, kinds, sizeof kinds / sizeof *kinds);
}

/* Kinds of places, as OpenStreetMap and GeoNames have them, whose ground is water or belongs to it. */
static bool is_water(const char *kind)
{
    static const char *const kinds[] = {"water", "reservoir", "lake", "pond", "basin", "wetland", "river",
        "canal", "dam", "spring", "stream"};
    return is_one_of(kind, kinds, sizeof kinds / sizeof *kinds);
}

/* A circle stands for the place: its edge is as uncertain as the circle is wide. */
static void add_place(struct ter_derive_find *find, const struct ter_place *place)
{
    uint8_t point[TER_WKB_POINT_SIZE];
    TER_AUTO_FREE char *key =
        place->township ? ter_format("%s/%s", place->township, place->name) : ter_strdup(place->name);
    ter_wkb_from_point(place->at, point);
    ter_sources_add(find->sources, find->term_index, key, (struct ter_wkb){point, sizeof point},
        place->extent_m, place->uncertainty_m + place->extent_m);
}

/* ---- what a name may have meant ---- */

static void keep_road_name(void *user, int64_t id, const char *name, const char *township)
{
    (void)id;
    (void)township;
    if (name)
        ter_strings_add(user, name);
}

/* Roads that sound or look alike are told apart too well for a slip of the pen. */
static void suggest_road(struct ter_registry *registry, const char *name, struct ter_buf *out)
{
    TER_AUTO_STRINGS struct ter_strings names = {0};
    struct ter_error none = {0};
    if (!ter_road_names_read(registry, keep_road_name, &names, &none))
        return;
    const char *near = ter_text_suggest(name, (const char *const *)names.items, names.count);
    if (near)
        ter_buf_printf(out, "; did you mean \"%s\"?", near);
}

/* "; did you mean 金三道?" */
static void suggest(struct ter_registry *registry, const char *key, bool roads, struct ter_buf *out)
{
    struct ter_similar *similar = NULL;
    size_t count = 0;
    struct ter_error none = {0};
    if (!(roads ? ter_gazetteer_similar_roads(registry, key, &similar, &count, &none)
                : ter_gazetteer_similar_places(registry, key, &similar, &count, &none)))
        return;
    for (size_t i = 0; i < count && i < 3; i++)
        ter_buf_printf(out, "%s\"%s\"", i ? ", " : ter_message("; did you mean "), similar[i].name);
    if (count)
        ter_buf_text(out, "?");
    ter_similar_free(similar, count);
}

static bool fail_unknown(
    struct ter_derive_find *find, const char *what, const char *key, bool roads, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf near = {0};
    suggest(find->request->registry, key, roads, &near);
    if (!near.size && roads)
        suggest_road(find->request->registry, find->term->name, &near);
    return ter_fail(err, TER_NOT_FOUND, "the gazetteer has no %s \"%s\"%s", what, find->term->name,
        near.data ? near.data
                  : ter_message(
                        "; terrier gazetteer import FILE brings more, terrier gazetteer stats counts them"));
}

/* ---- ways ---- */

static void add_way(struct ter_derive_find *find, const struct ter_road *road)
{
    TER_AUTO_BUF struct ter_buf wkb = {0};
    const char *key = road->name ? road->name : road->ref ? road->ref : find->term->name;
    const uint8_t header[] = {1, TER_LINESTRING, 0, 0, 0, (uint8_t)road->point_count,
        (uint8_t)(road->point_count >> 8), (uint8_t)(road->point_count >> 16),
        (uint8_t)(road->point_count >> 24)};
    ter_buf_add(&wkb, header, sizeof header);
    for (size_t i = 0; i < road->point_count; i++) {
        uint8_t point[TER_WKB_POINT_SIZE];
        ter_wkb_from_point(road->points[i], point);
        ter_buf_add(&wkb, point + 5, 16);
    }
    ter_sources_add(find->sources, find->term_index, key,
        (struct ter_wkb){(const uint8_t *)wkb.data, wkb.size}, 0, road->uncertainty_m);
}

static bool add_ways(struct ter_derive_find *find, const char *key, struct ter_error *err)
{
    struct ter_road *roads = NULL;
    size_t count = 0;
    bool water = find->term->what == TER_RECIPE_WATER;
    if (!ter_gazetteer_roads(find->request->registry, key, &roads, &count, err))
        return false;
    bool all = count < TER_GAZETTEER_MOST_ROADS;
    for (size_t i = 0; all && i < count; i++)
        if ((roads[i].way == TER_WATERWAY) == water)
            add_way(find, &roads[i]);
    ter_roads_free(roads, count);
    return all ||
           ter_fail(err, TER_FAILED,
               "this name stands for more than %d lines of the gazetteer; name them more closely, or a "
               "file of lines",
               TER_GAZETTEER_MOST_ROADS);
}

static bool add_waters(struct ter_derive_find *find, const char *key, struct ter_error *err)
{
    struct ter_place *places = NULL;
    size_t count = 0;
    if (!ter_gazetteer_places(find->request->registry, key, &places, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (is_water(places[i].kind) && !places[i].by_area)
            add_place(find, &places[i]);
    ter_places_free(places, count);
    return true;
}

bool ter_derive_find_ways(struct ter_derive_find *find, struct ter_error *err)
{
    size_t before = find->sources->count;
    bool water = find->term->what == TER_RECIPE_WATER;
    TER_AUTO_FREE char *key = ter_gazetteer_key(find->term->name);
    if (!add_ways(find, key, err) || (water && !add_waters(find, key, err)))
        return false;
    return find->sources->count > before ||
           fail_unknown(
               find, water ? ter_message("river, canal or reservoir") : ter_message("road"), key, true, err);
}

/* ---- places ---- */

/* The ending of its kind may be left out: 毕克齐 is 毕克齐镇. */
static bool same_township(const char *name, const char *wanted)
{
    static const char *const endings[] = {"", "镇", "乡", "苏木", "街道"};
    if (!name)
        return false;
    TER_AUTO_FREE char *key = ter_gazetteer_key(name);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        TER_AUTO_FREE char *full = ter_format("%s%s", wanted, endings[i]);
        TER_AUTO_FREE char *full_key = ter_gazetteer_key(full);
        if (strcmp(key, full_key) == 0)
            return true;
    }
    return false;
}

static bool fits(const struct ter_recipe_term *term, const struct ter_place *place)
{
    return (term->what != TER_RECIPE_VILLAGE || is_settlement(place->kind)) &&
           (!term->township || same_township(place->township, term->township));
}

/* Several places of one name are one only where their township is one. */
static bool check_one(
    const struct ter_recipe_term *term, const struct ter_place *places, size_t count, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf where = {0};
    const struct ter_place *first = NULL;
    bool several = false;
    for (size_t i = 0; i < count; i++) {
        if (!fits(term, &places[i]))
            continue;
        const char *township = places[i].township ? places[i].township : "?";
        several = several || (first && strcmp(first->township ? first->township : "?", township) != 0);
        ter_buf_printf(&where, "%s%s/%s", where.size ? ", " : "", township, places[i].name);
        first = first ? first : &places[i];
    }
    return !several ||
           ter_fail(err, TER_FAILED, "several townships have one; which is meant: %s?", where.data);
}

static bool add_fitting(
    struct ter_derive_find *find, const struct ter_place *places, size_t count, struct ter_error *err)
{
    size_t coarse = 0, before = find->sources->count;
    for (size_t i = 0; i < count; i++) {
        if (!fits(find->term, &places[i]))
            continue;
        if (places[i].by_area)
            coarse++;
        else
            add_place(find, &places[i]);
    }
    return find->sources->count > before || !coarse ||
           ter_fail(err, TER_FAILED,
               "its position is not known, only its township: no zone can be drawn round it");
}

bool ter_derive_find_place(struct ter_derive_find *find, struct ter_error *err)
{
    struct ter_place *places = NULL;
    size_t count = 0, before = find->sources->count;
    TER_AUTO_FREE char *key = ter_gazetteer_key(find->term->name);
    if (!ter_gazetteer_places(find->request->registry, key, &places, &count, err))
        return false;
    bool done = check_one(find->term, places, count, err) && add_fitting(find, places, count, err);
    ter_places_free(places, count);
    if (!done || find->sources->count > before)
        return done;
    if (count && find->term->township)
        return ter_fail(err, TER_NOT_FOUND, "the gazetteer has no \"%s\" in %s, only elsewhere",
            find->term->name, find->term->township);
    if (count)
        return ter_fail(err, TER_NOT_FOUND,
            "the gazetteer has \"%s\", which is no village; place:%s takes places of any kind",
            find->term->name, find->term->name);
    return fail_unknown(find,
        find->term->what == TER_RECIPE_VILLAGE ? ter_message("village") : ter_message("place"), key, false,
        err);
}

/* ---- villages of a township ---- */

struct townships {
    struct ter_derive_find *find;
    struct ter_strings names; /* of those that have villages */
    size_t coarse;
};

static void keep_name(struct townships *townships, const char *name)
{
    struct ter_strings *names = &townships->names;
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i], name) == 0)
            return;
    ter_strings_add(names, name);
}

static void take_village(void *user, const struct ter_place *village)
{
    struct townships *townships = user;
    if (village->township)
        keep_name(townships, village->township);
    if (!same_township(village->township, townships->find->term->name))
        return;
    if (village->by_area)
        townships->coarse++;
    else
        add_place(townships->find, village);
}

static bool fail_township(const struct townships *townships, struct ter_error *err)
{
    const char *name = townships->find->term->name;
    const char *near =
        ter_text_suggest(name, (const char *const *)townships->names.items, townships->names.count);
    if (townships->coarse)
        return ter_fail(
            err, TER_FAILED, "the position of none of its %zu villages is known", townships->coarse);
    return ter_fail(err, TER_NOT_FOUND, "the gazetteer has no village of a township \"%s\"%s%s%s", name,
        near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

bool ter_derive_find_villages(struct ter_derive_find *find, struct ter_error *err)
{
    struct townships townships = {.find = find};
    size_t before = find->sources->count;
    bool done = ter_villages_read(find->request->registry, take_village, &townships, err);
    size_t found = find->sources->count - before;
    if (done && found && townships.coarse)
        ter_strings_printf(find->notes,
            find->request->lang == TER_ZH ? "%s：%zu个村的位置未知，未计入"
                                          : "%s: %zu villages whose position is not known are left out",
            find->term->name, townships.coarse);
    if (done && !found)
        done = fail_township(&townships, err);
    ter_strings_free(&townships.names);
    return done;
}
