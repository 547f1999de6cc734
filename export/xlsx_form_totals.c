/* Owns the sheet of totals: formulas over the other sheets, with the values that they have now, so that
 * programs that do not compute read the right ones. */
#include "base/text.h"
#include "xlsx_form.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FORMULA_MAX = 8000 }; /* Excel ends at 8192 characters */
enum { COL_NAME, COL_ROWS, COL_ANSWERED, COL_KNOWN, COL_UNKNOWN, COL_SUM };

/* Which rows one line of the totals counts. */
struct selection {
    size_t sheet; /* SIZE_MAX: all */
    bool by_group;
    size_t group; /* 0: those in none */
    int year;     /* 0: any */
};

struct tally {
    double rows, answered, known, sum;
};

/* ---- what the values are now ---- */

static const char *cell_of(const struct ter_form *form, size_t sheet, size_t row, size_t column)
{
    return column == SIZE_MAX ? NULL : form->sheets[sheet].cells[row * form->column_count + column];
}

static bool is_selected(
    const struct ter_form *form, const struct selection *selection, size_t sheet, size_t row)
{
    const struct ter_form_totals *totals = form->totals;
    const char *group = cell_of(form, sheet, row, totals->group_column);
    const char *date = cell_of(form, sheet, row, totals->date_column);
    if (selection->sheet != SIZE_MAX && selection->sheet != sheet)
        return false;
    if (selection->by_group && (group ? strtoul(group, NULL, 10) : 0) != selection->group)
        return false;
    return !selection->year || (date && strtol(date, NULL, 10) == selection->year);
}

static struct tally count(const struct ter_form *form, const struct selection *selection)
{
    struct tally tally = {0};
    for (size_t sheet = 0; sheet < form->sheet_count; sheet++)
        for (size_t row = 0; row < form->sheets[sheet].row_count; row++) {
            double amount;
            if (!is_selected(form, selection, sheet, row))
                continue;
            tally.rows++;
            if (!cell_of(form, sheet, row, form->totals->answer_column))
                continue;
            tally.answered++;
            const char *text = cell_of(form, sheet, row, form->totals->amount_column);
            if (text && ter_text_double(text, &amount)) {
                tally.known++;
                tally.sum += amount;
            }
        }
    return tally;
}

/* ---- formulas ---- */

/* 'sheet'!$I$9:$I$51 */
static void put_range(const struct ter_form_book *book, size_t sheet, size_t column, struct ter_buf *out)
{
    char name[8];
    lxw_col_to_name(name, (lxw_col_t)column, LXW_FALSE);
    uint32_t first = book->first_rows[sheet] + 1;
    ter_buf_printf(out, "'%s'!$%s$%" PRIu32 ":$%s$%" PRIu32, book->names.items[sheet], name, first, name,
        first + (uint32_t)book->form->sheets[sheet].row_count - 1);
}

/* (answer<>"")*… : 1 for each row that counts. */
static void put_filter(const struct ter_form_book *book, const struct selection *selection, size_t sheet,
    bool answered, struct ter_buf *out)
{
    const struct ter_form_totals *totals = book->form->totals;
    ter_buf_text(out, "(");
    put_range(book, sheet, answered ? totals->answer_column : 0, out);
    ter_buf_text(out, "<>\"\")");
    if (selection->by_group && totals->group_column != SIZE_MAX) {
        ter_buf_text(out, "*(");
        put_range(book, sheet, totals->group_column, out);
        if (selection->group)
            ter_buf_printf(out, "=%zu)", selection->group);
        else
            ter_buf_text(out, "=\"\")");
    }
    if (selection->year) {
        ter_buf_text(out, "*(");
        put_range(book, sheet, totals->date_column, out);
        ter_buf_printf(out, ">=DATE(%d,1,1))*(", selection->year);
        put_range(book, sheet, totals->date_column, out);
        ter_buf_printf(out, "<DATE(%d,1,1))", selection->year + 1);
    }
}

static void put_figure(
    const struct ter_form_book *book, const struct selection *selection, int column, struct ter_buf *out)
{
    ter_buf_text(out, "=");
    for (size_t sheet = 0; sheet < book->form->sheet_count; sheet++) {
        if ((selection->sheet != SIZE_MAX && selection->sheet != sheet) ||
            !book->form->sheets[sheet].row_count)
            continue;
        ter_buf_text(out, out->size > 1 ? "+SUMPRODUCT(" : "SUMPRODUCT(");
        put_filter(book, selection, sheet, column != COL_ROWS, out);
        if (column == COL_KNOWN) {
            ter_buf_text(out, "*ISNUMBER(");
            put_range(book, sheet, book->form->totals->amount_column, out);
            ter_buf_text(out, ")");
        } else {
            ter_buf_text(out, "*1");
        }
        if (column == COL_SUM) {
            ter_buf_text(out, ",");
            put_range(book, sheet, book->form->totals->amount_column, out);
        }
        ter_buf_text(out, ")");
    }
    if (out->size == 1)
        ter_buf_text(out, "0");
}

static bool write_formula(struct ter_form_book *book, int column, const char *formula, double value,
    enum ter_form_look look, struct ter_error *err)
{
    if (strlen(formula) > FORMULA_MAX)
        return ter_fail(err, TER_FAILED,
            "%zu sheets are too many for the totals of one workbook; make several, each of some of them",
            book->form->sheet_count);
    lxw_error code = worksheet_write_formula_num(
        book->sheet, book->row, (lxw_col_t)column, formula, book->looks[look], value);
    return code == LXW_NO_ERROR ||
           ter_fail(err, TER_FAILED, "the totals cannot be written: %s", lxw_strerror(code));
}

