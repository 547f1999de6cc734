/* Owns the tests of how locations are read: tokens, anchors, relations, distances, in both languages. */
#include "geocode/lexer.h"
#include "geocode/parser.h"
#include "helpers.h"
#include "registry/gazetteer.h"
#include "registry/known_names.h"
#include "suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- texts with the reading that a person signed --- */

static const char *const feature_names[] = {
    [TER_FEATURE_UNDERPASS] = "underpass",
    [TER_FEATURE_BRIDGE] = "bridge",
    [TER_FEATURE_INTERCHANGE] = "interchange",
    [TER_FEATURE_CROSSING] = "crossing",
};

static void add_extra(struct ter_buf *out, const char *name, const char *text)
{
    if (out->size && out->data[out->size - 1] != '\t')
        ter_buf_text(out, "; ");
    ter_buf_printf(out, "%s=%s", name, text);
}

/* What only some texts say, as "name=value" divided by semicolons. */
static void describe_extras(struct ter_buf *out, const struct ter_parse *parse)
{
    const struct ter_anchor *anchors = parse->anchors;
    TER_AUTO_FREE char *aside = ter_format("%g", parse->side_distance_m);
    TER_AUTO_FREE char *chainage = ter_format("%g", parse->chainage_m);
    if (parse->along != SIZE_MAX)
        add_extra(out, "along", anchors[parse->along].text);
    for (size_t i = 0; i < 2 && parse->between[0] != SIZE_MAX; i++)
        add_extra(out, i ? "to" : "from", anchors[parse->between[i]].text);
    if (parse->measured_from != SIZE_MAX && (parse->has_distance || parse->direction != TER_POINT_NONE))
        add_extra(out, "origin", anchors[parse->measured_from].text);
    if (parse->corner != TER_POINT_NONE && parse->corner != parse->direction)
        add_extra(out, "corner", ter_point_name(parse->corner));
    if (parse->gate != TER_POINT_NONE)
        add_extra(out, "gate", ter_point_name(parse->gate));
    if (parse->side_distance_m > 0)
        add_extra(out, "aside", aside);
    if (parse->has_chainage)
        add_extra(out, "chainage", chainage);
    for (size_t i = 0; i < parse->anchor_count; i++)
        if (anchors[i].feature != TER_FEATURE_NONE && anchors[i].feature != TER_FEATURE_OTHER)
            add_extra(out, feature_names[anchors[i].feature], anchors[i].text);
    for (size_t i = 0; i < parse->details.count; i++)
        add_extra(out, "detail", parse->details.items[i]);
}

static char *describe(const struct ter_parse *parse)
{
    struct ter_buf out = {0};
    for (size_t i = 0; i < parse->anchor_count; i++)
        ter_buf_printf(&out, "%s%s:%s%s", i ? "; " : "", ter_anchor_kind_name(parse->anchors[i].kind),
            parse->anchors[i].text, parse->anchors[i].in_column ? "*" : "");
    const char *direction = ter_point_name(parse->direction), *side = ter_point_name(parse->side);
    ter_buf_printf(&out, "\t%s\t%s\t", ter_relation_name(parse->relation), direction ? direction : "");
    if (parse->has_distance)
        ter_buf_printf(&out, "%g", parse->distance_m);
    ter_buf_printf(&out, "\t%s\t", side ? side : "");
    describe_extras(&out, parse);
    ter_buf_text(&out, "\t");
    for (size_t i = 0; i < parse->unread.count; i++)
        ter_buf_printf(&out, "%s%s", i ? "; " : "", parse->unread.items[i]);
    return ter_buf_take(&out);
}

/* Every character that is no punctuation is in a token: nothing of a text is lost between them. */
static void expect_covered(const char *text)
{
    TER_AUTO_TOKENS struct ter_tokens tokens = {0};
    ter_lex(text, ter_language_of(text, NULL), NULL, &tokens);
    size_t at = 0;
    for (size_t i = 0; i < tokens.count; i++) {
        const struct ter_token *token = &tokens.items[i];
        for (; at < token->start; at++)
            ck_assert_msg(strchr(" \t.", tokens.text[at]), "%s: %s is in no token", text, tokens.text + at);
        ck_assert_uint_eq(token->start, at);
        ck_assert_uint_gt(token->end, at);
        at = token->end;
    }
    for (; at < tokens.read; at++)
        ck_assert_msg(strchr(" \t.", tokens.text[at]), "%s: %s is in no token", text, tokens.text + at);
}

