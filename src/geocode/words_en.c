/* Owns the English of locations: words, patterns, and which token follows which. Holds no logic. */
#include "words.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

#define FOOT 0.3048
#define YARD 0.9144
#define MILE 1609.344

static const struct ter_word words[] = {
    /* junctions */
    {TER_TOKEN_JUNCTION, 0,
        "intersection|junction|crossroads|crossroad|cross roads|crossing|roundabout|traffic circle|rotary|"
        "t-junction|t junction|y-junction|fork|corner|traffic lights|traffic light"},
    /* the value is what it costs to take the word for a part of a name */
    {TER_TOKEN_AND, 8, "and|&|@|x|/|with"},
    {TER_TOKEN_TO, 8, "to|until|till|thru|through"},
    {TER_TOKEN_DASH, 0, "-|–|—|~"},
    {TER_TOKEN_FROM, 0, "from|past|beyond|before|after|off"},
    {TER_TOKEN_ALONG, 0, "on|along|up|down"},
    {TER_TOKEN_END, 0, "end|dead end|far end"},

    /* relations */
    {TER_TOKEN_RELATION, TER_BETWEEN, "between|btw|btwn|in between"},
    {TER_TOKEN_RELATION, TER_OPPOSITE,
        "opposite|opp|across from|across the street from|across the road from|facing|on the other side of"},
    {TER_TOKEN_RELATION, TER_FRONT,
        "in front of|outside|outside of|at the front of|at the entrance of|"
        "at the entrance to"},
    {TER_TOKEN_RELATION, TER_NEAR,
        "near|near to|nearby|next to|beside|by|close to|adjacent to|behind|at the back of|at the rear of|"
        "alongside|next door to|in the vicinity of|around"},

    /* lines without a name of their own, and things: what they are */
    {TER_TOKEN_LINE, 0,
        "railway|railroad|railway line|railway tracks|railroad tracks|train "
        "tracks|motorway|expressway|freeway"},
    {TER_TOKEN_FEATURE, TER_FEATURE_UNDERPASS, "underpass|culvert|subway tunnel|tunnel"},
    {TER_TOKEN_FEATURE, TER_FEATURE_BRIDGE, "bridge|overpass|flyover|viaduct|footbridge"},
    {TER_TOKEN_FEATURE, TER_FEATURE_INTERCHANGE, "interchange|cloverleaf|exit ramp"},
    {TER_TOKEN_FEATURE, TER_FEATURE_CROSSING,
        "level crossing|grade crossing|railroad crossing|railway crossing"},
    {TER_TOKEN_PATH, 0, "footpath|track|driveway|alley"},

    /* details finer than any radius */
    {TER_TOKEN_CARRIAGEWAY, 0, "service road|slip road|frontage road"},
    {TER_TOKEN_DETAIL, 0,
        "sidewalk|pavement|median|verge|kerb|curb|shoulder|crosswalk|zebra crossing|pedestrian crossing|"
        "parking lane|bike lane|cycle path|car park|lay-by|left side|right side|left-hand side|right-hand "
        "side|"
        "both sides"},
    {TER_TOKEN_PLACE_WORD, 0,
        "the|at|in|hydrant|fire hydrant|located|located at|located "
        "on|situated|just|about|approx|approximately|roughly|"
        "its|is|then|and then|under|over|beneath|below|above|inside|within|away|going|heading"},

    {TER_TOKEN_WITHIN, 0, "of|a|an"}, /* in many a name as well */

    /* parts of patterns */
    {TER_PART_POINT, TER_NE, "northeast|north-east|north east|ne|north-eastern|northeastern"},
    {TER_PART_POINT, TER_SE, "southeast|south-east|south east|se|south-eastern|southeastern"},
    {TER_PART_POINT, TER_NW, "northwest|north-west|north west|nw|north-western|northwestern"},
    {TER_PART_POINT, TER_SW, "southwest|south-west|south west|sw|south-western|southwestern"},
    {TER_PART_POINT, TER_N, "north|n|northern|northbound|northwards|northward"},
    {TER_PART_POINT, TER_E, "east|e|eastern|eastbound|eastwards|eastward"},
    {TER_PART_POINT, TER_S, "south|s|southern|southbound|southwards|southward"},
    {TER_PART_POINT, TER_W, "west|w|western|westbound|westwards|westward"},
    {TER_PART_TOWARDS, 0, "to the|due|towards the|toward the|just|in the direction of|on the"},
    {TER_PART_FACE, 0, "side|edge|bank"},
    {TER_PART_OF, 0, "of|from|of the|from the"},
    {TER_PART_CORNER, 0, "corner|cnr"},
    {TER_PART_GATE, 0, "gate|main gate|entrance|main entrance|door|exit"},
    {TER_PART_ABOUT, TER_ABOUT, "about|approx|approximately|around|roughly|some|nearly|almost|ca|c"},
    {TER_PART_ABOUT, TER_OR_MORE, "over|more than|at least"},
    {TER_PART_ABOUT, TER_UP_TO, "within|up to|less than|at most|no more than"},
    {TER_PART_AFTER, TER_ABOUT, "or so"},
    {TER_PART_AFTER, TER_EXACTLY, "away"},
    {TER_PART_UNIT, 1, "m|metre|metres|meter|meters|mtr|mtrs"},
    {TER_PART_UNIT, 1000, "km|kilometre|kilometres|kilometer|kilometers|kms"},
    {TER_PART_UNIT, FOOT, "ft|foot|feet"},
    {TER_PART_UNIT, YARD, "yd|yds|yard|yards"},
    {TER_PART_UNIT, MILE, "mi|mile|miles"},
    {TER_PART_ROUND, MILE / 2, "half a mile|half mile|a half mile|1/2 mile"},
    {TER_PART_ROUND, MILE / 4, "quarter of a mile|a quarter of a mile|quarter mile|a quarter mile|1/4 mile"},
    {TER_PART_ROUND, MILE, "a mile|one mile"},
    {TER_PART_ROUND, 500, "half a kilometre|half a kilometer"},
    {TER_PART_ROUND, 1000, "a kilometre|a kilometer|one kilometre"},
    {TER_PART_MARK, 1000, "k|km|kilometre|km marker|km post|kilometre marker|kilometer marker"},
    {TER_PART_MARK, MILE, "mile marker|milepost|mile post|mm"},
    {TER_PART_PLUS, 0, "+"},
    {TER_PART_REF, 0,
        "us|i|a|b|m|e|n|r|l|d|route|rte|highway|hwy|state route|state highway|state road|county road|"
        "county route|interstate|us route|us highway|sr|cr|sh|ca|fm|motorway|autobahn|national road|"
        "provincial road|county highway"},

    /* what names end with */
    {TER_SUFFIX_ROAD, 1,
        "st|street|ave|av|avenue|rd|road|blvd|boulevard|ln|lane|dr|drive|hwy|highway|way|ct|court|pl|place|"
        "pkwy|"
        "parkway|sq|square|ter|terrace|cres|crescent|close|row|walk|mews|alley|expy|expressway|fwy|freeway|"
        "motorway|tpke|turnpike|trl|trail|cir|circle|loop|grove|gardens|quay|embankment|ring road|bypass|"
        "causeway|plaza|esplanade|strasse|straße|weg"},
    {TER_SUFFIX_VILLAGE, 1, "village"},
    {TER_SUFFIX_TOWN, 1, "township|borough"},
    {TER_SUFFIX_AREA, 1, "county|district|city"},
};

