/* Owns what is said to lie at a junction or away from it: distances, corners, sides. Which junction is meant
 * is another file's. Distances are counted from the junction's centre. */
#include "corner.h"
#include "crossing.h"
#include "roadside.h"
#include "uncertainty.h"

#include <math.h>
#include <stdlib.h>

/* One text at one crossing. */
struct site {
    struct ter_offers *offers;
    const struct ter_crossing *crossing;
    const struct ter_parse *parse;
    const char *a, *b;
    char *name[2];              /* "the junction of A and B", by enum ter_lang */
    struct ter_track tracks[2]; /* of crossing->a and crossing->b, the crossing at the origin */
};

static const struct ter_xy centre = {0, 0};
static const double beyond_m = 1000; /* a road bends: lines this far beyond the distance may be walked */
static const double around_m = 250;  /* the arms and carriageways of a junction lie within */
static const double arm_step_m = 15; /* how far from a junction "east of the junction" is put */
static const double clear_turn_deg =
    15; /* two roads nearer to one direction than this cannot be told apart */

static bool load_tracks(struct site *site, struct ter_error *err)
{
    const struct ter_crossing *crossing = site->crossing;
    double distance_m = site->parse->distance_m;
    double reach_m = (distance_m > 0 ? beyond_m + 2 * distance_m : around_m) + crossing->spread_m;
    for (int i = 0; i < 2; i++) {
        struct ter_route route;
        if (!ter_scene_route(site->offers->scene, i ? crossing->b : crossing->a, &route, err))
            return false;
        ter_track_build(route, crossing->at, reach_m, &site->tracks[i]);
    }
    return true;
}

static void offer(
    struct site *site, enum ter_precision precision, struct ter_xy at, double radius_m, char *en, char *zh)
{
    const struct ter_plane *plane = &site->tracks[0].plane;
    ter_offer(site->offers, precision, ter_plane_from(plane, at), radius_m, NULL, en, zh);
}

/* Which side of the road the position stands on, for the explanation. */
static void say_side(struct site *site, enum ter_roadside side, const char *road)
{
    const char *en = ter_point_label(site->parse->side, TER_EN),
               *zh = ter_point_label(site->parse->side, TER_ZH);
    if (side == TER_ON_SIDE)
        ter_offer_note(
            site->offers, ter_format("on the %s side of %s", en, road), ter_format("在%s%s侧", road, zh));
    if (side == TER_SIDE_ALONG)
        ter_offer_note(site->offers,
            ter_format("%s runs %s there, so it has no %s side: the side is left out", road, en, en),
            ter_format("%s在此处为%s向，没有%s侧：未计侧向", road, zh, zh));
}

/* ---- at a distance ---- */

static bool walk(struct site *site, int road, struct ter_arrival *ret_arrival)
{
    const struct ter_parse *parse = site->parse;
    return ter_track_walk(&site->tracks[road], centre, site->crossing->spread_m + ter_kerb_distance_m(),
        ter_point_azimuth_deg(parse->direction), ter_point_widest_turn_deg(parse->direction),
        parse->distance_m, ret_arrival);
}

static void offer_walk(struct site *site, int road, const struct ter_arrival *arrival)
{
    const struct ter_parse *parse = site->parse;
    struct ter_standing standing = ter_roadside_stand(
        &site->tracks[road], arrival->at, arrival->heading_deg, parse->side, parse->side_distance_m);
    double radius_m = ter_crossing_radius_m(site->crossing) +
                      ter_distance_error_m(parse->distance_m, parse->distance_precision_m) +
                      arrival->short_m + standing.half_width_m;
    const char *along = road ? site->b : site->a;
    const char *en = ter_point_label(parse->direction, TER_EN),
               *zh = ter_point_label(parse->direction, TER_ZH);
    double d = ter_told_m(parse->distance_m);
    offer(site, TER_PRECISION_OFFSET, standing.at, radius_m,
        ter_format("%g m %s along %s from %s", d, en, along, site->name[TER_EN]),
        ter_format("%s沿%s向%s%g米", site->name[TER_ZH], along, zh, d));
    say_side(site, standing.side, along);
    if (arrival->short_m > 0)
        ter_offer_note(site->offers, ter_format("%s ends %.0f m before that", along, arrival->short_m),
            ter_format("%s在此前%.0f米处到头", along, arrival->short_m));
}

