/* Owns the tests of positions: WKB, boxes, coordinates as text, systems and distances. */
#include "base/crs.h"
#include "base/datum.h"
#include "helpers.h"
#include "suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- geometry --- */

START_TEST(wkb_point_reads_back)
{
    struct ter_lonlat point = {111.161775, 40.727728}, back = {0};
    uint8_t bytes[TER_WKB_POINT_SIZE];
    ter_wkb_from_point(point, bytes);
    struct ter_wkb wkb = {bytes, sizeof bytes};
    ck_assert_int_eq(ter_wkb_type(wkb), TER_POINT);
    ck_assert(ter_wkb_to_point(wkb, &back));
    ck_assert(back.lon == point.lon && back.lat == point.lat);
}
END_TEST

START_TEST(wkb_point_is_iso_little_endian)
{
    static const uint8_t expected[TER_WKB_POINT_SIZE] = {
        1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0}; /* POINT (1 -2) */
    uint8_t bytes[TER_WKB_POINT_SIZE];
    ter_wkb_from_point((struct ter_lonlat){1, -2}, bytes);
    ck_assert_mem_eq(bytes, expected, sizeof expected);
}
END_TEST

/* POLYGON ((0 0,2 0,0 2,0 0),(0.5 0.5,1 0.5,0.5 1,0.5 0.5)) inside a MULTIPOLYGON. */
static size_t write_multipolygon(uint8_t *bytes)
{
    static const struct ter_lonlat rings[2][4] = {
        {{0, 0}, {2, 0}, {0, 2}, {0, 0}}, {{0.5, 0.5}, {1, 0.5}, {0.5, 1}, {0.5, 0.5}}};
    static const uint8_t head[] = {
        1, TER_MULTIPOLYGON, 0, 0, 0, 1, 0, 0, 0, 1, TER_POLYGON, 0, 0, 0, 2, 0, 0, 0};
    static const uint8_t four[] = {4, 0, 0, 0};
    uint8_t *at = bytes;
    memcpy(at, head, sizeof head);
    at += sizeof head;
    for (int ring = 0; ring < 2; ring++) {
        memcpy(at, four, sizeof four);
        at += sizeof four;
        for (int i = 0; i < 4; i++, at += 16) {
            uint8_t point[TER_WKB_POINT_SIZE];
            ter_wkb_from_point(rings[ring][i], point);
            memcpy(at, point + 5, 16);
        }
    }
    return (size_t)(at - bytes);
}

START_TEST(wkb_rings_are_parts)
{
    uint8_t bytes[256];
    struct ter_wkb wkb = {bytes, write_multipolygon(bytes)};
    TER_AUTO_POINTS struct ter_points points = {0};
    ck_assert(ter_wkb_points(wkb, &points));
    ck_assert_uint_eq(points.count, 8);
    ck_assert_uint_eq(points.part_count, 2);
    ck_assert_uint_eq(points.parts[0], 4);
    ck_assert_uint_eq(points.parts[1], 8);
    struct ter_bbox box = ter_bbox_of(points.items, points.count);
    ck_assert(box.west == 0 && box.south == 0 && box.east == 2 && box.north == 2);
}
END_TEST

START_TEST(wkb_cut_short_is_refused_everywhere)
{
    uint8_t bytes[256];
    size_t size = write_multipolygon(bytes);
    for (size_t cut = 0; cut < size; cut++) {
        uint8_t *exact = ter_memdup(bytes, cut); /* of its own, so that ASan sees a byte too far */
        struct ter_points points = {0};
        ck_assert_msg(
            !ter_wkb_points((struct ter_wkb){exact, cut}, &points), "%zu of %zu bytes passed", cut, size);
        ter_points_free(&points);
        free(exact);
    }
    struct ter_lonlat point;
    ck_assert(!ter_wkb_to_point((struct ter_wkb){bytes, TER_WKB_POINT_SIZE}, &point));
    ck_assert(!ter_wkb_to_point((struct ter_wkb){NULL, 0}, &point));
    ck_assert_int_eq(ter_wkb_type((struct ter_wkb){NULL, 0}), TER_GEOMETRY_NONE);
}
END_TEST

