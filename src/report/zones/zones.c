/* Owns the order of the sections of the page of grazing bans, its title and its first figures. */
#include "zones_parts.h"

#include "report/sheet.h"

#include <string.h>

struct ter_grid_column ter_zones_column(
    const struct ter_page *page, const char *en, const char *zh, const char *unit, bool number)
{
    return (struct ter_grid_column){TER_ZONES_SAY(page, en, zh), unit, number};
}

/* How the boundaries were come by is how sure the page's areas are. */
static void add_boundaries(const struct ter_zones_page *zones, struct ter_strings *lines)
{
    const struct ter_zone_report *report = zones->report;
    static const char *const unknown[] = {"not recorded", "未登记"};
    TER_AUTO_BUF struct ter_buf line = {0};
    for (size_t i = 0; report->boundaries && i <= report->boundaries->count; i++) {
        const char *title = i < report->boundaries->count
                                ? report->boundaries->choices[i].title.text[zones->lang]
                                : unknown[zones->lang];
        if (report->boundary_counts[i])
            ter_buf_printf(&line, "%s%s %zu", line.size ? " · " : "", title, report->boundary_counts[i]);
    }
    if (line.size)
        ter_strings_add(lines, line.data);
}

void ter_zones_title(struct ter_page *page, FILE *out, const struct ter_zones_page *zones)
{
    const struct ter_zone_report *report = zones->report;
    bool zh = zones->lang == TER_ZH;
    TER_AUTO_STRINGS struct ter_strings name = {0}, date = {0}, scope = {0}, sure = {0}, data = {0},
                                        warn = {0};
    size_t undrawn = report->undrawn_count;
    ter_strings_add(&name, zones->register_name);
    ter_strings_add(&date, report->date);
    ter_strings_printf(&scope,
        zh ? "禁牧区按 %s 的状况；巡查、违法和处罚自 %s 起"
           : "bans as of %s; patrols, violations and fines from %s",
        report->date, report->first);
    add_boundaries(zones, &sure);
    if (zones->attribution)
        ter_strings_add(&data, zones->attribution);
    if (undrawn)
        ter_strings_printf(&warn,
            zh ? "%zu 个禁牧区尚未勾绘边界，面积中不含它们（见“尚未勾绘”）。"
               : "%zu bans have no boundary yet: no area of this page holds them (see \"not drawn\").",
            undrawn);
    const struct ter_page_fact facts[] = {
        {TER_WORD_REGISTER, &name},
        {TER_WORD_DATE, &date},
        {TER_WORD_SCOPE, &scope},
        {TER_WORD_POSITIONS, &sure},
        {TER_WORD_DOCUMENTS, zones->documents},
        {TER_WORD_ATTRIBUTION, &data},
    };
    struct ter_page_title block = {
        .title = zh ? "禁牧区报告" : "Grazing bans",
        .subtitle = report->date,
        .facts = facts,
        .fact_count = sizeof facts / sizeof *facts,
        .warnings = &warn,
        .has_map = true,
    };
    ter_page_begin(page, out, zones->lang, &block);
}

static void write_card(struct ter_page *page, const char *name, const char *figure, const char *small)
{
    struct ter_markup *markup = &page->markup;
    ter_markup_begin_class(markup, "div", "card");
    ter_markup_element(markup, "p", "name", name);
    ter_markup_element(markup, "p", "figure", figure);
    ter_markup_element(markup, "p", "small", small);
    ter_markup_end(markup);
}

static void write_area_cards(struct ter_page *page, const struct ter_zone_report *report)
{
    size_t in_force = 0, undrawn = 0, coming = 0;
    for (size_t i = 0; i < report->kind_count; i++) {
        in_force += report->kinds[i].in_force;
        undrawn += report->kinds[i].in_force_undrawn;
        coming += report->kinds[i].coming;
    }
    TER_AUTO_FREE char *sum = ter_format(
        TER_ZONES_SAY(page, "each piece of land once; the kinds add up to %s", "每处只计一次；各类相加 %s"),
        ter_figure_of(TER_FIGURE_AREA_M2, report->sum_m2, page->lang).text);
    TER_AUTO_FREE char *drawn =
        ter_format(TER_ZONES_SAY(page, "%zu of them not drawn", "其中 %zu 个尚未勾绘"), undrawn);
    write_card(page, TER_ZONES_SAY(page, "banned land, in force", "生效中的禁牧面积"),
        ter_figure_of(TER_FIGURE_AREA_M2, report->total_m2, page->lang).text, sum);
    write_card(page, TER_ZONES_SAY(page, "bans in force", "生效中的禁牧区"),
        ter_figure_count((double)in_force).text, drawn);
    write_card(page, TER_ZONES_SAY(page, "drafted or announced", "草拟或已公布"),
        ter_figure_count((double)coming).text,
        TER_ZONES_SAY(page, "not in force: no fine rests on them", "尚未生效，不得据以处罚"));
}

