/* Owns the tests of positions on their way in: coordinates as text, zones and axes, datums, geometry checks.
 */
#include "base/crs.h"
#include "base/json.h"
#include "helpers.h"
#include "import/coordinates.h"
#include "import/geometry_check.h"
#include "import/mapping.h"
#include "import/peek.h"
#include "import/position.h"
#include "import/wkt.h"
#include "suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct ter_error error;
static struct ter_layer *hydrant, *township;

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
    ck_abort_msg("no layer %s", name);
}

static void set_up(void)
{
    ter_test_dir_open();
    error = (struct ter_error){0};
    hydrant = shipped("hydrant");
    township = shipped("township");
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

static void dump_notes(const struct ter_strings *notes)
{
    for (size_t i = 0; i < notes->count; i++)
        fprintf(stderr, "note: %s\n", notes->items[i]);
}

static void assert_note(const struct ter_strings *notes, const char *part)
{
    if (!any_holds(notes, part))
        dump_notes(notes);
    ck_assert_msg(any_holds(notes, part), "no note holds \"%s\"", part);
}

/* ---- coordinates as text ---- */

static const struct {
    const char *text;
    double value;
    enum ter_axis axis;
} singles[] = {
    {"111.1618", 111.1618, TER_AXIS_UNSAID},
    {" -111.5 ", -111.5, TER_AXIS_UNSAID},
    {"−33.25", -33.25, TER_AXIS_UNSAID},
    {"+40.5", 40.5, TER_AXIS_UNSAID},
    {"１１１．１６", 111.16, TER_AXIS_UNSAID},
    {"40°43'43\"N", 40.728611111111, TER_AXIS_LAT},
    {"40°43′43.2″N", 40.728666666667, TER_AXIS_LAT},
    {"40°43’43”", 40.728611111111, TER_AXIS_UNSAID},
    {"40°43''", NAN, TER_AXIS_UNSAID},
    {"40°43'43''", 40.728611111111, TER_AXIS_UNSAID},
    {"40度43分43秒", 40.728611111111, TER_AXIS_UNSAID},
    {"北纬40度43分43秒", 40.728611111111, TER_AXIS_LAT},
    {"东经１１１°９′４２″", 111.161666666667, TER_AXIS_LON},
    {"N40 43 43.2", 40.728666666667, TER_AXIS_LAT},
    {"40 43 43.2 n", 40.728666666667, TER_AXIS_LAT},
    {"111°9.706′E", 111.161766666667, TER_AXIS_LON},
    {"W 0 30", -0.5, TER_AXIS_LON},
    {"-0°30'", -0.5, TER_AXIS_UNSAID},
    {"40:43:43", 40.728611111111, TER_AXIS_UNSAID},
    {"40d43'43\"N", 40.728611111111, TER_AXIS_LAT},
    {"西经111度", -111, TER_AXIS_LON},
    {"经度：111.16", 111.16, TER_AXIS_LON},
    {"lat=40.7", 40.7, TER_AXIS_LAT},
    {"111.16°", 111.16, TER_AXIS_UNSAID},
    {"111.", 111, TER_AXIS_UNSAID},
    {"37,512,345.6", 37512345.6, TER_AXIS_UNSAID},
    {"4510123.45", 4510123.45, TER_AXIS_UNSAID},
    {"180°0'0\"E", 180, TER_AXIS_LON},
};

START_TEST(a_coordinate_is_read)
{
    struct ter_coordinate read = {0};
    bool good = ter_coordinate_read(singles[_i].text, &read, &error);
    if (isnan(singles[_i].value)) {
        ck_assert_msg(!good, "\"%s\" was read", singles[_i].text);
        return;
    }
    ck_assert_msg(good, "%s: %s", singles[_i].text, error.message);
    ck_assert_double_eq_tol(read.value, singles[_i].value, 1e-9);
    ck_assert_int_eq(read.axis, singles[_i].axis);
}
END_TEST

static const struct {
    const char *text, *why;
} bad_singles[] = {
    {"", "not a number"},
    {"east", "not a number"},
    {"N", "not a number"},
    {"约40", "\"约\" is no part"},
    {"40°61'", "61 minutes"},
    {"40°10'60\"", "60 seconds"},
    {"40.5°30'", "decimals and yet smaller"},
    {"40'43°", "more than one"},
    {"40 43 43 12", "too many numbers"},
    {"200°30'", "they go up to 180"},
    {"91°30'N", "they go up to 90"},
    {"-40°30'S", "both a minus sign and a letter"},
    {"111,16", "more than one coordinate"},
    {"111.1 40.7 N E", ""},
    {"--40", "a sign without a number"},
    {"1,2,3", ""},
    {"0x10", ""},
    {"nan", ""},
    {"1.2.3", ""},
    {"N40E", "more than one"},
};

START_TEST(a_bad_coordinate_is_refused)
{
    struct ter_coordinate read = {0};
    ck_assert_msg(!ter_coordinate_read(bad_singles[_i].text, &read, &error), "\"%s\" was read as %g",
        bad_singles[_i].text, read.value);
    assert_holds(error.message, bad_singles[_i].why);
}
END_TEST

static const struct {
    const char *text;
    double first, second;
    enum ter_axis axis; /* of the first */
} pairs[] = {
    {"111.16,40.72", 111.16, 40.72, TER_AXIS_UNSAID},
    {"40.72, 111.16", 40.72, 111.16, TER_AXIS_UNSAID},
    {"111.16，40.72", 111.16, 40.72, TER_AXIS_UNSAID},
    {"（111.16、40.72）", 111.16, 40.72, TER_AXIS_UNSAID},
    {"[111.16; 40.72]", 111.16, 40.72, TER_AXIS_UNSAID},
    {"111.16 40.72", 111.16, 40.72, TER_AXIS_UNSAID},
    {"111.16/40.72", 111.16, 40.72, TER_AXIS_UNSAID},
    {"111.16 E 40.72 N", 111.16, 40.72, TER_AXIS_LON},
    {"40.72N,111.16E", 40.72, 111.16, TER_AXIS_LAT},
    {"N40.72 E111.16", 40.72, 111.16, TER_AXIS_LAT},
    {"E111.16，N40.72", 111.16, 40.72, TER_AXIS_LON},
    {"N40 43 43.2 E111 9 42", 40.728666666667, 111.161666666667, TER_AXIS_LAT},
    {"北纬40度43分43秒，东经111度9分42秒", 40.728611111111, 111.161666666667, TER_AXIS_LAT},
    {"东经111°9′42″北纬40°43′43″", 111.161666666667, 40.728611111111, TER_AXIS_LON},
    {"40°43'43\"N 111°9'42\"E", 40.728611111111, 111.161666666667, TER_AXIS_LAT},
    {"40°43′43″ 111°9′42″", 40.728611111111, 111.161666666667, TER_AXIS_UNSAID},
    {"40 43 43 111 9 42", 40.728611111111, 111.161666666667, TER_AXIS_UNSAID},
    {"40 43.5 111 9.5", 40.725, 111.158333333333, TER_AXIS_UNSAID},
    {"经度:111.16 纬度:40.72", 111.16, 40.72, TER_AXIS_LON},
    {"lat: 40.72, lng: 111.16", 40.72, 111.16, TER_AXIS_LAT},
    {"-70.5 -33.4", -70.5, -33.4, TER_AXIS_UNSAID},
    {"37512345.6, 4510123", 37512345.6, 4510123, TER_AXIS_UNSAID},
};

START_TEST(a_pair_is_read)
{
    struct ter_coordinate read[2];
    ck_assert_msg(
        ter_coordinates_read(pairs[_i].text, read, &error), "%s: %s", pairs[_i].text, error.message);
    ck_assert_double_eq_tol(read[0].value, pairs[_i].first, 1e-9);
    ck_assert_double_eq_tol(read[1].value, pairs[_i].second, 1e-9);
    ck_assert_int_eq(read[0].axis, pairs[_i].axis);
}
END_TEST

START_TEST(a_bad_pair_is_refused)
{
    static const char *const bad[] = {"", "111.16", "111.16,", "1,2,3", "1 2 3", "N40 N41", "40.7N 41.2N",
        "somewhere", "111.16,x", "(,)", "1 2 3 4 5 6 7 8", "40°43' 5 6 7 8"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ter_coordinate read[2];
        ck_assert_msg(!ter_coordinates_read(bad[i], read, &error), "\"%s\" was read", bad[i]);
        ck_assert_str_ne(error.message, "");
    }
}
END_TEST

/* ---- zones and axes ---- */

static const struct ter_known_area county = {"the gazetteer's county", {110.6, 40.3, 111.8, 41.0}};

static void to_grid(int epsg, double lon, double lat, double prefix, struct ter_xy *ret)
{
    TER_AUTO(ter_transform_close) struct ter_transform *transform = NULL;
    ck_assert(ter_transform_open(4490, epsg, &transform, &error));
    ck_assert(ter_transform_apply(transform, &lon, &lat, 1, &error));
    *ret = (struct ter_xy){lon + prefix, lat};
}

static const struct {
    const char *name;
    int made_with; /* EPSG code of the numbers; 0: degrees */
    bool swapped, pair, area, utm_too;
    int asked, stated;
    enum ter_axis_order order;
    int epsg; /* expected; 0: refused */
    bool swap;
    const char *says;
} axes_cases[] = {
    {"zone 37 with a county", 4525, false, false, true, false, 0, 0, 0, 4525, false,
        "CGCS2000 3-degree Gauss-Kruger zone 37 (EPSG:4525)"},
    {"zone 37, x is north", 4525, true, false, true, false, 0, 0, 0, 4525, true, "the first number is north"},
    {"zone 37 in one column", 4525, true, true, true, false, 0, 0, 0, 4525, true,
        "the first number is north"},
    {"zone 37, nothing known", 4525, false, false, false, false, 0, 0, 0, 0, false,
        "look like CGCS2000 3-degree Gauss-Kruger zone 37 (EPSG:4525); where the register is, is not known "
        "yet; name the system with --crs, such as EPSG:4525"},
    {"zone 39 lies elsewhere", 4527, false, false, true, false, 0, 0, 0, 0, false,
        "they would lie far from the gazetteer's county"},
    {"6-degree zone 19", 4497, false, false, true, false, 0, 0, 0, 4497, false,
        "6-degree Gauss-Kruger zone 19 (EPSG:4497)"},
    {"no zone number", 4546, false, false, true, false, 0, 0, 0, 4546, false,
        "central meridian 111 (EPSG:4546)"},
    {"no zone number, x is north", 4546, true, false, true, false, 0, 0, 0, 4546, true, "north"},
    {"no zone number, no county", 4546, false, false, false, false, 0, 0, 0, 0, false,
        "without a zone number; where the register is"},
    {"may be UTM as well", 4546, false, false, true, true, 0, 0, 0, 0, false,
        "CGCS2000 3-degree Gauss-Kruger, central meridian 111 (EPSG:4546), WGS 84 UTM zone 49 (EPSG:32649)"},
    {"--crs and swapped", 4546, true, false, false, false, 4546, 0, 0, 4546, true, "x and y are swapped"},
    {"--crs and in order", 4546, false, false, false, false, 4546, 0, 0, 4546, false, NULL},
    {"--axes wins", 4546, true, false, false, false, 4546, 0, TER_ORDER_XY, 4546, false, NULL},
    {"--axes yx", 4546, true, false, false, false, 4546, 0, TER_ORDER_YX, 4546, true, NULL},
    {"degrees", 0, false, false, true, false, 0, 0, 0, 4490, false, "the register's own"},
    {"degrees swapped", 0, true, false, false, false, 0, 0, 0, 4490, true, "the first number (40.7"},
    {"a pair, longitude first", 0, false, true, false, false, 0, 0, 0, 4490, false, "taken as longitude"},
    {"a pair, latitude first", 0, true, true, false, false, 0, 0, 0, 4490, true, "taken as latitude"},
    {"a file that says where it is", 0, false, false, true, false, 0, 4326, 0, 4326, false, NULL},
    {"a GeoJSON with latitude first", 0, true, false, true, false, 0, 4326, 0, 4326, true, "swapped"},
};

START_TEST(axes_are_decided)
{
    struct ter_xy sample[3];
    TER_AUTO_STRINGS struct ter_strings notes = {0};
    struct ter_axes axes = {0};
    for (int i = 0; i < 3; i++) {
        bool elsewhere = axes_cases[_i].made_with == 4527;
        double lon = (elsewhere ? 117.1 : 111.1) + i * 0.1, lat = 40.7 + i * 0.01;
        sample[i] = (struct ter_xy){lon, lat};
        if (axes_cases[_i].made_with)
            to_grid(axes_cases[_i].made_with, lon, lat, 0, &sample[i]);
        if (axes_cases[_i].swapped)
            sample[i] = (struct ter_xy){sample[i].y, sample[i].x};
    }
    struct ter_axes_question question = {.sample = sample,
        .count = 3,
        .order_stated = !axes_cases[_i].pair,
        .order = axes_cases[_i].order,
        .asked_epsg = axes_cases[_i].asked,
        .stated_epsg = axes_cases[_i].stated,
        .storage_epsg = axes_cases[_i].utm_too ? 4326 : 4490};
    if (axes_cases[_i].area)
        question.area = county;
    bool decided = ter_axes_decide(&question, &axes, &notes, &error);
    if (!axes_cases[_i].epsg) {
        ck_assert_msg(!decided, "%s: taken as EPSG:%d", axes_cases[_i].name, axes.epsg);
        assert_holds(error.message, axes_cases[_i].says);
        ck_assert_int_eq(error.code, TER_USAGE);
        return;
    }
    ck_assert_msg(decided, "%s: %s", axes_cases[_i].name, error.message);
    ck_assert_int_eq(axes.epsg, axes_cases[_i].epsg);
    ck_assert_int_eq(axes.swap, axes_cases[_i].swap);
    if (axes_cases[_i].says)
        assert_note(&notes, axes_cases[_i].says);
}
END_TEST

/* Where both orders are possible and nothing else is known, the order is assumed, and said. */
START_TEST(an_ambiguous_order_is_said)
{
    const struct ter_xy sample[] = {{30, 40}, {31, 41}};
    TER_AUTO_STRINGS struct ter_strings notes = {0};
    struct ter_axes axes;
    struct ter_axes_question question = {
        .sample = sample, .count = 2, .asked_epsg = 4326, .storage_epsg = 4326};
    ck_assert(ter_axes_decide(&question, &axes, &notes, &error));
    ck_assert(!axes.swap);
    assert_note(&notes, "fit in both orders; longitude is taken to come first");
    question.area = (struct ter_known_area){"the records that are there", {39, 29, 42, 32}};
    ck_assert(ter_axes_decide(&question, &axes, &notes, &error));
    ck_assert(axes.swap);
}
END_TEST

/* As many rows of one order as of the other: said for what it is. */
START_TEST(a_mixture_of_orders_is_said)
{
    const struct ter_xy sample[] = {{111, 40}, {40, 111}, {111.1, 40}, {40.1, 111}};
    TER_AUTO_STRINGS struct ter_strings notes = {0};
    struct ter_axes axes;
    struct ter_axes_question question = {
        .sample = sample, .count = 4, .asked_epsg = 4490, .storage_epsg = 4490};
    ck_assert(ter_axes_decide(&question, &axes, &notes, &error));
    ck_assert(!axes.swap);
    assert_note(&notes,
        "not all in one order: of the first 4, 2 fit only with longitude first and 2 only with "
        "latitude first");
}
END_TEST

START_TEST(a_datum_has_several_spellings)
{
    static const struct {
        const char *name;
        enum ter_datum datum;
    } names[] = {{"gcj02", TER_GCJ02}, {"GCJ-02", TER_GCJ02}, {"GCJ02", TER_GCJ02}, {"bd_09", TER_BD09},
        {"WGS 84", TER_WGS84}, {"CGCS2000", TER_CGCS2000}};
    enum ter_datum datum;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        ck_assert_msg(ter_datum_parse(names[i].name, &datum, &error), "%s", names[i].name);
        ck_assert_int_eq(datum, names[i].datum);
    }
    ck_assert(!ter_datum_parse("", &datum, &error));
    ck_assert(!ter_datum_parse("GCJ-2", &datum, &error));
    assert_holds(error.message, "did you mean \"gcj02\"");
}
END_TEST

