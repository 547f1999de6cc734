/* Owns what names add to a reading: anchors, and what of them belongs together. Knows nothing of where a
 * thing lies to them. */
#include "reader.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static void join(struct ter_reader *reader, size_t anchor)
{
    if (reader->linked != SIZE_MAX && reader->linked != anchor) {
        reader->joined[reader->link][0] = reader->linked;
        reader->joined[reader->link][1] = anchor;
    }
    reader->linked = SIZE_MAX;
    if (reader->ends_open) {
        reader->parse->between[0] = anchor;
        reader->ends_open = false;
    } else if (reader->parse->between[0] != SIZE_MAX && reader->parse->between[1] == SIZE_MAX) {
        reader->parse->between[1] = anchor;
    }
}

/* An anchor was named: the words before it may have waited for it. */
static void name_anchor(struct ter_reader *reader, const struct ter_token *token, size_t anchor, bool is_road)
{
    struct ter_parse *parse = reader->parse;
    join(reader, anchor);
    if (reader->origin_next)
        parse->measured_from = reader->origin_said = anchor;
    if (reader->along_next && is_road)
        parse->along = anchor;
    if (is_road && parse->between[1] != SIZE_MAX && anchor != parse->between[0] &&
        anchor != parse->between[1])
        reader->behind_stretch = anchor;
    reader->origin_next = reader->along_next = false;
    ter_reader_note_noun(reader, token, anchor, is_road);
}

static size_t known_road(const struct ter_reader *reader, const char *name)
{
    const struct ter_parse *parse = reader->parse;
    for (size_t i = 0; i < parse->anchor_count; i++)
        if (!parse->anchors[i].in_column && ter_anchor_is_road(&parse->anchors[i]) &&
            ter_same_name(parse->anchors[i].text, name))
            return i;
    return SIZE_MAX;
}

/* G7高速 is G7. */
static bool repeats_number(const struct ter_reader *reader, const struct ter_token *token)
{
    const struct ter_token *before = ter_reader_token_before(reader);
    return token->kind == TER_TOKEN_LINE && token->value > 0 && before->kind == TER_TOKEN_REF &&
           (unsigned char)reader->tokens->text[before->end - 1] < 0x80;
}

void ter_read_road(struct ter_reader *reader, const struct ter_token *token)
{
    struct ter_parse *parse = reader->parse;
    if (repeats_number(reader, token)) {
        reader->noun_end = token->end;
        return;
    }
    TER_AUTO_FREE char *text = ter_token_text(reader->tokens, token);
    size_t again = known_road(reader, text);
    if (again == SIZE_MAX) {
        again = parse->anchor_count;
        ter_add_anchor(
            parse, token->kind == TER_TOKEN_REF ? TER_ANCHOR_REF : TER_ANCHOR_ROAD, ter_strdup(text));
        reader->text_roads++;
    }
    name_anchor(reader, token, again, true);
}

void ter_read_name(struct ter_reader *reader, const struct ter_token *token)
{
    static const enum ter_anchor_kind kinds[TER_TOKEN_KINDS] = {
        [TER_TOKEN_NAME] = TER_ANCHOR_PLACE,
        [TER_TOKEN_PLACE] = TER_ANCHOR_PLACE,
        [TER_TOKEN_VILLAGE] = TER_ANCHOR_VILLAGE,
        [TER_TOKEN_TOWN] = TER_ANCHOR_TOWN,
        [TER_TOKEN_AREA] = TER_ANCHOR_AREA,
    };
    TER_AUTO_FREE char *text = ter_token_text(reader->tokens, token);
    uint32_t codepoint;
    bool single = ter_text_next(text, &codepoint) == strlen(text);
    if (single && !reader->parse->language->spaced) { /* one character names nothing */
        ter_strings_add(&reader->parse->unread, text);
        return;
    }
    ter_add_anchor(reader->parse, kinds[token->kind], ter_strdup(text));
    name_anchor(reader, token, reader->parse->anchor_count - 1, false);
}

/* Say whether the token continues the name of the last anchor. */
static bool continues_name(const struct ter_reader *reader, const struct ter_token *token)
{
    return reader->noun_anchor != SIZE_MAX && reader->noun_anchor + 1 == reader->parse->anchor_count &&
           ter_reader_token_before(reader)->kind == reader->noun && reader->noun_end <= token->start;
}

