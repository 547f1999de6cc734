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

static void read_back(const char *qml)
{
    xmlFreeDoc(document);
    document = xmlReadMemory(qml, (int)strlen(qml), "test.qml", NULL, XML_PARSE_NONET);
    ck_assert_ptr_nonnull(document);
}

/* Write the style of a definition and parse it back. */
static void style(const char *text, size_t size, enum ter_lang lang)
{
    struct ter_error err = {0};
    TER_AUTO_FREE char *qml = NULL;
    close_all();
    ck_assert_msg(ter_layer_parse(text, size, "test.json", &layer, &err), "%s", err.message);
    ck_assert_msg(ter_layer_qml(layer, lang, &qml, &err), "%s", err.message);
    read_back(qml);
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
          "//category[@value='out_of_service']/@symbol]/layer[last()]/Option/Option[@name='color']/@value",
        "213,94,0,255");
    style_shipped("hydrant", TER_EN);
    check("//category[@value='out_of_service']/@label", "out of service");
}
END_TEST

START_TEST(zones_can_be_seen_through)
{
    style_shipped("grazing_ban", TER_ZH);
    check("//symbols/symbol[1]/@type", "fill");
    check("//layerGeometryType", "2");
    check("//symbols/symbol[1]/layer[@class='SimpleFill']//Option[@name='color']/@value", "86,180,233,38");
    check("count(//symbols/symbol[1]/layer[@class='LinePatternFill']/symbol)", "1");
    check("count(//renderer-v2[@type='pointDisplacement'])", "0");
}
END_TEST

START_TEST(townships_are_a_frame_and_cover_nothing)
{
    style_shipped("township", TER_ZH);
    check("count(//layer[@class='LinePatternFill'])", "0");
    check("//symbols/symbol[1]/layer/Option/Option[@name='outline_color']/@value", "86,180,233,255");
    check("//symbols/symbol[1]/layer/Option/Option[@name='color']/@value", "86,180,233,10");
}
END_TEST

/* A ring of small records instead of one symbol on top of all others; its middle is marked. */
START_TEST(records_on_one_point_all_show_their_colours)
{
    style_shipped("hydrant", TER_ZH);
    check("/qgis/renderer-v2/@type", "pointDisplacement");
    check("/qgis/renderer-v2/renderer-v2/@type", "categorizedSymbol");
    check("count(/qgis/renderer-v2/symbol[@name='centerSymbol'])", "1");
    style_shipped("target", TER_ZH);
    check("count(//renderer-v2)", "0");
}
END_TEST

#define CIRCLE "//symbols/symbol[1]/layer[@class='EllipseMarker']"

START_TEST(the_error_circle_lies_under_the_marker_and_has_limits)
{
    style_shipped("hydrant", TER_ZH);
    check("//symbols/symbol[1]/layer[1]/@class", "EllipseMarker");
    check("count(//symbols/symbol/layer[@class='EllipseMarker'])", "7");
    check(CIRCLE "/effect/Option/Option[@name='blend_mode']/@value", "1");
    check(CIRCLE "//Option[@name='enabled']/Option[@name='expression']/@value",
        "coalesce(uncertainty_m/@map_scale>=0.0025 AND uncertainty_m/@map_scale<=0.04 AND NOT "
        "is_selected(),false)");
    style_shipped("grazing_ban", TER_ZH); /* zones have no circle */
    check("count(//layer[@class='EllipseMarker'])", "0");
}
END_TEST

/* The width of the marker's face at a town's scale, as its expression says. */
#define FACE_OF(value)                                                                                       \
    "//symbols/symbol[@name = //category[@value='" value "']/@symbol]/layer[last()]"                         \
    "//Option[@name='size']/Option[@name='expression']/@value"

/* From ln(10000) to ln(250000). */
#define FACE_IS(sizes) "coalesce(scale_linear(ln(@map_scale),9.21034,12.4292," sizes

