/* Owns the QGIS document: its frame, the order of its parts, and the writing of XML. What the parts say is in
 * qml_symbols.c and qml_form.c. It knows nothing of SQL and of where the document is kept.
 *
 * Written is what QGIS 3.22 writes itself, less what it fills in with the same defaults when it reads. Fields
 * go by name, never by index: the SpatiaLite and the OGR provider need not count them alike. */
#include "qml.h"

#include "qml_parts.h"

#include <libxml/xmlwriter.h>

/* libxml2's own cast, BAD_CAST, takes the const away. */
static const xmlChar *xml(const char *text)
{
    return (const xmlChar *)text;
}

struct ter_qml_pen {
    xmlTextWriterPtr writer;
    bool failed;
};

void ter_qml_begin(struct ter_qml_pen *pen, const char *element, ...)
{
    pen->failed |= xmlTextWriterStartElement(pen->writer, xml(element)) < 0;
    va_list args;
    va_start(args, element);
    for (const char *name; (name = va_arg(args, const char *));) {
        const char *value = va_arg(args, const char *);
        pen->failed |= xmlTextWriterWriteAttribute(pen->writer, xml(name), xml(value)) < 0;
    }
    va_end(args);
}

void ter_qml_end(struct ter_qml_pen *pen)
{
    pen->failed |= xmlTextWriterEndElement(pen->writer) < 0;
}

void ter_qml_text(struct ter_qml_pen *pen, const char *element, const char *text)
{
    pen->failed |= xmlTextWriterWriteElement(pen->writer, xml(element), xml(text)) < 0;
}

void ter_qml_option(struct ter_qml_pen *pen, const char *type, const char *name, const char *value)
{
    ter_qml_begin(pen, "Option", "type", type, "name", name, "value", value, NULL);
    ter_qml_end(pen);
}

/* What QGIS calls a feature in lists and in the title of its form. */
static void write_display_expression(struct ter_qml_pen *pen, const struct ter_layer *layer)
{
    TER_AUTO_FREE char *expression = ter_format("\"%s\"", layer->fields[layer->role[TER_ROLE_CODE]].name);
    ter_qml_text(pen, "previewExpression", expression);
}

static void write_document(struct ter_qml_pen *pen, const struct ter_layer *layer, enum ter_lang lang)
{
    pen->failed |= xmlTextWriterSetIndent(pen->writer, 1) < 0;
    pen->failed |= xmlTextWriterStartDocument(pen->writer, NULL, "UTF-8", NULL) < 0;
    pen->failed |= xmlTextWriterWriteDTD(
                       pen->writer, xml("qgis"), xml("http://mrcc.com/qgis.dtd"), xml("SYSTEM"), NULL) < 0;
    /* QGIS says nothing of labels where there is no map; the list of attributes ends at the first NULL. */
    const char *labels = layer->geometry == TER_GEOMETRY_NONE ? NULL : "labelsEnabled";
    ter_qml_begin(pen, "qgis", "version", "3.22.0", "styleCategories", "AllStyleCategories",
        "hasScaleBasedVisibilityFlag", "0", "readOnly", "0", labels, "1", NULL);
    if (layer->geometry != TER_GEOMETRY_NONE) {
        ter_qml_renderer(pen, layer, lang);
        ter_qml_labels(pen, layer);
    }
    ter_qml_form(pen, layer, lang);
    write_display_expression(pen, layer);
    ter_qml_text(pen, "layerGeometryType", ter_qml_geometry_number(layer->geometry));
    ter_qml_end(pen);
    pen->failed |= xmlTextWriterEndDocument(pen->writer) < 0;
}

bool ter_layer_qml(const struct ter_layer *layer, enum ter_lang lang, char **ret_qml, struct ter_error *err)
{
    xmlBufferPtr buffer = xmlBufferCreate();
    struct ter_qml_pen pen = {.writer = buffer ? xmlNewTextWriterMemory(buffer, 0) : NULL};
    if (pen.writer)
        write_document(&pen, layer, lang);
    bool written = pen.writer && !pen.failed;
    xmlFreeTextWriter(pen.writer); /* flushes: the buffer is whole only now */
    if (written)
        *ret_qml = ter_strndup((const char *)xmlBufferContent(buffer), (size_t)xmlBufferLength(buffer));
    if (buffer)
        xmlBufferFree(buffer);
    return written ||
           ter_fail(err, TER_FAILED, "layer %s: libxml2 could not write its QGIS style", layer->name);
}
