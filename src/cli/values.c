/* Owns what commands ask of their arguments: values, numbers, the register, the language. Knows nothing of
 * how the command line was read. */
#include "cli.h"

#include "base/crs.h"
#include "base/datum.h"
#include "base/messages.h"
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

bool ter_args_position(const struct ter_args *args, const struct ter_registry *registry, const char *text,
    struct ter_lonlat *ret_at, double *radius_m, struct ter_error *err)
{
    enum { EPSG_WGS84 = 4326, EPSG_CGCS2000 = 4490 };
    const char *name = ter_args_value(args, "datum");
    enum ter_datum datum;
    struct ter_lonlat at;
    if (!ter_lonlat_parse(text, &at, err))
        return false;
    if (name) {
        if (!ter_datum_parse(name, &datum, err))
            return ter_wrap(err, "--datum");
        int from = datum == TER_CGCS2000 ? EPSG_CGCS2000 : EPSG_WGS84;
        TER_AUTO(ter_transform_close) struct ter_transform *transform = NULL;
        at = ter_datum_to_wgs84(datum, at);
        *radius_m += ter_datum_uncertainty_m(datum);
        if (!ter_transform_open(from, ter_registry_epsg(registry), &transform, err) ||
            !ter_transform_apply(transform, &at.lon, &at.lat, 1, err))
            return false;
    }
    *ret_at = at;
    return true;
}

bool ter_args_open(const struct ter_args *args, enum ter_open_mode mode, struct ter_registry **ret_registry,
    struct ter_error *err)
{
    if (!args->db)
        return ter_fail(err, TER_USAGE,
            "which register? Name its file with --db FILE or in TERRIER_DB "
            "(terrier init FILE makes one)");
    if (!ter_registry_open(args->db, mode, ret_registry, err))
        return false;
    ter_messages_in_chinese(ter_args_lang(args, *ret_registry) == TER_ZH &&
                            (args->has_lang || args->format != TER_FORMAT_JSON)); /* scripts read JSON */
    /* Others may write meanwhile: whoever only reads sees one state of the file from start to end. */
    return mode == TER_WRITE || ter_registry_read_begin(*ret_registry, err);
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
    vprintf(ter_message(format), list);
    va_end(list);
    putchar('\n');
}
