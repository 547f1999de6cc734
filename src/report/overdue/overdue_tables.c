/* Owns the lists of the report on deadlines: what is late, the weeks ahead, what has no date. */
#include "overdue_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BARS = 30 };

static void grid_day(struct ter_grid *grid, bool given, int day)
{
    char text[TER_DAY_SIZE];
    ter_day_write(day, text);
    ter_grid_word(grid, given ? text : NULL);
}

static void grid_days(struct ter_grid *grid, bool given, int days)
{
    ter_grid_number(grid, given ? days : NAN, given ? ter_figure_count(days) : (struct ter_figure){""});
}

/* Lists ----------------------------------------------------------------------------------------------- */

/* What a layer's list shows: columns in which nothing would stand are left out. */
enum late_column { TOWNSHIP, CODE, NAME, WHAT, FROM, DUE, DAYS, WORKING_DAYS, UNIT, LATE_COLUMNS };

static bool is_late(const struct ter_overdue_item *item, const struct ter_layer *layer)
{
    return item->layer == layer && item->state == TER_OVERDUE_LATE;
}

static void find_columns(
    const struct ter_overdue *overdue, const struct ter_layer *layer, bool ret_shown[LATE_COLUMNS])
{
    memset(ret_shown, true, LATE_COLUMNS);
    ret_shown[NAME] = ret_shown[FROM] = ret_shown[WORKING_DAYS] = ret_shown[UNIT] = false;
    for (size_t i = 0; i < overdue->count; i++) {
        const struct ter_overdue_item *item = &overdue->items[i];
        if (!is_late(item, layer))
            continue;
        ret_shown[NAME] = ret_shown[NAME] || item->name;
        ret_shown[FROM] = ret_shown[FROM] || item->due.rule->amount;
        ret_shown[WORKING_DAYS] = ret_shown[WORKING_DAYS] || item->due.counts_working_days;
        ret_shown[UNIT] = ret_shown[UNIT] || item->unit;
    }
}

static void write_cell(struct ter_grid *grid, const struct ter_overdue_item *item, enum late_column column)
{
    const struct ter_due *due = &item->due;
    switch (column) {
    case TOWNSHIP:
        ter_grid_text(grid, ter_overdue_township(grid->page, item->township));
        break;
    case CODE:
        ter_grid_word(grid, item->code);
        break;
    case NAME:
        ter_grid_text(grid, item->name);
        break;
    case WHAT:
        ter_grid_text(grid, due->rule->title.text[grid->page->lang]);
        break;
    case FROM:
        grid_day(grid, due->rule->amount > 0, due->from);
        break;
    case DUE:
        grid_day(grid, true, due->due);
        break;
    case DAYS:
        grid_days(grid, true, -due->days_left);
        break;
    case WORKING_DAYS:
        grid_days(grid, due->counts_working_days, -due->working_days_left);
        break;
    case UNIT:
    case LATE_COLUMNS:
        ter_grid_text(grid, item->unit);
        break;
    }
}

static void write_late(
    struct ter_page *page, const struct ter_overdue *overdue, const struct ter_layer *layer)
{
    const struct ter_grid_column all[LATE_COLUMNS] = {
        [TOWNSHIP] = {ter_page_word(page, TER_WORD_TOWNSHIP), NULL, false},
        [CODE] = {ter_page_word(page, TER_WORD_CODE), NULL, false},
        [NAME] = {ter_overdue_say(page, TER_OVERDUE_NAME), NULL, false},
        [WHAT] = {ter_overdue_say(page, TER_OVERDUE_WHAT), NULL, false},
        [FROM] = {ter_overdue_say(page, TER_OVERDUE_FROM), NULL, false},
        [DUE] = {ter_overdue_say(page, TER_OVERDUE_DUE), NULL, false},
        [DAYS] = {ter_overdue_say(page, TER_OVERDUE_DAYS_LATE), NULL, true},
        [WORKING_DAYS] = {ter_overdue_say(page, TER_OVERDUE_WORKING_LATE), NULL, true},
        [UNIT] = {ter_overdue_say(page, TER_OVERDUE_UNIT), NULL, false},
    };
    TER_AUTO_FREE char *name = ter_format("overdue %s", layer->name);
    struct ter_grid_column columns[LATE_COLUMNS];
    bool shown[LATE_COLUMNS];
    size_t count = 0;
    struct ter_grid grid;
    find_columns(overdue, layer, shown);
    for (size_t i = 0; i < LATE_COLUMNS; i++)
        if (shown[i])
            columns[count++] = all[i];
    ter_grid_begin(&grid, page, name, NULL, columns, count);
    for (size_t i = 0; i < overdue->count; i++)
        for (size_t j = 0; is_late(&overdue->items[i], layer) && j < LATE_COLUMNS; j++)
            if (shown[j])
                write_cell(&grid, &overdue->items[i], (enum late_column)j);
    ter_grid_end(&grid);
}

