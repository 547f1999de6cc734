/* Owns which junction a location means: the pairs of roads, the level, one of several. What lies at it or
 * from it is another file's. */
#include "crossing.h"

#include "base/crs.h"
#include "base/plane.h"
#include "score.h"
#include "uncertainty.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Crossings that fit into such a circle are one place, if not one point: a staggered crossing, an
 * interchange. */
static const double staggered_m = 150, interchange_m = 500;

/* Crossings of several pairs of names this near to each other are one: a road has a name and a number. */
static const double same_crossing_m = 30;

enum { MOST_ROADS = 6 }; /* more roads in one text say nothing */

/* ---- the pair of roads ---- */

struct pair {
    size_t a, b;
};

static bool same_name(const struct ter_scene *scene, size_t a, size_t b)
{
    return strcmp(scene->found[a].key, scene->found[b].key) == 0;
}

/* G4高速 is one road: the word for its class only repeats what the number is. */
static bool repeats_ref(const struct ter_scene *scene, size_t anchor)
{
    return anchor > 0 && scene->found[anchor].class_word &&
           scene->parse->anchors[anchor - 1].kind == TER_ANCHOR_REF &&
           !scene->parse->anchors[anchor - 1].in_column;
}

/* Of two roads the one that the text is about comes first; else the one that is named first. */
static struct pair pair_of(const struct ter_scene *scene, size_t first, size_t second)
{
    bool swap = second == scene->parse->along;
    return (struct pair){swap ? second : first, swap ? first : second};
}

/* The different roads named, the last one first. */
static size_t list_roads(const struct ter_scene *scene, size_t ret_roads[MOST_ROADS])
{
    size_t count = 0;
    for (size_t i = scene->parse->anchor_count; i-- > 0 && count < MOST_ROADS;) {
        size_t same = 0;
        if (!ter_anchor_is_road(&scene->parse->anchors[i]) || repeats_ref(scene, i))
            continue;
        while (same < count && !same_name(scene, i, ret_roads[same]))
            same++;
        if (same == count)
            ret_roads[count++] = i;
        else if (scene->parse->anchors[i].in_column)
            ret_roads[same] = i;
    }
    return count;
}

/* Whether the text itself joins more than two roads, and all are known: 甲路乙路口、丙路乙路口. Of a column
 * and two roads the text's two are meant, where they meet. */
static bool joins_many(const struct ter_scene *scene, const size_t *roads, size_t count, bool last_two_meet)
{
    bool column = false, known = true;
    for (size_t i = 0; i < count; i++) {
        const struct ter_anchor *anchor = &scene->parse->anchors[roads[i]];
        column = column || anchor->in_column;
        known = known && anchor->matched;
    }
    return known && count > 2 && !(count == 3 && column && last_two_meet);
}

/* ---- the level ---- */

static bool names_feature(const struct ter_parse *parse, enum ter_feature feature)
{
    for (size_t i = 0; i < parse->anchor_count; i++)
        if (parse->anchors[i].feature == feature)
            return true;
    return false;
}

static bool names_bridge(const struct ter_parse *parse)
{
    return names_feature(parse, TER_FEATURE_UNDERPASS) || names_feature(parse, TER_FEATURE_BRIDGE) ||
           names_feature(parse, TER_FEATURE_INTERCHANGE);
}

/* Railways and waterways have no junctions with roads but these. */
static bool is_no_road(const struct ter_scene *scene, size_t anchor, bool *ret_no_road, struct ter_error *err)
{
    struct ter_route route;
    *ret_no_road = scene->found[anchor].class_word;
    if (*ret_no_road)
        return true;
    if (!ter_scene_route(scene, anchor, &route, err))
        return false;
    *ret_no_road = route.count && route.lines[0]->way != TER_ROAD;
    return true;
}

static size_t keep_level(struct ter_crossing *crossings, size_t count, bool at_grade)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (crossings[i].at_grade == at_grade)
            crossings[kept++] = crossings[i];
    return kept;
}

static bool has_level(const struct ter_crossing *crossings, size_t count, bool at_grade)
{
    for (size_t i = 0; i < count; i++)
        if (crossings[i].at_grade == at_grade)
            return true;
    return false;
}

/* Keep those on the level that the text means; none when it means a junction and there are only bridges. */
static bool pick_level(const struct ter_scene *scene, struct pair pair, struct ter_crossing *crossings,
    size_t *count, struct ter_error *err)
{
    bool bridge = names_bridge(scene->parse), a_no_road = false, b_no_road = false;
    if (names_feature(scene->parse, TER_FEATURE_INTERCHANGE))
        return true;
    if (has_level(crossings, *count, !bridge)) {
        *count = keep_level(crossings, *count, !bridge);
        return true;
    }
    if (bridge)
        return true;
    if (!is_no_road(scene, pair.a, &a_no_road, err) || !is_no_road(scene, pair.b, &b_no_road, err))
        return false;
    if (!a_no_road && !b_no_road)
        *count = 0;
    return true;
}

