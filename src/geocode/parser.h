/* From tokens to what a location says: its anchors, and how the thing lies to them. */
#ifndef TER_GEOCODE_PARSER_H
#define TER_GEOCODE_PARSER_H

#include "base/json.h"
#include "words.h"

struct ter_known_names;

enum ter_anchor_kind {
    TER_ANCHOR_ROAD,
    TER_ANCHOR_REF,
    TER_ANCHOR_PLACE,
    TER_ANCHOR_VILLAGE,
    TER_ANCHOR_TOWN,    /* "place" to the outside, as the next */
    TER_ANCHOR_FEATURE, /* a thing without a name: never looked up */
    TER_ANCHOR_AREA,    /* a county or city that the text names */
};

struct ter_anchor {
    enum ter_anchor_kind kind;
    char *text;
    bool in_column; /* the road column names it, whether or not the text does too */
    bool matched;   /* found in the gazetteer (set by the resolver) */
    enum ter_feature feature;
    char *read_as; /* the gazetteer's spelling where it differs (set by the resolver), else NULL */
};

struct ter_parse {
    const struct ter_language *language; /* the table it was read with */
    bool knew_names;                     /* … and the names of the gazetteer */
    struct ter_anchor *anchors;          /* the road column first, then in the order of the text */
    size_t anchor_count, anchor_capacity;
    enum ter_relation relation;
    enum ter_point direction; /* TER_POINT_NONE: none said; of a corner, its quadrant */
    enum ter_point corner;    /* the quadrant of a corner, also where a direction leads on from it */
    enum ter_point side;      /* of the road */
    double side_distance_m;   /* 路东20米: how far to that side; 0: not said */
    enum ter_point gate;      /* 南门: which gate of the place before it; TER_POINT_NONE */
    size_t along;             /* the anchor of the road that the text is about: the column's, or the A of
                                 "A（B至C段）" and "A St, 50 m east of B Ave"; SIZE_MAX: not said */
    size_t between[2];        /* the anchors at both ends of a stretch; SIZE_MAX: none */
    bool has_distance;
    double distance_m;
    double distance_precision_m; /* half a unit of the second significant digit as written */
    bool unit_assumed;           /* "北230": metres taken */
    size_t
        measured_from; /* the anchor from which distance and direction are counted; SIZE_MAX: none is said */
    bool at_junction;  /* the text has a word for a junction, or names two roads */
    bool at_road_end;
    bool has_chainage;
    double chainage_m;          /* K523+200: along the road from its beginning */
    struct ter_strings details; /* finer than a position: house numbers, 绿化带内 */
    struct ter_strings unread;  /* pieces that no token explains */
};

/* What stands in the columns of the list; NULL or blank where there is none. */
struct ter_context {
    const char *township;
    const char *road;
};

/* Read a location. Never fails: what cannot be read stands in `unread`. Names that `known` holds (it may be
 * NULL) are taken for names however odd they are. */
void ter_parse_location(const char *text, const struct ter_context *context,
    const struct ter_known_names *known, struct ter_parse *ret_parse);
void ter_parse_free(struct ter_parse *parse);
#define TER_AUTO_PARSE __attribute__((cleanup(ter_parse_free)))

const char *ter_point_name(enum ter_point point); /* "NE"; NULL for TER_POINT_NONE */
const char *ter_relation_name(enum ter_relation relation);
const char *ter_anchor_kind_name(enum ter_anchor_kind kind);

/* The parse as the command line prints it. */
json_t *ter_parse_json(const struct ter_parse *parse);

bool ter_anchor_is_road(const struct ter_anchor *anchor);

#endif
