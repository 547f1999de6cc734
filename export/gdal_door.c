/* Owns the door to the formats that need GDAL or a library as large. Knows their names, and nothing of what
 * stands behind it in a module. */
#include "gdal_door.h"

static bool open_writer(const struct ter_file_format *format, const char *target,
    const struct ter_write_options *options, struct ter_writer **ret_writer, struct ter_error *err)
{
    const struct ter_module *module;
    return ter_module_open("terrier-export-gdal", "ter_export_gdal", &module, err) &&
           ((const struct ter_export_gdal *)module)->open(format, target, options, ret_writer, err);
}

bool ter_form_write(const struct ter_form *form, const char *path, struct ter_error *err)
{
    const struct ter_module *module;
    return ter_module_open("terrier-export-gdal", "ter_export_gdal", &module, err) &&
           ((const struct ter_export_gdal *)module)->write_form(form, path, err);
}

const struct ter_file_format ter_file_shapefile = {
    .name = "Shapefile",
    .extensions = TER_FILE_WORDS("shp"),
    .encodings = true,
    .open = open_writer,
};

const struct ter_file_format ter_file_geopackage = {
    .name = "GeoPackage",
    .extensions = TER_FILE_WORDS("gpkg"),
    .several = true,
    .attribution = true,
    .open = open_writer,
};

const struct ter_file_format ter_file_flatgeobuf = {
    .name = "FlatGeobuf",
    .extensions = TER_FILE_WORDS("fgb"),
    .placed_only = true,
    .open = open_writer,
};

const struct ter_file_format ter_file_xlsx = {
    .name = "XLSX",
    .extensions = TER_FILE_WORDS("xlsx"),
    .several = true,
    .position_columns = true,
    .attribution = true,
    .open = open_writer,
};

const struct ter_file_format ter_file_postgis = {
    .name = "PostGIS",
    .prefixes = TER_FILE_WORDS("postgresql://", "postgres://", "PG:"),
    .several = true,
    .attribution = true,
    .open = open_writer,
};
