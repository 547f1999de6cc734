/* Owns what the tests of exports share. */
#include "exporting.h"

#include <ogr_srs_api.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct ter_layer *export_hydrant, *export_township;
struct ter_error export_error;
const struct ter_lonlat export_somewhere = {111.162345678912, 40.731234567891};

struct ter_layer *export_layer(const char *name)
{
    for (size_t i = 0; i < ter_layer_shipped_count(); i++) {
        size_t size;
        const char *text = ter_layer_shipped_text(i, &size);
        struct ter_layer *layer;
        ck_assert_msg(ter_layer_parse(text, size, name, &layer, &export_error), "%s", export_error.message);
        if (strcmp(layer->name, name) == 0)
            return layer;
        ter_layer_free(layer);
    }
    ck_abort_msg("no layer %s ships", name);
}

void export_set_up(void)
{
    ter_test_dir_open();
    export_hydrant = export_layer("hydrant");
    export_township = export_layer("township");
    export_error = (struct ter_error){0};
    GDALAllRegister();
    signal(SIGXFSZ, SIG_IGN); /* a file beyond RLIMIT_FSIZE is then an error like a full disk */
}

void export_tear_down(void)
{
    ter_layer_free(export_hydrant);
    ter_layer_free(export_township);
    ter_test_dir_close();
}

/* ---- records ---- */

void export_set(
    struct export_row *row, const struct ter_layer *layer, const char *field, struct ter_value value)
{
    const struct ter_field *found = ter_layer_field(layer, field);
    ck_assert_msg(found != NULL, "no field %s", field);
    row->values[ter_layer_field_index(layer, found)] = value;
}

void export_row(struct export_row *row, const struct ter_layer *layer, int64_t id, const char *code)
{
    memset(row, 0, sizeof *row);
    export_set(row, layer, "id", ter_value_int(id));
    export_set(row, layer, "code", ter_value_text(code));
    row->record = (struct ter_record){.values = row->values, .count = layer->field_count};
}

void export_place(struct export_row *row, struct ter_lonlat at)
{
    ter_wkb_from_point(at, row->wkb);
    row->record.geometry = (struct ter_wkb){row->wkb, sizeof row->wkb};
}

/* A record with something in every type of field. */
void export_full_row(struct export_row *row)
{
    export_row(row, export_hydrant, 7, "H-000007");
    export_set(row, export_hydrant, "status", ter_value_text("out_of_service"));
    export_set(row, export_hydrant, "defect", ter_value_text("seized"));
    export_set(row, export_hydrant, "diameter_mm", ter_value_real(100.5));
    export_set(row, export_hydrant, "pressure_mpa", ter_value_real(0.1));
    export_set(row, export_hydrant, "target_date", ter_value_text("2023-12-31"));
    export_set(row, export_hydrant, "source_row", ter_value_int(46));
    export_set(
        row, export_hydrant, "location_text", ter_value_text("金四路与金三道交叉口北85米, \"路东\"𠮷"));
    export_place(row, export_somewhere);
}

struct ter_write_options export_options(const struct ter_layer *layer)
{
    return (struct ter_write_options){.layer = layer, .epsg = 4490, .lang = TER_ZH};
}

struct ter_writer *export_open(const char *path, const struct ter_write_options *options)
{
    struct ter_writer *writer = NULL;
    ck_assert_msg(ter_writer_open(path, options, &writer, &export_error), "%s", export_error.message);
    return writer;
}

void export_put(struct ter_writer *writer, const struct export_row *row)
{
    ck_assert_msg(writer->write(writer, &row->record, &export_error), "%s", export_error.message);
}

void export_finish(struct ter_writer *writer)
{
    ck_assert_msg(writer->commit(writer, &export_error), "%s", export_error.message);
}

/* One full record and one without a position, in a file. */
const char *export_two(const char *name, const struct ter_write_options *options)
{
    const char *path = ter_test_path(name);
    struct export_row full, bare;
    export_full_row(&full);
    export_row(&bare, export_hydrant, 8, "H-000008");
    TER_AUTO(ter_writer_close) struct ter_writer *writer = export_open(path, options);
    export_put(writer, &full);
    export_put(writer, &bare);
    export_finish(writer);
    return path;
}

bool export_noted(const struct ter_writer *writer, const char *part)
{
    for (size_t i = 0; i < writer->notes.count; i++)
        if (strstr(writer->notes.items[i], part))
            return true;
    return false;
}

