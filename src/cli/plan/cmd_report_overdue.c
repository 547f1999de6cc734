/* Owns `terrier report overdue`: what was asked, and which form the answer takes. */
#include "cli/target.h"
#include "cli/terminal.h"
#include "cli/township_hint.h"
#include "overdue_rows.h"
#include "registry/attribution.h"
#include "registry/documents.h"
#include "registry/find.h"
#include "report/overdue/overdue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FOUR_WEEKS = 28, MOST_DAYS = 3660 };

/* One run of the command. */
struct run {
    const struct ter_args *args;
    struct ter_registry *registry;
    enum ter_lang lang;
    const struct ter_layer **layers;
    const char *townships[TER_MAX_ARGUMENTS];
    struct ter_overdue_request request;
    struct ter_overdue overdue;
    struct ter_strings warnings; /* what a reader must know before any figure */
    struct ter_report_target target;
};

static void run_free(struct run *run)
{
    ter_overdue_free(&run->overdue);
    ter_strings_free(&run->warnings);
    ter_report_target_free(&run->target);
    free(run->layers);
    ter_registry_close(run->registry);
}

/* The question ---------------------------------------------------------------------------------------- */

static bool add_layer(struct run *run, const char *name, struct ter_error *err)
{
    const struct ter_layer *layer;
    if (!ter_registry_layer(run->registry, name, &layer, err))
        return false;
    if (!layer->deadline_count)
        return ter_fail(err, TER_USAGE,
            "layer %s has no deadlines; without a layer all that have some are "
            "looked at",
            name);
    for (size_t i = 0; i < run->request.layer_count; i++)
        if (run->layers[i] == layer)
            return true;
    run->layers[run->request.layer_count++] = layer;
    return true;
}

static bool read_layers(struct run *run, struct ter_error *err)
{
    size_t all = ter_registry_layer_count(run->registry);
    run->layers = ter_alloc((all + 1) * sizeof *run->layers);
    run->request.layers = run->layers;
    for (size_t i = 0; i < run->args->word_count; i++)
        if (!add_layer(run, run->args->words[i], err))
            return false;
    for (size_t i = 0; !run->args->word_count && i < all; i++) {
        const struct ter_layer *layer = ter_registry_layer_at(run->registry, i);
        if (layer->deadline_count)
            run->layers[run->request.layer_count++] = layer;
    }
    return true;
}

static bool read_request(struct run *run, struct ter_error *err)
{
    const struct ter_args *args = run->args;
    const char *on = ter_args_value(args, "on");
    double within;
    run->request.day = ter_day_today();
    if (on && !ter_day_read(on, &run->request.day))
        return ter_fail(err, TER_USAGE, "--on \"%s\" is not a date; write 2023-12-31", on);
    if (!ter_args_number(args, "within", 0, MOST_DAYS, FOUR_WEEKS, &within, err))
        return false;
    run->request.within_days = (int)within;
    if (within > run->request.within_days)
        return ter_fail(
            err, TER_USAGE, "--within %g: a deadline is a day, write a whole number of them", within);
    run->request.as_of = ter_args_switch(args, "present") ? NULL : on;
    run->request.townships = run->townships;
    run->request.township_count = ter_args_values(args, "township", run->townships, TER_MAX_ARGUMENTS);
    return read_layers(run, err);
}

static bool read_target(struct run *run, struct ter_error *err)
{
    return ter_report_target_read(run->args, NULL, &run->target, err) &&
           (!run->target.path || ter_target_check(run->registry, "--out", run->target.path, NULL, err));
}

/* What must be said ----------------------------------------------------------------------------------- */

/* A township that no record is of: the first layer that has any records knows the names. */
static bool hint(struct run *run, struct ter_error *err)
{
    const struct ter_filter filter = {.townships = run->request.townships,
        .township_count = run->request.township_count,
        .as_of = run->request.as_of};
    bool nothing = run->request.township_count && !run->overdue.records;
    for (size_t i = 0; nothing && i < run->request.layer_count; i++) {
        int64_t count;
        if (!ter_registry_count(run->registry, run->layers[i], &count, err))
            return false;
        if (!count)
            continue;
        ter_township_hint(run->registry, run->layers[i], &filter);
        return true;
    }
    return true;
}

/* A look back at a day before the lists came in finds nothing, and must not look like a clean record. */
static bool warn_of_nothing(struct run *run, struct ter_error *err)
{
    int64_t now = 0;
    bool nothing = run->request.as_of && !run->request.township_count && !run->overdue.records;
    for (size_t i = 0; nothing && i < run->request.layer_count; i++) {
        int64_t count;
        if (!ter_registry_count(run->registry, run->layers[i], &count, err))
            return false;
        now += count;
    }
    if (now)
        ter_strings_printf(&run->warnings,
            run->lang == TER_ZH
                ? "登记册在 %s 尚无这些图层的记录（今有 %lld 条）：这不等于没有逾期；加 --present "
                  "可用现有记录按该日判断"
                : "the register had no record of these layers on %s (today %lld): this does not mean that "
                  "nothing was late; --present judges today's records on that day",
            run->request.as_of, (long long)now);
    return true;
}

