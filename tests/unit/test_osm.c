/* Owns the tests of gazetteer files: what OpenStreetMap's tags mean, its reader against an independent count,
 * GeoNames' table, the areas of a file and the circles round shapes. */
#include "base/crs.h"
#include "cli/gazetteer/gazetteer_areas.h"
#include "cli/gazetteer/gazetteer_shape.h"
#include "helpers.h"
#include "import/geonames.h"
#include "import/geonames_codes.h"
#include "import/osm_tags.h"
#include "import/reader.h"
#include "suites.h"

#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* ---- tags ---- */

struct tag {
    enum ter_osm_key key;
    const char *value;
};

static struct ter_osm_thing judge(enum ter_osm_shape shape, const struct tag *tags, size_t count)
{
    const char *values[TER_OSM_KEY_COUNT] = {0};
    for (size_t i = 0; i < count; i++)
        values[tags[i].key] = tags[i].value;
    return ter_osm_judge(values, shape);
}
#define JUDGE(shape, ...)                                                                                    \
    judge(shape, (const struct tag[]){__VA_ARGS__}, COUNT(((const struct tag[]){__VA_ARGS__})))

START_TEST(roads_are_kept_and_other_ways_by_name_or_class)
{
    ck_assert_int_eq(
        JUDGE(TER_OSM_LINE, {TER_OSM_HIGHWAY, "path"}, {TER_OSM_NAME, "小路"}).use, TER_OSM_IS_ROAD);
    ck_assert_int_eq(
        JUDGE(TER_OSM_LINE, {TER_OSM_HIGHWAY, "primary"}, {TER_OSM_REF, "G110"}).use, TER_OSM_IS_ROAD);
    static const char *const without_name[] = {
        "primary", "motorway_link", "footway", "steps", "track", "path"};
    for (size_t i = 0; i < COUNT(without_name); i++)
        ck_assert_int_eq(JUDGE(TER_OSM_LINE, {TER_OSM_HIGHWAY, without_name[i]}).use, TER_OSM_IS_ROAD);
    ck_assert_int_eq(JUDGE(TER_OSM_LINE, {TER_OSM_HIGHWAY, "corridor"}).use, TER_OSM_NAMELESS);
    ck_assert_int_eq(
        JUDGE(TER_OSM_LINE, {TER_OSM_HIGHWAY, "construction"}, {TER_OSM_NAME, "新路"}).use, TER_OSM_IS_ROAD);
    ck_assert_int_eq(JUDGE(TER_OSM_LINE, {TER_OSM_HIGHWAY, "construction"}).use, TER_OSM_NAMELESS);
    struct ter_osm_thing ring =
        JUDGE(TER_OSM_LINE, {TER_OSM_HIGHWAY, "primary"}, {TER_OSM_JUNCTION, "roundabout"});
    ck_assert_int_eq(ring.use, TER_OSM_IS_ROAD);
    ck_assert_str_eq(ring.kind, "primary");
    ck_assert(ring.ring && ring.oneway == 1);
    ck_assert(!JUDGE(TER_OSM_LINE, {TER_OSM_HIGHWAY, "primary"}, {TER_OSM_JUNCTION, "jughandle"}).ring);
    ck_assert_int_eq(JUDGE(TER_OSM_LINE, {TER_OSM_RAILWAY, "rail"}).use, TER_OSM_IS_RAILWAY);
    ck_assert_int_eq(
        JUDGE(TER_OSM_LINE, {TER_OSM_RAILWAY, "rail"}, {TER_OSM_SERVICE, "siding"}).use, TER_OSM_NAMELESS);
    ck_assert_int_eq(JUDGE(TER_OSM_LINE, {TER_OSM_RAILWAY, "subway"}).use, TER_OSM_NAMELESS);
    ck_assert_str_eq(
        JUDGE(TER_OSM_LINE, {TER_OSM_RAILWAY, "abandoned"}, {TER_OSM_NAME, "旧线"}).kind, "disused");
    ck_assert_int_eq(
        JUDGE(TER_OSM_LINE, {TER_OSM_RAILWAY, "razed"}, {TER_OSM_NAME, "旧线"}).use, TER_OSM_GONE);
    ck_assert_int_eq(JUDGE(TER_OSM_LINE, {TER_OSM_WATERWAY, "canal"}).use, TER_OSM_IS_WATERWAY);
    ck_assert_int_eq(JUDGE(TER_OSM_LINE, {TER_OSM_WATERWAY, "stream"}).use, TER_OSM_NAMELESS);
    ck_assert_int_eq(
        JUDGE(TER_OSM_LINE, {TER_OSM_POWER, "line"}, {TER_OSM_NAME, "一线"}).use, TER_OSM_UNHELPFUL);
}
END_TEST

