/* GeoJSON as text: what the writers of it and the command line share. */
#ifndef TER_EXPORT_GEOJSON_H
#define TER_EXPORT_GEOJSON_H

#include "layer/layer.h"

/* Append a geometry as RFC 7946 wants it: 7 decimals, outer rings counter-clockwise, holes clockwise; "null"
 * where there is none. False, with nothing appended, for WKB that is broken. */
bool ter_geojson_geometry(struct ter_buf *out, struct ter_wkb wkb);

#endif
