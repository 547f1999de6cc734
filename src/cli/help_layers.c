/* Owns the page of the layers that ship, docs/layers.md, from their definitions alone. */
#include "cli/layer/layer_words.h"
#include "layer/guard.h"
#include "markdown.h"

#include <string.h>

static const char opening[] =
    "# Layers\n"
    "\n"
    "<!-- Written by ./dev docs from layers/*.json: change those, not this page. -->\n"
    "\n"
    "What a new register holds. A layer is data: `layers/NAME.json` says all there is to say of it, and "
    "tables, triggers, "
    "QGIS\n"
    "forms and styles, import, export and this page are derived from that. `terrier layer add FILE.json` "
    "adds a layer of "
    "your\n"
    "own, `terrier layer show NAME` shows one of them.\n"
    "\n"
    "Headings of an imported table are understood by a field's name, its title in either language, or one of "
    "the "
    "*also\n"
    "read as*; so are the values of a domain. *Shapefile* is the field's name there, where ten characters "
    "are the "
    "most.\n"
    "\n";

static const char common_opening[] =
    "## What every layer has\n"
    "\n"
    "These fields stand in every layer, beside its own. The registry itself keeps those that are automatic. "
    "A "
    "position always\n"
    "has a method and a radius (`uncertainty_m`) within which the thing surely lies.\n"
    "\n";

static void cell(const char *text, FILE *out)
{
    fputs(" ", out);
    ter_markdown_text(text, out);
    fputs(" |", out);
}

static void code_cell(const char *text, FILE *out)
{
    fputs(" ", out);
    ter_markdown_code(text, out);
    fputs(" |", out);
}

static void list_cell(const struct ter_strings *list, FILE *out)
{
    fputc(' ', out);
    for (size_t i = 0; i < list->count; i++) {
        fputs(i ? ", " : "", out);
        ter_markdown_text(list->items[i], out);
    }
    fputs(" |", out);
}

static void label_cells(const struct ter_label *label, FILE *out)
{
    cell(label->text[TER_EN], out);
    cell(label->text[TER_ZH], out);
}

/* Between code and status stand the layer's own fields. */
static bool is_common(const struct ter_layer *layer, size_t field)
{
    return field <= layer->role[TER_ROLE_CODE] || field >= layer->role[TER_ROLE_STATUS];
}

static void print_fields(const struct ter_layer *layer, bool common, FILE *out)
{
    ter_markdown_headings(
        out, "field", "English", "中文", "type", "takes", "also read as", "Shapefile", NULL);
    for (size_t i = 0; i < layer->field_count; i++) {
        const struct ter_field *field = &layer->fields[i];
        TER_AUTO_FREE char *takes = ter_words_takes(field);
        if (is_common(layer, i) != common)
            continue;
        fputc('|', out);
        code_cell(field->name, out);
        label_cells(&field->title, out);
        cell(ter_words_type(field), out);
        cell(takes, out);
        list_cell(&field->aliases, out);
        code_cell(field->shp, out);
        fputc('\n', out);
    }
    fputc('\n', out);
}

static bool has_severity(const struct ter_domain *domain)
{
    for (size_t i = 0; i < domain->count; i++)
        if (domain->choices[i].severity >= 0)
            return true;
    return false;
}

static void print_domain(const struct ter_domain *domain, FILE *out)
{
    bool severity = has_severity(domain);
    fprintf(out, "**%s**", domain->name);
    fputs(severity ? " (severity from 0 to 5, and what a mend needs)\n\n" : "\n\n", out);
    if (severity)
        ter_markdown_headings(out, "value", "English", "中文", "also read as", "severity", "needs", NULL);
    else
        ter_markdown_headings(out, "value", "English", "中文", "also read as", NULL);
    for (size_t i = 0; i < domain->count; i++) {
        const struct ter_choice *choice = &domain->choices[i];
        fputc('|', out);
        code_cell(choice->value, out);
        label_cells(&choice->title, out);
        list_cell(&choice->aliases, out);
        if (severity) {
            fprintf(out, choice->severity < 0 ? " |" : " %d |", choice->severity);
            cell(choice->needs, out);
        }
        fputc('\n', out);
    }
    fputc('\n', out);
}

