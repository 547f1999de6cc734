/* Owns the reading of tags. It is no parser: text, comments and the nesting are passed over, which is enough
 * to find the few attributes that are wanted in files of hundreds of megabytes. */
#include "xml_tags.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64 * 1024, LONGEST_TAG = 64 * 1024 };

struct ter_tags {
    VSILFILE *file;
    char block[BLOCK];
    size_t size, at;
    struct ter_buf tag;
};

struct ter_tags *ter_tags_open(const char *path)
{
    VSILFILE *file = VSIFOpenL(path, "rb");
    if (!file)
        return NULL;
    struct ter_tags *tags = ter_alloc(sizeof *tags);
    tags->file = file;
    return tags;
}

void ter_tags_close(struct ter_tags *tags)
{
    if (!tags)
        return;
    VSIFCloseL(tags->file); /* only read from: nothing can be lost */
    ter_buf_free(&tags->tag);
    free(tags);
}

static bool have_more(struct ter_tags *tags)
{
    if (tags->at < tags->size)
        return true;
    tags->at = 0;
    tags->size = VSIFReadL(tags->block, 1, BLOCK, tags->file);
    return tags->size > 0;
}

static bool skip_to_tag(struct ter_tags *tags)
{
    while (have_more(tags)) {
        char *start = memchr(tags->block + tags->at, '<', tags->size - tags->at);
        if (start) {
            tags->at = (size_t)(start - tags->block) + 1;
            return true;
        }
        tags->at = tags->size;
    }
    return false;
}

const char *ter_tags_next(struct ter_tags *tags)
{
    char quote = '\0';
    ter_buf_clear(&tags->tag);
    ter_buf_text(&tags->tag, "");
    if (!skip_to_tag(tags))
        return NULL;
    while (have_more(tags)) {
        size_t from = tags->at;
        for (; tags->at < tags->size; tags->at++) {
            char letter = tags->block[tags->at];
            if (!quote && letter == '>')
                break;
            if (letter == '"' || letter == '\'')
                quote = !quote ? letter : quote == letter ? '\0' : quote;
        }
        if (tags->tag.size < LONGEST_TAG)
            ter_buf_add(&tags->tag, tags->block + from, tags->at - from);
        if (tags->at < tags->size) {
            tags->at++;
            return tags->tag.data;
        }
    }
    return NULL;
}

bool ter_tag_is(const char *tag, const char *name)
{
    bool end = *name == '/';
    if ((*tag == '/') != end)
        return false;
    tag += end;
    name += end;
    size_t length = strcspn(tag, " \t\r\n/"), prefix = strcspn(tag, ": \t\r\n/");
    if (prefix < length && tag[prefix] == ':') {
        tag += prefix + 1;
        length -= prefix + 1;
    }
    return length == strlen(name) && strncmp(tag, name, length) == 0;
}

char *ter_tag_attribute(const char *tag, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = tag; (at = strstr(at, name)); at++) {
        char before = at == tag ? '\0' : at[-1], quote = at[length] == '=' ? at[length + 1] : '\0';
        if (!strchr(" \t\r\n:", before) || !before || (quote != '"' && quote != '\''))
            continue;
        const char *value = at + length + 2, *end = strchr(value, quote);
        if (!end)
            return NULL;
        TER_AUTO_FREE char *raw = ter_strndup(value, (size_t)(end - value));
        char *plain = CPLUnescapeString(raw, NULL, CPLES_XML);
        char *copy = ter_strdup(plain);
        CPLFree(plain);
        return copy;
    }
    return NULL;
}

int64_t ter_tag_number(const char *tag, const char *name, int64_t otherwise)
{
    TER_AUTO_FREE char *text = ter_tag_attribute(tag, name);
    int64_t number = text ? strtoll(text, NULL, 10) : 0;
    return number >= 1 ? number : otherwise;
}
