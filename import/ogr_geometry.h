/* GDAL geometries as the WKB that travels inside the program. */
#ifndef TER_IMPORT_OGR_GEOMETRY_H
#define TER_IMPORT_OGR_GEOMETRY_H

#include "base/geometry.h"

#include <ogr_api.h>

/* Write a geometry as 2D ISO WKB, little-endian, over what `ret_wkb` held; Z and M are dropped and curves
 * drawn as lines. An empty geometry gives an empty buffer. */
TER_CHECKED bool ter_ogr_to_wkb(OGRGeometryH geometry, struct ter_buf *ret_wkb, struct ter_error *err);

#endif
