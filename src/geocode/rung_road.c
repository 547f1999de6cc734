/* Owns what is left when no junction or place can be told: stretches, ends and whole roads, townships, the
 * area. */
#include "rungs.h"

#include "base/crs.h"
#include "uncertainty.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One end of a stretch. */
struct end {
    struct ter_lonlat at;
    double radius_m;
    const char *name;
};

/* The only junction of the main road with an anchor's road, or the anchor's only place. */
static bool find_end(const struct ter_scene *scene, size_t main, size_t anchor, struct end *ret_end)
{
    const struct ter_found *found = &scene->found[anchor];
    ret_end->name = scene->parse->anchors[anchor].text;
    if (found->place_count == 1) {
        ret_end->at = found->places[0].at;
        ret_end->radius_m = found->places[0].uncertainty_m + found->places[0].extent_m;
        return true;
    }
    if (!found->road_count || main == SIZE_MAX)
        return false;
    struct ter_route route = ter_scene_route(scene, anchor);
    TER_AUTO_FREE struct ter_meeting *meetings = NULL;
    if (ter_route_meetings(ter_scene_route(scene, main), route, &meetings) != 1)
        return false;
    ret_end->at = meetings[0].at;
    ret_end->radius_m = meetings[0].radius_m + ter_junction_radius_m() + ter_route_uncertainty_m(route);
    return true;
}

void ter_rung_stretch(struct ter_offers *offers)
{
    const struct ter_scene *scene = offers->scene;
    const struct ter_parse *parse = scene->parse;
    if (parse->relation != TER_BETWEEN || parse->anchor_count < 2)
        return;
    size_t main = parse->anchor_count > 2 && scene->found[0].road_count ? 0 : SIZE_MAX;
    struct end a, b;
    if (!find_end(scene, main, parse->anchor_count - 2, &a) ||
        !find_end(scene, main, parse->anchor_count - 1, &b))
        return;
    struct ter_lonlat middle = ter_move(a.at, ter_azimuth_deg(a.at, b.at), ter_distance_m(a.at, b.at) / 2);
    double error_m = fmax(a.radius_m, b.radius_m);
    if (main != SIZE_MAX) {
        struct ter_route route = ter_scene_route(scene, main);
        ter_route_project(route, middle, &middle);
        error_m = fmax(error_m, ter_route_uncertainty_m(route));
    }
    double radius_m = fmax(ter_distance_m(middle, a.at), ter_distance_m(middle, b.at)) + error_m;
    ter_offer(offers, TER_PRECISION_SEGMENT, middle, radius_m, NULL,
        ter_format("between %s and %s", a.name, b.name), ter_format("%s至%s之间", a.name, b.name));
}

/* The road that the text is about: the column's, else the first that is known. */
static size_t main_road(const struct ter_scene *scene)
{
    size_t road = ter_column_road(scene);
    for (size_t i = 0; road == SIZE_MAX && i < scene->parse->anchor_count; i++)
        if (scene->found[i].road_count)
            road = i;
    return road;
}

void ter_rung_road_end(struct ter_offers *offers)
{
    const struct ter_parse *parse = offers->scene->parse;
    size_t road = main_road(offers->scene);
    if (!parse->at_road_end || parse->direction == TER_POINT_NONE || road == SIZE_MAX)
        return;
    struct ter_route route = ter_scene_route(offers->scene, road);
    struct ter_lonlat at = ter_route_end(route, ter_point_azimuth_deg(parse->direction));
    /* the mapped end need not be the end that the writer saw */
    double radius_m = ter_route_uncertainty_m(route) + ter_junction_radius_m() + ter_unmeasured_reach_m();
    const char *name = parse->anchors[road].text;
    ter_offer(offers, TER_PRECISION_OFFSET, at, radius_m, route.lines[0].township,
        ter_format("the %s end of %s", ter_point_label(parse->direction, TER_EN), name),
        ter_format("%s%s端尽头", name, ter_point_label(parse->direction, TER_ZH)));
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

void ter_rung_road(struct ter_offers *offers)
{
    size_t road = main_road(offers->scene);
    if (road == SIZE_MAX)
        return;
    struct ter_route route = ter_scene_route(offers->scene, road);
    const char *name = offers->scene->parse->anchors[road].text, *township = route.lines[0].township;
    double radius_m;
    for (size_t i = 1; i < route.count; i++) {
        if (!route.lines[i].township || same_text(route.lines[i].township, township))
            continue;
        if (township && !offers->scene->township) /* two roads of one name: which is not said */
            offers->ambiguous = true;
        township = NULL;
        break;
    }
    struct ter_lonlat middle = ter_route_middle(route, &radius_m);
    ter_offer(offers, TER_PRECISION_ROAD, middle, radius_m + ter_route_uncertainty_m(route), township,
        ter_format("somewhere on %s", name), ter_format("%s沿线", name));
}

void ter_rung_area(struct ter_offers *offers)
{
    const struct ter_scene *scene = offers->scene;
    const struct ter_place *town = &scene->town, *county = &scene->county;
    if (scene->town_known)
        ter_offer(offers, TER_PRECISION_TOWNSHIP, town->at, town->uncertainty_m + town->extent_m, town->name,
            ter_format("somewhere in %s", town->name), ter_format("%s范围内", town->name));
    if (scene->county_known)
        ter_offer(offers, TER_PRECISION_NONE, county->at, county->uncertainty_m + county->extent_m, NULL,
            ter_format("nothing known but the area, %s", county->name),
            ter_format("仅知在%s境内", county->name));
}
