/* Owns the rounds of the repair report: their tables and their lines on the map. Makes no round. */
#include "plan/order/order_words.h"
#include "repair_parts.h"

#include <math.h>
#include <string.h>

enum { MINUTES_AN_HOUR = 60, METRES_A_KM = 1000, MOST_COLUMNS = 12 };

static const struct ter_plan_item *item_of(
    const struct ter_repair_report *report, const struct ter_repair_rounds_year *year, size_t stop)
{
    return &report->plan->list.items[year->stops[stop].payload];
}

static size_t routed_of(const struct ter_rounds *rounds)
{
    size_t count = 0;
    for (size_t i = 0; i < rounds->count; i++)
        count += !rounds->items[i].to_locate;
    return count;
}

/* Hours and minutes since the start of the day. */
static struct ter_figure clock_of(double minutes)
{
    struct ter_figure figure = {"–"};
    long whole = lround(minutes);
    if (!isnan(minutes))
        snprintf(
            figure.text, sizeof figure.text, "%ld:%02ld", whole / MINUTES_AN_HOUR, whole % MINUTES_AN_HOUR);
    return figure;
}

/* ---- the rounds of a year, a line each ---- */

static void write_overview(
    struct ter_page *page, const struct ter_repair_rounds_year *year, const char *table)
{
    bool crews = year->request.crews > 0;
    const char *minutes = ter_repair_say(page, TER_REPAIR_MINUTES);
    struct ter_grid_column columns[MOST_COLUMNS];
    struct ter_grid grid;
    size_t count = 0;
    columns[count++] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_NUMBER), NULL, true};
    columns[count++] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_KIT), NULL, false};
    columns[count++] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_FROM), NULL, false};
    if (crews) {
        columns[count++] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_DAY), NULL, true};
        columns[count++] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_CREW), NULL, true};
    }
    columns[count++] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_STOPS), NULL, true};
    columns[count++] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_KM), NULL, true};
    columns[count++] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_TRAVEL), minutes, true};
    columns[count++] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_WORK), minutes, true};
    columns[count++] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_IN_ALL), NULL, true};
    ter_grid_begin(&grid, page, table, NULL, columns, count);
    for (size_t i = 0; i < year->rounds->count; i++) {
        const struct ter_round *round = &year->rounds->items[i];
        if (round->to_locate)
            continue;
        ter_grid_number(&grid, (double)i + 1, ter_figure_count((double)i + 1));
        ter_grid_text(&grid, round->kit->title.text[page->lang]);
        ter_grid_text(&grid, year->request.depots[round->depot].name);
        if (crews) {
            ter_grid_number(&grid, (double)round->day, ter_figure_count((double)round->day));
            ter_grid_number(&grid, (double)round->crew, ter_figure_count((double)round->crew));
        }
        ter_grid_number(&grid, (double)round->call_count, ter_figure_count((double)round->call_count));
        ter_grid_number(&grid, round->travel_m, ter_figure_number(round->travel_m / METRES_A_KM, 1));
        ter_grid_number(&grid, round->travel_min, ter_figure_number(round->travel_min, 0));
        ter_grid_number(&grid, round->service_min, ter_figure_number(round->service_min, 0));
        ter_grid_number(&grid, round->total_min, clock_of(round->total_min));
    }
    ter_grid_end(&grid);
}

/* ---- one round ---- */

static void write_place(struct ter_grid *grid, size_t number, const struct ter_round_stop *stop)
{
    if (stop->placed)
        ter_grid_place(grid, number, stop->at);
    else
        ter_grid_number(grid, (double)number, ter_figure_count((double)number));
}

