/* Owns `terrier report repair`. */
#include "base/day.h"
#include "cli/target.h"
#include "plan_request.h"
#include "plan_rows.h"
#include "registry/attribution.h"
#include "registry/documents.h"
#include "report/repair/repair.h"

#include <stdlib.h>
#include <string.h>

/* One run of the command. */
struct run {
    const struct ter_args *args;
    struct ter_registry *registry;
    struct ter_plan_args read;
    struct ter_plan *plan;
    struct ter_saved_plan saved; /* the plan of --against */
    struct ter_plan_changes changes;
    const char *against;
    struct ter_report_target target;
    char *command, *changes_command;
};

static void run_free(struct run *run)
{
    free(run->command);
    free(run->changes_command);
    ter_plan_changes_free(&run->changes);
    ter_saved_plan_free(&run->saved);
    ter_plan_free(run->plan);
    ter_plan_args_free(&run->read);
    ter_report_target_free(&run->target);
    ter_registry_close(run->registry);
}

/* The command that gives the list, or what differs; with the days in it, so that tomorrow it still does. */
static char *command_of(const struct run *run, bool with_against)
{
    struct ter_args args = *run->args;
    char on[TER_DAY_SIZE];
    args.given_count = 0;
    for (size_t i = 0; i < run->args->given_count; i++)
        if (with_against || strcmp(run->args->given[i].option->name, "against") != 0)
            args.given[args.given_count++] = run->args->given[i];
    ter_day_write(run->plan->on, on);
    TER_AUTO_FREE char *line = ter_report_command(&args, "plan repair");
    return ter_args_value(run->args, "on") ? ter_strdup(line) : ter_format("%s --on %s", line, on);
}

/* Neither the register nor a file that is read may be written over. */
static bool read_target(struct run *run, struct ter_error *err)
{
    static const char *const options[] = {"costs", "weights", "norms"};
    const char *layer = run->read.request.priority.layer->name;
    TER_AUTO_FREE char *otherwise = ter_format("%s-repair.html", layer);
    if (!ter_report_target_read(run->args, otherwise, &run->target, err) ||
        !ter_target_check(run->registry, "--out", run->target.path, NULL, err))
        return false;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        const char *path = ter_args_value(run->args, options[i]);
        if (path && !ter_target_check(run->registry, "--out", run->target.path, path, err))
            return false;
    }
    return true;
}

static bool compare(struct run *run, struct ter_error *err)
{
    run->against = ter_args_value(run->args, "against");
    return !run->against || (ter_plans_read(run->registry, run->against, &run->saved, err) &&
                                ter_plan_compare(run->registry, run->plan, &run->read.request, &run->saved,
                                    &run->changes, err));
}

static bool write_page(void *user, FILE *out, struct ter_error *err)
{
    struct run *run = user;
    TER_AUTO_STRINGS struct ter_strings documents = {0};
    TER_AUTO_ROAD_LINES struct ter_road_lines roads = {0};
    TER_AUTO_FREE char *attribution = NULL;
    if (!ter_registry_documents(run->registry, run->plan->layer, &documents, err) ||
        !ter_registry_attribution(run->registry, &attribution, err) ||
        !ter_road_lines_read(run->registry, &roads, err))
        return false;
    struct ter_repair_report report = {
        .plan = run->plan,
        .request = &run->read.request,
        .register_name = ter_registry_name(run->registry),
        .documents = &documents,
        .attribution = attribution,
        .command = run->command,
        .roads = &roads,
        .changes = run->against ? &run->changes : NULL,
        .against = run->against,
        .against_made_at = run->saved.made_at,
        .changes_command = run->changes_command,
    };
    return ter_repair_report_write(&report, out, err);
}

static bool write_report(struct run *run, struct ter_error *err)
{
    TER_AUTO_ROWS struct ter_rows rows = {0};
    run->command = command_of(run, false);
    run->changes_command = command_of(run, true);
    if (run->target.form == TER_REPORT_HTML)
        return ter_report_target_fill(&run->target, write_page, run, err);
    if (run->against)
        ter_plan_rows_changes(&run->changes, run->plan->lang, false, &rows);
    else
        ter_plan_rows_items(run->plan, &rows);
    return ter_rows_write(&rows, run->plan->lang, &run->target, err);
}

static bool report(struct run *run, struct ter_error *err)
{
    if (!ter_args_open(run->args, TER_READ, &run->registry, err) ||
        !ter_plan_args_read(run->args, run->registry, &run->read, err) || !read_target(run, err) ||
        !ter_plan_make(run->registry, &run->read.request, &run->plan, err) || !compare(run, err) ||
        !write_report(run, err))
        return false;
    ter_say(run->args,
        run->plan->lang == TER_ZH ? "报告已写入 %s：待修 %zu 处" : "report written to %s: %zu to mend",
        run->target.path, run->plan->list.count);
    if (run->plan->year_count && run->plan->no_year)
        ter_say(run->args, run->plan->lang == TER_ZH ? "  未排年度 %zu 处" : "  %zu have no year",
            run->plan->no_year);
    return true;
}

static enum ter_exit run_command(const struct ter_args *args, struct ter_error *err)
{
    __attribute__((cleanup(run_free))) struct run run = {.args = args};
    if (!report(&run, err)) {
        ter_wrap(err, "report repair");
        return ter_exit_for(err);
    }
    return run.plan->year_count && run.plan->no_year ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

static const struct ter_option options[] = {
    TER_PLAN_OPTIONS,
    {"against", "NAME", "also show what differs from this approved plan", false},
    TER_REPORT_OPTIONS,
    {0},
};

const struct ter_command ter_command_report_repair = {
    .name = "report repair",
    .usage = "",
    .summary = "the repair plan as a page to read and to print",
    .options = options,
    .details =
        "The question and the options are those of plan repair. The page is one file that needs no network: "
        "figures by year and township, a map with numbers, each year's list by township, the parts of each "
        "score and what they rest on, and, with --against, what differs from an approved plan. It prints to "
        "A4.\n\n"
        "An ending .json, .csv or .xlsx gives the list with all parts of the scores (with --against: what "
        "differs). A page that terrier wrote is replaced; any other file only with --overwrite. Exit code 3: "
        "some have no year.",
    .examples = "terrier report repair --per-year 27,27,28 --from-year 2023 --by township --out plan.html\n"
                "terrier report repair --per-year 27,28 --from-year 2024 --against 2023-2025 --lang zh\n"
                "terrier report repair --budget 300000 --costs costs.csv --out plan.xlsx",
    .run = run_command,
};