/* Both roads lead as nearly that way: it is one of two places. */
static void offer_both(struct site *site, const struct ter_arrival arrivals[2])
{
    const struct ter_parse *parse = site->parse;
    struct ter_xy middle = {
        (arrivals[0].at.x + arrivals[1].at.x) / 2, (arrivals[0].at.y + arrivals[1].at.y) / 2};
    const char *en = ter_point_label(parse->direction, TER_EN),
               *zh = ter_point_label(parse->direction, TER_ZH);
    for (int i = 0; i < 2; i++) {
        const char *along = i ? site->b : site->a;
        ter_offer_candidate(site->offers, ter_plane_from(&site->tracks[0].plane, arrivals[i].at), 0.5,
            ter_format("%g m %s along %s", ter_told_m(parse->distance_m), en, along),
            ter_format("沿%s向%s%g米", along, zh, ter_told_m(parse->distance_m)));
    }
    offer(site, TER_PRECISION_OFFSET, middle,
        ter_xy_distance_m(arrivals[0].at, arrivals[1].at) / 2 + ter_crossing_radius_m(site->crossing) +
            ter_distance_error_m(parse->distance_m, parse->distance_precision_m) +
            fmax(arrivals[0].short_m, arrivals[1].short_m),
        ter_format("%g m %s of %s, along either road: both lead that way", ter_told_m(parse->distance_m), en,
            site->name[TER_EN]),
        ter_format("%s向%s%g米，两路均可通向该方向", site->name[TER_ZH], zh, ter_told_m(parse->distance_m)));
    ter_offer_covers_several(site->offers);
}

static void offer_straight(struct site *site)
{
    const struct ter_parse *parse = site->parse;
    double azimuth_deg = ter_point_azimuth_deg(parse->direction), d = parse->distance_m;
    double error_m = ter_crossing_radius_m(site->crossing) +
                     ter_distance_error_m(parse->distance_m, parse->distance_precision_m);
    offer(site, TER_PRECISION_OFFSET, ter_xy_move(centre, azimuth_deg, d),
        ter_offset_radius_m(d, error_m, ter_point_tolerance_deg(parse->direction)),
        ter_format("%g m %s of %s, and neither road leads that way", ter_told_m(d),
            ter_point_label(parse->direction, TER_EN), site->name[TER_EN]),
        ter_format("%s向%s直线%g米（两路均不通向该方向）", site->name[TER_ZH],
            ter_point_label(parse->direction, TER_ZH), ter_told_m(d)));
}

static void offer_offset(struct site *site)
{
    struct ter_arrival arrivals[2];
    bool leads[2] = {walk(site, 0, &arrivals[0]), walk(site, 1, &arrivals[1])};
    bool stated = site->crossing->a == site->parse->along;
    int better = leads[1] && (!leads[0] || arrivals[1].turn_deg < arrivals[0].turn_deg);
    if (stated && leads[0])
        offer_walk(site, 0, &arrivals[0]);
    else if (leads[0] && leads[1] && fabs(arrivals[0].turn_deg - arrivals[1].turn_deg) < clear_turn_deg)
        offer_both(site, arrivals);
    else if (leads[better])
        offer_walk(site, better, &arrivals[better]);
    else
        offer_straight(site);
}

/* ---- at the junction ---- */

static void offer_corner(struct site *site)
{
    const struct ter_parse *parse = site->parse;
    const struct ter_crossing *crossing = site->crossing;
    const char *en = ter_point_label(parse->direction, TER_EN),
               *zh = ter_point_label(parse->direction, TER_ZH);
    struct ter_corner corner = ter_corner_find(&site->tracks[0], &site->tracks[1], crossing->spread_m,
        ter_point_azimuth_deg(parse->direction), ter_kerb_distance_m());
    double radius_m = crossing->error_m + ter_relation_reach_m(TER_CORNER) + crossing->spread_m / 2;
    if (corner.on_an_arm)
        radius_m += ter_xy_distance_m(centre, corner.at);
    offer(site, TER_PRECISION_JUNCTION, corner.at, radius_m,
        ter_format("the %s corner of %s", en, site->name[TER_EN]),
        ter_format("%s%s角", site->name[TER_ZH], zh));
    if (corner.on_an_arm)
        ter_offer_note(site->offers,
            ter_format("a road leads %s from there: which corner is meant is not certain", en),
            ter_format("%s向有道路，所指街角不确定", zh));
}

/* The road whose side is meant: the one that the text is about, unless it runs in the direction of that side;
 * where that is not said, the one whose side lies most nearly there. */
static int sided_road(struct site *site, struct ter_standing ret_standings[2])
{
    for (int i = 0; i < 2; i++) {
        struct ter_foot foot = ter_track_foot(&site->tracks[i], centre);
        ret_standings[i] = (struct ter_standing){.at = centre, .side = TER_SIDE_ALONG};
        if (!isfinite(foot.distance_m))
            continue;
        double heading_deg = ter_track_heading_deg(&site->tracks[i], &foot);
        ret_standings[i] = ter_roadside_stand(
            &site->tracks[i], centre, heading_deg, site->parse->side, site->parse->side_distance_m);
    }
    if (ret_standings[1].side != TER_ON_SIDE)
        return 0;
    bool stated = site->crossing->a == site->parse->along;
    return ret_standings[0].side != TER_ON_SIDE ||
           (!stated && ret_standings[1].turn_deg < ret_standings[0].turn_deg);
}

static void offer_side(struct site *site, double reach_m)
{
    struct ter_standing standings[2];
    int road = sided_road(site, standings);
    bool on_side = standings[road].side == TER_ON_SIDE;
    offer(site, TER_PRECISION_JUNCTION, on_side ? standings[road].at : centre,
        ter_crossing_radius_m(site->crossing) + reach_m, ter_strdup(site->name[TER_EN]),
        ter_strdup(site->name[TER_ZH]));
    say_side(site, standings[road].side, road ? site->b : site->a);
}

