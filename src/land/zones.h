/* The zones that a position lies in: records of all layers of areas, with how sure the answer is. */
#ifndef TER_LAND_ZONES_H
#define TER_LAND_ZONES_H

#include "registry/find.h"

enum ter_call { TER_CALL_INSIDE, TER_CALL_OUTSIDE, TER_CALL_TOO_CLOSE };

struct ter_zone {
    const struct ter_layer *layer; /* of the registry */
    struct ter_value *values;      /* one for each of the layer's fields; owned */
    bool contains;                 /* the position as it stands lies in the zone, or on its edge */
    double boundary_m;             /* from the position to the zone's edge */
    double margin_m;               /* the position's radius and the zone's together: nearer than that to the
                                      edge, it is too close to call */
    enum ter_call call;
};

struct ter_zones {
    struct ter_zone *items;
    size_t count, capacity;
    size_t not_valid;         /* how many more there are that are not in force on the day */
    struct ter_strings notes; /* zones that cannot be judged, and why */
};

/* Find the zones that hold a position or whose edge is too near to tell, in the order of layers and ids; also
 * those with an edge within reach_m. radius_m is the position's uncertainty. A zone counts on the date
 * (YYYY-MM-DD) when its fields valid_from and valid_to, where the layer has them, do not say otherwise, and
 * its status now is one of the layer's available ones, where it names any. */
TER_CHECKED bool ter_zones_at(struct ter_registry *registry, struct ter_lonlat at, double radius_m,
    double reach_m, const char *date, struct ter_zones *ret_zones, struct ter_error *err);
void ter_zones_free(struct ter_zones *zones);
#define TER_AUTO_ZONES __attribute__((cleanup(ter_zones_free)))

#endif
