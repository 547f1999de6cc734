/* Owns the rule by which a zone is in force on a day. Knows nothing of places and of the register. */
#include "force.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *words[2];
} forces[TER_FORCE_COUNT] = {
    [TER_FORCE_YES] = {"in_force", {"in force", "生效中"}},
    [TER_FORCE_SEASON_UNKNOWN] = {"season_unknown", {"seasonal, months not recorded", "季节性，月份未登记"}},
    [TER_FORCE_OUT_OF_SEASON] = {"out_of_season", {"out of season", "不在禁牧季节"}},
    [TER_FORCE_COMING] = {"coming", {"not in force", "尚未生效"}},
    [TER_FORCE_NOT_YET] = {"not_yet", {"not yet in force", "未到生效日期"}},
    [TER_FORCE_EXPIRED] = {"expired", {"expired", "已过有效期"}},
    [TER_FORCE_OVER] = {"over", {"lifted", "已解除"}},
};

static const char *const bases[] = {
    [TER_BASIS_PRESENT] = "present", [TER_BASIS_HISTORY] = "history", [TER_BASIS_DATES] = "dates"};

static struct ter_value value_of(
    const struct ter_layer *layer, const struct ter_value *values, const char *name)
{
    const struct ter_field *field = ter_layer_field(layer, name);
    return field ? values[ter_layer_field_index(layer, field)] : (struct ter_value){0};
}

static const char *text_of(const struct ter_layer *layer, const struct ter_value *values, const char *name)
{
    struct ter_value value = value_of(layer, values, name);
    return value.type == TER_VALUE_TEXT ? value.text : NULL;
}

static bool is_available(const struct ter_layer *layer, const char *status)
{
    for (size_t i = 0; i < layer->available.count; i++)
        if (status && strcmp(layer->available.items[i], status) == 0)
            return true;
    return false;
}

/* Definitions list the statuses on the way to the first available one before it. */
static enum ter_force by_status(const struct ter_layer *layer, const char *status)
{
    const struct ter_domain *all = layer->fields[layer->role[TER_ROLE_STATUS]].domain;
    if (!layer->available.count || is_available(layer, status))
        return TER_FORCE_YES;
    for (size_t i = 0; status && i < all->count && !is_available(layer, all->choices[i].value); i++)
        if (strcmp(all->choices[i].value, status) == 0)
            return TER_FORCE_COMING;
    return status ? TER_FORCE_OVER : TER_FORCE_COMING;
}

/* Dates are compared as texts: YYYY-MM-DD sorts by time. */
static enum ter_force by_status_now(
    const struct ter_layer *layer, const struct ter_value *values, const char *date)
{
    const char *status = text_of(layer, values, "status"), *since = text_of(layer, values, "status_since");
    const char *from = text_of(layer, values, "valid_from");
    enum ter_force force = by_status(layer, status);
    bool later = since && strcmp(since, date) > 0;
    if (force == TER_FORCE_YES && later && !from)
        return TER_FORCE_NOT_YET;
    if (force == TER_FORCE_OVER && later && from)
        return TER_FORCE_YES;
    return force;
}

static enum ter_force by_season(
    const struct ter_layer *layer, const struct ter_value *values, const char *date)
{
    const char *season = text_of(layer, values, "season");
    struct ter_value from = value_of(layer, values, "from_month"), to = value_of(layer, values, "to_month");
    bool given = from.type == TER_VALUE_INT && to.type == TER_VALUE_INT;
    bool seasonal = season ? strcmp(season, "seasonal") == 0 : given;
    long month = strtol(date + sizeof "2023-" - 1, NULL, 10);
    if (!seasonal)
        return TER_FORCE_YES;
    if (!given)
        return TER_FORCE_SEASON_UNKNOWN;
    bool within = from.integer <= to.integer ? month >= from.integer && month <= to.integer
                                             : month >= from.integer || month <= to.integer; /* over winter */
    return within ? TER_FORCE_YES : TER_FORCE_OUT_OF_SEASON;
}

enum ter_force ter_force_on(const struct ter_layer *layer, const struct ter_value *values, const char *date,
    enum ter_force_basis basis)
{
    const char *from = text_of(layer, values, "valid_from"), *to = text_of(layer, values, "valid_to");
    enum ter_force force = basis == TER_BASIS_DATES ? by_status_now(layer, values, date)
                                                    : by_status(layer, text_of(layer, values, "status"));
    if (force != TER_FORCE_YES)
        return force;
    if (from && strcmp(date, from) < 0)
        return TER_FORCE_NOT_YET;
    if (to && strcmp(date, to) > 0)
        return TER_FORCE_EXPIRED;
    return by_season(layer, values, date);
}

const char *ter_force_name(enum ter_force force)
{
    return forces[force].name;
}

const char *ter_force_words(enum ter_force force, enum ter_lang lang)
{
    return forces[force].words[lang];
}

const char *ter_force_basis_name(enum ter_force_basis basis)
{
    return bases[basis];
}
