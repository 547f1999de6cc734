/* The layers of a coverage as files: one GeoPackage, and the same as GeoJSON, each layer with its style. */
#ifndef TER_CLI_COVERAGE_OUT_H
#define TER_CLI_COVERAGE_OUT_H

#include "coverage/coverage.h"

/* Refuse a folder that exists and holds something else than a former coverage. */
TER_CHECKED bool ter_coverage_out_check(const char *folder, struct ter_error *err);

/* Write all files beside the folder and put the folder in its place at the end, or change nothing. */
TER_CHECKED bool ter_coverage_out_write(struct ter_registry *registry, const struct ter_coverage *coverage,
    const char *folder, struct ter_strings *notes, struct ter_error *err);

#endif
