/* Owns a coverage made up by hand: three townships, two things to cover, a few shapes. */
#include "reporting.h"

#include "base/plane.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { OVERS = 2, TOWNSHIPS = 4, SOURCES = 14, ADDRESSES = 60, CIRCLE = 48 };

static const struct ter_lonlat centre = {111.15, 40.72};

static struct ter_lonlat away(double east_m, double north_m)
{
    struct ter_plane plane = ter_plane_at(centre);
    return ter_plane_from(&plane, (struct ter_xy){east_m, north_m});
}

static void add_u32(struct ter_buf *wkb, uint32_t number)
{
    ter_buf_add(wkb, &number, sizeof number);
}

static void add_head(struct ter_buf *wkb, uint32_t type)
{
    ter_buf_add(wkb, "\1", 1);
    add_u32(wkb, type);
}

static void add_circle(struct ter_buf *wkb, struct ter_lonlat at, double radius_m)
{
    struct ter_plane plane = ter_plane_at(at);
    add_head(wkb, TER_POLYGON);
    add_u32(wkb, 1);
    add_u32(wkb, CIRCLE + 1);
    for (int i = 0; i <= CIRCLE; i++) {
        double angle = 2 * acos(-1) * (i % CIRCLE) / CIRCLE;
        struct ter_lonlat point =
            ter_plane_from(&plane, (struct ter_xy){radius_m * cos(angle), radius_m * sin(angle)});
        ter_buf_add(wkb, &point, sizeof point);
    }
}

static struct ter_cover_source source_at(size_t i)
{
    size_t row = i / 4, column = i % 4;
    return (struct ter_cover_source){
        .id = (int64_t)i + 1,
        .code = ter_format("H-%06zu", i + 1),
        .name = i == 1 ? ter_strdup(REPORTING_EVIL) : NULL,
        .township = ter_strdup(i % 2 ? "察素齐镇" : "毕克齐镇"),
        .status = ter_strdup("in_service"),
        .at = away((double)column * 420 - 700, (double)row * 380 - 500),
        .uncertainty_m = i == 3 ? 180 : 20,
        .use = i == 3   ? TER_SOURCE_TOO_COARSE
               : i == 7 ? TER_SOURCE_ASIDE
                        : TER_SOURCE_USED,
    };
}

static void add_sources(struct ter_coverage *coverage)
{
    coverage->sources = ter_alloc(SOURCES * sizeof *coverage->sources);
    coverage->source_count = SOURCES;
    for (size_t i = 0; i < SOURCES; i++) {
        coverage->sources[i] = source_at(i);
        coverage->use_counts[coverage->sources[i].use]++;
    }
}

static void add_overs(struct ter_coverage *coverage)
{
    coverage->overs = ter_alloc(OVERS * sizeof *coverage->overs);
    coverage->over_count = OVERS;
    coverage->overs[0] = (struct ter_cover_over){
        .name = "addresses", .title = "addresses <b>&", .measure = TER_COVER_COUNT, .count = ADDRESSES};
    coverage->overs[0].features = ter_alloc(ADDRESSES * sizeof *coverage->overs[0].features);
    for (size_t i = 0; i < ADDRESSES; i++)
        coverage->overs[0].features[i] =
            (struct ter_cover_feature){.code = ter_format("%zu", i), .weight = 1};
    coverage->overs[1] =
        (struct ter_cover_over){.name = "roads", .title = "roads", .measure = TER_COVER_LENGTH_M};
}

static void add_townships(struct ter_coverage *coverage)
{
    static const char *const names[TOWNSHIPS - 1] = {"察素齐镇", "毕克齐镇", REPORTING_EVIL};
    coverage->townships = ter_alloc(TOWNSHIPS * sizeof *coverage->townships);
    coverage->township_count = TOWNSHIPS;
    for (size_t i = 0; i + 1 < TOWNSHIPS; i++)
        coverage->townships[i].name = ter_strdup(names[i]);
}