START_TEST(what_is_over_recedes)
{
    style_shipped("hydrant", TER_ZH);
    check(FACE_OF("in_service"), FACE_IS("2.9,1.8),2.9)"));
    check(FACE_OF("retired"), FACE_IS("2.03,1.26),2.03)"));
    style_shipped("station", TER_ZH); /* may be opened again, but is painted grey */
    check(FACE_OF("closed"), FACE_IS("2.03,1.26),2.03)"));
    style_shipped("township", TER_ZH);
    check("//symbols/symbol[2]/layer/Option/Option[@name='outline_style']/@value", "dash");
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
    check("count(//editable/field[@name='status'])", "0"); /* QGIS's default is editable */
    check("//aliases/alias[@field='status']/@name", "状态");
    check("//constraints/constraint[@field='status']/@notnull_strength", "1");
    check("//constraintExpressions/constraint[@field='status']/@desc",
        "状态不能为空；规划新建 可变为 正常、已报废；正常 可变为 受限、无法使用、维修中、已报废；受限 可变为 "
        "正常、"
        "无法使用、维修中、已报废；无法使用 可变为 正常、受限、维修中、已报废；维修中 可变为 "
        "正常、受限、无法使用、"
        "已报废；已报废 为终态");
    check("//constraintExpressions/constraint[@field='pressure_mpa']/@exp",
        "\"pressure_mpa\" IS NULL OR (\"pressure_mpa\" >= 0 AND \"pressure_mpa\" <= 4)");
    check("//constraintExpressions/constraint[@field='pressure_mpa']/@desc", "静压(MPa)应在 0 与 4 之间");
    check("count(//constraints/constraint[@field='remark'])", "0");
    style_shipped("hydrant", TER_EN);
    check("//constraintExpressions/constraint[@field='uncertainty_m']/@desc",
        "uncertainty (m) must be at least 0");
}
END_TEST

/* What a status may become is compared with what the layer holds; a new record may have any. */
START_TEST(the_form_names_the_ways_of_a_status)
{
    style_shipped("station", TER_EN);
    check("//constraintExpressions/constraint[@field='status']/@exp",
        "\"status\" IS NOT NULL AND (\"status\" IN ('planned', 'building', 'in_service', 'closed') AND "
        "with_variable('was', if($id >= 0, attribute(get_feature_by_id(@layer, $id), 'status'), NULL), @was "
        "IS "
        "NULL OR @was=status OR concat(@was,' ',status) IN ('planned building','planned in_service',"
        "'planned closed','building in_service','building planned','building closed','in_service closed',"
        "'in_service building','closed in_service','closed building')))");
    check("contains(//dataDefinedFieldProperties/field[@name='status']//Option[@name='expression']/@value, "
          "' cannot become ')",
        "true");
    check("//constraintExpressions/constraint[@field='class']/@exp",
        "\"class\" IS NULL OR (\"class\" IN ('first', 'second', 'small', 'special', 'support', "
        "'township_first', 'township_second', 'volunteer', 'micro'))");
}
END_TEST

START_TEST(the_form_has_tabs_by_role)
{
    style_shipped("hydrant", TER_ZH);
    check("//editorlayout", "tablayout");
    check("//attributeEditorForm/*[1]/@name", "记录");
    check("//attributeEditorForm/*[1]/*[1]/@name", "code");
    check("//attributeEditorForm/*[1]/*[2]/@name", "status");
    check("//attributeEditorField[@name='uncertainty_m']/../@name", "位置");
    check("//attributeEditorField[@name='source_id']/../@name", "来源");
    check("count(//attributeEditorField)", "24"); /* each field once */
    check("//attributeEditorRelation/@relation", "event_of_hydrant");
    check("//attributeEditorRelation/../@visibilityExpression",
        "relation_aggregate('event_of_hydrant', 'count', \"id\") IS NOT NULL");
    style_shipped("event", TER_ZH);
    check("count(//attributeEditorRelation)", "0");
    style_shipped("target", TER_EN); /* nothing to say of a position */
    check("count(//attributeEditorContainer[@name='Position'])", "0");
    check("//attributeEditorField[@name='location_text']/../@name", "Record");
}
END_TEST

START_TEST(a_view_says_what_cannot_be_written)
{
    static const char *const read_only[] = {"status"};
    static const struct ter_qml_column columns[] = {{"days_overdue", {"days overdue", "逾期天数"}}};
    struct ter_qml_options options = {.name = "hydrant_overdue",
        .read_only_names = read_only,
        .read_only_count = 1,
        .columns = columns,
        .column_count = 1};
    struct ter_error err = {0};
    style_shipped("hydrant", TER_ZH);
    TER_AUTO_FREE char *qml = NULL;
    ck_assert(ter_layer_qml_for(layer, TER_ZH, &options, &qml, &err));
    read_back(qml);
    check("//editable/field[@name='status']/@editable", "0");
    check("count(//editable/field[@name='remark'])", "0");
    check("//editable/field[@name='days_overdue']/@editable", "0");
    check("//aliases/alias[@field='days_overdue']/@name", "逾期天数");
    check("//attributeEditorForm/*[1]/*[1]/@name", "days_overdue");
    check("//attributeEditorRelation/@relation", "event_of_hydrant_overdue");
    options = (struct ter_qml_options){.read_only = true};
    TER_AUTO_FREE char *fixed = NULL;
    ck_assert(ter_layer_qml_for(layer, TER_ZH, &options, &fixed, &err));
    read_back(fixed);
    check("//editable/field[@name='remark']/@editable", "0");
}
END_TEST

