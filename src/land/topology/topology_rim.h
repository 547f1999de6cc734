/* The rim of a gap: how much of it a record borders on (GEOS). */
#ifndef TER_LAND_TOPOLOGY_RIM_H
#define TER_LAND_TOPOLOGY_RIM_H

#include "base/geometry.h"

struct ter_rim;

/* NULL where the gap cannot be drawn. */
struct ter_rim *ter_rim_open(struct ter_wkb gap);
void ter_rim_close(struct ter_rim *rim);
TER_DEFINE_AUTO(struct ter_rim, ter_rim_close)

/* The length of the border that the gap has with a record, in degrees, about; 0 where there is none, or where
 * they only meet in a position. */
double ter_rim_shared_deg(struct ter_rim *rim, struct ter_wkb record);

#endif
