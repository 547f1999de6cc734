/* Owns what is to be done about the gaps: the worst places, what a shut-down loses, what would close them. */
#include "coverage_parts.h"

#include <math.h>
#include <stdlib.h>

/* Names the size of a place in the measure of what it is. */
static struct ter_figure size_of(const struct ter_page *page, const struct ter_cover_over *over, double size)
{
    return ter_figure_of(ter_coverage_measure(over), size, page->lang);
}

void ter_coverage_worst(struct ter_page *page, const struct ter_coverage_report *report)
{
    const struct ter_coverage *coverage = report->coverage;
    const struct ter_cover_level *level = ter_coverage_main(coverage);
    const struct ter_grid_column columns[] = {
        {ter_page_word(page, TER_WORD_RANK), NULL, true},
        {ter_page_word(page, TER_WORD_COVERED_THING), NULL, false},
        {ter_page_word(page, TER_WORD_PLACE), NULL, false},
        {ter_page_word(page, TER_WORD_TOWNSHIP), NULL, false},
        {ter_page_word(page, TER_WORD_SIZE), NULL, true},
        {ter_page_word(page, TER_WORD_NEAREST), NULL, true},
        {ter_page_word(page, TER_WORD_POSITION), NULL, false},
    };
    struct ter_grid grid;
    ter_page_section(page, ter_page_word(page, TER_WORD_WORST), report->command);
    if (!level->worst_count) {
        ter_page_paragraph(page, ter_page_word(page, TER_WORD_NONE_IN_GAP));
        return;
    }
    ter_page_paragraph(page, ter_page_word(page, TER_WORD_WORST_LEAD));
    ter_grid_begin(&grid, page, "worst", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < level->worst_count; i++) {
        const struct ter_cover_worst *worst = &level->worst[i];
        const struct ter_cover_over *over = &coverage->overs[worst->over];
        ter_grid_place(&grid, i + 1, worst->at);
        ter_grid_text(&grid, over->title);
        ter_grid_text(&grid, worst->label);
        ter_grid_text(&grid, ter_coverage_township(coverage, worst->township));
        ter_grid_number(&grid, worst->size, size_of(page, over, worst->size));
        ter_grid_number(
            &grid, worst->distance_m, ter_figure_of(TER_FIGURE_LENGTH_M, worst->distance_m, page->lang));
        ter_grid_position(&grid, worst->at);
    }
    ter_grid_end(&grid);
}

static char *joined(const struct ter_strings *codes, enum ter_lang lang)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    for (size_t i = 0; i < codes->count; i++)
        ter_buf_printf(&text, "%s%s", i ? lang == TER_ZH ? "、" : ", " : "", codes->items[i]);
    return ter_buf_take(&text);
}

void ter_coverage_lost(struct ter_page *page, const struct ter_coverage_report *report)
{
    const struct ter_coverage *coverage = report->coverage;
    const struct ter_cover_level *lost = coverage->lost;
    if (!lost)
        return;
    TER_AUTO_FREE char *codes = joined(&coverage->without, page->lang);
    TER_AUTO_FREE char *title = ter_word_fill(TER_WORD_LOST, page->lang, (const char *const[]){codes, NULL});
    const struct ter_grid_column columns[] = {
        {ter_page_word(page, TER_WORD_COVERED_THING), NULL, false},
        {ter_page_word(page, TER_WORD_TOTAL), NULL, true},
        {ter_page_word(page, TER_WORD_LOST_CERTAIN), NULL, true},
        {ter_page_word(page, TER_WORD_LOST_POSSIBLE), NULL, true},
    };
    struct ter_grid grid;
    ter_page_section(page, title, report->command);
    ter_page_paragraph(page, ter_page_word(page, TER_WORD_LOST_LEAD));
    ter_grid_begin(&grid, page, "lost", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < coverage->over_count; i++) {
        struct ter_cover_figures figures = lost->figures[i];
        const struct ter_unit *unit = ter_unit_for(ter_coverage_measure(&coverage->overs[i]), figures.total);
        ter_grid_text(&grid, coverage->overs[i].title);
        ter_grid_number(&grid, figures.total, ter_figure_with(unit, figures.total, page->lang));
        ter_grid_number(&grid, figures.certain, ter_figure_with(unit, figures.certain, page->lang));
        ter_grid_number(&grid, figures.possible, ter_figure_with(unit, figures.possible, page->lang));
    }
    ter_grid_text(&grid, ter_page_word(page, TER_WORD_REACHED_AREA));
    ter_grid_number(&grid, NAN, (struct ter_figure){""});
    ter_grid_number(&grid, lost->certain_m2, ter_figure_of(TER_FIGURE_AREA_M2, lost->certain_m2, page->lang));
    ter_grid_number(
        &grid, lost->possible_m2, ter_figure_of(TER_FIGURE_AREA_M2, lost->possible_m2, page->lang));
    ter_grid_end(&grid);
}

