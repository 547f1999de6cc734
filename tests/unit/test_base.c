/* Owns the tests of src/base: text, geometry, crs, json, errors, memory, digests. */
#include "base/crs.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "helpers.h"
#include "suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- error --- */

START_TEST(error_wrap_puts_context_in_front)
{
    struct ter_error err = {0};
    ck_assert(!ter_fail(&err, TER_NOT_FOUND, "\"%s\" is not a defect", "坏"));
    ck_assert(!ter_wrap(&err, "row %d, column %s", 17, "水源现状"));
    ck_assert_str_eq(err.message, "row 17, column 水源现状: \"坏\" is not a defect");
    ck_assert_int_eq(err.code, TER_NOT_FOUND);
}
END_TEST

START_TEST(error_stays_one_line)
{
    struct ter_error err = {0};
    ter_fail(&err, TER_FAILED, "file \"a\nb\r\x1b[31m\"");
    for (const char *p = err.message; *p; p++)
        ck_assert_msg(
            (unsigned char)*p >= 0x20, "control character 0x%02x in the message", (unsigned char)*p);
}
END_TEST

START_TEST(error_cuts_between_characters)
{
    char value[3 * 1000 + 1] = "";
    for (int i = 0; i < 1000; i++)
        memcpy(value + 3 * i, "火", 4);
    struct ter_error err = {0};
    for (int shift = 0; shift < 3; shift++) {
        ter_fail(&err, TER_FAILED, "%.*s%s", shift, "ab", value);
        ck_assert_uint_lt(strlen(err.message), TER_MESSAGE_MAX);
        ck_assert(ter_text_valid(err.message, strlen(err.message), NULL));
        ter_wrap(&err, "%s", value);
        ck_assert(ter_text_valid(err.message, strlen(err.message), NULL));
    }
}
END_TEST

/* --- memory --- */

START_TEST(grow_keeps_what_is_there)
{
    size_t capacity = 0;
    int *items = NULL;
    for (int i = 0; i < 1000; i++) {
        items = ter_grow(items, &capacity, (size_t)i + 1, sizeof *items);
        items[i] = i;
    }
    for (int i = 0; i < 1000; i++)
        ck_assert_int_eq(items[i], i);
    ck_assert_uint_ge(capacity, 1000);
    free(items);
}
END_TEST

START_TEST(buffer_is_ended_by_nul)
{
    TER_AUTO_BUF struct ter_buf buf = {0};
    ter_buf_add(&buf, "a\0b", 3);
    ter_buf_printf(&buf, "%d", 42);
    ck_assert_uint_eq(buf.size, 5);
    ck_assert_mem_eq(buf.data, "a\0b42", 6);
    ter_buf_clear(&buf);
    ck_assert_str_eq(buf.data, "");
    TER_AUTO_FREE char *nothing = ter_buf_take(&(struct ter_buf){0});
    ck_assert_str_eq(nothing, "");
}
END_TEST

/* --- text --- */

START_TEST(text_refuses_bad_utf8)
{
    static const struct {
        const char *bytes;
        size_t size, bad_at;
    } cases[] = {
        {"\xff", 1, 0}, {"ab\xe7\x81", 4, 2}, /* 火 cut short */
        {"\xc0\xaf", 2, 0},                   /* overlong */
        {"x\xed\xa0\x80", 4, 1},              /* surrogate */
        {"\xf5\x80\x80\x80", 4, 0},           /* beyond U+10FFFF */
        {"a\0b", 3, 1},                       /* NUL */
        {"\xb2\xec\xcb\xd8", 4, 0},           /* 察素 in GBK */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t bad_at = 99;
        ck_assert_msg(!ter_text_valid(cases[i].bytes, cases[i].size, &bad_at), "case %zu passed", i);
        ck_assert_uint_eq(bad_at, cases[i].bad_at);
    }
    size_t untouched = 99;
    ck_assert(ter_text_valid("察素齐镇 \xf0\xa0\x80\x8b", strlen("察素齐镇 \xf0\xa0\x80\x8b"), &untouched));
    ck_assert_uint_eq(untouched, 99);
    ck_assert(ter_text_valid("", 0, NULL));
}
END_TEST

