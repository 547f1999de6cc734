/* Owns the tests of src/layer: definitions and their mistakes, headings, domains, transitions. What a field
 * makes of a text is in test_field.c. */
#include "base/json.h"
#include "helpers.h"
#include "layer/layer.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The definition that the tests below spoil in one place each. */
static const char lamp[] =
    "{\n"
    "  \"name\": \"lamp\", \"version\": 1,\n"
    "  \"title\": {\"en\": \"Street lamps\", \"zh\": \"路灯\"},\n"
    "  \"description\": {\"en\": \"Street lamps.\", \"zh\": \"路灯。\"},\n"
    "  \"geometry\": \"Point\",\n"
    "  \"code\": {\"prefix\": \"L-\", \"digits\": 5},\n"
    "  \"uncertainty_m\": {\"manual\": 20, \"imported\": 50},\n"
    "  \"fields\": [\n"
    "    {\"name\": \"kind\", \"type\": \"text\", \"domain\": \"kind\", \"shp\": \"KIND\",\n"
    "     \"title\": {\"en\": \"kind\", \"zh\": \"类型\"}, \"aliases\": [\"型式\"]},\n"
    "    {\"name\": \"height_m\", \"type\": \"real\", \"min\": 0, \"max\": 60, \"shp\": \"HEIGHT\",\n"
    "     \"title\": {\"en\": \"height\", \"zh\": \"高度\"}}\n"
    "  ],\n"
    "  \"domains\": {\"kind\": [{\"value\": \"led\", \"title\": {\"en\": \"LED\", \"zh\": \"LED灯\"},\n"
    "    \"severity\": 2, \"needs\": \"lift\", \"color\": \"#009e73\"}]},\n"
    "  \"status\": {\n"
    "    \"initial\": \"on\",\n"
    "    \"values\": [{\"value\": \"on\", \"title\": {\"en\": \"on\", \"zh\": \"正常\"}},\n"
    "      {\"value\": \"off\", \"title\": {\"en\": \"off\", \"zh\": \"停用\"}}],\n"
    "    \"transitions\": {\"on\": [\"off\"], \"off\": []},\n"
    "    \"available\": [\"on\"]\n"
    "  },\n"
    "  \"indexes\": [[\"kind\"]],\n"
    "  \"style\": {\"by\": \"status\"}\n"
    "}\n";

/* lamp with the first occurrence of `old` replaced. */
static char *spoilt(const char *old, const char *new)
{
    const char *at = strstr(lamp, old);
    ck_assert_msg(at != NULL, "the sample has no %s", old);
    return ter_format("%.*s%s%s", (int)(at - lamp), lamp, new, at + strlen(old));
}

static struct ter_layer *parse_ok(const char *text)
{
    struct ter_layer *layer = NULL;
    struct ter_error err = {0};
    ck_assert_msg(ter_layer_parse(text, strlen(text), "lamp.json", &layer, &err), "%s", err.message);
    return layer;
}

static void check_refused(const char *text, const char *expected)
{
    struct ter_layer *layer = NULL;
    struct ter_error err = {0};
    ck_assert_msg(
        !ter_layer_parse(text, strlen(text), "lamp.json", &layer, &err), "accepted, not \"%s\"", expected);
    ck_assert_ptr_null(layer);
    ck_assert_msg(strncmp(err.message, "lamp.json: ", 11) == 0 && strstr(err.message, expected),
        "\"%s\" does not say \"%s\"", err.message, expected);
}

static struct ter_layer *shipped(const char *name)
{
    for (size_t i = 0; i < ter_layer_shipped_count(); i++) {
        size_t size;
        struct ter_error err = {0};
        struct ter_layer *layer = NULL;
        const char *text = ter_layer_shipped_text(i, &size);
        ck_assert_msg(ter_layer_parse(text, size, "shipped", &layer, &err), "%s", err.message);
        if (strcmp(layer->name, name) == 0)
            return layer;
        ter_layer_free(layer);
    }
    ck_abort_msg("no shipped layer %s", name);
    return NULL;
}

