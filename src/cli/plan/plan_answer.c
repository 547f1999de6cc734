/* Owns the answer of a repair plan on the terminal. Knows nothing of how it is made or written to a file. */
#include "plan_answer.h"

#include "plan_rows.h"

static void say_proofs(const struct ter_plan_answer *answer)
{
    static const double percent = 100;
    for (size_t i = 0; i < answer->plan->proof_count; i++) {
        const struct ter_plan_proof *proof = &answer->plan->proofs[i];
        if (!proof->proved)
            ter_say(answer->args, "  %d: chosen for %.2f points; too many sums of money to prove the best",
                proof->year, proof->chosen);
        else
            ter_say(answer->args,
                "  %d: chosen for %.2f points; the proven best is %.2f (%.2f %% of it reached)", proof->year,
                proof->chosen, proof->best, percent * proof->share);
    }
}

static void say_notes(const struct ter_plan_answer *answer)
{
    const struct ter_strings *notes = &answer->plan->list.notes;
    for (size_t i = 0; i < notes->count; i++)
        ter_say(answer->args, "  %s", notes->items[i]);
}

static bool print_plan(const struct ter_plan_answer *answer, struct ter_error *err)
{
    TER_AUTO_ROWS struct ter_rows items = {0}, townships = {0};
    struct ter_plan_year_columns columns;
    const struct ter_plan *plan = answer->plan;
    if (!plan->list.count && answer->args->format == TER_FORMAT_TABLE) {
        ter_say(answer->args, "nothing is to be mended");
        return true;
    }
    ter_plan_rows_items(plan, &items);
    if (!ter_rows_print(&items, answer->args->format, plan->lang, stdout, err))
        return false;
    if (answer->args->format != TER_FORMAT_TABLE || answer->args->quiet)
        return true;
    ter_plan_rows_townships(plan, &columns, &townships);
    putchar('\n');
    return ter_rows_print(&townships, TER_FORMAT_TABLE, plan->lang, stdout, err);
}

static bool print_changes(const struct ter_plan_answer *answer, struct ter_error *err)
{
    TER_AUTO_ROWS struct ter_rows rows = {0};
    bool brief = answer->args->format == TER_FORMAT_TABLE;
    ter_plan_rows_changes(answer->changes, answer->plan->lang, brief, &rows);
    if (!ter_rows_print(&rows, answer->args->format, answer->plan->lang, stdout, err))
        return false;
    TER_AUTO_BUF struct ter_buf line = {0};
    for (int kind = 0; kind < TER_PLAN_CHANGE_KINDS; kind++)
        ter_buf_printf(&line, "%s%s %zu", kind ? " · " : "",
            ter_plan_change_title((enum ter_plan_change_kind)kind, answer->plan->lang),
            answer->changes->counts[kind]);
    ter_say(answer->args, "%s", line.data);
    return true;
}

/* What was asked for: what differs, rounds, or the list; people get the list before its rounds. */
static bool print_answer(const struct ter_plan_answer *answer, struct ter_error *err)
{
    bool rounds = answer->rounds->made != NULL;
    if (answer->changes)
        return print_changes(answer, err);
    if ((!rounds || answer->args->format == TER_FORMAT_TABLE) && !print_plan(answer, err))
        return false;
    if (rounds && answer->args->format == TER_FORMAT_TABLE)
        putchar('\n');
    return ter_plan_rounds_print(answer->rounds, answer->args->format, err);
}

bool ter_plan_answer_print(const struct ter_plan_answer *answer, struct ter_error *err)
{
    if (!print_answer(answer, err))
        return false;
    say_proofs(answer);
    say_notes(answer);
    return true;
}
