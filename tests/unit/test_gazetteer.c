/* Owns the tests of the gazetteer: names in all their spellings, what one import replaces, what is found and
 * what is not, and the file of an older program. */
#include "registering.h"
#include "suites.h"

#include "registry/blob.h"
#include "registry/check.h"
#include "registry/gazetteer.h"
#include "registry/han.h"
#include "registry/known_names.h"

#include <stdlib.h>
#include <string.h>

static struct ter_registry *registry;

static struct ter_place place(const char *name, const char *township)
{
    return (struct ter_place){.name = (char *)(uintptr_t)name,
        .kind = (char *)(uintptr_t) "village",
        .township = (char *)(uintptr_t)township,
        .at = {111.5, 40.8},
        .uncertainty_m = 100};
}

static struct ter_lonlat points[] = {{111.5, 40.8}, {111.51, 40.8}, {111.52, 40.81}};

static struct ter_road road(const char *name)
{
    return (struct ter_road){
        .name = (char *)(uintptr_t)name, .points = points, .point_count = 3, .uncertainty_m = 8};
}

static int64_t begin(const char *source)
{
    struct ter_error err = {0};
    const struct ter_write_context context = {.tool = "test"};
    int64_t id = 0;
    ck_assert_msg(ter_registry_begin(registry, &context, &err) &&
                      ter_gazetteer_replace(registry, source, "x.csv", NULL, "© all", &id, &err),
        "%s", err.message);
    return id;
}

static void finish(int64_t source)
{
    struct ter_error err = {0};
    ck_assert_msg(ter_gazetteer_finish(registry, source, &err) && ter_registry_commit(registry, &err), "%s",
        err.message);
}

static void add_place(int64_t source, struct ter_place place_)
{
    struct ter_error err = {0};
    ck_assert_msg(ter_gazetteer_add_place(registry, source, &place_, &err), "%s", err.message);
}

static void add_road(int64_t source, struct ter_road road_)
{
    struct ter_error err = {0};
    ck_assert_msg(ter_gazetteer_add_road(registry, source, &road_, &err), "%s", err.message);
}

static size_t count_places(const char *name)
{
    struct ter_error err = {0};
    struct ter_place *places = NULL;
    size_t count = 0;
    TER_AUTO_FREE char *key = ter_gazetteer_key(name);
    ck_assert_msg(ter_gazetteer_places(registry, key, &places, &count, &err), "%s", err.message);
    ter_places_free(places, count);
    return count;
}

static size_t count_roads(const char *name)
{
    struct ter_error err = {0};
    struct ter_road *roads = NULL;
    size_t count = 0;
    TER_AUTO_FREE char *key = ter_gazetteer_key(name);
    ck_assert_msg(ter_gazetteer_roads(registry, key, &roads, &count, &err), "%s", err.message);
    ter_roads_free(roads, count);
    return count;
}

/* ---- keys ---- */

