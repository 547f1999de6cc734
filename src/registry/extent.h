/* Layer extents and row counts, which QGIS keeps until the file says otherwise. */
#ifndef TER_REGISTRY_EXTENT_H
#define TER_REGISTRY_EXTENT_H

#include "internal.h"

/* Write the present row count and box of every table with a geometry into SpatiaLite's statistics. Costs one
 * read of each R*Tree's root: the work does not grow with the table. */
TER_CHECKED bool ter_extent_refresh(struct ter_registry *registry, struct ter_error *err);

#endif
