/* Owns the tests of what a field accepts: every type, from text and typed, and what it says of the rest. */
#include "helpers.h"
#include "layer/layer.h"
#include "suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct ter_layer *hydrant;

static void open_hydrant(void)
{
    struct ter_error err = {0};
    for (size_t i = 0; i < ter_layer_shipped_count(); i++) {
        size_t size;
        const char *text = ter_layer_shipped_text(i, &size);
        ck_assert_msg(ter_layer_parse(text, size, "shipped", &hydrant, &err), "%s", err.message);
        if (strcmp(hydrant->name, "hydrant") == 0)
            return;
        ter_layer_free(hydrant);
    }
    ck_abort_msg("no hydrant layer");
}

static void close_hydrant(void)
{
    ter_layer_free(hydrant);
}

static const struct ter_field *field(const char *name)
{
    const struct ter_field *found = ter_layer_field(hydrant, name);
    ck_assert_msg(found != NULL, "no field %s", name);
    return found;
}

static void reads_as(const char *name, const char *text, struct ter_value expected)
{
    char scratch[TER_SCRATCH_SIZE];
    struct ter_value value = {0};
    struct ter_error err = {0};
    ck_assert_msg(
        ter_field_read(field(name), text, scratch, &value, &err), "%s \"%s\": %s", name, text, err.message);
    ck_assert_msg(value.type == expected.type && ter_value_equal(value, expected), "%s \"%s\" became \"%s\"",
        name, text, value.type == TER_VALUE_TEXT ? value.text : "another number or type");
}

static void refuses(const char *name, const char *text, const char *expected)
{
    char scratch[TER_SCRATCH_SIZE];
    struct ter_value value = ter_value_int(42);
    struct ter_error err = {0};
    ck_assert_msg(!ter_field_read(field(name), text, scratch, &value, &err), "%s took \"%s\"", name, text);
    ck_assert_msg(strstr(err.message, expected) != NULL, "%s \"%s\": \"%s\" does not say \"%s\"", name, text,
        err.message, expected);
    ck_assert_msg(value.type == TER_VALUE_INT && value.integer == 42, "a failed read set its output");
}

