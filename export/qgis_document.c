/* Owns the project's document: its frame, the tree of groups, relations, bookmarks, what is measured on what.
 * Written is what QGIS 3.22 writes itself, less what it fills in with the same defaults when it reads. */
#include "qgis_xml.h"

#include <libxml/xmlsave.h>
#include <stdlib.h>
#include <string.h>

/* The version that it is tested with: at any other than its own, be it by the last number, QGIS shows a
 * notice. */
#define VERSION "3.22.16-Białowieża"

/* QGIS writes no comments: where this one stands, nobody has saved the project since. */
#define MARK " written by terrier " TERRIER_VERSION " and not saved in QGIS since "
static const char mark_begin[] = "<!-- written by terrier ";

bool ter_qgis_is_ours(const char *document, size_t size)
{
    enum { HEAD = 1024 };
    return memmem(document, size < HEAD ? size : HEAD, mark_begin, strlen(mark_begin)) != NULL;
}

/* ---- the tree of layers ---- */

static void add_tree_layer(struct ter_qgis_tree *tree, xmlNodePtr group,
    const struct ter_qgis_project *project, const struct ter_qgis_layer *layer)
{
    TER_AUTO_FREE char *source = ter_qgis_source(project, layer);
    ter_qgis_add(tree, group, "layer-tree-layer", "id", layer->id, "name", layer->title, "source", source,
        "providerKey", ter_qgis_provider_name(layer->provider), "checked",
        layer->on ? "Qt::Checked" : "Qt::Unchecked", "expanded", layer->collapsed ? "0" : "1", "legend_exp",
        "", "legend_split_behavior", "0", "patch_size", "-1,-1", NULL);
}

static void add_groups(
    struct ter_qgis_tree *tree, xmlNodePtr top, const struct ter_qgis_project *project, int parent)
{
    for (size_t i = 0; i < project->group_count; i++) {
        if (project->groups[i].parent != parent)
            continue;
        xmlNodePtr group = ter_qgis_add(tree, top, "layer-tree-group", "name", project->groups[i].title,
            "checked", "Qt::Checked", "expanded", project->groups[i].collapsed ? "0" : "1", NULL);
        for (size_t j = 0; j < project->layer_count; j++)
            if (project->layers[j].group == i)
                add_tree_layer(tree, group, project, &project->layers[j]);
        add_groups(tree, group, project, (int)i);
    }
}

/* ---- relations ---- */

static void add_relations(struct ter_qgis_tree *tree, xmlNodePtr root, const struct ter_qgis_project *project)
{
    xmlNodePtr relations = ter_qgis_add(tree, root, "relations", NULL);
    for (size_t i = 0; i < project->relation_count; i++) {
        const struct ter_qgis_relation *one = &project->relations[i];
        xmlNodePtr relation = ter_qgis_add(tree, relations, "relation", "id", one->id, "name", one->title,
            "referencingLayer", one->child, "referencedLayer", one->parent, "strength", "Association", NULL);
        ter_qgis_add(tree, relation, "fieldRef", "referencingField", one->child_field, "referencedField",
            one->parent_field, NULL);
    }
}

/* ---- places to go ---- */

static void add_bookmarks(struct ter_qgis_tree *tree, xmlNodePtr root, const struct ter_qgis_project *project)
{
    xmlNodePtr bookmarks = ter_qgis_add(tree, root, "Bookmarks", NULL);
    for (size_t i = 0; i < project->bookmark_count; i++) {
        struct ter_bbox box = project->bookmarks[i].box;
        TER_AUTO_FREE char *id = ter_format("township_%zu", i + 1);
        TER_AUTO_FREE char *area = ter_format(
            "POLYGON((%.7f %.7f, %.7f %.7f, %.7f %.7f, %.7f %.7f, %.7f %.7f))", box.west, box.south, box.east,
            box.south, box.east, box.north, box.west, box.north, box.west, box.south);
        xmlNodePtr bookmark = ter_qgis_add(tree, bookmarks, "Bookmark", "id", id, "name",
            project->bookmarks[i].name, "group", project->bookmark_group, "extent", area, NULL);
        ter_qgis_crs(tree, bookmark, project->epsg);
    }
}

