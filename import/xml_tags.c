/* Owns the way from a part of an archive to its elements: GDAL unpacks, libxml2 reads. Knows nothing of
 * workbooks. */
#include "xml_tags.h"

#include <cpl_vsi.h>
#include <libxml/xmlreader.h>
#include <stdlib.h>
#include <string.h>

struct ter_tags {
    VSILFILE *file;
    xmlTextReaderPtr reader;
    bool ended; /* an element without content ends where it begins: <c/> */
};

static int read_block(void *user, char *block, int size)
{
    return (int)VSIFReadL(block, 1, (size_t)size, user);
}

/* A part that is broken gives what it gave so far; GDAL, which reads the values, says what is wrong. */
static void pass_over(void *user, xmlErrorPtr error)
{
    (void)user;
    (void)error;
}

struct ter_tags *ter_tags_open(const char *path)
{
    VSILFILE *file = VSIFOpenL(path, "rb");
    if (!file)
        return NULL;
    struct ter_tags *tags = ter_alloc(sizeof *tags);
    tags->file = file;
    /* neither entities nor anything from outside: a list is no program */
    tags->reader = xmlReaderForIO(read_block, NULL, file, NULL, NULL, XML_PARSE_NONET);
    if (!tags->reader) {
        ter_tags_close(tags);
        return NULL;
    }
    xmlTextReaderSetStructuredErrorHandler(tags->reader, pass_over, NULL);
    return tags;
}

void ter_tags_close(struct ter_tags *tags)
{
    if (!tags)
        return;
    xmlFreeTextReader(tags->reader);
    VSIFCloseL(tags->file); /* only read from: nothing can be lost */
    free(tags);
}

bool ter_tags_next(struct ter_tags *tags)
{
    bool empty = !tags->ended && xmlTextReaderNodeType(tags->reader) == XML_READER_TYPE_ELEMENT &&
                 xmlTextReaderIsEmptyElement(tags->reader) == 1;
    if (empty)
        return tags->ended = true;
    tags->ended = false;
    while (xmlTextReaderRead(tags->reader) == 1) {
        int type = xmlTextReaderNodeType(tags->reader);
        if (type == XML_READER_TYPE_END_ELEMENT)
            return tags->ended = true;
        if (type == XML_READER_TYPE_ELEMENT)
            return true;
    }
    return false;
}

bool ter_tags_at(const struct ter_tags *tags, const char *name)
{
    bool end = *name == '/';
    const xmlChar *own = xmlTextReaderConstLocalName(tags->reader);
    return tags->ended == end && own && strcmp((const char *)own, name + end) == 0;
}

char *ter_tags_attribute(struct ter_tags *tags, const char *name)
{
    char *value = NULL;
    for (int more = xmlTextReaderMoveToFirstAttribute(tags->reader); more == 1 && !value;
         more = xmlTextReaderMoveToNextAttribute(tags->reader)) {
        const char *text = (const char *)xmlTextReaderConstValue(tags->reader);
        if (text && strcmp((const char *)xmlTextReaderConstLocalName(tags->reader), name) == 0)
            value = ter_strdup(text);
    }
    xmlTextReaderMoveToElement(tags->reader);
    return value;
}

int64_t ter_tags_number(struct ter_tags *tags, const char *name, int64_t otherwise)
{
    TER_AUTO_FREE char *text = ter_tags_attribute(tags, name);
    int64_t number = text ? strtoll(text, NULL, 10) : 0;
    return number >= 1 ? number : otherwise;
}