START_TEST(an_order_has_two_names)
{
    enum ter_axis_order order;
    ck_assert(ter_axis_order_parse("yx", &order, &error));
    ck_assert_int_eq(order, TER_ORDER_YX);
    ck_assert(!ter_axis_order_parse("latlon", &order, &error));
    assert_holds(error.message, "write xy");
}
END_TEST

/* ---- rows ---- */

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

static bool flow_text(
    struct flow *flow, const struct ter_layer *layer, const char *csv, struct ter_map_options options)
{
    struct ter_reader *reader;
    ck_assert_msg(
        ter_reader_open(ter_test_write_text("list.csv", csv), &(struct ter_read_options){0}, &reader, &error),
        "%s", error.message);
    ck_assert_msg(ter_peek_open(reader, &flow->reader, &error), "%s", error.message);
    flow->layer = layer;
    options.storage_epsg = options.storage_epsg ? options.storage_epsg : 4490;
    options.sample = ter_peek_rows(flow->reader, &options.sample_count);
    return ter_mapping_open(layer, &flow->reader->info, &options, &flow->mapping, &error);
}

static void flow_next(struct flow *flow)
{
    const struct ter_source_row *row;
    ck_assert_msg(flow->reader->next(flow->reader, &row, &error), "%s", error.message);
    ck_assert_ptr_nonnull(row);
    ter_mapping_apply(flow->mapping, row, &flow->row, &flow->reject);
}