START_TEST(direction_and_level_are_read)
{
    static const struct {
        const char *oneway, *highway;
        int expect;
    } cases[] = {{"yes", "primary", 1}, {"true", "primary", 1}, {"1", "primary", 1}, {"-1", "primary", -1},
        {"no", "motorway", 0}, {"reversible", "primary", 0}, {NULL, "motorway", 1}, {NULL, "trunk", 0}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct ter_osm_thing road = JUDGE(TER_OSM_LINE, {TER_OSM_NAME, "路"},
            {TER_OSM_HIGHWAY, cases[i].highway}, {TER_OSM_ONEWAY, cases[i].oneway});
        ck_assert_msg(road.oneway == cases[i].expect, "oneway=%s is %d", cases[i].oneway, road.oneway);
    }
    struct ter_osm_thing over = JUDGE(TER_OSM_LINE, {TER_OSM_NAME, "路"}, {TER_OSM_HIGHWAY, "primary"},
        {TER_OSM_BRIDGE, "viaduct"}, {TER_OSM_TUNNEL, "no"}, {TER_OSM_LAYER, "1"}, {TER_OSM_LANES, "3;2"});
    ck_assert(over.bridge && !over.tunnel && over.layer == 1 && over.lanes == 3);
    struct ter_osm_thing odd = JUDGE(TER_OSM_LINE, {TER_OSM_NAME, "路"}, {TER_OSM_HIGHWAY, "primary"},
        {TER_OSM_LAYER, "99"}, {TER_OSM_LANES, "many"});
    ck_assert(odd.layer == 0 && odd.lanes == 0);
}
END_TEST

