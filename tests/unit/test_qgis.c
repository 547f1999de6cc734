/* Protects the project's document: that it is XML whatever texts it is made of, that styles and forms come
 * through as they are, and that a project which somebody saved is known from one that nobody touched. */
#include "export/qgis_project.h"
#include "helpers.h"
#include "suites.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <stdlib.h>
#include <string.h>

static struct ter_error error;

static char *copy(const char *text)
{
    return ter_strdup(text);
}

/* A project of one layer, with an empty sheet. */
static struct ter_qgis_project make_project(const char *title, const char *qml)
{
    struct ter_qgis_project project = {.title = copy(title),
        .register_path = copy("./it's\\a.sqlite"),
        .epsg = 4490,
        .map_epsg = 4546,
        .bookmark_group = copy("units"),
        .sheet = {.name = copy("sheets"),
            .coverage = copy("register_table_hydrant"),
            .filter = copy("1 < 2"),
            .shape = copy("$geometry"),
            .list = copy("register_table_hydrant"),
            .list_filter = copy("\"a\" = '<b>'"),
            .list_order = copy("code"),
            .heading = copy("heading"),
            .empty = copy("none"),
            .notes = copy("notes")}};
    project.groups = ter_alloc(sizeof *project.groups);
    project.groups[project.group_count++] =
        (struct ter_qgis_group){.title = copy("group"), .parent = TER_QGIS_TOP};
    project.layers = ter_alloc(sizeof *project.layers);
    project.layers[project.layer_count++] = (struct ter_qgis_layer){.id = copy("register_table_hydrant"),
        .table = copy("hydrant"),
        .title = copy(title),
        .geometry = TER_POINT,
        .qml = qml ? copy(qml) : NULL,
        .preset_field = copy("kind"),
        .preset = copy("pillar")};
    project.relations = ter_alloc(sizeof *project.relations);
    project.relations[project.relation_count++] = (struct ter_qgis_relation){.id = copy("event_of_hydrant"),
        .title = copy("events"),
        .child = copy("register_table_hydrant"),
        .child_field = copy("about_code"),
        .parent = copy("register_table_hydrant"),
        .parent_field = copy("code")};
    return project;
}

/* The text that an XPath expression gives of the project's document; the caller frees it. */
static char *ask(struct ter_qgis_project *project, const char *question)
{
    TER_AUTO_BUF struct ter_buf document = {0};
    ck_assert_msg(ter_qgis_document(project, "EPSG:1024", &document, &error), "%s", error.message);
    xmlDocPtr doc = xmlReadMemory(document.data, (int)document.size, NULL, NULL, 0);
    ck_assert_msg(doc != NULL, "the document is no XML");
    xmlXPathContextPtr context = xmlXPathNewContext(doc);
    xmlXPathObjectPtr found = xmlXPathEvalExpression((const xmlChar *)question, context);
    ck_assert_ptr_nonnull(found);
    xmlChar *text = xmlXPathCastToString(found);
    char *answer = ter_strdup((const char *)text);
    xmlFree(text);
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    xmlFreeDoc(doc);
    return answer;
}

static void check_answer(const char *title, const char *qml, const char *question, const char *wanted)
{
    TER_AUTO_QGIS_PROJECT struct ter_qgis_project project = make_project(title, qml);
    TER_AUTO_FREE char *answer = ask(&project, question);
    ck_assert_str_eq(answer, wanted);
}

START_TEST(any_text_becomes_xml)
{
    check_answer("a <b> & \"c\" 消火栓", NULL, "string(/qgis/title)", "a <b> & \"c\" 消火栓");
    check_answer("a <b> & \"c\"", NULL, "string(//layer-tree-layer/@name)", "a <b> & \"c\"");
    check_answer("\x01 \xff\xfe \xe6\xb6", NULL, "string(/qgis/title)",
        "\xef\xbf\xbd \xef\xbf\xbd\xef\xbf\xbd \xef\xbf\xbd");
}
END_TEST

