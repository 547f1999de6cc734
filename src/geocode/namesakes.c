/* Owns what several places of one name are to each other. Knows nothing of what a text says about them. */
#include "namesakes.h"

#include "base/crs.h"
#include "uncertainty.h"

#include <math.h>
#include <string.h>

/* Two points of one shop or stop: its poles, its doors. */
static const double same_site_m = 100;

bool ter_place_is_settlement(const struct ter_place *place)
{
    static const char *const kinds[] = {
        "village", "hamlet", "isolated_dwelling", "neighbourhood", "quarter", "suburb", "borough", "city"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(place->kind, kinds[i]) == 0)
            return true;
    return ter_place_is_township(place);
}

struct ter_circle ter_place_circle(const struct ter_place *place)
{
    return (struct ter_circle){
        place->at, place->uncertainty_m + ter_place_extent_m(place->kind, place->extent_m)};
}

static double village_m(void)
{
    return ter_place_extent_m("village", 0);
}

/* How near to each other two places of one name are one place. */
static double one_place_m(const struct ter_place *a, const struct ter_place *b)
{
    bool a_settled = ter_place_is_settlement(a), b_settled = ter_place_is_settlement(b);
    double reach_m = fmax(ter_place_circle(a).radius_m, ter_place_circle(b).radius_m);
    if (a_settled && b_settled)
        return reach_m;
    return a_settled || b_settled ? reach_m + village_m() : same_site_m;
}

/* Let `kept` stand for both. */
static void unite(struct ter_place *kept, struct ter_place *other)
{
    struct ter_circle circle = ter_circle_round(ter_place_circle(kept), ter_place_circle(other));
    /* a circle of a town's size is a town's, whichever of them was named first */
    if (ter_place_is_township(other) && !ter_place_is_township(kept)) {
        struct ter_place smaller = *kept;
        *kept = *other;
        *other = smaller;
    }
    kept->at = circle.at;
    kept->extent_m = fmax(circle.radius_m - kept->uncertainty_m, 0);
    ter_place_clear(other);
}

/* Settlements first, then what has a position of its own. */
static int rank(const struct ter_place *place)
{
    return ter_place_is_settlement(place) && !place->by_area ? 0 : place->by_area ? 2 : 1;
}

static void settlements_first(struct ter_found *found)
{
    for (size_t i = 1; i < found->place_count; i++)
        for (size_t j = i; j && rank(&found->places[j]) < rank(&found->places[j - 1]); j--) {
            struct ter_place swapped = found->places[j];
            found->places[j] = found->places[j - 1];
            found->places[j - 1] = swapped;
        }
}

static bool is_same(const struct ter_place *kept, const struct ter_place *place)
{
    if (place->by_area)
        return !kept->township || !place->township || strcmp(kept->township, place->township) == 0;
    return ter_distance_m(kept->at, place->at) <= one_place_m(kept, place);
}

void ter_settle_namesakes(struct ter_found *found)
{
    size_t count = 0;
    if (found->place_count < 2)
        return;
    settlements_first(found);
    bool settled = rank(&found->places[0]) == 0;
    for (size_t i = 0; i < found->place_count; i++) {
        struct ter_place *place = &found->places[i];
        size_t same = 0;
        while (same < count && !is_same(&found->places[same], place))
            same++;
        if (same < count && !place->by_area)
            unite(&found->places[same], place);
        else if (same < count || (settled && rank(place) > 0))
            ter_place_clear(place);
        else
            found->places[count++] = *place;
    }
    found->place_count = count;
}

bool ter_places_are_close(const struct ter_place *places, size_t count, struct ter_circle *ret_circle)
{
    struct ter_circle circle = ter_place_circle(&places[0]);
    for (size_t i = 0; i < count; i++) {
        if (places[i].by_area || ter_distance_m(places[0].at, places[i].at) > village_m())
            return false;
        circle = ter_circle_round(circle, ter_place_circle(&places[i]));
    }
    *ret_circle = circle;
    return true;
}