START_TEST(places_have_the_kinds_that_the_geocoder_knows)
{
    static const struct {
        enum ter_osm_shape shape;
        struct tag tags[2];
        enum ter_osm_use use;
        const char *kind;
    } cases[] = {
        {TER_OSM_POINT, {{TER_OSM_PLACE, "town"}, {0}}, TER_OSM_IS_PLACE, "town"},
        {TER_OSM_POINT, {{TER_OSM_PLACE, "township"}, {0}}, TER_OSM_IS_PLACE, "town"},
        {TER_OSM_POINT, {{TER_OSM_PLACE, "village"}, {0}}, TER_OSM_IS_PLACE, "village"},
        {TER_OSM_POINT, {{TER_OSM_PLACE, "county"}, {0}}, TER_OSM_IS_PLACE, "area"},
        {TER_OSM_POINT, {{TER_OSM_PLACE, "country"}, {0}}, TER_OSM_UNHELPFUL, NULL},
        {TER_OSM_POINT, {{TER_OSM_AMENITY, "bank"}, {0}}, TER_OSM_IS_PLACE, "bank"},
        {TER_OSM_POLYGON, {{TER_OSM_BUILDING, "yes"}, {0}}, TER_OSM_IS_PLACE, "building"},
        {TER_OSM_POLYGON, {{TER_OSM_BUILDING, "yes"}, {TER_OSM_AMENITY, "school"}}, TER_OSM_IS_PLACE,
            "school"},
        {TER_OSM_POLYGON, {{TER_OSM_BOUNDARY, "administrative"}, {TER_OSM_ADMIN_LEVEL, "8"}},
            TER_OSM_IS_PLACE, "town"},
        {TER_OSM_POLYGON, {{TER_OSM_BOUNDARY, "administrative"}, {TER_OSM_ADMIN_LEVEL, "6"}},
            TER_OSM_IS_PLACE, "area"}, /* which area is the county is not for one thing to say */
        {TER_OSM_POINT, {{TER_OSM_RAILWAY, "razed"}, {0}}, TER_OSM_GONE, NULL},
        {TER_OSM_POINT, {{0}, {0}}, TER_OSM_UNHELPFUL, NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *values[TER_OSM_KEY_COUNT] = {0};
        for (size_t j = 0; j < 2; j++)
            if (cases[i].tags[j].value)
                values[cases[i].tags[j].key] = cases[i].tags[j].value;
        ck_assert_int_eq(ter_osm_judge(values, cases[i].shape).use, TER_OSM_NAMELESS);
        values[TER_OSM_NAME_ZH] = "名";
        struct ter_osm_thing thing = ter_osm_judge(values, cases[i].shape);
        ck_assert_msg(thing.use == cases[i].use, "case %zu", i);
        if (cases[i].kind)
            ck_assert_str_eq(thing.kind, cases[i].kind);
    }
}
END_TEST

START_TEST(names_and_numbers_are_gathered_once)
{
    const char *tags[TER_OSM_KEY_COUNT] = {[TER_OSM_NAME] = "和平路",
        [TER_OSM_NAME_ZH] = "和平路",
        [TER_OSM_NAME_EN] = "Heping Road",
        [TER_OSM_ALT_NAME] = "和平大街; 老街 ;;",
        [TER_OSM_OLD_NAME] = "老街",
        [TER_OSM_REF] = "G3;G330;S103",
        [TER_OSM_INT_REF] = "AH3;G3"};
    TER_AUTO_BUF struct ter_buf names = {0}, refs = {0};
    ter_osm_other_names(tags, &names);
    ter_osm_refs(tags, &refs);
    ck_assert_str_eq(ter_osm_name(tags), "和平路");
    ck_assert_str_eq(names.data, "Heping Road;和平大街;老街");
    ck_assert_str_eq(refs.data, "G3;G330;S103;AH3");
}
END_TEST

/* ---- the reader ---- */

struct counts {
    int64_t places, roads, railways, waterways;
};

static const char *cell(
    const struct ter_reader *reader, const struct ter_source_row *row, const char *heading)
{
    for (size_t i = 0; i < reader->info.column_count; i++)
        if (strcmp(reader->info.columns[i], heading) == 0)
            return row->values[i].type == TER_VALUE_TEXT ? row->values[i].text : NULL;
    ck_abort_msg("no column %s", heading);
}

static bool count_rows(const char *path, struct counts *ret_counts, struct ter_error *err)
{
    TER_AUTO(ter_reader_close) struct ter_reader *reader = NULL;
    const struct ter_source_row *row;
    *ret_counts = (struct counts){0};
    if (!ter_reader_open_as(&ter_reader_osm, path, &(struct ter_read_options){0}, &reader, err))
        return false;
    for (;;) {
        if (!reader->next(reader, &row, err))
            return false;
        if (!row)
            return true;
        const char *way = cell(reader, row, "way");
        ck_assert(row->geometry.size);
        ret_counts->places += strcmp(way, "place") == 0;
        ret_counts->roads += strcmp(way, "road") == 0;
        ret_counts->railways += strcmp(way, "railway") == 0;
        ret_counts->waterways += strcmp(way, "waterway") == 0;
    }
}

/* GDAL's fast index gives up where nodes are not sorted; things before that point must come once. */
START_TEST(unsorted_nodes_are_read_once)
{
    static const char text[] =
        "<?xml version='1.0'?><osm version='0.6'>"
        "<node id='5' lon='10' lat='50'><tag k='name' v='A'/><tag k='shop' v='yes'/></node>"
        "<node id='6' lon='10.1' lat='50'><tag k='name' v='B'/><tag k='shop' v='yes'/></node>"
        "<node id='3' lon='10.2' lat='50'><tag k='name' v='C'/><tag k='place' v='town'/></node>"
        "<node id='-1' lon='10.1' lat='50.1'/>"
        "<way id='9'><nd ref='5'/><nd ref='3'/><nd ref='-1'/><tag k='name' v='R'/><tag k='highway' "
        "v='track'/></way>"
        "</osm>";
    struct ter_error err = {0};
    struct counts counts;
    ck_assert_msg(count_rows(ter_test_write_text("a.osm", text), &counts, &err), "%s", err.message);
    ck_assert_int_eq(counts.places, 3);
    ck_assert_int_eq(counts.roads, 1);
}
END_TEST

START_TEST(cut_files_are_refused)
{
    struct ter_error err = {0};
    struct counts counts;
    ck_assert(!count_rows(ter_test_write_text("a.osm", "<?xml version='1.0'?><osm version='0.6'>"
                                                       "<node id='5' lon='10' lat='50'/>"),
        &counts, &err));
    ck_assert(strstr(err.message, "cut off"));
    const char *whole = ter_test_data("liechtenstein/liechtenstein_2021.osm.pbf");
    if (!whole)
        return;
    size_t size;
    TER_AUTO_FREE char *bytes = ter_test_read(whole, &size);
    err = (struct ter_error){0};
    ck_assert(!count_rows(ter_test_write("cut.osm.pbf", bytes, size / 2), &counts, &err));
    ck_assert(strstr(err.message, "cut off"));
}
END_TEST

static int64_t ask(GDALDatasetH dataset, const char *sql)
{
    OGRLayerH layer = GDALDatasetExecuteSQL(dataset, sql, NULL, "SQLITE");
    ck_assert_ptr_nonnull(layer);
    OGRFeatureH feature = OGR_L_GetNextFeature(layer);
    int64_t count = OGR_F_GetFieldAsInteger64(feature, 0);
    OGR_F_Destroy(feature);
    GDALDatasetReleaseResultSet(dataset, layer);
    return count;
}

/* GDAL's own configuration and SQL on its own fields know nothing of ours. */
START_TEST(a_whole_country_is_read_without_loss)
{
    static const char named[] =
        "(name IS NOT NULL OR other_tags LIKE '%\"ref\"=>%' OR other_tags LIKE '%\"int_ref\"=>%' OR "
        "other_tags LIKE '%\"name:%' OR other_tags LIKE '%\"loc_name\"=>%' OR other_tags LIKE "
        "'%\"alt_name\"=>%' OR "
        "other_tags LIKE '%\"old_name\"=>%')";
    const char *path = ter_test_data("liechtenstein/liechtenstein_2021.osm.pbf");
    struct ter_error err = {0};
    struct counts counts;
    if (!path)
        return;
    ck_assert_msg(count_rows(path, &counts, &err), "%s", err.message);
    GDALAllRegister();
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, NULL, NULL);
    ck_assert_ptr_nonnull(dataset);
    TER_AUTO_FREE char *roads = ter_format("SELECT count(*) FROM lines WHERE highway IS NOT NULL AND highway "
                                           "NOT IN ('proposed', 'platform') AND (%s OR highway NOT IN "
                                           "('construction', 'corridor', 'raceway', 'escape'))",
        named);
    TER_AUTO_FREE char *rails = ter_format(
        "SELECT count(*) FROM lines WHERE highway IS NULL AND railway IN ('rail', 'disused') AND (%s OR "
        "(coalesce(other_tags, '') NOT LIKE '%%\"service\"=>\"yard\"%%' AND "
        "coalesce(other_tags, '') NOT LIKE '%%\"service\"=>\"siding\"%%' AND "
        "coalesce(other_tags, '') NOT LIKE '%%\"service\"=>\"crossover\"%%'))",
        named);
    int64_t expected_roads = ask(dataset, roads), expected_rails = ask(dataset, rails);
    GDALClose(dataset);
    ck_assert_int_eq(counts.roads, expected_roads);
    ck_assert_int_eq(counts.railways, expected_rails);
    ck_assert_int_gt(counts.places, 1000);
    ck_assert_int_gt(counts.waterways, 50);
}
END_TEST

