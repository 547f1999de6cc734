/* Owns the demands behind the gaps. Knows nothing of what could meet them. */
#include "coverage_demand.h"

#include "base/progress.h"

#include <stdlib.h>

void ter_demands_free(struct ter_demands *demands)
{
    free(demands->at);
    free(demands->sizes);
    free(demands->errors_m);
    free(demands->weights);
    free(demands->overs);
    free(demands->met);
    free(demands->gaps);
    *demands = (struct ter_demands){0};
}

static void make_room(struct ter_demands *demands)
{
    if (demands->count < demands->capacity)
        return;
    size_t capacity = demands->capacity = demands->capacity ? 2 * demands->capacity : 1024;
    demands->at = ter_realloc(demands->at, capacity * sizeof *demands->at);
    demands->sizes = ter_realloc(demands->sizes, capacity * sizeof *demands->sizes);
    demands->errors_m = ter_realloc(demands->errors_m, capacity * sizeof *demands->errors_m);
    demands->weights = ter_realloc(demands->weights, capacity * sizeof *demands->weights);
    demands->overs = ter_realloc(demands->overs, capacity * sizeof *demands->overs);
    demands->met = ter_realloc(demands->met, capacity);
}

static void add(struct ter_demands *demands, size_t over, struct ter_xy at, double size, double error_m)
{
    make_room(demands);
    size_t index = demands->count++;
    demands->at[index] = at;
    demands->sizes[index] = size;
    demands->errors_m[index] = error_m;
    demands->overs[index] = (uint32_t)over;
    demands->met[index] = 0;
    demands->gaps[over] += size;
}

/* An uncovered piece on its way into units. */
struct cutting {
    struct ter_demands *demands;
    size_t over;
    bool failed;
    struct ter_error *err;
};

static void add_piece(void *user, const struct ter_xy *line, size_t count)
{
    struct cutting *cutting = user;
    struct ter_siting_line piece = {line, count};
    TER_AUTO_SITING_UNITS struct ter_siting_units units = {0};
    if (cutting->failed)
        return;
    cutting->failed = !ter_siting_units(&piece, 1, TER_DEMAND_UNIT_M, &units, cutting->err);
    for (size_t i = 0; i < units.count && !cutting->failed; i++)
        add(cutting->demands, cutting->over, units.items[i].at, units.items[i].length_m, 0);
}

static bool find_in(struct ter_cover_run *run, const struct ter_cover_pair *pair, size_t at,
    struct ter_demands *demands, struct ter_error *err)
{
    const struct ter_cover_over *over = &run->coverage->overs[at];
    const struct ter_cover_parts *parts = &run->parts[at];
    const struct ter_cover *certain = &pair->certain;
    struct cutting cutting = {demands, at, false, err};
    for (size_t i = 0; i < parts->count && over->measure != TER_COVER_AREA_M2; i++) {
        const struct ter_cover_part *part = &parts->items[i];
        const struct ter_xy *points = parts->points + part->first;
        const struct ter_cover_feature *feature = &over->features[part->feature];
        if (over->measure == TER_COVER_LENGTH_M)
            certain->calls->uncovered(certain->self, points, part->count, add_piece, &cutting);
        else if (!certain->calls->holds(certain->self, *points, feature->uncertainty_m))
            add(demands, at, *points, feature->weight, feature->uncertainty_m);
        if (cutting.failed || !ter_interrupt_check(err))
            return false;
    }
    return true;
}

bool ter_demands_find(struct ter_cover_run *run, const struct ter_cover_pair *pair,
    struct ter_demands *ret_demands, struct ter_error *err)
{
    struct ter_demands demands = {.gaps = ter_alloc((run->coverage->over_count + 1) * sizeof *demands.gaps)};
    for (size_t i = 0; i < run->coverage->over_count; i++)
        if (!find_in(run, pair, i, &demands, err)) {
            ter_demands_free(&demands);
            return false;
        }
    for (size_t i = 0; i < demands.count; i++) {
        double gap = demands.gaps[demands.overs[i]];
        demands.weights[i] = gap > 0 ? demands.sizes[i] / gap : 0;
    }
    *ret_demands = demands;
    return true;
}
