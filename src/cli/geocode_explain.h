/* How a location text was read, told in both languages. */
#ifndef TER_CLI_GEOCODE_EXPLAIN_H
#define TER_CLI_GEOCODE_EXPLAIN_H

#include "geocode/geocode.h"

/* Print the pieces of the text, what they say together, and what became of it. */
void ter_geocode_explain(const struct ter_geocoder *geocoder, const struct ter_geocode_query *query,
    const struct ter_geocode_result *result);

/* The same as one JSON object: the result's, with the members pieces, explain_en and explain_zh. */
TER_CHECKED bool ter_geocode_explain_json(const struct ter_geocoder *geocoder,
    const struct ter_geocode_query *query, const struct ter_geocode_result *result, enum ter_lang lang,
    struct ter_error *err);

#endif
