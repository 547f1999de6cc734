/* Owns the records of the layers of a coverage's map: what of the answer goes into which field. Knows nothing
 * of how they are shown, nor of files. */
#include "coverage_rows.h"

#include <math.h>

/* A record on its way. */
struct row {
    const struct ter_coverage_sink *sink;
    int64_t id;
    struct ter_value values[COVERAGE_FIELDS];
};

static void begin(struct row *row)
{
    for (size_t i = 0; i < COVERAGE_FIELDS; i++)
        row->values[i] = (struct ter_value){0};
    row->values[COVERAGE_ID] = ter_value_int(++row->id);
}

static void set_number(struct row *row, enum ter_coverage_field field, double value)
{
    if (!isnan(value))
        row->values[field] = ter_value_real(round(value * 1000) / 1000);
}

static void set_text(struct row *row, enum ter_coverage_field field, const char *text)
{
    row->values[field] = ter_value_text(text && *text ? text : NULL);
}

static bool put(struct row *row, struct ter_wkb wkb, struct ter_error *err)
{
    struct ter_record record = {row->values, COVERAGE_FIELDS, wkb};
    return row->sink->put(row->sink->user, &record, err);
}

static bool put_point(struct row *row, struct ter_lonlat at, struct ter_error *err)
{
    uint8_t point[TER_WKB_POINT_SIZE];
    if (isnan(at.lon))
        return put(row, (struct ter_wkb){NULL, 0}, err);
    ter_wkb_from_point(at, point);
    return put(row, (struct ter_wkb){point, sizeof point}, err);
}

static bool put_shape(struct row *row, const struct ter_cover_shape *shape, struct ter_error *err)
{
    return put(row, (struct ter_wkb){(const uint8_t *)shape->wkb.data, shape->wkb.size}, err);
}

static bool put_line(struct row *row, const struct ter_lonlat *points, size_t count, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf wkb = {0};
    ter_cover_line_wkb(points, count, &wkb);
    return put(row, (struct ter_wkb){(const uint8_t *)wkb.data, wkb.size}, err);
}

/* Isochrones and discs: the widest first, so that smaller ones are drawn upon it. */
static bool each_area(const struct ter_coverage *coverage, const struct ter_coverage_sink *sink,
    enum ter_certainty certainty, struct ter_error *err)
{
    struct row row = {.sink = sink};
    for (size_t i = coverage->level_count; i-- > 0;) {
        const struct ter_cover_level *level = &coverage->levels[i];
        const struct ter_cover_shape *shape = certainty == TER_CERTAIN ? &level->certain : &level->possible;
        if (!shape->wkb.size || !(shape->m2 > 0))
            continue;
        begin(&row);
        set_number(&row, COVERAGE_LIMIT, level->limit);
        set_text(&row, COVERAGE_CERTAINTY, ter_certainty_name(certainty));
        set_number(&row, COVERAGE_SIZE_M2, shape->m2);
        if (!put_shape(&row, shape, err))
            return false;
    }
    return true;
}

bool ter_coverage_each_certain(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err)
{
    return each_area(coverage, sink, TER_CERTAIN, err);
}

bool ter_coverage_each_possible(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err)
{
    return each_area(coverage, sink, TER_POSSIBLE, err);
}

static const struct ter_cover_level *main_level(const struct ter_coverage *coverage)
{
    return &coverage->levels[coverage->main_level];
}

bool ter_coverage_each_gap(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err)
{
    const struct ter_cover_level *level = main_level(coverage);
    struct row row = {.sink = sink};
    for (size_t i = 0; i < level->gap_count; i++) {
        const struct ter_cover_gap *gap = &level->gaps[i];
        begin(&row);
        set_text(&row, COVERAGE_OF, gap->over == SIZE_MAX ? "township" : coverage->overs[gap->over].name);
        set_text(&row, COVERAGE_TOWNSHIP, coverage->townships[gap->township].name);
        set_text(&row, COVERAGE_CERTAINTY, ter_certainty_name(TER_GAP));
        set_number(&row, COVERAGE_SIZE_M2, gap->shape.m2);
        if (!put_shape(&row, &gap->shape, err))
            return false;
    }
    return true;
}

static void set_feature(
    struct row *row, const struct ter_coverage *coverage, size_t over, size_t feature, size_t township)
{
    const struct ter_cover_feature *of = &coverage->overs[over].features[feature];
    set_text(row, COVERAGE_OF, coverage->overs[over].name);
    set_text(row, COVERAGE_CODE, of->code);
    set_text(row, COVERAGE_NAME, of->name);
    set_text(row, COVERAGE_TOWNSHIP, coverage->townships[township].name);
}

bool ter_coverage_each_piece(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err)
{
    const struct ter_cover_level *level = main_level(coverage);
    struct row row = {.sink = sink};
    for (size_t i = 0; i < level->piece_count; i++) {
        const struct ter_cover_piece *piece = &level->pieces[i];
        begin(&row);
        set_feature(&row, coverage, piece->over, piece->feature, piece->township);
        set_text(&row, COVERAGE_CERTAINTY, ter_certainty_name(TER_GAP));
        set_number(&row, COVERAGE_SIZE_M, piece->length_m);
        if (!put_line(&row, piece->points, piece->point_count, err))
            return false;
    }
    return true;
}

