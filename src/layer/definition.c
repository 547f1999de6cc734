/* Owns the reading of a layer file: from JSON to struct ter_layer, every mistake named by its JSON path.
 * Knows nothing of tables, files or commands. */
#include "base/embedded.h"
#include "base/json.h"
#include "base/text.h"
#include "layer.h"

#include <stdlib.h>
#include <string.h>

extern const struct ter_embedded ter_embedded_layers[];

/* A place in the document, with the path that a message names. */
struct node {
    const json_t *json;
    char path[128];
};

static bool fault(const struct node *node, struct ter_error *err, const char *what)
{
    return ter_fail(err, TER_FAILED, "at %s: %s", *node->path ? node->path : "/", what);
}

/* Members that may stand in an object of the layer file; anything else is a typing mistake. */
static bool check_members(
    const struct node *node, const char *const *known, size_t count, struct ter_error *err)
{
    if (!json_is_object(node->json))
        return fault(node, err, "must be an object { … }");
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)node->json, key, value)
    {
        bool found = false;
        for (size_t i = 0; i < count && !found; i++)
            found = strcmp(key, known[i]) == 0;
        if (found)
            continue;
        const char *near = ter_text_suggest(key, known, count);
        return ter_fail(err, TER_FAILED, "at %s/%s: unknown member%s%s%s", node->path, key,
            near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
    }
    return true;
}
#define CHECK_MEMBERS(node, err, ...)                                                                        \
    check_members(node, (const char *const[]){__VA_ARGS__},                                                  \
        sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *), err)

static struct node child(const struct node *parent, const char *key)
{
    struct node node = {json_object_get(parent->json, key), ""};
    snprintf(node.path, sizeof node.path, "%.80s/%.40s", parent->path, key);
    return node;
}

static struct node item(const struct node *parent, size_t index)
{
    struct node node = {json_array_get(parent->json, index), ""};
    snprintf(node.path, sizeof node.path, "%.100s/%zu", parent->path, index);
    return node;
}

static bool read_string(
    const struct node *parent, const char *key, bool required, char **ret_text, struct ter_error *err)
{
    struct node node = child(parent, key);
    if (!node.json)
        return required ? fault(&node, err, "is missing; it must be a string") : true;
    const char *text = json_string_value(node.json);
    if (!text || !*text)
        return fault(&node, err, "must be a string that is not empty");
    for (const char *p = text; *p; p++)
        if ((unsigned char)*p < 0x20)
            return fault(&node, err, "must not hold control characters");
    *ret_text = ter_strdup(text);
    return true;
}

static bool read_number(
    const struct node *parent, const char *key, double *ret_value, bool *ret_given, struct ter_error *err)
{
    struct node node = child(parent, key);
    *ret_given = node.json != NULL;
    if (!node.json)
        return true;
    if (!json_is_number(node.json))
        return fault(&node, err, "must be a number");
    *ret_value = json_number_value(node.json);
    return true;
}

static bool read_switch(const struct node *parent, const char *key, bool *ret_value, struct ter_error *err)
{
    struct node node = child(parent, key);
    if (node.json && !json_is_boolean(node.json))
        return fault(&node, err, "must be true or false");
    *ret_value = json_is_true(node.json);
    return true;
}

static bool read_label(const struct node *parent, const char *key, bool required, struct ter_label *ret_label,
    struct ter_error *err)
{
    struct node node = child(parent, key);
    if (!node.json && !required)
        return true;
    if (!node.json)
        return fault(&node, err, "is missing; write {\"en\": \"…\", \"zh\": \"…\"}");
    return CHECK_MEMBERS(&node, err, "en", "zh") &&
           read_string(&node, "en", true, &ret_label->text[TER_EN], err) &&
           read_string(&node, "zh", true, &ret_label->text[TER_ZH], err);
}

static bool read_strings(
    const struct node *parent, const char *key, struct ter_strings *ret_list, struct ter_error *err)
{
    struct node node = child(parent, key);
    if (!node.json)
        return true;
    if (!json_is_array(node.json))
        return fault(&node, err, "must be a list of strings");
    for (size_t i = 0; i < json_array_size(node.json); i++) {
        struct node one = item(&node, i);
        if (!json_is_string(one.json))
            return fault(&one, err, "must be a string");
        ter_strings_add(ret_list, json_string_value(one.json));
    }
    return true;
}

