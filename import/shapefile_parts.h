/* The files that make up a Shapefile. */
#ifndef TER_IMPORT_SHAPEFILE_PARTS_H
#define TER_IMPORT_SHAPEFILE_PARTS_H

#include "base/memory.h"

/* Check that what belongs to `path` is beside it, where `path` is a .shp: without its .shx it cannot be read,
 * without its .dbf there is a note that no values come. Any other file is good. */
TER_CHECKED bool ter_shapefile_check(const char *path, struct ter_strings *notes, struct ter_error *err);

#endif