/* Of the domains, those that belong to fields of this half, the status apart. */
static void print_domains(const struct ter_layer *layer, bool common, FILE *out)
{
    const struct ter_domain *status = layer->fields[layer->role[TER_ROLE_STATUS]].domain;
    for (size_t i = 0; i < layer->domain_count; i++) {
        const struct ter_domain *domain = &layer->domains[i];
        bool wanted = false;
        for (size_t f = 0; f < layer->field_count; f++)
            wanted = wanted || (layer->fields[f].domain == domain && is_common(layer, f) == common);
        if (wanted && domain != status)
            print_domain(domain, out);
    }
}

static bool is_available(const struct ter_layer *layer, const char *status)
{
    for (size_t i = 0; i < layer->available.count; i++)
        if (strcmp(layer->available.items[i], status) == 0)
            return true;
    return false;
}

static void print_diagram(const struct ter_layer *layer, FILE *out)
{
    fprintf(out, "```mermaid\nstateDiagram-v2\n    [*] --> %s\n", layer->initial_status);
    for (size_t i = 0; i < layer->transition_count; i++)
        fprintf(out, "    %s --> %s\n", layer->transitions[i].from, layer->transitions[i].to);
    fputs("```\n\n", out);
}

static void print_statuses(const struct ter_layer *layer, FILE *out)
{
    const struct ter_domain *status = layer->fields[layer->role[TER_ROLE_STATUS]].domain;
    fprintf(out, "### Status of %s\n\nA new record is `%s`.\n\n", layer->name, layer->initial_status);
    ter_markdown_headings(out, "status", "English", "中文", "also read as", "in use", "may become", NULL);
    for (size_t i = 0; i < status->count; i++) {
        const struct ter_choice *choice = &status->choices[i];
        TER_AUTO_FREE char *next = ter_words_next(layer, choice->value);
        fputc('|', out);
        code_cell(choice->value, out);
        label_cells(&choice->title, out);
        list_cell(&choice->aliases, out);
        cell(is_available(layer, choice->value) ? "yes" : "", out);
        cell(next, out);
        fputc('\n', out);
    }
    fputc('\n', out);
    print_diagram(layer, out);
}

static void print_guards(const struct ter_layer *layer, FILE *out)
{
    if (!layer->guard_count)
        return;
    fprintf(out,
        "### Guards of %s\n\nWhat a record must show before its status may become something. Whoever writes, "
        "terrier, QGIS or plain SQL, is refused.\n\n",
        layer->name);
    ter_markdown_headings(out, "guard", "English", "中文", "asked of", "needs", "source", NULL);
    for (size_t i = 0; i < layer->guard_count; i++) {
        const struct ter_guard *guard = &layer->guards[i];
        TER_AUTO_FREE char *guarded = ter_words_guarded(guard),
                           *needs = ter_words_guard(layer, guard, TER_EN);
        fputc('|', out);
        code_cell(guard->name, out);
        label_cells(&guard->refusal, out);
        cell(guarded, out);
        cell(needs, out);
        cell(guard->source, out);
        fputc('\n', out);
    }
    fputc('\n', out);
}

static void print_deadlines(const struct ter_layer *layer, FILE *out)
{
    if (!layer->deadline_count)
        return;
    fprintf(out, "### Deadlines of %s\n\n", layer->name);
    ter_markdown_headings(out, "deadline", "English", "中文", "due", "while the status is", "source", NULL);
    for (size_t i = 0; i < layer->deadline_count; i++) {
        const struct ter_deadline *deadline = &layer->deadlines[i];
        fputc('|', out);
        code_cell(deadline->name, out);
        label_cells(&deadline->title, out);
        TER_AUTO_FREE char *due = ter_words_due(layer, deadline);
        fprintf(out, " %s |", due);
        list_cell(&deadline->open_while, out);
        cell(deadline->source, out);
        fputc('\n', out);
    }
    fputc('\n', out);
}

