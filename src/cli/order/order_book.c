/* Owns how a work order becomes a workbook that is filled in. Knows neither the library that writes it nor
 * how its rows came about. */
#include "order_book.h"

#include "export/form.h"
#include "plan/order/order_answer.h"
#include "plan/order/order_totals.h"

#include <stdlib.h>
#include <string.h>

/* How each column stands in a workbook, and which words explain it. */
static const struct {
    double width;
    enum ter_form_kind kind;
    enum ter_order_word hint;
} shapes[TER_ORDER_COLUMNS] = {
    [TER_ORDER_NUMBER] = {5, TER_FORM_COUNT, TER_ORDER_WORDS},
    [TER_ORDER_CODE] = {9.5, TER_FORM_FIXED, TER_ORDER_WORDS},
    [TER_ORDER_LOCATION] = {26, TER_FORM_FIXED, TER_ORDER_WORDS},
    [TER_ORDER_DEFECT] = {8, TER_FORM_FIXED, TER_ORDER_WORDS},
    [TER_ORDER_BRING] = {11, TER_FORM_FIXED, TER_ORDER_WORDS},
    [TER_ORDER_POSITION] = {10.5, TER_FORM_FIXED, TER_ORDER_WORDS},
    [TER_ORDER_RADIUS] = {8, TER_FORM_COUNT, TER_ORDER_WORDS},
    [TER_ORDER_ROUND] = {6, TER_FORM_COUNT, TER_ORDER_WORDS},
    [TER_ORDER_RESULT] = {11, TER_FORM_CHOICE, TER_ORDER_W_PICK},
    [TER_ORDER_DATE] = {10.5, TER_FORM_DATE, TER_ORDER_W_WHEN},
    [TER_ORDER_PARTS] = {12, TER_FORM_TEXT, TER_ORDER_WORDS},
    [TER_ORDER_COST] = {8, TER_FORM_AMOUNT, TER_ORDER_W_HOW_MUCH},
    [TER_ORDER_UNIT] = {12, TER_FORM_TEXT, TER_ORDER_WORDS},
    [TER_ORDER_REMARK] = {12, TER_FORM_TEXT, TER_ORDER_WORDS},
    [TER_ORDER_SIGNATURE] = {10, TER_FORM_PAPER, TER_ORDER_W_SIGNATURE},
};

enum { LINES = 7 };

/* The workbook in hand. */
struct making {
    const struct ter_order_book *book;
    enum ter_lang lang;
    struct ter_form_column columns[TER_ORDER_COLUMNS];
    enum ter_order_column shown[TER_ORDER_COLUMNS];
    size_t column_count;
    struct ter_strings results;
    struct ter_form_sheet *sheets;
    struct ter_strings texts; /* titles of sheets */
    struct ter_order_totals totals;
    struct ter_form_part *parts;
};

static void making_free(struct making *making)
{
    for (size_t i = 0; making->sheets && i < making->book->sheets->count; i++) {
        struct ter_form_line *lines = (struct ter_form_line *)(uintptr_t)making->sheets[i].lines;
        for (size_t line = 0; line < making->sheets[i].line_count; line++) {
            free(lines[line].label);
            free(lines[line].text);
        }
        free(lines);
        free((void *)(uintptr_t)making->sheets[i].cells);
    }
    free(making->sheets);
    free(making->parts);
    ter_strings_free(&making->results);
    ter_strings_free(&making->texts);
    ter_order_totals_free(&making->totals);
}

static void make_columns(struct making *making)
{
    for (int i = 0; i < TER_ORDER_COLUMNS; i++) {
        enum ter_order_column column = (enum ter_order_column)i;
        if (!ter_order_sheets_has(making->book->sheets, column))
            continue;
        making->shown[making->column_count] = column;
        making->columns[making->column_count++] = (struct ter_form_column){
            .title = ter_order_heading(column, making->lang),
            .width = shapes[i].width,
            .kind = shapes[i].kind,
            .choices = &making->results,
            .hint = shapes[i].hint < TER_ORDER_WORDS ? ter_order_word(shapes[i].hint, making->lang) : NULL,
        };
    }
}