START_TEST(sources_are_relative_and_quoted)
{
    TER_AUTO_QGIS_PROJECT struct ter_qgis_project project = make_project("a", NULL);
    TER_AUTO_FREE char *ogr = ask(&project, "string(//maplayer/datasource)");
    ck_assert_str_eq(ogr, "./it's\\a.sqlite|layername=hydrant");
    project.layers[0].provider = TER_QGIS_SPATIALITE;
    TER_AUTO_FREE char *spatialite = ask(&project, "string(//maplayer/datasource)");
    ck_assert_str_eq(spatialite, "dbname='./it\\'s\\\\a.sqlite' table=\"hydrant\" (geom)");
}
END_TEST

static const char tabs[] = "<qgis version=\"3.4\" labelsEnabled=\"1\"><flags><Private>1</Private></flags>"
                           "<renderer-v2 type=\"x\" attr=\"$length\"/>"
                           "<attributeEditorForm>%s</attributeEditorForm></qgis>";

START_TEST(styles_are_taken_as_they_are)
{
    TER_AUTO_FREE char *qml = ter_format(tabs, "");
    check_answer("a", qml, "string(//maplayer/renderer-v2/@attr)", "$length");
    check_answer("a", qml, "string(//maplayer/@labelsEnabled)", "1");
    check_answer("a", qml, "string(//maplayer/@version)", "");
    check_answer("a", qml, "string(//maplayer/flags/Private)", "0");
    check_answer("a", qml, "string(//maplayer/defaults/default[@field='kind']/@expression)", "'pillar'");
}
END_TEST

START_TEST(a_form_has_one_tab_for_events)
{
    TER_AUTO_FREE char *without = ter_format(tabs, "");
    TER_AUTO_FREE char *with =
        ter_format(tabs, "<attributeEditorContainer><attributeEditorRelation relation=\"event_of_hydrant\"/>"
                         "</attributeEditorContainer>");
    check_answer("a", without, "count(//attributeEditorRelation[@relation='event_of_hydrant'])", "1");
    check_answer("a", with, "count(//attributeEditorRelation[@relation='event_of_hydrant'])", "1");
}
END_TEST

START_TEST(a_broken_style_is_named)
{
    TER_AUTO_QGIS_PROJECT struct ter_qgis_project project = make_project("a", "<qgis><renderer");
    TER_AUTO_BUF struct ter_buf document = {0};
    ck_assert(!ter_qgis_document(&project, "EPSG:1024", &document, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "hydrant: the style stored in the register is no XML"));
    ck_assert_uint_eq(document.size, 0);
}
END_TEST

START_TEST(nothing_is_left_open_in_the_sheet)
{
    check_answer(
        "a", NULL, "count(//Layouts//@*[starts-with(., '$') and not(contains(., 'geometry'))])", "0");
    check_answer("a", NULL, "string(//LayoutMultiFrame/@featureFilter)", "\"a\" = '<b>'");
}
END_TEST

START_TEST(ours_is_known_from_others)
{
    TER_AUTO_QGIS_PROJECT struct ter_qgis_project project = make_project("a", NULL);
    TER_AUTO_BUF struct ter_buf document = {0};
    static const char saved[] =
        "<!DOCTYPE qgis><qgis version=\"3.22.16\" projectname=\"written by terrier\"/>";
    ck_assert_msg(ter_qgis_document(&project, "EPSG:1024", &document, &error), "%s", error.message);
    ck_assert(ter_qgis_is_ours(document.data, document.size));
    ck_assert(!ter_qgis_is_ours(saved, strlen(saved)));
    ck_assert(!ter_qgis_is_ours("", 0));
}
END_TEST

Suite *suite_qgis(void)
{
    Suite *suite = suite_create("qgis");
    TCase *tests = tcase_create("project");
    tcase_add_test(tests, any_text_becomes_xml);
    tcase_add_test(tests, sources_are_relative_and_quoted);
    tcase_add_test(tests, styles_are_taken_as_they_are);
    tcase_add_test(tests, a_form_has_one_tab_for_events);
    tcase_add_test(tests, a_broken_style_is_named);
    tcase_add_test(tests, nothing_is_left_open_in_the_sheet);
    tcase_add_test(tests, ours_is_known_from_others);
    suite_add_tcase(suite, tests);
    return suite;
}
