/* Owns `terrier plan repair`. */
#include "plan_repair_rounds.h"
#include "plan_request.h"
#include "plan_rows.h"

/* One run of the command. */
struct run {
    const struct ter_args *args;
    struct ter_registry *registry;
    struct ter_plan_args read;
    struct ter_plan *plan;
    struct ter_plan_changes changes;
    bool compared;
};

static void run_free(struct run *run)
{
    ter_plan_changes_free(&run->changes);
    ter_plan_free(run->plan);
    ter_plan_args_free(&run->read);
    ter_registry_close(run->registry);
}

/* ---- saved plans ---- */

/* The plan to compare with: the one named, or the one that is to be replaced. */
static bool choose_against(const struct run *run, const char **ret_name, struct ter_error *err)
{
    const char *save = ter_args_value(run->args, "save");
    bool there = false;
    *ret_name = ter_args_value(run->args, "against");
    if (*ret_name || !save || !ter_args_switch(run->args, "replace"))
        return true;
    if (!ter_plans_have(run->registry, save, &there, err))
        return false;
    *ret_name = there ? save : NULL;
    return true;
}

static bool compare(struct run *run, struct ter_error *err)
{
    TER_AUTO_SAVED_PLAN struct ter_saved_plan saved = {0};
    const char *name;
    if (!choose_against(run, &name, err))
        return false;
    if (!name)
        return true;
    run->compared = true;
    return ter_plans_read(run->registry, name, &saved, err) &&
           ter_plan_compare(run->registry, run->plan, &run->read.request, &saved, &run->changes, err);
}

static void fill_saved(const struct run *run, const char *name, struct ter_saved_plan *saved)
{
    TER_AUTO(ter_json_free) json_t *request = ter_plan_args_json(&run->read);
    saved->name = ter_strdup(name);
    saved->layer = ter_strdup(run->plan->layer->name);
    saved->request = ter_json_text(request);
    for (size_t i = 0; i < run->plan->list.count; i++) {
        const struct ter_plan_item *item = &run->plan->list.items[i];
        ter_saved_plan_add(saved, &(struct ter_saved_item){.code = item->code,
                                      .rank = (int64_t)item->rank,
                                      .year = item->year,
                                      .township = item->township,
                                      .score = item->score,
                                      .cost_yuan = item->cost_yuan});
    }
}

static bool save(struct run *run, struct ter_error *err)
{
    TER_AUTO_SAVED_PLAN struct ter_saved_plan saved = {0};
    const char *name = ter_args_value(run->args, "save");
    const struct ter_write_context context = {.tool = "plan"};
    if (!name)
        return true;
    fill_saved(run, name, &saved);
    return ter_registry_begin(run->registry, &context, err) &&
           ter_plans_save(run->registry, &saved, ter_args_switch(run->args, "replace"), err) &&
           ter_registry_commit(run->registry, err);
}

/* Before any work: a name that is taken, and options that mean nothing together. */
static bool check(const struct run *run, struct ter_error *err)
{
    const char *name = ter_args_value(run->args, "save");
    bool replace = ter_args_switch(run->args, "replace"), there = false;
    if (ter_args_value(run->args, "crew-day") && (ter_args_value(run->args, "against") || replace))
        return ter_fail(err, TER_USAGE,
            "--crew-day makes rounds, --against and --replace show what differs: ask one after the other");
    if (replace && !name)
        return ter_fail(err, TER_USAGE, "--replace goes with --save NAME");
    if (name && !*name)
        return ter_fail(err, TER_USAGE, "--save needs a name");
    if (!name || replace)
        return true;
    if (!ter_plans_have(run->registry, name, &there, err))
        return false;
    return !there || ter_fail(err, TER_FAILED,
                         "there is a plan \"%s\" already; see what differs with --against, replace it with "
                         "--replace, or give another name",
                         name);
}

/* ---- output ---- */

static void say_proofs(const struct run *run)
{
    static const double percent = 100;
    bool zh = run->plan->lang == TER_ZH;
    for (size_t i = 0; i < run->plan->proof_count; i++) {
        const struct ter_plan_proof *proof = &run->plan->proofs[i];
        if (!proof->proved)
            ter_say(run->args,
                zh ? "  %d：所选共 %.2f 分；金额组合太多，未能证明最优"
                   : "  %d: chosen for %.2f points; too many sums of money to prove the best",
                proof->year, proof->chosen);
        else
            ter_say(run->args,
                zh ? "  %d：所选共 %.2f 分，已证明的最优为 %.2f 分（达到 %.2f %%）"
                   : "  %d: chosen for %.2f points; the proven best is %.2f (%.2f %% of it reached)",
                proof->year, proof->chosen, proof->best, percent * proof->share);
    }
}

static void say_notes(const struct run *run)
{
    const struct ter_strings *notes = &run->plan->list.notes;
    for (size_t i = 0; i < notes->count; i++)
        ter_say(run->args, "  %s", notes->items[i]);
}

static bool print_plan(const struct run *run, struct ter_error *err)
{
    TER_AUTO_ROWS struct ter_rows items = {0}, townships = {0};
    struct ter_plan_year_columns columns;
    const struct ter_plan *plan = run->plan;
    if (!plan->list.count && run->args->format == TER_FORMAT_TABLE) {
        ter_say(run->args, plan->lang == TER_ZH ? "没有待修的记录" : "nothing is to be mended");
        return true;
    }
    ter_plan_rows_items(plan, &items);
    if (!ter_rows_print(&items, run->args->format, plan->lang, stdout, err))
        return false;
    if (run->args->format != TER_FORMAT_TABLE || run->args->quiet)
        return true;
    ter_plan_rows_townships(plan, &columns, &townships);
    putchar('\n');
    return ter_rows_print(&townships, TER_FORMAT_TABLE, plan->lang, stdout, err);
}

