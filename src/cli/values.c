/* Owns what commands ask of their arguments: values, numbers, the register, the language. Knows nothing of
 * how the command line was read. */
#include "cli.h"

#include "base/text.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

const char *ter_args_value(const struct ter_args *args, const char *name)
{
    for (size_t i = args->given_count; i-- > 0;)
        if (strcmp(args->given[i].option->name, name) == 0)
            return args->given[i].value;
    return NULL;
}

size_t ter_args_values(const struct ter_args *args, const char *name, const char **ret_values, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < args->given_count && count < max; i++)
        if (strcmp(args->given[i].option->name, name) == 0)
            ret_values[count++] = args->given[i].value;
    return count;
}

bool ter_args_switch(const struct ter_args *args, const char *name)
{
    for (size_t i = 0; i < args->given_count; i++)
        if (strcmp(args->given[i].option->name, name) == 0)
            return true;
    return false;
}

bool ter_args_number(const struct ter_args *args, const char *name, double min, double max, double otherwise,
    double *ret_value, struct ter_error *err)
{
    const char *text = ter_args_value(args, name);
    double value = otherwise;
    if (text && !(ter_text_double(text, &value) && value >= min && value <= max))
        return ter_fail(
            err, TER_USAGE, "--%s \"%s\" is not a number from %.15g to %.15g", name, text, min, max);
    *ret_value = value;
    return true;
}

bool ter_args_open(const struct ter_args *args, enum ter_open_mode mode, struct ter_registry **ret_registry,
    struct ter_error *err)
{
    if (!args->db)
        return ter_fail(err, TER_USAGE,
            "which register? Name its file with --db FILE or in TERRIER_DB "
            "(terrier init FILE makes one)");
    return ter_registry_open(args->db, mode, ret_registry, err);
}

enum ter_lang ter_args_lang(const struct ter_args *args, const struct ter_registry *registry)
{
    return args->has_lang ? args->lang : ter_registry_lang(registry);
}

enum ter_exit ter_exit_for(const struct ter_error *err)
{
    return err->code == TER_OK ? TER_EXIT_DONE : err->code == TER_USAGE ? TER_EXIT_USAGE : TER_EXIT_FAILED;
}

void ter_say(const struct ter_args *args, const char *format, ...)
{
    if (args->quiet || args->format != TER_FORMAT_TABLE)
        return;
    va_list list;
    va_start(list, format);
    vprintf(format, list);
    va_end(list);
    putchar('\n');
}
