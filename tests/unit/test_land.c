/* Areas of land: on the ellipsoid against PROJ's geodesics and the formula by the letter; overlays and
 * topology against GEOS on random shapes; adjusting against its own sum. */
#include "base/crs.h"
#include "base/json.h"
#include "land/area/adjust.h"
#include "land/area/ellipsoid.h"
#include "land/area/stated.h"
#include "land/overlay/overlay.h"
#include "land/overlay/overlay_run.h"
#include "land/overlay/piece.h"
#include "land/topology/topology.h"
#include "registering.h"
#include "registry/store.h"
#include "suites.h"

#include <geos_c.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- chance, the same in every run ---- */

static uint64_t state;

static double chance(double low, double high)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * ((double)(state >> 11) / 9007199254740992.0);
}

/* ---- shapes ---- */

static void put_u32(struct ter_buf *buf, uint32_t value)
{
    const uint8_t bytes[4] = {
        (uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16), (uint8_t)(value >> 24)};
    ter_buf_add(buf, bytes, sizeof bytes);
}

static void begin_polygon(struct ter_buf *buf, uint32_t rings)
{
    ter_buf_clear(buf);
    ter_buf_add(buf, "\1", 1);
    put_u32(buf, TER_POLYGON);
    put_u32(buf, rings);
}

static void add_ring(struct ter_buf *buf, const struct ter_lonlat *ring, size_t count)
{
    put_u32(buf, (uint32_t)count + 1);
    ter_buf_add(buf, ring, count * sizeof *ring);
    ter_buf_add(buf, ring, sizeof *ring);
}

static struct ter_wkb wkb_of(const struct ter_buf *buf)
{
    return (struct ter_wkb){(const uint8_t *)buf->data, buf->size};
}

/* A star of `count` rays, with or without a hole in its middle. */
static void star(struct ter_buf *buf, struct ter_lonlat at, double radius_deg, size_t count, bool hole)
{
    struct ter_lonlat outer[512], inner[4];
    for (size_t i = 0; i < count; i++) {
        double turn = 2 * M_PI * (double)i / (double)count, r = radius_deg * chance(0.4, 1);
        outer[i] = (struct ter_lonlat){at.lon + r * cos(turn), at.lat + r * sin(turn)};
    }
    for (size_t i = 0; i < 4; i++) {
        double turn = -M_PI / 2 * (double)i, r = radius_deg * 0.2;
        inner[i] = (struct ter_lonlat){at.lon + r * cos(turn), at.lat + r * sin(turn)};
    }
    begin_polygon(buf, hole ? 2 : 1);
    add_ring(buf, outer, count);
    if (hole)
        add_ring(buf, inner, 4);
}

static struct ter_ellipsoid cgcs2000(void)
{
    struct ter_ellipsoid ellipsoid;
    struct ter_error err = {0};
    ck_assert_msg(ter_ellipsoid_open(4490, &ellipsoid, &err), "%s", err.message);
    return ellipsoid;
}

/* ---- the ellipsoid ---- */

START_TEST(parameters_are_those_of_the_system)
{
    struct ter_ellipsoid ellipsoid = cgcs2000();
    struct ter_error err = {0};
    ck_assert_double_eq(ellipsoid.a_m, 6378137);
    ck_assert_double_eq_tol(ellipsoid.b_m, 6356752.3141403558, 1e-6); /* GB/T 18522 */
    ck_assert(ter_ellipsoid_open(4326, &ellipsoid, &err));
    ck_assert_double_eq_tol(ellipsoid.b_m, 6356752.3142451794, 1e-6);
    ck_assert(!ter_ellipsoid_open(99999, &ellipsoid, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "99999"));
}
END_TEST

/* A ring with positions every few metres, so that PROJ's geodesics follow its straight edges. */
static double geodesic_m2(const struct ter_lonlat *ring, size_t count, size_t pieces)
{
    TER_AUTO_FREE struct ter_lonlat *dense = ter_alloc(count * pieces * sizeof *dense);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < pieces; j++) {
            double part = (double)j / (double)pieces;
            struct ter_lonlat a = ring[i], b = ring[(i + 1) % count];
            dense[i * pieces + j] =
                (struct ter_lonlat){a.lon + (b.lon - a.lon) * part, a.lat + (b.lat - a.lat) * part};
        }
    return ter_geodesic_area_m2(6378137, 298.257222101, dense, count * pieces);
}

START_TEST(areas_are_those_of_geodesics_and_of_the_formula)
{
    static const struct {
        double size_deg, tolerance_m2;
    } quads[] = {{0.0005, 0.005}, {0.003, 0.03}, {0.05, 0.55}, {0.5, 10}};
    struct ter_ellipsoid ellipsoid = cgcs2000();
    for (size_t i = 0; i < sizeof quads / sizeof *quads; i++)
        for (int step = 0; step <= 10; step++) {
            double lat = -60 + 13.5 * step;
            double d = quads[i].size_deg;
            const struct ter_lonlat ring[] = {{111, lat}, {111 + d, lat + d * 0.2}, {111 + d * 0.8, lat + d},
                {111 - d * 0.1, lat + d * 0.7}};
            double area_m2 = ter_ellipsoid_ring_m2(&ellipsoid, ring, 4);
            ck_assert_double_eq_tol(area_m2, geodesic_m2(ring, 4, 2000), quads[i].tolerance_m2);
            ck_assert_double_eq_tol(
                area_m2, ter_ellipsoid_ring_by_pieces_m2(&ellipsoid, ring, 4), 1e-3 + 2e-10 * area_m2);
        }
}
END_TEST