static void add_figures(struct ter_cover_level *level)
{
    static const struct ter_cover_figures figures[TOWNSHIPS][OVERS] = {
        {{1234, 700, 900}, {52345.6, 30000, 40000}},
        {{80, 80, 80}, {12000, 11000, 11990}},
        {{50, 0, 12}, {900, 0, 0}},
        {{1, 0, 0}, {0, 0, 0}},
    };
    level->townships = ter_memdup(figures, sizeof figures);
    level->township_m2 = ter_alloc(TOWNSHIPS * sizeof *level->township_m2);
    level->figures = ter_alloc(OVERS * sizeof *level->figures);
    for (size_t over = 0; over < OVERS; over++)
        for (size_t i = 0; i < TOWNSHIPS; i++) {
            level->figures[over].total += figures[i][over].total;
            level->figures[over].certain += figures[i][over].certain;
            level->figures[over].possible += figures[i][over].possible;
        }
}

static void add_shapes(const struct ter_coverage *coverage, struct ter_cover_level *level)
{
    add_head(&level->certain.wkb, TER_MULTIPOLYGON);
    add_u32(&level->certain.wkb, SOURCES - 2);
    add_head(&level->possible.wkb, TER_MULTIPOLYGON);
    add_u32(&level->possible.wkb, SOURCES - 2);
    for (size_t i = 0; i < SOURCES; i++) {
        if (coverage->sources[i].use != TER_SOURCE_USED)
            continue;
        add_circle(&level->certain.wkb, coverage->sources[i].at, 130);
        add_circle(&level->possible.wkb, coverage->sources[i].at, 170);
    }
    level->gaps = ter_alloc(2 * sizeof *level->gaps);
    level->gap_count = 2;
    for (size_t i = 0; i < level->gap_count; i++) {
        level->gaps[i] = (struct ter_cover_gap){.over = SIZE_MAX, .township = i, .shape.m2 = 123456.7};
        add_circle(&level->gaps[i].shape.wkb, away(-900 + 1800 * (double)i, 900), 240);
    }
}

static void add_lists(struct ter_cover_level *level)
{
    struct ter_lonlat line[] = {away(-800, -900), away(-300, -880), away(300, -930)};
    level->pieces = ter_alloc(sizeof *level->pieces);
    level->piece_count = 1;
    level->pieces[0] = (struct ter_cover_piece){
        .over = 1, .length_m = 1101.5, .points = ter_memdup(line, sizeof line), .point_count = 3};
    level->points = ter_alloc(ADDRESSES * sizeof *level->points);
    level->point_count = ADDRESSES;
    for (size_t i = 0; i < ADDRESSES; i++) {
        size_t row = i / 10, column = i % 10;
        level->points[i] = (struct ter_cover_point){.feature = i,
            .township = i % TOWNSHIPS,
            .at = away((double)column * 190 - 1000, (double)row * 260 - 800),
            .certainty = i % 3 ? TER_GAP : TER_POSSIBLE,
            .distance_m = i == 5 ? NAN : 160 + (double)i};
    }
    level->worst = ter_alloc(2 * sizeof *level->worst);
    level->worst_count = 2;
    level->worst[0] = (struct ter_cover_worst){.township = 2,
        .label = ter_strdup(REPORTING_EVIL),
        .at = level->points[3].at,
        .size = 1,
        .distance_m = 999};
    level->worst[1] = (struct ter_cover_worst){
        .over = 1, .label = ter_strdup("G110"), .at = line[1], .size = 1101.5, .distance_m = NAN};
}

