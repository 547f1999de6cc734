/* Positions as they come, made into checked geometries of the register's coordinate system. */
#ifndef TER_IMPORT_POSITION_H
#define TER_IMPORT_POSITION_H

#include "layer/layer.h"

struct ter_positioner;

/* Prepare for geometries in `from_epsg`; the layer decides which type they must have. */
TER_CHECKED bool ter_positioner_open(const struct ter_layer *layer, int from_epsg, int storage_epsg,
    struct ter_positioner **ret_positioner, struct ter_error *err);
void ter_positioner_close(struct ter_positioner *positioner);
TER_DEFINE_AUTO(struct ter_positioner, ter_positioner_close)

/* Say whether geometries of type `have` can be made into the layer's; TER_GEOMETRYCOLLECTION stands for a
 * file of any types. */
bool ter_position_fits(enum ter_geometry_type wanted, enum ter_geometry_type have);

/* Make the layer's geometry of east and north (longitude and latitude), or of a WKB geometry. The result
 * lives until the next call. The error says what is wrong with the position: off the globe, swapped, of
 * another type. */
TER_CHECKED bool ter_position_from_pair(
    struct ter_positioner *positioner, double x, double y, struct ter_wkb *ret_wkb, struct ter_error *err);
TER_CHECKED bool ter_position_from_wkb(
    struct ter_positioner *positioner, struct ter_wkb wkb, struct ter_wkb *ret_wkb, struct ter_error *err);

#endif
