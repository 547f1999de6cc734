/* Owns the words for a definition's parts. Knows nothing of where they are shown. */
#include "layer_words.h"

#include "base/messages.h"
#include "layer/guard.h"

#include "layer/condition.h"

#include <string.h>

const char *ter_words_type(const struct ter_field *field)
{
    static const char *const names[] = {
        [TER_FIELD_TEXT] = TER_MESSAGE("text"),
        [TER_FIELD_INTEGER] = TER_MESSAGE("integer"),
        [TER_FIELD_REAL] = TER_MESSAGE("number"),
        [TER_FIELD_DATE] = TER_MESSAGE("date"),
    };
    return ter_message(names[field->type]);
}

char *ter_words_takes(const struct ter_field *field)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    ter_buf_text(&text, "");
    if (field->domain)
        ter_buf_printf(&text, ter_message("one of %s"), field->domain->name);
    if (field->has_min && field->has_max)
        ter_buf_printf(&text, ter_message("%.10g to %.10g"), field->min, field->max);
    else if (field->has_min)
        ter_buf_printf(&text, ter_message("from %.10g"), field->min);
    else if (field->has_max)
        ter_buf_printf(&text, ter_message("to %.10g"), field->max);
    if (field->required)
        ter_buf_printf(&text, ter_message("%srequired"), text.size ? ", " : "");
    if (field->automatic)
        ter_buf_printf(&text, ter_message("%sautomatic"), text.size ? ", " : "");
    if (field->fill_down)
        ter_buf_printf(&text, ter_message("%smerged cells fill down"), text.size ? ", " : "");
    return ter_buf_take(&text);
}

char *ter_words_next(const struct ter_layer *layer, const char *from)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    for (size_t i = 0; i < layer->transition_count; i++)
        if (strcmp(layer->transitions[i].from, from) == 0)
            ter_buf_printf(&text, "%s%s", text.size ? ", " : "", layer->transitions[i].to);
    if (!text.size)
        ter_buf_text(&text, ter_message("(final)"));
    return ter_buf_take(&text);
}

char *ter_words_clock(const struct ter_layer *layer, const struct ter_deadline *deadline)
{
    static const char *const units[] = {[TER_DAYS] = TER_MESSAGE("day"),
        [TER_WORKING_DAYS] = TER_MESSAGE("working day"),
        [TER_MONTHS] = TER_MESSAGE("month")};
    const char *from = layer->fields[deadline->from].name;
    TER_AUTO_BUF struct ter_buf text = {0};
    if (deadline->amount)
        ter_buf_printf(&text, ter_message("%d %s%s after %s"), deadline->amount,
            ter_message(units[deadline->unit]), deadline->amount == 1 ? "" : "s", from);
    else
        ter_buf_printf(&text, ter_message("on %s"), from);
    return ter_buf_take(&text);
}

char *ter_words_due(const struct ter_layer *layer, const struct ter_deadline *deadline)
{
    TER_AUTO_FREE char *clock = ter_words_clock(layer, deadline);
    TER_AUTO_BUF struct ter_buf text = {0};
    ter_buf_text(&text, clock);
    if (deadline->where) {
        ter_buf_text(&text, ter_message(", where "));
        ter_conditions_describe(deadline->where, layer, TER_EN, &text);
    }
    return ter_buf_take(&text);
}

static void join(const struct ter_strings *list, struct ter_buf *out)
{
    for (size_t i = 0; i < list->count; i++)
        ter_buf_printf(out, "%s%s", i ? ", " : "", list->items[i]);
}

char *ter_words_guarded(const struct ter_guard *guard)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    join(&guard->to, &text);
    if (guard->from.count) {
        ter_buf_text(&text, ter_message(" after "));
        join(&guard->from, &text);
    }
    if (!guard->to.count)
        ter_buf_text(&text, ter_message("any change"));
    return ter_buf_take(&text);
}

char *ter_words_guard(const struct ter_layer *layer, const struct ter_guard *guard, enum ter_lang lang)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    if (guard->where && guard->where->count) {
        ter_conditions_describe(guard->where, layer, lang, &text);
        ter_buf_text(&text, " → ");
    }
    if (guard->needs && guard->needs->count)
        ter_conditions_describe(guard->needs, layer, lang, &text);
    if (guard->event)
        ter_buf_printf(&text, "%s%s%s", guard->needs && guard->needs->count ? "; " : "",
            lang == TER_EN ? "an event: " : "工作记录：", guard->event->words[lang]);
    return ter_buf_take(&text);
}
