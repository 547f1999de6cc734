/* The report of a repair plan: what is mended when, and why in that order, as one page. */
#ifndef TER_REPORT_REPAIR_H
#define TER_REPORT_REPAIR_H

#include "plan/repair/repair_changes.h"
#include "plan/repair/repair_rounds.h"
#include "registry/road_lines.h"

#include <stdio.h>

/* All of it is borrowed. */
struct ter_repair_report {
    const struct ter_plan *plan;
    const struct ter_plan_request *request; /* with its weights, norms and costs */
    const char *register_name;
    const struct ter_strings *documents; /* the layer's */
    const char *attribution;             /* or NULL */
    const char *command;                 /* the command line that gives the list */
    const struct ter_road_lines *roads;  /* for orientation on the map; may be NULL */

    const struct ter_plan_changes *changes; /* what differs from an approved plan; NULL: none was named */
    const char *against;                    /* its name */
    const char *against_made_at;
    const char *changes_command;

    const struct ter_repair_rounds *rounds; /* NULL: none were asked for */
    const char *rounds_command;
};

TER_CHECKED bool ter_repair_report_write(
    const struct ter_repair_report *report, FILE *out, struct ter_error *err);

#endif
