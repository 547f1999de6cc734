/* Owns the table of rates: reading it, replacing its lists, looking rules up. Knows nothing of what is
 * reckoned with them. */
#include "rates.h"

#include "base/embedded.h"
#include "layer/node.h"

#include <stdlib.h>
#include <string.h>

extern const struct ter_embedded ter_embedded_rates[];

static void free_label(struct ter_label *label)
{
    free(label->text[TER_EN]);
    free(label->text[TER_ZH]);
}

static void free_animals(struct ter_rates *rates)
{
    for (size_t i = 0; i < rates->animal_count; i++) {
        free(rates->animals[i].name);
        free_label(&rates->animals[i].title);
        free_label(&rates->animals[i].source);
        ter_strings_free(&rates->animals[i].words);
    }
    free(rates->animals);
    rates->animals = NULL;
    rates->animal_count = 0;
}

static void free_rules(struct ter_rates *rates)
{
    for (size_t i = 0; i < rates->rule_count; i++) {
        struct ter_rate_rule *rule = &rates->rules[i];
        free(rule->name);
        free(rule->offence);
        ter_strings_free(&rule->kinds);
        free_label(&rule->title);
        free_label(&rule->authority);
        free_label(&rule->basis);
        free_label(&rule->source);
    }
    free(rates->rules);
    rates->rules = NULL;
    rates->rule_count = 0;
}

static void free_quotas(struct ter_rates *rates)
{
    for (size_t i = 0; i < rates->quota_count; i++) {
        free(rates->quotas[i].level);
        free(rates->quotas[i].period);
        free_label(&rates->quotas[i].source);
    }
    free(rates->quotas);
    rates->quotas = NULL;
    rates->quota_count = 0;
}

static void free_steps(struct ter_rates *rates)
{
    free(rates->steps);
    free_label(&rates->steps_source);
    rates->steps = NULL;
    rates->step_count = 0;
    rates->steps_source = (struct ter_label){0};
}

void ter_rates_free(struct ter_rates *rates)
{
    if (!rates)
        return;
    free(rates->layer);
    ter_strings_free(&rates->boundaries);
    free_animals(rates);
    free_rules(rates);
    free_quotas(rates);
    free_steps(rates);
    free(rates);
}

/* Reading --------------------------------------------------------------------------------------------- */

static bool read_state(const struct ter_node *parent, char *ret_state, struct ter_error *err)
{
    TER_AUTO_FREE char *state = NULL;
    if (!ter_node_string(parent, "state", false, &state, err))
        return false;
    if (state && (strlen(state) != 1 || !strchr("vs?u", state[0]))) {
        struct ter_node node = ter_node_child(parent, "state");
        return ter_node_fault(&node, err, "must be \"v\", \"s\", \"?\" or \"u\"");
    }
    *ret_state = state ? state[0] : 'u';
    return true;
}

static bool read_positive(
    const struct ter_node *parent, const char *key, double *ret_value, struct ter_error *err)
{
    bool given = false;
    struct ter_node node = ter_node_child(parent, key);
    if (!ter_node_number(parent, key, ret_value, &given, err))
        return false;
    return given && *ret_value > 0 ? true : ter_node_fault(&node, err, "must be a number above 0");
}

static bool read_animal(struct ter_rates *rates, const struct ter_node *node, struct ter_error *err)
{
    struct ter_rate_animal *animal = &rates->animals[rates->animal_count++];
    return TER_NODE_MEMBERS(node, err, "name", "title", "words", "units", "state", "source") &&
           ter_node_identifier(node, "name", &animal->name, err) &&
           ter_node_label(node, "title", true, &animal->title, err) &&
           ter_node_strings(node, "words", &animal->words, err) &&
           read_positive(node, "units", &animal->units, err) && read_state(node, &animal->state, err) &&
           ter_node_label(node, "source", true, &animal->source, err);
}