/* ---- GeoNames ---- */

static bool read_geonames(const char *text, size_t size, int64_t *ret_rows, struct ter_error *err)
{
    TER_AUTO(ter_reader_close) struct ter_reader *reader = NULL;
    const struct ter_source_row *row;
    const char *path = ter_test_write("g.txt", text, size);
    *ret_rows = 0;
    if (!ter_reader_open_as(&ter_reader_geonames, path, &(struct ter_read_options){0}, &reader, err))
        return false;
    for (;; ++*ret_rows) {
        if (!reader->next(reader, &row, err))
            return false;
        if (!row)
            return true;
    }
}

START_TEST(geonames_refuses_bad_lines)
{
    static const char good[] = "1\tA\tA\t\t40\t111\tP\tPPL\tCN\t\t\t\t\t\t0\t\t\t\t\n";
    static const struct {
        const char *line, *says;
    } cases[] = {
        {"2\tB\tB\t\t40\t111\tP\tPPL\tCN\n", "line 2: 9 columns"},
        {"x\tB\tB\t\t40\t111\tP\tPPL\tCN\t\t\t\t\t\t0\t\t\t\t\n", "line 2: 19 columns"},
        {"2\tB\tB\t\tnorth\t111\tP\tPPL\tCN\t\t\t\t\t\t0\t\t\t\t\n", "line 2, column lat: \"north\""},
        {"2\t\xff\tB\t\t40\t111\tP\tPPL\tCN\t\t\t\t\t\t0\t\t\t\t\n", "line 2: byte 3 is not valid UTF-8"},
    };
    struct ter_error err = {0};
    int64_t rows;
    ck_assert_msg(read_geonames(good, strlen(good), &rows, &err), "%s", err.message);
    ck_assert_int_eq(rows, 1);
    for (size_t i = 0; i < COUNT(cases); i++) {
        TER_AUTO_FREE char *text = ter_format("%s%s", good, cases[i].line);
        err = (struct ter_error){0};
        ck_assert(!read_geonames(text, strlen(text), &rows, &err));
        ck_assert_msg(strstr(err.message, cases[i].says), "%s", err.message);
    }
}
END_TEST

