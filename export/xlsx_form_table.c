/* Owns one sheet that is filled in: title block, table, what may be typed where, the map, how it prints. */
#include "base/day.h"
#include "base/text.h"
#include "plot.h"
#include "xlsx_form.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* A4 on its side within its margins, millimetres; and how programs for tables measure: dots of 1/96 inch. */
static const double page_width_mm = 276, page_height_mm = 182, mm_an_inch = 25.4, dots_an_inch = 96,
                    points_an_inch = 72, line_points = 15.5;

static double to_mm(double dots)
{
    return dots / dots_an_inch * mm_an_inch;
}

/* Columns are as many characters wide as they say, plus a margin of 5 dots; a character has 7. */
static double width_mm(const struct ter_form *form)
{
    double dots = 0;
    for (size_t i = 0; i < form->column_count; i++)
        dots += form->columns[i].width * 7 + 5;
    return to_mm(dots);
}

/* How small a sheet is printed, so that all columns are on one page. */
static double print_scale(const struct ter_form *form)
{
    return fmin(1, page_width_mm / width_mm(form));
}

/* ---- the title block ---- */

static void set_height(struct ter_form_book *book, double lines)
{
    worksheet_set_row(book->sheet, book->row, lines * line_points, NULL);
}

/* A text over the columns from `from` to the last, in as many lines as it needs. */
static double write_wide(struct ter_form_book *book, size_t from, const char *text, enum ter_form_look look)
{
    const struct ter_form *form = book->form;
    double room = 0;
    for (size_t i = from; i < form->column_count; i++)
        room += form->columns[i].width;
    double lines = ceil((double)ter_text_width(text) * 1.1 / room);
    worksheet_merge_range(book->sheet, book->row, (lxw_col_t)from, book->row,
        (lxw_col_t)(form->column_count - 1), text, book->looks[look]);
    return lines < 1 ? 1 : lines;
}

static void write_title(struct ter_form_book *book, const struct ter_form_sheet *sheet)
{
    enum { LABEL_COLUMNS = 2 };
    const struct ter_form *form = book->form;
    set_height(book, 1.9);
    ter_form_book_text(book, 0, sheet->title, TER_LOOK_TITLE);
    ter_form_book_next(book);
    for (size_t i = 0; i < sheet->line_count; i++) {
        worksheet_merge_range(book->sheet, book->row, 0, book->row, LABEL_COLUMNS - 1, sheet->lines[i].label,
            book->looks[TER_LOOK_LABEL]);
        set_height(book, write_wide(book, LABEL_COLUMNS, sheet->lines[i].text, TER_LOOK_NOTE));
        if (form->name_line && book->names.count == 1 &&
            strcmp(form->name_line, sheet->lines[i].label) == 0) {
            TER_AUTO_FREE char *at =
                ter_format("='%s'!$C$%" PRIu32, book->names.items[0], (uint32_t)book->row + 1);
            workbook_define_name(book->book, form->name, at);
        }
        ter_form_book_next(book);
    }
}

/* ---- the table ---- */

static bool is_open(enum ter_form_kind kind)
{
    return kind >= TER_FORM_TEXT && kind <= TER_FORM_AMOUNT;
}

/* Texts wrap: a row is as high as its longest cell. */
static double lines_of(const struct ter_form *form, const char *const *cells)
{
    double most = 1;
    for (size_t i = 0; i < form->column_count; i++) {
        double lines = cells[i] ? ceil((double)ter_text_width(cells[i]) * 1.05 / form->columns[i].width) : 1;
        most = lines > most ? lines : most;
    }
    return most;
}

static void write_date(struct ter_form_book *book, size_t column, const char *text)
{
    lxw_datetime date = {0};
    if (sscanf(text, "%4d-%2d-%2d", &date.year, &date.month, &date.day) == 3 && date.year >= 1900)
        worksheet_write_datetime(
            book->sheet, book->row, (lxw_col_t)column, &date, book->looks[TER_LOOK_OPEN_DATE]);
    else
        ter_form_book_text(book, column, text, TER_LOOK_OPEN_DATE);
}

static void write_cell(struct ter_form_book *book, size_t column, const char *text)
{
    enum ter_form_kind kind = book->form->columns[column].kind;
    double number;
    bool is_number = text && ter_text_double(text, &number);
    if (kind == TER_FORM_DATE && text)
        write_date(book, column, text);
    else if (kind == TER_FORM_COUNT && is_number)
        ter_form_book_number(book, column, number, TER_LOOK_NUMBER);
    else if (kind == TER_FORM_AMOUNT && is_number)
        ter_form_book_number(book, column, number, TER_LOOK_OPEN_AMOUNT);
    else
        ter_form_book_text(book, column, text,
            kind == TER_FORM_DATE     ? TER_LOOK_OPEN_DATE
            : kind == TER_FORM_AMOUNT ? TER_LOOK_OPEN_AMOUNT
            : is_open(kind)           ? TER_LOOK_OPEN
                                      : TER_LOOK_CELL);
}

/* Room for the pen, also where the texts are short. */
static void write_rows(struct ter_form_book *book, const struct ter_form_sheet *sheet, double *used_points)
{
    static const double least_lines = 2;
    const struct ter_form *form = book->form;
    for (size_t i = 0; i < sheet->row_count; i++) {
        const char *const *cells = sheet->cells + i * form->column_count;
        double lines = fmax(lines_of(form, cells), least_lines);
        set_height(book, lines);
        *used_points += lines * line_points;
        for (size_t column = 0; column < form->column_count; column++)
            write_cell(book, column, cells[column]);
        ter_form_book_next(book);
    }
}

