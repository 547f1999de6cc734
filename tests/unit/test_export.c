/* Exports read back equal, fit what other programs expect, and never harm the file they replace. */
#include "base/json.h"
#include "export/shapefile.h"
#include "export/writer.h"
#include "helpers.h"
#include "suites.h"

#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static struct ter_layer *hydrant, *township;
static struct ter_error error;

static const struct ter_lonlat somewhere = {111.162345678912, 40.731234567891};
static const char *const paths[] = {"out.geojson", "out.shp", "out.gpkg", "out.csv"};
enum { PATH_COUNT = sizeof paths / sizeof *paths };

static struct ter_layer *shipped(const char *name)
{
    for (size_t i = 0; i < ter_layer_shipped_count(); i++) {
        size_t size;
        const char *text = ter_layer_shipped_text(i, &size);
        struct ter_layer *layer;
        ck_assert_msg(ter_layer_parse(text, size, name, &layer, &error), "%s", error.message);
        if (strcmp(layer->name, name) == 0)
            return layer;
        ter_layer_free(layer);
    }
    ck_abort_msg("no layer %s ships", name);
}

static void set_up(void)
{
    ter_test_dir_open();
    hydrant = shipped("hydrant");
    township = shipped("township");
    error = (struct ter_error){0};
    GDALAllRegister();
    signal(SIGXFSZ, SIG_IGN); /* a file beyond RLIMIT_FSIZE is then an error like a full disk */
}

static void tear_down(void)
{
    ter_layer_free(hydrant);
    ter_layer_free(township);
    ter_test_dir_close();
}

/* ---- records ---- */

struct row {
    struct ter_value values[TER_MAX_FIELDS];
    uint8_t wkb[TER_WKB_POINT_SIZE];
    struct ter_record record;
};

static void set(struct row *row, const struct ter_layer *layer, const char *field, struct ter_value value)
{
    const struct ter_field *found = ter_layer_field(layer, field);
    ck_assert_msg(found != NULL, "no field %s", field);
    row->values[ter_layer_field_index(layer, found)] = value;
}

static void make_row(struct row *row, const struct ter_layer *layer, int64_t id, const char *code)
{
    memset(row, 0, sizeof *row);
    set(row, layer, "id", ter_value_int(id));
    set(row, layer, "code", ter_value_text(code));
    row->record = (struct ter_record){.values = row->values, .count = layer->field_count};
}

static void place(struct row *row, struct ter_lonlat at)
{
    ter_wkb_from_point(at, row->wkb);
    row->record.geometry = (struct ter_wkb){row->wkb, sizeof row->wkb};
}

/* A record with something in every type of field. */
static void make_full_row(struct row *row)
{
    make_row(row, hydrant, 7, "H-000007");
    set(row, hydrant, "status", ter_value_text("out_of_service"));
    set(row, hydrant, "defect", ter_value_text("seized"));
    set(row, hydrant, "diameter_mm", ter_value_real(100.5));
    set(row, hydrant, "pressure_mpa", ter_value_real(0.1));
    set(row, hydrant, "target_date", ter_value_text("2023-12-31"));
    set(row, hydrant, "source_row", ter_value_int(46));
    set(row, hydrant, "location_text", ter_value_text("金四路与金三道交叉口北85米, \"路东\"𠮷"));
    place(row, somewhere);
}

static struct ter_write_options options_for(const struct ter_layer *layer)
{
    return (struct ter_write_options){.layer = layer, .epsg = 4490, .lang = TER_ZH};
}

static struct ter_writer *open_writer(const char *path, const struct ter_write_options *options)
{
    struct ter_writer *writer = NULL;
    ck_assert_msg(ter_writer_open(path, options, &writer, &error), "%s", error.message);
    return writer;
}

static void put(struct ter_writer *writer, const struct row *row)
{
    ck_assert_msg(writer->write(writer, &row->record, &error), "%s", error.message);
}

static void finish(struct ter_writer *writer)
{
    ck_assert_msg(writer->commit(writer, &error), "%s", error.message);
}

/* One full record and one without a position, in a file. */
static const char *export_two(const char *name, const struct ter_write_options *options)
{
    const char *path = ter_test_path(name);
    struct row full, bare;
    make_full_row(&full);
    make_row(&bare, hydrant, 8, "H-000008");
    TER_AUTO(ter_writer_close) struct ter_writer *writer = open_writer(path, options);
    put(writer, &full);
    put(writer, &bare);
    finish(writer);
    return path;
}

static bool noted(const struct ter_writer *writer, const char *part)
{
    for (size_t i = 0; i < writer->notes.count; i++)
        if (strstr(writer->notes.items[i], part))
            return true;
    return false;
}

/* ---- reading back ---- */

