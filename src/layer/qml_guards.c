/* Owns what a layer's guards (guard.h) ask of QGIS's form: expressions and sentences. Events are not asked
 * for here, since their table need not be open; the triggers do it when the form is saved. */
#include "guard.h"
#include "qml_parts.h"

#include <string.h>

static bool is_on_status(const struct ter_guard *guard)
{
    return guard->to.count && guard->needs && guard->needs->count;
}

static void list_statuses(const struct ter_strings *list, struct ter_buf *out)
{
    for (size_t i = 0; i < list->count; i++)
        ter_buf_printf(out, "%s'%s'", i ? ", " : " IN (", list->items[i]);
    ter_buf_text(out, ")");
}

/* Whether the guard would refuse what the form says; @was is the status that is stored, NULL for none. */
static void refuses(const struct ter_layer *layer, const struct ter_guard *guard, struct ter_buf *out)
{
    ter_buf_text(out, "(");
    if (guard->to.count) {
        ter_buf_printf(out, "coalesce(\"status\", '%s')", layer->initial_status);
        list_statuses(&guard->to, out);
        ter_buf_text(out, " AND coalesce(@was, '') <> coalesce(\"status\", '') AND ");
    }
    if (guard->from.count) {
        ter_buf_text(out, "coalesce(@was, '')");
        list_statuses(&guard->from, out);
        ter_buf_text(out, " AND ");
    }
    ter_conditions_expression(guard->where, layer, "", out);
    ter_buf_text(out, " AND NOT ");
    ter_conditions_expression(guard->needs, layer, "", out);
    ter_buf_text(out, ")");
}

void ter_qml_guards_of_status(const struct ter_layer *layer, struct ter_buf *out)
{
    for (size_t i = 0; i < layer->guard_count; i++) {
        if (!is_on_status(&layer->guards[i]))
            continue;
        ter_buf_text(out, " AND NOT ");
        refuses(layer, &layer->guards[i], out);
    }
}

void ter_qml_guards_words(
    const struct ter_layer *layer, enum ter_lang lang, const char *clause, struct ter_buf *out)
{
    for (size_t i = 0; i < layer->guard_count; i++)
        if (layer->guards[i].to.count)
            ter_buf_printf(out, "%s%s", clause, layer->guards[i].refusal.text[lang]);
}

void ter_qml_guards_title(
    const struct ter_layer *layer, enum ter_lang lang, const char *title, struct ter_buf *out)
{
    bool any = false;
    for (size_t i = 0; i < layer->guard_count; i++) {
        const struct ter_guard *guard = &layer->guards[i];
        TER_AUTO_BUF struct ter_buf sentence = {0};
        if (!is_on_status(guard))
            continue;
        ter_buf_printf(&sentence, "%s%s", lang == TER_EN ? ": " : "：", guard->refusal.text[lang]);
        ter_buf_text(out, any ? " WHEN " : "CASE WHEN ");
        refuses(layer, guard, out);
        ter_buf_printf(out, " THEN %s || ", title);
        ter_qml_quote(out, sentence.data);
        any = true;
    }
    ter_buf_printf(out, any ? " ELSE %s END" : "%s", title);
}

bool ter_qml_guards_field(const struct ter_layer *layer, const struct ter_field *field)
{
    for (size_t i = 0; !field->automatic && i < layer->guard_count; i++) {
        bool marks[TER_MAX_FIELDS] = {false};
        ter_guard_mark(&layer->guards[i], marks);
        if (!layer->guards[i].to.count && marks[ter_layer_field_index(layer, field)])
            return true;
    }
    return false;
}

void ter_qml_guards_of_field(const struct ter_layer *layer, const struct ter_field *field, enum ter_lang lang,
    const char *clause, struct ter_buf *condition, struct ter_buf *message)
{
    for (size_t i = 0; i < layer->guard_count; i++) {
        const struct ter_guard *guard = &layer->guards[i];
        bool marks[TER_MAX_FIELDS] = {false};
        ter_guard_mark(guard, marks);
        if (guard->to.count || !marks[ter_layer_field_index(layer, field)])
            continue;
        ter_buf_printf(condition, "%sNOT ", condition->size ? " AND " : "");
        refuses(layer, guard, condition);
        ter_buf_printf(message, "%s%s", message->size ? clause : "", guard->refusal.text[lang]);
    }
}
