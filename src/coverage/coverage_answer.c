/* Owns the answer's memory, its names, and what is computed of its figures. Knows nothing of how they came
 * about. */
#include "coverage_run.h"

#include <math.h>
#include <stdlib.h>

double ter_cover_gap_of(struct ter_cover_figures figures)
{
    return fmax(figures.total - figures.possible, 0);
}

double ter_cover_share(double part, double total)
{
    return total > 0 ? part / total : (double)NAN;
}

bool ter_coverage_row_matters(
    const struct ter_coverage *coverage, const struct ter_cover_level *level, size_t row)
{
    bool matters = coverage->townships[row].drawn;
    for (size_t i = 0; i < coverage->over_count; i++)
        matters = matters || level->townships[row * coverage->over_count + i].total > 0;
    return matters;
}

void ter_cover_line_wkb(const struct ter_lonlat *points, size_t count, struct ter_buf *ret_wkb)
{
    uint8_t head[9] = {1, TER_LINESTRING};
    for (size_t i = 0; i < 4; i++)
        head[5 + i] = (uint8_t)(count >> 8 * i);
    ter_buf_clear(ret_wkb);
    ter_buf_add(ret_wkb, head, sizeof head);
    ter_buf_add(ret_wkb, points, count * sizeof *points); /* two doubles each, as this machine has them */
}

const char *ter_cover_measure_name(enum ter_cover_measure measure)
{
    static const char *const names[] = {"count", "length_m", "area_m2"};
    return names[measure];
}

const char *ter_reach_name(enum ter_reach reach)
{
    static const char *const names[] = {"radius", "along_roads", "minutes"};
    return names[reach];
}

const char *ter_source_use_name(enum ter_source_use use)
{
    static const char *const names[] = {"used", "too_coarse", "without", "unplaced", "not_available"};
    return names[use];
}

const char *ter_certainty_name(enum ter_certainty certainty)
{
    static const char *const names[] = {"certain", "possible", "gap"};
    return names[certainty];
}

const char *ter_close_kind_name(enum ter_close_kind kind)
{
    static const char *const names[] = {"mend", "build", "new"};
    return names[kind];
}

void ter_cover_over_add(struct ter_cover_over *over, const char *code, const char *name, const char *township,
    struct ter_wkb shape, double uncertainty_m, double weight)
{
    over->features = ter_grow(over->features, &over->capacity, over->count + 1, sizeof *over->features);
    over->features[over->count++] = (struct ter_cover_feature){
        .code = ter_strdup(code),
        .name = name ? ter_strdup(name) : NULL,
        .township = township ? ter_strdup(township) : NULL,
        .shape = {shape.data ? ter_memdup(shape.data, shape.size) : NULL, shape.size},
        .uncertainty_m = uncertainty_m,
        .weight = weight,
    };
    over->unplaced += !shape.data;
}

void ter_cover_over_free(struct ter_cover_over *over)
{
    for (size_t i = 0; i < over->count; i++) {
        free(over->features[i].code);
        free(over->features[i].name);
        free(over->features[i].township);
        free((void *)(uintptr_t)over->features[i].shape.data);
    }
    free(over->features);
    free(over->name);
    free(over->title);
    free(over->weight);
    *over = (struct ter_cover_over){0};
}

void ter_coverage_request_free(struct ter_coverage_request *request)
{
    for (size_t i = 0; i < request->over_count; i++)
        ter_cover_over_free(&request->overs[i]);
    free(request->overs);
    ter_scenario_request_free(&request->scenario);
    *request = (struct ter_coverage_request){0};
}

static void free_lists(struct ter_cover_level *level)
{
    for (size_t i = 0; i < level->gap_count; i++)
        ter_buf_free(&level->gaps[i].shape.wkb);
    for (size_t i = 0; i < level->piece_count; i++)
        free(level->pieces[i].points);
    for (size_t i = 0; i < level->worst_count; i++)
        free(level->worst[i].label);
    free(level->gaps);
    free(level->pieces);
    free(level->points);
    free(level->worst);
}

void ter_cover_level_free(struct ter_cover_level *level)
{
    free_lists(level);
    free(level->figures);
    free(level->weighted);
    free(level->townships);
    free(level->township_weights);
    free(level->township_m2);
    ter_buf_free(&level->certain.wkb);
    ter_buf_free(&level->possible.wkb);
    *level = (struct ter_cover_level){0};
}

static void free_sources(struct ter_coverage *coverage)
{
    for (size_t i = 0; i < coverage->source_count; i++) {
        struct ter_cover_source *source = &coverage->sources[i];
        free(source->code);
        free(source->name);
        free(source->township);
        free(source->status);
        free(source->class_);
        free(source->class_title);
    }
    free(coverage->sources);
}

static void free_stations(struct ter_coverage *coverage)
{
    for (size_t i = 0; i < coverage->district_count; i++)
        ter_buf_free(&coverage->districts[i].shape.wkb);
    for (size_t i = 0; i < coverage->crossing_count; i++)
        free(coverage->crossings[i].points);
    free(coverage->districts);
    free(coverage->crossings);
    free(coverage->dues);
}

static void free_texts(struct ter_coverage *coverage)
{
    for (size_t i = 0; i < coverage->step_count; i++) {
        free(coverage->steps[i].code);
        free(coverage->steps[i].township);
        free(coverage->steps[i].gains);
    }
    for (size_t i = 0; i < coverage->assumption_count; i++) {
        free(coverage->assumptions[i].title);
        free(coverage->assumptions[i].value);
        free(coverage->assumptions[i].source);
    }
    free(coverage->steps);
    free(coverage->assumptions);
    free(coverage->kind);
    free(coverage->kind_title);
    free(coverage->scenario);
    free(coverage->scenario_title);
    free(coverage->day);
    ter_strings_free(&coverage->too_coarse);
    ter_strings_free(&coverage->without);
    ter_strings_free(&coverage->notes);
}

void ter_coverage_free(struct ter_coverage *coverage)
{
    if (!coverage)
        return;
    for (size_t i = 0; i < coverage->level_count; i++)
        ter_cover_level_free(&coverage->levels[i]);
    free(coverage->levels);
    if (coverage->lost)
        ter_cover_level_free(coverage->lost);
    free(coverage->lost);
    for (size_t i = 0; i < coverage->township_count; i++)
        free(coverage->townships[i].name);
    free(coverage->townships);
    free_sources(coverage);
    free_stations(coverage);
    free_texts(coverage);
    free(coverage);
}
