/* What the parts of the report on deadlines share. */
#ifndef TER_REPORT_OVERDUE_PARTS_H
#define TER_REPORT_OVERDUE_PARTS_H

#include "overdue.h"
#include "report/bars.h"
#include "report/grid.h"

/* The words of this page. */
enum ter_overdue_word {
    TER_OVERDUE_TITLE,
    TER_OVERDUE_AS_OF,
    TER_OVERDUE_STATE_LATE, /* in the order of enum ter_overdue_state */
    TER_OVERDUE_STATE_SOON,
    TER_OVERDUE_STATE_LATER,
    TER_OVERDUE_STATE_UNKNOWN,
    TER_OVERDUE_OF_ALL,
    TER_OVERDUE_HOW,
    TER_OVERDUE_NONE,
    TER_OVERDUE_POSITIONED,
    TER_OVERDUE_ONLY_PLACED,
    TER_OVERDUE_BY_RULE,
    TER_OVERDUE_BY_TOWNSHIP,
    TER_OVERDUE_TOWNSHIP_BARS,
    TER_OVERDUE_WEEKS,
    TER_OVERDUE_WEEKS_BARS,
    TER_OVERDUE_WEEK_OF,
    TER_OVERDUE_LATE_OF_LAYER,
    TER_OVERDUE_MISSING,
    TER_OVERDUE_MISSING_LEAD,
    TER_OVERDUE_MISSING_DATE,
    TER_OVERDUE_LAYER,
    TER_OVERDUE_NAME,
    TER_OVERDUE_WHAT,
    TER_OVERDUE_FROM,
    TER_OVERDUE_DUE,
    TER_OVERDUE_DAYS_LATE,
    TER_OVERDUE_WORKING_LATE,
    TER_OVERDUE_DAYS_LEFT,
    TER_OVERDUE_UNIT,
    TER_OVERDUE_RULE,
    TER_OVERDUE_COUNT,
};

const char *ter_overdue_sentence(enum ter_overdue_word word, enum ter_lang lang);
const char *ter_overdue_say(const struct ter_page *page, enum ter_overdue_word word);

/* The sentence with {1} and {2} replaced (NULL: it has no {2}). The caller frees it. */
char *ter_overdue_fill(enum ter_overdue_word word, enum ter_lang lang, const char *first, const char *second)
    __attribute__((returns_nonnull));

/* A state in words; the days asked for stand in one of them. The caller frees it. */
char *ter_overdue_state_words(const struct ter_overdue *overdue, enum ter_overdue_state state,
    enum ter_lang lang) __attribute__((returns_nonnull));

/* A township's name, or that none is known. */
const char *ter_overdue_township(const struct ter_page *page, const char *township);

/* The class of assets/page.css in which a state is drawn. */
const char *ter_overdue_class(enum ter_overdue_state state);

/* The sections, each left out where it has nothing to say. */
void ter_overdue_glance(struct ter_page *page, const struct ter_overdue_report *report);
void ter_overdue_rules(struct ter_page *page, const struct ter_overdue_report *report);
void ter_overdue_townships(struct ter_page *page, const struct ter_overdue_report *report);
void ter_overdue_lists(struct ter_page *page, const struct ter_overdue_report *report);
void ter_overdue_weeks(struct ter_page *page, const struct ter_overdue_report *report);
void ter_overdue_missing(struct ter_page *page, const struct ter_overdue_report *report);

#endif
