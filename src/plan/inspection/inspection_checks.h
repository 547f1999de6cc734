/* The table of recurring inspections: what is to be looked at, how often, by which rule. Data with sources
 * (inspections.json). */
#ifndef TER_PLAN_INSPECTION_CHECKS_H
#define TER_PLAN_INSPECTION_CHECKS_H

#include "layer/layer.h"

enum ter_check_kind {
    TER_CHECK_DEADLINE, /* a deadline of the layer */
    TER_CHECK_SEASON,   /* once a year, between two days */
    TER_CHECK_QUOTA,    /* so many events a period */
};

enum ter_check_period { TER_PERIOD_WEEK, TER_PERIOD_MONTH, TER_PERIOD_QUARTER, TER_PERIOD_NONE };

struct ter_check {
    char *name, *layer;
    enum ter_check_kind kind;
    struct ter_label title, source;
    char state;               /* 'v' verified, 's' secondary source, '?' assumption, 'u' the user's own */
    struct ter_strings kinds; /* of events that count */
    struct ter_strings about_layers;              /* of events that count; none: any; "-": about no record */
    struct ter_strings statuses;                  /* of records that are checked; none: any */
    char *deadline;                               /* DEADLINE: its name in the layer */
    int from_month, from_date, to_month, to_date; /* SEASON */
    double number;                                /* QUOTA: NAN: `fields` say */
    struct ter_strings fields;                    /* added up */
    enum ter_check_period period;                 /* NONE: `period_field` says */
    char *period_field;
    bool by_township; /* events in the record's township, else about the record */
};

struct ter_checks {
    struct ter_check *items;
    size_t count;
    struct ter_strings not_counted; /* results of events that count for nothing */
};

TER_CHECKED bool ter_checks_shipped(struct ter_checks **ret_checks, struct ter_error *err);

/* Read a table; what it does not name keeps the shipped entry. Errors say what is wrong where. */
TER_CHECKED bool ter_checks_parse(
    const char *text, size_t size, const char *name, struct ter_checks **ret_checks, struct ter_error *err);
void ter_checks_free(struct ter_checks *checks);
TER_DEFINE_AUTO(struct ter_checks, ter_checks_free)

/* The period of this name ("week", "month", "quarter"); NONE: there is none of the name. */
enum ter_check_period ter_check_period_of(const char *name);

/* The first and the last day of the period that a day lies in. Weeks begin on Monday. */
void ter_check_period_days(enum ter_check_period period, int day, int *ret_first, int *ret_last);

#endif