static GDALDatasetH reopen(const char *path, const char *const *open_options)
{
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, open_options, NULL);
    ck_assert_msg(dataset != NULL, "GDAL cannot open %s", path);
    return dataset;
}

static OGRFeatureH feature_at(GDALDatasetH dataset, int index)
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

static const char *text_of(OGRFeatureH feature, const char *field)
{
    int index = OGR_F_GetFieldIndex(feature, field);
    ck_assert_msg(index >= 0, "no field %s", field);
    return OGR_F_GetFieldAsString(feature, index);
}

static double number_of(OGRFeatureH feature, const char *field)
{
    int index = OGR_F_GetFieldIndex(feature, field);
    ck_assert_msg(index >= 0, "no field %s", field);
    return OGR_F_GetFieldAsDouble(feature, index);
}

static void check_date(OGRFeatureH feature, const char *field)
{
    int index = OGR_F_GetFieldIndex(feature, field), year, month, day, unused;
    ck_assert_int_eq(OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, index)), OFTDate);
    OGR_F_GetFieldAsDateTime(feature, index, &year, &month, &day, &unused, &unused, &unused, &unused);
    ck_assert_int_eq(year * 10000 + month * 100 + day, 20231231);
}

static void check_point(OGRFeatureH feature)
{
    OGRGeometryH point = OGR_F_GetGeometryRef(feature);
    ck_assert_ptr_nonnull(point);
    ck_assert_double_eq_tol(OGR_G_GetX(point, 0), somewhere.lon, 1e-9);
    ck_assert_double_eq_tol(OGR_G_GetY(point, 0), somewhere.lat, 1e-9);
}

static void check_cgcs2000(GDALDatasetH dataset)
{
    OGRSpatialReferenceH crs = OGR_L_GetSpatialRef(GDALDatasetGetLayer(dataset, 0));
    ck_assert_ptr_nonnull(crs);
    crs = OSRClone(crs);
    OSRAutoIdentifyEPSG(crs);
    ck_assert_str_eq(OSRGetAuthorityCode(crs, NULL), "4490");
    OSRRelease(crs);
}

static json_t *read_json(const char *path)
{
    size_t size;
    TER_AUTO_FREE char *text = ter_test_read(path, &size);
    json_t *json = NULL;
    ck_assert_msg(ter_json_parse(text, size, path, &json, &error), "%s", error.message);
    return json;
}

/* ---- GeoJSON ---- */

START_TEST(geojson_reads_back_with_all_fields)
{
    struct ter_write_options options = options_for(hydrant);
    TER_AUTO(ter_json_free) json_t *json = read_json(export_two("out.geojson", &options));
    json_t *features = json_object_get(json, "features");
    ck_assert_uint_eq(json_array_size(features), 2);
    json_t *properties = json_object_get(json_array_get(features, 0), "properties");
    ck_assert_uint_eq(json_object_size(properties), hydrant->field_count);
    for (size_t i = 0; i < hydrant->field_count; i++)
        ck_assert_msg(json_object_get(properties, hydrant->fields[i].name) != NULL, "property %s is missing",
            hydrant->fields[i].name);
    ck_assert_str_eq(json_string_value(json_object_get(properties, "location_text")),
        "金四路与金三道交叉口北85米, \"路东\"𠮷");
    ck_assert_str_eq(json_string_value(json_object_get(properties, "target_date")), "2023-12-31");
    ck_assert_int_eq(json_integer_value(json_object_get(properties, "source_row")), 46);
    ck_assert(json_real_value(json_object_get(properties, "pressure_mpa")) == 0.1);
    ck_assert(json_is_null(json_object_get(properties, "owner")));
    ck_assert(json_is_null(json_object_get(json_array_get(features, 1), "geometry")));
}
END_TEST

START_TEST(geojson_is_rfc_7946)
{
    struct ter_write_options options = options_for(hydrant);
    options.attribution = "(c) OpenStreetMap contributors, ODbL";
    const char *path = export_two("out.geojson", &options);
    TER_AUTO(ter_json_free) json_t *json = read_json(path);
    ck_assert_str_eq(json_string_value(json_object_get(json, "type")), "FeatureCollection");
    ck_assert_ptr_null(json_object_get(json, "crs"));
    const char *description = json_string_value(json_object_get(json, "description"));
    ck_assert_ptr_nonnull(strstr(description, "EPSG:4490"));
    ck_assert_ptr_nonnull(strstr(description, "ODbL"));
    TER_AUTO_FREE char *text = ter_test_read(path, NULL);
    ck_assert_msg(
        strstr(text, "[ 111.1623457, 40.7312346 ]") != NULL, "longitude first, 7 decimals: %s", text);
}
END_TEST

