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
    };
    return names[kind];
}

json_t *ter_parse_json(const struct ter_parse *parse)
{
    json_t *json = json_object(), *anchors = json_array(), *unread = json_array();
    for (size_t i = 0; i < parse->anchor_count; i++) {
        json_t *anchor = json_object();
        ter_json_set(anchor, "kind", ter_json_string(ter_anchor_kind_name(parse->anchors[i].kind)));
        ter_json_set(anchor, "text", ter_json_string(parse->anchors[i].text));
        ter_json_set(anchor, "matched", json_boolean(parse->anchors[i].matched));
        json_array_append_new(anchors, anchor);
    }
    for (size_t i = 0; i < parse->unread.count; i++)
        json_array_append_new(unread, ter_json_string(parse->unread.items[i]));
    ter_json_set(json, "relation", ter_json_string(ter_relation_name(parse->relation)));
    ter_json_set(json, "anchors", anchors);
    ter_json_set(json, "direction", ter_json_string(ter_point_name(parse->direction)));
    ter_json_set(json, "distance_m", parse->has_distance ? ter_json_number(parse->distance_m) : json_null());
    ter_json_set(json, "side", ter_json_string(ter_point_name(parse->side)));
    ter_json_set(json, "unread", unread);
    return json;
}