/* 0.01 m2 must not be lost: however far from the meridian of reference a formula may put it. */
START_TEST(small_patches_keep_their_square_centimetres)
{
    struct ter_ellipsoid ellipsoid = cgcs2000();
    double d = 1e-6; /* a tenth of a metre: 94 square centimetres */
    for (int lon = -179; lon < 179; lon += 57) {
        const struct ter_lonlat ring[] = {{lon, 40.7}, {lon + d, 40.7}, {lon + d, 40.7 + d}, {lon, 40.7 + d}};
        ck_assert_double_eq_tol(ter_ellipsoid_ring_m2(&ellipsoid, ring, 4), 0.009385, 1e-6);
    }
}
END_TEST

START_TEST(holes_parts_and_senses_of_rotation_count_as_they_should)
{
    struct ter_ellipsoid ellipsoid = cgcs2000();
    const struct ter_lonlat outer[] = {{111, 40}, {111.01, 40}, {111.01, 40.01}, {111, 40.01}};
    const struct ter_lonlat inner[] = {
        {111.002, 40.002}, {111.004, 40.002}, {111.004, 40.004}, {111.002, 40.004}};
    const struct ter_lonlat back[] = {inner[0], inner[3], inner[2], inner[1]};
    TER_AUTO_BUF struct ter_buf buf = {0};
    double whole_m2, hole_m2 = ter_ellipsoid_ring_m2(&ellipsoid, inner, 4), area_m2;
    begin_polygon(&buf, 1);
    add_ring(&buf, outer, 4);
    ck_assert(ter_ellipsoid_area_m2(&ellipsoid, wkb_of(&buf), &whole_m2));
    for (int i = 0; i < 2; i++) {
        begin_polygon(&buf, 2);
        add_ring(&buf, outer, 4);
        add_ring(&buf, i ? back : inner, 4);
        ck_assert(ter_ellipsoid_area_m2(&ellipsoid, wkb_of(&buf), &area_m2));
        ck_assert_double_eq_tol(area_m2, whole_m2 - hole_m2, 1e-6);
    }
    area_m2 = -1;
    for (size_t cut = 0; cut < buf.size; cut += 7)
        ck_assert(
            !ter_ellipsoid_area_m2(&ellipsoid, (struct ter_wkb){(const uint8_t *)buf.data, cut}, &area_m2));
    ck_assert_double_eq(area_m2, -1);
}
END_TEST

static const json_t *banner_parts(const json_t *counties)
{
    size_t i;
    json_t *county;
    json_array_foreach(json_object_get(counties, "features"), i, county)
    {
        const char *code =
            json_string_value(json_object_get(json_object_get(county, "properties"), "adcode"));
        if (code && strcmp(code, "150121") == 0)
            return json_object_get(json_object_get(county, "geometry"), "coordinates");
    }
    ck_abort_msg("150121 is not among the counties");
}

/* The outer rings; the banner has no holes. */
static double rings_m2(const struct ter_ellipsoid *ellipsoid, const json_t *parts)
{
    double area_m2 = 0;
    for (size_t i = 0; i < json_array_size(parts); i++) {
        const json_t *ring = json_array_get(json_array_get(parts, i), 0);
        size_t count = json_array_size(ring);
        TER_AUTO_FREE struct ter_lonlat *points = ter_alloc(count * sizeof *points);
        for (size_t j = 0; j < count; j++) {
            const json_t *at = json_array_get(ring, j);
            points[j] = (struct ter_lonlat){
                json_number_value(json_array_get(at, 0)), json_number_value(json_array_get(at, 1))};
        }
        ck_assert_uint_eq(json_array_size(json_array_get(parts, i)), 1);
        area_m2 += ter_ellipsoid_ring_m2(ellipsoid, points, count);
    }
    return area_m2;
}

/* The banner's own figure is 2,779 km2, in whole ones; its border is public only at a scale of some 100 m. */
START_TEST(the_banner_has_the_published_area)
{
    struct ter_ellipsoid ellipsoid = cgcs2000();
    const char *path = ter_test_data("tumed-left/hohhot_counties_wgs84.geojson");
    if (!path)
        return;
    TER_AUTO(ter_json_free) json_t *counties = json_load_file(path, 0, NULL);
    ck_assert_ptr_nonnull(counties);
    ck_assert_double_eq_tol(rings_m2(&ellipsoid, banner_parts(counties)) / 1e6, 2779, 1);
}
END_TEST