static double ring_area(const json_t *ring)
{
    double area = 0;
    for (size_t i = 0; i + 1 < json_array_size(ring); i++) {
        json_t *a = json_array_get(ring, i), *b = json_array_get(ring, i + 1);
        area += json_number_value(json_array_get(a, 0)) * json_number_value(json_array_get(b, 1)) -
                json_number_value(json_array_get(b, 0)) * json_number_value(json_array_get(a, 1));
    }
    return area / 2;
}

/* A township whose outer ring runs clockwise and whose hole counter-clockwise: the wrong way round. */
static void make_area(struct row *row, unsigned char **ret_wkb)
{
    static const char wkt[] = "MULTIPOLYGON(((111 40,111 41,112 41,112 40,111 40),"
                              "(111.2 40.2,111.8 40.2,111.8 40.8,111.2 40.8,111.2 40.2)))";
    OGRGeometryH geometry = NULL;
    char text[sizeof wkt], *rest = text;
    memcpy(text, wkt, sizeof wkt);
    ck_assert_int_eq(OGR_G_CreateFromWkt(&rest, NULL, &geometry), OGRERR_NONE);
    make_row(row, township, 1, "T-0001");
    set(row, township, "name", ter_value_text("察素齐镇"));
    row->record.geometry.size = (size_t)OGR_G_WkbSize(geometry);
    *ret_wkb = malloc(row->record.geometry.size);
    row->record.geometry.data = *ret_wkb;
    OGR_G_ExportToIsoWkb(geometry, wkbNDR, *ret_wkb);
    OGR_G_DestroyGeometry(geometry);
}

static const char *export_area(const char *name)
{
    struct ter_write_options options = options_for(township);
    const char *path = ter_test_path(name);
    struct row row;
    TER_AUTO_FREE unsigned char *wkb = NULL;
    make_area(&row, &wkb);
    TER_AUTO(ter_writer_close) struct ter_writer *writer = open_writer(path, &options);
    put(writer, &row);
    finish(writer);
    return path;
}

START_TEST(geojson_rings_wind_by_the_right_hand_rule)
{
    TER_AUTO(ter_json_free) json_t *json = read_json(export_area("out.geojson"));
    json_t *feature = json_array_get(json_object_get(json, "features"), 0);
    json_t *geometry = json_object_get(feature, "geometry");
    ck_assert_str_eq(json_string_value(json_object_get(geometry, "type")), "MultiPolygon");
    json_t *rings = json_array_get(json_object_get(geometry, "coordinates"), 0);
    ck_assert_uint_eq(json_array_size(rings), 2);
    ck_assert_double_eq_tol(ring_area(json_array_get(rings, 0)), 1.0, 1e-9);
    ck_assert_double_eq_tol(ring_area(json_array_get(rings, 1)), -0.36, 1e-9);
}
END_TEST

/* ---- Shapefile ---- */

START_TEST(shapefile_reads_back)
{
    struct ter_write_options options = options_for(hydrant);
    GDALDatasetH dataset = reopen(export_two("out.shp", &options), NULL);
    check_cgcs2000(dataset);
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(GDALDatasetGetLayer(dataset, 0));
    ck_assert_int_eq(OGR_FD_GetFieldCount(definition), (int)hydrant->field_count);
    for (size_t i = 0; i < hydrant->field_count; i++)
        ck_assert_str_eq(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, (int)i)), hydrant->fields[i].shp);
    OGRFeatureH feature = feature_at(dataset, 0);
    ck_assert_str_eq(text_of(feature, "LOC_TEXT"), "金四路与金三道交叉口北85米, \"路东\"𠮷");
    ck_assert_str_eq(text_of(feature, "STATUS"), "out_of_service");
    ck_assert(number_of(feature, "PRESS_MPA") == 0.1);
    ck_assert(number_of(feature, "DIAM_MM") == 100.5);
    ck_assert(number_of(feature, "SOURCE_ROW") == 46);
    ck_assert(!OGR_F_IsFieldSetAndNotNull(feature, OGR_F_GetFieldIndex(feature, "OWNER")));
    check_date(feature, "TARGET");
    check_point(feature);
    OGR_F_Destroy(feature);
    feature = feature_at(dataset, 1);
    ck_assert_ptr_null(OGR_F_GetGeometryRef(feature));
    OGR_F_Destroy(feature);
    GDALClose(dataset);
}
END_TEST

START_TEST(shapefile_names_are_short_and_ascii)
{
    const struct ter_layer *layers[] = {hydrant, township};
    for (size_t l = 0; l < 2; l++)
        for (size_t i = 0; i < layers[l]->field_count; i++) {
            const char *name = layers[l]->fields[i].shp;
            ck_assert_uint_le(strlen(name), 10);
            for (const char *p = name; *p; p++)
                ck_assert_msg((unsigned char)*p < 0x80, "%s", name);
        }
}
END_TEST

