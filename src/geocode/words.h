/* The language of locations as tables: words, patterns made of words, and which token may follow which. */
#ifndef TER_GEOCODE_WORDS_H
#define TER_GEOCODE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum ter_point { TER_N, TER_NE, TER_E, TER_SE, TER_S, TER_SW, TER_W, TER_NW, TER_POINT_NONE };

/* What a thing without a name of its own is. */
enum ter_feature {
    TER_FEATURE_NONE,
    TER_FEATURE_UNDERPASS,   /* 桥洞, 桥下, 涵洞 */
    TER_FEATURE_BRIDGE,      /* 桥 */
    TER_FEATURE_INTERCHANGE, /* 立交, 互通 */
    TER_FEATURE_CROSSING,    /* 铁路道口 */
    TER_FEATURE_OTHER,
};

/* How the thing lies to its anchor. */
enum ter_relation {
    TER_AT,
    TER_ALONG,
    TER_JUNCTION,
    TER_NEAR,
    TER_SIDE,
    TER_FRONT,
    TER_OPPOSITE,
    TER_CORNER,
    TER_BETWEEN,
    TER_RELATIONS,
};

enum ter_token_kind {
    TER_TOKEN_START, /* before the first token; never a token itself */
    TER_TOKEN_PUNCTUATION,
    TER_TOKEN_NAME,        /* any run of characters that no word explains: a proper name */
    TER_TOKEN_PLACE,       /* a name that the gazetteer knows */
    TER_TOKEN_ROAD,        /* a name that ends like a road: 和平路; or that the gazetteer knows as one */
    TER_TOKEN_REF,         /* a road number: G110 */
    TER_TOKEN_LINE,        /* a railway or motorway known without a name: 铁路, 旧高速 */
    TER_TOKEN_VILLAGE,     /* a name that ends like a village */
    TER_TOKEN_TOWN,        /* a name that ends like a township */
    TER_TOKEN_AREA,        /* a name that ends like a county or city */
    TER_TOKEN_INSTITUTION, /* a word that makes a place of the name before it, road names too:
                              五一路消防救援站 */
    TER_TOKEN_FEATURE,     /* 涵洞, 公厕: a thing without a name; its value an enum ter_feature */
    TER_TOKEN_PATH,        /* 小路: a road without a name */
    TER_TOKEN_JUNCTION,
    TER_TOKEN_MOUTH, /* 口 after a road (a junction) or a village (its entrance) */
    TER_TOKEN_GATE,  /* 东门: at it, 东门口: in front of it */
    TER_TOKEN_CORNER,
    TER_TOKEN_SIDE, /* 路东 */
    TER_TOKEN_DIRECTION,
    TER_TOKEN_DISTANCE,
    TER_TOKEN_NUMBER, /* a distance whose unit was left out */
    TER_TOKEN_RELATION,
    TER_TOKEN_AND,
    TER_TOKEN_TO,
    TER_TOKEN_DASH,        /* - as in 甲路-乙路: 至, or 与 */
    TER_TOKEN_FROM,        /* 从, 距: what follows is where something is counted from */
    TER_TOKEN_ALONG,       /* 沿: what follows is the road that the text is about */
    TER_TOKEN_STRETCH,     /* 路段; of the value 1: 之间 */
    TER_TOKEN_END,         /* 尽头 */
    TER_TOKEN_CARRIAGEWAY, /* 辅路: what a side belongs to */
    TER_TOKEN_DETAIL,      /* 绿化带: where in the street, finer than any radius */
    TER_TOKEN_WITHIN,      /* 内, 上, 旁: belongs to the detail or feature before it */
    TER_TOKEN_PART,        /* 营房: a part of what stands beside it */
    TER_TOKEN_PLACE_WORD,  /* 处, 位置: says nothing of its own */
    TER_TOKEN_ADDRESS,     /* 12号: the number of a house */
    TER_TOKEN_CHAINAGE,    /* K523+200: kilometres from the beginning of a road */
    TER_TOKEN_COORDINATES, /* N34.72 E113.74 */
    TER_TOKEN_KINDS,
};