START_TEST(all_spellings_of_a_name_have_one_key)
{
    static const char *const pairs[][2] = {
        {"愛民路", "爱民路"},
        {"東風南路", "东风南路"},
        {"臺閣牧鎮", "台阁牧镇"},
        {"後營村", "后营村"},
        {"察素齊鎮", "察素齐镇"},
        {"金四路", "金4路"},
        {"Ｇ１１０", "110国道"},
        {"縣道025", "X025"},
        {"⻄ 街", "西街"},
        {"Main  Street", "main street"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        TER_AUTO_FREE char *a = ter_gazetteer_key(pairs[i][0]);
        TER_AUTO_FREE char *b = ter_gazetteer_key(pairs[i][1]);
        ck_assert_str_eq(a, b);
    }
}
END_TEST

/* What simplified writing has as well, with a sense of its own, is no traditional form: 乾县 is not 干县. */
START_TEST(simplified_names_are_left_alone)
{
    static const char *const names[] = {"乾县", "著作路", "后街", "余家村", "台阁牧", "发展路"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        TER_AUTO_FREE char *key = ter_gazetteer_key(names[i]);
        ck_assert_str_eq(key, names[i]);
    }
    TER_AUTO_FREE char *spoilt = ter_gazetteer_key("\xe6\x84路");
    ck_assert_ptr_nonnull(spoilt);
}
END_TEST

START_TEST(tables_of_characters_are_whole)
{
    ck_assert_uint_eq(ter_han_simplified(0x611b), 0x7231); /* 愛 爱 */
    ck_assert_uint_eq(ter_han_simplified('a'), 'a');
    ck_assert_uint_eq(ter_han_simplified(0x10ffff), 0x10ffff);
    ck_assert_uint_eq(ter_han_sound(0x6dd6), ter_han_sound(0x607c)); /* 淖 恼 */
    ck_assert_uint_ne(ter_han_sound(0x5973), ter_han_sound(0x52aa)); /* 女 努: ü is not u */
    ck_assert_uint_eq(ter_han_sound('a'), 0);
    ck_assert_uint_eq(ter_han_shape(0x8d32), ter_han_shape(0x9ec4)); /* 贲 黄 */
    ck_assert_uint_eq(ter_han_shape(0x8def), 0);                     /* 路 */
    ck_assert(ter_han_distinguishes(0x4e1c) && ter_han_distinguishes('7') && !ter_han_distinguishes(0x8def));
    size_t sounds = 0, simplified = 0;
    for (uint32_t c = 0x3400; c <= 0x9fff; c++) {
        sounds += ter_han_sound(c) != 0;
        uint32_t simple = ter_han_simplified(c);
        simplified += simple != c;
        ck_assert_msg(ter_han_simplified(simple) == simple, "U+%04X", c); /* a key of a key is itself */
        ck_assert_msg(!ter_han_distinguishes(c) || !ter_han_shape(c), "U+%04X", c);
    }
    ck_assert_uint_eq(sounds, 6763); /* all of GB 2312 */
    ck_assert_uint_eq(simplified, 2841);
}
END_TEST

/* ---- similar names ---- */

static const char *const villages[] = {"北淖", "圪什贵村", "阿林召", "小圪贲", "大八犋牛营", "十二犋牛",
    "前井村", "毕克齐镇", "王庄镇", "刘家营子", "什报气", "三两", "水沟"};
static const char *const streets[] = {"河北路", "经南六路", "徐州路", "东风北路", "和平路", "光明路",
    "Bahnhofstrasse", "Landstrasse", "5th Avenue", "North Street"};

static void open_with_names(void)
{
    int64_t source = begin("names");
    for (size_t i = 0; i < sizeof villages / sizeof *villages; i++)
        add_place(source, place(villages[i], "甲镇"));
    add_place(source, place("北淖", "乙镇"));
    for (size_t i = 0; i < sizeof streets / sizeof *streets; i++)
        add_road(source, road(streets[i]));
    finish(source);
}

/* The first name that is like a text, or NULL. */
static char *similar(const char *text, bool roads, enum ter_likeness *ret_how)
{
    struct ter_error err = {0};
    struct ter_similar *all = NULL;
    size_t count = 0;
    TER_AUTO_FREE char *key = ter_gazetteer_key(text);
    ck_assert_msg((roads ? ter_gazetteer_similar_roads : ter_gazetteer_similar_places)(
                      registry, key, &all, &count, &err),
        "%s", err.message);
    char *name = count ? ter_strdup(all[0].name) : NULL;
    *ret_how = count ? all[0].how : TER_TYPO;
    ter_similar_free(all, count);
    return name;
}

START_TEST(villages_written_otherwise_are_found)
{
    static const struct {
        const char *text, *name;
        enum ter_likeness how;
    } cases[] = {
        {"北恼", "北淖", TER_SAME_SOUND},
        {"疙什贵", "圪什贵村", TER_SAME_SOUND},
        {"阿林昭村", "阿林召", TER_SAME_SOUND},
        {"小圪黄", "小圪贲", TER_SAME_SHAPE},
        {"大八根牛", "大八犋牛营", TER_SAME_SHAPE},
        {"大八根牛村", "大八犋牛营", TER_SAME_SHAPE},
        {"十二集牛营", "十二犋牛", TER_TYPO},
        {"十二集牛营村", "十二犋牛", TER_TYPO},
        {"刘家子营", "刘家营子", TER_TYPO},
        {"刘营子", "刘家营子", TER_TYPO},
        {"刘家家营子", "刘家营子", TER_TYPO},
        {"毕克奇", "毕克齐镇", TER_SAME_SOUND},
        {"什報汽", "什报气", TER_SAME_SOUND},
    };
    open_with_names();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum ter_likeness how;
        TER_AUTO_FREE char *name = similar(cases[i].text, false, &how);
        ck_assert_msg(
            name && strcmp(name, cases[i].name) == 0, "%s: %s", cases[i].text, name ? name : "nothing");
        ck_assert_msg(how == cases[i].how, "%s: %d", cases[i].text, how);
    }
}
END_TEST

