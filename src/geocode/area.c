/* Owns what limits a location: townships and the county. Knows nothing of texts. */
#include "area.h"

#include "uncertainty.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool ter_place_is_township(const struct ter_place *place)
{
    return strcmp(place->kind, "town") == 0 || strcmp(place->kind, "township") == 0;
}

bool ter_place_is_county(const struct ter_place *place)
{
    return strcmp(place->kind, "county") == 0;
}

static bool read_boundary(
    struct ter_registry *registry, const char *name, struct ter_area *area, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf wkb = {0};
    if (!ter_gazetteer_boundary(registry, name, &wkb, err))
        return false;
    if (wkb.size && !ter_wkb_points((struct ter_wkb){(const uint8_t *)wkb.data, wkb.size}, &area->rings))
        return ter_fail(
            err, TER_FAILED, "the boundary of township %s cannot be read; run terrier check", name);
    return true;
}

/* A place without an extent is a point on the map: what its area is nobody knows. */
static bool has_circle(const struct ter_area *area)
{
    return area->known && area->place.extent_m > 0;
}

static void measure(struct ter_area *area)
{
    if (area->rings.part_count) {
        area->box = ter_bbox_of(area->rings.items, area->rings.count);
        area->plane = ter_plane_at((struct ter_lonlat){
            (area->box.west + area->box.east) / 2, (area->box.south + area->box.north) / 2});
    } else if (has_circle(area)) {
        double reach_m = area->place.uncertainty_m + area->place.extent_m;
        area->plane = ter_plane_at(area->place.at);
        struct ter_lonlat low = ter_plane_from(&area->plane, (struct ter_xy){-reach_m, -reach_m});
        struct ter_lonlat high = ter_plane_from(&area->plane, (struct ter_xy){reach_m, reach_m});
        area->box = (struct ter_bbox){low.lon, low.lat, high.lon, high.lat};
    }
}

bool ter_area_township(
    struct ter_registry *registry, const char *name, struct ter_area *ret_area, struct ter_error *err)
{
    struct ter_area area = {0};
    struct ter_place *places = NULL;
    size_t count = 0, found = 0;
    TER_AUTO_FREE char *key = ter_gazetteer_key(name);
    if (!ter_gazetteer_places(registry, key, &places, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (ter_place_is_township(&places[i]) && ++found == 1) {
            area.place = places[i];
            places[i] = (struct ter_place){0};
        }
    ter_places_free(places, count);
    area.known = found == 1;
    if (found > 1) /* two townships of one name: neither can be told from the other */
        ter_place_clear(&area.place);
    if (!read_boundary(registry, area.known ? area.place.name : name, &area, err)) {
        ter_area_clear(&area);
        return false;
    }
    measure(&area);
    *ret_area = area;
    return true;
}

bool ter_area_county(struct ter_registry *registry, struct ter_area *ret_area, struct ter_error *err)
{
    struct ter_area area = {0};
    if (!ter_gazetteer_county(registry, &area.place, &area.known, err))
        return false;
    measure(&area);
    *ret_area = area;
    return true;
}

void ter_area_clear(struct ter_area *area)
{
    ter_place_clear(&area->place);
    ter_points_free(&area->rings);
    *area = (struct ter_area){0};
}

double ter_area_radius_m(const struct ter_area *area)
{
    return area->place.uncertainty_m + ter_place_extent_m(area->place.kind, area->place.extent_m);
}

bool ter_area_is_open(const struct ter_area *area)
{
    return !area->rings.part_count && !has_circle(area);
}

bool ter_area_allows(const struct ter_area *area, struct ter_lonlat at, double slack_m)
{
    if (area->rings.part_count)
        return ter_rings_outside_m(&area->rings, at) <= slack_m;
    if (!has_circle(area))
        return true;
    struct ter_xy from = ter_plane_to(&area->plane, at);
    double reach_m = area->place.uncertainty_m + area->place.extent_m + slack_m;
    return from.x * from.x + from.y * from.y <= reach_m * reach_m;
}

bool ter_area_misses(const struct ter_area *area, struct ter_bbox box, double slack_m)
{
    /* the plane's degrees are those of the area's middle: towards the poles they are shorter */
    static const double curvature = 1.1;
    if (!(area->plane.x_m > 0))
        return false;
    double lon = slack_m * curvature / area->plane.x_m, lat = slack_m * curvature / area->plane.y_m;
    return box.west > area->box.east + lon || box.east < area->box.west - lon ||
           box.south > area->box.north + lat || box.north < area->box.south - lat;
}
