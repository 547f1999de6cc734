/* Owns the use of similar names. Which names are similar is the registry's. */
#include "correct.h"

#include "crossing.h"
#include "registry/similar.h"
#include "score.h"

#include <stdlib.h>
#include <string.h>

struct names {
    struct ter_similar *items;
    size_t count;
};

static void names_free(struct names *names)
{
    ter_similar_free(names->items, names->count);
}

static bool find_similar(
    const struct ter_scene *scene, size_t anchor, struct names *ret_names, struct ter_error *err)
{
    struct ter_registry *registry = scene->session->registry;
    const char *key = scene->found[anchor].key;
    struct names all = {0};
    bool road = ter_anchor_is_road(&scene->parse->anchors[anchor]);
    if (!(road ? ter_gazetteer_similar_roads(registry, key, &all.items, &all.count, err)
               : ter_gazetteer_similar_places(registry, key, &all.items, &all.count, err)))
        return false;
    *ret_names = all;
    return true;
}

/* 阿林召 and 阿林召村 are one village. */
static bool same_place(const char *a, const char *b)
{
    size_t m = ter_village_stem(a), n = ter_village_stem(b);
    m = m ? m : strlen(a);
    n = n ? n : strlen(b);
    return m == n && memcmp(a, b, m) == 0;
}

/* The only name that may be meant: alone, or alone of its likeness; of two forms of one name the one that
 * ends as the text's does. SIZE_MAX when there are several. */
static size_t only_one(const struct ter_scene *scene, size_t anchor, const struct names *names)
{
    bool ending = ter_village_stem(scene->found[anchor].key) > 0;
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < names->count; i++) {
        const struct ter_similar *own = &names->items[i];
        if (ter_scene_elsewhere(scene, own->township))
            continue;
        if (found == SIZE_MAX)
            found = i;
        else if (same_place(own->key, names->items[found].key))
            found = (ter_village_stem(own->key) > 0) == ending ? i : found;
        else if (own->how == names->items[found].how)
            return SIZE_MAX;
    }
    return found;
}

/* Say whether a road read with a slip of the pen meets another road that the text names. */
static bool meets_another(
    const struct ter_scene *scene, size_t anchor, bool *ret_meets, struct ter_error *err)
{
    *ret_meets = false;
    for (size_t i = 0; i < scene->parse->anchor_count && !*ret_meets; i++) {
        TER_AUTO_FREE struct ter_crossing *crossings = NULL;
        size_t count;
        if (i == anchor || !ter_anchor_is_road(&scene->parse->anchors[i]) ||
            !scene->parse->anchors[i].matched)
            continue;
        if (!ter_crossings_find(scene, anchor, i, &crossings, &count, err))
            return false;
        *ret_meets = count > 0;
    }
    return true;
}

static bool put_back(struct ter_scene *scene, size_t anchor, struct ter_error *err)
{
    free(scene->parse->anchors[anchor].read_as);
    scene->parse->anchors[anchor].read_as = NULL;
    return ter_scene_ask_again(scene, anchor, err);
}

static void say_read_as(struct ter_offers *offers, const struct ter_anchor *anchor, enum ter_likeness how)
{
    static const char *const words[][2] = {
        [TER_SAME_SOUND] = {"same sound", "同音"},
        [TER_SAME_SHAPE] = {"like shape", "形近"},
        [TER_TYPO] = {"one character apart", "一字之差"},
    };
    ter_offer_note(offers,
        ter_format("read %s as %s (%s)", anchor->text, anchor->read_as, words[how][TER_EN]),
        ter_format("“%s”按“%s”理解（%s）", anchor->text, anchor->read_as, words[how][TER_ZH]));
}

static bool read_as(struct ter_scene *scene, struct ter_offers *offers, size_t anchor,
    const struct ter_similar *similar, struct ter_error *err)
{
    struct ter_anchor *own = &scene->parse->anchors[anchor];
    own->read_as = ter_strdup(similar->name);
    if (!ter_scene_ask_again(scene, anchor, err))
        return false;
    bool fits = own->matched;
    if (fits && ter_anchor_is_road(own) && similar->how == TER_TYPO &&
        !meets_another(scene, anchor, &fits, err))
        return false;
    if (!fits)
        return put_back(scene, anchor, err);
    scene->found[anchor].corrected = true;
    scene->found[anchor].likeness = similar->how;
    say_read_as(offers, own, similar->how);
    return true;
}

/* Several names may be meant: their places are candidates, roads are only named. */
static bool list_names(struct ter_scene *scene, struct ter_offers *offers, size_t anchor,
    const struct names *names, struct ter_error *err)
{
    const char *text = scene->parse->anchors[anchor].text;
    struct ter_buf en = {0}, zh = {0};
    bool road = ter_anchor_is_road(&scene->parse->anchors[anchor]);
    for (size_t i = 0; i < names->count; i++) {
        const struct ter_similar *own = &names->items[i];
        struct ter_place *places = NULL;
        size_t count = 0;
        ter_buf_printf(&en, "%s%s", i ? ", " : "", own->name);
        ter_buf_printf(&zh, "%s%s", i ? "、" : "", own->name);
        if (!road && !ter_gazetteer_places(scene->session->registry, own->key, &places, &count, err)) {
            ter_buf_free(&en);
            ter_buf_free(&zh);
            return false;
        }
        for (size_t j = 0; j < count; j++)
            if (!ter_scene_elsewhere(scene, places[j].township) && !ter_place_is_county(&places[j]) &&
                ter_scene_allows(scene, places[j].at, places[j].uncertainty_m + places[j].extent_m)) {
                ter_offer_candidate(offers, places[j].at,
                    ter_clue_weight(TER_CLUE_TYPO) * ter_score_reading(scene) / (double)names->count,
                    ter_format("%s, if %s is meant for it", own->name, text),
                    ter_format("%s（若“%s”即指此）", own->name, text));
                offers->ambiguous = true;
            }
        ter_places_free(places, count);
    }
    ter_offer_note(offers, ter_format("%s may be %s", text, en.data ? en.data : ""),
        ter_format("“%s”可能是%s", text, zh.data ? zh.data : ""));
    ter_buf_free(&en);
    ter_buf_free(&zh);
    return true;
}

bool ter_correct_names(struct ter_scene *scene, struct ter_offers *offers, struct ter_error *err)
{
    for (size_t i = 0; i < scene->parse->anchor_count; i++) {
        const struct ter_anchor *anchor = &scene->parse->anchors[i];
        __attribute__((cleanup(names_free))) struct names names = {0};
        if (anchor->matched || anchor->kind == TER_ANCHOR_FEATURE || anchor->kind == TER_ANCHOR_REF)
            continue;
        if (!find_similar(scene, i, &names, err))
            return false;
        size_t one = only_one(scene, i, &names);
        if (one != SIZE_MAX ? !read_as(scene, offers, i, &names.items[one], err)
                            : names.count && !list_names(scene, offers, i, &names, err))
            return false;
    }
    return true;
}

char *ter_corrected_text(const struct ter_scene *scene)
{
    char *text = NULL;
    for (size_t i = 0; scene->query->text && i < scene->parse->anchor_count; i++) {
        const struct ter_anchor *anchor = &scene->parse->anchors[i];
        const char *whole = text ? text : scene->query->text;
        const char *at = scene->found[i].corrected ? strstr(whole, anchor->text) : NULL;
        if (!at)
            continue;
        char *longer =
            ter_format("%.*s%s%s", (int)(at - whole), whole, anchor->read_as, at + strlen(anchor->text));
        free(text);
        text = longer;
    }
    return text;
}
