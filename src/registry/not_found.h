/* Records that somebody went to and did not find: their position wants a look, however small its radius. It
 * does so until a later event about the record found it, or the record was placed by hand or by a survey on
 * the day of the event or after it. */
#ifndef TER_REGISTRY_NOT_FOUND_H
#define TER_REGISTRY_NOT_FOUND_H

#include "registry.h"

struct sqlite3; /* for the registry's own files */

/* Whether records of the layer can be looked for: it has positions, and is not that of events. */
bool ter_not_found_suits(const struct ter_layer *layer);

/* Append a subquery of the codes of such records. */
void ter_not_found_codes(const struct ter_layer *layer, struct ter_buf *out);

/* Whether this layer is the one whose events say so. */
bool ter_not_found_is_by(const struct ter_layer *layer);

/* Whether the register has such events. */
bool ter_not_found_is_told(const struct ter_registry *registry, const struct ter_layer *layer);

/* Whether a file, whose layers may be in the making, has the layer of events and its table. A table of that
 * name which is somebody's own is none. */
TER_CHECKED bool ter_events_are_in(struct sqlite3 *db, bool *ret_there, struct ter_error *err);

/* Say who did not find a record, and when ("E-0000012, 2024-05-02: behind the market"): the latest event;
 * NULL: nobody. The caller frees it. */
TER_CHECKED bool ter_not_found_said(struct ter_registry *registry, const struct ter_layer *layer,
    const char *code, char **ret_said, struct ter_error *err);

#endif
