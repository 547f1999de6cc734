/* Owns the map of the repair report: each year a layer, numbered by rank. */
#include "repair_parts.h"
#include "report/ground.h"

#include "base/map.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LISTED = 8 };

/* Records of one year at one place: the map shows them as one number. */
struct pin {
    const struct ter_plan_item *best;
    struct ter_buf label;
    size_t count;
};

struct pins {
    struct pin *items;
    size_t count, capacity;
    struct ter_map by_place;
};

static void pins_free(struct pins *pins)
{
    for (size_t i = 0; i < pins->count; i++)
        ter_buf_free(&pins->items[i].label);
    free(pins->items);
    ter_map_free(&pins->by_place);
}

/* Places are the same to the fifth decimal, about a metre. */
static uint64_t place_of(const struct ter_plan_item *item)
{
    static const double steps = 1e5;
    double place[2] = {round(item->at.lon * steps) + 0.0, round(item->at.lat * steps) + 0.0};
    return ter_hash((uint64_t)item->year, place, sizeof place);
}

static void add_line(struct pin *pin, const struct ter_plan_item *item, enum ter_lang lang)
{
    ter_buf_printf(&pin->label, "%s%zu: %s", pin->count > 1 ? "\n" : "", item->rank, item->code);
    if (item->defect_title)
        ter_buf_printf(&pin->label, " · %s", item->defect_title);
    if (item->location)
        ter_buf_printf(&pin->label, "\n%s", item->location);
    if (isfinite(item->uncertainty_m))
        ter_buf_printf(
            &pin->label, "\n± %s", ter_figure_of(TER_FIGURE_LENGTH_M, item->uncertainty_m, lang).text);
}

static void add_item(struct pins *pins, const struct ter_plan_item *item, enum ter_lang lang)
{
    int64_t *at = ter_map_put(&pins->by_place, place_of(item), NULL);
    if (!*at) {
        pins->items = ter_grow(pins->items, &pins->capacity, pins->count + 1, sizeof *pins->items);
        pins->items[pins->count++] = (struct pin){.best = item};
        *at = (int64_t)pins->count;
    }
    struct pin *pin = &pins->items[*at - 1];
    pin->count++;
    if (pin->count <= MOST_LISTED)
        add_line(pin, item, lang);
}

static void finish(const struct ter_page *page, struct pins *pins)
{
    for (size_t i = 0; i < pins->count; i++) {
        struct pin *pin = &pins->items[i];
        if (pin->count <= MOST_LISTED)
            continue;
        struct ter_figure more = ter_figure_count((double)(pin->count - MOST_LISTED));
        TER_AUTO_FREE char *line =
            ter_repair_fill(TER_REPAIR_MORE, page->lang, (const char *const[]){more.text, NULL});
        ter_buf_printf(&pin->label, "\n%s", line);
    }
}

static void draw_errors(struct ter_sheet *sheet, const struct ter_plan *plan)
{
    struct ter_sheet_style style = {.class = "c-error",
        .title = ter_word(TER_WORD_ERROR_CIRCLE, plan->lang),
        .shape = TER_SHEET_CIRCLES,
        .hidden = true};
    ter_sheet_layer(sheet, &style);
    for (size_t i = 0; i < plan->list.count; i++) {
        const struct ter_plan_item *item = &plan->list.items[i];
        if (!isnan(item->at.lon) && item->uncertainty_m > 0)
            ter_sheet_point(sheet, item->at, item->uncertainty_m, NULL);
    }
}

/* The last year at the bottom, the best ranks on top of all. */
static void draw_year(
    const struct ter_page *page, struct ter_sheet *sheet, const struct ter_plan *plan, int year, size_t count)
{
    __attribute__((cleanup(pins_free))) struct pins pins = {0};
    TER_AUTO_FREE char *name = year               ? ter_format("%d", year)
                               : plan->year_count ? ter_strdup(ter_repair_say(page, TER_REPAIR_NO_YEAR))
                                                  : ter_strdup(ter_repair_say(page, TER_REPAIR_TO_MEND));
    struct ter_figure figure = ter_figure_count((double)count);
    TER_AUTO_FREE char *title =
        ter_repair_fill(TER_REPAIR_ON_MAP, plan->lang, (const char *const[]){name, figure.text, NULL});
    struct ter_sheet_style style = {
        .class = ter_repair_class(plan, year), .title = title, .shape = TER_SHEET_NUMBERS};
    for (size_t i = 0; i < plan->list.count; i++)
        if (plan->list.items[i].year == year && !isnan(plan->list.items[i].at.lon))
            add_item(&pins, &plan->list.items[i], plan->lang);
    finish(page, &pins);
    ter_sheet_layer(sheet, &style);
    for (size_t i = pins.count; i-- > 0;)
        ter_sheet_point(
            sheet, pins.items[i].best->at, (double)pins.items[i].best->rank, pins.items[i].label.data);
}

bool ter_repair_has_map(const struct ter_plan *plan)
{
    for (size_t i = 0; i < plan->list.count; i++)
        if (!isnan(plan->list.items[i].at.lon))
            return true;
    return false;
}

void ter_repair_map(struct ter_page *page, const struct ter_repair_report *report)
{
    const struct ter_plan *plan = report->plan;
    if (!ter_repair_has_map(plan))
        return;
    TER_AUTO(ter_sheet_close) struct ter_sheet *sheet = ter_sheet_open(plan->lang);
    ter_ground_draw(sheet, plan->lang, report->roads);
    draw_errors(sheet, plan);
    ter_repair_rounds_draw(page, sheet, report);
    if (plan->no_year)
        draw_year(page, sheet, plan, 0, plan->no_year);
    for (size_t i = plan->year_count; i-- > 0;)
        draw_year(page, sheet, plan, plan->years[i].year, plan->years[i].count);
    ter_page_section(page, ter_page_word(page, TER_WORD_MAP), report->command);
    ter_page_paragraph(page, ter_repair_say(page, TER_REPAIR_RANKED));
    ter_sheet_write(sheet, page, report->attribution);
}
