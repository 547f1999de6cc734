/* Owns where something new could stand: along lines that nothing reaches for certain. Knows nothing of
 * choosing among these places. */
#include "coverage_places.h"

#include <stdlib.h>
#include <string.h>

void ter_cover_places_free(struct ter_cover_places *places)
{
    ter_sites_free(&places->sites);
    free(places->lines);
    free(places->points);
    *places = (struct ter_cover_places){0};
}

/* What nothing reaches for certain, of all lines. */
struct open_lines {
    struct ter_xy *points;
    size_t *starts; /* in points, of each line */
    size_t point_count, point_capacity, count, capacity;
};

static void add_open(void *user, const struct ter_xy *line, size_t count)
{
    struct open_lines *open = user;
    open->starts = ter_grow(open->starts, &open->capacity, open->count + 2, sizeof *open->starts);
    open->starts[open->count++] = open->point_count;
    open->points =
        ter_grow(open->points, &open->point_capacity, open->point_count + count, sizeof *open->points);
    memcpy(open->points + open->point_count, line, count * sizeof *line);
    open->point_count += count;
    open->starts[open->count] = open->point_count;
}

static void find_open(
    const struct ter_cover_run *run, const struct ter_cover *certain, struct open_lines *open)
{
    for (size_t at = 0; at < run->coverage->over_count; at++)
        for (size_t i = 0; i < run->parts[at].count; i++) {
            const struct ter_cover_part *part = &run->parts[at].items[i];
            if (run->coverage->overs[at].measure == TER_COVER_LENGTH_M)
                certain->calls->uncovered(
                    certain->self, run->parts[at].points + part->first, part->count, add_open, open);
        }
}

/* Make lines of the stretches, whose points the places take over. */
static void take_lines(struct ter_cover_places *places, struct open_lines *open)
{
    places->points = open->points;
    places->line_count = open->count;
    places->lines = ter_alloc((open->count + 1) * sizeof *places->lines);
    for (size_t i = 0; i < open->count; i++)
        places->lines[i] =
            (struct ter_siting_line){open->points + open->starts[i], open->starts[i + 1] - open->starts[i]};
    free(open->starts);
}

bool ter_cover_places_find(const struct ter_cover_run *run, const struct ter_cover *certain, double spacing_m,
    const struct ter_xy *standing, size_t standing_count, struct ter_cover_places *ret_places,
    struct ter_error *err)
{
    struct ter_cover_places places = {.rule = {spacing_m, spacing_m / 2}};
    struct open_lines open = {0};
    find_open(run, certain, &open);
    take_lines(&places, &open);
    if (!ter_siting_places(
            places.lines, places.line_count, places.rule, standing, standing_count, &places.sites, err)) {
        ter_cover_places_free(&places);
        return false;
    }
    *ret_places = places;
    return true;
}

bool ter_cover_places_between(const struct ter_cover_places *places, const size_t *chosen, size_t count,
    size_t *ret_more, struct ter_error *err)
{
    TER_AUTO_SITES struct ter_sites sites = {.items = ter_alloc((count + 1) * sizeof *sites.items)};
    sites.count = sites.capacity = count;
    for (size_t i = 0; i < count; i++)
        sites.items[i] = places->sites.items[chosen[i]];
    if (!ter_siting_fill(places->lines, places->line_count, places->rule, &sites, err))
        return false;
    *ret_more = sites.count - count;
    return true;
}
