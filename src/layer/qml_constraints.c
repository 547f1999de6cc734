/* Owns what must hold of a field in QGIS's form, and the sentence shown where it does not. The triggers in
 * the register are the last line behind it.
 *
 * A constraint's sentence is fixed, so that of the status names every way. While somebody edits, the title of
 * the status says the one that matters, in the words of `terrier set`. */
#include "qml_parts.h"

#include <string.h>

static const struct {
    const char *required, *least, *most, *from, *to, *end;
    const char *not_a, *known, *known_end, *comma, *clause;
    const char *cannot, *become, *may, *final;
} words[] = {
    [TER_EN] = {" must not be empty", " must be at least ", " must be at most ", " must be between ", " and ",
        "", "this is not a ", " (known: ", ")", ", ", "; ", " ", " cannot become ", ";\nit may become ",
        "; it is final"},
    [TER_ZH] = {"不能为空", "不能小于 ", "不能大于 ", "应在 ", " 与 ", " 之间", "不是允许的", "（可选：",
        "）", "、", "；", "：", " 不能变为 ", "；\n只能变为 ", "；它是终态"},
};

/* What a status may become, in a list of ways: "planned may become …". */
static const char *const way_words[][2] = {
    [TER_EN] = {" may become ", " is final"}, [TER_ZH] = {" 可变为 ", " 为终态"}};

static bool is_status(const struct ter_layer *layer, const struct ter_field *field)
{
    return field == &layer->fields[layer->role[TER_ROLE_STATUS]];
}

static bool is_constrained(const struct ter_layer *layer, const struct ter_field *field)
{
    return field->required || field->has_min || field->has_max || (field->domain && !field->automatic) ||
           ter_qml_guards_field(layer, field);
}

/* What is asked of the value itself, not of its place among others. */
static bool is_limited(const struct ter_field *field)
{
    return field->required || field->has_min || field->has_max || field->domain;
}

/* The limits of a number in QGIS's expression language. */
static void limits(const struct ter_field *field, struct ter_buf *condition)
{
    if (field->has_min)
        ter_buf_printf(condition, "\"%s\" >= %.17g", field->name, field->min);
    if (field->has_min && field->has_max)
        ter_buf_text(condition, " AND ");
    if (field->has_max)
        ter_buf_printf(condition, "\"%s\" <= %.17g", field->name, field->max);
}

static void one_of(const struct ter_field *field, struct ter_buf *condition)
{
    ter_buf_printf(condition, "\"%s\" IN (", field->name);
    for (size_t i = 0; i < field->domain->count; i++)
        ter_buf_printf(condition, "%s'%s'", i ? ", " : "", field->domain->choices[i].value);
    ter_buf_text(condition, ")");
}

/* The ways of a status -------------------------------------------------------------------------------------
 */

/* The status that the layer holds for this record: NULL for one that is being made, which may have any. A
 * record that was drawn but never saved has a number below zero. */
#define STORED_STATUS "if($id >= 0, attribute(get_feature_by_id(@layer, $id), 'status'), NULL)"

static size_t list_next(const struct ter_layer *layer, const char *from, enum ter_lang lang,
    const char *comma, struct ter_buf *out)
{
    const struct ter_domain *domain = layer->fields[layer->role[TER_ROLE_STATUS]].domain;
    size_t count = 0;
    for (size_t i = 0; i < domain->count; i++) {
        const struct ter_choice *to = &domain->choices[i];
        if (strcmp(to->value, from) == 0 || !ter_layer_transition_allowed(layer, from, to->value))
            continue;
        ter_buf_printf(out, "%s%s", count++ ? comma : "", to->title.text[lang]);
    }
    return count;
}

/* A condition on @was, the status before, and the status in the form. */
static void way_is_open(const struct ter_layer *layer, struct ter_buf *out)
{
    ter_buf_text(out, "@was IS NULL OR @was=status");
    for (size_t i = 0; i < layer->transition_count; i++) {
        const struct ter_transition *way = &layer->transitions[i];
        ter_buf_printf(out, "%s'%s %s'", i ? "," : " OR concat(@was,' ',status) IN (", way->from, way->to);
    }
    ter_buf_text(out, layer->transition_count ? ")" : "");
}

static void status_condition(
    const struct ter_layer *layer, const struct ter_field *field, struct ter_buf *out)
{
    one_of(field, out);
    ter_buf_text(out, " AND with_variable('was', " STORED_STATUS ", ");
    ter_buf_text(out, layer->guard_count ? "(" : "");
    way_is_open(layer, out);
    ter_buf_text(out, layer->guard_count ? ")" : "");
    ter_qml_guards_of_status(layer, out);
    ter_buf_text(out, ")");
}

