/* The texts that GDAL gives, as UTF-8. Mostly they are; those of a Shapefile that does not state its encoding
 * are read ahead, and all of them together decide. Part of the GDAL module. */
#ifndef TER_IMPORT_OGR_TEXTS_H
#define TER_IMPORT_OGR_TEXTS_H

#include "base/memory.h"

/* Zero-initialise; ter_ogr_texts_free ends it. */
struct ter_ogr_texts {
    struct ter_strings *notes; /* the reader's: what was assumed */
    char *asked;               /* the encoding asked for, or NULL */
    char *unstated;            /* path of a Shapefile that does not state its encoding, asked for in none */
    const char *layer;         /* its layer */
    enum { TER_TEXTS_UNJUDGED, TER_TEXTS_UTF8, TER_TEXTS_GBK } judged; /* at its first text beyond ASCII */
    bool noted;                                                        /* what was assumed */
    size_t cut; /* texts whose last character was cut off */
};
void ter_ogr_texts_free(struct ter_ogr_texts *texts);

/* *ret_text borrows from `raw` or from `converted`. */
TER_CHECKED bool ter_ogr_text(struct ter_ogr_texts *texts, const char *raw, struct ter_buf *converted,
    const char **ret_text, struct ter_error *err);

/* After the last row: note what happened to texts, once. */
void ter_ogr_texts_end(struct ter_ogr_texts *texts);

#endif
