/* Owns positions at and from named places. */
#include "rungs.h"

#include "base/crs.h"
#include "uncertainty.h"

#include <math.h>
#include <stdlib.h>

enum { ROADSIDE_M = 300 }; /* how far from a road a place may be that is said to be on it */

static double place_radius_m(const struct ter_place *place)
{
    return place->uncertainty_m + place->extent_m;
}

/* Say whether all places of one name lie together. */
static bool together(const struct ter_found *found)
{
    for (size_t i = 1; i < found->place_count; i++)
        if (ter_distance_m(found->places[0].at, found->places[i].at) > TER_JUNCTION_SPREAD_M)
            return false;
    return true;
}

/* The road that a distance from the place is measured along: the column's, else the first that is known. */
static size_t road_along(const struct ter_scene *scene)
{
    size_t column = ter_column_road(scene);
    for (size_t i = 0; column == SIZE_MAX && i < scene->parse->anchor_count; i++)
        if (scene->found[i].road_count)
            column = i;
    return column;
}

/* Say whether the place can be on the road that the column names. A bank of the same name elsewhere cannot.
 */
static bool on_column_road(const struct ter_scene *scene, const struct ter_place *place)
{
    size_t road = ter_column_road(scene);
    if (road == SIZE_MAX)
        return true;
    struct ter_route route = ter_scene_route(scene, road);
    struct ter_lonlat nearest;
    double apart_m = ter_route_project(route, place->at, &nearest);
    return apart_m <= place_radius_m(place) + ter_route_uncertainty_m(route) + ROADSIDE_M;
}

static void offer_offset(struct ter_offers *offers, size_t anchor, const struct ter_place *place)
{
    const struct ter_scene *scene = offers->scene;
    const struct ter_parse *parse = scene->parse;
    const char *name = parse->anchors[anchor].text;
    const char *en = ter_point_label(parse->direction, TER_EN),
               *zh = ter_point_label(parse->direction, TER_ZH);
    double d = parse->distance_m, azimuth_deg = ter_point_azimuth_deg(parse->direction), short_m;
    double added_m = ter_relation_reach_m(parse->relation) + parse->distance_precision_m;
    size_t road = road_along(scene);
    if (road != SIZE_MAX) {
        struct ter_route route = ter_scene_route(scene, road);
        struct ter_lonlat start, at;
        double radius_m = fmax(place_radius_m(place), ter_route_uncertainty_m(route));
        double apart_m = ter_route_project(route, place->at, &start);
        double widest_deg = ter_point_widest_turn_deg(parse->direction);
        if (apart_m <= radius_m + ROADSIDE_M &&
            ter_route_walk(route, start, 0, azimuth_deg, widest_deg, d, &at, &short_m)) {
            const char *along = parse->anchors[road].text;
            ter_offer(offers, TER_PRECISION_OFFSET, at, radius_m + added_m + short_m, place->township,
                ter_format("%g m %s of %s along %s", d, en, name, along),
                ter_format("%s沿%s向%s%g米", name, along, zh, d));
            return;
        }
    }
    double radius_m =
        ter_offset_radius_m(d, place_radius_m(place) + added_m, ter_point_tolerance_deg(parse->direction));
    ter_offer(offers, TER_PRECISION_OFFSET, ter_move(place->at, azimuth_deg, d), radius_m, place->township,
        ter_format("%g m %s of %s", d, en, name), ter_format("%s向%s%g米", name, zh, d));
}

/* What the text says beyond the place without saying how far. */
static double unsaid_m(const struct ter_scene *scene, size_t anchor)
{
    const struct ter_parse *parse = scene->parse;
    bool directed = parse->direction != TER_POINT_NONE && parse->measured_from == anchor;
    bool goes_on = false;
    for (size_t i = anchor + 1; i < parse->anchor_count; i++)
        goes_on = goes_on || (!parse->anchors[i].matched && parse->relation != TER_NEAR);
    double reach_m = ter_relation_reach_m(parse->relation);
    if (goes_on || directed)
        reach_m = fmax(reach_m, ter_unmeasured_reach_m());
    bool measured = parse->has_distance && parse->measured_from != SIZE_MAX && parse->measured_from >= anchor;
    return reach_m + (measured ? parse->distance_m : 0);
}

static void offer_area(struct ter_offers *offers, size_t anchor, const struct ter_place *place)
{
    const char *name = offers->scene->parse->anchors[anchor].text;
    if (ter_place_is_township(place))
        ter_offer(offers, TER_PRECISION_TOWNSHIP, place->at, place_radius_m(place), place->name,
            ter_format("somewhere in %s", name), ter_format("%s范围内", name));
}

static void offer_place(struct ter_offers *offers, size_t anchor)
{
    const struct ter_parse *parse = offers->scene->parse;
    const struct ter_place *place = &offers->scene->found[anchor].places[0];
    if (ter_place_is_township(place) || ter_place_is_county(place)) {
        offer_area(offers, anchor, place);
        return;
    }
    if (!on_column_road(offers->scene, place))
        return;
    bool measured = parse->has_distance && parse->distance_m > 0 && parse->direction != TER_POINT_NONE;
    if (measured && parse->measured_from == anchor) {
        offer_offset(offers, anchor, place);
        return;
    }
    const char *name = parse->anchors[anchor].text;
    ter_offer(offers, TER_PRECISION_PLACE, place->at, place_radius_m(place) + unsaid_m(offers->scene, anchor),
        place->township, ter_format("at %s (%s)", place->name, ter_relation_name(parse->relation)),
        ter_format("%s", name));
}

void ter_rung_place(struct ter_offers *offers)
{
    const struct ter_scene *scene = offers->scene;
    for (size_t i = 0; scene->parse->relation != TER_BETWEEN && i < scene->parse->anchor_count; i++) {
        const struct ter_found *found = &scene->found[i];
        if (!found->place_count)
            continue;
        if (together(found)) {
            offer_place(offers, i);
            continue;
        }
        for (size_t j = 0; j < found->place_count; j++) {
            const struct ter_place *place = &found->places[j];
            const char *township = place->township ? place->township : "";
            ter_offer_candidate(offers, place->at, ter_format("%s %s", place->name, township),
                ter_format("%s%s", township, place->name));
        }
    }
}