START_TEST(shipped_definitions_are_sound)
{
    ck_assert_uint_ge(ter_layer_shipped_count(), 2);
    for (size_t i = 0; i < ter_layer_shipped_count(); i++) {
        size_t size;
        struct ter_error err = {0};
        TER_AUTO(ter_layer_free) struct ter_layer *layer = NULL;
        const char *text = ter_layer_shipped_text(i, &size);
        ck_assert_msg(ter_layer_parse(text, size, "shipped", &layer, &err), "%s", err.message);
        ck_assert_uint_eq(layer->role[TER_ROLE_ID], 0);
        ck_assert_uint_eq(layer->role[TER_ROLE_CODE], 1);
        ck_assert_uint_le(layer->field_count, TER_MAX_FIELDS);
        /* Every name of every choice must lead back to that choice: an alias taken twice would not. */
        for (size_t d = 0; d < layer->domain_count; d++)
            for (size_t c = 0; c < layer->domains[d].count; c++) {
                const struct ter_choice *choice = &layer->domains[d].choices[c];
                for (size_t a = 0; a < 3 + choice->aliases.count; a++) {
                    const char *name = a == 0  ? choice->value
                                       : a < 3 ? choice->title.text[a - 1]
                                               : choice->aliases.items[a - 3];
                    ck_assert_msg(ter_domain_choice(&layer->domains[d], name) == choice,
                        "%s: \"%s\" means another choice of %s", layer->name, name, layer->domains[d].name);
                }
            }
        /* The same of the headings of every field. */
        for (size_t f = 0; f < layer->field_count; f++) {
            const struct ter_field *field = &layer->fields[f];
            for (size_t a = 0; a < 3 + field->aliases.count; a++) {
                const char *name = a == 0  ? field->name
                                   : a < 3 ? field->title.text[a - 1]
                                           : field->aliases.items[a - 3];
                ck_assert_msg(ter_layer_field_for_heading(layer, name) == field,
                    "%s: heading \"%s\" of %s leads to another field", layer->name, name, field->name);
            }
        }
    }
}
END_TEST

START_TEST(sample_is_sound)
{
    TER_AUTO(ter_layer_free) struct ter_layer *layer = parse_ok(lamp);
    ck_assert_str_eq(layer->name, "lamp");
    ck_assert_uint_eq(layer->field_count, 2 + 2 + 12);
    ck_assert_str_eq(layer->json, lamp);
    const struct ter_field *height = ter_layer_field(layer, "height_m");
    ck_assert(height->has_max && height->max == 60 && height->has_min && !height->required);
}
END_TEST

START_TEST(syntax_error_has_line_and_column)
{
    TER_AUTO_FREE char *comma = spoilt("\"digits\": 5}", "\"digits\": 5,}");
    check_refused(comma, "line 6, column ");
    check_refused("", "line 1, column 0");
    check_refused("[1, 2", "line 1");
    check_refused("{\"name\": \"a\", \"name\": \"b\"}", "duplicate");
    check_refused("{\"name\": \"\xff\"}", "line 1");
}
END_TEST

