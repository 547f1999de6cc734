/* Place a location text: the gazetteer's names, junctions and ways along roads, each with an error radius.
 *
 * A text that cannot be placed as it says goes down the ladder - place or junction, road, township, the whole
 * area - and its radius grows with it. Nothing is guessed. */
#ifndef TER_GEOCODE_GEOCODE_H
#define TER_GEOCODE_GEOCODE_H

#include "parser.h"
#include "registry/registry.h"

struct ter_neighbours; /* neighbours.h */
struct ter_tokens;     /* lexer.h */

struct ter_geocode_query {
    const char *text;                  /* the location; NULL or blank: only the columns speak */
    const char *township;              /* or NULL */
    const char *road;                  /* the list's road column, or NULL */
    struct ter_neighbours *neighbours; /* what stands in the same list, NULL: it stands alone; what is placed
                                        * better than by its road is added */
};

enum ter_geocode_status { TER_UNMATCHED, TER_AMBIGUOUS, TER_MATCHED };

/* Rungs of the ladder, best first. */
enum ter_precision {
    TER_PRECISION_ADDRESS,
    TER_PRECISION_PLACE,
    TER_PRECISION_JUNCTION,
    TER_PRECISION_OFFSET,
    TER_PRECISION_SEGMENT,
    TER_PRECISION_ROAD,
    TER_PRECISION_TOWNSHIP,
    TER_PRECISION_NONE,
    TER_PRECISIONS,
};

/* A position that the text may mean, where it may mean several. */
struct ter_candidate {
    struct ter_lonlat at;
    double score; /* 0 … 1 */
    char *explain[2];
};

struct ter_geocode_result {
    enum ter_geocode_status status;
    enum ter_precision precision;
    bool has_position;
    struct ter_lonlat at;
    double uncertainty_m; /* > 0 where there is a position */
    char *township;       /* where it is known, else NULL */
    struct ter_parse parse;
    char *corrected;  /* the text with the gazetteer's spelling of its names; NULL: nothing was corrected */
    char *explain[2]; /* one sentence, by enum ter_lang */
    struct ter_candidate *candidates; /* best first, at most 20 */
    size_t candidate_count;
};

/* What is common to many locations of one register. Borrows the registry, whose gazetteer must not change
 * while it is open. */
struct ter_geocoder;
TER_CHECKED bool ter_geocoder_open(
    struct ter_registry *registry, struct ter_geocoder **ret_geocoder, struct ter_error *err);
void ter_geocoder_close(struct ter_geocoder *geocoder);
TER_DEFINE_AUTO(struct ter_geocoder, ter_geocoder_close)

/* Place one location. Fails only when the registry cannot be read. */
TER_CHECKED bool ter_geocode(struct ter_geocoder *geocoder, const struct ter_geocode_query *query,
    struct ter_geocode_result *ret_result, struct ter_error *err);
/* The tokens behind a parse of the text that ter_geocode gave. */
void ter_geocoder_tokens(const struct ter_geocoder *geocoder, const char *text, const struct ter_parse *parse,
    struct ter_tokens *ret_tokens);

void ter_geocode_result_free(struct ter_geocode_result *result);
#define TER_AUTO_GEOCODE __attribute__((cleanup(ter_geocode_result_free)))

const char *ter_precision_name(enum ter_precision precision);
const char *ter_geocode_status_name(enum ter_geocode_status status);

/* The result as one JSON object; `id` may be NULL. */
json_t *ter_geocode_json(
    const char *id, const char *text, const struct ter_geocode_result *result, enum ter_lang lang);

#endif
