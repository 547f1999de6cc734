/* Owns the reading of `derive`'s options. Knows nothing of what a recipe finds. */
#include "derive_request.h"

#include "base/text.h"

#include <string.h>

/* ---- the recipe ---- */

/* The options that add a source, and what their value is when it is written as a term. */
static const struct {
    const char *option, *prefix;
} sources[] = {{"road", "road:"}, {"water", "water:"}, {"village", "village:"}, {"villages", "villages:"},
    {"place", "place:"}, {"of", ""}};

static const char *source_prefix(const char *option)
{
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (strcmp(option, sources[i].option) == 0)
            return sources[i].prefix;
    return NULL;
}

/* The recipe while its options are read. */
struct reading {
    struct ter_recipe *recipe;
    bool wide[TER_MAX_ARGUMENTS]; /* of each term: its width is decided */
    bool last_takes_where;
    size_t buffers;    /* how many there were */
    bool buffer_first; /* one stood before all sources */
    double last_m;
};

static bool read_term(struct reading *reading, const char *option, const char *prefix, const char *value,
    enum ter_recipe_use use, struct ter_error *err)
{
    struct ter_recipe_term term;
    TER_AUTO_FREE char *text = ter_format("%s%s", prefix, value);
    bool wide;
    if (!ter_recipe_term_parse(text, &term, &wide, err))
        return ter_wrap(err, "--%s", option);
    term.use = use;
    reading->wide[reading->recipe->count] = wide || use != TER_RECIPE_ADD;
    ter_recipe_add(reading->recipe, term);
    reading->last_takes_where = !*prefix;
    return true;
}

static bool read_where(struct reading *reading, const char *value, struct ter_error *err)
{
    if (!reading->last_takes_where)
        return ter_fail(err, TER_USAGE,
            "--where \"%s\": stands behind no --of, --minus or --clip that it belongs to", value);
    reading->recipe->terms[reading->recipe->count - 1].where = ter_strdup(value);
    reading->last_takes_where = false;
    return true;
}

static void spread(struct reading *reading, double width_m)
{
    for (size_t i = 0; i < reading->recipe->count; i++)
        if (!reading->wide[i]) {
            reading->recipe->terms[i].buffer_m = width_m;
            reading->wide[i] = true;
        }
}

static bool read_buffer(struct reading *reading, const char *value, struct ter_error *err)
{
    double width_m;
    if (!ter_text_double(value, &width_m) || !(width_m >= 0) || width_m > TER_RECIPE_MOST_M)
        return ter_fail(err, TER_USAGE, "--buffer \"%s\" is not a number of metres from 0 to %d", value,
            TER_RECIPE_MOST_M);
    reading->buffer_first = reading->buffer_first || (!reading->buffers && !reading->recipe->count);
    if (reading->buffers++ && reading->buffer_first)
        return ter_fail(err, TER_USAGE,
            "which --buffer is for which source? Write each one behind the sources that it is for");
    reading->last_m = width_m;
    spread(reading, width_m);
    return true;
}

static bool read_option(struct reading *reading, const char *option, const char *value, struct ter_error *err)
{
    const char *prefix = source_prefix(option);
    if (prefix)
        return read_term(reading, option, prefix, value, TER_RECIPE_ADD, err);
    if (strcmp(option, "minus") == 0)
        return read_term(reading, option, "", value, TER_RECIPE_MINUS, err);
    if (strcmp(option, "clip") == 0)
        return read_term(reading, option, "", value, TER_RECIPE_CLIP, err);
    if (strcmp(option, "where") == 0)
        return read_where(reading, value, err);
    return strcmp(option, "buffer") != 0 || read_buffer(reading, value, err);
}

bool ter_derive_recipe_from_args(
    const struct ter_args *args, struct ter_recipe *ret_recipe, struct ter_error *err)
{
    struct reading reading = {.recipe = ret_recipe};
    for (size_t i = 0; i < args->given_count; i++)
        if (args->given[i].value &&
            !read_option(&reading, args->given[i].option->name, args->given[i].value, err))
            return false;
    if (reading.buffers)
        spread(&reading, reading.last_m);
    return ter_recipe_check(ret_recipe, err);
}

