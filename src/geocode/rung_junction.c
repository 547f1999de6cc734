/* Owns positions at and from junctions of two named roads. */
#include "rungs.h"

#include "base/crs.h"
#include "uncertainty.h"

#include <math.h>
#include <stdlib.h>

/* The two roads of a junction, as anchors. */
struct pair {
    size_t a, b;
};

static bool same_road(const struct ter_scene *scene, size_t a, size_t b)
{
    struct ter_route x = ter_scene_route(scene, a), y = ter_scene_route(scene, b);
    for (size_t i = 0; i < x.count; i++)
        for (size_t j = 0; j < y.count; j++)
            if (x.lines[i].id == y.lines[j].id)
                return true;
    return false;
}

/* The last two different roads named; with a column and one road in the text, those. False when there are no
 * two, or one of them is not in the gazetteer. */
static bool find_pair(const struct ter_scene *scene, struct pair *ret_pair)
{
    size_t found[2], count = 0;
    for (size_t i = scene->parse->anchor_count; i-- > 0 && count < 2;) {
        if (!ter_anchor_is_road(&scene->parse->anchors[i]))
            continue;
        if (count == 1 && same_road(scene, i, found[0])) {
            found[0] = scene->parse->anchors[i].in_column ? i : found[0];
            continue;
        }
        found[count++] = i;
    }
    if (count < 2 || !scene->found[found[0]].road_count || !scene->found[found[1]].road_count)
        return false;
    *ret_pair = (struct pair){found[1], found[0]};
    return true;
}

/* What the text says beyond the junction without saying how far: metres to add to its radius. */
static double unsaid_m(const struct ter_scene *scene, size_t last_road)
{
    const struct ter_parse *parse = scene->parse;
    bool goes_on = false; /* to a bank, an underpass …, which must be near the junction */
    for (size_t i = last_road + 1; i < parse->anchor_count; i++)
        goes_on = goes_on || !ter_anchor_is_road(&parse->anchors[i]);
    double reach_m = ter_relation_reach_m(parse->relation);
    if (goes_on || (parse->direction != TER_POINT_NONE && parse->relation != TER_CORNER))
        reach_m = fmax(reach_m, ter_unmeasured_reach_m());
    return reach_m + (parse->has_distance ? parse->distance_m : 0);
}

static double deviation_deg(struct ter_lonlat from, struct ter_lonlat to, double azimuth_deg)
{
    double difference = fabs(ter_azimuth_deg(from, to) - azimuth_deg);
    return difference > 180 ? 360 - difference : difference;
}

/* Walk along the road that the column names, else along the one that leads more nearly in the direction. */
static bool walk(const struct ter_scene *scene, struct pair pair, const struct ter_meeting *meeting,
    struct ter_lonlat *ret_at, double *ret_short_m, size_t *ret_road)
{
    const struct ter_parse *parse = scene->parse;
    double azimuth_deg = ter_point_azimuth_deg(parse->direction), best_deg = INFINITY;
    *ret_road = pair.a;
    for (int i = 0; i < 2; i++) {
        size_t road = i ? pair.b : pair.a;
        struct ter_lonlat at;
        double short_m;
        if (!ter_route_walk(ter_scene_route(scene, road), meeting->at, meeting->radius_m, azimuth_deg,
                ter_point_widest_turn_deg(parse->direction), parse->distance_m, &at, &short_m))
            continue;
        double off_deg = parse->anchors[road].in_column ? 0 : deviation_deg(meeting->at, at, azimuth_deg);
        if (off_deg >= best_deg)
            continue;
        best_deg = off_deg;
        *ret_at = at;
        *ret_short_m = short_m;
        *ret_road = road;
    }
    return isfinite(best_deg);
}

