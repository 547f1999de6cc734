/* The formats that need GDAL, and the archive of a QGIS project: a module of their own, opened by the first
 * that is asked for. */
#ifndef TER_EXPORT_GDAL_DOOR_H
#define TER_EXPORT_GDAL_DOOR_H

#include "base/module.h"
#include "form.h"
#include "format.h"

/* The module's table. */
struct ter_export_gdal {
    struct ter_module module;
    /* Open a writer of the format that goes by this name. */
    TER_CHECKED bool (*open)(const struct ter_file_format *format, const char *target,
        const struct ter_write_options *options, struct ter_writer **ret_writer, struct ter_error *err);
    /* Of a QGIS project: export/qgis_archive.h says what each does. */
    TER_CHECKED bool (*pack)(
        const char *document, size_t size, struct ter_buf *ret_archive, struct ter_error *err);
    void (*peek)(const char *path, size_t most, struct ter_buf *ret_document);
    TER_CHECKED bool (*ellipsoid)(int epsg, char **ret_ellipsoid, struct ter_error *err);
    /* Of workbooks that are filled in: export/form.h says what it does. */
    TER_CHECKED bool (*write_form)(const struct ter_form *form, const char *path, struct ter_error *err);
};
extern const struct ter_export_gdal ter_export_gdal; /* in the module only */

#endif
