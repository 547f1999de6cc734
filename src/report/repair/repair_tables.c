/* Owns the lists of the repair report: by township and year, each year's own, and what differs from an
 * approved plan. */
#include "plan/order/order_words.h"
#include "repair_parts.h"

#include <math.h>
#include <string.h>

enum { MOST_BARS = 40, MOST_COLUMNS = TER_PLAN_MOST_YEARS + 8 };

/* ---- by township and year ---- */

static void write_bars(struct ter_page *page, const struct ter_plan *plan)
{
    size_t part_count = plan->year_count + 1;
    struct ter_bar_part parts[TER_PLAN_MOST_YEARS + 1];
    TER_AUTO_STRINGS struct ter_strings titles = {0}, remarks = {0};
    TER_AUTO_FREE double *values = ter_alloc((plan->township_count + 1) * part_count * sizeof *values);
    TER_AUTO_FREE struct ter_bar_stack *stacks = ter_alloc((plan->township_count + 1) * sizeof *stacks);
    for (size_t i = 0; i < plan->year_count; i++)
        ter_strings_printf(&titles, "%d", plan->years[i].year);
    ter_strings_add(
        &titles, ter_repair_say(page, plan->year_count ? TER_REPAIR_NO_YEAR : TER_REPAIR_TO_MEND));
    for (size_t i = 0; i < part_count; i++)
        parts[i] = (struct ter_bar_part){
            ter_repair_class(plan, i < plan->year_count ? plan->years[i].year : 0), titles.items[i]};
    for (size_t i = 0; i < plan->township_count; i++) {
        const struct ter_plan_township *township = &plan->townships[i];
        TER_AUTO_BUF struct ter_buf remark = {0};
        double *own = values + i * part_count;
        for (size_t year = 0; year < plan->year_count; year++) {
            own[year] = (double)township->by_year[year];
            ter_buf_printf(&remark, "%s%zu", year ? " + " : "", township->by_year[year]);
        }
        own[plan->year_count] = (double)township->no_year;
        if (township->no_year || !plan->year_count)
            ter_buf_printf(&remark, "%s%zu", plan->year_count ? " + " : "", township->no_year);
        ter_strings_printf(&remarks, plan->year_count ? "%s = %zu" : "%s", remark.data, township->count);
        stacks[i] = (struct ter_bar_stack){ter_repair_township(page, township), own, NULL};
    }
    for (size_t i = 0; i < plan->township_count; i++)
        stacks[i].remark = remarks.items[i];
    ter_bars_stacks(page, ter_repair_say(page, TER_REPAIR_CHART), TER_BARS_COMMON, parts, part_count, stacks,
        plan->township_count, MOST_BARS);
}

static void write_counts(struct ter_grid *grid, const struct ter_plan *plan, const char *name, size_t count,
    const size_t *years, size_t no_year)
{
    ter_grid_text(grid, name);
    ter_grid_number(grid, (double)count, ter_figure_count((double)count));
    for (size_t i = 0; i < plan->year_count; i++)
        ter_grid_number(grid, (double)years[i], ter_figure_count((double)years[i]));
    if (plan->year_count)
        ter_grid_number(grid, (double)no_year, ter_figure_count((double)no_year));
}

static void write_township_table(struct ter_page *page, const struct ter_plan *plan)
{
    struct ter_grid_column columns[MOST_COLUMNS];
    TER_AUTO_STRINGS struct ter_strings titles = {0};
    struct ter_grid grid;
    size_t count = 0, totals[TER_PLAN_MOST_YEARS] = {0};
    columns[count++] = (struct ter_grid_column){ter_page_word(page, TER_WORD_TOWNSHIP), NULL, false};
    columns[count++] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_TO_MEND), NULL, true};
    for (size_t i = 0; i < plan->year_count; i++)
        ter_strings_printf(&titles, "%d", plan->years[i].year);
    for (size_t i = 0; i < plan->year_count; i++)
        columns[count++] = (struct ter_grid_column){titles.items[i], NULL, true};
    if (plan->year_count)
        columns[count++] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_NO_YEAR), NULL, true};
    ter_grid_begin(&grid, page, "by-township", NULL, columns, count);
    for (size_t i = 0; i < plan->township_count; i++) {
        const struct ter_plan_township *township = &plan->townships[i];
        write_counts(&grid, plan, ter_repair_township(page, township), township->count, township->by_year,
            township->no_year);
    }
    for (size_t i = 0; i < plan->year_count; i++)
        totals[i] = plan->years[i].count;
    ter_grid_totals(&grid);
    write_counts(&grid, plan, ter_page_word(page, TER_WORD_TOTAL), plan->list.count, totals, plan->no_year);
    ter_grid_end(&grid);
}