static bool print_changes(const struct run *run, struct ter_error *err)
{
    TER_AUTO_ROWS struct ter_rows rows = {0};
    bool brief = run->args->format == TER_FORMAT_TABLE;
    ter_plan_rows_changes(&run->changes, run->plan->lang, brief, &rows);
    if (!ter_rows_print(&rows, run->args->format, run->plan->lang, stdout, err))
        return false;
    TER_AUTO_BUF struct ter_buf line = {0};
    for (int kind = 0; kind < TER_PLAN_CHANGE_KINDS; kind++)
        ter_buf_printf(&line, "%s%s %zu", kind ? " · " : "",
            ter_plan_change_title((enum ter_plan_change_kind)kind, run->plan->lang),
            run->changes.counts[kind]);
    ter_say(run->args, "%s", line.data);
    return true;
}

/* What was asked for: what differs, rounds, or the list; people get the list before its rounds. */
static bool print_answer(const struct run *run, struct ter_error *err)
{
    bool rounds = ter_args_value(run->args, "crew-day"), made = false;
    if (run->compared)
        return print_changes(run, err);
    if ((!rounds || run->args->format == TER_FORMAT_TABLE) && !print_plan(run, err))
        return false;
    if (!rounds)
        return true;
    if (run->args->format == TER_FORMAT_TABLE)
        putchar('\n');
    return ter_plan_repair_rounds(run->args, run->registry, run->plan, &made, err);
}

static bool print(const struct run *run, struct ter_error *err)
{
    const char *name = ter_args_value(run->args, "save");
    if (!print_answer(run, err))
        return false;
    say_proofs(run);
    say_notes(run);
    if (name)
        ter_say(run->args, run->plan->lang == TER_ZH ? "计划已保存为 %s" : "plan saved as %s", name);
    return true;
}

static bool plan(struct run *run, struct ter_error *err)
{
    bool saves = ter_args_value(run->args, "save");
    return ter_args_open(run->args, saves ? TER_WRITE : TER_READ, &run->registry, err) && check(run, err) &&
           ter_plan_args_read(run->args, run->registry, &run->read, err) &&
           ter_plan_make(run->registry, &run->read.request, &run->plan, err) && compare(run, err) &&
           save(run, err) && print(run, err);
}

/* Something wants attention where records found no year that years were asked for. */
static enum ter_exit run_command(const struct ter_args *args, struct ter_error *err)
{
    __attribute__((cleanup(run_free))) struct run run = {.args = args};
    if (!plan(&run, err)) {
        ter_wrap(err, "plan repair");
        return ter_exit_for(err);
    }
    return run.plan->year_count && run.plan->no_year ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

static const struct ter_option options[] = {
    TER_PLAN_OPTIONS,
    TER_ROUND_OPTIONS,
    {"save", "NAME", "keep this plan as an approved one", false},
    {"replace", NULL, "with --save: replace the plan of that name, and show what differs", false},
    {"against", "NAME", "show what differs from this approved plan, in place of the list", false},
    {0},
};

const struct ter_command ter_command_plan_repair = {
    .name = "plan repair",
    .usage = "",
    .summary = "what is mended when, in which order and why",
    .options = options,
    .formats = "table json csv",
    .details =
        "Each broken record gets a score of 0 to 100, shown with its parts: the defect's severity, "
        "what the mend "
        "adds to certain and possible coverage on top of all that ranks before it, the people in "
        "sites near, the "
        "age of the defect, the days left to its target date, and how much of its township is broken. "
        "A part that "
        "cannot be judged (a position too coarse, a date not known) earns nothing and says so; its "
        "weight goes to "
        "no other part: \"of\" is the most that a record could have earned. --weights FILE replaces "
        "weights.\n\n"
        "--per-year gives years by quotas, --budget by money and --costs FILE; terrier ships no "
        "costs, and what "
        "has none gets no year. --choose value spends a budget on the most points for the money instead of "
        "by rank; --exact proves "
        "how near the choice comes to the best. --by township shares each year out by the largest remainder "
        "of what "
        "each township "
        "still has to do.\n\n"
        "--crew-day makes the rounds that crews drive in each year: grouped by what the mends need, within "
        "the day, "
        "by road where there are roads; with --format json or csv in place of the list.\n\n"
        "--save keeps an approved plan, --against shows what has been done, added, moved or dropped "
        "since. Exit "
        "code 3: some have no year. docs/plans.md tells more.",
    .examples = "terrier plan repair --per-year 27,27,28 --from-year 2023 --by township\n"
                "terrier plan repair --per-year 27,27,28 --from-year 2023 --by township --save 2023-2025\n"
                "terrier plan repair --per-year 27,28 --from-year 2024 --by township --against 2023-2025\n"
                "terrier plan repair --budget 300000,300000 --costs costs.csv --exact\n"
                "terrier plan repair --per-year 27,27,28 --from-year 2023 --crew-day 8 --crews 2\n"
                "terrier plan repair --township 察素齐镇 --weights ours.json --format csv",
    .run = run_command,
};
