/* Owns which junction a location means: the pair of roads, the level, one of several. What lies at it or from
 * it is another file's. */
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

double ter_crossing_radius_m(const struct ter_crossing *crossing)
{
    return crossing->spread_m + crossing->error_m;
}

bool ter_crossings_find(const struct ter_scene *scene, size_t a, size_t b,
    struct ter_crossing **ret_crossings, size_t *ret_count, struct ter_error *err)
{
    TER_AUTO_FREE struct ter_junction *junctions = NULL;
    size_t count = 0, kept = 0;
    if (!ter_gazetteer_junctions(
            scene->session->registry, scene->found[a].key, scene->found[b].key, &junctions, &count, err))
        return false;
    struct ter_crossing *crossings = ter_alloc((count + 1) * sizeof *crossings);
    for (size_t i = 0; i < count; i++)
        if (ter_scene_allows(scene, junctions[i].at, junctions[i].radius_m + junctions[i].uncertainty_m))
            crossings[kept++] = (struct ter_crossing){a, b, junctions[i].at, junctions[i].radius_m,
                junctions[i].uncertainty_m + ter_junction_radius_m(junctions[i].lanes),
                junctions[i].at_grade};
    *ret_crossings = crossings;
    *ret_count = kept;
    return true;
}

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

/* The last two different roads named; with a column and one road in the text, those. */
static bool find_pair(const struct ter_scene *scene, struct pair *ret_pair)
{
    size_t found[2], count = 0;
    for (size_t i = scene->parse->anchor_count; i-- > 0 && count < 2;) {
        if (!ter_anchor_is_road(&scene->parse->anchors[i]) || repeats_ref(scene, i))
            continue;
        if (count == 1 && same_name(scene, i, found[0]))
            found[0] = scene->parse->anchors[i].in_column ? i : found[0];
        else
            found[count++] = i;
    }
    if (count < 2)
        return false;
    bool second = found[0] == scene->parse->along;
    *ret_pair = (struct pair){found[!second], found[second]};
    return true;
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

static size_t clearly_nearest(const double *distances, size_t count, double within_m)
{
    size_t best = 0;
    double next = INFINITY;
    for (size_t i = 1; i < count; i++)
        if (distances[i] < distances[best])
            best = i;
    for (size_t i = 0; i < count; i++)
        if (i != best)
            next = fmin(next, distances[i]);
    return distances[best] <= within_m && distances[best] * 3 <= next ? best : SIZE_MAX;
}

size_t ter_tell_apart(
    const struct ter_scene *scene, const struct ter_lonlat *places, size_t count, enum ter_telling *ret_why)
{
    static const double neighbours_m = 3000, named_place_m = 1000;
    const struct ter_geocode_query *query = scene->query;
    TER_AUTO_FREE double *distances = ter_alloc((count + 1) * sizeof *distances);
    for (size_t i = 0; i < scene->parse->anchor_count; i++) {
        const struct ter_found *found = &scene->found[i];
        if (found->place_count != 1 || ter_place_is_township(found->places) || found->places[0].by_area)
            continue;
        for (size_t j = 0; j < count; j++)
            distances[j] = ter_distance_m(found->places[0].at, places[j]);
        double radius_m = found->places[0].uncertainty_m + found->places[0].extent_m;
        size_t told = clearly_nearest(distances, count, named_place_m + radius_m);
        *ret_why = TER_TOLD_BY_PLACE;
        if (told != SIZE_MAX)
            return told;
    }
    /* a township alone is no near neighbour: of two places in it each has some others near */
    double nearest_m = query->road && *query->road ? 300 : 1000;
    for (size_t j = 0; j < count; j++)
        distances[j] = fmax(
            nearest_m, ter_neighbours_distance_m(query->neighbours, query->township, query->road, places[j]));
    *ret_why = TER_TOLD_BY_LIST;
    return count ? clearly_nearest(distances, count, neighbours_m) : SIZE_MAX;
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
    for (size_t i = 0; i < count; i++) {
        all.spread_m = fmax(all.spread_m, ter_distance_m(all.at, at[i]) + crossings[i].spread_m);
        all.error_m = fmax(all.error_m, crossings[i].error_m);
    }
    return all;
}

static void list_candidates(
    struct ter_offers *offers, struct pair pair, const struct ter_crossing *crossings, size_t count)
{
    const struct ter_scene *scene = offers->scene;
    const char *a = ter_anchor_name(scene, pair.a), *b = ter_anchor_name(scene, pair.b);
    double score = ter_score_reading(scene) / (double)count;
    for (size_t i = 0; i < count; i++) {
        bool level = crossings[i].at_grade;
        ter_offer_candidate(offers, crossings[i].at,
            level ? score : score * ter_clue_weight(TER_CLUE_OTHER_LEVEL),
            ter_format("crossing %zu of %zu of %s and %s%s", i + 1, count, a, b,
                level ? "" : ", on different levels"),
            ter_format("%s与%s的第%zu处相交（共%zu处%s）", a, b, i + 1, count, level ? "" : "，立体交叉"));
    }
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
        return ter_offer_at_crossing(offers, &crossings[told], err);
    }
    struct ter_crossing all = surround(crossings, count);
    bool interchange = names_feature(scene->parse, TER_FEATURE_INTERCHANGE);
    if (interchange && all.spread_m <= interchange_m)
        return ter_offer_at_crossing(offers, &all, err);
    list_candidates(offers, pair, crossings, count);
    offers->ambiguous = true;
    const char *a = ter_anchor_name(scene, pair.a), *b = ter_anchor_name(scene, pair.b);
    const struct ter_parse *parse = scene->parse;
    ter_offer(offers, all.spread_m <= staggered_m ? TER_PRECISION_JUNCTION : TER_PRECISION_ROAD, all.at,
        ter_crossing_radius_m(&all) + (parse->has_distance ? parse->distance_m : 0) +
            (parse->direction != TER_POINT_NONE ? ter_unmeasured_reach_m() : 0),
        NULL, ter_format("one of %zu crossings of %s and %s", count, a, b),
        ter_format("%s与%s的%zu处相交之一", a, b, count));
    ter_offer_covers_several(offers);
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
    list_candidates(offers, pair, bridges, count);
    ter_offer_note(offers, ter_format("%s and %s only cross on different levels", a, b),
        ter_format("%s与%s仅立体交叉，无平面路口", a, b));
}

bool ter_rung_junction(struct ter_offers *offers, struct ter_error *err)
{
    const struct ter_scene *scene = offers->scene;
    struct pair pair;
    if (scene->parse->relation == TER_BETWEEN || !find_pair(scene, &pair))
        return true;
    TER_AUTO_FREE struct ter_crossing *crossings = NULL;
    size_t all, count;
    if (!ter_crossings_find(scene, pair.a, pair.b, &crossings, &all, err))
        return false;
    count = all;
    if (!pick_level(scene, pair, crossings, &count, err))
        return false;
    if (!count) {
        say_no_junction(offers, pair, crossings, all);
        return true;
    }
    scene->parse->anchors[pair.a].matched = scene->parse->anchors[pair.b].matched = true;
    if (count == 1)
        return ter_offer_at_crossing(offers, crossings, err);
    return offer_several(offers, pair, crossings, count, err);
}
