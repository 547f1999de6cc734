/* Owns workbooks: a sheet for each layer with fixed bold headings and a filter, dates that are dates, columns
 * as wide as their texts. Rows go to the disk as they come. */
#include "xlsx.h"

#include "base/messages.h"
#include "base/text.h"
#include "staging.h"
#include "table.h"
#include "wkt.h"
#include "xlsx_close.h"
#include "xlsx_proof.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

enum {
    ROWS_MAX = LXW_ROW_MAX - 1, /* beside the headings */
    TEXT_MAX = 32767,           /* characters in a cell */
    SHEET_NAME_MAX = 31,
    MEASURED_ROWS = 1000, /* the first ones decide how wide a column is */
    WIDTH_MIN = 6,
    WIDTH_MAX = 48,
};

struct xlsx {
    struct ter_writer writer; /* first: the two are one pointer */
    char *target;
    struct ter_staging *staging;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *heading, *date;
    lxw_row_t row;
    size_t *widths;
    size_t columns;
    struct ter_strings names; /* of the sheets */
    struct ter_buf text;
    int64_t *rows; /* of each sheet, headings included */
    size_t rows_capacity;
    int64_t cut, too_long;
};

static struct xlsx *cast(struct ter_writer *writer)
{
    return (struct xlsx *)writer;
}

static bool fail_book(const struct xlsx *xlsx, lxw_error code, struct ter_error *err)
{
    int reason = errno;
    if (ter_xlsx_is_reason(reason))
        return ter_fail(err, TER_FAILED, "%s: %s", xlsx->writer.target, ter_staging_reason(reason));
    return ter_fail(
        err, TER_FAILED, "%s: the workbook cannot be written: %s", xlsx->writer.target, lxw_strerror(code));
}

/* ---- sheets ---- */

static bool is_taken(const struct ter_strings *taken, const char *name)
{
    for (size_t i = 0; i < taken->count; i++)
        if (strcasecmp(taken->items[i], name) == 0)
            return true;
    return false;
}

/* The first `count` characters. */
static size_t bytes_of(const char *text, size_t count)
{
    uint32_t codepoint;
    size_t size = 0;
    for (size_t step; count-- && (step = ter_text_next(text + size, &codepoint));)
        size += step;
    return size;
}

char *ter_xlsx_sheet_name(const char *wanted, const struct ter_strings *taken)
{
    TER_AUTO_FREE char *base = ter_strdup(wanted);
    for (char *p = base; *p; p++)
        if (strchr("[]:*?/\\'", *p) || (unsigned char)*p < 0x20)
            *p = '_';
    base[bytes_of(base, SHEET_NAME_MAX - 3)] = '\0';
    char *name = ter_strdup(*base && strcasecmp(base, "history") != 0 ? base : "terrier");
    for (int i = 2; is_taken(taken, name); i++) {
        free(name);
        name = ter_format("%s_%d", base, i);
    }
    return name;
}

static void write_text(struct xlsx *xlsx, size_t column, const char *text, lxw_format *format)
{
    worksheet_write_string(xlsx->sheet, xlsx->row, (lxw_col_t)column, text, format);
    size_t width = xlsx->row <= MEASURED_ROWS ? ter_text_width(text) : 0;
    if (width > xlsx->widths[column])
        xlsx->widths[column] = width;
}

static void write_headings(struct xlsx *xlsx)
{
    const struct ter_plan *plan = xlsx->writer.plan;
    const char *positions[2];
    size_t count;
    ter_table_position_headings(&xlsx->writer, positions, &count);
    free(xlsx->widths);
    xlsx->columns = plan->count + count;
    xlsx->widths = ter_alloc((xlsx->columns + 1) * sizeof *xlsx->widths);
    for (size_t i = 0; i < plan->count; i++)
        write_text(xlsx, i, plan->columns[i].name, xlsx->heading);
    for (size_t i = 0; i < count; i++)
        write_text(xlsx, plan->count + i, positions[i], xlsx->heading);
}

/* What names the record stays in view: the columns up to the code, where it is among the first. */
static lxw_col_t fixed_columns(const struct ter_plan *plan)
{
    for (size_t i = 0; i < plan->count && i < 2; i++)
        if (plan->columns[i].at == plan->layer->role[TER_ROLE_CODE])
            return (lxw_col_t)(i + 1);
    return 0;
}

static bool begin(struct ter_writer *base, struct ter_error *err)
{
    struct xlsx *xlsx = cast(base);
    const struct ter_plan *plan = base->plan;
    const char *wanted = plan->titles ? plan->layer->title.text[plan->lang] : plan->layer->name;
    TER_AUTO_FREE char *name = ter_xlsx_sheet_name(wanted, &xlsx->names);
    xlsx->sheet = workbook_add_worksheet(xlsx->book, name);
    if (!xlsx->sheet)
        return fail_book(xlsx, LXW_ERROR_SHEETNAME_ALREADY_USED, err);
    ter_strings_add(&xlsx->names, name);
    xlsx->row = 0;
    write_headings(xlsx);
    worksheet_freeze_panes(xlsx->sheet, 1, fixed_columns(plan));
    worksheet_repeat_rows(xlsx->sheet, 0, 0);
    worksheet_set_landscape(xlsx->sheet);
    worksheet_fit_to_pages(xlsx->sheet, 1, 0);
    return true;
}

