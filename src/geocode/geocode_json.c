/* Owns the words and the JSON in which a result is shown. Knows nothing of how it came about. */
#include "geocode.h"

#include <math.h>

const char *ter_precision_name(enum ter_precision precision)
{
    static const char *const names[TER_PRECISIONS] = {
        "address", "place", "junction", "offset", "segment", "road", "township", "none"};
    return names[precision];
}

const char *ter_geocode_status_name(enum ter_geocode_status status)
{
    static const char *const names[] = {"unmatched", "ambiguous", "matched"};
    return names[status];
}

/* Seven decimals of a degree are 1 cm, one of a metre is finer than any radius. */
static json_t *rounded(double value, double steps)
{
    return ter_json_number(round(value * steps) / steps);
}

static json_t *candidates_json(const struct ter_geocode_result *result, enum ter_lang lang)
{
    json_t *list = json_array();
    for (size_t i = 0; i < result->candidate_count; i++) {
        const struct ter_candidate *candidate = &result->candidates[i];
        json_t *json = json_object();
        ter_json_set(json, "lon", rounded(candidate->at.lon, 1e7));
        ter_json_set(json, "lat", rounded(candidate->at.lat, 1e7));
        ter_json_set(json, "score", rounded(candidate->score, 1e3));
        ter_json_set(json, "explain", ter_json_string(candidate->explain[lang]));
        json_array_append_new(list, json);
    }
    return list;
}

json_t *ter_geocode_json(
    const char *id, const char *text, const struct ter_geocode_result *result, enum ter_lang lang)
{
    json_t *json = json_object();
    bool placed = result->has_position;
    ter_json_set(json, "id", ter_json_string(id));
    ter_json_set(json, "text", ter_json_string(text));
    if (result->corrected)
        ter_json_set(json, "corrected", ter_json_string(result->corrected));
    ter_json_set(json, "status", ter_json_string(ter_geocode_status_name(result->status)));
    ter_json_set(json, "precision", ter_json_string(ter_precision_name(result->precision)));
    ter_json_set(json, "lon", placed ? rounded(result->at.lon, 1e7) : json_null());
    ter_json_set(json, "lat", placed ? rounded(result->at.lat, 1e7) : json_null());
    ter_json_set(json, "uncertainty_m", placed ? rounded(result->uncertainty_m, 10) : json_null());
    ter_json_set(json, "township", ter_json_string(result->township));
    ter_json_set(json, "parse", ter_parse_json(&result->parse));
    ter_json_set(json, "explain", ter_json_string(result->explain[lang]));
    ter_json_set(json, "candidates", candidates_json(result, lang));
    return json;
}