START_TEST(shapefile_says_its_encoding)
{
    static const struct {
        const char *given, *cpg;
    } cases[] = {{NULL, "UTF-8"}, {"utf-8", "UTF-8"}, {"CP936", "CP936"}, {"gbk", "CP936"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ter_write_options options = options_for(hydrant);
        options.encoding = cases[i].given;
        GDALDatasetH dataset = reopen(export_two("out.shp", &options), NULL);
        TER_AUTO_FREE char *cpg = ter_test_read(ter_test_path("out.cpg"), NULL);
        ck_assert_str_eq(cpg, cases[i].cpg);
        OGRFeatureH feature = feature_at(dataset, 0);
        ck_assert_int_eq(strncmp(text_of(feature, "LOC_TEXT"), "金四路与金三道交叉口北85米", 36), 0);
        OGR_F_Destroy(feature);
        GDALClose(dataset);
    }
}
END_TEST

START_TEST(shapefile_cp936_is_two_bytes_a_character_and_says_what_it_lacks)
{
    struct ter_write_options options = options_for(hydrant);
    options.encoding = "CP936";
    struct row row;
    make_full_row(&row);
    TER_AUTO(ter_writer_close) struct ter_writer *writer = open_writer(ter_test_path("out.shp"), &options);
    put(writer, &row);
    finish(writer);
    ck_assert(noted(writer, "1 texts in LOC_TEXT have characters that CP936 lacks"));
    TER_AUTO_FREE char *dbf = NULL;
    size_t size;
    dbf = ter_test_read(ter_test_path("out.dbf"), &size);
    ck_assert_ptr_nonnull(memmem(dbf, size, "\xbd\xf0\xcb\xc4\xc2\xb7", 6)); /* 金四路 */
    ck_assert_ptr_nonnull(memmem(dbf, size, "\"?", 2));
}
END_TEST

START_TEST(shapefile_refuses_other_encodings)
{
    struct ter_write_options options = options_for(hydrant);
    struct ter_writer *writer = NULL;
    options.encoding = "Big5";
    ck_assert(!ter_writer_open(ter_test_path("out.shp"), &options, &writer, &error));
    ck_assert_int_eq(error.code, TER_USAGE);
    ck_assert_ptr_nonnull(strstr(error.message, "Big5"));
    options.encoding = "CP936";
    ck_assert(!ter_writer_open(ter_test_path("out.csv"), &options, &writer, &error));
    ck_assert_int_eq(error.code, TER_USAGE);
    ck_assert_uint_eq(ter_test_dir_count(), 0);
}
END_TEST

/* 85 characters of three bytes are 255: the last one goes whole. */
START_TEST(shapefile_cuts_long_texts_between_characters)
{
    struct ter_write_options options = options_for(hydrant);
    struct ter_buf text = {0};
    for (int i = 0; i < 85; i++)
        ter_buf_text(&text, "路");
    struct row row;
    make_row(&row, hydrant, 1, "H-1");
    set(&row, hydrant, "remark", ter_value_text(text.data));
    TER_AUTO(ter_writer_close) struct ter_writer *writer = open_writer(ter_test_path("out.shp"), &options);
    put(writer, &row);
    finish(writer);
    ck_assert(noted(writer, "1 texts cut to 254 bytes in REMARK"));
    GDALDatasetH dataset = reopen(ter_test_path("out.shp"), NULL);
    OGRFeatureH feature = feature_at(dataset, 0);
    text.data[84 * 3] = '\0';
    ck_assert_str_eq(text_of(feature, "REMARK"), text.data);
    OGR_F_Destroy(feature);
    GDALClose(dataset);
    ter_buf_free(&text);
}
END_TEST

START_TEST(shape_fit_counts_bytes_of_the_encoding)
{
    struct ter_buf text = {0};
    ter_buf_text(&text, "a");
    for (int i = 0; i < 127; i++)
        ter_buf_text(&text, "路");
    TER_AUTO(ter_shape_coder_close) struct ter_shape_coder *coder = NULL;
    ck_assert(ter_shape_coder_open("CP936", &coder, &error));
    struct ter_shape_text fitted = ter_shape_fit(coder, text.data, text.size);
    ck_assert(fitted.cut);
    ck_assert_uint_eq(fitted.width, 253); /* 1 + 126 x 2: half a character is not written */
    ck_assert_uint_eq(fitted.size, 1 + 126 * 3);
    fitted = ter_shape_fit(coder, text.data + 1, text.size - 1);
    ck_assert(!fitted.cut);
    ck_assert_uint_eq(fitted.width, 254);
    ter_buf_free(&text);
}
END_TEST

START_TEST(shapefile_columns_widen_as_texts_grow)
{
    static const size_t lengths[] = {3, 65, 130, 254, 10};
    struct ter_write_options options = options_for(hydrant);
    TER_AUTO(ter_writer_close) struct ter_writer *writer = open_writer(ter_test_path("out.shp"), &options);
    char text[255];
    struct row row;
    for (size_t i = 0; i < 5; i++) {
        memset(text, 'a' + (int)i, lengths[i]);
        text[lengths[i]] = '\0';
        make_row(&row, hydrant, (int64_t)i + 1, "H");
        set(&row, hydrant, "remark", ter_value_text(text));
        put(writer, &row);
    }
    finish(writer);
    ck_assert(!noted(writer, "cut"));
    GDALDatasetH dataset = reopen(ter_test_path("out.shp"), NULL);
    for (int i = 0; i < 5; i++) {
        OGRFeatureH feature = feature_at(dataset, i);
        ck_assert_uint_eq(strlen(text_of(feature, "REMARK")), lengths[i]);
        ck_assert_int_eq(text_of(feature, "REMARK")[lengths[i] - 1], 'a' + i);
        OGR_F_Destroy(feature);
    }
    GDALClose(dataset);
}
END_TEST

START_TEST(shapefile_has_a_data_dictionary)
{
    struct ter_write_options options = options_for(hydrant);
    export_two("out.shp", &options);
    TER_AUTO_FREE char *csv = ter_test_read(ter_test_path("out.fields.csv"), NULL);
    size_t lines = 0;
    for (const char *p = csv; *p; p++)
        lines += *p == '\n';
    ck_assert_uint_eq(lines, hydrant->field_count + 1);
    ck_assert_ptr_nonnull(strstr(csv, "shp,field,title_en,title_zh,type,width,values\n"));
    ck_assert_ptr_nonnull(
        strstr(csv, "\"TARGET\",\"target_date\",\"target date\",\"计划完成日期\",\"date\",8,\"\"\n"));
    ck_assert_ptr_nonnull(strstr(csv, "out_of_service = out of service / 无法使用; "));
}
END_TEST

START_TEST(shapefile_replaces_its_whole_set)
{
    struct ter_write_options options = options_for(hydrant);
    export_two("out.shp", &options);
    size_t count = ter_test_dir_count();
    const char *index = ter_test_write_text("out.qix", "an index of the old geometries");
    const char *style = ter_test_write_text("out.qml", "a style of the user's");
    export_two("out.shp", &options);
    ck_assert(!ter_test_exists(index));
    ck_assert(ter_test_exists(style));
    ck_assert_uint_eq(ter_test_dir_count(), count + 1);
}
END_TEST

/* The dictionary's place is taken by a folder: nothing may change, and the folder's content must not go. */
START_TEST(shapefile_that_cannot_be_placed_leaves_the_old_set)
{
    struct ter_write_options options = options_for(township);
    export_area("out.shp");
    size_t size, count = ter_test_dir_count();
    TER_AUTO_FREE char *before = ter_test_read(ter_test_path("out.dbf"), &size);
    ck_assert_int_eq(unlink(ter_test_path("out.fields.csv")), 0);
    ck_assert_int_eq(mkdir(ter_test_path("out.fields.csv"), 0700), 0);
    const char *inside = ter_test_write_text("out.fields.csv/precious.txt", "precious");
    TER_AUTO(ter_writer_close) struct ter_writer *writer = open_writer(ter_test_path("out.shp"), &options);
    ck_assert(!writer->commit(writer, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "is a folder"));
    ter_writer_close(writer);
    writer = NULL;
    size_t size_after;
    TER_AUTO_FREE char *after = ter_test_read(ter_test_path("out.dbf"), &size_after);
    ck_assert_mem_eq(before, after, size);
    ck_assert(ter_test_exists(inside));
    ck_assert(ter_test_exists(ter_test_path("out.shp")));
    ck_assert_uint_eq(ter_test_dir_count(), count);
}
END_TEST

START_TEST(shapefile_ends_below_2_gb)
{
    struct ter_shape_size size = {0};
    ter_shape_size_add(&size, TER_WKB_POINT_SIZE, 700);
    ck_assert(ter_shape_size_fits(size));
    struct ter_shape_size rows = {.dbf = INT64_C(2147483647) - 700};
    ck_assert(!ter_shape_size_fits(rows));
    struct ter_shape_size shapes = {.shp = INT64_C(2146000000)};
    ck_assert(ter_shape_size_fits(shapes));
    ter_shape_size_add(&shapes, 2000000, 1);
    ck_assert(!ter_shape_size_fits(shapes));
}
END_TEST

/* ---- GeoPackage ---- */

START_TEST(geopackage_reads_back_with_aliases_and_index)
{
    struct ter_write_options options = options_for(hydrant);
    GDALDatasetH dataset = reopen(export_two("out.gpkg", &options), NULL);
    check_cgcs2000(dataset);
    OGRLayerH layer = GDALDatasetGetLayer(dataset, 0);
    ck_assert_str_eq(OGR_L_GetName(layer), "hydrant");
    OGRFeatureH feature = feature_at(dataset, 0);
    ck_assert_int_eq(OGR_F_GetFID(feature), 7);
    ck_assert(number_of(feature, "id") == 7);
    ck_assert_str_eq(text_of(feature, "location_text"), "金四路与金三道交叉口北85米, \"路东\"𠮷");
    ck_assert(number_of(feature, "pressure_mpa") == 0.1);
    check_date(feature, "target_date");
    check_point(feature);
    OGR_F_Destroy(feature);
    static const struct {
        const char *sql, *answer;
    } facts[] = {
        {"SELECT count(*) FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'", "1"},
        {"SELECT title FROM gpkg_data_columns WHERE column_name = 'location_text'", "具体位置"},
        {"SELECT title || constraint_name FROM gpkg_data_columns WHERE column_name = 'status'",
            "状态hydrant_status"},
        {"SELECT description FROM gpkg_data_column_constraints WHERE value = 'seized'", "锈死"},
    };
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        OGRLayerH result = GDALDatasetExecuteSQL(dataset, facts[i].sql, NULL, NULL);
        feature = OGR_L_GetNextFeature(result);
        ck_assert_str_eq(OGR_F_GetFieldAsString(feature, 0), facts[i].answer);
        OGR_F_Destroy(feature);
        GDALDatasetReleaseResultSet(dataset, result);
    }
    GDALClose(dataset);
}
END_TEST