/* What an anchor, detail or unread piece shows is a piece of the text or of the column as written. */
static void expect_verbatim(
    const char *text, const struct ter_context *context, const struct ter_parse *parse)
{
    TER_AUTO_TOKENS struct ter_tokens tokens = {0}, column = {0};
    ter_lex(text, parse->language, NULL, &tokens);
    ter_lex(context->road ? context->road : "", parse->language, NULL, &column);
    for (size_t i = 0; i < parse->anchor_count; i++)
        ck_assert_msg(
            strstr(tokens.text, parse->anchors[i].text) || strstr(column.text, parse->anchors[i].text),
            "%s: %s is not in the text", text, parse->anchors[i].text);
    for (size_t i = 0; i < parse->details.count; i++)
        ck_assert_ptr_nonnull(strstr(tokens.text, parse->details.items[i]));
    for (size_t i = 0; i < parse->unread.count; i++)
        ck_assert_ptr_nonnull(strstr(tokens.text, parse->unread.items[i]));
}

/* A file of texts: a line of names, then text, township, road, and the reading in seven columns. */
static void expect_file(const char *name, const char *language, size_t least)
{
    TER_AUTO_FREE char *path = ter_format(TERRIER_SOURCE_DIR "/tests/data/%s", name);
    TER_AUTO_FREE char *file = ter_test_read(path, NULL);
    size_t lines = 0, wrong = 0;
    char *rest = file;
    for (strsep(&rest, "\n"); rest && *rest; lines++) {
        char *line = strsep(&rest, "\n");
        const char *text = strsep(&line, "\t");
        struct ter_context context = {.township = strsep(&line, "\t")};
        context.road = strsep(&line, "\t");
        TER_AUTO_PARSE struct ter_parse parse = {0};
        ter_parse_location(text, &context, NULL, &parse);
        expect_covered(text);
        expect_verbatim(text, &context, &parse);
        ck_assert_str_eq(parse.language->name, language);
        TER_AUTO_FREE char *read = describe(&parse);
        if (!line || strcmp(read, line) != 0) {
            printf("%s: %s\n  signed %s\n  read   %s\n", name, text, line ? line : "(cut)", read);
            wrong++;
        }
    }
    ck_assert_uint_ge(lines, least);
    ck_assert_msg(wrong == 0, "%zu of %zu texts are read differently", wrong, lines);
}

/* The 106 texts of the gazette, each as a reader of Chinese understands it. */
START_TEST(gazette_is_read_as_signed)
{
    expect_file("geocode-gazette.tsv", "zh", 106);
}
END_TEST

START_TEST(chinese_is_read_as_signed)
{
    expect_file("geocode-chinese.tsv", "zh", 120);
}
END_TEST

START_TEST(english_is_read_as_signed)
{
    expect_file("geocode-english.tsv", "en", 60);
}
END_TEST

/* --- tokens --- */

START_TEST(tokens_cover_any_text)
{
    static const char *const texts[] = {"敕勒川大街南70米西侧辅路", "Ｇ１１０北１００米", "((((、、", "路",
        "北", "", " ", "200", "和和和和", "东西南北东西南北", "\xff\xfe路口",
        "一二三四五六七八九十百千万亿米", "G99999 X1 国道", "约", "km", "...", "A", "& and / of", "St. . Ave",
        "12 - - 13", "1,2,3,4,5 m", "×÷", "Straße №5 Ω", "north north north of of", "- 甲路 -", "K", "K5+",
        "1/2", "34.", "N", "-34.72", "34.72 -", "34.72 113.", "34°", "34°43' 113", "两三", "三五五六米",
        "十十一二", "一二三四五六七八九一二三四五六七八九米", "300-", "-400米", "300--400米", " ", " 和",
        "百", "几", "几米多"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct ter_context none = {0};
        TER_AUTO_PARSE struct ter_parse parse = {0};
        expect_covered(texts[i]);
        ter_parse_location(texts[i], &none, NULL, &parse);
        expect_verbatim(texts[i], &none, &parse);
    }
}
END_TEST

