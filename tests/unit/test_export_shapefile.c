/* Shapefiles hold what they can, say what they cannot, and are replaced as a set. */
#include "export/shapefile.h"
#include "exporting.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

START_TEST(shapefile_reads_back)
{
    struct ter_write_options options = export_options(export_hydrant);
    GDALDatasetH dataset = export_reopen(export_two("out.shp", &options), NULL);
    export_check_crs(dataset);
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(GDALDatasetGetLayer(dataset, 0));
    ck_assert_int_eq(OGR_FD_GetFieldCount(definition), (int)export_hydrant->field_count);
    for (size_t i = 0; i < export_hydrant->field_count; i++)
        ck_assert_str_eq(
            OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, (int)i)), export_hydrant->fields[i].shp);
    OGRFeatureH feature = export_feature(dataset, 0);
    ck_assert_str_eq(export_text(feature, "LOC_TEXT"), "金四路与金三道交叉口北85米, \"路东\"𠮷");
    ck_assert_str_eq(export_text(feature, "STATUS"), "out_of_service");
    ck_assert(export_number(feature, "PRESS_MPA") == 0.1);
    ck_assert(export_number(feature, "DIAM_MM") == 100.5);
    ck_assert(export_number(feature, "SOURCE_ROW") == 46);
    ck_assert(!OGR_F_IsFieldSetAndNotNull(feature, OGR_F_GetFieldIndex(feature, "OWNER")));
    export_check_date(feature, "TARGET");
    export_check_point(feature);
    OGR_F_Destroy(feature);
    feature = export_feature(dataset, 1);
    ck_assert_ptr_null(OGR_F_GetGeometryRef(feature));
    OGR_F_Destroy(feature);
    GDALClose(dataset);
}
END_TEST

START_TEST(shapefile_names_are_short_and_ascii)
{
    const struct ter_layer *layers[] = {export_hydrant, export_township};
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
        struct ter_write_options options = export_options(export_hydrant);
        options.encoding = cases[i].given;
        GDALDatasetH dataset = export_reopen(export_two("out.shp", &options), NULL);
        TER_AUTO_FREE char *cpg = ter_test_read(ter_test_path("out.cpg"), NULL);
        ck_assert_str_eq(cpg, cases[i].cpg);
        OGRFeatureH feature = export_feature(dataset, 0);
        ck_assert_int_eq(strncmp(export_text(feature, "LOC_TEXT"), "金四路与金三道交叉口北85米", 36), 0);
        OGR_F_Destroy(feature);
        GDALClose(dataset);
    }
}
END_TEST

START_TEST(shapefile_cp936_is_two_bytes_a_character_and_says_what_it_lacks)
{
    struct ter_write_options options = export_options(export_hydrant);
    options.encoding = "CP936";
    struct export_row row;
    export_full_row(&row);
    TER_AUTO(ter_writer_close)
    struct ter_writer *writer = export_open(ter_test_path("out.shp"), &options);
    export_put(writer, &row);
    export_finish(writer);
    ck_assert(export_noted(writer, "1 texts in LOC_TEXT have characters that CP936 lacks"));
    TER_AUTO_FREE char *dbf = NULL;
    size_t size;
    dbf = ter_test_read(ter_test_path("out.dbf"), &size);
    ck_assert_ptr_nonnull(memmem(dbf, size, "\xbd\xf0\xcb\xc4\xc2\xb7", 6)); /* 金四路 */
    ck_assert_ptr_nonnull(memmem(dbf, size, "\"?", 2));
}
END_TEST

START_TEST(shapefile_refuses_other_encodings)
{
    struct ter_write_options options = export_options(export_hydrant);
    struct ter_writer *writer = NULL;
    options.encoding = "Big5";
    ck_assert(!ter_writer_open(ter_test_path("out.shp"), &options, &writer, &export_error));
    ck_assert_int_eq(export_error.code, TER_USAGE);
    ck_assert_ptr_nonnull(strstr(export_error.message, "Big5"));
    options.encoding = "CP936";
    ck_assert(!ter_writer_open(ter_test_path("out.csv"), &options, &writer, &export_error));
    ck_assert_int_eq(export_error.code, TER_USAGE);
    ck_assert_uint_eq(ter_test_dir_count(), 0);
}
END_TEST

