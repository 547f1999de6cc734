/* Owns `terrier init`. */
#include "cli.h"

#include "base/text.h"

#include <strings.h>

static bool read_crs(const struct ter_args *args, int *ret_epsg, struct ter_error *err)
{
    enum { GREATEST = 998999 }; /* EPSG keeps its codes below, users' own begin there */
    const char *text = ter_args_value(args, "crs");
    if (!text)
        return true;
    int64_t epsg;
    const char *digits = strncasecmp(text, "EPSG:", 5) == 0 ? text + 5 : text;
    if (!ter_text_int(digits, &epsg) || epsg < 1 || epsg > GREATEST)
        return ter_fail(err, TER_USAGE, "--crs \"%s\" is not a reference system; write EPSG:4490", text);
    *ret_epsg = (int)epsg;
    return true;
}

static bool create(const struct ter_args *args, struct ter_error *err)
{
    const char *path = args->words[0];
    struct ter_registry_options options = {.name = ter_args_value(args, "name"), .lang = args->lang};
    if (!read_crs(args, &options.epsg, err) || !ter_registry_create(path, &options, err))
        return false;
    ter_say(args, "%s is made; next: terrier --db %s import hydrant LIST.csv", path, path);
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    if (!create(args, err))
        ter_wrap(err, "init");
    return ter_exit_for(err);
}

static const struct ter_option own_options[] = {
    {"crs", "EPSG:n", "geographic reference system of the positions (default: EPSG:4490, CGCS2000)", false},
    {"name", "TEXT", "what the register is called (default: the file's name)", false},
    {0},
};

const struct ter_command ter_command_init = {
    .name = "init",
    .usage = "FILE",
    .summary = "make a new register",
    .options = own_options,
    .details =
        "FILE becomes a SpatiaLite file with the layers that ship with terrier, empty. An existing file is "
        "never touched. --lang names the language in which the register speaks from then on.",
    .examples = "terrier init tumed-left.sqlite --name 土默特左旗 --lang zh",
    .min_words = 1,
    .max_words = 1,
    .run = run,
};