static bool write_line(struct ter_form_book *book, const char *name, const struct selection *selection,
    enum ter_form_look look, struct ter_error *err)
{
    struct tally tally = count(book->form, selection);
    const struct {
        int column;
        double value;
    } figures[] = {{COL_ROWS, tally.rows}, {COL_ANSWERED, tally.answered}, {COL_KNOWN, tally.known},
        {COL_SUM, tally.sum}};
    ter_form_book_text(book, COL_NAME, name, TER_LOOK_CELL);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        TER_AUTO_BUF struct ter_buf formula = {0};
        put_figure(book, selection, figures[i].column, &formula);
        if (!write_formula(book, figures[i].column, formula.data, figures[i].value, look, err))
            return false;
    }
    TER_AUTO_FREE char *rest =
        ter_format("=C%" PRIu32 "-D%" PRIu32, (uint32_t)book->row + 1, (uint32_t)book->row + 1);
    if (!write_formula(book, COL_UNKNOWN, rest, tally.answered - tally.known, look, err))
        return false;
    ter_form_book_next(book);
    return true;
}

/* ---- the tables ---- */

static void write_headings(struct ter_form_book *book, const char *title, const char *first)
{
    const struct ter_form_totals *totals = book->form->totals;
    const char *const headings[] = {
        first, totals->rows, totals->answered, totals->known, totals->unknown, totals->sum};
    book->row++;
    ter_form_book_text(book, 0, title, TER_LOOK_LABEL);
    ter_form_book_next(book);
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        ter_form_book_text(book, i, headings[i], TER_LOOK_HEADING);
    ter_form_book_next(book);
}

static bool write_sheets(struct ter_form_book *book, struct ter_error *err)
{
    const struct ter_form *form = book->form;
    write_headings(book, form->totals->by_sheet, form->totals->sheet);
    for (size_t i = 0; i < form->sheet_count; i++) {
        struct selection selection = {.sheet = i};
        if (!write_line(book, form->sheets[i].name, &selection, TER_LOOK_NUMBER, err))
            return false;
    }
    struct selection all = {.sheet = SIZE_MAX};
    return write_line(book, form->totals->all, &all, TER_LOOK_SUM, err);
}

static bool write_groups(struct ter_form_book *book, struct ter_error *err)
{
    const struct ter_form_totals *totals = book->form->totals;
    write_headings(book, totals->by_group, totals->group);
    for (size_t i = 1; i <= totals->groups; i++) {
        TER_AUTO_FREE char *name = ter_format("%zu", i);
        struct selection selection = {.sheet = SIZE_MAX, .by_group = true, .group = i};
        if (!write_line(book, name, &selection, TER_LOOK_NUMBER, err))
            return false;
    }
    struct selection none = {.sheet = SIZE_MAX, .by_group = true};
    return write_line(book, totals->no_group, &none, TER_LOOK_NUMBER, err);
}

static bool write_years(struct ter_form_book *book, struct ter_error *err)
{
    const struct ter_form_totals *totals = book->form->totals;
    write_headings(book, totals->by_year, totals->year);
    for (int i = 0; i < totals->years; i++) {
        TER_AUTO_FREE char *name = ter_format("%d", totals->first_year + i);
        struct selection selection = {.sheet = SIZE_MAX, .year = totals->first_year + i};
        if (!write_line(book, name, &selection, TER_LOOK_NUMBER, err))
            return false;
    }
    return true;
}

static void write_parts(struct ter_form_book *book)
{
    const struct ter_form_totals *totals = book->form->totals;
    book->row++;
    ter_form_book_text(book, 0, totals->parts_title, TER_LOOK_LABEL);
    ter_form_book_next(book);
    if (!totals->part_count) {
        ter_form_book_text(book, 0, totals->no_parts, TER_LOOK_CELL);
        ter_form_book_next(book);
        return;
    }
    ter_form_book_text(book, 0, totals->parts_name, TER_LOOK_HEADING);
    ter_form_book_text(book, 1, totals->parts_count, TER_LOOK_HEADING);
    ter_form_book_next(book);
    for (size_t i = 0; i < totals->part_count; i++) {
        ter_form_book_text(book, 0, totals->parts[i].name, TER_LOOK_CELL);
        ter_form_book_number(book, 1, totals->parts[i].count, TER_LOOK_NUMBER);
        ter_form_book_next(book);
    }
}

bool ter_form_book_totals(struct ter_form_book *book, struct ter_error *err)
{
    static const double name_width = 34, figure_width = 15;
    const struct ter_form_totals *totals = book->form->totals;
    if (!ter_form_book_sheet(book, totals->name, err))
        return false;
    worksheet_fit_to_pages(book->sheet, 1, 0);
    worksheet_set_column(book->sheet, COL_NAME, COL_NAME, name_width, NULL);
    worksheet_set_column(book->sheet, COL_ROWS, COL_SUM, figure_width, NULL);
    ter_form_book_text(book, 0, totals->title, TER_LOOK_TITLE);
    ter_form_book_next(book);
    if (!write_sheets(book, err) || (totals->groups && !write_groups(book, err)) || !write_years(book, err))
        return false;
    write_parts(book);
    return true;
}
