/* Owns the frame of the report on deadlines: its title block, its glance, and the order of its sections. */
#include "overdue_parts.h"
#include "report/card.h"
#include "report/title.h"

#include <math.h>
#include <string.h>

void ter_overdue_count(
    const struct ter_overdue *overdue, const struct ter_deadline *rule, size_t ret_counts[TER_OVERDUE_STATES])
{
    memset(ret_counts, 0, TER_OVERDUE_STATES * sizeof *ret_counts);
    for (size_t i = 0; i < overdue->count; i++)
        if (overdue->items[i].due.rule == rule)
            ret_counts[overdue->items[i].state]++;
}

char *ter_overdue_years_unknown(const struct ter_overdue *overdue)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    int first = overdue->day, last = first;
    ter_buf_text(&text, "");
    for (size_t i = 0; i < overdue->count; i++) {
        const struct ter_due *due = &overdue->items[i].due;
        if (!due->known || due->holidays_known)
            continue;
        first = due->from < first ? due->from : first;
        last = due->due > last ? due->due : last;
    }
    for (int year = ter_day_year(first); !overdue->holidays_known && year <= ter_day_year(last); year++)
        if (!ter_calendar_knows(&overdue->calendar, year))
            ter_buf_printf(&text, "%s%d", text.size ? ", " : "", year);
    return ter_buf_take(&text);
}

static void add_positions(const struct ter_overdue_report *report, struct ter_strings *lines)
{
    const struct ter_overdue *overdue = report->overdue;
    TER_AUTO_FREE double *radii_m = ter_alloc((overdue->count + 1) * sizeof *radii_m);
    size_t placed = 0, known = 0;
    for (size_t i = 0; i < overdue->count; i++) {
        placed += overdue->items[i].placed;
        if (overdue->items[i].placed && isfinite(overdue->items[i].uncertainty_m))
            radii_m[known++] = overdue->items[i].uncertainty_m;
    }
    const char *sentence =
        ter_overdue_sentence(known ? TER_OVERDUE_POSITIONED : TER_OVERDUE_ONLY_PLACED, report->lang);
    TER_AUTO_FREE char *line =
        ter_title_positions(sentence, report->lang, placed, overdue->count, radii_m, known);
    ter_strings_add(lines, line);
}

static void begin(struct ter_page *page, FILE *out, const struct ter_overdue_report *report)
{
    TER_AUTO_STRINGS struct ter_strings positions = {0};
    char day[TER_DAY_SIZE];
    ter_day_write(report->overdue->day, day);
    add_positions(report, &positions);
    page->lang = report->lang;
    TER_AUTO_FREE char *as_of = ter_overdue_fill(TER_OVERDUE_AS_OF, report->lang, day, NULL);
    const struct ter_title block = {.lang = report->lang,
        .title = ter_overdue_say(page, TER_OVERDUE_TITLE),
        .subtitle = as_of,
        .register_name = report->register_name,
        .date = day,
        .scope = report->scope,
        .positions = &positions,
        .documents = report->documents,
        .attribution = report->attribution,
        .warnings = report->warnings};
    ter_title_begin(page, out, &block);
}

static void write_card(
    struct ter_page *page, const struct ter_overdue *overdue, enum ter_overdue_state state, const char *of)
{
    TER_AUTO_FREE char *name = ter_overdue_state_words(overdue, state, page->lang);
    ter_card(page, ter_overdue_class(state), name, ter_figure_count((double)overdue->counts[state]).text, of);
}

void ter_overdue_glance(struct ter_page *page, const struct ter_overdue_report *report)
{
    struct ter_figure all = ter_figure_count((double)report->overdue->count);
    TER_AUTO_FREE char *of = ter_overdue_fill(TER_OVERDUE_OF_ALL, page->lang, all.text, NULL);
    ter_page_section(page, ter_page_word(page, TER_WORD_AT_A_GLANCE), report->command);
    ter_cards_begin(page);
    for (int state = 0; state < TER_OVERDUE_STATES; state++)
        write_card(page, report->overdue, (enum ter_overdue_state)state, of);
    ter_cards_end(page);
    ter_page_paragraph(page, ter_overdue_say(page, TER_OVERDUE_HOW));
    if (!report->overdue->count)
        ter_page_paragraph(page, ter_overdue_say(page, TER_OVERDUE_NONE));
}

bool ter_overdue_report_write(const struct ter_overdue_report *report, FILE *out, struct ter_error *err)
{
    static void (*const sections[])(struct ter_page *, const struct ter_overdue_report *) = {
        ter_overdue_glance, ter_overdue_lists, ter_overdue_weeks, ter_overdue_townships, ter_overdue_rules,
        ter_overdue_missing};
    TER_AUTO_PAGE struct ter_page page = {0};
    begin(&page, out, report);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        sections[i](&page, report);
    return ter_page_end(&page, err);
}