START_TEST(each_mistake_has_its_path)
{
    static const struct {
        const char *old, *new, *expected;
    } cases[] = {
        {"\"aliases\": [\"型式\"]", "\"alias\": [\"型式\"]",
            "at /fields/0/alias: unknown member; did you mean \"aliases\"?"},
        {"\"version\": 1,", "\"version\": 1, \"foo\": 1,", "at /foo: unknown member"},
        {"\"type\": \"real\"", "\"type\": \"float\"", "at /fields/1/type: \"float\" is not a type"},
        {"\"type\": \"real\"", "\"type\": 7", "at /fields/1/type: must be a string"},
        {"\"domain\": \"kind\"", "\"domain\": \"kinds\"",
            "at /fields/0/domain: there is no domain \"kinds\""},
        {"\"type\": \"text\"", "\"type\": \"integer\"",
            "at /fields/0/type: a field with a domain must be text"},
        {"\"name\": \"height_m\"", "\"name\": \"kind\"", "at /fields/1: name \"kind\""},
        {"\"name\": \"height_m\"", "\"name\": \"township\"", "name \"township\""},
        {"\"name\": \"height_m\"", "\"name\": \"code\"", "at /fields/1: name \"code\""},
        {"\"shp\": \"HEIGHT\"", "\"shp\": \"KIND\"",
            "at /fields/1: name \"height_m\" or Shapefile name \"KIND\""},
        {"\"shp\": \"HEIGHT\"", "\"shp\": \"HEIGHT_OF_IT\"", "at /fields/1/shp: \"HEIGHT_OF_IT\""},
        {"\"shp\": \"HEIGHT\"", "\"shp\": \"高度\"", "at /fields/1/shp: \"高度\""},
        {"\"shp\": \"HEIGHT\",", "", "at /fields/1/shp: is missing"},
        {"\"min\": 0", "\"min\": \"0\"", "at /fields/1/min: must be a number"},
        {"\"min\": 0", "\"min\": 61", "at /fields/1/min"},
        {"\"zh\": \"高度\"", "\"zh\": \"\"", "at /fields/1/title/zh: must be a string that is not empty"},
        {"\"zh\": \"高度\"", "\"zh\": \"高\\u000a度\"", "at /fields/1/title/zh: must not hold control"},
        {"\"aliases\": [\"型式\"]", "\"aliases\": [\"\"]", "at /fields/0/aliases/0"},
        {"\"aliases\": [\"型式\"]", "\"aliases\": \"型式\"", "at /fields/0/aliases: must be a list"},
        {"\"on\": [\"off\"]", "\"on\": [\"of\"]", "at /status/transitions/on: \"of\" is not one of"},
        {"\"off\": []", "\"out\": []", "at /status/transitions/out: \"out\" is not one of"},
        {"\"initial\": \"on\"", "\"initial\": \"dim\"", "at /status/initial: \"dim\" is not one of"},
        {"\"available\": [\"on\"]", "\"available\": [\"dim\"]", "at /status/available: \"dim\""},
        {"\"value\": \"off\"", "\"value\": \"on\"", "at /status/values/1: repeats a value"},
        {"\"severity\": 2", "\"severity\": 6", "at /domains/kind/0/severity"},
        {"\"severity\": 2", "\"severity\": 1.5", "at /domains/kind/0/severity"},
        {"\"color\": \"#009e73\"", "\"color\": \"green\"", "at /domains/kind/0/color: \"green\""},
        {"\"domains\": {\"kind\": ", "\"domains\": {\"method\": [], \"kind\": ", "at /domains/method"},
        {"\"domains\": {\"kind\": ", "\"domains\": {\"status\": [], \"kind\": ", "at /domains/status"},
        {"\"geometry\": \"Point\"", "\"geometry\": \"Dot\"", "at /geometry: \"Dot\""},
        {"\"prefix\": \"L-\"", "\"prefix\": \"l'\"", "at /code"},
        {"\"prefix\": \"L-\"", "\"prefix\": \"%s%n\"", "at /code"},
        {"\"digits\": 5", "\"digits\": 13", "at /code"},
        {"\"manual\": 20", "\"manual\": 0", "at /uncertainty_m"},
        {"[[\"kind\"]]", "[[\"sort\"]]", "at /indexes/0"},
        {"[[\"kind\"]]", "[[\"kind\", \"status\", \"code\", \"id\"]]", "at /indexes/0"},
        {"\"by\": \"status\"", "\"by\": \"height_m\"", "at /style"},
        {"\"version\": 1", "\"version\": 1.5", "at /version"},
        {"\"version\": 1", "\"version\": 0", "at /version"},
        {"\"version\": 1", "\"version\": 1e300", "at /version"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        TER_AUTO_FREE char *text = spoilt(cases[i].old, cases[i].new);
        check_refused(text, cases[i].expected);
    }
}
END_TEST

/* Names become tables and columns. Nothing but a-z, 0-9 and _ may ever reach SQL, and no name that the
 * registry, SpatiaLite or SQLite uses itself. */
START_TEST(bad_names_are_refused)
{
    static const char *const names[] = {"lamp; DROP TABLE meta", "lamp\\\"", "lamp'", "Lamp", "2lamp",
        "_lamp", "路灯", "lamp lamp", "a23456789012345678901234567890123456789012", "history", "source",
        "road", "meta", "sqlite_lamp", "idx_lamp_geom", "geometry_columns", "geometry_columns_auth",
        "spatial_ref_sys_aux", "spatialite_history", "data_licenses", "sql_statements_log",
        "elementarygeometries", "spatialindex", "vector_layers", "knn2", "layer_styles", "raster_coverages"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        TER_AUTO_FREE char *member = ter_format("\"name\": \"%s\"", names[i]);
        TER_AUTO_FREE char *text = spoilt("\"name\": \"lamp\"", member);
        check_refused(text, "at /name: ");
    }
    static const char *const fields[] = {"geom", "rowid", "oid", "h; --", "h\\\"", "Height", "高度"};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        TER_AUTO_FREE char *member = ter_format("\"name\": \"%s\"", fields[i]);
        TER_AUTO_FREE char *text = spoilt("\"name\": \"height_m\"", member);
        check_refused(text, "at /fields/1/name: ");
    }
    TER_AUTO_FREE char *value = spoilt("\"value\": \"led\"", "\"value\": \"l'ed\"");
    check_refused(value, "at /domains/kind/0/value: ");
}
END_TEST