START_TEST(far_too_long_text_is_listed_unread)
{
    struct ter_buf text = {0};
    for (int i = 0; i < 5000; i++)
        ter_buf_text(&text, "和平路口");
    struct ter_context none = {0};
    TER_AUTO_PARSE struct ter_parse parse = {0};
    ter_parse_location(text.data, &none, NULL, &parse);
    ck_assert_uint_ge(parse.unread.count, 1);
    const char *last = parse.unread.items[parse.unread.count - 1];
    ck_assert_uint_eq(strlen(last), text.size - strlen("路") * TER_MAX_LOCATION);
    ter_buf_free(&text);
}
END_TEST

START_TEST(every_kind_of_token_has_a_name)
{
    for (int kind = 0; kind < TER_TOKEN_KINDS; kind++)
        for (int language = 0; language < TER_LANGUAGES; language++) {
            const char *label =
                ter_token_kind_label((enum ter_token_kind)kind, (enum ter_language_id)language);
            ck_assert_msg(label && *label, "kind %d has no name in language %d", kind, language);
        }
}
END_TEST

/* --- parts of a reading --- */

static void expect_distance(const char *text, double distance_m, double precision_m)
{
    struct ter_context none = {0};
    TER_AUTO_PARSE struct ter_parse parse = {0};
    ter_parse_location(text, &none, NULL, &parse);
    ck_assert_msg(parse.has_distance && fabs(parse.distance_m - distance_m) < 1e-9, "%s: %g m", text,
        parse.has_distance ? parse.distance_m : -1);
    ck_assert_msg(fabs(parse.distance_precision_m - precision_m) < 1e-6, "%s is known to %g m", text,
        parse.distance_precision_m);
}

START_TEST(distances_in_all_spellings)
{
    expect_distance("和平路口北200米", 200, 5);
    expect_distance("和平路口北２００米", 200, 5);
    expect_distance("和平路口北一百二十米", 120, 5);
    expect_distance("和平路口往北约1.5公里处", 1500, 150);
    expect_distance("和平路口北200m", 200, 5);
    expect_distance("和平路口北 200 米", 200, 5);
    expect_distance("和平路口北20余米", 25, 5);
    expect_distance("和平路口北百米", 100, 5);
    expect_distance("和平路口北半公里", 500, 25);
    expect_distance("和平路口北两里", 1000, 25);
    expect_distance("和平路口北1公里200米", 1200, 50);
    expect_distance("和平路口北230", 230, 5);
    expect_distance("50 feet north of A St and B Ave", 15.24, 0.5 * 0.3048);
    expect_distance("0.5 mi north of A St and B Ave", 804.672, 0.005 * 1609.344);
    expect_distance("1,200 m north of A St and B Ave", 1200, 50);
}
END_TEST

/* The whole range is covered: its middle, and at least half of it. */
START_TEST(ranges_of_distances)
{
    expect_distance("和平路口北300-400米", 350, 50);
    expect_distance("和平路口北300～400米", 350, 50);
    expect_distance("和平路口北400-300米", 350, 50);
    expect_distance("和平路口北300-400", 350, 50);
    expect_distance("和平路口北100m-150m", 125, 25);
    expect_distance("和平路口北50至60米处", 55, 5);
    expect_distance("和平路口北100到150米", 125, 25);
    expect_distance("和平路口北1公里至1.5公里", 1250, 250);
    expect_distance("和平路口北800米至1公里", 900, 100);
    expect_distance("和平路口北约300-310米", 305, 30.5);
    expect_distance("和平路口北两三百米", 250, 50);
    expect_distance("和平路口北二三十米", 25, 5);
    expect_distance("和平路口北三五百米", 400, 100);
    expect_distance("和平路口北十五六米", 15.5, 0.5);
    expect_distance("和平路口北一百二三十米", 125, 5);
    expect_distance("和平路口北一二〇米", 120, 5);
    expect_distance("300-400 m NW of Oak St", 350, 50);
    expect_distance("50 to 60 metres north of Oak St", 55, 5);
    expect_distance("100m-150m north of Oak St", 125, 25);
}
END_TEST