static void add_words(struct ter_coverage *coverage)
{
    coverage->kind = "hydrant";
    coverage->kind_title = coverage->lang == TER_ZH ? "消火栓" : "Hydrants";
    coverage->scenario = "now";
    coverage->scenario_title = coverage->lang == TER_ZH ? "2023-12-31 现状" : "as it stands on 2023-12-31";
    coverage->day = "2023-12-31";
    ter_strings_add(&coverage->notes, "A note with " REPORTING_EVIL);
    coverage->assumptions = ter_alloc(sizeof *coverage->assumptions);
    coverage->assumption_count = 1;
    coverage->assumptions[0] =
        (struct ter_cover_assumption){"protection radius", "150 m", "GB 50974-2014, 7.2.5", 'v'};
}

struct ter_coverage *reporting_coverage(enum ter_lang lang)
{
    struct ter_coverage *coverage = ter_alloc(sizeof *coverage);
    coverage->lang = lang;
    coverage->epsg = 4549;
    coverage->exact_gap = NAN;
    coverage->assume_exact = false;
    coverage->has_gaps = true;
    add_words(coverage);
    add_sources(coverage);
    add_overs(coverage);
    add_townships(coverage);
    coverage->levels = ter_alloc(sizeof *coverage->levels);
    coverage->level_count = 1;
    coverage->levels[0] =
        (struct ter_cover_level){.limit = 150, .certain_m2 = 512345.6, .possible_m2 = 823456.7};
    add_figures(&coverage->levels[0]);
    add_shapes(coverage, &coverage->levels[0]);
    add_lists(&coverage->levels[0]);
    return coverage;
}

static void free_level(struct ter_cover_level *level)
{
    for (size_t i = 0; i < level->gap_count; i++)
        ter_buf_free(&level->gaps[i].shape.wkb);
    for (size_t i = 0; i < level->piece_count; i++)
        free(level->pieces[i].points);
    for (size_t i = 0; i < level->worst_count; i++)
        free(level->worst[i].label);
    ter_buf_free(&level->certain.wkb);
    ter_buf_free(&level->possible.wkb);
    free(level->gaps);
    free(level->pieces);
    free(level->points);
    free(level->worst);
    free(level->figures);
    free(level->townships);
    free(level->township_m2);
}

void reporting_free(struct ter_coverage *coverage)
{
    free_level(&coverage->levels[0]);
    free(coverage->levels);
    for (size_t i = 0; i < coverage->source_count; i++) {
        free(coverage->sources[i].code);
        free(coverage->sources[i].name);
        free(coverage->sources[i].township);
        free(coverage->sources[i].status);
    }
    free(coverage->sources);
    for (size_t i = 0; i < ADDRESSES; i++)
        free(coverage->overs[0].features[i].code);
    free(coverage->overs[0].features);
    free(coverage->overs);
    for (size_t i = 0; i < coverage->township_count; i++)
        free(coverage->townships[i].name);
    free(coverage->townships);
    free(coverage->assumptions);
    ter_strings_free(&coverage->notes);
    free(coverage);
}

void reporting_write(const struct ter_coverage *coverage, const char *path)
{
    TER_AUTO_STRINGS struct ter_strings documents = {0}, notes = {0};
    size_t size;
    const char *text = ter_layer_shipped_text(0, &size);
    TER_AUTO(ter_layer_free) struct ter_layer *layer = NULL;
    struct ter_error err = {0};
    struct ter_coverage_report report = {.coverage = coverage,
        .register_name = "土默特左旗",
        .documents = &documents,
        .notes = &notes,
        .attribution = "(c) OpenStreetMap contributors, ODbL",
        .command = "terrier --db tumed.sqlite coverage hydrant --radius 150 --format json"};
    ter_strings_add(&documents, "土左政办发〔2023〕53号 附件2 (2023-11-02)");
    ck_assert_msg(ter_layer_parse(text, size, "layer", &layer, &err), "%s", err.message);
    report.layer = layer;
    FILE *out = fopen(path, "wb");
    ck_assert_ptr_nonnull(out);
    ck_assert_msg(ter_coverage_report_write(&report, out, &err), "%s", err.message);
    ck_assert_int_eq(fclose(out), 0);
}
