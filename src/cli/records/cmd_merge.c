/* Owns `terrier merge`: two records of one thing become one. */
#include "base/json.h"
#include "cli/cli.h"
#include "layer/value_json.h"
#include "registry/merge_records.h"

static void print_value(
    const struct ter_field *field, struct ter_value value, enum ter_lang lang, struct ter_buf *out)
{
    ter_buf_text(out, value.type == TER_VALUE_NULL ? "-" : "");
    if (value.type != TER_VALUE_NULL)
        ter_field_print(field, value, lang, out);
}

static bool print_json(const struct ter_args *args, const struct ter_layer *layer,
    const struct ter_merged *merged, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *object = json_object();
    json_t *taken = json_object(), *conflicts = json_array();
    for (size_t i = 0; i < merged->field_count; i++) {
        if (merged->taken[i])
            ter_json_set(taken, layer->fields[i].name, ter_value_to_json(merged->other[i]));
        if (!merged->conflict[i])
            continue;
        json_t *conflict = json_object();
        ter_json_set(conflict, "field", ter_json_string(layer->fields[i].name));
        ter_json_set(conflict, "kept", ter_value_to_json(merged->kept[i]));
        ter_json_set(conflict, "dropped", ter_value_to_json(merged->other[i]));
        json_array_append_new(conflicts, conflict);
    }
    ter_json_set(object, "layer", ter_json_string(layer->name));
    ter_json_set(object, "kept", ter_json_string(args->words[1]));
    ter_json_set(object, "merged", ter_json_string(args->words[2]));
    ter_json_set(object, "taken", taken);
    ter_json_set(object, "position_taken", json_boolean(merged->position_taken));
    ter_json_set(object, "conflicts", conflicts);
    ter_json_set(object, "pointing", json_integer(merged->pointing));
    ter_json_set(object, "first_entry", json_integer(merged->first_entry));
    ter_json_set(object, "last_entry", json_integer(merged->last_entry));
    if (!ter_json_write(object, stdout, err))
        return false;
    putchar('\n'); /* a full disk shows when standard output is closed */
    return true;
}

static void say_fields(const struct ter_args *args, const struct ter_layer *layer,
    const struct ter_merged *merged, enum ter_lang lang)
{
    for (size_t i = 0; i < merged->field_count; i++) {
        const struct ter_field *field = &layer->fields[i];
        TER_AUTO_BUF struct ter_buf kept = {0}, other = {0};
        print_value(field, merged->kept[i], lang, &kept);
        print_value(field, merged->other[i], lang, &other);
        if (merged->taken[i])
            ter_say(args, "  %s: %s → %s", field->title.text[lang], kept.data, other.data);
        if (merged->conflict[i])
            ter_say(args, "  %s: %s stays; %s had %s", field->title.text[lang], kept.data, args->words[2],
                other.data);
    }
}

static void say(const struct ter_args *args, const struct ter_layer *layer, const struct ter_merged *merged,
    enum ter_lang lang)
{
    ter_say(args, "%s: %s is merged into it", args->words[1], args->words[2]);
    say_fields(args, layer, merged, lang);
    if (merged->position_taken)
        ter_say(args, "  its position is that of %s", args->words[2]);
    if (merged->pointing)
        ter_say(args, "  %lld records that pointed to %s point to %s now", (long long)merged->pointing,
            args->words[2], args->words[1]);
    TER_AUTO_FREE char *range =
        merged->last_entry > merged->first_entry
            ? ter_format("%lld-%lld", (long long)merged->first_entry, (long long)merged->last_entry)
            : ter_format("%lld", (long long)merged->first_entry);
    ter_say(args, "  terrier log --undo %s takes it back", range);
}

static bool merge(const struct ter_args *args, bool *ret_conflict, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO_MERGED struct ter_merged merged = {0};
    const struct ter_layer *layer;
    if (!ter_args_open(args, TER_WRITE, &registry, err) ||
        !ter_registry_layer(registry, args->words[0], &layer, err) ||
        !ter_merge_records(
            registry, layer, args->words[1], args->words[2], ter_args_value(args, "note"), &merged, err))
        return false;
    for (size_t i = 0; i < merged.field_count; i++)
        *ret_conflict = *ret_conflict || merged.conflict[i];
    if (args->format == TER_FORMAT_JSON)
        return print_json(args, layer, &merged, err);
    say(args, layer, &merged, ter_args_lang(args, registry));
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    bool conflict = false;
    if (!merge(args, &conflict, err)) {
        ter_wrap(err, "merge %s %s %s", args->words[0], args->words[1], args->words[2]);
        return ter_exit_for(err);
    }
    return conflict ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

static const struct ter_option own_options[] = {
    {"note", "TEXT", "why; kept in the history", false},
    {0},
};

const struct ter_command ter_command_merge = {
    .name = "merge",
    .usage = "LAYER KEEP OTHER",
    .summary = "make one record of two that are one thing",
    .options = own_options,
    .formats = "table json",
    .details =
        "KEEP gets every value that it lacks and OTHER has. Where both have one, KEEP's stays, the other is "
        "listed, and the exit code is 3. Of two positions the better one stays: surveyed, placed by hand, "
        "from a file, geocoded; then the smaller radius.\n"
        "What was about OTHER, such as its events, is about KEEP from then on. OTHER is deleted; terrier log "
        "LAYER OTHER still shows its history.",
    .examples = "terrier merge hydrant H-000012 H-000081 --note \"listed twice\"",
    .min_words = 3,
    .max_words = 3,
    .run = run,
};
