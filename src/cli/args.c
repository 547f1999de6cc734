/* Owns the sorting of a command line into a command, its options and its words. Knows the option tables, not
 * what any command does. */
#include "cli.h"

#include "base/messages.h"
#include "base/text.h"
#include "registry/peek.h"

#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The options that may be given now: everybody's and the command's own, beside the same for getopt_long. */
struct option_set {
    const struct ter_option *options[2 * TER_MAX_OPTIONS];
    struct option getopt[2 * TER_MAX_OPTIONS + 1];
    size_t count;
};

static const char short_options[] = "+:hqVk:"; /* -k is the only one of a single command */

static const char *long_name(int letter)
{
    return letter == 'h' ? "help" : letter == 'q' ? "quiet" : letter == 'V' ? "version" : NULL;
}

/* Positions and numbers may be negative: "-5,3" is a word. So is "-", the usual name of standard input. */
static bool looks_like_option(const char *text)
{
    return text[0] == '-' && text[1] && !isdigit((unsigned char)text[1]) && text[1] != '.';
}

static void add_options(struct option_set *set, const struct ter_option *options)
{
    for (; options && options->name && set->count < 2 * TER_MAX_OPTIONS; options++) {
        set->options[set->count] = options;
        set->getopt[set->count++] = (struct option){
            .name = options->name,
            .has_arg = options->argument ? required_argument : no_argument,
        };
    }
}

static const struct ter_option *lookup(const struct ter_option *options, const char *name, size_t length)
{
    for (; options && options->name; options++)
        if (strlen(options->name) == length && memcmp(options->name, name, length) == 0)
            return options;
    return NULL;
}

/* Whatever the command: before it is known, only this tells `--near 1,2 find` from `--quiet find`. */
static bool takes_value_somewhere(const char *name)
{
    const struct ter_option *option = lookup(ter_global_options, name, strlen(name));
    for (size_t i = 0; ter_commands[i] && !option; i++)
        option = lookup(ter_commands[i]->options, name, strlen(name));
    return option && option->argument;
}

/* The first two words, which may name the command. */
static size_t leading_words(int argc, char *const *argv, const char *ret_words[2])
{
    size_t count = 0;
    bool words_only = false;
    for (int i = 1; i < argc && count < 2; i++) {
        if (words_only || !looks_like_option(argv[i]))
            ret_words[count++] = argv[i];
        else if (strcmp(argv[i], "--") == 0)
            words_only = true;
        else if (takes_value_somewhere(argv[i] + (argv[i][1] == '-' ? 2 : 1)))
            i++;
    }
    return count;
}

static const struct ter_option *in_set(const struct option_set *set, const char *text)
{
    const char *name = text + 2;
    size_t length = strcspn(name, "=");
    for (size_t i = 0; i < set->count; i++)
        if (strlen(set->options[i]->name) == length && memcmp(set->options[i]->name, name, length) == 0)
            return set->options[i];
    return NULL;
}

static bool unknown_option(
    const struct ter_args *args, const struct option_set *set, const char *text, struct ter_error *err)
{
    const char *names[2 * TER_MAX_OPTIONS];
    for (size_t i = 0; i < set->count; i++)
        names[i] = set->options[i]->name;
    const char *space = args->command ? " " : "", *command = args->command ? args->command->name : "";
    if (strncmp(text, "--", 2) != 0)
        return ter_fail(err, TER_USAGE,
            "unknown option %s; options are written --name (terrier help%s%s lists them)", text, space,
            command);
    TER_AUTO_FREE char *name = ter_strndup(text + 2, strcspn(text + 2, "="));
    const char *near = ter_text_suggest(name, names, set->count);
    if (near)
        return ter_fail(err, TER_USAGE, "unknown option --%s; did you mean --%s?", name, near);
    return ter_fail(
        err, TER_USAGE, "unknown option --%s (terrier help%s%s lists them)", name, space, command);
}

static bool needs_value(const struct ter_option *option, struct ter_error *err)
{
    const char *dashes = option->name[1] ? "--" : "-";
    return ter_fail(err, TER_USAGE, "%s%s needs a value: %s%s %s", dashes, option->name, dashes, option->name,
        option->argument);
}

static bool add_given(
    struct ter_args *args, const struct ter_option *option, const char *value, struct ter_error *err)
{
    for (size_t i = 0; !option->repeatable && i < args->given_count; i++)
        if (args->given[i].option == option)
            return ter_fail(err, TER_USAGE, "%s%s was given twice and takes one value",
                option->name[1] ? "--" : "-", option->name);
    if (args->given_count == TER_MAX_ARGUMENTS)
        return ter_fail(err, TER_USAGE, "more than %d options were given", TER_MAX_ARGUMENTS);
    args->given[args->given_count++] = (struct ter_given){option, value};
    return true;
}

