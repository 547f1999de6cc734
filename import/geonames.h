/* GeoNames' dump files: tab-separated tables without headings. */
#ifndef TER_IMPORT_GEONAMES_H
#define TER_IMPORT_GEONAMES_H

#include "reader.h"

/* Say whether a file begins like one of GeoNames' tables; the reader then refuses all but the main one. False
 * where it cannot be read. */
bool ter_geonames_recognise(const char *path);

#endif