static void extend_anchor(struct ter_reader *reader, const struct ter_token *token)
{
    struct ter_anchor *anchor = &reader->parse->anchors[reader->noun_anchor];
    size_t length = strlen(anchor->text);
    char *name = ter_format("%s%.*s", anchor->text, (int)(token->end - reader->noun_end),
        reader->tokens->text + reader->noun_end);
    if (length && reader->noun_is_road)
        reader->text_roads -= reader->text_roads > 0;
    free(anchor->text);
    anchor->text = name;
}

/* 五一路 and 消防救援站 are one place, and so are 毕克齐镇 and 政府. */
void ter_read_institution(struct ter_reader *reader, const struct ter_token *token)
{
    bool takes_name = ter_reader_names_road(reader->noun) || reader->noun == TER_TOKEN_NAME ||
                      reader->noun == TER_TOKEN_PLACE || reader->noun == TER_TOKEN_VILLAGE ||
                      reader->noun == TER_TOKEN_TOWN || reader->noun == TER_TOKEN_AREA ||
                      reader->noun == TER_TOKEN_INSTITUTION;
    if (takes_name && continues_name(reader, token)) {
        extend_anchor(reader, token);
        reader->parse->anchors[reader->noun_anchor].kind = TER_ANCHOR_PLACE;
        ter_reader_note_noun(reader, token, reader->noun_anchor, false);
        return;
    }
    ter_add_anchor(reader->parse, TER_ANCHOR_PLACE, ter_token_text(reader->tokens, token));
    name_anchor(reader, token, reader->parse->anchor_count - 1, false);
}

/* 刘湾立交 and 安顺桥 have names of their own; 桥下涵洞 is one thing; 和平路立交 is 和平路 and a thing. */
void ter_read_feature(struct ter_reader *reader, const struct ter_token *token)
{
    struct ter_parse *parse = reader->parse;
    enum ter_feature feature = (enum ter_feature)token->value;
    bool nameable = feature == TER_FEATURE_BRIDGE || feature == TER_FEATURE_INTERCHANGE;
    bool named = nameable && (reader->noun == TER_TOKEN_NAME || reader->noun == TER_TOKEN_PLACE);
    if ((named || reader->noun == TER_TOKEN_FEATURE) && continues_name(reader, token)) {
        extend_anchor(reader, token);
    } else {
        ter_add_anchor(parse, TER_ANCHOR_FEATURE, ter_token_text(reader->tokens, token));
        name_anchor(reader, token, parse->anchor_count - 1, false);
    }
    parse->anchors[parse->anchor_count - 1].feature = feature;
    ter_reader_note_noun(reader, token, parse->anchor_count - 1, false);
}

void ter_read_path(struct ter_reader *reader, const struct ter_token *token)
{
    struct ter_anchor *anchor =
        ter_add_anchor(reader->parse, TER_ANCHOR_FEATURE, ter_token_text(reader->tokens, token));
    anchor->feature = TER_FEATURE_OTHER;
    name_anchor(reader, token, reader->parse->anchor_count - 1, true);
}

void ter_read_end(struct ter_reader *reader, const struct ter_token *token)
{
    reader->parse->at_road_end = reader->parse->at_road_end || reader->noun_is_road || !reader->text_roads;
    ter_add_anchor(reader->parse, TER_ANCHOR_FEATURE, ter_token_text(reader->tokens, token))->feature =
        TER_FEATURE_OTHER;
}

/* The anchor last named; for the bridge or crossing of a road, that road: both stand in one place. */
size_t ter_reader_counted_anchor(const struct ter_reader *reader)
{
    size_t at = reader->noun_anchor;
    const struct ter_anchor *anchors = reader->parse->anchors;
    if (at == SIZE_MAX || at == 0 || anchors[at].kind != TER_ANCHOR_FEATURE ||
        anchors[at].feature == TER_FEATURE_NONE || anchors[at].feature == TER_FEATURE_OTHER)
        return at;
    return ter_anchor_is_road(&anchors[at - 1]) && !anchors[at - 1].in_column ? at - 1 : at;
}
