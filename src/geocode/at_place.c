/* Owns positions at and from one named place. Which place a name means is another file's. */
#include "at_place.h"

#include "namesakes.h"
#include "roadside.h"
#include "uncertainty.h"

#include "base/crs.h"

#include <math.h>

/* How far from a road a place may be that is said to be on it. */
static const double roadside_m = 300;

static double place_radius_m(const struct ter_place *place)
{
    return ter_place_circle(place).radius_m;
}

static double stated_error_m(const struct ter_parse *parse)
{
    return ter_distance_error_m(parse->distance_m, parse->distance_precision_m);
}

/* ---- near a road ---- */

/* The road that the text is about as seen from a place. */
struct beside {
    size_t anchor;
    struct ter_track track; /* the place at the origin */
    struct ter_foot foot;   /* on the road, nearest to the place */
    double error_m;
    bool near;
};

static void beside_free(struct beside *beside)
{
    ter_track_free(&beside->track);
}

static bool look_beside(const struct ter_scene *scene, const struct ter_place *place,
    struct beside *ret_beside, struct ter_error *err)
{
    struct beside beside = {.anchor = ter_main_road(scene)};
    struct ter_route route;
    if (beside.anchor != SIZE_MAX) {
        if (!ter_scene_route(scene, beside.anchor, &route, err))
            return false;
        double reach_m = place_radius_m(place) + roadside_m + 2 * scene->parse->distance_m + 1000;
        ter_track_build(route, place->at, reach_m, &beside.track);
        beside.error_m = ter_route_uncertainty_m(route);
        beside.foot = ter_track_foot(&beside.track, (struct ter_xy){0, 0});
        beside.near = beside.foot.distance_m <= place_radius_m(place) + beside.error_m + roadside_m;
    }
    *ret_beside = beside;
    return true;
}

/* ---- from a place ---- */

static void offer_walk(struct ter_offers *offers, size_t anchor, const struct ter_place *place,
    const struct beside *beside, const struct ter_arrival *arrival)
{
    const struct ter_parse *parse = offers->scene->parse;
    const char *name = ter_anchor_name(offers->scene, anchor);
    const char *along = ter_anchor_name(offers->scene, beside->anchor);
    const char *en = ter_point_label(parse->direction, TER_EN),
               *zh = ter_point_label(parse->direction, TER_ZH);
    struct ter_standing standing = ter_roadside_stand(
        &beside->track, arrival->at, arrival->heading_deg, parse->side, parse->side_distance_m);
    double radius_m = fmax(place_radius_m(place), beside->error_m) + ter_relation_reach_m(parse->relation) +
                      stated_error_m(parse) + arrival->short_m + standing.half_width_m;
    ter_offer(offers, TER_PRECISION_OFFSET, ter_plane_from(&beside->track.plane, standing.at), radius_m,
        place->township, ter_format("%g m %s of %s along %s", ter_told_m(parse->distance_m), en, name, along),
        ter_format("%s沿%s向%s%g米", name, along, zh, ter_told_m(parse->distance_m)));
}

static void offer_offset(
    struct ter_offers *offers, size_t anchor, const struct ter_place *place, const struct beside *beside)
{
    const struct ter_parse *parse = offers->scene->parse;
    const char *name = ter_anchor_name(offers->scene, anchor);
    double d = parse->distance_m, azimuth_deg = ter_point_azimuth_deg(parse->direction);
    struct ter_arrival arrival;
    if (beside->near && ter_track_walk(&beside->track, beside->foot.at, 0, azimuth_deg,
                            ter_point_widest_turn_deg(parse->direction), d, &arrival)) {
        offer_walk(offers, anchor, place, beside, &arrival);
        return;
    }
    double error_m = place_radius_m(place) + ter_relation_reach_m(parse->relation) + stated_error_m(parse);
    ter_offer(offers, TER_PRECISION_OFFSET, ter_move(place->at, azimuth_deg, d),
        ter_offset_radius_m(d, error_m, ter_point_tolerance_deg(parse->direction)), place->township,
        ter_format("%g m %s of %s", ter_told_m(d), ter_point_label(parse->direction, TER_EN), name),
        ter_format("%s向%s%g米", name, ter_point_label(parse->direction, TER_ZH), ter_told_m(d)));
}

/* ---- at a place ---- */

/* What the text says beyond the place without saying how far. */
static double unsaid_m(const struct ter_scene *scene, size_t anchor)
{
    const struct ter_parse *parse = scene->parse;
    bool directed = parse->direction != TER_POINT_NONE && parse->relation != TER_CORNER;
    bool goes_on = false;
    for (size_t i = anchor + 1; i < parse->anchor_count; i++)
        goes_on = goes_on || (!parse->anchors[i].matched && parse->relation != TER_NEAR);
    double reach_m = ter_relation_reach_m(parse->relation);
    if (goes_on || directed)
        reach_m = fmax(reach_m, ter_unmeasured_reach_m());
    bool measured = parse->has_distance && parse->measured_from != SIZE_MAX && parse->measured_from >= anchor;
    return reach_m + (measured ? parse->distance_m : 0);
}

