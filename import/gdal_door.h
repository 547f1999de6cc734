/* What needs GDAL for reading: a module of its own, opened by the first that asks. */
#ifndef TER_IMPORT_GDAL_DOOR_H
#define TER_IMPORT_GDAL_DOOR_H

#include "base/module.h"
#include "book.h"
#include "reader.h"

/* The module's table; import/gdal_door.c says what stands in front of each. */
struct ter_import_gdal {
    struct ter_module module;
    TER_CHECKED bool (*open)(const char *path, const struct ter_read_options *options,
        struct ter_reader **ret_reader, struct ter_error *err);
    TER_CHECKED bool (*read_wkt)(const char *text, struct ter_buf *ret_wkb, struct ter_error *err);
    TER_CHECKED bool (*open_osm)(const char *path, const struct ter_read_options *options,
        struct ter_reader **ret_reader, struct ter_error *err);
    TER_CHECKED bool (*open_sheet)(const char *path, const struct ter_read_options *options,
        struct ter_reader **ret_reader, struct ter_error *err);
    TER_CHECKED bool (*read_book)(
        const char *path, size_t most, struct ter_book *ret_book, struct ter_error *err);
};
extern const struct ter_import_gdal ter_import_gdal; /* in the module only */

/* For the module's own files. */
TER_CHECKED bool ter_ogr_open_reader(const char *path, const struct ter_read_options *options,
    struct ter_reader **ret_reader, struct ter_error *err);
TER_CHECKED bool ter_ogr_read_wkt(const char *text, struct ter_buf *ret_wkb, struct ter_error *err);
TER_CHECKED bool ter_osm_open_reader(const char *path, const struct ter_read_options *options,
    struct ter_reader **ret_reader, struct ter_error *err);
TER_CHECKED bool ter_sheet_read_book(
    const char *path, size_t most, struct ter_book *ret_book, struct ter_error *err);
TER_CHECKED bool ter_sheet_open_reader(const char *path, const struct ter_read_options *options,
    struct ter_reader **ret_reader, struct ter_error *err);

#endif