START_TEST(vague_distances)
{
    expect_distance("和平路口北约百米", 100, 10);
    expect_distance("和平路口北大约300米左右", 300, 30);
    expect_distance("和平路口北近200米处", 200, 20);
    expect_distance("和平路口北100米上下", 100, 10);
    expect_distance("和平路口北100来米", 100, 10);
    expect_distance("和平路口北100多米", 125, 25);
    expect_distance("和平路口北100余米", 125, 25);
    expect_distance("和平路口北百余米", 125, 25);
    expect_distance("和平路口北十几米", 12.5, 2.5);
    expect_distance("和平路口北300多米", 350, 50); /* less than 400 */
    expect_distance("和平路口北350多米", 355, 5);
    expect_distance("和平路口北100米开外", 125, 25);
    expect_distance("和平路口北100米以内", 50, 50);
    expect_distance("和平路口北不超过100米", 50, 50);
    expect_distance("和平路口北几十米", 55, 35);
    expect_distance("和平路口北数百米", 550, 350);
    expect_distance("within 100 m of Oak St", 50, 50);
    expect_distance("about 150 m north of Oak St", 150, 15);
    expect_distance("approx. 50 m N of Oak St", 50, 5);
    expect_distance("nearly 200 m north of Oak St", 200, 20);
    expect_distance("200 m or so north of Oak St", 200, 20);
    expect_distance("200 m north of Oak St", 200, 5);
}
END_TEST

/* What the parse has no place for widens the radius. */
START_TEST(further_legs_are_covered)
{
    expect_distance("和平路口北500米再向东100米", 500, 5 + 100 / 2.0);
    expect_distance("和平路口北500米再向东北100米", 500, 5 + 100);
    expect_distance("和平路口北500米再向南100米", 500, 5 + 100);
    expect_distance("和平路口北500米左转100米", 500, 5 + 100);
    expect_distance("和平路口北侧500米东北侧100米", 500, 5 + 100);
    expect_distance("和平路口北侧30米西侧20米", 30, 0.5);
    expect_distance("和平路口北500米再向北约100米", 600, 5 + 10);
    expect_distance("和平路口北500米再向东100米再向西50米", 500, 5 + 100 / 2.0 + 50);
    expect_distance("和平路口北500米路东20米", 500, 5);
    expect_distance("和平路口北200米，距加油站1500米", 200, 5);
    expect_distance("200 m north of Oak St, then 50 m east", 200, 5 + 50 / 2.0);
    expect_distance("200 m north of Oak St, then 50 m northwest", 200, 5 + 50);
}
END_TEST