bool ter_coverage_each_point(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err)
{
    const struct ter_cover_level *level = main_level(coverage);
    struct row row = {.sink = sink};
    for (size_t i = 0; i < level->point_count; i++) {
        const struct ter_cover_point *point = &level->points[i];
        const struct ter_cover_feature *feature = &coverage->overs[point->over].features[point->feature];
        begin(&row);
        set_feature(&row, coverage, point->over, point->feature, point->township);
        set_text(&row, COVERAGE_CERTAINTY, ter_certainty_name(point->certainty));
        set_number(&row, COVERAGE_WEIGHT, feature->weight);
        set_number(&row, COVERAGE_UNCERTAINTY_M, feature->uncertainty_m);
        set_number(&row, COVERAGE_NEAREST_M, point->distance_m);
        if (!put_point(&row, point->at, err))
            return false;
    }
    return true;
}

/* Those without a position are on no map. */
bool ter_coverage_each_source(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err)
{
    struct row row = {.sink = sink};
    for (size_t i = 0; i < coverage->source_count; i++) {
        const struct ter_cover_source *source = &coverage->sources[i];
        if (isnan(source->at.lon))
            continue;
        begin(&row);
        set_text(&row, COVERAGE_CODE, source->code);
        set_text(&row, COVERAGE_NAME, source->name);
        set_text(&row, COVERAGE_TOWNSHIP, source->township);
        set_text(&row, COVERAGE_STATUS, source->status);
        set_text(&row, COVERAGE_USE, ter_source_use_name(source->use));
        set_number(&row, COVERAGE_UNCERTAINTY_M, source->uncertainty_m);
        if (!put_point(&row, source->at, err))
            return false;
    }
    return true;
}

bool ter_coverage_each_district(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err)
{
    struct row row = {.sink = sink};
    for (size_t i = 0; i < coverage->district_count; i++) {
        const struct ter_cover_district *district = &coverage->districts[i];
        begin(&row);
        set_text(&row, COVERAGE_CODE, coverage->sources[district->source].code);
        set_text(&row, COVERAGE_NAME, coverage->sources[district->source].name);
        set_number(&row, COVERAGE_SIZE_M2, district->m2);
        set_number(&row, COVERAGE_NORM_M2, district->norm_m2);
        if (!put_shape(&row, &district->shape, err))
            return false;
    }
    return true;
}

bool ter_coverage_each_crossing(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err)
{
    static const char *const barriers[] = {"motorway", "railway", "river"};
    struct row row = {.sink = sink};
    for (size_t i = 0; i < coverage->crossing_count; i++) {
        const struct ter_cover_crossing *crossing = &coverage->crossings[i];
        begin(&row);
        set_text(&row, COVERAGE_CODE, coverage->sources[coverage->districts[crossing->district].source].code);
        set_text(&row, COVERAGE_BARRIER, barriers[crossing->barrier]);
        if (!put_line(&row, crossing->points, crossing->point_count, err))
            return false;
    }
    return true;
}

bool ter_coverage_each_due(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err)
{
    static const enum ter_coverage_field who[] = {COVERAGE_FIRST, COVERAGE_SECOND, COVERAGE_THIRD},
                                         when[] = {
                                             COVERAGE_FIRST_MIN, COVERAGE_SECOND_MIN, COVERAGE_THIRD_MIN};
    struct row row = {.sink = sink};
    for (size_t i = 0; i < coverage->due_count; i++) {
        const struct ter_cover_due *due = &coverage->dues[i];
        begin(&row);
        set_feature(&row, coverage, due->over, due->feature, coverage->township_count - 1);
        set_text(&row, COVERAGE_TOWNSHIP, coverage->overs[due->over].features[due->feature].township);
        for (size_t k = 0; k < 3 && due->source[k] != SIZE_MAX; k++) {
            set_text(&row, who[k], coverage->sources[due->source[k]].code);
            set_number(&row, when[k], due->minutes[k]);
        }
        if (!put_point(&row, due->at, err))
            return false;
    }
    return true;
}

bool ter_coverage_each_step(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err)
{
    struct row row = {.sink = sink};
    for (size_t i = 0; i < coverage->step_count; i++) {
        const struct ter_cover_step *step = &coverage->steps[i];
        begin(&row);
        row.values[COVERAGE_RANK] = ter_value_int((int64_t)i + 1);
        set_text(&row, COVERAGE_CODE, step->code);
        set_text(&row, COVERAGE_TOWNSHIP, step->township);
        set_text(&row, COVERAGE_STEP, ter_close_kind_name(step->kind));
        set_number(&row, COVERAGE_SCORE, step->score);
        if (!put_point(&row, step->at, err))
            return false;
    }
    return true;
}
