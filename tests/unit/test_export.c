/* Exports of any format read back, go where they may, and never harm the file they replace. */
#include "base/crs.h"
#include "exporting.h"
#include "suites.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

static const char *const paths[] = {
    "out.geojson", "out.geojsonl", "out.shp", "out.gpkg", "out.fgb", "out.kml", "out.xlsx", "out.csv"};
enum { PATH_COUNT = sizeof paths / sizeof *paths };

/* A sheet holds areas as text, which GDAL does not take for geometries. */
static bool is_sheet(int path)
{
    return strstr(paths[path], ".xlsx") != NULL;
}

START_TEST(areas_read_back)
{
    if (is_sheet(_i))
        return;
    const char *path = export_area(paths[_i]);
    GDALDatasetH dataset = export_reopen(path, NULL);
    OGRFeatureH feature = export_feature(dataset, 0);
    ck_assert_double_eq_tol(OGR_G_Area(OGR_F_GetGeometryRef(feature)), 0.64, 1e-9);
    OGR_F_Destroy(feature);
    GDALClose(dataset);
}
END_TEST

START_TEST(missing_positions_are_noted)
{
    struct ter_write_options options = export_options(export_hydrant);
    struct export_row row;
    export_row(&row, export_hydrant, 1, "H-1");
    TER_AUTO(ter_writer_close)
    struct ter_writer *writer = export_open(ter_test_path(paths[_i]), &options);
    export_put(writer, &row);
    export_finish(writer);
    ck_assert(export_noted(writer, "1 of 1 records have no geometry"));
    ck_assert_str_eq(writer->files.items[0], ter_test_path(paths[_i]));
}
END_TEST

START_TEST(nothing_to_write_is_a_valid_file)
{
    struct ter_write_options options = export_options(export_hydrant);
    TER_AUTO(ter_writer_close)
    struct ter_writer *writer = export_open(ter_test_path(paths[_i]), &options);
    export_finish(writer);
    ck_assert(ter_test_exists(ter_test_path(paths[_i])));
    /* Nothing is a valid sequence, and a sheet of headings alone, though GDAL takes neither for a layer. */
    if (is_sheet(_i) || strstr(paths[_i], ".geojsonl"))
        return;
    GDALDatasetH dataset = export_reopen(ter_test_path(paths[_i]), NULL);
    ck_assert_int_eq(OGR_L_GetFeatureCount(GDALDatasetGetLayer(dataset, 0), TRUE), 0);
    GDALClose(dataset);
}
END_TEST

START_TEST(closing_without_commit_leaves_nothing)
{
    struct ter_write_options options = export_options(export_hydrant);
    struct export_row row;
    export_full_row(&row);
    struct ter_writer *writer = export_open(ter_test_path(paths[_i]), &options);
    export_put(writer, &row);
    ter_writer_close(writer);
    ck_assert_uint_eq(ter_test_dir_count(), 0);
}
END_TEST

/* Write until the system refuses, at the latest in the commit. */
static bool write_much(const char *path)
{
    struct ter_write_options options = export_options(export_hydrant);
    TER_AUTO(ter_writer_close) struct ter_writer *writer = NULL;
    struct export_row row;
    export_full_row(&row);
    if (!ter_writer_open(path, &options, &writer, &export_error))
        return false;
    for (int64_t id = 1; id <= 5000; id++) {
        export_set(&row, export_hydrant, "id", ter_value_int(id));
        if (!writer->write(writer, &row.record, &export_error))
            return false;
    }
    return writer->commit(writer, &export_error);
}

START_TEST(a_full_disk_leaves_the_old_file)
{
    struct ter_write_options options = export_options(export_hydrant);
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
    ck_assert_int_eq(export_error.code, TER_FAILED);
    ck_assert_msg(strstr(export_error.message, path) == export_error.message, "%s", export_error.message);
    ck_assert_msg(strstr(export_error.message, "larger than") || strstr(export_error.message, "the disk"),
        "%s", export_error.message);
    TER_AUTO_FREE char *after = ter_test_read(path, &size_after);
    ck_assert_uint_eq(size, size_after);
    ck_assert_mem_eq(before, after, size);
    ck_assert_uint_eq(ter_test_dir_count(), count);
    ck_assert_msg(write_much(path), "and works again afterwards: %s", export_error.message);
}
END_TEST

