/* The writer that all formats of text share, and what a format adds to it. It needs no GDAL, streams, and can
 * write to standard output. For this folder only. */
#ifndef TER_EXPORT_TEXT_H
#define TER_EXPORT_TEXT_H

#include "format.h"
#include "staging.h"

#include <stdio.h>

struct ter_text_writer;

/* Each appends to writer->text, which is written out between the calls. All but `record` may be NULL. */
struct ter_text_format {
    void (*file_begin)(struct ter_text_writer *writer);
    void (*layer_begin)(struct ter_text_writer *writer);
    TER_CHECKED bool (*record)(
        struct ter_text_writer *writer, const struct ter_planned *record, struct ter_error *err);
    void (*layer_end)(struct ter_text_writer *writer);
    void (*file_end)(struct ter_text_writer *writer);
};

struct ter_text_writer {
    struct ter_writer writer; /* first: the two are one pointer */
    const struct ter_text_format *text_format;
    struct ter_buf text;
    struct ter_strings heads;    /* the format's own: what stands before each column's value */
    struct ter_staging *staging; /* NULL: standard output */
    FILE *file;
    size_t layers;    /* begun so far */
    int64_t in_layer; /* records */
    bool wide;        /* GeoJSONSeq: a record separator before each line */
    int64_t lost;     /* KML: characters that XML cannot hold */
    size_t named;     /* KML: the column that stands under the pin; SIZE_MAX: none */
    bool code_named;  /* KML: the code does */
};

TER_CHECKED bool ter_text_open(const struct ter_text_format *text_format, const char *target,
    const struct ter_write_options *options, struct ter_writer **ret_writer, struct ter_error *err);

#endif
