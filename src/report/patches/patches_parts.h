/* What the parts of the report on patches share. */
#ifndef TER_REPORT_PATCHES_PARTS_H
#define TER_REPORT_PATCHES_PARTS_H

#include "patches.h"
#include "report/grid.h"

enum ter_patches_word {
    TER_PATCHES_TITLE,
    TER_PATCHES_SUBTITLE,
    TER_PATCHES_CARD_OPEN,
    TER_PATCHES_CARD_LATE,
    TER_PATCHES_CARD_NEW,
    TER_PATCHES_CARD_CLEARED,
    TER_PATCHES_CARD_REACHED,
    TER_PATCHES_CARD_VISITS,
    TER_PATCHES_OF,
    TER_PATCHES_OF_UNLAWFUL,
    TER_PATCHES_OF_THRESHOLDS,
    TER_PATCHES_MEANS,
    TER_PATCHES_ACT,
    TER_PATCHES_ACT_NONE,
    TER_PATCHES_MONTHS,
    TER_PATCHES_MONTH,
    TER_PATCHES_THRESHOLDS,
    TER_PATCHES_THRESHOLDS_LEAD,
    TER_PATCHES_NO_YEAR,
    TER_PATCHES_NO_VILLAGE,
    TER_PATCHES_INSIDE,
    TER_PATCHES_INSIDE_LEAD,
    TER_PATCHES_INSIDE_NONE,
    TER_PATCHES_NUMBER,
    TER_PATCHES_VILLAGE,
    TER_PATCHES_STATUS,
    TER_PATCHES_FARMLAND,
    TER_PATCHES_NEXT,
    TER_PATCHES_DUE,
    TER_PATCHES_DAYS,
    TER_PATCHES_FOUND,
    TER_PATCHES_UNLAWFUL,
    TER_PATCHES_CLOSED,
    TER_PATCHES_OPEN,
    TER_PATCHES_LATE,
    TER_PATCHES_CLEARED,
    TER_PATCHES_RULE,
    TER_PATCHES_WHERE,
    TER_PATCHES_USED,
    TER_PATCHES_LIMIT,
    TER_PATCHES_LEFT,
    TER_PATCHES_OF_WHAT,
    TER_PATCHES_STATE,
    TER_PATCHES_CODES,
    TER_PATCHES_SOURCE,
    TER_PATCHES_ZONE,
    TER_PATCHES_BOUNDARY,
    TER_PATCHES_CLASS,
    TER_PATCHES_AREA,
    TER_PATCHES_INSIDE_AREA,
    TER_PATCHES_WHOLE_AREA,
    TER_PATCHES_STATED,
    TER_PATCHES_UNKNOWN,
    TER_PATCHES_VISIT,
    TER_PATCHES_BY,
    TER_PATCHES_REACHED,
    TER_PATCHES_BELOW,
    TER_PATCHES_UNSURE,
    TER_PATCHES_NO_DATA,
    TER_PATCHES_MAP_LATE,
    TER_PATCHES_MAP_OPEN,
    TER_PATCHES_POSITIONED,
};

const char *ter_patches_say(enum ter_lang lang, enum ter_patches_word word);

/* The sentence with {1} and {2} replaced (NULL: it has no {2}). The caller frees it. */
char *ter_patches_fill(enum ter_lang lang, enum ter_patches_word word, const char *first, const char *second)
    __attribute__((returns_nonnull));

/* A field of a patch as people read it; "" where it is empty. The caller frees it. */
char *ter_patches_field(const struct ter_patches *patches, const struct ter_patch *patch, const char *field,
    enum ter_lang lang) __attribute__((returns_nonnull));

/* "2.45 (stated)", "not known". */
struct ter_figure ter_patches_farmland(const struct ter_patch *patch, enum ter_lang lang);

void ter_patches_map(struct ter_page *page, const struct ter_patches_report *report);
void ter_patches_act(struct ter_page *page, const struct ter_patches_report *report);
void ter_patches_by_month(struct ter_page *page, const struct ter_patches_report *report);
void ter_patches_limits(struct ter_page *page, const struct ter_patches_report *report);
void ter_patches_zones(struct ter_page *page, const struct ter_patches_report *report);

#endif