/* A new database beside the old one's journal would be mixed with it. */
START_TEST(geopackage_open_elsewhere_is_refused)
{
    struct ter_write_options options = options_for(hydrant);
    export_two("out.gpkg", &options);
    ter_test_write_text("out.gpkg-wal", "pages");
    struct ter_writer *writer = NULL;
    ck_assert(!ter_writer_open(ter_test_path("out.gpkg"), &options, &writer, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "another program has it open"));
    ck_assert_uint_eq(ter_test_dir_count(), 2);
}
END_TEST

/* ---- CSV ---- */

START_TEST(csv_reads_back_with_lon_lat_at_the_end)
{
    struct ter_write_options options = options_for(hydrant);
    const char *path = export_two("out.csv", &options);
    TER_AUTO_FREE char *text = ter_test_read(path, NULL);
    char *end = strchr(text, '\n');
    ck_assert_ptr_nonnull(end);
    ck_assert_int_eq(strncmp(text, "id,code,", 8), 0);
    ck_assert_int_eq(strncmp(end, "\n7,H-000007,", 12), 0);
    ck_assert_int_eq(strncmp(end - 8, ",lon,lat", 8), 0);
    static const char *const open_options[] = {
        "AUTODETECT_TYPE=YES", "X_POSSIBLE_NAMES=lon", "Y_POSSIBLE_NAMES=lat", NULL};
    GDALDatasetH dataset = reopen(path, open_options);
    OGRFeatureH feature = feature_at(dataset, 0);
    ck_assert_str_eq(text_of(feature, "location_text"), "金四路与金三道交叉口北85米, \"路东\"𠮷");
    ck_assert_str_eq(text_of(feature, "code"), "H-000007");
    ck_assert_ptr_nonnull(strstr(text, ",2023-12-31,"));
    ck_assert(number_of(feature, "pressure_mpa") == 0.1);
    check_point(feature);
    OGR_F_Destroy(feature);
    feature = feature_at(dataset, 1);
    ck_assert_ptr_null(OGR_F_GetGeometryRef(feature));
    OGR_F_Destroy(feature);
    GDALClose(dataset);
}
END_TEST

