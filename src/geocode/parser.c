/* Owns the meaning of token sequences. Knows nothing of the gazetteer: what a name refers to is not asked
 * here. */
#include "parser.h"

#include "base/text.h"
#include "lexer.h"
#include "uncertainty.h"

#include <stdlib.h>
#include <string.h>

/* What has been read so far. */
struct reader {
    const struct ter_tokens *tokens;
    size_t index; /* of the token at hand */
    struct ter_parse *parse;
    enum ter_token_kind noun; /* the last token that named something, START before any */
    size_t noun_end;          /* byte after it */
    bool noun_is_road;
    const char *junction_text; /* owned by `texts` */
    struct ter_strings texts;
    bool said[TER_RELATIONS]; /* relations that have a word in the text */
    enum ter_point corner;
    size_t text_roads;
};

static struct ter_anchor *add_anchor(struct ter_parse *parse, enum ter_anchor_kind kind, char *owned_text)
{
    parse->anchors =
        ter_grow(parse->anchors, &parse->anchor_capacity, parse->anchor_count + 1, sizeof *parse->anchors);
    struct ter_anchor *anchor = &parse->anchors[parse->anchor_count++];
    *anchor = (struct ter_anchor){.kind = kind, .text = owned_text};
    return anchor;
}

static const struct ter_token *token_at(const struct reader *reader, size_t index)
{
    static const struct ter_token none = {.kind = TER_TOKEN_START};
    return index < reader->tokens->count ? &reader->tokens->items[index] : &none;
}

static void note_noun(struct reader *reader, const struct ter_token *token, bool is_road)
{
    reader->noun = token->kind;
    reader->noun_end = token->end;
    reader->noun_is_road = is_road;
}

/* ---- one function a kind of token ---- */

static void read_road(struct reader *reader, const struct ter_token *token)
{
    enum ter_anchor_kind kind = token->kind == TER_TOKEN_REF ? TER_ANCHOR_REF : TER_ANCHOR_ROAD;
    add_anchor(reader->parse, kind, ter_token_text(reader->tokens, token));
    reader->text_roads++;
    note_noun(reader, token, true);
}

static void read_name(struct reader *reader, const struct ter_token *token)
{
    char *text = ter_token_text(reader->tokens, token);
    uint32_t codepoint;
    if (ter_text_next(text, &codepoint) == strlen(text)) { /* one character names nothing */
        ter_strings_add(&reader->parse->unread, text);
        free(text);
        return;
    }
    enum ter_anchor_kind kind = token->kind == TER_TOKEN_VILLAGE ? TER_ANCHOR_VILLAGE
                                : token->kind == TER_TOKEN_TOWN  ? TER_ANCHOR_TOWN
                                                                 : TER_ANCHOR_PLACE;
    add_anchor(reader->parse, kind, text);
    note_noun(reader, token, false);
}

/* 五一路 and 消防救援站 are one place, and so are 毕克齐镇 and 政府. */
static void read_institution(struct reader *reader, const struct ter_token *token)
{
    struct ter_parse *parse = reader->parse;
    TER_AUTO_FREE char *word = ter_token_text(reader->tokens, token);
    bool adjacent = reader->noun != TER_TOKEN_START && reader->noun_end == token->start;
    bool named = adjacent && (reader->noun_is_road || reader->noun == TER_TOKEN_NAME ||
                                 reader->noun == TER_TOKEN_VILLAGE || reader->noun == TER_TOKEN_TOWN);
    if (named) {
        struct ter_anchor *anchor = &parse->anchors[parse->anchor_count - 1];
        char *name = ter_format("%s%s", anchor->text, word);
        free(anchor->text);
        anchor->text = name;
        anchor->kind = TER_ANCHOR_PLACE;
        reader->text_roads -= reader->noun_is_road;
    } else {
        add_anchor(parse, TER_ANCHOR_PLACE, ter_strdup(word));
    }
    note_noun(reader, token, false);
}

static void read_feature(struct reader *reader, const struct ter_token *token)
{
    add_anchor(reader->parse, TER_ANCHOR_FEATURE, ter_token_text(reader->tokens, token));
    note_noun(reader, token, token->value > 0);
}

static void read_end(struct reader *reader, const struct ter_token *token)
{
    reader->parse->at_road_end = reader->noun_is_road;
    add_anchor(reader->parse, TER_ANCHOR_FEATURE, ter_token_text(reader->tokens, token));
}

static void read_junction(struct reader *reader, const struct ter_token *token)
{
    TER_AUTO_FREE char *text = ter_token_text(reader->tokens, token);
    reader->said[TER_JUNCTION] = true;
    if (!reader->junction_text) {
        ter_strings_add(&reader->texts, text);
        reader->junction_text = reader->texts.items[0];
    }
    note_noun(reader, token, false);
}

