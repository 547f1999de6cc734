/* Owns the reading of a whole workbook through GDAL. Knows nothing of what its cells mean. */
#include "book.h"
#include "gdal_door.h"
#include "gdal_quiet.h"
#include "merged_cells.h"
#include "sheet.h"

#include "base/text.h"

#include <ogr_api.h>
#include <string.h>

static char *cell_of(OGRFeatureH feature, int column)
{
    if (!OGR_F_IsFieldSetAndNotNull(feature, column))
        return NULL;
    const char *text = OGR_F_GetFieldAsString(feature, column);
    if (!ter_text_valid(text, strlen(text), NULL))
        return NULL;
    TER_AUTO_FREE char *copy = ter_strdup(text);
    const char *trimmed = ter_text_trim(copy);
    return *trimmed ? ter_strdup(trimmed) : NULL;
}

static void add_row(struct ter_book_sheet *sheet, OGRFeatureH feature)
{
    bool any = false;
    char **cells = ter_alloc((sheet->width + 1) * sizeof *cells);
    for (size_t i = 0; i < sheet->width; i++)
        any = (cells[i] = cell_of(feature, (int)i)) || any;
    sheet->rows = ter_grow(sheet->rows, &sheet->capacity, sheet->count + 1, sizeof *sheet->rows);
    if (any)
        sheet->rows[sheet->count++] = (struct ter_book_row){OGR_F_GetFID(feature), cells};
    else
        ter_auto_free_pointer(&cells);
}

static bool read_sheet(OGRLayerH layer, size_t most, struct ter_book_sheet *sheet, struct ter_error *err)
{
    int64_t rows;
    sheet->name = ter_strdup(OGR_L_GetName(layer));
    if (!ter_sheet_load(layer, &rows, err))
        return false;
    sheet->width = (size_t)OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(layer));
    OGR_L_ResetReading(layer);
    while (!most || sheet->count < most) {
        ter_gdal_begin_quiet();
        OGRFeatureH feature = OGR_L_GetNextFeature(layer);
        bool good = ter_gdal_end_quiet();
        if (!feature)
            return good || ter_fail(err, TER_FAILED, "sheet \"%s\" cannot be read whole: %s", sheet->name,
                               ter_gdal_says());
        add_row(sheet, feature);
        OGR_F_Destroy(feature);
    }
    return true;
}

static bool read_book(GDALDatasetH dataset, size_t most, struct ter_book *book, struct ter_error *err)
{
    int count = GDALDatasetGetLayerCount(dataset);
    book->sheets = ter_alloc(((size_t)count + 1) * sizeof *book->sheets);
    for (int i = 0; i < count; i++) {
        struct ter_book_sheet *sheet = &book->sheets[book->count++];
        if (!read_sheet(GDALDatasetGetLayer(dataset, i), most, sheet, err))
            return false;
    }
    return true;
}

bool ter_sheet_read_book(const char *path, size_t most, struct ter_book *ret_book, struct ter_error *err)
{
    TER_AUTO_BOOK struct ter_book book = {0};
    GDALDatasetH dataset;
    if (!ter_workbook_check(path, err))
        return false;
    ter_sheet_options(true);
    bool done = ter_sheet_dataset(path, &dataset, err);
    if (done) {
        done = read_book(dataset, most, &book, err);
        ter_gdal_begin_quiet();
        GDALClose(dataset); /* opened for reading: nothing can be lost */
        ter_gdal_end_quiet();
    }
    ter_sheet_options(false);
    if (!done)
        return false;
    *ret_book = book;
    book = (struct ter_book){0};
    return true;
}