/* "East of the junction", without a distance: a little way along the arm that leads there. */
static void offer_towards(struct site *site, double reach_m)
{
    const struct ter_parse *parse = site->parse;
    double step_m = site->crossing->spread_m + arm_step_m;
    struct ter_arrival arrival = {0};
    struct ter_standing standing = {
        .at = ter_xy_move(centre, ter_point_azimuth_deg(parse->direction), step_m), .side = TER_NO_SIDE};
    int road = 0;
    for (int i = 0; i < 2; i++)
        if (ter_track_walk(&site->tracks[i], centre, site->crossing->spread_m + ter_kerb_distance_m(),
                ter_point_azimuth_deg(parse->direction), ter_point_tolerance_deg(parse->direction), step_m,
                &arrival)) {
            standing = ter_roadside_stand(
                &site->tracks[i], arrival.at, arrival.heading_deg, parse->side, parse->side_distance_m);
            road = i;
            break;
        }
    offer(site, TER_PRECISION_JUNCTION, standing.at, ter_crossing_radius_m(site->crossing) + reach_m,
        ter_format("just %s of %s", ter_point_label(parse->direction, TER_EN), site->name[TER_EN]),
        ter_format("%s%s侧", site->name[TER_ZH], ter_point_label(parse->direction, TER_ZH)));
    say_side(site, standing.side, road ? site->b : site->a);
}

/* ---- what is said ---- */

/* What the text says beyond the junction without saying how far: metres to add to its radius. */
static double unsaid_m(const struct site *site)
{
    const struct ter_parse *parse = site->parse;
    size_t last = site->crossing->a > site->crossing->b ? site->crossing->a : site->crossing->b;
    bool goes_on = false; /* to a bank …, which must be near the junction */
    for (size_t i = last + 1; i < parse->anchor_count; i++)
        goes_on = goes_on ||
                  (!ter_anchor_is_road(&parse->anchors[i]) && parse->anchors[i].kind != TER_ANCHOR_TOWN &&
                      (parse->anchors[i].feature == TER_FEATURE_NONE ||
                          parse->anchors[i].feature == TER_FEATURE_OTHER));
    double reach_m = ter_relation_reach_m(parse->relation);
    if (goes_on || (parse->direction != TER_POINT_NONE && parse->relation == TER_JUNCTION))
        reach_m = fmax(reach_m, ter_unmeasured_reach_m());
    return reach_m + (parse->has_distance ? parse->distance_m : 0);
}

/* Whether direction and distance are counted from the junction, and not from something beside it. */
static bool from_here(const struct ter_parse *parse)
{
    if (parse->measured_from == SIZE_MAX || parse->measured_from >= parse->anchor_count)
        return true;
    const struct ter_anchor *anchor = &parse->anchors[parse->measured_from];
    return ter_anchor_is_road(anchor) ||
           (anchor->kind == TER_ANCHOR_FEATURE && anchor->feature != TER_FEATURE_OTHER &&
               anchor->feature != TER_FEATURE_NONE);
}

static void offer_what_is_said(struct site *site)
{
    const struct ter_parse *parse = site->parse;
    bool directed = parse->direction != TER_POINT_NONE && from_here(parse);
    if (directed && parse->has_distance && parse->distance_m > 0)
        offer_offset(site);
    else if (directed && parse->relation == TER_CORNER)
        offer_corner(site);
    else if (directed)
        offer_towards(site, unsaid_m(site));
    else if (parse->side != TER_POINT_NONE)
        offer_side(site, unsaid_m(site));
    else
        offer(site, TER_PRECISION_JUNCTION, centre, ter_crossing_radius_m(site->crossing) + unsaid_m(site),
            ter_strdup(site->name[TER_EN]), ter_strdup(site->name[TER_ZH]));
}

bool ter_offer_at_crossing(
    struct ter_offers *offers, const struct ter_crossing *crossing, struct ter_error *err)
{
    const struct ter_parse *parse = offers->scene->parse;
    struct site site = {.offers = offers,
        .crossing = crossing,
        .parse = parse,
        .a = ter_anchor_name(offers->scene, crossing->a),
        .b = ter_anchor_name(offers->scene, crossing->b),
        .tracks = {{.plane = ter_plane_at(crossing->at)}, {.plane = ter_plane_at(crossing->at)}}};
    bool plain = parse->direction == TER_POINT_NONE && parse->side == TER_POINT_NONE;
    for (int lang = 0; lang < 2; lang++)
        site.name[lang] = ter_crossing_name(crossing, site.a, site.b, (enum ter_lang)lang);
    bool done = plain || load_tracks(&site, err);
    if (done)
        offer_what_is_said(&site);
    free(site.name[TER_EN]);
    free(site.name[TER_ZH]);
    ter_track_free(&site.tracks[0]);
    ter_track_free(&site.tracks[1]);
    return done;
}
