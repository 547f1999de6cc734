/* What the files of the topology check share. */
#ifndef TER_LAND_TOPOLOGY_PARTS_H
#define TER_LAND_TOPOLOGY_PARTS_H

#include "base/map.h"
#include "land/overlay/edges.h"
#include "land/overlay/slabs.h"
#include "roads/box_tree.h"
#include "topology.h"

/* Land without a record within one tile. */
struct ter_void {
    double area_m2;
    size_t start, size; /* of its WKB in a buffer */
};

/* Where a void meets the side of its tile: on the line x or y = `line`, from `low` to `high`. */
struct ter_contact {
    double line, low, high;
    uint32_t of;   /* which void */
    bool upright;  /* x = line */
    bool positive; /* the void lies east or north of the line */
};

/* Land that two records share within one tile; items are indexes into all records. */
struct ter_shared {
    uint32_t a, b;
    double area_m2;
};

/* What the tiles of one part of the layer hold. */
struct ter_faults {
    struct ter_void *voids;
    size_t void_count, void_capacity;
    struct ter_contact *contacts;
    size_t contact_count, contact_capacity;
    struct ter_shared *shared;
    size_t shared_count, shared_capacity;
    struct ter_buf wkb;
};
void ter_faults_free(struct ter_faults *faults);
void ter_faults_clear(struct ter_faults *faults);
void ter_faults_append(struct ter_faults *all, const struct ter_faults *more);

/* A part of the layer: a box and the records that it meets. */
struct ter_part_record {
    uint32_t item;
    struct ter_bbox box;
    size_t start, size; /* of its WKB in `wkb` */
};
struct ter_part {
    struct ter_bbox box;
    struct ter_part_record *records;
    size_t count, capacity;
    struct ter_buf wkb;
    struct ter_faults faults; /* what was found in it */
};

/* One thread's tool for parts. */
struct ter_part_tool;
struct ter_part_tool *ter_part_tool_open(const struct ter_ellipsoid *ellipsoid)
    __attribute__((returns_nonnull));
void ter_part_tool_close(struct ter_part_tool *tool);
void ter_part_check(struct ter_part_tool *tool, struct ter_part *part);

/* A void that fills a whole tile. */
void ter_faults_add_empty(
    struct ter_faults *faults, const struct ter_ellipsoid *ellipsoid, struct ter_bbox box);

/* Sum up what two records share: one entry a pair, the largest first. Returns how many there are. */
size_t ter_shared_sum_up(struct ter_faults *faults);

/* Join voids across the sides of tiles. ret_group[i] is the number of void i's group, SIZE_MAX for one that
 * is joined with the outside of `all`; returns how many groups there are. */
size_t ter_voids_join(const struct ter_faults *faults, struct ter_bbox all, size_t *ret_group);

/* GEOS's part of it: cutting the records out of a tile. */
struct ter_carver;
struct ter_carver *ter_carver_open(void) __attribute__((returns_nonnull));
void ter_carver_close(struct ter_carver *carver);

/* Append each polygon of the box that no record covers: its WKB to faults->wkb, its area and its contacts. */
void ter_carver_cut(struct ter_carver *carver, const struct ter_ellipsoid *ellipsoid, struct ter_bbox box,
    const struct ter_wkb *records, size_t count, struct ter_faults *faults);

#endif
