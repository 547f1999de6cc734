/* Owns what a Shapefile's columns and files can hold: bytes, encodings, sizes. Knows nothing of GDAL. */
#include "shapefile.h"

#include "base/text.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *given, *name;
} encodings[] = {{"UTF-8", "UTF-8"}, {"UTF8", "UTF-8"}, {"CP936", "CP936"}, {"GBK", "CP936"}};

struct ter_shape_coder {
    const char *name;
    bool converts; /* false for UTF-8, which needs no iconv */
    iconv_t iconv;
    struct ter_buf text;
};

bool ter_shape_coder_open(const char *encoding, struct ter_shape_coder **ret_coder, struct ter_error *err)
{
    const char *name = encoding ? NULL : "UTF-8";
    for (size_t i = 0; !name && i < sizeof encodings / sizeof *encodings; i++)
        if (strcasecmp(encoding, encodings[i].given) == 0)
            name = encodings[i].name;
    if (!name)
        return ter_fail(
            err, TER_USAGE, "a Shapefile is written in UTF-8 or CP936 (GBK), not in \"%s\"", encoding);
    bool converts = strcmp(name, "UTF-8") != 0;
    iconv_t converter = converts ? iconv_open(name, "UTF-8") : NULL;
    if ((intptr_t)converter == -1)
        return ter_fail(err, TER_FAILED, "this system cannot convert to %s: %s", name, strerror(errno));
    struct ter_shape_coder *coder = ter_alloc(sizeof *coder);
    coder->name = name;
    coder->converts = converts;
    coder->iconv = converter;
    *ret_coder = coder;
    return true;
}

void ter_shape_coder_close(struct ter_shape_coder *coder)
{
    if (!coder)
        return;
    if (coder->converts)
        iconv_close(coder->iconv);
    ter_buf_free(&coder->text);
    free(coder);
}

const char *ter_shape_coder_name(const struct ter_shape_coder *coder)
{
    return coder->name;
}

static struct ter_shape_text fit_utf8(struct ter_shape_coder *coder, const char *text, size_t size)
{
    if (size <= TER_SHAPE_TEXT_MAX)
        return (struct ter_shape_text){.text = text, .size = size, .width = size};
    ter_buf_clear(&coder->text);
    ter_buf_add(&coder->text, text, ter_text_cut(text, TER_SHAPE_TEXT_MAX));
    return (struct ter_shape_text){
        .text = coder->text.data, .size = coder->text.size, .width = coder->text.size, .cut = true};
}

/* Bytes that one character takes; 0 when the encoding lacks it. */
static size_t encoded_width(iconv_t converter, const char *character, size_t size)
{
    char copy[8], encoded[8];
    char *in = copy, *out = encoded;
    size_t in_left = size, out_left = sizeof encoded;
    if (size > sizeof copy)
        return 0;
    memcpy(copy, character, size);
    if (iconv(converter, &in, &in_left, &out, &out_left) == (size_t)-1) {
        iconv(converter, NULL, NULL, NULL, NULL);
        return 0;
    }
    return sizeof encoded - out_left;
}

struct ter_shape_text ter_shape_fit(struct ter_shape_coder *coder, const char *text, size_t size)
{
    if (!coder->converts)
        return fit_utf8(coder, text, size);
    struct ter_shape_text fitted = {0};
    ter_buf_clear(&coder->text);
    uint32_t codepoint;
    for (size_t at = 0, step; (step = ter_text_next(text + at, &codepoint)); at += step) {
        size_t width = codepoint < 0x80 ? 1 : encoded_width(coder->iconv, text + at, step);
        if (fitted.width + (width ? width : 1) > TER_SHAPE_TEXT_MAX) {
            fitted.cut = true;
            break;
        }
        fitted.lossy |= width == 0;
        fitted.width += width ? width : 1;
        ter_buf_add(&coder->text, width ? text + at : "?", width ? step : 1);
    }
    fitted.text = coder->text.data ? coder->text.data : "";
    fitted.size = coder->text.size;
    return fitted;
}

void ter_shape_size_add(struct ter_shape_size *size, size_t wkb_size, size_t row_size)
{
    /* A record of .shp: header 8, type, box and counts 44, four bytes a part, sixteen a position. WKB spends
     * as much or more on parts, so this is never too little (for points about double). */
    size->shp += wkb_size ? 8 + 44 + (int64_t)wkb_size : 12;
    size->dbf += (int64_t)row_size;
}

bool ter_shape_size_fits(struct ter_shape_size size)
{
    static const int64_t limit = INT32_MAX - (int64_t)(1 << 20); /* headers and a last record */
    return size.shp < limit && size.dbf < limit;
}
