/* Owns the table of crews' work: reading it, replacing entries, looking them up. Knows nothing of rounds. */
#include "rounds_rules.h"

#include "base/embedded.h"
#include "base/messages.h"
#include "base/text.h"
#include "layer/node.h"

#include <stdlib.h>
#include <string.h>

extern const struct ter_embedded ter_embedded_rounds[];

static const char any[] = "*"; /* needs that no other entry names */

static const char *const setting_names[TER_ROUND_SETTINGS] = {
    [TER_ROUND_SETUP_MIN] = "setup_min",
    [TER_ROUND_SPEED_SHARE] = "speed_share",
    [TER_ROUND_LOCATE_ABOVE_M] = "locate_above_m",
};

static void free_label(struct ter_label *label)
{
    free(label->text[TER_EN]);
    free(label->text[TER_ZH]);
}

static void free_kit(struct ter_round_kit *kit)
{
    free(kit->name);
    free_label(&kit->title);
    ter_strings_free(&kit->needs);
}

static void free_service(struct ter_round_service *service)
{
    free(service->needs);
    free_label(&service->source);
}

void ter_round_rules_free(struct ter_round_rules *rules)
{
    for (size_t i = 0; rules && i < rules->kit_count; i++)
        free_kit(&rules->kits[i]);
    for (size_t i = 0; rules && i < rules->service_count; i++)
        free_service(&rules->services[i]);
    for (size_t i = 0; rules && i < TER_ROUND_SETTINGS; i++) {
        free_label(&rules->settings[i].title);
        free_label(&rules->settings[i].source);
    }
    if (rules) {
        free(rules->kits);
        free(rules->services);
    }
    free(rules);
}

/* ---- reading ---- */

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

static bool read_amount(
    const struct ter_node *parent, const char *key, double most, double *ret_value, struct ter_error *err)
{
    bool given = false;
    double value = 0;
    if (!ter_node_number(parent, key, &value, &given, err))
        return false;
    if (given && value >= 0 && value <= most) {
        *ret_value = value;
        return true;
    }
    struct ter_node node = ter_node_child(parent, key);
    TER_AUTO_FREE char *fault = ter_format(ter_message("must be a number from 0 to %g"), most);
    return ter_node_fault(&node, err, fault);
}

static bool add_kit(struct ter_round_rules *rules, const struct ter_node *node, struct ter_error *err)
{
    struct ter_round_kit kit = {0};
    if (!TER_NODE_MEMBERS(node, err, "name", "title", "needs") ||
        !ter_node_identifier(node, "name", &kit.name, err) ||
        !ter_node_label(node, "title", true, &kit.title, err) ||
        !ter_node_strings(node, "needs", &kit.needs, err)) {
        free_kit(&kit);
        return false;
    }
    for (size_t i = 0; i < rules->kit_count; i++)
        if (strcmp(rules->kits[i].name, kit.name) == 0) {
            free_kit(&rules->kits[i]);
            rules->kits[i] = kit;
            return true;
        }
    rules->kits = ter_realloc(rules->kits, (rules->kit_count + 1) * sizeof *rules->kits);
    rules->kits[rules->kit_count++] = kit;
    return true;
}

static bool add_service(struct ter_round_rules *rules, const struct ter_node *node, struct ter_error *err)
{
    enum { MINUTES_A_DAY = 1440 };
    struct ter_round_service service = {0};
    if (!TER_NODE_MEMBERS(node, err, "needs", "minutes", "state", "source") ||
        !ter_node_string(node, "needs", true, &service.needs, err) ||
        !read_amount(node, "minutes", MINUTES_A_DAY, &service.minutes, err) ||
        !read_state(node, &service.state, err) ||
        !ter_node_label(node, "source", true, &service.source, err)) {
        free_service(&service);
        return false;
    }
    for (size_t i = 0; i < rules->service_count; i++)
        if (strcmp(rules->services[i].needs, service.needs) == 0) {
            free_service(&rules->services[i]);
            rules->services[i] = service;
            return true;
        }
    rules->services = ter_realloc(rules->services, (rules->service_count + 1) * sizeof *rules->services);
    rules->services[rules->service_count++] = service;
    return true;
}