/* ---- values ---- */

void ter_derive_put(struct ter_derive_values *values, const struct ter_layer *layer, const char *field,
    struct ter_value value)
{
    const struct ter_field *found = ter_layer_field(layer, field);
    if (!found)
        return;
    size_t index = ter_layer_field_index(layer, found), at = 0;
    while (at < values->count && values->items[at].field != index)
        at++;
    values->items[at] = (struct ter_change){index, value};
    values->count += at == values->count;
}

static bool is_own(const struct ter_layer *layer, const struct ter_field *field)
{
    static const char *const own[] = {"boundary", "derived_from", "buffer_m", "area_m2", "method",
        "precision", "uncertainty_m", "placed_note", "status"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (strcmp(field->name, own[i]) == 0)
            return true;
    return field == &layer->fields[layer->role[TER_ROLE_ID]];
}

static bool put_text(struct ter_derive_values *values, const struct ter_layer *layer, const char *name,
    const char *text, struct ter_error *err)
{
    const struct ter_field *field;
    struct ter_value value;
    if (!ter_layer_need_field(layer, name, &field, err))
        return false;
    if (field->automatic || is_own(layer, field))
        return ter_fail(err, TER_USAGE, "%s is said by the derivation itself and cannot be set", field->name);
    for (size_t i = 0; i < values->count; i++)
        if (&layer->fields[values->items[i].field] == field)
            return ter_fail(err, TER_USAGE, "%s was given twice", field->name);
    if (!ter_field_read(field, text, values->scratch[values->count], &value, err)) {
        err->code = TER_USAGE;
        return false;
    }
    ter_derive_put(values, layer, field->name, value);
    return true;
}

static bool put_pair(
    struct ter_derive_values *values, const struct ter_layer *layer, const char *pair, struct ter_error *err)
{
    const char *equals = strchr(pair, '=');
    if (!equals || equals == pair)
        return ter_fail(err, TER_USAGE, "--set \"%s\": write FIELD=VALUE", pair);
    TER_AUTO_FREE char *name = ter_strndup(pair, (size_t)(equals - pair));
    return put_text(values, layer, name, equals + 1, err) || ter_wrap(err, "--set");
}

bool ter_derive_values_from_args(const struct ter_args *args, const struct ter_layer *layer,
    struct ter_derive_values *ret_values, struct ter_error *err)
{
    static const char *const own_options[] = {"kind", "name"};
    const char *pairs[TER_MAX_ARGUMENTS];
    size_t count = ter_args_values(args, "set", pairs, TER_MAX_ARGUMENTS);
    for (size_t i = 0; i < 2; i++) {
        const char *text = ter_args_value(args, own_options[i]);
        if (text && !put_text(ret_values, layer, own_options[i], text, err))
            return ter_wrap(err, "--%s", own_options[i]);
    }
    for (size_t i = 0; i < count; i++)
        if (!put_pair(ret_values, layer, pairs[i], err))
            return false;
    for (size_t i = 0; i < layer->field_count; i++) {
        const struct ter_field *field = &layer->fields[i];
        bool given = is_own(layer, field) || !field->required;
        for (size_t j = 0; !given && j < ret_values->count; j++)
            given = ret_values->items[j].field == i && ret_values->items[j].value.type != TER_VALUE_NULL;
        if (!given)
            return ter_fail(err, TER_USAGE, "a record of %s needs %s: give it with %s", layer->name,
                field->name,
                strcmp(field->name, "kind") == 0   ? "--kind"
                : strcmp(field->name, "name") == 0 ? "--name"
                                                   : "--set FIELD=VALUE");
    }
    return true;
}

void ter_derive_values_free(struct ter_derive_values *values)
{
    ter_strings_free(&values->texts);
}
