/* Owns the form of a coverage as JSON. Knows nothing of how figures come about. */
#include "coverage_json.h"

#include <math.h>

/* Counts are whole numbers, everything else is rounded to millimetres. */
static json_t *number(double value, enum ter_cover_measure measure)
{
    return measure == TER_COVER_COUNT && value == floor(value) ? json_integer((json_int_t)value)
                                                               : ter_json_number(round(value * 1000) / 1000);
}

static void set_figures(json_t *object, struct ter_cover_figures figures, enum ter_cover_measure measure)
{
    ter_json_set(object, "total", number(figures.total, measure));
    ter_json_set(object, "certain", number(figures.certain, measure));
    ter_json_set(object, "possible", number(figures.possible, measure));
    ter_json_set(object, "gap", number(ter_cover_gap_of(figures), measure));
}

/* One over's figures, of the whole or of a township. */
static json_t *over_json(const struct ter_cover_over *over, const struct ter_cover_figures *figures,
    const struct ter_cover_figures *weighted)
{
    json_t *object = json_object();
    ter_json_set(object, "name", ter_json_string(over->name));
    ter_json_set(object, "measure", ter_json_string(ter_cover_measure_name(over->measure)));
    set_figures(object, *figures, over->measure);
    if (over->weight) {
        json_t *weights = json_object();
        ter_json_set(weights, "field", ter_json_string(over->weight));
        set_figures(weights, *weighted, over->measure);
        ter_json_set(object, "weighted", weights);
    }
    return object;
}

static json_t *overs_json(const struct ter_coverage *coverage, const struct ter_cover_figures *figures,
    const struct ter_cover_figures *weighted)
{
    json_t *list = json_array();
    for (size_t i = 0; i < coverage->over_count; i++)
        json_array_append_new(list, over_json(&coverage->overs[i], &figures[i], &weighted[i]));
    return list;
}

static json_t *township_name(const struct ter_coverage *coverage, size_t row)
{
    return row < coverage->township_count ? ter_json_string(coverage->townships[row].name) : json_null();
}