START_TEST(text_cut_never_splits)
{
    const char *text = "a火栓";
    static const size_t expected[] = {0, 1, 1, 1, 4, 4, 4, 7, 7};
    for (size_t max = 0; max < sizeof expected / sizeof expected[0]; max++)
        ck_assert_uint_eq(ter_text_cut(text, max), expected[max]);
}
END_TEST

START_TEST(text_nfkc_unifies_look_alikes)
{
    static const char *const pairs[][2] = {
        {"\u2EC4\u8857", "\u897F\u8857"}, /* radical ⻄, which NFKC alone leaves as it is */
        {"察素\u2EEC镇", "察素齐镇"},
        {"\u2F83\u52A8", "\u81EA\u52A8"}, /* Kangxi radical ⾃ */
        {"８５米", "85米"},
        {"Ｘ０２２", "X022"},
        {"\uF9F4", "\u6797"}, /* compatibility ideograph 林 */
        {"和平路", "和平路"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        TER_AUTO_FREE char *form = ter_text_nfkc(pairs[i][0]);
        ck_assert_str_eq(form, pairs[i][1]);
    }
    TER_AUTO_FREE char *broken = ter_text_nfkc("\xff\xe7");
    ck_assert_str_eq(broken, "\xff\xe7");
}
END_TEST

START_TEST(text_key_is_how_names_compare)
{
    static const char *const same[][2] = {
        {"  Ｇ１１０ ", "g110"},
        {"Hydrant\t Kind", "hydrant kind"},
        {"街道（路段）", "街道(路段)"},
        {"\u3000察素齐镇\u3000", "察素齐镇"},
        {"", "   "},
    };
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        TER_AUTO_FREE char *a = ter_text_key(same[i][0]), *b = ter_text_key(same[i][1]);
        ck_assert_str_eq(a, b);
    }
    TER_AUTO_FREE char *one = ter_text_key("和平路"), *other = ter_text_key("和平街");
    ck_assert_str_ne(one, other);
}
END_TEST

START_TEST(text_width_counts_columns)
{
    ck_assert_uint_eq(ter_text_width(""), 0);
    ck_assert_uint_eq(ter_text_width("abc"), 3);
    ck_assert_uint_eq(ter_text_width("消火栓"), 6);
    ck_assert_uint_eq(ter_text_width("X022县道"), 8);
    ck_assert_uint_eq(ter_text_width("e\u0301"), 1); /* a combining accent takes no column */
}
END_TEST

START_TEST(text_trim_knows_the_ideographic_space)
{
    char spaced[] = "\u3000 和平路\t\u3000\n", blank[] = " \u3000 ", none[] = "";
    ck_assert_str_eq(ter_text_trim(spaced), "和平路");
    ck_assert_str_eq(ter_text_trim(blank), "");
    ck_assert_str_eq(ter_text_trim(none), "");
}
END_TEST