START_TEST(wkb_lies_are_refused)
{
    static const uint8_t many_points[] = {1, TER_LINESTRING, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0};
    static const uint8_t big_endian[TER_WKB_POINT_SIZE] = {0, 0, 0, 0, TER_POINT};
    static const uint8_t with_z[] = {1, 0xe9, 3, 0, 0};
    static const uint8_t type_8[] = {1, 8, 0, 0, 0};
    uint8_t nested[9 * 64];
    for (size_t i = 0; i < 64; i++)
        memcpy(nested + 9 * i, (uint8_t[]){1, TER_GEOMETRYCOLLECTION, 0, 0, 0, 1, 0, 0, 0}, 9);
    const struct ter_wkb cases[] = {{many_points, sizeof many_points}, {big_endian, sizeof big_endian},
        {with_z, sizeof with_z}, {type_8, sizeof type_8}, {nested, sizeof nested}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        TER_AUTO_POINTS struct ter_points points = {0};
        ck_assert_msg(!ter_wkb_points(cases[i], &points), "case %zu passed", i);
    }
}
END_TEST

START_TEST(lonlat_reads_longitude_first)
{
    struct ter_lonlat point = {0};
    struct ter_error err = {0};
    ck_assert(ter_lonlat_parse(" 111.16 , 40.73", &point, &err));
    ck_assert(point.lon == 111.16 && point.lat == 40.73);
    ck_assert_int_eq(err.code, TER_OK);
    ck_assert(ter_lonlat_parse("-180,-90", &point, &err));
}
END_TEST

START_TEST(lonlat_says_what_is_wrong)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"40.73,111.16", "swapped"},
        {"111.16,140", "latitude 140"},
        {"200,40", "longitude 200"},
        {"111.16", "LON,LAT"},
        {"111.16,40.73,5", "LON,LAT"},
        {"111.16;40.73", "LON,LAT"},
        {"a,b", "LON,LAT"},
        {"nan,40", "LON,LAT"},
        {"", "LON,LAT"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ter_error err = {0};
        struct ter_lonlat point = {7, 7};
        ck_assert(!ter_lonlat_parse(cases[i].text, &point, &err));
        ck_assert_int_eq(err.code, TER_USAGE);
        ck_assert_msg(
            strstr(err.message, cases[i].says) != NULL, "\"%s\" lacks \"%s\"", err.message, cases[i].says);
        ck_assert(point.lon == 7 && point.lat == 7);
    }
    struct ter_error err = {0};
    ck_assert(!ter_lonlat_check((struct ter_lonlat){NAN, 40}, &err));
}
END_TEST

START_TEST(bbox_reads_and_refuses)
{
    struct ter_bbox box;
    struct ter_error err = {0};
    ck_assert(ter_bbox_parse("111,40.5,111.3,40.8", &box, &err));
    ck_assert(ter_bbox_contains(box, (struct ter_lonlat){111, 40.8})); /* edges belong to it */
    ck_assert(!ter_bbox_contains(box, (struct ter_lonlat){110.999, 40.6}));
    static const char *const bad[] = {
        "", "1,2,3", "111.3,40.5,111,40.8", "111,40.8,111.3,40.5", "40.5,111,40.8,111.3"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!ter_bbox_parse(bad[i], &box, &err), "\"%s\" passed", bad[i]);
}
END_TEST

/* --- crs --- */

/* GeographicLib's own documented example, Wellington to Salamanca on WGS 84: s12 = 19959679.26735382,
 * azi1 = 161.06766998615873. GRS 80 differs from WGS 84 by 0.1 mm in the polar radius. */
START_TEST(distance_agrees_with_geographiclib)
{
    const struct ter_lonlat wellington = {174.81, -41.32}, salamanca = {-5.50, 40.96};
    ck_assert_double_eq_tol(ter_distance_m(wellington, salamanca), 19959679.26735382, 0.001);
    ck_assert_double_eq_tol(ter_distance_m(salamanca, wellington), 19959679.26735382, 0.001);
    ck_assert_double_eq_tol(ter_azimuth_deg(wellington, salamanca), 161.06766998615873, 1e-6);
    ck_assert_double_eq(ter_distance_m(wellington, wellington), 0);
}
END_TEST

START_TEST(move_and_measure_agree)
{
    const struct ter_lonlat from = {111.16, 40.73};
    for (int azimuth = 0; azimuth < 360; azimuth += 45) {
        struct ter_lonlat to = ter_move(from, azimuth, 200);
        ck_assert_double_eq_tol(ter_distance_m(from, to), 200, 1e-6);
        ck_assert_double_eq_tol(ter_azimuth_deg(from, to), azimuth, 1e-6);
    }
    ck_assert_double_gt(ter_move(from, 0, 200).lat, from.lat);  /* north is up … */
    ck_assert_double_gt(ter_move(from, 90, 200).lon, from.lon); /* … and east to the right */
}
END_TEST