/* Words that only patterns use. They share the table's numbering with the token kinds. */
enum ter_word_part {
    TER_PART_POINT = TER_TOKEN_KINDS, /* 东, 东北 */
    TER_PART_CARDINAL,                /* 东 only */
    TER_PART_TOWARDS,                 /* 往, 以 */
    TER_PART_FACE,                    /* 侧, 面: a side of something */
    TER_PART_STRETCH,                 /* 段, 头: a part of something */
    TER_PART_TIP,                     /* 头: the end of something */
    TER_PART_OF,                      /* of: what it belongs to follows; 之 as in 12号之3 */
    TER_PART_CORNER,                  /* 角 */
    TER_PART_ROAD,                    /* 路 as in 路东 */
    TER_PART_GATE,                    /* 门 */
    TER_PART_MOUTH,                   /* 口, 前 as in 门口 */
    TER_PART_ABOUT,                   /* 约 */
    TER_PART_MORE,                    /* 余 */
    TER_PART_UNIT,                    /* 米 */
    TER_PART_ROUND,                   /* 百米: a distance in itself */
    TER_PART_AFTER,                   /* 左右 */
    TER_PART_HOUSE,                   /* 号 */
    TER_PART_MARK,                    /* K as in K523 */
    TER_PART_PLUS,                    /* + as in K523+200 */
    TER_PART_REF,                     /* what a road number begins with */
    TER_PART_NUMBER,                  /* digits or a numeral; in the table only what is none alone: 百 */
    TER_PART_DIGITS,                  /* digits only; never in the table */
    TER_SUFFIX_ROAD,
    TER_SUFFIX_MINOR, /* also ends many a name that is no road: 线, 大桥 */
    TER_SUFFIX_VILLAGE,
    TER_SUFFIX_TOWN,
    TER_SUFFIX_AREA,
    TER_WORD_KINDS,
};

/* How a word loosens the distance that it belongs to; of several words the last in this order counts. */
enum ter_vagueness {
    TER_EXACTLY,
    TER_ABOUT,   /* 约, 左右 */
    TER_OR_MORE, /* 100多米 */
    TER_UP_TO,   /* 100米以内 */
    TER_SEVERAL, /* 几百米 */
};

/* Words that mean the same. */
struct ter_word {
    int kind;          /* enum ter_token_kind or ter_word_part */
    double value;      /* an enum ter_point, ter_relation, ter_feature or ter_vagueness, metres a unit, least
                        * characters before a suffix, cost inside a name */
    const char *texts; /* as they stand after NFKC, case folding and in simplified characters, divided by | */
};

enum { TER_PATTERN_PARTS = 7 };

/* A token made of parts, in this order. */
struct ter_pattern {
    enum ter_token_kind kind;
    int cost; /* beyond the token's own */
    struct ter_pattern_part {
        int part; /* 0: none */
        bool optional;
    } parts[TER_PATTERN_PARTS];
};

/* A token made of any run of characters and a suffix. */
struct ter_suffix_rule {
    enum ter_token_kind kind;
    int suffix;
    int cost; /* beyond the token's own */
};

enum { TER_ANY_TOKEN = -1 };

struct ter_pair_cost {
    int before, after; /* enum ter_token_kind, or TER_ANY_TOKEN */
    int cost;
};

enum ter_language_id { TER_LANGUAGE_ZH, TER_LANGUAGE_EN, TER_LANGUAGES };

/* One language. */
struct ter_language {
    enum ter_language_id id;
    const char *name; /* "zh" */
    bool spaced;      /* words stand between spaces; relations stand before what they belong to */
    int name_cost;    /* of a character in a name, or of a word where the language is spaced */
    int word_in_name; /* what it costs to take a word that divides names for a part of one, beside AND and TO,
                         whose value it is */
    const struct ter_word *words;
    size_t word_count;
    const struct ter_pattern *patterns;
    size_t pattern_count;
    const struct ter_suffix_rule *suffixes;
    size_t suffix_count;
    const struct ter_pair_cost *pairs; /* a later line replaces an earlier; 0 for every pair without one */
    size_t pair_count;
};

extern const struct ter_language ter_language_zh, ter_language_en;

/* The language of a location, by its script: Chinese where it or what stands beside it has a Chinese
 * character, or no letter at all. The texts may be NULL. */
const struct ter_language *ter_language_of(const char *text, const char *beside);

/* What a kind of token is called, in English ("en") or Chinese ("zh"). */
const char *ter_token_kind_label(enum ter_token_kind kind, enum ter_language_id language);

/* What reading a token costs, apart from its characters where it is a run. */
int ter_token_cost(enum ter_token_kind kind);

#endif
