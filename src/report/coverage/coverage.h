/* The report of a coverage: where water or help does not reach, as one page. */
#ifndef TER_REPORT_COVERAGE_H
#define TER_REPORT_COVERAGE_H

#include "coverage/coverage.h"
#include "registry/road_lines.h"

#include <stdio.h>

/* All of it is borrowed. */
struct ter_coverage_report {
    const struct ter_coverage *coverage; /* computed with request.shapes */
    const struct ter_layer *layer;       /* the one that covers */
    const char *register_name;
    const struct ter_strings *documents; /* the layer's */
    const struct ter_strings *notes;     /* what was assumed while its files were read */
    const char *attribution;             /* or NULL */
    const char *command;                 /* the command line that gives the same figures */
    const struct ter_road_lines *roads;  /* for orientation on the map; may be NULL */
};

TER_CHECKED bool ter_coverage_report_write(
    const struct ter_coverage_report *report, FILE *out, struct ter_error *err);

#endif
