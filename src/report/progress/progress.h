/* The report of promises against facts, as one page. */
#ifndef TER_REPORT_PROGRESS_H
#define TER_REPORT_PROGRESS_H

#include "plan/progress/progress.h"

#include <stdio.h>

/* All of it is borrowed. */
struct ter_progress_report {
    const struct ter_progress *progress;
    enum ter_lang lang;
    const char *register_name;
    const struct ter_strings *documents; /* that the promises come from */
    const struct ter_strings *scope;     /* what was asked for, in words */
    const char *command;                 /* the command line that gives the same figures */
};

TER_CHECKED bool ter_progress_report_write(
    const struct ter_progress_report *report, FILE *out, struct ter_error *err);

#endif
