/* Promises against facts: what a plan promised (layer `target`), what dated and sourced events show to have
 * happened by a day, what is late and by how long.
 *
 * Facts count by the day they happened, not by the day they were entered: a register filled today can be
 * asked for any day. A promise for which nothing shows anything is unknown, never late or done. */
#ifndef TER_PLAN_PROGRESS_H
#define TER_PLAN_PROGRESS_H

#include "promises.h"
#include "registry/registry.h"

enum ter_promise_state {
    TER_PROMISE_DONE,
    TER_PROMISE_OPEN,    /* not due yet, or without a day on which it is due */
    TER_PROMISE_LATE,    /* due, and facts show a part of it */
    TER_PROMISE_UNKNOWN, /* due, and no fact shows anything */
    TER_PROMISE_STATES,
};

/* One target. Texts are owned; those that a target does not have are NULL. */
struct ter_promise {
    char *code, *subject, *subject_title, *task, *unit, *township, *basis;
    char *amount_unit; /* as stored: count, people, percent …; NULL: not said */
    char *unit_title;  /* the same for people */
    char *status;      /* the target's own, for people: somebody's word, no proof */
    int year;          /* 0: none */
    bool cumulative;   /* counted from the plan's start */
    double amount;     /* as promised; NaN: no number was */
    double step;       /* of it, what the promises before it of the same kind do not hold already */
    bool has_due;
    int due; /* a day (base/day.h): the target's own, else the end of its year */

    double shown;   /* of the step, by facts; in amount_unit */
    double number;  /* the same in pieces; differs for percentages */
    double of;      /* what a percentage is of, in pieces; NaN: none, or not known */
    char *of_title; /* what is counted there; NULL: none */
    enum ter_promise_state state;
    int done_on;              /* of DONE: the day of the fact that filled it */
    int late_days;            /* of DONE: after the due day, 0: in time; of LATE: until the day asked for */
    struct ter_strings facts; /* the events that show it: "2023-11-20 E-0000012 hydrant H-000007" */
    size_t unsourced;         /* events that would show more, but name no source */
    size_t claimed;           /* records whose status says so, without such an event */
    const char
        *wanted[2];      /* what would show it, by enum ter_lang; borrowed; NULL: an event about the target */
    const char *told_by; /* another command that says more of it; borrowed, or NULL */
};

struct ter_progress {
    struct ter_promise *items; /* by subject as the definition lists them, then township, due day, code */
    size_t count, capacity;
    size_t states[TER_PROMISE_STATES];
    int day;   /* asked for */
    int since; /* facts before it belong to no promise: the first day of the first promised year */
    struct ter_promises *rules;
    size_t other; /* targets that are dropped, or of other subjects, townships, years than asked for */
};

struct ter_progress_request {
    int day;
    enum ter_lang lang;
    const char *const *subjects; /* stored values; none: all */
    size_t subject_count;
    const char *const *townships;
    size_t township_count;
    int year; /* 0: all */
};

/* Read and judge. Fails where the register has no layer `target` or `event`, or one without the fields that
 * the shipped definitions have. */
TER_CHECKED bool ter_progress_read(struct ter_registry *registry, const struct ter_progress_request *request,
    struct ter_progress **ret_progress, struct ter_error *err);
void ter_progress_free(struct ter_progress *progress);
TER_DEFINE_AUTO(struct ter_progress, ter_progress_free)

const char *ter_promise_state_word(enum ter_promise_state state, enum ter_lang lang);
const char *ter_promise_state_name(enum ter_promise_state state); /* for scripts: "done", "late" … */

#endif
