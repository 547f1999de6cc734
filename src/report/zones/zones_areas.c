/* Owns the tables of areas of the page of grazing bans. */
#include "zones_parts.h"

#include <math.h>
#include <string.h>

static const char *kind_title(const struct ter_zones_page *zones, size_t kind)
{
    return zones->report->kinds[kind].choice->title.text[zones->lang];
}

static void area(struct ter_grid *grid, const struct ter_unit *unit, double m2)
{
    ter_grid_number(grid, round(m2 * 100) / 100, ter_figure_in(unit, m2));
}

static void number(struct ter_grid *grid, size_t count)
{
    ter_grid_number(grid, (double)count, ter_figure_count((double)count));
}

void ter_zones_kinds(struct ter_page *page, const struct ter_zones_page *zones)
{
    const struct ter_zone_report *report = zones->report;
    const struct ter_unit *unit = ter_unit_for(TER_FIGURE_AREA_M2, report->total_m2);
    const char *name = unit->name[page->lang];
    const struct ter_grid_column columns[] = {
        ter_zones_column(page, "kind", "禁牧区类型", NULL, false),
        ter_zones_column(page, "in force", "生效中", NULL, true),
        ter_zones_column(page, "area in force", "生效面积", name, true),
        ter_zones_column(page, "in force, not drawn", "生效未勾绘", NULL, true),
        ter_zones_column(page, "out of season", "不在季节", NULL, true),
        ter_zones_column(page, "drafted or announced", "草拟或公布", NULL, true),
        ter_zones_column(page, "their area", "其面积", name, true),
        ter_zones_column(page, "of them not drawn", "其中未勾绘", NULL, true),
    };
    struct ter_grid grid;
    ter_page_section(page, TER_ZONES_SAY(page, "By kind", "按类型"), zones->command);
    ter_page_paragraph(page, TER_ZONES_SAY(page,
                                 "Areas on the ellipsoid. Where bans of one kind overlap the land counts "
                                 "once; the total counts once "
                                 "what several kinds hold.",
                                 "面积按椭球面计算。同类禁牧区重叠处只计一次；合计中多类重叠处也只计一次。"));
    ter_grid_begin(&grid, page, "kinds", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < report->kind_count; i++) {
        const struct ter_zone_kind *kind = &report->kinds[i];
        if (!kind->in_force && !kind->coming && !kind->resting)
            continue;
        ter_grid_text(&grid, kind_title(zones, i));
        number(&grid, kind->in_force);
        area(&grid, unit, kind->m2);
        number(&grid, kind->in_force_undrawn);
        number(&grid, kind->resting);
        number(&grid, kind->coming);
        area(&grid, unit, kind->coming_m2);
        number(&grid, kind->coming_undrawn);
    }
    ter_grid_totals(&grid);
    ter_grid_text(&grid, TER_ZONES_SAY(page, "all, each piece of land once", "合计（重叠只计一次）"));
    ter_grid_text(&grid, "");
    area(&grid, unit, report->total_m2);
    for (size_t i = 3; i < sizeof columns / sizeof *columns; i++)
        ter_grid_text(&grid, "");
    ter_grid_end(&grid);
}

static const char *township_title(
    const struct ter_page *page, const struct ter_zone_report *report, size_t at)
{
    if (at < report->township_count)
        return report->townships[at];
    return report->by_polygons ? TER_ZONES_SAY(page, "(outside of all)", "（各乡镇之外）")
                               : ter_page_word(page, TER_WORD_NO_TOWNSHIP);
}

void ter_zones_townships(struct ter_page *page, const struct ter_zones_page *zones)
{
    const struct ter_zone_report *report = zones->report;
    const struct ter_unit *unit = ter_unit_for(TER_FIGURE_AREA_M2, report->total_m2);
    const struct ter_grid_column columns[] = {
        ter_zones_column(page, "township", "乡镇", NULL, false),
        ter_zones_column(page, "kind", "禁牧区类型", NULL, false),
        ter_zones_column(page, "area in force", "生效面积", unit->name[page->lang], true),
    };
    struct ter_grid grid;
    if (!report->cell_count)
        return;
    ter_page_section(page, ter_page_word(page, TER_WORD_BY_TOWNSHIP), zones->command);
    ter_page_paragraph(page,
        report->by_polygons
            ? TER_ZONES_SAY(page, "Cut along the boundaries of the townships.", "按乡镇边界分割。")
            : TER_ZONES_SAY(page,
                  "The townships have no boundaries in the register: each ban counts in its own township.",
                  "登记册中没有乡镇边界，按各禁牧区自身登记的乡镇统计。"));
    ter_grid_begin(&grid, page, "townships", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t township = 0; township <= report->township_count; township++)
        for (size_t i = 0; i < report->cell_count; i++) {
            const struct ter_zone_cell *cell = &report->cells[i];
            if (cell->township != township)
                continue;
            ter_grid_text(&grid, township_title(page, report, township));
            ter_grid_text(&grid, cell->kind < report->kind_count
                                     ? kind_title(zones, cell->kind)
                                     : TER_ZONES_SAY(page, "all kinds, once", "各类合计（重叠只计一次）"));
            area(&grid, unit, cell->m2);
        }
    ter_grid_end(&grid);
}

void ter_zones_overlaps(struct ter_page *page, const struct ter_zones_page *zones)
{
    const struct ter_zone_report *report = zones->report;
    const struct ter_unit *unit = ter_unit_for(TER_FIGURE_AREA_M2, report->total_m2);
    const struct ter_grid_column columns[] = {
        ter_zones_column(page, "kind", "禁牧区类型", NULL, false),
        ter_zones_column(page, "overlaps", "与之重叠", NULL, false),
        ter_zones_column(page, "area of both", "重叠面积", unit->name[page->lang], true),
    };
    struct ter_grid grid;
    if (!report->overlap_count)
        return;
    ter_page_section(page, TER_ZONES_SAY(page, "Overlaps between kinds", "不同类型的重叠"), zones->command);
    ter_grid_begin(&grid, page, "overlaps", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < report->overlap_count; i++) {
        ter_grid_text(&grid, kind_title(zones, report->overlaps[i].a));
        ter_grid_text(&grid, kind_title(zones, report->overlaps[i].b));
        area(&grid, unit, report->overlaps[i].m2);
    }
    ter_grid_end(&grid);
}

void ter_zones_undrawn(struct ter_page *page, const struct ter_zones_page *zones)
{
    const struct ter_zone_report *report = zones->report;
    const struct ter_grid_column columns[] = {
        ter_zones_column(page, "code", "编号", NULL, false),
        ter_zones_column(page, "kind", "禁牧区类型", NULL, false),
        ter_zones_column(page, "name", "名称", NULL, false),
        ter_zones_column(page, "township", "乡镇", NULL, false),
        ter_zones_column(page, "on the day", "当日", NULL, false),
    };
    struct ter_grid grid;
    if (!report->undrawn_count)
        return;
    ter_page_section(page, TER_ZONES_SAY(page, "Not drawn", "尚未勾绘"), zones->command);
    ter_grid_begin(&grid, page, "undrawn", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < report->undrawn_count; i++) {
        const struct ter_zone_name *zone = &report->undrawn[i];
        ter_grid_text(&grid, zone->code);
        ter_grid_text(&grid, kind_title(zones, zone->kind));
        ter_grid_text(&grid, zone->name);
        ter_grid_text(&grid, zone->township);
        ter_grid_text(&grid, ter_force_words(zone->force, page->lang));
    }
    ter_grid_end(&grid);
}
