/* Owns the table of costs. Knows nothing of plans. */
#include "repair_costs.h"

#include "base/text.h"
#include "layer/node.h"
#include "plan/order/order_words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double most_yuan = 1e9;

struct ter_plan_costs *ter_plan_costs_new(void)
{
    struct ter_plan_costs *costs = ter_alloc(sizeof *costs);
    return costs;
}

static void free_cost(struct ter_plan_cost *cost)
{
    free(cost->defect);
    free(cost->needs);
    free(cost->source);
}

void ter_plan_costs_free(struct ter_plan_costs *costs)
{
    for (size_t i = 0; costs && i < costs->count; i++)
        free_cost(&costs->items[i]);
    if (costs)
        free(costs->items);
    free(costs);
}

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* ---- what records can have ---- */

static const struct ter_choice *find_defect(const struct ter_layer *layer, const char *text)
{
    for (size_t i = 0; i < layer->field_count; i++) {
        const struct ter_choice *choice =
            layer->fields[i].domain ? ter_domain_choice(layer->fields[i].domain, text) : NULL;
        if (choice && choice->severity >= 0)
            return choice;
    }
    return NULL;
}

/* All words that the layer's domains say a mend needs, or all its defects. */
static void list_known(const struct ter_layer *layer, bool defects, struct ter_strings *list)
{
    for (size_t i = 0; i < layer->domain_count; i++)
        for (size_t k = 0; k < layer->domains[i].count; k++) {
            const struct ter_choice *choice = &layer->domains[i].choices[k];
            const char *word = defects ? choice->severity >= 0 ? choice->value : NULL : choice->needs;
            bool is_new = word != NULL;
            for (size_t old = 0; is_new && old < list->count; old++)
                is_new = strcmp(list->items[old], word) != 0;
            if (is_new)
                ter_strings_add(list, word);
        }
}

static bool fail_unknown(const struct ter_layer *layer, bool defects, const char *text, struct ter_error *err)
{
    TER_AUTO_STRINGS struct ter_strings known = {0};
    list_known(layer, defects, &known);
    const char *what = defects ? "defect" : "need", *near = NULL;
    if (!known.count)
        return ter_fail(err, TER_USAGE, "layer %s knows no %ss", layer->name, what);
    near = ter_text_suggest(text, (const char *const *)known.items, known.count);
    TER_AUTO_BUF struct ter_buf all = {0};
    for (size_t i = 0; i < known.count; i++)
        ter_buf_printf(&all, "%s%s", i ? ", " : "", known.items[i]);
    return near ? ter_fail(err, TER_USAGE, "\"%s\" is no %s of layer %s; did you mean \"%s\"?", text, what,
                      layer->name, near)
                : ter_fail(err, TER_USAGE, "\"%s\" is no %s of layer %s (known: %s)", text, what, layer->name,
                      all.data);
}

/* By its code, or by the words in which sheets and lists show it, in either language. The caller frees it. */
static bool read_needs(
    const struct ter_layer *layer, const char *text, char **ret_needs, struct ter_error *err)
{
    TER_AUTO_STRINGS struct ter_strings known = {0};
    list_known(layer, false, &known);
    for (size_t i = 0; i < known.count; i++) {
        const char *code = known.items[i];
        if (strcmp(code, text) != 0 && strcmp(ter_order_need(code, TER_EN), text) != 0 &&
            strcmp(ter_order_need(code, TER_ZH), text) != 0)
            continue;
        *ret_needs = ter_strdup(code);
        return true;
    }
    return fail_unknown(layer, false, text, err);
}

/* ---- lines ---- */