/* The last bytes leave stdio's buffer only when the file is closed. */
START_TEST(a_failing_close_is_an_error)
{
    struct ter_write_options options = export_options(export_hydrant);
    struct export_row row;
    export_full_row(&row);
    TER_AUTO(ter_writer_close)
    struct ter_writer *writer = export_open(ter_test_path("out.geojson"), &options);
    export_put(writer, &row);
    struct rlimit whole, limit;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &whole), 0);
    limit = (struct rlimit){.rlim_cur = 100, .rlim_max = whole.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    bool committed = writer->commit(writer, &export_error);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &whole), 0);
    ck_assert(!committed);
    ck_assert_ptr_nonnull(strstr(export_error.message, "larger than this system permits"));
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
        {"out.docx", "known: .geojson .geojsonl .geojsons .shp .gpkg .fgb .kml .xlsx .csv", TER_USAGE},
        {"out", "needs an extension", TER_USAGE},
        {".csv", "needs an extension", TER_USAGE},
    };
    struct ter_write_options options = export_options(export_hydrant);
    ck_assert_int_eq(mkdir(ter_test_path("folder.gpkg"), 0700), 0);
    ter_test_write_text("file.txt", "");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ter_writer *writer = NULL;
        export_error = (struct ter_error){0};
        ck_assert(!ter_writer_open(ter_test_path(cases[i].name), &options, &writer, &export_error));
        ck_assert_ptr_null(writer);
        ck_assert_int_eq(export_error.code, cases[i].code);
        ck_assert_msg(strstr(export_error.message, cases[i].says) != NULL, "%s", export_error.message);
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
    struct ter_write_options options = export_options(export_hydrant);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TER_AUTO(ter_writer_close)
        struct ter_writer *writer = export_open(ter_test_path(paths[_i]), &options);
        struct export_row row;
        export_full_row(&row);
        export_set(&row, export_hydrant, cases[i].field, ter_value_text(cases[i].text));
        ck_assert(!writer->write(writer, &row.record, &export_error));
        ck_assert_msg(strstr(export_error.message, cases[i].says) != NULL, "%s", export_error.message);
        ck_assert_msg(strstr(export_error.message, "record H-000007") != NULL, "%s", export_error.message);
    }
    ck_assert_uint_eq(ter_test_dir_count(), 0);
}
END_TEST

START_TEST(broken_geometries_are_refused)
{
    static const uint8_t cut[] = {1, 6, 0, 0, 0, 9, 0, 0, 0};
    const struct ter_layer *layers[] = {export_hydrant, export_township};
    for (size_t i = 0; i < 2; i++) {
        struct ter_write_options options = export_options(layers[i]);
        TER_AUTO(ter_writer_close)
        struct ter_writer *writer = export_open(ter_test_path(paths[_i]), &options);
        struct export_row row;
        export_row(&row, layers[i], 1, "X-1");
        row.record.geometry = (struct ter_wkb){cut, sizeof cut};
        ck_assert(!writer->write(writer, &row.record, &export_error));
        ck_assert_msg(
            strstr(export_error.message, "record X-1: its geometry") != NULL, "%s", export_error.message);
    }
}
END_TEST

/* XML can hold no control characters, not even escaped; all else comes back. */
START_TEST(kml_leaves_out_what_xml_cannot_hold)
{
    struct ter_write_options options = export_options(export_hydrant);
    struct export_row row;
    export_full_row(&row);
    export_set(&row, export_hydrant, "remark", ter_value_text("a\x01\r\n<b>&\"\xef\xbf\xbe' 路（东）"));
    TER_AUTO(ter_writer_close) struct ter_writer *writer = export_open(ter_test_path("out.kml"), &options);
    export_put(writer, &row);
    export_finish(writer);
    ck_assert(export_noted(writer, "2 control characters were left out"));
    GDALDatasetH dataset = export_reopen(ter_test_path("out.kml"), NULL);
    OGRFeatureH feature = export_feature(dataset, 0);
    ck_assert_str_eq(export_text(feature, "remark"), "a\r\n<b>&\"' 路（东）");
    ck_assert_str_eq(export_text(feature, "Name"), "H-000007");
    OGR_F_Destroy(feature);
    GDALClose(dataset);
}
END_TEST

/* ---- columns, titles, reference systems ---- */

