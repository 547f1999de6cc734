/* Protects the QGIS document: that it is well-formed whatever a definition's titles hold, that each choice
 * can be told from the others, and that the form says in the asked language what the definition demands. That
 * QGIS understands it all is checked by tests/qgis. */
#include "helpers.h"
#include "layer/qml.h"
#include "suites.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>

#include <stdlib.h>
#include <string.h>

static struct ter_layer *layer;
static xmlDocPtr document;

static void close_all(void)
{
    xmlFreeDoc(document);
    document = NULL;
    ter_layer_free(layer);
    layer = NULL;
    xmlCleanupParser();
}

/* Write the style of a definition and parse it back. */
static void style(const char *text, size_t size, enum ter_lang lang)
{
    struct ter_error err = {0};
    TER_AUTO_FREE char *qml = NULL;
    close_all();
    ck_assert_msg(ter_layer_parse(text, size, "test.json", &layer, &err), "%s", err.message);
    ck_assert_msg(ter_layer_qml(layer, lang, &qml, &err), "%s", err.message);
    document = xmlReadMemory(qml, (int)strlen(qml), "test.qml", NULL, XML_PARSE_NONET);
    ck_assert_ptr_nonnull(document);
}

static void style_shipped(const char *name, enum ter_lang lang)
{
    for (size_t i = 0; i < ter_layer_shipped_count(); i++) {
        size_t size;
        const char *text = ter_layer_shipped_text(i, &size);
        style(text, size, lang);
        if (strcmp(layer->name, name) == 0)
            return;
    }
    ck_abort_msg("no layer %s ships", name);
}

/* The text that an XPath expression gives; the caller frees it with xmlFree. */
static char *ask(const char *expression)
{
    xmlXPathContextPtr context = xmlXPathNewContext(document);
    TER_AUTO_FREE char *whole = ter_format("string(%s)", expression);
    xmlXPathObjectPtr object = xmlXPathEvalExpression((const xmlChar *)whole, context);
    ck_assert_msg(object, "%s is no XPath", expression);
    char *text = (char *)xmlXPathCastToString(object);
    xmlXPathFreeObject(object);
    xmlXPathFreeContext(context);
    return text;
}

static void check(const char *expression, const char *wanted)
{
    char *found = ask(expression);
    ck_assert_msg(strcmp(found, wanted) == 0, "%s is \"%s\", not \"%s\"", expression, found, wanted);
    xmlFree(found);
}

START_TEST(categories_are_the_choices_and_all_else)
{
    style_shipped("hydrant", TER_ZH);
    check("//renderer-v2/@attr", "status");
    check("count(//categories/category)", "7");
    check("count(//renderer-v2/symbols/symbol)", "7");
    check("//category[@value='out_of_service']/@label", "无法使用");
    check("//category[7]/@value", "");
    check("//symbol[@name = "
          "//category[@value='out_of_service']/@symbol]/layer[2]//Option[@name='color']/@value",
        "213,94,0,255");
    style_shipped("hydrant", TER_EN);
    check("//category[@value='out_of_service']/@label", "out of service");
}
END_TEST

START_TEST(zones_can_be_seen_through)
{
    style_shipped("township", TER_ZH);
    check("//symbols/symbol[1]/@type", "fill");
    check("//layerGeometryType", "2");
    check("//symbols/symbol[1]/layer[@class='SimpleFill']//Option[@name='color']/@value", "86,180,233,38");
    check("count(//symbols/symbol[1]/layer[@class='LinePatternFill']/symbol)", "1");
}
END_TEST

START_TEST(the_form_knows_what_the_definition_demands)
{
    style_shipped("hydrant", TER_ZH);
    check("//fieldConfiguration/field[@name='status']/editWidget/@type", "ValueMap");
    check("count(//fieldConfiguration/field[@name='status']//Option[@type='QString'])", "6");
    check("count(//fieldConfiguration/field[@name='kind']//Option[@type='QString'])", "8"); /* and none */
    check("//fieldConfiguration/field[@name='target_date']/editWidget/@type", "DateTime");
    check("//fieldConfiguration/field[@name='updated_at']/editWidget/@type", "TextEdit");
    check("//editable/field[@name='updated_at']/@editable", "0");
    check("//editable/field[@name='status']/@editable", "1");
    check("//aliases/alias[@field='status']/@name", "状态");
    check("//constraints/constraint[@field='status']/@notnull_strength", "1");
    check("//constraintExpressions/constraint[@field='status']/@desc", "状态不能为空");
    check("//constraintExpressions/constraint[@field='pressure_mpa']/@exp",
        "\"pressure_mpa\" IS NULL OR (\"pressure_mpa\" >= 0 AND \"pressure_mpa\" <= 4)");
    check("//constraintExpressions/constraint[@field='pressure_mpa']/@desc", "静压(MPa)应在 0 与 4 之间");
    check("count(//constraints/constraint[@field='remark'])", "0");
    style_shipped("hydrant", TER_EN);
    check("//constraintExpressions/constraint[@field='uncertainty_m']/@desc",
        "uncertainty (m) must be at least 0");
}
END_TEST

