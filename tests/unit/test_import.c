/* What offices really publish comes in as it was meant, and what cannot be meant is refused with its place.
 */
#include "base/crs.h"
#include "base/text.h"
#include "helpers.h"
#include "import/cell.h"
#include "import/mapping.h"
#include "suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct ter_layer *hydrant, *township;
static struct ter_error error;

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
}

static void tear_down(void)
{
    ter_layer_free(hydrant);
    ter_layer_free(township);
    ter_test_dir_close();
}

static void assert_holds(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part), "\"%s\" does not hold \"%s\"", text, part);
}

static bool any_holds(const struct ter_strings *notes, const char *part)
{
    for (size_t i = 0; i < notes->count; i++)
        if (strstr(notes->items[i], part))
            return true;
    return false;
}

/* ---- opening ---- */

START_TEST(test_open_refuses)
{
    struct ter_read_options options = {0};
    struct ter_reader *reader = NULL;
    ck_assert(!ter_reader_open(ter_test_path("none.csv"), &options, &reader, &error));
    ck_assert_int_eq(error.code, TER_NOT_FOUND);
    assert_holds(error.message, "no such file");
    ck_assert(!ter_reader_open(ter_test_path("."), &options, &reader, &error));
    assert_holds(error.message, "is a directory");
    ck_assert(!ter_reader_open(ter_test_write_text("empty.csv", ""), &options, &reader, &error));
    assert_holds(error.message, "is empty");
    ck_assert(!ter_reader_open(ter_test_write_text("odd.geojson", "{\"type\":"), &options, &reader, &error));
    assert_holds(error.message, "no reader understands this file");
    ck_assert(!ter_reader_open(ter_test_write_text("x.unknown", "hello"), &options, &reader, &error));
    assert_holds(error.message, "no reader understands this file");
    ck_assert(!ter_reader_open("/dev/zero", &options, &reader, &error));
    assert_holds(error.message, "is a device");
    options.from = "sheet";
    ck_assert(!ter_reader_open(ter_test_write_text("a.CSV", "a,b\n1,2\n"), &options, &reader, &error));
    assert_holds(error.message, "leave out --from sheet");
    ck_assert_ptr_null(reader);
}
END_TEST

/* ---- mapping ---- */

/* One file mapped onto a layer, a row at a time. */
struct flow {
    const struct ter_layer *layer;
    struct ter_reader *reader;
    struct ter_mapping *mapping;
    const struct ter_mapped_row *row;
    const struct ter_reject *reject;
};

static void flow_close(struct flow *flow)
{
    ter_mapping_close(flow->mapping);
    ter_reader_close(flow->reader);
}
#define AUTO_FLOW __attribute__((cleanup(flow_close)))

static bool flow_open(
    struct flow *flow, const struct ter_layer *layer, const char *path, struct ter_map_options options)
{
    flow->layer = layer;
    options.storage_epsg = options.storage_epsg ? options.storage_epsg : 4490;
    ck_assert_msg(
        ter_reader_open(path, &(struct ter_read_options){0}, &flow->reader, &error), "%s", error.message);
    return ter_mapping_open(layer, &flow->reader->info, &options, &flow->mapping, &error);
}

static bool flow_text(
    struct flow *flow, const struct ter_layer *layer, const char *csv, struct ter_map_options options)
{
    return flow_open(flow, layer, ter_test_write_text("list.csv", csv), options);
}

static void flow_next(struct flow *flow)
{
    const struct ter_source_row *row;
    ck_assert_msg(flow->reader->next(flow->reader, &row, &error), "%s", error.message);
    ck_assert_ptr_nonnull(row);
    ter_mapping_apply(flow->mapping, row, &flow->row, &flow->reject);
    ck_assert_msg((flow->row == NULL) != (flow->reject == NULL), "a row is either mapped or refused");
}

static struct ter_value value_of(const struct flow *flow, const char *name)
{
    ck_assert_msg(flow->row, "%s", flow->reject ? flow->reject->reason : "no row");
    return flow->row->record.values[ter_layer_field_index(flow->layer, ter_layer_field(flow->layer, name))];
}

static void assert_text(const struct flow *flow, const char *name, const char *expect)
{
    TER_AUTO_BUF struct ter_buf out = {0};
    ter_buf_text(&out, "");
    ter_value_print(value_of(flow, name), &out);
    ck_assert_msg(strcmp(out.data, expect) == 0, "%s is \"%s\", not \"%s\"", name, out.data, expect);
}

