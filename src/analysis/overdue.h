/* Everything with a deadline, in any layer: what is late on a day, what falls due next, and what nobody can
 * say because the date that it runs from is missing. */
#ifndef TER_ANALYSIS_OVERDUE_H
#define TER_ANALYSIS_OVERDUE_H

#include "deadlines.h"

enum ter_overdue_state {
    TER_OVERDUE_LATE,
    TER_OVERDUE_SOON,    /* falls due within the days asked for */
    TER_OVERDUE_LATER,   /* after them */
    TER_OVERDUE_UNKNOWN, /* neither late nor in time */
    TER_OVERDUE_STATES,
};

struct ter_overdue_request {
    const struct ter_layer *const *layers; /* those with deadlines are looked at */
    size_t layer_count;
    int day;                      /* on which it is judged */
    int within_days;              /* how far the days that follow are "soon" */
    const char *as_of;            /* records as they stood at the end of this day; NULL: as they stand */
    const char *const *townships; /* any of these; count 0: all */
    size_t township_count;
};

/* One open deadline of one record. Texts are owned but for the rule's. */
struct ter_overdue_item {
    const struct ter_layer *layer;
    struct ter_due due;
    enum ter_overdue_state state;
    char *code;
    char *name;     /* of the thing, else its location's text; or NULL */
    char *township; /* or NULL */
    char *unit;     /* that is responsible, where the layer names one; or NULL */
    char *status;
    bool placed;
    double uncertainty_m; /* NaN: not known */
};

struct ter_overdue {
    struct ter_overdue_item *items; /* by layer, township, due day (unknown last) and code */
    size_t count, capacity;
    size_t counts[TER_OVERDUE_STATES];
    int64_t records; /* that were looked at */
    int day, within_days;
    bool counts_working_days; /* a rule among them does */
    bool holidays_known;      /* and for all those items the holidays are */
    struct ter_calendar calendar;
};

/* Collect them. The layers must outlive the answer. */
TER_CHECKED bool ter_overdue_collect(struct ter_registry *registry, const struct ter_overdue_request *request,
    struct ter_overdue *ret_overdue, struct ter_error *err);
void ter_overdue_free(struct ter_overdue *overdue);
#define TER_AUTO_OVERDUE __attribute__((cleanup(ter_overdue_free)))

/* The week (0: the first, of the day itself and the six that follow) in which an item falls due. */
int ter_overdue_week(const struct ter_overdue *overdue, const struct ter_overdue_item *item);

#endif
