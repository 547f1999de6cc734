/* Records of a layer of points as analyses take them: where, how sure, and the code to name them by. */
#ifndef TER_ANALYSIS_LOCATED_H
#define TER_ANALYSIS_LOCATED_H

#include "registry/find.h"

/* Zero-initialise. The arrays run side by side; records without a position have lon NaN. */
struct ter_located {
    struct ter_lonlat *at;
    int64_t *ids;
    double *uncertainty_m; /* NaN: not known */
    size_t *code_starts;   /* in `codes` */
    size_t count, capacity;
    struct ter_buf codes; /* each ended by NUL */
    size_t placed;        /* how many have a position */
};

/* Append one. */
void ter_located_add(struct ter_located *list, int64_t id, const char *code, size_t code_size,
    struct ter_lonlat at, double uncertainty_m);

/* Append the records that pass the filter, in the order of id; the shape of a line or polygon stands for
 * itself with its centroid. `keep_unplaced`: also those without a position. */
TER_CHECKED bool ter_located_read(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_filter *filter, bool keep_unplaced, struct ter_located *list, struct ter_error *err);

const char *ter_located_code(const struct ter_located *list, size_t index);
bool ter_located_has_position(const struct ter_located *list, size_t index);
void ter_located_free(struct ter_located *list);
#define TER_AUTO_LOCATED __attribute__((cleanup(ter_located_free)))

#endif
