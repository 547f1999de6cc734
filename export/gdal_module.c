/* Owns the list of formats in the module, and what the program finds there. */
#include "gdal_door.h"
#include "ogr.h"
#include "qgis_archive.h"
#include "xlsx.h"
#include "xlsx_form.h"

#include <string.h>

static const struct {
    const char *name; /* as export/gdal_door.c has it */
    const struct ter_ogr_format *format;
} formats[] = {
    {"Shapefile", &ter_ogr_shapefile},
    {"GeoPackage", &ter_ogr_geopackage},
    {"FlatGeobuf", &ter_ogr_flatgeobuf},
    {"PostGIS", &ter_ogr_postgis},
};

static bool open_format(const struct ter_file_format *format, const char *target,
    const struct ter_write_options *options, struct ter_writer **ret_writer, struct ter_error *err)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].name, format->name) == 0)
            return ter_ogr_open(formats[i].format, target, options, ret_writer, err);
    if (strcmp(format->name, "XLSX") == 0)
        return ter_xlsx_open(target, options, ret_writer, err);
    return ter_fail(err, TER_FAILED, "%s: no writer of %s is built in", target, format->name);
}

const struct ter_export_gdal ter_export_gdal = {
    {TERRIER_VERSION}, open_format, ter_qgis_pack, ter_qgis_peek, ter_qgis_ellipsoid, ter_xlsx_form_write};
