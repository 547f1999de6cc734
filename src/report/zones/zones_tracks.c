/* Owns the table of the ways that patrols went, on the page of grazing bans, and their lines on its map. */
#include "zones_parts.h"

static void add_crossings(const struct ter_page *page, const struct ter_zone_track *track, bool bans,
    const struct ter_layer *layer, struct ter_buf *out)
{
    ter_buf_text(out, "");
    for (size_t i = 0; i < track->crossing_count; i++) {
        const struct ter_zone_crossing *one = &track->crossings[i];
        if ((one->layer == layer) != bans || (!bans && !ter_layer_field(one->layer, "level")))
            continue;
        if (out->size)
            ter_buf_text(out, TER_ZONES_SAY(page, "; ", "；"));
        ter_buf_printf(out, "%s%s%s %s", one->code, one->name ? " " : "", one->name ? one->name : "",
            ter_figure_of(TER_FIGURE_LENGTH_M, one->inside_m, page->lang).text);
        if (!one->sure)
            ter_buf_text(out, TER_ZONES_SAY(page, " (within the radii)", "（在误差半径内）"));
    }
}

static const char *counted(const struct ter_page *page, const struct ter_zone_track *track)
{
    if (!track->counts)
        return TER_ZONES_SAY(page, "not counted", "未计入");
    return track->about_code ? track->about_code : TER_ZONES_SAY(page, "a patrol of its own", "自成一次");
}

static void write_row(struct ter_grid *grid, struct ter_page *page, const struct ter_zone_track *track,
    const struct ter_layer *bans)
{
    TER_AUTO_BUF struct ter_buf through = {0}, duties = {0};
    add_crossings(page, track, true, bans, &through);
    add_crossings(page, track, false, bans, &duties);
    ter_grid_text(grid, track->day);
    ter_grid_text(grid, track->code);
    ter_grid_text(grid, track->name);
    ter_grid_number(grid, track->length_m / 1000, ter_figure_number(track->length_m / 1000, 1));
    ter_grid_text(grid, through.data);
    ter_grid_text(grid, duties.data);
    ter_grid_text(grid, counted(page, track));
}

void ter_zones_tracks(struct ter_page *page, const struct ter_zones_page *zones)
{
    const struct ter_zone_report *report = zones->report;
    const struct ter_grid_column columns[] = {
        ter_zones_column(page, "date", "日期", NULL, false),
        ter_zones_column(page, "track", "轨迹", NULL, false),
        ter_zones_column(page, "name", "名称", NULL, false),
        ter_zones_column(page, "length", "长度", TER_ZONES_SAY(page, "km", "千米"), true),
        ter_zones_column(page, "through bans", "经过禁牧区", NULL, false),
        ter_zones_column(page, "through duty areas", "经过责任区", NULL, false),
        ter_zones_column(page, "counts with", "计入", NULL, false),
    };
    struct ter_grid grid;
    if (!report->track_count)
        return;
    ter_page_section(page, TER_ZONES_SAY(page, "Patrol tracks", "巡查轨迹"), zones->command);
    ter_page_paragraph(page,
        TER_ZONES_SAY(page,
            "Lengths on the ellipsoid, zones as of the page's day. A stretch counts where it is longer "
            "than the radii of track and zone together; a track of a noted patrol counts with it, once.",
            "长度按椭球面计算，范围以本页日期为准。路段长于轨迹与范围的误差半径之和才计入；"
            "已登记巡查的轨迹与该次巡查只计一次。"));
    ter_grid_begin(&grid, page, "tracks", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < report->track_count; i++)
        write_row(&grid, page, &report->tracks[i], report->layer);
    ter_grid_end(&grid);
}

void ter_zones_draw_tracks(struct ter_sheet *sheet, const struct ter_zones_page *zones)
{
    const struct ter_zone_report *report = zones->report;
    const struct ter_sheet_style style = {.class = "l-track",
        .title = zones->lang == TER_ZH ? "巡查轨迹" : "Patrol tracks",
        .shape = TER_SHEET_LINES};
    ter_sheet_layer(sheet, &style);
    for (size_t i = 0; i < report->track_count; i++) {
        const struct ter_zone_track *track = &report->tracks[i];
        TER_AUTO_FREE char *label =
            ter_format("%s\n%s %s", track->name ? track->name : track->code, track->code, track->day);
        struct ter_wkb shape = {(const uint8_t *)track->shape.data, track->shape.size};
        if (shape.size)
            ter_sheet_wkb(sheet, shape, label);
    }
}
