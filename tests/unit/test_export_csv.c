/* CSV is safe in a spreadsheet and gives back what went in. */
#include "export/csv.h"
#include "exporting.h"
#include "suites.h"

#include <string.h>

START_TEST(csv_reads_back_with_lon_lat_at_the_end)
{
    struct ter_write_options options = export_options(export_hydrant);
    const char *path = export_two("out.csv", &options);
    TER_AUTO_FREE char *text = ter_test_read(path, NULL);
    char *end = strchr(text, '\n');
    ck_assert_ptr_nonnull(end);
    ck_assert_int_eq(strncmp(text,
                         "\xef\xbb\xbf"
                         "id,code,",
                         11),
        0);
    ck_assert_int_eq(strncmp(end, "\n7,H-000007,", 12), 0);
    ck_assert_int_eq(strncmp(end - 8, ",lon,lat", 8), 0);
    static const char *const open_options[] = {
        "AUTODETECT_TYPE=YES", "X_POSSIBLE_NAMES=lon", "Y_POSSIBLE_NAMES=lat", NULL};
    GDALDatasetH dataset = export_reopen(path, open_options);
    OGRFeatureH feature = export_feature(dataset, 0);
    ck_assert_str_eq(export_text(feature, "location_text"), "金四路与金三道交叉口北85米, \"路东\"𠮷");
    ck_assert_str_eq(export_text(feature, "code"), "H-000007");
    ck_assert_ptr_nonnull(strstr(text, ",2023-12-31,"));
    ck_assert(export_number(feature, "pressure_mpa") == 0.1);
    export_check_point(feature);
    OGR_F_Destroy(feature);
    feature = export_feature(dataset, 1);
    ck_assert_ptr_null(OGR_F_GetGeometryRef(feature));
    OGR_F_Destroy(feature);
    GDALClose(dataset);
}
END_TEST

START_TEST(csv_holds_areas_as_wkt)
{
    GDALDatasetH dataset = export_reopen(export_area("out.csv"), NULL);
    OGRFeatureH feature = export_feature(dataset, 0);
    OGRGeometryH area = OGR_F_GetGeometryRef(feature);
    ck_assert_ptr_nonnull(area);
    ck_assert_double_eq_tol(OGR_G_Area(area), 0.64, 1e-9);
    OGR_F_Destroy(feature);
    GDALClose(dataset);
}
END_TEST

START_TEST(csv_guards_formulas_and_gives_every_text_back)
{
    static const struct {
        const char *text, *cell;
    } cases[] = {
        {"=1+1", "'=1+1"},
        {"+86 471", "'+86 471"},
        {"-", "'-"},
        {"@SUM(A1)", "'@SUM(A1)"},
        {"\t=1", "'\t=1"},
        {"'=1", "''=1"},
        {"''@", "'''@"},
        {"'quoted'", "'quoted'"},
        {"a=b", "a=b"},
        {"", ""},
        {"=\"a\",b", "\"'=\"\"a\"\",b\""},
        {" blank ", "\" blank \""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TER_AUTO_BUF struct ter_buf out = {0};
        ter_buf_text(&out, "");
        ter_csv_add_guarded(&out, cases[i].text, strlen(cases[i].text));
        ck_assert_str_eq(out.data, cases[i].cell);
    }
}
END_TEST

/* Numbers are no formulas, whatever they begin with. */
START_TEST(csv_leaves_numbers_alone)
{
    struct ter_write_options options = export_options(export_hydrant);
    const struct ter_field *pressure = ter_layer_field(export_hydrant, "pressure_mpa");
    const size_t fields[] = {
        ter_layer_field_index(export_hydrant, pressure), export_hydrant->role[TER_ROLE_CODE]};
    options.fields = fields;
    options.field_count = 2;
    options.no_bom = options.wkt = true;
    struct export_row row;
    export_full_row(&row);
    export_set(&row, export_hydrant, "pressure_mpa", ter_value_real(-0.5));
    TER_AUTO(ter_writer_close) struct ter_writer *writer = export_open(ter_test_path("out.csv"), &options);
    export_put(writer, &row);
    export_finish(writer);
    TER_AUTO_FREE char *text = ter_test_read(ter_test_path("out.csv"), NULL);
    ck_assert_str_eq(text, "pressure_mpa,code,wkt\n-0.5,H-000007,POINT(111.162345678912 40.731234567891)\n");
}
END_TEST

Suite *suite_export_csv(void)
{
    Suite *suite = suite_create("export_csv");
    TCase *tcase = tcase_create("CSV");
    tcase_add_checked_fixture(tcase, export_set_up, export_tear_down);
    tcase_add_test(tcase, csv_reads_back_with_lon_lat_at_the_end);
    tcase_add_test(tcase, csv_holds_areas_as_wkt);
    tcase_add_test(tcase, csv_guards_formulas_and_gives_every_text_back);
    tcase_add_test(tcase, csv_leaves_numbers_alone);
    suite_add_tcase(suite, tcase);
    return suite;
}
