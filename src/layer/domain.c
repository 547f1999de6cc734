/* Owns the reading of domains: the permitted values of a field, with their titles, aliases and colours. */
#include "definition.h"

#include <string.h>

static bool is_color(const char *text)
{
    return strlen(text) == 7 && text[0] == '#' && strspn(text + 1, "0123456789abcdef") == 6;
}

static bool read_choice(const struct ter_node *node, struct ter_choice *choice, struct ter_error *err)
{
    double severity = -1;
    bool given;
    choice->severity = -1;
    if (!TER_NODE_MEMBERS(node, err, "value", "title", "aliases", "color", "severity", "needs") ||
        !ter_node_identifier(node, "value", &choice->value, err) ||
        !ter_node_label(node, "title", true, &choice->title, err) ||
        !ter_node_strings(node, "aliases", &choice->aliases, err) ||
        !ter_node_string(node, "color", false, &choice->color, err) ||
        !ter_node_string(node, "needs", false, &choice->needs, err) ||
        !ter_node_number(node, "severity", &severity, &given, err))
        return false;
    if (choice->color && !is_color(choice->color))
        return ter_fail(err, TER_FAILED, "at %s/color: \"%s\" is not a colour; write #rrggbb in lower case",
            node->path, choice->color);
    if (given && (severity < 0 || severity > 5 || severity != (int)severity))
        return ter_fail(err, TER_FAILED, "at %s/severity: must be a whole number from 0 to 5", node->path);
    choice->severity = (int)severity;
    return true;
}

bool ter_domain_read(
    struct ter_layer *layer, const char *name, const struct ter_node *list, struct ter_error *err)
{
    if (!json_is_array(list->json) || !json_array_size(list->json))
        return ter_node_fault(list, err, "must be a list of at least one {\"value\", \"title\"}");
    layer->domains = ter_realloc(layer->domains, (layer->domain_count + 1) * sizeof *layer->domains);
    struct ter_domain *domain = &layer->domains[layer->domain_count++];
    *domain = (struct ter_domain){.name = ter_strdup(name)};
    domain->choices = ter_alloc(json_array_size(list->json) * sizeof *domain->choices);
    for (size_t i = 0; i < json_array_size(list->json); i++) {
        struct ter_node one = ter_node_item(list, i);
        struct ter_choice *choice = &domain->choices[domain->count++];
        if (!read_choice(&one, choice, err))
            return false;
        for (size_t j = 0; j < i; j++)
            if (strcmp(domain->choices[j].value, choice->value) == 0)
                return ter_node_fault(&one, err, "repeats a value of the same domain");
    }
    return true;
}

const struct ter_domain *ter_domain_find(const struct ter_layer *layer, const char *name)
{
    for (size_t i = 0; i < layer->domain_count; i++)
        if (strcmp(layer->domains[i].name, name) == 0)
            return &layer->domains[i];
    return NULL;
}
