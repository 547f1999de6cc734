/* Bars of shares, one row a thing, as inline SVG: certain, only possible, gap. They differ by pattern and by
 * lightness, so that they read in black and white, and each row says its number. */
#ifndef TER_REPORT_BARS_H
#define TER_REPORT_BARS_H

#include "page.h"

struct ter_bar {
    const char *name;
    double total, certain, possible; /* possible includes certain */
    const char *remark;              /* stands after the bar: "gap 120 of 500 (24.0%)" */
};

/* Draw at most `most` bars in the order given; says when some were left out. */
void ter_bars_write(
    struct ter_page *page, const char *title, const struct ter_bar *bars, size_t count, size_t most);

/* One small bar without text, as part of a line of figures; `label` says it to those who cannot see it. */
void ter_bars_single(struct ter_page *page, const struct ter_bar *bar, const char *label);

/* The patterns that bars, legends and maps fill with; once a page, before the first of them. */
void ter_bars_patterns(struct ter_page *page);

/* The little picture beside a word in a legend; `class` names the style ("certain"). */
enum ter_swatch { TER_SWATCH_AREA, TER_SWATCH_LINE, TER_SWATCH_DOT };
void ter_bars_swatch(struct ter_page *page, enum ter_swatch swatch, const char *class);

#endif