static const char *const corners[] = {"xmin", "ymin", "xmax", "ymax"};

static void add_view(struct ter_qgis_tree *tree, xmlNodePtr root, const struct ter_qgis_project *project)
{
    xmlNodePtr canvas =
        ter_qgis_add(tree, root, "mapcanvas", "name", "theMapCanvas", "annotationsVisible", "1", NULL);
    ter_qgis_text(tree, canvas, "units", "meters");
    xmlNodePtr settings =
        ter_qgis_add(tree, root, "ProjectViewSettings", "UseProjectScales", "0", "rotation", "0", NULL);
    ter_qgis_add(tree, settings, "Scales", NULL);
    xmlNodePtr extent = project->has_extent ? ter_qgis_add(tree, canvas, "extent", NULL) : NULL;
    xmlNodePtr view = project->has_extent ? ter_qgis_add(tree, settings, "DefaultViewExtent", NULL) : NULL;
    for (size_t i = 0; project->has_extent && i < 4; i++) {
        TER_AUTO_FREE char *number = ter_format("%.3f", project->extent[i]);
        ter_qgis_text(tree, extent, corners[i], number);
        ter_qgis_set(tree, view, corners[i], number);
    }
    if (view)
        ter_qgis_crs(tree, view, project->map_epsg);
    ter_qgis_text(tree, canvas, "rotation", "0");
    ter_qgis_crs(tree, ter_qgis_add(tree, canvas, "destinationsrs", NULL), project->map_epsg);
}

/* ---- settings ---- */

static void add_property(
    struct ter_qgis_tree *tree, xmlNodePtr group, const char *name, const char *type, const char *value)
{
    ter_qgis_set(tree, ter_qgis_text(tree, group, name, value), "type", type);
}

static void add_properties(struct ter_qgis_tree *tree, xmlNodePtr root, const char *ellipsoid)
{
    xmlNodePtr all = ter_qgis_add(tree, root, "properties", NULL);
    add_property(tree, ter_qgis_add(tree, all, "Measure", NULL), "Ellipsoid", "QString", ellipsoid);
    xmlNodePtr units = ter_qgis_add(tree, all, "Measurement", NULL);
    add_property(tree, units, "DistanceUnits", "QString", "meters");
    add_property(tree, units, "AreaUnits", "QString", "m2");
    add_property(tree, ter_qgis_add(tree, all, "Paths", NULL), "Absolute", "bool", "false");
    add_property(tree, ter_qgis_add(tree, all, "SpatialRefSys", NULL), "ProjectionsEnabled", "int", "1");
    xmlNodePtr gui = ter_qgis_add(tree, all, "Gui", NULL); /* a paper tone: white roads stand out from it */
    add_property(tree, gui, "CanvasColorRedPart", "int", "247");
    add_property(tree, gui, "CanvasColorGreenPart", "int", "246");
    add_property(tree, gui, "CanvasColorBluePart", "int", "243");
    xmlNodePtr labels = ter_qgis_add(tree, all, "PAL", NULL);
    add_property(tree, labels, "DrawUnplaced", "bool", "false");
    add_property(tree, labels, "PlacementEngineVersion", "int", "1");
}

/* Layers are saved one by one: a common transaction would hold the register's write lock for as long as
 * somebody edits. */
static void add_settings(struct ter_qgis_tree *tree, xmlNodePtr root, const struct ter_qgis_project *project)
{
    ter_qgis_text(tree, root, "title", project->title);
    ter_qgis_add(tree, root, "autotransaction", "active", "0", NULL);
    ter_qgis_add(tree, root, "evaluateDefaultValues", "active", "0", NULL);
    ter_qgis_add(tree, root, "trust", "active", "0", NULL);
    ter_qgis_crs(tree, ter_qgis_add(tree, root, "projectCrs", NULL), project->map_epsg);
}

/* ---- the whole ---- */