/* Read the option at argv[optind]; getopt_long moves optind on. */
static bool read_option(
    int argc, char *const *argv, const struct option_set *set, struct ter_args *args, struct ter_error *err)
{
    const char *text = argv[optind];
    const struct ter_option *option = NULL;
    if (strncmp(text, "--", 2) == 0) {
        option = in_set(set, text); /* before getopt_long, which would take an abbreviation too */
        if (!option)
            return unknown_option(args, set, text, err);
    }
    int outcome = getopt_long(argc, argv, short_options, set->getopt, NULL);
    if (!option && (outcome == 'k' || (outcome == ':' && optopt == 'k')))
        option = in_set(set, "--k");
    if (!option && (outcome == 'k' || outcome == ':'))
        return unknown_option(args, set, text, err);
    if (outcome == ':')
        return needs_value(option, err);
    if (outcome == '?' && option)
        return ter_fail(err, TER_USAGE, "--%s takes no value: \"%s\"", option->name, text);
    if (outcome == '?')
        return unknown_option(args, set, text, err);
    if (!option) {
        const char *name = long_name(outcome);
        return add_given(args, lookup(ter_global_options, name, strlen(name)), NULL, err);
    }
    bool apart = option->argument && optarg && !strchr(text, '=');
    if (apart && strncmp(optarg, "--", 2) == 0 && in_set(set, optarg))
        return needs_value(option, err);
    return add_given(args, option, optarg, err);
}

/* Walk over argv; getopt_long reads the options, so that it never reorders argv or takes a negative number.
 */
static bool read_all(
    int argc, char *const *argv, const struct option_set *set, struct ter_args *args, struct ter_error *err)
{
    opterr = 0;
    optind = 0;
    getopt_long(1, argv, short_options, set->getopt, NULL); /* forget a former command line */
    bool words_only = false;
    for (optind = 1; optind < argc;) {
        if (words_only || !looks_like_option(argv[optind])) {
            args->words[args->word_count++] = argv[optind++];
        } else if (strcmp(argv[optind], "--") == 0) {
            words_only = true;
            optind++;
        } else {
            /* A cluster such as -qh leaves optind in place until its last letter. */
            if (!read_option(argc, argv, set, args, err))
                return false;
        }
    }
    return true;
}

static bool one_of(const char *option, const char *text, const char *const *words, size_t count,
    size_t *ret_index, struct ter_error *err)
{
    for (*ret_index = 0; *ret_index < count; ++*ret_index)
        if (strcmp(words[*ret_index], text) == 0)
            return true;
    const char *near = ter_text_suggest(text, words, count);
    if (near)
        return ter_fail(err, TER_USAGE, "--%s \"%s\" is unknown; did you mean \"%s\"?", option, text, near);
    TER_AUTO_BUF struct ter_buf known = {0};
    for (size_t i = 0; i < count; i++)
        ter_buf_printf(&known, "%s%s", i ? ", " : "", words[i]);
    return ter_fail(err, TER_USAGE, "--%s \"%s\" is unknown (known: %s)", option, text, known.data);
}

static bool has_word(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; at && (at = strstr(at, word)); at += length)
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

/* Formats of files, which standard output does not take: their name's extension says which. */
static bool is_file_format(const char *text)
{
    static const char *const names[] = {
        "shp", "shapefile", "gpkg", "geopackage", "fgb", "flatgeobuf", "kml", "xlsx"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(text, names[i]) == 0)
            return true;
    return false;
}

static bool read_format(struct ter_args *args, struct ter_error *err)
{
    static const char *const names[] = {
        "table", "json", "csv", "geojson", "geojsonseq"}; /* as enum ter_format */
    const char *text = ter_args_value(args, "format");
    if (!text)
        return true;
    size_t index;
    if (args->command && lookup(args->command->options, "to", strlen("to")) && is_file_format(text))
        return ter_fail(err, TER_USAGE,
            "--format %s: is a file, not a stream for standard output; leave --format out and name the file "
            "with "
            "--to, whose extension says the format",
            text);
    if (!one_of("format", text, names, sizeof names / sizeof *names, &index, err))
        return false;
    const struct ter_command *command = args->command;
    if (command && !command->formats)
        return ter_fail(err, TER_USAGE, "%s takes no --format", command->name);
    if (command && !has_word(command->formats, text))
        return ter_fail(
            err, TER_USAGE, "%s has no format %s (it has: %s)", command->name, text, command->formats);
    args->format = (enum ter_format)index;
    return true;
}

/* What other programs call the two languages. */
static const char *suggest_lang(const char *text)
{
    static const struct {
        const char *other, *own;
    } names[] = {{"cn", "zh"}, {"ch", "zh"}, {"zh-cn", "zh"}, {"zh_cn", "zh"}, {"chs", "zh"},
        {"chinese", "zh"}, {"中文", "zh"}, {"汉语", "zh"}, {"en-us", "en"}, {"en-gb", "en"},
        {"english", "en"}, {"英文", "en"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(text, names[i].other) == 0)
            return names[i].own;
    return NULL;
}

/* What the terminal speaks, as POSIX says which variable counts: the language before any register is open. */
static enum ter_lang environment_lang(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strncmp(value, "zh", 2) == 0 ? TER_ZH : TER_EN;
    }
    return TER_EN;
}

