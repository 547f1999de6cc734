/* The tags of an XML text in an archive, one after the other. Part of the GDAL module. */
#ifndef TER_IMPORT_XML_TAGS_H
#define TER_IMPORT_XML_TAGS_H

#include "base/memory.h"

struct ter_tags; /* an open text */

/* Open a file by GDAL's name for it (/vsizip/…); NULL when there is none. */
struct ter_tags *ter_tags_open(const char *path);
void ter_tags_close(struct ter_tags *tags);
TER_DEFINE_AUTO(struct ter_tags, ter_tags_close)

/* The next tag without its brackets, "c r=\"A1\"" or "/row"; NULL at the end. It lives until the next call.
 */
const char *ter_tags_next(struct ter_tags *tags);

/* Say whether a tag has this name, whatever its prefix; "/row" is the end of row. */
bool ter_tag_is(const char *tag, const char *name);

/* The value of an attribute, whatever its prefix, with entities resolved; NULL when it is not there. The
 * caller frees it. */
char *ter_tag_attribute(const char *tag, const char *name);

/* The same as a whole number of at least 1. */
int64_t ter_tag_number(const char *tag, const char *name, int64_t otherwise);

#endif