START_TEST(fields_come_in_the_order_asked_for)
{
    struct ter_write_options options = export_options(export_hydrant);
    const size_t fields[] = {export_hydrant->role[TER_ROLE_STATUS], export_hydrant->role[TER_ROLE_CODE]};
    options.fields = fields;
    options.field_count = 2;
    GDALDatasetH dataset = export_reopen(export_two("out.gpkg", &options), NULL);
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(GDALDatasetGetLayer(dataset, 0));
    ck_assert_int_eq(OGR_FD_GetFieldCount(definition), 2);
    ck_assert_str_eq(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, 0)), "status");
    ck_assert_str_eq(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, 1)), "code");
    OGRFeatureH feature = export_feature(dataset, 0);
    ck_assert_int_eq(OGR_F_GetFID(feature), 7); /* the id, though it is no column */
    OGR_F_Destroy(feature);
    GDALClose(dataset);
}
END_TEST

START_TEST(titles_stand_for_names_and_values)
{
    struct ter_write_options options = export_options(export_hydrant);
    options.titles = true;
    TER_AUTO(ter_json_free) json_t *json = export_json(export_two("out.geojson", &options));
    json_t *properties = json_object_get(json_array_get(json_object_get(json, "features"), 0), "properties");
    ck_assert_str_eq(json_string_value(json_object_get(properties, "状态")), "无法使用");
    ck_assert_str_eq(json_string_value(json_object_get(properties, "水源现状")), "锈死");
    ck_assert_uint_eq(json_object_size(properties), export_hydrant->field_count);
}
END_TEST

START_TEST(positions_go_into_the_system_asked_for)
{
    struct ter_write_options options = export_options(export_hydrant);
    options.to_epsg = 4547; /* CGCS2000, three-degree zone of 114 degrees east */
    GDALDatasetH dataset = export_reopen(export_two("out.gpkg", &options), NULL);
    OGRFeatureH feature = export_feature(dataset, 0);
    OGRGeometryH point = OGR_F_GetGeometryRef(feature);
    double x = OGR_G_GetX(point, 0), y = OGR_G_GetY(point, 0);
    TER_AUTO(ter_transform_close) struct ter_transform *back = NULL;
    ck_assert(ter_transform_open(4547, 4490, &back, &export_error));
    ck_assert(ter_transform_apply(back, &x, &y, 1, &export_error));
    ck_assert_double_eq_tol(x, export_somewhere.lon, 1e-9);
    ck_assert_double_eq_tol(y, export_somewhere.lat, 1e-9);
    OGR_F_Destroy(feature);
    GDALClose(dataset);
}
END_TEST

START_TEST(options_that_a_format_cannot_heed_are_refused)
{
    const struct ter_layer *layers[] = {export_hydrant, export_township};
    const struct {
        const char *name, *says;
        struct ter_write_options options;
    } cases[] = {
        {"out.geojson", "always WGS 84", {.to_epsg = 4547}},
        {"out.kml", "always WGS 84", {.to_epsg = 4490}},
        {"out.gpkg", "--crs EPSG:99", {.to_epsg = 99}},
        {"out.gpkg", "--wkt is for .csv", {.wkt = true}},
        {"out.csv", "holds one layer", {.layers = layers, .layer_count = 2}},
        {"-", "name one with --format", {0}},
        {"-", "name one with --format", {.format = "KML"}},
        {"PG:host=/none dbname=x password='a b'", "PG:host=/none dbname=x password=***", {0}},
        {"postgresql://a:geheim@localhost:1/x", "postgresql://a:***@localhost:1/x: the server", {0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ter_write_options options = cases[i].options;
        struct ter_writer *writer = NULL;
        bool file = !strchr(cases[i].name, ':') && *cases[i].name != '-';
        options.layer = export_hydrant;
        options.epsg = 4490;
        export_error = (struct ter_error){0};
        ck_assert(!ter_writer_open(
            file ? ter_test_path(cases[i].name) : cases[i].name, &options, &writer, &export_error));
        ck_assert_msg(strstr(export_error.message, cases[i].says) != NULL, "%s", export_error.message);
        ck_assert_ptr_null(strchr(export_error.message, '\n'));
    }
    ck_assert_uint_eq(ter_test_dir_count(), 0);
}
END_TEST

Suite *suite_export(void)
{
    Suite *suite = suite_create("export");
    TCase *all = tcase_create("all formats");
    tcase_add_checked_fixture(all, export_set_up, export_tear_down);
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
    tcase_add_test(all, fields_come_in_the_order_asked_for);
    tcase_add_test(all, titles_stand_for_names_and_values);
    tcase_add_test(all, positions_go_into_the_system_asked_for);
    tcase_add_test(all, options_that_a_format_cannot_heed_are_refused);
    tcase_add_test(all, kml_leaves_out_what_xml_cannot_hold);
    suite_add_tcase(suite, all);
    return suite;
}
