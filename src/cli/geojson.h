/* Geometries as GeoJSON objects. */
#ifndef TER_CLI_GEOJSON_H
#define TER_CLI_GEOJSON_H

#include "base/geometry.h"
#include "base/json.h"

/* A geometry as RFC 7946 wants it: 7 decimals, outer rings counter-clockwise, holes clockwise. The position
 * of each point is passed through `convert` (may be NULL: as it is). Null for no geometry and for WKB that is
 * cut short or of another kind. The caller frees it. */
typedef bool ter_geojson_convert_fn(void *user, struct ter_lonlat *point);
json_t *ter_geojson_from_wkb(struct ter_wkb wkb, ter_geojson_convert_fn *convert, void *user);

#endif
