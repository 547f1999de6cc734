/* Owns `terrier review`: the positions that want a look, worst first. */
#include "base/progress.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/table.h"
#include "registry/find.h"
#include "registry/not_found.h"
#include "review_candidates.h"

#include <string.h>

enum { SHOWN = 6 };

static void add_value(struct ter_table *table, const struct ter_layer *layer, const struct ter_record *record,
    enum ter_role role, enum ter_lang lang)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    size_t field = layer->role[role];
    ter_field_print(&layer->fields[field], record->values[field], lang, &text);
    ter_table_add_cut(table, text.data, TER_CELL_COLUMNS);
}

/* What the position comes from, and that somebody went there in vain. */
static bool add_note(struct ter_table *table, struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_record *record, enum ter_lang lang, struct ter_error *err)
{
    static const char *const not_found[] = {[TER_EN] = "not found", [TER_ZH] = "未找到"};
    TER_AUTO_BUF struct ter_buf note = {0};
    TER_AUTO_FREE char *said = NULL;
    size_t field = layer->role[TER_ROLE_PLACED_NOTE];
    if (!ter_not_found_said(registry, layer, record->values[layer->role[TER_ROLE_CODE]].text, &said, err))
        return false;
    if (said)
        ter_buf_printf(&note, "%s (%s) ", not_found[lang], said);
    ter_field_print(&layer->fields[field], record->values[field], lang, &note);
    ter_table_add_cut(table, note.data, TER_CELL_COLUMNS);
    return true;
}

static bool add_row(struct ter_table *table, struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_record *record, enum ter_lang lang, struct ter_error *err)
{
    static const char *const nowhere[] = {[TER_EN] = "no position", [TER_ZH] = "无位置"};
    double radius_m = ter_value_number(record->values[layer->role[TER_ROLE_UNCERTAINTY_M]], 0);
    TER_AUTO_FREE char *radius =
        record->geometry.data ? ter_format("%.0f", radius_m) : ter_strdup(nowhere[lang]);
    add_value(table, layer, record, TER_ROLE_CODE, lang);
    ter_table_add(table, radius);
    add_value(table, layer, record, TER_ROLE_PRECISION, lang);
    add_value(table, layer, record, TER_ROLE_TOWNSHIP, lang);
    add_value(table, layer, record, TER_ROLE_LOCATION_TEXT, lang);
    return add_note(table, registry, layer, record, lang, err);
}