START_TEST(geonames_codes_have_kinds_and_radii)
{
    struct ter_geonames_thing thing;
    ck_assert(ter_geonames_judge("P", "PPL", 0, &thing));
    ck_assert_str_eq(thing.kind, "village");
    ck_assert(thing.uncertainty_m == 1500 && thing.extent_m == 800);
    ck_assert(ter_geonames_judge("P", "PPL", 60000, &thing));
    ck_assert(thing.extent_m == 4000);
    ck_assert(ter_geonames_judge("A", "ADM4", 1e9, &thing));
    ck_assert_str_eq(thing.kind, "town");
    ck_assert(thing.extent_m == 8000);
    ck_assert(ter_geonames_judge("S", "UNHEARD", 0, &thing));
    ck_assert_str_eq(thing.kind, "poi");
    static const char *const left_out[][2] = {
        {"A", "PCLI"}, {"P", "PPLH"}, {"H", "STM"}, {"R", "RD"}, {"U", "RDGU"}, {"", ""}};
    for (size_t i = 0; i < COUNT(left_out); i++)
        ck_assert(!ter_geonames_judge(left_out[i][0], left_out[i][1], 0, &thing));
}
END_TEST

START_TEST(geonames_is_known_by_its_first_line)
{
    ck_assert(ter_geonames_recognise(
        ter_test_write_text("a.txt", "1\tA\tA\t\t40\t111\tP\tPPL\tCN\t\t\t\t\t\t0\t\t\t\t\n")));
    ck_assert(!ter_geonames_recognise(ter_test_write_text("b.txt", "name\tkind\tlon\tlat\nA\tpoi\t1\t2\n")));
    ck_assert(!ter_geonames_recognise(ter_test_write_text("c.txt", "name,kind\n")));
    ck_assert(!ter_geonames_recognise(ter_test_path("none.txt")));
}
END_TEST

/* ---- areas and circles ---- */

