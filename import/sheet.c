/* Owns the reader of workbooks: sheets, rows and cells of XLSX, ODS and XLS. Knows nothing of where headings
 * are found (header_row.c), which cells are merged (merged_cells.c) and what a column means.
 *
 * GDAL is told to take every row for data and every cell for text: so a code keeps its leading zeros, a whole
 * number has no ".0", a date comes as 2023/03/05, and a feature's id is the row that the workbook shows. */
#include "sheet.h"
#include "base/messages.h"
#include "base/text.h"
#include "fill_down.h"
#include "footer.h"
#include "gdal_door.h"
#include "gdal_quiet.h"
#include "header_row.h"
#include "merged_cells.h"

#include <gdal.h>
#include <ogr_api.h>
#include <stdlib.h>
#include <string.h>

struct sheet {
    struct ter_reader reader;
    GDALDatasetH dataset;
    OGRLayerH layer;
    OGRFeatureH feature;   /* whose texts the row borrows */
    struct ter_buf *texts; /* of each column: what GDAL gives as a number all the same */
    size_t width;
    struct ter_merge *merges;
    size_t merge_count;
    struct ter_head head;
    struct ter_header header;
    struct ter_fill fill;
    bool marks_notes, ended;
    struct ter_value *values;
    struct ter_source_row row;
    int64_t outside, first_outside; /* cells right of the last heading, and the row of the first */
};

static const char *const options[][2] = {
    {"OGR_XLSX_HEADERS", "DISABLE"},
    {"OGR_XLSX_FIELD_TYPES", "STRING"},
    {"OGR_ODS_HEADERS", "DISABLE"},
    {"OGR_ODS_FIELD_TYPES", "STRING"},
    {"OGR_XLS_HEADERS", "DISABLE"},
    {"OGR_XLS_FIELD_TYPES", "STRING"},
};

void ter_sheet_options(bool on)
{
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        CPLSetThreadLocalConfigOption(options[i][0], on ? options[i][1] : NULL);
}

static struct ter_value read_value(struct sheet *sheet, size_t column)
{
    if (!OGR_F_IsFieldSetAndNotNull(sheet->feature, (int)column))
        return (struct ter_value){0};
    const char *text = OGR_F_GetFieldAsString(sheet->feature, (int)column);
    OGRFieldDefnH field = OGR_F_GetFieldDefnRef(sheet->feature, (int)column);
    if (OGR_Fld_GetType(field) != OFTString) { /* the next column would overwrite it */
        ter_buf_clear(&sheet->texts[column]);
        ter_buf_text(&sheet->texts[column], text);
        text = sheet->texts[column].data;
    }
    if (!text[strspn(text, " \t\r\n")] || !ter_text_valid(text, strlen(text), NULL))
        return (struct ter_value){0};
    return ter_value_text(text);
}

/* Go on to the next row with any text; sheet->feature is NULL at the end. */
static bool take_row(struct sheet *sheet, struct ter_error *err)
{
    for (;;) {
        OGR_F_Destroy(sheet->feature);
        ter_gdal_begin_quiet();
        sheet->feature = OGR_L_GetNextFeature(sheet->layer);
        if (!ter_gdal_end_quiet() && !sheet->feature)
            return ter_fail(err, TER_FAILED, "cannot be read after row %lld: %s",
                (long long)sheet->row.number, ter_gdal_says());
        if (!sheet->feature)
            return true;
        sheet->row.done++;
        sheet->row.number = OGR_F_GetFID(sheet->feature);
        for (size_t i = 0; i < sheet->width; i++)
            if (read_value(sheet, i).type != TER_VALUE_NULL)
                return true;
    }
}

static void note_all(struct sheet *sheet)
{
    if (sheet->ended)
        return;
    sheet->ended = true;
    ter_fill_notes(&sheet->fill, sheet->reader.info.columns, &sheet->reader.notes);
    if (sheet->outside)
        ter_note(&sheet->reader.notes,
            "cells right of the last heading, not read: %lld (the first in row %lld)",
            (long long)sheet->outside, (long long)sheet->first_outside);
}

static void read_row(struct sheet *sheet)
{
    size_t count = sheet->reader.info.column_count;
    for (size_t i = 0; i < count; i++)
        sheet->values[i] = i < sheet->width ? read_value(sheet, i) : (struct ter_value){0};
    for (size_t i = count; i < sheet->width; i++)
        if (read_value(sheet, i).type != TER_VALUE_NULL && !sheet->outside++)
            sheet->first_outside = sheet->row.number;
    sheet->row.no_record =
        sheet->marks_notes ? ter_footer_reason(sheet->values, sheet->reader.info.columns, count) : NULL;
    if (sheet->marks_notes && !sheet->row.no_record)
        ter_fill_row(&sheet->fill, sheet->row.number, sheet->values);
}

