/* One run of `nearest`: what its files share. */
#ifndef TER_CLI_NEAREST_JOIN_H
#define TER_CLI_NEAREST_JOIN_H

#include "analysis/located.h"
#include "cli/cli.h"
#include "nearest_rows.h"

struct ter_nearest_join {
    const struct ter_args *args;
    struct ter_registry *registry;
    const struct ter_layer *layer; /* of the records */
    struct ter_located found, features;
    bool to_itself; /* a record is not its own nearest */
    bool along;     /* by the way along roads */
    size_t k;
    double max_m;
    struct ter_strings notes;
    struct ter_nearest_rows *rows;
    int64_t alone, unplaced; /* features without any near enough, without a position */
};

/* Whether a record is the feature itself. */
bool ter_nearest_join_same(const struct ter_nearest_join *join, size_t feature, size_t record);

/* The row of a feature and a record found for it (SIZE_MAX: none), with the feature's position, which is
 * written to `point`. */
struct ter_nearest_row ter_nearest_join_row(const struct ter_nearest_join *join, size_t feature,
    size_t record, size_t rank, uint8_t point[TER_WKB_POINT_SIZE]);

/* Join all features with their nearest by the way along roads. Fails where the gazetteer has no roads. */
TER_CHECKED bool ter_nearest_join_along(struct ter_nearest_join *join, struct ter_error *err);

#endif
