/* Owns `terrier derive again`: which zones are asked about, and the answer's forms. */
#include "cli/table.h"
#include "derive_change.h"
#include "derive_out.h"

#include <string.h>

/* How a state is said: stored name, then in words. */
static const struct {
    const char *name;
    const char *words[2];
} states[] = {
    [TER_DERIVE_SAME] = {"same", {"as it was", "无变化"}},
    [TER_DERIVE_CHANGED] = {"changed", {"would change", "将变化"}},
    [TER_DERIVE_EDITED] = {"edited", {"edited by hand since: kept", "已人工修改：保留"}},
    [TER_DERIVE_SETTLED] = {"settled", {"no draft any more: kept", "已非草拟：保留"}},
    [TER_DERIVE_FAILED] = {"failed", {"cannot be derived any more", "已无法推算"}},
    [TER_DERIVE_GONE] = {"gone", {"its record was deleted", "记录已删除"}},
};

struct job {
    const struct ter_args *args;
    struct ter_registry *registry;
    const struct ter_layer *layer;
    struct ter_derive_changes changes;
    enum ter_lang lang;
    bool stored; /* --replace was asked for */
};

static void job_free(struct job *job)
{
    ter_derive_changes_free(&job->changes);
    ter_registry_close(job->registry);
}

static const char *words_for(const struct ter_derive_change *change, enum ter_lang lang)
{
    static const char *const replaced[] = {"replaced", "已替换"};
    return change->replaced ? replaced[lang] : states[change->state].words[lang];
}

static bool is_compared(const struct ter_derive_change *change)
{
    return change->state != TER_DERIVE_FAILED && change->state != TER_DERIVE_GONE;
}

static bool wants_attention(const struct ter_derive_change *change)
{
    return change->state != TER_DERIVE_SAME && change->state != TER_DERIVE_GONE && !change->replaced;
}

/* ---- table ---- */

static void add_number(struct ter_table *table, bool known, double number)
{
    TER_AUTO_FREE char *text = known ? ter_format("%.2f", number) : NULL;
    ter_table_add(table, text);
}

static void add_row(const struct job *job, const struct ter_derive_change *change, struct ter_table *table)
{
    const struct ter_source_changes *sources = &change->sources;
    bool known = is_compared(change);
    TER_AUTO_FREE char *counts = known ? ter_format("+%zu -%zu ~%zu", sources->appeared.count,
                                             sources->vanished.count, sources->changed.count)
                                       : NULL;
    ter_table_add(table, change->was->code);
    ter_table_add(table, words_for(change, job->lang));
    add_number(table, known, change->shapes.before_m2);
    add_number(table, known, change->shapes.after_m2);
    add_number(table, known, change->shapes.added_m2);
    add_number(table, known, change->shapes.removed_m2);
    ter_table_add(table, counts);
}

static void print_table(const struct job *job)
{
    static const char *const headings[][2] = {{"code", "编号"}, {"state", "情况"}, {"m2 now", "现面积(m2)"},
        {"m2 anew", "重算面积(m2)"}, {"added m2", "增加(m2)"}, {"removed m2", "减少(m2)"},
        {"sources", "来源增减"}};
    enum { COLUMNS = sizeof headings / sizeof *headings, FIRST_NUMBER = 2, LAST_NUMBER = 5 };
    TER_AUTO_TABLE struct ter_table table = {0};
    ter_table_begin(&table, COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++)
        ter_table_add(&table, headings[i][job->lang]);
    for (size_t i = FIRST_NUMBER; i <= LAST_NUMBER; i++)
        ter_table_align_right(&table, i);
    for (size_t i = 0; i < job->changes.count; i++)
        add_row(job, &job->changes.items[i], &table);
    ter_table_print(&table, stdout);
}

static void say_sources(
    const struct job *job, const char *code, const char *what, const struct ter_strings *list)
{
    enum { MOST = 20 };
    for (size_t i = 0; i < list->count && i < MOST; i++)
        ter_say(job->args, "  %s: %s %s", code, what, list->items[i]);
    if (list->count > MOST)
        ter_say(job->args, "  %s: and %zu more %s (--format json names all)", code, list->count - MOST, what);
}

static void say_details(const struct job *job)
{
    static const char *const words[][2] = {
        {"appeared:", "新出现："}, {"vanished:", "已消失："}, {"changed:", "有变化："}};
    for (size_t i = 0; i < job->changes.count; i++) {
        const struct ter_derive_change *change = &job->changes.items[i];
        const char *code = change->was->code;
        say_sources(job, code, words[0][job->lang], &change->sources.appeared);
        say_sources(job, code, words[1][job->lang], &change->sources.vanished);
        say_sources(job, code, words[2][job->lang], &change->sources.changed);
        if (change->why)
            ter_say(job->args, "  %s: %s", code, change->why);
        for (size_t j = 0; j < change->run.notes.count; j++)
            ter_say(job->args, "  %s: %s", code, change->run.notes.items[j]);
    }
}

static size_t count_kept(const struct job *job, enum ter_derive_state state)
{
    size_t count = 0;
    for (size_t i = 0; i < job->changes.count; i++)
        count += job->changes.items[i].state == state && !job->changes.items[i].replaced;
    return count;
}

static void say_what_to_do(const struct job *job)
{
    size_t edited = count_kept(job, TER_DERIVE_EDITED), settled = count_kept(job, TER_DERIVE_SETTLED);
    if (count_kept(job, TER_DERIVE_CHANGED) && !job->stored)
        ter_say(job->args, "nothing was changed; --replace puts the new shapes in their place");
    if (edited)
        ter_say(job->args,
            "%zu edited by hand since, kept (terrier log tells by whom); --replace with the code overwrites "
            "also "
            "this",
            edited);
    if (settled)
        ter_say(job->args,
            "%zu no draft any more, kept: an announced boundary is not replaced; set it back to draft, or "
            "derive a "
            "new zone and lift this one",
            settled);
}

