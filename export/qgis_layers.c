/* Owns the layers of the project: where each one's rows come from, its style, its form. A style is taken as
 * it is: QGIS 3.22 gives the layers of a project no default style from the file. */
#include "qgis_xml.h"

#include <stdlib.h>
#include <string.h>

/* ---- sources ---- */

const char *ter_qgis_provider_name(enum ter_qgis_provider provider)
{
    return provider == TER_QGIS_SPATIALITE ? "spatialite" : "ogr";
}

/* Between single quotes, as QGIS's QgsDataSourceUri reads them. */
static void quote(struct ter_buf *out, const char *text)
{
    ter_buf_text(out, "'");
    for (; *text; text++)
        ter_buf_printf(out, "%s%c", *text == '\'' || *text == '\\' ? "\\" : "", *text);
    ter_buf_text(out, "'");
}

char *ter_qgis_source(const struct ter_qgis_project *project, const struct ter_qgis_layer *layer)
{
    const char *subset = layer->subset ? layer->subset : "";
    struct ter_buf source = {0};
    if (layer->provider == TER_QGIS_OGR) {
        ter_buf_printf(&source, "%s|layername=%s%s%s", project->register_path, layer->table,
            layer->subset ? "|subset=" : "", subset);
        return ter_buf_take(&source);
    }
    ter_buf_text(&source, "dbname=");
    quote(&source, project->register_path);
    ter_buf_printf(&source, " table=\"%s\"%s%s%s", layer->table,
        layer->geometry == TER_GEOMETRY_NONE ? "" : " (geom)", layer->subset ? " sql=" : "", subset);
    return ter_buf_take(&source);
}

/* ---- styles ---- */

static bool read_style(const struct ter_qgis_layer *layer, xmlDocPtr *ret_doc, struct ter_error *err)
{
    struct ter_error reason;
    TER_AUTO_FREE char *what = ter_format("%s: the style stored in the register", layer->table);
    return !layer->qml || ter_qgis_parse(layer->qml, strlen(layer->qml), what, ret_doc, &reason) ||
           ter_fail(err, reason.code, "%s; save it again in QGIS, or delete its rows of layer_styles",
               reason.message);
}

/* What a style says by attributes of its root stands in a project at the layer itself. */
static void copy_style(struct ter_qgis_tree *tree, xmlNodePtr node, xmlNodePtr style)
{
    for (xmlAttrPtr attribute = style ? style->properties : NULL; attribute; attribute = attribute->next)
        if (!xmlStrEqual(attribute->name, (const xmlChar *)"version") && attribute->children)
            ter_qgis_set(
                tree, node, (const char *)attribute->name, (const char *)attribute->children->content);
    for (xmlNodePtr part = style ? style->children : NULL; part; part = part->next)
        if (part->type == XML_ELEMENT_NODE && !xmlStrEqual(part->name, (const xmlChar *)"flags"))
            ter_qgis_copy(tree, node, part);
}

/* ---- forms ---- */

static bool names_relation(xmlNodePtr node, const char *relation)
{
    for (xmlNodePtr child = node ? node->children : NULL; child; child = child->next) {
        if (child->type != XML_ELEMENT_NODE)
            continue;
        xmlChar *named = xmlGetProp(child, (const xmlChar *)"relation");
        bool same = named && xmlStrEqual(named, (const xmlChar *)relation);
        xmlFree(named);
        if (same || names_relation(child, relation))
            return true;
    }
    return false;
}

/* A form that QGIS lays out itself shows relations anyway; one with tabs gets a tab for them, unless it has
 * one. */
static void add_relation_tab(
    struct ter_qgis_tree *tree, xmlNodePtr node, const struct ter_qgis_relation *relation)
{
    xmlNodePtr form = ter_qgis_child(node, "attributeEditorForm");
    if (!form || names_relation(form, relation->id))
        return;
    xmlNodePtr tab = ter_qgis_add(tree, form, "attributeEditorContainer", "name", relation->title,
        "columnCount", "1", "groupBox", "0", "showLabel", "1", "visibilityExpressionEnabled", "0",
        "visibilityExpression", "", NULL);
    ter_qgis_add(tree, tab, "attributeEditorRelation", "name", relation->id, "relation", relation->id,
        "relationWidgetTypeId", "relation_editor", "label", "", "showLabel", "0", "nmRelationId", "",
        "forceSuppressFormPopup", "0", NULL);
}