/* ---- reading back ---- */

GDALDatasetH export_reopen(const char *path, const char *const *open_options)
{
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, open_options, NULL);
    ck_assert_msg(dataset != NULL, "GDAL cannot open %s", path);
    return dataset;
}

OGRFeatureH export_feature(GDALDatasetH dataset, int index)
{
    OGRLayerH layer = GDALDatasetGetLayer(dataset, 0);
    OGR_L_ResetReading(layer);
    OGRFeatureH feature = OGR_L_GetNextFeature(layer);
    for (int i = 0; i < index && feature; i++) {
        OGR_F_Destroy(feature);
        feature = OGR_L_GetNextFeature(layer);
    }
    ck_assert_msg(feature != NULL, "no feature %d", index);
    return feature;
}

const char *export_text(OGRFeatureH feature, const char *field)
{
    int index = OGR_F_GetFieldIndex(feature, field);
    ck_assert_msg(index >= 0, "no field %s", field);
    return OGR_F_GetFieldAsString(feature, index);
}

double export_number(OGRFeatureH feature, const char *field)
{
    int index = OGR_F_GetFieldIndex(feature, field);
    ck_assert_msg(index >= 0, "no field %s", field);
    return OGR_F_GetFieldAsDouble(feature, index);
}

void export_check_date(OGRFeatureH feature, const char *field)
{
    int index = OGR_F_GetFieldIndex(feature, field), year, month, day, unused;
    ck_assert_int_eq(OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, index)), OFTDate);
    OGR_F_GetFieldAsDateTime(feature, index, &year, &month, &day, &unused, &unused, &unused, &unused);
    ck_assert_int_eq(year * 10000 + month * 100 + day, 20231231);
}

void export_check_point(OGRFeatureH feature)
{
    OGRGeometryH point = OGR_F_GetGeometryRef(feature);
    ck_assert_ptr_nonnull(point);
    ck_assert_double_eq_tol(OGR_G_GetX(point, 0), export_somewhere.lon, 1e-9);
    ck_assert_double_eq_tol(OGR_G_GetY(point, 0), export_somewhere.lat, 1e-9);
}

void export_check_crs(GDALDatasetH dataset)
{
    OGRSpatialReferenceH crs = OGR_L_GetSpatialRef(GDALDatasetGetLayer(dataset, 0));
    ck_assert_ptr_nonnull(crs);
    crs = OSRClone(crs);
    OSRAutoIdentifyEPSG(crs);
    ck_assert_str_eq(OSRGetAuthorityCode(crs, NULL), "4490");
    OSRRelease(crs);
}

json_t *export_json(const char *path)
{
    size_t size;
    TER_AUTO_FREE char *text = ter_test_read(path, &size);
    json_t *json = NULL;
    ck_assert_msg(ter_json_parse(text, size, path, &json, &export_error), "%s", export_error.message);
    return json;
}

/* A township whose outer ring runs clockwise and whose hole counter-clockwise: the wrong way round. */
void export_area_row(struct export_row *row, unsigned char **ret_wkb)
{
    static const char wkt[] = "MULTIPOLYGON(((111 40,111 41,112 41,112 40,111 40),"
                              "(111.2 40.2,111.8 40.2,111.8 40.8,111.2 40.8,111.2 40.2)))";
    OGRGeometryH geometry = NULL;
    char text[sizeof wkt], *rest = text;
    memcpy(text, wkt, sizeof wkt);
    ck_assert_int_eq(OGR_G_CreateFromWkt(&rest, NULL, &geometry), OGRERR_NONE);
    export_row(row, export_township, 1, "T-0001");
    export_set(row, export_township, "name", ter_value_text("察素齐镇"));
    row->record.geometry.size = (size_t)OGR_G_WkbSize(geometry);
    *ret_wkb = malloc(row->record.geometry.size);
    row->record.geometry.data = *ret_wkb;
    OGR_G_ExportToIsoWkb(geometry, wkbNDR, *ret_wkb);
    OGR_G_DestroyGeometry(geometry);
}

const char *export_area(const char *name)
{
    struct ter_write_options options = export_options(export_township);
    const char *path = ter_test_path(name);
    struct export_row row;
    TER_AUTO_FREE unsigned char *wkb = NULL;
    export_area_row(&row, &wkb);
    TER_AUTO(ter_writer_close) struct ter_writer *writer = export_open(path, &options);
    export_put(writer, &row);
    export_finish(writer);
    return path;
}