START_TEST(stated_areas_may_be_rounded_but_not_of_another_shape)
{
    ck_assert(!ter_stated_differs(1000, 1000.9, TER_STATED_TOLERANCE));
    ck_assert(ter_stated_differs(1000, 1001.1, TER_STATED_TOLERANCE));
    ck_assert(ter_stated_differs(1000, 998.9, TER_STATED_TOLERANCE));
    ck_assert(!ter_stated_differs(0.004, 0, 0)); /* half a hundredth is rounding, whatever is asked */
    ck_assert(ter_stated_differs(1000, 1000.01, 0));
    ck_assert(ter_stated_differs(0, 5, TER_STATED_TOLERANCE));
    ck_assert(!ter_stated_differs(1000, (double)NAN, TER_STATED_TOLERANCE)); /* nothing is stated */
}
END_TEST

START_TEST(mu_are_exact_and_rounded_once)
{
    ck_assert_double_eq(ter_mu_from_m2(2000), 3);
    ck_assert_double_eq(ter_m2_from_mu(3), 2000);
    ck_assert_int_eq(ter_mu_from_hundredths(66667, 2), 100);
    ck_assert_int_eq(ter_mu_from_hundredths(66667, 4), 10000); /* 1.000005 */
    ck_assert_int_eq(ter_mu_from_hundredths(66670, 4), 10001); /* 1.00005 exactly: half goes up … */
    ck_assert_int_eq(ter_mu_from_hundredths(-66670, 4), -10001);
    ck_assert_int_eq(ter_area_hundredths(0.125), 13);
    ck_assert_int_eq(ter_area_hundredths(1e300), INT64_MAX);
}
END_TEST

/* ---- adjusting ---- */

START_TEST(adjusted_areas_add_up)
{
    struct ter_error err = {0};
    state = 5;
    for (int run = 0; run < 200; run++) {
        int64_t areas[50], before[50], sum = 0, after = 0;
        size_t count = 1 + (size_t)chance(0, 49);
        for (size_t i = 0; i < count; i++)
            sum += before[i] = areas[i] = (int64_t)chance(1, 1e7);
        int64_t control = sum + (int64_t)chance(-200, 200);
        ck_assert(ter_adjust(areas, count, control > 0 ? control : 1, &err));
        for (size_t i = 0; i < count; i++)
            after += areas[i];
        ck_assert_int_eq(after, control > 0 ? control : 1);
        for (size_t i = 0; i < count; i++) /* a larger area never takes less than a smaller one */
            for (size_t j = 0; j < count; j++)
                if (before[i] > before[j])
                    ck_assert(llabs(areas[i] - before[i]) >= llabs(areas[j] - before[j]));
    }
}
END_TEST

START_TEST(a_small_residual_goes_to_the_largest_first)
{
    int64_t areas[] = {500, 900, 900, 100}, none[] = {0, 0};
    struct ter_error err = {0};
    ck_assert(ter_adjust(areas, 4, 2402, &err));
    ck_assert_int_eq(areas[0], 500);
    ck_assert_int_eq(areas[1], 901);
    ck_assert_int_eq(areas[2], 901);
    ck_assert(ter_adjust(areas, 4, 2401, &err));
    ck_assert_int_eq(areas[1], 900); /* of two equal ones the first */
    ck_assert_int_eq(areas[2], 901);
    ck_assert(!ter_adjust(none, 2, 10, &err));
    ck_assert(!ter_adjust(areas, 4, 0, &err));
    ck_assert(!ter_adjust(areas, 0, 10, &err));
}
END_TEST

/* ---- overlays ---- */

struct world {
    GEOSContextHandle_t geos;
    struct ter_ellipsoid ellipsoid;
};

static GEOSGeometry *geometry_of(const struct world *world, struct ter_wkb wkb)
{
    GEOSWKBReader *reader = GEOSWKBReader_create_r(world->geos);
    GEOSGeometry *shape = GEOSWKBReader_read_r(world->geos, reader, wkb.data, wkb.size);
    GEOSWKBReader_destroy_r(world->geos, reader);
    ck_assert_ptr_nonnull(shape);
    return shape;
}

static double ground_m2(const struct world *world, const GEOSGeometry *shape)
{
    GEOSWKBWriter *writer = GEOSWKBWriter_create_r(world->geos);
    size_t size;
    GEOSWKBWriter_setByteOrder_r(world->geos, writer, GEOS_WKB_NDR);
    unsigned char *bytes = GEOSWKBWriter_write_r(world->geos, writer, shape, &size);
    double area_m2;
    ck_assert(ter_ellipsoid_area_m2(&world->ellipsoid, (struct ter_wkb){bytes, size}, &area_m2));
    GEOSFree_r(world->geos, bytes);
    GEOSWKBWriter_destroy_r(world->geos, writer);
    return area_m2;
}

static double shared_m2(const struct world *world, const GEOSGeometry *a, const GEOSGeometry *b)
{
    GEOSGeometry *shared = GEOSIntersection_r(world->geos, a, b);
    ck_assert_ptr_nonnull(shared);
    double area_m2 = ground_m2(world, shared);
    GEOSGeom_destroy_r(world->geos, shared);
    return area_m2;
}

enum { ZONES = 4, PATCHES = 12 };