/* "planned may become in service, retired; …; retired is final" */
static void status_ways(const struct ter_layer *layer, enum ter_lang lang, struct ter_buf *out)
{
    const struct ter_domain *domain = layer->fields[layer->role[TER_ROLE_STATUS]].domain;
    for (size_t i = 0; i < domain->count; i++) {
        TER_AUTO_BUF struct ter_buf next = {0};
        const struct ter_choice *from = &domain->choices[i];
        size_t count = list_next(layer, from->value, lang, words[lang].comma, &next);
        ter_buf_printf(out, "%s%s%s%s", words[lang].clause, from->title.text[lang], way_words[lang][!count],
            count ? next.data : "");
    }
}

/* A map of QGIS's expression language from the values of a status to texts. */
static void begin_map(struct ter_buf *out)
{
    ter_buf_text(out, "map_get(map(");
}

static void add_to_map(const char *value, const char *text, size_t index, struct ter_buf *out)
{
    ter_buf_printf(out, "%s'%s', ", index ? ", " : "", value);
    ter_qml_quote(out, text);
}

static void end_map(const char *key, struct ter_buf *out)
{
    ter_buf_printf(out, "), %s)", key);
}

/* From a status to the words for what may follow it. */
static void next_words(const struct ter_layer *layer, enum ter_lang lang, struct ter_buf *out)
{
    const struct ter_domain *domain = layer->fields[layer->role[TER_ROLE_STATUS]].domain;
    begin_map(out);
    for (size_t i = 0; i < domain->count; i++) {
        TER_AUTO_BUF struct ter_buf text = {0};
        ter_buf_text(&text, words[lang].may);
        if (!list_next(layer, domain->choices[i].value, lang, words[lang].comma, &text)) {
            ter_buf_clear(&text);
            ter_buf_text(&text, words[lang].final);
        }
        add_to_map(domain->choices[i].value, text.data, i, out);
    }
    end_map("@was", out);
}

static void titles(const struct ter_domain *domain, enum ter_lang lang, const char *key, struct ter_buf *out)
{
    begin_map(out);
    for (size_t i = 0; i < domain->count; i++)
        add_to_map(domain->choices[i].value, domain->choices[i].title.text[lang], i, out);
    end_map(key, out);
}

/* The title of a status as an expression: the field's own, or the sentence for a way that is closed. */
static void dynamic_title(const struct ter_layer *layer, enum ter_lang lang, struct ter_buf *out)
{
    const struct ter_field *status = &layer->fields[layer->role[TER_ROLE_STATUS]];
    TER_AUTO_BUF struct ter_buf title = {0}, cannot = {0}, become = {0};
    ter_qml_quote(&title, status->title.text[lang]);
    ter_qml_quote(&cannot, words[lang].cannot);
    ter_qml_quote(&become, words[lang].become);
    ter_buf_text(out, "with_variable('was', " STORED_STATUS ", if(\"status\" IS NULL OR ");
    way_is_open(layer, out);
    ter_buf_text(out, ", ");
    ter_qml_guards_title(layer, lang, title.data, out);
    ter_buf_printf(out, ", coalesce(%s || %s || ", title.data, cannot.data);
    titles(status->domain, lang, "@was", out);
    ter_buf_printf(out, " || %s || ", become.data);
    titles(status->domain, lang, "\"status\"", out);
    ter_buf_text(out, " || ");
    next_words(layer, lang, out);
    ter_buf_printf(out, ", %s)))", title.data);
}

/* Conditions and sentences ---------------------------------------------------------------------------------
 */

static void condition_of(const struct ter_layer *layer, const struct ter_field *field, struct ter_buf *out)
{
    bool limited = field->has_min || field->has_max;
    ter_buf_printf(out, "\"%s\" IS %sNULL", field->name, field->required ? "NOT " : "");
    if (!limited && !field->domain)
        return;
    ter_buf_text(out, field->required ? " AND (" : " OR (");
    if (is_status(layer, field))
        status_condition(layer, field, out);
    else if (field->domain)
        one_of(field, out);
    else
        limits(field, out);
    ter_buf_text(out, ")");
}

