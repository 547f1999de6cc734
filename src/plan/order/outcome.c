/* Owns what events mean for their records: the table, and the judgement of one event on one record. Knows
 * nothing of how records are stored. */
#include "outcome.h"

#include "base/embedded.h"
#include "base/text.h"
#include "layer/node.h"

#include <stdlib.h>
#include <string.h>

extern const struct ter_embedded ter_embedded_outcomes[];

static const char any[] = "*", none[] = "", finding_word[] = "finding", clear_word[] = "clear",
                  defect_field[] = "defect";

/* What becomes of records with one of these statuses. */
struct follow {
    struct ter_strings from;
    char *to; /* NULL: a contradiction */
    struct ter_label contradicts;
};

struct rule {
    char *layer;
    struct ter_strings kinds, results;
    char *date;   /* field, or NULL */
    char *defect; /* "finding", "clear" or NULL */
    bool not_found;
    struct follow *follows;
    size_t follow_count;
};

struct ter_outcomes {
    struct rule *rules;
    size_t count;
};

/* ---- the table ---- */

static void free_follow(struct follow *follow)
{
    ter_strings_free(&follow->from);
    free(follow->to);
    free(follow->contradicts.text[TER_EN]);
    free(follow->contradicts.text[TER_ZH]);
}

static void free_rule(struct rule *rule)
{
    free(rule->layer);
    ter_strings_free(&rule->kinds);
    ter_strings_free(&rule->results);
    free(rule->date);
    free(rule->defect);
    for (size_t i = 0; i < rule->follow_count; i++)
        free_follow(&rule->follows[i]);
    free(rule->follows);
}

void ter_outcomes_free(struct ter_outcomes *outcomes)
{
    for (size_t i = 0; outcomes && i < outcomes->count; i++)
        free_rule(&outcomes->rules[i]);
    if (outcomes)
        free(outcomes->rules);
    free(outcomes);
}

static bool read_follow(const struct ter_node *node, struct follow *follow, struct ter_error *err)
{
    if (!TER_NODE_MEMBERS(node, err, "from", "to", "contradicts") ||
        !ter_node_strings(node, "from", &follow->from, err) ||
        !ter_node_string(node, "to", false, &follow->to, err) ||
        !ter_node_label(node, "contradicts", false, &follow->contradicts, err))
        return false;
    if (!follow->to == !follow->contradicts.text[TER_EN])
        return ter_node_fault(node, err, "needs either to or contradicts");
    return follow->from.count ? true : ter_node_fault(node, err, "needs from: a list of statuses");
}

static bool read_follows(const struct ter_node *parent, struct rule *rule, struct ter_error *err)
{
    struct ter_node list = ter_node_child(parent, "status");
    if (!list.json)
        return true;
    if (!json_is_array(list.json))
        return ter_node_fault(&list, err, "must be a list [ … ]");
    rule->follows = ter_alloc((json_array_size(list.json) + 1) * sizeof *rule->follows);
    for (size_t i = 0; i < json_array_size(list.json); i++) {
        struct ter_node node = ter_node_item(&list, i);
        rule->follow_count = i + 1;
        if (!read_follow(&node, &rule->follows[i], err))
            return false;
    }
    return true;
}

static bool read_rule(const struct ter_node *node, struct rule *rule, struct ter_error *err)
{
    if (!TER_NODE_MEMBERS(node, err, "layer", "kinds", "results", "date", "defect", "not_found", "status") ||
        !ter_node_string(node, "layer", true, &rule->layer, err) ||
        !ter_node_strings(node, "kinds", &rule->kinds, err) ||
        !ter_node_strings(node, "results", &rule->results, err) ||
        !ter_node_string(node, "date", false, &rule->date, err) ||
        !ter_node_string(node, "defect", false, &rule->defect, err) ||
        !ter_node_switch(node, "not_found", &rule->not_found, err) || !read_follows(node, rule, err))
        return false;
    if (rule->defect && strcmp(rule->defect, finding_word) != 0 && strcmp(rule->defect, clear_word) != 0) {
        struct ter_node defect = ter_node_child(node, "defect");
        return ter_node_fault(&defect, err, "must be \"finding\" or \"clear\"");
    }
    return true;
}

