/* Owns `terrier set`: from FIELD=VALUE to a change of one record. */
#include "analysis/deadlines.h"
#include "base/day.h"
#include "base/messages.h"
#include "cli/cli.h"
#include "cli/layer/layer_words.h"
#include "record.h"
#include "registry/guards.h"
#include "registry/store.h"

#include <string.h>

/* What was asked for, and then what of it is new. */
struct changes {
    struct ter_change items[TER_MAX_FIELDS];
    char scratch[TER_MAX_FIELDS][TER_SCRATCH_SIZE];
    size_t count;
};

static bool read_pair(
    const struct ter_layer *layer, const char *pair, struct changes *changes, struct ter_error *err)
{
    const char *equals = strchr(pair, '=');
    if (!equals || equals == pair)
        return ter_fail(err, TER_USAGE, "\"%s\" is not FIELD=VALUE", pair);
    TER_AUTO_FREE char *name = ter_strndup(pair, (size_t)(equals - pair));
    const struct ter_field *field;
    if (!ter_layer_need_field(layer, name, &field, err))
        return false;
    if (field->automatic)
        return ter_fail(err, TER_USAGE, "%s is kept by the register itself and cannot be set", field->name);
    size_t index = ter_layer_field_index(layer, field);
    for (size_t i = 0; i < changes->count; i++)
        if (changes->items[i].field == index)
            return ter_fail(err, TER_USAGE, "%s was given twice", field->name);
    struct ter_change *change = &changes->items[changes->count];
    change->field = index;
    if (!ter_field_read(field, equals + 1, changes->scratch[changes->count], &change->value, err)) {
        err->code = TER_USAGE;
        return false;
    }
    changes->count++;
    return true;
}

static bool read_pairs(const struct ter_args *args, const struct ter_layer *layer, struct changes *changes,
    struct ter_error *err)
{
    for (size_t i = 2; i < args->word_count; i++)
        if (!read_pair(layer, args->words[i], changes, err))
            return false;
    return true;
}

static void drop_unchanged(struct changes *changes, const struct ter_record *record)
{
    size_t kept = 0;
    for (size_t i = 0; i < changes->count; i++)
        if (!ter_value_equal(changes->items[i].value, record->values[changes->items[i].field]))
            changes->items[kept++] = changes->items[i];
    changes->count = kept;
}

/* The table's trigger refuses it too, but cannot name what would be allowed. */
static bool check_transition(const struct ter_layer *layer, const struct ter_record *record,
    const struct changes *changes, struct ter_error *err)
{
    size_t status = layer->role[TER_ROLE_STATUS];
    for (size_t i = 0; i < changes->count; i++) {
        if (changes->items[i].field != status || record->values[status].type != TER_VALUE_TEXT)
            continue;
        const char *from = record->values[status].text, *to = changes->items[i].value.text;
        if (ter_layer_transition_allowed(layer, from, to))
            continue;
        if (ter_layer_status_is_final(layer, from))
            return ter_fail(err, TER_FAILED, "status %s cannot become %s; it is final", from, to);
        TER_AUTO_FREE char *next = ter_words_next(layer, from);
        return ter_fail(err, TER_FAILED, "status %s cannot become %s; it may become %s", from, to, next);
    }
    return true;
}

/* What the record would be is put before the layer's guards: a trigger could not say which value is wrong. */
static bool check_guards(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_record *record, const struct changes *changes, enum ter_lang lang, struct ter_error *err)
{
    struct ter_value values[TER_MAX_FIELDS];
    TER_AUTO_FREE char *refusal = NULL;
    memcpy(values, record->values, layer->field_count * sizeof *values);
    for (size_t i = 0; i < changes->count; i++)
        values[changes->items[i].field] = changes->items[i].value;
    if (!ter_guards_admit(registry, layer, record->values, values, lang, &refusal, err))
        return false;
    return refusal ? ter_fail(err, TER_FAILED, "%s", refusal) : true;
}

static void print_value(
    const struct ter_field *field, struct ter_value value, enum ter_lang lang, struct ter_buf *out)
{
    if (value.type == TER_VALUE_NULL)
        ter_buf_text(out, "-");
    else
        ter_field_print(field, value, lang, out);
}

/* "defect: no water → -; status: out of service → under repair" */
static void describe(const struct ter_layer *layer, const struct ter_record *record,
    const struct changes *changes, enum ter_lang lang, struct ter_buf *out)
{
    for (size_t i = 0; i < changes->count; i++) {
        const struct ter_field *field = &layer->fields[changes->items[i].field];
        ter_buf_printf(out, "%s%s: ", i ? "; " : "", field->title.text[lang]);
        print_value(field, record->values[changes->items[i].field], lang, out);
        ter_buf_text(out, " → ");
        print_value(field, changes->items[i].value, lang, out);
    }
}

