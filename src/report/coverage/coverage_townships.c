/* Owns the figures by township: bars and a table for each thing that ought to be covered. */
#include "coverage_parts.h"
#include "report/bars.h"

#include <stdlib.h>

enum { MOST_BARS = 30 };

/* One township's figures of one over. */
struct row {
    size_t township;
    struct ter_cover_figures figures;
};

static int larger_gap_first(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    double gap_x = ter_cover_gap_of(x->figures), gap_y = ter_cover_gap_of(y->figures);
    if (gap_x != gap_y)
        return gap_x < gap_y ? 1 : -1;
    return (x->township > y->township) - (x->township < y->township);
}

static char *gap_words(
    const struct ter_page *page, struct ter_cover_figures figures, const struct ter_unit *unit)
{
    double gap = ter_cover_gap_of(figures);
    struct ter_figure missing = ter_figure_in(unit, gap),
                      total = ter_figure_with(unit, figures.total, page->lang);
    struct ter_figure share = ter_figure_share(gap, figures.total);
    return ter_word_fill(
        TER_WORD_CHART_GAP_OF, page->lang, (const char *const[]){missing.text, total.text, share.text, NULL});
}

static void write_bars(struct ter_page *page, const struct ter_coverage *coverage, const struct row *rows,
    size_t count, const struct ter_unit *unit)
{
    struct ter_bar *bars = ter_alloc((count + 1) * sizeof *bars);
    TER_AUTO_STRINGS struct ter_strings remarks = {0};
    for (size_t i = 0; i < count; i++) {
        TER_AUTO_FREE char *words = gap_words(page, rows[i].figures, unit);
        ter_strings_add(&remarks, words);
        bars[i] = (struct ter_bar){.name = ter_coverage_township(coverage, rows[i].township),
            .total = rows[i].figures.total,
            .certain = rows[i].figures.certain,
            .possible = rows[i].figures.possible,
            .remark = remarks.items[i]};
    }
    ter_bars_write(page, ter_page_word(page, TER_WORD_CHART_SHARE_OF), bars, count, MOST_BARS);
    free(bars);
}

static struct ter_cover_figures sum(const struct row *rows, size_t count)
{
    struct ter_cover_figures total = {0};
    for (size_t i = 0; i < count; i++) {
        total.total += rows[i].figures.total;
        total.certain += rows[i].figures.certain;
        total.possible += rows[i].figures.possible;
    }
    return total;
}

static void write_table(struct ter_page *page, const struct ter_coverage *coverage, const struct row *rows,
    size_t count, const struct ter_unit *unit, const char *name, const struct ter_cover_figures *whole)
{
    const char *measure = unit->name[page->lang];
    const struct ter_grid_column columns[] = {
        {ter_page_word(page, TER_WORD_TOWNSHIP), NULL, false},
        {ter_page_word(page, TER_WORD_TOTAL), measure, true},
        {ter_page_word(page, TER_WORD_CERTAIN), measure, true},
        {ter_page_word(page, TER_WORD_POSSIBLE), measure, true},
        {ter_page_word(page, TER_WORD_GAP), measure, true},
        {ter_page_word(page, TER_WORD_SHARE_CERTAIN), NULL, true},
        {ter_page_word(page, TER_WORD_SHARE_GAP), NULL, true},
    };
    TER_AUTO_FREE char *table = ter_format("by-township %s", name);
    struct ter_grid grid;
    ter_grid_begin(&grid, page, table, NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < count; i++) {
        ter_grid_text(&grid, ter_coverage_township(coverage, rows[i].township));
        ter_coverage_cells(&grid, rows[i].figures, unit);
    }
    ter_grid_totals(&grid);
    ter_grid_text(&grid, ter_page_word(page, TER_WORD_TOTAL));
    ter_coverage_cells(&grid, *whole, unit);
    ter_grid_end(&grid);
}

/* Townships without anything of it are left out. */
static size_t collect(const struct ter_coverage *coverage, const struct ter_cover_figures *figures,
    size_t step, struct row *ret_rows)
{
    size_t count = 0;
    for (size_t i = 0; figures && i < coverage->township_count; i++)
        if (figures[i * step].total > 0)
            ret_rows[count++] = (struct row){i, figures[i * step]};
    qsort(ret_rows, count, sizeof *ret_rows, larger_gap_first);
    return count;
}

static void write_over(struct ter_page *page, const struct ter_coverage *coverage, const struct row *rows,
    size_t count, enum ter_measure_kind kind, const char *title, const char *name,
    const struct ter_cover_figures *whole)
{
    const struct ter_unit *unit = ter_unit_for(kind, whole->total);
    ter_page_subtitle(page, title);
    write_bars(page, coverage, rows, count, unit);
    write_table(page, coverage, rows, count, unit, name, whole);
}

void ter_coverage_townships(struct ter_page *page, const struct ter_coverage_report *report)
{
    const struct ter_coverage *coverage = report->coverage;
    const struct ter_cover_level *level = ter_coverage_main(coverage);
    TER_AUTO_FREE struct row *rows = ter_alloc((coverage->township_count + 1) * sizeof *rows);
    if (coverage->township_count < 2) /* only the unknown one */
        return;
    ter_page_section(page, ter_page_word(page, TER_WORD_BY_TOWNSHIP), report->command);
    for (size_t i = 0; i < coverage->over_count; i++) {
        const struct ter_cover_over *over = &coverage->overs[i];
        size_t count = collect(coverage, level->townships + i, coverage->over_count, rows);
        if (count)
            write_over(page, coverage, rows, count, ter_coverage_measure(over), over->title, over->name,
                &level->figures[i]);
    }
    size_t count = collect(coverage, level->township_m2, 1, rows);
    struct ter_cover_figures whole = sum(rows, count);
    if (count)
        write_over(page, coverage, rows, count, TER_FIGURE_AREA_M2,
            ter_page_word(page, TER_WORD_TOWNSHIP_AREA), "township", &whole);
}
