/* Any text as one of the files of rules besides layers; the first byte says which. Refused with one line, or
 * rules that can be freed. */
#include "coverage/norms.h"
#include "fuzz.h"
#include "land/derive/recipe.h"
#include "land/patches/thresholds.h"
#include "land/zones/rates.h"
#include "plan/inspection/inspection_checks.h"
#include "plan/order/outcome.h"
#include "plan/progress/promises.h"
#include "plan/repair/priority_weights.h"
#include "plan/repair/repair_costs.h"
#include "plan/rounds/rounds_rules.h"
#include "roads/speeds.h"

#include <stdlib.h>
#include <string.h>

/* One reader of a kind of file that gives something to free. */
#define READER(kind)                                                                                         \
    static bool read_##kind(const char *text, size_t size, struct ter_error *err)                            \
    {                                                                                                        \
        TER_AUTO(ter_##kind##_free) struct ter_##kind *rules = NULL;                                         \
        return ter_##kind##_parse(text, size, "fuzz.json", &rules, err);                                     \
    }
READER(norms)
READER(rates)
READER(checks)
READER(outcomes)
READER(promises)
READER(plan_weights)
READER(round_rules)
READER(speeds)

/* What was read can be written, and reads as the same. */
static bool read_recipe(const char *text, size_t size, struct ter_error *err)
{
    TER_AUTO_RECIPE struct ter_recipe recipe = {0}, again = {0};
    if (!ter_recipe_read(text, size, &recipe, err))
        return false;
    TER_AUTO(ter_json_free) json_t *first = ter_recipe_json(&recipe);
    TER_AUTO_FREE char *written = ter_json_text(first);
    if (!ter_recipe_read(written, strlen(written), &again, err))
        abort();
    TER_AUTO(ter_json_free) json_t *second = ter_recipe_json(&again);
    if (!json_equal(first, second))
        abort();
    return true;
}

static bool read_term(const char *text, size_t size, struct ter_error *err)
{
    TER_AUTO_FREE char *copy = ter_strndup(text, size);
    struct ter_recipe_term term = {0};
    bool wide, read = ter_recipe_term_parse(copy, &term, &wide, err);
    if (read)
        ter_recipe_term_clear(&term);
    return read;
}

static bool read_thresholds(const char *text, size_t size, struct ter_error *err)
{
    TER_AUTO_THRESHOLD_RULES struct ter_threshold_rules rules = {0};
    return ter_threshold_rules_read(text, size, "fuzz.json", &rules, err);
}

static const struct ter_layer *shipped_layer(const char *name)
{
    static struct ter_layer *layer;
    struct ter_error err = {0};
    for (size_t i = 0; !layer && i < ter_layer_shipped_count(); i++) {
        size_t size;
        const char *text = ter_layer_shipped_text(i, &size);
        if (!ter_layer_parse(text, size, "layer", &layer, &err))
            abort();
        if (strcmp(layer->name, name) != 0) {
            ter_layer_free(layer);
            layer = NULL;
        }
    }
    return layer;
}

static bool read_costs(const char *text, size_t size, struct ter_error *err)
{
    TER_AUTO(ter_plan_costs_free) struct ter_plan_costs *costs = NULL;
    return ter_plan_costs_parse(text, size, "fuzz.json", shipped_layer("hydrant"), &costs, err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool (*const readers[])(const char *text, size_t size, struct ter_error *err) = {read_norms,
        read_rates, read_checks, read_outcomes, read_promises, read_plan_weights, read_round_rules,
        read_speeds, read_recipe, read_term, read_thresholds, read_costs};
    struct ter_error err = {0};
    if (!size || data[0] < 'a' || data[0] >= 'a' + sizeof readers / sizeof *readers)
        return 0;
    bool read = readers[data[0] - 'a']((const char *)data + 1, size - 1, &err);
    if (!read && (err.message[0] == '\0' || strchr(err.message, '\n')))
        abort();
    return 0;
}