static void assert_point(struct flow *flow, double lon, double lat, double tolerance_deg)
{
    struct ter_lonlat point;
    flow_next(flow);
    ck_assert_msg(flow->row, "%s", flow->reject ? flow->reject->reason : "no row");
    ck_assert(ter_wkb_to_point(flow->row->record.geometry, &point));
    ck_assert_double_eq_tol(point.lon, lon, tolerance_deg);
    ck_assert_double_eq_tol(point.lat, lat, tolerance_deg);
}

static void assert_reject(struct flow *flow, const char *column, const char *reason)
{
    flow_next(flow);
    ck_assert_msg(flow->reject, "the row was taken");
    ck_assert_pstr_eq(flow->reject->column, column);
    assert_holds(flow->reject->reason, reason);
}

START_TEST(one_column_holds_both)
{
    AUTO_FLOW struct flow flow = {0};
    ck_assert_msg(flow_text(&flow, hydrant,
                      "code,坐标\nA,\"40.72,111.16\"\nB,40.73，111.17\nC,\"111.18E, 40.74N\"\nD,\nE,40.75\n"
                      "F,北纬40度45分 东经111度12分\nG,\"12,40\"\n",
                      (struct ter_map_options){0}),
        "%s", error.message);
    assert_note(ter_mapping_notes(flow.mapping), "taken as latitude; --axes xy overrides");
    assert_point(&flow, 111.16, 40.72, 1e-12);
    assert_point(&flow, 111.17, 40.73, 1e-12);
    assert_point(&flow, 111.18, 40.74, 1e-12); /* letters beat the file's order */
    flow_next(&flow);
    ck_assert(flow.row && !flow.row->record.geometry.data);
    assert_reject(&flow, "坐标", "not two coordinates");
    assert_point(&flow, 111.2, 40.75, 1e-9);
    assert_reject(&flow, "坐标", "outside the area of EPSG:4490");
    ter_mapping_finish(flow.mapping);
    assert_note(ter_mapping_notes(flow.mapping), "2 positions are written in degrees");
}
END_TEST

