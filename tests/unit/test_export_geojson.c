/* GeoJSON is RFC 7946, reads back equal, and is the same wherever it is written to. */
#include "export/geojson.h"
#include "exporting.h"
#include "suites.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(geojson_reads_back_with_all_fields)
{
    struct ter_write_options options = export_options(export_hydrant);
    TER_AUTO(ter_json_free) json_t *json = export_json(export_two("out.geojson", &options));
    json_t *features = json_object_get(json, "features");
    ck_assert_uint_eq(json_array_size(features), 2);
    json_t *properties = json_object_get(json_array_get(features, 0), "properties");
    ck_assert_uint_eq(json_object_size(properties), export_hydrant->field_count);
    for (size_t i = 0; i < export_hydrant->field_count; i++)
        ck_assert_msg(json_object_get(properties, export_hydrant->fields[i].name) != NULL,
            "property %s is missing", export_hydrant->fields[i].name);
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
    struct ter_write_options options = export_options(export_hydrant);
    options.attribution = "(c) OpenStreetMap contributors, ODbL";
    const char *path = export_two("out.geojson", &options);
    TER_AUTO(ter_json_free) json_t *json = export_json(path);
    ck_assert_str_eq(json_string_value(json_object_get(json, "type")), "FeatureCollection");
    ck_assert_ptr_null(json_object_get(json, "crs"));
    const char *description = json_string_value(json_object_get(json, "description"));
    ck_assert_ptr_nonnull(strstr(description, "EPSG:4490"));
    ck_assert_str_eq(json_string_value(json_object_get(json, "attribution")), options.attribution);
    TER_AUTO_FREE char *text = ter_test_read(path, NULL);
    ck_assert_msg(strstr(text, "[111.1623457,40.7312346]") != NULL, "longitude first, 7 decimals: %s", text);
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

START_TEST(geojson_rings_wind_by_the_right_hand_rule)
{
    TER_AUTO(ter_json_free) json_t *json = export_json(export_area("out.geojson"));
    json_t *feature = json_array_get(json_object_get(json, "features"), 0);
    json_t *geometry = json_object_get(feature, "geometry");
    ck_assert_str_eq(json_string_value(json_object_get(geometry, "type")), "MultiPolygon");
    json_t *rings = json_array_get(json_object_get(geometry, "coordinates"), 0);
    ck_assert_uint_eq(json_array_size(rings), 2);
    ck_assert_double_eq_tol(ring_area(json_array_get(rings, 0)), 1.0, 1e-9);
    ck_assert_double_eq_tol(ring_area(json_array_get(rings, 1)), -0.36, 1e-9);
}
END_TEST

/* A ring in WKB, closed by its first position. */
static void add_ring(struct ter_buf *wkb, const double (*positions)[2], uint32_t count)
{
    ter_buf_add(wkb, &count, sizeof count);
    ter_buf_add(wkb, positions, count * sizeof *positions);
}

static void add_header(struct ter_buf *wkb, uint32_t type, uint32_t count)
{
    ter_buf_add(wkb, "\x01", 1);
    ter_buf_add(wkb, &type, sizeof type);
    ter_buf_add(wkb, &count, sizeof count);
}

START_TEST(geojson_turns_rings_and_refuses_cut_wkb)
{
    static const double clockwise[5][2] = {{0, 0}, {0, 9}, {9, 9}, {9, 0}, {0, 0}};
    static const double counter[4][2] = {{1, 1}, {2, 1}, {2, 2.123456789}, {1, 1}};
    TER_AUTO_BUF struct ter_buf wkb = {0};
    add_header(&wkb, TER_MULTIPOLYGON, 1);
    add_header(&wkb, TER_POLYGON, 2);
    add_ring(&wkb, clockwise, 5);
    add_ring(&wkb, counter, 4);
    struct ter_wkb whole = {(const uint8_t *)wkb.data, wkb.size};
    TER_AUTO_BUF struct ter_buf text = {0};
    ck_assert(ter_geojson_geometry(&text, whole));
    ck_assert_str_eq(text.data,
        "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[9,0],[9,9],[0,9],[0,0]],"
        "[[1,1],[2,2.1234568],[2,1],[1,1]]]]}");
    for (size_t size = 0; size < wkb.size; size++) {
        TER_AUTO_BUF struct ter_buf cut = {0};
        /* a copy of that size, so that a read beyond it is found out */
        TER_AUTO_FREE uint8_t *bytes = ter_memdup(wkb.data, size);
        ter_buf_text(&cut, "before");
        ck_assert_msg(!ter_geojson_geometry(&cut, (struct ter_wkb){bytes, size}),
            "WKB cut to %zu bytes was read", size);
        ck_assert_str_eq(cut.data, "before");
    }
}
END_TEST

/* Numbers that no JSON can hold must not reach one. */
START_TEST(geojson_refuses_positions_that_are_no_numbers)
{
    uint8_t wkb[TER_WKB_POINT_SIZE];
    TER_AUTO_BUF struct ter_buf text = {0};
    ter_wkb_from_point((struct ter_lonlat){NAN, 40}, wkb);
    ck_assert(!ter_geojson_geometry(&text, (struct ter_wkb){wkb, sizeof wkb}));
}
END_TEST

START_TEST(geojson_positions_have_seven_decimals_at_most)
{
    static const struct {
        struct ter_lonlat at;
        const char *text;
    } cases[] = {
        {{0, -0.0}, "[0,0]"},
        {{-0.00000004, 0.00000006}, "[0,0.0000001]"},
        {{-180, 90}, "[-180,90]"},
        {{111.1, -40.10000001}, "[111.1,-40.1]"},
        {{179.99999999, 0.5}, "[180,0.5]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t wkb[TER_WKB_POINT_SIZE];
        TER_AUTO_BUF struct ter_buf text = {0};
        ter_wkb_from_point(cases[i].at, wkb);
        ck_assert(ter_geojson_geometry(&text, (struct ter_wkb){wkb, sizeof wkb}));
        ck_assert_msg(strstr(text.data, cases[i].text) != NULL, "%s is not %s", text.data, cases[i].text);
    }
}
END_TEST

START_TEST(geojson_goes_to_a_stream)
{
    struct ter_write_options options = export_options(export_hydrant);
    char *text = NULL;
    size_t size = 0;
    options.out = open_memstream(&text, &size);
    options.format = "geojsonseq";
    TER_AUTO(ter_writer_close) struct ter_writer *writer = export_open("-", &options);
    struct export_row row;
    export_full_row(&row);
    export_put(writer, &row);
    export_put(writer, &row);
    export_finish(writer);
    ck_assert_uint_eq(writer->files.count, 0);
    fclose(options.out);
    ck_assert_int_eq(strncmp(text, "{\"type\":\"Feature\"", 17), 0);
    ck_assert_str_eq(text + size - 3, "}}\n");
    ck_assert_uint_eq(ter_test_dir_count(), 0);
    free(text);
}
END_TEST

Suite *suite_export_geojson(void)
{
    Suite *suite = suite_create("export_geojson");
    TCase *tcase = tcase_create("GeoJSON");
    tcase_add_checked_fixture(tcase, export_set_up, export_tear_down);
    tcase_add_test(tcase, geojson_reads_back_with_all_fields);
    tcase_add_test(tcase, geojson_is_rfc_7946);
    tcase_add_test(tcase, geojson_rings_wind_by_the_right_hand_rule);
    tcase_add_test(tcase, geojson_turns_rings_and_refuses_cut_wkb);
    tcase_add_test(tcase, geojson_refuses_positions_that_are_no_numbers);
    tcase_add_test(tcase, geojson_positions_have_seven_decimals_at_most);
    tcase_add_test(tcase, geojson_goes_to_a_stream);
    suite_add_tcase(suite, tcase);
    return suite;
}