static void assert_point(const struct flow *flow, double lon, double lat, double tolerance_deg)
{
    struct ter_lonlat point;
    ck_assert_msg(flow->row, "%s", flow->reject ? flow->reject->reason : "no row");
    ck_assert(ter_wkb_to_point(flow->row->record.geometry, &point));
    ck_assert_double_eq_tol(point.lon, lon, tolerance_deg);
    ck_assert_double_eq_tol(point.lat, lat, tolerance_deg);
}

static void assert_reject(
    struct flow *flow, int64_t number, const char *column, const char *value, const char *reason)
{
    flow_next(flow);
    ck_assert_msg(flow->reject, "row %lld was taken", (long long)number);
    ck_assert_int_eq(flow->reject->number, number);
    ck_assert_pstr_eq(flow->reject->column, column);
    ck_assert_pstr_eq(flow->reject->value, value);
    assert_holds(flow->reject->reason, reason);
}

START_TEST(test_gazette_headings)
{
    AUTO_FLOW struct flow flow = {0};
    struct ter_pair set[] = {{"status", "无法使用"}};
    ck_assert_msg(flow_open(&flow, hydrant, ter_test_example("broken-hydrants.csv"),
                      (struct ter_map_options){.set = set, .set_count = 1}),
        "%s", error.message);
    flow_next(&flow);
    assert_text(&flow, "source_row", "1");
    assert_text(&flow, "township", "察素齐镇");
    assert_text(&flow, "road", "和平路");
    assert_text(&flow, "location_text", "铁路北200米西侧辅路");
    assert_text(&flow, "defect", "no_water");
    assert_text(&flow, "status", "out_of_service");
    assert_text(&flow, "method", "");
    ck_assert_ptr_null(flow.row->record.geometry.data);
    ck_assert(!ter_mapping_has_geometry(flow.mapping));
    const bool *given = ter_mapping_given(flow.mapping);
    ck_assert(given[hydrant->role[TER_ROLE_SOURCE_ROW]] && given[hydrant->role[TER_ROLE_STATUS]]);
    ck_assert(!given[hydrant->role[TER_ROLE_CODE]] && !given[hydrant->role[TER_ROLE_METHOD]]);
    int count = 1;
    for (const struct ter_source_row *row; flow.reader->next(flow.reader, &row, &error) && row; count++) {
        ter_mapping_apply(flow.mapping, row, &flow.row, &flow.reject);
        ck_assert_msg(flow.row, "%s", flow.reject ? flow.reject->reason : "");
    }
    ck_assert_int_eq(count, 82);
}
END_TEST

START_TEST(test_cells_are_refused_with_their_place)
{
    AUTO_FLOW struct flow flow = {0};
    ck_assert(flow_text(&flow, hydrant,
        "序号,水源现状,管径,检查日期\n1,坏,100,\n2,无水,很粗,\n3,无水,9999,\n4,无水,100,2023-02-30\nx,,,\n6, "
        "无水 ,１００,2023年3月5日\n",
        (struct ter_map_options){0}));
    assert_reject(&flow, 2, "水源现状", "坏", "\"坏\" is not a defect (known: 无水,");
    assert_reject(&flow, 3, "管径", "很粗", "is not a number");
    assert_reject(&flow, 4, "管径", "9999", "above 3000");
    assert_reject(&flow, 5, "检查日期", "2023-02-30", "is not a date");
    assert_reject(&flow, 6, "序号", "x", "is not a whole number");
    flow_next(&flow);
    assert_text(&flow, "defect", "no_water");
    assert_text(&flow, "diameter_mm", "100");
    assert_text(&flow, "inspected_on", "2023-03-05");
}
END_TEST

