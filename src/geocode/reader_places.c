/* Owns what words of place add to a reading: junctions, corners, sides, directions, distances. */
#include "reader.h"

#include "uncertainty.h"

#include <math.h>

void ter_read_junction(struct ter_reader *reader, const struct ter_token *token)
{
    TER_AUTO_FREE char *text = ter_token_text(reader->tokens, token);
    reader->said[TER_JUNCTION] = true;
    if (!reader->junction_words.count && token->kind == TER_TOKEN_JUNCTION) {
        reader->junction_feature = token->value > 0 ? (enum ter_feature)token->value : TER_FEATURE_OTHER;
        ter_strings_add(&reader->junction_words, text);
    }
    if (!reader->parse->language->spaced)
        ter_reader_note_noun(reader, token, reader->noun_anchor, false);
}

void ter_read_mouth(struct ter_reader *reader, const struct ter_token *token)
{
    if (reader->noun_is_road)
        ter_read_junction(reader, token);
    else
        reader->said[TER_FRONT] = true;
}

void ter_read_gate(struct ter_reader *reader, const struct ter_token *token)
{
    reader->said[TER_FRONT] = reader->said[TER_FRONT] || token->mouth;
    if (reader->parse->gate == TER_POINT_NONE)
        reader->parse->gate = token->point;
    if (token->tip && ter_reader_names_road(ter_reader_token_before(reader)->kind)) { /* 和平路南口 */
        reader->parse->at_road_end = true;
        reader->parse->direction = token->point;
        reader->parse->gate = TER_POINT_NONE;
    } else if (token->of)
        reader->origin_next = reader->parse->has_distance;
    else
        ter_reader_note_noun(reader, token, reader->noun_anchor, false);
}

void ter_read_corner(struct ter_reader *reader, const struct ter_token *token)
{
    reader->said[TER_CORNER] = true;
    reader->parse->corner = token->point;
}

/* Behind a leg aside, which holds the side already, another is one of the street that the leg follows. */
void ter_read_side(struct ter_reader *reader, const struct ter_token *token)
{
    if (reader->parse->side_distance_m > 0)
        ter_reader_set_detail(reader, token);
    else
        reader->parse->side = token->point;
}

/* A distance or direction is counted from the anchor last named in the text. */
static void note_origin(struct ter_reader *reader)
{
    reader->parse->measured_from =
        reader->noun == TER_TOKEN_START ? SIZE_MAX : ter_reader_counted_anchor(reader);
}

/* Say whether the next thing that is named is a road. */
static bool road_follows(const struct ter_reader *reader)
{
    for (size_t i = reader->index + 1; i < reader->tokens->count; i++) {
        enum ter_token_kind kind = ter_reader_token_at(reader, i)->kind;
        if (kind != TER_TOKEN_PLACE_WORD && kind != TER_TOKEN_NUMBER)
            return ter_reader_names_road(kind) || kind == TER_TOKEN_JUNCTION;
    }
    return false;
}

/* "north of X", "north side of X": of a road the side, of a place a direction from it. */
static void read_direction_of(struct ter_reader *reader, const struct ter_token *token)
{
    struct ter_parse *parse = reader->parse;
    if (token->face && road_follows(reader) && !parse->has_distance) {
        parse->side = token->point;
        reader->along_next = true;
        return;
    }
    parse->direction = token->point;
    parse->measured_from = SIZE_MAX;
    reader->origin_next = true;
    reader->said[TER_SIDE] = reader->said[TER_SIDE] || token->face;
}

static bool across(enum ter_point a, enum ter_point b)
{
    return (a - b + 8) % 4 == 2;
}

