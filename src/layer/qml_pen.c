/* Owns the writing of XML for QGIS: elements, its typed options, its properties driven by expressions, and
 * how a text is written inside an expression or HTML. It knows nothing of layers. */
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

void ter_qml_attribute(struct ter_qml_pen *pen, const char *name, const char *value)
{
    pen->failed |= xmlTextWriterWriteAttribute(pen->writer, xml(name), xml(value)) < 0;
}

void ter_qml_begin(struct ter_qml_pen *pen, const char *element, ...)
{
    pen->failed |= xmlTextWriterStartElement(pen->writer, xml(element)) < 0;
    va_list args;
    va_start(args, element);
    for (const char *name; (name = va_arg(args, const char *));)
        ter_qml_attribute(pen, name, va_arg(args, const char *));
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

/* The type 3 is QGIS's for an expression. */
static void write_driven(struct ter_qml_pen *pen, const struct ter_qml_property *driven)
{
    ter_qml_begin(pen, "Option", "type", "Map", "name", driven->name, NULL);
    ter_qml_option(pen, "bool", "active", "true");
    ter_qml_option(pen, "QString", "expression", driven->value);
    ter_qml_option(pen, "int", "type", "3");
    ter_qml_end(pen);
}

void ter_qml_driven(struct ter_qml_pen *pen, const struct ter_qml_property *driven)
{
    ter_qml_begin(pen, "Option", "type", "Map", NULL);
    ter_qml_begin(pen, "Option", "type", "Map", "name", "properties", NULL);
    for (; driven->name; driven++)
        write_driven(pen, driven);
    ter_qml_end(pen);
    ter_qml_end(pen);
}

static void write_document(struct ter_qml_pen *pen, const struct ter_qml_document *document)
{
    pen->failed |= xmlTextWriterStartDocument(pen->writer, NULL, "UTF-8", NULL) < 0;
    pen->failed |= xmlTextWriterWriteDTD(
                       pen->writer, xml("qgis"), xml("http://mrcc.com/qgis.dtd"), xml("SYSTEM"), NULL) < 0;
    ter_qml_begin(pen, "qgis", "version", "3.22.0", "styleCategories", "AllStyleCategories", NULL);
    for (const char *const *attribute = document->attributes; *attribute; attribute += 2)
        ter_qml_attribute(pen, attribute[0], attribute[1]);
    document->body(pen, document->subject);
    ter_qml_end(pen);
    pen->failed |= xmlTextWriterEndDocument(pen->writer) < 0;
}

bool ter_qml_write(const struct ter_qml_document *document, char **ret_qml, struct ter_error *err)
{
    xmlBufferPtr buffer = xmlBufferCreate();
    struct ter_qml_pen pen = {.writer = buffer ? xmlNewTextWriterMemory(buffer, 0) : NULL};
    if (pen.writer)
        write_document(&pen, document);
    bool written = pen.writer && !pen.failed;
    xmlFreeTextWriter(pen.writer); /* flushes: the buffer is whole only now */
    if (written)
        *ret_qml = ter_strndup((const char *)xmlBufferContent(buffer), (size_t)xmlBufferLength(buffer));
    if (buffer)
        xmlBufferFree(buffer);
    return written || ter_fail(err, TER_FAILED, "%s: libxml2 could not write its QGIS style", document->what);
}

/* Write a text between marks, doubling those within. */
static void quote(struct ter_buf *out, const char *text, char mark)
{
    ter_buf_add(out, &mark, 1);
    for (; *text; text++) {
        if (*text == mark || *text == '\\') /* QGIS reads \n and the like in a literal */
            ter_buf_add(out, *text == mark ? &mark : "\\", 1);
        ter_buf_add(out, text, 1);
    }
    ter_buf_add(out, &mark, 1);
}

void ter_qml_quote(struct ter_buf *out, const char *text)
{
    quote(out, text, '\'');
}

void ter_qml_name(struct ter_buf *out, const char *name)
{
    quote(out, name, '"');
}

void ter_qml_html(struct ter_buf *out, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '<':
        case '>':
        case '&':
        case '"':
        case '\'':
        case '[':
        case '%':
            ter_buf_printf(out, "&#%d;", *text);
            break;
        default:
            ter_buf_add(out, text, 1);
        }
}