START_TEST(a_row_of_the_other_order_is_refused)
{
    AUTO_FLOW struct flow flow = {0};
    ck_assert(flow_text(&flow, hydrant,
        "code,经度,纬度\nA,111.16,40.73\nB,111.17,40.74\nC,40.75,111.18\nD,88.1,43.8\nE,43.8,88.1\n"
        "F,111°9'42\"E,40°43'43\"N\nG,40°43'43\"N,111°9'42\"E\n",
        (struct ter_map_options){0}));
    assert_point(&flow, 111.16, 40.73, 1e-12);
    assert_point(&flow, 111.17, 40.74, 1e-12);
    assert_reject(&flow, "纬度", "the pair looks swapped");
    assert_point(&flow, 88.1, 43.8, 1e-12);
    assert_reject(
        &flow, "经度", "outside the area of EPSG:4490"); /* a latitude of 88 is possible elsewhere */
    assert_point(&flow, 111.161666666667, 40.728611111111, 1e-9);
    assert_point(&flow, 111.161666666667, 40.728611111111, 1e-9);
    ter_mapping_finish(flow.mapping);
    assert_note(
        ter_mapping_notes(flow.mapping), "1 position has longitude and latitude in each other's column");
}
END_TEST

START_TEST(a_datum_is_undone_and_widens_the_radius)
{
    AUTO_FLOW struct flow flow = {0};
    struct ter_map_options options = {.datum_name = "gcj02", .datum = TER_GCJ02, .storage_epsg = 4326};
    ck_assert_msg(
        flow_text(&flow, hydrant,
            "code,lon,lat,uncertainty_m\nA,116.38404722,39.91334546,5\nB,-78.65,26.51,5\n", options),
        "%s", error.message);
    assert_point(&flow, 116.377817, 39.911954, 1e-7);
    size_t radius = hydrant->role[TER_ROLE_UNCERTAINTY_M];
    ck_assert_double_eq(ter_value_number(flow.row->record.values[radius], 0), 6);
    assert_point(&flow, -78.65, 26.51, 1e-12);
    ck_assert_double_eq(ter_value_number(flow.row->record.values[radius], 0), 5);
    ter_mapping_finish(flow.mapping);
    assert_note(ter_mapping_notes(flow.mapping), "1 position lies outside China");
    AUTO_FLOW struct flow both = {0};
    options.epsg = 4525;
    ck_assert(!flow_text(&both, hydrant, "code,lon,lat\nA,116,39\n", options));
    assert_holds(error.message, "leave out --crs");
}
END_TEST

