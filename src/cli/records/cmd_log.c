/* Owns `terrier log`: the history in a form for reading. */
#include "base/messages.h"
#include "base/progress.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/table.h"
#include "layer/value_json.h"
#include "registry/history.h"
#include "registry/undo.h"

#include <string.h>

enum { CHANGES_COLUMNS = 60 };

static json_t *copy_or_null(const json_t *json)
{
    return json ? json_deep_copy(json) : json_null();
}

static json_t *entry_json(const struct ter_history_entry *entry)
{
    json_t *object = json_object();
    ter_json_set(object, "id", json_integer(entry->id));
    ter_json_set(object, "at_utc", ter_json_string(entry->at_utc));
    ter_json_set(object, "layer", ter_json_string(entry->layer));
    ter_json_set(object, "code", ter_json_string(entry->code));
    ter_json_set(object, "record_id", json_integer(entry->record_id));
    ter_json_set(object, "last_id", json_integer(entry->last_id));
    ter_json_set(object, "operation", ter_json_string(entry->operation));
    ter_json_set(object, "tool", ter_json_string(entry->tool));
    ter_json_set(object, "note", ter_json_string(entry->note));
    ter_json_set(object, "source_id", entry->source_id ? json_integer(entry->source_id) : NULL);
    ter_json_set(object, "moved", json_boolean(entry->moved));
    ter_json_set(object, "before", copy_or_null(entry->before));
    ter_json_set(object, "after", copy_or_null(entry->after));
    return object;
}

static bool log_json(struct ter_history *history, struct ter_error *err)
{
    struct ter_json_array array;
    ter_json_array_begin(&array, stdout);
    for (const struct ter_history_entry *entry;;) {
        if (!ter_history_next(history, &entry, err))
            return false;
        if (!entry)
            break;
        TER_AUTO(ter_json_free) json_t *object = entry_json(entry);
        if (!ter_interrupt_check(err) || !ter_json_array_add(&array, object, err))
            return false;
    }
    ter_json_array_end(&array);
    return true;
}

static const struct ter_layer *layer_of(const struct ter_registry *registry, const char *name)
{
    for (size_t i = 0; name && i < ter_registry_layer_count(registry); i++)
        if (strcmp(ter_registry_layer_at(registry, i)->name, name) == 0)
            return ter_registry_layer_at(registry, i);
    return NULL;
}

static void print_value(
    const struct ter_field *field, const json_t *json, enum ter_lang lang, struct ter_buf *out)
{
    struct ter_value value = ter_value_from_json(json);
    if (value.type == TER_VALUE_NULL)
        ter_buf_text(out, "-");
    else if (field)
        ter_field_print(field, value, lang, out);
    else
        ter_value_print(value, out);
}

/* "status: out of service → under repair; moved"; of a bulk load, how many records */
static void describe(const struct ter_layer *layer, const struct ter_history_entry *entry, enum ter_lang lang,
    struct ter_buf *out)
{
    static const char *const moved[] = {[TER_EN] = "moved", [TER_ZH] = "移动"};
    if (entry->last_id > entry->record_id) {
        long long count = entry->last_id - entry->record_id + 1;
        ter_buf_printf(out, lang == TER_ZH ? "%lld 条" : "%lld records", count);
        return;
    }
    TER_AUTO(ter_json_free) json_t *after = entry->after ? json_deep_copy(entry->after) : NULL;
    const char *name;
    json_t *value;
    ter_buf_text(out, "");
    json_object_foreach(after, name, value)
    {
        const struct ter_field *field = layer ? ter_layer_field(layer, name) : NULL;
        if (field && field->automatic)
            continue;
        ter_buf_printf(
            out, "%s%s", out->size ? ter_message("; ") : "", field ? field->title.text[lang] : name);
        ter_buf_text(out, ter_message(": "));
        print_value(field, json_object_get(entry->before, name), lang, out);
        ter_buf_text(out, " → ");
        print_value(field, value, lang, out);
    }
    if (entry->moved)
        ter_buf_printf(out, "%s%s", out->size ? ter_message("; ") : "", moved[lang]);
}

/* The code; the range of ids where one entry stands for many records. */
static char *name_record(const struct ter_history_entry *entry)
{
    if (entry->last_id > entry->record_id)
        return ter_format("%lld-%lld", (long long)entry->record_id, (long long)entry->last_id);
    return entry->code ? ter_strdup(entry->code) : ter_format("%lld", (long long)entry->record_id);
}

