/* Owns what is left when no junction or place can be told: ends and whole roads, townships, the area. */
#include "rungs.h"

#include "base/crs.h"
#include "score.h"
#include "uncertainty.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CANDIDATES = 10 };

bool ter_rung_road_end(struct ter_offers *offers, struct ter_error *err)
{
    const struct ter_scene *scene = offers->scene;
    const struct ter_parse *parse = scene->parse;
    size_t road = ter_main_road(scene);
    struct ter_route route;
    if (!parse->at_road_end || parse->direction == TER_POINT_NONE || road == SIZE_MAX)
        return true;
    if (!ter_scene_route(scene, road, &route, err))
        return false;
    if (!route.count)
        return true;
    TER_AUTO_TRACK struct ter_track track = {0};
    ter_track_build(route, route.lines[0]->points[0], INFINITY, &track);
    struct ter_xy at = ter_track_end(&track, ter_point_azimuth_deg(parse->direction));
    /* the mapped end need not be the end that the writer saw */
    double radius_m = ter_route_uncertainty_m(route) + ter_junction_radius_m(0) + ter_unmeasured_reach_m();
    const char *name = ter_anchor_name(scene, road);
    ter_offer(offers, TER_PRECISION_OFFSET, ter_plane_from(&track.plane, at), radius_m,
        route.lines[0]->township,
        ter_format("the %s end of %s", ter_point_label(parse->direction, TER_EN), name),
        ter_format("%s%s端尽头", name, ter_point_label(parse->direction, TER_ZH)));
    return true;
}

/* ---- roads ---- */

static bool is_known_road(const struct ter_scene *scene, size_t anchor)
{
    return ter_anchor_is_road(&scene->parse->anchors[anchor]) && scene->parse->anchors[anchor].matched &&
           !scene->found[anchor].class_word;
}

/* The lines that the text may lie on: of the road that it is about, where it says so; else of all that it
 * names. The names of the roads are put together. */
static bool gather(const struct ter_scene *scene, struct ter_route *ret_route, size_t *ret_roads,
    struct ter_buf *ret_name, struct ter_error *err)
{
    size_t stated = ter_road_is_stated(scene) ? ter_main_road(scene) : SIZE_MAX, capacity = 0;
    *ret_route = (struct ter_route){0};
    *ret_roads = 0;
    for (size_t i = 0; i < scene->parse->anchor_count; i++) {
        struct ter_route more;
        if (!is_known_road(scene, i) || (stated != SIZE_MAX && i != stated))
            continue;
        if (!ter_scene_route(scene, i, &more, err))
            return false;
        if (!more.count)
            continue;
        ret_route->lines =
            ter_grow(ret_route->lines, &capacity, ret_route->count + more.count, sizeof *ret_route->lines);
        memcpy(ret_route->lines + ret_route->count, more.lines, more.count * sizeof *more.lines);
        ret_route->count += more.count;
        ter_buf_printf(ret_name, "%s%s", ret_name->size ? " / " : "", ter_anchor_name(scene, i));
        ++*ret_roads;
    }
    return true;
}

static const char *common_township(struct ter_route route)
{
    const char *township = route.lines[0]->township;
    for (size_t i = 1; i < route.count && township; i++)
        if (!route.lines[i]->township || strcmp(route.lines[i]->township, township) != 0)
            return NULL;
    return township;
}

/* A name that stands for roads in several towns: each is a candidate. */
static void list_groups(struct ter_offers *offers, size_t road)
{
    const struct ter_found *found = &offers->scene->found[road];
    const char *name = ter_anchor_name(offers->scene, road);
    TER_AUTO_FREE bool *listed = ter_alloc(found->route.count + 1);
    size_t groups = 0;
    for (size_t i = 0; i < found->route.count && groups < MOST_CANDIDATES; i++) {
        bool first = true;
        for (size_t j = 0; j < i && first; j++)
            first = found->groups[j] != found->groups[i];
        if (!first)
            continue;
        groups++;
        listed[i] = true;
    }
    double score = ter_score_reading(offers->scene) / (double)(groups ? groups : 1);
    for (size_t i = 0; groups > 1 && i < found->route.count; i++) {
        const struct ter_road *line = found->route.lines[i];
        if (listed[i])
            ter_offer_named(offers, line->points[line->point_count / 2], score, name, line->township);
    }
    offers->ambiguous = offers->ambiguous || groups > 1;
}