START_TEST(csv_holds_areas_as_wkt)
{
    GDALDatasetH dataset = reopen(export_area("out.csv"), NULL);
    OGRFeatureH feature = feature_at(dataset, 0);
    OGRGeometryH area = OGR_F_GetGeometryRef(feature);
    ck_assert_ptr_nonnull(area);
    ck_assert_double_eq_tol(OGR_G_Area(area), 0.64, 1e-9);
    OGR_F_Destroy(feature);
    GDALClose(dataset);
}
END_TEST

/* ---- all formats ---- */

START_TEST(areas_read_back)
{
    const char *path = export_area(paths[_i]);
    GDALDatasetH dataset = reopen(path, NULL);
    OGRFeatureH feature = feature_at(dataset, 0);
    ck_assert_double_eq_tol(OGR_G_Area(OGR_F_GetGeometryRef(feature)), 0.64, 1e-9);
    OGR_F_Destroy(feature);
    GDALClose(dataset);
}
END_TEST

START_TEST(missing_positions_are_noted)
{
    struct ter_write_options options = options_for(hydrant);
    struct row row;
    make_row(&row, hydrant, 1, "H-1");
    TER_AUTO(ter_writer_close) struct ter_writer *writer = open_writer(ter_test_path(paths[_i]), &options);
    put(writer, &row);
    finish(writer);
    ck_assert(noted(writer, "1 of 1 records have no position"));
    ck_assert_str_eq(writer->files.items[0], ter_test_path(paths[_i]));
}
END_TEST

