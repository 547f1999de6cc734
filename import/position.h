/* Positions as they come, made into checked geometries of the register's coordinate system. */
#ifndef TER_IMPORT_POSITION_H
#define TER_IMPORT_POSITION_H

#include "axes.h"
#include "base/datum.h"
#include "geometry_check.h"
#include "layer/layer.h"

/* What is known of a file's positions. */
struct ter_positions {
    int from_epsg, storage_epsg;
    bool swap;                  /* the first number is north, or latitude */
    enum ter_datum datum;       /* of positions in degrees; wgs84 and cgcs2000 change nothing */
    struct ter_known_area area; /* where the register's things are: who is far from it is counted */
    bool mend; /* polygons that cross themselves are drawn anew also where that changes their area */
};

struct ter_positioner;

/* Prepare for positions; the layer decides which type they must have. */
TER_CHECKED bool ter_positioner_open(const struct ter_layer *layer, const struct ter_positions *positions,
    struct ter_positioner **ret_positioner, struct ter_error *err);
void ter_positioner_close(struct ter_positioner *positioner);
TER_DEFINE_AUTO(struct ter_positioner, ter_positioner_close)

/* Say whether geometries of type `have` can be made into the layer's; TER_GEOMETRYCOLLECTION stands for a
 * file of any types. */
bool ter_position_fits(enum ter_geometry_type wanted, enum ter_geometry_type have);

/* Say whether numbers are longitude and latitude, or metres. */
bool ter_positioner_geographic(const struct ter_positioner *positioner);

/* Make the layer's geometry of east and north (longitude and latitude), or of a WKB geometry; an empty one
 * gives an empty *ret_wkb. The result lives until the next call. The error says what is wrong with the
 * position: off the globe, outside its coordinate system, swapped, of another type, crossing itself. */
TER_CHECKED bool ter_position_from_pair(
    struct ter_positioner *positioner, double x, double y, struct ter_wkb *ret_wkb, struct ter_error *err);
TER_CHECKED bool ter_position_from_wkb(
    struct ter_positioner *positioner, struct ter_wkb wkb, struct ter_wkb *ret_wkb, struct ter_error *err);

/* By how much the last position may be off for being converted from its datum, metres. */
double ter_position_shift_uncertainty_m(const struct ter_positioner *positioner);

/* What was mended of the last geometry, valid until the next; NULL where nothing was. */
const struct ter_geometry_mending *ter_positioner_mending(const struct ter_positioner *positioner);

/* Say what was mended and what looks odd in all that came so far. */
void ter_positioner_note(const struct ter_positioner *positioner, struct ter_strings *notes);

#endif
