/* Owns the order of the repair report's sections, its title block and its first figures. Judges nothing. */
#include "base/day.h"
#include "repair_parts.h"
#include "report/card.h"
#include "report/title.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the title block ---- */

static void add_positions(const struct ter_plan *plan, struct ter_strings *lines)
{
    TER_AUTO_FREE double *radii_m = ter_alloc((plan->list.count + 1) * sizeof *radii_m);
    size_t placed = 0, known = 0;
    for (size_t i = 0; i < plan->list.count; i++) {
        const struct ter_plan_item *item = &plan->list.items[i];
        placed += !isnan(item->at.lon);
        if (!isnan(item->at.lon) && isfinite(item->uncertainty_m))
            radii_m[known++] = item->uncertainty_m;
    }
    TER_AUTO_FREE char *line = ter_title_positions(ter_repair_sentence(TER_REPAIR_POSITIONS, plan->lang),
        plan->lang, placed, plan->list.count, radii_m, known);
    ter_strings_add(lines, line);
}

static void add_counted(
    const struct ter_plan *plan, enum ter_repair_word word, size_t count, struct ter_strings *lines)
{
    struct ter_figure figure = ter_figure_count((double)count);
    if (!count)
        return;
    TER_AUTO_FREE char *line = ter_repair_fill(word, plan->lang, (const char *const[]){figure.text, NULL});
    ter_strings_add(lines, line);
}

static void add_rule(const struct ter_plan *plan, struct ter_strings *lines)
{
    TER_AUTO_BUF struct ter_buf allowed = {0};
    TER_AUTO_FREE char *from = ter_format("%d", plan->from_year);
    enum ter_repair_word word = !plan->year_count ? TER_REPAIR_RULE_ORDER
                                : plan->is_budget ? TER_REPAIR_RULE_BUDGET
                                                  : TER_REPAIR_RULE_QUOTA;
    ter_buf_text(&allowed, "");
    for (size_t i = 0; i < plan->year_count; i++)
        ter_buf_printf(&allowed, "%s%s", i ? plan->lang == TER_ZH ? "、" : ", " : "",
            ter_figure_count(plan->years[i].allowed).text);
    TER_AUTO_FREE char *line =
        ter_repair_fill(word, plan->lang, (const char *const[]){allowed.data, from, NULL});
    ter_strings_add(lines, line);
    if (!plan->year_count)
        return;
    TER_AUTO_FREE char *fair = ter_repair_fill(plan->by_township ? TER_REPAIR_RULE_TOWNSHIP
                                               : plan->by_value  ? TER_REPAIR_RULE_VALUE
                                                                 : TER_REPAIR_RULE_RANK,
        plan->lang, (const char *const[]){NULL});
    ter_strings_add(lines, fair);
}

static void add_crews(const struct ter_repair_report *report, struct ter_strings *lines)
{
    static const double minutes_an_hour = 60;
    if (!report->rounds)
        return;
    double hours = report->rounds->request.day_min / minutes_an_hour;
    struct ter_figure figure = ter_figure_number(hours, hours != floor(hours));
    TER_AUTO_FREE char *line =
        ter_repair_fill(TER_REPAIR_RULE_CREWS, report->plan->lang, (const char *const[]){figure.text, NULL});
    ter_strings_add(lines, line);
}

static void add_scope(const struct ter_repair_report *report, struct ter_strings *lines)
{
    const struct ter_priority_request *request = &report->request->priority;
    const char *title = report->plan->layer->title.text[report->plan->lang];
    TER_AUTO_BUF struct ter_buf scope = {0};
    if (!request->township_count) {
        TER_AUTO_FREE char *all =
            ter_repair_fill(TER_REPAIR_ALL, report->plan->lang, (const char *const[]){title, NULL});
        ter_strings_add(lines, all);
        return;
    }
    ter_buf_printf(&scope, "%s · ", title);
    for (size_t i = 0; i < request->township_count; i++)
        ter_buf_printf(
            &scope, "%s%s", i ? report->plan->lang == TER_ZH ? "、" : ", " : "", request->townships[i]);
    ter_strings_add(lines, scope.data);
}

static char *subtitle_of(const struct ter_plan *plan)
{
    struct ter_figure count = ter_figure_count((double)plan->list.count);
    if (!plan->year_count)
        return ter_repair_fill(
            TER_REPAIR_SUBTITLE_ORDER, plan->lang, (const char *const[]){count.text, NULL});
    TER_AUTO_FREE char *first = ter_format("%d", plan->years[0].year);
    TER_AUTO_FREE char *last = ter_format("%d", plan->years[plan->year_count - 1].year);
    return ter_repair_fill(
        TER_REPAIR_SUBTITLE_YEARS, plan->lang, (const char *const[]){first, last, count.text, NULL});
}

