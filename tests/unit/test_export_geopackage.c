/* GeoPackages hold several layers with their value lists and aliases, and nothing of others is lost. */
#include "exporting.h"
#include "suites.h"

#include <string.h>

START_TEST(geopackage_reads_back_with_aliases_and_index)
{
    struct ter_write_options options = export_options(export_hydrant);
    GDALDatasetH dataset = export_reopen(export_two("out.gpkg", &options), NULL);
    export_check_crs(dataset);
    OGRLayerH layer = GDALDatasetGetLayer(dataset, 0);
    ck_assert_str_eq(OGR_L_GetName(layer), "hydrant");
    OGRFeatureH feature = export_feature(dataset, 0);
    ck_assert_int_eq(OGR_F_GetFID(feature), 7);
    ck_assert(export_number(feature, "id") == 7);
    ck_assert_str_eq(export_text(feature, "location_text"), "金四路与金三道交叉口北85米, \"路东\"𠮷");
    ck_assert(export_number(feature, "pressure_mpa") == 0.1);
    export_check_date(feature, "target_date");
    export_check_point(feature);
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
    struct ter_write_options options = export_options(export_hydrant);
    export_two("out.gpkg", &options);
    ter_test_write_text("out.gpkg-wal", "pages");
    struct ter_writer *writer = NULL;
    ck_assert(!ter_writer_open(ter_test_path("out.gpkg"), &options, &writer, &export_error));
    ck_assert_ptr_nonnull(strstr(export_error.message, "another program has it open"));
    ck_assert_uint_eq(ter_test_dir_count(), 2);
}
END_TEST

static void run_sql(const char *path, const char *sql)
{
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_UPDATE, NULL, NULL, NULL);
    ck_assert_ptr_nonnull(dataset);
    OGRLayerH result = GDALDatasetExecuteSQL(dataset, sql, NULL, NULL);
    if (result)
        GDALDatasetReleaseResultSet(dataset, result);
    GDALClose(dataset);
}

/* Our own tables may go with the old file, somebody else's may not. */
START_TEST(geopackage_with_tables_of_others_is_left_alone)
{
    struct ter_write_options options = export_options(export_hydrant);
    const char *path = export_two("out.gpkg", &options);
    options.layer = export_township;
    struct ter_writer *writer = NULL;
    ck_assert_msg(ter_writer_open(path, &options, &writer, &export_error), "%s", export_error.message);
    ter_writer_close(writer);
    run_sql(path, "CREATE TABLE notes (text TEXT)");
    run_sql(path, "CREATE TABLE layer_styles (style TEXT)");
    writer = NULL;
    ck_assert(!ter_writer_open(path, &options, &writer, &export_error));
    ck_assert_int_eq(export_error.code, TER_FAILED);
    ck_assert_msg(strstr(export_error.message, "layer_styles (styles saved in QGIS), notes;") != NULL, "%s",
        export_error.message);
    ck_assert_uint_eq(ter_test_dir_count(), 1);
    options.overwrite = true;
    ck_assert_msg(ter_writer_open(path, &options, &writer, &export_error), "%s", export_error.message);
    ter_writer_close(writer);
}
END_TEST

START_TEST(geopackage_holds_several_layers)
{
    const struct ter_layer *layers[] = {export_hydrant, export_township};
    struct ter_write_options options = export_options(export_hydrant);
    options.layers = layers;
    options.layer_count = 2;
    TER_AUTO(ter_writer_close) struct ter_writer *writer = export_open(ter_test_path("out.gpkg"), &options);
    struct export_row row, area;
    TER_AUTO_FREE unsigned char *wkb = NULL;
    export_full_row(&row);
    export_put(writer, &row);
    options.layer = export_township;
    ck_assert_msg(writer->next(writer, &options, &export_error), "%s", export_error.message);
    export_area_row(&area, &wkb);
    export_put(writer, &area);
    export_finish(writer);
    GDALDatasetH dataset = export_reopen(ter_test_path("out.gpkg"), NULL);
    ck_assert_int_eq(GDALDatasetGetLayerCount(dataset), 2);
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(OGR_L_GetFeatureCount(GDALDatasetGetLayer(dataset, i), TRUE), 1);
    GDALClose(dataset);
}
END_TEST

Suite *suite_export_geopackage(void)
{
    Suite *suite = suite_create("export_geopackage");
    TCase *tcase = tcase_create("GeoPackage");
    tcase_add_checked_fixture(tcase, export_set_up, export_tear_down);
    tcase_add_test(tcase, geopackage_reads_back_with_aliases_and_index);
    tcase_add_test(tcase, geopackage_open_elsewhere_is_refused);
    tcase_add_test(tcase, geopackage_with_tables_of_others_is_left_alone);
    tcase_add_test(tcase, geopackage_holds_several_layers);
    suite_add_tcase(suite, tcase);
    return suite;
}
