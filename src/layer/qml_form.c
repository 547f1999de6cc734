/* Owns how QGIS shows a field in its form: titles, widgets, the value a new record begins with, and what is
 * read-only. What must hold of the values is qml_constraints.c's, where they stand qml_tabs.c's. */
#include "qml_parts.h"

#include <string.h>

/* QGIS's ValueMap widget stores NULL for this value (QgsValueMapFieldFormatter::NULL_VALUE). */
#define NULL_CHOICE "{2839923C-8B7D-419E-B84B-CA2FE9B80EC7}"

static const char *const title_of_none[] = {[TER_EN] = "(none)", [TER_ZH] = "（未填）"};

static void write_value_map(struct ter_qml_pen *pen, const struct ter_field *field, enum ter_lang lang)
{
    ter_qml_begin(pen, "Option", "type", "List", "name", "map", NULL);
    for (size_t i = 0; i < field->domain->count + !field->required; i++) {
        bool none = i == field->domain->count; /* without it, what is chosen once cannot be taken back */
        const struct ter_choice *choice = &field->domain->choices[i];
        ter_qml_begin(pen, "Option", "type", "Map", NULL);
        ter_qml_option(pen, "QString", none ? title_of_none[lang] : choice->title.text[lang],
            none ? NULL_CHOICE : choice->value);
        ter_qml_end(pen);
    }
    ter_qml_end(pen);
}

static void write_date_format(struct ter_qml_pen *pen)
{
    ter_qml_option(pen, "bool", "allow_null", "true");
    ter_qml_option(pen, "bool", "calendar_popup", "true");
    ter_qml_option(pen, "QString", "display_format", "yyyy-MM-dd");
    ter_qml_option(pen, "QString", "field_format", "yyyy-MM-dd");
    ter_qml_option(pen, "bool", "field_iso_format", "false");
}

static void write_config(struct ter_qml_pen *pen, const struct ter_field *field, enum ter_lang lang)
{
    ter_qml_begin(pen, "config", NULL);
    ter_qml_begin(pen, "Option", "type", "Map", NULL);
    if (field->domain)
        write_value_map(pen, field, lang);
    else
        write_date_format(pen);
    ter_qml_end(pen);
    ter_qml_end(pen);
}

/* The widget for a field; what a trigger keeps is shown as it is stored. */
static void write_widget(struct ter_qml_pen *pen, const struct ter_field *field, enum ter_lang lang)
{
    bool map = field->domain && !field->automatic;
    bool date = field->type == TER_FIELD_DATE && !field->automatic;
    ter_qml_begin(pen, "field", "name", field->name, NULL);
    ter_qml_begin(pen, "editWidget", "type", map ? "ValueMap" : date ? "DateTime" : "TextEdit", NULL);
    if (map || date)
        write_config(pen, field, lang);
    ter_qml_end(pen);
    ter_qml_end(pen);
}

static void write_title(struct ter_qml_pen *pen, const char *field, const char *title)
{
    ter_qml_begin(pen, "alias", "field", field, "name", title, NULL);
    ter_qml_end(pen);
}

static void write_titles(struct ter_qml_pen *pen, const struct ter_qml_subject *subject)
{
    const struct ter_layer *layer = subject->layer;
    const struct ter_qml_options *options = subject->options;
    ter_qml_begin(pen, "aliases", NULL);
    for (size_t i = 0; i < layer->field_count; i++)
        write_title(pen, layer->fields[i].name, layer->fields[i].title.text[subject->lang]);
    for (size_t i = 0; i < options->column_count; i++)
        write_title(pen, options->columns[i].name, options->columns[i].title[subject->lang]);
    ter_qml_end(pen);
}

static void write_default(struct ter_qml_pen *pen, const struct ter_field *field, const char *value)
{
    TER_AUTO_FREE char *expression = ter_format("'%s'", value);
    ter_qml_begin(pen, "default", "field", field->name, "expression", expression, NULL);
    ter_qml_end(pen);
}

/* The code is generated when the record is saved. What stands for it until then differs from the column's own
 * default: a field that equals that is left out by QGIS's OGR provider, and GDAL 3.6 cannot insert a record
 * with a field left out and no geometry. */
static void write_defaults(struct ter_qml_pen *pen, const struct ter_layer *layer)
{
    ter_qml_begin(pen, "defaults", NULL);
    write_default(pen, &layer->fields[layer->role[TER_ROLE_CODE]], "(new)");
    write_default(pen, &layer->fields[layer->role[TER_ROLE_STATUS]], layer->initial_status);
    ter_qml_end(pen);
}

static bool is_editable(const struct ter_field *field, const struct ter_qml_options *options)
{
    for (size_t i = 0; i < options->read_only_count; i++)
        if (strcmp(field->name, options->read_only_names[i]) == 0)
            return false;
    return !field->automatic && !options->read_only;
}

static void lock(struct ter_qml_pen *pen, const char *field)
{
    ter_qml_begin(pen, "field", "name", field, "editable", "0", NULL);
    ter_qml_end(pen);
}

/* To QGIS a field that is not named can be edited. */
static void write_locked(struct ter_qml_pen *pen, const struct ter_qml_subject *subject)
{
    const struct ter_layer *layer = subject->layer;
    const struct ter_qml_options *options = subject->options;
    ter_qml_begin(pen, "editable", NULL);
    for (size_t i = 0; i < layer->field_count; i++)
        if (!is_editable(&layer->fields[i], options))
            lock(pen, layer->fields[i].name);
    for (size_t i = 0; i < options->column_count; i++)
        lock(pen, options->columns[i].name);
    ter_qml_end(pen);
}

void ter_qml_form(struct ter_qml_pen *pen, const struct ter_qml_subject *subject)
{
    const struct ter_layer *layer = subject->layer;
    ter_qml_begin(pen, "fieldConfiguration", NULL);
    for (size_t i = 0; i < layer->field_count; i++)
        write_widget(pen, &layer->fields[i], subject->lang);
    ter_qml_end(pen);
    write_titles(pen, subject);
    write_defaults(pen, layer);
    write_locked(pen, subject);
}
