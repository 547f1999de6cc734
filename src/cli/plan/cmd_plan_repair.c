/* Owns `terrier plan repair`. */
#include "plan_answer.h"
#include "plan_request.h"

/* One run of the command. */
struct run {
    const struct ter_args *args;
    struct ter_registry *registry;
    struct ter_plan_args read;
    struct ter_plan *plan;
    struct ter_plan_changes changes;
    struct ter_plan_rounds rounds;
    bool compared;
};

static void run_free(struct run *run)
{
    ter_plan_changes_free(&run->changes);
    ter_plan_rounds_free(&run->rounds);
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

static bool print(struct run *run, struct ter_error *err)
{
    const char *name = ter_args_value(run->args, "save");
    const struct ter_plan_answer answer = {.args = run->args,
        .plan = run->plan,
        .changes = run->compared ? &run->changes : NULL,
        .rounds = &run->rounds};
    if (!ter_plan_answer_print(&answer, err))
        return false;
    if (name)
        ter_say(run->args, "plan saved as %s", name);
    return true;
}

static bool plan(struct run *run, struct ter_error *err)
{
    bool saves = ter_args_value(run->args, "save");
    return ter_args_open(run->args, saves ? TER_WRITE : TER_READ, &run->registry, err) && check(run, err) &&
           ter_plan_args_read(run->args, run->registry, &run->read, err) &&
           ter_plan_rounds_read(run->args, &run->rounds, err) &&
           ter_plan_make(run->registry, &run->read.request, &run->plan, err) && compare(run, err) &&
           ter_plan_rounds_make(run->registry, run->plan, &run->rounds, err) && save(run, err) &&
           print(run, err);
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
