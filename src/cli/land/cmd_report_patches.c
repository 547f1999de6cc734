/* Owns `terrier report patches`. */
#include "base/day.h"
#include "base/text.h"
#include "cli/layer/layer_file.h"
#include "cli/target.h"
#include "cli/township_hint.h"
#include "patches_rows.h"
#include "registry/attribution.h"
#include "registry/documents.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WITHIN_DAYS = 7 };

/* One run of the command. */
struct run {
    const struct ter_args *args;
    struct ter_registry *registry;
    struct ter_patches patches;
    struct ter_threshold_rules rules;
    struct ter_land_accounts accounts;
    struct ter_thresholds thresholds;
    struct ter_patches_inside inside;
    struct ter_patch_month *months;
    size_t *pressing;
    struct ter_report_target target;
    struct ter_strings scope, warnings;
    struct ter_patches_report report;
    enum ter_patches_list list;
};

static void run_free(struct run *run)
{
    ter_thresholds_free(&run->thresholds); /* before what it borrows from */
    ter_patches_inside_free(&run->inside);
    ter_patches_free(&run->patches);
    ter_threshold_rules_free(&run->rules);
    ter_land_accounts_free(&run->accounts);
    free(run->months);
    free(run->pressing);
    ter_report_target_free(&run->target);
    ter_strings_free(&run->scope);
    ter_strings_free(&run->warnings);
    ter_registry_close(run->registry);
}

/* The question ---------------------------------------------------------------------------------------- */

