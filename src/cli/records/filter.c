/* Owns the reading of the filter options. Knows the layer's definition, not how a query is answered. */
#include "filter.h"

#include "base/text.h"
#include "registry/moment.h"

#include <string.h>

enum { MOST_SUGGESTIONS = 256 };

static const struct ter_domain *status_domain(const struct ter_layer *layer)
{
    size_t index = layer->role[TER_ROLE_STATUS];
    return index < layer->field_count ? layer->fields[index].domain : NULL;
}

/* Every spelling a status is understood by, so that a slip in either language is recognised. */
static const char *suggest_status(const struct ter_domain *domain, const char *text)
{
    const char *words[MOST_SUGGESTIONS];
    size_t count = 0;
    for (size_t i = 0; i < domain->count && count + 3 <= MOST_SUGGESTIONS; i++) {
        words[count++] = domain->choices[i].value;
        words[count++] = domain->choices[i].title.text[TER_EN];
        words[count++] = domain->choices[i].title.text[TER_ZH];
    }
    return ter_text_suggest(text, words, count);
}

static bool unknown_status(
    const struct ter_layer *layer, const struct ter_domain *domain, const char *text, struct ter_error *err)
{
    const char *near = suggest_status(domain, text);
    if (near)
        return ter_fail(
            err, TER_USAGE, "%s has no status \"%s\"; did you mean \"%s\"?", layer->name, text, near);
    TER_AUTO_BUF struct ter_buf known = {0};
    for (size_t i = 0; i < domain->count; i++)
        ter_buf_printf(&known, "%s%s", i ? ", " : "", domain->choices[i].value);
    return ter_fail(err, TER_USAGE, "%s has no status \"%s\" (known: %s)", layer->name, text, known.data);
}

static bool read_statuses(const struct ter_args *args, const struct ter_layer *layer,
    struct ter_filter_args *filter, struct ter_error *err)
{
    const struct ter_domain *domain = status_domain(layer);
    size_t count = ter_args_values(args, "status", filter->statuses, TER_MAX_ARGUMENTS);
    for (size_t i = 0; domain && i < count; i++) {
        const struct ter_choice *choice = ter_domain_choice(domain, filter->statuses[i]);
        if (!choice)
            return unknown_status(layer, domain, filter->statuses[i], err);
        filter->statuses[i] = choice->value;
    }
    filter->filter.statuses = filter->statuses;
    filter->filter.status_count = count;
    return true;
}

static bool read_place(const struct ter_args *args, struct ter_filter *filter, struct ter_error *err)
{
    enum { EARTH_M = 20040000 }; /* no two places are further apart */
    const char *near = ter_args_value(args, "near"), *bbox = ter_args_value(args, "bbox");
    filter->has_near = near != NULL;
    filter->has_bbox = bbox != NULL;
    if (near && !ter_lonlat_parse(near, &filter->near_to, err))
        return ter_wrap(err, "--near");
    if (bbox && !ter_bbox_parse(bbox, &filter->bbox, err))
        return ter_wrap(err, "--bbox");
    if (!ter_args_number(args, "within", 0, EARTH_M, 0, &filter->within_m, err))
        return false;
    if (ter_args_value(args, "within") && !near)
        return ter_fail(err, TER_USAGE, "--within needs --near LON,LAT to measure from");
    if (ter_args_value(args, "within") && filter->within_m <= 0)
        return ter_fail(err, TER_USAGE, "--within needs a distance above 0 metres");
    return true;
}

static bool read_as_of(const struct ter_args *args, struct ter_filter *filter, struct ter_error *err)
{
    char last_utc[TER_MOMENT_SIZE];
    filter->as_of = ter_args_value(args, "as-of");
    return !filter->as_of || ter_moment_read(filter->as_of, TER_MOMENT_LAST, last_utc, err) ||
           ter_wrap(err, "--as-of");
}

static bool read_limit(const struct ter_args *args, struct ter_filter *filter, struct ter_error *err)
{
    const char *text = ter_args_value(args, "limit");
    if (text && !(ter_text_int(text, &filter->limit) && filter->limit > 0))
        return ter_fail(err, TER_USAGE, "--limit \"%s\" is not a whole number above 0", text);
    return true;
}

bool ter_filter_from_args(const struct ter_args *args, const struct ter_layer *layer,
    struct ter_filter_args *ret_filter, struct ter_error *err)
{
    *ret_filter = (struct ter_filter_args){0};
    struct ter_filter *filter = &ret_filter->filter;
    filter->townships = ret_filter->townships;
    filter->township_count = ter_args_values(args, "township", ret_filter->townships, TER_MAX_ARGUMENTS);
    filter->where = ter_args_value(args, "where");
    return read_place(args, filter, err) && read_as_of(args, filter, err) && read_limit(args, filter, err) &&
           read_statuses(args, layer, ret_filter, err);
}