START_TEST(box_round_a_circle_holds_it)
{
    static const double latitudes[] = {-89.95, -40, 0, 40.7, 85, 89.99};
    for (size_t i = 0; i < sizeof latitudes / sizeof latitudes[0]; i++)
        for (int power = 0; power < 5; power++) {
            double radius_m = pow(10, power);
            struct ter_lonlat centre = {111.16, latitudes[i]};
            struct ter_bbox box = ter_bbox_round(centre, radius_m);
            for (int azimuth = 0; azimuth < 360; azimuth += 5)
                ck_assert_msg(ter_bbox_contains(box, ter_move(centre, azimuth, radius_m)),
                    "latitude %g, radius %g m: azimuth %d lies outside", latitudes[i], radius_m, azimuth);
        }
}
END_TEST

START_TEST(crs_must_be_geographic)
{
    struct ter_error err = {0};
    TER_AUTO_FREE char *name = NULL;
    ck_assert(ter_crs_check_geographic(4490, &name, &err));
    ck_assert_str_eq(name, "China Geodetic Coordinate System 2000");
    ck_assert(!ter_crs_check_geographic(4546, NULL, &err)); /* Gauss-Kruger, CM 111E */
    ck_assert_int_eq(err.code, TER_USAGE);
    ck_assert_ptr_nonnull(strstr(err.message, "geographic"));
    ck_assert(!ter_crs_check_geographic(99999, NULL, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "99999"));
}
END_TEST

START_TEST(crs_definition_is_what_spatialite_stores)
{
    struct ter_crs_definition crs = {0};
    struct ter_error err = {0};
    ck_assert_msg(ter_crs_define(4490, &crs, &err), "%s", err.message);
    ck_assert_ptr_nonnull(strstr(crs.proj4, "+proj=longlat"));
    ck_assert_ptr_null(strstr(crs.proj4, "+type=crs"));
    ck_assert_int_eq(strncmp(crs.wkt1, "GEOGCS[", 7), 0);
    ter_crs_definition_free(&crs);
}
END_TEST

START_TEST(transform_keeps_east_before_north)
{
    struct ter_error err = {0};
    TER_AUTO(ter_transform_close) struct ter_transform *there = NULL, *back = NULL;
    ck_assert_msg(ter_transform_open(4490, 4546, &there, &err), "%s", err.message);
    ck_assert_msg(ter_transform_open(4546, 4490, &back, &err), "%s", err.message);
    double x = 111, y = 40; /* on the central meridian: the easting is the false easting */
    ck_assert(ter_transform_apply(there, &x, &y, 1, &err));
    ck_assert_double_eq_tol(x, 500000, 1e-6);
    /* Meridian arc 0 … 40 degrees on GRS 80; Gauss-Kruger's scale is 1 on the meridian. */
    ck_assert_double_eq_tol(
        y, ter_distance_m((struct ter_lonlat){111, 0}, (struct ter_lonlat){111, 40}), 1e-4);
    ck_assert(ter_transform_apply(back, &x, &y, 1, &err));
    ck_assert_double_eq_tol(x, 111, 1e-10);
    ck_assert_double_eq_tol(y, 40, 1e-10);
}
END_TEST

START_TEST(transform_refuses_what_lies_outside)
{
    struct ter_error err = {0};
    TER_AUTO(ter_transform_close) struct ter_transform *transform = NULL;
    ck_assert_msg(ter_transform_open(4490, 4546, &transform, &err), "%s", err.message);
    double x[] = {111, 111}, y[] = {40, 400};
    ck_assert(!ter_transform_apply(transform, x, y, 2, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "position 2"));
    ck_assert(!ter_transform_open(4490, 99999, &(struct ter_transform *){NULL}, &err));
}
END_TEST

/* --- datum --- */

START_TEST(datum_meets_the_published_vectors)
{
    static const struct {
        struct ter_lonlat wgs84, gcj02;
    } vectors[] = {
        {{121.5272106, 31.1774276}, {121.53154186, 31.17530398}},
        {{113.912316, 22.543847}, {113.91717658, 22.54079613}},
        {{116.377817, 39.911954}, {116.38404722, 39.91334546}},
    };
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        struct ter_lonlat there = ter_datum_from_wgs84(TER_GCJ02, vectors[i].wgs84);
        ck_assert_double_eq_tol(there.lon, vectors[i].gcj02.lon, 1.1e-7);
        ck_assert_double_eq_tol(there.lat, vectors[i].gcj02.lat, 1.1e-7);
    }
}
END_TEST