static bool read_list(struct run *run, struct ter_error *err)
{
    const char *names[TER_LISTS], *given = ter_args_value(run->args, "table");
    run->list = ter_args_value(run->args, "in") ? TER_LIST_INSIDE : TER_LIST_ACT;
    for (enum ter_patches_list i = 0; i < TER_LISTS; i++) {
        names[i] = ter_patches_list_name(i);
        if (given && strcmp(given, names[i]) == 0)
            run->list = i;
    }
    if (given && strcmp(given, names[run->list]) != 0) {
        const char *near = ter_text_suggest(given, names, TER_LISTS);
        return ter_fail(err, TER_USAGE, "--table \"%s\": it is act, thresholds, months or inside%s%s%s",
            given, near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
    }
    return run->list != TER_LIST_INSIDE || ter_args_value(run->args, "in") ||
           ter_fail(err, TER_USAGE, "--table inside wants --in LAYER, such as --in grazing_ban");
}

static bool read_days(
    const struct run *run, int *ret_today, int *ret_year, int *ret_month, struct ter_error *err)
{
    const char *on = ter_args_value(run->args, "on"), *month = ter_args_value(run->args, "month");
    char text[TER_DAY_SIZE];
    int used = 0;
    *ret_today = ter_day_today();
    if (on && !ter_day_read(on, ret_today))
        return ter_fail(err, TER_USAGE, "--on \"%s\" is not a date; write YYYY-MM-DD", on);
    ter_day_write(*ret_today, text);
    bool read = sscanf(month ? month : text, "%4d-%2d%n", ret_year, ret_month, &used) == 2;
    return (read && *ret_month >= 1 && *ret_month <= 12 && (!month || (!month[used] && used == 7))) ||
           ter_fail(err, TER_USAGE, "--month \"%s\" is not a month; write YYYY-MM", month ? month : text);
}

static bool read_rules(struct run *run, struct ter_error *err)
{
    const char *path = ter_args_value(run->args, "thresholds");
    TER_AUTO_BUF struct ter_buf text = {0};
    if (!path)
        return ter_threshold_rules_shipped(&run->rules, err);
    return ter_layer_file_read(path, &text, err) &&
           ter_threshold_rules_read(text.data, text.size, path, &run->rules, err);
}

static bool read_inside(struct run *run, struct ter_error *err)
{
    const char *in = ter_args_value(run->args, "in"), *colon = in ? strchr(in, ':') : NULL;
    const struct ter_layer *zones;
    if (!in)
        return true;
    TER_AUTO_FREE char *name = colon ? ter_strndup(in, (size_t)(colon - in)) : ter_strdup(in);
    const char *code = colon ? colon + 1 : NULL;
    struct ter_filter one = {.code = code};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    if (!ter_registry_layer(run->registry, name, &zones, err))
        return ter_wrap(err, "--in");
    if (code &&
        (!ter_find_open(run->registry, zones, &one, &cursor, err) || !ter_find_next(cursor, &record, err)))
        return false;
    if (code && !record)
        return ter_fail(err, TER_NOT_FOUND, "--in: layer %s has no record \"%s\"", name, code);
    run->report.inside = &run->inside;
    run->report.inside_of = zones->title.text[run->report.lang];
    return ter_patches_in(run->registry, &run->patches, zones, code, run->report.lang, &run->inside, err) ||
           ter_wrap(err, "--in");
}

static void warn(struct run *run)
{
    bool zh = run->report.lang == TER_ZH;
    const struct ter_patches_inside *inside = &run->inside;
    bool unknown = false;
    for (size_t i = 0; i < run->patches.count; i++)
        for (size_t j = 0; j < run->patches.items[i].dues.count; j++)
            unknown = unknown || !run->patches.items[i].dues.items[j].holidays_known;
    if (unknown)
        ter_strings_add(&run->warnings,
            zh ? "部分年度的法定节假日未录入，工作日按周一至周五计算（terrier calendar use）"
               : "the holidays of some years are not known: working days are Monday to Friday there (terrier "
                 "calendar use)");
    if (inside->zones_undrawn)
        ter_strings_printf(&run->warnings,
            zh ? "%zu 个生效区域没有图形，未参与叠加"
               : "%zu zones in force are not drawn, and hold nothing here",
            inside->zones_undrawn);
    if (inside->patches_undrawn)
        ter_strings_printf(&run->warnings,
            zh ? "%zu 个未销号图斑没有图形，未参与叠加"
               : "%zu open patches are not drawn, and lie nowhere here",
            inside->patches_undrawn);
    if (inside->broken)
        ter_strings_printf(&run->warnings,
            zh ? "%zu 个图形无效，未参与叠加（terrier check）"
               : "%zu shapes are not valid and were left out (terrier check names them)",
            inside->broken);
}

static bool ask(struct run *run, struct ter_error *err)
{
    const char *townships[TER_MAX_ARGUMENTS];
    size_t count = ter_args_values(run->args, "township", townships, TER_MAX_ARGUMENTS);
    struct ter_patches_report *report = &run->report;
    const struct ter_layer *layer;
    int today;
    bool page = run->target.path && run->target.form == TER_REPORT_HTML;
    if (!read_days(run, &today, &report->year, &report->month, err) || !read_rules(run, err) ||
        !ter_registry_layer(run->registry, "land_use", &layer, err) ||
        !ter_patches_read(run->registry, layer, today, townships, count,
            page || ter_args_value(run->args, "in"), &run->patches, err) ||
        !ter_land_accounts_read(run->registry, report->year, &run->accounts, err) || !read_inside(run, err))
        return false;
    ter_township_hint_named(run->registry, layer, townships, count);
    for (size_t i = 0; i < count; i++)
        ter_strings_add(&run->scope, townships[i]);
    ter_thresholds_judge(&run->patches, &run->rules, &run->accounts, report->year, &run->thresholds);
    run->months = ter_patches_months(&run->patches, report->year, report->month, &report->month_count);
    run->pressing = ter_patches_pressing(&run->patches, WITHIN_DAYS, &report->pressing_count);
    report->patches = &run->patches;
    report->months = run->months;
    report->pressing = run->pressing;
    report->within_days = WITHIN_DAYS;
    report->thresholds = &run->thresholds;
    warn(run);
    return true;
}

/* The answer ------------------------------------------------------------------------------------------ */

/* With the day in it, so that tomorrow it still gives the same figures. */
static char *command_of(const struct run *run, enum ter_patches_list list)
{
    struct ter_args args = *run->args;
    args.given_count = 0;
    for (size_t i = 0; i < run->args->given_count; i++)
        if (strcmp(run->args->given[i].option->name, "table") != 0)
            args.given[args.given_count++] = run->args->given[i];
    TER_AUTO_FREE char *line = ter_report_command_on(&args, "report patches", run->patches.today);
    return ter_format("%s --table %s", line, ter_patches_list_name(list));
}

static bool write_page(void *user, FILE *out, struct ter_error *err)
{
    struct run *run = user;
    struct ter_patches_report *report = &run->report;
    TER_AUTO_STRINGS struct ter_strings documents = {0};
    TER_AUTO_FREE char *attribution = NULL, *act = command_of(run, TER_LIST_ACT),
                       *months = command_of(run, TER_LIST_MONTHS),
                       *thresholds = command_of(run, TER_LIST_THRESHOLDS),
                       *inside = command_of(run, TER_LIST_INSIDE);
    if (!ter_registry_documents(run->registry, run->patches.layer, &documents, err) ||
        !ter_registry_attribution(run->registry, &attribution, err))
        return false;
    report->register_name = ter_registry_name(run->registry);
    report->documents = &documents;
    report->scope = &run->scope;
    report->warnings = &run->warnings;
    report->attribution = attribution;
    report->command_act = act;
    report->command_months = months;
    report->command_thresholds = thresholds;
    report->command_inside = inside;
    return ter_patches_report_write(report, out, err);
}

static bool write_file(struct run *run, struct ter_error *err)
{
    TER_AUTO_ROWS struct ter_rows rows = {0};
    ter_patches_rows(&run->report, run->list, run->target.form == TER_REPORT_JSON, &rows);
    bool written = run->target.form == TER_REPORT_HTML
                       ? ter_report_target_fill(&run->target, write_page, run, err)
                       : ter_rows_write(&rows, run->report.lang, &run->target, err);
    if (written)
        ter_report_target_say(run->args, &run->target);
    return written;
}

static bool print(struct run *run, struct ter_error *err)
{
    TER_AUTO_ROWS struct ter_rows rows = {0};
    ter_patches_rows(&run->report, run->list, run->args->format != TER_FORMAT_TABLE, &rows);
    if (run->args->format == TER_FORMAT_TABLE && !ter_rows_count(&rows))
        return true; /* headings alone say nothing; the line below the list does */
    return ter_rows_print(&rows, run->args->format, run->report.lang, stdout, err);
}

struct sums {
    size_t patches, open, late, reached, visits; /* what was split counts through its parts */
};

static struct sums sum(const struct run *run)
{
    struct sums sums = {0};
    for (size_t i = 0; i < run->patches.count; i++) {
        const struct ter_patch *patch = &run->patches.items[i];
        sums.patches += !patch->is_split;
        sums.open += patch->open;
        sums.late += patch->open && ter_patch_late(patch) > 0;
        sums.visits += patch->open && patch->needs_visit;
    }
    for (size_t i = 0; i < run->thresholds.count; i++)
        sums.reached += run->thresholds.items[i].state == TER_THRESHOLD_REACHED;
    return sums;
}

static void summarise(const struct run *run)
{
    struct sums sums = sum(run);
    char day[TER_DAY_SIZE];
    ter_day_write(run->patches.today, day);
    ter_say(run->args,
        "as of %s: %zu patches, %zu open, %zu with a deadline passed, %zu that want a visit; %zu "
        "thresholds reached",
        day, sums.patches, sums.open, sums.late, sums.visits, sums.reached);
    for (size_t i = 0; i < run->warnings.count; i++)
        ter_say(run->args, "  %s", run->warnings.items[i]);
}

static bool report(struct run *run, struct ter_error *err)
{
    if (!ter_args_open(run->args, TER_READ, &run->registry, err) || !read_list(run, err))
        return false;
    run->report.lang = ter_args_lang(run->args, run->registry);
    if (!ter_report_target_read(run->args, NULL, &run->target, err) ||
        (run->target.path && !ter_target_check(run->registry, "--out", run->target.path,
                                 ter_args_value(run->args, "thresholds"), err)))
        return false;
    if (!ask(run, err) || !(run->target.path ? write_file(run, err) : print(run, err)))
        return false;
    summarise(run);
    return true;
}

static enum ter_exit run_command(const struct ter_args *args, struct ter_error *err)
{
    __attribute__((cleanup(run_free))) struct run run = {.args = args};
    if (!report(&run, err)) {
        ter_wrap(err, "report patches");
        return ter_exit_for(err);
    }
    struct sums sums = sum(&run);
    return sums.late || sums.reached ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

static const struct ter_option options[] = {
    {"on", "DATE", "the day on which deadlines are judged (default: today)", false},
    {"month", "YYYY-MM", "the month of the figures; thresholds are those of its year (default: that of --on)",
        false},
    {"township", "TOWNSHIP", "only the patches of that township", true},
    {"in", "LAYER[:CODE]", "also what lies inside zones in force, such as grazing_ban", false},
    {"table", "NAME", "the list to print or write: act, thresholds, months or inside", false},
    {"thresholds", "FILE", "a table of thresholds (JSON) in the place of the shipped one", false},
    TER_REPORT_OPTIONS,
    {0},
};

const struct ter_command ter_command_report_patches = {
    .name = "report patches",
    .usage = "",
    .summary = "land-use patches: what to act on this week, months, thresholds, what lies inside zones",
    .options = options,
    .formats = "table json csv",
    .details =
        "Lists, by --table: act, the open patches with a deadline that has passed or falls due within seven "
        "days, that nobody has visited yet, or that lack a date from which a deadline runs; thresholds, by "
        "village and township, with numerator, "
        "denominator, the patches counted and what is still allowed; months, by township, from the year's "
        "first month; inside (with --in), the open patches inside zones in force, and how much of each.\n\n"
        "Thresholds count patches judged unlawful, of the calendar year in which they were found; parts of "
        "one "
        "satellite patch count once. What shares are measured by is entered in layer land_account: until "
        "then "
        "the answer is no data. Records are taken as they stand; --on moves the clock only.\n\n"
        "Without --out it prints the list; --out FILE.html makes a page of all lists and a map. Exit code 3: "
        "a "
        "deadline has passed or a threshold is reached.",
    .examples = "terrier report patches --on 2023-10-31\n"
                "terrier report patches --month 2023-10 --out patches-2023-10.html\n"
                "terrier report patches --table thresholds --format json\n"
                "terrier report patches --in grazing_ban --out in-bans.xlsx",
    .min_words = 0,
    .max_words = 0,
    .run = run_command,
};
