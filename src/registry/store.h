/* Single records: look up, insert, change, place. Bulk loads go through registry/load.h. */
#ifndef TER_REGISTRY_STORE_H
#define TER_REGISTRY_STORE_H

#include "registry.h"

struct ter_change {
    size_t field; /* index in the layer's fields */
    struct ter_value value;
};

/* The id of the record with this code; fails with TER_NOT_FOUND and a did-you-mean. */
TER_CHECKED bool ter_store_id(struct ter_registry *registry, const struct ter_layer *layer, const char *code,
    int64_t *ret_id, struct ter_error *err);

/* Insert or change one record inside a write transaction. Values are checked by the layer's triggers as well;
 * after a refusal the whole transaction is gone (see registry/triggers.h). A geometry of NULL leaves it
 * alone. */
TER_CHECKED bool ter_store_insert(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_change *changes, size_t count, const struct ter_wkb *geometry, int64_t *ret_id,
    struct ter_error *err);
TER_CHECKED bool ter_store_update(struct ter_registry *registry, const struct ter_layer *layer, int64_t id,
    const struct ter_change *changes, size_t count, const struct ter_wkb *geometry, struct ter_error *err);

/* How a record got its position. */
struct ter_position {
    struct ter_lonlat at;
    const char *method;    /* surveyed, geocoded, manual, imported */
    const char *precision; /* rung of the geocoding ladder, or NULL */
    double uncertainty_m;  /* > 0 */
    const char *note;      /* from what, or NULL */
    const char *corrected; /* location text as it was understood, where it differs; NULL: leave */
};

/* Give a record its position inside a write transaction. Writes nothing when all of it is so already. */
TER_CHECKED bool ter_store_place(struct ter_registry *registry, const struct ter_layer *layer, int64_t id,
    const struct ter_position *position, struct ter_error *err);

#endif
