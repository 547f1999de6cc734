/* Owns positions at and from named places. */
#include "crossing.h"
#include "roadside.h"
#include "score.h"
#include "uncertainty.h"

#include "base/crs.h"

#include <math.h>
#include <stdlib.h>

/* How far from a road a place may be that is said to be on it; how far apart the points of one place may be.
 */
static const double roadside_m = 300, one_place_m = 100;

static double place_radius_m(const struct ter_place *place)
{
    return place->uncertainty_m + ter_place_extent_m(place->kind, place->extent_m);
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
                      parse->distance_precision_m + arrival->short_m + standing.half_width_m;
    ter_offer(offers, TER_PRECISION_OFFSET, ter_plane_from(&beside->track.plane, standing.at), radius_m,
        place->township, ter_format("%g m %s of %s along %s", parse->distance_m, en, name, along),
        ter_format("%s沿%s向%s%g米", name, along, zh, parse->distance_m));
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
    double error_m =
        place_radius_m(place) + ter_relation_reach_m(parse->relation) + parse->distance_precision_m;
    ter_offer(offers, TER_PRECISION_OFFSET, ter_move(place->at, azimuth_deg, d),
        ter_offset_radius_m(d, error_m, ter_point_tolerance_deg(parse->direction)), place->township,
        ter_format("%g m %s of %s", d, ter_point_label(parse->direction, TER_EN), name),
        ter_format("%s向%s%g米", name, ter_point_label(parse->direction, TER_ZH), d));
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

static void offer_at(
    struct ter_offers *offers, size_t anchor, const struct ter_place *place, const struct beside *beside)
{
    const struct ter_parse *parse = offers->scene->parse;
    const char *name = ter_anchor_name(offers->scene, anchor);
    double radius_m = place_radius_m(place) + unsaid_m(offers->scene, anchor);
    struct ter_lonlat at = stand_at(parse, place, beside, &radius_m);
    bool gate = parse->gate != TER_POINT_NONE;
    ter_offer(offers, TER_PRECISION_PLACE, at, radius_m, place->township,
        ter_format("at %s (%s%s%s)", place->name, ter_relation_name(parse->relation), gate ? ", gate " : "",
            gate ? ter_point_name(parse->gate) : ""),
        ter_format("%s%s%s", name, gate ? ter_point_label(parse->gate, TER_ZH) : "", gate ? "门" : ""));
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

static bool offer_place(
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

/* ---- several places of one name ---- */

/* Say whether all places of one name lie together. */
static bool together(const struct ter_found *found)
{
    for (size_t i = 1; i < found->place_count; i++)
        if (ter_distance_m(found->places[0].at, found->places[i].at) > one_place_m)
            return false;
    return true;
}

/* Leave those away from the road that is said, where some are near it. */
static bool keep_near_road(const struct ter_scene *scene, const struct ter_found *found, bool *ret_keep,
    size_t *ret_kept, struct ter_error *err)
{
    *ret_kept = 0;
    for (size_t i = 0; i < found->place_count; i++) {
        __attribute__((cleanup(beside_free))) struct beside beside;
        if (!look_beside(scene, &found->places[i], &beside, err))
            return false;
        ret_keep[i] = !ter_road_is_stated(scene) || beside.near;
        *ret_kept += ret_keep[i];
    }
    return true;
}

static void list_candidates(
    struct ter_offers *offers, const struct ter_found *found, const bool *keep, size_t kept)
{
    double score = ter_score_reading(offers->scene) / (double)kept;
    for (size_t i = 0; i < found->place_count; i++) {
        const struct ter_place *place = &found->places[i];
        const char *township = place->township ? place->township : "";
        if (keep[i])
            ter_offer_candidate(offers, place->at, score, ter_format("%s %s", place->name, township),
                ter_format("%s%s", township, place->name));
    }
    offers->ambiguous = true;
}

static bool offer_one_of(struct ter_offers *offers, size_t anchor, struct ter_error *err)
{
    const struct ter_found *found = &offers->scene->found[anchor];
    TER_AUTO_FREE bool *keep = ter_alloc(found->place_count + 1);
    TER_AUTO_FREE struct ter_lonlat *at = ter_alloc(found->place_count * sizeof *at);
    TER_AUTO_FREE size_t *which = ter_alloc(found->place_count * sizeof *which);
    size_t kept, count = 0;
    enum ter_telling why;
    if (!keep_near_road(offers->scene, found, keep, &kept, err))
        return false;
    for (size_t i = 0; i < found->place_count; i++)
        if (keep[i]) {
            which[count] = i;
            at[count++] = found->places[i].at;
        }
    if (count == 1)
        return offer_place(offers, anchor, &found->places[which[0]], err);
    size_t told = ter_tell_apart(offers->scene, at, count, &why);
    if (told != SIZE_MAX) {
        ter_offer_note(offers, ter_format("of %zu places of that name the one near the others", count),
            ter_format("同名地点%zu处，取与其他位置相近的一处", count));
        return offer_place(offers, anchor, &found->places[which[told]], err);
    }
    if (count)
        list_candidates(offers, found, keep, kept);
    return true;
}

bool ter_rung_place(struct ter_offers *offers, struct ter_error *err)
{
    const struct ter_scene *scene = offers->scene;
    for (size_t i = 0; scene->parse->relation != TER_BETWEEN && i < scene->parse->anchor_count; i++) {
        const struct ter_found *found = &scene->found[i];
        if (!found->place_count)
            continue;
        bool done =
            together(found) ? offer_place(offers, i, &found->places[0], err) : offer_one_of(offers, i, err);
        if (!done)
            return false;
    }
    return true;
}
