/* Owns the door to what needs GDAL for reading. Knows nothing of GDAL, which stands behind it in a module. */
#include "gdal_door.h"

#include "wkt.h"

static bool open_module(const struct ter_import_gdal **ret_gdal, struct ter_error *err)
{
    static const struct ter_module *module; /* wanted once a row, where positions are WKT */
    if (!module && !ter_module_open("terrier-import-gdal", "ter_import_gdal", &module, err))
        return false;
    *ret_gdal = (const struct ter_import_gdal *)module;
    return true;
}

static bool open_reader(const char *path, const struct ter_read_options *options,
    struct ter_reader **ret_reader, struct ter_error *err)
{
    const struct ter_import_gdal *gdal;
    return open_module(&gdal, err) && gdal->open(path, options, ret_reader, err);
}

static const char *const extensions[] = {NULL}; /* whatever the others leave */
const struct ter_reader_kind ter_reader_ogr = {"GDAL", extensions, open_reader};

static bool open_osm(const char *path, const struct ter_read_options *options, struct ter_reader **ret_reader,
    struct ter_error *err)
{
    const struct ter_import_gdal *gdal;
    return open_module(&gdal, err) && gdal->open_osm(path, options, ret_reader, err);
}

const struct ter_reader_kind ter_reader_osm = {"OpenStreetMap", extensions, open_osm};

static bool open_sheet(const char *path, const struct ter_read_options *options,
    struct ter_reader **ret_reader, struct ter_error *err)
{
    const struct ter_import_gdal *gdal;
    return open_module(&gdal, err) && gdal->open_sheet(path, options, ret_reader, err);
}

static const char *const sheet_extensions[] = {"xlsx", "xlsm", "ods", "xls", NULL};
const struct ter_reader_kind ter_reader_sheet = {"workbook", sheet_extensions, open_sheet};

bool ter_book_read(const char *path, size_t most, struct ter_book *ret_book, struct ter_error *err)
{
    const struct ter_import_gdal *gdal;
    return open_module(&gdal, err) && gdal->read_book(path, most, ret_book, err);
}

bool ter_wkt_read(const char *text, struct ter_buf *ret_wkb, struct ter_error *err)
{
    const struct ter_import_gdal *gdal;
    return open_module(&gdal, err) && gdal->read_wkt(text, ret_wkb, err);
}
