/* Owns coverage along roads as a table of functions. Knows nothing of records, nor of how roads are searched.
 */
#include "cover_roads.h"

#include <math.h>
#include <stdlib.h>

struct road_cover {
    struct ter_travel *travel; /* NULL: hoses */
    struct ter_road_reach *reach;
};

/* The points by which a circle is asked about: its middle, and RINGS rings of RAYS each. */
enum { RINGS = 4, RAYS = 16 };

static struct ter_xy probe(struct ter_xy middle, double radius_m, int ring, int ray)
{
    static const double full_turn = 6.283185307179586;
    double away_m = radius_m * ring / RINGS, angle = full_turn * ray / RAYS;
    return (struct ter_xy){middle.x + away_m * cos(angle), middle.y + away_m * sin(angle)};
}

static bool holds(const void *self, struct ter_xy at, double margin_m)
{
    const struct ter_road_reach *reach = ((const struct road_cover *)self)->reach;
    bool all = margin_m > 0, held = ter_road_reach_contains(reach, at);
    double radius_m = fabs(margin_m);
    for (int ring = 1; ring <= RINGS && radius_m > 0 && held == all; ring++)
        for (int ray = 0; ray < RAYS && held == all; ray++)
            held = ter_road_reach_contains(reach, probe(at, radius_m, ring, ray));
    return held;
}

static double line_m(const void *self, const struct ter_xy *line, size_t count)
{
    return ter_road_reach_line_m(((const struct road_cover *)self)->reach, line, count);
}

static void uncovered(const void *self, const struct ter_xy *line, size_t count,
    void (*piece)(void *user, const struct ter_xy *line, size_t count), void *user)
{
    ter_road_reach_uncovered(((const struct road_cover *)self)->reach, line, count, piece, user);
}

static double rings_m2(
    const void *self, const struct ter_xy *points, const size_t *part_ends, size_t part_count)
{
    return ter_road_reach_rings_m2(((const struct road_cover *)self)->reach, points, part_ends, part_count);
}

static double area_m2(const void *self)
{
    return ter_road_reach_area_m2(((const struct road_cover *)self)->reach);
}

/* Reach on roads has chords of its own. */
static bool polygons(const void *self, double chord_m, struct ter_buf *ret_wkb, struct ter_error *err)
{
    (void)chord_m;
    return ter_road_reach_polygons(((const struct road_cover *)self)->reach, ret_wkb, err);
}

static void close_cover(void *self)
{
    struct road_cover *cover = self;
    ter_road_reach_close(cover->reach);
    ter_travel_close(cover->travel);
    free(cover);
}

static const struct ter_cover_calls calls = {
    .holds = holds,
    .line_m = line_m,
    .uncovered = uncovered,
    .rings_m2 = rings_m2,
    .area_m2 = area_m2,
    .polygons = polygons,
    .close = close_cover,
};

bool ter_cover_hoses(const struct ter_hoses *hoses, const struct ter_road_source *sources, size_t count,
    enum ter_reading reading, struct ter_cover *ret_cover, struct ter_error *err)
{
    struct road_cover *cover = ter_alloc(sizeof *cover);
    if (!ter_hoses_reach(hoses, sources, count, reading, &cover->reach, err)) {
        close_cover(cover);
        return false;
    }
    *ret_cover = (struct ter_cover){cover, &calls};
    return true;
}

bool ter_cover_travel(const struct ter_road_graph *graph, const struct ter_speeds *speeds,
    const struct ter_road_source *sources, size_t count, enum ter_reading reading, double limit_s,
    struct ter_cover *ret_cover, struct ter_error *err)
{
    struct road_cover *cover = ter_alloc(sizeof *cover);
    if (!ter_travel_open(graph, speeds, sources, count, reading, limit_s, &cover->travel, err) ||
        !ter_travel_reach(cover->travel, limit_s, &cover->reach, err)) {
        close_cover(cover);
        return false;
    }
    *ret_cover = (struct ter_cover){cover, &calls};
    return true;
}
