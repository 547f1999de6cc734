/* What an area is split by: the features of a file, or a record of another layer. */
#ifndef TER_CLI_SPLIT_CUTTERS_H
#define TER_CLI_SPLIT_CUTTERS_H

#include "cli/cli.h"

/* One geometry to cut by, in the register's system, and what its file says of the part that it cuts out. */
struct ter_cutter {
    struct ter_buf wkb;
    struct ter_value *values; /* one for each of the layer's fields, owned; NULL: nothing is said */
};

/* Zero-initialise; ter_cutters_free ends it. */
struct ter_cutters {
    struct ter_cutter *items;
    size_t count;
    size_t field_count;
    bool *given; /* for each field of the layer: does the file give it; NULL: none */
    struct ter_strings notes;
};
void ter_cutters_free(struct ter_cutters *cutters);
#define TER_AUTO_CUTTERS __attribute__((cleanup(ter_cutters_free)))

/* Read all features of a file: areas with the fields that the layer understands, or lines. */
TER_CHECKED bool ter_cutters_from_file(struct ter_registry *registry, const struct ter_layer *layer,
    const char *path, const char *from, struct ter_cutters *ret_cutters, struct ter_error *err);

/* Read the one record that LAYER:CODE names. */
TER_CHECKED bool ter_cutters_from_record(
    struct ter_registry *registry, const char *text, struct ter_cutters *ret_cutters, struct ter_error *err);

#endif
