/* Owns the reading of a layer's status values, the ways between them, and the deadlines that run meanwhile.
 */
#include "definition.h"

#include <stdlib.h>
#include <string.h>

static bool need_status(
    const struct ter_layer *layer, const struct ter_node *node, const char *value, struct ter_error *err)
{
    const struct ter_domain *domain = ter_domain_find(layer, "status");
    for (size_t i = 0; i < domain->count; i++)
        if (strcmp(domain->choices[i].value, value) == 0)
            return true;
    return ter_fail(err, TER_FAILED, "at %s: \"%s\" is not one of /status/values", node->path, value);
}

static bool read_transitions(struct ter_layer *layer, const struct ter_node *status, struct ter_error *err)
{
    struct ter_node node = ter_node_child(status, "transitions");
    if (!json_is_object(node.json))
        return ter_node_fault(
            &node, err, "must be an object: status -> list of the status values that may follow");
    const char *from;
    json_t *unused;
    json_object_foreach((json_t *)(uintptr_t)node.json, from, unused)
    {
        struct ter_node list = ter_node_child(&node, from);
        TER_AUTO_STRINGS struct ter_strings next = {0};
        if (!need_status(layer, &list, from, err) || !ter_node_strings(&node, from, &next, err))
            return false;
        for (size_t i = 0; i < next.count; i++) {
            if (!need_status(layer, &list, next.items[i], err))
                return false;
            layer->transitions =
                ter_realloc(layer->transitions, (layer->transition_count + 1) * sizeof *layer->transitions);
            layer->transitions[layer->transition_count++] =
                (struct ter_transition){ter_strdup(from), ter_strdup(next.items[i])};
        }
    }
    return true;
}

bool ter_lifecycle_read(struct ter_layer *layer, const struct ter_node *root, struct ter_error *err)
{
    struct ter_node node = ter_node_child(root, "status");
    if (!node.json)
        return ter_node_fault(&node, err, "is missing; a layer has a status life-cycle");
    struct ter_node values = ter_node_child(&node, "values");
    struct ter_node initial = ter_node_child(&node, "initial"),
                    available = ter_node_child(&node, "available");
    if (!TER_NODE_MEMBERS(&node, err, "initial", "values", "transitions", "available") ||
        !ter_domain_read(layer, "status", &values, err) ||
        !ter_node_string(&node, "initial", true, &layer->initial_status, err) ||
        !need_status(layer, &initial, layer->initial_status, err) || !read_transitions(layer, &node, err) ||
        !ter_node_strings(&node, "available", &layer->available, err))
        return false;
    for (size_t i = 0; i < layer->available.count; i++)
        if (!need_status(layer, &available, layer->available.items[i], err))
            return false;
    return true;
}

/* Deadlines ------------------------------------------------------------------------------------------- */

static bool read_span(const struct ter_node *node, struct ter_deadline *deadline, struct ter_error *err)
{
    static const char *const units[] = {"days", "working_days", "months"};
    struct ter_node within = ter_node_child(node, "within");
    if (!within.json) /* due on the date itself */
        return true;
    if (!ter_node_members(&within, units, 3, err))
        return false;
    if (json_object_size(within.json) != 1)
        return ter_node_fault(&within, err, "must hold one of days, working_days or months");
    for (size_t i = 0; i < 3; i++)
        if (json_object_get(within.json, units[i])) {
            deadline->unit = (enum ter_deadline_unit)i;
            return ter_node_whole(&within, units[i], 0, 10000, &deadline->amount, err);
        }
    return true;
}

static bool read_deadline(struct ter_layer *layer, const struct ter_node *node, struct ter_error *err)
{
    struct ter_deadline *deadline = &layer->deadlines[layer->deadline_count++];
    TER_AUTO_FREE char *from = NULL;
    struct ter_node open_while = ter_node_child(node, "open_while");
    if (!TER_NODE_MEMBERS(node, err, "name", "title", "from", "within", "open_while", "source") ||
        !ter_node_identifier(node, "name", &deadline->name, err) ||
        !ter_node_label(node, "title", true, &deadline->title, err) ||
        !ter_node_string(node, "from", true, &from, err) ||
        !ter_node_string(node, "source", false, &deadline->source, err) ||
        !ter_node_strings(node, "open_while", &deadline->open_while, err) || !read_span(node, deadline, err))
        return false;
    const struct ter_field *field = ter_layer_field(layer, from);
    if (!field || field->type != TER_FIELD_DATE)
        return ter_fail(
            err, TER_FAILED, "at %s/from: \"%s\" is not a date field of the layer", node->path, from);
    deadline->from = ter_layer_field_index(layer, field);
    if (!deadline->open_while.count)
        return ter_node_fault(
            &open_while, err, "must list the status values in which the deadline still runs");
    for (size_t i = 0; i < deadline->open_while.count; i++)
        if (!need_status(layer, &open_while, deadline->open_while.items[i], err))
            return false;
    return true;
}

bool ter_deadlines_read(struct ter_layer *layer, const struct ter_node *root, struct ter_error *err)
{
    struct ter_node list = ter_node_child(root, "deadlines");
    if (list.json && !json_is_array(list.json))
        return ter_node_fault(&list, err, "must be a list of deadlines");
    size_t count = json_array_size(list.json);
    layer->deadlines = ter_alloc((count + 1) * sizeof *layer->deadlines);
    for (size_t i = 0; i < count; i++) {
        struct ter_node one = ter_node_item(&list, i);
        if (!read_deadline(layer, &one, err))
            return false;
    }
    return true;
}
