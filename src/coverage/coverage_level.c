/* Owns the figures of a coverage: of all that ought to be covered, how much is, for certain and possibly.
 * Knows nothing of what stands behind a cover. */
#include "base/progress.h"
#include "coverage_run.h"

#include <math.h>
#include <stdlib.h>

/* A part's own figures: what of its size is covered. A point that may itself lie elsewhere is covered for
 * certain only where all that is. */
static struct ter_cover_figures measure_part(const struct ter_cover_pair *pair,
    const struct ter_cover_over *over, const struct ter_cover_parts *parts, const struct ter_cover_part *part)
{
    const struct ter_cover *certain = &pair->certain, *possible = &pair->possible;
    const struct ter_xy *points = parts->points + part->first;
    struct ter_cover_figures figures = {.total = part->size};
    if (over->measure == TER_COVER_COUNT) {
        double error_m = over->features[part->feature].uncertainty_m;
        figures.certain = certain->calls->holds(certain->self, *points, error_m);
        figures.possible = figures.certain > 0 || possible->calls->holds(possible->self, *points, -error_m);
    } else if (over->measure == TER_COVER_LENGTH_M) {
        figures.certain = certain->calls->line_m(certain->self, points, part->count);
        figures.possible = possible->calls->line_m(possible->self, points, part->count);
    } else {
        const size_t *ends = parts->ring_ends + part->first_ring;
        figures.certain = certain->calls->rings_m2(certain->self, points, ends, part->ring_count);
        figures.possible = possible->calls->rings_m2(possible->self, points, ends, part->ring_count);
    }
    /* Rounding must not make more of a part than there is. */
    figures.possible = fmin(figures.possible, figures.total);
    figures.certain = fmin(figures.certain, figures.possible);
    return figures;
}

static void add_figures(struct ter_cover_figures *sum, struct ter_cover_figures figures, double weight)
{
    sum->total += figures.total * weight;
    sum->certain += figures.certain * weight;
    sum->possible += figures.possible * weight;
}

static size_t row_of(const struct ter_coverage *coverage, const struct ter_cover_part *part)
{
    return part->unit == UINT32_MAX ? coverage->township_count - 1 : part->unit;
}

static bool measure_over(struct ter_cover_run *run, const struct ter_cover_pair *pair, size_t at,
    struct ter_cover_level *level, struct ter_error *err)
{
    const struct ter_coverage *coverage = run->coverage;
    const struct ter_cover_over *over = &coverage->overs[at];
    const struct ter_cover_parts *parts = &run->parts[at];
    for (size_t i = 0; i < parts->count; i++) {
        const struct ter_cover_part *part = &parts->items[i];
        struct ter_cover_figures figures = measure_part(pair, over, parts, part);
        size_t cell = row_of(coverage, part) * coverage->over_count + at;
        double weight = over->features[part->feature].weight;
        add_figures(&level->townships[cell], figures, 1);
        add_figures(&level->township_weights[cell], figures, weight);
        if (!ter_interrupt_check(err))
            return false;
    }
    /* The whole is the sum of its rows, so that they always add up to it. */
    for (size_t row = 0; row < coverage->township_count; row++) {
        add_figures(&level->figures[at], level->townships[row * coverage->over_count + at], 1);
        add_figures(&level->weighted[at], level->township_weights[row * coverage->over_count + at], 1);
    }
    return true;
}

/* A township's own area. */
static bool measure_unit(struct ter_cover_run *run, const struct ter_cover_pair *pair, size_t unit,
    struct ter_cover_level *level, struct ter_error *err)
{
    GEOSContextHandle_t geos = ter_cover_units_geos(run->units);
    const GEOSGeometry *shape = ter_cover_units_shape(run->units, unit);
    struct ter_cover_over area = {.measure = TER_COVER_AREA_M2};
    struct ter_cover_parts parts = {0};
    bool done = true;
    for (int i = 0; i < GEOSGetNumGeometries_r(geos, shape) && done; i++)
        done = ter_cover_parts_add_polygon(&parts, geos, GEOSGetGeometryN_r(geos, shape, i), 0, unit, err);
    for (size_t i = 0; i < parts.count && done; i++)
        add_figures(&level->township_m2[unit], measure_part(pair, &area, &parts, &parts.items[i]), 1);
    ter_cover_parts_free(&parts);
    return done;
}

bool ter_cover_level_measure(struct ter_cover_run *run, const struct ter_cover_pair *pair,
    struct ter_cover_level *level, struct ter_error *err)
{
    const struct ter_coverage *coverage = run->coverage;
    size_t overs = coverage->over_count, cells = overs * coverage->township_count;
    level->figures = ter_alloc((overs + 1) * sizeof *level->figures);
    level->weighted = ter_alloc((overs + 1) * sizeof *level->weighted);
    level->townships = ter_alloc((cells + 1) * sizeof *level->townships);
    level->township_weights = ter_alloc((cells + 1) * sizeof *level->township_weights);
    level->township_m2 = ter_alloc((coverage->township_count + 1) * sizeof *level->township_m2);
    level->certain_m2 = pair->certain.calls->area_m2(pair->certain.self);
    level->possible_m2 = pair->possible.calls->area_m2(pair->possible.self);
    for (size_t i = 0; i < overs; i++)
        if (!measure_over(run, pair, i, level, err))
            return false;
    for (size_t unit = 0; unit < ter_cover_units_drawn(run->units); unit++)
        if (!measure_unit(run, pair, unit, level, err))
            return false;
    return true;
}
