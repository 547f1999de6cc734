/* Owns the manual page, in roff: from the same tables as --help. Knows nothing of what commands do. */
#include "cli.h"

#include <string.h>

/* A line that starts with a dot or an apostrophe would be a request; a backslash starts an escape, and a dash
 * is not a hyphen. */
static void text(const char *words, FILE *out)
{
    bool at_start = true;
    for (const char *c = words; *c; c++) {
        if (at_start && (*c == '.' || *c == '\''))
            fputs("\\&", out);
        at_start = *c == '\n';
        if (*c == '\\')
            fputs("\\e", out);
        else if (*c == '-')
            fputs("\\-", out);
        else
            fputc(*c, out);
    }
}

static void line(const char *words, FILE *out)
{
    text(words, out);
    fputc('\n', out);
}

static void paragraphs(const char *words, FILE *out)
{
    while (*words) {
        const char *end = strstr(words, "\n\n");
        size_t length = end ? (size_t)(end - words) : strlen(words);
        TER_AUTO_FREE char *paragraph = ter_strndup(words, length);
        fputs(".PP\n", out);
        line(paragraph, out);
        words += length + (end ? 2 : 0);
    }
}

static void options(const struct ter_option *option, FILE *out)
{
    for (; option && option->name; option++) {
        fputs(".TP\n.B \\-\\-", out);
        text(option->name, out);
        if (option->argument) {
            fputs(" \\fI", out);
            text(option->argument, out);
            fputs("\\fR", out);
        }
        fputc('\n', out);
        line(option->help, out);
    }
}

static void command(const struct ter_command *command, FILE *out)
{
    fputs(".SS terrier ", out);
    text(command->name, out);
    fputc(' ', out);
    line(command->usage ? command->usage : "", out);
    line(command->summary, out);
    if (command->details)
        paragraphs(command->details, out);
    options(command->options, out);
    if (command->formats) {
        fputs(".PP\nForms of the output (\\-\\-format), the default first: ", out);
        line(command->formats, out);
    }
    if (command->examples) {
        fputs(".PP\n.nf\n.RS 4\n", out);
        line(command->examples, out);
        fputs(".RE\n.fi\n", out);
    }
}

void ter_help_man(FILE *out)
{
    fputs(".TH TERRIER 1 \"\" \"terrier " TERRIER_VERSION "\" \"User commands\"\n"
          ".SH NAME\nterrier \\- the register of a local authority's hydrants, stations, zones and land\n"
          ".SH SYNOPSIS\n.B terrier\n[\\-\\-db \\fIFILE\\fR] \\fICOMMAND\\fR ...\n"
          ".SH OPTIONS OF EVERY COMMAND\n",
        out);
    options(ter_global_options, out);
    fputs(".SH COMMANDS\n", out);
    for (size_t i = 0; ter_commands[i]; i++)
        command(ter_commands[i], out);
    fputs(".SH EXIT STATUS\n"
          ".TP\n.B 0\ndone\n.TP\n.B 1\nfailed; nothing was changed\n.TP\n.B 2\nwrong usage\n"
          ".TP\n.B 3\ndone, and something wants attention: rows were refused, faults or gaps found\n"
          ".SH ENVIRONMENT\n.TP\n.B TERRIER_DB\nthe register, where \\-\\-db names none\n",
        out);
}
