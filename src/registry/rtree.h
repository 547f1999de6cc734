/* R*Trees packed in one go: a million boxes in a second instead of seventeen. */
#ifndef TER_REGISTRY_RTREE_H
#define TER_REGISTRY_RTREE_H

#include "internal.h"

#include <stdio.h>

struct ter_rtree_entry {
    int64_t id;
    float min_x, max_x, min_y, max_y; /* rounded outwards from the doubles */
};

/* Boxes to be put into a table's spatial index. Zero-initialise, but for `memory`. */
struct ter_rtree_entries {
    struct ter_rtree_entry *items; /* the last ones; those before them are in the file */
    size_t count, capacity;        /* of all; of the items */
    size_t memory;                 /* bytes that packing may take, about; 0: TER_RTREE_MEMORY */
    FILE *file;
    size_t in_file;
    struct ter_rtree_entry box; /* of all */
    struct ter_error trouble;   /* of the file */
};

enum { TER_RTREE_MEMORY = 64 << 20 };

/* What goes wrong with the temporary file for many boxes is said when they are put into the index. */
void ter_rtree_add(struct ter_rtree_entries *entries, int64_t id, struct ter_bbox box);
void ter_rtree_entries_free(struct ter_rtree_entries *entries);

/* Call `each` for all entries in the order in which they were added, until it returns false. */
TER_CHECKED bool ter_rtree_each(struct ter_rtree_entries *entries,
    bool (*each)(void *user, const struct ter_rtree_entry *entry, struct ter_error *err), void *user,
    struct ter_error *err);

/* Put the entries into the spatial index of `table`, inside a transaction: one by one where they are few
 * beside what is there, else by packing the whole tree anew. No entries are left after. */
TER_CHECKED bool ter_rtree_insert(
    sqlite3 *db, const char *table, struct ter_rtree_entries *entries, struct ter_error *err);

/* Make the spatial index of `table` anew from these entries alone, whatever state it is in, inside a
 * transaction. No entries are left after. */
TER_CHECKED bool ter_rtree_rebuild(
    sqlite3 *db, const char *table, struct ter_rtree_entries *entries, struct ter_error *err);

/* The box of all that is indexed, from the root node alone; ret_any is false for an empty tree. */
TER_CHECKED bool ter_rtree_bbox(
    sqlite3 *db, const char *table, struct ter_bbox *ret_box, bool *ret_any, struct ter_error *err);

#endif
