/* Owns the tests of src/base: errors, memory, text, maps, JSON, digests. */
#include "base/day.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/map.h"
#include "base/text.h"
#include "helpers.h"
#include "suites.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

/* The quick way must print what the slow one does: whole numbers, decimals, halves, both ends of its range.
 */
START_TEST(text_writes_numbers_as_printf_does)
{
    static const double numbers[] = {0, -0.0, 1, -1, 0.1, 111.1600001, -179.9999999, 40.7, 99999999.9999999,
        1e8, 123456789.25, 0.0001, 0.00009999, 1e-7, 1.00000005, 0.30000000000000004, 1e15, 1e300, 5e-324,
        4225.775};
    char expected[TER_NUMBER_SIZE], text[TER_NUMBER_SIZE];
    for (size_t i = 0; i < 20000; i++) {
        double number = i < sizeof numbers / sizeof *numbers ? numbers[i]
                        : i % 2                              ? (double)(i * 7919 % 360000001) / 1e7 - 18
                                                             : (double)(i * i) / 1000 * (i % 4 ? 1 : -M_PI);
        snprintf(expected, sizeof expected, "%.15g", number);
        ck_assert_uint_eq(ter_text_number(number, text), strlen(expected));
        ck_assert_str_eq(text, expected);
    }
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

/* --- map --- */

START_TEST(map_finds_what_was_put)
{
    enum { KEYS = 5000 };
    TER_AUTO_MAP struct ter_map map = {0};
    ck_assert_ptr_null(ter_map_get(&map, 0));
    for (uint64_t i = 0; i < KEYS; i++) {
        bool is_new = false;
        *ter_map_put(&map, i * 0x100000001, &is_new) = (int64_t)i; /* 0 is a key like any other */
        ck_assert(is_new);
    }
    for (uint64_t i = 0; i < KEYS; i++) {
        bool is_new = true;
        ck_assert_int_eq(*ter_map_put(&map, i * 0x100000001, &is_new), (int64_t)i);
        ck_assert(!is_new);
    }
    ck_assert_ptr_null(ter_map_get(&map, 7));
    size_t at = 0, walked = 0;
    int64_t sum = 0;
    for (const int64_t *value; (value = ter_map_next(&map, &at)) != NULL; walked++)
        sum += *value;
    ck_assert_uint_eq(walked, KEYS);
    ck_assert_int_eq(sum, (int64_t)KEYS * (KEYS - 1) / 2);
}
END_TEST

START_TEST(hash_tells_cells_apart)
{
    ck_assert_uint_ne(ter_hash(0, "ab", 2), ter_hash(0, "ba", 2));
    ck_assert_uint_ne(ter_hash(0, "", 0), ter_hash(0, "\0", 1));
    ck_assert_uint_eq(ter_hash(7, "ab", 2), ter_hash(7, "ab", 2));
    ck_assert_uint_ne(ter_hash(7, "ab", 2), ter_hash(8, "ab", 2));
}
END_TEST

/* What is only ASCII and ideographs is not handed to the library: it must agree that nothing is to be done.
 */
START_TEST(ideographs_are_normal_as_they_are)
{
    for (uint32_t code = 0x4e00; code <= 0x9fff; code++) {
        char plain[] = {(char)(0xe0 | code >> 12), (char)(0x80 | (code >> 6 & 0x3f)),
            (char)(0x80 | (code & 0x3f)), 'A', '\0'};
        TER_AUTO_FREE char *wide = ter_format("%sｂ", plain); /* a letter that the library must see to */
        TER_AUTO_FREE char *own = ter_text_nfkc(plain), *own_key = ter_text_key(plain);
        TER_AUTO_FREE char *library = ter_text_nfkc(wide), *key = ter_text_key(wide);
        ck_assert_str_eq(own, plain);
        ck_assert_mem_eq(library, plain, 4);
        ck_assert_str_eq(library + 4, "b");
        ck_assert_mem_eq(own_key, key, 4);
    }
}
END_TEST

START_TEST(broken_ideographs_are_seen_by_the_library)
{
    static const char *const texts[] = {"\xe4\xb8", "\xe4", "a\xe5\x41", "\xe4\xb7\x80", "\xe9\xbf\xc0"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        TER_AUTO_FREE char *text = ter_text_nfkc(texts[i]), *key = ter_text_key(texts[i]);
        ck_assert_ptr_nonnull(text);
        ck_assert_ptr_nonnull(key);
    }
}
END_TEST

/* --- json --- */

START_TEST(json_escapes_what_it_must)
{
    static const char text[] = "\x01\x1f\b\f\n\r\t\"\\/路\x7f";
    TER_AUTO_BUF struct ter_buf out = {0};
    TER_AUTO(ter_json_free) json_t *json = NULL;
    ter_json_add_string(&out, text, sizeof text - 1);
    ck_assert_str_eq(out.data, "\"\\u0001\\u001F\\b\\f\\n\\r\\t\\\"\\\\/路\x7f\"");
    TER_AUTO_FREE char *array = ter_format("[%s]", out.data);
    struct ter_error err = {0};
    ck_assert(ter_json_parse(array, strlen(array), "text", &json, &err));
    ck_assert_str_eq(json_string_value(json_array_get(json, 0)), text);
}
END_TEST

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

/* The bytes are jansson's own, whose writer is not used. */
static void same_as_jansson(json_t *json)
{
    TER_AUTO(ter_json_free) json_t *own = json;
    TER_AUTO_FREE char *text = ter_json_text(own);
    TER_AUTO_FREE char *peer = json_dumps(own, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    ck_assert_str_eq(text, peer);
}

START_TEST(json_numbers_are_janssons)
{
    static const double numbers[] = {0, -0.0, 1, -1, 10, 0.1, 1e-4, 0.0001234, 9.9999e-5, 99999999.9999999,
        1e8, 123456789.25, 1e15, 1e16, 1e22, 1e-7, 1.5e-300, 1e300, 39.9042, -111.1617751,
        0.30000000000000004, 1.0 / 3, 2.0 / 3, 12345678.12345678, 5e-324, 99999999.99999999};
    uint64_t state = 1;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        same_as_jansson(json_real(numbers[i]));
    for (int i = 0; i < 20000; i++) {
        state = ter_hash(state, &i, sizeof i);
        double value = (double)(int64_t)state / pow(10, i % 24);
        same_as_jansson(json_real(value));
        same_as_jansson(json_real(round(fmod(value, 1e8) * 1e7) / 1e7));
        same_as_jansson(json_real(round(fmod(value, 1e5) * 10) / 10));
    }
    same_as_jansson(json_integer(INT64_MIN));
    same_as_jansson(json_integer(INT64_MAX));
}
END_TEST

START_TEST(json_strings_and_nests_are_janssons)
{
    json_t *all = json_object();
    for (int code = 0; code < 0x80; code++) {
        char text[] = {'a', (char)code, 'b'};
        same_as_jansson(json_stringn(text, sizeof text));
    }
    same_as_jansson(json_string(""));
    same_as_jansson(json_string("巴彦镇 \xe2\x80\xa8 \"/\" \\ é 😀"));
    ter_json_set(all, "", json_array());
    ter_json_set(all, "a\"b\n", json_object());
    ter_json_set(all, "z", json_pack("[b, b, n, [i, f, {s: s}]]", 1, 0, 3, 2.5, "路", "x"));
    ter_json_set(all, "b", json_null());
    same_as_jansson(all);
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

/* --- day --- */

START_TEST(days_are_those_of_the_c_library)
{
    for (int day = -200000; day <= 200000; day += 17) {
        time_t seconds = (time_t)day * 86400;
        struct tm utc;
        char text[TER_DAY_SIZE], expected[32];
        int read;
        gmtime_r(&seconds, &utc);
        snprintf(
            expected, sizeof expected, "%04d-%02d-%02d", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday);
        ter_day_write(day, text);
        ck_assert_str_eq(text, expected);
        ck_assert(ter_day_read(text, &read));
        ck_assert_int_eq(read, day);
        ck_assert_int_eq(ter_day_weekday(day), utc.tm_wday);
        ck_assert_int_eq(ter_day_year(day), utc.tm_year + 1900);
    }
}
END_TEST

static void assert_months_later(const char *from, int months, const char *expected)
{
    char text[TER_DAY_SIZE];
    int day;
    ck_assert(ter_day_read(from, &day));
    ter_day_write(ter_day_add_months(day, months), text);
    ck_assert_str_eq(text, expected);
}

START_TEST(months_later_is_the_same_date_or_the_months_last)
{
    int day;
    assert_months_later("2023-05-17", 6, "2023-11-17");
    assert_months_later("2023-08-31", 6, "2024-02-29");
    assert_months_later("2023-12-31", 1, "2024-01-31");
    assert_months_later("2024-01-31", 11, "2024-12-31");
    assert_months_later("2024-03-31", -1, "2024-02-29");
    ck_assert(
        !ter_day_read("2023-02-29", &day) && !ter_day_read(NULL, &day) && !ter_day_read("2023-2-1", &day));
}
END_TEST

Suite *suite_base(void)
{
    Suite *suite = suite_create("base");
    TER_TEST_CASE(suite, "error", error_wrap_puts_context_in_front, error_stays_one_line,
        error_cuts_between_characters);
    TER_TEST_CASE(suite, "memory", grow_keeps_what_is_there, buffer_is_ended_by_nul);
    TER_TEST_CASE(suite, "text", text_refuses_bad_utf8, text_cut_never_splits, text_nfkc_unifies_look_alikes,
        text_key_is_how_names_compare, text_width_counts_columns, text_trim_knows_the_ideographic_space,
        text_distance_both_ways, text_suggests_only_what_is_near, text_reads_whole_numbers_only,
        text_writes_numbers_as_printf_does, text_knows_the_calendar);
    TER_TEST_CASE(suite, "json", json_escapes_what_it_must, json_errors_carry_line_and_column,
        json_writes_what_can_be_read, json_numbers_are_janssons, json_strings_and_nests_are_janssons,
        ideographs_are_normal_as_they_are, broken_ideographs_are_seen_by_the_library, json_array_is_one_array,
        json_reports_a_full_disk);
    TER_TEST_CASE(
        suite, "day", days_are_those_of_the_c_library, months_later_is_the_same_date_or_the_months_last);
    TER_TEST_CASE(suite, "digest", digest_is_sha256);
    TER_TEST_CASE(suite, "map", map_finds_what_was_put, hash_tells_cells_apart);
    return suite;
}