/* ---- one of several ---- */

/* An interchange has ramps: what is said to be at it need not be where the roads cross. */
static bool offer_at(struct ter_offers *offers, const struct ter_crossing *crossing, struct ter_error *err)
{
    struct ter_crossing own = *crossing;
    if (names_feature(offers->scene->parse, TER_FEATURE_INTERCHANGE))
        own.error_m = fmax(own.error_m, ter_interchange_reach_m() - own.spread_m);
    return ter_offer_at_crossing(offers, &own, err);
}

/* The circle round several crossings, with their own radii. */
static struct ter_crossing surround(const struct ter_crossing *crossings, size_t count)
{
    struct ter_crossing all = crossings[0];
    TER_AUTO_FREE struct ter_lonlat *at = ter_alloc(count * sizeof *at);
    for (size_t i = 0; i < count; i++)
        at[i] = crossings[i].at;
    struct ter_bbox box = ter_bbox_of(at, count);
    all.at = (struct ter_lonlat){(box.west + box.east) / 2, (box.south + box.north) / 2};
    all.spread_m = all.error_m = 0;
    all.at_grade = true;
    for (size_t i = 0; i < count; i++) {
        all.spread_m = fmax(all.spread_m, ter_distance_m(all.at, at[i]) + crossings[i].spread_m);
        all.error_m = fmax(all.error_m, crossings[i].error_m);
        all.at_grade = all.at_grade && crossings[i].at_grade;
    }
    return all;
}

static void list_pairs(struct ter_offers *offers, const struct ter_crossing *crossings, size_t count)
{
    const struct ter_scene *scene = offers->scene;
    double score = ter_score_reading(scene) / (double)count;
    for (size_t i = 0; i < count; i++) {
        const char *a = ter_anchor_name(scene, crossings[i].a), *b = ter_anchor_name(scene, crossings[i].b);
        ter_offer_candidate(offers, crossings[i].at, score, ter_crossing_name(&crossings[i], a, b, TER_EN),
            ter_crossing_name(&crossings[i], a, b, TER_ZH));
    }
}

static void list_candidates(struct ter_offers *offers, const struct ter_crossing *crossings, size_t count)
{
    const struct ter_scene *scene = offers->scene;
    double score = ter_score_reading(scene) / (double)count;
    for (size_t i = 0; i < count; i++) {
        bool level = crossings[i].at_grade;
        const char *a = ter_anchor_name(scene, crossings[i].a), *b = ter_anchor_name(scene, crossings[i].b);
        ter_offer_candidate(offers, crossings[i].at,
            level ? score : score * ter_clue_weight(TER_CLUE_OTHER_LEVEL),
            ter_format("crossing %zu of %zu of %s and %s%s", i + 1, count, a, b,
                level ? "" : ", on different levels"),
            ter_format("%s与%s的第%zu处相交（共%zu处%s）", a, b, i + 1, count, level ? "" : "，立体交叉"));
    }
}

/* One circle round all of them: which one is meant is not said. */
static void offer_one_of(struct ter_offers *offers, const struct ter_crossing *all, char *en, char *zh)
{
    const struct ter_parse *parse = offers->scene->parse;
    offers->ambiguous = true;
    ter_offer(offers, all->spread_m <= staggered_m ? TER_PRECISION_JUNCTION : TER_PRECISION_ROAD, all->at,
        ter_crossing_radius_m(all) + (parse->has_distance ? parse->distance_m : 0) +
            (parse->direction != TER_POINT_NONE ? ter_unmeasured_reach_m() : 0),
        NULL, en, zh);
    ter_offer_covers_several(offers);
}

static bool offer_several(struct ter_offers *offers, struct pair pair, const struct ter_crossing *crossings,
    size_t count, struct ter_error *err)
{
    const struct ter_scene *scene = offers->scene;
    TER_AUTO_FREE struct ter_lonlat *places = ter_alloc(count * sizeof *places);
    enum ter_telling why;
    for (size_t i = 0; i < count; i++)
        places[i] = crossings[i].at;
    size_t told = ter_tell_apart(scene, places, count, &why);
    if (told != SIZE_MAX) {
        ter_offer_note(offers,
            ter_format("of %zu such crossings the one near %s", count,
                why == TER_TOLD_BY_LIST ? "the others of its list" : "the place named"),
            ter_format("共%zu处相交，取%s的一处", count,
                why == TER_TOLD_BY_LIST ? "同一清单其他位置附近" : "所述地点附近"));
        return offer_at(offers, &crossings[told], err);
    }
    struct ter_crossing all = surround(crossings, count);
    bool interchange = names_feature(scene->parse, TER_FEATURE_INTERCHANGE);
    if (interchange && all.spread_m <= interchange_m)
        return offer_at(offers, &all, err);
    list_candidates(offers, crossings, count);
    const char *a = ter_anchor_name(scene, pair.a), *b = ter_anchor_name(scene, pair.b);
    offer_one_of(offers, &all, ter_format("one of %zu crossings of %s and %s", count, a, b),
        ter_format("%s与%s的%zu处相交之一", a, b, count));
    return true;
}

