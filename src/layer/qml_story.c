/* Owns what QGIS tells of a record outside its form: what it is called in lists, and the tip that opens over
 * it on the map, with the record's story. What comes from the data is escaped: a text of a list may hold
 * anything, and the tip is HTML. */
#include "qml_parts.h"

#include <string.h>

static const struct {
    const char *within, *unknown, *m, *km, *placed_by;
} words[] = {
    [TER_EN] = {"the true place lies within ", "how far the position may be off is not known", " m", " km",
        "position: "},
    [TER_ZH] = {"实际位置在所示点周围 ", "位置误差未知", " 米以内", " 公里以内", "位置："},
};

/* At most so many of the layer's own fields are told. */
enum { MOST_LINES = 10 };

/* Append an expression in the marks that QGIS evaluates. */
static void evaluate(struct ter_buf *out, const char *expression)
{
    ter_buf_printf(out, "[%% %s %%]", expression);
}

/* An expression for HTML in which the text that `expression` gives says nothing but itself. The caller frees
 * it. */
static char *escaped(const char *expression)
{
    return ter_format("replace(to_string(%s),map('&','&amp;','<','&lt;','>','&gt;'))", expression);
}

/* A value as its reader knows it: a choice by its title. The caller frees it. */
static char *shown(const struct ter_field *field)
{
    TER_AUTO_FREE char *plain = field->domain ? ter_format("represent_value(\"%s\")", field->name)
                                : field->type == TER_FIELD_DATE
                                    ? ter_format("format_date(\"%s\", 'yyyy-MM-dd')", field->name)
                                    : ter_format("\"%s\"", field->name);
    return escaped(plain);
}

/* A literal of HTML inside an expression. */
static void literal(struct ter_buf *out, const char *before, const char *text, const char *after)
{
    TER_AUTO_BUF struct ter_buf html = {0};
    ter_buf_text(&html, before);
    ter_qml_html(&html, text);
    ter_buf_text(&html, after);
    ter_qml_quote(out, html.data);
}

/* "<tr><td>title</td><td>value</td></tr>", nothing where there is no value. */
static void line(struct ter_buf *out, const struct ter_field *field, enum ter_lang lang)
{
    TER_AUTO_BUF struct ter_buf expression = {0};
    TER_AUTO_FREE char *value = shown(field);
    ter_buf_printf(&expression, "if(\"%s\" IS NULL, '', ", field->name);
    literal(&expression, "<tr><td class=\"t\">", field->title.text[lang], "</td><td>");
    ter_buf_printf(&expression, " || %s || '</td></tr>')", value);
    evaluate(out, expression.data);
}

static void title(struct ter_buf *out, const struct ter_layer *layer)
{
    const struct ter_field *code = &layer->fields[layer->role[TER_ROLE_CODE]],
                           *name = ter_qml_title_field(layer);
    TER_AUTO_FREE char *of_code = shown(code), *of_name = name ? shown(name) : NULL;
    ter_buf_text(out, "<b>");
    evaluate(out, of_code);
    ter_buf_text(out, "</b>");
    if (!of_name)
        return;
    TER_AUTO_FREE char *both = ter_format("coalesce(' ' || %s, '')", of_name);
    evaluate(out, both);
}

/* The status after a spot of its colour. */
static void status(struct ter_buf *out, const struct ter_layer *layer)
{
    const struct ter_field *field = &layer->fields[layer->role[TER_ROLE_STATUS]];
    TER_AUTO_FREE char *value = shown(field);
    TER_AUTO_BUF struct ter_buf color = {0};
    ter_buf_text(&color, "coalesce(map_get(map(");
    for (size_t i = 0; i < field->domain->count; i++) {
        const struct ter_choice *choice = &field->domain->choices[i];
        ter_buf_printf(
            &color, "%s'%s', '%s'", i ? ", " : "", choice->value, choice->color ? choice->color : "");
    }
    ter_buf_printf(&color, "), \"%s\"), '')", field->name);
    ter_buf_text(out, "<div><span style=\"color:");
    evaluate(out, color.data);
    ter_buf_text(out, "\">&#9679;</span> ");
    evaluate(out, value);
    ter_buf_text(out, "</div>");
}

