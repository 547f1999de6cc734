/* Owns the order of the coverage report's sections, and the words they share. */
#include "coverage_parts.h"

#include <math.h>

char *ter_coverage_limit_words(const struct ter_coverage *coverage, double limit)
{
    static const enum ter_word words[] = {
        [TER_REACH_RADIUS] = TER_WORD_RADIUS,
        [TER_REACH_ROADS] = TER_WORD_ALONG_ROADS,
        [TER_REACH_MINUTES] = TER_WORD_MINUTES,
    };
    TER_AUTO_FREE char *number = ter_format("%.10g", limit);
    return ter_word_fill(words[coverage->reach], coverage->lang, (const char *const[]){number, NULL});
}

struct ter_figure ter_coverage_limit(const struct ter_coverage *coverage, double limit)
{
    struct ter_figure figure;
    bool minutes = coverage->reach == TER_REACH_MINUTES;
    TER_AUTO_FREE char *number = ter_format("%.10g", limit);
    TER_AUTO_FREE char *text = ter_word_fill(minutes ? TER_WORD_MINUTES_UNIT : TER_WORD_METRES_UNIT,
        coverage->lang, (const char *const[]){number, NULL});
    snprintf(figure.text, sizeof figure.text, "%s", text);
    return figure;
}

const char *ter_coverage_township(const struct ter_coverage *coverage, size_t township)
{
    const char *name = township < coverage->township_count ? coverage->townships[township].name : NULL;
    return name ? name : ter_word(TER_WORD_NO_TOWNSHIP, coverage->lang);
}

enum ter_measure_kind ter_coverage_measure(const struct ter_cover_over *over)
{
    static const enum ter_measure_kind kinds[] = {
        [TER_COVER_COUNT] = TER_FIGURE_COUNT,
        [TER_COVER_LENGTH_M] = TER_FIGURE_LENGTH_M,
        [TER_COVER_AREA_M2] = TER_FIGURE_AREA_M2,
    };
    return kinds[over->measure];
}

const struct ter_cover_level *ter_coverage_main(const struct ter_coverage *coverage)
{
    return &coverage->levels[coverage->main_level];
}

/* Millimetres, as the answer's JSON has them: what lies beyond is noise of the summation. */
static double rounded(double value)
{
    static const double a_unit = 1000;
    return round(value * a_unit) / a_unit;
}

void ter_coverage_cells(struct ter_grid *grid, struct ter_cover_figures figures, const struct ter_unit *unit)
{
    double gap = ter_cover_gap_of(figures), total = figures.total;
    ter_grid_number(grid, rounded(total), ter_figure_in(unit, total));
    ter_grid_number(grid, rounded(figures.certain), ter_figure_in(unit, figures.certain));
    ter_grid_number(grid, rounded(figures.possible), ter_figure_in(unit, figures.possible));
    ter_grid_number(grid, rounded(gap), ter_figure_in(unit, gap));
    ter_grid_number(grid, ter_cover_share(figures.certain, total), ter_figure_share(figures.certain, total));
    ter_grid_number(grid, ter_cover_share(gap, total), ter_figure_share(gap, total));
}

bool ter_coverage_report_write(const struct ter_coverage_report *report, FILE *out, struct ter_error *err)
{
    static void (*const sections[])(struct ter_page *, const struct ter_coverage_report *) = {
        ter_coverage_glance, ter_coverage_figures, ter_coverage_map, ter_coverage_townships,
        ter_coverage_worst, ter_coverage_lost, ter_coverage_closing, ter_coverage_districts,
        ter_coverage_dues, ter_coverage_records, ter_coverage_assumptions};
    TER_AUTO_PAGE struct ter_page page = {0};
    ter_coverage_title(&page, out, report);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        sections[i](&page, report);
    return ter_page_end(&page, err);
}