/* Names become table and column names: nothing else may ever reach SQL. */
static bool is_identifier(const char *name)
{
    if (!(*name >= 'a' && *name <= 'z') || strlen(name) > 40)
        return false;
    for (; *name; name++)
        if (!((*name >= 'a' && *name <= 'z') || (*name >= '0' && *name <= '9') || *name == '_'))
            return false;
    return true;
}

static bool read_identifier(
    const struct node *parent, const char *key, char **ret_name, struct ter_error *err)
{
    if (!read_string(parent, key, true, ret_name, err))
        return false;
    struct node node = child(parent, key);
    return is_identifier(*ret_name)
               ? true
               : fault(&node, err,
                     "must be a name of a-z, 0-9 and _ that starts with a letter, at most 40 long");
}

static bool is_color(const char *text)
{
    return strlen(text) == 7 && text[0] == '#' && strspn(text + 1, "0123456789abcdef") == 6;
}

static bool read_choice(const struct node *node, struct ter_choice *choice, struct ter_error *err)
{
    double severity = -1;
    bool given;
    choice->severity = -1;
    if (!CHECK_MEMBERS(node, err, "value", "title", "aliases", "color", "severity", "needs") ||
        !read_identifier(node, "value", &choice->value, err) ||
        !read_label(node, "title", true, &choice->title, err) ||
        !read_strings(node, "aliases", &choice->aliases, err) ||
        !read_string(node, "color", false, &choice->color, err) ||
        !read_string(node, "needs", false, &choice->needs, err) ||
        !read_number(node, "severity", &severity, &given, err))
        return false;
    if (choice->color && !is_color(choice->color))
        return ter_fail(err, TER_FAILED, "at %s/color: \"%s\" is not a colour; write #rrggbb in lower case",
            node->path, choice->color);
    if (given && (severity < 0 || severity > 5 || severity != (int)severity))
        return ter_fail(err, TER_FAILED, "at %s/severity: must be a whole number from 0 to 5", node->path);
    choice->severity = (int)severity;
    return true;
}

static bool read_domain(
    struct ter_layer *layer, const char *name, const struct node *list, struct ter_error *err)
{
    if (!json_is_array(list->json) || !json_array_size(list->json))
        return fault(list, err, "must be a list of at least one {\"value\", \"title\"}");
    layer->domains = ter_realloc(layer->domains, (layer->domain_count + 1) * sizeof *layer->domains);
    struct ter_domain *domain = &layer->domains[layer->domain_count++];
    *domain = (struct ter_domain){.name = ter_strdup(name)};
    domain->choices = ter_alloc(json_array_size(list->json) * sizeof *domain->choices);
    for (size_t i = 0; i < json_array_size(list->json); i++) {
        struct node one = item(list, i);
        struct ter_choice *choice = &domain->choices[domain->count++];
        if (!read_choice(&one, choice, err))
            return false;
        for (size_t j = 0; j < i; j++)
            if (strcmp(domain->choices[j].value, choice->value) == 0)
                return fault(&one, err, "repeats a value of the same domain");
    }
    return true;
}

static bool read_domains(struct ter_layer *layer, const struct node *root, struct ter_error *err)
{
    struct node node = child(root, "domains");
    if (!node.json)
        return true;
    if (!json_is_object(node.json))
        return fault(&node, err, "must be an object of lists");
    const char *name;
    json_t *unused;
    json_object_foreach((json_t *)(uintptr_t)node.json, name, unused)
    {
        struct node list = child(&node, name);
        if (!is_identifier(name) || strcmp(name, "status") == 0)
            return fault(&list, err, "is not a name for a domain (a-z, 0-9, _; \"status\" stands apart)");
        if (!read_domain(layer, name, &list, err))
            return false;
    }
    return true;
}

static const struct ter_domain *find_domain(const struct ter_layer *layer, const char *name)
{
    for (size_t i = 0; i < layer->domain_count; i++)
        if (strcmp(layer->domains[i].name, name) == 0)
            return &layer->domains[i];
    return NULL;
}

