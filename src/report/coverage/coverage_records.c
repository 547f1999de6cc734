/* Owns what the coverage report says of the records themselves: districts, who comes first, which of them
 * count, what was assumed. */
#include "coverage_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *name_of(const struct ter_cover_source *source)
{
    return source->name && *source->name ? source->name : source->code;
}

/* A stored value in words. */
static char *in_words(const struct ter_coverage_report *report, size_t field, const char *value)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    if (value && field < report->layer->field_count)
        ter_field_print(&report->layer->fields[field], ter_value_text(value), report->coverage->lang, &text);
    return ter_buf_take(&text);
}

static void write_district(struct ter_page *page, struct ter_grid *grid, const struct ter_coverage *coverage,
    const struct ter_cover_district *district)
{
    const struct ter_unit *unit = ter_unit_for(TER_FIGURE_AREA_M2, 1e6);
    const struct ter_cover_source *source = &coverage->sources[district->source];
    double above_m2 = district->m2 > district->norm_m2 ? district->m2 - district->norm_m2 : NAN;
    TER_AUTO_BUF struct ter_buf crossed = {0};
    for (size_t i = 0; i < sizeof district->crosses_m / sizeof *district->crosses_m; i++)
        ter_buf_printf(&crossed, "%s%s", i ? " / " : "",
            ter_figure_of(TER_FIGURE_LENGTH_M, district->crosses_m[i], page->lang).text);
    ter_grid_text(grid, name_of(source));
    ter_grid_text(grid, source->township);
    ter_grid_number(grid, district->m2, ter_figure_in(unit, district->m2));
    ter_grid_number(grid, district->norm_m2, ter_figure_in(unit, district->norm_m2));
    ter_grid_number(grid, above_m2, ter_figure_in(unit, above_m2));
    ter_grid_text(grid, crossed.data);
}

void ter_coverage_districts(struct ter_page *page, const struct ter_coverage_report *report)
{
    const struct ter_coverage *coverage = report->coverage;
    const char *area = ter_unit_for(TER_FIGURE_AREA_M2, 1e6)->name[page->lang];
    const struct ter_grid_column columns[] = {
        {coverage->kind_title, NULL, false},
        {ter_page_word(page, TER_WORD_TOWNSHIP), NULL, false},
        {ter_page_word(page, TER_WORD_AREA), area, true},
        {ter_page_word(page, TER_WORD_NORM), area, true},
        {ter_page_word(page, TER_WORD_OVER_NORM), area, true},
        {ter_page_word(page, TER_WORD_CROSSES), NULL, false},
    };
    struct ter_grid grid;
    if (!coverage->district_count)
        return;
    ter_page_section(page, ter_page_word(page, TER_WORD_DISTRICTS), report->command);
    ter_page_paragraph(page, ter_page_word(page, TER_WORD_DISTRICTS_LEAD));
    ter_grid_begin(&grid, page, "districts", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < coverage->district_count; i++)
        write_district(page, &grid, coverage, &coverage->districts[i]);
    ter_grid_end(&grid);
}

/* The latest first; what nobody reaches is in the gap already, and comes last. */
static int latest_first(const void *a, const void *b)
{
    const struct ter_cover_due *const *x = a, *const *y = b;
    double at_x = isnan((*x)->minutes[0]) ? -1 : (*x)->minutes[0];
    double at_y = isnan((*y)->minutes[0]) ? -1 : (*y)->minutes[0];
    return (at_x < at_y) - (at_x > at_y);
}

static void write_due(
    struct ter_grid *grid, const struct ter_coverage *coverage, const struct ter_cover_due *due)
{
    const struct ter_cover_over *over = &coverage->overs[due->over];
    const struct ter_cover_feature *feature = &over->features[due->feature];
    ter_grid_text(grid, feature->name && *feature->name ? feature->name : feature->code);
    ter_grid_text(grid, over->title);
    for (size_t i = 0; i < sizeof due->source / sizeof *due->source; i++) {
        bool somebody = due->source[i] < coverage->source_count;
        ter_grid_text(grid, somebody ? name_of(&coverage->sources[due->source[i]]) : "–");
        ter_grid_number(grid, due->minutes[i], ter_figure_number(due->minutes[i], 1));
    }
}