static void offer_offset(struct ter_offers *offers, struct pair pair, const struct ter_meeting *meeting,
    double radius_m, const char *township)
{
    const struct ter_parse *parse = offers->scene->parse;
    const char *a = parse->anchors[pair.a].text, *b = parse->anchors[pair.b].text;
    const char *en = ter_point_label(parse->direction, TER_EN),
               *zh = ter_point_label(parse->direction, TER_ZH);
    double d = parse->distance_m, short_m = 0;
    struct ter_lonlat at = meeting->at;
    size_t road = pair.a;
    radius_m += parse->distance_precision_m;
    if (walk(offers->scene, pair, meeting, &at, &short_m, &road)) {
        const char *along = parse->anchors[road].text;
        ter_offer(offers, TER_PRECISION_OFFSET, at, radius_m + short_m, township,
            ter_format("%g m %s along %s from the junction of %s and %s", d, en, along, a, b),
            ter_format("%s与%s交叉口沿%s向%s%g米", a, b, along, zh, d));
        return;
    }
    double azimuth_deg = ter_point_azimuth_deg(parse->direction);
    radius_m = ter_offset_radius_m(d, radius_m, ter_point_tolerance_deg(parse->direction));
    ter_offer(offers, TER_PRECISION_OFFSET, ter_move(meeting->at, azimuth_deg, d), radius_m, township,
        ter_format("%g m %s of the junction of %s and %s, where neither road leads that way", d, en, a, b),
        ter_format("%s与%s交叉口向%s直线%g米（两路均不通向该方向）", a, b, zh, d));
}

static void offer_meeting(struct ter_offers *offers, struct pair pair, const struct ter_meeting *meeting)
{
    const struct ter_scene *scene = offers->scene;
    const struct ter_parse *parse = scene->parse;
    struct ter_route x = ter_scene_route(scene, pair.a), y = ter_scene_route(scene, pair.b);
    const char *township = x.lines[0].township ? x.lines[0].township : y.lines[0].township;
    /* the error of one sketch or survey is common to both roads: the larger, not the sum */
    double radius_m = fmax(ter_route_uncertainty_m(x), ter_route_uncertainty_m(y));
    radius_m += ter_junction_radius_m() + meeting->radius_m;
    bool from_here =
        parse->measured_from == SIZE_MAX || ter_anchor_is_road(&parse->anchors[parse->measured_from]);
    if (parse->has_distance && parse->distance_m > 0 && parse->direction != TER_POINT_NONE && from_here) {
        offer_offset(offers, pair, meeting, radius_m, township);
        return;
    }
    const char *a = parse->anchors[pair.a].text, *b = parse->anchors[pair.b].text;
    radius_m += unsaid_m(scene, pair.a > pair.b ? pair.a : pair.b);
    ter_offer(offers, TER_PRECISION_JUNCTION, meeting->at, radius_m, township,
        ter_format("the junction of %s and %s", a, b), ter_format("%s与%s交叉口", a, b));
}

void ter_rung_junction(struct ter_offers *offers)
{
    struct pair pair;
    if (offers->scene->parse->relation == TER_BETWEEN || !find_pair(offers->scene, &pair))
        return;
    struct ter_route a = ter_scene_route(offers->scene, pair.a), b = ter_scene_route(offers->scene, pair.b);
    TER_AUTO_FREE struct ter_meeting *meetings = NULL;
    size_t count = ter_route_meetings(a, b, &meetings), kept = 0;
    double reach_m = fmax(ter_route_uncertainty_m(a), ter_route_uncertainty_m(b));
    for (size_t i = 0; i < count; i++)
        if (ter_scene_allows(offers->scene, meetings[i].at, reach_m))
            meetings[kept++] = meetings[i];
    if (kept == 1)
        offer_meeting(offers, pair, meetings);
    for (size_t i = 0; kept > 1 && i < kept; i++) {
        const char *x = offers->scene->parse->anchors[pair.a].text,
                   *y = offers->scene->parse->anchors[pair.b].text;
        ter_offer_candidate(offers, meetings[i].at,
            ter_format("crossing %zu of %zu of %s and %s", i + 1, kept, x, y),
            ter_format("%s与%s的第%zu个交叉口（共%zu个）", x, y, i + 1, kept));
    }
}
