/* Owns the form of a card. Knows no report. */
#include "card.h"

void ter_cards_begin(struct ter_page *page)
{
    ter_bars_patterns(page);
    ter_markup_begin_class(&page->markup, "div", "cards");
}

void ter_card(
    struct ter_page *page, const char *class, const char *name, const char *figure, const char *beside)
{
    struct ter_markup *markup = &page->markup;
    ter_markup_begin_class(markup, "div", "card");
    ter_markup_begin_class(markup, "p", "name");
    if (class) {
        ter_bars_swatch(page, TER_SWATCH_AREA, class);
        ter_markup_text(markup, " ");
    }
    ter_markup_text(markup, name);
    ter_markup_end(markup);
    ter_markup_begin_class(markup, "p", "figure");
    ter_markup_textf(markup, "%s ", figure);
    if (beside)
        ter_markup_element(markup, "small", NULL, beside);
    ter_markup_end(markup);
    ter_markup_end(markup);
}

void ter_cards_end(struct ter_page *page)
{
    ter_markup_end(&page->markup);
}