START_TEST(test_positions)
{
    AUTO_FLOW struct flow flow = {0};
    ck_assert(flow_text(&flow, hydrant,
        "code,经度,纬度,误差\nA,111.16,40.73,\nB,111.16,40.73,8\nC,,,\nD,40.73,111.16,\nE,111.16,,\nF,east,"
        "40,\n"
        "G,500000,4500000,\n",
        (struct ter_map_options){0}));
    ck_assert(ter_mapping_has_geometry(flow.mapping));
    ck_assert(ter_mapping_given(flow.mapping)[hydrant->role[TER_ROLE_METHOD]]);
    flow_next(&flow);
    assert_point(&flow, 111.16, 40.73, 1e-12);
    assert_text(&flow, "method", "imported");
    ck_assert_double_eq(
        ter_value_number(value_of(&flow, "uncertainty_m"), -1), hydrant->imported_uncertainty_m);
    flow_next(&flow);
    assert_text(&flow, "uncertainty_m", "8");
    flow_next(&flow); /* a row without a position has none, and no method either */
    ck_assert_ptr_null(flow.row->record.geometry.data);
    assert_text(&flow, "method", "");
    assert_text(&flow, "uncertainty_m", "");
    assert_reject(&flow, 5, "纬度", "111.16", "the pair looks swapped");
    assert_reject(&flow, 6, "纬度", "", "half a position");
    assert_reject(&flow, 7, "经度", "east", "not a number");
    assert_reject(&flow, 8, "经度", "500000", "not degrees");
}
END_TEST

/* Gauss-Krueger: Chinese tables call the northing X, and write a zone's number in front of the easting. */
START_TEST(test_grid_coordinates)
{
    AUTO_FLOW struct flow flow = {0}, zoned = {0}, swapped = {0};
    double x = 111.16, y = 40.73;
    struct ter_transform *transform;
    ck_assert(ter_transform_open(4490, 4546, &transform, &error) &&
              ter_transform_apply(transform, &x, &y, 1, &error));
    ter_transform_close(transform);
    ck_assert_double_eq_tol(x, 513518, 100);
    TER_AUTO_FREE char *east = ter_format("%.4f", x), *north = ter_format("%.4f", y);
    TER_AUTO_FREE char *zoned_east = ter_format("37%s", east);
    TER_AUTO_FREE char *csv =
        ter_format("code,x,y\nA,%s,%s\nB,%s,%s\nC,%s,%s\n", east, north, north, east, zoned_east, north);
    ck_assert(flow_text(&flow, hydrant, csv, (struct ter_map_options){.epsg = 4546}));
    flow_next(&flow);
    assert_point(&flow, 111.16, 40.73, 1e-8);
    assert_reject(&flow, 3, "x", north, "look swapped");
    assert_reject(&flow, 4, "x", zoned_east, "begins with a zone number (37)");
    struct ter_pair map[] = {{"longitude", "y"}, {"latitude", "x"}};
    ck_assert(flow_text(&swapped, hydrant, csv,
        (struct ter_map_options){.map = map, .map_count = 2, .storage_epsg = 4490, .epsg = 4546}));
    assert_reject(&swapped, 2, "y", north, "look swapped");
    flow_next(&swapped);
    assert_point(&swapped, 111.16, 40.73, 1e-8);
    ck_assert(flow_text(&zoned, hydrant, csv, (struct ter_map_options){.epsg = 4525}));
    assert_reject(&zoned, 2, "x", east, "has no zone number");
}
END_TEST

START_TEST(test_wkt_and_types)
{
    AUTO_FLOW struct flow points = {0}, areas = {0};
    ck_assert(flow_text(&points, hydrant,
        "code,WKT\nA,POINT (111.16 40.73)\nB,POINT Z (111.16 40.73 1000)\nC,MULTIPOINT (111.16 40.73)\n"
        "D,\"LINESTRING (1 2,3 4)\"\nE,here\nF,\"MULTIPOINT (1 2,3 4)\"\nG,POINT EMPTY\n",
        (struct ter_map_options){0}));
    for (int i = 0; i < 3; i++) {
        flow_next(&points);
        assert_point(&points, 111.16, 40.73, 1e-12);
    }
    assert_reject(&points, 5, "WKT", "LINESTRING (1 2,3 4)", "a LineString; layer hydrant holds Points");
    assert_reject(&points, 6, "WKT", "here", "not a geometry");
    assert_reject(&points, 7, "WKT", "MULTIPOINT (1 2,3 4)", "2 parts");
    flow_next(&points);
    ck_assert_ptr_null(points.row->record.geometry.data);
    ck_assert(flow_text(&areas, township,
        "name,code,wkt\nT,1,\"POLYGON ((0 0,1 0,1 1,0 0),(.5 .1,.6 .1,.6 .2,.5 .1))\"\n",
        (struct ter_map_options){.epsg = 4326}));
    flow_next(&areas);
    ck_assert_msg(areas.row, "%s", areas.reject ? areas.reject->reason : "");
    ck_assert_int_eq(ter_wkb_type(areas.row->record.geometry), TER_MULTIPOLYGON);
    struct ter_points read = {0};
    ck_assert(ter_wkb_points(areas.row->record.geometry, &read));
    ck_assert_uint_eq(read.part_count, 2);
    ck_assert_uint_eq(read.count, 8);
    ck_assert_double_eq_tol(read.items[2].lat, 1, 1e-6);
    ter_points_free(&read);
}
END_TEST

