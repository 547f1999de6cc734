/* Owns the table of what shows that a promise was kept: reading and looking it up. Knows no facts. */
#include "promises.h"

#include "base/embedded.h"
#include "layer/node.h"

#include <stdlib.h>
#include <string.h>

extern const struct ter_embedded ter_embedded_promises[];

static void free_rule(struct ter_promise_rule *rule)
{
    struct ter_strings *const lists[] = {
        &rule->kinds, &rule->results, &rule->from, &rule->to, &rule->of_values};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        ter_strings_free(lists[i]);
    free(rule->subject);
    free(rule->layer);
    free(rule->of_layer);
    free(rule->of_field);
    free(rule->told_by);
    for (int lang = TER_EN; lang <= TER_ZH; lang++)
        free(rule->title.text[lang]);
}

static bool read_claimed(const struct ter_node *parent, struct ter_promise_rule *rule, struct ter_error *err)
{
    struct ter_node node = ter_node_child(parent, "claimed");
    return !node.json ||
           (TER_NODE_MEMBERS(&node, err, "from", "to") && ter_node_strings(&node, "from", &rule->from, err) &&
               ter_node_strings(&node, "to", &rule->to, err));
}

static bool read_of(const struct ter_node *parent, struct ter_promise_rule *rule, struct ter_error *err)
{
    struct ter_node node = ter_node_child(parent, "of");
    return !node.json || (TER_NODE_MEMBERS(&node, err, "layer", "field", "values") &&
                             ter_node_identifier(&node, "layer", &rule->of_layer, err) &&
                             ter_node_identifier(&node, "field", &rule->of_field, err) &&
                             ter_node_strings(&node, "values", &rule->of_values, err));
}

static bool read_layer(const struct ter_node *node, struct ter_promise_rule *rule, struct ter_error *err)
{
    if (!ter_node_child(node, "layer").json)
        return true;
    if (!ter_node_identifier(node, "layer", &rule->layer, err))
        return false;
    return rule->kinds.count ||
           ter_node_fault(node, err, "a layer needs the kinds of event that count: \"kind\"");
}

static bool read_rule(const struct ter_node *node, struct ter_promise_rule *rule, struct ter_error *err)
{
    return TER_NODE_MEMBERS(
               node, err, "subject", "layer", "kind", "result", "claimed", "of", "title", "told_by") &&
           ter_node_identifier(node, "subject", &rule->subject, err) &&
           ter_node_strings(node, "kind", &rule->kinds, err) &&
           ter_node_strings(node, "result", &rule->results, err) && read_layer(node, rule, err) &&
           read_claimed(node, rule, err) && read_of(node, rule, err) &&
           ter_node_string(node, "told_by", false, &rule->told_by, err) &&
           ter_node_label(node, "title", true, &rule->title, err);
}

static bool read_rules(const struct ter_node *root, struct ter_promises *rules, struct ter_error *err)
{
    struct ter_node list = ter_node_child(root, "rules");
    if (!json_is_array(list.json))
        return ter_node_fault(&list, err, "must be a list [ … ]");
    for (size_t i = 0; i < json_array_size(list.json); i++) {
        struct ter_node node = ter_node_item(&list, i);
        rules->items = ter_grow(rules->items, &rules->capacity, rules->count + 1, sizeof *rules->items);
        rules->items[rules->count] = (struct ter_promise_rule){0};
        if (!read_rule(&node, &rules->items[rules->count++], err))
            return false;
    }
    return true;
}

bool ter_promises_parse(
    const char *text, size_t size, const char *name, struct ter_promises **ret_rules, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = NULL;
    TER_AUTO(ter_promises_free) struct ter_promises *rules = ter_alloc(sizeof *rules);
    int version = 1;
    if (!ter_json_parse(text, size, name, &json, err))
        return false;
    struct ter_node root = {json, ""};
    if (!TER_NODE_MEMBERS(&root, err, "version", "about", "rules") ||
        !ter_node_whole(&root, "version", 1, 1, &version, err) || !read_rules(&root, rules, err))
        return ter_wrap(err, "%s", name);
    *ret_rules = rules;
    rules = NULL;
    return true;
}

bool ter_promises_shipped(struct ter_promises **ret_rules, struct ter_error *err)
{
    const struct ter_embedded *file = ter_embedded_promises;
    return ter_promises_parse((const char *)file->data, file->size, file->name, ret_rules, err);
}

void ter_promises_free(struct ter_promises *rules)
{
    for (size_t i = 0; rules && i < rules->count; i++)
        free_rule(&rules->items[i]);
    if (rules)
        free(rules->items);
    free(rules);
}

const struct ter_promise_rule *ter_promises_find(const struct ter_promises *rules, const char *subject)
{
    for (size_t i = 0; i < rules->count; i++)
        if (strcmp(rules->items[i].subject, subject) == 0)
            return &rules->items[i];
    return NULL;
}
