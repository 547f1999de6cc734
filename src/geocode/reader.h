/* Reading tokens one after another: what has been understood so far, and the step for the next token. */
#ifndef TER_GEOCODE_READER_H
#define TER_GEOCODE_READER_H

#include "lexer.h"
#include "parser.h"

struct ter_reader {
    const struct ter_tokens *tokens;
    size_t index; /* of the token at hand */
    struct ter_parse *parse;
    enum ter_token_kind noun; /* the last token that named something, START before any */
    size_t noun_end;          /* byte after it */
    size_t noun_anchor;       /* its anchor; SIZE_MAX: it has none */
    bool noun_is_road;
    struct ter_strings junction_words; /* the first one … */
    enum ter_feature junction_feature; /* … and what it is where no second road is named */
    bool said[TER_RELATIONS];          /* relations that have a word in the text */
    enum ter_point roadside; /* the direction or side that was said of a road without a distance … */
    size_t roadside_anchor;  /* … and that road; SIZE_MAX: none */
    size_t text_roads;
    bool addressed;     /* a house number was read */
    bool face_measured; /* 东侧50米 */
    size_t leg_end;     /* byte after the distance that was read last */
    /* what the next anchor will be */
    bool origin_next;   /* "north of …" */
    size_t origin_said; /* the anchor after such words; SIZE_MAX: none */
    bool along_next;    /* 沿… */
    bool ends_open;     /* "between …": the next two are the ends */
    size_t linked;      /* the anchor before a word that joins two; SIZE_MAX: none is waiting */
    enum ter_token_kind link;
    /* pairs of anchors that were joined, by what; SIZE_MAX where none was */
    size_t joined[TER_TOKEN_KINDS][2];
    size_t behind_stretch; /* "乙与丙之间的甲段": the road that follows the ends */
};

/* Read one token: reader->index is its place. */
void ter_read_token(struct ter_reader *reader);

struct ter_anchor *ter_add_anchor(struct ter_parse *parse, enum ter_anchor_kind kind, char *owned_text);

/* Say whether two names have one key. */
bool ter_same_name(const char *a, const char *b);

/* ---- shared by the files that read tokens ---- */

/* The token at a place; one of the kind TER_TOKEN_START where there is none. */
const struct ter_token *ter_reader_token_at(const struct ter_reader *reader, size_t index);
const struct ter_token *ter_reader_token_before(const struct ter_reader *reader);
bool ter_reader_names_road(enum ter_token_kind kind);

/* Note what was named last: words that follow may belong to it. */
void ter_reader_note_noun(
    struct ter_reader *reader, const struct ter_token *token, size_t anchor, bool is_road);

/* The anchor last named; for the bridge or crossing of a road, that road: both stand in one place. */
size_t ter_reader_counted_anchor(const struct ter_reader *reader);
void ter_reader_set_unread(struct ter_reader *reader, const struct ter_token *token);
void ter_reader_set_detail(struct ter_reader *reader, const struct ter_token *token);

/* One function a kind of token. */
typedef void ter_token_reader(struct ter_reader *reader, const struct ter_token *token);
ter_token_reader ter_read_road, ter_read_name, ter_read_institution, ter_read_feature, ter_read_path,
    ter_read_end; /* reader_anchors.c */
ter_token_reader ter_read_junction, ter_read_mouth, ter_read_gate, ter_read_corner, ter_read_side,
    ter_read_direction, ter_read_distance, ter_read_number, ter_read_address,
    ter_read_chainage; /* reader_places.c */

#endif