/* What the command line says wrongly fails before a row is read. */
START_TEST(test_mapping_refuses)
{
    static const struct {
        const char *csv;
        struct ter_pair map, set;
        const char *expect;
    } cases[] = {
        {"水源现状\n无水\n", {0}, {"status", "brokn"}, "--set status=brokn: \"brokn\" is not a status"},
        {"水源现状\n无水\n", {0}, {"statsu", "x"}, "did you mean \"status\""},
        {"水源现状\n无水\n", {0}, {"updated_at", "x"}, "the register keeps updated_at itself"},
        {"水源现状\n无水\n", {0}, {"diameter_mm", "thick"}, "is not a number"},
        {"水源现状\n无水\n", {"defect", "水源现况"}, {0}, "did you mean \"水源现状\""},
        {"水源现状\n无水\n", {"defect", "column seven"}, {0}, "it has: 水源现状"},
        {"水源现状\n无水\n", {"id", "水源现状"}, {0}, "the register keeps id itself"},
        {"水源现状\n无水\n", {"defect", "水源现状"}, {"defect", "无水"}, "both --map and --set"},
        {"水源现状\n无水\n", {"longitude", "水源现状"}, {0}, "only one of longitude and latitude"},
        {"水源现状,故障\n无水,无水\n", {0}, {0}, "columns \"水源现状\" and \"故障\" both mean defect"},
        {"甲,乙\n1,2\n", {0}, {0}, "no column means a field of layer hydrant; the file has: 甲, 乙"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AUTO_FLOW struct flow flow = {0};
        struct ter_map_options options = {.map = &cases[i].map,
            .map_count = cases[i].map.field != NULL,
            .set = &cases[i].set,
            .set_count = cases[i].set.field != NULL};
        ck_assert_msg(!flow_text(&flow, hydrant, cases[i].csv, options), "case %zu was accepted", i);
        ck_assert_msg(strstr(error.message, cases[i].expect), "case %zu: %s", i, error.message);
        ck_assert_int_eq(error.code, TER_USAGE);
    }
}
END_TEST

START_TEST(test_required_field)
{
    AUTO_FLOW struct flow none = {0}, some = {0};
    const struct ter_field *name = ter_layer_field(township, "name");
    ck_assert(name && name->required);
    ck_assert(!flow_text(&none, township, "code\n1\n", (struct ter_map_options){0}));
    assert_holds(error.message, "no column gives name");
    ck_assert_msg(
        flow_text(&some, township, "code,name\n1, \n", (struct ter_map_options){0}), "%s", error.message);
    assert_reject(&some, 2, "name", " ", "name must not be empty");
}
END_TEST

START_TEST(test_unread_columns_are_told)
{
    AUTO_FLOW struct flow flow = {0};
    struct ter_pair map[] = {{"defect", "故障"}}, set[] = {{"status", "planned"}};
    ck_assert_msg(flow_text(&flow, hydrant, "id,水源现状,故障,状态,水源类形,甲,\n1,无水,漏水,正常,水鹤,乙,\n",
                      (struct ter_map_options){.map = map, .map_count = 1, .set = set, .set_count = 1}),
        "%s", error.message);
    const struct ter_strings *notes = ter_mapping_notes(flow.mapping);
    ck_assert(any_holds(notes, "column \"id\" is not read: the register itself keeps id"));
    ck_assert(any_holds(notes, "column \"水源现状\" is not read: --map names another for defect"));
    ck_assert(any_holds(notes, "column \"状态\" is not read: --set gives status"));
    ck_assert(
        any_holds(notes, "column \"水源类形\" is not read; did you mean \"水源类型\"? --map kind=水源类形"));
    ck_assert(any_holds(notes, "left unread: 甲, the one without a heading (7)"));
    flow_next(&flow);
    assert_text(&flow, "defect", "leaking");
    assert_text(&flow, "status", "planned");
    assert_text(&flow, "id", "");
}
END_TEST

/* The short way to a number gives the same double as the C library's. */
START_TEST(test_fast_numbers)
{
    static const char *const texts[] = {"0", "-0.5", "111.161775", "40.727728", "123456789012345",
        "1234567890123456", "0.000000000000001", "9007199254740993", ".5", "5.", "1e3", "-73.12345678901",
        "+4", "0.1", "99999999.9999999"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double number;
        ck_assert_msg(ter_cell_number(texts[i], &number), "%s", texts[i]);
        ck_assert_msg(number == strtod(texts[i], NULL), "%s read as %.17g", texts[i], number);
    }
    static const char *const none[] = {"", "-", ".", "1.2.3", "12x", "0x10", "nan", "1,5", "--1", " "};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        double number;
        ck_assert_msg(!ter_cell_number(none[i], &number), "\"%s\" is no number", none[i]);
    }
}
END_TEST