/* Whether the text names a road that is not on the map where the text must lie. */
static bool lacks_road(const struct ter_scene *scene, bool *ret_lacks, struct ter_error *err)
{
    *ret_lacks = false;
    for (size_t i = 0; i < scene->parse->anchor_count && !*ret_lacks; i++) {
        struct ter_route route;
        if (!ter_anchor_is_road(&scene->parse->anchors[i]) || scene->found[i].class_word)
            continue;
        if (!ter_scene_route(scene, i, &route, err))
            return false;
        *ret_lacks = !route.count;
    }
    return true;
}

static void offer_along(struct ter_offers *offers, struct ter_route route, const char *name, bool lacks)
{
    const struct ter_parse *parse = offers->scene->parse;
    double radius_m;
    struct ter_lonlat middle = ter_route_middle(route, &radius_m);
    radius_m += ter_route_uncertainty_m(route) + (lacks ? ter_unmapped_reach_m() : 0) +
                (parse->has_distance ? parse->distance_m : 0); /* it may lead away from the road */
    ter_offer(offers, TER_PRECISION_ROAD, middle, radius_m, common_township(route),
        ter_format("somewhere on %s%s", name, lacks ? ", which may go on beyond what is mapped of it" : ""),
        ter_format("%s沿线%s", name, lacks ? "（可能超出图上已有的路段）" : ""));
}

bool ter_rung_road(struct ter_offers *offers, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf name = {0};
    struct ter_route route;
    size_t roads, main = ter_main_road(offers->scene);
    bool lacks, gathered = gather(offers->scene, &route, &roads, &name, err) &&
                           lacks_road(offers->scene, &lacks, err);
    if (gathered && route.count) {
        offer_along(offers, route, name.data, lacks);
        if (roads == 1 && !offers->candidate_count)
            list_groups(offers, main);
    }
    free(route.lines);
    return gathered;
}

/* ---- areas ---- */

/* A township of which only the boundary is known. */
static void offer_boundary(struct ter_offers *offers, const char *name, const struct ter_points *rings)
{
    struct ter_bbox box = ter_bbox_of(rings->items, rings->count);
    struct ter_lonlat middle = {(box.west + box.east) / 2, (box.south + box.north) / 2};
    struct ter_lonlat corner = {box.west, box.south}, other = {box.west, box.north};
    ter_offer(offers, TER_PRECISION_TOWNSHIP, middle,
        fmax(ter_distance_m(middle, corner), ter_distance_m(middle, other)), name,
        ter_format("somewhere in %s", name), ter_format("%s范围内", name));
}

bool ter_rung_area(struct ter_offers *offers, struct ter_error *err)
{
    (void)err;
    const struct ter_scene *scene = offers->scene;
    const struct ter_area *town = scene->town, *county = &scene->session->county;
    if (town && town->known)
        ter_offer(offers, TER_PRECISION_TOWNSHIP, town->place.at, ter_area_radius_m(town), town->place.name,
            ter_format("somewhere in %s", town->place.name), ter_format("%s范围内", town->place.name));
    else if (town && town->rings.count)
        offer_boundary(offers, scene->township, &town->rings);
    if (county->known)
        ter_offer(offers, TER_PRECISION_NONE, county->place.at, ter_area_radius_m(county), NULL,
            ter_format("nothing known but the area, %s", county->place.name),
            ter_format("仅知在%s境内", county->place.name));
    return true;
}
