/* Owns the public map as one page: a map, and a list of what is on it. It says nothing that is not public,
 * and names no command. */
#include "public.h"
#include "report/grid.h"
#include "report/sheet.h"

#include <string.h>

#define SAY(page, en, zh) ((page)->lang == TER_ZH ? (zh) : (en))

static void write_title(struct ter_page *page, FILE *out, const struct ter_public_page *map)
{
    TER_AUTO_STRINGS struct ter_strings name = {0}, date = {0}, data = {0}, warn = {0};
    TER_AUTO_BUF struct ter_buf title = {0};
    size_t drafts = 0;
    for (size_t i = 0; i < map->count; i++) {
        ter_buf_printf(
            &title, "%s%s", i ? SAY(map, ", ", "、") : "", map->layers[i].shown.title.text[map->lang]);
        for (size_t j = 0; j < map->layers[i].count; j++)
            drafts += map->layers[i].records[j].draft;
    }
    ter_strings_add(&name, map->register_name);
    ter_strings_add(&date, map->date);
    if (map->attribution)
        ter_strings_add(&data, map->attribution);
    if (drafts)
        ter_strings_printf(&warn,
            SAY(map, "Drafts shown: %zu. They are not in force and may change.",
                "图中有 %zu 个草案：尚未生效，可能调整。"),
            drafts);
    const struct ter_page_fact facts[] = {
        {TER_WORD_REGISTER, &name}, {TER_WORD_DATE, &date}, {TER_WORD_ATTRIBUTION, &data}};
    struct ter_page_title block = {
        .title = map->title ? map->title : title.data,
        .facts = facts,
        .fact_count = sizeof facts / sizeof *facts,
        .warnings = &warn,
        .has_map = true,
    };
    ter_page_begin(page, out, map->lang, &block);
}

/* One line for each field that says something. */
static void write_label(
    const struct ter_public *shown, const struct ter_public_record *record, struct ter_buf *label)
{
    if (record->draft)
        ter_buf_text(label, SAY(shown, "DRAFT, not in force", "草案，尚未生效"));
    for (size_t i = 0; i < shown->shown.field_count; i++) {
        TER_AUTO_BUF struct ter_buf value = {0};
        ter_field_print(&shown->fields[i], record->values[i], shown->lang, &value);
        if (value.size)
            ter_buf_printf(label, "%s%s: %s", label->size ? "\n" : "",
                shown->fields[i].title.text[shown->lang], value.data);
    }
}

/* Drafts lie in a layer of their own, so that nobody takes one for a rule. */
static void draw_style(
    struct ter_sheet *sheet, const struct ter_public *shown, size_t style, size_t tone, bool drafts)
{
    bool areas = shown->shown.geometry == TER_POLYGON || shown->shown.geometry == TER_MULTIPOLYGON;
    bool lines = shown->shown.geometry == TER_LINESTRING || shown->shown.geometry == TER_MULTILINESTRING;
    bool known = shown->styled && style < shown->styled->domain->count;
    const char *name = known ? shown->styled->domain->choices[style].title.text[shown->lang]
                             : shown->shown.title.text[shown->lang];
    TER_AUTO_FREE char *title = ter_format("%s%s", name, drafts ? SAY(shown, " (draft)", "（草案）") : "");
    TER_AUTO_FREE char *class = ter_format("%s b-%zu", areas ? "s-ban" : "d-used", tone % TER_SHEET_TONES);
    struct ter_sheet_style look = {
        .class = drafts ? "d-aside" : class, .title = title, .shape = TER_SHEET_DOTS};
    if (areas) {
        look.class = drafts ? "s-draft" : class;
        look.shape = TER_SHEET_AREAS;
    } else if (lines) {
        look.class = "l-gap";
        look.shape = TER_SHEET_LINES;
    }
    ter_sheet_layer(sheet, &look);
    for (size_t i = 0; i < shown->count; i++) {
        const struct ter_public_record *record = &shown->records[i];
        struct ter_wkb shape = {(const uint8_t *)record->wkb.data, record->wkb.size};
        TER_AUTO_BUF struct ter_buf label = {0};
        struct ter_lonlat at;
        if (record->style != style || record->draft != drafts || !shape.size)
            continue;
        write_label(shown, record, &label);
        if (ter_wkb_to_point(shape, &at))
            ter_sheet_point(sheet, at, 0, label.data);
        else
            ter_sheet_wkb(sheet, shape, label.data);
    }
}

static bool is_drawn(const struct ter_public *shown, size_t style)
{
    for (size_t i = 0; i < shown->count; i++)
        if (shown->records[i].style == style && shown->records[i].wkb.size)
            return true;
    return false;
}

