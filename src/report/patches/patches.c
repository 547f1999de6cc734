/* Owns the frame of the report on patches: its title block, its glance, and the order of its sections. */
#include "patches_parts.h"

#include "report/card.h"
#include "report/title.h"

static char *subtitle_of(const struct ter_patches_report *report, const char *day)
{
    TER_AUTO_FREE char *month = ter_format("%d-%02d", report->year, report->month);
    return ter_patches_fill(report->lang, TER_PATCHES_SUBTITLE, day, month);
}

static char *of(const struct ter_patches_report *report, enum ter_patches_word word, size_t number)
{
    return ter_patches_fill(report->lang, word, ter_figure_count((double)number).text, NULL);
}

static char *positions_of(const struct ter_patches_report *report)
{
    size_t drawn = 0, missing = 0;
    for (size_t i = 0; i < report->patches->count; i++) {
        const struct ter_patch *patch = &report->patches->items[i];
        drawn += patch->open && patch->wkb.size;
        missing += patch->open && !patch->wkb.size;
    }
    return ter_patches_fill(report->lang, TER_PATCHES_POSITIONED, ter_figure_count((double)drawn).text,
        ter_figure_count((double)missing).text);
}

static void begin(struct ter_page *page, FILE *out, const struct ter_patches_report *report)
{
    TER_AUTO_STRINGS struct ter_strings drawn = {0};
    char day[TER_DAY_SIZE];
    ter_day_write(report->patches->today, day);
    TER_AUTO_FREE char *positions = positions_of(report), *subtitle = subtitle_of(report, day);
    ter_strings_add(&drawn, positions);
    const struct ter_title block = {.lang = report->lang,
        .title = ter_patches_say(report->lang, TER_PATCHES_TITLE),
        .subtitle = subtitle,
        .register_name = report->register_name,
        .date = day,
        .scope = report->scope,
        .positions = &drawn,
        .documents = report->documents,
        .attribution = report->attribution,
        .warnings = report->warnings,
        .has_map = true};
    ter_title_begin(page, out, &block);
}

static void card(
    struct ter_page *page, const char *class, enum ter_patches_word word, size_t number, const char *whole)
{
    ter_card(page, class, ter_patches_say(page->lang, word), ter_figure_count((double)number).text, whole);
}

static void glance(struct ter_page *page, const struct ter_patches_report *report)
{
    const struct ter_patches *patches = report->patches;
    size_t all = 0, open = 0, late = 0, visits = 0, reached = 0;
    struct ter_patch_month month = {0};
    for (size_t i = 0; i < patches->count; i++) {
        all += !patches->items[i].is_split;
        open += patches->items[i].open;
        late += patches->items[i].open && ter_patch_late(&patches->items[i]) > 0;
        visits += patches->items[i].open && patches->items[i].needs_visit;
    }
    for (size_t i = 0; i < report->month_count; i++)
        if (report->months[i].month == report->month) {
            month.found += report->months[i].found;
            month.unlawful += report->months[i].unlawful;
            month.cleared += report->months[i].cleared;
        }
    for (size_t i = 0; i < report->thresholds->count; i++)
        reached += report->thresholds->items[i].state == TER_THRESHOLD_REACHED;
    TER_AUTO_FREE char *of_all = of(report, TER_PATCHES_OF, all), *of_open = of(report, TER_PATCHES_OF, open),
                       *unlawful = of(report, TER_PATCHES_OF_UNLAWFUL, month.unlawful),
                       *of_limits = of(report, TER_PATCHES_OF_THRESHOLDS, report->thresholds->count);
    ter_page_section(page, ter_page_word(page, TER_WORD_AT_A_GLANCE), report->command_act);
    ter_cards_begin(page);
    card(page, "s-open", TER_PATCHES_CARD_OPEN, open, of_all);
    card(page, "s-gap", TER_PATCHES_CARD_LATE, late, of_open);
    card(page, NULL, TER_PATCHES_CARD_NEW, month.found, NULL);
    card(page, NULL, TER_PATCHES_CARD_CLEARED, month.cleared, unlawful);
    card(page, NULL, TER_PATCHES_CARD_REACHED, reached, of_limits);
    card(page, NULL, TER_PATCHES_CARD_VISITS, visits, NULL);
    ter_cards_end(page);
    ter_page_paragraph(page, ter_patches_say(page->lang, TER_PATCHES_MEANS));
}

bool ter_patches_report_write(const struct ter_patches_report *report, FILE *out, struct ter_error *err)
{
    static void (*const sections[])(struct ter_page *, const struct ter_patches_report *) = {glance,
        ter_patches_act, ter_patches_zones, ter_patches_limits, ter_patches_by_month, ter_patches_map};
    TER_AUTO_PAGE struct ter_page page = {0};
    begin(&page, out, report);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        sections[i](&page, report);
    return ter_page_end(&page, err);
}
