/* The cards at the head of a report: a name, one figure, and what stands beside it. */
#ifndef TER_REPORT_CARD_H
#define TER_REPORT_CARD_H

#include "bars.h"

void ter_cards_begin(struct ter_page *page);

/* `class` is that of the swatch before the name; `beside` says what the figure is of (both may be NULL). */
void ter_card(
    struct ter_page *page, const char *class, const char *name, const char *figure, const char *beside);
void ter_cards_end(struct ter_page *page);

#endif
