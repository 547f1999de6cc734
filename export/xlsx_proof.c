/* Owns the counting of rows in a finished workbook. */
#include "xlsx_proof.h"

#include "gdal_log.h"

#include <cpl_vsi.h>
#include <string.h>

/* How often `word` stands in the file, wherever the pieces that are read part it; -1: it cannot be read. */
static int64_t count_word(const char *path, const char *word)
{
    enum { PIECE = 1 << 16 };
    VSILFILE *file = VSIFOpenL(path, "rb");
    if (!file)
        return -1;
    size_t length = strlen(word), kept = 0;
    TER_AUTO_FREE char *piece = ter_alloc(PIECE + length);
    int64_t count = 0;
    for (size_t size; (size = VSIFReadL(piece + kept, 1, PIECE, file)) > 0;) {
        size += kept;
        const char *at = piece, *end = piece + size;
        for (const char *found; (found = memmem(at, (size_t)(end - at), word, length)); at = found + length)
            count++;
        kept = (size_t)(end - at) < length - 1 ? (size_t)(end - at) : length - 1;
        memmove(piece, end - kept, kept);
    }
    VSIFCloseL(file);
    return count;
}

bool ter_xlsx_prove(const char *path, const int64_t *rows, size_t sheets, struct ter_error *err)
{
    struct ter_gdal_log ignored = {0};
    bool good = true;
    ter_gdal_listen(&ignored);
    for (size_t i = 0; good && i < sheets; i++) {
        TER_AUTO_FREE char *sheet = ter_format("/vsizip/{%s}/xl/worksheets/sheet%zu.xml", path, i + 1);
        int64_t found = count_word(sheet, "</row>");
        if (found != rows[i])
            good = ter_fail(err, TER_FAILED, "sheet %zu holds %lld rows of %lld; the disk may be full", i + 1,
                (long long)(found < 0 ? 0 : found), (long long)rows[i]);
    }
    ter_gdal_deaf();
    return good;
}
