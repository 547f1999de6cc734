/* Owns `terrier plan list`, `plan show` and `plan drop`: the plans that were approved. */
#include "plan_rows.h"

static const struct ter_rows_column list_columns[] = {
    {"name", TER_FIELD_TEXT, {"plan", "计划"}, -1, false},
    {"layer", TER_FIELD_TEXT, {"layer", "图层"}, -1, false},
    {"made_at", TER_FIELD_TEXT, {"saved (UTC)", "保存时间(UTC)"}, -1, false},
    {"first_year", TER_FIELD_INTEGER, {"from", "起"}, -1, false},
    {"last_year", TER_FIELD_INTEGER, {"to", "止"}, -1, false},
    {"items", TER_FIELD_INTEGER, {"records", "记录"}, -1, false},
    {"without_year", TER_FIELD_INTEGER, {"no year", "未排年度"}, -1, false},
    {"request", TER_FIELD_TEXT, {"request", "请求"}, -1, true},
    {NULL, TER_FIELD_TEXT, {NULL, NULL}, 0, false},
};

static void add_year(struct ter_rows *rows, int year)
{
    if (year)
        ter_rows_int(rows, year);
    else
        ter_rows_none(rows);
}

static bool list(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO_PLAN_ENTRIES struct ter_plan_entries entries = {0};
    TER_AUTO_ROWS struct ter_rows rows = {0};
    if (!ter_args_open(args, TER_READ, &registry, err) || !ter_plans_list(registry, &entries, err))
        return false;
    enum ter_lang lang = ter_args_lang(args, registry);
    ter_rows_begin(&rows, "plans", list_columns);
    for (size_t i = 0; i < entries.count; i++) {
        const struct ter_plan_entry *entry = &entries.items[i];
        ter_rows_text(&rows, entry->name);
        ter_rows_text(&rows, entry->layer);
        ter_rows_text(&rows, entry->made_at);
        add_year(&rows, entry->first_year);
        add_year(&rows, entry->last_year);
        ter_rows_int(&rows, entry->items);
        ter_rows_int(&rows, entry->without_year);
        ter_rows_text(&rows, entry->request);
    }
    if (!entries.count)
        ter_say(args, "no plans have been saved");
    return (!entries.count && args->format == TER_FORMAT_TABLE) ||
           ter_rows_print(&rows, args->format, lang, stdout, err);
}

static bool show(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO_SAVED_PLAN struct ter_saved_plan saved = {0};
    TER_AUTO_ROWS struct ter_rows rows = {0};
    if (!ter_args_open(args, TER_READ, &registry, err) ||
        !ter_plans_read(registry, args->words[0], &saved, err))
        return false;
    enum ter_lang lang = ter_args_lang(args, registry);
    ter_plan_rows_saved(&saved, &rows);
    if (!ter_rows_print(&rows, args->format, lang, stdout, err))
        return false;
    ter_say(args, "%s: %zu records, saved %s", saved.name, saved.count, saved.made_at);
    ter_say(args, "  asked %s", saved.request);
    return true;
}

static bool drop(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    const struct ter_write_context context = {.tool = "plan"};
    if (!ter_args_open(args, TER_WRITE, &registry, err) || !ter_registry_begin(registry, &context, err) ||
        !ter_plans_drop(registry, args->words[0], err) || !ter_registry_commit(registry, err))
        return false;
    ter_say(args, "plan %s dropped", args->words[0]);
    return true;
}

static enum ter_exit finish(bool done, const char *command, struct ter_error *err)
{
    if (done)
        return TER_EXIT_DONE;
    ter_wrap(err, "%s", command);
    return ter_exit_for(err);
}

static enum ter_exit run_list(const struct ter_args *args, struct ter_error *err)
{
    return finish(list(args, err), "plan list", err);
}

static enum ter_exit run_show(const struct ter_args *args, struct ter_error *err)
{
    return finish(show(args, err), "plan show", err);
}

static enum ter_exit run_drop(const struct ter_args *args, struct ter_error *err)
{
    return finish(drop(args, err), "plan drop", err);
}

const struct ter_command ter_command_plan_list = {
    .name = "plan list",
    .usage = "",
    .summary = "the plans that were approved and saved",
    .formats = "table json csv",
    .details = "Plans are saved by plan repair --save NAME.",
    .examples = "terrier plan list",
    .run = run_list,
};

const struct ter_command ter_command_plan_show = {
    .name = "plan show",
    .usage = "NAME",
    .summary = "an approved plan as it was saved",
    .formats = "table json csv",
    .details = "What has become of it since: plan repair --against NAME.",
    .examples = "terrier plan show 2023-2025 --format csv",
    .min_words = 1,
    .max_words = 1,
    .run = run_show,
};

const struct ter_command ter_command_plan_drop = {
    .name = "plan drop",
    .usage = "NAME",
    .summary = "forget an approved plan",
    .details = "The records stay as they are.",
    .examples = "terrier plan drop 2023-2025",
    .min_words = 1,
    .max_words = 1,
    .run = run_drop,
};
