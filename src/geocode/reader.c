/* Owns the step from one token to the next: which function reads which token, and the words that bind others.
 * Knows nothing of the text as a whole, which parser.c concludes, or of the gazetteer. */
#include "reader.h"

#include <stdlib.h>
#include <string.h>

bool ter_same_name(const char *a, const char *b)
{
    if (strcmp(a, b) == 0)
        return true;
    TER_AUTO_FREE char *x = ter_gazetteer_key(a);
    TER_AUTO_FREE char *y = ter_gazetteer_key(b);
    return strcmp(x, y) == 0;
}

struct ter_anchor *ter_add_anchor(struct ter_parse *parse, enum ter_anchor_kind kind, char *owned_text)
{
    parse->anchors =
        ter_grow(parse->anchors, &parse->anchor_capacity, parse->anchor_count + 1, sizeof *parse->anchors);
    struct ter_anchor *anchor = &parse->anchors[parse->anchor_count++];
    *anchor = (struct ter_anchor){.kind = kind, .text = owned_text};
    return anchor;
}

const struct ter_token *ter_reader_token_at(const struct ter_reader *reader, size_t index)
{
    static const struct ter_token none = {.kind = TER_TOKEN_START};
    return index < reader->tokens->count ? &reader->tokens->items[index] : &none;
}

const struct ter_token *ter_reader_token_before(const struct ter_reader *reader)
{
    return ter_reader_token_at(reader, reader->index - 1); /* before the first: SIZE_MAX, none */
}

bool ter_reader_names_road(enum ter_token_kind kind)
{
    return kind == TER_TOKEN_ROAD || kind == TER_TOKEN_REF || kind == TER_TOKEN_LINE;
}

void ter_reader_note_noun(
    struct ter_reader *reader, const struct ter_token *token, size_t anchor, bool is_road)
{
    reader->noun = token->kind;
    reader->noun_end = token->end;
    reader->noun_anchor = anchor;
    reader->noun_is_road = is_road;
}

void ter_reader_set_unread(struct ter_reader *reader, const struct ter_token *token)
{
    TER_AUTO_FREE char *text = ter_token_text(reader->tokens, token);
    ter_strings_add(&reader->parse->unread, text);
}

void ter_reader_set_detail(struct ter_reader *reader, const struct ter_token *token)
{
    TER_AUTO_FREE char *text = ter_token_text(reader->tokens, token);
    ter_strings_add(&reader->parse->details, text);
}

static void read_relation(struct ter_reader *reader, const struct ter_token *token)
{
    reader->said[(size_t)token->value] = true;
    reader->ends_open = token->value == TER_BETWEEN;
}

static void read_link(struct ter_reader *reader, const struct ter_token *token)
{
    reader->linked = reader->noun == TER_TOKEN_START ? SIZE_MAX : ter_reader_counted_anchor(reader);
    reader->link = token->kind;
    if (token->kind == TER_TOKEN_TO && reader->linked != SIZE_MAX)
        reader->said[TER_BETWEEN] = true;
}

static void read_from(struct ter_reader *reader, const struct ter_token *token)
{
    (void)token;
    const struct ter_parse *parse = reader->parse;
    reader->origin_next = parse->language->spaced && parse->has_distance && parse->measured_from == SIZE_MAX;
}

static void read_along(struct ter_reader *reader, const struct ter_token *token)
{
    (void)token;
    reader->along_next = true;
}

/* 段 alone only closes what 至 has opened; 之间 says itself that two ends were named. */
static void read_stretch(struct ter_reader *reader, const struct ter_token *token)
{
    const size_t *ends = reader->joined[TER_TOKEN_AND];
    const size_t *dash = reader->joined[TER_TOKEN_DASH];
    if (dash[0] != SIZE_MAX)
        reader->said[TER_BETWEEN] = true;
    if (token->value <= 0)
        return;
    reader->said[TER_BETWEEN] = true;
    if (ends[0] != SIZE_MAX)
        memcpy(reader->parse->between, ends, sizeof reader->parse->between);
}

/* 和平路上 */
static void read_within(struct ter_reader *reader, const struct ter_token *token)
{
    struct ter_parse *parse = reader->parse;
    if (token->value > 0 && ter_reader_names_road(ter_reader_token_before(reader)->kind) &&
        parse->along == SIZE_MAX)
        parse->along = reader->noun_anchor;
}

static void read_nothing(struct ter_reader *reader, const struct ter_token *token)
{
    (void)reader;
    (void)token;
}

static void (*const readers[TER_TOKEN_KINDS])(struct ter_reader *, const struct ter_token *) = {
    [TER_TOKEN_START] = read_nothing,
    [TER_TOKEN_PUNCTUATION] = read_nothing,
    [TER_TOKEN_NAME] = ter_read_name,
    [TER_TOKEN_PLACE] = ter_read_name,
    [TER_TOKEN_ROAD] = ter_read_road,
    [TER_TOKEN_REF] = ter_read_road,
    [TER_TOKEN_LINE] = ter_read_road,
    [TER_TOKEN_VILLAGE] = ter_read_name,
    [TER_TOKEN_TOWN] = ter_read_name,
    [TER_TOKEN_AREA] = ter_read_name,
    [TER_TOKEN_INSTITUTION] = ter_read_institution,
    [TER_TOKEN_FEATURE] = ter_read_feature,
    [TER_TOKEN_PATH] = ter_read_path,
    [TER_TOKEN_JUNCTION] = ter_read_junction,
    [TER_TOKEN_MOUTH] = ter_read_mouth,
    [TER_TOKEN_GATE] = ter_read_gate,
    [TER_TOKEN_CORNER] = ter_read_corner,
    [TER_TOKEN_SIDE] = ter_read_side,
    [TER_TOKEN_DIRECTION] = ter_read_direction,
    [TER_TOKEN_DISTANCE] = ter_read_distance,
    [TER_TOKEN_NUMBER] = ter_read_number,
    [TER_TOKEN_RELATION] = read_relation,
    [TER_TOKEN_AND] = read_link,
    [TER_TOKEN_TO] = read_link,
    [TER_TOKEN_DASH] = read_link,
    [TER_TOKEN_FROM] = read_from,
    [TER_TOKEN_ALONG] = read_along,
    [TER_TOKEN_STRETCH] = read_stretch,
    [TER_TOKEN_END] = ter_read_end,
    [TER_TOKEN_CARRIAGEWAY] = ter_reader_set_detail,
    [TER_TOKEN_DETAIL] = ter_reader_set_detail,
    [TER_TOKEN_WITHIN] = read_within,
    [TER_TOKEN_PART] = ter_reader_set_detail,
    [TER_TOKEN_PLACE_WORD] = read_nothing,
    [TER_TOKEN_ADDRESS] = ter_read_address,
    [TER_TOKEN_CHAINAGE] = ter_read_chainage,
    [TER_TOKEN_COORDINATES] = ter_reader_set_unread,
};

void ter_read_token(struct ter_reader *reader)
{
    const struct ter_token *token = ter_reader_token_at(reader, reader->index);
    readers[token->kind](reader, token);
}