START_TEST(nothing_to_write_is_a_valid_file)
{
    struct ter_write_options options = options_for(hydrant);
    TER_AUTO(ter_writer_close) struct ter_writer *writer = open_writer(ter_test_path(paths[_i]), &options);
    finish(writer);
    GDALDatasetH dataset = reopen(ter_test_path(paths[_i]), NULL);
    ck_assert_int_eq(OGR_L_GetFeatureCount(GDALDatasetGetLayer(dataset, 0), TRUE), 0);
    GDALClose(dataset);
}
END_TEST

START_TEST(closing_without_commit_leaves_nothing)
{
    struct ter_write_options options = options_for(hydrant);
    struct row row;
    make_full_row(&row);
    struct ter_writer *writer = open_writer(ter_test_path(paths[_i]), &options);
    put(writer, &row);
    ter_writer_close(writer);
    ck_assert_uint_eq(ter_test_dir_count(), 0);
}
END_TEST

/* Write until the system refuses, at the latest in the commit. */
static bool write_much(const char *path)
{
    struct ter_write_options options = options_for(hydrant);
    TER_AUTO(ter_writer_close) struct ter_writer *writer = NULL;
    struct row row;
    make_full_row(&row);
    if (!ter_writer_open(path, &options, &writer, &error))
        return false;
    for (int64_t id = 1; id <= 5000; id++) {
        set(&row, hydrant, "id", ter_value_int(id));
        if (!writer->write(writer, &row.record, &error))
            return false;
    }
    return writer->commit(writer, &error);
}

START_TEST(a_full_disk_leaves_the_old_file)
{
    struct ter_write_options options = options_for(hydrant);
    const char *path = export_two(paths[_i], &options);
    size_t size, size_after, count = ter_test_dir_count();
    TER_AUTO_FREE char *before = ter_test_read(path, &size);
    struct rlimit whole, limit;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &whole), 0);
    limit = (struct rlimit){.rlim_cur = 300000, .rlim_max = whole.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    bool written = write_much(path);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &whole), 0);
    ck_assert(!written);
    ck_assert_int_eq(error.code, TER_FAILED);
    ck_assert_msg(strstr(error.message, path) == error.message, "%s", error.message);
    ck_assert_msg(
        strstr(error.message, "larger than") || strstr(error.message, "the disk"), "%s", error.message);
    TER_AUTO_FREE char *after = ter_test_read(path, &size_after);
    ck_assert_uint_eq(size, size_after);
    ck_assert_mem_eq(before, after, size);
    ck_assert_uint_eq(ter_test_dir_count(), count);
    ck_assert_msg(write_much(path), "and works again afterwards: %s", error.message);
}
END_TEST

/* The last bytes leave stdio's buffer only when the file is closed. */
START_TEST(a_failing_close_is_an_error)
{
    struct ter_write_options options = options_for(hydrant);
    struct row row;
    make_full_row(&row);
    TER_AUTO(ter_writer_close)
    struct ter_writer *writer = open_writer(ter_test_path("out.geojson"), &options);
    put(writer, &row);
    struct rlimit whole, limit;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &whole), 0);
    limit = (struct rlimit){.rlim_cur = 100, .rlim_max = whole.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    bool committed = writer->commit(writer, &error);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &whole), 0);
    ck_assert(!committed);
    ck_assert_ptr_nonnull(strstr(error.message, "larger than this system permits"));
    ck_assert(!ter_test_exists(ter_test_path("out.geojson")));
}
END_TEST

START_TEST(bad_targets_get_one_plain_line)
{
    static const struct {
        const char *name, *says;
        enum ter_code code;
    } cases[] = {
        {"no/such/folder.csv", "there is no such folder", TER_FAILED},
        {"folder.gpkg", "is a folder", TER_FAILED},
        {"file.txt/out.csv", "a part of the path is a file", TER_FAILED},
        {"out.geojsn", "did you mean .geojson?", TER_USAGE},
        {"out.docx", "known: .geojson .shp .gpkg .csv", TER_USAGE},
        {"out", "needs an extension", TER_USAGE},
        {".csv", "needs an extension", TER_USAGE},
    };
    struct ter_write_options options = options_for(hydrant);
    ck_assert_int_eq(mkdir(ter_test_path("folder.gpkg"), 0700), 0);
    ter_test_write_text("file.txt", "");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ter_writer *writer = NULL;
        error = (struct ter_error){0};
        ck_assert(!ter_writer_open(ter_test_path(cases[i].name), &options, &writer, &error));
        ck_assert_ptr_null(writer);
        ck_assert_int_eq(error.code, cases[i].code);
        ck_assert_msg(strstr(error.message, cases[i].says) != NULL, "%s", error.message);
    }
    ck_assert_uint_eq(ter_test_dir_count(), 2);
}
END_TEST

