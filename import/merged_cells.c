/* Owns the few facts of a workbook that GDAL keeps to itself, read from its archive. Knows nothing of values.
 */
#include "merged_cells.h"

#include "gdal_quiet.h"
#include "xml_tags.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* GDAL holds a whole sheet in memory: 84 MiB of XML, 200,000 rows of 12 cells, took 413 MB. */
enum { LARGEST_MIB = 512, MOST_ROWS = 1048576, MOST_COLUMNS = 16384 };

struct merges {
    struct ter_merge *items;
    size_t count, capacity;
};

static bool has_extension(const char *path, const char *extension)
{
    const char *dot = strrchr(path, '.');
    return dot && strcasecmp(dot + 1, extension) == 0;
}

static bool is_archive(const char *path)
{
    char magic[4] = "";
    FILE *file = fopen(path, "rb");
    if (file && fread(magic, 1, sizeof magic, file) != sizeof magic)
        magic[0] = '\0';
    if (file)
        fclose(file); /* only read from */
    return memcmp(magic, "PK\3\4", 4) == 0;
}

/* What a part says of its own size, or what comes out of it, whichever is more: nobody vouches for the first,
 * and GDAL reads on beyond it. */
static uint64_t part_size(const char *path, uint64_t most)
{
    static char block[1 << 16];
    VSIStatBufL status;
    uint64_t said = VSIStatExL(path, &status, VSI_STAT_SIZE_FLAG) == 0 ? (uint64_t)status.st_size : 0,
             size = 0;
    VSILFILE *file = said <= most ? VSIFOpenL(path, "rb") : NULL;
    for (size_t got = 1; file && got && size <= most; size += got)
        got = VSIFReadL(block, 1, sizeof block, file);
    if (file)
        VSIFCloseL(file); /* only read from */
    return size > said ? size : said;
}

/* Up to a little above `most`. An archive inside an archive counts once: nothing opens it. */
static uint64_t unpacked_size(const char *path, uint64_t most)
{
    uint64_t size = 0;
    TER_AUTO_FREE char *root = ter_format("/vsizip/{%s}", path);
    ter_gdal_begin_quiet(); /* what is damaged is told where it is read */
    char **names = VSIReadDirRecursive(root);
    for (char **name = names; name && *name && size <= most; name++) {
        TER_AUTO_FREE char *full = ter_format("%s/%s", root, *name);
        size += part_size(full, most - size);
    }
    CSLDestroy(names);
    ter_gdal_end_quiet();
    return size;
}

bool ter_workbook_check(const char *path, struct ter_error *err)
{
    if (!has_extension(path, "ods") && !has_extension(path, "xlsx") && !has_extension(path, "xlsm"))
        return true;
    if (!is_archive(path))
        return ter_fail(err, TER_FAILED,
            "is no workbook of this kind: it is protected by a password, or another kind of file under a new "
            "name; open it and save it as .xlsx or .csv");
    if (unpacked_size(path, (uint64_t)LARGEST_MIB << 20) > (uint64_t)LARGEST_MIB << 20)
        return ter_fail(err, TER_FAILED,
            "unpacks to more than %d MiB, and a workbook must fit in memory; save the sheet as .csv",
            LARGEST_MIB);
    return true;
}

static void add(struct merges *merges, size_t column, int64_t first, int64_t last)
{
    if (first < 1 || last <= first || last > MOST_ROWS || column >= MOST_COLUMNS)
        return; /* where no cell can be */
    merges->items = ter_grow(merges->items, &merges->capacity, merges->count + 1, sizeof *merges->items);
    merges->items[merges->count++] = (struct ter_merge){column, first, last};
}

/* "B12": column 1, row 12. */
static const char *read_cell(const char *text, size_t *ret_column, int64_t *ret_row)
{
    char *end;
    size_t column = 0;
    for (; *text >= 'A' && *text <= 'Z' && column < 100000; text++)
        column = column * 26 + (size_t)(*text - 'A' + 1);
    *ret_row = strtoll(text, &end, 10);
    *ret_column = column - 1;
    return column && end != text ? end : NULL;
}

static void read_sheet(struct ter_tags *tags, struct merges *merges)
{
    while (ter_tags_next(tags)) {
        if (!ter_tags_at(tags, "mergeCell"))
            continue;
        TER_AUTO_FREE char *place = ter_tags_attribute(tags, "ref");
        size_t column, last_column;
        int64_t first, last;
        const char *rest = place ? read_cell(place, &column, &first) : NULL;
        if (rest && *rest == ':' && read_cell(rest + 1, &last_column, &last))
            add(merges, column, first, last);
    }
}

