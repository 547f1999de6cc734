/* What the parts of the progress report share. */
#ifndef TER_REPORT_PROGRESS_PARTS_H
#define TER_REPORT_PROGRESS_PARTS_H

#include "progress.h"
#include "report/bars.h"
#include "report/grid.h"

/* The words of this page. */
enum ter_progress_word {
    TER_PROGRESS_TITLE,
    TER_PROGRESS_AS_OF,
    TER_PROGRESS_HOW,
    TER_PROGRESS_NONE,
    TER_PROGRESS_PROMISES,
    TER_PROGRESS_OF_PROMISES,
    TER_PROGRESS_BY_SUBJECT,
    TER_PROGRESS_BARS,
    TER_PROGRESS_SHOWN,
    TER_PROGRESS_MISSING_OPEN,
    TER_PROGRESS_MISSING_LATE,
    TER_PROGRESS_MISSING_UNKNOWN,
    TER_PROGRESS_LATE,
    TER_PROGRESS_LATE_LEAD,
    TER_PROGRESS_UNKNOWN,
    TER_PROGRESS_UNKNOWN_LEAD,
    TER_PROGRESS_BY_YEAR,
    TER_PROGRESS_NO_YEAR,
    TER_PROGRESS_BY_TOWNSHIP,
    TER_PROGRESS_WHOLE_AREA,
    TER_PROGRESS_CODE,
    TER_PROGRESS_SUBJECT,
    TER_PROGRESS_YEAR,
    TER_PROGRESS_DUE,
    TER_PROGRESS_PROMISED,
    TER_PROGRESS_SHARE,
    TER_PROGRESS_STATE,
    TER_PROGRESS_DAYS_LATE,
    TER_PROGRESS_DAYS_PAST,
    TER_PROGRESS_EVIDENCE,
    TER_PROGRESS_WANTED,
    TER_PROGRESS_WANTED_OWN,
    TER_PROGRESS_CLAIMED,
    TER_PROGRESS_UNSOURCED,
    TER_PROGRESS_SEE_TOO,
    TER_PROGRESS_BASIS,
    TER_PROGRESS_UNITS,
    TER_PROGRESS_DONE_ON,
    TER_PROGRESS_POSITIONS,
};

const char *ter_progress_say(const struct ter_page *page, enum ter_progress_word word);

/* One sentence with {1} replaced. The caller frees it, as all texts below. */
char *ter_progress_fill(enum ter_progress_word word, enum ter_lang lang, const char *text)
    __attribute__((returns_nonnull));
char *ter_progress_day(int day) __attribute__((returns_nonnull));

/* "12 pieces"; "" where no number was promised. */
char *ter_progress_amount(const struct ter_promise *promise, double amount) __attribute__((returns_nonnull));

/* The states in the order in which they are told, each with its class of assets/page.css. */
struct ter_progress_state {
    enum ter_promise_state state;
    const char *class;
};
extern const struct ter_progress_state ter_progress_states[TER_PROMISE_STATES];

/* The sections, each left out where it has nothing to say. */
void ter_progress_late(struct ter_page *page, const struct ter_progress_report *report);
void ter_progress_unknown(struct ter_page *page, const struct ter_progress_report *report);
void ter_progress_townships(struct ter_page *page, const struct ter_progress_report *report);
void ter_progress_years(struct ter_page *page, const struct ter_progress_report *report);

#endif