#define TEN "一二三四五六七八九十" /* a name of fifty characters is none */

/* A wrong correction places a text a county away: digits, directions, and other names stay what they are. */
START_TEST(other_names_are_not_taken_for_it)
{
    static const char *const no_village[] = {"南淖", "小八犋牛营", "十三犋牛", "11犋牛", "后井村", "王庄村",
        "北", "", "二两", "阿林", "林召", "毕克齐站", "刘家营", "x", TEN TEN TEN TEN TEN};
    static const char *const no_street[] = {"湖北路", "经南七路", "福州路", "东风南路", "和平街", "光路",
        "6th Avenue", "South Street", "Land", "和平", "新和平路", "铁路"};
    open_with_names();
    for (size_t i = 0; i < sizeof no_village / sizeof *no_village; i++) {
        enum ter_likeness how;
        TER_AUTO_FREE char *name = similar(no_village[i], false, &how);
        ck_assert_msg(!name, "%s: %s", no_village[i], name ? name : "");
    }
    for (size_t i = 0; i < sizeof no_street / sizeof *no_street; i++) {
        enum ter_likeness how;
        TER_AUTO_FREE char *name = similar(no_street[i], true, &how);
        ck_assert_msg(!name, "%s: %s", no_street[i], name ? name : "");
    }
}
END_TEST

START_TEST(roads_differ_in_sound_shape_or_one_exchange)
{
    static const struct {
        const char *text, *name;
        enum ter_likeness how;
    } cases[] = {
        {"合平路", "和平路", TER_SAME_SOUND},
        {"平和路", "和平路", TER_TYPO},
        {"光名路", "光明路", TER_SAME_SOUND},
        {"Bahnhofstrase", "Bahnhofstrasse", TER_TYPO},
        {"Lanstrasse", "Landstrasse", TER_TYPO},
        {"North Stret", "North Street", TER_TYPO},
    };
    open_with_names();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum ter_likeness how;
        TER_AUTO_FREE char *name = similar(cases[i].text, true, &how);
        ck_assert_msg(
            name && strcmp(name, cases[i].name) == 0, "%s: %s", cases[i].text, name ? name : "nothing");
        ck_assert_msg(how == cases[i].how, "%s: %d", cases[i].text, how);
    }
}
END_TEST

/* A village of two townships is told twice, so that the township can decide. */
START_TEST(a_similar_name_comes_with_its_townships)
{
    struct ter_error err = {0};
    struct ter_similar *all = NULL;
    size_t count = 0;
    open_with_names();
    ck_assert(ter_gazetteer_similar_places(registry, "北恼", &all, &count, &err));
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(all[0].township, "甲镇");
    ck_assert_str_eq(all[1].township, "乙镇");
    ck_assert_str_eq(all[0].key, "北淖");
    ter_similar_free(all, count);
}
END_TEST