START_TEST(values_of_the_wrong_type_are_refused_by_name)
{
    static const struct {
        const char *field, *text, *says;
    } cases[] = {
        {"pressure_mpa", "strong", "\"strong\" in field pressure_mpa is not a number"},
        {"source_row", "x", "\"x\" in field source_row is not a whole number"},
        {"target_date", "2023-02-30", "\"2023-02-30\" in field target_date is not a date"},
    };
    struct ter_write_options options = options_for(hydrant);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TER_AUTO(ter_writer_close)
        struct ter_writer *writer = open_writer(ter_test_path(paths[_i]), &options);
        struct row row;
        make_full_row(&row);
        set(&row, hydrant, cases[i].field, ter_value_text(cases[i].text));
        ck_assert(!writer->write(writer, &row.record, &error));
        ck_assert_msg(strstr(error.message, cases[i].says) != NULL, "%s", error.message);
        ck_assert_msg(strstr(error.message, "record H-000007") != NULL, "%s", error.message);
    }
    ck_assert_uint_eq(ter_test_dir_count(), 0);
}
END_TEST

START_TEST(broken_geometries_are_refused)
{
    static const uint8_t cut[] = {1, 6, 0, 0, 0, 9, 0, 0, 0};
    const struct ter_layer *layers[] = {hydrant, township};
    for (size_t i = 0; i < 2; i++) {
        struct ter_write_options options = options_for(layers[i]);
        TER_AUTO(ter_writer_close)
        struct ter_writer *writer = open_writer(ter_test_path(paths[_i]), &options);
        struct row row;
        make_row(&row, layers[i], 1, "X-1");
        row.record.geometry = (struct ter_wkb){cut, sizeof cut};
        ck_assert(!writer->write(writer, &row.record, &error));
        ck_assert_msg(strstr(error.message, "record X-1: its geometry") != NULL, "%s", error.message);
    }
}
END_TEST

Suite *suite_export(void)
{
    Suite *suite = suite_create("export");
    TCase *formats = tcase_create("formats");
    tcase_add_checked_fixture(formats, set_up, tear_down);
    tcase_add_test(formats, geojson_reads_back_with_all_fields);
    tcase_add_test(formats, geojson_is_rfc_7946);
    tcase_add_test(formats, geojson_rings_wind_by_the_right_hand_rule);
    tcase_add_test(formats, shapefile_reads_back);
    tcase_add_test(formats, shapefile_names_are_short_and_ascii);
    tcase_add_test(formats, shapefile_says_its_encoding);
    tcase_add_test(formats, shapefile_cp936_is_two_bytes_a_character_and_says_what_it_lacks);
    tcase_add_test(formats, shapefile_refuses_other_encodings);
    tcase_add_test(formats, shapefile_cuts_long_texts_between_characters);
    tcase_add_test(formats, shape_fit_counts_bytes_of_the_encoding);
    tcase_add_test(formats, shapefile_columns_widen_as_texts_grow);
    tcase_add_test(formats, shapefile_has_a_data_dictionary);
    tcase_add_test(formats, shapefile_replaces_its_whole_set);
    tcase_add_test(formats, shapefile_that_cannot_be_placed_leaves_the_old_set);
    tcase_add_test(formats, shapefile_ends_below_2_gb);
    tcase_add_test(formats, geopackage_reads_back_with_aliases_and_index);
    tcase_add_test(formats, geopackage_open_elsewhere_is_refused);
    tcase_add_test(formats, csv_reads_back_with_lon_lat_at_the_end);
    tcase_add_test(formats, csv_holds_areas_as_wkt);
    suite_add_tcase(suite, formats);
    TCase *all = tcase_create("all formats");
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_set_timeout(all, 60);
    tcase_add_loop_test(all, areas_read_back, 0, PATH_COUNT);
    tcase_add_loop_test(all, missing_positions_are_noted, 0, PATH_COUNT);
    tcase_add_loop_test(all, nothing_to_write_is_a_valid_file, 0, PATH_COUNT);
    tcase_add_loop_test(all, closing_without_commit_leaves_nothing, 0, PATH_COUNT);
    tcase_add_loop_test(all, a_full_disk_leaves_the_old_file, 0, PATH_COUNT);
    tcase_add_loop_test(all, values_of_the_wrong_type_are_refused_by_name, 0, PATH_COUNT);
    tcase_add_loop_test(all, broken_geometries_are_refused, 0, PATH_COUNT);
    tcase_add_test(all, a_failing_close_is_an_error);
    tcase_add_test(all, bad_targets_get_one_plain_line);
    suite_add_tcase(suite, all);
    return suite;
}
