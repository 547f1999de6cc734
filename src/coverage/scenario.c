/* Owns the question which records count: in what state they stand, and what a scenario makes of it. Knows
 * nothing of where they are. */
#include "scenario.h"

#include "base/text.h"

#include <string.h>

static bool holds(const struct ter_strings *list, const char *word)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i], word) == 0)
            return true;
    return false;
}

void ter_scenario_request_free(struct ter_scenario_request *request)
{
    ter_strings_free(&request->without);
}

static const char *const words[] = {
    [TER_SCENARIO_NOW] = "now",
    [TER_SCENARIO_REPAIRED] = "repaired",
    [TER_SCENARIO_PLANNED] = "planned",
};
enum { WORDS = sizeof words / sizeof *words };

/* Days are written so that they compare as texts. */
static enum ter_scenario_kind kind_of_day(const char *day, const char *today)
{
    int order = strcmp(day, today);
    return order > 0 ? TER_SCENARIO_AHEAD : order < 0 ? TER_SCENARIO_PAST : TER_SCENARIO_NOW;
}

bool ter_scenario_parse(
    const char *text, const char *today, struct ter_scenario_request *ret_request, struct ter_error *err)
{
    const char *day = today;
    enum ter_scenario_kind kind = TER_SCENARIO_NOW;
    size_t word = 0;
    while (text && word < WORDS && strcmp(text, words[word]) != 0)
        word++;
    if (text && word < WORDS) {
        kind = (enum ter_scenario_kind)word;
    } else if (text && ter_text_is_date(text)) {
        day = text;
        kind = kind_of_day(text, today);
    } else if (text) {
        const char *near = ter_text_suggest(text, words, WORDS);
        return near ? ter_fail(
                          err, TER_USAGE, "--scenario \"%s\" is unknown; did you mean \"%s\"?", text, near)
                    : ter_fail(err, TER_USAGE,
                          "--scenario \"%s\" is unknown (known: now, repaired, planned, or a date such as "
                          "2024-12-31)",
                          text);
    }
    ret_request->kind = kind;
    memcpy(ret_request->day, day, sizeof ret_request->day);
    return true;
}

static enum ter_standing standing_by_life_cycle(const struct ter_layer *layer, const char *status)
{
    if (ter_layer_status_is_final(layer, status))
        return TER_STANDING_GONE;
    for (size_t i = 0; i < layer->available.count; i++)
        if (ter_layer_transition_allowed(layer, layer->available.items[i], status))
            return TER_STANDING_BROKEN;
    return TER_STANDING_PLANNED;
}

enum ter_standing ter_scenario_standing(
    const struct ter_norms *norms, const struct ter_layer *layer, const char *status)
{
    const struct ter_norm_standing *known = ter_norms_standing(norms, layer->name);
    if (holds(&layer->available, status))
        return TER_STANDING_AVAILABLE;
    if (!known)
        return standing_by_life_cycle(layer, status);
    return holds(&known->broken, status)    ? TER_STANDING_BROKEN
           : holds(&known->planned, status) ? TER_STANDING_PLANNED
                                            : TER_STANDING_GONE;
}

bool ter_scenario_counts(
    const struct ter_scenario_request *request, enum ter_standing standing, const char *due)
{
    if (standing == TER_STANDING_AVAILABLE)
        return true;
    if (standing == TER_STANDING_GONE)
        return false;
    switch (request->kind) {
    case TER_SCENARIO_REPAIRED:
        return standing == TER_STANDING_BROKEN;
    case TER_SCENARIO_PLANNED:
        return true;
    case TER_SCENARIO_AHEAD:
        return due && strcmp(due, request->day) <= 0;
    case TER_SCENARIO_NOW:
    case TER_SCENARIO_PAST:
        return false;
    }
    return false;
}

static bool leads_to_available(const struct ter_layer *layer, const char *status)
{
    for (size_t i = 0; i < layer->available.count; i++)
        if (ter_layer_transition_allowed(layer, status, layer->available.items[i]))
            return true;
    return false;
}

size_t ter_scenario_due_field(const struct ter_layer *layer, const char *status)
{
    size_t field = SIZE_MAX;
    for (size_t i = 0; i < layer->deadline_count; i++) {
        const struct ter_deadline *deadline = &layer->deadlines[i];
        if (!deadline->amount && holds(&deadline->open_while, status) && leads_to_available(layer, status))
            field = deadline->from;
    }
    return field;
}