static void expect_as_geos(const struct world *world, struct ter_overlay *overlay, struct ter_wkb patch,
    GEOSGeometry *const *zones, const GEOSGeometry *all)
{
    TER_AUTO_OVERLAY_PARTS struct ter_overlay_parts parts = {0};
    GEOSGeometry *shape = geometry_of(world, patch);
    ck_assert(ter_overlay_measure(overlay, patch, &parts));
    ck_assert_double_eq_tol(parts.area_m2, ground_m2(world, shape), 1e-6 * parts.area_m2);
    double tolerance_m2 = 0.05 + 1e-6 * parts.area_m2, sum_m2 = 0;
    for (uint32_t zone = 0, next = 0; zone < ZONES; zone++) {
        double got_m2 =
            next < parts.count && parts.items[next].area == zone ? parts.items[next++].area_m2 : 0;
        ck_assert_double_eq_tol(got_m2, shared_m2(world, shape, zones[zone]), tolerance_m2);
        sum_m2 += got_m2;
    }
    ck_assert_double_eq_tol(parts.inside_m2, shared_m2(world, shape, all), tolerance_m2);
    ck_assert(parts.inside_m2 <= sum_m2 + 1e-6); /* the union is never more than the sum … */
    ck_assert(parts.inside_m2 <= parts.area_m2); /* … nor than the whole */
    GEOSGeom_destroy_r(world->geos, shape);
}

/* Zones small and large beside the patches, with holes, overlapping each other; loop index: how many corners.
 */
START_TEST(overlays_are_those_of_geos)
{
    struct world world = {GEOS_init_r(), cgcs2000()};
    TER_AUTO_BUF struct ter_buf buf = {0};
    state = 100 + (uint64_t)_i;
    for (int run = 0; run < 8; run++) {
        TER_AUTO(ter_tiles_close) struct ter_tiles *tiles = ter_tiles_open();
        GEOSGeometry *zones[ZONES], *all = GEOSGeom_createEmptyPolygon_r(world.geos);
        for (int zone = 0; zone < ZONES; zone++) {
            struct ter_lonlat at = {chance(111, 111.1), chance(40, 40.1)};
            star(&buf, at, chance(0.002, 0.08), (size_t)chance(5, _i ? 500 : 20), zone % 2);
            ck_assert(ter_tiles_add(tiles, wkb_of(&buf)));
            zones[zone] = geometry_of(&world, wkb_of(&buf));
            GEOSGeometry *more = GEOSUnion_r(world.geos, all, zones[zone]);
            GEOSGeom_destroy_r(world.geos, all);
            all = more;
        }
        ter_tiles_seal(tiles);
        TER_AUTO(ter_overlay_close) struct ter_overlay *overlay = ter_overlay_open(tiles, &world.ellipsoid);
        for (int patch = 0; patch < PATCHES; patch++) {
            struct ter_lonlat at = {chance(111, 111.1), chance(40, 40.1)};
            star(&buf, at, patch % 4 ? 0.004 : 0.06, (size_t)chance(4, patch % 3 ? 40 : 400), patch % 2);
            expect_as_geos(&world, overlay, wkb_of(&buf), zones, all);
        }
        for (int zone = 0; zone < ZONES; zone++)
            GEOSGeom_destroy_r(world.geos, zones[zone]);
        GEOSGeom_destroy_r(world.geos, all);
    }
    GEOS_finish_r(world.geos);
}
END_TEST

static double overlay_m2(const struct ter_ellipsoid *ellipsoid, struct ter_wkb shape, struct ter_wkb zone)
{
    TER_AUTO(ter_tiles_close) struct ter_tiles *tiles = ter_tiles_open();
    TER_AUTO_OVERLAY_PARTS struct ter_overlay_parts parts = {0};
    ck_assert(ter_tiles_add(tiles, zone));
    ter_tiles_seal(tiles);
    TER_AUTO(ter_overlay_close) struct ter_overlay *overlay = ter_overlay_open(tiles, ellipsoid);
    ck_assert(ter_overlay_measure(overlay, shape, &parts));
    return parts.inside_m2;
}

START_TEST(an_overlay_is_symmetric_and_halves_make_the_whole)
{
    struct ter_ellipsoid ellipsoid = cgcs2000();
    TER_AUTO_BUF struct ter_buf one = {0};
    TER_AUTO_BUF struct ter_buf other = {0};
    state = 7;
    for (int run = 0; run < 60; run++) {
        star(&one, (struct ter_lonlat){111, 40}, 0.01, (size_t)chance(5, 60), run % 2);
        star(&other, (struct ter_lonlat){111.005, 40.005}, 0.01, (size_t)chance(5, 60), run % 3);
        double there_m2 = overlay_m2(&ellipsoid, wkb_of(&one), wkb_of(&other));
        double back_m2 = overlay_m2(&ellipsoid, wkb_of(&other), wkb_of(&one));
        ck_assert_double_eq_tol(there_m2, back_m2, 0.02 + 1e-7 * there_m2);
        double whole_m2, west_m2, east_m2;
        const struct ter_lonlat west[] = {{110, 39}, {111.0017, 39}, {111.0017, 41}, {110, 41}};
        const struct ter_lonlat east[] = {{111.0017, 39}, {112, 39}, {112, 41}, {111.0017, 41}};
        begin_polygon(&other, 1);
        add_ring(&other, west, 4);
        west_m2 = overlay_m2(&ellipsoid, wkb_of(&one), wkb_of(&other));
        begin_polygon(&other, 1);
        add_ring(&other, east, 4);
        east_m2 = overlay_m2(&ellipsoid, wkb_of(&one), wkb_of(&other));
        ck_assert(ter_ellipsoid_area_m2(&ellipsoid, wkb_of(&one), &whole_m2));
        ck_assert_double_eq_tol(west_m2 + east_m2, whole_m2, 1e-6);
        ck_assert_double_eq_tol(overlay_m2(&ellipsoid, wkb_of(&one), wkb_of(&one)), whole_m2, 1e-6);
    }
}
END_TEST

