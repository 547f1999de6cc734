/* Owns the workbook that is filled in: its looks, its sheets one after another, how it is put in place. Knows
 * nothing of what stands on a sheet. */
#include "xlsx_form.h"

#include "staging.h"
#include "xlsx.h"
#include "xlsx_close.h"
#include "xlsx_proof.h"

#include <errno.h>
#include <stdlib.h>

/* ---- looks ---- */

static void frame(lxw_format *format)
{
    format_set_border(format, LXW_BORDER_THIN);
    format_set_border_color(format, 0xB4BEC5);
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
}

static void open_cell(lxw_format *format)
{
    frame(format);
    format_set_unlocked(format);
    format_set_bg_color(format, 0xFFFBEA);
}

static void look_title(lxw_format *format)
{
    format_set_bold(format);
    format_set_font_size(format, 16);
}

static void look_label(lxw_format *format)
{
    format_set_font_color(format, 0x5A6872);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
}

static void look_note(lxw_format *format)
{
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
}

static void look_heading(lxw_format *format)
{
    frame(format);
    format_set_bold(format);
    format_set_bg_color(format, 0xDDE6EE);
}

static void look_number(lxw_format *format)
{
    frame(format);
    format_set_align(format, LXW_ALIGN_RIGHT);
}

static void look_date(lxw_format *format)
{
    open_cell(format);
    format_set_num_format(format, "yyyy-mm-dd");
}

static void look_amount(lxw_format *format)
{
    open_cell(format);
    format_set_num_format(format, "0.##");
}

static void look_sum(lxw_format *format)
{
    look_number(format);
    format_set_bold(format);
    format_set_top(format, LXW_BORDER_MEDIUM);
}

static void make_looks(struct ter_form_book *book)
{
    static void (*const looks[TER_LOOKS])(lxw_format *) = {
        [TER_LOOK_TITLE] = look_title,
        [TER_LOOK_LABEL] = look_label,
        [TER_LOOK_NOTE] = look_note,
        [TER_LOOK_HEADING] = look_heading,
        [TER_LOOK_CELL] = frame,
        [TER_LOOK_NUMBER] = look_number,
        [TER_LOOK_OPEN] = open_cell,
        [TER_LOOK_OPEN_DATE] = look_date,
        [TER_LOOK_OPEN_AMOUNT] = look_amount,
        [TER_LOOK_SUM] = look_sum,
    };
    for (int i = 0; i < TER_LOOKS; i++) {
        book->looks[i] = workbook_add_format(book->book);
        format_set_font_name(book->looks[i], book->form->lang == TER_ZH ? "Microsoft YaHei" : "Calibri");
        format_set_font_size(book->looks[i], 10);
        looks[i](book->looks[i]);
    }
}

/* ---- cells ---- */

static void keep(struct ter_form_book *book, lxw_error code)
{
    if (book->failed == LXW_NO_ERROR)
        book->failed = code;
}

void ter_form_book_text(struct ter_form_book *book, size_t column, const char *text, enum ter_form_look look)
{
    lxw_format *format = book->looks[look];
    if (text && *text)
        keep(book, worksheet_write_string(book->sheet, book->row, (lxw_col_t)column, text, format));
    else
        keep(book, worksheet_write_blank(book->sheet, book->row, (lxw_col_t)column, format));
}

void ter_form_book_number(struct ter_form_book *book, size_t column, double number, enum ter_form_look look)
{
    keep(book, worksheet_write_number(book->sheet, book->row, (lxw_col_t)column, number, book->looks[look]));
}

void ter_form_book_next(struct ter_form_book *book)
{
    book->row++;
    book->filled++;
}