START_TEST(text_distance_both_ways)
{
    static const struct {
        const char *a, *b;
        size_t distance;
    } cases[] = {
        {"status", "status", 0},
        {"status", "statsu", 1}, /* neighbours swapped */
        {"察素齐镇", "察素镇", 1},
        {"kitten", "sitting", 3},
        {"", "abc", 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert_uint_eq(ter_text_distance(cases[i].a, cases[i].b), cases[i].distance);
        ck_assert_uint_eq(ter_text_distance(cases[i].b, cases[i].a), cases[i].distance);
    }
}
END_TEST

START_TEST(text_suggests_only_what_is_near)
{
    static const char *const words[] = {"hydrant", "township", "station"};
    ck_assert_str_eq(ter_text_suggest("hydrnat", words, 3), "hydrant");
    ck_assert_str_eq(ter_text_suggest("stations", words, 3), "station");
    ck_assert_ptr_null(ter_text_suggest("grazing", words, 3));
    ck_assert_ptr_null(ter_text_suggest("hydrant", words, 0));
}
END_TEST

START_TEST(text_reads_whole_numbers_only)
{
    double real = -1;
    int64_t integer = -1;
    static const char *const not_real[] = {
        "", " 1", "1 ", "1,5", "0x10", "inf", "nan", "1e999", "12米", "--1", "e5"};
    for (size_t i = 0; i < sizeof not_real / sizeof not_real[0]; i++)
        ck_assert_msg(!ter_text_double(not_real[i], &real), "\"%s\" was read as a number", not_real[i]);
    static const char *const not_integer[] = {"", "1.0", "9223372036854775808", "1e3", " 7", "7 ", "七"};
    for (size_t i = 0; i < sizeof not_integer / sizeof not_integer[0]; i++)
        ck_assert_msg(
            !ter_text_int(not_integer[i], &integer), "\"%s\" was read as an integer", not_integer[i]);
    ck_assert(real == -1 && integer == -1); /* outputs are set only on success */
    ck_assert(ter_text_double("-1.5e2", &real) && real == -150);
    ck_assert(ter_text_int("-9223372036854775808", &integer) && integer == INT64_MIN);
}
END_TEST

START_TEST(text_knows_the_calendar)
{
    static const char *const dates[] = {"2023-07-28", "2024-02-29", "2000-02-29"};
    static const char *const others[] = {"2023-02-29", "1900-02-29", "2023-13-01", "2023-00-10", "2023-04-31",
        "2023-4-1", "2023-07-28 ", "", "2023/07/28"};
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++)
        ck_assert_msg(ter_text_is_date(dates[i]), "%s was refused", dates[i]);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        ck_assert_msg(!ter_text_is_date(others[i]), "\"%s\" passed", others[i]);
}
END_TEST

/* --- geometry --- */

START_TEST(wkb_point_reads_back)
{
    struct ter_lonlat point = {111.161775, 40.727728}, back = {0};
    uint8_t bytes[TER_WKB_POINT_SIZE];
    ter_wkb_from_point(point, bytes);
    struct ter_wkb wkb = {bytes, sizeof bytes};
    ck_assert_int_eq(ter_wkb_type(wkb), TER_POINT);
    ck_assert(ter_wkb_to_point(wkb, &back));
    ck_assert(back.lon == point.lon && back.lat == point.lat);
}
END_TEST

START_TEST(wkb_point_is_iso_little_endian)
{
    static const uint8_t expected[TER_WKB_POINT_SIZE] = {
        1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0}; /* POINT (1 -2) */
    uint8_t bytes[TER_WKB_POINT_SIZE];
    ter_wkb_from_point((struct ter_lonlat){1, -2}, bytes);
    ck_assert_mem_eq(bytes, expected, sizeof expected);
}
END_TEST

/* POLYGON ((0 0,2 0,0 2,0 0),(0.5 0.5,1 0.5,0.5 1,0.5 0.5)) inside a MULTIPOLYGON. */
static size_t write_multipolygon(uint8_t *bytes)
{
    static const struct ter_lonlat rings[2][4] = {
        {{0, 0}, {2, 0}, {0, 2}, {0, 0}}, {{0.5, 0.5}, {1, 0.5}, {0.5, 1}, {0.5, 0.5}}};
    static const uint8_t head[] = {
        1, TER_MULTIPOLYGON, 0, 0, 0, 1, 0, 0, 0, 1, TER_POLYGON, 0, 0, 0, 2, 0, 0, 0};
    static const uint8_t four[] = {4, 0, 0, 0};
    uint8_t *at = bytes;
    memcpy(at, head, sizeof head);
    at += sizeof head;
    for (int ring = 0; ring < 2; ring++) {
        memcpy(at, four, sizeof four);
        at += sizeof four;
        for (int i = 0; i < 4; i++, at += 16) {
            uint8_t point[TER_WKB_POINT_SIZE];
            ter_wkb_from_point(rings[ring][i], point);
            memcpy(at, point + 5, 16);
        }
    }
    return (size_t)(at - bytes);
}