static void write_call(struct ter_grid *grid, const struct ter_repair_report *report,
    const struct ter_repair_rounds_year *year, const struct ter_round *round, size_t at)
{
    const struct ter_round_call *call = &round->calls[at];
    const struct ter_round_stop *stop = &year->stops[call->stop];
    const struct ter_plan_item *item = item_of(report, year, call->stop);
    double off_m = stop->placed ? stop->uncertainty_m : (double)NAN;
    write_place(grid, at + 1, stop);
    if (!round->to_locate)
        ter_grid_number(grid, call->arrive_min, clock_of(call->arrive_min));
    ter_grid_text(grid, item->code);
    ter_grid_text(grid, item->location);
    ter_grid_text(grid, item->defect_title);
    ter_grid_text(grid, item->needs ? ter_order_need(item->needs, grid->page->lang) : NULL);
    if (!round->to_locate) {
        ter_grid_number(grid, call->travel_m, ter_figure_number(call->travel_m / METRES_A_KM, 1));
        ter_grid_number(grid, call->travel_min, ter_figure_number(call->travel_min, 0));
    }
    ter_grid_number(grid, call->service_min, ter_figure_number(call->service_min, 0));
    ter_grid_number(grid, off_m, ter_figure_number(off_m, 0));
}

static void write_calls(struct ter_page *page, const struct ter_repair_report *report,
    const struct ter_repair_rounds_year *year, const struct ter_round *round, const char *table)
{
    const char *minutes = ter_repair_say(page, TER_REPAIR_MINUTES);
    struct ter_grid_column columns[MOST_COLUMNS];
    struct ter_grid grid;
    size_t count = 0;
    columns[count++] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_NUMBER), NULL, true};
    if (!round->to_locate)
        columns[count++] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_ARRIVES), NULL, true};
    columns[count++] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_CODE), NULL, false};
    columns[count++] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_LOCATION), NULL, false};
    columns[count++] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_DEFECT), NULL, false};
    columns[count++] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_BRING), NULL, false};
    if (!round->to_locate) {
        columns[count++] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_KM), NULL, true};
        columns[count++] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_TRAVEL), minutes, true};
    }
    columns[count++] = (struct ter_grid_column){ter_repair_say(page, TER_REPAIR_WORK), minutes, true};
    columns[count++] = (struct ter_grid_column){
        ter_repair_say(page, TER_REPAIR_OFF), ter_repair_say(page, TER_REPAIR_METRES), true};
    ter_grid_begin(&grid, page, table, NULL, columns, count);
    for (size_t i = 0; i < round->call_count; i++)
        write_call(&grid, report, year, round, i);
    ter_grid_end(&grid);
}

static void write_round(struct ter_page *page, const struct ter_repair_report *report,
    const struct ter_repair_rounds_year *year, const struct ter_round *round, size_t number)
{
    struct ter_figure order = ter_figure_count((double)number),
                      stops = ter_figure_count((double)round->call_count),
                      km = ter_figure_number(round->travel_m / METRES_A_KM, 1),
                      travel = ter_figure_number(round->travel_min, 0),
                      work = ter_figure_number(round->service_min, 0), all = clock_of(round->total_min),
                      coarse = ter_figure_count((double)round->coarse),
                      off = ter_figure_of(TER_FIGURE_LENGTH_M, round->farthest_off_m, page->lang);
    TER_AUTO_FREE char *title = ter_repair_fill(TER_REPAIR_ROUND, page->lang,
        (const char *const[]){
            order.text, round->kit->title.text[page->lang], year->request.depots[round->depot].name, NULL});
    TER_AUTO_FREE char *day = ter_repair_fill(TER_REPAIR_ROUND_DAY, page->lang,
        (const char *const[]){
            ter_figure_count((double)round->day).text, ter_figure_count((double)round->crew).text, NULL});
    TER_AUTO_FREE char *sum = ter_repair_fill(TER_REPAIR_ROUND_SUM, page->lang,
        (const char *const[]){stops.text, km.text, travel.text, work.text, all.text, NULL});
    TER_AUTO_FREE char *vague = ter_repair_fill(
        TER_REPAIR_ROUND_COARSE, page->lang, (const char *const[]){coarse.text, off.text, NULL});
    TER_AUTO_FREE char *line = ter_format("%s%s%s%s%s", round->day ? day : "", round->day ? " · " : "", sum,
        round->coarse ? " · " : "", round->coarse ? vague : "");
    TER_AUTO_FREE char *table = ter_format("round-%d-%zu", year->year, number);
    ter_page_subtitle(page, title);
    ter_markup_element(&page->markup, "p", "small", line);
    write_calls(page, report, year, round, table);
}