void ter_overdue_lists(struct ter_page *page, const struct ter_overdue_report *report)
{
    for (size_t i = 0; i < report->layer_count; i++) {
        const struct ter_layer *layer = report->layers[i];
        bool any = false;
        for (size_t j = 0; j < report->overdue->count; j++)
            any = any || is_late(&report->overdue->items[j], layer);
        if (!any)
            continue;
        TER_AUTO_FREE char *title =
            ter_overdue_fill(TER_OVERDUE_LATE_OF_LAYER, page->lang, layer->title.text[page->lang], NULL);
        ter_page_section(page, title, report->layer_commands->items[i]);
        write_late(page, report->overdue, layer);
    }
}

/* The weeks ahead ------------------------------------------------------------------------------------- */

static void write_week_bars(struct ter_page *page, const struct ter_overdue *overdue)
{
    enum { WEEK = 7 };
    size_t weeks = (size_t)(overdue->within_days / WEEK) + 1;
    TER_AUTO_FREE char *title = ter_overdue_state_words(overdue, TER_OVERDUE_SOON, page->lang);
    const struct ter_bar_part part = {ter_overdue_class(TER_OVERDUE_SOON), title};
    TER_AUTO_FREE double *counts = ter_alloc(weeks * sizeof *counts);
    TER_AUTO_FREE struct ter_bar_stack *stacks = ter_alloc(weeks * sizeof *stacks);
    TER_AUTO_STRINGS struct ter_strings names = {0}, remarks = {0};
    for (size_t i = 0; i < overdue->count; i++)
        if (overdue->items[i].state == TER_OVERDUE_SOON)
            counts[ter_overdue_week(overdue, &overdue->items[i])]++;
    for (size_t i = 0; i < weeks; i++) {
        char first[TER_DAY_SIZE], last[TER_DAY_SIZE];
        int from = overdue->day + (int)i * WEEK, to = from + WEEK - 1,
            end = overdue->day + overdue->within_days;
        ter_day_write(from, first);
        ter_day_write(to < end ? to : end, last);
        TER_AUTO_FREE char *name = ter_overdue_fill(TER_OVERDUE_WEEK_OF, page->lang, first, last);
        struct ter_figure count = ter_figure_count(counts[i]);
        ter_strings_add(&names, name);
        ter_strings_add(&remarks, count.text);
    }
    for (size_t i = 0; i < weeks; i++)
        stacks[i] = (struct ter_bar_stack){names.items[i], &counts[i], remarks.items[i]};
    ter_bars_stacks(page, ter_overdue_say(page, TER_OVERDUE_WEEKS_BARS), TER_BARS_COMMON, &part, 1, stacks,
        weeks, MOST_BARS);
}

static int by_due_day(const void *a, const void *b)
{
    const struct ter_overdue_item *x = *(const struct ter_overdue_item *const *)a,
                                  *y = *(const struct ter_overdue_item *const *)b;
    if (x->due.due != y->due.due)
        return x->due.due < y->due.due ? -1 : 1;
    return (x > y) - (x < y);
}

