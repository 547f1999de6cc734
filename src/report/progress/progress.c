/* Owns the page of promises against facts. Judges nothing. */
#include "progress_parts.h"
#include "report/card.h"
#include "report/title.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BARS = 60 };

/* Sections -------------------------------------------------------------------------------------------- */

static void write_title(struct ter_page *page, FILE *out, const struct ter_progress_report *report)
{
    TER_AUTO_FREE char *day = ter_progress_day(report->progress->day);
    TER_AUTO_FREE char *subtitle = ter_progress_fill(TER_PROGRESS_AS_OF, report->lang, day);
    TER_AUTO_STRINGS struct ter_strings positions = {0};
    page->lang = report->lang;
    ter_strings_add(&positions, ter_progress_say(page, TER_PROGRESS_POSITIONS));
    const struct ter_title block = {.lang = report->lang,
        .title = ter_progress_say(page, TER_PROGRESS_TITLE),
        .subtitle = subtitle,
        .register_name = report->register_name,
        .date = day,
        .scope = report->scope,
        .positions = &positions,
        .documents = report->documents};
    ter_title_begin(page, out, &block);
}

static void write_glance(struct ter_page *page, const struct ter_progress_report *report)
{
    const struct ter_progress *progress = report->progress;
    struct ter_figure all = ter_figure_count((double)progress->count);
    TER_AUTO_FREE char *of = ter_progress_fill(TER_PROGRESS_OF_PROMISES, page->lang, all.text),
                       *since = ter_progress_day(progress->since);
    TER_AUTO_FREE char *how = ter_progress_fill(TER_PROGRESS_HOW, page->lang, since);
    ter_page_section(page, ter_page_word(page, TER_WORD_AT_A_GLANCE), report->command);
    ter_cards_begin(page);
    for (size_t i = 0; i < TER_PROMISE_STATES; i++) {
        const struct ter_progress_state *told = &ter_progress_states[i];
        ter_card(page, told->class, ter_promise_state_word(told->state, page->lang),
            ter_figure_count((double)progress->states[told->state]).text, of);
    }
    ter_cards_end(page);
    ter_page_paragraph(page, how);
    if (!progress->count)
        ter_page_paragraph(page, ter_progress_say(page, TER_PROGRESS_NONE));
}

enum { PART_SHOWN, PART_OPEN, PART_LATE, PART_UNKNOWN, PARTS };

static void split(const struct ter_promise *promise, double ret_values[PARTS])
{
    static const int missing[] = {
        [TER_PROMISE_DONE] = PART_OPEN, /* nothing is missing */
        [TER_PROMISE_OPEN] = PART_OPEN,
        [TER_PROMISE_LATE] = PART_LATE,
        [TER_PROMISE_UNKNOWN] = PART_UNKNOWN,
    };
    double step = isnan(promise->step) ? 1 : promise->step;
    double shown = isnan(promise->step) ? promise->state == TER_PROMISE_DONE : promise->shown;
    memset(ret_values, 0, PARTS * sizeof *ret_values);
    ret_values[PART_SHOWN] = fmin(shown, step);
    ret_values[missing[promise->state]] += fmax(step - shown, 0);
}

static char *bar_remark(const struct ter_page *page, const struct ter_promise *promise)
{
    TER_AUTO_FREE char *promised = ter_progress_amount(promise, promise->step),
                       *due = ter_progress_day(promise->due);
    struct ter_figure shown =
        ter_figure_number(promise->shown, promise->shown == floor(promise->shown) ? 0 : 1);
    return ter_format("%s / %s · %s%s%s", shown.text, *promised ? promised : "–",
        ter_promise_state_word(promise->state, page->lang), promise->has_due ? " · " : "",
        promise->has_due ? due : "");
}

static void write_bars(struct ter_page *page, const struct ter_progress *progress)
{
    const struct ter_bar_part parts[PARTS] = {
        [PART_SHOWN] = {"s-certain", ter_progress_say(page, TER_PROGRESS_SHOWN)},
        [PART_OPEN] = {"s-open", ter_progress_say(page, TER_PROGRESS_MISSING_OPEN)},
        [PART_LATE] = {"s-gap", ter_progress_say(page, TER_PROGRESS_MISSING_LATE)},
        [PART_UNKNOWN] = {"s-possible", ter_progress_say(page, TER_PROGRESS_MISSING_UNKNOWN)},
    };
    double(*values)[PARTS] = ter_alloc((progress->count + 1) * sizeof *values);
    TER_AUTO_FREE struct ter_bar_stack *stacks = ter_alloc((progress->count + 1) * sizeof *stacks);
    TER_AUTO_STRINGS struct ter_strings names = {0}, remarks = {0};
    for (size_t i = 0; i < progress->count; i++) {
        const struct ter_promise *promise = &progress->items[i];
        TER_AUTO_FREE char *remark = bar_remark(page, promise);
        TER_AUTO_FREE char *year = promise->year ? ter_format("%d", promise->year) : NULL;
        const char *before = promise->township ? promise->township : year;
        ter_strings_printf(&names, "%s%s%s", before ? before : "", before ? " " : "", promise->subject_title);
        ter_strings_add(&remarks, remark);
        split(promise, values[i]);
    }
    for (size_t i = 0; i < progress->count; i++)
        stacks[i] = (struct ter_bar_stack){names.items[i], values[i], remarks.items[i]};
    ter_bars_stacks(page, ter_progress_say(page, TER_PROGRESS_BARS), TER_BARS_SHARES, parts, PARTS, stacks,
        progress->count, MOST_BARS);
    free(values);
}

static void write_subjects(struct ter_page *page, const struct ter_progress_report *report)
{
    if (!report->progress->count)
        return;
    ter_page_section(page, ter_progress_say(page, TER_PROGRESS_BY_SUBJECT), report->command);
    write_bars(page, report->progress);
}

bool ter_progress_report_write(const struct ter_progress_report *report, FILE *out, struct ter_error *err)
{
    static void (*const sections[])(struct ter_page *, const struct ter_progress_report *) = {write_glance,
        write_subjects, ter_progress_late, ter_progress_unknown, ter_progress_townships, ter_progress_years};
    TER_AUTO_PAGE struct ter_page page = {0};
    write_title(&page, out, report);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        sections[i](&page, report);
    return ter_page_end(&page, err);
}
