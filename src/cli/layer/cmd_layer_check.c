/* Owns `terrier layer check`: a layer file read as `layer add` would, and a short account of what it defines.
 */
#include "cli/cli.h"
#include "layer_file.h"
#include "layer_words.h"

#include "base/messages.h"
#include "base/text.h"

#include <string.h>

/* The fields between code and status are the layer's own. */
static void print_fields(const struct ter_layer *layer)
{
    size_t first = layer->role[TER_ROLE_CODE] + 1, end = layer->role[TER_ROLE_STATUS];
    printf("%s", ter_message("  fields: "));
    for (size_t i = first; i < end; i++) {
        const struct ter_field *field = &layer->fields[i];
        printf("%s%s", i > first ? ", " : "", field->name);
        if (field->domain)
            printf(ter_message(" (one of %zu)"), field->domain->count);
        if (field->required)
            printf("%s", ter_message(" (required)"));
    }
    printf(ter_message("%sand the %zu that every layer has"), first < end ? ", " : "",
        layer->field_count - (end - first));
    putchar('\n');
}

static void print_statuses(const struct ter_layer *layer)
{
    const struct ter_domain *status = layer->fields[layer->role[TER_ROLE_STATUS]].domain;
    printf("%s", ter_message("  status: "));
    for (size_t i = 0; i < status->count; i++)
        printf("%s%s", i ? ", " : "", status->choices[i].value);
    printf(ter_message("; a new record is %s"), layer->initial_status);
    putchar('\n');
}

static void print_account(const struct ter_args *args, const struct ter_layer *layer)
{
    ter_say(
        args, "  %s / %s, version %d", layer->title.text[TER_EN], layer->title.text[TER_ZH], layer->version);
    if (layer->geometry == TER_GEOMETRY_NONE)
        printf("%s", ter_message("  a table without a map; "));
    else
        printf(ter_message("  %s, coloured by %s; "), ter_geometry_name(layer->geometry), layer->style_by);
    ter_say(args, "codes %s%0*d …", layer->code_prefix, layer->code_digits, 1);
    print_fields(layer);
    print_statuses(layer);
    for (size_t i = 0; i < layer->deadline_count; i++) {
        TER_AUTO_FREE char *due = ter_words_due(layer, &layer->deadlines[i]);
        ter_say(args, "  deadline: %s, %s", layer->deadlines[i].name, due);
    }
}

/* What is permitted and was hardly meant ------------------------------------------------------------------
 */

static bool is_reached(const struct ter_layer *layer, const char *status)
{
    for (size_t i = 0; i < layer->transition_count; i++)
        if (strcmp(layer->transitions[i].to, status) == 0)
            return true;
    return strcmp(layer->initial_status, status) == 0;
}

static void note_statuses(const struct ter_args *args, const struct ter_layer *layer)
{
    const struct ter_domain *status = layer->fields[layer->role[TER_ROLE_STATUS]].domain;
    for (size_t i = 0; i < status->count; i++)
        if (!is_reached(layer, status->choices[i].value))
            ter_say(
                args, "  note: no status may become %s; only an import can set it", status->choices[i].value);
}

static void note_colors(const struct ter_args *args, const struct ter_layer *layer)
{
    const struct ter_field *field = layer->style_by ? ter_layer_field(layer, layer->style_by) : NULL;
    for (size_t i = 0; field && i < field->domain->count; i++)
        if (!field->domain->choices[i].color)
            ter_say(args, "  note: %s has no \"color\"; one is chosen for the map",
                field->domain->choices[i].value);
}

/* A heading that two fields claim goes to the first. */
static void note_headings(const struct ter_args *args, const struct ter_layer *layer)
{
    for (size_t i = 0; i < layer->field_count; i++) {
        const struct ter_field *field = &layer->fields[i];
        for (size_t j = 0; j < field->aliases.count; j++) {
            const struct ter_field *first = ter_layer_field_for_heading(layer, field->aliases.items[j]);
            if (first != field)
                ter_say(args, "  note: a column \"%s\" is read as %s, not as %s", field->aliases.items[j],
                    first->name, field->name);
        }
    }
}

static bool check(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_layer_free) struct ter_layer *layer = NULL;
    TER_AUTO_BUF struct ter_buf text = {0};
    if (!ter_layer_file_read(args->words[0], &text, err) ||
        !ter_layer_parse(text.data, text.size, args->words[0], &layer, err))
        return false;
    printf("%s: OK\n", layer->name);
    if (args->quiet)
        return true;
    print_account(args, layer);
    note_statuses(args, layer);
    note_colors(args, layer);
    note_headings(args, layer);
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    if (!check(args, err))
        ter_wrap(err, "layer check");
    return ter_exit_for(err);
}

const struct ter_command ter_command_layer_check = {
    .name = "layer check",
    .usage = "FILE.json",
    .summary = "read a layer file, and say what it defines or what is wrong",
    .details =
        "No register is needed and none is changed. A mistake in the JSON is named by line and column, a "
        "mistake of meaning by its place in the file (/fields/3/domain). What a register would say to a "
        "new version, layer add --dry-run tells.",
    .examples = "terrier layer check street_lamp.json",
    .min_words = 1,
    .max_words = 1,
    .run = run,
};
