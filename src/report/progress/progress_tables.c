/* Owns the tables of the progress report: what is late, what is unknown, all by year, and by township. */
#include "progress_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* "5 个"; of a percentage "41.7 % (5 of 12, Townships: …)". */
static char *shown_text(const struct ter_page *page, const struct ter_promise *promise)
{
    TER_AUTO_FREE char *amount = ter_progress_amount(promise, promise->shown);
    if (!promise->amount_unit || strcmp(promise->amount_unit, "percent") != 0)
        return ter_strdup(amount);
    if (isnan(promise->of))
        return ter_format(page->lang == TER_ZH ? "%s（基数未知）" : "%s (of what is not known)", amount);
    return ter_format(page->lang == TER_ZH ? "%s（%.10g/%.10g，%s）" : "%s (%.10g of %.10g, %s)", amount,
        promise->number, promise->of, promise->of_title);
}

static const char *area_of(const struct ter_page *page, const struct ter_promise *promise)
{
    return promise->township ? promise->township : ter_progress_say(page, TER_PROGRESS_WHOLE_AREA);
}

static void grid_days(struct ter_grid *grid, bool given, int days)
{
    ter_grid_number(grid, given ? days : NAN, given ? ter_figure_count(days) : (struct ter_figure){""});
}

static void grid_day(struct ter_grid *grid, bool given, int day)
{
    TER_AUTO_FREE char *text = ter_progress_day(day);
    ter_grid_word(grid, given ? text : NULL);
}

/* What stands beside the events: claims and events that do not count, and where more is said. */
static char *evidence(const struct ter_page *page, const struct ter_promise *promise)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    const char *between = page->lang == TER_ZH ? "；" : "; ";
    for (size_t i = 0; i < promise->facts.count; i++)
        ter_buf_printf(&text, "%s%s", text.size ? between : "", promise->facts.items[i]);
    struct ter_figure claimed = ter_figure_count((double)promise->claimed),
                      unsourced = ter_figure_count((double)promise->unsourced);
    const struct {
        bool there;
        enum ter_progress_word word;
        const char *text;
    } more[] = {{promise->claimed > 0, TER_PROGRESS_CLAIMED, claimed.text},
        {promise->unsourced > 0, TER_PROGRESS_UNSOURCED, unsourced.text},
        {promise->told_by != NULL, TER_PROGRESS_SEE_TOO, promise->told_by}};
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        if (more[i].there) {
            TER_AUTO_FREE char *said = ter_progress_fill(more[i].word, page->lang, more[i].text);
            ter_buf_printf(&text, "%s%s", text.size ? between : "", said);
        }
    return text.size ? ter_buf_take(&text) : ter_strdup("");
}

void ter_progress_late(struct ter_page *page, const struct ter_progress_report *report)
{
    const struct ter_progress *progress = report->progress;
    const struct ter_grid_column columns[] = {
        {ter_progress_say(page, TER_PROGRESS_SUBJECT), NULL, false},
        {ter_page_word(page, TER_WORD_TOWNSHIP), NULL, false},
        {ter_progress_say(page, TER_PROGRESS_DUE), NULL, false},
        {ter_progress_say(page, TER_PROGRESS_DAYS_LATE), NULL, true},
        {ter_progress_say(page, TER_PROGRESS_PROMISED), NULL, false},
        {ter_progress_say(page, TER_PROGRESS_SHOWN), NULL, false},
        {ter_progress_say(page, TER_PROGRESS_UNITS), NULL, false},
        {ter_progress_say(page, TER_PROGRESS_CODE), NULL, false},
    };
    struct ter_grid grid;
    if (!progress->states[TER_PROMISE_LATE])
        return;
    ter_page_section(page, ter_progress_say(page, TER_PROGRESS_LATE), report->command);
    ter_page_paragraph(page, ter_progress_say(page, TER_PROGRESS_LATE_LEAD));
    ter_grid_begin(&grid, page, "late", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < progress->count; i++) {
        const struct ter_promise *promise = &progress->items[i];
        TER_AUTO_FREE char *promised = ter_progress_amount(promise, promise->step),
                           *shown = shown_text(page, promise);
        if (promise->state != TER_PROMISE_LATE)
            continue;
        ter_grid_text(&grid, promise->task ? promise->task : promise->subject_title);
        ter_grid_text(&grid, area_of(page, promise));
        grid_day(&grid, true, promise->due);
        grid_days(&grid, true, promise->late_days);
        ter_grid_text(&grid, promised);
        ter_grid_text(&grid, shown);
        ter_grid_text(&grid, promise->unit);
        ter_grid_word(&grid, promise->code);
    }
    ter_grid_end(&grid);
}

