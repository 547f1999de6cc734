/* Owns the table of all figures: each limit, each thing that ought to be covered. */
#include "coverage_parts.h"
#include "report/grid.h"

static char *with_unit(const struct ter_page *page, const struct ter_unit *unit, const char *title)
{
    const char *name = unit->name[page->lang];
    return *name ? ter_word_fill(TER_WORD_WITH_UNIT, page->lang, (const char *const[]){title, name, NULL})
                 : ter_strdup(title);
}

static void write_level(struct ter_page *page, struct ter_grid *grid, const struct ter_coverage *coverage,
    const struct ter_cover_level *level)
{
    for (size_t i = 0; i < coverage->over_count; i++) {
        const struct ter_cover_over *over = &coverage->overs[i];
        const struct ter_unit *unit = ter_unit_for(ter_coverage_measure(over), level->figures[i].total);
        TER_AUTO_FREE char *title = with_unit(page, unit, over->title);
        ter_grid_text(grid, title);
        ter_grid_number(grid, level->limit, ter_coverage_limit(coverage, level->limit));
        ter_coverage_cells(grid, level->figures[i], unit);
        if (!over->weight || !level->weighted)
            continue;
        TER_AUTO_FREE char *weighted = ter_word_fill(
            TER_WORD_WEIGHTED, page->lang, (const char *const[]){over->title, over->weight, NULL});
        ter_grid_text(grid, weighted);
        ter_grid_number(grid, level->limit, ter_coverage_limit(coverage, level->limit));
        ter_coverage_cells(
            grid, level->weighted[i], ter_unit_for(TER_FIGURE_COUNT, level->weighted[i].total));
    }
}

void ter_coverage_figures(struct ter_page *page, const struct ter_coverage_report *report)
{
    const struct ter_coverage *coverage = report->coverage;
    if (!coverage->over_count)
        return;
    const struct ter_grid_column columns[] = {
        {ter_page_word(page, TER_WORD_COVERED_THING), NULL, false},
        {ter_page_word(page, TER_WORD_LIMIT), NULL, true},
        {ter_page_word(page, TER_WORD_TOTAL), NULL, true},
        {ter_page_word(page, TER_WORD_CERTAIN), NULL, true},
        {ter_page_word(page, TER_WORD_POSSIBLE), NULL, true},
        {ter_page_word(page, TER_WORD_GAP), NULL, true},
        {ter_page_word(page, TER_WORD_SHARE_CERTAIN), NULL, true},
        {ter_page_word(page, TER_WORD_SHARE_GAP), NULL, true},
    };
    struct ter_grid grid;
    ter_page_section(page, ter_page_word(page, TER_WORD_FIGURES), report->command);
    ter_grid_begin(&grid, page, "figures", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < coverage->level_count; i++)
        write_level(page, &grid, coverage, &coverage->levels[i]);
    ter_grid_end(&grid);
}