/* A cell's line breaks and spaces say nothing of their own where words are written without spaces. */
START_TEST(white_space_changes_nothing)
{
    static const struct {
        const char *text, *plain;
    } cases[] = {
        {"经开第五大街\n与航海东路交叉口", "经开第五大街与航海东路交叉口"},
        {"经开第五大街\r\n与航海东路\r\n交叉口\r\n", "经开第五大街与航海东路交叉口"},
        {"经开第五大街 与 航海东路 交叉口", "经开第五大街与航海东路交叉口"},
        {"　经开第五大街　与　航海东路　交叉口", "经开第五大街与航海东路交叉口"},
        {"和平路口北 130 米", "和平路口北130米"},
        {"和平路口\n北\t130  米 路 东", "和平路口北130米路东"},
        {"和平路 12号", "和平路12号"},
        {"草原大街 （和平路 至 光明路段） 路北", "草原大街（和平路至光明路段）路北"},
        {" 和平路口", "和平路口"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ter_context none = {0};
        TER_AUTO_PARSE struct ter_parse parse = {0}, plain = {0};
        ter_parse_location(cases[i].text, &none, NULL, &parse);
        ter_parse_location(cases[i].plain, &none, NULL, &plain);
        TER_AUTO_FREE char *a = describe(&parse);
        TER_AUTO_FREE char *b = describe(&plain);
        ck_assert_str_eq(a, b);
        expect_covered(cases[i].text);
    }
}
END_TEST

START_TEST(unit_left_out_is_said)
{
    struct ter_context none = {0};
    TER_AUTO_PARSE struct ter_parse parse = {0};
    ter_parse_location("和平路口北230", &none, NULL, &parse);
    ck_assert(parse.unit_assumed);
}
END_TEST

/* A number that says nothing of a distance must not become one. */
START_TEST(no_distance_is_made_up)
{
    static const char *const texts[] = {"和平路12号", "200", "七里河南路与未来路交叉口", "三里屯村口",
        "103省道12公里处", "G110 K523+200", "百米大道与和平路交叉口", "百灵化工公司", "12 High Street",
        "5th Ave and W 4th St", "Route 66", "第一中学", "G110国道与S103省道交叉口", "N34.72 E113.74",
        "111.16,40.72", "和平路口（111.1612，40.7211）", "北纬34.72东经113.74", "34°43'12\"N 113°44'30\"E",
        "和平路百里香餐厅", "中山路10-12号", "百度大厦对面", "数码港对面", "34.7212 N 113.7412 E, Oak St"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct ter_context none = {0};
        TER_AUTO_PARSE struct ter_parse parse = {0};
        ter_parse_location(texts[i], &none, NULL, &parse);
        ck_assert_msg(!parse.has_distance, "%s: %g m", texts[i], parse.distance_m);
    }
}
END_TEST

START_TEST(road_column_that_is_a_township_is_no_road)
{
    struct ter_context context = {.township = "北什轴乡", .road = "北什轴乡"};
    TER_AUTO_PARSE struct ter_parse parse = {0};
    ter_parse_location("北什轴乡镇府岔路口", &context, NULL, &parse);
    for (size_t i = 0; i < parse.anchor_count; i++)
        ck_assert(!ter_anchor_is_road(&parse.anchors[i]));
    ck_assert_uint_eq(parse.along, SIZE_MAX);
}
END_TEST

START_TEST(script_tells_the_language)
{
    ck_assert_str_eq(ter_language_of("和平路", NULL)->name, "zh");
    ck_assert_str_eq(ter_language_of("KFC对面", NULL)->name, "zh");
    ck_assert_str_eq(ter_language_of("G110 K523", "和平路")->name, "zh");
    ck_assert_str_eq(ter_language_of("Main St", NULL)->name, "en");
    ck_assert_str_eq(ter_language_of("Main St", "Oak Ave")->name, "en");
    ck_assert_str_eq(ter_language_of("200", NULL)->name, "zh");
    ck_assert_str_eq(ter_language_of(NULL, NULL)->name, "zh");
}
END_TEST

START_TEST(json_has_the_documented_members)
{
    struct ter_context context = {.road = "和平路"};
    TER_AUTO_PARSE struct ter_parse parse = {0};
    ter_parse_location("草原大街北200米体育馆南门路东20米", &context, NULL, &parse);
    TER_AUTO(ter_json_free) json_t *json = ter_parse_json(&parse);
    const json_t *anchor = json_array_get(json_object_get(json, "anchors"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(anchor, "kind")), "road");
    ck_assert_str_eq(json_string_value(json_object_get(anchor, "text")), "和平路");
    ck_assert(json_is_false(json_object_get(anchor, "matched")));
    ck_assert_str_eq(json_string_value(json_object_get(json, "direction")), "N");
    ck_assert_str_eq(json_string_value(json_object_get(json, "side")), "E");
    ck_assert_str_eq(json_string_value(json_object_get(json, "gate")), "S");
    ck_assert_str_eq(json_string_value(json_object_get(json, "along")), "和平路");
    ck_assert_double_eq(json_number_value(json_object_get(json, "distance_m")), 200);
    ck_assert_double_eq(json_number_value(json_object_get(json, "side_distance_m")), 20);
    ck_assert(json_is_array(json_object_get(json, "unread")));
}
END_TEST

/* --- names that the gazetteer knows --- */

static struct ter_registry *registry;
static struct ter_known_names *known;

static void add_names(int64_t source, struct ter_error *err)
{
    static const char *const roads[] = {"仪风弄", "与众路", "同庆街", "Star and Garter Drive",
        "经开第十七大街", "Avenue of the Americas", "三环"};
    static const char *const places[] = {"南北路口", "至善园", "对面村", "The Opposite House"};
    struct ter_lonlat points[] = {{111.5, 40.8}, {111.51, 40.8}};
    for (size_t i = 0; i < sizeof roads / sizeof roads[0]; i++) {
        TER_AUTO_FREE char *name = ter_strdup(roads[i]);
        struct ter_road road = {.name = name, .points = points, .point_count = 2, .uncertainty_m = 8};
        ck_assert_msg(ter_gazetteer_add_road(registry, source, &road, err), "%s", err->message);
    }
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        TER_AUTO_FREE char *name = ter_strdup(places[i]);
        TER_AUTO_FREE char *kind = ter_strdup("poi");
        struct ter_place place = {.name = name, .kind = kind, .at = points[0], .uncertainty_m = 8};
        ck_assert_msg(ter_gazetteer_add_place(registry, source, &place, err), "%s", err->message);
    }
}