/* ---- GDAL ---- */

START_TEST(test_geojson)
{
    static const char text[] =
        "{\"type\":\"FeatureCollection\",\"features\":["
        "{\"type\":\"Feature\",\"properties\":{\"defect\":\"漏水\",\"diameter_mm\":100,\"inspected_on\":"
        "\"2023/03/05\","
        "\"owner\":42,\"lon\":1},\"geometry\":{\"type\":\"Point\",\"coordinates\":[111.16,40.73,1000]}},"
        "{\"type\":\"Feature\",\"properties\":{\"defect\":null,\"diameter_mm\":150.5},\"geometry\":null},"
        "{\"type\":\"Feature\",\"properties\":{\"defect\":\"坏\"},\"geometry\":{\"type\":\"Point\","
        "\"coordinates\":[111,40]}},"
        "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[1,2]"
        ",[3,4]]}}]}";
    AUTO_FLOW struct flow flow = {0};
    ck_assert_msg(
        flow_open(&flow, hydrant, ter_test_write_text("h.geojson", text), (struct ter_map_options){0}), "%s",
        error.message);
    ck_assert_int_eq(flow.reader->info.epsg, 4326);
    flow_next(&flow);
    ck_assert_int_eq(flow.row->number, 1);
    assert_text(&flow, "defect", "leaking");
    assert_text(&flow, "diameter_mm", "100");
    assert_text(&flow, "inspected_on", "2023-03-05");
    assert_text(&flow, "owner", "42");
    assert_point(&flow, 111.16, 40.73, 1e-6);
    ck_assert(any_holds(ter_mapping_notes(flow.mapping), "left unread: lon"));
    flow_next(&flow);
    ck_assert_ptr_null(flow.row->record.geometry.data);
    ck_assert_int_eq(value_of(&flow, "defect").type, TER_VALUE_NULL);
    assert_reject(&flow, 3, "defect", "坏", "is not a defect");
    assert_reject(&flow, 4, NULL, NULL, "a LineString; layer hydrant holds Points");
    const struct ter_source_row *end;
    ck_assert(flow.reader->next(flow.reader, &end, &error) && !end);
    ck_assert(any_holds(&flow.reader->notes, "heights and measures (Z, M) of 1 geometry"));
}
END_TEST

START_TEST(test_geometry_of_another_type)
{
    static const char text[] = "{\"type\":\"Feature\",\"properties\":{\"name\":\"x\"},\"geometry\":"
                               "{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}}";
    AUTO_FLOW struct flow flow = {0};
    ck_assert(
        !flow_open(&flow, township, ter_test_write_text("l.geojson", text), (struct ter_map_options){0}));
    assert_holds(error.message, "the file holds LineStrings, layer township takes MultiPolygons");
}
END_TEST

/* The position of the last hydrant was computed with ogr2ogr -t_srs EPSG:4490. */
/* libkml's usual laundering makes one name of all these, and the last value wins. */
START_TEST(test_chinese_names_in_kml)
{
    AUTO_FLOW struct flow flow = {0};
    const char *path = ter_test_write_text("a.kml",
        "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><name>栓</name><Placemark><name>1</name>"
        "<ExtendedData><Data name=\"乡镇\"><value>察素齐镇</value></Data>"
        "<Data name=\"类型\"><value>地上式</value></Data><Data name=\"管径\"><value>100</value></Data>"
        "</ExtendedData><Point><coordinates>111.16,40.73</coordinates></Point></Placemark></Document></kml>");
    ck_assert(flow_open(&flow, hydrant, path, (struct ter_map_options){0}));
    flow_next(&flow);
    assert_text(&flow, "township", "察素齐镇");
    assert_text(&flow, "kind", "pillar");
    assert_point(&flow, 111.16, 40.73, 1e-12);
}
END_TEST