START_TEST(known_names_are_known_for_what_they_are)
{
    struct ter_error err = {0};
    TER_AUTO(ter_known_names_close) struct ter_known_names *known = NULL;
    int64_t source = begin("both");
    struct ter_road rail = road(NULL);
    rail.way = TER_RAILWAY;
    rail.class_ = (char *)(uintptr_t) "rail";
    add_place(source, place("和平", NULL));
    add_road(source, road("和平"));
    add_road(source, rail);
    finish(source);
    open_with_names();
    ck_assert_msg(ter_known_names_open(registry, &known, &err), "%s", err.message);
    ck_assert_uint_eq(ter_known_names_find(known, "和平路西", strlen("和平路")), TER_KNOWN_ROAD);
    ck_assert_uint_eq(ter_known_names_find(known, "和平", strlen("和平")), TER_KNOWN_ROAD | TER_KNOWN_PLACE);
    ck_assert_uint_eq(ter_known_names_find(known, "北淖", strlen("北淖")), TER_KNOWN_PLACE);
    ck_assert_uint_eq(ter_known_names_find(known, "水沟", strlen("水沟")), TER_KNOWN_PLACE); /* a village */
    ck_assert_uint_eq(ter_known_names_find(known, "铁路", strlen("铁路")), 0);
    ck_assert_uint_eq(ter_known_names_find(known, "", 0), 0);
    ck_assert_uint_eq(ter_known_names_longest(known), strlen("大8犋牛营") + 1);
}
END_TEST

START_TEST(an_empty_gazetteer_knows_nothing)
{
    struct ter_error err = {0};
    TER_AUTO(ter_known_names_close) struct ter_known_names *known = NULL;
    enum ter_likeness how;
    ck_assert_msg(ter_known_names_open(registry, &known, &err), "%s", err.message);
    ck_assert_uint_eq(ter_known_names_find(known, "和平路", 9), 0);
    ck_assert_ptr_null(similar("北恼", false, &how));
    ck_assert_uint_eq(count_roads("铁路"), 0);
}
END_TEST

/* ---- storing ---- */

START_TEST(what_is_stored_comes_back)
{
    struct ter_error err = {0};
    int64_t source = begin("all");
    struct ter_road all = road("和平路");
    all.alt_names = (char *)(uintptr_t) "和平大街;老和平路";
    all.ref = (char *)(uintptr_t) "G110;S22";
    all.way = TER_WATERWAY;
    all.oneway = -1;
    all.bridge = true;
    all.layer = -2;
    all.lanes = 6;
    all.ring = true;
    add_road(source, all);
    struct ter_place somewhere = place("无址村", "甲镇");
    somewhere.by_area = true;
    add_place(source, somewhere);
    finish(source);
    struct ter_road *roads = NULL;
    struct ter_place *places = NULL;
    size_t count = 0;
    ck_assert(ter_gazetteer_roads(registry, "S22", &roads, &count, &err));
    ck_assert_uint_eq(count, 1);
    ck_assert(roads->way == TER_WATERWAY && roads->oneway == -1 && roads->bridge && !roads->tunnel);
    ck_assert(roads->layer == -2 && roads->lanes == 6 && roads->ring && roads->point_count == 3);
    for (size_t i = 0; i < roads->point_count; i++)
        ck_assert(roads->points[i].lon == points[i].lon && roads->points[i].lat == points[i].lat);
    ter_roads_free(roads, count);
    ck_assert(ter_gazetteer_places(registry, "无址村", &places, &count, &err));
    ck_assert(count == 1 && places->by_area);
    ter_places_free(places, count);
    ck_assert_uint_eq(count_roads("老和平路"), 1);
}
END_TEST

/* The network has roads that no text can find: they cost the look-ups nothing. */
START_TEST(roads_without_a_name_are_stored_and_not_found)
{
    struct ter_gazetteer_stats stats;
    struct ter_error err = {0};
    int64_t source = begin("all");
    struct ter_road unnamed = road(NULL), numbered = road(NULL);
    unnamed.class_ = (char *)(uintptr_t) "service";
    numbered.ref = (char *)(uintptr_t) "X1";
    add_road(source, road("和平路"));
    add_road(source, unnamed);
    add_road(source, numbered);
    finish(source);
    ck_assert(ter_gazetteer_count(registry, &stats, &err));
    ck_assert(stats.roads == 3 && stats.named_roads == 2);
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM road_name"), 2);
    ck_assert_int_eq(register_int(registry, "SELECT count(DISTINCT key_a || key_b) FROM junction"), 1);
    ck_assert_int_eq(register_int(registry, "SELECT name IS NULL FROM road WHERE class = 'service'"), 1);
}
END_TEST