START_TEST(datum_comes_back_to_a_tenth_of_a_millimetre)
{
    for (int i = 0; i < 90; i++)
        for (int j = 0; j < 73; j++)
            for (enum ter_datum datum = TER_WGS84; datum <= TER_BD09; datum++) {
                struct ter_lonlat p = {74 + 0.7 * i, 3 + 0.7 * j};
                struct ter_lonlat back = ter_datum_to_wgs84(datum, ter_datum_from_wgs84(datum, p));
                ck_assert_double_eq_tol(back.lon, p.lon, 1e-9);
                ck_assert_double_eq_tol(back.lat, p.lat, 1e-9);
            }
}
END_TEST

START_TEST(datum_leaves_the_world_outside_china_alone)
{
    struct ter_lonlat vaduz = {9.521, 47.141};
    struct ter_lonlat same = ter_datum_to_wgs84(TER_BD09, vaduz);
    ck_assert(same.lon == vaduz.lon && same.lat == vaduz.lat);
    enum ter_datum datum;
    struct ter_error err = {0};
    ck_assert(!ter_datum_parse("gcj-20", &datum, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "gcj02"));
}
END_TEST

/* Rounding to what exports write is no change; anything more is. */
START_TEST(wkb_same_but_for_rounding)
{
    uint8_t a[TER_WKB_POINT_SIZE], b[TER_WKB_POINT_SIZE], shape[256];
    struct ter_wkb left = {a, sizeof a}, right = {b, sizeof b}, none = {0};
    ter_wkb_from_point((struct ter_lonlat){111.089888888889, 40.5318055555556}, a);
    ter_wkb_from_point((struct ter_lonlat){111.0898889, 40.5318056}, b);
    ck_assert(ter_wkb_same(left, right, 1e-7));
    ck_assert(!ter_wkb_same(left, right, 1e-9));
    ter_wkb_from_point((struct ter_lonlat){111.0898892, 40.5318056}, b);
    ck_assert(!ter_wkb_same(left, right, 1e-7) && !ter_wkb_same(right, left, 1e-7));
    ck_assert(
        ter_wkb_same(none, none, 1e-7) && !ter_wkb_same(none, left, 1e-7) && !ter_wkb_same(left, none, 1e-7));
    struct ter_wkb polygon = {shape, write_multipolygon(shape)};
    ck_assert(ter_wkb_same(polygon, polygon, 0) && !ter_wkb_same(polygon, left, 1));
}
END_TEST

/* At the edge of the box that stands for China a guess may fall outside: the inverse must still settle. */
START_TEST(a_datum_is_undone_at_the_edge_of_china)
{
    static const struct ter_lonlat edges[] = {
        {72.0041, 40}, {137.8346, 40}, {100, 0.8294}, {100, 55.8270}, {72.0045, 0.8295}};
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
        for (int datum = TER_GCJ02; datum <= TER_BD09; datum++) {
            ck_assert(ter_datum_applies(datum, edges[i]));
            struct ter_lonlat wgs = ter_datum_to_wgs84(datum, edges[i]);
            if (ter_datum_applies(datum, wgs))
                ck_assert_double_lt(ter_distance_m(ter_datum_from_wgs84(datum, wgs), edges[i]), 1e-3);
            ck_assert_double_lt(ter_distance_m(wgs, edges[i]), 3000);
        }
    struct ter_lonlat abroad = {-78.65, 26.51}, back = ter_datum_to_wgs84(TER_GCJ02, abroad);
    ck_assert(back.lon == abroad.lon && back.lat == abroad.lat && !ter_datum_applies(TER_GCJ02, abroad));
    ck_assert(!ter_datum_applies(TER_CGCS2000, edges[0]));
}
END_TEST

Suite *suite_geometry(void)
{
    Suite *suite = suite_create("geometry");
    TER_TEST_CASE(suite, "geometry", wkb_point_reads_back, wkb_point_is_iso_little_endian,
        wkb_rings_are_parts, wkb_cut_short_is_refused_everywhere, wkb_lies_are_refused,
        wkb_same_but_for_rounding, lonlat_reads_longitude_first, lonlat_says_what_is_wrong,
        bbox_reads_and_refuses);
    TER_TEST_CASE(suite, "crs", distance_agrees_with_geographiclib, move_and_measure_agree,
        box_round_a_circle_holds_it, crs_must_be_geographic, crs_definition_is_what_spatialite_stores,
        transform_keeps_east_before_north, transform_refuses_what_lies_outside);
    TER_TEST_CASE(suite, "datum", datum_meets_the_published_vectors,
        datum_comes_back_to_a_tenth_of_a_millimetre, datum_leaves_the_world_outside_china_alone,
        a_datum_is_undone_at_the_edge_of_china);
    return suite;
}
