/* Any text as a cell of any field: its first byte names the field, its second the heading. What is accepted
 * is of the field's type, within its limits or among its choices; written out and read again it is the same.
 */
#include "base/text.h"
#include "fuzz.h"
#include "import/cell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct ter_layer *some_layer(void)
{
    static struct ter_layer *layer;
    struct ter_error err = {0};
    for (size_t i = 0; !layer && i < ter_layer_shipped_count(); i++) {
        size_t size;
        const char *text = ter_layer_shipped_text(i, &size);
        if (!ter_layer_parse(text, size, "layer", &layer, &err))
            abort();
        if (strcmp(layer->name, "hydrant") != 0) {
            ter_layer_free(layer);
            layer = NULL;
        }
    }
    return layer;
}

static void need_line(const char *text)
{
    if (!*text || strchr(text, '\n') || !ter_text_valid(text, strlen(text), NULL))
        abort();
}

static void need_sound(const struct ter_field *field, struct ter_value value)
{
    struct ter_error err = {0};
    if (value.type == TER_VALUE_NULL)
        return;
    if (!ter_field_check(field, value, &err))
        abort();
    if (field->type == TER_FIELD_INTEGER && value.type != TER_VALUE_INT)
        abort();
    if (field->type == TER_FIELD_REAL && (value.type != TER_VALUE_REAL || !isfinite(value.real)))
        abort();
    if (value.type == TER_VALUE_TEXT &&
        (strlen(value.text) != value.size || !ter_text_valid(value.text, value.size, NULL)))
        abort();
}

/* `binding` has no heading any more: what is stored is in the field's own unit. */
static void read_again(struct ter_binding *binding, struct ter_value value)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    struct ter_value own = ter_value_copy(value), again;
    struct ter_error err = {0};
    ter_buf_text(&text, "");
    ter_value_print(own, &text);
    binding->unit = NULL;
    if (!ter_cell_read(binding, ter_value_text(text.data), &again, &err) || !ter_value_equal(own, again))
        abort();
    ter_value_free(&own);
}

static void read_cell(struct ter_binding *binding, struct ter_value cell)
{
    struct ter_value value;
    struct ter_error err = {0};
    if (!ter_cell_read(binding, cell, &value, &err)) {
        need_line(err.message);
        return;
    }
    need_sound(binding->field, value);
    if (value.type != TER_VALUE_NULL)
        read_again(binding, value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const headings[] = {
        "压力", "出水量(L/s)", "口径(cm)", "静压（kPa）", "数量", "长度 [km]"};
    const struct ter_layer *layer = some_layer();
    if (size < 2)
        return 0;
    size_t field = data[0] % layer->field_count;
    TER_AUTO_FREE char *text = ter_strndup((const char *)data + 2, size - 2);
    if (!ter_text_valid(text, strlen(text), NULL)) /* readers see to that */
        return 0;
    TER_AUTO_STRINGS struct ter_strings notes = {0};
    struct ter_binding binding;
    ter_binding_init(&binding, layer, field, 0);
    ter_binding_take_heading(&binding, headings[data[1] % (sizeof headings / sizeof *headings)]);
    binding.notes = &notes;
    read_cell(&binding, ter_value_text(text));
    double number;
    if (ter_text_double(text, &number) && isfinite(number)) { /* a file with types */
        ter_binding_take_heading(&binding, headings[0]);
        read_cell(&binding, ter_value_real(number));
    }
    ter_binding_clear(&binding);
    for (size_t i = 0; i < notes.count; i++)
        need_line(notes.items[i]);
    return 0;
}