/* ---- cells ---- */

/* Excel counts days from 1900; an earlier date stays a text. */
static bool write_date(struct xlsx *xlsx, size_t column, const char *text)
{
    lxw_datetime date = {0};
    if (sscanf(text, "%4d-%2d-%2d", &date.year, &date.month, &date.day) != 3 || date.year < 1900)
        return false;
    worksheet_write_datetime(xlsx->sheet, xlsx->row, (lxw_col_t)column, &date, xlsx->date);
    if (xlsx->widths[column] < strlen(text))
        xlsx->widths[column] = strlen(text);
    return true;
}

static void write_long_text(struct xlsx *xlsx, size_t column, struct ter_value value)
{
    size_t size = value.size > TEXT_MAX ? bytes_of(value.text, TEXT_MAX) : value.size;
    if (size == value.size) {
        write_text(xlsx, column, value.text, NULL);
        return;
    }
    TER_AUTO_FREE char *cut = ter_strndup(value.text, size);
    xlsx->cut++;
    write_text(xlsx, column, cut, NULL);
}

/* Excel keeps 15 digits of a number: longer whole ones are texts. */
static void write_value(
    struct xlsx *xlsx, size_t column, const struct ter_field *field, struct ter_value value)
{
    static const int64_t exact = INT64_C(999999999999999);
    ter_buf_clear(&xlsx->text);
    ter_buf_text(&xlsx->text, "");
    if (value.type == TER_VALUE_NULL)
        return;
    if (value.type == TER_VALUE_TEXT) {
        if (field->type != TER_FIELD_DATE || !write_date(xlsx, column, value.text))
            write_long_text(xlsx, column, value);
        return;
    }
    ter_value_print(value, &xlsx->text);
    if (value.type == TER_VALUE_INT && (value.integer > exact || value.integer < -exact))
        write_text(xlsx, column, xlsx->text.data, NULL);
    else
        worksheet_write_number(xlsx->sheet, xlsx->row, (lxw_col_t)column, ter_value_number(value, 0), NULL);
    if (xlsx->row <= MEASURED_ROWS && xlsx->text.size > xlsx->widths[column])
        xlsx->widths[column] = xlsx->text.size;
}

static bool write_position(struct xlsx *xlsx, struct ter_wkb wkb, struct ter_error *err)
{
    lxw_col_t column = (lxw_col_t)xlsx->writer.plan->count;
    struct ter_lonlat at;
    if (!wkb.data)
        return true;
    if (!xlsx->writer.options.wkt && ter_plan_holds_points(xlsx->writer.plan)) {
        if (!ter_wkb_to_point(wkb, &at))
            return ter_fail(err, TER_FAILED, "its geometry is not a point");
        worksheet_write_number(xlsx->sheet, xlsx->row, column, at.lon, NULL);
        worksheet_write_number(xlsx->sheet, xlsx->row, column + 1, at.lat, NULL);
        xlsx->widths[column] = xlsx->widths[column + 1] = 14;
        return true;
    }
    TER_AUTO_BUF struct ter_buf wkt = {0};
    if (!ter_wkt_write(&wkt, wkb))
        return ter_fail(err, TER_FAILED, "its geometry cannot be read");
    if (wkt.size > TEXT_MAX)
        xlsx->too_long++;
    else
        write_text(xlsx, column, wkt.data, NULL);
    return true;
}

static bool put(struct ter_writer *base, const struct ter_planned *record, struct ter_error *err)
{
    struct xlsx *xlsx = cast(base);
    if (xlsx->row >= ROWS_MAX)
        return ter_fail(err, TER_FAILED,
            "%s: a sheet ends at %d rows; export fewer records, or write .gpkg or .csv", base->target,
            ROWS_MAX);
    xlsx->row++;
    for (size_t i = 0; i < base->plan->count; i++)
        write_value(xlsx, i, base->plan->columns[i].field, record->values[i]);
    if (!write_position(xlsx, record->geometry, err))
        return ter_wrap(err, "%s: record %s", base->target, record->code);
    if (!xlsx->sheet->optimize_tmpfile || !ferror(xlsx->sheet->optimize_tmpfile))
        return true;
    return fail_book(xlsx, LXW_ERROR_CREATING_TMPFILE, err);
}