static void print_facts(const struct ter_layer *layer, FILE *out)
{
    fprintf(out, "- geometry: %s\n",
        layer->geometry == TER_GEOMETRY_NONE ? "none, a table without a map"
                                             : ter_geometry_name(layer->geometry));
    fprintf(out, "- codes: `%s%0*d`, `%s%0*d` …, unless the source has its own\n", layer->code_prefix,
        layer->code_digits, 1, layer->code_prefix, layer->code_digits, 2);
    if (layer->geometry != TER_GEOMETRY_NONE)
        fprintf(out, "- radius assumed of a position: %g m when set by hand, %g m when a file does not say\n",
            layer->manual_uncertainty_m, layer->imported_uncertainty_m);
    if (layer->style_by)
        fprintf(out, "- coloured on the map by `%s`\n", layer->style_by);
    for (size_t i = 0; i < layer->index_count; i++) {
        fputs(i ? "; " : "- indexed by ", out);
        for (size_t j = 0; j < 4 && layer->indexes[i].fields[j]; j++)
            fprintf(out, "%s`%s`", j ? " and " : "", layer->indexes[i].fields[j]);
    }
    fputs(layer->index_count ? "\n\n" : "\n", out);
}

static void print_layer(const struct ter_layer *layer, FILE *out)
{
    fprintf(
        out, "## %s\n\n**%s · %s**\n\n", layer->name, layer->title.text[TER_EN], layer->title.text[TER_ZH]);
    ter_markdown_paragraphs(layer->description.text[TER_EN], out);
    ter_markdown_paragraphs(layer->description.text[TER_ZH], out);
    print_facts(layer, out);
    print_fields(layer, false, out);
    print_domains(layer, false, out);
    print_statuses(layer, out);
    print_guards(layer, out);
    print_deadlines(layer, out);
}

static void print_index(struct ter_layer *const *layers, size_t count, FILE *out)
{
    ter_markdown_headings(out, "layer", "English", "中文", "geometry", "fields", NULL);
    for (size_t i = 0; i < count; i++) {
        const struct ter_layer *layer = layers[i];
        TER_AUTO_FREE char *anchor = ter_markdown_anchor(layer->name);
        fprintf(out, "| [%s](#%s) |", layer->name, anchor);
        label_cells(&layer->title, out);
        cell(layer->geometry == TER_GEOMETRY_NONE ? "none" : ter_geometry_name(layer->geometry), out);
        fprintf(out, " %zu |\n", layer->field_count);
    }
    fputc('\n', out);
}

static bool parse_all(struct ter_layer **layers, size_t count, struct ter_error *err)
{
    for (size_t i = 0; i < count; i++) {
        size_t size;
        const char *text = ter_layer_shipped_text(i, &size);
        if (!ter_layer_parse(text, size, "shipped layer", &layers[i], err))
            return false;
    }
    return true;
}

bool ter_help_layers(FILE *out, struct ter_error *err)
{
    size_t count = ter_layer_shipped_count();
    TER_AUTO_FREE struct ter_layer **layers = ter_alloc((count + 1) * sizeof(struct ter_layer *));
    bool done = parse_all(layers, count, err);
    if (done && count) {
        fputs(opening, out);
        print_index(layers, count, out);
        fputs(common_opening, out);
        print_fields(layers[0], true, out);
        print_domains(layers[0], true, out);
    }
    for (size_t i = 0; i < count; i++) {
        if (done)
            print_layer(layers[i], out);
        ter_layer_free(layers[i]);
    }
    return done;
}