/* What is beyond the limit is counted, too. */
static bool show_table(struct ter_registry *registry, struct ter_cursor *cursor, const struct ter_args *args,
    const struct ter_layer *layer, int64_t limit, int64_t *ret_count, struct ter_error *err)
{
    enum ter_lang lang = ter_args_lang(args, registry);
    static const enum ter_role roles[SHOWN] = {TER_ROLE_CODE, TER_ROLE_UNCERTAINTY_M, TER_ROLE_PRECISION,
        TER_ROLE_TOWNSHIP, TER_ROLE_LOCATION_TEXT, TER_ROLE_PLACED_NOTE};
    TER_AUTO_TABLE struct ter_table table;
    const struct ter_record *record;
    ter_table_begin(&table, SHOWN);
    ter_table_align_right(&table, 1);
    for (size_t i = 0; i < SHOWN; i++)
        ter_table_add(&table, layer->fields[layer->role[roles[i]]].title.text[lang]);
    for (*ret_count = 0;; ++*ret_count) {
        if (!ter_interrupt_check(err) || !ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            break;
        if ((!limit || *ret_count < limit) && !add_row(&table, registry, layer, record, lang, err))
            return false;
    }
    if (*ret_count)
        ter_table_print(&table, stdout);
    if (limit && *ret_count > limit)
        ter_say(args, "%s: %lld of %lld positions to look at, the worst first", layer->name, (long long)limit,
            (long long)*ret_count);
    else
        ter_say(args, "%s: %lld position%s to look at", layer->name, (long long)*ret_count,
            ter_plural(*ret_count));
    return true;
}

static bool show_records(struct ter_cursor *cursor, const struct ter_output_options *options,
    int64_t *ret_count, struct ter_error *err)
{
    TER_AUTO(ter_output_free) struct ter_output *output = NULL;
    const struct ter_record *record;
    if (!ter_output_open(options, &output, err))
        return false;
    for (*ret_count = 0;; ++*ret_count) {
        if (!ter_interrupt_check(err) || !ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return ter_output_end(output, err);
        if (!ter_output_add(output, record, 0, err))
            return false;
    }
}

static bool review_layer(struct ter_registry *registry, const struct ter_args *args,
    const struct ter_layer *layer, int64_t *total, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    double above_m, limit;
    int64_t count;
    if (!ter_args_number(args, "above", 0, 1000000, TER_REVIEW_ABOVE_M, &above_m, err) ||
        !ter_args_number(args, "limit", 0, 1e9, 0, &limit, err))
        return false;
    bool candidates = ter_args_switch(args, "candidates");
    bool counted = args->format == TER_FORMAT_TABLE && !candidates;
    struct ter_filter filter = {.to_review = true,
        .review_above_m = above_m,
        .worst_first = true,
        .limit = counted ? 0 : (int64_t)limit};
    if (!ter_find_open(registry, layer, &filter, &cursor, err))
        return false;
    struct ter_output_options options = {
        .out = stdout,
        .format = args->format,
        .layer = layer,
        .epsg = ter_registry_epsg(registry),
        .lang = ter_args_lang(args, registry),
    };
    bool done = candidates
                    ? ter_review_candidates(registry, cursor, layer, args->format, options.lang, &count, err)
                : args->format == TER_FORMAT_TABLE
                    ? show_table(registry, cursor, args, layer, (int64_t)limit, &count, err)
                    : show_records(cursor, &options, &count, err);
    *total += done ? count : 0;
    return done;
}

static bool review(const struct ter_args *args, int64_t *ret_total, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    const struct ter_layer *layer;
    bool shaped = args->format == TER_FORMAT_CSV || args->format == TER_FORMAT_GEOJSON;
    if (shaped && ter_args_switch(args, "candidates"))
        return ter_fail(err, TER_USAGE, "--candidates come as a table or with --format json");
    if (!ter_args_open(args, TER_READ, &registry, err))
        return false;
    if (args->word_count) {
        if (!ter_registry_layer(registry, args->words[0], &layer, err))
            return false;
        if (layer->geometry == TER_GEOMETRY_NONE)
            return ter_fail(err, TER_USAGE, "layer %s is a table without positions", layer->name);
        if (layer->geometry != TER_POINT && ter_args_switch(args, "candidates"))
            return ter_fail(
                err, TER_USAGE, "--candidates are positions, and layer %s holds areas", layer->name);
        return review_layer(registry, args, layer, ret_total, err);
    }
    if (args->format != TER_FORMAT_TABLE)
        return ter_fail(err, TER_USAGE, "which layer? With --format json name one: terrier review hydrant");
    for (size_t i = 0; i < ter_registry_layer_count(registry); i++) {
        layer = ter_registry_layer_at(registry, i);
        if (layer->geometry == TER_POINT && !review_layer(registry, args, layer, ret_total, err))
            return false;
    }
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    int64_t total = 0;
    if (!review(args, &total, err)) {
        ter_wrap(err, "review");
        return ter_exit_for(err);
    }
    return total ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

static const struct ter_option own_options[] = {
    {"above", "M",
        "show positions with a radius above so many metres (default: 100), and records without one", false},
    {"candidates", NULL, "read each text anew and show the positions that it may mean (table and json)",
        false},
    {"limit", "N", "at most so many records a layer", false},
    {0},
};

const struct ter_command ter_command_review = {
    .name = "review",
    .usage = "[LAYER]",
    .summary = "list positions that want a look, worst first",
    .options = own_options,
    .formats = "table json csv geojson",
    .details =
        "First the records without a position, then those with the widest error radius, and those that "
        "somebody went to and did not find (event … result=not_found), until they are found or placed by "
        "hand. The note says "
        "what the "
        "geocoder\nfound and what it did not. Place a record by hand with terrier place, or add what "
        "is missing "
        "to the gazetteer\nand run terrier geocode --redo. The exit code is 3 when there is anything "
        "to look at.",
    .examples = "terrier review hydrant --limit 20\nterrier review hydrant --above 1000 --format json\n"
                "terrier review hydrant --candidates",
    .max_words = 1,
    .run = run,
};
