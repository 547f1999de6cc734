/* The report of what is overdue, and what falls due next, as one page. */
#ifndef TER_REPORT_OVERDUE_H
#define TER_REPORT_OVERDUE_H

#include "analysis/overdue.h"

#include <stdio.h>

/* All of it is borrowed. */
struct ter_overdue_report {
    const struct ter_overdue *overdue;
    const struct ter_layer *const *layers; /* that were asked for */
    size_t layer_count;
    const struct ter_strings *layer_commands; /* for each layer the command line that gives its figures */
    enum ter_lang lang;
    const char *register_name;
    const struct ter_strings *documents;
    const struct ter_strings *scope;    /* what was asked for, in words */
    const struct ter_strings *warnings; /* what a reader must know first */
    const char *attribution;            /* or NULL */
    const char *command;                /* the command line that gives the same figures */
};

TER_CHECKED bool ter_overdue_report_write(
    const struct ter_overdue_report *report, FILE *out, struct ter_error *err);

/* What must be said beside the figures: which years' holidays are not known ("2027, 2028"; "" where all are
 * or no rule counts working days). The caller frees it. */
char *ter_overdue_years_unknown(const struct ter_overdue *overdue) __attribute__((returns_nonnull));

/* How many deadlines of a rule are in each state. */
void ter_overdue_count(const struct ter_overdue *overdue, const struct ter_deadline *rule,
    size_t ret_counts[TER_OVERDUE_STATES]);

#endif