bool ter_plan_costs_add(struct ter_plan_costs *costs, const struct ter_layer *layer, const char *defect,
    const char *needs, double yuan, const char *source, struct ter_error *err)
{
    bool has_defect = defect && *defect, has_needs = needs && *needs;
    const struct ter_choice *choice = has_defect ? find_defect(layer, defect) : NULL;
    TER_AUTO_FREE char *code = NULL;
    if (has_defect == has_needs)
        return ter_fail(err, TER_USAGE, "a cost is that of a defect or of a need: give one of the two");
    if (has_defect && !choice)
        return fail_unknown(layer, true, defect, err);
    if (has_needs && !read_needs(layer, needs, &code, err))
        return false;
    if (!(yuan > 0 && yuan <= most_yuan))
        return ter_fail(err, TER_USAGE, "a cost must be above 0 and at most %.0f yuan", most_yuan);
    struct ter_plan_cost cost = {
        .defect = choice ? ter_strdup(choice->value) : NULL,
        .needs = code ? ter_strdup(code) : NULL,
        .yuan = yuan,
        .source = source && *source ? ter_strdup(source) : NULL,
    };
    for (size_t i = 0; i < costs->count; i++)
        if (same(costs->items[i].defect, cost.defect) && same(costs->items[i].needs, cost.needs)) {
            free_cost(&cost);
            return ter_fail(err, TER_USAGE, "the cost of \"%s\" is given twice", has_defect ? defect : needs);
        }
    costs->items = ter_grow(costs->items, &costs->capacity, costs->count + 1, sizeof *costs->items);
    costs->items[costs->count++] = cost;
    return true;
}

static bool read_cost(struct ter_plan_costs *costs, const struct ter_node *node,
    const struct ter_layer *layer, struct ter_error *err)
{
    TER_AUTO_FREE char *defect = NULL, *needs = NULL, *source = NULL;
    double yuan = NAN;
    bool given = false;
    if (!TER_NODE_MEMBERS(node, err, "defect", "needs", "yuan", "source") ||
        !ter_node_string(node, "defect", false, &defect, err) ||
        !ter_node_string(node, "needs", false, &needs, err) ||
        !ter_node_string(node, "source", false, &source, err) ||
        !ter_node_number(node, "yuan", &yuan, &given, err))
        return false;
    if (!given)
        return ter_node_fault(node, err, "has no \"yuan\"");
    return ter_plan_costs_add(costs, layer, defect, needs, yuan, source, err) ||
           ter_wrap(err, "at %s", node->path);
}

static bool read_table(
    struct ter_plan_costs *costs, const json_t *json, const struct ter_layer *layer, struct ter_error *err)
{
    struct ter_node root = {json, ""};
    struct ter_node list = ter_node_child(&root, "costs");
    if (!TER_NODE_MEMBERS(&root, err, "about", "costs"))
        return false;
    if (!json_is_array(list.json))
        return ter_node_fault(&root, err, "must hold \"costs\": [ … ]");
    for (size_t i = 0; i < json_array_size(list.json); i++) {
        struct ter_node node = ter_node_item(&list, i);
        if (!read_cost(costs, &node, layer, err))
            return false;
    }
    return true;
}

bool ter_plan_costs_parse(const char *text, size_t size, const char *name, const struct ter_layer *layer,
    struct ter_plan_costs **ret_costs, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = NULL;
    TER_AUTO(ter_plan_costs_free) struct ter_plan_costs *costs = ter_plan_costs_new();
    if (!ter_json_parse(text, size, name, &json, err))
        return false;
    if (!read_table(costs, json, layer, err))
        return ter_wrap(err, "%s", name);
    *ret_costs = costs;
    costs = NULL;
    return true;
}

static double find(const struct ter_plan_costs *costs, const char *defect, const char *needs)
{
    for (size_t i = 0; i < costs->count; i++)
        if (same(costs->items[i].defect, defect) && same(costs->items[i].needs, needs))
            return costs->items[i].yuan;
    return NAN;
}

double ter_plan_cost_of(const struct ter_plan_costs *costs, const char *defect, const char *needs)
{
    double yuan = costs && defect ? find(costs, defect, NULL) : (double)NAN;
    return isnan(yuan) && costs && needs ? find(costs, NULL, needs) : yuan;
}