void ter_coverage_dues(struct ter_page *page, const struct ter_coverage_report *report)
{
    enum { MOST = 50 };
    const struct ter_coverage *coverage = report->coverage;
    const char *unit = ter_unit_for(TER_FIGURE_SECONDS, 60)->name[page->lang];
    const struct ter_grid_column columns[] = {
        {ter_page_word(page, TER_WORD_PLACE), NULL, false},
        {ter_page_word(page, TER_WORD_COVERED_THING), NULL, false},
        {ter_page_word(page, TER_WORD_FIRST_DUE), NULL, false},
        {"", unit, true},
        {ter_page_word(page, TER_WORD_SECOND_DUE), NULL, false},
        {"", unit, true},
        {ter_page_word(page, TER_WORD_THIRD_DUE), NULL, false},
        {"", unit, true},
    };
    struct ter_grid grid;
    if (!coverage->due_count)
        return;
    TER_AUTO_FREE const struct ter_cover_due **dues = ter_alloc(coverage->due_count * sizeof *dues);
    for (size_t i = 0; i < coverage->due_count; i++)
        dues[i] = &coverage->dues[i];
    qsort(dues, coverage->due_count, sizeof *dues, latest_first);
    ter_page_section(page, ter_page_word(page, TER_WORD_DUES), report->command);
    ter_grid_begin(&grid, page, "dues", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < coverage->due_count && i < MOST; i++)
        write_due(&grid, coverage, dues[i]);
    ter_grid_end(&grid);
    if (coverage->due_count <= MOST)
        return;
    struct ter_figure more = ter_figure_count((double)(coverage->due_count - MOST));
    TER_AUTO_FREE char *text =
        ter_word_fill(TER_WORD_AND_MORE, page->lang, (const char *const[]){more.text, NULL});
    ter_page_paragraph(page, text);
}

static void write_uses(struct ter_page *page, const struct ter_coverage *coverage)
{
    static const enum ter_word words[] = {
        [TER_SOURCE_USED] = TER_WORD_USED,
        [TER_SOURCE_TOO_COARSE] = TER_WORD_TOO_COARSE,
        [TER_SOURCE_WITHOUT] = TER_WORD_SHUT,
        [TER_SOURCE_UNPLACED] = TER_WORD_UNPLACED,
        [TER_SOURCE_ASIDE] = TER_WORD_ASIDE,
    };
    const struct ter_grid_column columns[] = {
        {ter_page_word(page, TER_WORD_USE), NULL, false},
        {ter_page_word(page, TER_WORD_COUNT), NULL, true},
    };
    struct ter_grid grid;
    ter_grid_begin(&grid, page, "uses", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        double count = (double)coverage->use_counts[i];
        if (!coverage->use_counts[i] && i != TER_SOURCE_USED)
            continue;
        ter_grid_text(&grid, ter_page_word(page, words[i]));
        ter_grid_number(&grid, count, ter_figure_count(count));
    }
    ter_grid_end(&grid);
}