static bool warn(struct run *run, struct ter_error *err)
{
    TER_AUTO_FREE char *years = ter_overdue_years_unknown(&run->overdue);
    if (*years)
        ter_strings_printf(&run->warnings,
            run->lang == TER_ZH
                ? "未登记 %s 年的节假日：涉及这些年份的工作日期限只扣除了周末，实际期限可能不在所列日期"
                : "the holidays of %s are not known: deadlines in working days that run through them leave "
                  "out "
                  "weekends only, and may fall due on another day than shown",
            years);
    if (ter_args_switch(run->args, "present") && run->request.day < ter_day_today())
        ter_strings_printf(&run->warnings,
            run->lang == TER_ZH ? "按现有记录判断：其后已办结的事项不在其中"
                                : "judged by today's records: what was settled since is not in it");
    return warn_of_nothing(run, err) && hint(run, err);
}

/* The terminal ---------------------------------------------------------------------------------------- */

static void say_missing(const struct run *run)
{
    const struct ter_overdue *overdue = &run->overdue;
    if (!overdue->counts[TER_OVERDUE_UNKNOWN])
        return;
    ter_say(run->args, "the date to count from is missing (neither late nor in time):");
    for (size_t i = 0; i < run->request.layer_count; i++)
        for (size_t j = 0; j < run->layers[i]->deadline_count; j++) {
            const struct ter_layer *layer = run->layers[i];
            const struct ter_deadline *rule = &layer->deadlines[j];
            size_t counts[TER_OVERDUE_STATES];
            ter_overdue_count(overdue, rule, counts);
            if (counts[TER_OVERDUE_UNKNOWN])
                ter_say(run->args, "  %s, %s: %zu without %s", layer->name, rule->title.text[run->lang],
                    counts[TER_OVERDUE_UNKNOWN], layer->fields[rule->from].name);
        }
}

static void say_sums(const struct run *run)
{
    const struct ter_overdue *overdue = &run->overdue;
    char day[TER_DAY_SIZE];
    ter_day_write(overdue->day, day);
    ter_say(run->args, "%s: %zu overdue, %zu more due within %d days, %zu later, %zu unknown", day,
        overdue->counts[TER_OVERDUE_LATE], overdue->counts[TER_OVERDUE_SOON], overdue->within_days,
        overdue->counts[TER_OVERDUE_LATER], overdue->counts[TER_OVERDUE_UNKNOWN]);
}

static bool print(const struct run *run, struct ter_error *err)
{
    enum ter_format format = run->args->format;
    unsigned shown = 1U << TER_OVERDUE_LATE | 1U << TER_OVERDUE_SOON;
    TER_AUTO_ROWS struct ter_rows rows = {0};
    if (format != TER_FORMAT_TABLE)
        shown |= 1U << TER_OVERDUE_LATER | 1U << TER_OVERDUE_UNKNOWN;
    ter_overdue_rows(&run->overdue, shown, run->lang, &rows);
    if ((format != TER_FORMAT_TABLE || ter_rows_count(&rows)) &&
        !ter_rows_print(&rows, format, run->lang, stdout, err))
        return false;
    if (format == TER_FORMAT_TABLE && ter_rows_count(&rows))
        ter_say(run->args, "%s", "");
    say_sums(run);
    say_missing(run);
    for (size_t i = 0; !run->args->quiet && i < run->warnings.count; i++)
        ter_terminal_note("terrier: note: %s", run->warnings.items[i]);
    return true;
}

/* Files ----------------------------------------------------------------------------------------------- */

static void describe_scope(const struct run *run, struct ter_strings *scope)
{
    bool zh = run->lang == TER_ZH;
    const char *between = zh ? "、" : ", ";
    TER_AUTO_BUF struct ter_buf layers = {0}, townships = {0};
    for (size_t i = 0; i < run->request.layer_count; i++)
        ter_buf_printf(&layers, "%s%s", i ? between : "", run->layers[i]->title.text[run->lang]);
    for (size_t i = 0; i < run->request.township_count; i++)
        ter_buf_printf(&townships, "%s%s", i ? between : "", run->townships[i]);
    ter_strings_add(scope, layers.data);
    if (townships.size)
        ter_strings_printf(scope, zh ? "仅限：%s" : "only %s", townships.data);
    ter_strings_printf(scope, zh ? "列出今后 %d 天内到期的期限" : "what falls due within %d days is listed",
        run->request.within_days);
}

