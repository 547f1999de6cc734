/* A walk over well-known binary: what each text form of a geometry is written from. */
#ifndef TER_EXPORT_WALK_H
#define TER_EXPORT_WALK_H

#include "base/geometry.h"

/* Called in the order of the WKB. `index` counts the siblings from 0, also of rings in a polygon. */
struct ter_walk {
    void (*begin)(void *user, enum ter_geometry_type type, enum ter_geometry_type parent, uint32_t index);
    /* `positions` are `count` pairs of little-endian doubles, not aligned: read them with ter_walk_at. */
    void (*positions)(
        void *user, enum ter_geometry_type owner, uint32_t index, const uint8_t *positions, uint32_t count);
    void (*end)(void *user, enum ter_geometry_type type, enum ter_geometry_type parent);
};

/* False for WKB that is cut short, nested too deep, of a type outside 1-7, or with a number that is not
 * finite; the calls up to there were made. */
bool ter_walk_wkb(struct ter_wkb wkb, const struct ter_walk *walk, void *user);

struct ter_lonlat ter_walk_at(const uint8_t *positions, uint32_t index);

/* Twice the signed area of a ring: positive when it runs counter-clockwise. */
double ter_walk_ring_area(const uint8_t *positions, uint32_t count);

#endif