START_TEST(wkb_rings_are_parts)
{
    uint8_t bytes[256];
    struct ter_wkb wkb = {bytes, write_multipolygon(bytes)};
    TER_AUTO_POINTS struct ter_points points = {0};
    ck_assert(ter_wkb_points(wkb, &points));
    ck_assert_uint_eq(points.count, 8);
    ck_assert_uint_eq(points.part_count, 2);
    ck_assert_uint_eq(points.parts[0], 4);
    ck_assert_uint_eq(points.parts[1], 8);
    struct ter_bbox box = ter_bbox_of(points.items, points.count);
    ck_assert(box.west == 0 && box.south == 0 && box.east == 2 && box.north == 2);
}
END_TEST

START_TEST(wkb_cut_short_is_refused_everywhere)
{
    uint8_t bytes[256];
    size_t size = write_multipolygon(bytes);
    for (size_t cut = 0; cut < size; cut++) {
        uint8_t *exact = ter_memdup(bytes, cut); /* of its own, so that ASan sees a byte too far */
        struct ter_points points = {0};
        ck_assert_msg(
            !ter_wkb_points((struct ter_wkb){exact, cut}, &points), "%zu of %zu bytes passed", cut, size);
        ter_points_free(&points);
        free(exact);
    }
    struct ter_lonlat point;
    ck_assert(!ter_wkb_to_point((struct ter_wkb){bytes, TER_WKB_POINT_SIZE}, &point));
    ck_assert(!ter_wkb_to_point((struct ter_wkb){NULL, 0}, &point));
    ck_assert_int_eq(ter_wkb_type((struct ter_wkb){NULL, 0}), TER_GEOMETRY_NONE);
}
END_TEST

START_TEST(wkb_lies_are_refused)
{
    static const uint8_t many_points[] = {1, TER_LINESTRING, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0};
    static const uint8_t big_endian[TER_WKB_POINT_SIZE] = {0, 0, 0, 0, TER_POINT};
    static const uint8_t with_z[] = {1, 0xe9, 3, 0, 0};
    static const uint8_t type_8[] = {1, 8, 0, 0, 0};
    uint8_t nested[9 * 64];
    for (size_t i = 0; i < 64; i++)
        memcpy(nested + 9 * i, (uint8_t[]){1, TER_GEOMETRYCOLLECTION, 0, 0, 0, 1, 0, 0, 0}, 9);
    const struct ter_wkb cases[] = {{many_points, sizeof many_points}, {big_endian, sizeof big_endian},
        {with_z, sizeof with_z}, {type_8, sizeof type_8}, {nested, sizeof nested}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        TER_AUTO_POINTS struct ter_points points = {0};
        ck_assert_msg(!ter_wkb_points(cases[i], &points), "case %zu passed", i);
    }
}
END_TEST

START_TEST(lonlat_reads_longitude_first)
{
    struct ter_lonlat point = {0};
    struct ter_error err = {0};
    ck_assert(ter_lonlat_parse(" 111.16 , 40.73", &point, &err));
    ck_assert(point.lon == 111.16 && point.lat == 40.73);
    ck_assert_int_eq(err.code, TER_OK);
    ck_assert(ter_lonlat_parse("-180,-90", &point, &err));
}
END_TEST

