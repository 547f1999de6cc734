/* What a source last said of a record, as against what hands have made of it since. */
#ifndef TER_REGISTRY_ORIGIN_H
#define TER_REGISTRY_ORIGIN_H

#include "base/map.h"
#include "internal.h"

struct ter_origin;

/* A record now and as its source last left it. Valid until the next call. */
struct ter_origin_record {
    const struct ter_value *now,
        *source; /* field_count values each; the same array where nothing was edited since */
    struct ter_wkb now_geometry, source_geometry;
};

/* Prepare for the records of `layer` with respect to the source called `source_name`. */
TER_CHECKED bool ter_origin_open(struct ter_registry *registry, const struct ter_layer *layer,
    const char *source_name, struct ter_origin **ret_origin, struct ter_error *err);
void ter_origin_close(struct ter_origin *origin);
TER_DEFINE_AUTO(struct ter_origin, ter_origin_close)

TER_CHECKED bool ter_origin_read(struct ter_origin *origin, int64_t id,
    const struct ter_origin_record **ret_record, struct ter_error *err);

/* The same of a record that was deleted, from its last before-image, which must outlive the answer. Without
 * geometries. */
TER_CHECKED bool ter_origin_read_deleted(struct ter_origin *origin, int64_t id, const json_t *image,
    const struct ter_origin_record **ret_record, struct ter_error *err);

/* Was the record ever changed after it came? (What was not is its own source.) */
bool ter_origin_edited(struct ter_origin *origin, int64_t id);

#endif
