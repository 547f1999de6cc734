/* Owns the frame of the report on patches: its title block, its glance, and the order of its sections. */
#include "patches_parts.h"

#include "report/bars.h"

static char *subtitle_of(const struct ter_patches_report *report, const char *day)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    return ter_format(ter_patches_say(report->lang, TER_PATCHES_SUBTITLE), day, report->year, report->month);
}

static char *of(const struct ter_patches_report *report, enum ter_patches_word word, size_t number)
{
    return ter_format(ter_patches_say(report->lang, word), ter_figure_count((double)number).text);
}

static char *positions_of(const struct ter_patches_report *report)
{
    size_t drawn = 0, missing = 0;
    for (size_t i = 0; i < report->patches->count; i++) {
        const struct ter_patch *patch = &report->patches->items[i];
        drawn += patch->open && patch->wkb.size;
        missing += patch->open && !patch->wkb.size;
    }
    return ter_format(ter_patches_say(report->lang, TER_PATCHES_POSITIONED), drawn, missing);
}
#pragma GCC diagnostic pop

static void begin(struct ter_page *page, FILE *out, const struct ter_patches_report *report)
{
    TER_AUTO_STRINGS struct ter_strings name = {0}, date = {0}, data = {0}, drawn = {0};
    char day[TER_DAY_SIZE];
    ter_day_write(report->patches->today, day);
    ter_strings_add(&name, report->register_name);
    ter_strings_add(&date, day);
    TER_AUTO_FREE char *positions = positions_of(report), *subtitle = subtitle_of(report, day);
    ter_strings_add(&drawn, positions);
    if (report->attribution)
        ter_strings_add(&data, report->attribution);
    const struct ter_page_fact facts[] = {
        {TER_WORD_REGISTER, &name},
        {TER_WORD_DATE, &date},
        {TER_WORD_SCOPE, report->scope},
        {TER_WORD_POSITIONS, &drawn},
        {TER_WORD_DOCUMENTS, report->documents},
        {TER_WORD_ATTRIBUTION, &data},
    };
    const struct ter_page_title block = {
        .title = ter_patches_say(report->lang, TER_PATCHES_TITLE),
        .subtitle = subtitle,
        .facts = facts,
        .fact_count = sizeof facts / sizeof *facts,
        .warnings = report->warnings,
        .has_map = true,
    };
    ter_page_begin(page, out, report->lang, &block);
}

static void card(
    struct ter_page *page, const char *class, enum ter_patches_word word, size_t number, const char *whole)
{
    struct ter_markup *markup = &page->markup;
    ter_markup_begin_class(markup, "div", "card");
    ter_markup_begin_class(markup, "p", "name");
    if (class)
        ter_bars_swatch(page, TER_SWATCH_AREA, class);
    ter_markup_textf(markup, " %s", ter_patches_say(page->lang, word));
    ter_markup_end(markup);
    ter_markup_begin_class(markup, "p", "figure");
    ter_markup_textf(markup, "%s ", ter_figure_count((double)number).text);
    ter_markup_element(markup, "small", NULL, whole);
    ter_markup_end(markup);
    ter_markup_end(markup);
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
    ter_bars_patterns(page);
    ter_markup_begin_class(&page->markup, "div", "cards");
    card(page, "s-open", TER_PATCHES_CARD_OPEN, open, of_all);
    card(page, "s-gap", TER_PATCHES_CARD_LATE, late, of_open);
    card(page, NULL, TER_PATCHES_CARD_NEW, month.found, NULL);
    card(page, NULL, TER_PATCHES_CARD_CLEARED, month.cleared, unlawful);
    card(page, NULL, TER_PATCHES_CARD_REACHED, reached, of_limits);
    card(page, NULL, TER_PATCHES_CARD_VISITS, visits, NULL);
    ter_markup_end(&page->markup);
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