static void limits_message(const struct ter_field *field, enum ter_lang lang, struct ter_buf *out)
{
    ter_buf_text(out, field->title.text[lang]);
    if (field->has_min && field->has_max)
        ter_buf_printf(out, "%s%.10g%s%.10g%s", words[lang].from, field->min, words[lang].to, field->max,
            words[lang].end);
    else if (field->has_min)
        ter_buf_printf(out, "%s%.10g", words[lang].least, field->min);
    else
        ter_buf_printf(out, "%s%.10g", words[lang].most, field->max);
}

static void domain_message(const struct ter_field *field, enum ter_lang lang, struct ter_buf *out)
{
    ter_buf_printf(out, "%s%s%s", words[lang].not_a, field->title.text[lang], words[lang].known);
    for (size_t i = 0; i < field->domain->count; i++)
        ter_buf_printf(out, "%s%s", i ? words[lang].comma : "", field->domain->choices[i].title.text[lang]);
    ter_buf_text(out, words[lang].known_end);
}

/* The sentence for a field that breaks its condition. */
static void message_of(
    const struct ter_layer *layer, const struct ter_field *field, enum ter_lang lang, struct ter_buf *out)
{
    if (field->required && !field->has_min && !field->has_max) {
        ter_buf_printf(out, "%s%s", field->title.text[lang], words[lang].required);
        if (field->domain && !is_status(layer, field))
            ter_buf_text(out, words[lang].clause);
    } else if (field->has_min || field->has_max) {
        limits_message(field, lang, out);
    }
    if (is_status(layer, field))
        status_ways(layer, lang, out);
    else if (field->domain)
        domain_message(field, lang, out);
}

/* QGIS has no message of its own for NOT NULL: a required field has that and a condition with one. The kinds
 * are a sum: 1 not null, 4 condition. */
static void write_constraint(struct ter_qml_pen *pen, const struct ter_field *field)
{
    ter_qml_begin(pen, "constraint", "field", field->name, "constraints", field->required ? "5" : "4",
        "exp_strength", "1", NULL);
    if (field->required)
        ter_qml_attribute(pen, "notnull_strength", "1");
    ter_qml_end(pen);
}

static void write_condition(
    struct ter_qml_pen *pen, const struct ter_qml_subject *subject, const struct ter_field *field)
{
    TER_AUTO_BUF struct ter_buf condition = {0}, message = {0};
    bool guarded = ter_qml_guards_field(subject->layer, field);
    if (is_limited(field)) {
        ter_buf_text(&condition, guarded ? "(" : "");
        condition_of(subject->layer, field, &condition);
        ter_buf_text(&condition, guarded ? ")" : "");
        message_of(subject->layer, field, subject->lang, &message);
    }
    if (is_status(subject->layer, field))
        ter_qml_guards_words(subject->layer, subject->lang, words[subject->lang].clause, &message);
    if (guarded)
        ter_qml_guards_of_field(
            subject->layer, field, subject->lang, words[subject->lang].clause, &condition, &message);
    ter_qml_begin(pen, "constraint", "field", field->name, "exp", condition.data, "desc", message.data, NULL);
    ter_qml_end(pen);
}

static void write_dynamic_title(struct ter_qml_pen *pen, const struct ter_qml_subject *subject)
{
    const struct ter_layer *layer = subject->layer;
    TER_AUTO_BUF struct ter_buf title = {0};
    dynamic_title(layer, subject->lang, &title);
    ter_qml_begin(pen, "dataDefinedFieldProperties", NULL);
    ter_qml_begin(pen, "field", "name", layer->fields[layer->role[TER_ROLE_STATUS]].name, NULL);
    ter_qml_driven(pen, (const struct ter_qml_property[]){{"dataDefinedAlias", title.data}, {NULL, NULL}});
    ter_qml_end(pen);
    ter_qml_end(pen);
}

void ter_qml_constraints(struct ter_qml_pen *pen, const struct ter_qml_subject *subject)
{
    const struct ter_field *first = subject->layer->fields, *last = first + subject->layer->field_count;
    ter_qml_begin(pen, "constraints", NULL);
    for (const struct ter_field *field = first; field < last; field++)
        if (is_constrained(subject->layer, field))
            write_constraint(pen, field);
    ter_qml_end(pen);
    ter_qml_begin(pen, "constraintExpressions", NULL);
    for (const struct ter_field *field = first; field < last; field++)
        if (is_constrained(subject->layer, field))
            write_condition(pen, subject, field);
    ter_qml_end(pen);
    write_dynamic_title(pen, subject);
}