/* Our own writer of lines must write what SpatiaLite writes, byte for byte. */
START_TEST(lines_are_stored_as_spatialite_stores_them)
{
    struct ter_error err = {0};
    int64_t source = begin("all");
    add_road(source, road("和平路"));
    finish(source);
    ck_assert_int_eq(
        register_int(registry,
            "SELECT geom = GeomFromText('LINESTRING(111.5 40.8, 111.51 40.8, 111.52 40.81)', 4490) "
            "FROM road"),
        1);
    register_sql(registry, "UPDATE road SET geom = CompressGeometry(geom)");
    ck_assert_uint_eq(count_roads("和平路"), 1);
    TER_AUTO_POINTS struct ter_points read = {0};
    ck_assert(!ter_blob_to_line("\0\1xx", 4, &read, &err));
    struct ter_error point = {0};
    uint8_t wkb[TER_WKB_POINT_SIZE];
    TER_AUTO_BUF struct ter_buf blob = {0};
    ter_wkb_from_point(points[0], wkb);
    ck_assert(ter_blob_from_wkb((struct ter_wkb){wkb, sizeof wkb}, 4490, &blob, &point));
    ck_assert(!ter_blob_to_line(blob.data, blob.size, &read, &point));
}
END_TEST

START_TEST(an_import_replaces_its_own_source_alone)
{
    int64_t first = begin("first");
    add_place(first, place("北淖", NULL));
    add_road(first, road("和平路"));
    finish(first);
    int64_t second = begin("second");
    add_place(second, place("北淖", NULL));
    finish(second);
    ck_assert_uint_eq(count_places("北淖"), 2);
    ck_assert_int_eq(begin("first"), first);
    add_place(first, place("南淖", NULL));
    finish(first);
    ck_assert_uint_eq(count_places("北淖"), 1);
    ck_assert_uint_eq(count_roads("和平路"), 0);
    struct ter_error err = {0};
    struct ter_gazetteer_source *sources = NULL;
    struct ter_gazetteer_stats stats;
    size_t count = 0;
    ck_assert(ter_gazetteer_sources(registry, &sources, &count, &err));
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(sources[0].name, "first");
    ck_assert(sources[0].places == 1 && sources[0].roads == 0 && sources[1].places == 1);
    ck_assert_str_eq(sources[0].attribution, "© all");
    ter_gazetteer_sources_free(sources, count);
    ck_assert(ter_gazetteer_count(registry, &stats, &err));
    ck_assert(stats.places == 2 && stats.roads == 0 && stats.junctions == 0);
}
END_TEST

static void note_finding(void *user, const struct ter_finding *finding)
{
    ter_strings_printf(
        user, "%s %s: %s", finding->kind, finding->layer ? finding->layer : "-", finding->detail);
}

/* SpatiaLite's triggers stand aside meanwhile: they must be back, and the spatial index whole. */
START_TEST(the_file_is_sound_after_an_import)
{
    struct ter_error err = {0};
    TER_AUTO_STRINGS struct ter_strings told = {0};
    TER_AUTO(ter_check_close) struct ter_check *check = NULL;
    const struct ter_check_options options = {0};
    struct ter_check_result result;
    TER_AUTO_FREE char *before = register_schema(registry);
    open_with_names();
    TER_AUTO_FREE char *after = register_schema(registry);
    ck_assert_str_eq(before, after);
    ck_assert_int_eq(register_int(registry,
                         "SELECT CheckSpatialIndex('road', 'geom') AND CheckSpatialIndex('place', 'geom')"),
        1);
    ck_assert_msg(ter_check_open(registry, &options, &check, &err) &&
                      ter_check_run(check, note_finding, &told, &result, &err),
        "%s", err.message);
    ck_assert_msg(!told.count, "%s", told.count ? told.items[0] : "");
    register_sql(registry, "INSERT INTO place (source_id, name, kind, uncertainty_m, geom) SELECT source_id, "
                           "'x', kind, 1, geom FROM place LIMIT 1");
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM idx_place_geom") -
                         register_int(registry, "SELECT count(*) FROM place"),
        0);
}
END_TEST