static bool end_layer(struct ter_writer *base, struct ter_error *err)
{
    (void)err;
    struct xlsx *xlsx = cast(base);
    for (size_t i = 0; i < xlsx->columns; i++) {
        size_t width = xlsx->widths[i] < WIDTH_MIN ? WIDTH_MIN : xlsx->widths[i];
        width = width > WIDTH_MAX ? WIDTH_MAX : width;
        worksheet_set_column(xlsx->sheet, (lxw_col_t)i, (lxw_col_t)i, (double)width + 2.5, NULL);
    }
    if (xlsx->columns)
        worksheet_autofilter(xlsx->sheet, 0, 0, xlsx->row, (lxw_col_t)(xlsx->columns - 1));
    xlsx->rows = ter_grow(xlsx->rows, &xlsx->rows_capacity, xlsx->names.count, sizeof *xlsx->rows);
    xlsx->rows[xlsx->names.count - 1] = (int64_t)xlsx->row + 1;
    if (xlsx->cut)
        ter_note(&base->notes, "%lld texts cut to %d characters, the most a cell holds", (long long)xlsx->cut,
            TEXT_MAX);
    if (xlsx->too_long)
        ter_note(&base->notes,
            "%lld geometries are longer than a cell holds (%d characters) and were left out; .gpkg "
            "holds them",
            (long long)xlsx->too_long, TEXT_MAX);
    xlsx->cut = xlsx->too_long = 0;
    return true;
}

/* ---- the end ---- */

static void describe(struct xlsx *xlsx)
{
    const struct ter_plan *plan = xlsx->writer.plan;
    TER_AUTO_BUF struct ter_buf about = {0};
    ter_plan_describe_crs(plan, &about);
    if (xlsx->writer.options.attribution)
        ter_buf_printf(&about, "%s%s", about.size ? " " : "", xlsx->writer.options.attribution);
    lxw_doc_properties properties = {.title = plan->layer->title.text[plan->lang], .comments = about.data};
    workbook_set_properties(xlsx->book, &properties);
}

static bool finish(struct ter_writer *base, struct ter_error *err)
{
    struct xlsx *xlsx = cast(base);
    TER_AUTO_FREE char *path = ter_staging_path(xlsx->staging);
    describe(xlsx);
    lxw_error code = ter_xlsx_close(xlsx->book);
    int reason = errno;
    xlsx->book = NULL;
    if (code != LXW_NO_ERROR)
        return fail_book(xlsx, code, err);
    if (!ter_xlsx_prove(path, xlsx->rows, xlsx->names.count, err)) {
        if (ter_xlsx_is_reason(reason))
            return fail_book(xlsx, LXW_ERROR_ZIP_FILE_OPERATION, err);
        return ter_wrap(err, "%s", base->target);
    }
    return ter_staging_publish(xlsx->staging, NULL, &base->files, err);
}

/* The library frees a workbook only by writing it: an unfinished one goes into the staging folder and away.
 */
static void close_writer(struct ter_writer *base)
{
    struct xlsx *xlsx = cast(base);
    if (xlsx->book)
        lxw_workbook_free(xlsx->book);
    ter_staging_close(xlsx->staging);
    ter_strings_free(&xlsx->names);
    ter_buf_free(&xlsx->text);
    free(xlsx->widths);
    free(xlsx->rows);
    free(xlsx->target);
    ter_file_free_base(base);
}

static bool open_book(struct xlsx *xlsx, struct ter_error *err)
{
    TER_AUTO_FREE char *path = ter_staging_path(xlsx->staging);
    TER_AUTO_FREE char *folder = ter_strdup(ter_staging_folder(xlsx->staging));
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = folder, .use_zip64 = LXW_TRUE};
    xlsx->book = workbook_new_opt(path, &options);
    if (!xlsx->book)
        return ter_fail(err, TER_FAILED, "%s: the workbook cannot be made", xlsx->target);
    xlsx->heading = workbook_add_format(xlsx->book);
    format_set_bold(xlsx->heading);
    format_set_bg_color(xlsx->heading, 0xDDE6EE);
    format_set_bottom(xlsx->heading, LXW_BORDER_THIN);
    xlsx->date = workbook_add_format(xlsx->book);
    format_set_num_format(xlsx->date, "yyyy-mm-dd");
    return true;
}

bool ter_xlsx_open(const char *target, const struct ter_write_options *options,
    struct ter_writer **ret_writer, struct ter_error *err)
{
    static const struct ter_file_calls calls = {begin, put, end_layer, finish, close_writer};
    (void)options;
    struct xlsx *xlsx = ter_alloc(sizeof *xlsx);
    xlsx->writer.calls = &calls;
    TER_AUTO(ter_writer_close) struct ter_writer *guard = &xlsx->writer;
    xlsx->target = ter_strdup(target);
    if (!ter_staging_open(target, &xlsx->staging, err) || !open_book(xlsx, err))
        return false;
    *ret_writer = guard;
    guard = NULL;
    return true;
}