/* Where in the place: at the gate that is named, or across the road from it. */
static struct ter_lonlat stand_at(const struct ter_parse *parse, const struct ter_place *place,
    const struct beside *beside, double *radius_m)
{
    static const double to_gate = 0.7; /* of the circle that covers the place, whose outline is not known */
    double extent_m = ter_place_extent_m(place->kind, place->extent_m);
    if (parse->relation == TER_OPPOSITE && beside->near && beside->foot.distance_m > 1) {
        struct ter_xy foot = beside->foot.at;
        double heading_deg = ter_track_heading_deg(&beside->track, &beside->foot);
        struct ter_span span = ter_track_span(&beside->track, foot, heading_deg);
        bool right = ter_turn_deg(heading_deg + 90, ter_xy_azimuth_deg((struct ter_xy){0, 0}, foot)) < 90;
        double kerb_m = ter_kerb_distance_m();
        double aside_m = right ? span.right_kerb_m + kerb_m : span.left_kerb_m - kerb_m;
        return ter_plane_from(&beside->track.plane, ter_xy_aside(foot, heading_deg, aside_m));
    }
    if (parse->gate != TER_POINT_NONE && extent_m > 0) {
        *radius_m -= extent_m * (1 - to_gate);
        return ter_move(place->at, ter_point_azimuth_deg(parse->gate), extent_m * to_gate);
    }
    return place->at;
}

/* How the thing lies to the place, before and behind its name. */
static const char *words_before(const struct ter_place *place, enum ter_relation relation)
{
    static const char *const words[TER_RELATIONS] = {[TER_NEAR] = "near ",
        [TER_SIDE] = "beside ",
        [TER_FRONT] = "in front of ",
        [TER_OPPOSITE] = "opposite ",
        [TER_CORNER] = "at a corner of "};
    if (relation == TER_FRONT && ter_place_is_settlement(place))
        return "at the entrance of ";
    return words[relation] ? words[relation] : "at ";
}

static const char *words_behind(const struct ter_place *place, enum ter_relation relation)
{
    static const char *const words[TER_RELATIONS] = {[TER_NEAR] = "附近",
        [TER_SIDE] = "旁",
        [TER_FRONT] = "门前",
        [TER_OPPOSITE] = "对面",
        [TER_CORNER] = "拐角"};
    if (relation == TER_FRONT && ter_place_is_settlement(place))
        return "村口";
    return words[relation] ? words[relation] : "";
}

static void offer_at(
    struct ter_offers *offers, size_t anchor, const struct ter_place *place, const struct beside *beside)
{
    const struct ter_parse *parse = offers->scene->parse;
    const char *name = ter_anchor_name(offers->scene, anchor);
    double radius_m = place_radius_m(place) + unsaid_m(offers->scene, anchor);
    struct ter_lonlat at = stand_at(parse, place, beside, &radius_m);
    enum ter_relation relation = parse->relation;
    if (parse->gate != TER_POINT_NONE)
        ter_offer(offers, TER_PRECISION_PLACE, at, radius_m, place->township,
            ter_format("%sthe %s gate of %s",
                ter_place_is_settlement(place) ? "at " : words_before(place, relation),
                ter_point_label(parse->gate, TER_EN), place->name),
            ter_format("%s%s门%s", name, ter_point_label(parse->gate, TER_ZH),
                relation == TER_FRONT ? "前" : words_behind(place, relation)));
    else
        ter_offer(offers, TER_PRECISION_PLACE, at, radius_m, place->township,
            ter_format("%s%s", words_before(place, relation), place->name),
            ter_format("%s%s", name, words_behind(place, relation)));
}

/* A place known only by its township is as good as the township; one without a township is not known at all.
 */
static void offer_area(struct ter_offers *offers, size_t anchor, const struct ter_place *place)
{
    const char *name = ter_anchor_name(offers->scene, anchor);
    if (place->by_area && place->township)
        ter_offer(offers, TER_PRECISION_TOWNSHIP, place->at, place->uncertainty_m + place->extent_m,
            place->township, ter_format("%s, of which only the township is known", name),
            ter_format("%s（只知所在乡镇）", name));
    else if (!place->by_area && !ter_place_is_county(place))
        ter_offer(offers, TER_PRECISION_TOWNSHIP, place->at, place_radius_m(place), place->name,
            ter_format("somewhere in %s", name), ter_format("%s范围内", name));
}

bool ter_offer_at_place(
    struct ter_offers *offers, size_t anchor, const struct ter_place *place, struct ter_error *err)
{
    const struct ter_parse *parse = offers->scene->parse;
    if (ter_place_is_township(place) || ter_place_is_county(place) || place->by_area) {
        offer_area(offers, anchor, place);
        return true;
    }
    __attribute__((cleanup(beside_free))) struct beside beside;
    if (!look_beside(offers->scene, place, &beside, err))
        return false;
    bool measured = parse->has_distance && parse->distance_m > 0 && parse->direction != TER_POINT_NONE;
    if (!beside.near && ter_road_is_stated(offers->scene))
        return true; /* a bank of the same name, away from the road that is said */
    if (measured && parse->measured_from == anchor)
        offer_offset(offers, anchor, place, &beside);
    else
        offer_at(offers, anchor, place, &beside);
    return true;
}

bool ter_place_is_by_road(
    const struct ter_scene *scene, const struct ter_place *place, bool *ret_near, struct ter_error *err)
{
    __attribute__((cleanup(beside_free))) struct beside beside = {0};
    if (!look_beside(scene, place, &beside, err))
        return false;
    *ret_near = beside.near;
    return true;
}