START_TEST(lonlat_says_what_is_wrong)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"40.73,111.16", "swapped"},
        {"111.16,140", "latitude 140"},
        {"200,40", "longitude 200"},
        {"111.16", "LON,LAT"},
        {"111.16,40.73,5", "LON,LAT"},
        {"111.16;40.73", "LON,LAT"},
        {"a,b", "LON,LAT"},
        {"nan,40", "LON,LAT"},
        {"", "LON,LAT"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ter_error err = {0};
        struct ter_lonlat point = {7, 7};
        ck_assert(!ter_lonlat_parse(cases[i].text, &point, &err));
        ck_assert_int_eq(err.code, TER_USAGE);
        ck_assert_msg(
            strstr(err.message, cases[i].says) != NULL, "\"%s\" lacks \"%s\"", err.message, cases[i].says);
        ck_assert(point.lon == 7 && point.lat == 7);
    }
    struct ter_error err = {0};
    ck_assert(!ter_lonlat_check((struct ter_lonlat){NAN, 40}, &err));
}
END_TEST

START_TEST(bbox_reads_and_refuses)
{
    struct ter_bbox box;
    struct ter_error err = {0};
    ck_assert(ter_bbox_parse("111,40.5,111.3,40.8", &box, &err));
    ck_assert(ter_bbox_contains(box, (struct ter_lonlat){111, 40.8})); /* edges belong to it */
    ck_assert(!ter_bbox_contains(box, (struct ter_lonlat){110.999, 40.6}));
    static const char *const bad[] = {
        "", "1,2,3", "111.3,40.5,111,40.8", "111,40.8,111.3,40.5", "40.5,111,40.8,111.3"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!ter_bbox_parse(bad[i], &box, &err), "\"%s\" passed", bad[i]);
}
END_TEST

/* --- crs --- */

/* GeographicLib's own documented example, Wellington to Salamanca on WGS 84: s12 = 19959679.26735382,
 * azi1 = 161.06766998615873. GRS 80 differs from WGS 84 by 0.1 mm in the polar radius. */
START_TEST(distance_agrees_with_geographiclib)
{
    const struct ter_lonlat wellington = {174.81, -41.32}, salamanca = {-5.50, 40.96};
    ck_assert_double_eq_tol(ter_distance_m(wellington, salamanca), 19959679.26735382, 0.001);
    ck_assert_double_eq_tol(ter_distance_m(salamanca, wellington), 19959679.26735382, 0.001);
    ck_assert_double_eq_tol(ter_azimuth_deg(wellington, salamanca), 161.06766998615873, 1e-6);
    ck_assert_double_eq(ter_distance_m(wellington, wellington), 0);
}
END_TEST

START_TEST(move_and_measure_agree)
{
    const struct ter_lonlat from = {111.16, 40.73};
    for (int azimuth = 0; azimuth < 360; azimuth += 45) {
        struct ter_lonlat to = ter_move(from, azimuth, 200);
        ck_assert_double_eq_tol(ter_distance_m(from, to), 200, 1e-6);
        ck_assert_double_eq_tol(ter_azimuth_deg(from, to), azimuth, 1e-6);
    }
    ck_assert_double_gt(ter_move(from, 0, 200).lat, from.lat);  /* north is up … */
    ck_assert_double_gt(ter_move(from, 90, 200).lon, from.lon); /* … and east to the right */
}
END_TEST

START_TEST(box_round_a_circle_holds_it)
{
    static const double latitudes[] = {-89.95, -40, 0, 40.7, 85, 89.99};
    for (size_t i = 0; i < sizeof latitudes / sizeof latitudes[0]; i++)
        for (int power = 0; power < 5; power++) {
            double radius_m = pow(10, power);
            struct ter_lonlat centre = {111.16, latitudes[i]};
            struct ter_bbox box = ter_bbox_round(centre, radius_m);
            for (int azimuth = 0; azimuth < 360; azimuth += 5)
                ck_assert_msg(ter_bbox_contains(box, ter_move(centre, azimuth, radius_m)),
                    "latitude %g, radius %g m: azimuth %d lies outside", latitudes[i], radius_m, azimuth);
        }
}
END_TEST

