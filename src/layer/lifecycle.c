/* Owns the reading of a layer's status values and the ways between them. */
#include "definition.h"

#include <stdlib.h>
#include <string.h>

bool ter_status_need(
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
        if (!ter_status_need(layer, &list, from, err) || !ter_node_strings(&node, from, &next, err))
            return false;
        for (size_t i = 0; i < next.count; i++) {
            if (!ter_status_need(layer, &list, next.items[i], err))
                return false;
            layer->transitions =
                ter_realloc(layer->transitions, (layer->transition_count + 1) * sizeof *layer->transitions);
            layer->transitions[layer->transition_count++] =
                (struct ter_transition){ter_strdup(from), ter_strdup(next.items[i])};
        }
    }
    return true;
}

/* A list of status values under /status. */
static bool read_list(const struct ter_layer *layer, const struct ter_node *status, const char *name,
    struct ter_strings *ret_list, struct ter_error *err)
{
    struct ter_node node = ter_node_child(status, name);
    if (!ter_node_strings(status, name, ret_list, err))
        return false;
    for (size_t i = 0; i < ret_list->count; i++)
        if (!ter_status_need(layer, &node, ret_list->items[i], err))
            return false;
    return true;
}

bool ter_lifecycle_read(struct ter_layer *layer, const struct ter_node *root, struct ter_error *err)
{
    struct ter_node node = ter_node_child(root, "status");
    if (!node.json)
        return ter_node_fault(&node, err, "is missing; a layer has a status life-cycle");
    struct ter_node values = ter_node_child(&node, "values");
    struct ter_node initial = ter_node_child(&node, "initial");
    if (!TER_NODE_MEMBERS(
            &node, err, "initial", "values", "transitions", "available", "superseded", "guards") ||
        !ter_domain_read(layer, "status", &values, err) ||
        !ter_node_string(&node, "initial", true, &layer->initial_status, err) ||
        !ter_status_need(layer, &initial, layer->initial_status, err) || !read_transitions(layer, &node, err))
        return false;
    return read_list(layer, &node, "available", &layer->available, err) &&
           read_list(layer, &node, "superseded", &layer->superseded, err);
}
