/* Owns the help texts, all derived from the commands' own tables. Knows nothing of what commands do. */
#include "cli.h"

#include "base/text.h"
#include "wrap.h"

#include <string.h>

enum { INDENT = 2, WIDEST_LEFT = 28 };

/* Two columns: a term, and what it means. */
static void print_entry(const char *term, const char *meaning, size_t left_columns, FILE *out)
{
    size_t indent = INDENT + left_columns + INDENT;
    size_t width = ter_text_width(term);
    fprintf(out, "%*s%s", INDENT, "", term);
    if (width > left_columns)
        fprintf(out, "\n%*s", (int)indent, "");
    else
        fprintf(out, "%*s", (int)(left_columns - width + INDENT), "");
    ter_print_wrapped(meaning, indent, out);
}

static char *option_term(const struct ter_option *option)
{
    const char *dashes = option->name[1] ? "--" : "-";
    return option->argument ? ter_format("%s%s %s", dashes, option->name, option->argument)
                            : ter_format("%s%s", dashes, option->name);
}

static char *command_term(const struct ter_command *command)
{
    return ter_format("%s%s%s", command->name, *command->usage ? " " : "", command->usage);
}

static void widen(size_t *columns, const char *term)
{
    size_t width = ter_text_width(term);
    if (width > *columns && width <= WIDEST_LEFT)
        *columns = width;
}

static void print_options(const char *heading, const struct ter_option *options, size_t columns, FILE *out)
{
    fprintf(out, "\n%s\n", heading);
    for (; options->name; options++) {
        TER_AUTO_FREE char *term = option_term(options);
        print_entry(term, options->help, columns, out);
    }
}

static size_t option_columns(const struct ter_option *options)
{
    size_t columns = 0;
    for (; options && options->name; options++) {
        TER_AUTO_FREE char *term = option_term(options);
        widen(&columns, term);
    }
    return columns;
}

static bool in_group(const struct ter_command *command, const char *word)
{
    size_t length = word ? strlen(word) : 0;
    return !word || (strncmp(command->name, word, length) == 0 && command->name[length] == ' ');
}

/* The commands of a group; of all when `word` is NULL. */
static size_t print_commands(const char *word, FILE *out)
{
    size_t columns = 0, count = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; ter_commands[i]; i++) {
            if (!in_group(ter_commands[i], word))
                continue;
            TER_AUTO_FREE char *term = command_term(ter_commands[i]);
            widen(&columns, term);
            const char *heading = word ? NULL : ter_commands_heading(ter_commands[i]);
            if (pass == 0)
                count++;
            else if (heading)
                fprintf(out, "\n%s:\n", heading);
            if (pass == 1)
                print_entry(term, ter_commands[i]->summary, columns, out);
        }
    return count;
}

void ter_help_overview(FILE *out)
{
    fputs("terrier keeps the register of a local authority's hydrants, stations, zones and\n"
          "land in one SpatiaLite file that any GIS opens.\n\n"
          "Usage: terrier [--db FILE] COMMAND …\n",
        out);
    print_commands(NULL, out);
    print_options("Options of every command:", ter_global_options, option_columns(ter_global_options), out);
    fputs("\nterrier help COMMAND shows a command's options and examples.\n", out);
}

bool ter_help_group(const char *word, FILE *out)
{
    bool known = false;
    for (size_t i = 0; ter_commands[i]; i++)
        known = known || in_group(ter_commands[i], word);
    if (!known)
        return false;
    fprintf(out, "The commands of terrier %s:\n", word);
    print_commands(word, out);
    fprintf(out, "\nterrier help %s COMMAND shows a command's options and examples.\n", word);
    return true;
}

static void print_examples(const char *lines, FILE *out)
{
    fputs("\nExamples:\n", out);
    while (*lines) {
        size_t length = strcspn(lines, "\n");
        fprintf(out, "%*s%.*s\n", INDENT, "", (int)length, lines);
        lines += length + (lines[length] == '\n');
    }
}

/* "table (default), json, csv" */
static void print_format_entry(const char *term, const struct ter_command *command, size_t columns, FILE *out)
{
    TER_AUTO_BUF struct ter_buf meaning = {0};
    for (const char *word = command->formats; *word;) {
        size_t length = strcspn(word, " ");
        ter_buf_printf(&meaning, "%s%.*s%s", meaning.size ? ", " : "", (int)length, word,
            meaning.size ? "" : " (default)");
        word += length + strspn(word + length, " ");
    }
    print_entry(term, meaning.data, columns, out);
}

void ter_help_command(const struct ter_command *command, FILE *out)
{
    size_t own = option_columns(command->options), common = option_columns(ter_global_options);
    size_t columns = own > common ? own : common;
    fprintf(out, "terrier %s - %s\n\nUsage: terrier %s%s%s%s\n", command->name, command->summary,
        command->name, *command->usage ? " " : "", command->usage, command->options ? " [OPTIONS]" : "");
    if (command->details) {
        fputc('\n', out);
        ter_print_wrapped(command->details, 0, out);
    }
    if (command->options)
        print_options("Options:", command->options, columns, out);
    fputs("\nOptions of every command:\n", out);
    for (const struct ter_option *option = ter_global_options; option->name; option++) {
        TER_AUTO_FREE char *term = option_term(option);
        if (strcmp(option->name, "format") != 0)
            print_entry(term, option->help, columns, out);
        else if (command->formats)
            print_format_entry(term, command, columns, out);
    }
    if (command->examples)
        print_examples(command->examples, out);
}

void ter_help_version(FILE *out)
{
    fputs("terrier " TERRIER_VERSION "\n", out);
}