START_TEST(what_looks_odd_is_counted)
{
    AUTO_FLOW struct flow flow = {0};
    struct ter_map_options options = {.area = county, .storage_epsg = 4490, .epsg = 4326};
    ck_assert(flow_text(&flow, hydrant, "code,lon,lat\nA,111,40.6\nB,121.5,31.2\nC,-78,26\n", options));
    for (int i = 0; i < 3; i++)
        flow_next(&flow);
    ter_mapping_finish(flow.mapping);
    assert_note(
        ter_mapping_notes(flow.mapping), "2 positions lie more than 100 km from the gazetteer's county");
}
END_TEST

START_TEST(degrees_in_a_file_of_metres_are_refused)
{
    AUTO_FLOW struct flow flow = {0};
    ck_assert(flow_text(&flow, hydrant, "code,x,y\nA,513518,4510123\nB,111°9'42\"E,40°43'43\"N\n",
        (struct ter_map_options){.epsg = 4546}));
    flow_next(&flow);
    ck_assert(flow.row);
    assert_reject(&flow, "x", "whose coordinate system is in metres");
}
END_TEST

/* Rows that were looked at come again, in order, and every one once. */
START_TEST(rows_read_ahead_come_again)
{
    TER_AUTO_BUF struct ter_buf csv = {0};
    ter_buf_text(&csv, "code,lon,lat\n");
    for (int i = 0; i < 1200; i++)
        ter_buf_printf(&csv, "H%d,111.1,40.7\n", i);
    AUTO_FLOW struct flow flow = {0};
    ck_assert(flow_text(&flow, hydrant, csv.data, (struct ter_map_options){0}));
    for (int i = 0; i < 1200; i++) {
        char code[16];
        flow_next(&flow);
        ck_assert(flow.row);
        snprintf(code, sizeof code, "H%d", i);
        ck_assert_str_eq(flow.row->record.values[hydrant->role[TER_ROLE_CODE]].text, code);
        ck_assert_int_eq(flow.row->number, i + 2);
    }
    const struct ter_source_row *end;
    ck_assert(flow.reader->next(flow.reader, &end, &error) && !end);
}
END_TEST

/* ---- datums ---- */

/* 332 places in three datums; their source's formula differs from the usual one by up to 0.73 m. */
START_TEST(datums_agree_with_the_published_vectors)
{
    const char *path = ter_test_data("datum/gcoord_china-cities.json");
    if (!path)
        return;
    TER_AUTO(ter_json_free) json_t *list = json_load_file(path, 0, NULL);
    ck_assert(json_is_array(list) && json_array_size(list) > 300);
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
    {
        static const char *const names[] = {"WGS84", "GCJ02", "BD09"};
        struct ter_lonlat at[3];
        for (int k = 0; k < 3; k++) {
            json_t *pair = json_object_get(json_object_get(item, "coords"), names[k]);
            ck_assert_msg(json_is_array(pair), "vector %zu has no %s", i, names[k]);
            at[k] = (struct ter_lonlat){
                json_number_value(json_array_get(pair, 0)), json_number_value(json_array_get(pair, 1))};
        }
        struct ter_lonlat from_gcj = ter_datum_to_wgs84(TER_GCJ02, at[1]);
        struct ter_lonlat from_bd = ter_datum_to_wgs84(TER_BD09, at[2]);
        ck_assert_double_lt(ter_distance_m(from_gcj, at[0]), 1);
        ck_assert_double_lt(ter_distance_m(from_bd, at[0]), 1);
        ck_assert_double_lt(ter_distance_m(ter_datum_from_wgs84(TER_GCJ02, from_gcj), at[1]), 1e-3);
        ck_assert_double_lt(ter_distance_m(ter_datum_from_wgs84(TER_BD09, from_bd), at[2]), 1e-3);
    }
}
END_TEST

/* ---- shapes ---- */

static struct ter_geometry_checker *checker;