/* The name in the archive of the part that a relation of the workbook means; NULL when there is none. */
static char *related_part(const char *path, const char *relation)
{
    TER_AUTO_FREE char *relations = ter_format("/vsizip/{%s}/xl/_rels/workbook.xml.rels", path);
    TER_AUTO(ter_tags_close) struct ter_tags *tags = ter_tags_open(relations);
    while (tags && ter_tags_next(tags)) {
        TER_AUTO_FREE char *id = ter_tags_attribute(tags, "Id");
        TER_AUTO_FREE char *target = ter_tags_attribute(tags, "Target");
        if (!ter_tags_at(tags, "Relationship") || !id || !target || strcmp(id, relation) != 0)
            continue;
        return *target == '/' ? ter_format("/vsizip/{%s}%s", path, target)
                              : ter_format("/vsizip/{%s}/xl/%s", path, target);
    }
    return NULL;
}

static bool read_workbook(const char *path, const char *sheet, char **ret_part, struct ter_error *err)
{
    TER_AUTO_FREE char *workbook = ter_format("/vsizip/{%s}/xl/workbook.xml", path);
    TER_AUTO_FREE char *relation = NULL;
    TER_AUTO(ter_tags_close) struct ter_tags *tags = ter_tags_open(workbook);
    while (tags && ter_tags_next(tags)) {
        if (ter_tags_at(tags, "workbookPr")) {
            TER_AUTO_FREE char *from_1904 = ter_tags_attribute(tags, "date1904");
            if (from_1904 && (strcmp(from_1904, "1") == 0 || strcmp(from_1904, "true") == 0))
                return ter_fail(err, TER_FAILED,
                    "the workbook counts its dates from 1904, which cannot be read; save the sheet as .csv");
        }
        TER_AUTO_FREE char *name = ter_tags_at(tags, "sheet") ? ter_tags_attribute(tags, "name") : NULL;
        if (name && strcmp(name, sheet) == 0 && !relation)
            relation = ter_tags_attribute(tags, "id");
    }
    *ret_part = relation ? related_part(path, relation) : NULL;
    return true;
}

static int64_t at_most(int64_t number, int64_t most)
{
    return number < most ? number : most;
}

/* Of an ODS table: a cell over several rows says so itself; cells and rows may stand for many of their kind.
 */
static void read_table(struct ter_tags *tags, struct merges *merges)
{
    int64_t row = 1, repeat = 0;
    size_t column = 0;
    while (ter_tags_next(tags) && !ter_tags_at(tags, "/table")) {
        if (ter_tags_at(tags, "table-row")) {
            row = at_most(row + repeat, MOST_ROWS + 1);
            repeat = at_most(ter_tags_number(tags, "number-rows-repeated", 1), MOST_ROWS);
            column = 0;
        } else if (ter_tags_at(tags, "table-cell") || ter_tags_at(tags, "covered-table-cell")) {
            int64_t spanned = at_most(ter_tags_number(tags, "number-rows-spanned", 1), MOST_ROWS);
            add(merges, column, row, row + spanned - 1);
            column += (size_t)at_most(ter_tags_number(tags, "number-columns-repeated", 1), MOST_COLUMNS);
        }
    }
}

static void read_content(struct ter_tags *tags, const char *sheet, struct merges *merges)
{
    while (ter_tags_next(tags)) {
        TER_AUTO_FREE char *name = ter_tags_at(tags, "table") ? ter_tags_attribute(tags, "name") : NULL;
        if (!name || strcmp(name, sheet) != 0)
            continue;
        read_table(tags, merges);
        return;
    }
}

static bool read_merges(const char *path, const char *sheet, struct merges *merges, struct ter_error *err)
{
    TER_AUTO_FREE char *part = NULL;
    bool ods = has_extension(path, "ods");
    if (ods)
        part = ter_format("/vsizip/{%s}/content.xml", path);
    else if (!read_workbook(path, sheet, &part, err))
        return false;
    TER_AUTO(ter_tags_close) struct ter_tags *tags = part ? ter_tags_open(part) : NULL;
    if (tags && ods)
        read_content(tags, sheet, merges);
    else if (tags)
        read_sheet(tags, merges);
    return true;
}

static int by_place(const void *left, const void *right)
{
    const struct ter_merge *a = left, *b = right;
    return a->column != b->column ? (a->column > b->column) - (a->column < b->column)
                                  : (a->first > b->first) - (a->first < b->first);
}

bool ter_workbook_merges(const char *path, const char *sheet, struct ter_merge **ret_merges,
    size_t *ret_count, struct ter_error *err)
{
    struct merges merges = {0};
    ter_gdal_begin_quiet();
    bool read = read_merges(path, sheet, &merges, err);
    ter_gdal_end_quiet();
    if (!read)
        return false;
    if (merges.count)
        qsort(merges.items, merges.count, sizeof *merges.items, by_place);
    *ret_merges = merges.items;
    *ret_count = merges.count;
    return true;
}
