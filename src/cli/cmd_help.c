/* Owns `terrier help`. */
#include "cli.h"
#include "markdown.h"

static bool all_commands(FILE *out, struct ter_error *err)
{
    (void)err;
    ter_help_markdown(out);
    return true;
}

/* Options that show everything at once. */
static const struct page {
    const char *option;
    TER_CHECKED bool (*print)(FILE *out, struct ter_error *err);
} pages[] = {{"markdown", all_commands}, {"layers", ter_help_layers}, {"completion", ter_help_completion}};

static const struct page *asked_for(const struct ter_args *args)
{
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        if (ter_args_switch(args, pages[i].option))
            return &pages[i];
    return NULL;
}

static bool show(const struct ter_args *args, struct ter_error *err)
{
    size_t used;
    const struct ter_command *command = ter_commands_lookup(args->words, args->word_count, &used);
    const struct page *page = asked_for(args);
    if (page && args->word_count)
        return ter_fail(
            err, TER_USAGE, "help: --%s shows everything; leave out \"%s\"", page->option, args->words[0]);
    if (page)
        return page->print(stdout, err);
    if (args->word_count == 0)
        ter_help_overview(stdout);
    else if (command && used == args->word_count)
        ter_help_command(command, stdout);
    else if (args->word_count > 1 || !ter_help_group(args->words[0], stdout))
        return ter_commands_unknown(args->words, args->word_count, err);
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    return show(args, err) ? TER_EXIT_DONE : ter_exit_for(err);
}

static const struct ter_option own_options[] = {
    {"markdown", NULL, "all commands as a page of Markdown: docs/cli.md", false},
    {"layers", NULL, "the layers that ship as a page of Markdown: docs/layers.md", false},
    {"completion", NULL, "what bash needs to complete command lines of terrier", false},
    {0},
};

const struct ter_command ter_command_help = {
    .name = "help",
    .usage = "[COMMAND]",
    .summary = "list the commands, or show one with its options and examples",
    .options = own_options,
    .examples = "terrier help find\n"
                "terrier help layer show\n"
                "source <(terrier help --completion)",
    .max_words = 2,
    .run = run,
};