/* How far the position may be off, in words: to the metre below 100 m, to two digits above. */
static void radius(struct ter_buf *out, const struct ter_layer *layer, enum ter_lang lang)
{
    const char *name = layer->fields[layer->role[TER_ROLE_UNCERTAINTY_M]].name;
    TER_AUTO_FREE char *expression =
        ter_format("CASE WHEN $geometry IS NULL THEN '' WHEN \"%s\" IS NULL THEN '%s' WHEN \"%s\" < 995 THEN "
                   "'%s' || round(\"%s\", if(\"%s\" < 100, 0, -1)) || '%s' ELSE '%s' || round(\"%s\" / 1000, "
                   "if(\"%s\" < 9950, 1, 0)) || '%s' END",
            name, words[lang].unknown, name, words[lang].within, name, name, words[lang].m,
            words[lang].within, name, name, words[lang].km);
    ter_buf_text(out, "<div class=\"t\">");
    evaluate(out, expression);
    ter_buf_text(out, "</div>");
}

static bool is_told_above(const struct ter_layer *layer, size_t field)
{
    static const enum ter_role roles[] = {TER_ROLE_ID, TER_ROLE_CODE, TER_ROLE_STATUS, TER_ROLE_UNCERTAINTY_M,
        TER_ROLE_SOURCE_ID, TER_ROLE_SOURCE_ROW, TER_ROLE_UPDATED_AT, TER_ROLE_PLACED_NOTE,
        TER_ROLE_LOCATION_CORRECTED};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (layer->role[roles[i]] == field)
            return true;
    return &layer->fields[field] == ter_qml_title_field(layer);
}

/* Where it is, in the words of the list it came from; then the layer's own choices (what is wrong with it)
 * and dates. */
static void lines(struct ter_buf *out, const struct ter_layer *layer, enum ter_lang lang)
{
    size_t told = 0;
    ter_buf_text(out, "<table>");
    line(out, &layer->fields[layer->role[TER_ROLE_TOWNSHIP]], lang);
    line(out, &layer->fields[layer->role[TER_ROLE_LOCATION_TEXT]], lang);
    for (size_t i = 0; i < layer->field_count && told < MOST_LINES; i++) {
        const struct ter_field *field = &layer->fields[i];
        if (is_told_above(layer, i) || !(field->domain || field->type == TER_FIELD_DATE))
            continue;
        line(out, field, lang);
        told++;
    }
    ter_buf_text(out, "</table>");
}

static void write_tip(struct ter_qml_pen *pen, const struct ter_qml_subject *subject)
{
    const struct ter_layer *layer = subject->layer;
    TER_AUTO_BUF struct ter_buf html = {0};
    ter_buf_text(&html, "<style>body,td{font-size:10pt}table{border-spacing:0}td{vertical-align:top;"
                        "padding-right:8px}.t{color:#666}</style>");
    title(&html, layer);
    status(&html, layer);
    lines(&html, layer, subject->lang);
    radius(&html, layer, subject->lang);
    ter_qml_text(pen, "mapTip", html.data);
}

/* The code, and what the thing is called or where it is. */
static void write_name(struct ter_qml_pen *pen, const struct ter_layer *layer)
{
    const struct ter_field *name = ter_qml_title_field(layer);
    const char *code = layer->fields[layer->role[TER_ROLE_CODE]].name;
    const char *other = name ? name->name : layer->fields[layer->role[TER_ROLE_LOCATION_TEXT]].name;
    TER_AUTO_FREE char *expression =
        ter_format("\"%s\" || coalesce(' · ' || left(\"%s\", 30), '')", code, other);
    ter_qml_text(pen, "previewExpression", expression);
}

void ter_qml_story(struct ter_qml_pen *pen, const struct ter_qml_subject *subject)
{
    write_name(pen, subject->layer);
    if (subject->layer->geometry != TER_GEOMETRY_NONE)
        write_tip(pen, subject);
}
