/* Owns the reading of a layer's deadlines: from which date they count, how long, and for which records they
 * run. Knows no day on which one falls due: that is for who holds a record and a calendar
 * (analysis/deadlines.h). */
#include "condition.h"
#include "definition.h"

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
    struct ter_node open_while = ter_node_child(node, "open_while"), where = ter_node_child(node, "where");
    if (!TER_NODE_MEMBERS(node, err, "name", "title", "from", "within", "open_while", "where", "source") ||
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
        if (!ter_status_need(layer, &open_while, deadline->open_while.items[i], err))
            return false;
    return !where.json || ter_conditions_read(&where, layer, &deadline->where, err);
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
