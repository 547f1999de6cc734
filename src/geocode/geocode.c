/* Owns the public call: read, look up, resolve. Knows nothing of the gazetteer's questions and of geometry.
 */
#include "geocode.h"

#include "lexer.h"
#include "neighbours.h"
#include "registry/known_names.h"
#include "resolver.h"

#include <stdlib.h>

struct ter_geocoder {
    struct ter_session session;
};

bool ter_geocoder_open(
    struct ter_registry *registry, struct ter_geocoder **ret_geocoder, struct ter_error *err)
{
    struct ter_geocoder *geocoder = ter_alloc(sizeof *geocoder);
    geocoder->session.registry = registry;
    if (!ter_area_county(registry, &geocoder->session.county, err) ||
        !ter_learnt_open(registry, &geocoder->session.learnt, err)) {
        ter_geocoder_close(geocoder);
        return false;
    }
    *ret_geocoder = geocoder;
    return true;
}

void ter_geocoder_close(struct ter_geocoder *geocoder)
{
    if (!geocoder)
        return;
    ter_session_clear(&geocoder->session);
    free(geocoder);
}

/* ---- reading ---- */

/* Pieces of a text that stay without a meaning: names that nobody knows, and what was not read. */
static size_t count_unknown(const struct ter_parse *parse)
{
    size_t unknown = parse->unread.count;
    for (size_t i = 0; i < parse->anchor_count; i++)
        unknown += !parse->anchors[i].matched && parse->anchors[i].kind != TER_ANCHOR_FEATURE;
    return unknown;
}

/* The only anchor that turned out to be a township beside other names: 毕克齐镇三环路, "Zollstrasse, Schaan".
 * SIZE_MAX: none, or the text says another thing of it than that all lies there. */
static size_t find_township_named(const struct ter_scene *scene)
{
    const struct ter_parse *parse = scene->parse;
    size_t named = SIZE_MAX;
    if (scene->township || parse->anchor_count < 2 || parse->relation == TER_BETWEEN ||
        parse->relation == TER_NEAR)
        return SIZE_MAX;
    for (size_t i = 0; i < parse->anchor_count; i++) {
        const struct ter_found *found = &scene->found[i];
        if (parse->anchors[i].kind != TER_ANCHOR_PLACE || found->place_count != 1 ||
            !ter_place_is_township(found->places) || parse->measured_from == i)
            continue;
        if (named != SIZE_MAX)
            return SIZE_MAX;
        named = i;
    }
    return named;
}

static bool read_text(struct ter_session *session, const struct ter_geocode_query *query,
    const struct ter_known_names *known, struct ter_parse *ret_parse, struct ter_scene *ret_scene,
    struct ter_error *err)
{
    struct ter_context context = {query->township, query->road};
    struct ter_parse parse;
    ter_parse_location(query->text, &context, known, &parse);
    *ret_parse = parse;
    bool done = ter_scene_open(session, query, ret_parse, ret_scene, err);
    size_t town = done ? find_township_named(ret_scene) : SIZE_MAX;
    if (town != SIZE_MAX) { /* look again, for what lies there */
        ret_parse->anchors[town].kind = TER_ANCHOR_TOWN;
        ter_scene_free(ret_scene);
        done = ter_scene_open(session, query, ret_parse, ret_scene, err);
    }
    if (!done)
        ter_parse_free(ret_parse);
    return done;
}

/* Read a text that names something unknown once more, with all names of the gazetteer at hand, and keep the
 * reading of which less stays unknown: 北京路小学东门 may be a name as a whole. A township that the text says
 * is not read away: what does not lie there is not meant. */
static bool read_again(struct ter_session *session, const struct ter_geocode_query *query,
    struct ter_parse *parse, struct ter_scene *scene, struct ter_error *err)
{
    struct ter_parse other_parse;
    struct ter_scene other;
    if (!session->known && !ter_known_names_open(session->registry, &session->known, err))
        return false;
    if (!read_text(session, query, session->known, &other_parse, &other, err))
        return false;
    bool keeps_township = other.township || !scene->township;
    if (keeps_township && count_unknown(&other_parse) < count_unknown(parse)) {
        struct ter_parse kept_parse = other_parse;
        struct ter_scene kept = other;
        other_parse = *parse;
        other = *scene;
        *parse = kept_parse;
        *scene = kept;
    }
    other.parse = &other_parse;
    scene->parse = parse;
    ter_scene_free(&other);
    ter_parse_free(&other_parse);
    return true;
}

static void tell_neighbours(const struct ter_geocode_query *query, const struct ter_geocode_result *result)
{
    if (query->neighbours && result->status == TER_MATCHED && result->precision < TER_PRECISION_ROAD)
        ter_neighbours_add(query->neighbours, query->township, query->road, result->at);
}

bool ter_geocode(struct ter_geocoder *geocoder, const struct ter_geocode_query *query,
    struct ter_geocode_result *ret_result, struct ter_error *err)
{
    struct ter_session *session = &geocoder->session;
    struct ter_geocode_result result = {0};
    struct ter_scene scene;
    ter_session_trim(session);
    if (!read_text(session, query, NULL, &result.parse, &scene, err))
        return false;
    bool done = (!count_unknown(&result.parse) || read_again(session, query, &result.parse, &scene, err)) &&
                ter_resolve(&scene, &result, err);
    ter_scene_free(&scene);
    if (!done) {
        ter_geocode_result_free(&result);
        return false;
    }
    tell_neighbours(query, &result);
    *ret_result = result;
    return true;
}

void ter_geocoder_tokens(const struct ter_geocoder *geocoder, const char *text, const struct ter_parse *parse,
    struct ter_tokens *ret_tokens)
{
    ter_lex(
        text ? text : "", parse->language, parse->knew_names ? geocoder->session.known : NULL, ret_tokens);
}

void ter_geocode_result_free(struct ter_geocode_result *result)
{
    free(result->township);
    free(result->corrected);
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