static void open_checker(void)
{
    set_up();
    checker = ter_geometry_checker_open();
}

static void close_checker(void)
{
    ter_geometry_checker_close(checker);
    tear_down();
}

static bool check_wkt(const char *wkt, struct ter_points *ret_points)
{
    TER_AUTO_BUF struct ter_buf bytes = {0};
    TER_AUTO_POINTS struct ter_points points = {0};
    ck_assert_msg(ter_wkt_read(wkt, &bytes, &error), "%s: %s", wkt, error.message);
    struct ter_wkb wkb = {(const uint8_t *)bytes.data, bytes.size}, result;
    ck_assert(ter_wkb_points(wkb, &points));
    if (!ter_geometry_check(checker, wkb, &points, &result, &error))
        return false;
    ck_assert_int_eq(ter_wkb_type(result), ter_wkb_type(wkb));
    ck_assert(ter_wkb_points(result, ret_points));
    return true;
}

static const struct {
    const char *name, *wkt;
    size_t points, parts;
    struct ter_geometry_mended mended;
} good_shapes[] = {
    {"a square", "POLYGON ((0 0,1 0,1 1,0 1,0 0))", 5, 1, {0}},
    {"clockwise", "POLYGON ((0 0,0 1,1 1,1 0,0 0))", 5, 1, {0}},
    {"open", "POLYGON ((0 0,1 0,1 1,0 1))", 5, 1, {.closed = 1}},
    {"repetitions", "POLYGON ((0 0,1 0,1 0,1 1,0 1,0 1,0 1,0 0))", 5, 1, {.doubled = 3}},
    {"a hole", "POLYGON ((0 0,9 0,9 9,0 9,0 0),(1 1,1 2,2 2,2 1,1 1))", 10, 2, {0}},
    {"hole first", "POLYGON ((1 1,1 2,2 2,2 1,1 1),(0 0,9 0,9 9,0 9,0 0))", 10, 2, {.reordered = 1}},
    {"flat hole", "POLYGON ((0 0,9 0,9 9,0 9,0 0),(1 1,2 2,1 1,1 1))", 5, 1, {.doubled = 1, .flat = 1}},
    {"touches itself from within", "POLYGON ((0 0,4 0,4 4,2 4,3 3,1 3,2 4,0 4,0 0))", 10, 2, {.rebuilt = 1}},
    {"a spike", "POLYGON ((0 0,4 0,4 2,6 2,4 2,4 4,0 4,0 0))", 5, 1, {.rebuilt = 1}},
    {"parts side by side", "MULTIPOLYGON (((0 0,1 0,1 1,0 1,0 0)),((1 0,2 0,2 1,1 1,1 0)))", 7, 1,
        {.rebuilt = 1}},
    {"two parts", "MULTIPOLYGON (((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))", 8, 2, {0}},
    {"a line", "LINESTRING (0 0,1 1,1 1,2 2)", 3, 1, {.doubled = 1}},
    {"lines", "MULTILINESTRING ((0 0,1 1),(2 2,3 3))", 4, 2, {0}},
};

START_TEST(a_shape_is_cleaned)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    ck_assert_msg(check_wkt(good_shapes[_i].wkt, &points), "%s: %s", good_shapes[_i].name, error.message);
    const struct ter_geometry_mended *mended = ter_geometry_checker_mended(checker);
    ck_assert_uint_eq(points.part_count, good_shapes[_i].parts);
    ck_assert_int_eq(mended->closed, good_shapes[_i].mended.closed);
    ck_assert_int_eq(mended->doubled, good_shapes[_i].mended.doubled);
    ck_assert_int_eq(mended->reordered, good_shapes[_i].mended.reordered);
    ck_assert_int_eq(mended->flat, good_shapes[_i].mended.flat);
    ck_assert_int_eq(mended->rebuilt, good_shapes[_i].mended.rebuilt);
    if (!good_shapes[_i].mended.rebuilt)
        ck_assert_uint_eq(points.count, good_shapes[_i].points);
}
END_TEST

static const struct {
    const char *wkt, *why;
} bad_shapes[] = {
    {"POLYGON ((0 0,2 2,2 0,0 2,0 0))", "the boundary crosses itself at 1.0000000,1.0000000"},
    {"POLYGON ((0 0,4 0,4 4,0 4,0 0),(5 5,6 5,6 6,5 6,5 5))", "a hole lies outside its ring at 5"},
    {"POLYGON ((0 0,4 0,4 4,0 4,0 0),(3 3,6 3,6 3.5,3 3.5,3 3))", "the boundary crosses itself at 4"},
    {"POLYGON ((0 0,1 1,0 0))", "encloses no area at 0"},
    {"POLYGON ((0 0,1 1,2 2,0 0))", "encloses no area"},
    {"MULTIPOLYGON (((0 0,4 0,4 4,0 4,0 0)),((2 2,6 2,6 6,2 6,2 2)))", "the boundary crosses itself at"},
    {"MULTIPOLYGON (((0 0,4 0,4 4,0 4,0 0)),((1 1,2 1,2 2,1 2,1 1)))", "a part lies in another"},
    {"MULTIPOLYGON (((0 0,4 0,4 4,0 0)),((7 7,7 7,7 7,7 7)))", "part 2: a ring of"},
    {"POLYGON ((0 0,4 0,4 4,0 4,0 0,4 0,4 4,0 4,0 0))", "mending it would change its area"},
    {"POLYGON ((0 0,4 0,4 4,2 4,1 3,3 3,2 4,0 4,0 0))", "a ring touches itself at 2.0000000,4.0000000"},
    {"LINESTRING (1 1,1 1)", "a line of 1 different positions"},
};