START_TEST(the_gazetteer_is_a_ground_for_the_layers)
{
    struct ter_error err = {0};
    for (int lang = TER_EN; lang <= TER_ZH; lang++) {
        TER_AUTO_FREE char *roads = NULL, *places = NULL;
        ck_assert(ter_gazetteer_qml("road", (enum ter_lang)lang, &roads, &err));
        read_back(roads);
        check("/qgis/renderer-v2/@type", "RuleRenderer");
        check("//layerGeometryType", "1");
        check("//renderer-v2/rules/rule[last()]/@label", lang == TER_ZH ? "铁路" : "railway");
        check("count(//renderer-v2/symbols/symbol) = count(//renderer-v2/rules/rule)", "true");
        /* QGIS would take what is too small for the scale for "all other". */
        check("count(//rule[@filter='ELSE'])", "0");
        ck_assert(ter_gazetteer_qml("place", (enum ter_lang)lang, &places, &err));
        read_back(places);
        check("//layerGeometryType", "0");
        check("//renderer-v2/rules/rule[2]/@label", lang == TER_ZH ? "乡镇" : "town");
    }
    char *none = NULL;
    ck_assert(!ter_gazetteer_qml("junction", TER_EN, &none, &err));
    ck_assert_ptr_null(none);
    ck_assert_str_eq(err.message, "junction: the gazetteer has no such table with a style (road, place)");
}
END_TEST

START_TEST(labels_show_at_large_scales_only)
{
    style_shipped("hydrant", TER_ZH);
    check("//labeling/rules/rule[1]//text-style/@fieldName", "code");
    check("//labeling/rules/rule[1]/@scalemaxdenom", "10000");
    check("//labeling/rules/rule[2]//rendering/@drawLabels", "0"); /* only keeps other labels off */
    style_shipped("township", TER_ZH);
    check("//labeling//text-style/@fieldName", "coalesce(\"name\", \"code\")");
    check("//labeling/rules/rule/@scalemaxdenom", "500000");
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
    style_wells("Point", "[% 1 %] it's <i>", 1);
    char *tip = ask("//mapTip");
    ck_assert_ptr_nonnull(
        strstr(tip, "'<tr><td class=\"t\">&#91;&#37; 1 &#37;] it&#39;s &#60;i&#62;</td><td>'"));
    xmlFree(tip);
}
END_TEST

START_TEST(a_tip_escapes_what_comes_from_the_data)
{
    style_shipped("hydrant", TER_ZH);
    char *tip = ask("//mapTip");
    static const char escaped[] =
        "replace(to_string(\"location_text\"),map('&','&amp;','<','&lt;','>','&gt;'))";
    const char *found = strstr(tip, escaped);
    ck_assert_ptr_nonnull(found);
    ck_assert_ptr_null(strstr(found + sizeof escaped, "\"location_text\""));
    xmlFree(tip);
    style_shipped("target", TER_ZH); /* no map, no tip */
    check("count(//mapTip)", "0");
}
END_TEST

Suite *suite_qml(void)
{
    Suite *suite = suite_create("qml");
    TCase *tcase = tcase_create("document");
    tcase_add_checked_fixture(tcase, NULL, close_all);
    tcase_add_test(tcase, categories_are_the_choices_and_all_else);
    tcase_add_test(tcase, zones_can_be_seen_through);
    tcase_add_test(tcase, townships_are_a_frame_and_cover_nothing);
    tcase_add_test(tcase, records_on_one_point_all_show_their_colours);
    tcase_add_test(tcase, the_error_circle_lies_under_the_marker_and_has_limits);
    tcase_add_test(tcase, what_is_over_recedes);
    tcase_add_test(tcase, the_form_knows_what_the_definition_demands);
    tcase_add_test(tcase, the_form_names_the_ways_of_a_status);
    tcase_add_test(tcase, the_form_has_tabs_by_role);
    tcase_add_test(tcase, a_view_says_what_cannot_be_written);
    tcase_add_test(tcase, the_gazetteer_is_a_ground_for_the_layers);
    tcase_add_test(tcase, labels_show_at_large_scales_only);
    tcase_add_test(tcase, choices_without_colours_all_look_different);
    tcase_add_test(tcase, titles_may_hold_what_xml_and_qgis_treat_specially);
    tcase_add_test(tcase, a_tip_escapes_what_comes_from_the_data);
    suite_add_tcase(suite, tcase);
    return suite;
}
