/* Which records count: those available now, after all mends, after the plans, or on a day. */
#ifndef TER_COVERAGE_SCENARIO_H
#define TER_COVERAGE_SCENARIO_H

#include "norms.h"

enum ter_scenario_kind {
    TER_SCENARIO_NOW,
    TER_SCENARIO_REPAIRED, /* now, and all that is broken is mended */
    TER_SCENARIO_PLANNED,  /* repaired, and all that is planned is built */
    TER_SCENARIO_AHEAD,    /* a day to come: now, and what is to be ready by then */
    TER_SCENARIO_PAST,     /* a day gone by: what the history knows of it */
};

struct ter_scenario_request {
    enum ter_scenario_kind kind;
    char day[11];               /* YYYY-MM-DD: today, or the day asked for */
    struct ter_strings without; /* codes of records that are shut */
};
void ter_scenario_request_free(struct ter_scenario_request *request);

/* Read "now", "repaired", "planned" or a date (YYYY-MM-DD), judged against today. NULL is now. */
TER_CHECKED bool ter_scenario_parse(
    const char *text, const char *today, struct ter_scenario_request *ret_request, struct ter_error *err);

/* How a record stands by its status, whatever the scenario. */
enum ter_standing {
    TER_STANDING_AVAILABLE,
    TER_STANDING_BROKEN,  /* a mend makes it available */
    TER_STANDING_PLANNED, /* not built yet */
    TER_STANDING_GONE,    /* never again, or not as far as anybody has planned */
};

/* By the layer's available statuses; for the others by the table of norms, and where that says nothing of
 * the layer by its life-cycle: what no status follows is gone, what an available record can become is
 * broken, the rest is planned. */
enum ter_standing ter_scenario_standing(
    const struct ter_norms *norms, const struct ter_layer *layer, const char *status);

/* Whether a record that stands so counts; `due` is the day by which it is to be ready (NULL: none is known).
 * For a day gone by `standing` is what it was then. */
bool ter_scenario_counts(
    const struct ter_scenario_request *request, enum ter_standing standing, const char *due);

/* The date field of the deadline by which a record of this status is to be ready: of those that run in this
 * status, fall due on the date itself and lead on to an available one, the last that the layer names.
 * SIZE_MAX: none. */
size_t ter_scenario_due_field(const struct ter_layer *layer, const char *status);

#endif