/* 85 characters of three bytes are 255: the last one goes whole. */
START_TEST(shapefile_cuts_long_texts_between_characters)
{
    struct ter_write_options options = export_options(export_hydrant);
    struct ter_buf text = {0};
    for (int i = 0; i < 85; i++)
        ter_buf_text(&text, "路");
    struct export_row row;
    export_row(&row, export_hydrant, 1, "H-1");
    export_set(&row, export_hydrant, "remark", ter_value_text(text.data));
    TER_AUTO(ter_writer_close)
    struct ter_writer *writer = export_open(ter_test_path("out.shp"), &options);
    export_put(writer, &row);
    export_finish(writer);
    ck_assert(export_noted(writer, "1 texts cut to 254 bytes in REMARK"));
    GDALDatasetH dataset = export_reopen(ter_test_path("out.shp"), NULL);
    OGRFeatureH feature = export_feature(dataset, 0);
    text.data[84 * 3] = '\0';
    ck_assert_str_eq(export_text(feature, "REMARK"), text.data);
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
    ck_assert(ter_shape_coder_open("CP936", &coder, &export_error));
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
    struct ter_write_options options = export_options(export_hydrant);
    TER_AUTO(ter_writer_close)
    struct ter_writer *writer = export_open(ter_test_path("out.shp"), &options);
    char text[255];
    struct export_row row;
    for (size_t i = 0; i < 5; i++) {
        memset(text, 'a' + (int)i, lengths[i]);
        text[lengths[i]] = '\0';
        export_row(&row, export_hydrant, (int64_t)i + 1, "H");
        export_set(&row, export_hydrant, "remark", ter_value_text(text));
        export_put(writer, &row);
    }
    export_finish(writer);
    ck_assert(!export_noted(writer, "cut"));
    GDALDatasetH dataset = export_reopen(ter_test_path("out.shp"), NULL);
    for (int i = 0; i < 5; i++) {
        OGRFeatureH feature = export_feature(dataset, i);
        ck_assert_uint_eq(strlen(export_text(feature, "REMARK")), lengths[i]);
        ck_assert_int_eq(export_text(feature, "REMARK")[lengths[i] - 1], 'a' + i);
        OGR_F_Destroy(feature);
    }
    GDALClose(dataset);
}
END_TEST

START_TEST(shapefile_has_a_data_dictionary)
{
    struct ter_write_options options = export_options(export_hydrant);
    export_two("out.shp", &options);
    TER_AUTO_FREE char *csv = ter_test_read(ter_test_path("out.fields.csv"), NULL);
    size_t lines = 0;
    for (const char *p = csv; *p; p++)
        lines += *p == '\n';
    ck_assert_uint_eq(lines, export_hydrant->field_count + 1);
    ck_assert_ptr_nonnull(strstr(csv, "shp,field,title_en,title_zh,type,width,values\n"));
    ck_assert_ptr_nonnull(
        strstr(csv, "\"TARGET\",\"target_date\",\"target date\",\"计划完成日期\",\"date\",8,\"\"\n"));
    ck_assert_ptr_nonnull(strstr(csv, "out_of_service = out of service / 无法使用; "));
}
END_TEST

START_TEST(shapefile_replaces_its_whole_set)
{
    struct ter_write_options options = export_options(export_hydrant);
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
    struct ter_write_options options = export_options(export_township);
    export_area("out.shp");
    size_t size, count = ter_test_dir_count();
    TER_AUTO_FREE char *before = ter_test_read(ter_test_path("out.dbf"), &size);
    ck_assert_int_eq(unlink(ter_test_path("out.fields.csv")), 0);
    ck_assert_int_eq(mkdir(ter_test_path("out.fields.csv"), 0700), 0);
    const char *inside = ter_test_write_text("out.fields.csv/precious.txt", "precious");
    TER_AUTO(ter_writer_close)
    struct ter_writer *writer = export_open(ter_test_path("out.shp"), &options);
    ck_assert(!writer->commit(writer, &export_error));
    ck_assert_ptr_nonnull(strstr(export_error.message, "is a folder"));
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

Suite *suite_export_shapefile(void)
{
    Suite *suite = suite_create("export_shapefile");
    TCase *tcase = tcase_create("Shapefile");
    tcase_add_checked_fixture(tcase, export_set_up, export_tear_down);
    tcase_add_test(tcase, shapefile_reads_back);
    tcase_add_test(tcase, shapefile_names_are_short_and_ascii);
    tcase_add_test(tcase, shapefile_says_its_encoding);
    tcase_add_test(tcase, shapefile_cp936_is_two_bytes_a_character_and_says_what_it_lacks);
    tcase_add_test(tcase, shapefile_refuses_other_encodings);
    tcase_add_test(tcase, shapefile_cuts_long_texts_between_characters);
    tcase_add_test(tcase, shape_fit_counts_bytes_of_the_encoding);
    tcase_add_test(tcase, shapefile_columns_widen_as_texts_grow);
    tcase_add_test(tcase, shapefile_has_a_data_dictionary);
    tcase_add_test(tcase, shapefile_replaces_its_whole_set);
    tcase_add_test(tcase, shapefile_that_cannot_be_placed_leaves_the_old_set);
    tcase_add_test(tcase, shapefile_ends_below_2_gb);
    suite_add_tcase(suite, tcase);
    return suite;
}
