/* Owns the list of formats in the module, and what the program finds there. */
#include "gdal_door.h"
#include "ogr.h"

#include <string.h>

static const struct {
    const char *kind; /* as export/gdal_door.c names it */
    const struct ter_ogr_format *format;
} formats[] = {
    {"GeoJSON", &ter_ogr_geojson},
    {"Shapefile", &ter_ogr_shapefile},
    {"GeoPackage", &ter_ogr_geopackage},
    {"CSV", &ter_ogr_csv},
};

static bool open_kind(const char *kind, const char *path, const struct ter_write_options *options,
    struct ter_writer **ret_writer, struct ter_error *err)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].kind, kind) == 0)
            return ter_ogr_open(formats[i].format, path, options, ret_writer, err);
    return ter_fail(err, TER_FAILED, "%s: no writer of %s is built in", path, kind);
}

const struct ter_export_gdal ter_export_gdal = {{TERRIER_VERSION}, open_kind};
