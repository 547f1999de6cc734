/* Owns `terrier report repair`. */
#include "base/day.h"
#include "cli/target.h"
#include "plan_answer.h"
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
    struct ter_plan_rounds rounds;
    const char *against;
    struct ter_report_target target; /* its path is NULL without --out */
    char *command, *changes_command, *rounds_command;
};

static void run_free(struct run *run)
{
    free(run->command);
    free(run->changes_command);
    free(run->rounds_command);
    ter_plan_rounds_free(&run->rounds);
    ter_plan_changes_free(&run->changes);
    ter_saved_plan_free(&run->saved);
    ter_plan_free(run->plan);
    ter_plan_args_free(&run->read);
    ter_report_target_free(&run->target);
    ter_registry_close(run->registry);
}

/* The command that gives the list without what these options add. */
static char *command_without(const struct run *run, const char *const *names)
{
    struct ter_args args = *run->args;
    args.given_count = 0;
    for (size_t i = 0; i < run->args->given_count; i++) {
        const char *const *name = names;
        while (*name && strcmp(run->args->given[i].option->name, *name) != 0)
            name++;
        if (!*name)
            args.given[args.given_count++] = run->args->given[i];
    }
    return ter_report_command_on(&args, "plan repair", run->plan->on);
}

/* The list, its rounds and what differs are three answers of the command. */
static void name_commands(struct run *run)
{
    static const char *const all[] = {"against", "crew-day", "crews", "depot", "rules", NULL};
    static const char *const only_against[] = {"against", NULL};
    run->command = command_without(run, all);
    run->changes_command = command_without(run, all + 1);
    run->rounds_command = command_without(run, only_against);
}

/* Neither the register nor a file that is read may be written over. */
static bool read_target(struct run *run, struct ter_error *err)
{
    static const char *const options[] = {"costs", "weights", "norms", "rules"};
    if (!ter_report_target_read(run->args, NULL, &run->target, err))
        return false;
    if (!run->target.path)
        return true;
    if (!ter_target_check(run->registry, "--out", run->target.path, NULL, err))
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

/* The documents of the records that are listed; of the layer where none is. */
static bool list_documents(const struct run *run, struct ter_strings *documents, struct ter_error *err)
{
    TER_AUTO_STRINGS struct ter_strings codes = {0};
    for (size_t i = 0; i < run->plan->list.count; i++)
        ter_strings_add(&codes, run->plan->list.items[i].code);
    for (size_t i = 0; i < run->changes.count; i++)
        ter_strings_add(&codes, run->changes.items[i].code);
    return codes.count ? ter_registry_documents_of(run->registry, run->plan->layer, &codes, documents, err)
                       : ter_registry_documents(run->registry, run->plan->layer, documents, err);
}

static bool write_page(void *user, FILE *out, struct ter_error *err)
{
    struct run *run = user;
    TER_AUTO_STRINGS struct ter_strings documents = {0};
    TER_AUTO_ROAD_LINES struct ter_road_lines roads = {0};
    TER_AUTO_FREE char *attribution = NULL;
    if (!list_documents(run, &documents, err) ||
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
        .rounds = run->rounds.made,
        .rounds_command = run->rounds_command,
    };
    return ter_repair_report_write(&report, out, err);
}

/* A table holds one answer; a page holds all. */
static bool check(const struct run *run, struct ter_error *err)
{
    bool page = run->target.path && run->target.form == TER_REPORT_HTML;
    if (page || !ter_args_value(run->args, "crew-day") || !ter_args_value(run->args, "against"))
        return true;
    return ter_fail(err, TER_USAGE,
        "--crew-day makes rounds, --against shows what differs: a page holds both (--out FILE.html), a table "
        "one of them");
}

static bool write_file(struct run *run, struct ter_error *err)
{
    TER_AUTO_ROWS struct ter_rows rows = {0};
    if (run->target.form == TER_REPORT_HTML) {
        name_commands(run);
        return ter_report_target_fill(&run->target, write_page, run, err);
    }
    if (run->rounds.made)
        return ter_plan_rounds_write(&run->rounds, &run->target, err);
    if (run->against)
        ter_plan_rows_changes(&run->changes, run->plan->lang, false, &rows);
    else
        ter_plan_rows_items(run->plan, &rows);
    return ter_rows_write(&rows, run->plan->lang, &run->target, err);
}

static void summarise(const struct run *run)
{
    ter_report_target_say(run->args, &run->target);
    ter_say(run->args, "  %zu to mend", run->plan->list.count);
    if (run->plan->year_count && run->plan->no_year)
        ter_say(run->args, "  %zu have no year", run->plan->no_year);
}

static bool answer(struct run *run, struct ter_error *err)
{
    if (run->target.path) {
        if (!write_file(run, err))
            return false;
        summarise(run);
        return true;
    }
    const struct ter_plan_answer answer = {.args = run->args,
        .plan = run->plan,
        .changes = run->against ? &run->changes : NULL,
        .rounds = &run->rounds};
    return ter_plan_answer_print(&answer, err);
}

static bool report(struct run *run, struct ter_error *err)
{
    return ter_args_open(run->args, TER_READ, &run->registry, err) &&
           ter_plan_args_read(run->args, run->registry, &run->read, err) && read_target(run, err) &&
           check(run, err) && ter_plan_rounds_read(run->args, &run->rounds, err) &&
           ter_plan_make(run->registry, &run->read.request, &run->plan, err) && compare(run, err) &&
           ter_plan_rounds_make(run->registry, run->plan, &run->rounds, err) && answer(run, err);
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
    TER_ROUND_OPTIONS,
    {"against", "NAME", "also show what differs from this approved plan", false},
    TER_REPORT_OPTIONS,
    {0},
};

const struct ter_command ter_command_report_repair = {
    .name = "report repair",
    .usage = "",
    .summary = "the repair plan as a page to read and to print",
    .options = options,
    .formats = "table json csv",
    .details =
        "The question and the options are those of plan repair. The page is one file that needs no network: "
        "figures by year and township, a map with numbers, each year's list by township, the parts of each "
        "score and what they rest on, with --crew-day the rounds of each year, and, with --against, what "
        "differs "
        "from an approved plan. It prints to A4.\n\n"
        "Without --out the answer goes to the terminal, as plan repair gives it. --out FILE.html writes the "
        "page; .json, .csv and .xlsx give the list with all parts of the scores (with --against: what "
        "differs; "
        "with --crew-day: the rounds). A page that terrier wrote is replaced; any other file only with "
        "--overwrite. Exit code 3: some have no year.",
    .examples = "terrier report repair --per-year 27,27,28 --from-year 2023 --by township --out plan.html\n"
                "terrier report repair --per-year 27,28 --from-year 2024 --against 2023-2025 --lang zh --out "
                "plan.html\n"
                "terrier report repair --per-year 27,27,28 --from-year 2023 --crew-day 8 --crews 2 --out "
                "rounds.html\n"
                "terrier report repair --budget 300000 --costs costs.csv --out plan.xlsx",
    .run = run_command,
};
