/* Owns the tables and the map of the report on patches. */
#include "base/day.h"
#include "patches_parts.h"
#include "report/sheet.h"

#include <math.h>

static const char *say(const struct ter_page *page, enum ter_patches_word word)
{
    return ter_patches_say(page->lang, word);
}

static const char *township_of(const struct ter_page *page, const char *township)
{
    return township ? township : ter_page_word(page, TER_WORD_NO_TOWNSHIP);
}

static void count(struct ter_grid *grid, size_t number)
{
    ter_grid_number(grid, (double)number, ter_figure_count((double)number));
}

static void amount(struct ter_grid *grid, double number, int decimals)
{
    ter_grid_number(grid, number, ter_figure_number(number, decimals));
}

/* What to act on -------------------------------------------------------------------------------------- */

static void act_row(struct ter_grid *grid, const struct ter_patches *patches, const struct ter_patch *patch)
{
    enum ter_lang lang = grid->page->lang;
    const struct ter_due *next = ter_patch_next(patch);
    TER_AUTO_FREE char *status = ter_patches_field(patches, patch, "status", lang),
                       *words = ter_patch_next_words(patches, patch, lang);
    char day[TER_DAY_SIZE] = "";
    if (next)
        ter_day_write(next->due, day);
    ter_grid_text(grid, township_of(grid->page, patch->township));
    ter_grid_text(grid, patch->village);
    ter_grid_word(grid, patch->code);
    ter_grid_text(grid, patch->patch_no);
    ter_grid_text(grid, status);
    ter_grid_number(grid, patch->farmland_mu, ter_patches_farmland(patch, lang));
    ter_grid_text(grid, words);
    ter_grid_word(grid, next ? day : NULL);
    ter_grid_number(grid, next ? next->days_left : (double)NAN,
        next ? ter_figure_count(next->days_left) : (struct ter_figure){""});
}

void ter_patches_act(struct ter_page *page, const struct ter_patches_report *report)
{
    const struct ter_grid_column columns[] = {
        {ter_page_word(page, TER_WORD_TOWNSHIP), NULL, false},
        {say(page, TER_PATCHES_VILLAGE), NULL, false},
        {ter_page_word(page, TER_WORD_CODE), NULL, false},
        {say(page, TER_PATCHES_NUMBER), NULL, false},
        {say(page, TER_PATCHES_STATUS), NULL, false},
        {say(page, TER_PATCHES_FARMLAND), page->lang == TER_EN ? "mu" : "亩", true},
        {say(page, TER_PATCHES_NEXT), NULL, false},
        {say(page, TER_PATCHES_DUE), NULL, false},
        {say(page, TER_PATCHES_DAYS), NULL, true},
    };
    struct ter_grid grid;
    ter_page_section(page, say(page, TER_PATCHES_ACT), report->command_act);
    if (!report->pressing_count) {
        ter_page_paragraph(page, say(page, TER_PATCHES_ACT_NONE));
        return;
    }
    ter_grid_begin(&grid, page, "act", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < report->pressing_count; i++)
        act_row(&grid, report->patches, &report->patches->items[report->pressing[i]]);
    ter_grid_end(&grid);
}

/* By month -------------------------------------------------------------------------------------------- */

void ter_patches_by_month(struct ter_page *page, const struct ter_patches_report *report)
{
    const struct ter_grid_column columns[] = {
        {say(page, TER_PATCHES_MONTH), NULL, false},
        {ter_page_word(page, TER_WORD_TOWNSHIP), NULL, false},
        {say(page, TER_PATCHES_FOUND), NULL, true},
        {say(page, TER_PATCHES_UNLAWFUL), NULL, true},
        {say(page, TER_PATCHES_CLEARED), NULL, true},
        {say(page, TER_PATCHES_CLOSED), NULL, true},
        {say(page, TER_PATCHES_OPEN), NULL, true},
        {say(page, TER_PATCHES_LATE), NULL, true},
    };
    struct ter_patch_month sum = {0};
    struct ter_grid grid;
    if (!report->month_count)
        return;
    ter_page_section(page, say(page, TER_PATCHES_MONTHS), report->command_months);
    ter_grid_begin(&grid, page, "months", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < report->month_count; i++) {
        const struct ter_patch_month *row = &report->months[i];
        TER_AUTO_FREE char *month = ter_format("%d-%02d", row->year, row->month);
        ter_grid_word(&grid, month);
        ter_grid_text(&grid, township_of(page, row->township));
        const size_t counts[] = {row->found, row->unlawful, row->cleared, row->closed, row->open, row->late};
        size_t *const sums[] = {&sum.found, &sum.unlawful, &sum.cleared, &sum.closed, &sum.open, &sum.late};
        for (size_t j = 0; j < sizeof counts / sizeof *counts; j++) {
            count(&grid, counts[j]);
            *sums[j] += counts[j];
        }
    }
    ter_grid_totals(&grid);
    ter_grid_text(&grid, ter_page_word(page, TER_WORD_TOTAL));
    ter_grid_text(&grid, "");
    const size_t totals[] = {sum.found, sum.unlawful, sum.cleared, sum.closed, sum.open, sum.late};
    for (size_t j = 0; j < sizeof totals / sizeof *totals; j++)
        count(&grid, totals[j]);
    ter_grid_end(&grid);
}