static void write_headings(struct ter_form_book *book)
{
    const struct ter_form *form = book->form;
    set_height(book, 2.2);
    for (size_t i = 0; i < form->column_count; i++)
        ter_form_book_text(book, i, form->columns[i].title, TER_LOOK_HEADING);
    worksheet_repeat_rows(book->sheet, book->row, book->row);
    worksheet_freeze_panes(book->sheet, book->row + 1, 2);
    ter_form_book_next(book);
}

/* ---- what may be typed ---- */

static void permit(struct ter_form_book *book, size_t column, lxw_data_validation *rule, lxw_row_t last)
{
    const char *hint = book->form->columns[column].hint;
    rule->ignore_blank = LXW_VALIDATION_ON;
    rule->input_message = (char *)(uintptr_t)hint; /* the library changes neither */
    rule->error_message = (char *)(uintptr_t)hint;
    lxw_error code = worksheet_data_validation_range(book->sheet, book->first_rows[book->names.count - 1],
        (lxw_col_t)column, last, (lxw_col_t)column, rule);
    if (book->failed == LXW_NO_ERROR)
        book->failed = code;
}

static void permit_choice(struct ter_form_book *book, size_t column, lxw_row_t last)
{
    const struct ter_strings *choices = book->form->columns[column].choices;
    TER_AUTO_FREE char **list = ter_alloc((choices->count + 1) * sizeof *list);
    for (size_t i = 0; i < choices->count; i++)
        list[i] = choices->items[i];
    lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_LIST, .value_list = list};
    permit(book, column, &rule, last);
}

static void permit_date(struct ter_form_book *book, size_t column, lxw_row_t last)
{
    int year = 1900, month = 1, date = 1;
    sscanf(book->form->earliest, "%4d-%2d-%2d", &year, &month, &date);
    TER_AUTO_FREE char *earliest = ter_format("=DATE(%d,%d,%d)", year, month, date);
    lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_DATE_FORMULA,
        .criteria = LXW_VALIDATION_CRITERIA_BETWEEN,
        .minimum_formula = earliest,
        .maximum_formula = "=TODAY()"};
    permit(book, column, &rule, last);
}

static void permit_all(struct ter_form_book *book, lxw_row_t last)
{
    for (size_t i = 0; i < book->form->column_count; i++) {
        lxw_data_validation amount = {.validate = LXW_VALIDATION_TYPE_DECIMAL,
            .criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO,
            .value_number = 0};
        switch (book->form->columns[i].kind) {
        case TER_FORM_CHOICE:
            permit_choice(book, i, last);
            break;
        case TER_FORM_DATE:
            permit_date(book, i, last);
            break;
        case TER_FORM_AMOUNT:
            permit(book, i, &amount, last);
            break;
        default:
            break;
        }
    }
}

/* ---- the map ---- */

/* On the list's own page where there is room, else on the next. */
static bool add_map(struct ter_form_book *book, size_t which, double used_points, struct ter_error *err)
{
    static const double headings_mm = 55;
    const struct ter_form_sheet *sheet = &book->form->sheets[which];
    struct ter_buf *picture = &book->pictures[which];
    double scale = print_scale(book->form);
    if (!sheet->map)
        return true;
    double used_mm = headings_mm + used_points / points_an_inch * mm_an_inch;
    if (used_mm * scale + sheet->map->height_mm > page_height_mm)
        worksheet_set_h_pagebreaks(book->sheet, (lxw_row_t[]){book->row, 0});
    ter_form_book_text(book, 0, sheet->map_title, TER_LOOK_TITLE);
    set_height(book, 1.9);
    ter_form_book_next(book);
    set_height(book, write_wide(book, 0, sheet->map_legend, TER_LOOK_NOTE));
    ter_form_book_next(book);
    if (!ter_plot_png(sheet->map, picture, err))
        return false;
    double size = dots_an_inch / TER_PLOT_DPI / scale;
    lxw_image_options options = {.x_scale = size,
        .y_scale = size,
        .object_position = LXW_OBJECT_DONT_MOVE_DONT_SIZE,
        .description = (char *)(uintptr_t)sheet->map_title};
    lxw_error code = worksheet_insert_image_buffer_opt(
        book->sheet, book->row, 0, (const unsigned char *)picture->data, picture->size, &options);
    return code == LXW_NO_ERROR ||
           ter_fail(err, TER_FAILED, "the map cannot be put on its sheet: %s", lxw_strerror(code));
}

bool ter_form_book_table(struct ter_form_book *book, size_t which, struct ter_error *err)
{
    const struct ter_form *form = book->form;
    const struct ter_form_sheet *sheet = &form->sheets[which];
    double used_points = 0;
    if (!ter_form_book_sheet(book, sheet->name, err))
        return false;
    worksheet_fit_to_pages(book->sheet, 1, 0);
    for (size_t i = 0; i < form->column_count; i++)
        worksheet_set_column(book->sheet, (lxw_col_t)i, (lxw_col_t)i, form->columns[i].width, NULL);
    write_title(book, sheet);
    write_headings(book);
    book->first_rows[which] = book->row;
    write_rows(book, sheet, &used_points);
    if (sheet->row_count)
        permit_all(book, book->row - 1);
    return add_map(book, which, used_points, err);
}
