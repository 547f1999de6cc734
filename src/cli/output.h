/* Records on standard output, in the form that --format names. */
#ifndef TER_CLI_OUTPUT_H
#define TER_CLI_OUTPUT_H

#include "cli.h"

struct ter_output_options {
    FILE *out;
    enum ter_format format;
    const struct ter_layer *layer;
    int epsg; /* of the geometries; GeoJSON is always WGS 84 */
    enum ter_lang lang;
    bool has_distance; /* distances are given and shown */
    bool quiet;        /* a table without its last line */
    int64_t limit;     /* --limit, which the count of a table must not pass off as all; 0: none */
};

struct ter_output;

/* Begin. JSON, CSV and GeoJSON are written record by record, a table at the end. */
TER_CHECKED bool ter_output_open(
    const struct ter_output_options *options, struct ter_output **ret_output, struct ter_error *err);
TER_CHECKED bool ter_output_add(
    struct ter_output *output, const struct ter_record *record, double distance_m, struct ter_error *err);
TER_CHECKED bool ter_output_end(struct ter_output *output, struct ter_error *err);
void ter_output_free(struct ter_output *output);
TER_DEFINE_AUTO(struct ter_output, ter_output_free)

#endif
