/* Making of QGIS's XML as a tree. For export/qgis_*.c only. */
#ifndef TER_EXPORT_QGIS_XML_H
#define TER_EXPORT_QGIS_XML_H

#include "qgis_project.h"

#include <libxml/tree.h>

/* One failure (there is no memory left) spoils the tree, so it is asked for once, at the end. A NULL node is
 * a failure that came before. */
struct ter_qgis_tree {
    xmlDocPtr doc;
    bool failed;
};

/* Add an element with name, value, name, value, …, NULL as its attributes. A pair whose value is NULL is left
 * out. Characters that XML cannot hold become U+FFFD. */
xmlNodePtr ter_qgis_add(struct ter_qgis_tree *tree, xmlNodePtr parent, const char *element, ...)
    __attribute__((sentinel));

/* Add <element>text</element>. */
xmlNodePtr ter_qgis_text(
    struct ter_qgis_tree *tree, xmlNodePtr parent, const char *element, const char *text);

void ter_qgis_set(struct ter_qgis_tree *tree, xmlNodePtr node, const char *attribute, const char *value);

/* <spatialrefsys> of an EPSG code, which is all that QGIS needs of it. */
void ter_qgis_crs(struct ter_qgis_tree *tree, xmlNodePtr parent, int epsg);

/* The first child element of this name; NULL where there is none. */
xmlNodePtr ter_qgis_child(xmlNodePtr parent, const char *element);

/* Copy an element, with all that is in it, to the end of `parent`. */
xmlNodePtr ter_qgis_copy(struct ter_qgis_tree *tree, xmlNodePtr parent, xmlNodePtr source);

/* Read a document from memory; nothing from outside is loaded. `what` names it in the error. */
TER_CHECKED bool ter_qgis_parse(
    const char *text, size_t size, const char *what, xmlDocPtr *ret_doc, struct ter_error *err);
void ter_qgis_doc_free(xmlDocPtr doc);
TER_DEFINE_AUTO(xmlDoc, ter_qgis_doc_free)

/* A word that stands for a text in a file that ships: the attribute value "$heading" becomes `text`. */
struct ter_qgis_word {
    const char *name; /* with the $ */
    const char *text;
};

/* Put texts in the place of words everywhere below `node`. Fails on a word that is not among them. */
TER_CHECKED bool ter_qgis_fill(struct ter_qgis_tree *tree, xmlNodePtr node, const struct ter_qgis_word *words,
    size_t count, struct ter_error *err);

/* The parts of the document. */
TER_CHECKED bool ter_qgis_add_layers(struct ter_qgis_tree *tree, xmlNodePtr root,
    const struct ter_qgis_project *project, struct ter_error *err);
TER_CHECKED bool ter_qgis_add_sheet(struct ter_qgis_tree *tree, xmlNodePtr root,
    const struct ter_qgis_project *project, struct ter_error *err);

/* A layer's source as this provider writes it; freed by the caller. */
char *ter_qgis_source(const struct ter_qgis_project *project, const struct ter_qgis_layer *layer)
    __attribute__((returns_nonnull));
const char *ter_qgis_provider_name(enum ter_qgis_provider provider);

/* A file of export/qgis that ships in the program; NULL: there is none. */
const char *ter_qgis_shipped(const char *name, size_t *ret_size);

#endif