static bool read_field_type(const struct node *node, enum ter_field_type *ret_type, struct ter_error *err)
{
    static const char *const names[] = {"text", "integer", "real", "date"};
    TER_AUTO_FREE char *type = NULL;
    if (!read_string(node, "type", true, &type, err))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(type, names[i]) == 0) {
            *ret_type = (enum ter_field_type)i;
            return true;
        }
    return ter_fail(err, TER_FAILED, "at %s/type: \"%s\" is not a type; use text, integer, real or date",
        node->path, type);
}

static bool check_shapefile_name(const struct node *node, const char *shp, struct ter_error *err)
{
    bool good = strlen(shp) <= 10;
    for (const char *p = shp; *p; p++)
        good = good && ((*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') || *p == '_');
    return good ? true
                : ter_fail(err, TER_FAILED,
                      "at %s/shp: \"%s\" is not a Shapefile name; use A-Z, 0-9, _, at most 10", node->path,
                      shp);
}

static bool read_field(struct ter_layer *layer, const struct node *node, struct ter_error *err)
{
    struct ter_field *field = &layer->fields[layer->field_count++];
    TER_AUTO_FREE char *domain = NULL;
    if (!CHECK_MEMBERS(node, err, "name", "type", "title", "aliases", "shp", "domain", "required",
            "automatic", "min", "max") ||
        !read_identifier(node, "name", &field->name, err) || !read_field_type(node, &field->type, err) ||
        !read_label(node, "title", true, &field->title, err) ||
        !read_strings(node, "aliases", &field->aliases, err) ||
        !read_string(node, "shp", true, &field->shp, err) || !check_shapefile_name(node, field->shp, err) ||
        !read_string(node, "domain", false, &domain, err) ||
        !read_switch(node, "required", &field->required, err) ||
        !read_switch(node, "automatic", &field->automatic, err) ||
        !read_number(node, "min", &field->min, &field->has_min, err) ||
        !read_number(node, "max", &field->max, &field->has_max, err))
        return false;
    if (domain && !(field->domain = find_domain(layer, domain)))
        return ter_fail(
            err, TER_FAILED, "at %s/domain: there is no domain \"%s\" in /domains", node->path, domain);
    if (domain && field->type != TER_FIELD_TEXT)
        return ter_fail(err, TER_FAILED, "at %s/type: a field with a domain must be text", node->path);
    if (strcmp(field->name, "geom") == 0)
        return ter_fail(err, TER_FAILED, "at %s/name: \"geom\" is the geometry's own column", node->path);
    for (const struct ter_field *other = layer->fields; other < field; other++)
        if (strcmp(other->name, field->name) == 0 || strcmp(other->shp, field->shp) == 0)
            return ter_fail(err, TER_FAILED,
                "at %s: name \"%s\" or Shapefile name \"%s\" is taken by field \"%s\"", node->path,
                field->name, field->shp, other->name);
    return true;
}

static bool read_fields(struct ter_layer *layer, const struct node *list, struct ter_error *err)
{
    if (!json_is_array(list->json))
        return fault(list, err, "must be a list of fields");
    size_t count = json_array_size(list->json);
    if (layer->field_count + count > TER_MAX_FIELDS)
        return ter_fail(err, TER_FAILED,
            "at %s: a layer can have at most %d fields, the common ones included", list->path,
            TER_MAX_FIELDS);
    for (size_t i = 0; i < count; i++) {
        struct node one = item(list, i);
        if (!read_field(layer, &one, err))
            return false;
    }
    return true;
}

static bool need_status(
    const struct ter_layer *layer, const struct node *node, const char *value, struct ter_error *err)
{
    const struct ter_domain *domain = find_domain(layer, "status");
    for (size_t i = 0; i < domain->count; i++)
        if (strcmp(domain->choices[i].value, value) == 0)
            return true;
    return ter_fail(err, TER_FAILED, "at %s: \"%s\" is not one of /status/values", node->path, value);
}

static bool read_transitions(struct ter_layer *layer, const struct node *status, struct ter_error *err)
{
    struct node node = child(status, "transitions");
    if (!json_is_object(node.json))
        return fault(&node, err, "must be an object: status -> list of the status values that may follow");
    const char *from;
    json_t *unused;
    json_object_foreach((json_t *)(uintptr_t)node.json, from, unused)
    {
        struct node list = child(&node, from);
        TER_AUTO_STRINGS struct ter_strings next = {0};
        if (!need_status(layer, &list, from, err) || !read_strings(&node, from, &next, err))
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

static bool read_status(struct ter_layer *layer, const struct node *root, struct ter_error *err)
{
    struct node node = child(root, "status");
    if (!node.json)
        return fault(&node, err, "is missing; a layer has a status life-cycle");
    struct node values = child(&node, "values");
    struct node initial = child(&node, "initial"), available = child(&node, "available");
    if (!CHECK_MEMBERS(&node, err, "initial", "values", "transitions", "available") ||
        !read_domain(layer, "status", &values, err) ||
        !read_string(&node, "initial", true, &layer->initial_status, err) ||
        !need_status(layer, &initial, layer->initial_status, err) || !read_transitions(layer, &node, err) ||
        !read_strings(&node, "available", &layer->available, err))
        return false;
    for (size_t i = 0; i < layer->available.count; i++)
        if (!need_status(layer, &available, layer->available.items[i], err))
            return false;
    return true;
}

static bool read_geometry(struct ter_layer *layer, const struct node *root, struct ter_error *err)
{
    TER_AUTO_FREE char *name = NULL;
    if (!read_string(root, "geometry", true, &name, err))
        return false;
    static const enum ter_geometry_type types[] = {TER_POINT, TER_MULTILINESTRING, TER_MULTIPOLYGON};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(ter_geometry_name(types[i]), name) == 0) {
            layer->geometry = types[i];
            return true;
        }
    return ter_fail(err, TER_FAILED,
        "at /geometry: \"%s\" is not a geometry; use Point, MultiLineString or MultiPolygon", name);
}

static bool read_code(struct ter_layer *layer, const struct node *root, struct ter_error *err)
{
    struct node node = child(root, "code");
    double digits = 0;
    bool given;
    if (!CHECK_MEMBERS(&node, err, "prefix", "digits") ||
        !read_string(&node, "prefix", true, &layer->code_prefix, err) ||
        !read_number(&node, "digits", &digits, &given, err))
        return false;
    if (!given || digits < 1 || digits > 12 || digits != (int)digits)
        return fault(&node, err, "\"digits\" must be a whole number from 1 to 12");
    for (const char *p = layer->code_prefix; *p; p++)
        if (strlen(layer->code_prefix) > 12 ||
            !(strchr("-_.", *p) || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9')))
            return fault(&node, err, "\"prefix\" must be of A-Z, 0-9, -, _, . and at most 12 long");
    layer->code_digits = (int)digits;
    return true;
}

static bool read_uncertainty(struct ter_layer *layer, const struct node *root, struct ter_error *err)
{
    struct node node = child(root, "uncertainty_m");
    bool manual, imported;
    if (!CHECK_MEMBERS(&node, err, "manual", "imported") ||
        !read_number(&node, "manual", &layer->manual_uncertainty_m, &manual, err) ||
        !read_number(&node, "imported", &layer->imported_uncertainty_m, &imported, err))
        return false;
    if (!manual || !imported || layer->manual_uncertainty_m <= 0 || layer->imported_uncertainty_m <= 0)
        return fault(&node, err, "needs \"manual\" and \"imported\", each in metres and above 0");
    return true;
}

static bool read_indexes(struct ter_layer *layer, const struct node *root, struct ter_error *err)
{
    struct node node = child(root, "indexes");
    size_t count = json_array_size(node.json);
    if (node.json && !json_is_array(node.json))
        return fault(&node, err, "must be a list of lists of field names");
    layer->indexes = ter_alloc((count + 1) * sizeof *layer->indexes);
    for (size_t i = 0; i < count; i++) {
        struct node one = item(&node, i);
        struct ter_index *index = &layer->indexes[layer->index_count++];
        size_t width = json_array_size(one.json);
        if (!json_is_array(one.json) || width < 1 || width > 3)
            return fault(&one, err, "must be a list of one to three field names");
        for (size_t j = 0; j < width; j++) {
            const char *name = json_string_value(json_array_get(one.json, j));
            if (!name || !ter_layer_field(layer, name))
                return fault(&one, err, "names a field that the layer does not have");
            index->fields[j] = ter_strdup(name);
        }
    }
    return true;
}

static bool read_style(struct ter_layer *layer, const struct node *root, struct ter_error *err)
{
    struct node node = child(root, "style");
    if (!CHECK_MEMBERS(&node, err, "by") || !read_string(&node, "by", true, &layer->style_by, err))
        return false;
    const struct ter_field *field = ter_layer_field(layer, layer->style_by);
    return field && field->domain ? true : fault(&node, err, "\"by\" must name a field with a domain");
}

/* Names that the registry's own tables have; SpatiaLite's and SQLite's are kept away by their prefixes. */
static bool is_reserved(const char *name)
{
    static const char *const taken[] = {"event", "target", "source", "history", "place", "place_name", "road",
        "road_name", "layer", "layer_styles", "domain_value", "status_transition", "meta", "write_context",
        "geometry_columns", "spatial_ref_sys"};
    static const char *const prefixes[] = {"sqlite_", "idx_", "gpkg_", "views_", "virts_", "rtree_", "ter_"};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (strcmp(name, taken[i]) == 0)
            return true;
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    return false;
}

static bool read_head(struct ter_layer *layer, const struct node *root, struct ter_error *err)
{
    double version = 0;
    bool given;
    struct node name = child(root, "name"), version_node = child(root, "version");
    if (!CHECK_MEMBERS(root, err, "name", "version", "title", "description", "geometry", "code",
            "uncertainty_m", "fields", "domains", "status", "indexes", "style") ||
        !read_identifier(root, "name", &layer->name, err) ||
        !read_number(root, "version", &version, &given, err) ||
        !read_label(root, "title", true, &layer->title, err) ||
        !read_label(root, "description", true, &layer->description, err))
        return false;
    if (is_reserved(layer->name))
        return fault(&name, err, "is a name that the registry itself uses; choose another");
    if (!given || version < 1 || version > 1e6 || version != (int)version)
        return fault(&version_node, err, "must be a whole number from 1");
    layer->version = (int)version;
    return true;
}

static const char *const role_names[TER_ROLE_COUNT] = {"id", "code", "status", "status_since", "township",
    "location_text", "location_corrected", "method", "precision", "uncertainty_m", "placed_note", "source_id",
    "source_row", "updated_at"};

static bool find_roles(struct ter_layer *layer, struct ter_error *err)
{
    for (size_t i = 0; i < TER_ROLE_COUNT; i++) {
        const struct ter_field *field = ter_layer_field(layer, role_names[i]);
        if (!field)
            return ter_fail(err, TER_FAILED, "layers/common.json lacks the field \"%s\"", role_names[i]);
        layer->role[i] = ter_layer_field_index(layer, field);
    }
    return true;
}

static bool load_common(json_t **ret_json, struct ter_error *err)
{
    const struct ter_embedded *file = ter_embedded_layers;
    while (strcmp(file->name, "common.json") != 0)
        file++;
    return ter_json_parse((const char *)file->data, file->size, "layers/common.json", ret_json, err);
}

static bool read_layer(
    struct ter_layer *layer, const struct node *root, const struct node *common, struct ter_error *err)
{
    struct node before = child(common, "before"), own = child(root, "fields"), after = child(common, "after");
    return read_head(layer, root, err) && read_geometry(layer, root, err) && read_code(layer, root, err) &&
           read_uncertainty(layer, root, err) && read_domains(layer, common, err) &&
           read_domains(layer, root, err) && read_status(layer, root, err) &&
           read_fields(layer, &before, err) && read_fields(layer, &own, err) &&
           read_fields(layer, &after, err) && find_roles(layer, err) && read_indexes(layer, root, err) &&
           read_style(layer, root, err);
}

bool ter_layer_parse(
    const char *text, size_t size, const char *name, struct ter_layer **ret_layer, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = NULL;
    TER_AUTO(ter_json_free) json_t *common_json = NULL;
    TER_AUTO(ter_layer_free) struct ter_layer *layer = ter_alloc(sizeof *layer);
    if (!ter_json_parse(text, size, name, &json, err) || !load_common(&common_json, err))
        return false;
    /* Room for all fields at once: fields are pointed to while the list grows. */
    layer->fields = ter_alloc(TER_MAX_FIELDS * sizeof *layer->fields);
    struct node root = {json, ""}, common = {common_json, ""};
    if (!read_layer(layer, &root, &common, err))
        return ter_wrap(err, "%s", name);
    layer->json = ter_strndup(text, size);
    *ret_layer = layer;
    layer = NULL;
    return true;
}