bool ter_outcomes_parse(const char *text, size_t size, const char *name, struct ter_outcomes **ret_outcomes,
    struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = NULL;
    TER_AUTO(ter_outcomes_free) struct ter_outcomes *outcomes = ter_alloc(sizeof *outcomes);
    int version = 1;
    if (!ter_json_parse(text, size, name, &json, err))
        return false;
    struct ter_node root = {json, ""};
    if (!TER_NODE_MEMBERS(&root, err, "version", "about", "rules") ||
        !ter_node_whole(&root, "version", 1, 1, &version, err))
        return ter_wrap(err, "%s", name);
    struct ter_node list = ter_node_child(&root, "rules");
    if (!json_is_array(list.json))
        return ter_node_fault(&list, err, "must be a list [ … ]") || ter_wrap(err, "%s", name);
    outcomes->rules = ter_alloc((json_array_size(list.json) + 1) * sizeof *outcomes->rules);
    for (size_t i = 0; i < json_array_size(list.json); i++) {
        struct ter_node node = ter_node_item(&list, i);
        outcomes->count = i + 1;
        if (!read_rule(&node, &outcomes->rules[i], err))
            return ter_wrap(err, "%s", name);
    }
    *ret_outcomes = outcomes;
    outcomes = NULL;
    return true;
}

bool ter_outcomes_shipped(struct ter_outcomes **ret_outcomes, struct ter_error *err)
{
    const struct ter_embedded *file = ter_embedded_outcomes;
    return ter_outcomes_parse((const char *)file->data, file->size, file->name, ret_outcomes, err);
}

static bool lists(const struct ter_strings *list, const char *value)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i], any) == 0 || strcmp(list->items[i], value ? value : none) == 0)
            return true;
    return false;
}

static const struct rule *rule_for(
    const struct ter_outcomes *outcomes, const struct ter_layer *layer, const struct ter_outcome_event *event)
{
    for (size_t i = 0; i < outcomes->count; i++) {
        const struct rule *rule = &outcomes->rules[i];
        if ((strcmp(rule->layer, any) == 0 || strcmp(rule->layer, layer->name) == 0) &&
            lists(&rule->kinds, event->kind) && lists(&rule->results, event->result))
            return rule;
    }
    return NULL;
}

/* ---- the judgement ---- */

/* One event, one record. */
struct judging {
    const struct ter_layer *layer;
    const struct ter_value *values;
    const struct ter_outcome_event *event;
    enum ter_lang lang;
    struct ter_outcome *outcome;
};

static const char *text_at(const struct judging *judging, size_t field)
{
    struct ter_value value = judging->values[field];
    return value.type == TER_VALUE_TEXT ? value.text : NULL;
}

static void change(struct judging *judging, size_t field, struct ter_value value)
{
    judging->outcome->changes[judging->outcome->count++] = (struct ter_change){field, value};
}

static void contradict(struct judging *judging, char *why)
{
    free(judging->outcome->why);
    judging->outcome->why = why;
    judging->outcome->contradiction = true;
}

/* The date follows where the record has the field and the event is later. What it was before is needed for
 * the status. */
static void follow_date(struct judging *judging, const struct rule *rule)
{
    const struct ter_field *field = rule->date ? ter_layer_field(judging->layer, rule->date) : NULL;
    if (!field || field->type != TER_FIELD_DATE)
        return;
    size_t index = ter_layer_field_index(judging->layer, field);
    const char *known = text_at(judging, index);
    if (known && strcmp(known, judging->event->happened_on) >= 0)
        return;
    judging->outcome->date = field;
    change(judging, index, ter_value_text(judging->event->happened_on));
}

/* Say what the register has learnt since the event; NULL: nothing. */
static const char *newer_than(const struct judging *judging, const struct rule *rule)
{
    const char *since = text_at(judging, judging->layer->role[TER_ROLE_STATUS_SINCE]);
    const struct ter_field *date = rule->date ? ter_layer_field(judging->layer, rule->date) : NULL;
    const char *inspected = date ? text_at(judging, ter_layer_field_index(judging->layer, date)) : NULL;
    const char *on = judging->event->happened_on;
    if (since && strcmp(since, on) > 0)
        return since;
    return inspected && strcmp(inspected, on) > 0 ? inspected : NULL;
}

/* The defect that a finding names, by itself or before the first comma. */
static const struct ter_choice *named_defect(const struct ter_field *field, const char *finding)
{
    static const char *const commas[] = {"，", ",", "；", ";", "：", ":", "。"};
    const struct ter_choice *choice = ter_domain_choice(field->domain, finding);
    size_t length = strlen(finding);
    for (size_t i = 0; i < sizeof commas / sizeof *commas; i++) {
        const char *at = strstr(finding, commas[i]);
        if (at && (size_t)(at - finding) < length)
            length = (size_t)(at - finding);
    }
    TER_AUTO_FREE char *first = ter_strndup(finding, length);
    return choice ? choice : ter_domain_choice(field->domain, first);
}