static size_t shown_at(const struct making *making, enum ter_order_column column)
{
    for (size_t i = 0; i < making->column_count; i++)
        if (making->shown[i] == column)
            return i;
    return SIZE_MAX;
}

/* ---- sheets ---- */

static void add_line(
    const struct making *making, struct ter_form_sheet *sheet, enum ter_order_word label, const char *text)
{
    struct ter_form_line *lines = (struct ter_form_line *)(uintptr_t)sheet->lines;
    if (text && *text)
        lines[sheet->line_count++] =
            (struct ter_form_line){ter_strdup(ter_order_word(label, making->lang)), ter_strdup(text)};
}

static char *join(const struct ter_strings *texts, const char *between)
{
    TER_AUTO_BUF struct ter_buf out = {0};
    ter_buf_text(&out, "");
    for (size_t i = 0; i < texts->count; i++)
        ter_buf_printf(&out, "%s%s", i ? between : "", texts->items[i]);
    return ter_buf_take(&out);
}

static void make_lines(
    const struct making *making, const struct ter_order_sheet *from, struct ter_form_sheet *sheet)
{
    const struct ter_order_book *book = making->book;
    TER_AUTO_STRINGS struct ter_strings sure = {0};
    ter_order_sheet_positions(from, making->lang, &sure);
    TER_AUTO_FREE char *positions = join(&sure, " "), *documents = join(book->documents, "; ");
    TER_AUTO_FREE char *how = ter_format("%s %s", ter_order_word(TER_ORDER_W_HOW, making->lang),
        ter_order_word(TER_ORDER_W_SIGNATURE, making->lang));
    sheet->lines = ter_alloc(LINES * sizeof *sheet->lines);
    add_line(making, sheet, TER_ORDER_W_NUMBER, book->order->number);
    add_line(making, sheet, TER_ORDER_W_REGISTER, book->register_name);
    add_line(making, sheet, TER_ORDER_W_ISSUED_ON, book->order->issued_on);
    add_line(making, sheet, TER_ORDER_W_DOCUMENTS, documents);
    add_line(making, sheet, TER_ORDER_W_POSITIONS, positions);
    add_line(making, sheet, TER_ORDER_W_HOW_TO, how);
}

static const char *keep(struct making *making, char *text)
{
    ter_strings_add(&making->texts, text);
    free(text);
    return making->texts.items[making->texts.count - 1];
}

static void make_sheet(
    struct making *making, const struct ter_order_sheet *from, struct ter_form_sheet *sheet)
{
    const struct ter_order_book *book = making->book;
    TER_AUTO_FREE char *order =
        ter_order_fill(TER_ORDER_W_TITLE, making->lang, (const char *const[]){book->order->number, NULL});
    const char **cells = ter_alloc((from->count * making->column_count + 1) * sizeof *cells);
    for (size_t row = 0; row < from->count; row++)
        for (size_t i = 0; i < making->column_count; i++)
            cells[row * making->column_count + i] = from->rows[row].cells[making->shown[i]];
    *sheet = (struct ter_form_sheet){
        .name = from->township,
        .title = keep(making, ter_format("%s · %s", order, from->township)),
        .cells = cells,
        .row_count = from->count,
        .map = from->has_map ? &from->map : NULL,
        .map_title = keep(
            making, ter_format("%s · %s", from->township, ter_order_word(TER_ORDER_W_MAP, making->lang))),
        .map_legend =
            keep(making, ter_format("%s%s%s", ter_order_word(TER_ORDER_W_MAP_LEGEND, making->lang),
                             book->attribution ? " " : "", book->attribution ? book->attribution : "")),
    };
    make_lines(making, from, sheet);
}

/* ---- totals ---- */

static int year_of(const char *day)
{
    return (int)strtol(day, NULL, 10);
}

