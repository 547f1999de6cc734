/* Owns the form that QGIS edits a record with: titles, widgets, what is read-only, what must hold and the
 * sentence shown where it does not. The triggers in the register are the last line behind it. */
#include "qml_parts.h"

/* QGIS's ValueMap widget stores NULL for this value (QgsValueMapFieldFormatter::NULL_VALUE). */
#define NULL_CHOICE "{2839923C-8B7D-419E-B84B-CA2FE9B80EC7}"

static const struct {
    const char *none, *required, *least, *most, *from, *to, *end;
} words[] = {
    [TER_EN] = {"(none)", " must not be empty", " must be at least ", " must be at most ",
        " must be between ", " and ", ""},
    [TER_ZH] = {"（未填）", "不能为空", "不能小于 ", "不能大于 ", "应在 ", " 与 ", " 之间"},
};

static void write_value_map(struct ter_qml_pen *pen, const struct ter_field *field, enum ter_lang lang)
{
    ter_qml_begin(pen, "Option", "type", "List", "name", "map", NULL);
    for (size_t i = 0; i < field->domain->count + !field->required; i++) {
        bool none = i == field->domain->count; /* without it, what is chosen once cannot be taken back */
        const struct ter_choice *choice = &field->domain->choices[i];
        ter_qml_begin(pen, "Option", "type", "Map", NULL);
        ter_qml_option(pen, "QString", none ? words[lang].none : choice->title.text[lang],
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

/* The widget for a field; what a trigger keeps is shown as it is stored. */
static void write_widget(struct ter_qml_pen *pen, const struct ter_field *field, enum ter_lang lang)
{
    bool map = field->domain && !field->automatic;
    bool date = field->type == TER_FIELD_DATE && !field->automatic;
    ter_qml_begin(pen, "field", "name", field->name, "configurationFlags", "None", NULL);
    ter_qml_begin(pen, "editWidget", "type", map ? "ValueMap" : date ? "DateTime" : "TextEdit", NULL);
    ter_qml_begin(pen, "config", NULL);
    ter_qml_begin(pen, "Option", map || date ? "type" : NULL, "Map", NULL);
    if (map)
        write_value_map(pen, field, lang);
    else if (date)
        write_date_format(pen);
    for (int i = 0; i < 4; i++)
        ter_qml_end(pen);
}

static bool is_constrained(const struct ter_field *field)
{
    return field->required || field->has_min || field->has_max;
}

/* The limits of a number in QGIS's expression language; nothing where there are none. */
static void limits(const struct ter_field *field, struct ter_buf *condition)
{
    if (field->has_min)
        ter_buf_printf(condition, "\"%s\" >= %.17g", field->name, field->min);
    if (field->has_min && field->has_max)
        ter_buf_text(condition, " AND ");
    if (field->has_max)
        ter_buf_printf(condition, "\"%s\" <= %.17g", field->name, field->max);
}

static void condition_of(const struct ter_field *field, struct ter_buf *condition)
{
    bool limited = field->has_min || field->has_max;
    ter_buf_printf(condition, "\"%s\" IS %sNULL", field->name, field->required ? "NOT " : "");
    if (!limited)
        return;
    ter_buf_text(condition, field->required ? " AND (" : " OR (");
    limits(field, condition);
    ter_buf_text(condition, ")");
}

/* The sentence for a field that breaks its condition. */
static void message_of(const struct ter_field *field, enum ter_lang lang, struct ter_buf *message)
{
    ter_buf_text(message, field->title.text[lang]);
    if (field->has_min && field->has_max)
        ter_buf_printf(message, "%s%.10g%s%.10g%s", words[lang].from, field->min, words[lang].to, field->max,
            words[lang].end);
    else if (field->has_min)
        ter_buf_printf(message, "%s%.10g", words[lang].least, field->min);
    else if (field->has_max)
        ter_buf_printf(message, "%s%.10g", words[lang].most, field->max);
    else
        ter_buf_text(message, words[lang].required);
}

static void write_title(struct ter_qml_pen *pen, const struct ter_field *field, enum ter_lang lang)
{
    ter_qml_begin(pen, "alias", "field", field->name, "name", field->title.text[lang], NULL);
    ter_qml_end(pen);
}

static void write_default(struct ter_qml_pen *pen, const struct ter_layer *layer)
{
    TER_AUTO_FREE char *status = ter_format("'%s'", layer->initial_status);
    ter_qml_begin(pen, "default", "field", layer->fields[layer->role[TER_ROLE_STATUS]].name, "expression",
        status, "applyOnUpdate", "0", NULL);
    ter_qml_end(pen);
}

/* QGIS has no message of its own for NOT NULL: a required field has that and a condition with one. The kinds
 * are a sum: 1 not null, 4 condition. */
static void write_constraint(struct ter_qml_pen *pen, const struct ter_field *field)
{
    if (!is_constrained(field))
        return;
    ter_qml_begin(pen, "constraint", "field", field->name, "constraints", field->required ? "5" : "4",
        "notnull_strength", field->required ? "1" : "0", "unique_strength", "0", "exp_strength", "1", NULL);
    ter_qml_end(pen);
}

static void write_condition(struct ter_qml_pen *pen, const struct ter_field *field, enum ter_lang lang)
{
    if (!is_constrained(field))
        return;
    TER_AUTO_BUF struct ter_buf condition = {0}, message = {0};
    condition_of(field, &condition);
    message_of(field, lang, &message);
    ter_qml_begin(pen, "constraint", "field", field->name, "exp", condition.data, "desc", message.data, NULL);
    ter_qml_end(pen);
}

static void write_editable(struct ter_qml_pen *pen, const struct ter_field *field)
{
    ter_qml_begin(pen, "field", "name", field->name, "editable", field->automatic ? "0" : "1", NULL);
    ter_qml_end(pen);
}

void ter_qml_form(struct ter_qml_pen *pen, const struct ter_layer *layer, enum ter_lang lang)
{
    const struct ter_field *first = layer->fields, *last = first + layer->field_count;
    ter_qml_begin(pen, "fieldConfiguration", NULL);
    for (const struct ter_field *field = first; field < last; field++)
        write_widget(pen, field, lang);
    ter_qml_end(pen);
    ter_qml_begin(pen, "aliases", NULL);
    for (const struct ter_field *field = first; field < last; field++)
        write_title(pen, field, lang);
    ter_qml_end(pen);
    ter_qml_begin(pen, "defaults", NULL);
    write_default(pen, layer);
    ter_qml_end(pen);
    ter_qml_begin(pen, "constraints", NULL);
    for (const struct ter_field *field = first; field < last; field++)
        write_constraint(pen, field);
    ter_qml_end(pen);
    ter_qml_begin(pen, "constraintExpressions", NULL);
    for (const struct ter_field *field = first; field < last; field++)
        write_condition(pen, field, lang);
    ter_qml_end(pen);
    ter_qml_text(pen, "editorlayout", "generatedlayout");
    ter_qml_begin(pen, "editable", NULL);
    for (const struct ter_field *field = first; field < last; field++)
        write_editable(pen, field);
    ter_qml_end(pen);
}
