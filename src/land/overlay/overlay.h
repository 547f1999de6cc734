/* How much of a shape lies in each of many areas, in square metres on the ellipsoid. */
#ifndef TER_LAND_OVERLAY_H
#define TER_LAND_OVERLAY_H

#include "land/area/ellipsoid.h"
#include "tiles.h"

struct ter_overlay_part {
    uint32_t area; /* which of the tiles' areas */
    double area_m2;
};

/* Zero-initialise; ter_overlay_parts_free ends it. */
struct ter_overlay_parts {
    double area_m2;                 /* of the shape, by the official formula */
    double inside_m2;               /* of it, in any area: where areas overlap each other it counts once */
    struct ter_overlay_part *items; /* the areas that have some of it, rising */
    size_t count, capacity;
};
void ter_overlay_parts_free(struct ter_overlay_parts *parts);
#define TER_AUTO_OVERLAY_PARTS __attribute__((cleanup(ter_overlay_parts_free)))

/* One thread's measuring. */
struct ter_overlay;
struct ter_overlay *ter_overlay_open(const struct ter_tiles *tiles, const struct ter_ellipsoid *ellipsoid)
    __attribute__((returns_nonnull));
void ter_overlay_close(struct ter_overlay *overlay);
TER_DEFINE_AUTO(struct ter_overlay, ter_overlay_close)

/* Measure a polygon or multipolygon; ret_parts is written anew. What lies in an area is the same share of the
 * shape's official area as of its exact one, so that parts and rest add up to the whole. Less than a square
 * millimetre is nothing. False where the shape is none, or broken. */
bool ter_overlay_measure(
    struct ter_overlay *overlay, struct ter_wkb shape, struct ter_overlay_parts *ret_parts);

#endif