/* What a new record has in a field: over what the style says of it. */
static void set_preset(struct ter_qgis_tree *tree, xmlNodePtr node, const struct ter_qgis_layer *layer)
{
    xmlNodePtr defaults = ter_qgis_child(node, "defaults");
    if (!defaults)
        defaults = ter_qgis_add(tree, node, "defaults", NULL);
    xmlNodePtr found = NULL;
    for (xmlNodePtr one = defaults ? defaults->children : NULL; one && !found; one = one->next) {
        xmlChar *field = one->type == XML_ELEMENT_NODE ? xmlGetProp(one, (const xmlChar *)"field") : NULL;
        if (field && xmlStrEqual(field, (const xmlChar *)layer->preset_field))
            found = one;
        xmlFree(field);
    }
    if (!found)
        found = ter_qgis_add(tree, defaults, "default", "field", layer->preset_field, NULL);
    TER_AUTO_FREE char *value = ter_format("'%s'", layer->preset);
    ter_qgis_set(tree, found, "expression", value);
    ter_qgis_set(tree, found, "applyOnUpdate", "0");
}

static void set_display(struct ter_qgis_tree *tree, xmlNodePtr node, const char *display)
{
    xmlNodePtr old = ter_qgis_child(node, "previewExpression");
    if (old)
        xmlUnlinkNode(old);
    xmlFreeNode(old);
    ter_qgis_text(tree, node, "previewExpression", display);
}

/* ---- layers ---- */

static void add_flags(struct ter_qgis_tree *tree, xmlNodePtr node, const struct ter_qgis_layer *layer)
{
    xmlNodePtr flags = ter_qgis_add(tree, node, "flags", NULL);
    ter_qgis_text(tree, flags, "Identifiable", layer->read_only || layer->hidden ? "0" : "1");
    ter_qgis_text(tree, flags, "Removable", "1");
    ter_qgis_text(tree, flags, "Searchable", "1");
    ter_qgis_text(tree, flags, "Private", layer->hidden ? "1" : "0");
}

static const char *geometry_word(enum ter_geometry_type geometry)
{
    static const char *const words[] = {[TER_GEOMETRY_NONE] = "No geometry",
        [TER_POINT] = "Point",
        [TER_LINESTRING] = "Line",
        [TER_POLYGON] = "Polygon",
        [TER_MULTIPOINT] = "Point",
        [TER_MULTILINESTRING] = "Line",
        [TER_MULTIPOLYGON] = "Polygon",
        [TER_GEOMETRYCOLLECTION] = "No geometry"};
    return words[geometry];
}

static bool add_layer(struct ter_qgis_tree *tree, xmlNodePtr layers, const struct ter_qgis_project *project,
    const struct ter_qgis_layer *layer, struct ter_error *err)
{
    TER_AUTO(ter_qgis_doc_free) xmlDoc *style = NULL;
    TER_AUTO_FREE char *source = ter_qgis_source(project, layer);
    if (!read_style(layer, &style, err))
        return false;
    xmlNodePtr node = ter_qgis_add(
        tree, layers, "maplayer", "type", "vector", "geometry", geometry_word(layer->geometry), NULL);
    ter_qgis_text(tree, node, "id", layer->id);
    ter_qgis_text(tree, node, "datasource", source);
    ter_qgis_text(tree, node, "layername", layer->title);
    ter_qgis_crs(tree, ter_qgis_add(tree, node, "srs", NULL), project->epsg);
    ter_qgis_set(tree, ter_qgis_text(tree, node, "provider", ter_qgis_provider_name(layer->provider)),
        "encoding", "UTF-8");
    add_flags(tree, node, layer);
    copy_style(tree, node, style ? xmlDocGetRootElement(style) : NULL);
    if (layer->read_only)
        ter_qgis_set(tree, node, "readOnly", "1");
    if (layer->display)
        set_display(tree, node, layer->display);
    if (layer->preset_field)
        set_preset(tree, node, layer);
    for (size_t i = 0; i < project->relation_count; i++)
        if (strcmp(project->relations[i].parent, layer->id) == 0)
            add_relation_tab(tree, node, &project->relations[i]);
    return true;
}

bool ter_qgis_add_layers(struct ter_qgis_tree *tree, xmlNodePtr root, const struct ter_qgis_project *project,
    struct ter_error *err)
{
    xmlNodePtr layers = ter_qgis_add(tree, root, "projectlayers", NULL);
    for (size_t i = 0; i < project->layer_count; i++)
        if (!add_layer(tree, layers, project, &project->layers[i], err))
            return false;
    return true;
}
