/* Owns the choice of a name's lines: which of them may be meant where a text must lie. Knows nothing of how
 * lines are kept in memory, nor of texts. */
#include "lookup.h"

#include <stdlib.h>

/* Whether all that lies in a box is outside the township or the county. */
static bool misses(const struct ter_scene *scene, struct ter_bbox box, double slack_m)
{
    return (scene->town && ter_area_misses(scene->town, box, slack_m)) ||
           ter_area_misses(&scene->session->county, box, slack_m);
}

static void pick_line(struct ter_found *found, const struct ter_lines *lines, size_t line, size_t *capacity)
{
    size_t count = found->route.count++;
    if (count == *capacity) { /* the three arrays are of one length */
        *capacity = *capacity ? *capacity * 2 : 8;
        found->route.lines = ter_realloc(found->route.lines, *capacity * sizeof *found->route.lines);
        found->boxes = ter_realloc(found->boxes, *capacity * sizeof *found->boxes);
        found->groups = ter_realloc(found->groups, *capacity * sizeof *found->groups);
    }
    found->route.lines[count] = &lines->roads[line];
    found->boxes[count] = lines->boxes[line];
    found->groups[count] = lines->groups[line];
}

/* Whether any position may be meant. */
static bool anywhere(const struct ter_scene *scene)
{
    return (!scene->town || ter_area_is_open(scene->town)) && ter_area_is_open(&scene->session->county);
}

/* Whether a part of the road lies inside the township and the county. */
static bool comes_inside(const struct ter_scene *scene, const struct ter_road *road, struct ter_bbox box)
{
    bool inside = false, out = misses(scene, box, road->uncertainty_m);
    for (size_t i = 0; i < road->point_count && !inside && !out; i++)
        inside = ter_scene_allows(scene, road->points[i], road->uncertainty_m);
    return inside;
}

/* Take those lines of the name that may be meant. Lines of one group mostly follow one another, and most
 * groups lie elsewhere as a whole; where nothing limits them no positions are fetched to be held against it.
 */
static void pick_lines(const struct ter_scene *scene, const struct ter_lines *lines, struct ter_found *found)
{
    size_t capacity = 0, group = SIZE_MAX;
    bool group_out = false, all = anywhere(scene);
    for (size_t i = 0; i < lines->count; i++) {
        const struct ter_road *road = &lines->roads[i];
        if (lines->groups[i] != group) {
            group = lines->groups[i];
            group_out = misses(scene, lines->group_boxes[group], lines->uncertainty_m);
        }
        if (!group_out && (all || comes_inside(scene, road, lines->boxes[i])) &&
            !ter_scene_elsewhere(scene, road->township))
            pick_line(found, lines, i, &capacity);
    }
    found->route.boxes = found->boxes;
    found->lines_elsewhere = lines->count - found->route.count;
}

bool ter_scene_route(
    const struct ter_scene *scene, size_t anchor, struct ter_route *ret_route, struct ter_error *err)
{
    struct ter_found *found = &scene->found[anchor];
    if (!found->lines_asked && found->key) {
        size_t entry;
        if (!ter_lines_get(&scene->session->lines, scene->session->registry, found->key, &entry, err))
            return false;
        pick_lines(scene, &scene->session->lines.entries[entry], found);
    }
    found->lines_asked = true;
    *ret_route = found->route;
    return true;
}
