/* The writer all GDAL formats share, and what a format adds to it. For the writers of this folder only. */
#ifndef TER_EXPORT_OGR_H
#define TER_EXPORT_OGR_H

#include "gdal_log.h"
#include "sink.h"
#include "staging.h"
#include "writer.h"

#include <cpl_string.h>
#include <gdal.h>
#include <ogr_api.h>

struct ter_ogr_writer;

struct ter_ogr_format {
    const char *driver;
    int epsg_instead; /* CRS to state for positions whose system differs from it by a null transformation; 0:
                         none */
    bool stem_is_layer;   /* the layer is named like the file, not like the terrier layer */
    bool through_sink;    /* GDAL writes through export/sink.h; else the driver reports its own failures */
    bool transaction;     /* one transaction round everything */
    bool dates;           /* has a date type; else dates are texts as stored */
    bool keeps_fid;       /* the record's id becomes the feature's */
    bool position_fields; /* no geometries: positions go into fields lon and lat, others into wkt */
    bool recount;         /* cheap to open again, so the features are counted after closing */
    bool encodings;       /* takes options.encoding */
    const char *const *stale; /* endings of files of an old set to remove; NULL: none */

    /* All may be NULL. */
    TER_CHECKED bool (*begin)(
        struct ter_ogr_writer *writer, struct ter_error *err); /* before anything is created */
    bool (*prepare)(
        struct ter_ogr_writer *writer); /* the new dataset; false after a CPLError, as GDAL's own */
    char **(*layer_options)(const struct ter_ogr_writer *writer); /* a CPL string list */
    void (*define)(const struct ter_ogr_writer *writer, size_t field, OGRFieldDefnH definition);
    TER_CHECKED bool (*fit)(struct ter_ogr_writer *writer, size_t field, struct ter_value *value,
        struct ter_error *err); /* of a text */
    TER_CHECKED bool (*admit)(struct ter_ogr_writer *writer, const struct ter_record *record,
        struct ter_error *err);                      /* before a record */
    bool (*describe)(struct ter_ogr_writer *writer); /* after the last record; false after a CPLError */
    TER_CHECKED bool (*reopened)(
        struct ter_ogr_writer *writer, OGRLayerH layer, struct ter_error *err); /* with recount */
    void (*note)(struct ter_ogr_writer *writer);                                /* add to writer.notes */
    void (*end)(struct ter_ogr_writer *writer);                                 /* free `state` */
};

struct ter_ogr_writer {
    struct ter_writer writer; /* first: the two are one pointer */
    const struct ter_ogr_format *format;
    struct ter_write_options options;
    char *path;
    struct ter_staging *staging;
    struct ter_sink *sink;
    GDALDatasetH dataset;
    OGRLayerH layer;
    OGRFeatureH feature; /* one for all records; its field i is the layer's field i */
    bool is_point;
    int64_t written;
    int64_t unplaced;
    void *state; /* the format's own */
};

extern const struct ter_ogr_format ter_ogr_geojson, ter_ogr_shapefile, ter_ogr_geopackage, ter_ogr_csv;

TER_CHECKED bool ter_ogr_open(const struct ter_ogr_format *format, const char *path,
    const struct ter_write_options *options, struct ter_writer **ret_writer, struct ter_error *err);

/* Put a record into writer->feature. Fails on a value that its field cannot hold. */
TER_CHECKED bool ter_ogr_fill(
    struct ter_ogr_writer *writer, const struct ter_record *record, struct ter_error *err);

#endif