static bool sheet_next(
    struct ter_reader *reader, const struct ter_source_row **ret_row, struct ter_error *err)
{
    struct sheet *sheet = (struct sheet *)reader;
    *ret_row = NULL;
    if (!take_row(sheet, err))
        return false;
    if (!sheet->feature) {
        note_all(sheet);
        return true;
    }
    read_row(sheet);
    *ret_row = &sheet->row;
    return true;
}

static void sheet_close(struct ter_reader *reader)
{
    struct sheet *sheet = (struct sheet *)reader;
    OGR_F_Destroy(sheet->feature);
    for (size_t i = 0; i < sheet->width; i++)
        ter_buf_free(&sheet->texts[i]);
    free(sheet->texts);
    free(sheet->values);
    free(sheet->merges);
    ter_head_free(&sheet->head);
    ter_header_free(&sheet->header);
    ter_fill_free(&sheet->fill);
    ter_strings_free(&reader->notes);
    ter_gdal_begin_quiet();
    if (sheet->dataset)
        GDALClose(sheet->dataset); /* opened for reading: nothing can be lost */
    ter_gdal_end_quiet();
    free(sheet);
}

/* Of an archive that does not unpack to what was packed, GDAL names a line of its own source. */
static void refuse_part(struct ter_error *err)
{
    if (strstr(ter_gdal_says(), "decompression failed"))
        ter_fail(err, TER_FAILED, "is damaged: not all of it unpacks; get the file again");
    else
        ter_fail(err, TER_FAILED, "cannot be read whole (%s); save the sheet as .csv", ter_gdal_says());
}

bool ter_sheet_dataset(const char *path, GDALDatasetH *ret_dataset, struct ter_error *err)
{
    static const char *const drivers[] = {"XLSX", "ODS", "XLS", NULL};
    static bool registered;
    if (!registered)
        GDALAllRegister();
    registered = true;
    ter_gdal_begin_quiet();
    GDALDatasetH dataset =
        GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers, NULL, NULL);
    if (dataset)
        GDALDatasetGetLayerCount(dataset); /* of an ODS it is this that reads the rows */
    bool whole = ter_gdal_end_quiet();
    if (!dataset)
        return ter_fail(err, TER_FAILED, "is no workbook that can be read (%s)", ter_gdal_says());
    if (!whole) {
        refuse_part(err);
        ter_gdal_begin_quiet();
        GDALClose(dataset); /* opened for reading: nothing can be lost */
        ter_gdal_end_quiet();
        return false;
    }
    *ret_dataset = dataset;
    return true;
}

bool ter_sheet_load(OGRLayerH layer, int64_t *ret_rows, struct ter_error *err)
{
    ter_gdal_begin_quiet();
    *ret_rows = OGR_L_GetFeatureCount(layer, TRUE);
    return ter_gdal_end_quiet() ? true
                                : ter_fail(err, TER_FAILED, "sheet \"%s\" cannot be read whole: %s",
                                      OGR_L_GetName(layer), ter_gdal_says());
}

/* The sheet of that name, or the first that is not empty. */
static bool find_sheet(struct sheet *sheet, const char *from, struct ter_error *err)
{
    int count = GDALDatasetGetLayerCount(sheet->dataset);
    TER_AUTO_FREE const char **names = ter_alloc(((size_t)count + 1) * sizeof *names);
    TER_AUTO_BUF struct ter_buf list = {0};
    for (int i = 0; i < count; i++) {
        OGRLayerH layer = GDALDatasetGetLayer(sheet->dataset, i);
        names[i] = OGR_L_GetName(layer);
        ter_buf_printf(&list, "%s%s", i ? ", " : "", names[i]);
        if (sheet->layer || (from && strcmp(from, names[i]) != 0))
            continue;
        if (!ter_sheet_load(layer, &sheet->reader.info.size_hint, err))
            return false;
        if (sheet->reader.info.size_hint)
            sheet->layer = layer;
        else if (from)
            return ter_fail(err, TER_FAILED, "sheet \"%s\" is empty", from);
    }
    if (sheet->layer)
        return true;
    if (!from)
        return ter_fail(err, TER_FAILED, "the workbook has no sheet with text in it");
    const char *near = ter_text_suggest(from, names, (size_t)count);
    if (near)
        return ter_fail(err, TER_USAGE, "the file has no sheet \"%s\"; did you mean \"%s\"?", from, near);
    return ter_fail(err, TER_USAGE, "the file has no sheet \"%s\"; it has: %s", from, list.data);
}