START_TEST(what_only_touches_or_is_broken_has_nothing_in_common)
{
    struct ter_ellipsoid ellipsoid = cgcs2000();
    const struct ter_lonlat one[] = {{111, 40}, {111.01, 40.003}, {111.01, 40.01}, {111, 40.01}};
    const struct ter_lonlat beside[] = {{111, 40}, {111.01, 40.003}, {111.01, 39.99}, {111, 39.99}};
    TER_AUTO_BUF struct ter_buf a = {0};
    TER_AUTO_BUF struct ter_buf b = {0};
    TER_AUTO(ter_tiles_close) struct ter_tiles *tiles = ter_tiles_open();
    TER_AUTO_OVERLAY_PARTS struct ter_overlay_parts parts = {0};
    begin_polygon(&a, 1);
    add_ring(&a, one, 4);
    begin_polygon(&b, 1);
    add_ring(&b, beside, 4);
    ck_assert_double_eq(overlay_m2(&ellipsoid, wkb_of(&a), wkb_of(&b)), 0);
    ck_assert(!ter_tiles_add(tiles, (struct ter_wkb){(const uint8_t *)a.data, a.size - 3}));
    ck_assert_uint_eq(ter_tiles_areas(tiles), 1);
    ter_tiles_seal(tiles);
    TER_AUTO(ter_overlay_close) struct ter_overlay *overlay = ter_overlay_open(tiles, &ellipsoid);
    ck_assert(!ter_overlay_measure(overlay, (struct ter_wkb){(const uint8_t *)a.data, a.size - 3}, &parts));
    ck_assert(ter_overlay_measure(overlay, wkb_of(&a), &parts));
    ck_assert_uint_eq(parts.count, 0);
}
END_TEST

/* ---- topology ---- */

enum { SIDE = 14 };

/* Corners of a winding partition, shared by the patches round them. */
static void make_corners(struct ter_lonlat corners[SIDE + 1][SIDE + 1])
{
    static const double step = 0.002;
    for (int row = 0; row <= SIDE; row++)
        for (int column = 0; column <= SIDE; column++)
            corners[row][column] = (struct ter_lonlat){
                111 + step * (column + chance(-0.3, 0.3)), 40 + step * (row + chance(-0.3, 0.3))};
}

static void insert_patch(struct ter_registry *registry, const struct ter_layer *layer, const char *number,
    const struct ter_lonlat *ring, size_t count)
{
    TER_AUTO_BUF struct ter_buf polygon = {0};
    TER_AUTO_BUF struct ter_buf buf = {0};
    struct ter_error err = {0};
    const struct ter_field *field = ter_layer_field(layer, "patch_no");
    const struct ter_change change = {ter_layer_field_index(layer, field), ter_value_text(number)};
    int64_t id;
    begin_polygon(&polygon, 1);
    add_ring(&polygon, ring, count);
    ter_buf_add(&buf, "\1", 1);
    put_u32(&buf, TER_MULTIPOLYGON);
    put_u32(&buf, 1);
    ter_buf_add(&buf, polygon.data, polygon.size);
    struct ter_wkb shape = wkb_of(&buf);
    ck_assert_msg(ter_store_insert(registry, layer, &change, 1, &shape, &id, &err), "%s", err.message);
}

struct found {
    int64_t counts[TER_FAULT_KINDS];
    double areas_m2[TER_FAULT_KINDS];
    char number[32];
};

static bool keep_finding(void *user, const struct ter_finding *finding, struct ter_error *err)
{
    struct found *found = user;
    (void)err;
    found->counts[finding->kind]++;
    found->areas_m2[finding->kind] += finding->area_m2;
    if (finding->kind == TER_FAULT_DUPLICATE)
        snprintf(found->number, sizeof found->number, "%s", finding->note);
    if (finding->kind == TER_FAULT_GAP)
        ck_assert_ptr_nonnull(finding->shape.data);
    return true;
}

