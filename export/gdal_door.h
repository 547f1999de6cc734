/* The writers that need GDAL: a module of their own, opened by the first that is asked for. */
#ifndef TER_EXPORT_GDAL_DOOR_H
#define TER_EXPORT_GDAL_DOOR_H

#include "base/module.h"
#include "writer.h"

/* The module's table. */
struct ter_export_gdal {
    struct ter_module module;
    /* Open a writer by the name of its kind. */
    TER_CHECKED bool (*open)(const char *kind, const char *path, const struct ter_write_options *options,
        struct ter_writer **ret_writer, struct ter_error *err);
};
extern const struct ter_export_gdal ter_export_gdal; /* in the module only */

#endif
