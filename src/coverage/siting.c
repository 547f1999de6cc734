/* Owns places along lines: where something new could stand, and lines cut into units of demand. Knows nothing
 * of coverage.
 *
 * All is in the order of the lines, so that the same roads give the same places. */
#include "siting.h"

#include "base/map.h"

#include <math.h>
#include <stdlib.h>

void ter_sites_free(struct ter_sites *sites)
{
    free(sites->items);
    *sites = (struct ter_sites){0};
}

void ter_siting_units_free(struct ter_siting_units *units)
{
    free(units->items);
    *units = (struct ter_siting_units){0};
}

/* ---- lines ---- */

static bool check_lines(const struct ter_siting_line *lines, size_t count, struct ter_error *err)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < lines[i].count; j++)
            if (!isfinite(lines[i].points[j].x) || !isfinite(lines[i].points[j].y))
                return ter_fail(err, TER_FAILED, "line %zu has a position that is not finite", i + 1);
    return true;
}

static bool check_rule(struct ter_siting_rule rule, struct ter_error *err)
{
    if (!isfinite(rule.spacing_m) || rule.spacing_m <= 0)
        return ter_fail(err, TER_USAGE, "a spacing of %g m is not a length", rule.spacing_m);
    if (!(rule.apart_m >= 0 && rule.apart_m < rule.spacing_m))
        return ter_fail(err, TER_USAGE, "places cannot be %g m apart where %g m is the spacing", rule.apart_m,
            rule.spacing_m);
    return true;
}

static double length_of(const struct ter_siting_line *line)
{
    double length_m = 0;
    for (size_t i = 1; i < line->count; i++)
        length_m += ter_xy_distance_m(line->points[i - 1], line->points[i]);
    return length_m;
}

static struct ter_xy between(struct ter_xy a, struct ter_xy b, double part)
{
    return (struct ter_xy){a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part};
}

/* The place so far along a line; its ends exactly. */
static struct ter_xy place_at(const struct ter_siting_line *line, double along_m)
{
    if (along_m <= 0)
        return line->points[0];
    for (size_t i = 1; i < line->count; i++) {
        double length_m = ter_xy_distance_m(line->points[i - 1], line->points[i]);
        if (along_m < length_m)
            return between(line->points[i - 1], line->points[i], along_m / length_m);
        along_m -= length_m;
    }
    return line->points[line->count - 1];
}

static size_t steps_of(double length_m, double longest_m)
{
    return (size_t)ceil(length_m / longest_m * (1 - 1e-12)); /* 360 m are three steps of 120 m, not four */
}

/* ---- what is too near ---- */

/* Places by cells as wide as they must be apart, so that only nine cells need a look. */
struct crowd {
    double apart_m;
    struct ter_map heads; /* cell -> the number of its last place + 1 */
    struct ter_xy *places;
    int64_t *earlier; /* the place before it in the same cell, + 1 */
    size_t count, place_capacity, earlier_capacity;
};

static void crowd_free(struct crowd *crowd)
{
    ter_map_free(&crowd->heads);
    free(crowd->places);
    free(crowd->earlier);
}

static uint64_t cell_of(const struct crowd *crowd, struct ter_xy at, int right, int up)
{
    double cell[2] = {floor(at.x / crowd->apart_m) + right, floor(at.y / crowd->apart_m) + up};
    cell[0] += 0.0; /* -0 and 0 are one cell */
    cell[1] += 0.0;
    return ter_hash(0, cell, sizeof cell);
}

static void crowd_add(struct crowd *crowd, struct ter_xy at)
{
    if (crowd->apart_m <= 0)
        return;
    int64_t *head = ter_map_put(&crowd->heads, cell_of(crowd, at, 0, 0), NULL);
    crowd->places = ter_grow(crowd->places, &crowd->place_capacity, crowd->count + 1, sizeof *crowd->places);
    crowd->earlier =
        ter_grow(crowd->earlier, &crowd->earlier_capacity, crowd->count + 1, sizeof *crowd->earlier);
    crowd->places[crowd->count] = at;
    crowd->earlier[crowd->count] = *head;
    *head = (int64_t)++crowd->count;
}

static bool is_near_in_cell(struct crowd *crowd, uint64_t cell, struct ter_xy at)
{
    int64_t *head = ter_map_get(&crowd->heads, cell);
    for (int64_t i = head ? *head : 0; i; i = crowd->earlier[i - 1])
        if (ter_xy_distance_m(crowd->places[i - 1], at) < crowd->apart_m)
            return true;
    return false;
}

static bool is_near(struct crowd *crowd, struct ter_xy at)
{
    for (int right = -1; right <= 1 && crowd->apart_m > 0; right++)
        for (int up = -1; up <= 1; up++)
            if (is_near_in_cell(crowd, cell_of(crowd, at, right, up), at))
                return true;
    return false;
}

/* ---- candidate places ---- */

