/* Owns crossings of two names as the gazetteer has them, and what tells one of several places. Knows nothing
 * of what is said to lie there. */
#include "crossing.h"

#include "base/crs.h"
#include "uncertainty.h"

#include <math.h>
#include <stdlib.h>

double ter_crossing_radius_m(const struct ter_crossing *crossing)
{
    return crossing->spread_m + crossing->error_m;
}

char *ter_crossing_name(const struct ter_crossing *crossing, const char *a, const char *b, enum ter_lang lang)
{
    if (lang == TER_ZH)
        return crossing->at_grade ? ter_format("%s与%s交叉口", a, b) : ter_format("%s与%s立体交叉处", a, b);
    return crossing->at_grade ? ter_format("the junction of %s and %s", a, b)
                              : ter_format("where %s passes over or under %s", a, b);
}

bool ter_crossings_find(const struct ter_scene *scene, size_t a, size_t b,
    struct ter_crossing **ret_crossings, size_t *ret_count, struct ter_error *err)
{
    TER_AUTO_FREE struct ter_junction *junctions = NULL;
    size_t count = 0, kept = 0;
    if (!ter_gazetteer_junctions(
            scene->session->registry, scene->found[a].key, scene->found[b].key, &junctions, &count, err))
        return false;
    struct ter_crossing *crossings = ter_alloc((count + 1) * sizeof *crossings);
    for (size_t i = 0; i < count; i++)
        if (ter_scene_allows(scene, junctions[i].at, junctions[i].radius_m + junctions[i].uncertainty_m))
            crossings[kept++] = (struct ter_crossing){a, b, junctions[i].at, junctions[i].radius_m,
                junctions[i].uncertainty_m + ter_junction_radius_m(junctions[i].lanes),
                junctions[i].at_grade};
    *ret_crossings = crossings;
    *ret_count = kept;
    return true;
}

static size_t clearly_nearest(const double *distances, size_t count, double within_m)
{
    size_t best = 0;
    double next = INFINITY;
    for (size_t i = 1; i < count; i++)
        if (distances[i] < distances[best])
            best = i;
    for (size_t i = 0; i < count; i++)
        if (i != best)
            next = fmin(next, distances[i]);
    return distances[best] <= within_m && distances[best] * 3 <= next ? best : SIZE_MAX;
}

size_t ter_tell_apart(
    const struct ter_scene *scene, const struct ter_lonlat *places, size_t count, enum ter_telling *ret_why)
{
    static const double neighbours_m = 3000, named_place_m = 1000;
    const struct ter_geocode_query *query = scene->query;
    TER_AUTO_FREE double *distances = ter_alloc((count + 1) * sizeof *distances);
    for (size_t i = 0; i < scene->parse->anchor_count; i++) {
        const struct ter_found *found = &scene->found[i];
        if (found->place_count != 1 || ter_place_is_township(found->places) || found->places[0].by_area)
            continue;
        for (size_t j = 0; j < count; j++)
            distances[j] = ter_distance_m(found->places[0].at, places[j]);
        double radius_m = found->places[0].uncertainty_m + found->places[0].extent_m;
        size_t told = clearly_nearest(distances, count, named_place_m + radius_m);
        *ret_why = TER_TOLD_BY_PLACE;
        if (told != SIZE_MAX)
            return told;
    }
    /* a township alone is no near neighbour: of two places in it each has some others near */
    double nearest_m = query->road && *query->road ? 300 : 1000;
    for (size_t j = 0; j < count; j++)
        distances[j] = fmax(
            nearest_m, ter_neighbours_distance_m(query->neighbours, query->township, query->road, places[j]));
    *ret_why = TER_TOLD_BY_LIST;
    return count ? clearly_nearest(distances, count, neighbours_m) : SIZE_MAX;
}
