/* Owns the reading of a layer file: from JSON to struct ter_layer, every mistake named by its JSON path.
 * Knows nothing of tables, files or commands. */
#include "definition.h"

#include "base/embedded.h"
#include "base/text.h"
#include "guard.h"

#include <stdlib.h>
#include <string.h>

extern const struct ter_embedded ter_embedded_layers[];

static bool read_domains(struct ter_layer *layer, const struct ter_node *root, struct ter_error *err)
{
    struct ter_node node = ter_node_child(root, "domains");
    if (!node.json)
        return true;
    if (!json_is_object(node.json))
        return ter_node_fault(&node, err, "must be an object of lists");
    const char *name;
    json_t *unused;
    json_object_foreach((json_t *)(uintptr_t)node.json, name, unused)
    {
        struct ter_node list = ter_node_child(&node, name);
        if (!ter_is_identifier(name) || strcmp(name, "status") == 0)
            return ter_node_fault(
                &list, err, "is not a name for a domain (a-z, 0-9, _; \"status\" stands apart)");
        if (ter_domain_find(layer, name))
            return ter_node_fault(
                &list, err, "is a domain that every layer has already; choose another name");
        if (!ter_domain_read(layer, name, &list, err))
            return false;
    }
    return true;
}

static bool read_field_type(const struct ter_node *node, enum ter_field_type *ret_type, struct ter_error *err)
{
    static const char *const names[] = {"text", "integer", "real", "date"};
    TER_AUTO_FREE char *type = NULL;
    if (!ter_node_string(node, "type", true, &type, err))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(type, names[i]) == 0) {
            *ret_type = (enum ter_field_type)i;
            return true;
        }
    return ter_fail(err, TER_FAILED, "at %s/type: \"%s\" is not a type; use text, integer, real or date",
        node->path, type);
}

