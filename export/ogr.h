/* The writer all GDAL formats share, and what a format adds to it. For the writers of this folder only. */
#ifndef TER_EXPORT_OGR_H
#define TER_EXPORT_OGR_H

#include "format.h"
#include "gdal_log.h"
#include "sink.h"
#include "staging.h"

#include <cpl_string.h>
#include <gdal.h>
#include <ogr_api.h>

struct ter_ogr_writer;

struct ter_ogr_format {
    const char *driver;
    bool stem_is_layer; /* the layer is named like the file, not like the terrier layer */
    bool through_sink;  /* GDAL writes through export/sink.h; else the driver reports its own failures */
    bool transaction;   /* one transaction round everything */
    bool dates;         /* has a date type; else dates are texts as stored */
    bool keeps_fid;     /* the record's id becomes the feature's … */
    bool id_is_fid;     /* … and has no column of its own */
    bool recount;       /* cheap to open again, so the features are counted after closing */
    const char *const *stale; /* endings of files of an old set to remove; NULL: none */

    /* All may be NULL. */
    TER_CHECKED bool (*connect)(
        struct ter_ogr_writer *writer, struct ter_error *err); /* open writer.dataset; NULL: make a file */
    TER_CHECKED bool (*begin)(
        struct ter_ogr_writer *writer, struct ter_error *err); /* before a layer is created */
    bool (*prepare)(struct ter_ogr_writer *writer); /* likewise; false after a CPLError, as GDAL's own */
    char **(*layer_options)(const struct ter_ogr_writer *writer); /* a CPL string list */
    void (*define)(const struct ter_ogr_writer *writer, size_t column, OGRFieldDefnH definition);
    TER_CHECKED bool (*fit)(struct ter_ogr_writer *writer, size_t column, struct ter_value *value,
        struct ter_error *err); /* of a text */
    TER_CHECKED bool (*admit)(struct ter_ogr_writer *writer, const struct ter_planned *record,
        struct ter_error *err);                      /* before a record */
    bool (*describe)(struct ter_ogr_writer *writer); /* after a layer's last record; false after a CPLError */
    bool (*seal)(struct ter_ogr_writer *writer);     /* before the dataset is closed; the same */
    TER_CHECKED bool (*reopened)(
        struct ter_ogr_writer *writer, OGRLayerH layer, struct ter_error *err); /* with recount */
    void (*note)(struct ter_ogr_writer *writer);                                /* add to writer.notes */
    void (*end)(struct ter_ogr_writer *writer);                                 /* free `state` */
};

/* A layer that is complete, to be counted again. */
struct ter_ogr_written {
    char *name;
    int64_t count;
};

struct ter_ogr_writer {
    struct ter_writer writer; /* first: the two are one pointer */
    const struct ter_ogr_format *format;
    char *target;
    struct ter_staging *staging; /* NULL with `connect` */
    struct ter_sink *sink;
    GDALDatasetH dataset;
    OGRLayerH layer;
    OGRFeatureH feature; /* one for all records of a layer */
    int *field_of;       /* the feature's field for each column of the plan; -1: none */
    struct ter_ogr_written *written;
    size_t written_count, written_capacity;
    void *state; /* the format's own */
};

extern const struct ter_ogr_format ter_ogr_shapefile, ter_ogr_geopackage, ter_ogr_flatgeobuf, ter_ogr_postgis;

TER_CHECKED bool ter_ogr_open(const struct ter_ogr_format *format, const char *target,
    const struct ter_write_options *options, struct ter_writer **ret_writer, struct ter_error *err);

/* Put a record into writer->feature. Fails on a value that its field cannot hold. */
TER_CHECKED bool ter_ogr_fill(
    struct ter_ogr_writer *writer, const struct ter_planned *record, struct ter_error *err);

/* Run a statement in the dataset; false after a CPLError. */
bool ter_ogr_run(struct ter_ogr_writer *writer, const char *sql);

/* A text between single quotes, for such statements; freed by the caller. */
char *ter_ogr_quote(const char *text) __attribute__((returns_nonnull));

/* What the file says of the layer as a whole: description, attribution, reference system. */
void ter_ogr_describe(const struct ter_ogr_writer *writer, struct ter_buf *out);

/* The error that a step ended with, from what GDAL and the system said. */
bool ter_ogr_fail(const struct ter_ogr_writer *writer, const struct ter_gdal_log *log, const char *step,
    struct ter_error *err);

#endif