static bool read_lang(struct ter_args *args, struct ter_error *err)
{
    static const char *const names[] = {"en", "zh"}; /* as enum ter_lang */
    const char *text = ter_args_value(args, "lang");
    size_t index = TER_EN;
    const char *near = text ? suggest_lang(text) : NULL;
    if (near)
        return ter_fail(err, TER_USAGE, "--lang \"%s\" is unknown; did you mean \"%s\"?", text, near);
    if (text && !one_of("lang", text, names, sizeof names / sizeof *names, &index, err))
        return false;
    args->has_lang = text != NULL;
    args->lang = text ? (enum ter_lang)index : environment_lang();
    if (text || args->format == TER_FORMAT_JSON) /* scripts read JSON */
        ter_messages_in_chinese(text && args->lang == TER_ZH);
    return true;
}

static bool read_globals(struct ter_args *args, struct ter_error *err)
{
    const char *environment = getenv("TERRIER_DB");
    args->db = ter_args_value(args, "db");
    if (!args->db && environment && *environment)
        args->db = environment;
    args->quiet = ter_args_switch(args, "quiet");
    args->help = ter_args_switch(args, "help");
    args->version = ter_args_switch(args, "version");
    return read_format(args, err) && read_lang(args, err);
}

static bool check_words(const struct ter_args *args, struct ter_error *err)
{
    const struct ter_command *command = args->command;
    if (args->word_count < command->min_words)
        return ter_fail(err, TER_USAGE, "%s: too few arguments; usage: terrier %s %s", command->name,
            command->name, command->usage);
    if (args->word_count > command->max_words)
        return ter_fail(err, TER_USAGE, "%s: \"%s\" is one argument too many; usage: terrier %s %s",
            command->name, args->words[command->max_words], command->name, command->usage);
    return true;
}

static const char *early_value(int argc, char *const *argv, const char *option)
{
    size_t length = strlen(option);
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], option) == 0 && i + 1 < argc)
            return argv[i + 1];
        if (strncmp(argv[i], option, length) == 0 && argv[i][length] == '=')
            return argv[i] + length + 1;
    }
    return NULL;
}

static bool is_register_chinese(const char *db)
{
    return ter_registry_peek_lang(db, environment_lang()) == TER_ZH;
}

/* Mistakes made before the options are read and the register is open are told in its language, too. Only
 * where there is a mistake it is looked into: SQLite reads the whole schema for that, a third of the start.
 */
static void tell_early_lang(int argc, char *const *argv)
{
    const char *lang = early_value(argc, argv, "--lang"), *db = early_value(argc, argv, "--db");
    if (!db)
        db = getenv("TERRIER_DB");
    if (lang)
        ter_messages_in_chinese(strcmp(lang, "zh") == 0);
    else if (db && *db)
        ter_messages_ask(is_register_chinese, db);
    else
        ter_messages_in_chinese(environment_lang() == TER_ZH);
}

/* Whatever is stored is valid UTF-8; here is where it comes in. */
static bool check_text(int argc, char *const *argv, struct ter_error *err)
{
    for (int i = 1; i < argc; i++)
        if (!ter_text_valid(argv[i], strlen(argv[i]), NULL))
            return ter_fail(err, TER_USAGE,
                "argument %d is not valid UTF-8; set the terminal to UTF-8, or rename the file", i);
    return true;
}

bool ter_args_parse(int argc, char *const *argv, struct ter_args *ret_args, struct ter_error *err)
{
    *ret_args = (struct ter_args){0};
    ret_args->words = ter_alloc((size_t)argc * sizeof *ret_args->words);
    tell_early_lang(argc, argv);
    if (!check_text(argc, argv, err))
        return false;
    const char *leading[2];
    size_t leading_count = leading_words(argc, argv, leading), used = 0;
    ret_args->command = ter_commands_lookup(leading, leading_count, &used);

    struct option_set set = {0};
    add_options(&set, ter_global_options);
    if (ret_args->command)
        add_options(&set, ret_args->command->options);
    bool read = read_all(argc, argv, &set, ret_args, err) && read_globals(ret_args, err);
    bool informs = ret_args->help || ret_args->version;
    if (!ret_args->command && leading_count && !(read && informs))
        return ter_commands_unknown(leading, leading_count, err); /* worth more than a word on its options */
    if (!read)
        return ret_args->command ? ter_wrap(err, "%s", ret_args->command->name) : false;
    memmove(ret_args->words, ret_args->words + used, (ret_args->word_count - used) * sizeof *ret_args->words);
    ret_args->word_count -= used;
    return informs || !ret_args->command || check_words(ret_args, err);
}

void ter_args_free(struct ter_args *args)
{
    free(args->words);
    args->words = NULL;
    args->word_count = 0;
}
