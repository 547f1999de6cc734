/* From tokens to what a location says: its anchors, and how the thing lies to them. */
#ifndef TER_GEOCODE_PARSER_H
#define TER_GEOCODE_PARSER_H

#include "base/json.h"
#include "words.h"

enum ter_anchor_kind {
    TER_ANCHOR_ROAD,
    TER_ANCHOR_REF,
    TER_ANCHOR_PLACE,
    TER_ANCHOR_VILLAGE,
    TER_ANCHOR_TOWN,    /* "place" to the outside */
    TER_ANCHOR_FEATURE, /* a thing without a name: never looked up */
};

struct ter_anchor {
    enum ter_anchor_kind kind;
    char *text;
    bool in_column; /* the road column names it, whether or not the text does too */
    bool matched;   /* found in the gazetteer (set by the resolver) */
};

struct ter_parse {
    struct ter_anchor *anchors; /* the road column first, then in the order of the text */
    size_t anchor_count, anchor_capacity;
    enum ter_relation relation;
    enum ter_point direction; /* TER_POINT_NONE: none said; of a corner, its quadrant */
    enum ter_point side;      /* of the road */
    bool has_distance;
    size_t measured_from; /* the anchor that stands before the distance or direction; SIZE_MAX: none does */
    double distance_m;
    double distance_precision_m; /* half a unit of the second significant digit as written */
    bool unit_assumed;           /* "北230": metres taken */
    bool at_junction;            /* the text has a word for a junction, or names two roads */
    bool at_road_end;
    struct ter_strings unread; /* pieces that no token explains */
};

/* What stands in the columns of the list; NULL or blank where there is none. */
struct ter_context {
    const char *township;
    const char *road;
};

/* Read a location. Never fails: what cannot be read stands in `unread`. */
void ter_parse_location(const char *text, const struct ter_context *context, struct ter_parse *ret_parse);
void ter_parse_free(struct ter_parse *parse);
#define TER_AUTO_PARSE __attribute__((cleanup(ter_parse_free)))

const char *ter_point_name(enum ter_point point); /* "NE"; NULL for TER_POINT_NONE */
const char *ter_relation_name(enum ter_relation relation);
const char *ter_anchor_kind_name(enum ter_anchor_kind kind);

/* The parse as the command line prints it. */
json_t *ter_parse_json(const struct ter_parse *parse);

bool ter_anchor_is_road(const struct ter_anchor *anchor);

#endif
