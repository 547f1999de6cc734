/* Owns the tests of reports: what data may never become in a page, how figures read, what a map holds. How a
 * page looks and runs in a browser is tests/report's. */
#include "reporting.h"

#include "helpers.h"
#include "report/bars.h"
#include "report/sheet_layer.h"
#include "report/simplify.h"
#include "suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What `write` writes, as text. */
static char *written(void (*write)(struct ter_markup *markup))
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    struct ter_markup markup = {.out = out};
    struct ter_error err = {0};
    write(&markup);
    ck_assert_msg(ter_markup_finish(&markup, &err), "%s", err.message);
    fclose(out);
    return text;
}

static void check_written(void (*write)(struct ter_markup *markup), const char *expected)
{
    TER_AUTO_FREE char *text = written(write);
    ck_assert_str_eq(text, expected);
}

static void write_evil_element(struct ter_markup *markup)
{
    ter_markup_begin(markup, "a");
    ter_markup_attribute(markup, "title", "\"><script>'&");
    ter_markup_text(markup, "</a><script>&amp; 中文");
    ter_markup_end(markup);
}

static void write_empty_elements(struct ter_markup *markup)
{
    ter_markup_begin_class(markup, "p", NULL);
    ter_markup_begin(markup, "br");
    ter_markup_end(markup);
    ter_markup_element(markup, "b", "x", NULL);
    ter_markup_elementf(markup, "i", NULL, "%d<", 5);
    ter_markup_end(markup);
}

static void write_bad_bytes(struct ter_markup *markup)
{
    ter_markup_element(markup, "p", NULL,
        "a\x01\xff"
        "b\xe4\xb8");
}

static void write_data(struct ter_markup *markup)
{
    TER_AUTO(ter_json_free) json_t *json = json_array();
    json_array_append_new(json, ter_json_string("</script><!-- & \u2028\u2029 \"中\\"));
    ter_markup_data(markup, "d", json);
}

START_TEST(markup_escapes_texts_and_attributes)
{
    check_written(write_evil_element,
        "<a title=\"&quot;&gt;&lt;script&gt;&#39;&amp;\">&lt;/a&gt;&lt;script&gt;&amp;amp; 中文</a>");
    check_written(write_empty_elements, "<p><br><b class=\"x\"></b><i>5&lt;</i></p>");
}
END_TEST

START_TEST(markup_replaces_what_no_page_may_hold)
{
    check_written(write_bad_bytes, "<p>a\ufffd\ufffdb\ufffd\ufffd</p>");
}
END_TEST

START_TEST(no_text_ends_a_block_of_data)
{
    check_written(write_data,
        "<script type=\"application/json\" id=\"d\">[\"\\u003c/script\\u003e\\u003c!-- \\u0026 "
        "\\u2028\\u2029 \\\"中\\\\\"]</script>");
}
END_TEST

START_TEST(a_full_disk_is_no_success)
{
    FILE *out = fopen("/dev/full", "wb");
    struct ter_markup markup = {.out = out};
    struct ter_error err = {0};
    ck_assert_ptr_nonnull(out);
    ter_markup_element(&markup, "p", NULL, "x");
    ck_assert(!ter_markup_finish(&markup, &err));
    ck_assert_int_eq(err.code, TER_FAILED);
    fclose(out);
}
END_TEST

