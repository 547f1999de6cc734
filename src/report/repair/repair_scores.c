/* Owns why the order is as it is: the parts of each score, and what they rest on. */
#include "repair_parts.h"

#include <math.h>
#include <stdio.h>

/* ---- the parts ---- */

static void write_part(struct ter_page *page, struct ter_grid *grid, const struct ter_plan_score *score)
{
    struct ter_figure shown = ter_figure_number(score->points, 1);
    bool judged = score->state <= TER_PLAN_NONE;
    if (score->state == TER_PLAN_AT_LEAST)
        snprintf(shown.text, sizeof shown.text, "≥ %.1f", score->points);
    else if (score->state != TER_PLAN_KNOWN)
        snprintf(shown.text, sizeof shown.text, "%s", ter_plan_state_title(score->state, page->lang));
    ter_grid_number(grid, judged ? score->points : (double)NAN, shown);
}

void ter_repair_scores(struct ter_page *page, const struct ter_repair_report *report)
{
    enum { OWN = 2, AFTER = 2, COLUMNS = OWN + TER_PLAN_PARTS + AFTER };
    const struct ter_plan *plan = report->plan;
    const struct ter_plan_weights *weights = report->request->priority.weights;
    struct ter_grid_column columns[COLUMNS];
    struct ter_grid grid;
    if (!plan->list.count)
        return;
    columns[0] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_RANK), NULL, true};
    columns[1] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_CODE), NULL, false};
    for (int part = 0; part < TER_PLAN_PARTS; part++)
        columns[OWN + part] =
            (struct ter_grid_column){weights->parts[part].title.text[page->lang], NULL, true};
    columns[OWN + TER_PLAN_PARTS] =
        (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_SCORE), NULL, true};
    columns[OWN + TER_PLAN_PARTS + 1] =
        (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_OF), NULL, true};
    ter_page_section(page, ter_repair_say(page, TER_REPAIR_SCORES), report->command);
    ter_page_paragraph(page, ter_repair_say(page, TER_REPAIR_SCORES_LEAD));
    ter_grid_begin(&grid, page, "scores", NULL, columns, COLUMNS);
    for (size_t i = 0; i < plan->list.count; i++) {
        const struct ter_plan_item *item = &plan->list.items[i];
        ter_grid_number(&grid, (double)item->rank, ter_figure_count((double)item->rank));
        ter_grid_text(&grid, item->code);
        for (int part = 0; part < TER_PLAN_PARTS; part++)
            write_part(page, &grid, &item->parts[part]);
        ter_grid_number(&grid, item->score, ter_figure_number(item->score, 1));
        ter_grid_number(&grid, item->assessed, ter_figure_number(item->assessed, 0));
    }
    ter_grid_end(&grid);
}

/* ---- the method ---- */

static struct ter_figure measure(double value)
{
    return ter_figure_number(value, value == floor(value) ? 0 : 2);
}

static void write_weights(struct ter_page *page, const struct ter_plan_weights *weights)
{
    const struct ter_grid_column columns[] = {
        {ter_repair_say(page, TER_REPAIR_PART), NULL, false},
        {ter_repair_say(page, TER_REPAIR_WEIGHT), NULL, true},
        {ter_repair_say(page, TER_REPAIR_ZERO), NULL, true},
        {ter_repair_say(page, TER_REPAIR_FULL), NULL, true},
        {"", NULL, false},
        {ter_repair_say(page, TER_REPAIR_REASON), NULL, false},
    };
    struct ter_grid grid;
    ter_grid_begin(&grid, page, "weights", NULL, columns, sizeof columns / sizeof *columns);
    for (int part = 0; part < TER_PLAN_PARTS; part++) {
        const struct ter_plan_weight *weight = &weights->parts[part];
        ter_grid_text(&grid, weight->title.text[page->lang]);
        ter_grid_number(&grid, weight->weight, measure(weight->weight));
        ter_grid_number(&grid, weight->zero, measure(weight->zero));
        ter_grid_number(&grid, weight->full, measure(weight->full));
        ter_grid_text(&grid, weight->unit.text[page->lang]);
        ter_grid_text(&grid, weight->reason.text[page->lang]);
    }
    ter_grid_end(&grid);
}

static void write_costs(struct ter_page *page, const struct ter_plan_costs *costs)
{
    const struct ter_grid_column columns[] = {
        {ter_repair_say(page, TER_REPAIR_DEFECT), NULL, false},
        {ter_repair_say(page, TER_REPAIR_NEEDS), NULL, false},
        {ter_repair_say(page, TER_REPAIR_COST), ter_repair_say(page, TER_REPAIR_YUAN), true},
        {ter_page_word(page, TER_WORD_SOURCE), NULL, false},
    };
    struct ter_grid grid;
    ter_page_subtitle(page, ter_repair_say(page, TER_REPAIR_COSTS));
    ter_page_paragraph(page, ter_repair_say(page, TER_REPAIR_COSTS_LEAD));
    ter_grid_begin(&grid, page, "costs", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < costs->count; i++) {
        const struct ter_plan_cost *cost = &costs->items[i];
        ter_grid_text(&grid, cost->defect);
        ter_grid_text(&grid, cost->needs);
        ter_grid_number(&grid, cost->yuan, ter_figure_number(cost->yuan, 0));
        ter_grid_text(&grid, cost->source);
    }
    ter_grid_end(&grid);
}

static void write_radius(struct ter_page *page, const struct ter_repair_report *report)
{
    const struct ter_norm *norm =
        ter_norms_find(report->request->priority.norms, report->plan->layer->name, "radius_m", NULL);
    const struct ter_plan_weights *weights = report->request->priority.weights;
    TER_AUTO_STRINGS struct ter_strings lines = {0};
    if (norm) {
        struct ter_figure radius = ter_figure_number(ter_norm_value(norm, 0), 0);
        TER_AUTO_FREE char *line = ter_repair_fill(TER_REPAIR_RADIUS, page->lang,
            (const char *const[]){
                norm->title.text[page->lang], radius.text, norm->source.text[page->lang], NULL});
        ter_strings_add(&lines, line);
    }
    if (report->plan->list.epsg) {
        TER_AUTO_FREE char *epsg = ter_format("%d", report->plan->list.epsg);
        TER_AUTO_FREE char *line =
            ter_repair_fill(TER_REPAIR_PLANE, page->lang, (const char *const[]){epsg, NULL});
        ter_strings_add(&lines, line);
    }
    ter_strings_add(&lines, weights->coarse_reason.text[page->lang]);
    ter_strings_add(&lines, weights->site_reason.text[page->lang]);
    ter_page_list(page, &lines);
}

void ter_repair_method(struct ter_page *page, const struct ter_repair_report *report)
{
    ter_page_section(page, ter_repair_say(page, TER_REPAIR_METHOD), report->command);
    ter_page_paragraph(page, ter_repair_say(page, TER_REPAIR_METHOD_LEAD));
    write_weights(page, report->request->priority.weights);
    write_radius(page, report);
    if (report->request->costs)
        write_costs(page, report->request->costs);
}
