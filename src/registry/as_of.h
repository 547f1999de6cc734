/* A layer as it stood at a former moment, as pieces of SQL for queries: most records are what they are now,
 * the others stand in the history. */
#ifndef TER_REGISTRY_AS_OF_H
#define TER_REGISTRY_AS_OF_H

#include "internal.h"

struct ter_as_of {
    const struct ter_layer *layer;
    bool changed;    /* false: nothing changed since, the layer's table answers alone */
    int64_t cut;     /* the first entry of the history that came after */
    int64_t ceiling; /* records from this id on came later, in bulk */
};

/* Find what changed since the end of a day, or since a moment (registry/moment.h). Works on connections that
 * only read. Fails with TER_USAGE on a text that is neither. */
TER_CHECKED bool ter_as_of_open(struct ter_registry *registry, const struct ter_layer *layer,
    const char *moment, struct ter_as_of *ret_as_of, struct ter_error *err);

/* Append the condition " AND …" that leaves of the layer's table the records that are as they were. */
void ter_as_of_unchanged(const struct ter_as_of *as_of, struct ter_buf *out);

/* Append what stands for the table after FROM, with all its columns and its name, for the other records: as
 * they were, without those that were not there. There is no spatial index on it. */
void ter_as_of_former(const struct ter_as_of *as_of, struct ter_buf *out);

#endif
