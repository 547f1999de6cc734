/* Taking changes back: an entry of the history is reverted, and that is an entry as well. */
#ifndef TER_REGISTRY_UNDO_H
#define TER_REGISTRY_UNDO_H

#include "registry.h"

/* What came of it. */
struct ter_undone {
    int64_t updated, inserted, deleted; /* records */
    int64_t first_entry, last_entry;    /* what the history says of it */
};

/* Revert entries of the history, given newest first, all of them or none, in a transaction of its own. What
 * an update changed goes back, also where the life-cycle has no such way; a deleted record comes back with
 * its id, code and geometry; what was added, one record or a whole import, is deleted. Values come back
 * exactly.
 *
 * Refused (TER_FAILED) where a later change touched the same values, with a line that names it, and where the
 * layer does not permit the former values any more. An unknown id is TER_NOT_FOUND. `note` may be NULL. */
TER_CHECKED bool ter_undo(struct ter_registry *registry, const int64_t *entries, size_t count,
    const char *note, struct ter_undone *ret_undone, struct ter_error *err);

#endif