/* Plant faults in a partition, and count by GEOS what the partition then lacks and has twice. */
static void plant(struct ter_registry *registry, const struct ter_layer *layer, const struct world *world,
    double *ret_gap_m2, double *ret_overlap_m2)
{
    static struct ter_lonlat corners[SIDE + 1][SIDE + 1];
    GEOSGeometry *shapes[SIDE * SIDE + 1], *all = GEOSGeom_createEmptyPolygon_r(world->geos);
    TER_AUTO_BUF struct ter_buf buf = {0};
    size_t count = 0;
    make_corners(corners);
    for (int row = 0; row < SIDE; row++)
        for (int column = 0; column < SIDE; column++) {
            struct ter_lonlat ring[] = {corners[row][column], corners[row][column + 1],
                corners[row + 1][column + 1], corners[row + 1][column]};
            bool inner = row > 0 && column > 0 && row < SIDE - 1 && column < SIDE - 1;
            if (inner && chance(0, 1) < 0.03)
                continue; /* a patch is missing */
            if (inner &&
                chance(0, 1) < 0.1) { /* one corner is drawn elsewhere: gaps and overlaps on all sides */
                ring[0].lon += chance(-4e-4, 4e-4);
                ring[0].lat += chance(-4e-4, 4e-4);
            }
            TER_AUTO_FREE char *number = ter_format("%d-%d", row, column);
            insert_patch(registry, layer, number, ring, 4);
            begin_polygon(&buf, 1);
            add_ring(&buf, ring, 4);
            shapes[count++] = geometry_of(world, wkb_of(&buf));
        }
    *ret_overlap_m2 = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; j < count; j++)
            *ret_overlap_m2 += shared_m2(world, shapes[i], shapes[j]);
        GEOSGeometry *more = GEOSUnion_r(world->geos, all, shapes[i]);
        GEOSGeom_destroy_r(world->geos, all);
        all = more;
    }
    GEOSGeometry *outline = GEOSGeom_createPolygon_r(
        world->geos, GEOSGeom_clone_r(world->geos, GEOSGetExteriorRing_r(world->geos, all)), NULL, 0);
    *ret_gap_m2 = ground_m2(world, outline) - ground_m2(world, all);
    GEOSGeom_destroy_r(world->geos, outline);
    GEOSGeom_destroy_r(world->geos, all);
    for (size_t i = 0; i < count; i++)
        GEOSGeom_destroy_r(world->geos, shapes[i]);
}

static struct found check_layer(
    struct ter_registry *registry, const struct ter_layer *layer, const struct world *world, double sliver_m)
{
    struct found found = {0};
    struct ter_filter filter = {0};
    struct ter_topology_summary summary;
    struct ter_error err = {0};
    const struct ter_topology_request request = {.registry = registry,
        .layer = layer,
        .filter = &filter,
        .ellipsoid = &world->ellipsoid,
        .max_gap_m2 = INFINITY,
        .sliver_m = sliver_m,
        .keys = {ter_layer_field_index(layer, ter_layer_field(layer, "patch_no"))},
        .key_count = 1,
        .each = keep_finding,
        .user = &found};
    ck_assert_msg(ter_topology_check(&request, &summary, &err), "%s", err.message);
    ck_assert_int_eq(summary.counts[TER_FAULT_GAP], found.counts[TER_FAULT_GAP]);
    return found;
}

/* Loop index: the seed. The tiles' sides run through gaps as they will. */
START_TEST(gaps_and_overlaps_are_those_of_geos)
{
    struct world world = {GEOS_init_r(), cgcs2000()};
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    const struct ter_layer *layer = register_layer(registry, "land_use");
    struct ter_write_context context = {.tool = "test"};
    struct ter_error err = {0};
    double gap_m2, overlap_m2;
    state = 900 + (uint64_t)_i;
    ck_assert(ter_registry_begin(registry, &context, &err));
    plant(registry, layer, &world, &gap_m2, &overlap_m2);
    ck_assert_msg(ter_registry_commit(registry, &err), "%s", err.message);
    struct found found = check_layer(registry, layer, &world, 0);
    ck_assert(gap_m2 > 1 && overlap_m2 > 1);
    ck_assert_double_eq_tol(found.areas_m2[TER_FAULT_GAP], gap_m2, 0.05 + 1e-6 * gap_m2);
    ck_assert_double_eq_tol(found.areas_m2[TER_FAULT_OVERLAP], overlap_m2, 0.05 + 1e-6 * overlap_m2);
    GEOS_finish_r(world.geos);
}
END_TEST