static void add_site(struct ter_sites *sites, struct ter_site site)
{
    sites->items = ter_grow(sites->items, &sites->capacity, sites->count + 1, sizeof *sites->items);
    sites->items[sites->count++] = site;
}

static void add_if_free(
    struct ter_sites *sites, struct crowd *crowd, const struct ter_siting_line *lines, struct ter_site site)
{
    site.at = place_at(&lines[site.line], site.along_m);
    if (is_near(crowd, site.at))
        return;
    crowd_add(crowd, site.at);
    add_site(sites, site);
}

static void site_along(struct ter_sites *sites, struct crowd *crowd, const struct ter_siting_line *lines,
    size_t line, double spacing_m)
{
    double length_m = length_of(&lines[line]);
    if (!lines[line].count)
        return;
    if (length_m <= spacing_m) {
        struct ter_site middle = {.line = line, .along_m = length_m / 2, .why = TER_SITE_MIDDLE};
        add_if_free(sites, crowd, lines, middle);
        return;
    }
    size_t steps = steps_of(length_m, spacing_m);
    for (size_t i = 0; i <= steps; i++) {
        bool end = i == 0 || i == steps;
        double along_m = i == steps ? length_m : length_m * (double)i / (double)steps;
        add_if_free(sites, crowd, lines,
            (struct ter_site){
                .line = line, .along_m = along_m, .why = end ? TER_SITE_END : TER_SITE_BETWEEN});
    }
}

bool ter_siting_places(const struct ter_siting_line *lines, size_t line_count, struct ter_siting_rule rule,
    const struct ter_xy *standing, size_t standing_count, struct ter_sites *ret_sites, struct ter_error *err)
{
    if (!check_rule(rule, err) || !check_lines(lines, line_count, err))
        return false;
    struct crowd crowd = {.apart_m = rule.apart_m};
    for (size_t i = 0; i < standing_count; i++)
        crowd_add(&crowd, standing[i]);
    for (size_t i = 0; i < line_count; i++)
        site_along(ret_sites, &crowd, lines, i, rule.spacing_m);
    crowd_free(&crowd);
    return true;
}

/* ---- what the spacing asks for between chosen places ---- */

static int by_line(const void *a, const void *b)
{
    const struct ter_site *x = a, *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return x->along_m < y->along_m ? -1 : x->along_m > y->along_m;
}

bool ter_siting_fill(const struct ter_siting_line *lines, size_t line_count, struct ter_siting_rule rule,
    struct ter_sites *sites, struct ter_error *err)
{
    struct ter_sites filled = {0};
    if (!check_rule(rule, err) || !check_lines(lines, line_count, err))
        return false;
    for (size_t i = 0; i < sites->count; i++)
        if (sites->items[i].line >= line_count)
            return ter_fail(err, TER_FAILED, "place %zu is on no line", i + 1);
    if (sites->count > 1)
        qsort(sites->items, sites->count, sizeof *sites->items, by_line);
    for (size_t i = 0; i < sites->count; i++) {
        const struct ter_site *from = &sites->items[i], *to = from + 1;
        add_site(&filled, *from);
        if (i + 1 == sites->count || to->line != from->line)
            continue;
        double gap_m = to->along_m - from->along_m;
        size_t steps = steps_of(gap_m, rule.spacing_m);
        for (size_t j = 1; j < steps; j++) {
            double along_m = from->along_m + gap_m * (double)j / (double)steps;
            add_site(&filled, (struct ter_site){place_at(&lines[from->line], along_m), from->line, along_m,
                                  TER_SITE_BETWEEN});
        }
    }
    ter_sites_free(sites);
    *sites = filled;
    return true;
}

/* ---- lines as demand ---- */

static void add_units(
    struct ter_siting_units *units, struct ter_xy a, struct ter_xy b, size_t line, double longest_m)
{
    double length_m = ter_xy_distance_m(a, b);
    size_t count = steps_of(length_m, longest_m);
    units->items = ter_grow(units->items, &units->capacity, units->count + count + 1, sizeof *units->items);
    for (size_t i = 0; i < count; i++) {
        struct ter_xy at = between(a, b, ((double)i + 0.5) / (double)count);
        units->items[units->count++] = (struct ter_siting_unit){at, length_m / (double)count, line};
    }
}

bool ter_siting_units(const struct ter_siting_line *lines, size_t line_count, double longest_m,
    struct ter_siting_units *ret_units, struct ter_error *err)
{
    if (!isfinite(longest_m) || longest_m <= 0)
        return ter_fail(err, TER_USAGE, "units of %g m are not a length", longest_m);
    if (!check_lines(lines, line_count, err))
        return false;
    for (size_t i = 0; i < line_count; i++)
        for (size_t j = 1; j < lines[i].count; j++)
            add_units(ret_units, lines[i].points[j - 1], lines[i].points[j], i, longest_m);
    return true;
}
