/* Writers: records in, files out. A writer sees fields and values, never SQL. */
#ifndef TER_EXPORT_WRITER_H
#define TER_EXPORT_WRITER_H

#include "layer/layer.h"

struct ter_write_options {
    const struct ter_layer *layer; /* must outlive the writer */
    int epsg;                      /* of the geometries handed over; a geographic CRS */
    enum ter_lang lang;            /* of aliases */
    const char *encoding;          /* Shapefile: "UTF-8" (NULL) or "CP936"; elsewhere NULL */
    const char *attribution;       /* to be written into formats that can hold it; NULL: none */
};

struct ter_writer {
    /* `record` has the layer's fields in their order. */
    TER_CHECKED bool (*write)(
        struct ter_writer *writer, const struct ter_record *record, struct ter_error *err);
    /* Finish and move the file into place; nothing of the old file is touched before all is written and
     * closed. */
    TER_CHECKED bool (*commit)(struct ter_writer *writer, struct ter_error *err);
    /* Free; without a commit before, everything that was written is removed. */
    void (*close)(struct ter_writer *writer);
    struct ter_strings
        notes; /* after commit: what the format could not hold: "3 texts cut to 254 bytes in LOC_TEXT" */
    struct ter_strings files; /* after commit: the paths written, the main file first */
};

struct ter_writer_kind {
    const char *name;
    const char *const *extensions; /* lower case, without the dot, ended by NULL */
    TER_CHECKED bool (*open)(const struct ter_writer_kind *kind, const char *path,
        const struct ter_write_options *options, struct ter_writer **ret_writer, struct ter_error *err);
};

/* Open the writer that the path's extension names; an unknown one lists those that are known. */
TER_CHECKED bool ter_writer_open(const char *path, const struct ter_write_options *options,
    struct ter_writer **ret_writer, struct ter_error *err);
void ter_writer_close(struct ter_writer *writer);
TER_DEFINE_AUTO(struct ter_writer, ter_writer_close)

extern const struct ter_writer_kind ter_writer_geojson;
extern const struct ter_writer_kind ter_writer_shapefile;
extern const struct ter_writer_kind ter_writer_geopackage;
extern const struct ter_writer_kind ter_writer_csv;

#endif