START_TEST(a_sound_layer_has_no_faults_and_planted_ones_are_found)
{
    static struct ter_lonlat corners[SIDE + 1][SIDE + 1];
    struct world world = {GEOS_init_r(), cgcs2000()};
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    const struct ter_layer *layer = register_layer(registry, "land_use");
    struct ter_write_context context = {.tool = "test"};
    struct ter_error err = {0};
    state = 3;
    make_corners(corners);
    ck_assert(ter_registry_begin(registry, &context, &err));
    for (int row = 0; row < SIDE; row++)
        for (int column = 0; column < SIDE; column++) {
            const struct ter_lonlat ring[] = {corners[row][column], corners[row][column + 1],
                corners[row + 1][column + 1], corners[row + 1][column]};
            TER_AUTO_FREE char *number = ter_format("%d-%d", row, column);
            insert_patch(registry, layer, number, ring, 4);
        }
    ck_assert(ter_registry_commit(registry, &err));
    struct found found = check_layer(registry, layer, &world, 1);
    for (int kind = 0; kind < TER_FAULT_KINDS; kind++)
        ck_assert_int_eq(found.counts[kind], 0);
    const struct ter_lonlat thin[] = {{111.2, 40}, {111.21, 40}, {111.21, 40.000005}, {111.2, 40.000005}};
    const struct ter_lonlat bow[] = {{111.3, 40}, {111.31, 40.01}, {111.31, 40}, {111.3, 40.01}};
    ck_assert(ter_registry_begin(registry, &context, &err));
    insert_patch(registry, layer, "3-4", thin, 4);
    insert_patch(registry, layer, "bow", bow, 4);
    ck_assert(ter_registry_commit(registry, &err));
    found = check_layer(registry, layer, &world, 1);
    ck_assert_int_eq(found.counts[TER_FAULT_SLIVER], 1);
    ck_assert_int_eq(found.counts[TER_FAULT_DUPLICATE], 1);
    ck_assert_str_eq(found.number, "3-4");
    ck_assert_int_eq(found.counts[TER_FAULT_INVALID], 1);
    ck_assert_int_eq(found.counts[TER_FAULT_GAP] + found.counts[TER_FAULT_OVERLAP], 0);
    GEOS_finish_r(world.geos);
}
END_TEST

/* ---- exactly what is planted ---- */

enum planted { SOUND, MISSING, TWICE, THIN, PLANTED_KINDS };

/* A partition with straight sides, so that a strip can be cut off a patch along its neighbours' sides. */
struct field {
    double lon[SIDE + 1], lat[SIDE + 1];
    enum planted faults[SIDE][SIDE];
    char codes[SIDE][SIDE][16]; /* of the patch, where there is one: of what remains beside a strip */
};

/* No two faults stand side by side, so that each is a finding of its own. */
static void make_field(struct field *field)
{
    for (int i = 0; i <= SIDE; i++) {
        field->lon[i] = 111 + 0.002 * (i + chance(-0.3, 0.3));
        field->lat[i] = 40 + 0.002 * (i + chance(-0.3, 0.3));
    }
    for (int row = 0; row < SIDE; row++)
        for (int column = 0; column < SIDE; column++) {
            bool free = row % 2 && column % 2 && row < SIDE - 1 && column < SIDE - 1;
            field->faults[row][column] = free ? (enum planted)chance(0, PLANTED_KINDS) : SOUND;
        }
}

