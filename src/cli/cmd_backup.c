/* Owns `terrier backup`. */
#include "cli.h"
#include "registry/backup.h"
#include "target.h"

static bool backup(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    struct ter_backup_result result;
    if (!ter_args_open(args, TER_READ, &registry, err) ||
        !ter_target_check(registry, NULL, args->words[0], NULL, err))
        return false;
    ter_registry_read_end(registry); /* a copy has a moment of its own */
    if (!ter_backup(registry, args->words[0], &result, err))
        return false;
    ter_say(args, "%s: a verified copy of %s with %lld records", args->words[0], ter_registry_path(registry),
        (long long)result.records);
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    if (!backup(args, err))
        ter_wrap(err, "backup");
    return ter_exit_for(err);
}

const struct ter_command ter_command_backup = {
    .name = "backup",
    .usage = "FILE",
    .summary = "write a verified copy of the register to one file",
    .details =
        "The copy is the register as it is at this moment; others may read and write meanwhile. It is "
        "checked before "
        "it\ngets its name, so that FILE is either a whole backup or is not there. An existing FILE is never "
        "replaced. Do not\ncopy a register that is in use by other means: what lies in its -wal file would "
        "be "
        "missing.",
    .examples = "terrier backup tumed-left-$(date +%F).sqlite",
    .min_words = 1,
    .max_words = 1,
    .run = run,
};
