/* What a format is to writer.c, and the table of those that there are. For this folder only. */
#ifndef TER_EXPORT_FORMAT_H
#define TER_EXPORT_FORMAT_H

#include "plan.h"
#include "writer.h"

/* The calls of an open writer, in this order: begin (put … end) for each layer, finish, close. */
struct ter_file_calls {
    TER_CHECKED bool (*begin)(struct ter_writer *writer, struct ter_error *err); /* writer->plan is new */
    TER_CHECKED bool (*put)(
        struct ter_writer *writer, const struct ter_planned *record, struct ter_error *err);
    TER_CHECKED bool (*end)(struct ter_writer *writer, struct ter_error *err); /* of the layer; may be NULL */
    TER_CHECKED bool (*finish)(struct ter_writer *writer, struct ter_error *err); /* and publish */
    void (*close)(struct ter_writer *writer);                                     /* frees the whole writer */
};

struct ter_file_format {
    const char *name;
    const char *const *extensions; /* lower case, without the dot, ended by NULL; NULL: none */
    const char *const *prefixes;   /* of targets that are no files, ended by NULL; NULL: none */
    bool wgs84;                    /* its positions are WGS 84, whatever is asked for */
    bool several;                  /* holds more than one layer */
    bool streams;                  /* can be written to standard output */
    bool encodings;                /* takes options.encoding */
    bool position_columns;         /* positions are columns, and options.wkt has a meaning */
    bool attribution;              /* has a place for it */
    bool placed_only;              /* cannot hold a record of a map layer without geometry */
    int decimals;                  /* of positions; 0: as many as a number has */
    /* Allocate a writer with its calls set; nothing of the target is made visible yet. */
    TER_CHECKED bool (*open)(const struct ter_file_format *format, const char *target,
        const struct ter_write_options *options, struct ter_writer **ret_writer, struct ter_error *err);
};

extern const struct ter_file_format ter_file_geojson, ter_file_geojsonseq, ter_file_csv, ter_file_kml;
extern const struct ter_file_format ter_file_shapefile, ter_file_geopackage, ter_file_flatgeobuf,
    ter_file_xlsx, ter_file_postgis;

#define TER_FILE_WORDS(...)                                                                                  \
    (const char *const[])                                                                                    \
    {                                                                                                        \
        __VA_ARGS__, NULL                                                                                    \
    }

/* What every writer's close ends with: its notes, files and texts. */
void ter_file_free_base(struct ter_writer *writer);

#endif