START_TEST(crs_must_be_geographic)
{
    struct ter_error err = {0};
    TER_AUTO_FREE char *name = NULL;
    ck_assert(ter_crs_check_geographic(4490, &name, &err));
    ck_assert_str_eq(name, "China Geodetic Coordinate System 2000");
    ck_assert(!ter_crs_check_geographic(4546, NULL, &err)); /* Gauss-Kruger, CM 111E */
    ck_assert_int_eq(err.code, TER_USAGE);
    ck_assert_ptr_nonnull(strstr(err.message, "geographic"));
    ck_assert(!ter_crs_check_geographic(99999, NULL, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "99999"));
}
END_TEST

START_TEST(crs_definition_is_what_spatialite_stores)
{
    struct ter_crs_definition crs = {0};
    struct ter_error err = {0};
    ck_assert_msg(ter_crs_define(4490, &crs, &err), "%s", err.message);
    ck_assert_ptr_nonnull(strstr(crs.proj4, "+proj=longlat"));
    ck_assert_ptr_null(strstr(crs.proj4, "+type=crs"));
    ck_assert_int_eq(strncmp(crs.wkt1, "GEOGCS[", 7), 0);
    ter_crs_definition_free(&crs);
}
END_TEST

START_TEST(transform_keeps_east_before_north)
{
    struct ter_error err = {0};
    TER_AUTO(ter_transform_close) struct ter_transform *there = NULL, *back = NULL;
    ck_assert_msg(ter_transform_open(4490, 4546, &there, &err), "%s", err.message);
    ck_assert_msg(ter_transform_open(4546, 4490, &back, &err), "%s", err.message);
    double x = 111, y = 40; /* on the central meridian: the easting is the false easting */
    ck_assert(ter_transform_apply(there, &x, &y, 1, &err));
    ck_assert_double_eq_tol(x, 500000, 1e-6);
    /* Meridian arc 0 … 40 degrees on GRS 80; Gauss-Kruger's scale is 1 on the meridian. */
    ck_assert_double_eq_tol(
        y, ter_distance_m((struct ter_lonlat){111, 0}, (struct ter_lonlat){111, 40}), 1e-4);
    ck_assert(ter_transform_apply(back, &x, &y, 1, &err));
    ck_assert_double_eq_tol(x, 111, 1e-10);
    ck_assert_double_eq_tol(y, 40, 1e-10);
}
END_TEST

START_TEST(transform_refuses_what_lies_outside)
{
    struct ter_error err = {0};
    TER_AUTO(ter_transform_close) struct ter_transform *transform = NULL;
    ck_assert_msg(ter_transform_open(4490, 4546, &transform, &err), "%s", err.message);
    double x[] = {111, 111}, y[] = {40, 400};
    ck_assert(!ter_transform_apply(transform, x, y, 2, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "position 2"));
    ck_assert(!ter_transform_open(4490, 99999, &(struct ter_transform *){NULL}, &err));
}
END_TEST

/* --- json --- */

START_TEST(json_errors_carry_line_and_column)
{
    static const char text[] = "{\n  \"a\": 1,\n  \"b\": nope\n}";
    json_t *json = NULL;
    struct ter_error err = {0};
    ck_assert(!ter_json_parse(text, sizeof text - 1, "wells.json", &json, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "wells.json: line 3, column"));
    ck_assert_ptr_null(json);
    ck_assert(!ter_json_parse("{\"a\":1,\"a\":2}", 13, "x", &json, &err)); /* a key given twice */
    ck_assert(!ter_json_parse("", 0, "x", &json, &err));
    ck_assert(!ter_json_parse("{\"a\":\"\xff\"}", 9, "x", &json, &err));
}
END_TEST

START_TEST(json_writes_what_can_be_read)
{
    TER_AUTO(ter_json_free) json_t *object = json_object();
    ter_json_set(object, "lon", ter_json_number(111.1617751));
    ter_json_set(object, "u", ter_json_number(INFINITY));
    ter_json_set(object, "none", ter_json_string(NULL));
    ter_json_set(object, "bad",
        ter_json_string("a\xff"
                        "b"));
    TER_AUTO_FREE char *text = ter_json_text(object);
    ck_assert_str_eq(text, "{\"lon\":111.1617751,\"u\":null,\"none\":null,\"bad\":\"a\ufffd"
                           "b\"}");
}
END_TEST