static bool list_documents(const struct run *run, struct ter_strings *documents, struct ter_error *err)
{
    for (size_t i = 0; i < run->request.layer_count; i++)
        if (!ter_registry_documents(run->registry, run->layers[i], documents, err))
            return false;
    return true;
}

static void list_commands(const struct run *run, struct ter_strings *commands)
{
    for (size_t i = 0; i < run->request.layer_count; i++) {
        const char *word = run->layers[i]->name;
        struct ter_args one = *run->args;
        one.words = &word;
        one.word_count = 1;
        TER_AUTO_FREE char *command = ter_report_command_on(&one, "report overdue", run->overdue.day);
        ter_strings_add(commands, command);
    }
}

static bool write_page(void *user, FILE *out, struct ter_error *err)
{
    const struct run *run = user;
    TER_AUTO_STRINGS struct ter_strings documents = {0}, scope = {0}, commands = {0};
    TER_AUTO_FREE char *attribution = NULL,
                       *command = ter_report_command_on(run->args, "report overdue", run->overdue.day);
    if (!list_documents(run, &documents, err) || !ter_registry_attribution(run->registry, &attribution, err))
        return false;
    describe_scope(run, &scope);
    list_commands(run, &commands);
    const struct ter_overdue_report report = {
        .overdue = &run->overdue,
        .layers = run->layers,
        .layer_count = run->request.layer_count,
        .layer_commands = &commands,
        .lang = run->lang,
        .register_name = ter_registry_name(run->registry),
        .documents = &documents,
        .scope = &scope,
        .warnings = &run->warnings,
        .attribution = attribution,
        .command = command,
    };
    return ter_overdue_report_write(&report, out, err);
}

static bool write_file(struct run *run, struct ter_error *err)
{
    TER_AUTO_ROWS struct ter_rows rows = {0};
    if (run->target.form == TER_REPORT_HTML)
        return ter_report_target_fill(&run->target, write_page, run, err);
    ter_overdue_rows(&run->overdue, ~0U, run->lang, &rows);
    return ter_rows_write(&rows, run->lang, &run->target, err);
}

static bool answer(struct run *run, struct ter_error *err)
{
    if (!run->target.path)
        return print(run, err);
    if (!write_file(run, err))
        return false;
    ter_report_target_say(run->args, &run->target);
    say_sums(run);
    return true;
}

static bool report(struct run *run, struct ter_error *err)
{
    if (!ter_args_open(run->args, TER_READ, &run->registry, err))
        return false;
    run->lang = ter_args_lang(run->args, run->registry);
    return read_request(run, err) && read_target(run, err) &&
           ter_overdue_collect(run->registry, &run->request, &run->overdue, err) && warn(run, err) &&
           answer(run, err);
}

static enum ter_exit run_command(const struct ter_args *args, struct ter_error *err)
{
    __attribute__((cleanup(run_free))) struct run run = {.args = args};
    if (!report(&run, err)) {
        ter_wrap(err, "report overdue");
        return ter_exit_for(err);
    }
    return run.overdue.counts[TER_OVERDUE_LATE] ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

static const struct ter_option options[] = {
    {"on", "DATE", "judge on this day, by the records as they stood at its end (default: today)", false},
    {"present", NULL, "with --on: judge the records as they stand today", false},
    {"within", "DAYS", "list also what falls due in so many days (default: 28)", false},
    {"township", "TOWNSHIP", "only records of this township; repeat for several", true},
    TER_REPORT_OPTIONS,
    {0},
};

const struct ter_command ter_command_report_overdue = {
    .name = "report overdue",
    .usage = "[LAYER…]",
    .summary = "what is late and what falls due next, in every layer with deadlines",
    .options = options,
    .formats = "table json csv",
    .details =
        "The deadlines are those of the layers' definitions (terrier layer show). One is overdue from the "
        "day "
        "after it fell due. Where the date that it counts from is missing it is unknown: counted, but "
        "neither "
        "late nor in time. Days late below 0 are days left. Working days are those of the register's "
        "calendar "
        "(terrier calendar list); where the holidays of a year are not known the answer says so.\n\n"
        "Without --out the answer goes to the terminal, since what is late today is a question of every "
        "morning; the table lists what is overdue or due soon, json and csv everything with its state "
        "(overdue, soon, later, unknown). Exit code 3: something is overdue.",
    .examples = "terrier report overdue\n"
                "terrier report overdue land_use --on 2023-12-31 --township 察素齐镇\n"
                "terrier report overdue --within 14 --out overdue.html\n"
                "terrier report overdue --format json | jq '.[] | select(.state == \"unknown\") | .code'",
    .max_words = 20,
    .run = run_command,
};