static void write_offence_card(struct ter_page *page, const struct ter_zone_report *report)
{
    size_t violations = 0, penalties = 0;
    double yuan = 0;
    for (size_t i = 0; i < report->offence_count; i++) {
        violations += report->offences[i].violations;
        penalties += report->offences[i].penalties;
        yuan += report->offences[i].yuan;
    }
    TER_AUTO_FREE char *small =
        ter_format(TER_ZONES_SAY(page, "%zu penalties, %s yuan", "处罚 %zu 起，%s 元"), penalties,
            ter_figure_number(yuan, 0).text);
    write_card(page, TER_ZONES_SAY(page, "violations", "违法行为"), ter_figure_count((double)violations).text,
        small);
}

void ter_zones_glance(struct ter_page *page, const struct ter_zones_page *zones)
{
    ter_page_section(page, ter_page_word(page, TER_WORD_AT_A_GLANCE), zones->command);
    ter_bars_patterns(page);
    ter_markup_begin_class(&page->markup, "div", "cards");
    write_area_cards(page, zones->report);
    write_offence_card(page, zones->report);
    ter_markup_end(&page->markup);
    ter_page_list(page, &zones->report->notes);
}

static void draw_ground(struct ter_sheet *sheet, const struct ter_zones_page *zones)
{
    struct ter_sheet_style style = {.class = "l-ground",
        .title = ter_word(TER_WORD_BACKGROUND, zones->lang),
        .shape = TER_SHEET_LINES,
        .background = true};
    if (!zones->roads)
        return;
    ter_sheet_layer(sheet, &style);
    for (size_t i = 0; i < zones->roads->count; i++)
        if (zones->roads->items[i].way == TER_ROAD)
            ter_sheet_line(sheet, zones->roads->points + zones->roads->items[i].first,
                zones->roads->items[i].count, NULL);
}

void ter_zones_map(struct ter_page *page, const struct ter_zones_page *zones)
{
    const struct ter_zone_report *report = zones->report;
    TER_AUTO(ter_sheet_close) struct ter_sheet *sheet = ter_sheet_open(zones->lang);
    ter_page_section(page, ter_page_word(page, TER_WORD_MAP), NULL);
    draw_ground(sheet, zones);
    for (size_t i = 0; i < report->kind_count; i++) {
        const char *title = report->kinds[i].choice->title.text[zones->lang];
        struct ter_sheet_style style = {.class = "s-ban", .title = title, .shape = TER_SHEET_AREAS};
        struct ter_wkb shape = {(const uint8_t *)report->shapes[i].data, report->shapes[i].size};
        if (!shape.size)
            continue;
        TER_AUTO_FREE char *label = ter_format(
            "%s\n%s", title, ter_figure_of(TER_FIGURE_AREA_M2, report->kinds[i].m2, zones->lang).text);
        ter_sheet_layer(sheet, &style);
        ter_sheet_wkb(sheet, shape, label);
    }
    ter_sheet_write(sheet, page, zones->attribution);
}

bool ter_zones_page_write(const struct ter_zones_page *zones, FILE *out, struct ter_error *err)
{
    static void (*const sections[])(struct ter_page *, const struct ter_zones_page *) = {ter_zones_glance,
        ter_zones_map, ter_zones_kinds, ter_zones_townships, ter_zones_overlaps, ter_zones_undrawn,
        ter_zones_offences, ter_zones_herds, ter_zones_patrols, ter_zones_rates};
    TER_AUTO_PAGE struct ter_page page = {0};
    ter_zones_title(&page, out, zones);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        sections[i](&page, zones);
    return ter_page_end(&page, err);
}
