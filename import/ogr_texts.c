/* Owns the encoding of texts that come through GDAL. Knows nothing of rows and columns beyond them. */
#include "ogr_texts.h"

#include "base/messages.h"
#include "base/text.h"
#include "decode.h"
#include "gdal_quiet.h"
#include "text_votes.h"

#include <gdal.h>
#include <ogr_api.h>
#include <stdlib.h>
#include <string.h>

static const char likeliest[] = "GB18030";

void ter_ogr_texts_free(struct ter_ogr_texts *texts)
{
    free(texts->asked);
    free(texts->unstated);
    *texts = (struct ter_ogr_texts){0};
}

static void vote_headings(OGRFeatureDefnH definition, struct ter_text_votes *votes)
{
    for (int i = 0; i < OGR_FD_GetFieldCount(definition); i++)
        ter_text_vote(votes, OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i)));
}

static void vote_rows(OGRLayerH layer, OGRFeatureDefnH definition, struct ter_text_votes *votes)
{
    static const char *const ignored[] = {"OGR_GEOMETRY", NULL};
    int fields = OGR_FD_GetFieldCount(definition);
    OGR_L_SetIgnoredFields(layer, (const char **)(uintptr_t)ignored);
    while (!ter_text_votes_settled(votes)) {
        OGRFeatureH feature = OGR_L_GetNextFeature(layer);
        if (!feature)
            return;
        for (int i = 0; i < fields; i++)
            if (OGR_Fld_GetType(OGR_FD_GetFieldDefn(definition, i)) == OFTString &&
                OGR_F_IsFieldSetAndNotNull(feature, i))
                ter_text_vote(votes, OGR_F_GetFieldAsString(feature, i));
        OGR_F_Destroy(feature);
    }
}

/* Headings and texts vote through a handle of its own; shapes are not read. A file that cannot be read to its
 * end votes with what was read: whoever reads the rows meets the fault. */
static void vote(const char *path, const char *name, struct ter_text_votes *votes)
{
    static const char *const as_it_is[] = {"ENCODING=", NULL};
    ter_gdal_begin_quiet();
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, as_it_is, NULL);
    OGRLayerH layer = dataset ? GDALDatasetGetLayerByName(dataset, name) : NULL;
    if (layer) {
        OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
        vote_headings(definition, votes);
        vote_rows(layer, definition, votes);
    }
    if (dataset)
        GDALClose(dataset); /* opened for reading: nothing can be lost */
    ter_gdal_end_quiet();
}

/* The file as a whole has one encoding; a single short text may be read in two. */
static void judge(struct ter_ogr_texts *texts)
{
    TER_AUTO_TEXT_VOTES struct ter_text_votes votes = {0};
    vote(texts->unstated, texts->layer, &votes);
    TER_AUTO_FREE char *words = ter_text_votes_words(&votes);
    texts->judged = ter_text_votes_utf8(&votes) ? TER_TEXTS_UTF8 : TER_TEXTS_GBK;
    texts->noted = words != NULL;
    if (words)
        ter_strings_add(texts->notes, words);
}

/* Of a file judged to be UTF-8. */
static bool without_cut(struct ter_ogr_texts *texts, const char *raw, struct ter_buf *converted,
    const char **ret_text, struct ter_error *err)
{
    size_t whole = ter_text_before_cut(raw);
    if (!raw[whole])
        return ter_fail(err, TER_FAILED,
            "text is not valid UTF-8, though most of the file is; mend it, or name the encoding with "
            "--encoding (GB18030?)");
    texts->cut++;
    ter_buf_clear(converted);
    ter_buf_add(converted, raw, whole);
    ter_buf_text(converted, "");
    *ret_text = converted->data;
    return true;
}

static bool is_ascii(const char *text)
{
    while (*text && (unsigned char)*text <= 127)
        text++;
    return !*text;
}

/* Of a file that should be UTF-8, or that was asked for in an encoding, what is no UTF-8 is taken as the
 * asked one or the likeliest, text by text: a damaged one spoils no other. */
static bool convert(struct ter_ogr_texts *texts, const char *raw, struct ter_buf *converted,
    const char **ret_text, struct ter_error *err)
{
    const char *encoding = texts->asked ? texts->asked : likeliest;
    TER_AUTO_FREE char *text = NULL;
    if (!ter_decode_text(raw, encoding, &text, err))
        return ter_fail(err, TER_FAILED,
            "text is neither valid UTF-8 nor %s; name the encoding with --encoding", encoding);
    if (!texts->asked && !texts->noted)
        ter_note(texts->notes, "assumed encoding %s: not valid UTF-8; --encoding overrides", encoding);
    texts->noted = true;
    ter_buf_clear(converted);
    ter_buf_text(converted, text);
    *ret_text = converted->data;
    return true;
}

bool ter_ogr_text(struct ter_ogr_texts *texts, const char *raw, struct ter_buf *converted,
    const char **ret_text, struct ter_error *err)
{
    bool ascii = is_ascii(raw);
    if (texts->unstated && texts->judged == TER_TEXTS_UNJUDGED && !ascii)
        judge(texts);
    if (ascii || (texts->judged != TER_TEXTS_GBK && ter_text_valid(raw, strlen(raw), NULL))) {
        *ret_text = raw;
        return true;
    }
    return texts->judged == TER_TEXTS_UTF8 ? without_cut(texts, raw, converted, ret_text, err)
                                           : convert(texts, raw, converted, ret_text, err);
}

void ter_ogr_texts_end(struct ter_ogr_texts *texts)
{
    if (texts->cut)
        ter_note(texts->notes,
            "%zu text%s in the middle of a character, which was dropped: the file's columns are too narrow",
            texts->cut, texts->cut == 1 ? " ends" : "s end");
    texts->cut = 0;
}
