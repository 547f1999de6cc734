/* Owns `review --candidates`: each record's text is read anew, so that what the gazetteer learnt since
 * counts.
 */
#include "review_candidates.h"

#include "base/json.h"
#include "base/progress.h"
#include "cli/geocode_layer.h"

#include <string.h>

struct review {
    const struct ter_layer *layer;
    struct ter_geocoder *geocoder;
    enum ter_format format;
    enum ter_lang lang;
    struct ter_json_array array;
};

static const enum ter_role told[] = {TER_ROLE_CODE, TER_ROLE_TOWNSHIP, TER_ROLE_LOCATION_TEXT,
    TER_ROLE_PRECISION, TER_ROLE_UNCERTAINTY_M, TER_ROLE_PLACED_NOTE};
enum { TOLD = sizeof told / sizeof told[0] };

static json_t *value_json(const struct ter_value *value)
{
    if (value->type == TER_VALUE_TEXT)
        return json_stringn(value->text, value->size);
    return value->type == TER_VALUE_NULL ? json_null() : ter_json_number(ter_value_number(*value, 0));
}

static json_t *candidates_json(const struct ter_geocode_result *result, enum ter_lang lang)
{
    TER_AUTO(ter_json_free) json_t *whole = ter_geocode_json(NULL, NULL, result, lang);
    return json_incref(json_object_get(whole, "candidates"));
}

static bool print_json(struct review *review, const struct ter_record *record,
    const struct ter_geocode_result *result, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *object = json_object();
    struct ter_lonlat at;
    bool placed = ter_wkb_to_point(record->geometry, &at);
    for (size_t i = 0; i < TOLD; i++) {
        size_t field = review->layer->role[told[i]];
        ter_json_set(object, review->layer->fields[field].name, value_json(&record->values[field]));
    }
    ter_json_set(object, "lon", placed ? ter_json_number(at.lon) : json_null());
    ter_json_set(object, "lat", placed ? ter_json_number(at.lat) : json_null());
    ter_json_set(object, "candidates", candidates_json(result, review->lang));
    return ter_json_array_add(&review->array, object, err);
}

static void print_text(
    const struct review *review, const struct ter_record *record, const struct ter_geocode_result *result)
{
    static const char *const none[] = {
        [TER_EN] = "  no candidate: add what is missing to the gazetteer, or place it by hand",
        [TER_ZH] = "  没有候选位置：请补充地名库，或人工标定"};
    const char *gap = "";
    for (size_t i = 0; i < 3; i++) { /* code, township, text */
        const struct ter_value *value = &record->values[review->layer->role[told[i]]];
        if (value->type != TER_VALUE_TEXT || !value->size)
            continue;
        printf("%s%.*s", gap, (int)value->size, value->text);
        gap = "  ";
    }
    printf("\n  %s\n", result->explain[review->lang]);
    for (size_t i = 0; i < result->candidate_count; i++)
        printf("  %.7f,%.7f  %.2f  %s\n", result->candidates[i].at.lon, result->candidates[i].at.lat,
            result->candidates[i].score, result->candidates[i].explain[review->lang]);
    if (!result->candidate_count && !result->has_position)
        printf("%s\n", none[review->lang]);
}

static bool review_record(struct review *review, const struct ter_record *record, struct ter_error *err)
{
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    struct ter_geocode_query query = ter_geocode_record_query(review->layer, record);
    if (!ter_geocode(review->geocoder, &query, &result, err))
        return false;
    if (review->format == TER_FORMAT_JSON)
        return print_json(review, record, &result, err);
    print_text(review, record, &result);
    return true;
}

bool ter_review_candidates(struct ter_registry *registry, struct ter_cursor *cursor,
    const struct ter_layer *layer, enum ter_format format, enum ter_lang lang, int64_t *ret_count,
    struct ter_error *err)
{
    TER_AUTO(ter_geocoder_close) struct ter_geocoder *geocoder = NULL;
    const struct ter_record *record;
    if (!ter_geocoder_open(registry, &geocoder, err))
        return false;
    struct review review = {.layer = layer, .geocoder = geocoder, .format = format, .lang = lang};
    if (format == TER_FORMAT_JSON)
        ter_json_array_begin(&review.array, stdout);
    for (*ret_count = 0;; ++*ret_count) {
        if (!ter_interrupt_check(err) || !ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            break;
        if (!review_record(&review, record, err))
            return false;
    }
    if (format == TER_FORMAT_JSON)
        ter_json_array_end(&review.array);
    return true;
}
