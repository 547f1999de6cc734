/* Owns `terrier help`. */
#include "cli.h"

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    size_t used;
    const struct ter_command *command = ter_commands_lookup(args->words, args->word_count, &used);
    if (args->word_count == 0)
        ter_help_overview(stdout);
    else if (command && used == args->word_count)
        ter_help_command(command, stdout);
    else if (args->word_count > 1 || !ter_help_group(args->words[0], stdout))
        ter_commands_unknown(args->words, args->word_count, err);
    return ter_exit_for(err);
}

const struct ter_command ter_command_help = {
    .name = "help",
    .usage = "[COMMAND]",
    .summary = "list the commands, or show one with its options and examples",
    .examples = "terrier help find\n"
                "terrier help layer show",
    .max_words = 2,
    .run = run,
};