/* Thresholds ------------------------------------------------------------------------------------------ */

static char *place_of(const struct ter_page *page, const struct ter_threshold *row)
{
    if (row->rule->scope == TER_SCOPE_ALL)
        return ter_strdup(say(page, TER_PATCHES_WHOLE_AREA));
    return ter_format("%s%s%s", township_of(page, row->township), row->village ? " · " : "",
        row->village ? row->village : "");
}

static char *joined(const struct ter_strings *codes)
{
    enum { ENOUGH = 12 };
    TER_AUTO_BUF struct ter_buf text = {0};
    ter_buf_text(&text, "");
    for (size_t i = 0; i < codes->count && i < ENOUGH; i++)
        ter_buf_printf(&text, "%s%s", i ? ", " : "", codes->items[i]);
    if (codes->count > ENOUGH)
        ter_buf_printf(&text, " … (%zu)", codes->count);
    return ter_buf_take(&text);
}

static void limit_row(struct ter_grid *grid, const struct ter_threshold *row)
{
    static const enum ter_patches_word states[] = {
        TER_PATCHES_BELOW, TER_PATCHES_REACHED, TER_PATCHES_UNSURE, TER_PATCHES_NO_DATA};
    enum ter_lang lang = grid->page->lang;
    TER_AUTO_FREE char *place = place_of(grid->page, row), *words = ter_threshold_words(row, lang),
                       *codes = joined(&row->codes);
    ter_grid_text(grid, row->rule->title.text[lang]);
    ter_grid_text(grid, place);
    ter_grid_text(grid, say(grid->page, states[row->state]));
    ter_grid_text(grid, words);
    amount(grid, row->numerator, 2);
    amount(grid, row->denominator, 2);
    amount(grid, row->allowed, 2);
    ter_grid_text(grid, codes);
    ter_grid_text(grid, row->rule->source);
}

static void say_count(struct ter_page *page, enum ter_patches_word word, size_t number)
{
    if (!number)
        return;
    TER_AUTO_FREE char *line =
        ter_patches_fill(page->lang, word, ter_figure_count((double)number).text, NULL);
    ter_page_paragraph(page, line);
}

void ter_patches_limits(struct ter_page *page, const struct ter_patches_report *report)
{
    const struct ter_grid_column columns[] = {
        {say(page, TER_PATCHES_RULE), NULL, false},
        {say(page, TER_PATCHES_WHERE), NULL, false},
        {say(page, TER_PATCHES_STATE), NULL, false},
        {say(page, TER_PATCHES_USED), NULL, false},
        {page->lang == TER_EN ? "Numerator" : "分子", NULL, true},
        {say(page, TER_PATCHES_OF_WHAT), NULL, true},
        {say(page, TER_PATCHES_LEFT), NULL, true},
        {say(page, TER_PATCHES_CODES), NULL, false},
        {say(page, TER_PATCHES_SOURCE), NULL, false},
    };
    struct ter_grid grid;
    ter_page_section(page, say(page, TER_PATCHES_THRESHOLDS), report->command_thresholds);
    ter_page_paragraph(page, say(page, TER_PATCHES_THRESHOLDS_LEAD));
    say_count(page, TER_PATCHES_NO_YEAR, report->thresholds->no_year);
    say_count(page, TER_PATCHES_NO_VILLAGE, report->thresholds->no_village);
    ter_grid_begin(&grid, page, "thresholds", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < report->thresholds->count; i++)
        limit_row(&grid, &report->thresholds->items[i]);
    ter_grid_end(&grid);
}