/* 甲路以北、乙路以西 is the north-western corner. */
static bool makes_corner(struct ter_reader *reader, const struct ter_token *token)
{
    size_t road = reader->noun_is_road ? reader->noun_anchor : SIZE_MAX;
    if (road == SIZE_MAX || reader->parse->has_distance)
        return false;
    if (reader->roadside_anchor == SIZE_MAX || reader->roadside_anchor == road ||
        !across(token->point, reader->roadside)) {
        reader->roadside = token->point;
        reader->roadside_anchor = road;
        return false;
    }
    bool first_lies_north = reader->roadside == TER_N || reader->roadside == TER_S;
    enum ter_point north = first_lies_north ? reader->roadside : token->point;
    enum ter_point east = first_lies_north ? token->point : reader->roadside;
    if (token->point % 2 || reader->roadside % 2)
        return false;
    reader->parse->corner =
        north == TER_N ? (east == TER_E ? TER_NE : TER_NW) : (east == TER_E ? TER_SE : TER_SW);
    reader->said[TER_CORNER] = true;
    reader->parse->direction = reader->parse->side = TER_POINT_NONE;
    reader->parse->measured_from = SIZE_MAX;
    return true;
}

/* 北500米再向东100米: say whether what comes leads on from where the distance before it ends, rather than
 * from something that was named since. */
static bool leads_on(const struct ter_reader *reader)
{
    const struct ter_parse *parse = reader->parse;
    return parse->has_distance && parse->direction != TER_POINT_NONE && reader->noun_end <= reader->leg_end;
}

/* 南侧 of a road or of nothing is a side of the street; of a place it is a direction from it. */
void ter_read_direction(struct ter_reader *reader, const struct ter_token *token)
{
    struct ter_parse *parse = reader->parse;
    if (token->of) {
        read_direction_of(reader, token);
        return;
    }
    enum ter_token_kind next = ter_reader_token_at(reader, reader->index + 1)->kind,
                        before = ter_reader_token_before(reader)->kind;
    bool at_mouth = before == TER_TOKEN_JUNCTION || before == TER_TOKEN_MOUTH;
    bool loose = reader->noun_is_road || before == TER_TOKEN_PUNCTUATION || before == TER_TOKEN_START;
    bool beside_column = at_mouth && parse->anchor_count > 1 && parse->anchors[0].in_column;
    bool measured = next == TER_TOKEN_DISTANCE || next == TER_TOKEN_NUMBER;
    bool told = parse->has_distance && parse->direction != TER_POINT_NONE;
    if (!measured && token->point % 2 == 1 && at_mouth && reader->text_roads) { /* 路口西南 */
        ter_read_corner(reader, token);
        return;
    }
    if (!measured && !at_mouth && makes_corner(reader, token))
        return;
    if (next == TER_TOKEN_CARRIAGEWAY ||
        (token->face && (loose || beside_column) && next != TER_TOKEN_END && !measured) ||
        (told && across(token->point, parse->direction) && parse->side_distance_m <= 0)) {
        ter_read_side(reader, token);
        return;
    }
    if (told && (!measured || leads_on(reader)))
        return; /* the distance was said of the direction before; a further leg is read with its own */
    parse->direction = token->point;
    if (!reader->origin_next && !(parse->language->spaced && parse->has_distance))
        note_origin(reader);
    parse->at_road_end = parse->at_road_end || (token->tip && reader->noun_is_road);
    reader->face_measured = token->face && measured;
    if (token->face && !measured && next != TER_TOKEN_END)
        reader->said[TER_SIDE] = true;
}

/* ---- how far ---- */

/* What follows is counted from the house, not from the road as a whole. */
void ter_read_address(struct ter_reader *reader, const struct ter_token *token)
{
    ter_reader_set_detail(reader, token);
    reader->addressed = true;
    reader->noun_is_road = false;
}

void ter_read_chainage(struct ter_reader *reader, const struct ter_token *token)
{
    reader->parse->has_chainage = true;
    reader->parse->chainage_m = token->value;
}

static void read_first_leg(struct ter_reader *reader, const struct ter_token *token)
{
    struct ter_parse *parse = reader->parse;
    double usual_m = ter_distance_precision_m(token->value / token->unit_m) * token->unit_m;
    if (parse->direction == TER_POINT_NONE)
        note_origin(reader);
    parse->has_distance = true;
    parse->distance_m = token->value;
    parse->distance_precision_m = fmax(usual_m, token->spread_m);
    reader->leg_end = token->end;
}

/* A leg square to the first is a distance aside. Roads turn off at many an angle: 30 degrees more or less
 * move its end by half its length. */
