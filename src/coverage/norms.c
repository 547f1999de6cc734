/* Owns the table of norms: reading it, replacing entries, looking them up. Knows nothing of what is computed
 * with them. */
#include "norms.h"

#include "base/embedded.h"
#include "base/text.h"
#include "layer/node.h"

#include <stdlib.h>
#include <string.h>

extern const struct ter_embedded ter_embedded_norms[];

static void free_norm(struct ter_norm *norm)
{
    free(norm->layer);
    free(norm->name);
    free(norm->class_field);
    free(norm->class_value);
    for (int lang = TER_EN; lang <= TER_ZH; lang++) {
        free(norm->title.text[lang]);
        free(norm->source.text[lang]);
    }
    *norm = (struct ter_norm){0};
}

static void free_standing(struct ter_norm_standing *standing)
{
    free(standing->layer);
    ter_strings_free(&standing->broken);
    ter_strings_free(&standing->planned);
    *standing = (struct ter_norm_standing){0};
}

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static struct ter_norm *find_norm(
    const struct ter_norms *norms, const char *layer, const char *name, const char *class_value)
{
    for (size_t i = 0; i < norms->count; i++) {
        struct ter_norm *norm = &norms->items[i];
        if (same(norm->layer, layer) && same(norm->name, name) && same(norm->class_value, class_value))
            return norm;
    }
    return NULL;
}

static bool read_value(const struct ter_node *node, double *ret_value, struct ter_error *err)
{
    if (!json_is_number(node->json) || json_number_value(node->json) < 0)
        return ter_node_fault(node, err, "must be a number, 0 or more");
    *ret_value = json_number_value(node->json);
    return true;
}

/* "value": 150, or a rising list with "main": the one of them that is the norm itself. */
static bool read_values(const struct ter_node *parent, struct ter_norm *norm, struct ter_error *err)
{
    struct ter_node node = ter_node_child(parent, "value");
    if (!json_is_array(node.json)) {
        norm->value_count = 1;
        return read_value(&node, norm->values, err);
    }
    norm->value_count = json_array_size(node.json);
    if (!norm->value_count || norm->value_count > TER_NORM_MOST_VALUES)
        return ter_node_fault(&node, err, "must hold one to eight numbers");
    double main_value = (double)0;
    bool given = false;
    if (!ter_node_number(parent, "main", &main_value, &given, err))
        return false;
    for (size_t i = 0; i < norm->value_count; i++) {
        struct ter_node item = ter_node_item(&node, i);
        if (!read_value(&item, &norm->values[i], err))
            return false;
        if (i && norm->values[i] <= norm->values[i - 1])
            return ter_node_fault(&item, err, "must be more than the one before it");
        if (given && norm->values[i] == main_value)
            norm->main_value = i;
    }
    return true;
}

static bool read_state(const struct ter_node *parent, struct ter_norm *norm, struct ter_error *err)
{
    TER_AUTO_FREE char *state = NULL;
    if (!ter_node_string(parent, "state", false, &state, err))
        return false;
    if (state && (strlen(state) != 1 || !strchr("vs?u", state[0]))) {
        struct ter_node node = ter_node_child(parent, "state");
        return ter_node_fault(&node, err, "must be \"v\", \"s\", \"?\" or \"u\"");
    }
    norm->state = state ? state[0] : 'u';
    return true;
}

static bool read_norm(const struct ter_node *node, struct ter_norm *norm, struct ter_error *err)
{
    if (!TER_NODE_MEMBERS(node, err, "layer", "name", "class_field", "class", "value", "main", "state",
            "title", "source") ||
        !ter_node_identifier(node, "layer", &norm->layer, err) ||
        !ter_node_identifier(node, "name", &norm->name, err) ||
        !ter_node_string(node, "class_field", false, &norm->class_field, err) ||
        !ter_node_string(node, "class", false, &norm->class_value, err))
        return false;
    if (!norm->class_field != !norm->class_value)
        return ter_node_fault(node, err, "class_field and class go together");
    return read_values(node, norm, err) && read_state(node, norm, err) &&
           ter_node_label(node, "title", true, &norm->title, err) &&
           ter_node_label(node, "source", true, &norm->source, err);
}

/* A norm under a name that nothing asks for would be read and do nothing. The shipped table names them all.
 */
static bool name_is_asked_for(
    const struct ter_norms *norms, const struct ter_node *parent, const char *name, struct ter_error *err)
{
    if (!norms->shipped)
        return true;
    TER_AUTO_FREE const char **known = ter_alloc(norms->shipped * sizeof *known);
    for (size_t i = 0; i < norms->shipped; i++) {
        known[i] = norms->items[i].name;
        if (strcmp(known[i], name) == 0)
            return true;
    }
    struct ter_node node = ter_node_child(parent, "name");
    const char *near = ter_text_suggest(name, known, norms->shipped);
    TER_AUTO_FREE char *fault =
        ter_format("is not a norm that anything asks for; did you mean \"%s\"?", near ? near : known[0]);
    return ter_node_fault(&node, err, fault);
}