static bool check_shapefile_name(const struct ter_node *node, const char *shp, struct ter_error *err)
{
    bool good = strlen(shp) <= 10;
    for (const char *p = shp; *p; p++)
        good = good && ((*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') || *p == '_');
    return good ? true
                : ter_fail(err, TER_FAILED,
                      "at %s/shp: \"%s\" is not a Shapefile name; use A-Z, 0-9, _, at most 10", node->path,
                      shp);
}

static bool check_limits(const struct ter_node *node, const struct ter_field *field, struct ter_error *err)
{
    bool number = field->type == TER_FIELD_INTEGER || field->type == TER_FIELD_REAL;
    if ((field->has_min || field->has_max) && !number)
        return ter_fail(err, TER_FAILED, "at %s/%s: only numbers have limits", node->path,
            field->has_min ? "min" : "max");
    if (field->has_min && field->has_max && field->min > field->max)
        return ter_fail(err, TER_FAILED, "at %s/min: is above the field's \"max\"", node->path);
    return true;
}

/* SpatiaLite's triggers name the row by ROWID: a column of that name would take its place. */
static bool is_taken_column(const char *name)
{
    return strcmp(name, "geom") == 0 || strcmp(name, "rowid") == 0 || strcmp(name, "oid") == 0;
}

static bool read_field(struct ter_layer *layer, const struct ter_node *node, struct ter_error *err)
{
    struct ter_field *field = &layer->fields[layer->field_count++];
    TER_AUTO_FREE char *domain = NULL;
    if (!TER_NODE_MEMBERS(node, err, "name", "type", "title", "aliases", "shp", "domain", "required",
            "automatic", "fill_down", "public", "min", "max") ||
        !ter_node_identifier(node, "name", &field->name, err) || !read_field_type(node, &field->type, err) ||
        !ter_node_label(node, "title", true, &field->title, err) ||
        !ter_node_strings(node, "aliases", &field->aliases, err) ||
        !ter_node_string(node, "shp", true, &field->shp, err) ||
        !check_shapefile_name(node, field->shp, err) ||
        !ter_node_string(node, "domain", false, &domain, err) ||
        !ter_node_switch(node, "required", &field->required, err) ||
        !ter_node_switch(node, "automatic", &field->automatic, err) ||
        !ter_node_switch(node, "fill_down", &field->fill_down, err) ||
        !ter_node_switch(node, "public", &field->is_public, err) ||
        !ter_node_number(node, "min", &field->min, &field->has_min, err) ||
        !ter_node_number(node, "max", &field->max, &field->has_max, err))
        return false;
    if (domain && !(field->domain = ter_domain_find(layer, domain)))
        return ter_fail(
            err, TER_FAILED, "at %s/domain: there is no domain \"%s\" in /domains", node->path, domain);
    if (domain && field->type != TER_FIELD_TEXT)
        return ter_fail(err, TER_FAILED, "at %s/type: a field with a domain must be text", node->path);
    if (!check_limits(node, field, err))
        return false;
    if (is_taken_column(field->name))
        return ter_fail(err, TER_FAILED,
            "at %s/name: \"%s\" is a column that SQLite or SpatiaLite uses itself; choose another",
            node->path, field->name);
    for (const struct ter_field *other = layer->fields; other < field; other++)
        if (strcmp(other->name, field->name) == 0 || strcmp(other->shp, field->shp) == 0)
            return ter_fail(err, TER_FAILED,
                "at %s: name \"%s\" or Shapefile name \"%s\" is taken by field \"%s\"", node->path,
                field->name, field->shp, other->name);
    return true;
}

static bool read_fields(struct ter_layer *layer, const struct ter_node *list, struct ter_error *err)
{
    if (!json_is_array(list->json))
        return ter_node_fault(list, err, "must be a list of fields");
    size_t count = json_array_size(list->json);
    if (layer->field_count + count > TER_MAX_FIELDS)
        return ter_fail(err, TER_FAILED,
            "at %s: a layer can have at most %d fields, the common ones included", list->path,
            TER_MAX_FIELDS);
    for (size_t i = 0; i < count; i++) {
        struct ter_node one = ter_node_item(list, i);
        if (!read_field(layer, &one, err))
            return false;
    }
    return true;
}

static bool read_geometry(struct ter_layer *layer, const struct ter_node *root, struct ter_error *err)
{
    TER_AUTO_FREE char *name = NULL;
    if (!ter_node_string(root, "geometry", true, &name, err))
        return false;
    static const enum ter_geometry_type types[] = {
        TER_GEOMETRY_NONE, TER_POINT, TER_MULTILINESTRING, TER_MULTIPOLYGON};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(ter_geometry_name(types[i]), name) == 0) {
            layer->geometry = types[i];
            return true;
        }
    return ter_fail(err, TER_FAILED,
        "at /geometry: \"%s\" is not a geometry; use Point, MultiLineString, MultiPolygon or None", name);
}

static bool read_code(struct ter_layer *layer, const struct ter_node *root, struct ter_error *err)
{
    struct ter_node node = ter_node_child(root, "code");
    if (!TER_NODE_MEMBERS(&node, err, "prefix", "digits") ||
        !ter_node_string(&node, "prefix", true, &layer->code_prefix, err) ||
        !ter_node_whole(&node, "digits", 1, 12, &layer->code_digits, err))
        return false;
    for (const char *p = layer->code_prefix; *p; p++)
        if (strlen(layer->code_prefix) > 12 ||
            !(strchr("-_.", *p) || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9')))
            return ter_node_fault(&node, err, "\"prefix\" must be of A-Z, 0-9, -, _, . and at most 12 long");
    return true;
}

static bool read_uncertainty(struct ter_layer *layer, const struct ter_node *root, struct ter_error *err)
{
    struct ter_node node = ter_node_child(root, "uncertainty_m");
    bool manual, imported;
    if (layer->geometry == TER_GEOMETRY_NONE)
        return node.json ? ter_node_fault(&node, err, "means nothing in a layer without geometry") : true;
    if (!TER_NODE_MEMBERS(&node, err, "manual", "imported") ||
        !ter_node_number(&node, "manual", &layer->manual_uncertainty_m, &manual, err) ||
        !ter_node_number(&node, "imported", &layer->imported_uncertainty_m, &imported, err))
        return false;
    if (!manual || !imported || layer->manual_uncertainty_m <= 0 || layer->imported_uncertainty_m <= 0)
        return ter_node_fault(&node, err, "needs \"manual\" and \"imported\", each in metres and above 0");
    return true;
}

static bool read_indexes(struct ter_layer *layer, const struct ter_node *root, struct ter_error *err)
{
    struct ter_node node = ter_node_child(root, "indexes");
    size_t count = json_array_size(node.json);
    if (node.json && !json_is_array(node.json))
        return ter_node_fault(&node, err, "must be a list of lists of field names");
    layer->indexes = ter_alloc((count + 1) * sizeof *layer->indexes);
    for (size_t i = 0; i < count; i++) {
        struct ter_node one = ter_node_item(&node, i);
        struct ter_index *index = &layer->indexes[layer->index_count++];
        size_t width = json_array_size(one.json);
        if (!json_is_array(one.json) || width < 1 || width > 3)
            return ter_node_fault(&one, err, "must be a list of one to three field names");
        for (size_t j = 0; j < width; j++) {
            const char *name = json_string_value(json_array_get(one.json, j));
            if (!name || !ter_layer_field(layer, name))
                return ter_node_fault(&one, err, "names a field that the layer does not have");
            index->fields[j] = ter_strdup(name);
        }
    }
    return true;
}

static bool read_style(struct ter_layer *layer, const struct ter_node *root, struct ter_error *err)
{
    struct ter_node node = ter_node_child(root, "style");
    if (layer->geometry == TER_GEOMETRY_NONE)
        return node.json ? ter_node_fault(&node, err, "means nothing in a layer without geometry") : true;
    if (!TER_NODE_MEMBERS(&node, err, "by") || !ter_node_string(&node, "by", true, &layer->style_by, err))
        return false;
    const struct ter_field *field = ter_layer_field(layer, layer->style_by);
    return field && field->domain ? true
                                  : ter_node_fault(&node, err, "\"by\" must name a field with a domain");
}

/* Names that the registry's own tables have, and those of SpatiaLite and SQLite, most by their prefixes. */
static bool is_reserved(const char *name)
{
    static const char *const taken[] = {"source", "history", "place", "place_name", "road", "road_name",
        "layer", "layer_styles", "layer_version", "domain_value", "status_transition", "meta",
        "write_context", "data_licenses", "elementarygeometries", "geom_cols_ref_sys", "sql_statements_log"};
    static const char *const prefixes[] = {"sqlite_", "idx_", "gpkg_", "views_", "virts_", "rtree_", "ter_",
        "geometry_columns", "spatial", "vector_layers", "raster_", "knn"};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (strcmp(name, taken[i]) == 0)
            return true;
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    return false;
}

static bool read_head(struct ter_layer *layer, const struct ter_node *root, struct ter_error *err)
{
    struct ter_node name = ter_node_child(root, "name");
    if (!TER_NODE_MEMBERS(root, err, "name", "version", "title", "description", "geometry", "code",
            "uncertainty_m", "fields", "domains", "status", "indexes", "deadlines", "style") ||
        !ter_node_identifier(root, "name", &layer->name, err) ||
        !ter_node_whole(root, "version", 1, 1000000, &layer->version, err) ||
        !ter_node_label(root, "title", true, &layer->title, err) ||
        !ter_node_label(root, "description", true, &layer->description, err))
        return false;
    if (is_reserved(layer->name))
        return ter_node_fault(&name, err, "is a name that the registry itself uses; choose another");
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

/* What all layers share is part of the program: it is parsed for the first layer and kept for the rest. */
static bool load_common(const json_t **ret_json, struct ter_error *err)
{
    static json_t *kept;
    const struct ter_embedded *file = ter_embedded_layers;
    while (strcmp(file->name, "common.json") != 0)
        file++;
    if (!kept && !ter_json_parse((const char *)file->data, file->size, "layers/common.json", &kept, err))
        return false;
    *ret_json = kept;
    return true;
}

static bool read_layer(struct ter_layer *layer, const struct ter_node *root, const struct ter_node *common,
    struct ter_error *err)
{
    struct ter_node before = ter_node_child(common, "before"), own = ter_node_child(root, "fields"),
                    after = ter_node_child(common, "after");
    return read_head(layer, root, err) && read_geometry(layer, root, err) && read_code(layer, root, err) &&
           read_uncertainty(layer, root, err) && read_domains(layer, common, err) &&
           read_domains(layer, root, err) && ter_lifecycle_read(layer, root, err) &&
           read_fields(layer, &before, err) && read_fields(layer, &own, err) &&
           read_fields(layer, &after, err) && find_roles(layer, err) && read_indexes(layer, root, err) &&
           ter_guards_read(layer, root, err) && ter_deadlines_read(layer, root, err) &&
           read_style(layer, root, err);
}

bool ter_layer_parse(
    const char *text, size_t size, const char *name, struct ter_layer **ret_layer, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = NULL;
    const json_t *common_json;
    TER_AUTO(ter_layer_free) struct ter_layer *layer = ter_alloc(sizeof *layer);
    if (!ter_json_parse(text, size, name, &json, err) || !load_common(&common_json, err))
        return false;
    /* Room for all fields at once: fields are pointed to while the list grows. */
    layer->fields = ter_alloc(TER_MAX_FIELDS * sizeof *layer->fields);
    struct ter_node root = {json, ""}, common = {common_json, ""};
    if (!read_layer(layer, &root, &common, err))
        return ter_wrap(err, "%s", name);
    layer->json = ter_strndup(text, size);
    *ret_layer = layer;
    layer = NULL;
    return true;
}
