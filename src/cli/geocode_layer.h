/* Geocode the records of one layer. */
#ifndef TER_CLI_GEOCODE_LAYER_H
#define TER_CLI_GEOCODE_LAYER_H

#include "cli.h"
#include "geocode/geocode.h"
#include "registry/registry.h"

/* Place the records that have a text and no position (with --redo also those that were geocoded before), in
 * one transaction, and print how many stand on each rung. Adds to *wanting how many stayed without a
 * position, or got one that stands for the whole area only. */
TER_CHECKED bool ter_geocode_layer(struct ter_registry *registry, const struct ter_args *args,
    const struct ter_layer *layer, int64_t *wanting, struct ter_error *err);

/* What a record says of its place: the corrected text where there is one, else the verbatim. Borrows the
 * record's texts. */
struct ter_geocode_query ter_geocode_record_query(
    const struct ter_layer *layer, const struct ter_record *record);

#endif
