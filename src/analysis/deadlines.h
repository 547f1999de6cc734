/* The deadlines that run for a record on a day: when each falls due, and how long there is left.
 *
 * The same rule stands in SQL in the layers' views (registry/due.h); a test holds the two together. */
#ifndef TER_ANALYSIS_DEADLINES_H
#define TER_ANALYSIS_DEADLINES_H

#include "registry/calendar.h"

/* A deadline that is open: its status and its `where` hold for the record. Texts are the layer's. */
struct ter_due {
    const struct ter_deadline *rule; /* name, title[lang], source (may be NULL) */
    bool known;                      /* false: the date that it runs from is missing, so it is neither late
                                        nor in time; nothing below means anything then */
    int from;                        /* the day that it runs from, as base/day.h counts */
    int due;                         /* the last day on which it is kept */
    int days_left;                   /* calendar days from today to `due`; negative: overdue */
    int working_days_left;           /* the same in working days, of rules that count them; else 0 */
    bool counts_working_days;
    bool holidays_known; /* of every year that it runs through; true of rules that count calendar days */
};

struct ter_dues {
    struct ter_due *items; /* in the order of the layer's definition */
    size_t count, capacity;
};

/* Find the open deadlines of a record: `values` has one value for each field of the layer. What the list held
 * is forgotten, its memory used again. A zeroed calendar knows no holidays. */
void ter_deadlines_of(const struct ter_layer *layer, const struct ter_value *values,
    const struct ter_calendar *calendar, int today, struct ter_dues *ret_dues);
void ter_dues_free(struct ter_dues *dues);
#define TER_AUTO_DUES __attribute__((cleanup(ter_dues_free)))

/* The one that falls due first; NULL where none is known. */
const struct ter_due *ter_dues_first(const struct ter_dues *dues);

/* Mark the fields that ter_deadlines_of looks at; `marks` has one place for each field of the layer. */
void ter_deadlines_mark(const struct ter_layer *layer, bool *marks);

#endif