static bool read_needs(const struct ter_node *parent, enum ter_rate_needs *ret_needs, struct ter_error *err)
{
    static const char *const names[] = {"nothing", "order", "lapsed_order"};
    TER_AUTO_FREE char *text = NULL;
    struct ter_node node = ter_node_child(parent, "needs");
    if (!ter_node_string(parent, "needs", false, &text, err))
        return false;
    for (size_t i = 0; text && i < sizeof names / sizeof *names; i++)
        if (strcmp(text, names[i]) == 0) {
            *ret_needs = (enum ter_rate_needs)i;
            return true;
        }
    return text ? ter_node_fault(&node, err, "must be nothing, order or lapsed_order") : true;
}

static bool read_rule(struct ter_rates *rates, const struct ter_node *node, struct ter_error *err)
{
    struct ter_rate_rule *rule = &rates->rules[rates->rule_count++];
    if (!TER_NODE_MEMBERS(node, err, "name", "offence", "kinds", "yuan_per_unit", "needs", "title",
            "authority", "basis", "source", "state") ||
        !ter_node_identifier(node, "name", &rule->name, err) ||
        !ter_node_identifier(node, "offence", &rule->offence, err) ||
        !ter_node_strings(node, "kinds", &rule->kinds, err) || !read_needs(node, &rule->needs, err) ||
        !ter_node_label(node, "title", true, &rule->title, err) ||
        !ter_node_label(node, "authority", true, &rule->authority, err) ||
        !ter_node_label(node, "basis", true, &rule->basis, err) ||
        !ter_node_label(node, "source", true, &rule->source, err) || !read_state(node, &rule->state, err))
        return false;
    rule->has_yuan = ter_node_child(node, "yuan_per_unit").json != NULL;
    return !rule->has_yuan || read_positive(node, "yuan_per_unit", &rule->yuan_per_unit, err);
}

static bool read_quota(struct ter_rates *rates, const struct ter_node *node, struct ter_error *err)
{
    enum { MOST = 1000 };
    struct ter_rate_quota *quota = &rates->quotas[rates->quota_count++];
    bool deputies = ter_node_child(node, "deputy_patrols").json != NULL;
    return TER_NODE_MEMBERS(node, err, "level", "period", "patrols", "deputy_patrols", "source", "state") &&
           ter_node_identifier(node, "level", &quota->level, err) &&
           ter_node_identifier(node, "period", &quota->period, err) &&
           ter_node_whole(node, "patrols", 0, MOST, &quota->patrols, err) &&
           (!deputies || ter_node_whole(node, "deputy_patrols", 0, MOST, &quota->deputy_patrols, err)) &&
           ter_node_label(node, "source", true, &quota->source, err) && read_state(node, &quota->state, err);
}

static bool read_step(struct ter_rates *rates, const struct ter_node *node, struct ter_error *err)
{
    enum { FIRST = 1950, LAST = 2200 };
    struct ter_rate_step *step = &rates->steps[rates->step_count++];
    bool given = false;
    return TER_NODE_MEMBERS(node, err, "year", "share_of_year_before", "within_capacity") &&
           ter_node_whole(node, "year", FIRST, LAST, &step->year, err) &&
           ter_node_number(node, "share_of_year_before", &step->share, &given, err) &&
           ter_node_switch(node, "within_capacity", &step->within_capacity, err);
}

/* A list of the table takes the place of the one before it. */
static bool read_list(struct ter_rates *rates, const struct ter_node *root, const char *key, void **items,
    size_t size, void (*forget)(struct ter_rates *),
    bool (*read)(struct ter_rates *, const struct ter_node *, struct ter_error *), struct ter_error *err)
{
    struct ter_node list = ter_node_child(root, key);
    if (!list.json)
        return true;
    if (!json_is_array(list.json) || !json_array_size(list.json))
        return ter_node_fault(&list, err, "must be a list [ … ] of one or more");
    forget(rates);
    *items = ter_alloc(json_array_size(list.json) * size);
    for (size_t i = 0; i < json_array_size(list.json); i++) {
        struct ter_node node = ter_node_item(&list, i);
        if (!read(rates, &node, err))
            return false;
    }
    return true;
}