void ter_progress_unknown(struct ter_page *page, const struct ter_progress_report *report)
{
    const struct ter_progress *progress = report->progress;
    const struct ter_grid_column columns[] = {
        {ter_progress_say(page, TER_PROGRESS_SUBJECT), NULL, false},
        {ter_page_word(page, TER_WORD_TOWNSHIP), NULL, false},
        {ter_progress_say(page, TER_PROGRESS_DUE), NULL, false},
        {ter_progress_say(page, TER_PROGRESS_DAYS_PAST), NULL, true},
        {ter_progress_say(page, TER_PROGRESS_PROMISED), NULL, false},
        {ter_progress_say(page, TER_PROGRESS_WANTED), NULL, false},
        {ter_progress_say(page, TER_PROGRESS_EVIDENCE), NULL, false},
        {ter_progress_say(page, TER_PROGRESS_CODE), NULL, false},
    };
    struct ter_grid grid;
    if (!progress->states[TER_PROMISE_UNKNOWN])
        return;
    ter_page_section(page, ter_progress_say(page, TER_PROGRESS_UNKNOWN), report->command);
    ter_page_paragraph(page, ter_progress_say(page, TER_PROGRESS_UNKNOWN_LEAD));
    ter_grid_begin(&grid, page, "unknown", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < progress->count; i++) {
        const struct ter_promise *promise = &progress->items[i];
        TER_AUTO_FREE char *promised = ter_progress_amount(promise, promise->step),
                           *beside = evidence(page, promise);
        const char *wanted = promise->wanted[page->lang];
        if (promise->state != TER_PROMISE_UNKNOWN)
            continue;
        ter_grid_text(&grid, promise->task ? promise->task : promise->subject_title);
        ter_grid_text(&grid, area_of(page, promise));
        grid_day(&grid, true, promise->due);
        grid_days(&grid, true, progress->day - promise->due);
        ter_grid_text(&grid, promised);
        ter_grid_text(&grid, wanted ? wanted : ter_progress_say(page, TER_PROGRESS_WANTED_OWN));
        ter_grid_text(&grid, beside);
        ter_grid_word(&grid, promise->code);
    }
    ter_grid_end(&grid);
}

/* By year --------------------------------------------------------------------------------------------- */

static void write_row(struct ter_page *page, struct ter_grid *grid, const struct ter_promise *promise)
{
    TER_AUTO_FREE char *promised = ter_progress_amount(promise, promise->step),
                       *shown = shown_text(page, promise), *events = evidence(page, promise);
    bool late = promise->state == TER_PROMISE_LATE || promise->late_days > 0;
    bool counted = !isnan(promise->step) && promise->step > 0;
    ter_grid_text(grid, promise->subject_title);
    ter_grid_text(grid, area_of(page, promise));
    grid_day(grid, promise->has_due, promise->due);
    ter_grid_text(grid, promised);
    ter_grid_text(grid, shown);
    ter_grid_number(grid, counted ? promise->shown / promise->step : NAN,
        counted ? ter_figure_share(promise->shown, promise->step) : (struct ter_figure){""});
    ter_grid_word(grid, ter_promise_state_word(promise->state, page->lang));
    grid_day(grid, promise->state == TER_PROMISE_DONE, promise->done_on);
    grid_days(grid, late, promise->late_days);
    ter_grid_text(grid, events);
    ter_grid_text(grid, promise->basis);
    ter_grid_word(grid, promise->code);
}