static bool holds_rule(const struct ter_dues *dues, const struct ter_deadline *rule)
{
    for (size_t i = 0; i < dues->count; i++)
        if (dues->items[i].rule == rule)
            return true;
    return false;
}

/* A change that opens a deadline whose first day is not entered: its clock would never run. */
static void find_undated(const struct ter_layer *layer, const struct ter_record *record,
    const struct changes *changes, enum ter_lang lang, struct ter_strings *ret_hints)
{
    TER_AUTO_DUES struct ter_dues before = {0}, after = {0};
    const struct ter_calendar calendar = {0};
    struct ter_value values[TER_MAX_FIELDS];
    memcpy(values, record->values, layer->field_count * sizeof *values);
    for (size_t i = 0; i < changes->count; i++)
        values[changes->items[i].field] = changes->items[i].value;
    ter_deadlines_of(layer, record->values, &calendar, ter_day_today(), &before);
    ter_deadlines_of(layer, values, &calendar, ter_day_today(), &after);
    for (size_t i = 0; i < after.count; i++) {
        const struct ter_deadline *rule = after.items[i].rule;
        const struct ter_field *from = &layer->fields[rule->from];
        if (after.items[i].known || holds_rule(&before, rule))
            continue;
        ter_strings_printf(ret_hints,
            lang == TER_ZH
                ? "“%s”的期限由%s起算，尚未填写：terrier set %s %s %s=日期"
                : "the deadline \"%s\" runs from \"%s\", which is empty: terrier set %s %s %s=DATE",
            rule->title.text[lang], from->title.text[lang], layer->name,
            values[layer->role[TER_ROLE_CODE]].text, from->name);
    }
}

/* Inside a write transaction, so that nobody changes the record between the look and the change. */
static bool apply(const struct ter_args *args, struct ter_registry *registry, const struct ter_layer *layer,
    struct changes *changes, struct ter_buf *ret_description, struct ter_strings *ret_hints,
    struct ter_error *err)
{
    int64_t id;
    {
        TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL; /* closed before the update */
        const struct ter_record *record;
        if (!ter_record_read(registry, layer, args->words[1], &id, &cursor, &record, err))
            return false;
        drop_unchanged(changes, record);
        enum ter_lang lang = ter_args_lang(args, registry);
        if (!check_transition(layer, record, changes, err) ||
            !check_guards(registry, layer, record, changes, lang, err))
            return false;
        describe(layer, record, changes, lang, ret_description);
        find_undated(layer, record, changes, lang, ret_hints);
    }
    return changes->count == 0 ||
           ter_store_update(registry, layer, id, changes->items, changes->count, NULL, err);
}

static bool set(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO_BUF struct ter_buf description = {0};
    TER_AUTO_STRINGS struct ter_strings hints = {0};
    const struct ter_layer *layer;
    struct changes changes = {0};
    struct ter_write_context context = {.tool = "set", .note = ter_args_value(args, "note")};
    if (!ter_args_open(args, TER_WRITE, &registry, err) ||
        !ter_registry_layer(registry, args->words[0], &layer, err) ||
        !read_pairs(args, layer, &changes, err) || !ter_registry_begin(registry, &context, err))
        return false;
    if (!apply(args, registry, layer, &changes, &description, &hints, err) ||
        !ter_registry_commit(registry, err)) {
        ter_registry_rollback(registry);
        return false;
    }
    ter_say(args, "%s: %s", args->words[1], description.size ? description.data : ter_message("unchanged"));
    for (size_t i = 0; i < hints.count; i++)
        ter_say(args, "  %s", hints.items[i]);
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    if (!set(args, err))
        ter_wrap(err, "set %s %s", args->words[0], args->words[1]);
    return ter_exit_for(err);
}

static const struct ter_option own_options[] = {
    {"note", "TEXT", "why; kept in the history", false},
    {0},
};

const struct ter_command ter_command_set = {
    .name = "set",
    .usage = "LAYER CODE FIELD=VALUE…",
    .summary = "change fields of one record",
    .options = own_options,
    .details =
        "Values of a domain are understood in either language. FIELD= empties a field. A status changes only "
        "as the layer allows (terrier layer show LAYER).",
    .examples = "terrier set hydrant H-000012 status=under_repair --note \"crew 2\"\n"
                "terrier set hydrant H-000012 status=正常 defect=",
    .min_words = 3,
    .max_words = 2 + TER_MAX_FIELDS,
    .run = run,
};