START_TEST(an_unfinished_import_is_not_kept)
{
    struct ter_error err = {0};
    TER_AUTO_FREE char *before = register_schema(registry);
    int64_t source = begin("half");
    add_place(source, place("北淖", NULL));
    ck_assert(!ter_registry_commit(registry, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "not finished"));
    TER_AUTO_FREE char *after = register_schema(registry);
    ck_assert_str_eq(before, after);
    ck_assert_uint_eq(count_places("北淖"), 0);
    source = begin("whole");
    add_place(source, place("北淖", NULL));
    finish(source);
    ck_assert_uint_eq(count_places("北淖"), 1);
}
END_TEST

START_TEST(a_word_for_thousands_of_lines_stays_bounded)
{
    int64_t source = begin("rail");
    struct ter_road rail = road(NULL);
    rail.way = TER_RAILWAY;
    rail.class_ = (char *)(uintptr_t) "rail";
    for (int i = 0; i < TER_GAZETTEER_MOST_ROADS + 5; i++)
        add_road(source, rail);
    finish(source);
    ck_assert_uint_eq(count_roads("铁道"), TER_GAZETTEER_MOST_ROADS);
}
END_TEST

/* ---- transactions, boundaries ---- */

START_TEST(read_transactions_enclose_one_another)
{
    struct ter_error err = {0};
    open_with_names();
    ter_registry_read_end(registry); /* harmless */
    ck_assert(ter_registry_read_begin(registry, &err) && ter_registry_read_begin(registry, &err));
    ck_assert_uint_eq(count_places("北淖"), 2);
    ter_registry_read_end(registry);
    ck_assert(!sqlite3_get_autocommit(registry->db));
    ter_registry_read_end(registry);
    ck_assert(sqlite3_get_autocommit(registry->db));
    ck_assert(ter_registry_read_begin(registry, &err));
    int64_t source = begin("names"); /* writing ends the reading */
    ck_assert(ter_registry_read_begin(registry, &err));
    ter_registry_read_end(registry);
    ck_assert(!sqlite3_get_autocommit(registry->db));
    finish(source);
    ter_registry_read_end(registry);
    ck_assert_uint_eq(count_places("北淖"), 0);
}
END_TEST

static size_t boundary_size(const char *township)
{
    struct ter_error err = {0};
    TER_AUTO_BUF struct ter_buf wkb = {0};
    ck_assert_msg(ter_gazetteer_boundary(registry, township, &wkb, &err), "%s", err.message);
    if (wkb.size)
        ck_assert_int_eq(
            ter_wkb_type((struct ter_wkb){(const uint8_t *)wkb.data, wkb.size}), TER_MULTIPOLYGON);
    return wkb.size;
}

START_TEST(a_township_has_its_boundary)
{
    static const char *const names[] = {"毕克齐镇", "白庙子镇", "白庙子乡", "双镇", "双镇"};
    ck_assert_uint_eq(boundary_size("毕克齐镇"), 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        TER_AUTO_FREE char *sql = ter_format("INSERT INTO township (name, geom, uncertainty_m, method) "
                                             "VALUES ('%s', GeomFromText('MULTIPOLYGON(((111 "
                                             "40,112 40,112 41,111 40)))', 4490), 100, 'imported')",
            names[i]);
        register_sql(registry, sql);
    }
    ck_assert_uint_gt(boundary_size("毕克齐镇"), 0);
    ck_assert_uint_gt(boundary_size("毕克齐"), 0);
    ck_assert_uint_gt(boundary_size("畢克齊鎮"), 0);
    ck_assert_uint_gt(boundary_size("白庙子乡"), 0);
    ck_assert_uint_eq(boundary_size("白庙子"), 0); /* which? */
    ck_assert_uint_eq(boundary_size("双镇"), 0);
    ck_assert_uint_eq(boundary_size("毕克齐乡"), 0);
    ck_assert_uint_eq(boundary_size(""), 0);
}
END_TEST

