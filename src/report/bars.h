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

/* The same for parts of any kind: what a whole is made of, from left to right. */
struct ter_bar_part {
    const char *class; /* of assets/page.css: s-certain, s-possible, s-gap, s-open … */
    const char *title; /* in the legend */
};
struct ter_bar_stack {
    const char *name;
    const double *values; /* one for each part */
    const char *remark;
};

/* Draw at most `most` stacks on one scale, that of the largest sum; or each as a share of its own sum. */
enum ter_bar_scale { TER_BARS_COMMON, TER_BARS_SHARES };
void ter_bars_stacks(struct ter_page *page, const char *title, enum ter_bar_scale scale,
    const struct ter_bar_part *parts, size_t part_count, const struct ter_bar_stack *stacks, size_t count,
    size_t most);

/* One small bar without text, as part of a line of figures; `label` says it to those who cannot see it. */
void ter_bars_single(struct ter_page *page, const struct ter_bar *bar, const char *label);

/* The patterns that bars, legends and maps fill with; once a page, before the first of them. */
void ter_bars_patterns(struct ter_page *page);

/* The little picture beside a word in a legend; `class` names the style ("certain"). */
enum ter_swatch { TER_SWATCH_AREA, TER_SWATCH_LINE, TER_SWATCH_DOT };
void ter_bars_swatch(struct ter_page *page, enum ter_swatch swatch, const char *class);

#endif
