/* Owns coverage by discs as a table of functions. Knows nothing of records. */
#include "cover.h"
#include "discs.h"

static bool holds(const void *self, struct ter_xy at, double margin_m)
{
    return ter_discs_hold(self, at, margin_m);
}

static double line_m(const void *self, const struct ter_xy *line, size_t count)
{
    return ter_discs_line_m(self, line, count);
}

static void uncovered(const void *self, const struct ter_xy *line, size_t count,
    void (*piece)(void *user, const struct ter_xy *line, size_t count), void *user)
{
    ter_discs_uncovered(self, line, count, piece, user);
}

static double rings_m2(
    const void *self, const struct ter_xy *points, const size_t *part_ends, size_t part_count)
{
    return ter_discs_rings_m2(self, points, part_ends, part_count);
}

static double area_m2(const void *self)
{
    return ter_discs_area_m2(self);
}

static bool polygons(const void *self, double chord_m, struct ter_buf *ret_wkb, struct ter_error *err)
{
    return ter_discs_polygons(self, chord_m, ret_wkb, err);
}

static void close_cover(void *self)
{
    ter_discs_close(self);
}

bool ter_cover_discs(
    const struct ter_disc *discs, size_t count, struct ter_cover *ret_cover, struct ter_error *err)
{
    static const struct ter_cover_calls calls = {
        .holds = holds,
        .line_m = line_m,
        .uncovered = uncovered,
        .rings_m2 = rings_m2,
        .area_m2 = area_m2,
        .polygons = polygons,
        .close = close_cover,
    };
    struct ter_discs *made = NULL;
    if (!ter_discs_open(discs, count, &made, err))
        return false;
    *ret_cover = (struct ter_cover){made, &calls};
    return true;
}

void ter_cover_close(struct ter_cover *cover)
{
    if (cover->calls)
        cover->calls->close(cover->self);
    *cover = (struct ter_cover){0};
}
