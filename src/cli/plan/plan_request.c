/* Owns the options of a repair plan: what they mean together, and the tables they name. Knows nothing of how
 * a plan is made. */
#include "plan_request.h"

#include "base/day.h"
#include "base/messages.h"
#include "base/text.h"
#include "cli/layer/layer_file.h"
#include "cli/township_hint.h"
#include "plan_costs_file.h"

#include <math.h>
#include <string.h>

/* ---- years ---- */

enum { FIRST_YEAR = 1900, LAST_YEAR = 2200 };

/* "27,27,28" or "500000,400000.50" */
static bool read_years(const char *option, const char *text, bool whole, double most,
    struct ter_plan_request *request, struct ter_error *err)
{
    for (const char *at = text;;) {
        size_t length = strcspn(at, ",");
        TER_AUTO_FREE char *word = ter_strndup(at, length);
        double number;
        if (!ter_text_double(ter_text_trim(word), &number) || number < 0 || number > most ||
            (whole && number != floor(number)))
            return ter_fail(err, TER_USAGE, "%s: \"%s\" is not a %snumber from 0 to %.0f", option, word,
                whole ? ter_message("whole ") : "", most);
        if (request->year_count == TER_PLAN_MOST_YEARS)
            return ter_fail(err, TER_USAGE, "%s takes at most %d years", option, TER_PLAN_MOST_YEARS);
        request->years[request->year_count++] = number;
        if (!at[length])
            return true;
        at += length + 1;
    }
}

static bool read_allowed(const struct ter_args *args, struct ter_plan_request *request, struct ter_error *err)
{
    static const double most_records = 1e6, most_yuan = 1e12;
    const char *quotas = ter_args_value(args, "per-year"), *budget = ter_args_value(args, "budget");
    if (quotas && budget)
        return ter_fail(err, TER_USAGE, "--per-year and --budget exclude one another");
    request->is_budget = budget != NULL;
    return quotas   ? read_years("--per-year", quotas, true, most_records, request, err)
           : budget ? read_years("--budget", budget, false, most_yuan, request, err)
                    : true;
}

static bool read_days(const struct ter_args *args, struct ter_plan_request *request, struct ter_error *err)
{
    const char *on = ter_args_value(args, "on");
    double year;
    request->priority.on = ter_day_today();
    if (on && !ter_day_read(on, &request->priority.on))
        return ter_fail(err, TER_USAGE, "--on \"%s\" is no date; write it as 2023-12-31", on);
    if (!ter_args_number(
            args, "from-year", FIRST_YEAR, LAST_YEAR, ter_day_year(request->priority.on), &year, err))
        return false;
    request->from_year = (int)year;
    return year == floor(year) || ter_fail(err, TER_USAGE, "--from-year %g is no year", year);
}

/* ---- what is planned ---- */

static bool read_by(const struct ter_args *args, struct ter_plan_request *request, struct ter_error *err)
{
    const char *by = ter_args_value(args, "by");
    request->by_township = by != NULL;
    if (by && strcmp(by, "township") != 0)
        return ter_fail(err, TER_USAGE, "--by \"%s\" is unknown (known: township)", by);
    const char *choose = ter_args_value(args, "choose");
    request->by_value = choose && strcmp(choose, "value") == 0;
    if (choose && !request->by_value && strcmp(choose, "rank") != 0)
        return ter_fail(err, TER_USAGE, "--choose \"%s\" is unknown (known: rank, value)", choose);
    return !by || request->year_count ||
           ter_fail(err, TER_USAGE, "--by township shares out years: add --per-year or --budget");
}

/* Every spelling that the layer understands. */
static bool read_statuses(const struct ter_args *args, struct ter_plan_args *ret_args, struct ter_error *err)
{
    struct ter_priority_request *request = &ret_args->request.priority;
    const struct ter_field *field = &request->layer->fields[request->layer->role[TER_ROLE_STATUS]];
    request->status_count = ter_args_values(args, "status", ret_args->statuses, TER_MAX_ARGUMENTS);
    request->statuses = ret_args->statuses;
    for (size_t i = 0; i < request->status_count; i++) {
        const struct ter_choice *choice = ter_domain_choice(field->domain, ret_args->statuses[i]);
        if (!choice)
            return ter_fail(err, TER_USAGE, "%s has no status \"%s\" (terrier layer show %s lists them)",
                request->layer->name, ret_args->statuses[i], request->layer->name);
        ret_args->statuses[i] = choice->value;
    }
    return true;
}

