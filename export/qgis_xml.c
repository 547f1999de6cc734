/* Owns the making of XML trees: elements, copies, words. Knows nothing of what QGIS calls things, but for the
 * two elements that stand everywhere. */
#include "qgis_xml.h"

#include "base/embedded.h"
#include "base/messages.h"
#include "base/text.h"

#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

extern const struct ter_embedded ter_embedded_qgis[];

/* libxml2's own cast, BAD_CAST, takes the const away. */
static const xmlChar *xml(const char *text)
{
    return (const xmlChar *)text;
}

/* XML has no place for control characters, U+FFFE and U+FFFF, and bytes that are no UTF-8. */
static bool is_fit(const char *text, size_t length)
{
    uint32_t codepoint = 0;
    if (!ter_text_valid(text, length, NULL))
        return false;
    ter_text_next(text, &codepoint);
    return codepoint >= 0x20 ? codepoint != 0xfffe && codepoint != 0xffff
                             : codepoint == '\t' || codepoint == '\n' || codepoint == '\r';
}

static size_t character_size(const char *text)
{
    enum { LONGEST = 4 };
    size_t size = 1, length = strnlen(text, LONGEST);
    while (size < length && ((unsigned char)text[size] & 0xc0) == 0x80)
        size++;
    return size;
}

static char *cleaned(const char *text)
{
    struct ter_buf clean = {0};
    for (size_t size; *text; text += size) {
        size = character_size(text);
        if (is_fit(text, size))
            ter_buf_add(&clean, text, size);
        else
            ter_buf_text(&clean, "\xef\xbf\xbd");
    }
    return ter_buf_take(&clean);
}

void ter_qgis_set(struct ter_qgis_tree *tree, xmlNodePtr node, const char *attribute, const char *value)
{
    TER_AUTO_FREE char *clean = cleaned(value);
    if (!node || !xmlSetProp(node, xml(attribute), xml(clean)))
        tree->failed = true;
}

static xmlNodePtr append(struct ter_qgis_tree *tree, xmlNodePtr parent, xmlNodePtr node)
{
    if (node && parent && xmlAddChild(parent, node))
        return node;
    xmlFreeNode(node);
    tree->failed = true;
    return NULL;
}

xmlNodePtr ter_qgis_add(struct ter_qgis_tree *tree, xmlNodePtr parent, const char *element, ...)
{
    xmlNodePtr node = append(tree, parent, xmlNewDocNode(tree->doc, NULL, xml(element), NULL));
    va_list args;
    va_start(args, element);
    for (const char *name; (name = va_arg(args, const char *));) {
        const char *value = va_arg(args, const char *);
        if (value)
            ter_qgis_set(tree, node, name, value);
    }
    va_end(args);
    return node;
}

xmlNodePtr ter_qgis_text(struct ter_qgis_tree *tree, xmlNodePtr parent, const char *element, const char *text)
{
    TER_AUTO_FREE char *clean = cleaned(text);
    return append(tree, parent, xmlNewDocRawNode(tree->doc, NULL, xml(element), xml(clean)));
}

/* QGIS reads the authority's code only beside a number of its own list, and does not look which one it is. */
void ter_qgis_crs(struct ter_qgis_tree *tree, xmlNodePtr parent, int epsg)
{
    TER_AUTO_FREE char *authority = ter_format("EPSG:%d", epsg);
    xmlNodePtr system = ter_qgis_add(tree, parent, "spatialrefsys", NULL);
    ter_qgis_text(tree, system, "srsid", "1");
    ter_qgis_text(tree, system, "authid", authority);
}

xmlNodePtr ter_qgis_child(xmlNodePtr parent, const char *element)
{
    for (xmlNodePtr child = parent ? parent->children : NULL; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE && xmlStrEqual(child->name, xml(element)))
            return child;
    return NULL;
}

xmlNodePtr ter_qgis_copy(struct ter_qgis_tree *tree, xmlNodePtr parent, xmlNodePtr source)
{
    return append(tree, parent, xmlDocCopyNode(source, tree->doc, 1));
}

bool ter_qgis_parse(
    const char *text, size_t size, const char *what, xmlDocPtr *ret_doc, struct ter_error *err)
{
    enum { FLAGS = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOBLANKS };
    xmlDocPtr doc = size < INT32_MAX ? xmlReadMemory(text, (int)size, NULL, NULL, FLAGS) : NULL;
    if (doc && xmlDocGetRootElement(doc)) {
        *ret_doc = doc;
        return true;
    }
    xmlFreeDoc(doc);
    const xmlError *error = xmlGetLastError();
    TER_AUTO_FREE char *reason =
        ter_strdup(error && error->message ? error->message : ter_message("it is empty"));
    return ter_fail(
        err, TER_FAILED, "%s is no XML: line %d: %s", what, error ? error->line : 0, ter_text_trim(reason));
}

void ter_qgis_doc_free(xmlDocPtr doc)
{
    xmlFreeDoc(doc);
}

/* ---- words ---- */

static const char *text_of(const char *name, const struct ter_qgis_word *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i].name, name) == 0)
            return words[i].text;
    return NULL;
}

static bool fill_attributes(struct ter_qgis_tree *tree, xmlNodePtr node, const struct ter_qgis_word *words,
    size_t count, struct ter_error *err)
{
    for (xmlAttrPtr attribute = node->properties; attribute; attribute = attribute->next) {
        const char *value = attribute->children ? (const char *)attribute->children->content
                                                : NULL; /* no entities: one text */
        if (!value || *value != '$')
            continue;
        const char *text = text_of(value, words, count);
        if (!text)
            return ter_fail(
                err, TER_FAILED, "nobody knows the word %s of <%s>", value, (const char *)node->name);
        ter_qgis_set(tree, node, (const char *)attribute->name, text);
    }
    return true;
}

/* By hand instead of by recursion: the next element in the document's order, until `top` is left. */
static xmlNodePtr next_of(xmlNodePtr node, const xmlNode *top)
{
    if (node->children && node->type == XML_ELEMENT_NODE)
        return node->children;
    while (node != top && !node->next)
        node = node->parent;
    return node == top ? NULL : node->next;
}

bool ter_qgis_fill(struct ter_qgis_tree *tree, xmlNodePtr top, const struct ter_qgis_word *words,
    size_t count, struct ter_error *err)
{
    for (xmlNodePtr node = top; node; node = next_of(node, top))
        if (node->type == XML_ELEMENT_NODE && !fill_attributes(tree, node, words, count, err))
            return false;
    return true;
}

const char *ter_qgis_shipped(const char *name, size_t *ret_size)
{
    for (const struct ter_embedded *file = ter_embedded_qgis; file->name; file++)
        if (strcmp(file->name, name) == 0) {
            *ret_size = file->size;
            return (const char *)file->data;
        }
    return NULL;
}
