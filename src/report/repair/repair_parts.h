/* What the parts of the repair report share. */
#ifndef TER_REPORT_REPAIR_PARTS_H
#define TER_REPORT_REPAIR_PARTS_H

#include "repair.h"
#include "report/bars.h"
#include "report/grid.h"
#include "report/sheet.h"

/* The words of this page. */
enum ter_repair_word {
    TER_REPAIR_TITLE,
    TER_REPAIR_SUBTITLE_YEARS,
    TER_REPAIR_SUBTITLE_ORDER,
    TER_REPAIR_RULE_QUOTA,
    TER_REPAIR_RULE_BUDGET,
    TER_REPAIR_RULE_ORDER,
    TER_REPAIR_RULE_TOWNSHIP,
    TER_REPAIR_RULE_RANK,
    TER_REPAIR_RULE_VALUE,
    TER_REPAIR_ALL,
    TER_REPAIR_POSITIONS,
    TER_REPAIR_COARSE,
    TER_REPAIR_UNPLACED,
    TER_REPAIR_COARSE_WARNING,
    TER_REPAIR_NONE,
    TER_REPAIR_TO_MEND,
    TER_REPAIR_OF_QUOTA,
    TER_REPAIR_OF_BUDGET,
    TER_REPAIR_NO_YEAR,
    TER_REPAIR_BY_TOWNSHIP,
    TER_REPAIR_CHART,
    TER_REPAIR_ON_MAP,
    TER_REPAIR_RANKED,
    TER_REPAIR_YEAR,
    TER_REPAIR_YEAR_LEAD,
    TER_REPAIR_UNKNOWN_TOWNSHIP,
    TER_REPAIR_RANK,
    TER_REPAIR_CODE,
    TER_REPAIR_LOCATION,
    TER_REPAIR_DEFECT,
    TER_REPAIR_NEEDS,
    TER_REPAIR_SCORE,
    TER_REPAIR_OF,
    TER_REPAIR_COST,
    TER_REPAIR_YUAN,
    TER_REPAIR_TARGET,
    TER_REPAIR_WHY,
    TER_REPAIR_SCORES,
    TER_REPAIR_SCORES_LEAD,
    TER_REPAIR_METHOD,
    TER_REPAIR_METHOD_LEAD,
    TER_REPAIR_PART,
    TER_REPAIR_WEIGHT,
    TER_REPAIR_ZERO,
    TER_REPAIR_FULL,
    TER_REPAIR_REASON,
    TER_REPAIR_RADIUS,
    TER_REPAIR_PLANE,
    TER_REPAIR_CHANGES,
    TER_REPAIR_CHANGES_LEAD,
    TER_REPAIR_CHANGE,
    TER_REPAIR_THEN,
    TER_REPAIR_NOW,
    TER_REPAIR_PROOF,
    TER_REPAIR_NO_PROOF,
    TER_REPAIR_COSTS,
    TER_REPAIR_COSTS_LEAD,
    TER_REPAIR_MORE,
    TER_REPAIR_RULE_CREWS,
    TER_REPAIR_ROUNDS,
    TER_REPAIR_ROUNDS_YEAR,
    TER_REPAIR_ROUNDS_LEAD,
    TER_REPAIR_ROUNDS_SUM,
    TER_REPAIR_ROUND,
    TER_REPAIR_ROUND_DAY,
    TER_REPAIR_ROUND_SUM,
    TER_REPAIR_ROUND_COARSE,
    TER_REPAIR_ROUNDS_ON_MAP,
    TER_REPAIR_DEPOTS_ON_MAP,
    TER_REPAIR_NUMBER,
    TER_REPAIR_KIT,
    TER_REPAIR_DAY,
    TER_REPAIR_CREW,
    TER_REPAIR_FROM,
    TER_REPAIR_STOPS,
    TER_REPAIR_KM,
    TER_REPAIR_TRAVEL,
    TER_REPAIR_WORK,
    TER_REPAIR_IN_ALL,
    TER_REPAIR_ARRIVES,
    TER_REPAIR_BRING,
    TER_REPAIR_OFF,
    TER_REPAIR_MINUTES,
    TER_REPAIR_METRES,
    TER_REPAIR_LOCATE_FIRST,
    TER_REPAIR_LOCATE_LEAD,
    TER_REPAIR_NO_DAY,
    TER_REPAIR_WORDS,
};

const char *ter_repair_sentence(enum ter_repair_word word, enum ter_lang lang);
const char *ter_repair_say(const struct ter_page *page, enum ter_repair_word word);

/* A sentence with {1}, {2} … replaced by texts ended by NULL. The caller frees it. */
char *ter_repair_fill(enum ter_repair_word word, enum ter_lang lang, const char *const *texts)
    __attribute__((returns_nonnull));

/* The class of assets/page.css that colours a year, the first one darkest; year 0: none. */
const char *ter_repair_class(const struct ter_plan *plan, int year);

const char *ter_repair_township(const struct ter_page *page, const struct ter_plan_township *township);

/* Whether any of its records has a position. */
bool ter_repair_has_map(const struct ter_plan *plan);

/* The rounds on the map: each year's lines, and where crews set out. */
void ter_repair_rounds_draw(
    const struct ter_page *page, struct ter_sheet *sheet, const struct ter_repair_report *report);

/* The sections, each left out where it has nothing to say. */
void ter_repair_title(struct ter_page *page, FILE *out, const struct ter_repair_report *report);
void ter_repair_glance(struct ter_page *page, const struct ter_repair_report *report);
void ter_repair_townships(struct ter_page *page, const struct ter_repair_report *report);
void ter_repair_rounds(struct ter_page *page, const struct ter_repair_report *report);
void ter_repair_map(struct ter_page *page, const struct ter_repair_report *report);
void ter_repair_years(struct ter_page *page, const struct ter_repair_report *report);
void ter_repair_changes(struct ter_page *page, const struct ter_repair_report *report);
void ter_repair_scores(struct ter_page *page, const struct ter_repair_report *report);
void ter_repair_method(struct ter_page *page, const struct ter_repair_report *report);

#endif
