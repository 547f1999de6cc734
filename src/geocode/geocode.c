/* Owns the public call: parse, look up, resolve; and the result's JSON. */
#include "geocode.h"

#include "resolver.h"

#include <math.h>
#include <stdlib.h>

bool ter_geocode(struct ter_registry *registry, const struct ter_geocode_query *query,
    struct ter_geocode_result *ret_result, struct ter_error *err)
{
    struct ter_geocode_result result = {0};
    struct ter_context context = {query->township, query->road};
    struct ter_scene scene;
    ter_parse_location(query->text, &context, &result.parse);
    if (!ter_scene_open(registry, &context, &result.parse, &scene, err)) {
        ter_parse_free(&result.parse);
        return false;
    }
    ter_resolve(&scene, &result);
    ter_scene_free(&scene);
    *ret_result = result;
    return true;
}

void ter_geocode_result_free(struct ter_geocode_result *result)
{
    free(result->township);
    ter_parse_free(&result->parse);
    for (int lang = 0; lang < 2; lang++)
        free(result->explain[lang]);
    for (size_t i = 0; i < result->candidate_count; i++) {
        free(result->candidates[i].explain[TER_EN]);
        free(result->candidates[i].explain[TER_ZH]);
    }
    free(result->candidates);
    *result = (struct ter_geocode_result){0};
}

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