static bool add_norm(struct ter_norms *norms, const struct ter_node *node, struct ter_error *err)
{
    struct ter_norm norm = {0};
    if (!read_norm(node, &norm, err)) {
        free_norm(&norm);
        return false;
    }
    struct ter_norm *old = find_norm(norms, norm.layer, norm.name, norm.class_value);
    if (!old && !name_is_asked_for(norms, node, norm.name, err)) {
        free_norm(&norm);
        return false;
    }
    if (old) {
        free_norm(old);
        *old = norm;
        return true;
    }
    norms->items = ter_grow(norms->items, &norms->capacity, norms->count + 1, sizeof *norms->items);
    norms->items[norms->count++] = norm;
    return true;
}

static bool add_standing(struct ter_norms *norms, const struct ter_node *node, struct ter_error *err)
{
    struct ter_norm_standing standing = {0};
    if (!TER_NODE_MEMBERS(node, err, "layer", "broken", "planned") ||
        !ter_node_identifier(node, "layer", &standing.layer, err) ||
        !ter_node_strings(node, "broken", &standing.broken, err) ||
        !ter_node_strings(node, "planned", &standing.planned, err)) {
        free_standing(&standing);
        return false;
    }
    for (size_t i = 0; i < norms->standing_count; i++)
        if (strcmp(norms->standings[i].layer, standing.layer) == 0) {
            free_standing(&norms->standings[i]);
            norms->standings[i] = standing;
            return true;
        }
    norms->standings = ter_grow(
        norms->standings, &norms->standing_capacity, norms->standing_count + 1, sizeof *norms->standings);
    norms->standings[norms->standing_count++] = standing;
    return true;
}

static bool add_list(struct ter_norms *norms, const struct ter_node *root, const char *key,
    bool (*add)(struct ter_norms *norms, const struct ter_node *node, struct ter_error *err),
    struct ter_error *err)
{
    struct ter_node list = ter_node_child(root, key);
    if (list.json && !json_is_array(list.json))
        return ter_node_fault(&list, err, "must be a list [ … ]");
    for (size_t i = 0; list.json && i < json_array_size(list.json); i++) {
        struct ter_node node = ter_node_item(&list, i);
        if (!add(norms, &node, err))
            return false;
    }
    return true;
}

static bool add_table(
    struct ter_norms *norms, const char *text, size_t size, const char *name, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = NULL;
    if (!ter_json_parse(text, size, name, &json, err))
        return false;
    struct ter_node root = {json, ""};
    int version = 1;
    return (TER_NODE_MEMBERS(&root, err, "version", "about", "norms", "standings") &&
               ter_node_whole(&root, "version", 1, 1, &version, err) &&
               add_list(norms, &root, "norms", add_norm, err) &&
               add_list(norms, &root, "standings", add_standing, err)) ||
           ter_wrap(err, "%s", name);
}

bool ter_norms_shipped(struct ter_norms **ret_norms, struct ter_error *err)
{
    TER_AUTO(ter_norms_free) struct ter_norms *norms = ter_alloc(sizeof *norms);
    const struct ter_embedded *file = ter_embedded_norms;
    if (!add_table(norms, (const char *)file->data, file->size, file->name, err))
        return false;
    norms->shipped = norms->count;
    *ret_norms = norms;
    norms = NULL;
    return true;
}

bool ter_norms_parse(
    const char *text, size_t size, const char *name, struct ter_norms **ret_norms, struct ter_error *err)
{
    TER_AUTO(ter_norms_free) struct ter_norms *norms = NULL;
    if (!ter_norms_shipped(&norms, err) || !add_table(norms, text, size, name, err))
        return false;
    *ret_norms = norms;
    norms = NULL;
    return true;
}

void ter_norms_free(struct ter_norms *norms)
{
    for (size_t i = 0; norms && i < norms->count; i++)
        free_norm(&norms->items[i]);
    for (size_t i = 0; norms && i < norms->standing_count; i++)
        free_standing(&norms->standings[i]);
    if (norms) {
        free(norms->items);
        free(norms->standings);
    }
    free(norms);
}

const struct ter_norm *ter_norms_find(
    const struct ter_norms *norms, const char *layer, const char *name, const char *class_value)
{
    return find_norm(norms, layer, name, class_value);
}

const char *ter_norms_class_field(const struct ter_norms *norms, const char *layer, const char *name)
{
    for (size_t i = 0; i < norms->count; i++) {
        const struct ter_norm *norm = &norms->items[i];
        if (norm->class_field && strcmp(norm->layer, layer) == 0 && strcmp(norm->name, name) == 0)
            return norm->class_field;
    }
    return NULL;
}

double ter_norm_value(const struct ter_norm *norm, double otherwise)
{
    return norm ? norm->values[norm->main_value] : otherwise;
}

const struct ter_norm_standing *ter_norms_standing(const struct ter_norms *norms, const char *layer)
{
    for (size_t i = 0; i < norms->standing_count; i++)
        if (strcmp(norms->standings[i].layer, layer) == 0)
            return &norms->standings[i];
    return NULL;
}
