/* Whether a record was changed by anybody since it was read. What takes long (geocoding, measuring) reads
 * without the write lock and then writes: a change of somebody else in between must not be overwritten
 * unseen. */
#ifndef TER_REGISTRY_MEANWHILE_H
#define TER_REGISTRY_MEANWHILE_H

#include "registry.h"

/* A stretch of the history: what came after `read`, up to `now`. */
struct ter_meanwhile {
    int64_t read, now;
};

/* Before anything is read. */
TER_CHECKED bool ter_meanwhile_read(
    struct ter_registry *registry, struct ter_meanwhile *ret_meanwhile, struct ter_error *err);

/* Inside the write transaction, before the first change. */
TER_CHECKED bool ter_meanwhile_write(
    struct ter_registry *registry, struct ter_meanwhile *meanwhile, struct ter_error *err);

/* Whether this record was changed or deleted by others in between. Costs nothing where nobody wrote. */
TER_CHECKED bool ter_meanwhile_changed(struct ter_registry *registry, const struct ter_meanwhile *meanwhile,
    const struct ter_layer *layer, int64_t id, bool *ret_changed, struct ter_error *err);

/* The same as a refusal: fails with TER_BUSY, naming the record, where it was changed. */
TER_CHECKED bool ter_meanwhile_unchanged(struct ter_registry *registry, const struct ter_meanwhile *meanwhile,
    const struct ter_layer *layer, int64_t id, struct ter_error *err);

#endif