START_TEST(json_array_is_one_array)
{
    for (int items = 0; items < 3; items++) {
        char *text = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&text, &size);
        struct ter_json_array array;
        struct ter_error err = {0};
        ter_json_array_begin(&array, out);
        for (int i = 0; i < items; i++) {
            TER_AUTO(ter_json_free) json_t *item = json_integer(i);
            ck_assert(ter_json_array_add(&array, item, &err));
        }
        ter_json_array_end(&array);
        fclose(out);
        TER_AUTO(ter_json_free) json_t *back = NULL;
        ck_assert_msg(ter_json_parse(text, size, "array", &back, &err), "%s", err.message);
        ck_assert_uint_eq(json_array_size(back), (size_t)items);
        free(text);
    }
}
END_TEST

START_TEST(json_reports_a_full_disk)
{
    FILE *full = fopen("/dev/full", "w");
    if (!full)
        return;
    setvbuf(full, NULL, _IONBF, 0);
    TER_AUTO(ter_json_free) json_t *json = json_pack("{s:s}", "a", "b");
    struct ter_error err = {0};
    ck_assert(!ter_json_write(json, full, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "No space"));
    fclose(full);
}
END_TEST

/* --- digest --- */

START_TEST(digest_is_sha256)
{
    char hex[TER_SHA256_HEX_SIZE];
    struct ter_error err = {0};
    ck_assert_msg(ter_sha256_file(ter_test_write_text("abc", "abc"), hex, &err), "%s", err.message);
    /* FIPS 180-4's example */
    ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ck_assert(!ter_sha256_file(ter_test_path("missing"), hex, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "missing"));
    ck_assert(!ter_sha256_file(ter_test_path(""), hex, &err)); /* a directory */
}
END_TEST

static void add_case(Suite *suite, const char *name, const TTest *const *tests, size_t count)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, ter_test_dir_open, ter_test_dir_close);
    for (size_t i = 0; i < count; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
}

#define ADD_CASE(suite, name, ...)                                                                           \
    add_case(suite, name, (const TTest *const[]){__VA_ARGS__},                                               \
        sizeof((const TTest *const[]){__VA_ARGS__}) / sizeof(const TTest *))

Suite *suite_base(void)
{
    Suite *suite = suite_create("base");
    ADD_CASE(suite, "error", error_wrap_puts_context_in_front, error_stays_one_line,
        error_cuts_between_characters);
    ADD_CASE(suite, "memory", grow_keeps_what_is_there, buffer_is_ended_by_nul);
    ADD_CASE(suite, "text", text_refuses_bad_utf8, text_cut_never_splits, text_nfkc_unifies_look_alikes,
        text_key_is_how_names_compare, text_width_counts_columns, text_trim_knows_the_ideographic_space,
        text_distance_both_ways, text_suggests_only_what_is_near, text_reads_whole_numbers_only,
        text_knows_the_calendar);
    ADD_CASE(suite, "geometry", wkb_point_reads_back, wkb_point_is_iso_little_endian, wkb_rings_are_parts,
        wkb_cut_short_is_refused_everywhere, wkb_lies_are_refused, lonlat_reads_longitude_first,
        lonlat_says_what_is_wrong, bbox_reads_and_refuses);
    ADD_CASE(suite, "crs", distance_agrees_with_geographiclib, move_and_measure_agree,
        box_round_a_circle_holds_it, crs_must_be_geographic, crs_definition_is_what_spatialite_stores,
        transform_keeps_east_before_north, transform_refuses_what_lies_outside);
    ADD_CASE(suite, "json", json_errors_carry_line_and_column, json_writes_what_can_be_read,
        json_array_is_one_array, json_reports_a_full_disk);
    ADD_CASE(suite, "digest", digest_is_sha256);
    return suite;
}
