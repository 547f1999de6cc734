/* Owns `terrier layer show`: a definition in a form for reading. */
#include "base/messages.h"
#include "cli/cli.h"
#include "cli/table.h"
#include "cli/wrap.h"
#include "layer/guard.h"
#include "layer_words.h"

static void begin_table(struct ter_table *table, const char *const *headings)
{
    size_t columns = 0;
    while (headings[columns])
        columns++;
    ter_table_begin(table, columns);
    for (size_t i = 0; i < columns; i++)
        ter_table_add(table, ter_message(headings[i]));
}

static void show_fields(const struct ter_layer *layer)
{
    static const char *const headings[] = {
        TER_MESSAGE("field"), "English", "中文", TER_MESSAGE("type"), TER_MESSAGE("values"), NULL};
    TER_AUTO_TABLE struct ter_table table;
    begin_table(&table, headings);
    for (size_t i = 0; i < layer->field_count; i++) {
        const struct ter_field *field = &layer->fields[i];
        TER_AUTO_FREE char *values = ter_words_takes(field);
        ter_table_add(&table, field->name);
        ter_table_add(&table, field->title.text[TER_EN]);
        ter_table_add(&table, field->title.text[TER_ZH]);
        ter_table_add(&table, ter_words_type(field));
        ter_table_add(&table, values);
    }
    ter_table_print(&table, stdout);
}

static void show_domain(const struct ter_layer *layer, const struct ter_domain *domain)
{
    static const char *const headings[] = {TER_MESSAGE("value"), "English", "中文", TER_MESSAGE("severity"),
        TER_MESSAGE("needs"), TER_MESSAGE("may become"), NULL};
    bool is_status = domain == layer->fields[layer->role[TER_ROLE_STATUS]].domain;
    TER_AUTO_TABLE struct ter_table table;
    begin_table(&table, headings);
    ter_table_align_right(&table, 3);
    for (size_t i = 0; i < domain->count; i++) {
        const struct ter_choice *choice = &domain->choices[i];
        TER_AUTO_FREE char *severity = ter_format("%d", choice->severity);
        TER_AUTO_FREE char *next = ter_words_next(layer, choice->value);
        ter_table_add(&table, choice->value);
        ter_table_add(&table, choice->title.text[TER_EN]);
        ter_table_add(&table, choice->title.text[TER_ZH]);
        ter_table_add(&table, choice->severity >= 0 ? severity : "");
        ter_table_add(&table, choice->needs);
        ter_table_add(&table, is_status ? next : "");
    }
    ter_table_hide_blank_columns(&table);
    printf("\n%s", domain->name);
    if (is_status)
        printf(ter_message(" (a new record: %s)"), layer->initial_status);
    putchar('\n');
    ter_table_print(&table, stdout);
}

/* Not as tables: what a guard needs, and where a deadline runs, are sentences. */
enum { INDENT = 2 };

static void show_line(const char *text)
{
    printf("%*s", INDENT, "");
    ter_print_wrapped(text, INDENT, stdout);
}

static void show_guards(const struct ter_layer *layer, enum ter_lang lang)
{
    if (layer->guard_count)
        printf("\n%s\n", ter_message("guards"));
    for (size_t i = 0; i < layer->guard_count; i++) {
        const struct ter_guard *guard = &layer->guards[i];
        TER_AUTO_FREE char *guarded = ter_words_guarded(guard), *needs = ter_words_guard(layer, guard, lang);
        printf("%s (%s)\n", guard->title.text[lang], guarded);
        show_line(needs);
        if (guard->source)
            show_line(guard->source);
    }
}

static void show_while(const struct ter_deadline *deadline)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    ter_buf_text(&text, ter_message("while "));
    for (size_t i = 0; i < deadline->open_while.count; i++)
        ter_buf_printf(&text, "%s%s", i ? ", " : "", deadline->open_while.items[i]);
    show_line(text.data);
}

static void show_deadlines(const struct ter_layer *layer, enum ter_lang lang)
{
    if (layer->deadline_count)
        printf("\n%s\n", ter_message("deadlines"));
    for (size_t i = 0; i < layer->deadline_count; i++) {
        const struct ter_deadline *deadline = &layer->deadlines[i];
        TER_AUTO_FREE char *clock = ter_words_clock(layer, deadline);
        printf("%s: %s\n", deadline->title.text[lang], clock);
        show_while(deadline);
        if (deadline->where) {
            TER_AUTO_BUF struct ter_buf text = {0};
            ter_buf_text(&text, ter_message("where "));
            ter_conditions_describe(deadline->where, layer, lang, &text);
            show_line(text.data);
        }
        if (deadline->source)
            show_line(deadline->source);
    }
}

static void show_text(const struct ter_layer *layer, int64_t records, enum ter_lang lang)
{
    printf("%s: %s, %s\n%s\n", layer->name, layer->title.text[TER_EN], layer->title.text[TER_ZH],
        layer->description.text[lang]);
    printf(ter_message("%s, version %d, %lld records, codes %s%0*d …"), ter_geometry_name(layer->geometry),
        layer->version, (long long)records, layer->code_prefix, layer->code_digits, 1);
    fputs("\n\n", stdout);
    show_fields(layer);
    for (size_t i = 0; i < layer->domain_count; i++)
        show_domain(layer, &layer->domains[i]);
    show_guards(layer, lang);
    show_deadlines(layer, lang);
}

static bool show(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    const struct ter_layer *layer;
    int64_t records;
    if (!ter_args_open(args, TER_READ, &registry, err) ||
        !ter_registry_layer(registry, args->words[0], &layer, err) ||
        !ter_registry_count(registry, layer, &records, err))
        return false;
    if (args->format == TER_FORMAT_JSON)
        puts(layer->json);
    else
        show_text(layer, records, ter_args_lang(args, registry));
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    if (!show(args, err))
        ter_wrap(err, "layer show %s", args->words[0]);
    return ter_exit_for(err);
}

const struct ter_command ter_command_layer_show = {
    .name = "layer show",
    .usage = "LAYER",
    .summary = "show a layer's fields, their values and its statuses",
    .formats = "table json",
    .details = "json prints the layer file itself, as a start for a layer of your own.",
    .examples = "terrier layer show hydrant\n"
                "terrier layer show hydrant --format json > hydrant.json",
    .min_words = 1,
    .max_words = 1,
    .run = run,
};