static void write_map(struct ter_page *page, const struct ter_public_page *map)
{
    TER_AUTO(ter_sheet_close) struct ter_sheet *sheet = ter_sheet_open(map->lang);
    ter_page_section(page, ter_page_word(page, TER_WORD_MAP), NULL);
    ter_bars_patterns(page);
    for (size_t i = 0, tone = 0; i < map->count; i++) {
        const struct ter_public *shown = &map->layers[i];
        size_t styles = shown->styled ? shown->styled->domain->count : 0;
        for (size_t style = 0; style <= styles; style++) {
            if (!is_drawn(shown, style))
                continue;
            draw_style(sheet, shown, style, tone, false);
            draw_style(sheet, shown, style, tone++, true);
        }
    }
    ter_sheet_write(sheet, page, NULL);
}

static bool has_values(const struct ter_public *shown, size_t field)
{
    for (size_t i = 0; i < shown->count; i++)
        if (shown->records[i].values[field].type != TER_VALUE_NULL)
            return true;
    return false;
}

/* More columns than that are too narrow to read. */
enum { MOST_COLUMNS = 6, LEADING = 3 };

static void print_value(const struct ter_public *shown, size_t field, size_t record, struct ter_buf *ret_text)
{
    ter_field_print(&shown->fields[field], shown->records[record].values[field], shown->lang, ret_text);
}

/* What has no column of its own, each value behind the name of its field. */
static void write_particulars(
    struct ter_grid *grid, const struct ter_public *shown, const size_t *fields, size_t count, size_t record)
{
    TER_AUTO_BUF struct ter_buf all = {0};
    ter_buf_text(&all, "");
    for (size_t i = 0; i < count; i++) {
        TER_AUTO_BUF struct ter_buf value = {0};
        print_value(shown, fields[i], record, &value);
        if (value.size)
            ter_buf_printf(&all, "%s%s%s%s", all.size ? SAY(shown, "; ", "；") : "",
                shown->fields[fields[i]].title.text[shown->lang], SAY(shown, ": ", "："), value.data);
    }
    ter_grid_text(grid, all.data);
}

static void write_rows(
    struct ter_grid *grid, const struct ter_public *shown, const size_t *fields, size_t count, size_t leading)
{
    for (size_t i = 0; i < shown->count; i++) {
        const struct ter_public_record *record = &shown->records[i];
        for (size_t j = 0; j < leading; j++) {
            TER_AUTO_BUF struct ter_buf value = {0};
            print_value(shown, fields[j], i, &value);
            ter_grid_text(grid, value.data);
        }
        if (leading < count)
            write_particulars(grid, shown, fields + leading, count - leading, i);
        ter_grid_text(grid, record->draft      ? SAY(shown, "draft", "草案")
                            : record->wkb.size ? SAY(shown, "yes", "是")
                                               : SAY(shown, "not drawn", "尚未勾绘"));
    }
}

/* Columns in which nobody filled in anything would only take room; many share one. */
static void write_list(struct ter_page *page, const struct ter_public *shown)
{
    struct ter_grid_column columns[MOST_COLUMNS + 2];
    size_t fields[TER_MAX_FIELDS], count = 0, at = 0;
    struct ter_grid grid;
    for (size_t i = 0; i < shown->shown.field_count; i++)
        if (has_values(shown, i))
            fields[count++] = i;
    size_t leading = count <= MOST_COLUMNS ? count : LEADING;
    ter_page_section(page, shown->shown.title.text[shown->lang], NULL);
    ter_page_paragraph(page, shown->shown.description.text[shown->lang]);
    if (!count)
        return;
    for (; at < leading; at++)
        columns[at] =
            (struct ter_grid_column){shown->fields[fields[at]].title.text[shown->lang], NULL, false};
    if (leading < count)
        columns[at++] = (struct ter_grid_column){SAY(shown, "particulars", "详情"), NULL, false};
    columns[at++] = (struct ter_grid_column){SAY(shown, "on the map", "图上"), NULL, false};
    ter_grid_begin(&grid, page, shown->shown.name, NULL, columns, at);
    write_rows(&grid, shown, fields, count, leading);
    ter_grid_end(&grid);
}

bool ter_public_page_write(const struct ter_public_page *map, FILE *out, struct ter_error *err)
{
    TER_AUTO_PAGE struct ter_page page = {0};
    write_title(&page, out, map);
    write_map(&page, map);
    for (size_t i = 0; i < map->count; i++)
        write_list(&page, &map->layers[i]);
    return ter_page_end(&page, err);
}
