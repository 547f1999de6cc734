/* Owns look-ups in a definition, its end, and the list of definitions that ship. */
#include "layer.h"

#include "base/embedded.h"
#include "base/text.h"
#include "guard.h"

#include <stdlib.h>
#include <string.h>

extern const struct ter_embedded ter_embedded_layers[];

static void free_label(struct ter_label *label)
{
    free(label->text[TER_EN]);
    free(label->text[TER_ZH]);
}

static void free_domain(struct ter_domain *domain)
{
    for (size_t i = 0; i < domain->count; i++) {
        struct ter_choice *choice = &domain->choices[i];
        free(choice->value);
        free_label(&choice->title);
        ter_strings_free(&choice->aliases);
        free(choice->color);
        free(choice->needs);
    }
    free(domain->choices);
    free(domain->name);
}

static void free_field(struct ter_field *field)
{
    free(field->name);
    free_label(&field->title);
    ter_strings_free(&field->aliases);
    free(field->shp);
}

void ter_layer_free(struct ter_layer *layer)
{
    if (!layer)
        return;
    for (size_t i = 0; i < layer->field_count; i++)
        free_field(&layer->fields[i]);
    for (size_t i = 0; i < layer->domain_count; i++)
        free_domain(&layer->domains[i]);
    for (size_t i = 0; i < layer->transition_count; i++) {
        free(layer->transitions[i].from);
        free(layer->transitions[i].to);
    }
    for (size_t i = 0; i < layer->index_count; i++)
        for (size_t j = 0; j < 4; j++)
            free(layer->indexes[i].fields[j]);
    for (size_t i = 0; i < layer->deadline_count; i++) {
        free(layer->deadlines[i].name);
        free_label(&layer->deadlines[i].title);
        ter_strings_free(&layer->deadlines[i].open_while);
        ter_conditions_free(layer->deadlines[i].where);
        free(layer->deadlines[i].source);
    }
    free(layer->deadlines);
    ter_guards_free(layer->guards, layer->guard_count);
    free(layer->fields);
    free(layer->domains);
    free(layer->transitions);
    free(layer->indexes);
    ter_strings_free(&layer->available);
    ter_strings_free(&layer->superseded);
    free_label(&layer->title);
    free_label(&layer->description);
    free(layer->name);
    free(layer->code_prefix);
    free(layer->initial_status);
    free(layer->style_by);
    free(layer->json);
    free(layer);
}

/* common.json is the first of the embedded files and no layer of its own. */
size_t ter_layer_shipped_count(void)
{
    size_t count = 0;
    while (ter_embedded_layers[count + 1].name)
        count++;
    return count;
}

const char *ter_layer_shipped_text(size_t index, size_t *ret_size)
{
    const struct ter_embedded *file = &ter_embedded_layers[index + 1];
    *ret_size = file->size;
    return (const char *)file->data;
}

const struct ter_field *ter_layer_field(const struct ter_layer *layer, const char *name)
{
    for (size_t i = 0; i < layer->field_count; i++)
        if (strcmp(layer->fields[i].name, name) == 0)
            return &layer->fields[i];
    return NULL;
}

size_t ter_layer_field_index(const struct ter_layer *layer, const struct ter_field *field)
{
    return (size_t)(field - layer->fields);
}

bool ter_layer_need_field(const struct ter_layer *layer, const char *name, const struct ter_field **ret_field,
    struct ter_error *err)
{
    const char *names[TER_MAX_FIELDS];
    for (size_t i = 0; i < layer->field_count; i++)
        names[i] = layer->fields[i].name;
    const struct ter_field *field = ter_layer_field(layer, name);
    if (!field)
        field = ter_layer_field_for_heading(layer, name);
    if (field) {
        *ret_field = field;
        return true;
    }
    const char *near = ter_text_suggest(name, names, layer->field_count);
    if (near)
        return ter_fail(
            err, TER_USAGE, "layer %s has no field \"%s\"; did you mean \"%s\"?", layer->name, name, near);
    return ter_fail(err, TER_USAGE, "layer %s has no field \"%s\"; terrier layer show %s lists them",
        layer->name, name, layer->name);
}

static bool same_key(const char *key, const char *text)
{
    TER_AUTO_FREE char *other = ter_text_key(text);
    return strcmp(key, other) == 0;
}

static bool heading_means(const struct ter_field *field, const char *key)
{
    if (same_key(key, field->name) || same_key(key, field->title.text[TER_EN]) ||
        same_key(key, field->title.text[TER_ZH]) || same_key(key, field->shp))
        return true;
    for (size_t i = 0; i < field->aliases.count; i++)
        if (same_key(key, field->aliases.items[i]))
            return true;
    return false;
}

const struct ter_field *ter_layer_field_for_heading(const struct ter_layer *layer, const char *heading)
{
    TER_AUTO_FREE char *key = ter_text_key(heading);
    for (size_t i = 0; i < layer->field_count; i++)
        if (heading_means(&layer->fields[i], key))
            return &layer->fields[i];
    return NULL;
}

bool ter_layer_status_is_final(const struct ter_layer *layer, const char *status)
{
    for (size_t i = 0; i < layer->transition_count; i++)
        if (strcmp(layer->transitions[i].from, status) == 0)
            return false;
    return true;
}

bool ter_layer_status_is_superseded(const struct ter_layer *layer, const char *status)
{
    for (size_t i = 0; status && i < layer->superseded.count; i++)
        if (strcmp(layer->superseded.items[i], status) == 0)
            return true;
    return false;
}

bool ter_layer_transition_allowed(const struct ter_layer *layer, const char *from, const char *to)
{
    for (size_t i = 0; i < layer->transition_count; i++)
        if (strcmp(layer->transitions[i].from, from) == 0 && strcmp(layer->transitions[i].to, to) == 0)
            return true;
    return strcmp(from, to) == 0;
}
