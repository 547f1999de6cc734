/* Owns the first figures of the coverage report: one card for each thing that ought to be covered. */
#include "coverage_parts.h"
#include "report/bars.h"

struct share {
    const char *class;
    enum ter_word word;
    double value;
};

static void write_share(
    struct ter_page *page, const struct share *share, const struct ter_unit *unit, double total)
{
    struct ter_markup *markup = &page->markup;
    struct ter_figure value = ter_figure_with(unit, share->value, page->lang);
    ter_markup_begin(markup, "li");
    ter_bars_swatch(page, TER_SWATCH_AREA, share->class);
    ter_markup_element(markup, "span", NULL, ter_page_word(page, share->word));
    ter_markup_elementf(markup, "b", NULL, "%s · %s", value.text, ter_figure_share(share->value, total).text);
    ter_markup_end(markup);
}

static void write_over(
    struct ter_page *page, const struct ter_cover_over *over, struct ter_cover_figures figures)
{
    struct ter_markup *markup = &page->markup;
    const struct ter_unit *unit = ter_unit_for(ter_coverage_measure(over), figures.total);
    double gap = ter_cover_gap_of(figures);
    const struct share shares[] = {{"s-certain", TER_WORD_CERTAIN, figures.certain},
        {"s-possible", TER_WORD_ONLY_POSSIBLE, figures.possible - figures.certain},
        {"s-gap", TER_WORD_GAP, gap}};
    struct ter_figure total = ter_figure_with(unit, figures.total, page->lang);
    struct ter_figure percent = ter_figure_share(figures.certain, figures.total);
    TER_AUTO_FREE char *of =
        ter_word_fill(TER_WORD_OF_TOTAL, page->lang, (const char *const[]){total.text, NULL});
    TER_AUTO_FREE char *name =
        ter_word_fill(TER_WORD_REACHED_OF, page->lang, (const char *const[]){over->title, NULL});
    struct ter_bar bar = {.total = figures.total, .certain = figures.certain, .possible = figures.possible};
    ter_markup_begin_class(markup, "div", "card");
    ter_markup_element(markup, "p", "name", name);
    ter_markup_begin_class(markup, "p", "figure");
    ter_markup_textf(markup, "%s ", percent.text);
    ter_markup_element(markup, "small", NULL, of);
    ter_markup_end(markup);
    ter_bars_single(page, &bar, percent.text);
    ter_markup_begin(markup, "ul");
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        write_share(page, &shares[i], unit, figures.total);
    ter_markup_end(markup);
    ter_markup_end(markup);
}

/* The area has no total: it is as large as it is. */
static void write_area(struct ter_page *page, const struct ter_cover_level *level)
{
    struct ter_markup *markup = &page->markup;
    const struct ter_unit *unit = ter_unit_for(TER_FIGURE_AREA_M2, level->possible_m2);
    struct ter_figure certain = ter_figure_with(unit, level->certain_m2, page->lang);
    struct ter_figure possible = ter_figure_with(unit, level->possible_m2, page->lang);
    struct ter_bar bar = {
        .total = level->possible_m2, .certain = level->certain_m2, .possible = level->possible_m2};
    ter_markup_begin_class(markup, "div", "card");
    ter_markup_element(markup, "p", "name", ter_page_word(page, TER_WORD_REACHED_AREA));
    ter_markup_element(markup, "p", "figure", certain.text);
    ter_bars_single(page, &bar, certain.text);
    ter_markup_begin(markup, "ul");
    const struct {
        const char *class;
        enum ter_word word;
        const char *text;
    } lines[] = {
        {"s-certain", TER_WORD_CERTAIN, certain.text}, {"s-possible", TER_WORD_POSSIBLE, possible.text}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        ter_markup_begin(markup, "li");
        ter_bars_swatch(page, TER_SWATCH_AREA, lines[i].class);
        ter_markup_element(markup, "span", NULL, ter_page_word(page, lines[i].word));
        ter_markup_element(markup, "b", NULL, lines[i].text);
        ter_markup_end(markup);
    }
    ter_markup_end(markup);
    ter_markup_end(markup);
}

void ter_coverage_glance(struct ter_page *page, const struct ter_coverage_report *report)
{
    const struct ter_coverage *coverage = report->coverage;
    const struct ter_cover_level *level = ter_coverage_main(coverage);
    TER_AUTO_FREE char *limit = ter_coverage_limit_words(coverage, level->limit);
    TER_AUTO_FREE char *title = ter_format("%s – %s", ter_page_word(page, TER_WORD_AT_A_GLANCE), limit);
    ter_page_section(page, title, report->command);
    ter_bars_patterns(page);
    ter_markup_begin_class(&page->markup, "div", "cards");
    for (size_t i = 0; i < coverage->over_count; i++)
        write_over(page, &coverage->overs[i], level->figures[i]);
    write_area(page, level);
    ter_markup_end(&page->markup);
    ter_markup_element(&page->markup, "p", "small", ter_page_word(page, TER_WORD_CERTAIN_MEANS));
    ter_page_list(page, &coverage->notes);
    ter_page_list(page, report->notes);
}