/* 2026-11-22T09:30:00.123Z to the second, for people. */
static char *name_time(const char *at_utc)
{
    char *text = ter_strndup(at_utc, ter_text_cut(at_utc, sizeof "2026-11-22T09:30:00" - 1));
    char *t = strchr(text, 'T');
    if (t)
        *t = ' ';
    return text;
}

static const char *operation_name(const char *operation)
{
    static const char *const names[] = {TER_MESSAGE("insert"), TER_MESSAGE("update"), TER_MESSAGE("delete")};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(operation, names[i]) == 0)
            return ter_message(names[i]);
    return operation;
}

static void add_entry(const struct ter_registry *registry, const struct ter_history_entry *entry,
    enum ter_lang lang, struct ter_table *table)
{
    TER_AUTO_BUF struct ter_buf changes = {0};
    describe(layer_of(registry, entry->layer), entry, lang, &changes);
    TER_AUTO_FREE char *id = ter_format("%lld", (long long)entry->id);
    TER_AUTO_FREE char *at = name_time(entry->at_utc);
    TER_AUTO_FREE char *record = name_record(entry);
    const char *const cells[] = {id, at, entry->layer, record, operation_name(entry->operation), entry->tool};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        ter_table_add(table, cells[i]);
    ter_table_add_cut(table, changes.data, CHANGES_COLUMNS);
    ter_table_add_cut(table, entry->note, TER_CELL_COLUMNS);
}

static bool log_table(struct ter_registry *registry, struct ter_history *history, const struct ter_args *args,
    struct ter_error *err)
{
    enum ter_lang lang = ter_args_lang(args, registry);
    static const char *const headings[2][8] = {
        [TER_EN] = {"id", "when (UTC)", "layer", "record", "change", "by", "what", "note"},
        [TER_ZH] = {"编号", "时间(UTC)", "图层", "记录", "操作", "来自", "内容", "说明"},
    };
    TER_AUTO_TABLE struct ter_table table;
    ter_table_begin(&table, 8);
    ter_table_align_right(&table, 0);
    for (size_t i = 0; i < 8; i++)
        ter_table_add(&table, headings[lang][i]);
    for (const struct ter_history_entry *entry;;) {
        if (!ter_interrupt_check(err) || !ter_history_next(history, &entry, err))
            return false;
        if (!entry)
            break;
        add_entry(registry, entry, lang, &table);
    }
    ter_table_hide_blank_columns(&table);
    if (ter_table_rows(&table))
        ter_table_print(&table, stdout);
    else
        ter_say(args, "0 entries");
    return true;
}

static bool read_limit(const struct ter_args *args, int64_t *ret_limit, struct ter_error *err)
{
    const char *text = ter_args_value(args, "limit");
    if (text && !(ter_text_int(text, ret_limit) && *ret_limit > 0))
        return ter_fail(err, TER_USAGE, "--limit \"%s\" is not a whole number above 0", text);
    return true;
}

static bool show(struct ter_registry *registry, const struct ter_args *args,
    const struct ter_history_filter *filter, struct ter_error *err)
{
    TER_AUTO(ter_history_close) struct ter_history *history = NULL;
    if (!ter_history_open(registry, filter, &history, err))
        return false;
    return args->format == TER_FORMAT_JSON ? log_json(history, err) : log_table(registry, history, args, err);
}

/* "12", or "12-17": all of these entries */
static bool read_entries(const char *text, struct ter_history_filter *filter, struct ter_error *err)
{
    TER_AUTO_FREE char *first = ter_strdup(text);
    char *dash = strchr(first, '-'), *last = dash ? dash + 1 : first;
    if (dash)
        *dash = '\0';
    if (ter_text_int(first, &filter->first_id) && ter_text_int(last, &filter->last_id) &&
        filter->first_id > 0 && filter->last_id >= filter->first_id)
        return true;
    return ter_fail(
        err, TER_USAGE, "--undo \"%s\" is no id of an entry (12) nor a range of them (12-17)", text);
}

