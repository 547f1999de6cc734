/* Owns the page of all commands, docs/cli.md: from the same tables as --help. Knows nothing of what commands
 * do. */
#include "cli.h"
#include "markdown.h"

#include <string.h>

static const char opening[] =
    "# The command line\n"
    "\n"
    "<!-- Written by ./dev docs from the tables in src/cli: change those, not this page. -->\n"
    "\n"
    "```\n"
    "terrier [--db FILE] COMMAND …\n"
    "```\n"
    "\n"
    "Every command works on one register, a SpatiaLite file that `--db` or `TERRIER_DB` in the environment "
    "names.\n"
    "`terrier help COMMAND` shows what stands here. Options may stand before or after the other arguments; "
    "`--` ends "
    "them.\n"
    "Longitude comes before latitude, everywhere.\n"
    "\n"
    "| exit code | meaning |\n"
    "|---|---|\n"
    "| 0 | done |\n"
    "| 1 | failed; nothing was changed |\n"
    "| 2 | wrong usage |\n"
    "| 3 | done, and something wants attention: rows were refused, faults or gaps found |\n"
    "\n"
    "An error is one line on standard error: what, where, why, and what to do.\n";

static void print_option(const struct ter_option *option, FILE *out)
{
    TER_AUTO_FREE char *term = option->argument ? ter_format("--%s %s", option->name, option->argument)
                                                : ter_format("--%s", option->name);
    fputs("| ", out);
    ter_markdown_code(term, out);
    fputs(" | ", out);
    ter_markdown_text(option->help, out);
    fputs(" |\n", out);
}

static void print_options(const struct ter_option *options, FILE *out)
{
    ter_markdown_headings(out, "option", "meaning", NULL);
    for (; options->name; options++)
        print_option(options, out);
    fputc('\n', out);
}

static void print_index(FILE *out)
{
    fputs("## Commands\n\n", out);
    ter_markdown_headings(out, "command", "what it does", NULL);
    for (size_t i = 0; ter_commands[i]; i++) {
        const struct ter_command *command = ter_commands[i];
        const char *heading = ter_commands_heading(command);
        if (heading)
            fprintf(out, "| **%s** | |\n", heading);
        TER_AUTO_FREE char *anchor = ter_markdown_anchor(command->name);
        fprintf(out, "| [%s](#%s) | ", command->name, anchor);
        ter_markdown_text(command->summary, out);
        fputs(" |\n", out);
    }
    fputc('\n', out);
}

/* "Forms of the output (`--format`): table (default), json, csv." */
static void print_formats(const char *formats, FILE *out)
{
    bool first = true;
    fputs("Output (`--format`): ", out);
    for (const char *word = formats; *word; first = false) {
        size_t length = strcspn(word, " ");
        fprintf(out, "%s`%.*s`%s", first ? "" : ", ", (int)length, word, first ? " (default)" : "");
        word += length + strspn(word + length, " ");
    }
    fputs("\n\n", out);
}

static void print_command(const struct ter_command *command, FILE *out)
{
    const char *usage = command->usage ? command->usage : "";
    fprintf(out, "### %s\n\n", command->name);
    fprintf(out, "```\nterrier %s%s%s%s\n```\n\n", command->name, *usage ? " " : "", usage,
        command->options ? " [OPTIONS]" : "");
    TER_AUTO_FREE char *summary = ter_format("%s.", command->summary);
    if (summary[0] >= 'a' && summary[0] <= 'z')
        summary[0] = (char)(summary[0] - 'a' + 'A');
    ter_markdown_paragraphs(summary, out);
    if (command->details)
        ter_markdown_paragraphs(command->details, out);
    if (command->options)
        print_options(command->options, out);
    if (command->formats)
        print_formats(command->formats, out);
    if (command->examples)
        fprintf(out, "```sh\n%s\n```\n\n", command->examples);
}

void ter_help_markdown(FILE *out)
{
    fputs(opening, out);
    fputs("\n## Options of every command\n\n", out);
    print_options(ter_global_options, out);
    print_index(out);
    for (size_t i = 0; ter_commands[i]; i++)
        print_command(ter_commands[i], out);
}
