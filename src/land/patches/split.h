/* Cutting one area into parts: by other areas, or along lines. */
#ifndef TER_LAND_SPLIT_H
#define TER_LAND_SPLIT_H

#include "land/area/ellipsoid.h"

/* What stays of the area where none of the cutters is: no cutter of its own. */
#define TER_SPLIT_REST SIZE_MAX

struct ter_split_part {
    struct ter_buf wkb; /* a MultiPolygon */
    size_t cutter;      /* index of the area that cut it out; TER_SPLIT_REST for the rest and behind lines */
    double area_m2;     /* on the ellipsoid, in whole hundredths */
};

/* Zero-initialise; ter_split_free ends it. */
struct ter_split {
    struct ter_split_part *items;
    size_t count;
    double area_m2; /* of the whole, measured, in whole hundredths: the parts' areas add up to `control_m2` */
    double control_m2; /* what the parts add up to */
    bool stated;       /* the stated area is the control; else the measured one */
};
void ter_split_free(struct ter_split *split);
#define TER_AUTO_SPLIT __attribute__((cleanup(ter_split_free)))

/* Cut a valid area by `cutters`: polygons, each of which cuts out what it shares with the area and which must
 * not overlap one another inside it, or lines. What all of them together leave is the last part. Parts under
 * 0.01 m2 are dropped as rounding. The parts' areas add up to `stated_m2` (0: not known) where that is within
 * a thousandth (and 1 m2) of the measured area, else to the measured one, to 0.01 m2 (area/adjust.h). Fails
 * where nothing is cut. */
TER_CHECKED bool ter_split_area(const struct ter_ellipsoid *ellipsoid, struct ter_wkb area,
    const struct ter_wkb *cutters, size_t count, double stated_m2, struct ter_split *ret_split,
    struct ter_error *err);

#endif
