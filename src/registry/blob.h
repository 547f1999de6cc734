/* Geometries between WKB and SpatiaLite's own blob. */
#ifndef TER_REGISTRY_BLOB_H
#define TER_REGISTRY_BLOB_H

#include "base/geometry.h"

/* Append the blob of a WKB geometry. Fails on WKB that is cut, nested too deep or of no known type. */
TER_CHECKED bool ter_blob_from_wkb(
    struct ter_wkb wkb, int epsg, struct ter_buf *ret_blob, struct ter_error *err);

/* Append the WKB of a blob that came out of a file and is not trusted. */
TER_CHECKED bool ter_blob_to_wkb(
    const void *blob, size_t size, struct ter_buf *ret_wkb, struct ter_error *err);

/* Lines, of which a gazetteer has very many, without a detour. Points are appended. */
void ter_blob_from_line(const struct ter_lonlat *points, size_t count, int epsg, struct ter_buf *ret_blob);
TER_CHECKED bool ter_blob_to_line(
    const void *blob, size_t size, struct ter_points *ret_points, struct ter_error *err);

/* The box written in a blob's head; false when it is not a blob. */
bool ter_blob_bbox(const void *blob, size_t size, struct ter_bbox *ret_box);

#endif
