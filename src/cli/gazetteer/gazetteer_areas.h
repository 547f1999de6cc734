/* The administrative areas of a file while it is imported: which one the whole register is about, and which
 * township a place lies in. */
#ifndef TER_CLI_GAZETTEER_AREAS_H
#define TER_CLI_GAZETTEER_AREAS_H

#include "base/geometry.h"

struct ter_gazetteer_areas;

struct ter_gazetteer_areas *ter_gazetteer_areas_open(void) __attribute__((returns_nonnull));
void ter_gazetteer_areas_close(struct ter_gazetteer_areas *areas);
TER_DEFINE_AUTO(struct ter_gazetteer_areas, ter_gazetteer_areas_close)

/* Keep an area with OpenStreetMap's admin_level (2 country … 6 county, 8 township); `number` tells it from
 * others. Levels below townships and broken polygons are passed over. */
void ter_gazetteer_areas_add(struct ter_gazetteer_areas *areas, int64_t number, const char *name, int level,
    double radius_m, struct ter_wkb polygon);

/* Note where a place is: the whole register's area is where nearly all places are. */
void ter_gazetteer_areas_watch(struct ter_gazetteer_areas *areas, struct ter_lonlat at);

/* The number of the area that the register is about: the smallest above townships that holds at least nine
 * tenths of the places that were noted; -1 where there is none. */
int64_t ter_gazetteer_areas_county(const struct ter_gazetteer_areas *areas);

/* The name of the township at a position, or NULL. It lives as long as the areas. */
const char *ter_gazetteer_areas_township(const struct ter_gazetteer_areas *areas, struct ter_lonlat at);

#endif
