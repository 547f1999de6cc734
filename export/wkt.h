/* Well-known text, for tables that hold geometries in a column. */
#ifndef TER_EXPORT_WKT_H
#define TER_EXPORT_WKT_H

#include "base/geometry.h"

/* Append a geometry; false, with nothing appended, for WKB that is broken. */
bool ter_wkt_write(struct ter_buf *out, struct ter_wkb wkb);

#endif
