/* Owns the reading of a location as a whole: the road column, the text, and what they say together. Knows
 * nothing of the gazetteer: what a name refers to is not asked here. */
#include "parser.h"

#include "reader.h"

#include <stdlib.h>
#include <string.h>

/* The road column: a road, unless it repeats the township or names another (北什轴乡). */
static void read_road_column(struct ter_parse *parse, const struct ter_context *context)
{
    if (!context->road || !*context->road ||
        (context->township && ter_same_name(context->road, context->township)))
        return;
    TER_AUTO_TOKENS struct ter_tokens tokens = {0};
    ter_lex(context->road, ter_language_of(context->road, NULL), NULL, &tokens);
    enum ter_token_kind last = tokens.count ? tokens.items[tokens.count - 1].kind : TER_TOKEN_START;
    if (last == TER_TOKEN_TOWN || last == TER_TOKEN_VILLAGE || last == TER_TOKEN_START)
        return;
    enum ter_anchor_kind kind = last == TER_TOKEN_REF && tokens.count == 1 ? TER_ANCHOR_REF : TER_ANCHOR_ROAD;
    const struct ter_token *first = &tokens.items[0];
    size_t end = tokens.items[tokens.count - 1].end, start = first->start;
    while (start < end && tokens.text[start] == ' ')
        start++;
    while (end > start && tokens.text[end - 1] == ' ')
        end--;
    if (end > start)
        ter_add_anchor(parse, kind, ter_strndup(tokens.text + start, end - start))->in_column = true;
}

/* Number of different roads named, the road column among them. */
static size_t road_count(const struct ter_parse *parse)
{
    size_t count = 0;
    for (size_t i = 0; i < parse->anchor_count; i++) {
        bool seen = !ter_anchor_is_road(&parse->anchors[i]);
        for (size_t j = 0; j < i && !seen; j++)
            seen = ter_anchor_is_road(&parse->anchors[j]) &&
                   ter_same_name(parse->anchors[i].text, parse->anchors[j].text);
        count += !seen;
    }
    return count;
}

/* The most telling relation of those that were said. */
static enum ter_relation main_relation(const struct ter_reader *reader)
{
    static const enum ter_relation order[] = {
        TER_BETWEEN, TER_CORNER, TER_OPPOSITE, TER_FRONT, TER_SIDE, TER_NEAR, TER_JUNCTION};
    const struct ter_parse *parse = reader->parse;
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (reader->said[order[i]])
            return order[i];
    return parse->direction != TER_POINT_NONE || parse->has_distance ? TER_ALONG : TER_AT;
}

/* The ends of a stretch: said of two by 之间, or the two that 至 or a dash joins. */
static void settle_ends(struct ter_reader *reader)
{
    static const enum ter_token_kind links[] = {TER_TOKEN_TO, TER_TOKEN_DASH, TER_TOKEN_AND};
    size_t *between = reader->parse->between;
    for (size_t i = 0; i < sizeof links / sizeof links[0] && between[1] == SIZE_MAX; i++)
        memcpy(between, reader->joined[links[i]], sizeof reader->parse->between);
    if (between[0] == SIZE_MAX || between[1] == SIZE_MAX)
        between[0] = between[1] = SIZE_MAX;
}

/* 甲(乙-丙) is a stretch, 甲-乙 is not: a dash joins ends where a third road is spoken of. */
static void judge_dash(struct ter_reader *reader, size_t roads)
{
    const size_t *joined = reader->joined[TER_TOKEN_DASH];
    const struct ter_parse *parse = reader->parse;
    if (joined[0] == SIZE_MAX || reader->said[TER_BETWEEN])
        return;
    bool first_is_road = ter_anchor_is_road(&parse->anchors[joined[0]]);
    size_t others = roads - first_is_road - ter_anchor_is_road(&parse->anchors[joined[1]]);
    if (roads && others > 0 && others < roads + 1)
        reader->said[TER_BETWEEN] = true;
}

/* The road that the text is about: the column's, one that is said to be followed, of a stretch the one that
 * is no end. */
static void settle_along(struct ter_reader *reader)
{
    struct ter_parse *parse = reader->parse;
    bool stretch = parse->between[1] != SIZE_MAX;
    if (reader->behind_stretch != SIZE_MAX && stretch)
        parse->along = reader->behind_stretch;
    for (size_t i = 0; stretch && parse->along == SIZE_MAX && i < parse->anchor_count; i++)
        if (ter_anchor_is_road(&parse->anchors[i]) && i != parse->between[0] && i != parse->between[1])
            parse->along = i;
    if (parse->along == SIZE_MAX && parse->anchor_count && parse->anchors[0].in_column)
        parse->along = 0;
    size_t origin = reader->origin_said;
    bool road_first = origin != SIZE_MAX && origin > 0 && ter_anchor_is_road(&parse->anchors[0]) &&
                      ter_anchor_is_road(&parse->anchors[origin]);
    if (parse->along == SIZE_MAX && road_first)
        parse->along = 0; /* "A St, 50 m east of B Ave" */
}

static void shift_down(size_t *index)
{
    *index -= *index != SIZE_MAX && *index > 0;
}

