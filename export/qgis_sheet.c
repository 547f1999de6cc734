/* Owns what becomes of the print layout that ships (export/qgis/sheet.xml): which layers it draws on, what
 * the map shows of each township, the columns of its table. How it looks is the file's. */
#include "qgis_xml.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How many rows fit at least into the frames of the table; the third stands beside the second on the second
 * page. */
#define TWO_FRAMES "88"
#define THREE_FRAMES "130"

static const char *const corners[] = {"x_min", "y_min", "x_max", "y_max"};

/* One corner of the map: what the township covers, with some room about it. Records that all stand in one
 * place (on the middle of their village, say) still get the ground around it. */
static char *corner(const char *shape, size_t index)
{
    const char *size = index % 2 ? "bounds_height(@area)" : "bounds_width(@area)";
    return ter_format("with_variable('area', %s, %s(@area) %c max(0.07 * %s, (2000 - %s) / 2))", shape,
        corners[index], index < 2 ? '-' : '+', size, size);
}

static void add_columns(struct ter_qgis_tree *tree, xmlNodePtr table, const struct ter_qgis_sheet *sheet)
{
    xmlNodePtr columns = ter_qgis_child(table, "displayColumns");
    for (size_t i = 0; i < sheet->column_count; i++) {
        TER_AUTO_FREE char *width = ter_format("%.1f", sheet->columns[i].width_mm);
        ter_qgis_add(tree, columns, "column", "attribute", sheet->columns[i].expression, "heading",
            sheet->columns[i].heading, "width", width, "hAlignment", "1", "vAlignment", "128", "sortOrder",
            "0", "sortByRank", "0", NULL);
    }
}

/* The box in the shape of the map's frame, about the same middle: QGIS would give the frame the shape of the
 * box. */
static void fit(double box[4], double frame_width, double frame_height)
{
    double width = box[2] - box[0], height = box[3] - box[1];
    double wider = fmax(0, height * frame_width / frame_height - width) / 2;
    double higher = fmax(0, width * frame_height / frame_width - height) / 2;
    box[0] -= wider;
    box[1] -= higher;
    box[2] += wider;
    box[3] += higher;
}

static void frame_size(xmlNodePtr layout, double *ret_width, double *ret_height)
{
    *ret_width = *ret_height = 1;
    for (xmlNodePtr item = layout->children; item; item = item->next) {
        xmlChar *id = item->type == XML_ELEMENT_NODE ? xmlGetProp(item, (const xmlChar *)"id") : NULL;
        xmlChar *size =
            id && xmlStrEqual(id, (const xmlChar *)"map") ? xmlGetProp(item, (const xmlChar *)"size") : NULL;
        char *rest = NULL;
        if (size) {
            *ret_width = strtod((const char *)size, &rest);
            *ret_height = strtod(rest + 1, NULL);
        }
        xmlFree(size);
        xmlFree(id);
    }
}

static bool fill(struct ter_qgis_tree *tree, xmlNodePtr layout, const struct ter_qgis_project *project,
    struct ter_error *err)
{
    const struct ter_qgis_sheet *sheet = &project->sheet;
    double box[4], frame_width, frame_height;
    char *edges[4], *extent[4];
    memcpy(box, project->extent, sizeof box);
    frame_size(layout, &frame_width, &frame_height);
    fit(box, frame_width, frame_height);
    for (size_t i = 0; i < 4; i++) {
        edges[i] = corner(sheet->shape, i);
        extent[i] = ter_format("%.3f", box[i]);
    }
    TER_AUTO_FREE char *subtitle =
        ter_format("[%% @project_title %%] · %s · [%% format_date(now(), 'yyyy-MM-dd') %%]", sheet->name);
    TER_AUTO_FREE char *continued = ter_format("[%% \"name\" %%] · %s", sheet->heading);
    TER_AUTO_FREE char *third = ter_format(
        "coalesce(aggregate('%s', 'count', \"id\", %s), 0) <= " TWO_FRAMES, sheet->list, sheet->list_filter);
    const struct ter_qgis_word words[] = {{"$name", sheet->name}, {"$subtitle", subtitle},
        {"$continued", continued}, {"$heading", sheet->heading}, {"$notes", sheet->notes},
        {"$xmin", edges[0]}, {"$ymin", edges[1]}, {"$xmax", edges[2]}, {"$ymax", edges[3]},
        {"$west", extent[0]}, {"$south", extent[1]}, {"$east", extent[2]}, {"$north", extent[3]},
        {"$list", sheet->list}, {"$list_filter", sheet->list_filter}, {"$list_order", sheet->list_order},
        {"$empty", sheet->empty}, {"$capacity", THREE_FRAMES}, {"$third_empty", third},
        {"$coverage", sheet->coverage}, {"$filter", sheet->filter}};
    bool filled = ter_qgis_fill(tree, layout, words, sizeof words / sizeof *words, err);
    for (size_t i = 0; i < 4; i++) {
        free(edges[i]);
        free(extent[i]);
    }
    return filled;
}

bool ter_qgis_add_sheet(struct ter_qgis_tree *tree, xmlNodePtr root, const struct ter_qgis_project *project,
    struct ter_error *err)
{
    TER_AUTO(ter_qgis_doc_free) xmlDoc *shipped = NULL;
    static const char name[] = "sheet.xml";
    size_t size = 0;
    const char *text = ter_qgis_shipped(name, &size);
    if (!text)
        return ter_fail(err, TER_FAILED, "%s is not in this program", name);
    if (!ter_qgis_parse(text, size, name, &shipped, err))
        return false;
    xmlNodePtr layouts = ter_qgis_add(tree, root, "Layouts", NULL);
    xmlNodePtr layout = ter_qgis_copy(tree, layouts, xmlDocGetRootElement(shipped));
    if (!layout || !fill(tree, layout, project, err))
        return !layout; /* a tree that failed is told of at the end */
    add_columns(tree, ter_qgis_child(layout, "LayoutMultiFrame"), &project->sheet);
    return true;
}