START_TEST(dates_in_all_spellings)
{
    static const char *const good[] = {"2023-03-05", "2023/3/5", "2023.3.5", "2023年3月5日", "2023年3月5号",
        "2023-3-5", "2023/03/05", "2023-03-05T00:00:00", "2023-03-05 12:30", "2023年03月05日", " 2023-03-05 ",
        "２０２３－０３－０５", "２０２３年３月５日", "２０２３／３／５"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        reads_as("inspected_on", good[i], ter_value_text("2023-03-05"));
    reads_as("inspected_on", "2024-02-29", ter_value_text("2024-02-29"));
    reads_as("inspected_on", "2000.2.29", ter_value_text("2000-02-29"));
}
END_TEST

START_TEST(what_is_no_date)
{
    static const char *const bad[] = {"2023-02-30", "2023/2/29", "1900-02-29", "2023年13月1日", "2023-00-10",
        "2023-04-31", "2023", "2023-05", "2023年3月", "05/03/23", "5/3/2023", "12.5.20", "23-3-5", "3月5日",
        "2023-03-05x", "2023-03-05 or so", "2023--3-5", "-2023-3-5", "2023-03-055", "202３-3", "已完成", "0",
        "45000", "2023-03-05-06"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        refuses("inspected_on", bad[i], "is not a date; write it as 2023-03-05");
}
END_TEST

START_TEST(numbers)
{
    reads_as("flow_lps", "12.5", ter_value_real(12.5));
    reads_as("flow_lps", " 12.5\t", ter_value_real(12.5));
    reads_as("flow_lps", "１２．５", ter_value_real(12.5));
    reads_as("flow_lps", "　12　", ter_value_real(12));
    reads_as("flow_lps", "1e2", ter_value_real(100));
    reads_as("flow_lps", "-0", ter_value_real(0));
    reads_as("flow_lps", "0.1", ter_value_real(0.1));
    reads_as("flow_lps", "1000", ter_value_real(1000));
    reads_as("source_row", "17", ter_value_int(17));
    reads_as("source_row", "１７", ter_value_int(17));
    reads_as("source_row", "17.0", ter_value_int(17));
    reads_as("source_row", "9007199254740993", ter_value_int(9007199254740993));
    static const char *const bad[] = {
        "12.5米", "1,200", "0x1F", "inf", "nan", "1e999", "--1", "十二", "12 5", "."};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        refuses("flow_lps", bad[i], "is not a number, which flow_lps must be");
    refuses("source_row", "17.5", "whole number");
    refuses("source_row", "99999999999999999999", "whole number");
    refuses("source_row", "abc", "whole number");
}
END_TEST

START_TEST(range_is_inclusive)
{
    refuses("flow_lps", "1000.001", "is above 1000, the most for flow_lps");
    refuses("flow_lps", "-0.001", "is below 0, the least for flow_lps");
    refuses("diameter_mm", "3001", "is above 3000");
    reads_as("diameter_mm", "3000", ter_value_real(3000));
    reads_as("diameter_mm", "0", ter_value_real(0));
}
END_TEST

START_TEST(choices_in_both_languages)
{
    reads_as("kind", "消防水鹤", ter_value_text("crane"));
    reads_as("kind", "水鹤", ter_value_text("crane"));
    reads_as("kind", "Fire-Water Crane", ter_value_text("crane"));
    reads_as("kind", "crane", ter_value_text("crane"));
    reads_as("status", "broken", ter_value_text("out_of_service"));
    refuses("defect", "坏", "\"坏\" is not a defect (known: 无水, 无压, ");
    refuses("defect", "bad", "\"bad\" is not a defect (known: no_water, no_pressure, ");
    refuses("status", "'; DROP TABLE hydrant; --", "is not a status");
}
END_TEST

START_TEST(blank_is_null)
{
    static const char *const blanks[] = {"", " ", "\t\r\n", "　", " 　 "};
    static const char *const names[] = {"flow_lps", "source_row", "inspected_on", "kind", "remark"};
    for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++) {
        for (size_t j = 0; j < sizeof names / sizeof names[0]; j++)
            reads_as(names[j], blanks[i], (struct ter_value){0});
        refuses("status", blanks[i], "status must not be empty");
    }
    reads_as("remark", " 金四路  北侧 ", ter_value_text(" 金四路  北侧 ")); /* texts stay verbatim */
}
END_TEST

static void check_is(const char *name, struct ter_value value, bool good)
{
    struct ter_error err = {0};
    ck_assert_msg(ter_field_check(field(name), value, &err) == good, "%s: %s", name,
        good ? err.message : "was accepted");
}

START_TEST(typed_values_are_checked)
{
    check_is("flow_lps", ter_value_real(1000), true);
    check_is("flow_lps", ter_value_int(12), true);
    check_is("flow_lps", ter_value_real(1000.5), false);
    check_is("flow_lps", ter_value_text("12"), false);
    check_is("source_row", ter_value_real(3), true);
    check_is("source_row", ter_value_real(3.5), false);
    check_is("inspected_on", ter_value_text("2023-03-05"), true);
    check_is("inspected_on", ter_value_text("2023-02-30"), false);
    check_is("inspected_on", ter_value_int(20230305), false);
    check_is("kind", ter_value_text("crane"), true);
    check_is("kind", ter_value_text("水鹤"), false);
    check_is("kind", ter_value_int(1), false);
    check_is("status", (struct ter_value){0}, false);
    check_is("remark", (struct ter_value){0}, true);
    /* Not finite: there is no JSON for it, so no before-image, and the record could never change again. */
    check_is("uncertainty_m", ter_value_real(INFINITY), false);
    check_is("uncertainty_m", ter_value_real((double)NAN), false);
    check_is("source_row", ter_value_real(INFINITY), false);
}
END_TEST

START_TEST(values_print_and_compare)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0.1, "0.1"}, {1.0 / 3, "0.3333333333333333"}, {12, "12"}, {1e300, "1e+300"},
        {111.16180000000001, "111.16180000000001"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        TER_AUTO_BUF struct ter_buf out = {0};
        ter_value_print(ter_value_real(cases[i].value), &out);
        ck_assert_str_eq(out.data, cases[i].text);
    }
    ck_assert(ter_value_equal(ter_value_int(1), ter_value_real(1)));
    ck_assert(ter_value_equal(ter_value_real(1), ter_value_int(1)));
    ck_assert(!ter_value_equal(ter_value_int(9007199254740993), ter_value_int(9007199254740992)));
    ck_assert(!ter_value_equal(ter_value_text(""), (struct ter_value){0}));
    ck_assert(!ter_value_equal((struct ter_value){0}, ter_value_text("")));
    ck_assert(!ter_value_equal(ter_value_text("1"), ter_value_int(1)));
    TER_AUTO_BUF struct ter_buf shown = {0};
    ter_field_print(field("defect"), ter_value_text("no_water"), TER_ZH, &shown);
    ter_field_print(field("defect"), ter_value_text("stranger"), TER_ZH, &shown);
    ck_assert_str_eq(shown.data, "无水stranger");
}
END_TEST

Suite *suite_field(void)
{
    Suite *suite = suite_create("field");
    TCase *tcase = tcase_create("values");
    tcase_add_checked_fixture(tcase, open_hydrant, close_hydrant);
    tcase_add_test(tcase, dates_in_all_spellings);
    tcase_add_test(tcase, what_is_no_date);
    tcase_add_test(tcase, numbers);
    tcase_add_test(tcase, range_is_inclusive);
    tcase_add_test(tcase, choices_in_both_languages);
    tcase_add_test(tcase, blank_is_null);
    tcase_add_test(tcase, typed_values_are_checked);
    tcase_add_test(tcase, values_print_and_compare);
    suite_add_tcase(suite, tcase);
    return suite;
}
