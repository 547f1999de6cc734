/* Owns the page of a work order. Knows nothing of how its rows came about. */
#include "order.h"

#include "report/plot.h"
#include "report/title.h"

/* How wide each column is, in parts of the sheet's width. */
static const struct {
    const char *class;
    int width;
} columns[TER_ORDER_COLUMNS] = {
    [TER_ORDER_NUMBER] = {"number", 3},
    [TER_ORDER_CODE] = {"code", 7},
    [TER_ORDER_LOCATION] = {NULL, 17},
    [TER_ORDER_DEFECT] = {NULL, 6},
    [TER_ORDER_BRING] = {NULL, 8},
    [TER_ORDER_POSITION] = {NULL, 9},
    [TER_ORDER_RADIUS] = {"number", 5},
    [TER_ORDER_ROUND] = {"number", 4},
    [TER_ORDER_RESULT] = {"blank", 8},
    [TER_ORDER_DATE] = {"blank", 7},
    [TER_ORDER_PARTS] = {"blank", 9},
    [TER_ORDER_COST] = {"blank", 6},
    [TER_ORDER_UNIT] = {"blank", 8},
    [TER_ORDER_REMARK] = {"blank", 8},
    [TER_ORDER_SIGNATURE] = {"blank", 7},
};

static void write_widths(struct ter_page *page, const struct ter_order_sheets *sheets)
{
    int all = 0;
    for (int i = 0; i < TER_ORDER_COLUMNS; i++)
        all += ter_order_sheets_has(sheets, (enum ter_order_column)i) ? columns[i].width : 0;
    ter_markup_begin(&page->markup, "colgroup");
    for (int i = 0; i < TER_ORDER_COLUMNS; i++) {
        if (!ter_order_sheets_has(sheets, (enum ter_order_column)i))
            continue;
        ter_markup_begin(&page->markup, "col");
        ter_markup_attributef(&page->markup, "width", "%.2f%%", 100.0 * columns[i].width / all);
        ter_markup_end(&page->markup);
    }
    ter_markup_end(&page->markup);
}

static void write_headings(struct ter_page *page, const struct ter_order_sheets *sheets)
{
    ter_markup_begin(&page->markup, "thead");
    ter_markup_begin(&page->markup, "tr");
    for (int i = 0; i < TER_ORDER_COLUMNS; i++) {
        if (!ter_order_sheets_has(sheets, (enum ter_order_column)i))
            continue;
        ter_markup_begin_class(&page->markup, "th", columns[i].class);
        ter_markup_attribute(&page->markup, "scope", "col");
        ter_markup_text(&page->markup, ter_order_heading((enum ter_order_column)i, page->lang));
        ter_markup_end(&page->markup);
    }
    ter_markup_end(&page->markup);
    ter_markup_end(&page->markup);
}

static void write_table(
    struct ter_page *page, const struct ter_order_sheets *sheets, const struct ter_order_sheet *sheet)
{
    ter_markup_begin_class(&page->markup, "table", "form");
    write_widths(page, sheets);
    write_headings(page, sheets);
    ter_markup_begin(&page->markup, "tbody");
    for (size_t row = 0; row < sheet->count; row++) {
        ter_markup_begin(&page->markup, "tr");
        for (int i = 0; i < TER_ORDER_COLUMNS; i++)
            if (ter_order_sheets_has(sheets, (enum ter_order_column)i))
                ter_markup_element(&page->markup, "td", columns[i].class, sheet->rows[row].cells[i]);
        ter_markup_end(&page->markup);
    }
    ter_markup_end(&page->markup);
    ter_markup_end(&page->markup);
}

/* Each sheet goes to another crew: it says by itself what it is. */
static void write_facts(
    struct ter_page *page, const struct ter_order_report *report, const struct ter_order_sheet *sheet)
{
    TER_AUTO_STRINGS struct ter_strings lines = {0};
    ter_order_sheet_positions(sheet, page->lang, &lines);
    ter_markup_begin_class(&page->markup, "p", "order-facts");
    ter_markup_textf(&page->markup, "%s %s · %s %s · %s", ter_order_word(TER_ORDER_W_NUMBER, page->lang),
        report->number, ter_order_word(TER_ORDER_W_ISSUED_ON, page->lang), report->issued_on,
        report->register_name);
    ter_markup_end(&page->markup);
    for (size_t i = 0; i < lines.count; i++)
        ter_markup_element(&page->markup, "p", "order-facts", lines.items[i]);
}

static void write_map(
    struct ter_page *page, const struct ter_order_report *report, const struct ter_order_sheet *sheet)
{
    const char *legend = ter_order_word(TER_ORDER_W_MAP_LEGEND, page->lang);
    if (!sheet->has_map)
        return;
    ter_markup_begin_class(&page->markup, "figure", "order-map");
    ter_plot_write(page, &sheet->map, ter_order_word(TER_ORDER_W_MAP, page->lang));
    ter_markup_begin(&page->markup, "figcaption");
    ter_markup_text(&page->markup, legend);
    if (report->attribution)
        ter_markup_textf(&page->markup, " %s", report->attribution);
    ter_markup_end(&page->markup);
    ter_markup_end(&page->markup);
}

static void write_sheet(
    struct ter_page *page, const struct ter_order_report *report, const struct ter_order_sheet *sheet)
{
    TER_AUTO_FREE char *order =
        ter_order_fill(TER_ORDER_W_TITLE, page->lang, (const char *const[]){report->number, NULL});
    TER_AUTO_FREE char *title = ter_format("%s · %s", order, sheet->township);
    ter_page_section(page, title, report->command);
    ter_markup_begin_class(&page->markup, "div", "order");
    write_facts(page, report, sheet);
    write_map(page, report, sheet);
    write_table(page, report->sheets, sheet);
    ter_markup_end(&page->markup);
}

static void begin(struct ter_page *page, const struct ter_order_report *report, FILE *out)
{
    enum ter_lang lang = report->sheets->lang;
    TER_AUTO_STRINGS struct ter_strings scope = {0}, positions = {0};
    for (size_t i = 0; i < report->sheets->count; i++) {
        ter_strings_add(&scope, report->sheets->items[i].township);
        TER_AUTO_STRINGS struct ter_strings lines = {0};
        ter_order_sheet_positions(&report->sheets->items[i], lang, &lines);
        for (size_t line = 0; line < lines.count; line++)
            ter_strings_printf(&positions, lang == TER_ZH ? "%s：%s" : "%s: %s",
                report->sheets->items[i].township, lines.items[line]);
    }
    TER_AUTO_FREE char *title =
        ter_order_fill(TER_ORDER_W_TITLE, lang, (const char *const[]){report->number, NULL});
    const struct ter_title block = {.lang = lang,
        .title = title,
        .subtitle = report->sheets->layer->title.text[lang],
        .register_name = report->register_name,
        .date = report->issued_on,
        .scope = &scope,
        .positions = &positions,
        .documents = report->documents,
        .attribution = report->attribution};
    ter_title_begin(page, out, &block);
    ter_page_paragraph(page, ter_order_word(TER_ORDER_W_SIGNATURE, lang));
}

bool ter_order_report_write(const struct ter_order_report *report, FILE *out, struct ter_error *err)
{
    TER_AUTO_PAGE struct ter_page page = {0};
    begin(&page, report, out);
    for (size_t i = 0; i < report->sheets->count; i++)
        write_sheet(&page, report, &report->sheets->items[i]);
    return ter_page_end(&page, err);
}