static void read_mouth(struct reader *reader, const struct ter_token *token)
{
    if (reader->noun_is_road)
        read_junction(reader, token);
    else
        reader->said[TER_FRONT] = true;
}

static void read_gate(struct reader *reader, const struct ter_token *token)
{
    reader->said[TER_FRONT] = reader->said[TER_FRONT] || token->mouth;
    note_noun(reader, token, false);
}

static void read_corner(struct reader *reader, const struct ter_token *token)
{
    reader->said[TER_CORNER] = true;
    reader->corner = token->point;
}

static void read_side(struct reader *reader, const struct ter_token *token)
{
    reader->parse->side = token->point;
}

/* A distance or direction is counted from the anchor last named in the text. */
static void note_origin(struct reader *reader)
{
    size_t count = reader->parse->anchor_count;
    reader->parse->measured_from = reader->noun == TER_TOKEN_START || !count ? SIZE_MAX : count - 1;
}

/* 南侧 of a road or of nothing is a side of the street; of a place it is a direction from it. */
static void read_direction(struct reader *reader, const struct ter_token *token)
{
    struct ter_parse *parse = reader->parse;
    enum ter_token_kind next = token_at(reader, reader->index + 1)->kind;
    enum ter_token_kind before = reader->index ? token_at(reader, reader->index - 1)->kind : TER_TOKEN_START;
    bool loose = reader->noun_is_road || before == TER_TOKEN_PUNCTUATION || before == TER_TOKEN_START;
    if (next == TER_TOKEN_CARRIAGEWAY || (token->face && loose && next != TER_TOKEN_END)) {
        parse->side = token->point;
        return;
    }
    bool measured = next == TER_TOKEN_DISTANCE || next == TER_TOKEN_NUMBER;
    if (parse->has_distance && parse->direction != TER_POINT_NONE && !measured)
        return; /* the distance was said of the direction before */
    parse->direction = token->point;
    note_origin(reader);
    if (token->face && next != TER_TOKEN_END)
        reader->said[TER_SIDE] = true;
}

static void read_distance(struct reader *reader, const struct ter_token *token)
{
    struct ter_parse *parse = reader->parse;
    if (parse->direction == TER_POINT_NONE)
        note_origin(reader);
    parse->has_distance = true;
    parse->distance_m = token->value;
    parse->distance_precision_m = ter_distance_precision_m(token->value);
    parse->unit_assumed = token->kind == TER_TOKEN_NUMBER;
}

static void read_relation(struct reader *reader, const struct ter_token *token)
{
    reader->said[(size_t)token->value] = true;
}

static void read_to(struct reader *reader, const struct ter_token *token)
{
    (void)token;
    reader->said[TER_BETWEEN] = true;
}

static void read_nothing(struct reader *reader, const struct ter_token *token)
{
    (void)reader;
    (void)token;
}

static void (*const read_token[TER_TOKEN_KINDS])(struct reader *, const struct ter_token *) = {
    [TER_TOKEN_START] = read_nothing,
    [TER_TOKEN_PUNCTUATION] = read_nothing,
    [TER_TOKEN_NAME] = read_name,
    [TER_TOKEN_ROAD] = read_road,
    [TER_TOKEN_REF] = read_road,
    [TER_TOKEN_LINE] = read_road,
    [TER_TOKEN_VILLAGE] = read_name,
    [TER_TOKEN_TOWN] = read_name,
    [TER_TOKEN_INSTITUTION] = read_institution,
    [TER_TOKEN_FEATURE] = read_feature,
    [TER_TOKEN_JUNCTION] = read_junction,
    [TER_TOKEN_MOUTH] = read_mouth,
    [TER_TOKEN_GATE] = read_gate,
    [TER_TOKEN_CORNER] = read_corner,
    [TER_TOKEN_SIDE] = read_side,
    [TER_TOKEN_DIRECTION] = read_direction,
    [TER_TOKEN_DISTANCE] = read_distance,
    [TER_TOKEN_NUMBER] = read_distance,
    [TER_TOKEN_RELATION] = read_relation,
    [TER_TOKEN_AND] = read_nothing,
    [TER_TOKEN_TO] = read_to,
    [TER_TOKEN_STRETCH] = read_nothing,
    [TER_TOKEN_END] = read_end,
    [TER_TOKEN_CARRIAGEWAY] = read_nothing,
    [TER_TOKEN_DETAIL] = read_nothing,
    [TER_TOKEN_WITHIN] = read_nothing,
    [TER_TOKEN_PART] = read_nothing,
    [TER_TOKEN_PLACE_WORD] = read_nothing,
};

/* ---- the whole ---- */

static bool same_name(const char *a, const char *b)
{
    TER_AUTO_FREE char *x = ter_gazetteer_key(a);
    TER_AUTO_FREE char *y = ter_gazetteer_key(b);
    return strcmp(x, y) == 0;
}