static void open_known(void)
{
    struct ter_error err = {0};
    ter_test_dir_open();
    const char *path = ter_test_path("parser.sqlite");
    struct ter_registry_options options = {.name = "test"};
    const struct ter_write_context context = {.tool = "test"};
    int64_t source = 0;
    ck_assert_msg(ter_registry_create(path, &options, &err) &&
                      ter_registry_open(path, TER_WRITE, &registry, &err) &&
                      ter_registry_begin(registry, &context, &err) &&
                      ter_gazetteer_replace(registry, "test", "f", "0", NULL, &source, &err),
        "%s", err.message);
    add_names(source, &err);
    ck_assert_msg(ter_gazetteer_finish(registry, source, &err) && ter_registry_commit(registry, &err) &&
                      ter_known_names_open(registry, &known, &err),
        "%s", err.message);
}

static void close_known(void)
{
    ter_known_names_close(known);
    ter_registry_close(registry);
    ter_test_dir_close();
}

/* A name that words would tear apart is read whole where the gazetteer knows it. */
START_TEST(known_names_are_read_whole)
{
    static const struct {
        const char *text, *reading;
    } cases[] = {
        {"仪风弄同庆街交叉口", "road:仪风弄; road:同庆街\tjunction\t\t\t\t\t"},
        {"与众路和同庆街路口北20米", "road:与众路; road:同庆街\tjunction\tN\t20\t\torigin=同庆街\t"},
        {"至善园南门", "place:至善园\tat\t\t\t\tgate=S\t"},
        {"对面村村口", "place:对面村\tfront\t\t\t\t\t"},
        {"经开第17大街三环口", "road:经开第17大街; road:三环\tjunction\t\t\t\t\t"},
        {"經開第十七大街與三環交叉口", "road:經開第十七大街; road:三環\tjunction\t\t\t\t\t"},
        {"corner of Star and Garter Drive and Main St",
            "road:Star and Garter Drive; road:Main St\tjunction\t\t\t\t\t"},
        {"STAR AND GARTER DRIVE at Avenue of the Americas",
            "road:STAR AND GARTER DRIVE; road:Avenue of the Americas\tjunction\t\t\t\t\t"},
        {"opposite The Opposite House", "place:The Opposite House\topposite\t\t\t\t\t"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ter_context none = {0};
        TER_AUTO_PARSE struct ter_parse parse = {0};
        ter_parse_location(cases[i].text, &none, known, &parse);
        TER_AUTO_FREE char *read = describe(&parse);
        ck_assert_msg(strcmp(read, cases[i].reading) == 0, "%s is read as %s", cases[i].text, read);
    }
}
END_TEST

/* What is no name of the gazetteer is read as without it. */
START_TEST(known_names_change_nothing_else)
{
    static const char *const texts[] = {"敕勒川大街南70米西侧辅路", "和平路12号", "G110 K523+200",
        "草原大街（和平路至光明路段）路北", "200 m north of A St and B Ave", ""};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct ter_context none = {0};
        TER_AUTO_PARSE struct ter_parse with = {0}, without = {0};
        ter_parse_location(texts[i], &none, known, &with);
        ter_parse_location(texts[i], &none, NULL, &without);
        TER_AUTO_FREE char *a = describe(&with);
        TER_AUTO_FREE char *b = describe(&without);
        ck_assert_str_eq(a, b);
    }
}
END_TEST

Suite *suite_parser(void)
{
    Suite *suite = suite_create("parser");
    const TTest *const tests[] = {gazette_is_read_as_signed, chinese_is_read_as_signed,
        english_is_read_as_signed, tokens_cover_any_text, far_too_long_text_is_listed_unread,
        every_kind_of_token_has_a_name, distances_in_all_spellings, ranges_of_distances, vague_distances,
        further_legs_are_covered, white_space_changes_nothing, unit_left_out_is_said, no_distance_is_made_up,
        road_column_that_is_a_township_is_no_road, script_tells_the_language,
        json_has_the_documented_members};
    TCase *tcase = tcase_create("reading");
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    TCase *names = tcase_create("known names");
    tcase_add_checked_fixture(names, open_known, close_known);
    tcase_add_test(names, known_names_are_read_whole);
    tcase_add_test(names, known_names_change_nothing_else);
    suite_add_tcase(suite, names);
    return suite;
}