/* ---- what is in no round ---- */

static void write_to_locate(
    struct ter_page *page, const struct ter_repair_report *report, const struct ter_repair_rounds_year *year)
{
    bool said = false;
    for (size_t i = 0; i < year->rounds->count; i++) {
        const struct ter_round *round = &year->rounds->items[i];
        if (!round->to_locate)
            continue;
        struct ter_figure count = ter_figure_count((double)round->call_count);
        const char *township =
            round->township ? round->township : ter_repair_say(page, TER_REPAIR_UNKNOWN_TOWNSHIP);
        TER_AUTO_FREE char *title = ter_repair_fill(
            TER_REPAIR_LOCATE_FIRST, page->lang, (const char *const[]){township, count.text, NULL});
        TER_AUTO_FREE char *table = ter_format("locate-%d-%zu", year->year, i + 1);
        ter_page_subtitle(page, title);
        if (!said)
            ter_markup_element(&page->markup, "p", "small", ter_repair_say(page, TER_REPAIR_LOCATE_LEAD));
        said = true;
        write_calls(page, report, year, round, table);
    }
}

static void write_left(
    struct ter_page *page, const struct ter_repair_report *report, const struct ter_repair_rounds_year *year)
{
    const struct ter_grid_column columns[] = {
        {ter_repair_say(page, TER_REPAIR_CODE), NULL, false},
        {ter_repair_say(page, TER_REPAIR_LOCATION), NULL, false},
        {ter_repair_say(page, TER_REPAIR_WHY), NULL, false},
    };
    struct ter_grid grid;
    if (!year->rounds->left_count)
        return;
    struct ter_figure count = ter_figure_count((double)year->rounds->left_count);
    TER_AUTO_FREE char *title =
        ter_repair_fill(TER_REPAIR_NO_DAY, page->lang, (const char *const[]){count.text, NULL});
    TER_AUTO_FREE char *table = ter_format("left-%d", year->year);
    ter_page_subtitle(page, title);
    ter_grid_begin(&grid, page, table, NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < year->rounds->left_count; i++) {
        const struct ter_round_left *left = &year->rounds->left[i];
        const struct ter_plan_item *item = item_of(report, year, left->stop);
        ter_grid_text(&grid, item->code);
        ter_grid_text(&grid, item->location);
        ter_grid_text(&grid, left->reason);
    }
    ter_grid_end(&grid);
}

/* ---- a year ---- */

static void write_year(struct ter_page *page, const struct ter_repair_report *report,
    const struct ter_repair_rounds_year *year, bool first)
{
    const struct ter_rounds *rounds = year->rounds;
    size_t routed = routed_of(rounds);
    if (!rounds->count && !rounds->left_count)
        return;
    struct ter_figure count = ter_figure_count((double)routed),
                      stops = ter_figure_count((double)rounds->routed_stops),
                      km = ter_figure_number(rounds->travel_m / METRES_A_KM, 1),
                      travel = ter_figure_number(rounds->travel_min / MINUTES_AN_HOUR, 1),
                      work = ter_figure_number(rounds->service_min / MINUTES_AN_HOUR, 1);
    TER_AUTO_FREE char *number = ter_format("%d", year->year);
    TER_AUTO_FREE char *title = ter_repair_fill(year->year ? TER_REPAIR_ROUNDS_YEAR : TER_REPAIR_ROUNDS,
        page->lang, (const char *const[]){number, NULL});
    TER_AUTO_FREE char *sum = ter_repair_fill(TER_REPAIR_ROUNDS_SUM, page->lang,
        (const char *const[]){count.text, stops.text, km.text, travel.text, work.text, NULL});
    TER_AUTO_FREE char *table = ter_format("rounds-%d", year->year);
    ter_page_section(page, title, report->rounds_command);
    if (first)
        ter_page_paragraph(page, ter_repair_say(page, TER_REPAIR_ROUNDS_LEAD));
    ter_page_paragraph(page, sum);
    if (routed)
        write_overview(page, year, table);
    ter_page_list(page, &rounds->notes);
    for (size_t i = 0; i < rounds->count; i++)
        if (!rounds->items[i].to_locate)
            write_round(page, report, year, &rounds->items[i], i + 1);
    write_to_locate(page, report, year);
    write_left(page, report, year);
}

