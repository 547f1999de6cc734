/* Owns the answer to where a register's things are. Reads the roots of the R*Trees, no record. */
#include "known_area.h"

#include "base/crs.h"
#include "gazetteer.h"
#include "internal.h"
#include "rtree.h"

#include <math.h>

static struct ter_bbox join(struct ter_bbox a, struct ter_bbox b)
{
    return (struct ter_bbox){
        fmin(a.west, b.west), fmin(a.south, b.south), fmax(a.east, b.east), fmax(a.north, b.north)};
}

static bool add_table(
    struct ter_registry *registry, const char *table, struct ter_bbox *box, bool *any, struct ter_error *err)
{
    struct ter_bbox more;
    bool some;
    if (!ter_rtree_bbox(registry->db, table, &more, &some, err))
        return false;
    if (some)
        *box = *any ? join(*box, more) : more;
    *any = *any || some;
    return true;
}

static bool add_layers(struct ter_registry *registry, struct ter_bbox *box, bool *any, struct ter_error *err)
{
    for (size_t i = 0; i < registry->layer_count; i++)
        if (registry->layers[i]->geometry != TER_GEOMETRY_NONE &&
            !add_table(registry, registry->layers[i]->name, box, any, err))
            return false;
    return true;
}

bool ter_registry_known_area(
    struct ter_registry *registry, struct ter_bbox *ret_box, const char **ret_of, struct ter_error *err)
{
    struct ter_place county = {0};
    struct ter_bbox box = {0};
    bool found, any = false;
    if (!ter_gazetteer_county(registry, &county, &found, err))
        return false;
    if (found)
        box = ter_bbox_round(county.at, county.extent_m + county.uncertainty_m);
    ter_place_clear(&county);
    const char *of = "the gazetteer's county";
    if (!found) {
        of = "this register's records";
        if (!add_layers(registry, &box, &any, err))
            return false;
        if (!any && !add_table(registry, "place", &box, &any, err))
            return false;
    }
    *ret_box = box;
    *ret_of = found || any ? of : NULL;
    return true;
}