/* ---- tables ---- */

static bool read_tables(const struct ter_args *args, struct ter_plan_args *ret_args, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    const char *weights = ter_args_value(args, "weights"), *norms = ter_args_value(args, "norms");
    if (weights && !ter_layer_file_read(weights, &text, err))
        return ter_wrap(err, "--weights");
    if (!(weights ? ter_plan_weights_parse(text.data, text.size, weights, &ret_args->weights, err)
                  : ter_plan_weights_shipped(&ret_args->weights, err)))
        return weights ? ter_wrap(err, "--weights") : false;
    ter_buf_clear(&text);
    if (norms && !ter_layer_file_read(norms, &text, err))
        return ter_wrap(err, "--norms");
    return (norms ? ter_norms_parse(text.data, text.size, norms, &ret_args->norms, err)
                  : ter_norms_shipped(&ret_args->norms, err)) ||
           (norms ? ter_wrap(err, "--norms") : false);
}

static bool read_costs(const struct ter_args *args, struct ter_plan_args *ret_args, struct ter_error *err)
{
    const char *path = ter_args_value(args, "costs");
    return !path || ter_plan_costs_read(path, ret_args->request.priority.layer, &ret_args->costs, err) ||
           ter_wrap(err, "--costs");
}

bool ter_plan_args_read(const struct ter_args *args, struct ter_registry *registry,
    struct ter_plan_args *ret_args, struct ter_error *err)
{
    struct ter_plan_request *request = &ret_args->request;
    const char *layer = ter_args_value(args, "layer");
    if (!ter_registry_layer(registry, layer ? layer : "hydrant", &request->priority.layer, err) ||
        !read_allowed(args, request, err) || !read_days(args, request, err) || !read_by(args, request, err) ||
        !read_statuses(args, ret_args, err) || !read_tables(args, ret_args, err) ||
        !read_costs(args, ret_args, err))
        return false;
    request->priority.lang = ter_args_lang(args, registry);
    request->priority.norms = ret_args->norms;
    request->priority.weights = ret_args->weights;
    request->priority.townships = ret_args->townships;
    request->priority.township_count =
        ter_args_values(args, "township", ret_args->townships, TER_MAX_ARGUMENTS);
    ter_township_hint_named(
        registry, request->priority.layer, ret_args->townships, request->priority.township_count);
    request->costs = ret_args->costs;
    request->exact = ter_args_switch(args, "exact");
    return true;
}

void ter_plan_args_free(struct ter_plan_args *args)
{
    ter_norms_free(args->norms);
    ter_plan_weights_free(args->weights);
    ter_plan_costs_free(args->costs);
    *args = (struct ter_plan_args){0};
}

/* ---- what an approved plan keeps of its request ---- */

static json_t *list_json(const char *const *items, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, ter_json_string(items[i]));
    return list;
}

json_t *ter_plan_args_json(const struct ter_plan_args *args)
{
    const struct ter_plan_request *request = &args->request;
    json_t *json = json_object(), *years = json_array(), *weights = json_object();
    char on[TER_DAY_SIZE];
    ter_day_write(request->priority.on, on);
    for (size_t i = 0; i < request->year_count; i++)
        json_array_append_new(years, ter_json_number(request->years[i]));
    for (int part = 0; part < TER_PLAN_PARTS; part++)
        ter_json_set(weights, ter_plan_part_name((enum ter_plan_part)part),
            ter_json_number(args->weights->parts[part].weight));
    ter_json_set(json, "kind", ter_json_string("repair"));
    ter_json_set(json, "on", ter_json_string(on));
    ter_json_set(json, "from_year", json_integer(request->from_year));
    ter_json_set(json, request->is_budget ? "budget" : "per_year", years);
    ter_json_set(json, "choose", ter_json_string(request->by_value ? "value" : "rank"));
    ter_json_set(json, "by_township", json_boolean(request->by_township));
    ter_json_set(json, "townships", list_json(request->priority.townships, request->priority.township_count));
    ter_json_set(json, "statuses", list_json(request->priority.statuses, request->priority.status_count));
    ter_json_set(json, "weights", weights);
    return json;
}
