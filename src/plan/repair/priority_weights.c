/* Owns the table of weights: reading it, replacing parts, checking that it adds up. Knows nothing of what is
 * measured. */
#include "priority_weights.h"

#include "base/embedded.h"
#include "base/text.h"
#include "layer/node.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

extern const struct ter_embedded ter_embedded_weights[];

static const double whole = 100; /* what the weights sum to */

static const char *const names[TER_PLAN_PARTS] = {
    [TER_PLAN_SEVERITY] = "severity",
    [TER_PLAN_CERTAIN] = "certain",
    [TER_PLAN_POSSIBLE] = "possible",
    [TER_PLAN_SITES] = "sites",
    [TER_PLAN_AGE] = "age",
    [TER_PLAN_TARGET] = "target",
    [TER_PLAN_SHARE] = "share",
};

const char *ter_plan_part_name(enum ter_plan_part part)
{
    return names[part];
}

static void free_label(struct ter_label *label)
{
    for (int lang = TER_EN; lang <= TER_ZH; lang++) {
        free(label->text[lang]);
        label->text[lang] = NULL;
    }
}

static void free_weight(struct ter_plan_weight *weight)
{
    free_label(&weight->title);
    free_label(&weight->unit);
    free_label(&weight->reason);
}

/* A label that was given takes the place of the one before. */
static bool read_label(
    const struct ter_node *parent, const char *key, struct ter_label *label, struct ter_error *err)
{
    struct ter_label read = {{NULL, NULL}};
    if (!ter_node_child(parent, key).json)
        return label->text[TER_EN] || ter_node_label(parent, key, true, label, err);
    if (!ter_node_label(parent, key, true, &read, err)) {
        free_label(&read);
        return false;
    }
    free_label(label);
    *label = read;
    return true;
}

static bool read_part_name(const struct ter_node *node, enum ter_plan_part *ret_part, struct ter_error *err)
{
    TER_AUTO_FREE char *name = NULL;
    if (!ter_node_string(node, "name", true, &name, err))
        return false;
    for (int part = 0; part < TER_PLAN_PARTS; part++)
        if (strcmp(names[part], name) == 0) {
            *ret_part = (enum ter_plan_part)part;
            return true;
        }
    struct ter_node at = ter_node_child(node, "name");
    const char *near = ter_text_suggest(name, names, TER_PLAN_PARTS);
    TER_AUTO_FREE char *fault =
        ter_format("\"%s\" is not a part of the score; did you mean \"%s\"?", name, near ? near : names[0]);
    return ter_node_fault(&at, err, fault);
}

static bool read_part(struct ter_plan_weights *weights, const struct ter_node *node, struct ter_error *err)
{
    enum ter_plan_part part = TER_PLAN_SEVERITY;
    bool given = false;
    if (!TER_NODE_MEMBERS(node, err, "name", "weight", "zero", "full", "title", "unit", "reason") ||
        !read_part_name(node, &part, err))
        return false;
    struct ter_plan_weight *weight = &weights->parts[part];
    if (!ter_node_number(node, "weight", &weight->weight, &given, err) ||
        !ter_node_number(node, "zero", &weight->zero, &given, err) ||
        !ter_node_number(node, "full", &weight->full, &given, err))
        return false;
    struct ter_node at = ter_node_child(node, "weight");
    if (!(weight->weight >= 0 && weight->weight <= whole))
        return ter_node_fault(&at, err, "must be a number from 0 to 100");
    if (weight->zero == weight->full)
        return ter_node_fault(node, err, "\"zero\" and \"full\" must differ");
    /* A graver defect must never rank lower; the same for the others, each in its own direction. */
    if ((weight->zero < weight->full) == (part == TER_PLAN_TARGET))
        return ter_node_fault(node, err,
            part == TER_PLAN_TARGET ? "\"full\" must be below \"zero\": fewer days left count more"
                                    : "\"full\" must be above \"zero\"");
    return read_label(node, "title", &weight->title, err) && read_label(node, "unit", &weight->unit, err) &&
           read_label(node, "reason", &weight->reason, err);
}

static bool read_parts(struct ter_plan_weights *weights, const struct ter_node *root, struct ter_error *err)
{
    struct ter_node list = ter_node_child(root, "parts");
    if (!list.json)
        return true;
    if (!json_is_array(list.json))
        return ter_node_fault(&list, err, "must be a list [ … ]");
    for (size_t i = 0; i < json_array_size(list.json); i++) {
        struct ter_node node = ter_node_item(&list, i);
        if (!read_part(weights, &node, err))
            return false;
    }
    return true;
}

