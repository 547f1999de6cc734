/* Owns what limits a location: townships and the county. Knows nothing of texts. */
#include "area.h"

#include "base/plane.h"
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
    *ret_area = area;
    return true;
}

bool ter_area_county(struct ter_registry *registry, struct ter_area *ret_area, struct ter_error *err)
{
    struct ter_area area = {0};
    if (!ter_gazetteer_county(registry, &area.place, &area.known, err))
        return false;
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

bool ter_area_allows(const struct ter_area *area, struct ter_lonlat at, double slack_m)
{
    if (area->rings.part_count)
        return ter_rings_outside_m(&area->rings, at) <= slack_m;
    /* a place without an extent is a point on the map: what its area is nobody knows */
    if (!area->known || area->place.extent_m <= 0)
        return true;
    struct ter_plane plane = ter_plane_at(area->place.at);
    struct ter_xy from = ter_plane_to(&plane, at);
    return hypot(from.x, from.y) <= area->place.uncertainty_m + area->place.extent_m + slack_m;
}