/* No position is without error: a radius of 0 is one that nobody knows. */
START_TEST(test_a_radius_of_zero)
{
    AUTO_FLOW struct flow flow = {0};
    ck_assert(flow_text(&flow, hydrant, "code,lon,lat,accuracy_m\nA,111,40,0\nB,111,40,\nC,111,40,7\nD,,,0\n",
        (struct ter_map_options){0}));
    static const double expect[] = {50, 50, 7};
    for (size_t i = 0; i < 3; i++) {
        flow_next(&flow);
        ck_assert_double_eq(ter_value_number(value_of(&flow, "uncertainty_m"), -1), expect[i]);
    }
    flow_next(&flow);
    ter_mapping_finish(flow.mapping);
    const struct ter_strings *notes = ter_mapping_notes(flow.mapping);
    ck_assert(any_holds(notes, "positions without a radius beside others that have one: 1; uncertainty_m is "
                               "taken as 50 m"));
    ck_assert(any_holds(
        notes, "positions with a radius of 0 m, which none has: 1; uncertainty_m is taken as 50 m"));
}
END_TEST

/* A heading that is a field's own comes before one that means the same in another unit. */
START_TEST(test_headings_in_other_units)
{
    AUTO_FLOW struct flow flow = {0};
    ck_assert(flow_text(&flow, hydrant,
        "编号,静压（kPa）,静压(MPa),流量(m³/h),经度（°）,纬度（°）\nA,9,0.35,36,111,40\n",
        (struct ter_map_options){0}));
    flow_next(&flow);
    ck_assert_double_eq(ter_value_number(value_of(&flow, "pressure_mpa"), -1), 0.35);
    ck_assert_double_eq(ter_value_number(value_of(&flow, "flow_lps"), -1), 10);
    assert_point(&flow, 111, 40, 1e-12);
    ck_assert(any_holds(ter_mapping_notes(flow.mapping), "left unread: 静压（kPa）"));
}
END_TEST

START_TEST(test_grand_bahama)
{
    const char *path = ter_test_data("grand-bahama/grand-bahama.gpkg");
    if (!path)
        return;
    struct ter_reader *refused = NULL;
    ck_assert(!ter_reader_open(path, &(struct ter_read_options){0}, &refused, &error));
    assert_holds(error.message, "choose one with --from: hydrants, stations");
    ck_assert(!ter_reader_open(path, &(struct ter_read_options){.from = "hydrant"}, &refused, &error));
    assert_holds(error.message, "did you mean \"hydrants\"");
    AUTO_FLOW struct flow flow = {.layer = hydrant};
    ck_assert(ter_reader_open(path, &(struct ter_read_options){.from = "hydrants"}, &flow.reader, &error));
    ck_assert_int_eq(flow.reader->info.epsg, 32617);
    struct ter_map_options options = {.storage_epsg = 4490};
    ck_assert_msg(
        ter_mapping_open(hydrant, &flow.reader->info, &options, &flow.mapping, &error), "%s", error.message);
    for (int i = 0; i < 176; i++)
        flow_next(&flow);
    ck_assert_int_eq(flow.row->number, 176);
    assert_text(&flow, "road", "Tarreytown");
    assert_point(&flow, -78.652116296813, 26.515900348213, 1e-9);
    const struct ter_source_row *end;
    ck_assert(flow.reader->next(flow.reader, &end, &error) && !end);
}
END_TEST

Suite *suite_import(void)
{
    Suite *suite = suite_create("import");
    TCase *tcase = tcase_create("import");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, test_open_refuses);
    tcase_add_test(tcase, test_gazette_headings);
    tcase_add_test(tcase, test_cells_are_refused_with_their_place);
    tcase_add_test(tcase, test_positions);
    tcase_add_test(tcase, test_grid_coordinates);
    tcase_add_test(tcase, test_wkt_and_types);
    tcase_add_test(tcase, test_mapping_refuses);
    tcase_add_test(tcase, test_required_field);
    tcase_add_test(tcase, test_unread_columns_are_told);
    tcase_add_test(tcase, test_fast_numbers);
    tcase_add_test(tcase, test_geojson);
    tcase_add_test(tcase, test_geometry_of_another_type);
    tcase_add_test(tcase, test_chinese_names_in_kml);
    tcase_add_test(tcase, test_a_radius_of_zero);
    tcase_add_test(tcase, test_headings_in_other_units);
    tcase_add_test(tcase, test_grand_bahama);
    suite_add_tcase(suite, tcase);
    return suite;
}