void ter_repair_townships(struct ter_page *page, const struct ter_repair_report *report)
{
    if (!report->plan->list.count)
        return;
    ter_page_section(page, ter_repair_say(page, TER_REPAIR_BY_TOWNSHIP), report->command);
    write_bars(page, report->plan);
    write_township_table(page, report->plan);
}

/* ---- each year's list ---- */

/* Columns that a plan has nothing for are left out. */
struct list_columns {
    struct ter_grid_column items[MOST_COLUMNS];
    size_t count;
    bool target, cost, why;
};

static void choose_columns(
    struct ter_page *page, const struct ter_plan *plan, int year, struct list_columns *list)
{
    const struct ter_grid_column first[] = {
        {ter_repair_say(page, TER_REPAIR_RANK), NULL, true},
        {ter_repair_say(page, TER_REPAIR_CODE), NULL, false},
        {ter_repair_say(page, TER_REPAIR_LOCATION), NULL, false},
        {ter_repair_say(page, TER_REPAIR_DEFECT), NULL, false},
        {ter_repair_say(page, TER_REPAIR_NEEDS), NULL, false},
        {ter_repair_say(page, TER_REPAIR_SCORE), NULL, true},
    };
    *list = (struct list_columns){.count = sizeof first / sizeof *first, .why = !year && plan->year_count};
    memcpy(list->items, first, sizeof first);
    for (size_t i = 0; i < plan->list.count; i++) {
        list->target |= plan->list.items[i].target != NULL;
        list->cost |= !isnan(plan->list.items[i].cost_yuan);
    }
    if (list->target)
        list->items[list->count++] =
            (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_TARGET), NULL, false};
    if (list->cost)
        list->items[list->count++] = (struct ter_grid_column){
            ter_repair_say(page, TER_REPAIR_COST), ter_repair_say(page, TER_REPAIR_YUAN), true};
    if (list->why)
        list->items[list->count++] =
            (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_WHY), NULL, false};
}

static void write_item(
    struct ter_grid *grid, const struct list_columns *columns, const struct ter_plan_item *item)
{
    ter_grid_place(grid, item->rank, item->at);
    ter_grid_text(grid, item->code);
    ter_grid_text(grid, item->location);
    ter_grid_text(grid, item->defect_title);
    ter_grid_text(grid, item->needs ? ter_order_need(item->needs, grid->page->lang) : NULL);
    ter_grid_number(grid, item->score, ter_figure_number(item->score, 1));
    if (columns->target)
        ter_grid_text(grid, item->target);
    if (columns->cost)
        ter_grid_number(grid, item->cost_yuan, ter_figure_number(item->cost_yuan, 0));
    if (columns->why)
        ter_grid_text(grid, item->why_no_year);
}

static void write_township(struct ter_page *page, const struct ter_plan *plan,
    const struct list_columns *columns, int year, size_t at)
{
    const struct ter_plan_township *township = &plan->townships[at];
    size_t count = year ? township->by_year[year - plan->from_year] : township->no_year;
    struct ter_grid grid;
    if (!count)
        return;
    struct ter_figure figure = ter_figure_count((double)count);
    TER_AUTO_FREE char *title = ter_repair_fill(TER_REPAIR_ON_MAP, page->lang,
        (const char *const[]){ter_repair_township(page, township), figure.text, NULL});
    TER_AUTO_FREE char *name =
        year ? ter_format("year-%d-%zu", year, at + 1) : ter_format("no-year-%zu", at + 1);
    ter_page_subtitle(page, title);
    ter_grid_begin(&grid, page, name, NULL, columns->items, columns->count);
    for (size_t i = 0; i < plan->list.count; i++)
        if (plan->list.items[i].year == year && ter_plan_township_of(plan, &plan->list.items[i]) == at)
            write_item(&grid, columns, &plan->list.items[i]);
    ter_grid_end(&grid);
}