static void note_sheet(struct sheet *sheet)
{
    int count = GDALDatasetGetLayerCount(sheet->dataset);
    const char *name = OGR_L_GetName(sheet->layer);
    TER_AUTO_BUF struct ter_buf others = {0};
    for (int i = 0; i < count; i++) {
        const char *other = OGR_L_GetName(GDALDatasetGetLayer(sheet->dataset, i));
        if (strcmp(other, name) != 0)
            ter_buf_printf(&others, "%s%s", others.size ? ", " : "", other);
    }
    if (others.size)
        ter_note(
            &sheet->reader.notes, "sheet \"%s\" is read; --from NAME takes another: %s", name, others.data);
}

static bool choose_sheet(struct sheet *sheet, const char *path, const char *from, struct ter_error *err)
{
    if (!find_sheet(sheet, from, err))
        return false;
    if (!from)
        note_sheet(sheet);
    sheet->width = (size_t)OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(sheet->layer));
    sheet->texts = ter_alloc((sheet->width + 1) * sizeof *sheet->texts);
    OGR_L_ResetReading(sheet->layer);
    return ter_workbook_merges(path, OGR_L_GetName(sheet->layer), &sheet->merges, &sheet->merge_count, err);
}

static void keep_row(struct sheet *sheet)
{
    struct ter_head_row *row = ter_head_add(&sheet->head, sheet->row.number, sheet->width);
    for (size_t i = 0; row && i < sheet->width; i++) {
        struct ter_value value = read_value(sheet, i);
        if (value.type == TER_VALUE_NULL)
            continue;
        row->cells[i] = ter_strdup(value.text);
        row->count = i + 1;
    }
    if (!row)
        return;
    while (row->count && !row->cells[row->count - 1]) /* columns that are merely coloured have no heading */
        row->count--;
}

/* As the CSV reader does: a row that is asked for is the first to keep, without known headings the only one.
 */
static bool read_head(struct sheet *sheet, const struct ter_read_options *read, struct ter_error *err)
{
    size_t rows = !read->known ? 1 : read->header_row ? 2 : TER_HEAD_ROWS;
    while (sheet->head.count < rows) {
        if (!take_row(sheet, err))
            return false;
        if (!sheet->feature)
            return true;
        if (sheet->row.number >= read->header_row)
            keep_row(sheet);
    }
    return true;
}

/* Go back to the row under the headings. */
static bool skip_head(struct sheet *sheet, struct ter_error *err)
{
    int64_t last = sheet->head.rows[sheet->header.rows - 1].number;
    OGR_L_ResetReading(sheet->layer);
    sheet->row.number = sheet->row.done = 0;
    while (sheet->row.number < last)
        if (!take_row(sheet, err))
            return false;
    return true;
}

static bool read_heading(struct sheet *sheet, const struct ter_read_options *read, struct ter_error *err)
{
    struct ter_source_info *info = &sheet->reader.info;
    const struct ter_header_question question = {"row", read->known, read->header_row};
    if (!read_head(sheet, read, err))
        return false;
    if (!sheet->head.count && !read->header_row)
        return ter_fail(err, TER_FAILED, "sheet \"%s\" is empty", OGR_L_GetName(sheet->layer));
    if (!ter_header_find(&sheet->head, &question, &sheet->header, &sheet->reader.notes, err))
        return false;
    info->columns = (const char *const *)sheet->header.columns;
    info->column_count = sheet->header.column_count;
    sheet->values = ter_alloc((info->column_count + 1) * sizeof *sheet->values);
    sheet->row.values = sheet->values;
    sheet->marks_notes = read->known != NULL;
    ter_fill_begin(&sheet->fill, info->column_count, sheet->header.fills);
    sheet->fill.merges = sheet->merges;
    sheet->fill.merge_count = sheet->merge_count;
    sheet->fill.all = read->fill_down;
    return skip_head(sheet, err);
}

bool ter_sheet_open_reader(const char *path, const struct ter_read_options *read,
    struct ter_reader **ret_reader, struct ter_error *err)
{
    if (!ter_workbook_check(path, err))
        return false;
    struct sheet *sheet = ter_alloc(sizeof *sheet);
    sheet->reader = (struct ter_reader){.kind = &ter_reader_sheet, .next = sheet_next, .close = sheet_close};
    TER_AUTO(ter_reader_close) struct ter_reader *reader = &sheet->reader;
    ter_sheet_options(true);
    bool opened = ter_sheet_dataset(path, &sheet->dataset, err) && choose_sheet(sheet, path, read->from, err);
    ter_sheet_options(false);
    if (!opened || !read_heading(sheet, read, err))
        return false;
    *ret_reader = reader;
    reader = NULL;
    return true;
}
