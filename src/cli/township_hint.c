/* Owns the hint on townships that no record is of. Knows nothing of how options are read. */
#include "township_hint.h"

#include "base/text.h"
#include "terminal.h"

#include <stdio.h>
#include <string.h>

enum { MOST_NAMES = 256 };

static size_t township_field(const struct ter_layer *layer)
{
    size_t field = layer->role[TER_ROLE_TOWNSHIP];
    return field < layer->field_count ? field : SIZE_MAX;
}

/* Whether any record is of this township, on the day that is asked for. The first that the index gives will
 * do: in the order of id, all of the township would be read and sorted (110,000 of a million: 0.35 s). */
static bool is_in_use(struct ter_registry *registry, const struct ter_layer *layer, const char *township,
    const char *as_of, bool *ret_used, struct ter_error *err)
{
    const size_t fields[] = {layer->role[TER_ROLE_ID]};
    struct ter_filter filter = {.townships = &township,
        .township_count = 1,
        .as_of = as_of,
        .limit = 1,
        .fields = fields,
        .field_count = 1,
        .any_order = true};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record = NULL;
    if (!ter_find_open(registry, layer, &filter, &cursor, err) || !ter_find_next(cursor, &record, err))
        return false;
    *ret_used = record != NULL;
    return true;
}

static bool is_listed(const struct ter_strings *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i], name) == 0)
            return true;
    return false;
}

static bool list_townships(struct ter_registry *registry, const struct ter_layer *layer,
    struct ter_strings *ret_names, struct ter_error *err)
{
    size_t township = township_field(layer);
    const size_t fields[] = {layer->role[TER_ROLE_ID], township};
    struct ter_filter filter = {.fields = fields, .field_count = 2};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    if (!ter_find_open(registry, layer, &filter, &cursor, err))
        return false;
    for (;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return true;
        struct ter_value name = record->values[township];
        if (name.type == TER_VALUE_TEXT && ret_names->count < MOST_NAMES && !is_listed(ret_names, name.text))
            ter_strings_add(ret_names, name.text);
    }
}

/* One that begins alike (察素齐 for 察素齐镇), else one that looks alike. */
static const char *suggest_township(const struct ter_strings *names, const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; length && i < names->count; i++)
        if (strncmp(names->items[i], text, length) == 0)
            return names->items[i];
    return ter_text_suggest(text, (const char *const *)names->items, names->count);
}

static void say_unused(const struct ter_layer *layer, const char *township, const struct ter_strings *names)
{
    enum { SHOWN = 12 };
    const char *near = suggest_township(names, township);
    TER_AUTO_BUF struct ter_buf list = {0};
    for (size_t i = 0; i < names->count && i < SHOWN; i++)
        ter_buf_printf(&list, "%s%s", i ? ", " : "", names->items[i]);
    if (near)
        ter_terminal_note(
            "no record of %s is of township \"%s\"; did you mean \"%s\"?", layer->name, township, near);
    else if (list.size)
        ter_terminal_note("no record of %s is of township \"%s\" (there are: %s%s)", layer->name, township,
            list.data, names->count > SHOWN ? ", …" : "");
    else
        ter_terminal_note("no record of %s has a township", layer->name);
}

void ter_township_hint(
    struct ter_registry *registry, const struct ter_layer *layer, const struct ter_filter *filter)
{
    struct ter_error err = {0};
    TER_AUTO_STRINGS struct ter_strings names = {0};
    bool listed = false;
    for (size_t i = 0; i < filter->township_count && township_field(layer) != SIZE_MAX; i++) {
        const char *township = filter->townships[i];
        bool used;
        if (!is_in_use(registry, layer, township, filter->as_of, &used, &err))
            return;
        if (used)
            continue;
        if (!listed && !list_townships(registry, layer, &names, &err))
            return;
        listed = true;
        say_unused(layer, township, &names);
    }
}

void ter_township_hint_named(
    struct ter_registry *registry, const struct ter_layer *layer, const char *const *townships, size_t count)
{
    const struct ter_filter filter = {.townships = townships, .township_count = count};
    ter_township_hint(registry, layer, &filter);
}
