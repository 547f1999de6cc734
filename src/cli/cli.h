/* The command line: one table of options a command drives parsing, --help and suggestions. */
#ifndef TER_CLI_CLI_H
#define TER_CLI_CLI_H

#include "registry/registry.h"

#include <stdio.h>

enum ter_exit { TER_EXIT_DONE = 0, TER_EXIT_FAILED = 1, TER_EXIT_USAGE = 2, TER_EXIT_ATTENTION = 3 };

enum ter_format {
    TER_FORMAT_TABLE,
    TER_FORMAT_JSON,
    TER_FORMAT_CSV,
    TER_FORMAT_GEOJSON,
    TER_FORMAT_GEOJSONSEQ
};

/* One option of a command. Values are collected as texts; each command reads them with the helpers below. */
struct ter_option {
    const char *name;     /* without the dashes */
    const char *argument; /* "FILE", "M" …; NULL: a switch */
    const char *help;
    bool repeatable;
};

enum { TER_MAX_OPTIONS = 32, TER_MAX_ARGUMENTS = 256 };

/* What the user wrote, sorted out. */
struct ter_args {
    const struct ter_command *command;
    const char *db; /* --db or TERRIER_DB; NULL: neither */
    enum ter_format format;
    bool has_lang;
    enum ter_lang lang;
    bool quiet;
    bool help, version;
    const char **words; /* positional arguments, without the command's own words */
    size_t word_count;
    struct ter_given {
        const struct ter_option *option;
        const char *value; /* NULL for a switch */
    } given[TER_MAX_ARGUMENTS];
    size_t given_count;
};

struct ter_command {
    const char *name;    /* one or two words: "find", "gazetteer import" */
    const char *usage;   /* the positional arguments: "LAYER FILE" */
    const char *summary; /* one line, no full stop */
    const struct ter_option
        *options;         /* ended by a NULL name; NULL: none. One name takes a value everywhere or nowhere */
    const char *formats;  /* which --format values it takes: "table json csv geojson"; NULL: none */
    const char *details;  /* paragraphs for --help; NULL: none */
    const char *examples; /* lines for --help, each a whole command */
    size_t min_words, max_words;
    /* Do it. Returns an exit code; on failure (1, 2) err holds the line to print. */
    enum ter_exit (*run)(const struct ter_args *args, struct ter_error *err);
};

/* Sort out a command line. `ret_args` borrows from argv; end it with ter_args_free, also after a failure.
 * ret_args->command is NULL where no command was named (only with help or version, or nothing at all). */
TER_CHECKED bool ter_args_parse(
    int argc, char *const *argv, struct ter_args *ret_args, struct ter_error *err);
void ter_args_free(struct ter_args *args);
#define TER_AUTO_ARGS __attribute__((cleanup(ter_args_free)))

/* What was given: the last value of an option (NULL: not given), all values, or whether a switch was. */
const char *ter_args_value(const struct ter_args *args, const char *name);
size_t ter_args_values(const struct ter_args *args, const char *name, const char **ret_values, size_t max);
bool ter_args_switch(const struct ter_args *args, const char *name);

/* An option's value as a number: `otherwise` when not given; the error names the option, value and range. */
TER_CHECKED bool ter_args_number(const struct ter_args *args, const char *name, double min, double max,
    double otherwise, double *ret_value, struct ter_error *err);

/* A position "LON,LAT" in the datum that --datum names, brought into the registry's system. *radius_m grows
 * by what the conversion may be wrong by. */
TER_CHECKED bool ter_args_position(const struct ter_args *args, const struct ter_registry *registry,
    const char *text, struct ter_lonlat *ret_at, double *radius_m, struct ter_error *err);
#define TER_DATUM_OPTION                                                                                     \
    {                                                                                                        \
        "datum", "NAME", "of the position: wgs84, cgcs2000, gcj02 (phone maps in China), bd09 (Baidu)",      \
            false                                                                                            \
    }

/* Open the registry named by --db or TERRIER_DB; without either the error says how to name one. */
TER_CHECKED bool ter_args_open(const struct ter_args *args, enum ter_open_mode mode,
    struct ter_registry **ret_registry, struct ter_error *err);

/* The language of the output: --lang, else the registry's own. */
enum ter_lang ter_args_lang(const struct ter_args *args, const struct ter_registry *registry);

/* The exit code that goes with an error. */
enum ter_exit ter_exit_for(const struct ter_error *err);

/* A line for people on standard output, silent with --quiet or a format other than table. */
void ter_say(const struct ter_args *args, const char *format, ...) TER_PRINTF(2, 3);

/* "1 record", "2 records": the s. */
static inline const char *ter_plural(int64_t count)
{
    return count == 1 ? "" : "s";
}

/* All commands, ended by NULL; one file each. */
extern const struct ter_command *const ter_commands[];

/* The heading above this command in a list of all; NULL where it goes on with the part before. */
const char *ter_commands_heading(const struct ter_command *command);

/* The options that every command takes, ended by a NULL name. */
extern const struct ter_option ter_global_options[];

/* The command that one or two words name; NULL when there is none. ret_used gets how many words its name has.
 */
const struct ter_command *ter_commands_lookup(const char *const *words, size_t count, size_t *ret_used);

/* Fail over words that name no command, with a did-you-mean. */
bool ter_commands_unknown(const char *const *words, size_t count, struct ter_error *err);

/* Write the list of commands; of one word's commands ("layer"); the help of one command; the version. */
void ter_help_overview(FILE *out);
bool ter_help_group(const char *word, FILE *out); /* false: no command begins with this word */
void ter_help_command(const struct ter_command *command, FILE *out);
void ter_help_version(FILE *out);

#endif