/* ---- more than two roads ---- */

/* Add those that lie where none lies yet. */
static void add_crossings(struct ter_crossing **all, size_t *all_count, size_t *capacity,
    const struct ter_crossing *more, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t same = 0;
        while (same < *all_count && ter_distance_m((*all)[same].at, more[i].at) > same_crossing_m)
            same++;
        if (same < *all_count)
            continue;
        *all = ter_grow(*all, capacity, *all_count + 1, sizeof **all);
        (*all)[(*all_count)++] = more[i];
    }
}

static bool find_crossings(const struct ter_scene *scene, struct pair pair,
    struct ter_crossing **ret_crossings, size_t *ret_all, size_t *ret_count, struct ter_error *err)
{
    if (!ter_crossings_find(scene, pair.a, pair.b, ret_crossings, ret_all, err))
        return false;
    *ret_count = *ret_all;
    return pick_level(scene, pair, *ret_crossings, ret_count, err);
}

/* Every pair of the roads may be meant. *ret_offered is false where none of them meet. */
static bool offer_any_pair(
    struct ter_offers *offers, const size_t *roads, size_t count, bool *ret_offered, struct ter_error *err)
{
    const struct ter_scene *scene = offers->scene;
    TER_AUTO_FREE struct ter_crossing *all = NULL;
    size_t all_count = 0, capacity = 0;
    for (size_t i = count; i-- > 1;)
        for (size_t j = i; j-- > 0;) {
            TER_AUTO_FREE struct ter_crossing *found = NULL;
            size_t any, found_count;
            struct pair pair = pair_of(scene, roads[i], roads[j]);
            if (!find_crossings(scene, pair, &found, &any, &found_count, err))
                return false;
            add_crossings(&all, &all_count, &capacity, found, found_count);
        }
    *ret_offered = all_count > 0;
    if (all_count == 1)
        return offer_at(offers, &all[0], err);
    if (!all_count)
        return true;
    struct ter_crossing circle = surround(all, all_count);
    list_pairs(offers, all, all_count);
    offer_one_of(offers, &circle,
        ter_format("one of the %zu crossings of the %zu roads that it names", all_count, count),
        ter_format("所述%zu条路的%zu处相交之一", count, all_count));
    return true;
}

/* ---- none ---- */

static void say_no_junction(
    struct ter_offers *offers, struct pair pair, const struct ter_crossing *bridges, size_t count)
{
    const struct ter_scene *scene = offers->scene;
    const char *a = ter_anchor_name(scene, pair.a), *b = ter_anchor_name(scene, pair.b);
    if (!scene->parse->anchors[pair.a].matched || !scene->parse->anchors[pair.b].matched)
        return; /* the name that is not known is told by itself */
    if (!count) {
        ter_offer_note(offers, ter_format("%s and %s do not meet", a, b), ter_format("%s与%s不相交", a, b));
        return;
    }
    list_candidates(offers, bridges, count);
    ter_offer_note(offers, ter_format("%s and %s only cross on different levels", a, b),
        ter_format("%s与%s仅立体交叉，无平面路口", a, b));
}

bool ter_rung_junction(struct ter_offers *offers, struct ter_error *err)
{
    const struct ter_scene *scene = offers->scene;
    size_t roads[MOST_ROADS], road_count = list_roads(scene, roads);
    if (scene->parse->relation == TER_BETWEEN || road_count < 2)
        return true;
    /* the last two different roads named; with a column and one road in the text, those */
    struct pair pair = pair_of(scene, roads[1], roads[0]);
    TER_AUTO_FREE struct ter_crossing *crossings = NULL;
    size_t all, count;
    if (!find_crossings(scene, pair, &crossings, &all, &count, err))
        return false;
    if (joins_many(scene, roads, road_count, count > 0)) {
        bool offered;
        if (!offer_any_pair(offers, roads, road_count, &offered, err))
            return false;
        if (offered)
            return true;
    }
    if (!count) {
        say_no_junction(offers, pair, crossings, all);
        return true;
    }
    scene->parse->anchors[pair.a].matched = scene->parse->anchors[pair.b].matched = true;
    if (count == 1)
        return offer_at(offers, crossings, err);
    return offer_several(offers, pair, crossings, count, err);
}
