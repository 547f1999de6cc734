/* Owns the order of the sections of the page of grazing bans, its title and its first figures. */
#include "report/card.h"
#include "report/ground.h"
#include "report/title.h"
#include "zones_parts.h"

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
    TER_AUTO_STRINGS struct ter_strings scope = {0}, sure = {0}, warn = {0};
    size_t undrawn = report->undrawn_count;
    ter_strings_printf(&scope,
        zh ? "禁牧区按 %s 的状况；巡查、违法和处罚自 %s 起"
           : "bans as of %s; patrols, violations and fines from %s",
        report->date, report->first);
    add_boundaries(zones, &sure);
    if (undrawn)
        ter_strings_printf(&warn,
            zh ? "%zu 个禁牧区尚未勾绘边界，面积中不含它们（见“尚未勾绘”）。"
               : "%zu bans have no boundary yet: no area of this page holds them (see \"not drawn\").",
            undrawn);
    const struct ter_title block = {.lang = zones->lang,
        .title = zh ? "禁牧区报告" : "Grazing bans",
        .subtitle = report->date,
        .register_name = zones->register_name,
        .date = report->date,
        .scope = &scope,
        .positions = &sure,
        .documents = zones->documents,
        .attribution = zones->attribution,
        .warnings = &warn,
        .has_map = true};
    ter_title_begin(page, out, &block);
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
    ter_card(page, NULL, TER_ZONES_SAY(page, "banned land, in force", "生效中的禁牧面积"),
        ter_figure_of(TER_FIGURE_AREA_M2, report->total_m2, page->lang).text, sum);
    ter_card(page, NULL, TER_ZONES_SAY(page, "bans in force", "生效中的禁牧区"),
        ter_figure_count((double)in_force).text, drawn);
    ter_card(page, NULL, TER_ZONES_SAY(page, "drafted or announced", "草拟或已公布"),
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
        ter_format(TER_ZONES_SAY(page, "penalties: %zu, %s yuan", "处罚 %zu 起，%s 元"), penalties,
            ter_figure_number(yuan, 0).text);
    ter_card(page, NULL, TER_ZONES_SAY(page, "violations", "违法行为"),
        ter_figure_count((double)violations).text, small);
}

void ter_zones_glance(struct ter_page *page, const struct ter_zones_page *zones)
{
    ter_page_section(page, ter_page_word(page, TER_WORD_AT_A_GLANCE), zones->command);
    ter_cards_begin(page);
    write_area_cards(page, zones->report);
    write_offence_card(page, zones->report);
    ter_cards_end(page);
    ter_page_list(page, &zones->report->notes);
}

/* What is in force, or what is drafted or announced: dashed, so that nobody takes it for a rule. */
static void draw_kind(
    struct ter_sheet *sheet, const struct ter_zones_page *zones, size_t kind, size_t tone, bool coming)
{
    const struct ter_zone_kind *one = &zones->report->kinds[kind];
    const struct ter_buf *wkb = coming ? &zones->report->coming_shapes[kind] : &zones->report->shapes[kind];
    struct ter_wkb shape = {(const uint8_t *)wkb->data, wkb->size};
    if (!shape.size)
        return;
    const char *not_yet = zones->lang == TER_ZH ? "（尚未生效）" : " (not in force)";
    TER_AUTO_FREE char *title =
        ter_format("%s%s", one->choice->title.text[zones->lang], coming ? not_yet : "");
    TER_AUTO_FREE char *class = ter_format("%s b-%zu", coming ? "s-draft" : "s-ban", tone % TER_SHEET_TONES);
    struct ter_sheet_style style = {.class = class, .title = title, .shape = TER_SHEET_AREAS};
    TER_AUTO_FREE char *label = ter_format("%s\n%s", title,
        ter_figure_of(TER_FIGURE_AREA_M2, coming ? one->coming_m2 : one->m2, zones->lang).text);
    ter_sheet_layer(sheet, &style);
    ter_sheet_wkb(sheet, shape, label);
}

void ter_zones_map(struct ter_page *page, const struct ter_zones_page *zones)
{
    const struct ter_zone_report *report = zones->report;
    TER_AUTO(ter_sheet_close) struct ter_sheet *sheet = ter_sheet_open(zones->lang);
    ter_page_section(page, ter_page_word(page, TER_WORD_MAP), zones->command);
    ter_ground_draw(sheet, zones->lang, zones->roads);
    for (size_t i = 0, tone = 0; i < report->kind_count; i++) {
        if (!report->shapes[i].size && !report->coming_shapes[i].size)
            continue;
        draw_kind(sheet, zones, i, tone, false);
        draw_kind(sheet, zones, i, tone++, true);
    }
    ter_zones_draw_tracks(sheet, zones);
    ter_sheet_write(sheet, page, zones->attribution);
}

bool ter_zones_page_write(const struct ter_zones_page *zones, FILE *out, struct ter_error *err)
{
    static void (*const sections[])(struct ter_page *, const struct ter_zones_page *) = {ter_zones_glance,
        ter_zones_map, ter_zones_kinds, ter_zones_townships, ter_zones_overlaps, ter_zones_undrawn,
        ter_zones_offences, ter_zones_herds, ter_zones_patrols, ter_zones_tracks, ter_zones_rates};
    TER_AUTO_PAGE struct ter_page page = {0};
    ter_zones_title(&page, out, zones);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        sections[i](&page, zones);
    return ter_page_end(&page, err);
}