void ter_repair_rounds(struct ter_page *page, const struct ter_repair_report *report)
{
    for (size_t i = 0; report->rounds && i < report->rounds->year_count; i++)
        write_year(page, report, &report->rounds->years[i], i == 0);
}

/* ---- on the map ---- */

static void draw_round(const struct ter_page *page, struct ter_sheet *sheet,
    const struct ter_repair_rounds_year *year, const struct ter_round *round, size_t number)
{
    const struct ter_round_depot *depot = &year->request.depots[round->depot];
    TER_AUTO_FREE struct ter_lonlat *points = ter_alloc((round->call_count + 2) * sizeof *points);
    struct ter_figure order = ter_figure_count((double)number);
    TER_AUTO_FREE char *title = ter_repair_fill(TER_REPAIR_ROUND, page->lang,
        (const char *const[]){order.text, round->kit->title.text[page->lang], depot->name, NULL});
    TER_AUTO_FREE char *label = ter_format("%s\n%zu · %.1f %s · %s", title, round->call_count,
        round->travel_m / METRES_A_KM, ter_repair_say(page, TER_REPAIR_KM), clock_of(round->total_min).text);
    points[0] = points[round->call_count + 1] = depot->at;
    for (size_t i = 0; i < round->call_count; i++)
        points[i + 1] = year->stops[round->calls[i].stop].at;
    ter_sheet_line(sheet, points, round->call_count + 2, label);
}

static void draw_depots(
    const struct ter_page *page, struct ter_sheet *sheet, const struct ter_repair_rounds *rounds)
{
    struct ter_sheet_style style = {
        .class = "d-step", .title = ter_repair_say(page, TER_REPAIR_DEPOTS_ON_MAP), .shape = TER_SHEET_DOTS};
    TER_AUTO_STRINGS struct ter_strings drawn = {0};
    ter_sheet_layer(sheet, &style);
    for (size_t i = 0; i < rounds->year_count; i++) {
        const struct ter_rounds *made = rounds->years[i].rounds;
        for (size_t k = 0; k < made->count; k++) {
            if (made->items[k].to_locate)
                continue;
            const struct ter_round_depot *depot = &rounds->years[i].request.depots[made->items[k].depot];
            size_t at = 0;
            while (at < drawn.count && strcmp(drawn.items[at], depot->name) != 0)
                at++;
            if (at < drawn.count)
                continue;
            ter_strings_add(&drawn, depot->name);
            ter_sheet_point(sheet, depot->at, 0, depot->name);
        }
    }
}

void ter_repair_rounds_draw(
    const struct ter_page *page, struct ter_sheet *sheet, const struct ter_repair_report *report)
{
    static const char *const classes[] = {"r-1", "r-2", "r-3", "r-4", "r-5"};
    enum { CLASSES = sizeof classes / sizeof *classes };
    const struct ter_repair_rounds *rounds = report->rounds;
    if (!rounds)
        return;
    for (size_t i = rounds->year_count; i-- > 0;) {
        const struct ter_repair_rounds_year *year = &rounds->years[i];
        TER_AUTO_FREE char *number = ter_format("%d", year->year);
        struct ter_figure count = ter_figure_count((double)routed_of(year->rounds));
        TER_AUTO_FREE char *named = ter_repair_fill(
            TER_REPAIR_ROUNDS_ON_MAP, page->lang, (const char *const[]){number, count.text, NULL});
        struct ter_sheet_style style = {
            .class = classes[rounds->year_count > CLASSES ? i * CLASSES / rounds->year_count : i],
            .title = year->year ? named : ter_repair_say(page, TER_REPAIR_ROUNDS),
            .shape = TER_SHEET_LINES,
            .hidden = i > 0};
        ter_sheet_layer(sheet, &style);
        for (size_t k = 0; k < year->rounds->count; k++)
            if (!year->rounds->items[k].to_locate)
                draw_round(page, sheet, year, &year->rounds->items[k], k + 1);
    }
    draw_depots(page, sheet, rounds);
}
