/* Owns the sentence that explains a result. Chooses nothing. */
#include "sentence.h"

#include "registry/known_names.h"

#include <stdlib.h>
#include <string.h>

/* What the gazetteer makes of an anchor's name. */
enum standing { KNOWN, UNKNOWN, ELSEWHERE /* known, but not where the text must lie */ };

/* Whether the gazetteer has the name at all; true where that is not known without asking. */
static bool may_exist(const struct ter_scene *scene, size_t anchor)
{
    const struct ter_known_names *known = scene->session->known;
    const char *key = scene->found[anchor].key;
    return key && (!known || ter_known_names_find(known, key, strlen(key)));
}

static bool find_standing(
    const struct ter_scene *scene, size_t anchor, enum standing *ret_standing, struct ter_error *err)
{
    const struct ter_anchor *own = &scene->parse->anchors[anchor];
    const struct ter_found *found = &scene->found[anchor];
    struct ter_route route;
    bool road = ter_anchor_is_road(own);
    *ret_standing = own->matched ? KNOWN : found->places_elsewhere ? ELSEWHERE : UNKNOWN;
    if (own->kind == TER_ANCHOR_FEATURE || found->class_word)
        *ret_standing = KNOWN;
    else if (road && (!own->matched || scene->town) && may_exist(scene, anchor)) {
        if (!ter_scene_route(scene, anchor, &route, err))
            return false;
        if (!route.count && found->lines_elsewhere)
            *ret_standing = ELSEWHERE;
    }
    return true;
}

static const char *area_name(const struct ter_scene *scene)
{
    const char *township = ter_scene_township(scene);
    return township ? township : scene->session->county.known ? scene->session->county.place.name : "";
}

/* The names of one standing, divided by commas. */
static size_t list_names(const struct ter_scene *scene, const enum standing *standings, enum standing which,
    struct ter_buf list[2])
{
    size_t count = 0;
    for (size_t i = 0; i < scene->parse->anchor_count; i++) {
        if (standings[i] != which || scene->parse->anchors[i].kind == TER_ANCHOR_FEATURE)
            continue;
        /* as it is written where it is not known: no spelling of the gazetteer's stands for it */
        const char *name = which == KNOWN ? ter_anchor_name(scene, i) : scene->parse->anchors[i].text;
        ter_buf_printf(&list[TER_EN], "%s%s", count ? ", " : "", name);
        ter_buf_printf(&list[TER_ZH], "%s%s", count ? "、" : "", name);
        count++;
    }
    return count;
}

static void add(struct ter_buf text[2], const char *en, const char *zh)
{
    ter_buf_text(&text[TER_EN], en);
    ter_buf_text(&text[TER_ZH], zh);
}

static bool names_anything(const struct ter_parse *parse)
{
    for (size_t i = 0; i < parse->anchor_count; i++)
        if (parse->anchors[i].kind != TER_ANCHOR_FEATURE)
            return true;
    return false;
}

/* Why there is no position. */
static void say_nowhere(const struct ter_offers *offers, const struct ter_buf known[2], size_t known_count,
    struct ter_buf text[2])
{
    bool between = offers->scene->parse->relation == TER_BETWEEN && known_count > 1;
    if (offers->candidate_count > 1)
        add(text, "no position: nothing says which one is meant", "无法定位：没有说明是哪一处");
    else if (!names_anything(offers->scene->parse))
        add(text, "no position: it names no place and no road", "无法定位：没有地名和路名");
    else if (!known_count)
        add(text, "no position: the gazetteer knows nothing that it names",
            "无法定位：地名库不认识其中的地名");
    else {
        ter_buf_printf(&text[TER_EN], "no position: the gazetteer knows %s, but %s", known[TER_EN].data,
            between ? "no way between them" : "that alone tells no position");
        ter_buf_printf(&text[TER_ZH], "无法定位：地名库中有%s，但%s", known[TER_ZH].data,
            between ? "不知其间道路" : "据此不能确定位置");
    }
}