static void write_soon(struct ter_page *page, const struct ter_overdue *overdue)
{
    const struct ter_grid_column columns[] = {
        {ter_overdue_say(page, TER_OVERDUE_DUE), NULL, false},
        {ter_overdue_say(page, TER_OVERDUE_DAYS_LEFT), NULL, true},
        {ter_page_word(page, TER_WORD_TOWNSHIP), NULL, false},
        {ter_overdue_say(page, TER_OVERDUE_LAYER), NULL, false},
        {ter_page_word(page, TER_WORD_CODE), NULL, false},
        {ter_overdue_say(page, TER_OVERDUE_NAME), NULL, false},
        {ter_overdue_say(page, TER_OVERDUE_WHAT), NULL, false},
        {ter_overdue_say(page, TER_OVERDUE_UNIT), NULL, false},
    };
    const struct ter_overdue_item **soon = ter_alloc((overdue->count + 1) * sizeof *soon);
    size_t count = 0;
    for (size_t i = 0; i < overdue->count; i++)
        if (overdue->items[i].state == TER_OVERDUE_SOON)
            soon[count++] = &overdue->items[i];
    qsort(soon, count, sizeof *soon, by_due_day);
    struct ter_grid grid;
    ter_grid_begin(&grid, page, "soon", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < count; i++) {
        grid_day(&grid, true, soon[i]->due.due);
        grid_days(&grid, true, soon[i]->due.days_left);
        ter_grid_text(&grid, ter_overdue_township(page, soon[i]->township));
        ter_grid_text(&grid, soon[i]->layer->title.text[page->lang]);
        ter_grid_word(&grid, soon[i]->code);
        ter_grid_text(&grid, soon[i]->name);
        ter_grid_text(&grid, soon[i]->due.rule->title.text[page->lang]);
        ter_grid_text(&grid, soon[i]->unit);
    }
    ter_grid_end(&grid);
    free(soon);
}

void ter_overdue_weeks(struct ter_page *page, const struct ter_overdue_report *report)
{
    if (!report->overdue->counts[TER_OVERDUE_SOON])
        return;
    ter_page_section(page, ter_overdue_say(page, TER_OVERDUE_WEEKS), report->command);
    write_week_bars(page, report->overdue);
    write_soon(page, report->overdue);
}

/* Without a date ------------------------------------------------------------------------------------- */

/* The first codes of those without a date, as many as a line holds. */
static char *codes_without(
    const struct ter_overdue *overdue, const struct ter_deadline *rule, enum ter_lang lang)
{
    enum { MOST = 12 };
    TER_AUTO_BUF struct ter_buf codes = {0};
    size_t count = 0;
    for (size_t i = 0; i < overdue->count; i++) {
        const struct ter_overdue_item *item = &overdue->items[i];
        if (item->due.rule != rule || item->state != TER_OVERDUE_UNKNOWN)
            continue;
        if (count++ < MOST)
            ter_buf_printf(&codes, "%s%s", codes.size ? lang == TER_ZH ? "、" : ", " : "", item->code);
    }
    ter_buf_text(&codes, count > MOST ? " …" : "");
    return ter_buf_take(&codes);
}

void ter_overdue_missing(struct ter_page *page, const struct ter_overdue_report *report)
{
    const struct ter_grid_column columns[] = {
        {ter_overdue_say(page, TER_OVERDUE_LAYER), NULL, false},
        {ter_overdue_say(page, TER_OVERDUE_WHAT), NULL, false},
        {ter_overdue_say(page, TER_OVERDUE_MISSING_DATE), NULL, false},
        {ter_overdue_say(page, TER_OVERDUE_COUNT), NULL, true},
        {ter_page_word(page, TER_WORD_CODE), NULL, false},
    };
    if (!report->overdue->counts[TER_OVERDUE_UNKNOWN])
        return;
    struct ter_grid grid;
    ter_page_section(page, ter_overdue_say(page, TER_OVERDUE_MISSING), report->command);
    ter_page_paragraph(page, ter_overdue_say(page, TER_OVERDUE_MISSING_LEAD));
    ter_grid_begin(&grid, page, "missing", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < report->layer_count; i++)
        for (size_t j = 0; j < report->layers[i]->deadline_count; j++) {
            const struct ter_layer *layer = report->layers[i];
            const struct ter_deadline *rule = &layer->deadlines[j];
            size_t counts[TER_OVERDUE_STATES];
            ter_overdue_count(report->overdue, rule, counts);
            if (!counts[TER_OVERDUE_UNKNOWN])
                continue;
            double count = (double)counts[TER_OVERDUE_UNKNOWN];
            ter_grid_text(&grid, layer->title.text[page->lang]);
            ter_grid_text(&grid, rule->title.text[page->lang]);
            ter_grid_text(&grid, layer->fields[rule->from].title.text[page->lang]);
            TER_AUTO_FREE char *codes = codes_without(report->overdue, rule, page->lang);
            ter_grid_number(&grid, count, ter_figure_count(count));
            ter_grid_text(&grid, codes);
        }
    ter_grid_end(&grid);
}