static void write_year(struct ter_page *page, const struct ter_progress *progress, int year)
{
    const struct ter_grid_column columns[] = {
        {ter_progress_say(page, TER_PROGRESS_SUBJECT), NULL, false},
        {ter_page_word(page, TER_WORD_TOWNSHIP), NULL, false},
        {ter_progress_say(page, TER_PROGRESS_DUE), NULL, false},
        {ter_progress_say(page, TER_PROGRESS_PROMISED), NULL, false},
        {ter_progress_say(page, TER_PROGRESS_SHOWN), NULL, false},
        {ter_progress_say(page, TER_PROGRESS_SHARE), NULL, true},
        {ter_progress_say(page, TER_PROGRESS_STATE), NULL, false},
        {ter_progress_say(page, TER_PROGRESS_DONE_ON), NULL, false},
        {ter_progress_say(page, TER_PROGRESS_DAYS_LATE), NULL, true},
        {ter_progress_say(page, TER_PROGRESS_EVIDENCE), NULL, false},
        {ter_progress_say(page, TER_PROGRESS_BASIS), NULL, false},
        {ter_progress_say(page, TER_PROGRESS_CODE), NULL, false},
    };
    TER_AUTO_FREE char *title =
        year ? ter_format("%d", year) : ter_strdup(ter_progress_say(page, TER_PROGRESS_NO_YEAR));
    TER_AUTO_FREE char *name = ter_format("year %d", year);
    struct ter_grid grid;
    ter_page_subtitle(page, title);
    ter_grid_begin(&grid, page, name, NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < progress->count; i++)
        if (progress->items[i].year == year)
            write_row(page, &grid, &progress->items[i]);
    ter_grid_end(&grid);
}

/* The least year above `after` that has promises; 0: none, which is also where those without a year stand. */
static int next_year(const struct ter_progress *progress, int after)
{
    int next = 0;
    for (size_t i = 0; i < progress->count; i++) {
        int year = progress->items[i].year;
        if (year > after && (!next || year < next))
            next = year;
    }
    return next;
}

void ter_progress_years(struct ter_page *page, const struct ter_progress_report *report)
{
    const struct ter_progress *progress = report->progress;
    bool without = false;
    if (!progress->count)
        return;
    ter_page_section(page, ter_progress_say(page, TER_PROGRESS_BY_YEAR), report->command);
    for (int year = next_year(progress, 0); year; year = next_year(progress, year))
        write_year(page, progress, year);
    for (size_t i = 0; i < progress->count; i++)
        without = without || !progress->items[i].year;
    if (without)
        write_year(page, progress, 0);
}

/* By township ----------------------------------------------------------------------------------------- */

static bool first_of_township(const struct ter_progress *progress, size_t at)
{
    const char *name = progress->items[at].township;
    for (size_t i = 0; name && i < at; i++)
        if (progress->items[i].township && strcmp(progress->items[i].township, name) == 0)
            return false;
    return name != NULL;
}

static void write_township(struct ter_grid *grid, const struct ter_progress *progress, const char *name)
{
    size_t counts[TER_PROMISE_STATES] = {0}, all = 0;
    for (size_t i = 0; i < progress->count; i++)
        if (progress->items[i].township && strcmp(progress->items[i].township, name) == 0) {
            counts[progress->items[i].state]++;
            all++;
        }
    ter_grid_text(grid, name);
    ter_grid_number(grid, (double)all, ter_figure_count((double)all));
    for (size_t i = 0; i < TER_PROMISE_STATES; i++) {
        double count = (double)counts[ter_progress_states[i].state];
        ter_grid_number(grid, count, ter_figure_count(count));
    }
}

void ter_progress_townships(struct ter_page *page, const struct ter_progress_report *report)
{
    enum { BEFORE_STATES = 2 };
    const struct ter_progress *progress = report->progress;
    struct ter_grid_column columns[BEFORE_STATES + TER_PROMISE_STATES] = {
        {ter_page_word(page, TER_WORD_TOWNSHIP), NULL, false},
        {ter_progress_say(page, TER_PROGRESS_PROMISES), NULL, true},
    };
    struct ter_grid grid;
    bool any = false;
    for (size_t i = 0; i < progress->count; i++)
        any = any || progress->items[i].township;
    if (!any)
        return;
    for (size_t i = 0; i < TER_PROMISE_STATES; i++)
        columns[BEFORE_STATES + i] = (struct ter_grid_column){
            ter_promise_state_word(ter_progress_states[i].state, page->lang), NULL, true};
    ter_page_section(page, ter_progress_say(page, TER_PROGRESS_BY_TOWNSHIP), report->command);
    ter_grid_begin(&grid, page, "by-township", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < progress->count; i++)
        if (first_of_township(progress, i))
            write_township(&grid, progress, progress->items[i].township);
    ter_grid_end(&grid);
}
