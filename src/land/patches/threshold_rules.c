/* Owns the table of thresholds: its reading, from the program or a file. Knows no patches. */
#include "base/embedded.h"
#include "base/messages.h"
#include "base/text.h"
#include "layer/node.h"
#include "thresholds.h"

#include <stdlib.h>
#include <string.h>

extern const struct ter_embedded ter_embedded_thresholds[];

static const char *const scope_names[TER_SCOPES] = {"village", "township", "all"};
static const char *const measure_names[TER_MEASURES] = {
    "farmland_mu", "satellite_patches", "farmland_share", "overdue_patches", "wrong_entries_share"};
static const char *const comparison_names[] = {"more_than", "at_least"};

const char *ter_threshold_scope_name(enum ter_threshold_scope scope)
{
    return scope_names[scope];
}

void ter_threshold_rules_free(struct ter_threshold_rules *rules)
{
    for (size_t i = 0; i < rules->count; i++) {
        struct ter_threshold_rule *rule = &rules->items[i];
        free(rule->name);
        free(rule->title.text[TER_EN]);
        free(rule->title.text[TER_ZH]);
        free(rule->deadline);
        free(rule->source);
    }
    free(rules->items);
    *rules = (struct ter_threshold_rules){0};
}

static bool read_word(const struct ter_node *parent, const char *key, const char *const *names, size_t count,
    int *ret_index, struct ter_error *err)
{
    TER_AUTO_FREE char *word = NULL;
    if (!ter_node_string(parent, key, true, &word, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, names[i]) == 0) {
            *ret_index = (int)i;
            return true;
        }
    const char *near = ter_text_suggest(word, names, count);
    return ter_fail(err, TER_FAILED, "at %s/%s: \"%s\" is not known; %s \"%s\"%s", parent->path, key, word,
        near ? ter_message("did you mean") : ter_message("the first of them is"), near ? near : names[0],
        near ? "?" : "");
}

static bool fits_scope(const struct ter_threshold_rule *rule)
{
    return rule->measure == TER_MEASURE_WRONG_ENTRIES_SHARE ? rule->scope != TER_SCOPE_VILLAGE
           : rule->measure == TER_MEASURE_FARMLAND_SHARE    ? rule->scope != TER_SCOPE_VILLAGE
                                                            : true;
}

static bool read_state(const struct ter_node *node, char *ret_state, struct ter_error *err)
{
    static const char *const states[] = {"v", "s", "?", "u"};
    int state = 0;
    if (!read_word(node, "state", states, 4, &state, err))
        return false;
    *ret_state = states[state][0];
    return true;
}

static bool read_rule(const struct ter_node *node, struct ter_threshold_rule *rule, struct ter_error *err)
{
    int scope = 0, measure = 0, comparison = 0;
    bool given = false;
    if (!TER_NODE_MEMBERS(node, err, "name", "scope", "measure", "deadline", "comparison", "limit", "title",
            "source", "state") ||
        !ter_node_identifier(node, "name", &rule->name, err) ||
        !read_word(node, "scope", scope_names, TER_SCOPES, &scope, err) ||
        !read_word(node, "measure", measure_names, TER_MEASURES, &measure, err) ||
        !read_word(node, "comparison", comparison_names, 2, &comparison, err) ||
        !ter_node_string(node, "deadline", false, &rule->deadline, err) ||
        !ter_node_number(node, "limit", &rule->limit, &given, err) ||
        !ter_node_label(node, "title", true, &rule->title, err) ||
        !ter_node_string(node, "source", false, &rule->source, err) || !read_state(node, &rule->state, err))
        return false;
    rule->scope = (enum ter_threshold_scope)scope;
    rule->measure = (enum ter_threshold_measure)measure;
    rule->at_least = comparison == 1;
    if (!given || rule->limit < 0)
        return ter_fail(err, TER_FAILED, "at %s/limit: must be a number, 0 or above", node->path);
    if ((rule->measure == TER_MEASURE_OVERDUE_PATCHES) != (rule->deadline != NULL))
        return ter_fail(err, TER_FAILED,
            "at %s/deadline: the measure overdue_patches names a deadline, and no other does", node->path);
    return fits_scope(rule) || ter_fail(err, TER_FAILED,
                                   "at %s/scope: no village reports what a share is measured by", node->path);
}

bool ter_threshold_rules_read(const char *text, size_t size, const char *name,
    struct ter_threshold_rules *ret_rules, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = NULL;
    TER_AUTO_THRESHOLD_RULES struct ter_threshold_rules rules = {0};
    if (!ter_json_parse(text, size, name, &json, err))
        return false;
    struct ter_node root = {json, ""}, list;
    if (!TER_NODE_MEMBERS(&root, err, "version", "about", "rules"))
        return ter_wrap(err, "%s", name);
    list = ter_node_child(&root, "rules");
    if (!json_array_size(list.json)) {
        ter_node_fault(&list, err, "must list at least one rule");
        return ter_wrap(err, "%s", name);
    }
    rules.items = ter_alloc(json_array_size(list.json) * sizeof *rules.items);
    for (size_t i = 0; i < json_array_size(list.json); i++) {
        struct ter_node one = ter_node_item(&list, i);
        if (!read_rule(&one, &rules.items[rules.count++], err))
            return ter_wrap(err, "%s", name);
    }
    *ret_rules = rules;
    rules.items = NULL;
    rules.count = 0;
    return true;
}

bool ter_threshold_rules_shipped(struct ter_threshold_rules *ret_rules, struct ter_error *err)
{
    const struct ter_embedded *file = ter_embedded_thresholds;
    return ter_threshold_rules_read(
        (const char *)file->data, file->size, "src/land/patches/thresholds.json", ret_rules, err);
}