static const struct ter_pattern patterns[] = {
    {TER_TOKEN_DIRECTION, 0,
        {{TER_PART_TOWARDS, true}, {TER_PART_POINT, false}, {TER_PART_FACE, true}, {TER_PART_OF, false}}},
    {TER_TOKEN_DIRECTION, 0, {{TER_PART_TOWARDS, true}, {TER_PART_POINT, false}, {TER_PART_FACE, false}}},
    {TER_TOKEN_DIRECTION, 3, {{TER_PART_TOWARDS, true}, {TER_PART_POINT, false}}},
    {TER_TOKEN_CORNER, 0, {{TER_PART_POINT, false}, {TER_PART_CORNER, false}, {TER_PART_OF, true}}},
    {TER_TOKEN_GATE, 0, {{TER_PART_POINT, true}, {TER_PART_GATE, false}, {TER_PART_OF, true}}},
    {TER_TOKEN_DISTANCE, 0, {{TER_PART_ABOUT, true}, {TER_PART_ROUND, false}, {TER_PART_AFTER, true}}},
    {TER_TOKEN_DISTANCE, 0,
        {{TER_PART_ABOUT, true}, {TER_PART_NUMBER, false}, {TER_PART_UNIT, false}, {TER_PART_AFTER, true}}},
    {TER_TOKEN_DISTANCE, 0,
        {{TER_PART_ABOUT, true}, {TER_PART_NUMBER, false}, {TER_PART_UNIT, true}, {TER_TOKEN_TO, false},
            {TER_PART_NUMBER, false}, {TER_PART_UNIT, false}, {TER_PART_AFTER, true}}},
    {TER_TOKEN_DISTANCE, 0,
        {{TER_PART_ABOUT, true}, {TER_PART_NUMBER, false}, {TER_PART_UNIT, true}, {TER_TOKEN_DASH, false},
            {TER_PART_NUMBER, false}, {TER_PART_UNIT, false}, {TER_PART_AFTER, true}}},
    {TER_TOKEN_NUMBER, 0, {{TER_PART_DIGITS, false}}},
    {TER_TOKEN_NUMBER, 0, {{TER_PART_DIGITS, false}, {TER_TOKEN_DASH, false}, {TER_PART_DIGITS, false}}},
    {TER_TOKEN_REF, 0, {{TER_PART_REF, false}, {TER_TOKEN_DASH, true}, {TER_PART_DIGITS, false}}},
    {TER_TOKEN_CHAINAGE, 0, {{TER_PART_MARK, false}, {TER_PART_NUMBER, false}}},
    {TER_TOKEN_CHAINAGE, 0,
        {{TER_PART_MARK, false}, {TER_PART_NUMBER, false}, {TER_PART_PLUS, false}, {TER_PART_NUMBER, false}}},
};

