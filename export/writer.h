/* Writers: records in, files out. A writer sees fields and values, never SQL. */
#ifndef TER_EXPORT_WRITER_H
#define TER_EXPORT_WRITER_H

#include "layer/layer.h"

#include <stdio.h>

/* What is written, and how. What belongs to the layer may be another for each layer of a file. */
struct ter_write_options {
    const struct ter_layer *layer; /* must outlive the writer */
    int epsg;                      /* of the geometries handed over; a geographic CRS */
    int to_epsg;                   /* of the file; 0: the same, or what the format demands */
    enum ter_lang lang;            /* of titles, where a format has a place for them */
    bool titles; /* headings and values of domains are written as their titles in `lang`, not as stored */
    const size_t *fields; /* which of the layer's fields, in this order; NULL: all */
    size_t field_count;
    const struct ter_field
        *extra;              /* one more column: each record has a value more than the layer has fields */
    const char *encoding;    /* Shapefile: "UTF-8" (NULL) or "CP936"; elsewhere NULL */
    const char *attribution; /* to be written into formats that can hold it; NULL: none */
    FILE *out;               /* where "-" goes; NULL: standard output */
    const char *format;      /* the name of the format; NULL: the target's extension names it */
    const struct ter_layer *const *layers; /* all that will be written into the file; NULL: `layer` only */
    size_t layer_count;
    bool wkt;       /* CSV and XLSX: points, too, in a column of WKT instead of two of numbers */
    bool no_bom;    /* CSV: without the mark by which Excel knows UTF-8 */
    bool overwrite; /* replace also what somebody else put into a GeoPackage or a database */
};

struct ter_plan;

/* All of it is filled in by ter_writer_open. */
struct ter_writer {
    /* `record` has the layer's fields in their order, and the extra column's value if there is one. */
    TER_CHECKED bool (*write)(
        struct ter_writer *writer, const struct ter_record *record, struct ter_error *err);
    /* Go on with another layer, in a format that holds several. The options of the file stay as they were. */
    TER_CHECKED bool (*next)(
        struct ter_writer *writer, const struct ter_write_options *options, struct ter_error *err);
    /* Finish and move the file into place; nothing of the old file is touched before all is written and
     * closed. */
    TER_CHECKED bool (*commit)(struct ter_writer *writer, struct ter_error *err);
    /* Free; without a commit before, everything that was written is removed. */
    void (*close)(struct ter_writer *writer);
    struct ter_strings
        notes; /* after commit: what the format could not hold: "3 texts cut to 254 bytes in LOC_TEXT" */
    struct ter_strings files; /* after commit: the paths written, the main file first */

    /* The formats' own (export/format.h). */
    const struct ter_file_format *format;
    const struct ter_file_calls *calls;
    char *target; /* as messages name it: without a password */
    struct ter_plan *plan;
    struct ter_write_options options; /* of the layer in hand */
    bool committed;
};

/* Open the writer that options.format or else the target names by its extension: a file; "-" for standard
 * output, in the formats that stream; or a database ("postgresql://…"). An unknown one lists those that are
 * known. */
TER_CHECKED bool ter_writer_open(const char *target, const struct ter_write_options *options,
    struct ter_writer **ret_writer, struct ter_error *err);
void ter_writer_close(struct ter_writer *writer);
TER_DEFINE_AUTO(struct ter_writer, ter_writer_close)

#endif
