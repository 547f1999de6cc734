/* Owns stretches of a road between two things: "A（B至C段）", "between B and C". */
#include "crossing.h"
#include "roadside.h"
#include "stretch.h"
#include "uncertainty.h"

#include "base/crs.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_ENDS = 8 };

/* How far from a road a place may be that is said to be on it. */
static const double roadside_m = 500;

/* A side street meets one carriageway of the road; the stretch may begin or end on the other. */
static const double carriageways_m = 30;

/* Where one end of the stretch may be. */
struct end {
    struct ter_lonlat at;
    double reach_m;  /* within which the road passes */
    double spread_m; /* how far its nodes are from `at` */
    double radius_m; /* how wrong `at` may be */
    size_t group;    /* of the road's lines that pass; SIZE_MAX: none does */
};

struct ends {
    struct end items[MOST_ENDS];
    size_t count;
    const char *name;
};

struct stretch {
    size_t road; /* anchor of the road; SIZE_MAX: not said, or not known */
    struct ends ends[2];
};

static void add_places(const struct ter_found *found, struct ends *ends)
{
    for (size_t i = 0; i < found->place_count && ends->count < MOST_ENDS; i++) {
        if (found->places[i].by_area)
            continue;
        double radius_m = found->places[i].uncertainty_m + found->places[i].extent_m;
        ends->items[ends->count++] =
            (struct end){found->places[i].at, radius_m + roadside_m, 0, radius_m, SIZE_MAX};
    }
}

/* Where the road meets the anchor's road, or passes the anchor's places. */
static bool find_ends(
    const struct ter_scene *scene, size_t road, size_t anchor, struct ends *ret_ends, struct ter_error *err)
{
    struct ends ends = {.name = ter_anchor_name(scene, anchor)};
    add_places(&scene->found[anchor], &ends);
    if (road != SIZE_MAX && ter_anchor_is_road(&scene->parse->anchors[anchor])) {
        TER_AUTO_FREE struct ter_crossing *crossings = NULL;
        size_t count;
        if (!ter_crossings_find(scene, road, anchor, &crossings, &count, err))
            return false;
        for (size_t i = 0; i < count && ends.count < MOST_ENDS; i++)
            ends.items[ends.count++] = (struct end){crossings[i].at, crossings[i].spread_m + carriageways_m,
                crossings[i].spread_m, ter_crossing_radius_m(&crossings[i]), SIZE_MAX};
    }
    *ret_ends = ends;
    return true;
}

/* ---- along the road ---- */

/* The way between one end and the other. */
struct way {
    struct ter_lonlat middle;
    double length_m, radius_m;
    enum ter_roadside side;
};

/* The road where it is nearest to the end, with the carriageways beside that. */
static struct ter_stretch_end stretch_end(
    const struct ter_track *track, struct ter_xy at, const struct end *end)
{
    double nearest_m = ter_track_foot(track, at).distance_m;
    return (struct ter_stretch_end){at, fmin(end->reach_m, nearest_m + end->spread_m + carriageways_m)};
}

static bool find_way(const struct ter_scene *scene, struct ter_route route, const struct end *from,
    const struct end *to, struct way *ret_way)
{
    TER_AUTO_TRACK struct ter_track track = {0};
    double apart_m = ter_distance_m(from->at, to->at);
    struct ter_arrival middle;
    double length_m;
    ter_track_build(route, from->at, ter_stretch_reach_m(apart_m) + from->reach_m, &track);
    struct ter_xy goal = ter_plane_to(&track.plane, to->at), start = {0, 0};
    if (!ter_stretch_find(
            &track, stretch_end(&track, start, from), stretch_end(&track, goal, to), &middle, &length_m))
        return false;
    const struct ter_parse *parse = scene->parse;
    struct ter_standing standing =
        ter_roadside_stand(&track, middle.at, middle.heading_deg, parse->side, parse->side_distance_m);
    double half_m = fmax(ter_xy_distance_m(standing.at, start), ter_xy_distance_m(standing.at, goal));
    *ret_way = (struct way){ter_plane_from(&track.plane, standing.at), length_m,
        half_m + fmax(from->radius_m, to->radius_m) + standing.half_width_m, standing.side};
    return true;
}

/* Two places that the stretch may be between. */
struct pair {
    const struct end *from, *to;
    double apart_m;
};

static int by_apart(const void *a, const void *b)
{
    double x = ((const struct pair *)a)->apart_m, y = ((const struct pair *)b)->apart_m;
    return (x > y) - (x < y);
}

/* All pairs, the nearest first. */
static struct pair *list_pairs(const struct stretch *stretch, size_t *ret_count)
{
    const struct ends *from = &stretch->ends[0], *to = &stretch->ends[1];
    struct pair *pairs = ter_alloc((from->count * to->count + 1) * sizeof *pairs);
    size_t count = 0;
    for (size_t i = 0; i < from->count; i++)
        for (size_t j = 0; j < to->count; j++)
            pairs[count++] = (struct pair){
                &from->items[i], &to->items[j], ter_distance_m(from->items[i].at, to->items[j].at)};
    qsort(pairs, count, sizeof *pairs, by_apart);
    *ret_count = count;
    return pairs;
}

/* Lines that lie 2 km apart are no way from one to the other. */
static void find_groups(const struct ter_found *found, struct ends *ends)
{
    for (size_t i = 0; i < ends->count; i++) {
        size_t line = ter_route_find(found->route, ends->items[i].at, ends->items[i].reach_m);
        ends->items[i].group = line == SIZE_MAX ? SIZE_MAX : found->groups[line];
    }
}