START_TEST(labels_show_at_large_scales_only)
{
    style_shipped("hydrant", TER_ZH);
    check("//labeling//text-style/@fieldName", "code");
    check("//labeling//rendering/@scaleVisibility", "1");
    check("//labeling//rendering/@scaleMax", "10000");
}
END_TEST

/* A layer of wells with `count` kinds that have no colour, beside a status that takes the palette's first. */
static void style_wells(const char *geometry, const char *title, size_t count)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    ter_buf_printf(&text,
        "{\"name\": \"well\", \"version\": 1, \"title\": {\"en\": \"Wells\", \"zh\": \"井\"}, "
        "\"description\": "
        "{\"en\": \"Wells.\", \"zh\": \"井。\"}, \"geometry\": \"%s\", \"code\": {\"prefix\": \"W-\", "
        "\"digits\": 4}, "
        "\"uncertainty_m\": {\"manual\": 10, \"imported\": 10}, \"fields\": [{\"name\": \"kind\", \"type\": "
        "\"text\", "
        "\"domain\": \"kind\", \"shp\": \"KIND\", \"title\": {\"en\": \"%s\", \"zh\": \"类\"}}], "
        "\"domains\": {\"kind\": [",
        geometry, title);
    for (size_t i = 0; i < count; i++)
        ter_buf_printf(&text,
            "%s{\"value\": \"k%zu\", \"title\": {\"en\": \"kind %zu <&>\", \"zh\": \"第%zu类\"}%s}",
            i ? ", " : "", i, i, i, i == 1 ? ", \"color\": \"#e69f00\"" : "");
    ter_buf_text(&text,
        "]}, \"status\": {\"initial\": \"open\", \"values\": [{\"value\": \"open\", \"title\": {\"en\": "
        "\"open\", "
        "\"zh\": \"开\"}}], \"transitions\": {\"open\": []}, \"available\": [\"open\"]}, \"indexes\": [], "
        "\"style\": {\"by\": \"kind\"}}");
    style(text.data, text.size, TER_EN);
}

/* What tells one symbol from another: its colour and its shape (points) or angle (polygons). */
static char *look_of(size_t symbol, const char *second)
{
    TER_AUTO_FREE char *color =
        ter_format("//symbols/symbol[%zu]/layer[last()]/Option/Option[@name='color']/@value", symbol);
    TER_AUTO_FREE char *other =
        ter_format("//symbols/symbol[%zu]/layer[last()]/Option/Option[@name='%s']/@value", symbol, second);
    char *a = ask(color), *b = ask(other);
    char *look = ter_format("%s %s", a, b);
    xmlFree(a);
    xmlFree(b);
    return look;
}

static void check_all_differ(size_t count, const char *second)
{
    for (size_t i = 1; i <= count; i++)
        for (size_t j = 1; j < i; j++) {
            TER_AUTO_FREE char *a = look_of(i, second), *b = look_of(j, second);
            ck_assert_msg(strcmp(a, b) != 0, "symbols %zu and %zu both look like %s", i, j, a);
        }
}

START_TEST(choices_without_colours_all_look_different)
{
    style_wells("Point", "kind", 20);
    check("count(//categories/category)", "21");
    check_all_differ(21, "name");
    style_wells("MultiPolygon", "kind", 20);
    check_all_differ(21, "angle");
}
END_TEST

START_TEST(titles_may_hold_what_xml_and_qgis_treat_specially)
{
    style_wells("MultiLineString", "a <b> & \\\"c\\\" 'd'", 1);
    check("//aliases/alias[@field='kind']/@name", "a <b> & \"c\" 'd'");
    check("//category[@value='k0']/@label", "kind 0 <&>");
    check("//symbols/symbol[1]/@type", "line");
}
END_TEST

Suite *suite_qml(void)
{
    Suite *suite = suite_create("qml");
    TCase *tcase = tcase_create("document");
    tcase_add_checked_fixture(tcase, NULL, close_all);
    tcase_add_test(tcase, categories_are_the_choices_and_all_else);
    tcase_add_test(tcase, zones_can_be_seen_through);
    tcase_add_test(tcase, the_form_knows_what_the_definition_demands);
    tcase_add_test(tcase, labels_show_at_large_scales_only);
    tcase_add_test(tcase, choices_without_colours_all_look_different);
    tcase_add_test(tcase, titles_may_hold_what_xml_and_qgis_treat_specially);
    suite_add_tcase(suite, tcase);
    return suite;
}