static const enum ter_word step_words[] = {
    [TER_CLOSE_MEND] = TER_WORD_MEND,
    [TER_CLOSE_BUILD] = TER_WORD_BUILD,
    [TER_CLOSE_NEW] = TER_WORD_NEW_PLACE,
};

static void write_steps(struct ter_page *page, const struct ter_coverage *coverage)
{
    enum { BEFORE_GAINS = 5 };
    TER_AUTO_STRINGS struct ter_strings gains = {0};
    TER_AUTO_FREE struct ter_grid_column *columns =
        ter_alloc((BEFORE_GAINS + coverage->over_count) * sizeof *columns);
    size_t count = 0;
    columns[count++] = (struct ter_grid_column){ter_page_word(page, TER_WORD_RANK), NULL, true};
    columns[count++] = (struct ter_grid_column){ter_page_word(page, TER_WORD_STEP_KIND), NULL, false};
    columns[count++] = (struct ter_grid_column){ter_page_word(page, TER_WORD_CODE), NULL, false};
    columns[count++] = (struct ter_grid_column){ter_page_word(page, TER_WORD_TOWNSHIP), NULL, false};
    columns[count++] = (struct ter_grid_column){ter_page_word(page, TER_WORD_POSITION), NULL, false};
    for (size_t i = 0; i < coverage->over_count; i++) {
        TER_AUTO_FREE char *title =
            ter_word_fill(TER_WORD_GAIN, page->lang, (const char *const[]){coverage->overs[i].title, NULL});
        ter_strings_add(&gains, title);
        columns[count++] = (struct ter_grid_column){gains.items[i], NULL, true};
    }
    struct ter_grid grid;
    ter_grid_begin(&grid, page, "closing", NULL, columns, count);
    for (size_t i = 0; i < coverage->step_count; i++) {
        const struct ter_cover_step *step = &coverage->steps[i];
        ter_grid_number(&grid, (double)(i + 1), ter_figure_count((double)(i + 1)));
        ter_grid_text(&grid, ter_page_word(page, step_words[step->kind]));
        ter_grid_text(&grid, step->code);
        ter_grid_text(&grid, step->township);
        ter_grid_position(&grid, step->at);
        for (size_t over = 0; over < coverage->over_count; over++)
            ter_grid_number(
                &grid, step->gains[over], size_of(page, &coverage->overs[over], step->gains[over]));
    }
    ter_grid_end(&grid);
}

void ter_coverage_closing(struct ter_page *page, const struct ter_coverage_report *report)
{
    const struct ter_coverage *coverage = report->coverage;
    if (!coverage->step_count)
        return;
    ter_page_section(page, ter_page_word(page, TER_WORD_CLOSING), report->command);
    ter_page_paragraph(page, ter_page_word(page, TER_WORD_CLOSING_LEAD));
    write_steps(page, coverage);
    if (isfinite(coverage->exact_gap)) {
        struct ter_figure gap = ter_figure_number(100 * coverage->exact_gap, 1);
        TER_AUTO_FREE char *percent = ter_format("%s%%", gap.text);
        TER_AUTO_FREE char *text =
            ter_word_fill(TER_WORD_CLOSING_PROVED, page->lang, (const char *const[]){percent, NULL});
        ter_page_paragraph(page, text);
    } else {
        ter_page_paragraph(page, ter_page_word(page, TER_WORD_CLOSING_UNPROVED));
    }
}
