/* Owns `terrier order settle`: which holds where a filled-in row and the register contradict each other. */
#include "cli/cli.h"
#include "plan/order/order_return.h"

#include <string.h>

static const char paper[] = "paper", of_register[] = "register";

/* One run of the command. */
struct run {
    const struct ter_args *args;
    struct ter_registry *registry;
    struct ter_order *order;
    const struct ter_layer *layer;
    enum ter_order_take take;
    size_t settled;
};

static void run_free(struct run *run)
{
    ter_order_free(run->order);
    ter_registry_close(run->registry);
}

static bool settle_one(struct run *run, const char *code, bool must, struct ter_error *err)
{
    const struct ter_order_item *item = ter_order_item(run->order, code);
    TER_AUTO_FREE char *changes = NULL;
    if (!item)
        return ter_fail(err, TER_NOT_FOUND, "\"%s\" is not on work order %s", code, run->order->number);
    if (!ter_order_changes(run->registry, run->layer, item, &changes, err))
        return false;
    if (!changes)
        return !must ||
               ter_fail(err, TER_FAILED,
                   "%s: nobody changed its status, defect or place since the paper knew of it; there is "
                   "nothing to settle",
                   code);
    if (!ter_order_settle(run->registry, run->order, code, run->take, err))
        return false;
    run->settled++;
    ter_say(
        run->args, "%s: the %s holds: %s", code, run->take == TER_TAKE_PAPER ? paper : of_register, changes);
    return true;
}

static bool settle_all(struct run *run, struct ter_error *err)
{
    size_t named = run->args->word_count - 1;
    for (size_t i = 0; i < (named ? named : run->order->count); i++)
        if (!settle_one(run, named ? run->args->words[i + 1] : run->order->items[i].code, named > 0, err))
            return false;
    if (!run->settled)
        ter_say(run->args, "%s: nothing is to be settled", run->order->number);
    return ter_registry_commit(run->registry, err);
}

static bool read_take(struct run *run, struct ter_error *err)
{
    const char *take = ter_args_value(run->args, "take");
    if (!take || (strcmp(take, paper) != 0 && strcmp(take, of_register) != 0))
        return ter_fail(err, TER_USAGE, "--take says which holds: %s or %s", paper, of_register);
    run->take = strcmp(take, paper) == 0 ? TER_TAKE_PAPER : TER_TAKE_REGISTER;
    if (run->args->word_count == 1 && !ter_args_switch(run->args, "all"))
        return ter_fail(err, TER_USAGE, "name the records by their codes, or all of them by --all");
    return run->args->word_count == 1 || !ter_args_switch(run->args, "all") ||
           ter_fail(err, TER_USAGE, "give either codes or --all");
}

static bool settle(struct run *run, struct ter_error *err)
{
    struct ter_write_context context = {.tool = "order settle"};
    if (!read_take(run, err) || !ter_args_open(run->args, TER_WRITE, &run->registry, err) ||
        !ter_registry_begin(run->registry, &context, err))
        return false;
    /* Read inside the transaction: somebody else may take rows of the same order back just now. */
    if (ter_order_read(run->registry, run->args->words[0], &run->order, err) &&
        ter_registry_layer(run->registry, run->order->layer, &run->layer, err) && settle_all(run, err))
        return true;
    ter_registry_rollback(run->registry);
    return false;
}

static enum ter_exit run_command(const struct ter_args *args, struct ter_error *err)
{
    __attribute__((cleanup(run_free))) struct run run = {.args = args};
    if (!settle(&run, err))
        ter_wrap(err, "order settle");
    return ter_exit_for(err);
}

static const struct ter_option options[] = {
    {"take", "paper|register", "which holds from now on", false},
    {"all", NULL, "every record of the order that changed since it was issued", false},
    {0},
};

const struct ter_command ter_command_order_settle = {
    .name = "order settle",
    .usage = "NUMBER [CODE…]",
    .summary = "decide where a filled-in order and the register contradict each other",
    .options = options,
    .details = "A row about a record that changed since the order was issued is not taken over: terrier "
               "import event "
               "lists it with what changed. Decide here, then import the same workbook again; what was taken "
               "already "
               "stays as it is.\n\n"
               "paper: the row sets the record as if nobody had touched it. register: the record stays as it "
               "is, and "
               "the row "
               "becomes an event, so that its parts and costs are not lost. Nothing is changed by this "
               "command but the "
               "decision; a later change makes a new conflict.",
    .examples = "terrier order settle WO-2026-001 H-000012 --take paper\n"
                "terrier order settle WO-2026-001 --all --take register",
    .min_words = 1,
    .max_words = TER_MAX_ARGUMENTS,
    .run = run_command,
};