static char *with_fields(int count)
{
    TER_AUTO_BUF struct ter_buf list = {0};
    for (int i = 0; i < count; i++)
        ter_buf_printf(&list,
            "{\"name\": \"f%d\", \"type\": \"real\", \"shp\": \"F%d\", \"title\": {\"en\": \"f%d\", \"zh\": "
            "\"字段%d\"}},",
            i, i, i, i);
    TER_AUTO_FREE char *fields = ter_format("\"fields\": [%s", list.data);
    return spoilt("\"fields\": [", fields);
}

START_TEST(sixty_fields_and_no_more)
{
    TER_AUTO_FREE char *full = with_fields(TER_MAX_FIELDS - 16);
    TER_AUTO(ter_layer_free) struct ter_layer *layer = parse_ok(full);
    ck_assert_uint_eq(layer->field_count, TER_MAX_FIELDS);
    TER_AUTO_FREE char *over = with_fields(TER_MAX_FIELDS - 15);
    check_refused(over, "at most 60 fields");
    TER_AUTO_FREE char *far = with_fields(500);
    check_refused(far, "at /fields: ");
}
END_TEST

START_TEST(headings_mean_fields)
{
    static const char *const headings[][2] = {{"街道（路段）", "road"}, {"街道(路段)", "road"},
        {" 街道 ", "road"}, {"水源现状", "defect"}, {"序号", "source_row"},
        {"Location  Text", "location_text"}, {"具体位置", "location_text"}, {"ＲＯＡＤ", "road"},
        {"静压（ＭＰａ）", "pressure_mpa"}, {"乡镇（街道）", "township"}, {"flow_lps", "flow_lps"}};
    TER_AUTO(ter_layer_free) struct ter_layer *layer = shipped("hydrant");
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++) {
        const struct ter_field *field = ter_layer_field_for_heading(layer, headings[i][0]);
        ck_assert_msg(field != NULL, "\"%s\" means nothing", headings[i][0]);
        ck_assert_str_eq(field->name, headings[i][1]);
    }
    static const char *const strangers[] = {"", " ", "　", "街道路段", "road;", "\"road\"", "geom"};
    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++)
        ck_assert_msg(!ter_layer_field_for_heading(layer, strangers[i]), "\"%s\"", strangers[i]);
    const struct ter_field *field = NULL;
    struct ter_error err = {0};
    ck_assert(!ter_layer_need_field(layer, "flow_lsp", &field, &err));
    ck_assert_msg(strstr(err.message, "did you mean \"flow_lps\""), "%s", err.message);
}
END_TEST

START_TEST(choices_by_any_name)
{
    TER_AUTO(ter_layer_free) struct ter_layer *layer = shipped("hydrant");
    const struct ter_domain *defect = ter_layer_field(layer, "defect")->domain;
    static const char *const names[] = {"no_water", "No Water", "无水", " 无水　", "ｎｏ＿ｗａｔｅｒ"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct ter_choice *choice = ter_domain_choice(defect, names[i]);
        ck_assert_msg(choice != NULL, "\"%s\" is not known", names[i]);
        ck_assert_str_eq(choice->value, "no_water");
    }
    /* The gazette keeps these apart, and so must we. */
    ck_assert_str_eq(ter_domain_choice(defect, "掩埋")->value, "covered");
    ck_assert_str_eq(ter_domain_choice(defect, "埋压")->value, "buried");
    ck_assert_str_eq(ter_domain_choice(defect, "无压")->value, "no_pressure");
    ck_assert_ptr_null(ter_domain_choice(defect, ""));
    ck_assert_ptr_null(ter_domain_choice(defect, "坏"));
    ck_assert_ptr_null(ter_domain_choice(defect, "no_wate"));
}
END_TEST

START_TEST(transitions_in_both_orders)
{
    TER_AUTO(ter_layer_free) struct ter_layer *layer = shipped("hydrant");
    ck_assert(ter_layer_transition_allowed(layer, "planned", "in_service"));
    ck_assert(!ter_layer_transition_allowed(layer, "in_service", "planned"));
    ck_assert(!ter_layer_transition_allowed(layer, "retired", "in_service"));
    ck_assert(ter_layer_transition_allowed(layer, "retired", "retired"));
    ck_assert(!ter_layer_transition_allowed(layer, "planned", "nowhere"));
}
END_TEST

Suite *suite_layer(void)
{
    Suite *suite = suite_create("layer");
    TER_TEST_CASE(suite, "definition", shipped_definitions_are_sound, sample_is_sound,
        syntax_error_has_line_and_column, each_mistake_has_its_path, bad_names_are_refused,
        sixty_fields_and_no_more);
    TER_TEST_CASE(suite, "names", headings_mean_fields, choices_by_any_name, transitions_in_both_orders);
    return suite;
}