/* A road that both the column and the text name is one anchor: the text's. */
static void merge_column(struct ter_parse *parse)
{
    if (!parse->anchor_count || !parse->anchors[0].in_column)
        return;
    for (size_t i = 1; i < parse->anchor_count; i++) {
        if (!ter_anchor_is_road(&parse->anchors[i]) ||
            !ter_same_name(parse->anchors[0].text, parse->anchors[i].text))
            continue;
        free(parse->anchors[0].text);
        parse->anchors[i].in_column = true;
        parse->anchor_count--;
        memmove(parse->anchors, parse->anchors + 1, parse->anchor_count * sizeof *parse->anchors);
        parse->along = parse->along == 0 ? i : parse->along;
        shift_down(&parse->along);
        shift_down(&parse->between[0]);
        shift_down(&parse->between[1]);
        shift_down(&parse->measured_from);
        return;
    }
}

/* 和平路东侧50米, where no other road or place is named: so far to that side of the road. */
static void judge_aside(struct ter_reader *reader, size_t roads)
{
    struct ter_parse *parse = reader->parse;
    if (roads != 1 || reader->addressed || !reader->face_measured || !parse->has_distance ||
        parse->side != TER_POINT_NONE || parse->measured_from == SIZE_MAX ||
        !ter_anchor_is_road(&parse->anchors[parse->measured_from]) || reader->said[TER_JUNCTION] ||
        parse->anchors[parse->anchor_count - 1].kind == TER_ANCHOR_FEATURE)
        return;
    parse->side = parse->direction;
    parse->side_distance_m = parse->distance_m;
    parse->direction = TER_POINT_NONE;
    parse->measured_from = SIZE_MAX;
    parse->has_distance = false;
    parse->distance_m = parse->distance_precision_m = 0;
}

static void conclude(struct ter_reader *reader)
{
    struct ter_parse *parse = reader->parse;
    size_t roads = road_count(parse);
    judge_dash(reader, roads);
    judge_aside(reader, roads);
    if (reader->said[TER_BETWEEN])
        settle_ends(reader);
    else
        parse->between[0] = parse->between[1] = SIZE_MAX;
    settle_along(reader);
    /* names of English roads may lack any word for a road: Main & Oak */
    bool joined = parse->language->spaced && reader->joined[TER_TOKEN_AND][0] != SIZE_MAX;
    if (joined && !reader->said[TER_BETWEEN])
        reader->said[TER_JUNCTION] = true;
    /* 丁字路口 of no named road stays a thing without a name */
    if (reader->junction_words.count && roads < 2 && !reader->said[TER_BETWEEN] && !joined)
        ter_add_anchor(parse, TER_ANCHOR_FEATURE, ter_strdup(reader->junction_words.items[0]))->feature =
            reader->junction_feature;
    merge_column(parse);
    bool two_roads = roads >= 2 && reader->text_roads;
    parse->at_junction = reader->said[TER_JUNCTION] || two_roads;
    if (two_roads && !reader->said[TER_BETWEEN])
        reader->said[TER_JUNCTION] = true;
    parse->relation = main_relation(reader);
    if (parse->relation == TER_CORNER && parse->direction == TER_POINT_NONE)
        parse->direction = parse->corner;
}

void ter_parse_location(const char *text, const struct ter_context *context,
    const struct ter_known_names *known, struct ter_parse *ret_parse)
{
    const char *column = context->road && *context->road ? context->road : context->township;
    struct ter_parse parse = {.language = ter_language_of(text, column),
        .knew_names = known != NULL,
        .direction = TER_POINT_NONE,
        .corner = TER_POINT_NONE,
        .side = TER_POINT_NONE,
        .gate = TER_POINT_NONE,
        .along = SIZE_MAX,
        .between = {SIZE_MAX, SIZE_MAX},
        .measured_from = SIZE_MAX};
    TER_AUTO_TOKENS struct ter_tokens tokens = {0};
    read_road_column(&parse, context);
    ter_lex(text ? text : "", parse.language, known, &tokens);
    struct ter_reader reader = {.tokens = &tokens,
        .parse = &parse,
        .noun_anchor = SIZE_MAX,
        .linked = SIZE_MAX,
        .roadside_anchor = SIZE_MAX,
        .origin_said = SIZE_MAX,
        .behind_stretch = SIZE_MAX};
    memset(reader.joined, 0xff, sizeof reader.joined); /* SIZE_MAX */
    for (; reader.index < tokens.count; reader.index++)
        ter_read_token(&reader);
    if (tokens.text[tokens.read])
        ter_strings_add(&parse.unread, tokens.text + tokens.read);
    conclude(&reader);
    ter_strings_free(&reader.junction_words);
    *ret_parse = parse;
}

void ter_parse_free(struct ter_parse *parse)
{
    for (size_t i = 0; i < parse->anchor_count; i++) {
        free(parse->anchors[i].text);
        free(parse->anchors[i].read_as);
    }
    free(parse->anchors);
    ter_strings_free(&parse->details);
    ter_strings_free(&parse->unread);
    *parse = (struct ter_parse){0};
}

bool ter_anchor_is_road(const struct ter_anchor *anchor)
{
    return anchor->kind == TER_ANCHOR_ROAD || anchor->kind == TER_ANCHOR_REF;
}
