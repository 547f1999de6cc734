/* Owns the words for a definition's parts. Knows nothing of where they are shown. */
#include "layer_words.h"

#include <string.h>

const char *ter_words_type(const struct ter_field *field)
{
    static const char *const names[] = {
        [TER_FIELD_TEXT] = "text",
        [TER_FIELD_INTEGER] = "integer",
        [TER_FIELD_REAL] = "number",
        [TER_FIELD_DATE] = "date",
    };
    return names[field->type];
}

char *ter_words_takes(const struct ter_field *field)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    ter_buf_text(&text, "");
    if (field->domain)
        ter_buf_printf(&text, "one of %s", field->domain->name);
    if (field->has_min && field->has_max)
        ter_buf_printf(&text, "%.10g to %.10g", field->min, field->max);
    else if (field->has_min)
        ter_buf_printf(&text, "from %.10g", field->min);
    else if (field->has_max)
        ter_buf_printf(&text, "to %.10g", field->max);
    if (field->required)
        ter_buf_printf(&text, "%srequired", text.size ? ", " : "");
    if (field->automatic)
        ter_buf_printf(&text, "%sautomatic", text.size ? ", " : "");
    if (field->fill_down)
        ter_buf_printf(&text, "%smerged cells fill down", text.size ? ", " : "");
    return ter_buf_take(&text);
}

char *ter_words_next(const struct ter_layer *layer, const char *from)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    for (size_t i = 0; i < layer->transition_count; i++)
        if (strcmp(layer->transitions[i].from, from) == 0)
            ter_buf_printf(&text, "%s%s", text.size ? ", " : "", layer->transitions[i].to);
    if (!text.size)
        ter_buf_text(&text, "(final)");
    return ter_buf_take(&text);
}

char *ter_words_due(const struct ter_layer *layer, const struct ter_deadline *deadline)
{
    static const char *const units[] = {
        [TER_DAYS] = "day", [TER_WORKING_DAYS] = "working day", [TER_MONTHS] = "month"};
    const char *from = layer->fields[deadline->from].name;
    if (!deadline->amount)
        return ter_format("on %s", from);
    return ter_format(
        "%d %s%s after %s", deadline->amount, units[deadline->unit], deadline->amount == 1 ? "" : "s", from);
}
