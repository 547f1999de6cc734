/* R*Trees packed in one go: a million boxes in a second instead of seventeen. */
#ifndef TER_REGISTRY_RTREE_H
#define TER_REGISTRY_RTREE_H

#include "internal.h"

struct ter_rtree_entry {
    int64_t id;
    float min_x, max_x, min_y, max_y; /* rounded outwards from the doubles */
};

/* Boxes to be put into a table's spatial index. Zero-initialise. */
struct ter_rtree_entries {
    struct ter_rtree_entry *items;
    size_t count, capacity;
};

void ter_rtree_add(struct ter_rtree_entries *entries, int64_t id, struct ter_bbox box);
void ter_rtree_entries_free(struct ter_rtree_entries *entries);

/* Put the entries into the spatial index of `table`, inside a transaction: one by one where they are few
 * beside what is there, else by packing the whole tree anew. Sorts `entries`. */
TER_CHECKED bool ter_rtree_insert(
    sqlite3 *db, const char *table, struct ter_rtree_entries *entries, struct ter_error *err);

/* Make the spatial index of `table` anew from these entries alone, whatever state it is in, inside a
 * transaction. Sorts `entries`. */
TER_CHECKED bool ter_rtree_rebuild(
    sqlite3 *db, const char *table, struct ter_rtree_entries *entries, struct ter_error *err);

/* The box of all that is indexed, from the root node alone; ret_any is false for an empty tree. */
TER_CHECKED bool ter_rtree_bbox(
    sqlite3 *db, const char *table, struct ter_bbox *ret_box, bool *ret_any, struct ter_error *err);

#endif