static bool read_reduction(struct ter_rates *rates, const struct ter_node *root, struct ter_error *err)
{
    struct ter_node node = ter_node_child(root, "reduction");
    char state;
    TER_AUTO_FREE char *subject = NULL;
    if (!node.json)
        return true;
    return TER_NODE_MEMBERS(&node, err, "subject", "steps", "source", "state") &&
           ter_node_string(&node, "subject", false, &subject, err) &&
           read_list(rates, &node, "steps", (void **)&rates->steps, sizeof *rates->steps, free_steps,
               read_step, err) &&
           ter_node_label(&node, "source", true, &rates->steps_source, err) && read_state(&node, &state, err);
}

static bool read_names(struct ter_rates *rates, const struct ter_node *root, struct ter_error *err)
{
    if (ter_node_child(root, "layer").json) {
        free(rates->layer);
        rates->layer = NULL;
        if (!ter_node_identifier(root, "layer", &rates->layer, err))
            return false;
    }
    if (!ter_node_child(root, "boundaries").json)
        return true;
    ter_strings_free(&rates->boundaries);
    return ter_node_strings(root, "boundaries", &rates->boundaries, err);
}

static bool add_table(
    struct ter_rates *rates, const char *text, size_t size, const char *name, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = NULL;
    if (!ter_json_parse(text, size, name, &json, err))
        return false;
    struct ter_node root = {json, ""};
    int version = 1;
    return (TER_NODE_MEMBERS(&root, err, "version", "about", "layer", "boundaries", "animals", "rules",
                "quotas", "reduction") &&
               ter_node_whole(&root, "version", 1, 1, &version, err) && read_names(rates, &root, err) &&
               read_list(rates, &root, "animals", (void **)&rates->animals, sizeof *rates->animals,
                   free_animals, read_animal, err) &&
               read_list(rates, &root, "rules", (void **)&rates->rules, sizeof *rates->rules, free_rules,
                   read_rule, err) &&
               read_list(rates, &root, "quotas", (void **)&rates->quotas, sizeof *rates->quotas, free_quotas,
                   read_quota, err) &&
               read_reduction(rates, &root, err)) ||
           ter_wrap(err, "%s", name);
}

bool ter_rates_shipped(struct ter_rates **ret_rates, struct ter_error *err)
{
    TER_AUTO(ter_rates_free) struct ter_rates *rates = ter_alloc(sizeof *rates);
    const struct ter_embedded *file = ter_embedded_rates;
    if (!add_table(rates, (const char *)file->data, file->size, file->name, err))
        return false;
    *ret_rates = rates;
    rates = NULL;
    return true;
}

bool ter_rates_parse(
    const char *text, size_t size, const char *name, struct ter_rates **ret_rates, struct ter_error *err)
{
    TER_AUTO(ter_rates_free) struct ter_rates *rates = NULL;
    if (!ter_rates_shipped(&rates, err) || !add_table(rates, text, size, name, err))
        return false;
    *ret_rates = rates;
    rates = NULL;
    return true;
}

/* Looking up ------------------------------------------------------------------------------------------ */

static bool holds(const struct ter_strings *list, const char *text)
{
    for (size_t i = 0; text && i < list->count; i++)
        if (strcmp(list->items[i], text) == 0)
            return true;
    return false;
}

const struct ter_rate_rule *ter_rates_rule(
    const struct ter_rates *rates, const char *offence, const char *kind)
{
    const struct ter_rate_rule *general = NULL;
    for (size_t i = 0; i < rates->rule_count; i++) {
        const struct ter_rate_rule *rule = &rates->rules[i];
        if (strcmp(rule->offence, offence) != 0)
            continue;
        if (holds(&rule->kinds, kind))
            return rule;
        if (!rule->kinds.count && !general)
            general = rule;
    }
    return general;
}

bool ter_rates_is_reserve(const struct ter_rates *rates, const char *kind)
{
    for (size_t i = 0; i < rates->rule_count; i++)
        if (!rates->rules[i].has_yuan && holds(&rates->rules[i].kinds, kind))
            return true;
    return false;
}

bool ter_rates_boundary_carries(const struct ter_rates *rates, const char *boundary)
{
    return holds(&rates->boundaries, boundary);
}