static void add_warning(const struct ter_plan *plan, struct ter_strings *lines)
{
    struct ter_figure coarse = ter_figure_count((double)plan->list.coarse),
                      all = ter_figure_count((double)plan->list.count);
    if (!plan->list.coarse)
        return;
    TER_AUTO_FREE char *line = ter_repair_fill(
        TER_REPAIR_COARSE_WARNING, plan->lang, (const char *const[]){coarse.text, all.text, NULL});
    ter_strings_add(lines, line);
}

void ter_repair_title(struct ter_page *page, FILE *out, const struct ter_repair_report *report)
{
    const struct ter_plan *plan = report->plan;
    TER_AUTO_STRINGS struct ter_strings scope = {0}, rule = {0}, positions = {0}, warnings = {0};
    char on[TER_DAY_SIZE];
    ter_day_write(plan->on, on);
    add_scope(report, &scope);
    add_rule(plan, &rule);
    add_crews(report, &rule);
    add_positions(plan, &positions);
    add_counted(plan, TER_REPAIR_COARSE, plan->list.coarse, &positions);
    add_counted(plan, TER_REPAIR_UNPLACED, plan->list.unplaced, &positions);
    add_warning(plan, &warnings);
    TER_AUTO_FREE char *title = ter_repair_fill(
        TER_REPAIR_TITLE, plan->lang, (const char *const[]){plan->layer->title.text[plan->lang], NULL});
    TER_AUTO_FREE char *subtitle = subtitle_of(plan);
    const struct ter_title block = {.lang = plan->lang,
        .title = title,
        .subtitle = subtitle,
        .register_name = report->register_name,
        .date = on,
        .scope = &scope,
        .rule = &rule,
        .positions = &positions,
        .documents = report->documents,
        .attribution = report->attribution,
        .warnings = &warnings,
        .has_map = ter_repair_has_map(plan)};
    ter_title_begin(page, out, &block);
}

/* ---- at a glance ---- */

static void write_year_card(
    struct ter_page *page, const struct ter_plan *plan, const struct ter_plan_year *year)
{
    TER_AUTO_FREE char *name = ter_format("%d", year->year);
    struct ter_figure allowed = ter_figure_count(year->allowed), spent = ter_figure_count(year->cost_yuan);
    TER_AUTO_FREE char *beside = plan->is_budget ? ter_repair_fill(TER_REPAIR_OF_BUDGET, plan->lang,
                                                       (const char *const[]){spent.text, allowed.text, NULL})
                                                 : ter_repair_fill(TER_REPAIR_OF_QUOTA, plan->lang,
                                                       (const char *const[]){allowed.text, NULL});
    ter_card(
        page, ter_repair_class(plan, year->year), name, ter_figure_count((double)year->count).text, beside);
}

static void write_proofs(struct ter_page *page, const struct ter_plan *plan)
{
    for (size_t i = 0; i < plan->proof_count; i++) {
        const struct ter_plan_proof *proof = &plan->proofs[i];
        TER_AUTO_FREE char *year = ter_format("%d", proof->year);
        struct ter_figure chosen = ter_figure_number(proof->chosen, 2),
                          best = ter_figure_number(proof->best, 2),
                          share = ter_figure_number(100 * proof->share, 2);
        TER_AUTO_FREE char *line = ter_repair_fill(proof->proved ? TER_REPAIR_PROOF : TER_REPAIR_NO_PROOF,
            plan->lang, (const char *const[]){year, chosen.text, best.text, share.text, NULL});
        ter_page_paragraph(page, line);
    }
}

void ter_repair_glance(struct ter_page *page, const struct ter_repair_report *report)
{
    const struct ter_plan *plan = report->plan;
    ter_page_section(page, ter_page_word(page, TER_WORD_AT_A_GLANCE), report->command);
    if (!plan->list.count)
        ter_page_paragraph(page, ter_repair_say(page, TER_REPAIR_NONE));
    ter_cards_begin(page);
    ter_card(page, NULL, ter_repair_say(page, TER_REPAIR_TO_MEND),
        ter_figure_count((double)plan->list.count).text, NULL);
    for (size_t i = 0; i < plan->year_count; i++)
        write_year_card(page, plan, &plan->years[i]);
    if (plan->year_count)
        ter_card(page, "s-open", ter_repair_say(page, TER_REPAIR_NO_YEAR),
            ter_figure_count((double)plan->no_year).text, NULL);
    ter_cards_end(page);
    write_proofs(page, plan);
    ter_page_list(page, &plan->list.notes);
}

bool ter_repair_report_write(const struct ter_repair_report *report, FILE *out, struct ter_error *err)
{
    static void (*const sections[])(struct ter_page *, const struct ter_repair_report *) = {ter_repair_glance,
        ter_repair_townships, ter_repair_map, ter_repair_changes, ter_repair_rounds, ter_repair_years,
        ter_repair_scores, ter_repair_method};
    TER_AUTO_PAGE struct ter_page page = {0};
    ter_repair_title(&page, out, report);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        sections[i](&page, report);
    return ter_page_end(&page, err);
}