/* ---- older files ---- */

/* Roads of a file that knew no junctions have them after the migration, under keys of today. */
START_TEST(an_older_file_gets_its_junctions)
{
    struct ter_error err = {0};
    const char *path = ter_test_path("r.sqlite");
    int64_t source = begin("sketch");
    add_road(source, road("愛民路"));
    struct ter_lonlat across[] = {{111.505, 40.79}, {111.505, 40.83}};
    struct ter_road other = {
        .name = (char *)(uintptr_t) "和平路", .points = across, .point_count = 2, .uncertainty_m = 60};
    add_road(source, other);
    finish(source);
    /* back to schema 2 */
    register_sql(registry,
        "DROP TABLE junction; DROP TABLE known_name; DROP TABLE name_form; "
        "ALTER TABLE place DROP COLUMN by_area; ALTER TABLE road DROP COLUMN kind; ALTER TABLE road "
        "DROP COLUMN oneway; ALTER TABLE road DROP COLUMN bridge; ALTER TABLE road DROP COLUMN tunnel; "
        "ALTER TABLE road DROP COLUMN ring; UPDATE road SET class = 'roundabout' WHERE name = '和平路'; "
        "ALTER TABLE road DROP COLUMN layer; ALTER TABLE road DROP COLUMN lanes; "
        "UPDATE road_name SET key = '愛民路' WHERE key = '爱民路'; "
        "DROP TABLE calendar_day; DROP TABLE plan; DROP TABLE plan_item; DROP TABLE work_order; "
        "DROP TABLE work_order_item; DROP TABLE recipe; PRAGMA user_version = 2");
    ter_registry_close(registry);
    registry = NULL;
    ck_assert_msg(ter_registry_open(path, TER_WRITE, &registry, &err), "%s", err.message);
    struct ter_junction *junctions = NULL;
    size_t count = 0;
    ck_assert(ter_gazetteer_junctions(registry, "爱民路", "和平路", &junctions, &count, &err));
    ck_assert_uint_eq(count, 1);
    ck_assert_double_eq(junctions->uncertainty_m, 60);
    free(junctions);
    enum ter_likeness how;
    TER_AUTO_FREE char *name = similar("爱敏路", true, &how);
    ck_assert_str_eq(name, "愛民路");
    /* a roundabout had that word in place of its road's class */
    ck_assert_int_eq(
        register_int(registry, "SELECT ring AND class IS NULL FROM road WHERE name = '和平路'"), 1);
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM road WHERE ring"), 1);
}
END_TEST

static void open_registry(void)
{
    ter_test_dir_open();
    registry = register_open();
}

static void close_registry(void)
{
    ter_registry_close(registry);
    ter_test_dir_close();
}

Suite *suite_gazetteer(void)
{
    const TTest *const tests[] = {all_spellings_of_a_name_have_one_key, simplified_names_are_left_alone,
        tables_of_characters_are_whole, villages_written_otherwise_are_found,
        other_names_are_not_taken_for_it, roads_differ_in_sound_shape_or_one_exchange,
        a_similar_name_comes_with_its_townships, known_names_are_known_for_what_they_are,
        an_empty_gazetteer_knows_nothing, what_is_stored_comes_back,
        lines_are_stored_as_spatialite_stores_them, an_import_replaces_its_own_source_alone,
        the_file_is_sound_after_an_import, an_unfinished_import_is_not_kept,
        a_word_for_thousands_of_lines_stays_bounded, read_transactions_enclose_one_another,
        a_township_has_its_boundary, roads_without_a_name_are_stored_and_not_found,
        an_older_file_gets_its_junctions};
    Suite *suite = suite_create("gazetteer");
    TCase *tcase = tcase_create("gazetteer");
    tcase_add_checked_fixture(tcase, open_registry, close_registry);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    return suite;
}