/* A position that stands for the whole area says nothing of the names: they are told as known all the same.
 */
static void say_unused(const struct ter_offers *offers, const struct ter_buf known[2], size_t known_count,
    struct ter_buf text[2])
{
    bool between = offers->scene->parse->relation == TER_BETWEEN && known_count > 1;
    if (!known_count || offers->candidate_count > 1)
        return;
    ter_buf_printf(&text[TER_EN], "; the gazetteer knows %s, but %s", known[TER_EN].data,
        between ? "no way between them" : "that alone tells no position");
    ter_buf_printf(&text[TER_ZH], "；地名库中有%s，但%s", known[TER_ZH].data,
        between ? "不知其间道路" : "据此不能确定位置");
}

static void say_names(const struct ter_scene *scene, const enum standing *standings, struct ter_buf text[2])
{
    struct ter_buf unknown[2] = {{0}, {0}}, elsewhere[2] = {{0}, {0}};
    size_t count = list_names(scene, standings, ELSEWHERE, elsewhere);
    if (count) {
        ter_buf_printf(&text[TER_EN], "; %s %s in the gazetteer, but not in %s", elsewhere[TER_EN].data,
            count > 1 ? "are" : "is", area_name(scene));
        ter_buf_printf(&text[TER_ZH], "；地名库中有%s，但不在%s", elsewhere[TER_ZH].data, area_name(scene));
    }
    if (list_names(scene, standings, UNKNOWN, unknown)) {
        ter_buf_printf(&text[TER_EN], "; not in the gazetteer: %s", unknown[TER_EN].data);
        ter_buf_printf(&text[TER_ZH], "；地名库中没有：%s", unknown[TER_ZH].data);
    }
    for (int lang = 0; lang < 2; lang++) {
        ter_buf_free(&unknown[lang]);
        ter_buf_free(&elsewhere[lang]);
    }
}

static void say_position(const struct ter_spot *best, struct ter_buf text[2])
{
    ter_buf_printf(&text[TER_EN], "%s, within %.0f m", best->why[TER_EN], best->radius_m);
    ter_buf_printf(&text[TER_ZH], "%s，误差半径%.0f米", best->why[TER_ZH], best->radius_m);
}

bool ter_sentence_write(
    const struct ter_offers *offers, const struct ter_spot *best, char *ret_explain[2], struct ter_error *err)
{
    const struct ter_scene *scene = offers->scene;
    struct ter_buf text[2] = {{0}, {0}}, known[2] = {{0}, {0}};
    TER_AUTO_FREE enum standing *standings = ter_alloc((scene->parse->anchor_count + 1) * sizeof *standings);
    for (size_t i = 0; i < scene->parse->anchor_count; i++)
        if (!find_standing(scene, i, &standings[i], err))
            return false;
    size_t known_count = list_names(scene, standings, KNOWN, known);
    if (best)
        say_position(best, text);
    else
        say_nowhere(offers, known, known_count, text);
    for (int lang = 0; lang < 2; lang++)
        if (offers->notes[lang].size)
            ter_buf_text(&text[lang], offers->notes[lang].data);
    if (offers->candidate_count > 1) {
        ter_buf_printf(&text[TER_EN], "; %zu positions are possible", offers->candidate_count);
        ter_buf_printf(&text[TER_ZH], "；有%zu个可能位置", offers->candidate_count);
    }
    if (best && best->precision == TER_PRECISION_NONE)
        say_unused(offers, known, known_count, text);
    say_names(scene, standings, text);
    if (scene->parse->unit_assumed)
        add(text, "; metres taken as the unit", "；距离未注单位，按米计");
    add(text, ".", "。");
    for (int lang = 0; lang < 2; lang++) {
        ret_explain[lang] = ter_buf_take(&text[lang]);
        ter_buf_free(&known[lang]);
    }
    return true;
}