START_TEST(a_shape_that_would_change_is_refused)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    ck_assert_msg(!check_wkt(bad_shapes[_i].wkt, &points), "%s was taken", bad_shapes[_i].wkt);
    assert_holds(error.message, bad_shapes[_i].why);
    const struct ter_geometry_mended none = {0};
    ck_assert_mem_eq(ter_geometry_checker_mended(checker), &none, sizeof none);
}
END_TEST

/* Whatever winding comes in, outer rings are counter-clockwise: a Shapefile's way round is no change. */
START_TEST(winding_is_made_one)
{
    TER_AUTO_POINTS struct ter_points one = {0}, other = {0};
    ck_assert(check_wkt("POLYGON ((0 0,1 0,1 1,0 0))", &one));
    ck_assert(check_wkt("POLYGON ((0 0,1 1,1 0,0 0))", &other));
    for (size_t i = 0; i < 4; i++)
        ck_assert(one.items[i].lon == other.items[i].lon && one.items[i].lat == other.items[i].lat);
}
END_TEST

START_TEST(shapes_are_refused_with_their_reason)
{
    static const struct {
        const char *wkt, *why;
    } cases[] = {
        {"POLYGON ((110 40,111 41,111 40,110 41,110 40))", "the boundary crosses itself at 110.5"},
        {"POINT (111 40)", "a Point; layer township holds MultiPolygons"},
        {"POLYGON ((110 40,111 40,111 200,110 40))", "latitude 200 is outside"},
        {"POLYGON ((0 0,1 0,1 1,0 0))", "outside the area of EPSG:4490"},
        {"POLYGON ((110 40,111 nan,111 41,110 40))", ""},
        {"GEOMETRYCOLLECTION (POINT (111 40))", "a GeometryCollection"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AUTO_FLOW struct flow flow = {0};
        TER_AUTO_FREE char *csv = ter_format("name,wkt\nA,\"%s\"\n", cases[i].wkt);
        ck_assert_msg(flow_text(&flow, township, csv, (struct ter_map_options){0}), "%s", error.message);
        assert_reject(&flow, "wkt", cases[i].why);
    }
}
END_TEST

START_TEST(an_empty_geometry_is_no_position)
{
    AUTO_FLOW struct flow flow = {0};
    ck_assert(flow_text(&flow, township, "name,wkt\nA,POLYGON EMPTY\n", (struct ter_map_options){0}));
    flow_next(&flow);
    ck_assert(flow.row && !flow.row->record.geometry.data);
    ter_mapping_finish(flow.mapping);
    assert_note(ter_mapping_notes(flow.mapping), "1 geometry is empty: its record has no position");
}
END_TEST

/* ---- real data ---- */

static bool open_data(struct flow *flow, const struct ter_layer *layer, const char *path, const char *from,
    struct ter_map_options options)
{
    struct ter_reader *reader;
    ck_assert_msg(ter_reader_open(path, &(struct ter_read_options){.from = from}, &reader, &error), "%s",
        error.message);
    ck_assert_msg(ter_peek_open(reader, &flow->reader, &error), "%s", error.message);
    flow->layer = layer;
    options.storage_epsg = 4326;
    options.sample = ter_peek_rows(flow->reader, &options.sample_count);
    return ter_mapping_open(layer, &flow->reader->info, &options, &flow->mapping, &error);
}

/* The banner's polygon as a phone map has it lands on the one that its publisher converted to WGS 84. */
START_TEST(a_county_comes_back_from_gcj02)
{
    const char *shifted_path = ter_test_data("tumed-left/150121-gcj02.json");
    const char *true_path = ter_test_data("tumed-left/hohhot_counties_wgs84.geojson");
    if (!shifted_path || !true_path)
        return;
    AUTO_FLOW struct flow shifted = {0}, plain = {0};
    struct ter_pair name = {"name", "x"}, adcode = {"name", "adcode"};
    ck_assert(open_data(&shifted, township, shifted_path, NULL,
        (struct ter_map_options){.set = &name, .set_count = 1, .datum_name = "gcj02", .datum = TER_GCJ02}));
    ck_assert_msg(open_data(&plain, township, true_path, NULL,
                      (struct ter_map_options){.map = &adcode, .map_count = 1}),
        "%s", error.message);
    TER_AUTO_POINTS struct ter_points here = {0}, there = {0};
    flow_next(&shifted);
    ck_assert(shifted.row && ter_wkb_points(shifted.row->record.geometry, &here));
    size_t at = ter_layer_field_index(township, ter_layer_field(township, "name"));
    do
        flow_next(&plain);
    while (!plain.row || strcmp(plain.row->record.values[at].text, "150121") != 0);
    ck_assert(ter_wkb_points(plain.row->record.geometry, &there));
    ck_assert_uint_eq(here.count, there.count);
    double worst_m = 0;
    for (size_t i = 0; i < here.count; i++)
        worst_m = fmax(worst_m, ter_distance_m(here.items[i], there.items[i]));
    ck_assert_double_lt(worst_m, 0.2); /* they publish six decimals */
}
END_TEST

/* Every row of the file is either a record or a reject with its reason. */
static const struct {
    const char *path, *from, *layer;
    struct ter_pair map, set;
    size_t rows, rejected;
} sources[] = {
    {"grand-bahama/grand-bahama.gpkg", "hydrants", "hydrant", {0}, {0}, 176, 0},
    {"grand-bahama/shapefile-hydrants/Fire_Hydrants.shp", NULL, "hydrant", {0}, {0}, 176, 0},
    {"grand-bahama/grand-bahama.gpkg", "blocks", "township", {"name", "Subdiv"}, {0}, 2408, 2},
    {"grand-bahama/grand-bahama.gpkg", "buildings", "township", {0}, {"name", "building"}, 14768, 1},
    {"grand-bahama/grand-bahama.gpkg", "addresses", "hydrant", {0}, {0}, 61722, 0},
    {"grand-bahama/grand-bahama.gpkg", "stations", "station", {0}, {0}, 1, 1},
    {"tumed-left/hohhot_counties_wgs84.geojson", NULL, "township", {"name", "adcode"}, {0}, 11, 0},
    {"liechtenstein/liechtenstein_2021.osm.pbf", "points", "hydrant", {0}, {0}, 15124, 0},
    {"liechtenstein/liechtenstein_2021.osm.pbf", "multipolygons", "township", {0}, {"name", "area"}, 19533,
        0},
};

START_TEST(real_sources_lose_nothing)
{
    const char *path = ter_test_data(sources[_i].path);
    if (!path)
        return;
    AUTO_FLOW struct flow flow = {0};
    struct ter_layer *layer = shipped(sources[_i].layer);
    ck_assert_msg(open_data(&flow, layer, path, sources[_i].from,
                      (struct ter_map_options){.map = &sources[_i].map,
                          .map_count = sources[_i].map.field != NULL,
                          .set = &sources[_i].set,
                          .set_count = sources[_i].set.field != NULL}),
        "%s", error.message);
    size_t rows = 0, taken = 0, rejected = 0;
    const struct ter_source_row *row;
    for (; flow.reader->next(flow.reader, &row, &error) && row; rows++) {
        ter_mapping_apply(flow.mapping, row, &flow.row, &flow.reject);
        taken += flow.row != NULL;
        rejected += flow.reject != NULL;
        if (flow.row && row->geometry.data)
            ck_assert_msg(flow.row->record.geometry.data, "row %zu lost its position", rows);
    }
    flow_close(&flow);
    flow = (struct flow){0};
    ter_layer_free(layer);
    ck_assert_uint_eq(rows, taken + rejected);
    ck_assert_uint_eq(rows, sources[_i].rows);
    ck_assert_uint_eq(rejected, sources[_i].rejected);
}
END_TEST

Suite *suite_position(void)
{
    Suite *suite = suite_create("position");
    TCase *tcase = tcase_create("position"), *shapes = tcase_create("shapes");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, a_coordinate_is_read, 0, sizeof singles / sizeof *singles);
    tcase_add_loop_test(tcase, a_bad_coordinate_is_refused, 0, sizeof bad_singles / sizeof *bad_singles);
    tcase_add_loop_test(tcase, a_pair_is_read, 0, sizeof pairs / sizeof *pairs);
    tcase_add_test(tcase, a_bad_pair_is_refused);
    tcase_add_loop_test(tcase, axes_are_decided, 0, sizeof axes_cases / sizeof *axes_cases);
    tcase_add_test(tcase, an_ambiguous_order_is_said);
    tcase_add_test(tcase, a_mixture_of_orders_is_said);
    tcase_add_test(tcase, a_datum_has_several_spellings);
    tcase_add_test(tcase, an_order_has_two_names);
    tcase_add_test(tcase, one_column_holds_both);
    tcase_add_test(tcase, a_row_of_the_other_order_is_refused);
    tcase_add_test(tcase, a_datum_is_undone_and_widens_the_radius);
    tcase_add_test(tcase, what_looks_odd_is_counted);
    tcase_add_test(tcase, degrees_in_a_file_of_metres_are_refused);
    tcase_add_test(tcase, rows_read_ahead_come_again);
    tcase_add_test(tcase, datums_agree_with_the_published_vectors);
    suite_add_tcase(suite, tcase);
    tcase_add_checked_fixture(shapes, open_checker, close_checker);
    tcase_add_loop_test(shapes, a_shape_is_cleaned, 0, sizeof good_shapes / sizeof *good_shapes);
    tcase_add_loop_test(
        shapes, a_shape_that_would_change_is_refused, 0, sizeof bad_shapes / sizeof *bad_shapes);
    tcase_add_test(shapes, winding_is_made_one);
    tcase_add_test(shapes, shapes_are_refused_with_their_reason);
    tcase_add_test(shapes, an_empty_geometry_is_no_position);
    suite_add_tcase(suite, shapes);
    TCase *data = tcase_create("real data");
    tcase_add_checked_fixture(data, set_up, tear_down);
    tcase_set_timeout(data, 300);
    tcase_add_test(data, a_county_comes_back_from_gcj02);
    tcase_add_loop_test(data, real_sources_lose_nothing, 0, sizeof sources / sizeof *sources);
    suite_add_tcase(suite, data);
    return suite;
}