START_TEST(figures_read_well)
{
    static const struct {
        double number;
        int decimals;
        const char *text;
    } cases[] = {{0, 0, "0"}, {999, 0, "999"}, {1000, 0, "1,000"}, {-1234567.891, 2, "-1,234,567.89"},
        {-0.2, 0, "0"}, {12, 1, "12.0"}, {100000, 0, "100,000"}, {NAN, 1, "–"}, {INFINITY, 0, "–"},
        {1e300, 2, "–"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_str_eq(ter_figure_number(cases[i].number, cases[i].decimals).text, cases[i].text);
    ck_assert_str_eq(ter_figure_of(TER_FIGURE_AREA_M2, 1234567, TER_EN).text, "1.235\u00a0km²");
    ck_assert_str_eq(ter_figure_of(TER_FIGURE_AREA_M2, 999999, TER_ZH).text, "999,999\u00a0平方米");
    ck_assert_str_eq(ter_figure_of(TER_FIGURE_LENGTH_M, 1500, TER_EN).text, "1.50\u00a0km");
    ck_assert_str_eq(ter_figure_of(TER_FIGURE_LENGTH_M, NAN, TER_EN).text, "–");
    ck_assert_str_eq(ter_figure_of(TER_FIGURE_COUNT, 1500, TER_EN).text, "1,500");
}
END_TEST

/* "100.0%" beside a gap of one address would be a lie. */
START_TEST(shares_never_round_a_gap_away)
{
    ck_assert_str_eq(ter_figure_share(1, 3).text, "33.3%");
    ck_assert_str_eq(ter_figure_share(0, 3).text, "0.0%");
    ck_assert_str_eq(ter_figure_share(3, 3).text, "100.0%");
    ck_assert_str_eq(ter_figure_share(99999, 100000).text, ">99.9%");
    ck_assert_str_eq(ter_figure_share(1, 100000).text, "<0.1%");
    ck_assert_str_eq(ter_figure_share(0, 0).text, "–");
    ck_assert_str_eq(ter_figure_share(NAN, 5).text, "–");
}
END_TEST

START_TEST(every_word_stands_in_both_languages)
{
    for (int word = 0; word < TER_WORD_COUNT_END; word++)
        for (int lang = TER_EN; lang <= TER_ZH; lang++)
            ck_assert_msg(ter_word((enum ter_word)word, (enum ter_lang)lang) != NULL, "word %d, language %d",
                word, lang);
    TER_AUTO_FREE char *filled =
        ter_word_fill(TER_WORD_CHART_GAP_OF, TER_EN, (const char *const[]){"{2}", "b", "c", NULL});
    ck_assert_str_eq(filled, "gap {2} of b (c)");
}
END_TEST

START_TEST(commands_are_quoted_for_a_shell)
{
    TER_AUTO_BUF struct ter_buf command = {0};
    ter_page_quote(&command, "terrier");
    ter_page_quote(&command, "it's $HOME/察素齐.csv");
    ter_page_quote(&command, "--radius");
    ter_page_quote(&command, "");
    ck_assert_str_eq(command.data, "terrier 'it'\\''s $HOME/察素齐.csv' --radius ''");
}
END_TEST

START_TEST(only_terriers_pages_are_its_reports)
{
    struct ter_coverage *coverage = reporting_coverage(TER_EN);
    const char *page = ter_test_path("page.html");
    reporting_write(coverage, page);
    ck_assert(ter_page_is_report(page));
    ck_assert(!ter_page_is_report(ter_test_write_text("other.html", "<!DOCTYPE html>\n<title>mine</title>")));
    ck_assert(!ter_page_is_report(ter_test_write_text("empty.html", "")));
    ck_assert(!ter_page_is_report(ter_test_path("none.html")));
    reporting_free(coverage);
}
END_TEST

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
        count++;
    return count;
}

/* The page's own scripts are three and its data one block: whatever else a parser took for one came from
 * data. */
START_TEST(data_never_becomes_markup)
{
    for (int lang = TER_EN; lang <= TER_ZH; lang++) {
        struct ter_coverage *coverage = reporting_coverage((enum ter_lang)lang);
        const char *path = ter_test_path("evil.html");
        reporting_write(coverage, path);
        TER_AUTO_FREE char *text = ter_test_read(path, NULL);
        ck_assert_uint_eq(count_of(text, "<script"), 4);
        ck_assert_uint_eq(count_of(text, "</script"), 4);
        ck_assert_uint_eq(count_of(text, "<img"), 0);
        ck_assert_uint_eq(count_of(text, "<!--"), 1);
        ck_assert_uint_eq(count_of(text, "<b>&"), 0);
        ck_assert_uint_gt(count_of(text, "&lt;/script&gt;&lt;!--&lt;img"), 3);
        ck_assert_uint_gt(count_of(text, "\\u003c/script\\u003e\\u003c!--"), 1);
        reporting_free(coverage);
    }
}
END_TEST

START_TEST(a_page_asks_for_nothing_from_elsewhere)
{
    struct ter_coverage *coverage = reporting_coverage(TER_EN);
    const char *path = ter_test_path("page.html");
    reporting_write(coverage, path);
    TER_AUTO_FREE char *text = ter_test_read(path, NULL);
    static const char *const doors[] = {
        "<link", " src=\"", "url(http", "url(images", "@import", "sourceMappingURL", "fetch("};
    for (size_t i = 0; i < sizeof doors / sizeof *doors; i++)
        ck_assert_msg(strstr(text, doors[i]) == NULL, "%s", doors[i]);
    ck_assert_ptr_nonnull(strstr(text, "default-src &#39;none&#39;"));
    ck_assert_ptr_nonnull(strstr(text, "Redistributions in binary form"));
    reporting_free(coverage);
}
END_TEST

START_TEST(a_page_names_its_figures_and_their_command)
{
    struct ter_coverage *coverage = reporting_coverage(TER_ZH);
    coverage->assume_exact = true;
    const char *path = ter_test_path("page.html");
    reporting_write(coverage, path);
    TER_AUTO_FREE char *text = ter_test_read(path, NULL);
    static const char *const parts[] = {"lang=\"zh-Hans\"", "土默特左旗", "2023-12-31 现状", "--assume-exact",
        "data-value=\"65245.6\"", "65.25", "<code>terrier --db tumed.sqlite coverage hydrant",
        "GB 50974-2014, 7.2.5", "H-000004", "土左政办发〔2023〕53号 附件2"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        ck_assert_msg(strstr(text, parts[i]) != NULL, "%s", parts[i]);
    reporting_free(coverage);
}
END_TEST

START_TEST(simplifying_keeps_what_matters)
{
    struct ter_lonlat line[] = {{10, 50}, {10.001, 50.000001}, {10.002, 50}, {10.003, 50.01}, {10.004, 50}};
    ck_assert_uint_eq(ter_simplify(line, 5, 1), 4); /* the second is 0.1 m off a straight line */
    ck_assert_double_eq(line[1].lon, 10.002);
    ck_assert_double_eq(line[3].lon, 10.004);
    struct ter_lonlat ring[] = {{10, 50}, {10.01, 50}, {10.01, 50.01}, {10, 50}};
    ck_assert_uint_eq(ter_simplify(ring, 4, 5), 4);
    ck_assert_uint_eq(ter_simplify(ring, 4, 1e5), 2);
    ck_assert_uint_eq(ter_simplify(line, 0, 1), 0);
    ck_assert_uint_eq(ter_simplify(line, 1, 1), 1);
}
END_TEST

static struct ter_sheet_layer layer_of(enum ter_sheet_shape shape)
{
    return (struct ter_sheet_layer){
        .style = {.class = ter_strdup("x"), .title = ter_strdup("addresses"), .shape = shape}};
}

static void add_feature(struct ter_sheet_layer *layer, const struct ter_lonlat *points, size_t count)
{
    layer->features = ter_grow(layer->features, &layer->capacity, layer->count + 1, sizeof *layer->features);
    layer->features[layer->count++] = (struct ter_sheet_feature){
        .points = {.items = ter_memdup(points, count * sizeof *points), .count = count}};
}

START_TEST(geometries_travel_as_steps_in_millionths)
{
    struct ter_sheet_layer layer = layer_of(TER_SHEET_LINES);
    TER_AUTO_STRINGS struct ter_strings notes = {0};
    add_feature(&layer, (struct ter_lonlat[]){{111.15, 40.72}, {111.1501, 40.7199}}, 2);
    TER_AUTO(ter_json_free) json_t *json = ter_sheet_layer_json(&layer, TER_EN, &notes);
    ck_assert_str_eq(
        json_string_value(json_array_get(json_object_get(json, "g"), 0)), "111150000 40720000 100 -100");
    ck_assert_uint_eq(notes.count, 0);
    ter_sheet_layer_free(&layer);
}
END_TEST

START_TEST(too_many_dots_become_groups_and_a_note)
{
    struct ter_sheet_layer layer = layer_of(TER_SHEET_DOTS);
    TER_AUTO_STRINGS struct ter_strings notes = {0};
    for (int i = 0; i < 30000; i++) {
        int row = i / 200, column = i % 200;
        add_feature(&layer, &(struct ter_lonlat){-78.5 + 0.0001 * column, 26.5 - 0.0001 * row}, 1);
    }
    TER_AUTO(ter_json_free) json_t *json = ter_sheet_layer_json(&layer, TER_EN, &notes);
    size_t groups = json_array_size(json_object_get(json, "g"));
    ck_assert_uint_gt(groups, 1000);
    ck_assert_uint_le(groups, 20000);
    ck_assert_uint_eq(notes.count, 1);
    ck_assert_ptr_nonnull(strstr(notes.items[0], "30,000"));
    ter_sheet_layer_free(&layer);
}
END_TEST

START_TEST(large_layers_are_drawn_coarser_and_say_so)
{
    enum { LINES = 3000, POINTS = 100 };
    struct ter_sheet_layer layer = layer_of(TER_SHEET_LINES);
    TER_AUTO_STRINGS struct ter_strings notes = {0};
    struct ter_lonlat line[POINTS];
    for (int i = 0; i < LINES; i++) {
        for (int j = 0; j < POINTS; j++)
            line[j] = (struct ter_lonlat){10 + 0.001 * j, 50 + 0.00002 * (j % 2) + 0.0001 * i};
        add_feature(&layer, line, POINTS);
    }
    TER_AUTO(ter_json_free) json_t *json = ter_sheet_layer_json(&layer, TER_EN, &notes);
    TER_AUTO_FREE char *text = ter_json_text(json);
    ck_assert_uint_lt(strlen(text), 2100000);
    ck_assert_uint_eq(json_array_size(json_object_get(json, "g")), LINES);
    ck_assert_uint_eq(notes.count, 1);
    ter_sheet_layer_free(&layer);
}
END_TEST

START_TEST(a_map_leaves_out_what_has_no_place)
{
    TER_AUTO(ter_sheet_close) struct ter_sheet *sheet = ter_sheet_open(TER_EN);
    struct ter_sheet_style style = {.class = "d-gap", .title = "nothing", .shape = TER_SHEET_DOTS};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    struct ter_page page = {.markup.out = out};
    ter_sheet_layer(sheet, &style);
    ter_sheet_point(sheet, (struct ter_lonlat){NAN, NAN}, 0, "x");
    ter_sheet_wkb(sheet, (struct ter_wkb){NULL, 0}, "x");
    ter_sheet_wkb(sheet, (struct ter_wkb){(const uint8_t *)"\1\3\0\0\0\1", 6}, "cut short");
    ter_sheet_write(sheet, &page, NULL);
    fclose(out);
    ck_assert_ptr_null(strstr(text, "nothing"));
    ck_assert_ptr_nonnull(strstr(text, "\"layers\":[]"));
    free(text);
}
END_TEST

START_TEST(bars_divide_what_there_is)
{
    struct ter_bar bars[] = {{"a", 100, 25, 50, "r"}, {"none", 0, 0, 0, "r"}, {"odd", 10, 20, 5, "r"}};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    struct ter_page page = {.markup.out = out};
    ter_bars_write(&page, "t", bars, 3, 2);
    fclose(out);
    ck_assert_ptr_nonnull(strstr(text, "class=\"s-certain\" x=\"220.00\" y=\"6.00\" width=\"110.00\""));
    ck_assert_ptr_nonnull(strstr(text, "class=\"s-gap\" x=\"440.00\" y=\"6.00\" width=\"220.00\""));
    ck_assert_ptr_null(strstr(text, "nan"));
    ck_assert_ptr_null(strstr(text, ">odd<"));
    ck_assert_ptr_nonnull(strstr(text, "1 more"));
    free(text);
}
END_TEST

Suite *suite_report(void)
{
    Suite *suite = suite_create("report");
    TER_TEST_CASE(suite, "markup", markup_escapes_texts_and_attributes, markup_replaces_what_no_page_may_hold,
        no_text_ends_a_block_of_data, a_full_disk_is_no_success);
    TER_TEST_CASE(suite, "figures", figures_read_well, shares_never_round_a_gap_away,
        every_word_stands_in_both_languages, commands_are_quoted_for_a_shell);
    TER_TEST_CASE(suite, "page", only_terriers_pages_are_its_reports, data_never_becomes_markup,
        a_page_asks_for_nothing_from_elsewhere, a_page_names_its_figures_and_their_command);
    TER_TEST_CASE(suite, "map", simplifying_keeps_what_matters, geometries_travel_as_steps_in_millionths,
        too_many_dots_become_groups_and_a_note, large_layers_are_drawn_coarser_and_say_so,
        a_map_leaves_out_what_has_no_place, bars_divide_what_there_is);
    return suite;
}
