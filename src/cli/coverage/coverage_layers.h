/* The layers that a coverage becomes on a map: fields, colours, and their records one after another. */
#ifndef TER_CLI_COVERAGE_LAYERS_H
#define TER_CLI_COVERAGE_LAYERS_H

#include "coverage/coverage.h"

struct ter_coverage_sink {
    TER_CHECKED bool (*put)(void *user, const struct ter_record *record, struct ter_error *err);
    void *user;
};

enum { TER_COVERAGE_MOST_FIELDS = 12 };

struct ter_coverage_layer {
    struct ter_layer layer;
    size_t fields[TER_COVERAGE_MOST_FIELDS]; /* those of layer.fields that it has */
    size_t field_count;
    TER_CHECKED bool (*each)(
        const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err);
};

/* All layers that there can be, in the order of a legend; many are empty in one answer. */
extern const struct ter_coverage_layer ter_coverage_layers[];
extern const size_t ter_coverage_layer_count;

#endif