static bool add_setting(struct ter_round_rules *rules, const struct ter_node *node, struct ter_error *err)
{
    static const double most[TER_ROUND_SETTINGS] = {1440, 1, 1e6};
    TER_AUTO_FREE char *name = NULL;
    if (!TER_NODE_MEMBERS(node, err, "name", "value", "state", "title", "source") ||
        !ter_node_string(node, "name", true, &name, err))
        return false;
    size_t at = 0;
    while (at < TER_ROUND_SETTINGS && strcmp(setting_names[at], name) != 0)
        at++;
    struct ter_node place = ter_node_child(node, "name");
    if (at == TER_ROUND_SETTINGS)
        return ter_node_fault(&place, err, "must be setup_min, speed_share or locate_above_m");
    struct ter_round_value value = {0};
    if (!read_amount(node, "value", most[at], &value.value, err) || !read_state(node, &value.state, err) ||
        !ter_node_label(node, "title", true, &value.title, err) ||
        !ter_node_label(node, "source", true, &value.source, err)) {
        free_label(&value.title);
        free_label(&value.source);
        return false;
    }
    free_label(&rules->settings[at].title);
    free_label(&rules->settings[at].source);
    rules->settings[at] = value;
    return true;
}

static bool add_list(struct ter_round_rules *rules, const struct ter_node *root, const char *key,
    bool (*add)(struct ter_round_rules *rules, const struct ter_node *node, struct ter_error *err),
    struct ter_error *err)
{
    struct ter_node list = ter_node_child(root, key);
    if (list.json && !json_is_array(list.json))
        return ter_node_fault(&list, err, "must be a list [ … ]");
    for (size_t i = 0; list.json && i < json_array_size(list.json); i++) {
        struct ter_node node = ter_node_item(&list, i);
        if (!add(rules, &node, err))
            return false;
    }
    return true;
}

/* A crew that stands still makes no round. */
static bool check_speed(const struct ter_round_rules *rules, const char *name, struct ter_error *err)
{
    if (rules->settings[TER_ROUND_SPEED_SHARE].value > 0)
        return true;
    return ter_fail(err, TER_FAILED, "%s: speed_share must be above 0", name);
}

static bool add_table(
    struct ter_round_rules *rules, const char *text, size_t size, const char *name, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = NULL;
    if (!ter_json_parse(text, size, name, &json, err))
        return false;
    struct ter_node root = {json, ""};
    int version = 1;
    return (TER_NODE_MEMBERS(&root, err, "version", "about", "kits", "services", "settings") &&
               ter_node_whole(&root, "version", 1, 1, &version, err) &&
               add_list(rules, &root, "kits", add_kit, err) &&
               add_list(rules, &root, "services", add_service, err) &&
               add_list(rules, &root, "settings", add_setting, err)) ||
           ter_wrap(err, "%s", name);
}

bool ter_round_rules_shipped(struct ter_round_rules **ret_rules, struct ter_error *err)
{
    TER_AUTO(ter_round_rules_free) struct ter_round_rules *rules = ter_alloc(sizeof *rules);
    const struct ter_embedded *file = ter_embedded_rounds;
    if (!add_table(rules, (const char *)file->data, file->size, file->name, err))
        return false;
    *ret_rules = rules;
    rules = NULL;
    return true;
}

bool ter_round_rules_parse(const char *text, size_t size, const char *name,
    struct ter_round_rules **ret_rules, struct ter_error *err)
{
    TER_AUTO(ter_round_rules_free) struct ter_round_rules *rules = NULL;
    if (!ter_round_rules_shipped(&rules, err) || !add_table(rules, text, size, name, err) ||
        !check_speed(rules, name, err))
        return false;
    *ret_rules = rules;
    rules = NULL;
    return true;
}

/* ---- looking up ---- */

static const struct ter_round_kit *kit_with(const struct ter_round_rules *rules, const char *needs)
{
    for (size_t i = 0; i < rules->kit_count; i++)
        for (size_t k = 0; k < rules->kits[i].needs.count; k++)
            if (strcmp(rules->kits[i].needs.items[k], needs) == 0)
                return &rules->kits[i];
    return NULL;
}

const struct ter_round_kit *ter_round_rules_kit(const struct ter_round_rules *rules, const char *needs)
{
    const struct ter_round_kit *kit = needs ? kit_with(rules, needs) : NULL;
    kit = kit ? kit : kit_with(rules, any);
    return kit ? kit : &rules->kits[rules->kit_count - 1];
}

const struct ter_round_service *ter_round_rules_service(
    const struct ter_round_rules *rules, const char *needs)
{
    const struct ter_round_service *rest = &rules->services[0];
    for (size_t i = 0; i < rules->service_count; i++) {
        const struct ter_round_service *service = &rules->services[i];
        if (needs && strcmp(service->needs, needs) == 0)
            return service;
        if (strcmp(service->needs, any) == 0)
            rest = service;
    }
    return rest;
}