static void insert_box(struct ter_registry *registry, const struct ter_layer *layer, const char *number,
    double west, double south, double east, double north)
{
    const struct ter_lonlat ring[] = {{west, south}, {east, south}, {east, north}, {west, north}};
    insert_patch(registry, layer, number, ring, 4);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "gap 12.34 m2: LU-000001 LU-000002", the codes in their order. */
static void add_line(struct ter_strings *lines, const char *kind, double area_m2, struct ter_strings *codes)
{
    TER_AUTO_BUF struct ter_buf line = {0};
    qsort(codes->items, codes->count, sizeof *codes->items, by_text);
    ter_buf_printf(&line, "%s %.1f m2:", kind, area_m2);
    for (size_t i = 0; i < codes->count; i++)
        ter_buf_printf(&line, " %s", codes->items[i]);
    ter_strings_add(lines, line.data);
    ter_strings_free(codes);
}

static double box_m2(const struct world *world, double west, double south, double east, double north)
{
    const struct ter_lonlat ring[] = {{west, south}, {east, south}, {east, north}, {west, north}};
    return ter_ellipsoid_ring_m2(&world->ellipsoid, ring, 4);
}

/* Store the field; codes are given in the order of insertion. */
static void insert_field(struct ter_registry *registry, const struct ter_layer *layer,
    const struct world *world, struct field *field, struct ter_strings *ret_lines)
{
    static const double strip_deg = 1e-6; /* a tenth of a metre */
    int last = 0;
    for (int row = 0; row < SIDE; row++)
        for (int column = 0; column < SIDE; column++) {
            enum planted fault = field->faults[row][column];
            double west = field->lon[column], east = field->lon[column + 1];
            double south = field->lat[row], north = field->lat[row + 1];
            TER_AUTO_FREE char *number = ter_format("%d-%d", row, column);
            struct ter_strings codes = {0};
            double area_m2 = box_m2(world, west, south, east, north);
            if (fault == MISSING)
                continue;
            if (fault == TWICE || fault == THIN) {
                TER_AUTO_FREE char *code = ter_format("LU-%06d", ++last);
                ter_strings_add(&codes, code);
            }
            if (fault == TWICE)
                insert_box(registry, layer, number, west, south, east, north);
            if (fault == THIN) {
                insert_box(registry, layer, "strip", west, south, east, south + strip_deg);
                add_line(ret_lines, "sliver", box_m2(world, west, south, east, south + strip_deg), &codes);
                south += strip_deg;
            }
            insert_box(registry, layer, fault == TWICE ? "again" : number, west, south, east, north);
            snprintf(field->codes[row][column], sizeof field->codes[row][column], "LU-%06d", ++last);
            if (fault == TWICE) {
                ter_strings_add(&codes, field->codes[row][column]);
                add_line(ret_lines, "overlap", area_m2, &codes);
            }
        }
}

/* What is missing lies between the four patches with which it has a side, and not those at its corners. */
static void expect_gaps(const struct world *world, const struct field *field, struct ter_strings *lines)
{
    for (int row = 1; row < SIDE - 1; row++)
        for (int column = 1; column < SIDE - 1; column++) {
            struct ter_strings codes = {0};
            if (field->faults[row][column] != MISSING)
                continue;
            ter_strings_add(&codes, field->codes[row - 1][column]);
            ter_strings_add(&codes, field->codes[row + 1][column]);
            ter_strings_add(&codes, field->codes[row][column - 1]);
            ter_strings_add(&codes, field->codes[row][column + 1]);
            add_line(lines, "gap",
                box_m2(
                    world, field->lon[column], field->lat[row], field->lon[column + 1], field->lat[row + 1]),
                &codes);
        }
}

static bool keep_line(void *user, const struct ter_finding *finding, struct ter_error *err)
{
    static const char *const names[TER_FAULT_KINDS] = {"invalid", "duplicate", "sliver", "overlap", "gap"};
    struct ter_strings codes = {0};
    (void)err;
    if (finding->kind == TER_FAULT_GAP) {
        TER_AUTO_FREE char *note = ter_strdup(finding->note ? finding->note : "");
        char *rest = NULL;
        for (char *code = strtok_r(note, ", ", &rest); code; code = strtok_r(NULL, ", ", &rest))
            ter_strings_add(&codes, code);
        ck_assert_ptr_nonnull(finding->note);
        ck_assert_ptr_nonnull(strstr(finding->note, finding->codes[0]));
        ck_assert_ptr_nonnull(strstr(finding->note, finding->codes[1]));
    } else {
        for (int i = 0; i < 2 && finding->codes[i]; i++)
            ter_strings_add(&codes, finding->codes[i]);
    }
    add_line(user, names[finding->kind], finding->area_m2, &codes);
    return true;
}

/* Loop index: the seed. Nothing more is found than was planted, nothing less, each with its records. */
START_TEST(topology_finds_exactly_what_was_planted)
{
    static struct field field;
    struct world world = {NULL, cgcs2000()};
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    const struct ter_layer *layer = register_layer(registry, "land_use");
    struct ter_write_context context = {.tool = "test"};
    struct ter_error err = {0};
    struct ter_strings wanted = {0}, found = {0};
    struct ter_filter filter = {0};
    struct ter_topology_summary summary;
    state = 4000 + (uint64_t)_i;
    make_field(&field);
    ck_assert(ter_registry_begin(registry, &context, &err));
    insert_field(registry, layer, &world, &field, &wanted);
    ck_assert_msg(ter_registry_commit(registry, &err), "%s", err.message);
    expect_gaps(&world, &field, &wanted);
    const struct ter_topology_request request = {.registry = registry,
        .layer = layer,
        .filter = &filter,
        .ellipsoid = &world.ellipsoid,
        .min_m2 = 0.01,
        .max_gap_m2 = INFINITY,
        .sliver_m = 1,
        .each = keep_line,
        .user = &found};
    ck_assert_msg(ter_topology_check(&request, &summary, &err), "%s", err.message);
    qsort(wanted.items, wanted.count, sizeof *wanted.items, by_text);
    qsort(found.items, found.count, sizeof *found.items, by_text);
    ck_assert_uint_gt(wanted.count, 10);
    for (size_t i = 0; i < wanted.count && i < found.count; i++)
        ck_assert_str_eq(found.items[i], wanted.items[i]);
    ck_assert_uint_eq(found.count, wanted.count);
    ck_assert_int_eq(summary.small, 0);
    ter_strings_free(&wanted);
    ter_strings_free(&found);
}
END_TEST

Suite *suite_land(void)
{
    Suite *suite = suite_create("land");
    TER_TEST_CASE(suite, "ellipsoid", parameters_are_those_of_the_system,
        areas_are_those_of_geodesics_and_of_the_formula, small_patches_keep_their_square_centimetres,
        holes_parts_and_senses_of_rotation_count_as_they_should, the_banner_has_the_published_area,
        stated_areas_may_be_rounded_but_not_of_another_shape, mu_are_exact_and_rounded_once);
    TER_TEST_CASE(suite, "adjusting", adjusted_areas_add_up, a_small_residual_goes_to_the_largest_first);
    TER_TEST_CASE(suite, "overlay", an_overlay_is_symmetric_and_halves_make_the_whole,
        what_only_touches_or_is_broken_has_nothing_in_common);
    TER_TEST_CASE(suite, "topology", a_sound_layer_has_no_faults_and_planted_ones_are_found);
    TCase *loops = tcase_create("against GEOS");
    tcase_add_checked_fixture(loops, ter_test_dir_open, ter_test_dir_close);
    tcase_add_loop_test(loops, overlays_are_those_of_geos, 0, 2);
    tcase_add_loop_test(loops, gaps_and_overlaps_are_those_of_geos, 0, 4);
    tcase_add_loop_test(loops, topology_finds_exactly_what_was_planted, 0, 6);
    suite_add_tcase(suite, loops);
    return suite;
}