static const char *title_of(const struct ter_field *field, const char *value, enum ter_lang lang)
{
    const struct ter_choice *choice = field->domain ? ter_domain_choice(field->domain, value) : NULL;
    return choice ? choice->title.text[lang] : value;
}

/* Whether the defect may be noted; another one in the register is a contradiction. */
static bool follow_defect(struct judging *judging, const struct rule *rule)
{
    const struct ter_field *field = ter_layer_field(judging->layer, defect_field);
    if (!rule->defect || !field || !field->domain)
        return true;
    size_t index = ter_layer_field_index(judging->layer, field);
    const char *known = text_at(judging, index);
    if (strcmp(rule->defect, clear_word) == 0) {
        if (known)
            change(judging, index, (struct ter_value){0});
        return true;
    }
    const struct ter_choice *found =
        judging->event->finding ? named_defect(field, judging->event->finding) : NULL;
    if (!found || (known && strcmp(known, found->value) == 0))
        return true;
    if (!known) {
        change(judging, index, ter_value_text(found->value));
        return true;
    }
    bool zh = judging->lang == TER_ZH;
    contradict(judging,
        zh ? ter_format("发现“%s”，登记故障为“%s”", found->title.text[TER_ZH], title_of(field, known, TER_ZH))
           : ter_format("the event finds \"%s\", the register has the defect \"%s\"",
                 found->title.text[TER_EN], title_of(field, known, TER_EN)));
    return false;
}

static const struct follow *follow_of(const struct rule *rule, const char *status)
{
    for (size_t i = 0; i < rule->follow_count; i++)
        if (lists(&rule->follows[i].from, status))
            return &rule->follows[i];
    return NULL;
}

static void follow_status(struct judging *judging, const struct rule *rule, size_t dated)
{
    const struct ter_layer *layer = judging->layer;
    size_t role = layer->role[TER_ROLE_STATUS];
    const char *status = text_at(judging, role);
    const struct follow *follow = status ? follow_of(rule, status) : NULL;
    const char *newer = newer_than(judging, rule);
    bool zh = judging->lang == TER_ZH;
    if (!follow && !rule->defect)
        return;
    if (newer) {
        judging->outcome->why =
            zh ? ter_format("登记状态为 %s 所知，晚于本记录：状态不变", newer)
               : ter_format("the register's word is of %s, after this event: its status stays", newer);
        return;
    }
    if (follow && !follow->to) {
        contradict(judging, ter_strdup(follow->contradicts.text[judging->lang]));
        return;
    }
    if (!follow_defect(judging, rule)) {
        judging->outcome->count = dated;
        return;
    }
    if (!follow)
        return;
    if (!ter_layer_transition_allowed(layer, status, follow->to)) {
        judging->outcome->count = dated;
        contradict(
            judging, zh ? ter_format("状态不能由“%s”改为“%s”", title_of(&layer->fields[role], status, TER_ZH),
                              title_of(&layer->fields[role], follow->to, TER_ZH))
                        : ter_format("the status cannot go from %s to %s", status, follow->to));
        return;
    }
    judging->outcome->status = follow->to;
    change(judging, role, ter_value_text(follow->to));
    change(judging, layer->role[TER_ROLE_STATUS_SINCE], ter_value_text(judging->event->happened_on));
}

void ter_outcome_of(const struct ter_outcomes *outcomes, const struct ter_layer *layer,
    const struct ter_value *values, const struct ter_outcome_event *event, enum ter_lang lang,
    struct ter_outcome *ret_outcome)
{
    *ret_outcome = (struct ter_outcome){0};
    struct judging judging = {layer, values, event, lang, ret_outcome};
    const struct rule *rule = event->happened_on ? rule_for(outcomes, layer, event) : NULL;
    if (!rule)
        return;
    ret_outcome->not_found = rule->not_found;
    follow_date(&judging, rule);
    follow_status(&judging, rule, ret_outcome->count);
}

bool ter_outcome_is_mended(
    const struct ter_outcomes *outcomes, const struct ter_layer *layer, const struct ter_value *values)
{
    const struct rule *mend =
        rule_for(outcomes, layer, &(struct ter_outcome_event){.kind = "repair", .result = "mended"});
    struct ter_value status = values[layer->role[TER_ROLE_STATUS]];
    if (status.type != TER_VALUE_TEXT)
        return false;
    if (ter_layer_status_is_final(layer, status.text))
        return true;
    return lists(&layer->available, status.text) && !(mend && follow_of(mend, status.text));
}

void ter_outcome_free(struct ter_outcome *outcome)
{
    free(outcome->why);
    outcome->why = NULL;
}
