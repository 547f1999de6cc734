/* GDAL geometries as the WKB that travels inside the program. */
#ifndef TER_IMPORT_OGR_GEOMETRY_H
#define TER_IMPORT_OGR_GEOMETRY_H

#include "base/geometry.h"

#include <ogr_api.h>

/* Write a geometry as 2D ISO WKB, little-endian, over what `ret_wkb` held; Z and M are dropped and curves
 * drawn as lines. An empty geometry gives an empty buffer. */
TER_CHECKED bool ter_ogr_to_wkb(OGRGeometryH geometry, struct ter_buf *ret_wkb, struct ter_error *err);

/* What WKB leaves out, in geometries. */
struct ter_ogr_losses {
    int64_t heights; /* with Z or M */
    int64_t curves;
    int64_t empty;
};

/* Count what ter_ogr_to_wkb leaves out of this one; say so when the file is read. */
void ter_ogr_count_losses(OGRGeometryH geometry, struct ter_ogr_losses *losses);
void ter_ogr_note_losses(const struct ter_ogr_losses *losses, struct ter_strings *notes);

#endif