static void read_leg_aside(struct ter_reader *reader, enum ter_point side, const struct ter_token *token)
{
    reader->parse->side = side;
    reader->parse->side_distance_m = token->value;
    reader->parse->distance_precision_m += token->value / 2;
    reader->leg_end = token->end;
}

/* A leg that goes on as the first lengthens it; of any other the parse has no place, and the end may be its
 * whole length away. */
static void read_further_leg(
    struct ter_reader *reader, const struct ter_token *direction, const struct ter_token *token)
{
    struct ter_parse *parse = reader->parse;
    bool turns = direction->kind == TER_TOKEN_DIRECTION;
    if (turns && direction->point == parse->direction) {
        parse->distance_m += token->value;
    } else {
        struct ter_token leg = *token;
        leg.start = turns && direction < token ? direction->start : token->start;
        leg.end = turns && direction > token ? direction->end : token->end;
        ter_reader_set_unread(reader, &leg);
        parse->distance_precision_m += token->value;
    }
    parse->distance_precision_m += token->spread_m;
    reader->leg_end = token->end;
}

/* A distance after the first: a leg, or one to the side of the road; says whether it was taken. */
static bool read_second_distance(struct ter_reader *reader, const struct ter_token *token)
{
    struct ter_parse *parse = reader->parse;
    const struct ter_token *before = ter_reader_token_before(reader),
                           *next = ter_reader_token_at(reader, reader->index + 1);
    bool spaced = parse->language->spaced; /* "50 m east": the direction follows */
    const struct ter_token *direction = spaced ? next : before;
    if (!parse->has_distance)
        return false;
    if (direction->kind == TER_TOKEN_DIRECTION && !direction->of && parse->side_distance_m <= 0 &&
        (spaced ? parse->direction != TER_POINT_NONE && across(direction->point, parse->direction)
                : direction->point == parse->side && !direction->face)) {
        read_leg_aside(reader, direction->point, token);
        return true;
    }
    bool leads = leads_on(reader) || (spaced && direction->kind == TER_TOKEN_DIRECTION);
    if (leads && !direction->of) {
        read_further_leg(reader, direction, token);
        return true;
    }
    return false;
}

/* 103省道12公里处 is a mark on the road, 路东20米 a distance to that side, all else one along. */
void ter_read_distance(struct ter_reader *reader, const struct ter_token *token)
{
    struct ter_parse *parse = reader->parse;
    const struct ter_token *before = ter_reader_token_before(reader),
                           *next = ter_reader_token_at(reader, reader->index + 1);
    bool behind_ref = reader->noun == TER_TOKEN_REF && before->kind == TER_TOKEN_REF;
    bool of_what_follows = next->kind == TER_TOKEN_DIRECTION || next->kind == TER_TOKEN_FROM;
    if (behind_ref && token->unit_m == 1000 && !of_what_follows && !parse->language->spaced) {
        ter_read_chainage(reader, token);
        return;
    }
    bool behind_side =
        before->kind == TER_TOKEN_SIDE || (before->kind == TER_TOKEN_DIRECTION && before->face &&
                                              parse->has_distance && before->point == parse->side);
    if (behind_side && !of_what_follows) {
        parse->side_distance_m = token->value;
        return;
    }
    if (read_second_distance(reader, token))
        return;
    if (parse->has_distance && before->kind != TER_TOKEN_DIRECTION)
        ter_reader_set_unread(reader, token);
    else
        read_first_leg(reader, token);
}

/* A number is metres behind a direction, and a house's before an English road. */
void ter_read_number(struct ter_reader *reader, const struct ter_token *token)
{
    enum ter_token_kind before = ter_reader_token_before(reader)->kind,
                        next = ter_reader_token_at(reader, reader->index + 1)->kind;
    if (before == TER_TOKEN_DIRECTION && !ter_reader_token_before(reader)->of &&
        !reader->parse->language->spaced) {
        ter_read_distance(reader, token);
        reader->parse->unit_assumed = true;
    } else if (reader->parse->language->spaced &&
               (ter_reader_names_road(next) || ter_reader_names_road(before))) {
        ter_reader_set_detail(reader, token);
    } else {
        ter_reader_set_unread(reader, token);
    }
}
