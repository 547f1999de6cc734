/* Owns positions that people gave to records whose location is said in the same words. Knows nothing of the
 * gazetteer: what a person saw beats what a map says. */
#include "lexer.h"
#include "namesakes.h"
#include "rungs.h"

#include "base/crs.h"
#include "base/text.h"
#include "registry/learnt.h"
#include "score.h"
#include "uncertainty.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* So many at most are worth a look where the words name no point. A judgement. */
enum { MOST_HINTS = 5 };

/* ---- whether the words name a point ---- */

/* What people write where they have nothing to say, by ter_text_key. */
static bool says_nothing(const char *text)
{
    static const char *const words[] = {"同上", "同前", "同左", "同右", "如上", "见上", "略", "无", "没有",
        "不详", "不明", "不清", "不清楚", "未知", "未定", "待定", "待查", "待核", "待核实", "待补", "待补充",
        "备注", "见备注", "附近", "无名", "空", "暂无", "same", "same as", "same as above", "as above",
        "above", "see above", "ditto", "unknown", "none", "nil", "null", "nan", "n/a", "na", "tbd", "tba",
        "?", "-"};
    TER_AUTO_FREE char *key = ter_text_key(text);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(key, words[i]) == 0)
            return true;
    return false;
}

/* Whether it is a name, and not only words for a kind of thing: 学校 is any school. */
static bool is_name(const char *text)
{
    TER_AUTO_TOKENS struct ter_tokens tokens = {0};
    ter_lex(text, ter_language_of(text, NULL), NULL, &tokens);
    for (size_t i = 0; i < tokens.count; i++) {
        const struct ter_token *token = &tokens.items[i];
        uint32_t codepoint;
        bool single = ter_text_next(tokens.text + token->start, &codepoint) == token->end - token->start;
        bool named = token->kind == TER_TOKEN_NAME || token->kind == TER_TOKEN_ROAD ||
                     token->kind == TER_TOKEN_REF || token->kind == TER_TOKEN_VILLAGE ||
                     token->kind == TER_TOKEN_TOWN || token->kind == TER_TOKEN_AREA;
        if (named && !single)
            return true;
    }
    return false;
}

static bool names_place(const struct ter_scene *scene, size_t anchor)
{
    const struct ter_anchor *own = &scene->parse->anchors[anchor];
    const struct ter_found *found = &scene->found[anchor];
    if (own->kind != TER_ANCHOR_PLACE && own->kind != TER_ANCHOR_VILLAGE)
        return false;
    for (size_t i = 0; i < found->place_count; i++)
        if (ter_place_is_township(&found->places[i]) || ter_place_is_county(&found->places[i]))
            return false;
    return !says_nothing(own->text) && (own->matched || is_name(own->text));
}

/* 12号: the number of a house on its road. */
static bool has_house_number(const struct ter_parse *parse)
{
    for (size_t i = 0; i < parse->details.count; i++)
        if (strpbrk(parse->details.items[i], "0123456789"))
            return true;
    return false;
}

/* Whether the text means one point of the ground, and not a whole road, a township, or nothing: only then
 * other things that are said in its words stand where it does. */
static bool names_point(const struct ter_scene *scene)
{
    const struct ter_parse *parse = scene->parse;
    size_t roads = 0;
    for (size_t i = 0; i < parse->anchor_count; i++) {
        if (names_place(scene, i))
            return true;
        roads += ter_anchor_is_road(&parse->anchors[i]);
    }
    if (roads >= 2) /* a junction, what lies from it, a stretch; of the column's and the text's road too */
        return true;
    return roads && (parse->has_chainage || has_house_number(parse) ||
                        (parse->at_road_end && parse->direction != TER_POINT_NONE));
}

/* ---- offers ---- */

static size_t find_learnt(const struct ter_scene *scene, const struct ter_learnt **ret_learnt)
{
    const struct ter_session *session = scene->session;
    const struct ter_geocode_query *query = scene->query;
    if (!session->learnt || !query->text || !*query->text)
        return 0;
    return ter_learnt_find(session->learnt, query->text, query->township, query->road, ret_learnt);
}

static void offer_learnt(struct ter_offers *offers, const struct ter_learnt *learnt, double radius_m)
{
    const char *en = learnt->surveyed ? "surveyed" : "placed by hand";
    const char *zh = learnt->surveyed ? "测量" : "人工标定";
    ter_offer(offers, TER_PRECISION_PLACE, learnt->at, radius_m, NULL,
        ter_format("where %s %s was %s, whose location is said in the same words",
            learnt->layer->title.text[TER_EN], learnt->code, en),
        ter_format("取%s%s%s的位置（位置描述相同）", learnt->layer->title.text[TER_ZH], learnt->code, zh));
}

static void list_learnt(struct ter_offers *offers, const struct ter_learnt *learnt, size_t count)
{
    for (size_t i = 0; i < count; i++)
        ter_offer_candidate(offers, learnt[i].at, ter_clue_weight(TER_CLUE_SEVERAL),
            ter_format("%s %s, whose location is said in the same words", learnt[i].layer->title.text[TER_EN],
                learnt[i].code),
            ter_format("%s%s（位置描述相同）", learnt[i].layer->title.text[TER_ZH], learnt[i].code));
}

bool ter_rung_learnt(struct ter_offers *offers, struct ter_error *err)
{
    const struct ter_learnt *learnt;
    (void)err;
    size_t count = find_learnt(offers->scene, &learnt);
    double radius_m = 0;
    if (!count || !names_point(offers->scene))
        return true;
    for (size_t i = 0; i < count; i++)
        radius_m = fmax(radius_m,
            ter_distance_m(learnt[0].at, learnt[i].at) + learnt[i].uncertainty_m + ter_learnt_reach_m());
    if (radius_m <= ter_learnt_widest_m())
        offer_learnt(offers, learnt, radius_m);
    else
        list_learnt(offers, learnt, count);
    return true;
}

bool ter_rung_learnt_hint(struct ter_offers *offers, struct ter_error *err)
{
    const struct ter_learnt *learnt;
    (void)err;
    size_t count = find_learnt(offers->scene, &learnt);
    bool known = false;
    for (size_t i = 0; count && i < offers->scene->parse->anchor_count; i++)
        known = known || offers->scene->parse->anchors[i].matched;
    if (count && count <= MOST_HINTS && known && !names_point(offers->scene))
        list_learnt(offers, learnt, count);
    return true;
}
