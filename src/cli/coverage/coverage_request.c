/* Owns the options of coverage: what they mean together, and the tables they name. Knows nothing of what is
 * computed. */
#include "coverage_request.h"

#include "base/text.h"
#include "cli/layer/layer_file.h"
#include "coverage_over.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static void today(char ret_day[11])
{
    time_t now = time(NULL);
    struct tm day;
    localtime_r(&now, &day);
    strftime(ret_day, 11, "%Y-%m-%d", &day);
}

/* "A001, A002" at each --without. */
static bool read_without(const struct ter_args *args, struct ter_strings *list, struct ter_error *err)
{
    const char *values[TER_MAX_ARGUMENTS];
    size_t count = ter_args_values(args, "without", values, TER_MAX_ARGUMENTS);
    for (size_t i = 0; i < count; i++) {
        for (const char *at = values[i]; *at;) {
            size_t length = strcspn(at, ",");
            TER_AUTO_FREE char *word = ter_strndup(at, length);
            const char *code = ter_text_trim(word);
            if (*code)
                ter_strings_add(list, code);
            at += length + (at[length] == ',');
        }
    }
    return !count || list->count ||
           ter_fail(err, TER_USAGE, "--without names no code; write --without H-0001,H-0002");
}

static bool read_scenario(
    const struct ter_args *args, struct ter_coverage_request *request, struct ter_error *err)
{
    char day[11];
    today(day);
    return ter_scenario_parse(ter_args_value(args, "scenario"), day, &request->scenario, err) &&
           read_without(args, &request->scenario.without, err);
}

static bool read_tables(
    const struct ter_args *args, struct ter_coverage_args *ret_args, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    const char *norms = ter_args_value(args, "norms"), *speeds = ter_args_value(args, "speeds");
    if (norms && !ter_layer_file_read(norms, &text, err))
        return ter_wrap(err, "--norms");
    if (!(norms ? ter_norms_parse(text.data, text.size, norms, &ret_args->norms, err)
                : ter_norms_shipped(&ret_args->norms, err)))
        return norms ? ter_wrap(err, "--norms") : false;
    ter_buf_clear(&text);
    if (speeds && !ter_layer_file_read(speeds, &text, err))
        return ter_wrap(err, "--speeds");
    return (speeds ? ter_speeds_parse(text.data, text.size, speeds, &ret_args->speeds, err)
                   : ter_speeds_shipped(&ret_args->speeds, err)) ||
           (speeds ? ter_wrap(err, "--speeds") : false);
}

/* How it reaches: as asked for, else by whichever norm the layer has. */
static bool read_reach(
    const struct ter_args *args, struct ter_coverage_request *request, struct ter_error *err)
{
    bool radius = ter_args_value(args, "radius"), minutes = ter_args_value(args, "minutes");
    bool roads = ter_args_switch(args, "along-roads");
    const char *layer = request->layer->name;
    if (radius + minutes + roads > 1)
        return ter_fail(err, TER_USAGE,
            "--radius, --along-roads and --minutes exclude one another (a length along roads is written "
            "--along-roads 200)");
    if (minutes && !ter_norms_find(request->norms, layer, "minutes", NULL) &&
        ter_norms_find(request->norms, layer, "radius_m", NULL))
        return ter_fail(err, TER_USAGE,
            "--minutes is for what drives, such as station; %s reaches by --radius or --along-roads", layer);
    if (radius || minutes || roads)
        request->reach = radius ? TER_REACH_RADIUS : minutes ? TER_REACH_MINUTES : TER_REACH_ROADS;
    else if (!ter_norms_find(request->norms, layer, "radius_m", NULL) &&
             ter_norms_find(request->norms, layer, "minutes", NULL))
        request->reach = TER_REACH_MINUTES;
    return true;
}

static bool add_limit(struct ter_coverage_request *request, const char *text, double most, const char *option,
    struct ter_error *err)
{
    double limit;
    if (!ter_text_double(text, &limit) || !(limit > 0) || limit > most)
        return ter_fail(err, TER_USAGE, "%s \"%s\" is not a number above 0 and up to %g", option, text, most);
    if (request->limit_count == TER_COVER_MOST_LIMITS)
        return ter_fail(err, TER_USAGE, "%s takes at most %d numbers", option, TER_COVER_MOST_LIMITS);
    if (request->limit_count && limit <= request->limits[request->limit_count - 1])
        return ter_fail(err, TER_USAGE, "%s: %s must be more than the number before it", option, text);
    request->limits[request->limit_count++] = limit;
    return true;
}

static bool read_minutes(struct ter_coverage_request *request, const char *text, struct ter_error *err)
{
    static const double most_min = 600;
    for (const char *at = text;;) {
        size_t length = strcspn(at, ",");
        TER_AUTO_FREE char *word = ter_strndup(at, length);
        if (!add_limit(request, ter_text_trim(word), most_min, "--minutes", err))
            return false;
        if (!at[length])
            return true;
        at += length + 1;
    }
}

