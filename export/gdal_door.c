/* Owns the door to the writers that need GDAL. Knows their names, and nothing of GDAL, which stands behind it
 * in a module. */
#include "gdal_door.h"

static bool open_writer(const struct ter_writer_kind *kind, const char *path,
    const struct ter_write_options *options, struct ter_writer **ret_writer, struct ter_error *err)
{
    const struct ter_module *module;
    return ter_module_open("terrier-export-gdal", "ter_export_gdal", &module, err) &&
           ((const struct ter_export_gdal *)module)->open(kind->name, path, options, ret_writer, err);
}

#define EXTENSIONS(...)                                                                                      \
    (const char *const[])                                                                                    \
    {                                                                                                        \
        __VA_ARGS__, NULL                                                                                    \
    }
const struct ter_writer_kind ter_writer_geojson = {"GeoJSON", EXTENSIONS("geojson"), open_writer};
const struct ter_writer_kind ter_writer_shapefile = {"Shapefile", EXTENSIONS("shp"), open_writer};
const struct ter_writer_kind ter_writer_geopackage = {"GeoPackage", EXTENSIONS("gpkg"), open_writer};
const struct ter_writer_kind ter_writer_csv = {"CSV", EXTENSIONS("csv"), open_writer};