static void write_year(struct ter_page *page, const struct ter_repair_report *report, int year, size_t count)
{
    const struct ter_plan *plan = report->plan;
    struct list_columns columns;
    if (!count)
        return;
    struct ter_figure figure = ter_figure_count((double)count);
    TER_AUTO_FREE char *number = year ? ter_format("%d", year) : NULL;
    TER_AUTO_FREE char *title =
        year ? ter_repair_fill(TER_REPAIR_YEAR, page->lang, (const char *const[]){number, figure.text, NULL})
             : ter_repair_fill(TER_REPAIR_ON_MAP, page->lang,
                   (const char *const[]){
                       ter_repair_say(page, plan->year_count ? TER_REPAIR_NO_YEAR : TER_REPAIR_TO_MEND),
                       figure.text, NULL});
    ter_page_section(page, title, report->command);
    if (ter_repair_has_map(plan))
        ter_markup_element(&page->markup, "p", "small", ter_repair_say(page, TER_REPAIR_YEAR_LEAD));
    choose_columns(page, plan, year, &columns);
    for (size_t i = 0; i < plan->township_count; i++)
        write_township(page, plan, &columns, year, i);
}

void ter_repair_years(struct ter_page *page, const struct ter_repair_report *report)
{
    const struct ter_plan *plan = report->plan;
    for (size_t i = 0; i < plan->year_count; i++)
        write_year(page, report, plan->years[i].year, plan->years[i].count);
    write_year(page, report, 0, plan->no_year);
}

/* ---- what differs ---- */

static void write_year_cell(struct ter_grid *grid, int year)
{
    struct ter_figure shown = {"–"};
    if (year)
        snprintf(shown.text, sizeof shown.text, "%d", year);
    ter_grid_number(grid, year ? year : (double)NAN, shown);
}

void ter_repair_changes(struct ter_page *page, const struct ter_repair_report *report)
{
    const struct ter_plan_changes *changes = report->changes;
    struct ter_grid grid;
    if (!changes)
        return;
    const struct ter_grid_column columns[] = {
        {ter_repair_say(page, TER_REPAIR_CHANGE), NULL, false},
        {ter_repair_say(page, TER_REPAIR_CODE), NULL, false},
        {ter_page_word(page, TER_WORD_TOWNSHIP), NULL, false},
        {ter_repair_say(page, TER_REPAIR_THEN), NULL, true},
        {ter_repair_say(page, TER_REPAIR_NOW), NULL, true},
        {ter_repair_say(page, TER_REPAIR_WHY), NULL, false},
    };
    TER_AUTO_FREE char *title =
        ter_repair_fill(TER_REPAIR_CHANGES, page->lang, (const char *const[]){report->against, NULL});
    TER_AUTO_FREE char *lead = ter_repair_fill(
        TER_REPAIR_CHANGES_LEAD, page->lang, (const char *const[]){report->against_made_at, NULL});
    ter_page_section(page, title, report->changes_command);
    ter_page_paragraph(page, lead);
    TER_AUTO_BUF struct ter_buf counts = {0};
    for (int kind = 0; kind < TER_PLAN_CHANGE_KINDS; kind++)
        ter_buf_printf(&counts, "%s%s %zu", kind ? " · " : "",
            ter_plan_change_title((enum ter_plan_change_kind)kind, page->lang), changes->counts[kind]);
    ter_page_paragraph(page, counts.data);
    if (changes->counts[TER_PLAN_SAME] == changes->count)
        return;
    ter_grid_begin(&grid, page, "changes", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < changes->count; i++) {
        const struct ter_plan_change *change = &changes->items[i];
        if (change->kind == TER_PLAN_SAME)
            continue;
        ter_grid_text(&grid, ter_plan_change_title(change->kind, page->lang));
        ter_grid_text(&grid, change->code);
        ter_grid_text(&grid, change->township);
        write_year_cell(&grid, change->year_before);
        write_year_cell(&grid, change->year_now);
        ter_grid_text(&grid, change->why);
    }
    ter_grid_end(&grid);
}