static void take_norm(struct ter_coverage_request *request)
{
    static const char *const names[] = {
        [TER_REACH_RADIUS] = "radius_m", [TER_REACH_ROADS] = "walked_m", [TER_REACH_MINUTES] = "minutes"};
    const struct ter_norm *norm =
        ter_norms_find(request->norms, request->layer->name, names[request->reach], NULL);
    for (size_t i = 0; norm && i < norm->value_count; i++)
        request->limits[request->limit_count++] = norm->values[i];
    request->limit_is_norm = norm != NULL;
}

/* `length` is the word after --along-roads, or NULL. */
static bool read_limits(const struct ter_args *args, const char *length, struct ter_coverage_request *request,
    struct ter_error *err)
{
    static const double most_m = 100000;
    const char *radius = ter_args_value(args, "radius"), *minutes = ter_args_value(args, "minutes");
    if (length && request->reach != TER_REACH_ROADS)
        return ter_fail(
            err, TER_USAGE, "\"%s\" is one argument too many; a length goes with --along-roads", length);
    if (radius)
        return add_limit(request, radius, most_m, "--radius", err);
    if (minutes)
        return read_minutes(request, minutes, err);
    if (length)
        return add_limit(request, length, most_m, "--along-roads", err);
    take_norm(request);
    return true;
}

static bool read_closing(
    const struct ter_args *args, struct ter_coverage_request *request, struct ter_error *err)
{
    enum { MOST = 1000 };
    const char *text = ter_args_value(args, "close");
    int64_t count = 0;
    request->close = -1;
    request->exact = ter_args_switch(args, "exact");
    if (request->exact && !text)
        return ter_fail(err, TER_USAGE, "--exact goes with --close N");
    if (!text)
        return true;
    if (!ter_text_int(text, &count) || count < 0 || count > MOST)
        return ter_fail(err, TER_USAGE, "--close \"%s\" is not a whole number from 0 to %d", text, MOST);
    request->close = (int)count;
    return true;
}

static bool read_as(const struct ter_args *args, bool *ret_count, struct ter_error *err)
{
    const char *text = ter_args_value(args, "as");
    *ret_count = text && strcmp(text, "count") == 0;
    return !text || *ret_count || strcmp(text, "area") == 0 ||
           ter_fail(err, TER_USAGE, "--as \"%s\" is unknown (known: count, area)", text);
}

static bool read_overs(const struct ter_args *args, struct ter_registry *registry,
    struct ter_coverage_args *ret_args, struct ter_error *err)
{
    struct ter_coverage_request *request = &ret_args->request;
    const char *values[TER_MAX_ARGUMENTS];
    size_t count = ter_args_values(args, "over", values, TER_MAX_ARGUMENTS);
    struct ter_over_request how = {
        .registry = registry,
        .speeds = ret_args->speeds,
        .weight = ter_args_value(args, "weight"),
        .hoses = request->reach != TER_REACH_MINUTES,
        .lang = request->lang,
    };
    bool weighed = false;
    if (!read_as(args, &how.count, err))
        return false;
    if (!count &&
        !ter_over_read_usual(&how, &request->overs, &request->over_count, &weighed, &ret_args->notes, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!ter_over_read(
                &how, values[i], &request->overs, &request->over_count, &weighed, &ret_args->notes, err))
            return false;
    return !how.weight || weighed ||
           ter_fail(err, TER_USAGE, "--weight %s: nothing that is counted has such a field", how.weight);
}

/* The first word is the layer, unless the caller names it; a word behind it is the length along roads. */
static bool sort_words(
    const struct ter_args *args, const char **layer, const char **ret_length, struct ter_error *err)
{
    size_t next = 0;
    *ret_length = NULL;
    if (!*layer && args->word_count)
        *layer = args->words[next++];
    if (next < args->word_count)
        *ret_length = args->words[next++];
    double number;
    if (next == 2 && !ter_text_double(*ret_length, &number) && ter_text_double(*layer, &number)) {
        const char *swapped = *layer; /* --along-roads 200 hydrant */
        *layer = *ret_length;
        *ret_length = swapped;
    }
    return next == args->word_count ||
           ter_fail(err, TER_USAGE, "\"%s\" is one argument too many", args->words[next]);
}

bool ter_coverage_args_read(const struct ter_args *args, struct ter_registry *registry, const char *layer,
    struct ter_coverage_args *ret_args, struct ter_error *err)
{
    struct ter_coverage_request *request = &ret_args->request;
    const char *length;
    if (!sort_words(args, &layer, &length, err) ||
        !ter_registry_layer(registry, layer ? layer : "hydrant", &request->layer, err) ||
        !read_tables(args, ret_args, err))
        return false;
    request->lang = ter_args_lang(args, registry);
    request->norms = ret_args->norms;
    request->speeds = ret_args->speeds;
    request->assume_exact = ter_args_switch(args, "assume-exact");
    return read_scenario(args, request, err) && read_reach(args, request, err) &&
           read_limits(args, length, request, err) && read_closing(args, request, err) &&
           read_overs(args, registry, ret_args, err);
}

void ter_coverage_args_free(struct ter_coverage_args *args)
{
    ter_coverage_request_free(&args->request);
    ter_norms_free(args->norms);
    ter_speeds_free(args->speeds);
    ter_strings_free(&args->notes);
    *args = (struct ter_coverage_args){0};
}