static void write_coarse(struct ter_page *page, const struct ter_coverage_report *report)
{
    enum { MOST = 30 };
    const struct ter_coverage *coverage = report->coverage;
    const struct ter_grid_column columns[] = {
        {ter_page_word(page, TER_WORD_CODE), NULL, false},
        {ter_page_word(page, TER_WORD_TOWNSHIP), NULL, false},
        {ter_page_word(page, TER_WORD_STATUS), NULL, false},
        {ter_page_word(page, TER_WORD_ERROR_RADIUS), NULL, true},
    };
    struct ter_grid grid;
    size_t listed = 0;
    if (!coverage->use_counts[TER_SOURCE_TOO_COARSE])
        return;
    ter_page_subtitle(page, ter_page_word(page, TER_WORD_TOO_COARSE));
    ter_page_paragraph(page, ter_page_word(page, TER_WORD_TOO_COARSE_LEAD));
    ter_grid_begin(&grid, page, "too-coarse", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < coverage->source_count && listed < MOST; i++) {
        const struct ter_cover_source *source = &coverage->sources[i];
        if (source->use != TER_SOURCE_TOO_COARSE)
            continue;
        TER_AUTO_FREE char *name = ter_format("%s %s", source->code, source->name ? source->name : "");
        TER_AUTO_FREE char *status = in_words(report, report->layer->role[TER_ROLE_STATUS], source->status);
        ter_grid_text(&grid, name);
        ter_grid_text(&grid, source->township);
        ter_grid_text(&grid, status);
        ter_grid_number(&grid, source->uncertainty_m,
            ter_figure_of(TER_FIGURE_LENGTH_M, source->uncertainty_m, page->lang));
        listed++;
    }
    ter_grid_end(&grid);
    if (coverage->use_counts[TER_SOURCE_TOO_COARSE] <= MOST)
        return;
    struct ter_figure more = ter_figure_count((double)(coverage->use_counts[TER_SOURCE_TOO_COARSE] - MOST));
    TER_AUTO_FREE char *text =
        ter_word_fill(TER_WORD_AND_MORE, page->lang, (const char *const[]){more.text, NULL});
    ter_page_paragraph(page, text);
}

void ter_coverage_records(struct ter_page *page, const struct ter_coverage_report *report)
{
    TER_AUTO_FREE char *title = ter_word_fill(TER_WORD_OF_KIND, page->lang,
        (const char *const[]){ter_page_word(page, TER_WORD_RECORDS), report->coverage->kind_title, NULL});
    ter_page_section(page, title, report->command);
    write_uses(page, report->coverage);
    write_coarse(page, report);
}

static const char *state_words(const struct ter_page *page, char state)
{
    static const struct {
        char state;
        enum ter_word word;
    } states[] = {{'v', TER_WORD_STATE_VERIFIED}, {'s', TER_WORD_STATE_SECONDARY},
        {'?', TER_WORD_STATE_GENERAL}, {'u', TER_WORD_STATE_USER}};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (states[i].state == state)
            return ter_page_word(page, states[i].word);
    return "";
}

void ter_coverage_assumptions(struct ter_page *page, const struct ter_coverage_report *report)
{
    const struct ter_coverage *coverage = report->coverage;
    const struct ter_grid_column columns[] = {
        {ter_page_word(page, TER_WORD_ASSUMED_WHAT), NULL, false},
        {ter_page_word(page, TER_WORD_VALUE), NULL, false},
        {ter_page_word(page, TER_WORD_SOURCE), NULL, false},
        {ter_page_word(page, TER_WORD_STATE), NULL, false},
    };
    struct ter_grid grid;
    TER_AUTO_FREE char *chord = ter_format("%.10g", TER_COVER_CHORD_M);
    TER_AUTO_FREE char *chords =
        ter_word_fill(TER_WORD_CHORDS, page->lang, (const char *const[]){chord, NULL});
    ter_page_section(page, ter_page_word(page, TER_WORD_ASSUMED), NULL);
    ter_grid_begin(&grid, page, "assumptions", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < coverage->assumption_count; i++) {
        const struct ter_cover_assumption *assumption = &coverage->assumptions[i];
        ter_grid_text(&grid, assumption->title);
        ter_grid_text(&grid, assumption->value);
        ter_grid_text(&grid, assumption->source);
        ter_grid_text(&grid, state_words(page, assumption->state));
    }
    ter_grid_end(&grid);
    ter_markup_element(&page->markup, "p", "small", chords);
}
