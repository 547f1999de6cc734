/* The zones that a position lies in: records of all layers of areas, with how sure the answer is. */
#ifndef TER_LAND_ZONES_H
#define TER_LAND_ZONES_H

#include "force.h"
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
    enum ter_force force;
    enum ter_force_basis basis;
};

/* A record of a layer of areas that nobody has drawn: whether it holds the position cannot be judged. */
struct ter_undrawn {
    const struct ter_layer *layer;
    struct ter_value *values; /* owned */
    enum ter_force force;
};

struct ter_zones {
    struct ter_zone *items;
    size_t count, capacity;
    size_t not_valid; /* how many more there are that are over on the day, or have expired */
    struct ter_undrawn *undrawn;
    size_t undrawn_count, undrawn_capacity; /* at most TER_MOST_UNDRAWN of a layer */
    struct ter_strings notes;               /* zones that cannot be judged, and why */
};

enum { TER_MOST_UNDRAWN = 500 };

/* Find the zones that hold a position or whose edge is too near to tell, in the order of layers and ids; also
 * those with an edge within reach_m. radius_m is the position's uncertainty. Each zone says whether it is in
 * force on the date (YYYY-MM-DD); those that are over by then are counted only.
 *
 * Of a former day the register's history is asked: a zone counts as it stood at the end of that day. One that
 * was entered later is judged by its dates, and says so (TER_BASIS_DATES); one that was drawn later keeps the
 * status of the day and takes the boundary of now. */
TER_CHECKED bool ter_zones_at(struct ter_registry *registry, struct ter_lonlat at, double radius_m,
    double reach_m, const char *date, struct ter_zones *ret_zones, struct ter_error *err);
void ter_zones_free(struct ter_zones *zones);
#define TER_AUTO_ZONES __attribute__((cleanup(ter_zones_free)))

/* A field of the zone's record as text, by name; NULL where the layer has no such field or it is empty. */
const char *ter_zone_text(const struct ter_layer *layer, const struct ter_value *values, const char *name);

#endif