/* ---- JSON ---- */

static json_t *list_json(const struct ter_strings *list)
{
    json_t *json = json_array();
    for (size_t i = 0; i < list->count; i++)
        json_array_append_new(json, ter_json_string(list->items[i]));
    return json;
}

static json_t *number_json(bool known, double number)
{
    return known ? ter_json_number(number) : json_null();
}

static json_t *change_json(const struct ter_derive_change *change)
{
    bool known = is_compared(change);
    json_t *json = json_object();
    ter_json_set(json, "code", ter_json_string(change->was->code));
    ter_json_set(json, "state", ter_json_string(states[change->state].name));
    ter_json_set(json, "replaced", json_boolean(change->replaced));
    ter_json_set(json, "status", ter_json_string(change->status));
    ter_json_set(json, "before_m2", number_json(known, change->shapes.before_m2));
    ter_json_set(json, "after_m2", number_json(known, change->shapes.after_m2));
    ter_json_set(json, "added_m2", number_json(known, change->shapes.added_m2));
    ter_json_set(json, "removed_m2", number_json(known, change->shapes.removed_m2));
    ter_json_set(json, "sources_appeared", list_json(&change->sources.appeared));
    ter_json_set(json, "sources_vanished", list_json(&change->sources.vanished));
    ter_json_set(json, "sources_changed", list_json(&change->sources.changed));
    ter_json_set(json, "derived_at", ter_json_string(change->was->made_at));
    ter_json_set(json, "why", ter_json_string(change->why));
    ter_json_set(json, "notes", list_json(&change->run.notes));
    return json;
}

static bool print_json(const struct job *job, struct ter_error *err)
{
    struct ter_json_array array;
    bool written = true;
    ter_json_array_begin(&array, stdout);
    for (size_t i = 0; written && i < job->changes.count; i++) {
        TER_AUTO(ter_json_free) json_t *json = change_json(&job->changes.items[i]);
        written = ter_json_array_add(&array, json, err);
    }
    if (written)
        ter_json_array_end(&array);
    return written;
}

static bool print(const struct job *job, struct ter_error *err)
{
    if (job->args->format == TER_FORMAT_JSON)
        return print_json(job, err);
    if (!job->changes.count)
        ter_say(job->args, "no record of %s was derived (terrier derive %s …)", job->layer->name,
            job->layer->name);
    else
        print_table(job);
    say_details(job);
    say_what_to_do(job);
    return true;
}

/* ---- all of it ---- */

static bool derive_again(struct job *job, struct ter_error *err)
{
    const struct ter_args *args = job->args;
    const char *out = ter_args_value(args, "out");
    bool dry = ter_args_switch(args, "dry-run");
    job->stored = ter_args_switch(args, "replace");
    if (job->stored && dry)
        return ter_fail(err, TER_USAGE, "--dry-run and --replace exclude one another");
    if (!ter_args_open(args, job->stored ? TER_WRITE : TER_READ, &job->registry, err) ||
        !ter_registry_layer(job->registry, args->words[0], &job->layer, err) ||
        (out && !ter_derive_out_check(job->registry, out, err)))
        return false;
    job->lang = ter_args_lang(args, job->registry);
    return ter_derive_changes_find(
               job->registry, job->layer, args->words + 1, args->word_count - 1, &job->changes, err) &&
           (!out || ter_derive_out_write(&job->changes, job->lang, out, err)) &&
           (!job->stored || ter_derive_changes_store(
                                &job->changes, args->word_count > 1, ter_args_value(args, "note"), err)) &&
           print(job, err);
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    __attribute__((cleanup(job_free))) struct job job = {.args = args};
    if (!derive_again(&job, err)) {
        ter_wrap(err, "derive again %s", args->words[0]);
        return ter_exit_for(err);
    }
    for (size_t i = 0; i < job.changes.count; i++)
        if (wants_attention(&job.changes.items[i]))
            return TER_EXIT_ATTENTION;
    return TER_EXIT_DONE;
}

static const struct ter_option own_options[] = {
    {"replace", NULL, "put the new shapes in the place of the old", false},
    {"dry-run", NULL, "only show the difference, which is also done without --replace", false},
    {"out", "FILE", "write what is added and removed as polygons: .gpkg, .geojson, .shp …", false},
    {"note", "TEXT", "why; kept in the history", false},
    {0},
};

const struct ter_command ter_command_derive_again = {
    .name = "derive again",
    .usage = "LAYER [CODE…]",
    .summary = "carry out stored recipes anew, and show what would change",
    .options = own_options,
    .formats = "table json",
    .details =
        "Each derived zone of the layer, or those named, is made anew from the gazetteer, layers and files "
        "as\n"
        "they are now: the areas that come and go, and the sources that appeared, vanished or changed.\n"
        "Nothing is replaced without --replace.\n"
        "\n"
        "A zone that somebody drew by hand since is kept also with --replace, unless its code is named; one\n"
        "that is no draft any more is always kept. All are replaced in one transaction; log --undo takes it\n"
        "back. Exit code 3: something would change, was kept, or cannot be derived any more.",
    .examples = "terrier derive again grazing_ban\n"
                "terrier derive again grazing_ban GB-0016 --out difference.gpkg\n"
                "terrier derive again grazing_ban --replace --note \"roads of 2024\"",
    .min_words = 1,
    .max_words = TER_MAX_ARGUMENTS,
    .run = run,
};