static bool read_position(
    struct ter_plan_weights *weights, const struct ter_node *root, struct ter_error *err)
{
    struct ter_node node = ter_node_child(root, "position");
    bool given = false;
    if (!node.json)
        return true;
    if (!TER_NODE_MEMBERS(&node, err, "coarse_from", "reason") ||
        !ter_node_number(&node, "coarse_from", &weights->coarse_from, &given, err))
        return false;
    struct ter_node at = ter_node_child(&node, "coarse_from");
    if (!(weights->coarse_from > 0 && weights->coarse_from <= 1))
        return ter_node_fault(&at, err, "must be above 0 and at most 1");
    return read_label(&node, "reason", &weights->coarse_reason, err);
}

static bool read_sites(struct ter_plan_weights *weights, const struct ter_node *root, struct ter_error *err)
{
    struct ter_node node = ter_node_child(root, "sites");
    struct ter_strings by = {0};
    char *layer = NULL;
    bool given = false;
    if (!node.json)
        return true;
    if (!TER_NODE_MEMBERS(&node, err, "layer", "by", "without", "reason") ||
        !ter_node_number(&node, "without", &weights->site_without, &given, err))
        return false;
    struct ter_node at = ter_node_child(&node, "without");
    if (!(weights->site_without >= 0))
        return ter_node_fault(&at, err, "must be a number, 0 or more");
    if (ter_node_child(&node, "layer").json) {
        if (!ter_node_identifier(&node, "layer", &layer, err))
            return false;
        free(weights->site_layer);
        weights->site_layer = layer;
    }
    if (ter_node_child(&node, "by").json) {
        if (!ter_node_strings(&node, "by", &by, err)) {
            ter_strings_free(&by);
            return false;
        }
        ter_strings_free(&weights->site_by);
        weights->site_by = by;
    }
    return read_label(&node, "reason", &weights->site_reason, err);
}

static bool check_sum(const struct ter_plan_weights *weights, struct ter_error *err)
{
    static const double rounding = 1e-9;
    double sum = 0;
    for (int part = 0; part < TER_PLAN_PARTS; part++)
        sum += weights->parts[part].weight;
    return fabs(sum - whole) < rounding ||
           ter_fail(err, TER_USAGE,
               "the weights sum to %g and must sum to 100 (parts that are not named keep "
               "the shipped weight)",
               sum);
}

static bool read_table(
    struct ter_plan_weights *weights, const char *text, size_t size, const char *name, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = NULL;
    if (!ter_json_parse(text, size, name, &json, err))
        return false;
    struct ter_node root = {json, ""};
    int version = 1;
    return (TER_NODE_MEMBERS(&root, err, "version", "about", "parts", "position", "sites") &&
               ter_node_whole(&root, "version", 1, 1, &version, err) && read_parts(weights, &root, err) &&
               read_position(weights, &root, err) && read_sites(weights, &root, err) &&
               check_sum(weights, err)) ||
           ter_wrap(err, "%s", name);
}

bool ter_plan_weights_shipped(struct ter_plan_weights **ret_weights, struct ter_error *err)
{
    TER_AUTO(ter_plan_weights_free) struct ter_plan_weights *weights = ter_alloc(sizeof *weights);
    const struct ter_embedded *file = ter_embedded_weights;
    if (!read_table(weights, (const char *)file->data, file->size, file->name, err))
        return false;
    *ret_weights = weights;
    weights = NULL;
    return true;
}

bool ter_plan_weights_parse(const char *text, size_t size, const char *name,
    struct ter_plan_weights **ret_weights, struct ter_error *err)
{
    TER_AUTO(ter_plan_weights_free) struct ter_plan_weights *weights = NULL;
    if (!ter_plan_weights_shipped(&weights, err) || !read_table(weights, text, size, name, err))
        return false;
    *ret_weights = weights;
    weights = NULL;
    return true;
}

void ter_plan_weights_free(struct ter_plan_weights *weights)
{
    if (!weights)
        return;
    for (int part = 0; part < TER_PLAN_PARTS; part++)
        free_weight(&weights->parts[part]);
    free_label(&weights->coarse_reason);
    free_label(&weights->site_reason);
    free(weights->site_layer);
    ter_strings_free(&weights->site_by);
    free(weights);
}

double ter_plan_weight_value(const struct ter_plan_weight *weight, double measure)
{
    double value = (measure - weight->zero) / (weight->full - weight->zero);
    return fmin(fmax(value, 0), 1);
}