/* The shortest way of all pairs of ends; *ret_clear is false where another is nearly as short. Pairs much
 * farther apart than the nearest are not what anybody means, even where the road does not lead between those.
 */
static size_t find_shortest(const struct ter_scene *scene, struct ter_route route,
    const struct stretch *stretch, struct way *ret_way, bool *ret_clear)
{
    static const double clearly = 1.5, same_place_m = 150;
    double second_m = INFINITY;
    size_t count, found = 0;
    TER_AUTO_FREE struct pair *pairs = list_pairs(stretch, &count);
    double most_m = ter_stretch_longest_m(pairs[0].apart_m);
    *ret_way = (struct way){.length_m = INFINITY};
    for (size_t i = 0; i < count; i++) {
        const struct pair *pair = &pairs[i];
        struct way way, longer;
        double least_m = pair->apart_m - pair->from->reach_m - pair->to->reach_m;
        if (least_m > fmin(clearly * ret_way->length_m, most_m) ||
            (least_m > ret_way->length_m && second_m < clearly * ret_way->length_m))
            break;
        if (pair->from->group != pair->to->group || !find_way(scene, route, pair->from, pair->to, &way))
            continue;
        found++;
        longer = way;
        if (way.length_m < ret_way->length_m) {
            longer = *ret_way;
            *ret_way = way;
        }
        if (isfinite(longer.length_m) && ter_distance_m(longer.middle, ret_way->middle) > same_place_m)
            second_m = fmin(second_m, longer.length_m);
    }
    *ret_clear = second_m >= clearly * ret_way->length_m;
    return found;
}

static void offer_way(
    struct ter_offers *offers, const struct stretch *stretch, const struct way *way, bool clear)
{
    const struct ter_scene *scene = offers->scene;
    const char *road = ter_anchor_name(scene, stretch->road);
    const char *b = stretch->ends[0].name, *c = stretch->ends[1].name;
    if (!clear) { /* the road meets one of them several times: which stretch is meant is not said */
        ter_offer_candidate(offers, way->middle, 0.5,
            ter_format("the shortest stretch of %s between %s and %s", road, b, c),
            ter_format("%s上%s至%s之间最短的一段", road, b, c));
        offers->ambiguous = true;
        return;
    }
    ter_offer(offers, TER_PRECISION_SEGMENT, way->middle, way->radius_m, NULL,
        ter_format("the middle of %s between %s and %s", road, b, c),
        ter_format("%s（%s至%s段）中点", road, b, c));
    if (way->side == TER_ON_SIDE)
        ter_offer_note(offers, ter_format("on the %s side", ter_point_label(scene->parse->side, TER_EN)),
            ter_format("%s侧", ter_point_label(scene->parse->side, TER_ZH)));
}

/* ---- in a straight line ---- */

static void offer_straight(struct ter_offers *offers, const struct stretch *stretch)
{
    const struct end *a = &stretch->ends[0].items[0], *b = &stretch->ends[1].items[0];
    struct ter_lonlat middle =
        ter_move(a->at, ter_azimuth_deg(a->at, b->at), ter_distance_m(a->at, b->at) / 2);
    double half_m = fmax(ter_distance_m(middle, a->at), ter_distance_m(middle, b->at));
    ter_offer(offers, TER_PRECISION_SEGMENT, middle, half_m + fmax(a->radius_m, b->radius_m), NULL,
        ter_format("between %s and %s", stretch->ends[0].name, stretch->ends[1].name),
        ter_format("%s至%s之间", stretch->ends[0].name, stretch->ends[1].name));
}

static void say_missing(struct ter_offers *offers, const struct stretch *stretch, size_t end, size_t anchor)
{
    if (stretch->ends[end].count || !offers->scene->parse->anchors[anchor].matched)
        return;
    const char *road = ter_anchor_name(offers->scene, stretch->road);
    ter_offer_note(offers, ter_format("%s and %s do not meet", road, stretch->ends[end].name),
        ter_format("%s与%s不相交", road, stretch->ends[end].name));
}

bool ter_rung_stretch(struct ter_offers *offers, struct ter_error *err)
{
    const struct ter_scene *scene = offers->scene;
    const struct ter_parse *parse = scene->parse;
    if (parse->relation != TER_BETWEEN || parse->anchor_count < 2)
        return true;
    bool said = parse->between[0] < parse->anchor_count && parse->between[1] < parse->anchor_count;
    size_t ends[2] = {said ? parse->between[0] : parse->anchor_count - 2,
        said ? parse->between[1] : parse->anchor_count - 1};
    size_t road = ter_main_road(scene);
    struct stretch stretch = {.road = road == ends[0] || road == ends[1] ? SIZE_MAX : road};
    for (int i = 0; i < 2; i++)
        if (!find_ends(scene, stretch.road, ends[i], &stretch.ends[i], err))
            return false;
    if (stretch.road != SIZE_MAX)
        for (size_t i = 0; i < 2; i++)
            say_missing(offers, &stretch, i, ends[i]);
    if (!stretch.ends[0].count || !stretch.ends[1].count)
        return true;
    struct ter_route route = {0};
    struct way way;
    bool clear;
    if (stretch.road != SIZE_MAX && !ter_scene_route(scene, stretch.road, &route, err))
        return false;
    for (size_t i = 0; i < 2 && route.count; i++)
        find_groups(&scene->found[stretch.road], &stretch.ends[i]);
    if (route.count && find_shortest(scene, route, &stretch, &way, &clear))
        offer_way(offers, &stretch, &way, clear);
    else if (stretch.ends[0].count == 1 && stretch.ends[1].count == 1)
        offer_straight(offers, &stretch);
    return true;
}