/* The entries asked for, newest first; with LAYER and CODE only theirs. */
static bool list_entries(struct ter_registry *registry, const struct ter_history_filter *filter,
    const char *text, int64_t **ret_ids, size_t *ret_count, struct ter_error *err)
{
    TER_AUTO(ter_history_close) struct ter_history *history = NULL;
    TER_AUTO_FREE int64_t *ids = NULL;
    size_t capacity = 0, count = 0;
    if (!ter_history_open(registry, filter, &history, err))
        return false;
    for (const struct ter_history_entry *entry;;) {
        if (!ter_history_next(history, &entry, err))
            return false;
        if (!entry)
            break;
        ids = ter_grow(ids, &capacity, count + 1, sizeof *ids);
        ids[count++] = entry->id;
    }
    if (!count)
        return ter_fail(err, TER_NOT_FOUND, "the history%s%s has no entry %s; terrier log shows them",
            filter->layer ? ter_message(" of ") : "",
            filter->code    ? filter->code
            : filter->layer ? filter->layer->name
                            : "",
            text);
    *ret_ids = ids;
    *ret_count = count;
    ids = NULL;
    return true;
}

static void add_count(int64_t count, const char *what, struct ter_buf *out)
{
    if (count)
        ter_buf_printf(out, "%s%lld %s", out->size ? ", " : "", (long long)count, what);
}

static void report(const struct ter_args *args, const char *entries, const struct ter_undone *undone)
{
    TER_AUTO_BUF struct ter_buf what = {0}, range = {0};
    add_count(undone->updated, ter_message("changed back"), &what);
    add_count(undone->inserted, ter_message("brought back"), &what);
    add_count(undone->deleted, ter_message("deleted"), &what);
    ter_buf_printf(&range, "%lld", (long long)undone->first_entry);
    if (undone->last_entry > undone->first_entry)
        ter_buf_printf(&range, "-%lld", (long long)undone->last_entry);
    ter_say(
        args, "%s undone: %s; terrier log --undo %s would take that back", entries, what.data, range.data);
}

static bool undo(struct ter_registry *registry, const struct ter_args *args, const char *entries,
    struct ter_history_filter *filter, struct ter_error *err)
{
    TER_AUTO_FREE int64_t *ids = NULL;
    size_t count = 0;
    struct ter_undone undone;
    if (!read_entries(entries, filter, err) || !list_entries(registry, filter, entries, &ids, &count, err) ||
        !ter_undo(registry, ids, count, ter_args_value(args, "note"), &undone, err))
        return false;
    report(args, entries, &undone);
    struct ter_history_filter written = {.first_id = undone.first_entry, .last_id = undone.last_entry};
    return args->format != TER_FORMAT_JSON || show(registry, args, &written, err);
}

static bool log_or_undo(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    const char *entries = ter_args_value(args, "undo");
    struct ter_history_filter filter = {
        .code = args->word_count > 1 ? args->words[1] : NULL, .since = ter_args_value(args, "since")};
    if (!entries && ter_args_value(args, "note"))
        return ter_fail(err, TER_USAGE, "--note goes with --undo");
    if (entries && (filter.since || ter_args_value(args, "limit")))
        return ter_fail(err, TER_USAGE, "--undo names the entries; it goes without --since and --limit");
    if (!read_limit(args, &filter.limit, err) ||
        !ter_args_open(args, entries ? TER_WRITE : TER_READ, &registry, err) ||
        (args->word_count > 0 && !ter_registry_layer(registry, args->words[0], &filter.layer, err)))
        return false;
    return entries ? undo(registry, args, entries, &filter, err) : show(registry, args, &filter, err);
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    if (!log_or_undo(args, err))
        ter_wrap(err, "log");
    return ter_exit_for(err);
}

static const struct ter_option own_options[] = {
    {"since", "DATE", "only from the beginning of that day, or from 2023-03-05T09:30:00Z (UTC)", false},
    {"limit", "N", "at most so many entries, the newest", false},
    {"undo", "ID", "take this entry back, or those of a range such as 12-17", false},
    {"note", "TEXT", "with --undo: why; kept in the history", false},
    {0},
};

const struct ter_command ter_command_log = {
    .name = "log",
    .usage = "[LAYER [CODE]]",
    .summary = "show what changed, newest first, or take a change back",
    .options = own_options,
    .formats = "table json",
    .details =
        "Every change stands here, whoever made it: terrier, QGIS or plain SQL (\"outside\"). A bulk import "
        "is one entry for a range of ids. json has the record's fields before and after.\n"
        "--undo gives a record back what an entry changed, brings a deleted one back with its code and "
        "position, or deletes what was added, a whole import too. It refuses where a later change touched "
        "the same fields. It is an entry itself, so that it can be undone.",
    .examples = "terrier log --limit 20\n"
                "terrier log hydrant H-000012\n"
                "terrier log --undo 12 --note \"wrong hydrant\"",
    .max_words = 2,
    .run = run,
};