/* Inside zones ---------------------------------------------------------------------------------------- */

static void inside_row(
    struct ter_grid *grid, const struct ter_patches *patches, const struct ter_patch_inside *row)
{
    enum ter_lang lang = grid->page->lang;
    TER_AUTO_FREE char *status = ter_patches_field(patches, row->patch, "status", lang),
                       *class = ter_patches_field(patches, row->patch, "project_class", lang);
    ter_grid_text(grid, township_of(grid->page, row->patch->township));
    ter_grid_text(grid, row->patch->village);
    ter_grid_word(grid, row->patch->code);
    ter_grid_text(grid, row->patch->patch_no);
    ter_grid_text(grid, class);
    ter_grid_text(grid, status);
    ter_grid_word(grid, row->zone);
    ter_grid_text(grid, row->zone_title);
    ter_grid_text(grid, row->zone_boundary);
    amount(grid, row->patch_m2, 2);
    amount(grid, row->inside_m2, 2);
}

void ter_patches_zones(struct ter_page *page, const struct ter_patches_report *report)
{
    const struct ter_grid_column columns[] = {
        {ter_page_word(page, TER_WORD_TOWNSHIP), NULL, false},
        {say(page, TER_PATCHES_VILLAGE), NULL, false},
        {ter_page_word(page, TER_WORD_CODE), NULL, false},
        {say(page, TER_PATCHES_NUMBER), NULL, false},
        {say(page, TER_PATCHES_CLASS), NULL, false},
        {say(page, TER_PATCHES_STATUS), NULL, false},
        {say(page, TER_PATCHES_ZONE), NULL, false},
        {"", NULL, false},
        {say(page, TER_PATCHES_BOUNDARY), NULL, false},
        {say(page, TER_PATCHES_AREA), "m2", true},
        {say(page, TER_PATCHES_INSIDE_AREA), "m2", true},
    };
    struct ter_grid grid;
    if (!report->inside)
        return;
    TER_AUTO_FREE char *title = ter_patches_fill(page->lang, TER_PATCHES_INSIDE, report->inside_of, NULL);
    ter_page_section(page, title, report->command_inside);
    say_count(page, TER_PATCHES_INSIDE_LEAD, report->inside->zones);
    if (!report->inside->count) {
        ter_page_paragraph(page, say(page, TER_PATCHES_INSIDE_NONE));
        return;
    }
    ter_grid_begin(&grid, page, "inside", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < report->inside->count; i++)
        inside_row(&grid, report->patches, &report->inside->items[i]);
    ter_grid_end(&grid);
}

/* The map --------------------------------------------------------------------------------------------- */

static void draw(struct ter_sheet *sheet, const struct ter_patches_report *report, bool late)
{
    const struct ter_sheet_style style = {.class = late ? "s-gap" : "s-open",
        .title = ter_patches_say(report->lang, late ? TER_PATCHES_MAP_LATE : TER_PATCHES_MAP_OPEN),
        .shape = TER_SHEET_AREAS};
    ter_sheet_layer(sheet, &style);
    for (size_t i = 0; i < report->patches->count; i++) {
        const struct ter_patch *patch = &report->patches->items[i];
        if (!patch->open || !patch->wkb.size || (ter_patch_late(patch) > 0) != late)
            continue;
        TER_AUTO_FREE char *status = ter_patches_field(report->patches, patch, "status", report->lang),
                           *next = ter_patch_next_words(report->patches, patch, report->lang);
        TER_AUTO_FREE char *label =
            ter_format("%s %s\n%s\n%s", patch->code, patch->patch_no ? patch->patch_no : "", status, next);
        ter_sheet_wkb(sheet, (struct ter_wkb){(const uint8_t *)patch->wkb.data, patch->wkb.size}, label);
    }
}

void ter_patches_map(struct ter_page *page, const struct ter_patches_report *report)
{
    TER_AUTO(ter_sheet_close) struct ter_sheet *sheet = ter_sheet_open(report->lang);
    ter_page_section(page, ter_page_word(page, TER_WORD_MAP), NULL);
    draw(sheet, report, false);
    draw(sheet, report, true);
    ter_sheet_write(sheet, page, report->attribution);
}
