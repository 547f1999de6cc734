/* The elements of an XML part of an archive, one after the other, without holding the whole. Part of the GDAL
 * module. */
#ifndef TER_IMPORT_XML_TAGS_H
#define TER_IMPORT_XML_TAGS_H

#include "base/memory.h"

struct ter_tags; /* an open part */

/* Open a part by GDAL's name for it (/vsizip/…); NULL when there is none. */
struct ter_tags *ter_tags_open(const char *path);
void ter_tags_close(struct ter_tags *tags);
TER_DEFINE_AUTO(struct ter_tags, ter_tags_close)

/* Go on to where the next element begins or ends; false at the end, and where the part is no XML from here.
 */
bool ter_tags_next(struct ter_tags *tags);

/* Say whether an element of this name begins here, whatever its prefix; "/row": whether a row ends here. */
bool ter_tags_at(const struct ter_tags *tags, const char *name);

/* The value of an attribute, whatever its prefix; NULL when it is not there. The caller frees it. */
char *ter_tags_attribute(struct ter_tags *tags, const char *name);

/* The same as a whole number of at least 1. */
int64_t ter_tags_number(struct ter_tags *tags, const char *name, int64_t otherwise);

#endif
