/* Owns the words and the JSON in which a parse is shown. Knows nothing of how it came about. */
#include "parser.h"

const char *ter_point_name(enum ter_point point)
{
    static const char *const names[] = {"N", "NE", "E", "SE", "S", "SW", "W", "NW", NULL};
    return names[point];
}

const char *ter_relation_name(enum ter_relation relation)
{
    static const char *const names[TER_RELATIONS] = {
        [TER_AT] = "at",
        [TER_ALONG] = "along",
        [TER_JUNCTION] = "junction",
        [TER_NEAR] = "near",
        [TER_SIDE] = "side",
        [TER_FRONT] = "front",
        [TER_OPPOSITE] = "opposite",
        [TER_CORNER] = "corner",
        [TER_BETWEEN] = "between",
    };
    return names[relation];
}

const char *ter_anchor_kind_name(enum ter_anchor_kind kind)
{
    static const char *const names[] = {
        [TER_ANCHOR_ROAD] = "road",
        [TER_ANCHOR_REF] = "ref",
        [TER_ANCHOR_PLACE] = "place",
        [TER_ANCHOR_VILLAGE] = "village",
        [TER_ANCHOR_TOWN] = "place",
        [TER_ANCHOR_FEATURE] = "feature",
        [TER_ANCHOR_AREA] = "place",
    };
    return names[kind];
}

static const char *feature_name(enum ter_feature feature)
{
    static const char *const names[] = {
        [TER_FEATURE_NONE] = NULL,
        [TER_FEATURE_UNDERPASS] = "underpass",
        [TER_FEATURE_BRIDGE] = "bridge",
        [TER_FEATURE_INTERCHANGE] = "interchange",
        [TER_FEATURE_CROSSING] = "crossing",
        [TER_FEATURE_OTHER] = NULL,
    };
    return names[feature];
}

static json_t *anchor_json(const struct ter_anchor *anchor)
{
    json_t *json = json_object();
    const char *feature = feature_name(anchor->feature);
    ter_json_set(json, "kind", ter_json_string(ter_anchor_kind_name(anchor->kind)));
    ter_json_set(json, "text", ter_json_string(anchor->text));
    ter_json_set(json, "matched", json_boolean(anchor->matched));
    if (anchor->read_as)
        ter_json_set(json, "read_as", ter_json_string(anchor->read_as));
    if (feature)
        ter_json_set(json, "feature", ter_json_string(feature));
    return json;
}

static json_t *strings_json(const struct ter_strings *strings)
{
    json_t *json = json_array();
    for (size_t i = 0; i < strings->count; i++)
        json_array_append_new(json, ter_json_string(strings->items[i]));
    return json;
}

/* What few texts say; a member is there only where the text says it. */
static void add_rare_members(json_t *json, const struct ter_parse *parse)
{
    if (parse->side_distance_m > 0)
        ter_json_set(json, "side_distance_m", ter_json_number(parse->side_distance_m));
    if (parse->corner != TER_POINT_NONE && parse->corner != parse->direction)
        ter_json_set(json, "corner", ter_json_string(ter_point_name(parse->corner)));
    if (parse->gate != TER_POINT_NONE)
        ter_json_set(json, "gate", ter_json_string(ter_point_name(parse->gate)));
    if (parse->along != SIZE_MAX)
        ter_json_set(json, "along", ter_json_string(parse->anchors[parse->along].text));
    if (parse->between[0] != SIZE_MAX) {
        json_t *between = json_array();
        for (size_t i = 0; i < 2; i++)
            json_array_append_new(between, ter_json_string(parse->anchors[parse->between[i]].text));
        ter_json_set(json, "between", between);
    }
    if (parse->has_chainage)
        ter_json_set(json, "chainage_m", ter_json_number(parse->chainage_m));
    if (parse->details.count)
        ter_json_set(json, "details", strings_json(&parse->details));
}

json_t *ter_parse_json(const struct ter_parse *parse)
{
    json_t *json = json_object(), *anchors = json_array();
    for (size_t i = 0; i < parse->anchor_count; i++)
        json_array_append_new(anchors, anchor_json(&parse->anchors[i]));
    ter_json_set(json, "relation", ter_json_string(ter_relation_name(parse->relation)));
    ter_json_set(json, "anchors", anchors);
    ter_json_set(json, "direction", ter_json_string(ter_point_name(parse->direction)));
    ter_json_set(json, "distance_m", parse->has_distance ? ter_json_number(parse->distance_m) : json_null());
    ter_json_set(json, "side", ter_json_string(ter_point_name(parse->side)));
    add_rare_members(json, parse);
    ter_json_set(json, "unread", strings_json(&parse->unread));
    return json;
}