static json_t *townships_json(const struct ter_coverage *coverage, const struct ter_cover_level *level)
{
    json_t *list = json_array();
    for (size_t row = 0; row < coverage->township_count; row++) {
        if (!ter_coverage_row_matters(coverage, level, row))
            continue;
        json_t *object = json_object();
        ter_json_set(object, "township", township_name(coverage, row));
        if (coverage->townships[row].drawn) {
            json_t *area = json_object();
            set_figures(area, level->township_m2[row], TER_COVER_AREA_M2);
            ter_json_set(object, "area_m2", area);
        }
        size_t at = row * coverage->over_count;
        ter_json_set(
            object, "over", overs_json(coverage, level->townships + at, level->township_weights + at));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *position_json(struct ter_lonlat at)
{
    return json_pack("[f, f]", at.lon, at.lat);
}

static json_t *worst_json(const struct ter_coverage *coverage, const struct ter_cover_level *level)
{
    json_t *list = json_array();
    for (size_t i = 0; i < level->worst_count; i++) {
        const struct ter_cover_worst *worst = &level->worst[i];
        json_t *object = json_object();
        ter_json_set(object, "over", ter_json_string(coverage->overs[worst->over].name));
        ter_json_set(object, "label", ter_json_string(worst->label));
        ter_json_set(object, "township", township_name(coverage, worst->township));
        ter_json_set(object, "at", position_json(worst->at));
        ter_json_set(object, "size", number(worst->size, coverage->overs[worst->over].measure));
        ter_json_set(object, "nearest_m", number(worst->distance_m, TER_COVER_LENGTH_M));
        json_array_append_new(list, object);
    }
    return list;
}

static void set_level(
    json_t *object, const struct ter_coverage *coverage, const struct ter_cover_level *level, bool whole)
{
    ter_json_set(object, "certain_m2", number(level->certain_m2, TER_COVER_AREA_M2));
    ter_json_set(object, "possible_m2", number(level->possible_m2, TER_COVER_AREA_M2));
    ter_json_set(object, "over", overs_json(coverage, level->figures, level->weighted));
    ter_json_set(object, "by_township", townships_json(coverage, level));
    if (whole)
        ter_json_set(object, "worst", worst_json(coverage, level));
}

static void set_reach(json_t *object, enum ter_reach reach, double limit)
{
    static const char *const names[] = {[TER_REACH_RADIUS] = "radius_m",
        [TER_REACH_ROADS] = "along_roads_m",
        [TER_REACH_MINUTES] = "minutes"};
    ter_json_set(object, names[reach], ter_json_number(limit));
}

static json_t *levels_json(const struct ter_coverage *coverage)
{
    json_t *list = json_array();
    for (size_t i = 0; i < coverage->level_count; i++) {
        json_t *object = json_object();
        set_reach(object, coverage->reach, coverage->levels[i].limit);
        set_level(object, coverage, &coverage->levels[i], false);
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *strings_json(const struct ter_strings *first, const struct ter_strings *second)
{
    json_t *list = json_array();
    for (size_t i = 0; first && i < first->count; i++)
        json_array_append_new(list, ter_json_string(first->items[i]));
    for (size_t i = 0; second && i < second->count; i++)
        json_array_append_new(list, ter_json_string(second->items[i]));
    return list;
}

static json_t *records_json(const struct ter_coverage *coverage)
{
    json_t *object = json_object();
    ter_json_set(object, "all", json_integer((json_int_t)coverage->source_count));
    for (size_t use = TER_SOURCE_USED; use <= TER_SOURCE_ASIDE; use++)
        ter_json_set(object, ter_source_use_name((enum ter_source_use)use),
            json_integer((json_int_t)coverage->use_counts[use]));
    return object;
}

static json_t *source_code(const struct ter_coverage *coverage, size_t source)
{
    return source < coverage->source_count ? ter_json_string(coverage->sources[source].code) : json_null();
}

static json_t *districts_json(const struct ter_coverage *coverage)
{
    json_t *list = json_array();
    for (size_t i = 0; i < coverage->district_count; i++) {
        const struct ter_cover_district *district = &coverage->districts[i];
        json_t *object = json_object();
        ter_json_set(object, "code", source_code(coverage, district->source));
        ter_json_set(object, "class", ter_json_string(coverage->sources[district->source].class_));
        ter_json_set(object, "area_m2", number(district->m2, TER_COVER_AREA_M2));
        ter_json_set(object, "norm_m2", number(district->norm_m2, TER_COVER_AREA_M2));
        ter_json_set(
            object, "motorway_m", number(district->crosses_m[TER_BARRIER_MOTORWAY], TER_COVER_AREA_M2));
        ter_json_set(
            object, "railway_m", number(district->crosses_m[TER_BARRIER_RAILWAY], TER_COVER_AREA_M2));
        ter_json_set(object, "river_m", number(district->crosses_m[TER_BARRIER_RIVER], TER_COVER_AREA_M2));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *dues_json(const struct ter_coverage *coverage)
{
    json_t *list = json_array();
    for (size_t i = 0; i < coverage->due_count; i++) {
        const struct ter_cover_due *due = &coverage->dues[i];
        const struct ter_cover_over *over = &coverage->overs[due->over];
        json_t *object = json_object(), *stations = json_array();
        ter_json_set(object, "over", ter_json_string(over->name));
        ter_json_set(object, "code", ter_json_string(over->features[due->feature].code));
        for (size_t k = 0; k < 3 && due->source[k] != SIZE_MAX; k++) {
            json_t *station = json_object();
            ter_json_set(station, "code", source_code(coverage, due->source[k]));
            ter_json_set(station, "minutes", number(due->minutes[k], TER_COVER_AREA_M2));
            json_array_append_new(stations, station);
        }
        ter_json_set(object, "due", stations);
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *closing_json(const struct ter_coverage *coverage)
{
    json_t *list = json_array();
    for (size_t i = 0; i < coverage->step_count; i++) {
        const struct ter_cover_step *step = &coverage->steps[i];
        json_t *object = json_object(), *gains = json_array();
        ter_json_set(object, "kind", ter_json_string(ter_close_kind_name(step->kind)));
        ter_json_set(object, "code", ter_json_string(step->code));
        ter_json_set(object, "township", ter_json_string(step->township));
        ter_json_set(object, "at", position_json(step->at));
        for (size_t k = 0; k < coverage->over_count; k++) {
            json_t *gain = json_object();
            ter_json_set(gain, "name", ter_json_string(coverage->overs[k].name));
            ter_json_set(gain, "adds", number(step->gains[k], coverage->overs[k].measure));
            json_array_append_new(gains, gain);
        }
        ter_json_set(object, "gains", gains);
        ter_json_set(object, "score", ter_json_number(step->score));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *assumptions_json(const struct ter_coverage *coverage)
{
    json_t *list = json_array();
    for (size_t i = 0; i < coverage->assumption_count; i++) {
        const struct ter_cover_assumption *assumption = &coverage->assumptions[i];
        char state[2] = {assumption->state, 0};
        json_t *object = json_object();
        ter_json_set(object, "title", ter_json_string(assumption->title));
        ter_json_set(object, "value", ter_json_string(assumption->value));
        ter_json_set(object, "source", ter_json_string(assumption->source));
        ter_json_set(object, "state", ter_json_string(state));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *lost_json(const struct ter_coverage *coverage)
{
    const struct ter_cover_level *lost = coverage->lost;
    json_t *object = json_object(), *overs = json_array();
    ter_json_set(object, "certain_m2", number(lost->certain_m2, TER_COVER_AREA_M2));
    ter_json_set(object, "possible_m2", number(lost->possible_m2, TER_COVER_AREA_M2));
    for (size_t i = 0; i < coverage->over_count; i++) {
        const struct ter_cover_over *over = &coverage->overs[i];
        json_t *item = json_object();
        ter_json_set(item, "name", ter_json_string(over->name));
        ter_json_set(item, "measure", ter_json_string(ter_cover_measure_name(over->measure)));
        ter_json_set(item, "certain", number(lost->figures[i].certain, over->measure));
        ter_json_set(item, "possible", number(lost->figures[i].possible, over->measure));
        json_array_append_new(overs, item);
    }
    ter_json_set(object, "over", overs);
    return object;
}

/* Members that only some answers have. */
static void set_more(json_t *object, const struct ter_coverage *coverage)
{
    if (coverage->level_count > 1)
        ter_json_set(object, "levels", levels_json(coverage));
    if (coverage->lost)
        ter_json_set(object, "lost", lost_json(coverage));
    if (coverage->district_count)
        ter_json_set(object, "districts", districts_json(coverage));
    if (coverage->due_count)
        ter_json_set(object, "due", dues_json(coverage));
    if (coverage->closing) {
        ter_json_set(object, "closing", closing_json(coverage));
        if (!isnan(coverage->exact_gap))
            ter_json_set(object, "exact_gap", ter_json_number(round(coverage->exact_gap * 1e4) / 1e4));
    }
}

json_t *ter_coverage_json(const struct ter_coverage *coverage, const struct ter_strings *more)
{
    const struct ter_cover_level *level = &coverage->levels[coverage->main_level];
    json_t *object = json_object();
    ter_json_set(object, "kind", ter_json_string(coverage->kind));
    set_reach(object, coverage->reach, level->limit);
    ter_json_set(object, "scenario", ter_json_string(coverage->scenario));
    ter_json_set(object, "day", ter_json_string(coverage->day));
    ter_json_set(object, "assume_exact", json_boolean(coverage->assume_exact));
    ter_json_set(object, "without", strings_json(&coverage->without, NULL));
    ter_json_set(object, "epsg", json_integer(coverage->epsg));
    set_level(object, coverage, level, true);
    ter_json_set(object, "records", records_json(coverage));
    ter_json_set(object, "too_coarse", strings_json(&coverage->too_coarse, NULL));
    set_more(object, coverage);
    ter_json_set(object, "assumptions", assumptions_json(coverage));
    ter_json_set(object, "notes", strings_json(more, &coverage->notes));
    return object;
}