static const struct ter_suffix_rule suffixes[] = {
    {TER_TOKEN_ROAD, TER_SUFFIX_ROAD, 0},
    {TER_TOKEN_VILLAGE, TER_SUFFIX_VILLAGE, 0},
    {TER_TOKEN_TOWN, TER_SUFFIX_TOWN, 0},
    {TER_TOKEN_AREA, TER_SUFFIX_AREA, 0},
};

enum { NEVER = 100, RARE = 20, UNUSUAL = 6, ODD = 3 };

static const struct ter_pair_cost pairs[] = {
    /* a number is a house's, before its road */
    {TER_ANY_TOKEN, TER_TOKEN_NUMBER, UNUSUAL},
    {TER_TOKEN_START, TER_TOKEN_NUMBER, 1},
    {TER_TOKEN_PUNCTUATION, TER_TOKEN_NUMBER, 1},
    {TER_TOKEN_PLACE_WORD, TER_TOKEN_NUMBER, 1},
    {TER_TOKEN_ALONG, TER_TOKEN_NUMBER, 1},
    {TER_TOKEN_RELATION, TER_TOKEN_NUMBER, 1},
    {TER_TOKEN_ROAD, TER_TOKEN_NUMBER, ODD},
    {TER_TOKEN_NUMBER, TER_TOKEN_NAME, ODD},
    {TER_ANY_TOKEN, TER_TOKEN_CHAINAGE, UNUSUAL},
    {TER_TOKEN_REF, TER_TOKEN_CHAINAGE, 0},
    {TER_TOKEN_ROAD, TER_TOKEN_CHAINAGE, 0},
    {TER_TOKEN_PUNCTUATION, TER_TOKEN_CHAINAGE, 0},
    {TER_TOKEN_START, TER_TOKEN_CHAINAGE, ODD},
    /* names do not follow each other without a word between */
    {TER_TOKEN_NAME, TER_TOKEN_NAME, NEVER},
    {TER_TOKEN_NAME, TER_TOKEN_ROAD, UNUSUAL},
    {TER_TOKEN_ROAD, TER_TOKEN_NAME, UNUSUAL},
    {TER_TOKEN_ROAD, TER_TOKEN_ROAD, ODD},
    {TER_TOKEN_NAME, TER_TOKEN_LINE, ODD},
    {TER_TOKEN_NAME, TER_TOKEN_VILLAGE, UNUSUAL},
    {TER_TOKEN_NAME, TER_TOKEN_TOWN, UNUSUAL},
    {TER_TOKEN_NAME, TER_TOKEN_REF, UNUSUAL},
    {TER_TOKEN_ROAD, TER_TOKEN_REF, ODD},
    {TER_TOKEN_FEATURE, TER_TOKEN_NAME, UNUSUAL},
    {TER_TOKEN_JUNCTION, TER_TOKEN_NAME, ODD},
    {TER_TOKEN_LINE, TER_TOKEN_NAME, UNUSUAL},
    {TER_TOKEN_LINE, TER_TOKEN_ROAD, UNUSUAL},
    {TER_TOKEN_DETAIL, TER_TOKEN_NAME, UNUSUAL},
    {TER_TOKEN_NAME, TER_TOKEN_WITHIN, ODD},
    {TER_TOKEN_NAME, TER_TOKEN_PATH, ODD},
    {TER_TOKEN_NAME, TER_TOKEN_GATE, -1},
    {TER_TOKEN_ROAD, TER_TOKEN_FEATURE, 1},
    {TER_TOKEN_DIRECTION, TER_TOKEN_NUMBER, UNUSUAL},
    /* North Street is a name */
    {TER_TOKEN_DISTANCE, TER_TOKEN_ROAD, ODD},
    {TER_TOKEN_START, TER_TOKEN_AND, NEVER},
    {TER_TOKEN_START, TER_TOKEN_TO, ODD},
    {TER_TOKEN_START, TER_TOKEN_FEATURE, 1},
};

const struct ter_language ter_language_en = {
    .id = TER_LANGUAGE_EN,
    .name = "en",
    .spaced = true,
    .name_cost = 3,
    .word_in_name = 6,
    .words = words,
    .word_count = COUNT(words),
    .patterns = patterns,
    .pattern_count = COUNT(patterns),
    .suffixes = suffixes,
    .suffix_count = COUNT(suffixes),
    .pairs = pairs,
    .pair_count = COUNT(pairs),
};