static void make_totals(struct making *making, struct ter_form_totals *totals)
{
    enum { YEARS = 3 }; /* the year of issue and the two that follow */
    enum ter_lang lang = making->lang;
    const struct ter_order_parts *parts = &making->totals.parts;
    making->parts = ter_alloc((parts->count + 1) * sizeof *making->parts);
    for (size_t i = 0; i < parts->count; i++)
        making->parts[i] = (struct ter_form_part){parts->items[i].name, parts->items[i].count};
    *totals = (struct ter_form_totals){
        .name = ter_order_word(TER_ORDER_W_TOTALS, lang),
        .title = ter_order_word(TER_ORDER_W_TOTALS, lang),
        .by_group = ter_order_word(TER_ORDER_W_BY_ROUND, lang),
        .by_sheet = ter_order_word(TER_ORDER_W_BY_TOWNSHIP, lang),
        .by_year = ter_order_word(TER_ORDER_W_BY_YEAR, lang),
        .group = ter_order_heading(TER_ORDER_ROUND, lang),
        .sheet = ter_order_word(TER_ORDER_W_TOWNSHIP, lang),
        .year = ter_order_word(TER_ORDER_W_YEAR, lang),
        .rows = ter_order_word(TER_ORDER_W_RECORDS, lang),
        .answered = ter_order_word(TER_ORDER_W_ANSWERED, lang),
        .known = ter_order_word(TER_ORDER_W_COST_KNOWN, lang),
        .unknown = ter_order_word(TER_ORDER_W_COST_UNKNOWN, lang),
        .sum = ter_order_word(TER_ORDER_W_COST_SUM, lang),
        .all = ter_order_word(TER_ORDER_W_TOTAL, lang),
        .no_group = ter_order_word(TER_ORDER_W_NO_ROUND, lang),
        .group_column = shown_at(making, TER_ORDER_ROUND),
        .answer_column = shown_at(making, TER_ORDER_RESULT),
        .date_column = shown_at(making, TER_ORDER_DATE),
        .amount_column = shown_at(making, TER_ORDER_COST),
        .groups = making->book->sheets->rounds,
        .first_year = year_of(making->book->order->issued_on),
        .years = YEARS,
        .parts_title = ter_order_word(TER_ORDER_W_PARTS, lang),
        .parts_name = ter_order_word(TER_ORDER_W_PARTS, lang),
        .parts_count = ter_order_word(TER_ORDER_W_PIECES, lang),
        .no_parts = ter_order_word(TER_ORDER_W_NO_PARTS, lang),
        .parts = making->parts,
        .part_count = parts->count,
    };
}

/* What came back of this order, for the parts: from its own rows. */
static void count_parts(struct making *making)
{
    const struct ter_order_sheets *sheets = making->book->sheets;
    for (size_t i = 0; i < sheets->count; i++)
        for (size_t row = 0; row < sheets->items[i].count; row++)
            ter_order_parts_add(&making->totals.parts, sheets->items[i].rows[row].cells[TER_ORDER_PARTS]);
}

bool ter_order_book_write(const struct ter_order_book *book, const char *path, struct ter_error *err)
{
    __attribute__((cleanup(making_free))) struct making making = {.book = book, .lang = book->sheets->lang};
    struct ter_form_totals totals;
    struct ter_order_results results;
    if (!ter_order_results(book->sheets->layer, book->sheets->events, &results, err))
        return false;
    for (size_t i = 0; i < results.count; i++)
        ter_strings_add(&making.results, results.items[i]->title.text[making.lang]);
    make_columns(&making);
    making.sheets = ter_alloc((book->sheets->count + 1) * sizeof *making.sheets);
    for (size_t i = 0; i < book->sheets->count; i++)
        make_sheet(&making, &book->sheets->items[i], &making.sheets[i]);
    count_parts(&making);
    make_totals(&making, &totals);
    TER_AUTO_FREE char *title =
        ter_order_fill(TER_ORDER_W_TITLE, making.lang, (const char *const[]){book->order->number, NULL});
    struct ter_form form = {
        .lang = making.lang,
        .title = title,
        .name = "terrier_order",
        .name_line = ter_order_word(TER_ORDER_W_NUMBER, making.lang),
        .earliest = book->order->issued_on,
        .columns = making.columns,
        .column_count = making.column_count,
        .sheets = making.sheets,
        .sheet_count = book->sheets->count,
        .totals = &totals,
    };
    return ter_form_write(&form, path, err);
}