static bool add_all(struct ter_qgis_tree *tree, const struct ter_qgis_project *project, const char *ellipsoid,
    struct ter_error *err)
{
    xmlNodePtr root = xmlNewDocNode(tree->doc, NULL, (const xmlChar *)"qgis", NULL);
    xmlNodePtr mark = xmlNewDocComment(tree->doc, (const xmlChar *)MARK);
    if (!root || !mark) {
        xmlFreeNode(root);
        xmlFreeNode(mark);
        tree->failed = true;
        return true;
    }
    xmlCreateIntSubset(tree->doc, (const xmlChar *)"qgis", (const xmlChar *)"http://mrcc.com/qgis.dtd",
        (const xmlChar *)"SYSTEM");
    xmlAddChild((xmlNodePtr)tree->doc, mark);
    xmlDocSetRootElement(tree->doc, root);
    ter_qgis_set(tree, root, "version", VERSION);
    ter_qgis_set(tree, root, "projectname", project->title);
    add_settings(tree, root, project);
    add_groups(tree, ter_qgis_add(tree, root, "layer-tree-group", NULL), project, TER_QGIS_TOP);
    add_relations(tree, root, project);
    if (!ter_qgis_add_layers(tree, root, project, err) || !ter_qgis_add_sheet(tree, root, project, err))
        return false;
    add_properties(tree, root, ellipsoid);
    add_bookmarks(tree, root, project);
    add_view(tree, root, project);
    return true;
}

static bool save(struct ter_qgis_tree *tree, struct ter_buf *ret_document)
{
    xmlChar *text = NULL;
    int size = 0;
    if (!tree->failed)
        xmlDocDumpFormatMemoryEnc(tree->doc, &text, &size, "UTF-8", 1);
    if (text)
        ter_buf_add(ret_document, text, (size_t)size);
    xmlFree(text);
    return text != NULL;
}

bool ter_qgis_document(const struct ter_qgis_project *project, const char *ellipsoid,
    struct ter_buf *ret_document, struct ter_error *err)
{
    TER_AUTO(ter_qgis_doc_free) xmlDoc *doc = xmlNewDoc((const xmlChar *)"1.0");
    struct ter_qgis_tree tree = {.doc = doc, .failed = !doc};
    if (doc && !add_all(&tree, project, ellipsoid, err))
        return false;
    return save(&tree, ret_document) ||
           ter_fail(err, TER_FAILED, "libxml2 could not write the project; there is no memory left");
}

/* ---- the end ---- */

static void free_layer(struct ter_qgis_layer *layer)
{
    free(layer->id);
    free(layer->table);
    free(layer->subset);
    free(layer->title);
    free(layer->qml);
    free(layer->display);
    free(layer->preset_field);
    free(layer->preset);
}

static void free_relation(struct ter_qgis_relation *relation)
{
    free(relation->id);
    free(relation->title);
    free(relation->child);
    free(relation->child_field);
    free(relation->parent);
    free(relation->parent_field);
}

static void free_sheet(struct ter_qgis_sheet *sheet)
{
    for (size_t i = 0; i < sheet->column_count; i++) {
        free(sheet->columns[i].heading);
        free(sheet->columns[i].expression);
    }
    free(sheet->columns);
    free(sheet->name);
    free(sheet->coverage);
    free(sheet->filter);
    free(sheet->shape);
    free(sheet->list);
    free(sheet->list_filter);
    free(sheet->list_order);
    free(sheet->heading);
    free(sheet->empty);
    free(sheet->notes);
}

void ter_qgis_project_free(struct ter_qgis_project *project)
{
    for (size_t i = 0; i < project->group_count; i++)
        free(project->groups[i].title);
    for (size_t i = 0; i < project->layer_count; i++)
        free_layer(&project->layers[i]);
    for (size_t i = 0; i < project->relation_count; i++)
        free_relation(&project->relations[i]);
    for (size_t i = 0; i < project->bookmark_count; i++)
        free(project->bookmarks[i].name);
    free_sheet(&project->sheet);
    free(project->groups);
    free(project->layers);
    free(project->relations);
    free(project->bookmarks);
    free(project->title);
    free(project->register_path);
    free(project->bookmark_group);
    *project = (struct ter_qgis_project){0};
}
