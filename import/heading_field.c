/* Owns the reading of headings whose unit stands in brackets, or is left out. Knows nothing of files. */
#include "heading_field.h"

#include "quantity.h"

#include <string.h>

static bool is_named(const char *name, const char *plain)
{
    const char *unit;
    TER_AUTO_FREE char *own = ter_quantity_heading(name, &unit);
    return strcmp(own, plain) == 0;
}

static bool is_called(const struct ter_field *field, const char *plain)
{
    bool called = is_named(field->title.text[TER_EN], plain) || is_named(field->title.text[TER_ZH], plain);
    for (size_t i = 0; i < field->aliases.count && !called; i++)
        called = is_named(field->aliases.items[i], plain);
    return called || is_named(field->name, plain);
}

const struct ter_field *ter_heading_field(const struct ter_layer *layer, const char *heading)
{
    const char *unit;
    TER_AUTO_FREE char *plain = ter_quantity_heading(heading, &unit);
    const struct ter_field *found = NULL;
    for (size_t i = 0; *plain && i < layer->field_count; i++) {
        const struct ter_field *field = &layer->fields[i];
        bool other;
        if (!is_called(field, plain) || (unit && !ter_quantity_suits(field, unit, &other)))
            continue;
        if (found)
            return NULL;
        found = field;
    }
    return found;
}