/* The road column: a road, unless it repeats the township or names another (北什轴乡). */
static void read_road_column(struct ter_parse *parse, const struct ter_context *context)
{
    if (!context->road || !*context->road ||
        (context->township && same_name(context->road, context->township)))
        return;
    TER_AUTO_TOKENS struct ter_tokens tokens = {0};
    ter_lex(context->road, &ter_language_zh, &tokens);
    enum ter_token_kind last = tokens.count ? tokens.items[tokens.count - 1].kind : TER_TOKEN_START;
    if (last == TER_TOKEN_TOWN || last == TER_TOKEN_VILLAGE || last == TER_TOKEN_START)
        return;
    enum ter_anchor_kind kind = last == TER_TOKEN_REF && tokens.count == 1 ? TER_ANCHOR_REF : TER_ANCHOR_ROAD;
    char *text = ter_strdup(tokens.text);
    char *trimmed = ter_strdup(ter_text_trim(text));
    free(text);
    add_anchor(parse, kind, trimmed)->in_column = true;
}

/* Number of different roads named, the road column among them. */
static size_t road_count(const struct ter_parse *parse)
{
    size_t count = 0;
    for (size_t i = 0; i < parse->anchor_count; i++) {
        bool seen = !ter_anchor_is_road(&parse->anchors[i]);
        for (size_t j = 0; j < i && !seen; j++)
            seen = ter_anchor_is_road(&parse->anchors[j]) &&
                   same_name(parse->anchors[i].text, parse->anchors[j].text);
        count += !seen;
    }
    return count;
}

/* The most telling relation of those that were said. */
static enum ter_relation main_relation(const struct reader *reader)
{
    static const enum ter_relation order[] = {
        TER_BETWEEN, TER_CORNER, TER_OPPOSITE, TER_FRONT, TER_SIDE, TER_NEAR, TER_JUNCTION};
    const struct ter_parse *parse = reader->parse;
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (reader->said[order[i]])
            return order[i];
    return parse->direction != TER_POINT_NONE || parse->has_distance ? TER_ALONG : TER_AT;
}

/* A road that both the column and the text name is one anchor: the text's. */
static void merge_column(struct ter_parse *parse)
{
    if (!parse->anchor_count || !parse->anchors[0].in_column)
        return;
    for (size_t i = 1; i < parse->anchor_count; i++) {
        if (!ter_anchor_is_road(&parse->anchors[i]) ||
            !same_name(parse->anchors[0].text, parse->anchors[i].text))
            continue;
        free(parse->anchors[0].text);
        parse->anchors[i].in_column = true;
        parse->anchor_count--;
        memmove(parse->anchors, parse->anchors + 1, parse->anchor_count * sizeof *parse->anchors);
        parse->measured_from -= parse->measured_from != SIZE_MAX && parse->measured_from > 0;
        return;
    }
}

static void conclude(struct reader *reader)
{
    struct ter_parse *parse = reader->parse;
    size_t roads = road_count(parse);
    if (reader->junction_text && roads < 2) /* 丁字路口 of no named road stays a thing without a name */
        add_anchor(parse, TER_ANCHOR_FEATURE, ter_strdup(reader->junction_text));
    merge_column(parse);
    bool two_roads = roads >= 2 && reader->text_roads;
    parse->at_junction = reader->said[TER_JUNCTION] || two_roads;
    if (two_roads && !reader->said[TER_BETWEEN])
        reader->said[TER_JUNCTION] = true;
    parse->relation = main_relation(reader);
    if (parse->relation == TER_CORNER && parse->direction == TER_POINT_NONE)
        parse->direction = reader->corner;
}

void ter_parse_location(const char *text, const struct ter_context *context, struct ter_parse *ret_parse)
{
    struct ter_parse parse = {.direction = TER_POINT_NONE, .side = TER_POINT_NONE, .measured_from = SIZE_MAX};
    TER_AUTO_TOKENS struct ter_tokens tokens = {0};
    read_road_column(&parse, context);
    ter_lex(text ? text : "", &ter_language_zh, &tokens);
    struct reader reader = {.tokens = &tokens, .parse = &parse, .corner = TER_POINT_NONE};
    for (; reader.index < tokens.count; reader.index++)
        read_token[tokens.items[reader.index].kind](&reader, &tokens.items[reader.index]);
    if (tokens.text[tokens.read])
        ter_strings_add(&parse.unread, tokens.text + tokens.read);
    conclude(&reader);
    ter_strings_free(&reader.texts);
    *ret_parse = parse;
}

void ter_parse_free(struct ter_parse *parse)
{
    for (size_t i = 0; i < parse->anchor_count; i++)
        free(parse->anchors[i].text);
    free(parse->anchors);
    ter_strings_free(&parse->unread);
    *parse = (struct ter_parse){0};
}

bool ter_anchor_is_road(const struct ter_anchor *anchor)
{
    return anchor->kind == TER_ANCHOR_ROAD || anchor->kind == TER_ANCHOR_REF;
}