bool ter_form_book_sheet(struct ter_form_book *book, const char *name, struct ter_error *err)
{
    TER_AUTO_FREE char *taken = ter_xlsx_sheet_name(name, &book->names);
    book->sheet = workbook_add_worksheet(book->book, taken);
    if (!book->sheet)
        return ter_fail(err, TER_FAILED, "no sheet can be named \"%s\"", taken);
    ter_strings_add(&book->names, taken);
    book->row = 0;
    book->filled = 0;
    worksheet_set_landscape(book->sheet);
    worksheet_set_paper(book->sheet, 9); /* A4 */
    worksheet_set_margins(book->sheet, 0.4, 0.4, 0.45, 0.55);
    worksheet_set_footer(book->sheet, "&L&8&A&R&8&P / &N");
    lxw_protection may = {.format_columns = LXW_TRUE, .format_rows = LXW_TRUE};
    worksheet_protect(book->sheet, NULL, &may);
    return true;
}

/* ---- the book ---- */

/* The rows of each sheet, for the proof that all of them reached the disk. */
static bool fill(struct ter_form_book *book, int64_t *rows, struct ter_error *err)
{
    const struct ter_form *form = book->form;
    for (size_t i = 0; i < form->sheet_count; i++) {
        if (!ter_form_book_table(book, i, err))
            return ter_wrap(err, "sheet %s", form->sheets[i].name);
        rows[i] = book->filled;
    }
    if (!ter_form_book_totals(book, err))
        return false;
    rows[form->sheet_count] = book->filled;
    lxw_doc_properties properties = {.title = (char *)(uintptr_t)form->title} /* not changed */;
    workbook_set_properties(book->book, &properties);
    return book->failed == LXW_NO_ERROR ||
           ter_fail(err, TER_FAILED, "a cell cannot be written: %s", lxw_strerror(book->failed));
}

static bool fail_close(lxw_error code, int reason, struct ter_error *err)
{
    if (ter_xlsx_is_reason(reason))
        return ter_fail(err, TER_FAILED, "%s", ter_staging_reason(reason));
    return ter_fail(err, TER_FAILED, "the workbook cannot be written: %s", lxw_strerror(code));
}

static bool finish(struct ter_form_book *book, const char *path, const int64_t *rows, struct ter_error *err)
{
    lxw_error code = ter_xlsx_close(book->book);
    int reason = errno;
    book->book = NULL;
    if (code != LXW_NO_ERROR)
        return fail_close(code, reason, err);
    return ter_xlsx_prove(path, rows, book->names.count, err);
}

static void free_book(struct ter_form_book *book)
{
    if (book->book)
        lxw_workbook_free(book->book);
    for (size_t i = 0; i < book->form->sheet_count; i++)
        ter_buf_free(&book->pictures[i]);
    free(book->pictures);
    free(book->first_rows);
    ter_strings_free(&book->names);
}

static bool write_book(
    const struct ter_form *form, const char *path, const char *folder, struct ter_error *err)
{
    __attribute__((cleanup(free_book))) struct ter_form_book book = {.form = form};
    TER_AUTO_FREE int64_t *rows = ter_alloc((form->sheet_count + 1) * sizeof *rows);
    TER_AUTO_FREE char *temporary = ter_strdup(folder);
    lxw_workbook_options options = {.tmpdir = temporary};
    book.first_rows = ter_alloc((form->sheet_count + 1) * sizeof *book.first_rows);
    book.pictures = ter_alloc((form->sheet_count + 1) * sizeof *book.pictures);
    book.book = workbook_new_opt(path, &options);
    if (!book.book)
        return ter_fail(err, TER_FAILED, "the workbook cannot be made");
    make_looks(&book);
    return fill(&book, rows, err) && finish(&book, path, rows, err);
}

bool ter_xlsx_form_write(const struct ter_form *form, const char *path, struct ter_error *err)
{
    TER_AUTO(ter_staging_close) struct ter_staging *staging = NULL;
    TER_AUTO_STRINGS struct ter_strings files = {0};
    if (!ter_staging_open(path, &staging, err))
        return false;
    TER_AUTO_FREE char *staged = ter_staging_path(staging);
    if (!write_book(form, staged, ter_staging_folder(staging), err))
        return ter_wrap(err, "%s", path);
    return ter_staging_publish(staging, NULL, &files, err);
}