static void add_square(
    struct ter_gazetteer_areas *areas, int64_t number, int level, double west, double south, double side)
{
    const struct ter_lonlat ring[] = {{west, south}, {west + side, south}, {west + side, south + side},
        {west, south + side}, {west, south}};
    const uint8_t head[] = {1, TER_POLYGON, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0};
    TER_AUTO_BUF struct ter_buf wkb = {0};
    ter_buf_add(&wkb, head, sizeof head);
    ter_buf_add(&wkb, ring, sizeof ring);
    TER_AUTO_FREE char *name = ter_format("area %d", (int)number);
    ter_gazetteer_areas_add(
        areas, number, name, level, side, (struct ter_wkb){(const uint8_t *)wkb.data, wkb.size});
}

/* A register must not take a neighbour, a province or a township for the area that it is about. */
START_TEST(the_county_is_the_smallest_area_round_nearly_all)
{
    TER_AUTO(ter_gazetteer_areas_close) struct ter_gazetteer_areas *areas = ter_gazetteer_areas_open();
    ck_assert_int_eq(ter_gazetteer_areas_county(areas), -1);
    add_square(areas, 1, 4, 100, 30, 20);
    add_square(areas, 2, 6, 110, 40, 1);
    add_square(areas, 3, 6, 111, 40, 1);
    add_square(areas, 4, 8, 110.4, 40.4, 0.2);
    for (int i = 0; i < 10000; i++)
        ter_gazetteer_areas_watch(areas, (struct ter_lonlat){i % 20 ? 110.5 : 111.5, 40.5});
    ck_assert_int_eq(ter_gazetteer_areas_county(areas), 2);
    ck_assert_str_eq(ter_gazetteer_areas_township(areas, (struct ter_lonlat){110.5, 40.5}), "area 4");
    ck_assert_ptr_null(ter_gazetteer_areas_township(areas, (struct ter_lonlat){110.1, 40.1}));
}
END_TEST

START_TEST(two_counties_make_none)
{
    TER_AUTO(ter_gazetteer_areas_close) struct ter_gazetteer_areas *areas = ter_gazetteer_areas_open();
    add_square(areas, 2, 6, 110, 40, 1);
    add_square(areas, 3, 6, 111, 40, 1);
    for (int i = 0; i < 100; i++)
        ter_gazetteer_areas_watch(areas, (struct ter_lonlat){i % 2 ? 110.5 : 111.5, 40.5});
    ck_assert_int_eq(ter_gazetteer_areas_county(areas), -1);
}
END_TEST

START_TEST(circles_cover_and_are_small)
{
    const struct ter_lonlat square[] = {{111, 40}, {111.02, 40}, {111.02, 40.02}, {111, 40.02}, {111, 40}};
    struct ter_lonlat centre;
    double radius_m, half_m = ter_distance_m(square[0], square[2]) / 2;
    ter_shape_circle(square, 5, &centre, &radius_m);
    ck_assert_double_ge(radius_m, half_m);
    ck_assert_double_le(radius_m, half_m * 1.01);
    for (size_t i = 0; i < 5; i++)
        ck_assert_double_le(ter_distance_m(centre, square[i]), radius_m);
    /* An L: the middle of its box is not the best centre. */
    const struct ter_lonlat bent[] = {{111, 40}, {111.02, 40}, {111, 40.02}};
    ter_shape_circle(bent, 3, &centre, &radius_m);
    ck_assert_double_le(radius_m, ter_distance_m(bent[1], bent[2]) / 2 * 1.02);
    ter_shape_circle(square, 1, &centre, &radius_m);
    ck_assert(radius_m == 0 && centre.lon == 111);
}
END_TEST

Suite *suite_osm(void)
{
    Suite *suite = suite_create("osm");
    TER_TEST_CASE(suite, "tags", roads_are_kept_and_other_ways_by_name_or_class, direction_and_level_are_read,
        places_have_the_kinds_that_the_geocoder_knows, names_and_numbers_are_gathered_once);
    TER_TEST_CASE(suite, "reader", unsorted_nodes_are_read_once, cut_files_are_refused,
        a_whole_country_is_read_without_loss);
    TER_TEST_CASE(suite, "geonames", geonames_refuses_bad_lines, geonames_codes_have_kinds_and_radii,
        geonames_is_known_by_its_first_line);
    TER_TEST_CASE(suite, "areas", the_county_is_the_smallest_area_round_nearly_all, two_counties_make_none,
        circles_cover_and_are_small);
    return suite;
}
