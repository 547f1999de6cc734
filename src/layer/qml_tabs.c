/* Owns where the fields stand in QGIS's form: the record, its position, its source, and its events. The tabs
 * follow from the fields' roles. */
#include "qml_parts.h"

#include <string.h>

static const char *const titles[][2] = {
    {"Record", "记录"}, {"Position", "位置"}, {"Source", "来源"}, {"Events", "事件"}};
enum tab { RECORD, POSITION, SOURCE, EVENTS };

/* Beyond so many fields a tab has two columns. */
enum { ONE_COLUMN = 14 };

static const enum ter_role about_position[] = {TER_ROLE_LOCATION_TEXT, TER_ROLE_LOCATION_CORRECTED,
    TER_ROLE_METHOD, TER_ROLE_PRECISION, TER_ROLE_UNCERTAINTY_M, TER_ROLE_PLACED_NOTE};
static const enum ter_role about_source[] = {
    TER_ROLE_SOURCE_ID, TER_ROLE_SOURCE_ROW, TER_ROLE_UPDATED_AT, TER_ROLE_ID};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static bool is_one_of(const struct ter_layer *layer, size_t field, const enum ter_role *roles, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (layer->role[roles[i]] == field)
            return true;
    return false;
}

/* A record without a map has no position either; its texts about a place stand with the rest. */
static enum tab tab_of(const struct ter_layer *layer, size_t field)
{
    if (is_one_of(layer, field, about_source, COUNT(about_source)))
        return SOURCE;
    if (layer->geometry != TER_GEOMETRY_NONE &&
        is_one_of(layer, field, about_position, COUNT(about_position)))
        return POSITION;
    return RECORD;
}

static void begin_tab(struct ter_qml_pen *pen, const char *title, const char *columns, const char *shown_if)
{
    ter_qml_begin(pen, "attributeEditorContainer", "name", title, "columnCount", columns, NULL);
    if (!shown_if)
        return;
    ter_qml_attribute(pen, "visibilityExpressionEnabled", "1");
    ter_qml_attribute(pen, "visibilityExpression", shown_if);
}

static void place_field(struct ter_qml_pen *pen, const char *name)
{
    ter_qml_begin(pen, "attributeEditorField", "name", name, "showLabel", "1", NULL);
    ter_qml_end(pen);
}

/* Code and status come first: they say which record it is and how it fares. */
static void place_fields(struct ter_qml_pen *pen, const struct ter_layer *layer, enum tab tab)
{
    size_t code = layer->role[TER_ROLE_CODE], status = layer->role[TER_ROLE_STATUS],
           since = layer->role[TER_ROLE_STATUS_SINCE];
    if (tab == RECORD) {
        place_field(pen, layer->fields[code].name);
        place_field(pen, layer->fields[status].name);
        place_field(pen, layer->fields[since].name);
    }
    for (size_t i = 0; i < layer->field_count; i++)
        if (tab_of(layer, i) == tab && i != code && i != status && i != since)
            place_field(pen, layer->fields[i].name);
}

/* What is itself about another record has no events of its own. */
static bool has_events(const struct ter_layer *layer)
{
    return !ter_layer_field(layer, "about_layer") || !ter_layer_field(layer, "about_code");
}

/* A relation belongs to a project, and a form does not say whether there is one: an expression on a relation
 * that does not exist fails, and what fails is hidden. */
static void write_events(struct ter_qml_pen *pen, const struct ter_qml_subject *subject)
{
    TER_AUTO_FREE char *relation =
        ter_format("event_of_%s", subject->options->name ? subject->options->name : subject->layer->name);
    TER_AUTO_FREE char *exists =
        ter_format("relation_aggregate('%s', 'count', \"id\") IS NOT NULL", relation);
    begin_tab(pen, titles[EVENTS][subject->lang], "1", exists);
    ter_qml_begin(pen, "attributeEditorRelation", "name", relation, "relation", relation, "showLabel", "0",
        "relationWidgetTypeId", "relation_editor", "forceSuppressFormPopup", "0", "nmRelationId", "", "label",
        "", NULL);
    ter_qml_begin(pen, "editor_configuration", "type", "Map", NULL);
    ter_qml_option(pen, "bool", "allow_add_child_feature_with_no_geometry", "true");
    ter_qml_option(pen, "QString", "buttons", "AllButtons");
    ter_qml_option(pen, "bool", "show_first_feature", "false");
    for (int i = 0; i < 3; i++)
        ter_qml_end(pen);
}

void ter_qml_tabs(struct ter_qml_pen *pen, const struct ter_qml_subject *subject)
{
    const struct ter_layer *layer = subject->layer;
    ter_qml_text(pen, "editorlayout", "tablayout");
    ter_qml_begin(pen, "attributeEditorForm", NULL);
    for (enum tab tab = RECORD; tab <= SOURCE; tab++) {
        size_t count = tab == RECORD ? subject->options->column_count : 0;
        for (size_t i = 0; i < layer->field_count; i++)
            count += tab_of(layer, i) == tab;
        if (!count)
            continue;
        begin_tab(pen, titles[tab][subject->lang], count > ONE_COLUMN ? "2" : "1", NULL);
        for (size_t i = 0; tab == RECORD && i < subject->options->column_count; i++)
            place_field(pen, subject->options->columns[i].name);
        place_fields(pen, layer, tab);
        ter_qml_end(pen);
    }
    if (has_events(layer))
        write_events(pen, subject);
    ter_qml_end(pen);
}
