/* What is wrong with a layer of areas that should lie side by side: gaps, overlaps, slivers, numbers given
 * twice, shapes that are not valid - each with its size and place. */
#ifndef TER_LAND_TOPOLOGY_H
#define TER_LAND_TOPOLOGY_H

#include "land/area/ellipsoid.h"
#include "registry/find.h"

enum ter_fault {
    TER_FAULT_INVALID,   /* its rings cross, or the like */
    TER_FAULT_DUPLICATE, /* its number is that of another record, too */
    TER_FAULT_SLIVER,    /* thinner than asked */
    TER_FAULT_OVERLAP,   /* two records have land in common */
    TER_FAULT_GAP,       /* land that no record has, enclosed by records */
    TER_FAULT_KINDS,
};

struct ter_finding {
    enum ter_fault kind;
    const char *codes[2]; /* whose; of a gap the two that border on it most; NULL: nobody's */
    double area_m2;       /* of the gap, the overlap, the record */
    double width_m;       /* twice the area over the outline's length; NaN: not asked */
    struct ter_lonlat at; /* a position in it */
    struct ter_wkb shape; /* a MultiPolygon; data NULL where it cannot be drawn */
    const char *note; /* GEOS's word for the fault; the number that is there twice; the records round a gap */
};

enum { TER_TOPOLOGY_MOST_KEYS = 4 };

struct ter_topology_request {
    struct ter_registry *registry;
    const struct ter_layer *layer;
    const struct ter_filter *filter; /* which records; without their neighbours there are gaps between them */
    bool every;                      /* also records for which others stand (layer: superseded) */
    const struct ter_ellipsoid *ellipsoid;
    double min_m2;                       /* smaller gaps and overlaps are only counted */
    double max_gap_m2;                   /* larger gaps are open land, and only counted; INFINITY: none is */
    double sliver_m;                     /* records thinner than that; 0: none */
    size_t keys[TER_TOPOLOGY_MOST_KEYS]; /* the fields that number a record, together */
    size_t key_count;
    /* What becomes of a finding, which lives as long as the call: in the order of kinds, the largest first.
     */
    TER_CHECKED bool (*each)(void *user, const struct ter_finding *finding, struct ter_error *err);
    void *user;
};

struct ter_topology_summary {
    int64_t records, without; /* without a shape */
    int64_t superseded;       /* passed over: others stand for them */
    int64_t counts[TER_FAULT_KINDS];
    double areas_m2[TER_FAULT_KINDS]; /* of what was found, in all */
    int64_t small;                    /* gaps and overlaps below min_m2 */
    int64_t open;                     /* gaps above max_gap_m2 */
    double area_m2;                   /* of all records */
};

/* Check a layer of polygons. Memory holds a box and the number of each record, and what is found; shapes are
 * read tile by tile. */
TER_CHECKED bool ter_topology_check(const struct ter_topology_request *request,
    struct ter_topology_summary *ret_summary, struct ter_error *err);

#endif
